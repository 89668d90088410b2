"""Intervals: Korn-Graubard with a modelled design effect, exact hypergeometric, t, logical bounds (docs/methods.md section 3).

Takes figures with their variance and basis, gives limits. Knows nothing of thresholds or of what the figure is called.
"""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import special, stats

from analysis.layout import Integers
from analysis.raw_figures import Booleans, Floats, RawFigures

PRIOR_DEGREES = 30.0  # nu0: how many degrees of freedom the modelled design effect is worth; found by simulation (section 3)
TAIL = 0.025  # error on each side of the 95 % interval
TAIL90 = 0.05  # error on each side of the 90 % interval, whose ends decide the verdict

NONE = 1e-12  # less than this of an answer is no answer: one in ten million is the least that can occur
TIE = 1e-9  # two probabilities nearer than this part are equal: in exact fractions they are


class Limits(NamedTuple):
    """Lower and upper limits at one level, arrays of one shape."""

    low: Floats
    high: Floats


@dataclass(frozen=True)
class Intervals:
    """Limits with what they rest on, arrays of shape (G, F).

    Where `has_limits` is False the limits mean nothing. `is_exact` says which are hypergeometric.
    """

    limits: Limits
    limits90: Limits
    design_effect: Floats
    effective_base: Floats
    has_limits: Booleans
    is_exact: Booleans


def korn_graubard_limits(share: Floats, effective_base: Floats, tail: float) -> Limits:
    """Limits of a share from the beta distribution at a real-valued base.

    Parameters
    ----------
    share : ndarray of float
        In [0, 1].
    effective_base : ndarray of float
        Above 0, same shape.
    tail : float
        Error on each side.

    Returns
    -------
    Limits
        In [0, 1]; 0 where the share is 0 and 1 where it is 1.

    References
    ----------
    Korn and Graubard (1998), Survey Methodology 24, 193-201. With a whole effective base: Clopper-Pearson.

    Examples
    --------
    >>> limits = korn_graubard_limits(np.array([1.0]), np.array([20.0]), 0.025)
    >>> print(limits.low.round(3), limits.high)
    [0.832] [1.]
    """
    p, n = np.asarray(share, dtype=float), np.asarray(effective_base, dtype=float)
    hits = np.minimum(p * n, n)
    above, below = hits > NONE, n - hits > NONE
    low = special.betaincinv(np.where(above, hits, 1.0), np.where(above, n - hits + 1, 1.0), tail)
    high = special.betaincinv(np.where(below, hits + 1, 1.0), np.where(below, n - hits, 1.0), 1 - tail)
    return Limits(np.where(above, np.minimum(low, p), 0.0), np.where(below, np.maximum(high, p), 1.0))


def hypergeometric_limits(hits: Integers, base: Integers, eligible: Integers, tail: float) -> Limits:
    """Exact limits of the share in a finite population from a simple random sample without replacement.

    Parameters
    ----------
    hits, base, eligible : ndarray of int
        Satisfied among the base, the base, and the eligible number N; 0 <= hits <= base < N.
    tail : float
        Error on each side.

    Returns
    -------
    Limits
        Multiples of 1 / N.

    References
    ----------
    docs/methods.md section 3: L = min{K: P(X >= hits | N, K, n) > tail} / N, U = max{K: P(X <= hits) > tail} / N.

    Examples
    --------
    >>> limits = hypergeometric_limits(np.array([20]), np.array([20]), np.array([40]), 0.025)
    >>> print(limits.low, limits.high)
    [0.9] [1.]
    """
    x, n, size = (np.asarray(array, dtype=np.int64) for array in (hits, base, eligible))
    above = tail * (1 + TIE)
    least, most = x.copy(), size - (n - x)  # K cannot be outside what has been seen
    low, high = least.copy(), most.copy()  # the smallest K lies in [low, high]
    while (low < high).any():
        middle = (low + high) // 2
        possible = stats.hypergeom.sf(x - 1, size, middle, n) > above
        low, high = np.where(possible, low, np.minimum(middle + 1, high)), np.where(possible, middle, high)
    lower = low
    low, high = least.copy(), most.copy()
    while (low < high).any():
        middle = (low + high + 1) // 2
        possible = stats.hypergeom.cdf(x, size, middle, n) > above
        low, high = np.where(possible, middle, low), np.where(possible, high, np.maximum(middle - 1, low))
    return Limits(lower / size, low / size)


def design_effects(figures: RawFigures, rho: NDArray[np.float64]) -> Floats:
    """The design effect of a share, its own value shrunk to the modelled one.

    Parameters
    ----------
    figures : RawFigures
        Shares, shape (G, F).
    rho : ndarray of float, shape (F,)
        Pooled within-form correlation of each figure, from the campaign's `Frame`.

    Returns
    -------
    ndarray of float, shape (G, F)
        Against independent answers without a finite population.

    References
    ----------
    docs/methods.md section 3; Franco, Little, Louis and Slud (2019), Journal of Survey Statistics and Methodology 7, 334-364.
    """
    basis, p, m = figures.basis, figures.value, figures.reference_base
    modelled = basis.weight_factor * (1 + (figures.cluster_size - 1) * rho)
    inside = (p > 0) & (p < 1) & (basis.n >= 2) & (basis.fraction < 1)
    n = np.maximum(basis.n, 2)
    simple = np.where(inside, p * (1 - p) * (1 - basis.fraction), 1.0)
    own = figures.variance * m / simple * (n - 1) / n
    modelled = np.where(figures.exists, modelled, 1.0)
    d = np.minimum(basis.degrees_of_freedom, m * np.minimum(p, 1 - p) / modelled)
    return np.where(inside, (d * own + PRIOR_DEGREES * modelled) / (d + PRIOR_DEGREES), modelled)


