"""The straight line through figures of several campaigns, with its slope, test and lack of fit (docs/methods.md section 7).

Works on points, that is numbers with their chance. Must not know whose figures they are.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy import linalg, special, stats

from analysis.comparison_figures import Difference
from analysis.differences import CERTAIN, ROUNDING, certain_range, sampling_variance, satterthwaite
from analysis.estimates import Estimate
from analysis.intervals import TAIL, TAIL90
from analysis.moments import Kind
from analysis.raw_figures import Floats

MOST_CERTAIN = 2  # points without chance through which a straight line can always be laid


@dataclass(frozen=True)
class Point:
    """A figure at one time: its value, the range in which it lies before chance is thought of, and its chance.

    `inverse_base` is 1 / effective base of a share; `variance` that of a score. Both are 0 where everybody was asked.
    """

    value: float
    least: float
    most: float
    inverse_base: float
    variance: float
    degrees_of_freedom: int
    is_certain: bool


@dataclass(frozen=True)
class FittedLine:
    """A slope per year with its test; `lack_of_fit` is chi-squared with two degrees of freedom less than points."""

    slope: Difference
    p_value: float
    lack_of_fit: float | None
    lack_of_fit_p: float | None


def point_of(estimate: Estimate, *, kind: Kind) -> Point:
    """What a line needs of a figure.

    Parameters
    ----------
    estimate : Estimate
        With limits.
    kind : "share" or "score"

    Returns
    -------
    Point

    Raises
    ------
    ValueError
        A score of a sample without spread.

    References
    ----------
    docs/methods.md section 7.
    """
    certain = estimate.interval_kind in CERTAIN
    inverse_base = 0.0 if certain else 1 / estimate.effective_base
    variance = sampling_variance(estimate, kind=kind)
    least, most = certain_range(estimate)
    return Point(estimate.value, least, most, inverse_base, variance, estimate.degrees_of_freedom, certain)


def mean_point(points: Sequence[Point]) -> Point:
    """The plain mean of units at one time.

    Parameters
    ----------
    points : sequence of Point
        One per unit, at least one.

    Returns
    -------
    Point
        1 / effective base is sum_j (1/n_j)/K^2; degrees of freedom by Satterthwaite, rounded down.

    References
    ----------
    docs/methods.md section 7.
    """
    k = len(points)
    _, df = satterthwaite([(point.variance, point.degrees_of_freedom) for point in points])
    return Point(
        value=math.fsum(point.value for point in points) / k,
        least=math.fsum(point.least for point in points) / k,
        most=math.fsum(point.most for point in points) / k,
        inverse_base=math.fsum(point.inverse_base for point in points) / k**2,
        variance=math.fsum(point.variance for point in points) / k**2,
        degrees_of_freedom=max(1, int(df + ROUNDING)),
        is_certain=all(point.is_certain for point in points),
    )


def point_variances(points: Sequence[Point], *, kind: Kind) -> Floats:
    """The variances from which weights are made.

    Parameters
    ----------
    points : sequence of Point
    kind : "share" or "score"

    Returns
    -------
    ndarray of float, one for each point
        Of a score, its own. Of a share P(1-P)/n_t with P the pooled share (sum n_t p_t + 3/8)/(sum n_t + 3/4) of the points
        that have chance in them: with its own share a year that happens to be near 1 would be given too much weight. 0 where
        everybody was asked.

    References
    ----------
    docs/methods.md section 7, with the simulation that shows it.

    Examples
    --------
    >>> points = [Point(p, p, p, 1 / n, 0.0, 99, False) for p, n in ((1.0, 100), (0.9, 300))]
    >>> print(point_variances(points, kind="share").round(6))
    [0.000701 0.000234]
    """
    if kind == "score":
        return np.array([point.variance for point in points])
    inverse = np.array([point.inverse_base for point in points])
    bases = np.array([1 / point.inverse_base if point.inverse_base else 0.0 for point in points])
    values = np.array([point.value for point in points])
    pooled = (float(bases @ values) + 0.375) / (float(bases.sum()) + 0.75)
    return pooled * (1 - pooled) * inverse


def fit_line(times: Sequence[float], points: Sequence[Point], *, kind: Kind) -> FittedLine:
    """Lays a straight line through points.

    Parameters
    ----------
    times : sequence of float
        In years, rising, at least three.
    points : sequence of Point
        One for each time.
    kind : "share" or "score"

    Returns
    -------
    FittedLine
        Weights 1/v_t; the same weight for all where one of them has v_t = 0, since it would decide everything. Limits of
        shares are normal, of scores t by Satterthwaite. Without chance in any point the slope is exact and p is 0 or 1.

    References
    ----------
    docs/methods.md section 7; Cochran (1954), Biometrics 10, 101-129, for weights 1/v_t and lack of fit.
    """
    t = np.array(times) - np.mean(times)
    v = point_variances(points, kind=kind)
    w = 1 / v if (v > 0).all() else np.ones_like(v)
    centred = (t[:, None] - t) @ w / float(w.sum())  # differences first: one weight may be a million times the others
    c = w * centred / float(w @ centred**2)
    value, ends = float(c @ [p.value for p in points]), np.array([[p.least, p.most] for p in points]) * c[:, None]
    least, most = float(ends.min(axis=1).sum()), float(ends.max(axis=1).sum())
    is_bounded = any(point.most > point.least for point in points)
    if not is_bounded:
        least = most = value
    se, df = satterthwaite([(float(v_t), p.degrees_of_freedom) for v_t, p in zip(c * c * v, points, strict=True)])
    df = math.inf if kind == "share" else df
    reach, reach90 = (float(special.stdtrit(df, 1 - tail)) * se if se else 0.0 for tail in (TAIL, TAIL90))
    slope = Difference(value, least - reach, most + reach, least - reach90, most + reach90, None if is_bounded else se)
    distance = max(least, -most, 0.0)
    p_value = float(2 * special.stdtr(df, -distance / se)) if se else float(distance <= ROUNDING)
    return FittedLine(slope, p_value, *_lack_of_fit(t, points, v))


def _lack_of_fit(t: Floats, points: Sequence[Point], v: Floats) -> tuple[float | None, float | None]:
    """What contrasts that are 0 on every straight line say: sum w (p - line)^2 where all have chance in them."""
    if sum(p.is_certain for p in points) > MOST_CERTAIN or any(p.most > p.least for p in points):
        return None, None
    bends = linalg.null_space(np.stack([np.ones_like(t), t / np.abs(t).max()]))
    found = bends.T @ np.array([p.value for p in points])
    chi_squared = float(found @ np.linalg.solve(bends.T @ (v[:, None] * bends), found))
    return chi_squared, float(stats.chi2.sf(chi_squared, len(points) - 2))
