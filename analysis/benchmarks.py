"""What units with the same mix of grades reach on average, and how far a unit is from it (docs/methods.md section 5).

Knows strata and grades; must not know how it is drawn. It is the one comparison that uses figures per grade, which are not
published, so it must not give them away.

Why it gives nothing away. Whoever knows the numbers of all units and the benchmarks of many can solve for the totals P_g of the
grades, and with the units' own figures, at worst, for the satisfied share of each stratum: one grade of one unit, or what
`strata.design_unit` has put together. So only units take part all of whose strata could be shown as far as the group of people
goes: in every dimension at least `numbers` respondents, and not nobody satisfied among nearly all of the eligible. The strata
have at least `numbers` forms by their making. Everything computed here, variances too, is a function of sums over such strata;
grades below ten forms enter with the number of their answers only. The rest of small units takes no part. A total that rests
on fewer than two other units is the figure of a neighbour: it is not used.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

import numpy as np
from scipy import stats

from analysis.blocks import Block
from analysis.comparison_figures import Benchmark, Difference
from analysis.disclosure import Thresholds
from analysis.estimates import Convention, Estimate, Result
from analysis.grades import LEAST_STATED, NOT_STATED
from analysis.layout import layout_of
from analysis.moments import crossed_moments
from analysis.raw_figures import Booleans, Floats
from analysis.scores import weights_under
from analysis.strata import Design, UnitDesign, UnitSums
from analysis.sums import merge
from questionnaires import Questionnaire

MATERIAL = 0.03
OTHER_UNITS = 2  # on which the total of a grade must rest besides the unit itself
Z95, Z90 = float(stats.norm.ppf(0.975)), float(stats.norm.ppf(0.95))
SIDES: tuple[tuple[Callable[[float, float], float], int, float], ...] = (
    (min, -1, Z95),
    (max, 1, Z95),
    (min, -1, Z90),
    (max, 1, Z90),
)  # of low, high, low90, high90


class Parts(NamedTuple):
    """The ratios that a figure is the mean of, per stratum.

    `totals`, shape (H, 2 D): weighted sums of y_1..y_D, m_1..m_D. `scatter`, shape (H, 2 D, 2 D): the covariance of these sums,
    (1 - f) w^2 n / (n - 1) times the centred products.
    """

    totals: Floats
    scatter: Floats


def build_benchmarks(
    questionnaire: Questionnaire,
    units: Sequence[UnitSums],
    designs: Sequence[UnitDesign],
    design: Design,
    results: Sequence[Result],
    *,
    place: tuple[Block, int],
    convention: Convention,
    may_be_known: Booleans,
    thresholds: Thresholds,
) -> list[Benchmark | None]:
    """The benchmark of each unit by its mix of grades.

    Parameters
    ----------
    questionnaire : Questionnaire
    units : sequence of UnitSums, length U
    designs : sequence of UnitDesign, length U
        Of these units, strata of at least `thresholds.numbers` forms.
    design : Design
        The same stacked, one group per unit.
    results : sequence of Result, length U
        The shares as shown.
    place : (Block, int)
        Which figure: ("index", 0) or ("dimensions", column); an item has no benchmark.
    convention : "answers", "mean" or "eligible"
    may_be_known : ndarray of bool, shape (U,)
        Units that the department's figure covers and whose own figure may be known.
    thresholds : Thresholds

    Returns
    -------
    list of Benchmark or None
        b = sum_g q_g P_g, P_g the share of grade g over the units that take part, weighted as the convention says. q_g is the
        mix that the unit's own figure is made of: N_g / N where it is weighted by grade, else its answers in the grade. None
        where the unit's figure is withheld, rests on logical bounds or on grades mostly not stated, or where the total of a
        grade that it has does not rest on at least `thresholds.numbers` forms of at least two other units. The standard error
        is that of the linearised difference; the limits are 1.96 (1.645) of it away, but never nearer than the unit's own
        limits are to its share, since near 1 the standard error is too small. "Different": more than 3 points, and 0 outside
        the 95 % limits.

    References
    ----------
    docs/methods.md section 5; Draper and Gittoes (2004), Journal of the Royal Statistical Society A 167, 449-474.
    """
    if place[0] == "items":
        return [None] * len(units)
    grades = sorted({grade for unit in units for grade in _grades_of(unit)})
    columns = _columns(questionnaire, place, convention)
    mix = _mixes(units, designs, columns, grades, convention)
    is_of = _strata_of_grades(units, designs, grades)
    is_of &= (may_be_known & _strata_may_be_known(questionnaire, design, thresholds))[design.unit_of][:, None]
    forms = design.over_groups(is_of * design.forms[:, None])
    others, other_forms = (forms > 0).sum(axis=0) - (forms > 0), forms.sum(axis=0) - forms
    rests_on_others = (other_forms >= thresholds.numbers) & (others >= OTHER_UNITS)
    parts = _parts(questionnaire, design, columns, convention)
    rests_on_others &= (is_of.T @ parts.totals[:, len(columns) :] > 0).all(axis=1)
    has_total = (mix > 0).any(axis=(1, 2)) & (rests_on_others | ~(mix > 0).any(axis=2)).all(axis=1)
    expected, variances = _expected(design, parts, mix, is_of)
    return [
        _benchmark(result, b, max(v, 0.0) ** 0.5) if is_there and isinstance(result, Estimate) else None
        for result, b, v, is_there in zip(results, expected.tolist(), variances.tolist(), has_total.tolist(), strict=True)
    ]


def _expected(design: Design, parts: Parts, mix: Floats, is_of: Booleans) -> tuple[Floats, Floats]:
    """The benchmark of each unit, and the variance of the unit's share minus it, both of shape (U,).

    Form by form z = [in the unit] (y - p m) / sum_unit w m - q_g (y - P_g m) / sum_g w m: outside the unit only the second
    part counts, and it is the same for all units but for q_g.
    """
    in_grade = is_of.astype(float)
    of_grades, of_units = _ratios(in_grade.T @ parts.totals), _ratios(design.over_groups(parts.totals))
    expected = (mix * of_grades.shares).sum(axis=1).mean(axis=1)
    second = np.concatenate([mix, mix], axis=2) * of_grades.gradient
    variance = np.einsum("ugi,gij,ugj->u", second, np.einsum("hg,hij->gij", in_grade, parts.scatter), second)
    second_here = np.einsum("hg,hgi->hi", in_grade, second[design.unit_of])
    both_here = of_units.gradient[design.unit_of] - second_here
    here = _quadratic(both_here, parts.scatter) - _quadratic(second_here, parts.scatter)
    return expected, variance + design.over_groups(here)


class _Ratios(NamedTuple):
    """Shares y / m, shape (N, D), and the gradient of their mean by y_1..y_D, m_1..m_D, shape (N, 2 D)."""

    shares: Floats
    gradient: Floats


def _ratios(totals: Floats) -> _Ratios:
    width = totals.shape[1] // 2
    y, m = totals[:, :width], totals[:, width:]
    inverse = np.where(m > 0, 1 / np.where(m > 0, m, 1.0), 0.0)
    shares = y * inverse
    return _Ratios(shares, np.concatenate([inverse, -shares * inverse], axis=1) / width)


def _quadratic(vectors: Floats, matrices: Floats) -> Floats:
    product: Floats = np.einsum("hi,hij,hj->h", vectors, matrices, vectors)
    return product


def _benchmark(result: Estimate, expected: float, error: float) -> Benchmark | None:
    """The difference with limits that are nowhere nearer than the unit's own; None for logical bounds."""
    limits = (result.low, result.high, result.low90, result.high90)
    if result.interval_kind == "bounds" or None in limits:
        return None
    expected = min(max(expected, 0.0), 1.0)  # a mean of shares may pass 1 by rounding
    value = result.value - expected
    low, high, low90, high90 = (
        min(max(extreme(value + sign * z * error, limit - expected), -1.0), 1.0)
        for limit, (extreme, sign, z) in zip(limits, SIDES, strict=True)
        if limit is not None
    )
    is_different = abs(value) > MATERIAL and not low <= 0 <= high
    return Benchmark(expected, Difference(value, low, high, low90, high90, error), is_different)