def share_intervals(figures: RawFigures, rho: NDArray[np.float64]) -> Intervals:
    """Intervals of shares: logical bounds for a census, hypergeometric where it is exact, Korn-Graubard otherwise.

    Parameters
    ----------
    figures : RawFigures
        Shares, shape (G, F).
    rho : ndarray of float, shape (F,)
        As in `design_effects`.

    Returns
    -------
    Intervals
        All limits in [0, 1], around the share.

    References
    ----------
    docs/methods.md section 3.
    """
    basis, m = figures.basis, figures.reference_base
    effect = design_effects(figures, rho)
    sampled = figures.exists & ~basis.is_census
    factor = np.where(sampled, basis.population_factor, 1.0)
    one_each = (figures.base == basis.forms) & (basis.n == basis.forms)
    finite = sampled & basis.is_known & ~basis.has_too_many & one_each & figures.is_ratio
    exact = finite & basis.has_equal_weights
    clipped = finite & ~basis.has_equal_weights
    base = np.where(exact, m, np.minimum(m, m / effect)) / factor
    base = np.where(sampled, base, np.maximum(m, 1.0))
    both = [_share_limits(figures, base, tail=tail, sampled=sampled, exact=exact, clipped=clipped) for tail in (TAIL, TAIL90)]
    return Intervals(both[0], both[1], np.where(sampled & ~exact, effect, 1.0), base, figures.exists, exact)


def _share_limits(
    figures: RawFigures, base: Floats, *, tail: float, sampled: Booleans, exact: Booleans, clipped: Booleans
) -> Limits:
    low, high = korn_graubard_limits(figures.value, base, tail)
    size = np.maximum(figures.basis.eligible, 1)
    low = np.where(clipped, np.maximum(low, figures.total / size), low)
    high = np.where(clipped, np.minimum(high, 1 - (figures.base - figures.total) / size), high)
    if exact.any():
        numbers = (figures.total[exact], figures.base[exact], figures.basis.eligible[exact])
        low[exact], high[exact] = hypergeometric_limits(*numbers, tail)
    return Limits(
        np.where(sampled, np.minimum(low, figures.value), figures.bound_low),
        np.where(sampled, np.maximum(high, figures.value), figures.bound_high),
    )


def t_quantiles(probability: float, degrees_of_freedom: Integers) -> Floats:
    """Quantiles of Student's t; each number of degrees is looked up once, since units share few.

    Parameters
    ----------
    probability : float
        In (0, 1).
    degrees_of_freedom : ndarray of int
        Above 0.

    Returns
    -------
    ndarray of float, same shape

    References
    ----------
    docs/methods.md section 1.

    Examples
    --------
    >>> print(t_quantiles(0.975, np.array([1, 10, 1])).round(3))
    [12.706  2.228 12.706]
    """
    distinct, places = np.unique(degrees_of_freedom, return_inverse=True)
    return np.asarray(stats.t.ppf(probability, distinct))[places]


def score_intervals(figures: RawFigures) -> Intervals:
    """Intervals of scores and of the expectation met: t with the degrees of freedom, cut at the ends of the scale.

    Parameters
    ----------
    figures : RawFigures
        Scores or percents, shape (G, F).

    Returns
    -------
    Intervals
        Without limits where there is no spread in the answers or between the forms of a stratum and no census, or where one
        form carries the whole figure.

    References
    ----------
    docs/methods.md section 1; Student's t as in R survey, confint with df = degf(design).
    """
    basis, m = figures.basis, figures.reference_base
    census = figures.exists & basis.is_census
    answers = np.maximum(figures.base, 1)
    answer_variance = np.maximum(figures.squares / answers - (figures.total / answers) ** 2, 0.0)
    varies = figures.exists & figures.has_spread & (figures.variance > 0) & (basis.n >= 2) & ~basis.is_census
    n = np.maximum(basis.n, 2)
    simple = np.where(varies, answer_variance * (1 - basis.fraction), 1.0)
    effect = np.where(varies, figures.variance * m / simple * (n - 1) / n, 1.0)
    factor = np.where(varies, basis.population_factor, 1.0)
    se = np.sqrt(figures.variance)
    both = []
    for tail in (TAIL, TAIL90):
        reach = t_quantiles(1 - tail, basis.degrees_of_freedom) * se
        low = np.where(census, figures.bound_low, np.maximum(figures.value - reach, figures.lowest))
        high = np.where(census, figures.bound_high, np.minimum(figures.value + reach, figures.highest))
        both.append(Limits(low, high))
    base = np.maximum(m, 1.0) / np.maximum(effect, 1.0) / factor
    return Intervals(both[0], both[1], effect, base, census | varies, np.zeros_like(census))
