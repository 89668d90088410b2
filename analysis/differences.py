"""The difference of one figure between two campaigns, with interval and test (docs/methods.md section 7).

Works on pairs of `Estimate`s, so that nothing enters that has not passed the gate. Must not know what a figure is called, nor
how many others are compared with it; `change` does.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from scipy import special

from analysis.comparison_figures import Difference
from analysis.estimates import Estimate
from analysis.funnel import anscombe
from analysis.intervals import TAIL, TAIL90
from analysis.moments import Kind

ROUNDING = 1e-12  # two figures nearer than this are equal
CERTAIN = ("census", "bounds")  # everybody was asked: chance has no part in it
WIDEST: dict[Kind, float] = {"share": 1.0, "score": 4.0}


class Interval(NamedTuple):
    """A figure between its limits."""

    value: float
    low: float
    high: float


@dataclass(frozen=True)
class Compared:
    """A difference before other tests are looked at.

    `is_test` is False where everybody was asked both times: then the p-value is 0 or 1. `is_exact`: and no answer is missing.
    """

    difference: Difference
    p_value: float
    is_test: bool
    is_exact: bool


def newcombe_limits(earlier: Interval, later: Interval) -> tuple[float, float]:
    """Limits of a difference of two independent shares from their own limits: square and add.

    Parameters
    ----------
    earlier, later : Interval
        Shares with their limits at the wanted level, in [0, 1].

    Returns
    -------
    low, high : float
        Of later minus earlier, in [-1, 1].

    References
    ----------
    Newcombe (1998), Statistics in Medicine 17, 873-890, method 10, there with Wilson's limits.

    Examples
    --------
    >>> low, high = newcombe_limits(Interval(0.90, 0.84, 0.94), Interval(0.95, 0.91, 0.98))
    >>> round(low, 3), round(high, 3)
    (-0.007, 0.117)
    """
    difference = later.value - earlier.value
    below = math.hypot(later.value - later.low, earlier.high - earlier.value)
    above = math.hypot(later.high - later.value, earlier.value - earlier.low)
    return max(difference - below, -1.0), min(difference + above, 1.0)


def compare_estimates(earlier: Estimate, later: Estimate, *, kind: Kind) -> Compared | None:
    """The difference of two figures, with its interval and test.

    Parameters
    ----------
    earlier, later : Estimate
        The same figure in two campaigns, from different people.
    kind : "share" or "score"

    Returns
    -------
    Compared or None
        Later minus earlier. None where one of the two is a score without spread: there is no test. Where one is known only
        between logical bounds the limits hold, and the p-value is the largest, for all values within them; `se` is None.

    Raises
    ------
    ValueError
        An estimate that says it has limits and has none.

    References
    ----------
    docs/methods.md section 7. Shares: Newcombe's limits, z on Anscombe's scale. Scores: Welch (1947), Biometrika 34, 28-35.

    Examples
    --------
    >>> before = Estimate(0.80, 0.70, 0.88, 0.72, 0.87, 0.044, 90, 90, None, 90.0, 1.0, 89)
    >>> after = Estimate(0.95, 0.88, 0.98, 0.89, 0.98, 0.023, 90, 90, None, 90.0, 1.0, 89)
    >>> found = compare_estimates(before, after, kind="share")
    >>> round(found.difference.value, 2), round(found.difference.low, 3), round(found.p_value, 4)
    (0.15, 0.044, 0.0017)
    """
    if "none" in (earlier.interval_kind, later.interval_kind):
        return None
    gap = _gap(certain_range(earlier), certain_range(later))
    direction, distance = _direction(*gap)
    if kind == "share":
        limits = (*_share_limits(earlier, later, is_90=False), *_share_limits(earlier, later, is_90=True))
        p_value = _share_p(earlier, later, direction)
    else:
        chance = satterthwaite([(sampling_variance(e, kind="score"), e.degrees_of_freedom) for e in (earlier, later)])
        limits = _t_limits(gap, *chance, WIDEST["score"])
        p_value = float(2 * special.stdtr(chance[1], -distance / chance[0])) if chance[0] else 1.0
    is_test = not (_is_certain(earlier) and _is_certain(later))
    if not is_test:
        p_value = 0.0 if direction else 1.0
    se = None if earlier.se is None or later.se is None else math.hypot(earlier.se, later.se)
    is_exact = earlier.interval_kind == later.interval_kind == "census"
    return Compared(Difference(later.value - earlier.value, *limits, se), p_value, is_test, is_exact)


def certain_range(estimate: Estimate) -> tuple[float, float]:
    """Between which values a figure lies before chance is thought of (docs/methods.md section 7).

    Parameters
    ----------
    estimate : Estimate

    Returns
    -------
    least, most : float
        The logical bounds of a census with missing answers; twice the value of any other figure.
    """
    if estimate.interval_kind != "bounds":
        return estimate.value, estimate.value
    _, low, high = _limits(estimate, is_90=False)
    return low, high


def _is_certain(estimate: Estimate) -> bool:
    return estimate.interval_kind in CERTAIN


def _limits(estimate: Estimate, *, is_90: bool) -> Interval:
    low, high = (estimate.low90, estimate.high90) if is_90 else (estimate.low, estimate.high)
    if low is None or high is None:
        raise ValueError(f"an estimate of kind {estimate.interval_kind!r} without limits")
    return Interval(estimate.value, low, high)


def _gap(earlier: tuple[float, float], later: tuple[float, float]) -> tuple[float, float]:
    """Least and most difference of two values that lie in these ranges."""
    return later[0] - earlier[1], later[1] - earlier[0]


def _direction(least: float, most: float) -> tuple[int, float]:
    """1 for up, -1 for down, 0 where a range of differences holds 0; and how far from 0 it stays."""
    if least > ROUNDING:
        return 1, least
    return (-1, -most) if most < -ROUNDING else (0, 0.0)


def _share_limits(earlier: Estimate, later: Estimate, *, is_90: bool) -> tuple[float, float]:
    """Newcombe's limits; a figure known between bounds is put at the end that makes them widest."""

    def at(estimate: Estimate, end: int) -> Interval:
        limits = _limits(estimate, is_90=is_90)
        if estimate.interval_kind != "bounds":
            return limits
        value = certain_range(estimate)[end]
        return Interval(value, value, value)

    return newcombe_limits(at(earlier, 1), at(later, 0))[0], newcombe_limits(at(earlier, 0), at(later, 1))[1]


