"""Raking: weights of one unit that meet two margins at once, grade and one more (docs/methods.md section 2).

For whoever has a second margin with known numbers; the service asks for none. Works from sums, since the margins are the key of
the cells. Knows weights and variances; must not know what may be shown.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from analysis.layout import Integers
from analysis.moments import Kind, crossed_moments, dimension_moments
from analysis.raw_figures import Floats, RawFigures
from analysis.scores import mean_of_dimensions, ratio_figures
from analysis.strata import UnitDesign, stack_designs
from analysis.sums import Sums
from questionnaires import Questionnaire

FEWEST_FORMS = 50  # of the unit, and
FEWEST_IN_MARGIN = 5  # of each row and column: below, a few forms would stand for too many
MOST_RATIO = 5.0  # between the largest and the smallest weight of a unit
TOLERANCE = 1e-12  # largest relative change of a weight in the last round; the plan asks for 1e-8
MOST_ROUNDS = 10_000
MARGIN_MET = 1e-8  # largest relative distance of a margin after the last round

Margin = Mapping[str, int]


@dataclass(frozen=True)
class Raking:
    """Weights of one form per cell, shape (rows, columns), 0 where a cell has no form.

    `kish` is Kish's design effect n sum w^2 / (sum w)^2. Where `is_capped`, the ratio of weights was cut, and the margins are
    met in total only.
    """

    weights: NDArray[np.float64]
    kish: float
    is_capped: bool


def kish_design_effect(forms: Integers, weights: Floats) -> float:
    """What unequal weights alone cost: n sum w^2 / (sum w)^2, 1 for equal weights.

    Parameters
    ----------
    forms : ndarray of int
        Forms per cell, at least one in all.
    weights : ndarray of float
        Weight of one form of each cell, same shape.

    Returns
    -------
    float
        At least 1.

    References
    ----------
    Kish (1965), Survey Sampling, section 11.7.

    Examples
    --------
    >>> kish_design_effect(np.array([50, 50]), np.array([1.0, 3.0]))
    1.25
    """
    total = float((forms * weights).sum())
    return max(float(forms.sum() * (forms * weights**2).sum() / total**2), 1.0)


def rake(forms: Integers, rows: Integers, columns: Integers) -> Raking | None:
    """Weights whose sums over rows and columns are the eligible numbers, by iterative proportional fitting.

    Parameters
    ----------
    forms : ndarray of int, shape (A, B)
        Forms per cell.
    rows, columns : ndarray of int, shapes (A,) and (B,)
        Eligible numbers of the margins, each above 0.

    Returns
    -------
    Raking or None
        None for fewer than 50 forms, for a row or column with fewer than 5, or where empty cells leave no solution.

    Raises
    ------
    ValueError
        The margins do not have the same total, or the shapes do not fit.

    References
    ----------
    docs/methods.md section 2; Deming and Stephan (1940), Annals of Mathematical Statistics 11, 427-444; R survey, rake.

    Examples
    --------
    >>> found = rake(np.array([[30, 20], [10, 40]]), np.array([100, 100]), np.array([120, 80]))
    >>> (found.weights * [[30, 20], [10, 40]]).sum(axis=1).round(6).tolist()
    [100.0, 100.0]
    """
    if forms.shape != (len(rows), len(columns)) or rows.sum() != columns.sum():
        raise ValueError(f"margins of {rows.sum()} and {columns.sum()} for cells of shape {forms.shape}")
    least = min(forms.sum(axis=0).min(), forms.sum(axis=1).min())
    if forms.sum() < FEWEST_FORMS or least < FEWEST_IN_MARGIN or min(rows.min(), columns.min()) <= 0:
        return None
    weights = np.where(forms > 0, rows.sum() / forms.sum(), 0.0)
    for _ in range(MOST_ROUNDS):
        before = weights
        weights = weights * (rows / (forms * weights).sum(axis=1))[:, None]
        weights = weights * (columns / (forms * weights).sum(axis=0))
        if (np.abs(weights - before) <= TOLERANCE * before).all():
            break
    if np.abs((forms * weights).sum(axis=1) / rows - 1).max() > MARGIN_MET:
        return None
    used = weights[forms > 0]
    is_capped = bool(used.max() > MOST_RATIO * used.min())
    if is_capped:
        weights = np.where(forms > 0, _capped(forms, weights, float(rows.sum())), 0.0)
    return Raking(weights, kish_design_effect(forms, weights), is_capped)


def _capped(forms: Integers, weights: Floats, total: float) -> Floats:
    """Weights cut to [c, 5 c], where c is such that they still add up to the eligible number of the unit."""
    low, high = 0.0, float(weights.max())
    while high - low > TOLERANCE * high:
        middle = (low + high) / 2
        is_below = (forms * np.clip(weights, middle, MOST_RATIO * middle)).sum() < total
        low, high = (middle, high) if is_below else (low, middle)
    return np.clip(weights, high, MOST_RATIO * high)


def raked_figures(
    questionnaire: Questionnaire, cells: Mapping[tuple[str, str], Sums], margins: tuple[Margin, Margin], *, kind: Kind
) -> tuple[Raking, RawFigures] | None:
    """The dimensions, then the index as their mean, of one unit weighted to two margins.

    Parameters
    ----------
    questionnaire : Questionnaire
    cells : mapping of (row, column) to Sums
        Every form of the unit.
    margins : pair of mappings of str to int
        Eligible numbers by row and by column, both with the same total.
    kind : "share" or "score"

    Returns
    -------
    (Raking, RawFigures) or None
        Figures of shape (1, D + 1), not to be shown before the gate; None where `rake` gives none. The variance is that of the
        residuals of each form from an additive fit on both margins, one stratum with its finite population.

    Raises
    ------
    ValueError
        A cell outside the margins, margins of different totals, or more forms than eligible.

    References
    ----------
    docs/methods.md section 2; Deville and Särndal (1992), JASA 87, 376-382; R survey, rake and svyratio.
    """
    rows, columns = (list(margin) for margin in margins)
    if {row for row, _ in cells} - set(rows) or {column for _, column in cells} - set(columns):
        raise ValueError("a cell stands outside the margins")
    keys = [(row, column) for row in rows for column in columns]
    zero = Sums.zero(questionnaire)
    sums = [cells.get(key, zero) for key in keys]
    forms = np.array([cell.forms for cell in sums], dtype=np.int64)
    eligible = sum(margins[0].values())
    if forms.sum() > eligible:
        raise ValueError(f"{forms.sum()} forms of {eligible} eligible")
    numbers = [np.array(list(margin.values()), dtype=np.int64) for margin in margins]
    raking = rake(forms.reshape(len(rows), len(columns)), *numbers)
    if raking is None:
        return None
    filled = np.flatnonzero(forms)
    strata = tuple(sums[place] for place in filled)
    weights = raking.weights.ravel()[filled]
    fraction = float(forms.sum() / eligible)
    unit = UnitDesign(strata, tuple(weights.tolist()), (fraction,) * len(strata), int(forms.sum()), eligible)
    design = stack_designs([unit])
    each = ratio_figures(dimension_moments(questionnaire, design, kind=kind), design, weights=weights)
    mean = mean_of_dimensions(questionnaire, design, kind=kind, weights=weights)
    gradients = _gradients(each, weights, crossed_moments(questionnaire, design, kind=kind).totals)
    places = (filled // len(columns), filled % len(columns))
    variances = _residual_variances(
        gradients, crossed_moments(questionnaire, design, kind=kind), weights, forms[filled], places
    )
    variances *= 1 - fraction
    return raking, _side_by_side(each, mean, variances, int(forms.sum()) - 1)


def _gradients(each: RawFigures, weights: Floats, totals: Integers) -> Floats:
    """z_i of each dimension, then of their mean, as coefficients of (y_1..y_D, m_1..m_D); shape (D + 1, 2 D)."""
    dimensions = each.value.shape[1]
    divisor = np.maximum((weights[:, None] * totals[:, dimensions:]).sum(axis=0), np.finfo(float).tiny)
    single = np.concatenate([np.diag(1 / divisor), np.diag(-each.value[0] / divisor)], axis=1)
    return np.concatenate([single, single.mean(axis=0, keepdims=True)])


def _residual_variances(
    gradients: Floats, crossed: tuple[Integers, Integers], weights: Floats, forms: Integers, places: tuple[Integers, Integers]
) -> Floats:
    """n / (n - 1) sum (w e - mean)^2 with e the residual of z from the additive fit on rows and columns, for each gradient."""
    totals, products = crossed
    first, second = totals @ gradients.T, np.einsum("fi,hij,fj->hf", gradients, products, gradients)
    dummies = np.concatenate([np.eye(int(place.max()) + 1)[place] for place in places], axis=1)
    scale = np.sqrt(forms)[:, None]
    fit = dummies @ np.linalg.lstsq(dummies * scale, first / scale, rcond=None)[0]
    n = forms[:, None]
    residual, squares = first - n * fit, second - 2 * fit * first + n * fit**2
    w, size = weights[:, None], int(forms.sum())
    scatter: Floats = (w**2 * squares).sum(axis=0) - (w * residual).sum(axis=0) ** 2 / size
    return np.maximum(scatter, 0.0) * size / (size - 1)


def _side_by_side(each: RawFigures, mean: RawFigures, variances: Floats, degrees: int) -> RawFigures:
    """Figures of two blocks beside each other, with new variances and degrees of freedom."""

    def joined(first: object, second: object) -> dict[str, object]:
        return {
            name: np.concatenate([part, getattr(second, name)], axis=1)
            for name, part in vars(first).items()
            if isinstance(part, np.ndarray)
        }

    basis = replace(each.basis, **joined(each.basis, mean.basis))  # type: ignore[arg-type]
    basis = replace(basis, degrees_of_freedom=np.full_like(basis.degrees_of_freedom, degrees))
    figures = replace(each, **joined(each, mean), is_ratio=False)  # type: ignore[arg-type]
    return replace(figures, variance=variances[None, :], basis=basis)
