"""Points and variances of every figure: the stratified ratio estimator and its means (docs/methods.md section 1).

The respondent is the sampling unit, the stratum is unit x grade. Knows the three conventions of aggregation; must not know
intervals, thresholds or what may be shown. Everything is computed for G groups and F figures at once.
"""

from dataclasses import replace
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from analysis.estimates import Convention
from analysis.layout import Integers
from analysis.moments import Kind, Moments, crossed_moments, dimension_moments, pooled_moments
from analysis.raw_figures import Basis, Booleans, Floats, RawFigures, all_along, rounded_mean
from analysis.strata import Design
from questionnaires import Questionnaire

Kept = TypeVar("Kept", bound=np.generic)

ROUNDING = 1e-13  # part of the terms of a variance below which their sum is no variance


def weights_under(convention: Convention, design: Design) -> Floats:
    """The weight of one form of each stratum.

    Parameters
    ----------
    convention : "answers", "mean" or "eligible"
        `answers` counts every answer once; the others let a form stand for N_h / n_h.
    design : Design

    Returns
    -------
    ndarray of float, shape (H,)

    References
    ----------
    docs/methods.md section 1, conventions of aggregation.
    """
    return np.ones(len(design.weights)) if convention == "answers" else design.weights


def ratio_figures(moments: Moments, design: Design, *, weights: Floats, include: Booleans | None = None) -> RawFigures:
    """R = sum w y / sum w m of each group and figure, with its linearised variance.

    Parameters
    ----------
    moments : Moments
        Shape (H, F).
    design : Design
        G groups.
    weights : ndarray of float, shape (H,)
    include : ndarray of bool, shape (H, F) or (H, 1), optional
        Strata that count for a figure; whole units only. All by default.

    Returns
    -------
    RawFigures
        Shape (G, F).

    References
    ----------
    docs/methods.md section 1; Cochran, Sampling Techniques (1977), section 6.11; R survey, svyratio with strata and fpc.
    """
    used = np.ones((len(weights), 1), dtype=np.int64) if include is None else include.astype(np.int64)
    w = weights[:, None] * used
    over = design.over_groups

    def total_of(array: Integers) -> Integers:
        return over(array if include is None else used * array)

    base, total, missing = total_of(moments.m), total_of(moments.y), total_of(moments.missing)
    weighted_m = over(w * moments.m)
    exists = base > 0
    divisor = np.where(exists & (weighted_m > 0), weighted_m, 1.0)
    # Weights that are no binary fractions may round a mean of fives to just above 5.
    value = np.where(exists, np.clip(over(w * moments.y) / divisor, moments.lowest, moments.highest), 0.0)
    r = value[design.group_of]
    n = design.forms[:, None]
    yy = _scatter(n, moments.yy, moments.y, moments.y)
    ym = 2 * r * _scatter(n, moments.ym, moments.y, moments.m)
    mm = r**2 * _scatter(n, moments.mm, moments.m, moments.m)
    scatter = _without_rounding(yy - ym + mm, yy + np.abs(ym) + mm)
    variance = over(w**2 * (1 - design.fractions[:, None]) * scatter) / divisor**2
    possible = np.maximum(base + missing, 1)
    return RawFigures(
        exists=exists,
        value=value,
        variance=variance,
        base=base,
        total=total,
        squares=total_of(moments.spread),
        missing=missing,
        reference_base=base.astype(float),
        cluster_size=total_of(moments.mm) / np.maximum(base, 1),
        bound_low=(total + moments.lowest * missing) / possible,
        bound_high=(total + moments.highest * missing) / possible,
        basis=_basis(design, used, moments.answering, w),
        is_ratio=True,
        lowest=moments.lowest,
        highest=moments.highest,
    )


def _scatter(n: Integers, products: Integers, first: Integers, second: Integers) -> Floats:
    """n / (n - 1) times the centred sum of products, exact up to the division; about 0 for a stratum of one form."""
    centred = n * products
    centred -= first * second
    return (centred if (n > 1).all() else np.where(n > 1, centred, products)) / np.maximum(n - 1, 1)


def _without_rounding(value: Floats, parts: Floats) -> Floats:
    """A variance that is 0 but for the rounding of its parts, whose absolute sum is given, is 0."""
    return np.where(value > ROUNDING * parts, value, 0.0)


