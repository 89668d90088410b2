"""The funnel: how far shares of units may stray from a centre by chance, and which stray further (docs/methods.md section 5).

Works on shares with their effective bases only, so it can be tested with six numbers. Position is told by the over-dispersed
limits alone: with many answers nearly every unit differs from the average, and that is no news.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from analysis.estimates import Position
from analysis.figures import Funnel

Floats = NDArray[np.float64]

FEWEST_UNITS = 10  # below it no over-dispersion is estimated
WINSORISED = 0.1  # part of the z values drawn in on each side
PROBABILITY95, PROBABILITY998 = 0.025, 0.001
Z95 = float(stats.norm.ppf(1 - PROBABILITY95))
MOST_POINTS = 80  # of the drawn curves


@dataclass(frozen=True)
class Dispersion:
    """How much more than by chance units differ: `phi` the mean winsorised z squared, `between` t2 on the arcsine scale."""

    phi: float
    between: float


def anscombe(share: Floats, effective_base: Floats) -> Floats:
    """A share on the arcsine scale, in the form that is right near 0 and 1.

    Parameters
    ----------
    share : ndarray of float
        In [0, 1].
    effective_base : ndarray of float
        Above 0; infinite for a census.

    Returns
    -------
    ndarray of float
        Radians, with variance 1 / (4 n + 2).

    References
    ----------
    Anscombe (1948), Biometrika 35, 246-254.

    Examples
    --------
    >>> print(anscombe(np.array([0.5]), np.array([20.0])).round(4))
    [0.7854]
    """
    p, n = np.asarray(share, dtype=float), np.asarray(effective_base, dtype=float)
    large = ~np.isfinite(n)
    size = np.where(large, 1.0, n)
    return np.arcsin(np.sqrt(np.where(large, p, (p * size + 0.375) / (size + 0.75))))


def anscombe_back(angle: Floats, effective_base: Floats) -> Floats:
    """The share whose `anscombe` is this angle, cut at 0 and 1.

    Parameters
    ----------
    angle : ndarray of float
    effective_base : ndarray of float

    Returns
    -------
    ndarray of float

    References
    ----------
    docs/methods.md section 5.
    """
    n = np.asarray(effective_base, dtype=float)
    large = ~np.isfinite(n)
    size = np.where(large, 1.0, n)
    part = np.sin(np.clip(angle, 0.0, np.pi / 2)) ** 2
    return np.clip(np.where(large, part, (part * (size + 0.75) - 0.375) / size), 0.0, 1.0)


def exact_limits(centre: float, bases: NDArray[np.int64], probability: float) -> tuple[Floats, Floats]:
    """Control limits around a centre from the binomial distribution, interpolated between its steps.

    Parameters
    ----------
    centre : float
        In [0, 1].
    bases : ndarray of int
        Whole effective bases, at least 1.
    probability : float
        Beyond each limit, .025 or .001.

    Returns
    -------
    low, high : ndarray of float
        In [0, 1]; limit(n; t, 1 - pr) = 1 - limit(n; 1 - t, pr).

    References
    ----------
    Spiegelhalter (2005), Statistics in Medicine 24, 1185-1202, appendix; upper limits by symmetry (docs/methods.md section 5).

    Examples
    --------
    >>> low, high = exact_limits(0.9, np.array([20, 100]), 0.025)
    >>> print(low.round(3), high)
    [0.722 0.832] [1.        0.9596194]
    """
    n = np.asarray(bases, dtype=np.int64)
    return _lower_limits(centre, n, probability), 1 - _lower_limits(1 - centre, n, probability)


def _lower_limits(centre: float, n: NDArray[np.int64], probability: float) -> Floats:
    r = np.maximum(stats.binom.ppf(probability, n, centre), 0)
    above = stats.binom.cdf(r, n, centre)
    step = above - np.where(r > 0, stats.binom.cdf(np.maximum(r - 1, 0), n, centre), 0.0)
    alpha = (above - probability) / np.where(step > 0, step, 1.0)
    return np.clip((r - np.where(step > 0, alpha, 0.0)) / n, 0.0, 1.0)


def estimate_dispersion(shares: Floats, effective_bases: Floats, centre: float) -> Dispersion | None:
    """Over-dispersion of units about their centre.

    Parameters
    ----------
    shares, effective_bases : ndarray of float, shape (K,)
        Without census units, whose shares have no chance in them.
    centre : float

    Returns
    -------
    Dispersion or None
        None for fewer than 10 units.

    References
    ----------
    Spiegelhalter (2005), Quality and Safety in Health Care 14, 347-351: additive random effects, 10 % winsorised z.
    """
    k = len(shares)
    if k < FEWEST_UNITS:
        return None
    variances = 1 / (4 * effective_bases + 2)
    z = (anscombe(shares, effective_bases) - np.arcsin(np.sqrt(centre))) / np.sqrt(variances)
    z = np.clip(z, *np.quantile(z, [WINSORISED, 1 - WINSORISED]))
    phi = float(np.mean(z**2))
    w = 1 / variances
    between = (k * phi - (k - 1)) / float(w.sum() - (w**2).sum() / w.sum()) if phi > (k - 1) / k else 0.0
    return Dispersion(phi, between)


def adjusted_limits(centre: float, effective_bases: Floats, dispersion: Dispersion) -> tuple[Floats, Floats]:
    """The 95 % limits with over-dispersion.

    Parameters
    ----------
    centre : float
    effective_bases : ndarray of float
        Infinite for a census.
    dispersion : Dispersion

    Returns
    -------
    low, high : ndarray of float
        In [0, 1].

    References
    ----------
    docs/methods.md section 5: centre +/- z sqrt(s^2 + t2) on the arcsine scale, back by the inverse of `anscombe`.
    """
    n = np.asarray(effective_bases, dtype=float)
    reach = Z95 * np.sqrt(1 / (4 * n + 2) + dispersion.between)
    middle = np.arcsin(np.sqrt(centre))
    return anscombe_back(middle - reach, n), anscombe_back(middle + reach, n)


def find_positions(
    shares: Sequence[float], effective_bases: Sequence[float], is_census: Sequence[bool], *, centre: float
) -> list[Position | None]:
    """Which units are unusual among units.

    Parameters
    ----------
    shares, effective_bases : sequence of float, length K
    is_census : sequence of bool
        A census has no chance in it: it is compared with the spread between units only, and not at all where there is none.
    centre : float
        The department's share.

    Returns
    -------
    list of "above", "below", "within" or None
        None where nothing was judged: for all where fewer than 10 units are samples, for a census where there is no spread.

    References
    ----------
    docs/methods.md section 5.
    """
    p, census = np.array(shares, dtype=float), np.array(is_census, dtype=np.bool_)
    n = np.where(census, np.inf, np.array(effective_bases, dtype=float))
    dispersion = estimate_dispersion(p[~census], n[~census], centre)
    if dispersion is None:
        return [None] * len(p)
    low, high = adjusted_limits(centre, n, dispersion)
    silent = census & (dispersion.between == 0)
    places = np.where(p < low, "below", np.where(p > high, "above", "within")).tolist()
    return [None if nothing else place for place, nothing in zip(places, silent.tolist(), strict=True)]


def find_target_positions(
    shares: Sequence[float], effective_bases: Sequence[float], is_census: Sequence[bool], *, target: float
) -> list[Position | None]:
    """Which units differ from the target by more than chance.

    Parameters
    ----------
    shares, effective_bases : sequence of float, length K
    is_census : sequence of bool
    target : float
        In [0, 1].

    Returns
    -------
    list of "above", "below", "within" or None
        Outside if z on the arcsine scale passes 1.96 and the share lies beyond the exact limit at the effective base rounded
        down. None for a census: its verdict is exact.

    References
    ----------
    docs/methods.md section 5.

    Examples
    --------
    >>> find_target_positions([0.98, 0.8, 0.92], [300.0, 300.0, 300.0], [False] * 3, target=0.9)
    ['above', 'below', 'within']
    """
    p, n = np.array(shares, dtype=float), np.array(effective_bases, dtype=float)
    low, high = exact_limits(target, np.maximum(np.floor(n), 1).astype(np.int64), PROBABILITY95)
    z = (anscombe(p, n) - np.arcsin(np.sqrt(target))) * np.sqrt(4 * n + 2)
    places = np.where((z < -Z95) & (p < low), "below", np.where((z > Z95) & (p > high), "above", "within")).tolist()
    return [None if census else place for place, census in zip(places, is_census, strict=True)]


def build_funnel(
    shares: Sequence[float],
    effective_bases: Sequence[float],
    is_census: Sequence[bool],
    *,
    centre: float,
    is_target: bool = False,
) -> Funnel | None:
    """The curves to draw around a centre.

    Parameters
    ----------
    shares, effective_bases : sequence of float, length K
        Of the units that are shown.
    is_census : sequence of bool
    centre : float
        The department's share, or the target.
    is_target : bool
        Whether the centre is the target: then there are no adjusted limits, since the spread of units is about their own mean.

    Returns
    -------
    Funnel or None
        At whole effective bases from the smallest to the largest unit; None without units. The adjusted limits are None for
        fewer than 10 units that are samples, those of a census also where there is no spread between units.

    References
    ----------
    docs/methods.md section 5.
    """
    if not shares:
        return None
    p, n, census = np.array(shares), np.array(effective_bases), np.array(is_census, dtype=np.bool_)
    first, last = max(1, int(n.min())), max(1, int(np.ceil(n.max())))
    grid = np.unique(np.geomspace(first, last, MOST_POINTS).round().astype(np.int64))
    low95, high95 = exact_limits(centre, grid, PROBABILITY95)
    low998, high998 = exact_limits(centre, grid, PROBABILITY998)
    dispersion = None if is_target else estimate_dispersion(p[~census], n[~census], centre)
    adjusted = None if dispersion is None else adjusted_limits(centre, grid.astype(float), dispersion)
    of_census = adjusted_limits(centre, np.array([np.inf]), dispersion) if dispersion and dispersion.between else None
    return Funnel(
        centre=centre,
        effective_bases=tuple(grid.astype(float).tolist()),
        low95=tuple(low95.tolist()),
        high95=tuple(high95.tolist()),
        low998=tuple(low998.tolist()),
        high998=tuple(high998.tolist()),
        adjusted_low95=None if adjusted is None else tuple(adjusted[0].tolist()),
        adjusted_high95=None if adjusted is None else tuple(adjusted[1].tolist()),
        census_low95=None if of_census is None else float(of_census[0][0]),
        census_high95=None if of_census is None else float(of_census[1][0]),
    )