def _share_p(earlier: Estimate, later: Estimate, direction: int) -> float:
    """Two-sided, from z on Anscombe's scale; 1 where shares and angles do not differ in the same direction (section 6)."""
    (angles1, variance1), (angles2, variance2) = _on_angles(earlier), _on_angles(later)
    way, distance = _direction(*_gap(angles1, angles2))
    if direction == 0 or way != direction or not variance1 + variance2:
        return 1.0
    return math.erfc(distance / math.sqrt(2 * (variance1 + variance2)))


def _on_angles(estimate: Estimate) -> tuple[tuple[float, float], float]:
    """Range and variance of a share on Anscombe's scale, without variance where everybody was asked."""
    base = math.inf if _is_certain(estimate) else estimate.effective_base
    low, high = anscombe(np.clip(certain_range(estimate), 0.0, 1.0), np.array([base, base])).tolist()
    return (low, high), 1 / (4 * base + 2)


def _t_limits(gap: tuple[float, float], se: float, df: float, widest: float) -> tuple[float, float, float, float]:
    """95% and 90% limits about a difference that lies in a range before chance is thought of."""
    reach, reach90 = (float(special.stdtrit(df, 1 - tail)) * se for tail in (TAIL, TAIL90))
    low, high, low90, high90 = gap[0] - reach, gap[1] + reach, gap[0] - reach90, gap[1] + reach90
    return max(low, -widest), min(high, widest), max(low90, -widest), min(high90, widest)


def sampling_variance(estimate: Estimate, *, kind: Kind) -> float:
    """The variance of a figure, 0 only where everybody was asked (docs/methods.md section 7).

    Parameters
    ----------
    estimate : Estimate
    kind : "share" or "score"

    Returns
    -------
    float
        se squared. For a sample that is all satisfied, or not at all, that of Anscombe's scale drawn back: q(1 - q)/(n + 1/2)
        with n the effective base and q = (p n + 3/8)/(n + 3/4).

    Raises
    ------
    ValueError
        A score of a sample without a standard error above 0.
    """
    if _is_certain(estimate):
        return 0.0
    if estimate.se:
        return estimate.se**2
    if kind == "score":
        raise ValueError("a score without spread has no variance")
    n = estimate.effective_base
    q = (estimate.value * n + 0.375) / (n + 0.75)
    return q * (1 - q) / (n + 0.5)


def satterthwaite(parts: Sequence[tuple[float, int]]) -> tuple[float, float]:
    """Standard error of a sum of independent figures, with degrees of freedom.

    Parameters
    ----------
    parts : sequence of (float, int)
        Variance and degrees of freedom of each part.

    Returns
    -------
    se, df : float
        df is 1 where the variance is 0.

    References
    ----------
    Satterthwaite (1946), Biometrics Bulletin 2, 110-114.

    Examples
    --------
    >>> satterthwaite([(1.0, 9), (1.0, 9)])
    (1.4142135623730951, 18.0)
    """
    variance = math.fsum(v for v, _ in parts)
    if variance == 0:
        return 0.0, 1.0
    return math.sqrt(variance), 1 / math.fsum((v / variance) ** 2 / df for v, df in parts)


def mean_difference(pairs: Sequence[tuple[Estimate, Estimate]], *, kind: Kind) -> Difference | None:
    """The mean difference of a fixed set of units that are in both campaigns.

    Parameters
    ----------
    pairs : sequence of (Estimate, Estimate)
        Earlier and later figure of each unit.
    kind : "share" or "score"

    Returns
    -------
    Difference or None
        t limits with the variance of the mean of the differences; None for fewer than two units, of which one would be a
        mean of one. Scores without spread must have been left out.

    Raises
    ------
    ValueError
        As `sampling_variance`.

    References
    ----------
    docs/methods.md section 7: the matched panel, Var = sum_j (v_1j + v_2j)/K^2, degrees of freedom by Satterthwaite.
    """
    k = len(pairs)
    if k < 2:
        return None
    gaps = [_gap(certain_range(earlier), certain_range(later)) for earlier, later in pairs]
    parts = [(sampling_variance(e, kind=kind) / k**2, e.degrees_of_freedom) for pair in pairs for e in pair]
    se, df = satterthwaite(parts)
    least, most = (math.fsum(gap[end] for gap in gaps) / k for end in (0, 1))
    value = math.fsum(later.value - earlier.value for earlier, later in pairs) / k
    is_bounded = any(e.interval_kind == "bounds" for pair in pairs for e in pair)
    return Difference(value, *_t_limits((least, most), se, df, WIDEST[kind]), None if is_bounded else se)