def _grades_of(unit: UnitSums) -> list[str]:
    """The grades that a unit has by its eligible numbers or its forms."""
    numbers = list(unit.eligible) if isinstance(unit.eligible, Mapping) else []
    return [grade for grade in dict.fromkeys([*numbers, *unit.cells]) if grade != NOT_STATED]


def _columns(questionnaire: Questionnaire, place: tuple[Block, int], convention: Convention) -> list[list[int]]:
    """Which dimensions make up each of the ratios of a figure."""
    block, column = place
    everything = list(range(len(questionnaire.dimensions)))
    if block == "dimensions":
        return [[column]]
    return [everything] if convention == "answers" else [[d] for d in everything]


def _parts(questionnaire: Questionnaire, design: Design, columns: Sequence[Sequence[int]], convention: Convention) -> Parts:
    """The weighted sums of a share with their scatter, as in section 1."""
    size, width = len(questionnaire.dimensions), len(columns)
    chosen = np.zeros((2 * size, 2 * width), dtype=np.int64)
    for place, dimensions in enumerate(columns):
        chosen[dimensions, place] = chosen[[size + d for d in dimensions], width + place] = 1
    crossed = crossed_moments(questionnaire, design, kind="share")
    totals, products = crossed.totals @ chosen, chosen.T @ crossed.products @ chosen
    n = design.forms[:, None, None]
    centred = np.where(n > 1, n * products - totals[:, :, None] * totals[:, None, :], products) / np.maximum(n - 1, 1)
    w = weights_under(convention, design)
    return Parts(w[:, None] * totals, (w**2 * (1 - design.fractions))[:, None, None] * centred)


