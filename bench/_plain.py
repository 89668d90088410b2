"""The same table by a plain numpy program: what somebody who knows numpy writes for one survey, with no regard to edge cases.

Sorts the forms by cell once, counts answers with one bincount, and takes the products of each cell with one BLAS call; then the
formulas of docs/methods.md sections 1 and 3 on whole arrays. Uses nothing of `analysis`.
"""

from typing import NamedTuple

import numpy as np
from _invented import DIMENSIONS, GRADES, ITEMS, LEVELS, Forms
from numpy.typing import NDArray
from scipy import special

Floats = NDArray[np.float64]
NU0, TAILS = 30.0, (0.025, 0.05)


class Table(NamedTuple):
    """Points, standard errors and limits of the units and, in the last row, of all: shares and scores beside each other.

    Columns: index, dimensions, items; first the shares, then the scores. Limits: low, high, low90, high90.
    """

    value: Floats  # (units + 1, 62)
    se: Floats
    limits: Floats  # (4, units + 1, 62)


class Sums(NamedTuple):
    """What the estimates need of each cell."""

    forms: Floats  # (cells,)
    counts: Floats  # (cells, items, levels)
    answering: Floats  # (cells, D + 1)
    totals: Floats  # (cells, 3 D): S_1..S_D, T_1..T_D, M_1..M_D
    products: Floats  # (cells, 3 D, 3 D)


def sums_from_rows(forms: Forms) -> Sums:
    """One sort, one bincount, one product per cell."""
    cells = len(forms.eligible)
    order = np.argsort(forms.cells, kind="stable")
    codes = forms.matrix[order] - np.uint8(ord("0"))  # a blank becomes 253
    cell = forms.cells[order]
    keys = cell * 8
    levels = np.minimum(codes, 7).T
    counts = np.stack(
        [np.bincount(keys + level, minlength=cells * 8).reshape(cells, 8)[:, :LEVELS] for level in levels], axis=1
    )
    codes[codes > 5] = 0
    blocks = np.repeat(np.eye(DIMENSIONS, dtype=np.float32), ITEMS, axis=0)
    u = np.concatenate([part.astype(np.float32) @ blocks for part in (codes, codes >= 4, codes > 0)], axis=1)
    sizes = np.bincount(cell, minlength=cells)
    ends = np.cumsum(sizes)
    products = np.stack([u[start:end].T @ u[start:end] for start, end in zip(ends - sizes, ends, strict=True)])
    answered = u[:, 2 * DIMENSIONS :] > 0
    answered = np.concatenate([answered, answered.any(axis=1, keepdims=True)], axis=1)
    answering = np.add.reduceat(answered, ends - sizes, axis=0, dtype=np.int64)
    totals = np.add.reduceat(u, ends - sizes, axis=0, dtype=np.float64)
    return Sums(sizes.astype(float), counts.astype(float), answering.astype(float), totals, products.astype(float))