def _basis(design: Design, used: Integers, answering: Integers, w: Floats) -> Basis:
    over, shape = design.over_groups, (len(design.starts), answering.shape[1])
    strata = used[:, :1] if (used == used[:, :1]).all() else used  # what does not depend on the figure is summed once

    def alike(array: NDArray[Kept]) -> NDArray[Kept]:
        return np.broadcast_to(array, shape)

    n = over(used * answering)
    forms = over(strata * design.forms[:, None])
    counts = design.counts_in_fraction[:, None]
    known = over(strata * design.is_unknown[:, None]) == 0
    weight = over(w * answering)
    widths = w[:, : strata.shape[1]]
    highest = np.maximum.reduceat(widths, design.starts, axis=0)
    lowest = np.minimum.reduceat(np.where(strata > 0, widths, np.inf), design.starts, axis=0)
    return Basis(
        n=n,
        forms=alike(forms),
        eligible=alike(np.where(known, over(strata * design.eligible[:, None]), 0)),
        is_known=alike(known & (forms > 0)),
        counted_forms=alike(over(strata * counts * design.forms[:, None])),
        counted_n=over(used * counts * answering),
        has_too_many=alike(over(strata * design.has_too_many[:, None]) > 0),
        degrees_of_freedom=alike(np.maximum(over(strata * (design.forms[:, None] - 1)), 1)),
        weight_factor=np.where(weight > 0, n * over(w**2 * answering) / np.where(weight > 0, weight, 1.0) ** 2, 1.0),
        has_equal_weights=alike(highest == lowest),
    )


def mean_of_dimensions(
    questionnaire: Questionnaire, design: Design, *, kind: Kind, weights: Floats, include: Booleans | None = None
) -> RawFigures:
    """The plain mean of the dimension figures: the index under `mean` and `eligible`.

    Parameters
    ----------
    questionnaire : Questionnaire
    design : Design
    kind : "share" or "score"
    weights : ndarray of float, shape (H,)
    include : ndarray of bool, shape (H, 1), optional

    Returns
    -------
    RawFigures
        Shape (G, 1); does not exist where a dimension is missing.

    References
    ----------
    docs/methods.md sections 1 (linearisation) and 3 (M* and m2* of a mean of parts).
    """
    dimensions = len(questionnaire.dimensions)
    parts = ratio_figures(dimension_moments(questionnaire, design, kind=kind), design, weights=weights, include=include)
    pooled = ratio_figures(pooled_moments(questionnaire, design, kind=kind), design, weights=weights, include=include)
    exists = all_along(parts.exists, 1)
    used = np.ones((len(weights), 1), dtype=np.int64) if include is None else include.astype(np.int64)
    w = weights[:, None] * used
    totals, products = crossed_moments(questionnaire, design, kind=kind)
    n = design.forms[:, None, None]
    scatter = _scatter(n, products, totals[:, :, None], totals[:, None, :])
    covariance = design.over_groups((w**2 * (1 - design.fractions[:, None]))[:, :, None] * scatter)
    weighted_m = design.over_groups(w * totals[:, dimensions:])
    share_of_one = 1 / (dimensions * np.where(weighted_m > 0, weighted_m, 1.0))
    gradient = np.concatenate([share_of_one, -parts.value * share_of_one], axis=1)
    variance = _without_rounding(
        np.einsum("gi,gij,gj->g", gradient, covariance, gradient),
        np.einsum("gi,gij,gj->g", np.abs(gradient), np.abs(covariance), np.abs(gradient)),
    )[:, None]
    answers = np.maximum(parts.base, 1).astype(float)
    answer_products = design.over_groups(used[:, :, None] * products[:, dimensions:, dimensions:])
    own_weight = 1 / (dimensions * answers)
    reference = 1 / (1 / (dimensions**2 * answers)).sum(axis=1, keepdims=True)
    return replace(
        pooled,
        exists=exists,
        value=np.where(exists, rounded_mean(parts.value, 1, count=dimensions), 0.0),
        variance=variance,
        reference_base=reference,
        cluster_size=reference * np.einsum("gi,gij,gj->g", own_weight, answer_products, own_weight)[:, None],
        bound_low=rounded_mean(parts.bound_low, 1, count=dimensions),
        bound_high=rounded_mean(parts.bound_high, 1, count=dimensions),
        is_ratio=dimensions == 1,
    )


def index_figures(
    questionnaire: Questionnaire, design: Design, *, kind: Kind, convention: Convention, include: Booleans | None = None
) -> RawFigures:
    """The figure of the whole questionnaire; it does not exist where a dimension has no answer, under any convention.

    Parameters
    ----------
    questionnaire : Questionnaire
    design : Design
    kind : "share" or "score"
    convention : "answers", "mean" or "eligible"
        `answers` pools all answers to dimension items, the others take the plain mean of the dimensions.
    include : ndarray of bool, shape (H, 1), optional

    Returns
    -------
    RawFigures
        Shape (G, 1).

    References
    ----------
    docs/methods.md section 1, conventions of aggregation.
    """
    weights = weights_under(convention, design)
    if convention != "answers":
        return mean_of_dimensions(questionnaire, design, kind=kind, weights=weights, include=include)
    moments = dimension_moments(questionnaire, design, kind=kind)
    used = np.ones((len(weights), 1), dtype=np.int64) if include is None else include.astype(np.int64)
    complete = all_along(design.over_groups(used * moments.m) > 0, 1)
    pooled = ratio_figures(pooled_moments(questionnaire, design, kind=kind), design, weights=weights, include=include)
    return replace(pooled, exists=complete)