def _mixes(
    units: Sequence[UnitSums],
    designs: Sequence[UnitDesign],
    columns: Sequence[Sequence[int]],
    grades: Sequence[str],
    convention: Convention,
) -> Floats:
    """The part of each grade in each ratio of each unit, shape (U, G, D); 0 throughout where it is not known."""
    mix = np.zeros((len(units), len(grades), len(columns)))
    for u, (unit, design) in enumerate(zip(units, designs, strict=True)):
        by_number = convention != "answers" and not design.has_too_many and not design.is_unweighted_by_need
        if by_number and isinstance(unit.eligible, Mapping) and design.eligible:
            mix[u] = np.array([unit.eligible.get(grade, 0) for grade in grades]).reshape(-1, 1) / design.eligible
            continue
        cells = {g: unit.cells[grade] for g, grade in enumerate(grades) if grade in unit.cells}
        if cells and sum(cell.forms for cell in cells.values()) >= design.forms * LEAST_STATED:
            answers = np.array([cell.totals[2::3] for cell in cells.values()])
            each = np.stack([answers[:, dimensions].sum(axis=1) for dimensions in columns], axis=1)
            if each.any(axis=0).all():
                mix[u, list(cells)] = each / each.sum(axis=0)
    return mix


def _strata_of_grades(units: Sequence[UnitSums], designs: Sequence[UnitDesign], grades: Sequence[str]) -> Booleans:
    """Which strata, in the order of the designs, are one grade and nothing else but forms without a grade, shape (H, G).

    Forms without a grade that are too few for a stratum stand with the last grade that has forms. If such a stratum were left
    out, a handful of them in every unit would leave that grade without a total, and nobody with a benchmark.
    """
    rows = []
    for unit, design in zip(units, designs, strict=True):
        own = [grade for grade in grades if grade in unit.cells]
        unstated = [cell for grade, cell in unit.cells.items() if grade not in grades and cell.forms]
        rest = sum(cell.forms for cell in unstated)
        is_split = isinstance(unit.eligible, Mapping) and not design.has_too_many and not design.is_unweighted_by_need
        with_rest = {grade: unit.cells[grade].forms + rest for grade in own} if rest and is_split else {}
        for stratum in design.strata:
            found = [grade for grade in own if unit.cells[grade] is stratum]  # what is put together is made anew
            if not found:
                alike = [grade for grade, forms in with_rest.items() if forms == stratum.forms]
                bytes_of = stratum.to_bytes() if alike else b""
                found = [grade for grade in alike if merge([unit.cells[grade], *unstated]).to_bytes() == bytes_of]
            rows.append([grade in found for grade in grades])
    return np.array(rows, dtype=np.bool_).reshape(len(rows), len(grades))


def _strata_may_be_known(questionnaire: Questionnaire, design: Design, thresholds: Thresholds) -> Booleans:
    """Units all of whose strata could be shown as far as the group of people goes, in every dimension, shape (U,)."""
    layout = layout_of(design.shape_of.shape)
    respondents = design.values[:, layout.answering][:, : len(questionnaire.dimensions)]
    satisfied = design.values[:, layout.totals][:, 1::3]
    is_everyone = (satisfied == 0).any(axis=1) & (design.fractions >= thresholds.everyone)
    fails = (respondents < thresholds.numbers).any(axis=1) | is_everyone
    return np.asarray(design.over_groups(fails.astype(np.int64)) == 0)