def table_from_sums(sums: Sums, eligible: NDArray[np.int64]) -> Table:
    """Every figure of every unit and of all units together, weighted by grade."""
    strata = len(GRADES)
    n = sums.forms
    w, f = eligible / n, n / eligible
    by_unit = np.arange(0, len(n), strata)
    dims, whole = _rhos(sums, by_unit)
    rows = []
    for starts in (by_unit, np.array([0])):
        group = np.repeat(np.arange(len(starts)), len(n) // len(starts))
        columns = []
        for kind in ("share", "score"):
            parts = _figures(sums, kind, starts, group, w, f)
            rho = np.array([whole, *dims, *[0.0] * (DIMENSIONS * ITEMS)])
            big_n = np.add.reduceat(eligible, starts)[:, None]
            forms = np.add.reduceat(n, starts)[:, None]
            df = forms - (len(n) // len(starts))
            value, variance, m, m2, answering, factor = parts
            se = np.sqrt(variance)
            if kind == "score":
                low, high = (np.stack([value + sign * special.stdtrit(df, 1 - t) * se for t in TAILS]) for sign in (-1, 1))
                low, high = np.maximum(low, 1.0), np.minimum(high, 5.0)
            else:
                fp = (big_n - answering) / (big_n - 1)
                modelled = factor * (1 + (m2 - 1) * rho)
                own = variance * m / (value * (1 - value)) * (answering - 1) / answering / (1 - forms / big_n)
                d = np.minimum(df, m * np.minimum(value, 1 - value) / modelled)
                base = np.minimum(m, m / ((d * own + NU0 * modelled) / (d + NU0))) / fp
                x = value * base
                low = np.stack([special.betaincinv(x, base - x + 1, t) for t in TAILS])
                high = np.stack([special.betaincinv(x + 1, base - x, 1 - t) for t in TAILS])
            columns.append((value, se, np.stack([low[0], high[0], low[1], high[1]])))
        rows.append([np.concatenate(part, axis=-1) for part in zip(*columns, strict=True)])
    value, se, limits = (np.concatenate(part, axis=-2) for part in zip(*rows, strict=True))
    return Table(value, se, limits)


def _figures(
    sums: Sums, kind: str, starts: NDArray[np.int64], group: NDArray[np.int64], w: Floats, f: Floats
) -> tuple[Floats, Floats, Floats, Floats, Floats, Floats]:
    """Value, variance, M*, m2*, answering forms and weight factor of index, dimensions and items, each (groups, 31)."""

    def over(array: Floats) -> Floats:
        return np.add.reduceat(array, starts, axis=0)

    d = DIMENSIONS
    n = sums.forms[:, None]
    first = slice(d, 2 * d) if kind == "share" else slice(0, d)
    last = slice(2 * d, 3 * d)
    points = np.array([0, 0, 0, 0, 1, 1]) if kind == "share" else np.arange(LEVELS)
    m = np.concatenate([sums.totals[:, last], sums.counts[:, :, 1:].sum(axis=2)], axis=1)
    y = np.concatenate([sums.totals[:, first], sums.counts @ points], axis=1)
    diagonal = np.arange(d)
    yy = np.concatenate([sums.products[:, first, first][:, diagonal, diagonal], sums.counts @ points**2], axis=1)
    ym = np.concatenate([sums.products[:, first, last][:, diagonal, diagonal], y[:, d:]], axis=1)
    mm = np.concatenate([sums.products[:, last, last][:, diagonal, diagonal], m[:, d:]], axis=1)
    weight = w[:, None]
    weighted = over(weight * m)
    value = over(weight * y) / weighted
    r = value[group]
    scatter = (n * yy - y**2 - 2 * r * (n * ym - y * m) + r**2 * (n * mm - m**2)) / (n - 1)
    variance = over(weight**2 * (1 - f[:, None]) * scatter) / weighted**2
    answers = over(m)
    # the index: the mean of the dimensions, with the products between them
    both = [*range(first.start, first.stop), *range(last.start, last.stop)]
    products = sums.products[:, both][:, :, both]
    totals = sums.totals[:, both]
    centred = (n[:, :, None] * products - totals[:, :, None] * totals[:, None, :]) / (n[:, :, None] - 1)
    covariance = over((weight**2 * (1 - f[:, None]))[:, :, None] * centred)
    one = 1 / (d * weighted[:, :d])
    gradient = np.concatenate([one, -value[:, :d] * one], axis=1)
    index_variance = np.einsum("gi,gij,gj->g", gradient, covariance, gradient)[:, None]
    own = 1 / (d * answers[:, :d])
    reference = 1 / (1 / (d**2 * answers[:, :d])).sum(axis=1, keepdims=True)
    m2 = reference * np.einsum("gi,gij,gj->g", own, over(products[:, d:, d:]), own)[:, None]
    answering = np.concatenate([sums.answering[:, d:], sums.answering[:, :d], m[:, d:]], axis=1)
    people = over(answering)
    return (
        np.concatenate([value[:, :d].mean(axis=1, keepdims=True), value], axis=1),
        np.concatenate([index_variance, variance], axis=1),
        np.concatenate([reference, answers], axis=1),
        np.concatenate([m2, over(mm) / answers], axis=1),
        people,
        people * over(weight**2 * answering) / over(weight * answering) ** 2,
    )


def _rhos(sums: Sums, by_unit: NDArray[np.int64]) -> tuple[list[float], float]:
    """The pooled correlation within a form of each dimension and of all together, rounded up to a hundredth."""
    d = DIMENSIONS
    totals, products = np.add.reduceat(sums.totals, by_unit, axis=0), np.add.reduceat(sums.products, by_unit, axis=0)
    answering = np.add.reduceat(sums.answering, by_unit, axis=0)
    t, m = totals[:, d : 2 * d], totals[:, 2 * d :]
    tt, tm, mm = products[:, d : 2 * d, d : 2 * d], products[:, d : 2 * d, 2 * d :], products[:, 2 * d :, 2 * d :]

    def pooled(t: Floats, m: Floats, tt: Floats, tm: Floats, mm: Floats, n: Floats) -> float:
        p = t / m
        a = n / (n - 1) * (tt - 2 * p * tm + p**2 * mm) - p * (1 - p) * m
        b = p * (1 - p) * (mm - m)
        c = (mm - m).sum() / (4 * n.sum())
        return float(np.ceil(100 * (a.sum() + c) / (b.sum() + c) - 1e-9) / 100)

    each = [pooled(t[:, k], m[:, k], tt[:, k, k], tm[:, k, k], mm[:, k, k], answering[:, k]) for k in range(d)]
    summed = [array.sum(axis=(1, 2)) for array in (tt, tm, mm)]
    return each, pooled(t.sum(axis=1), m.sum(axis=1), *summed, answering[:, d])
