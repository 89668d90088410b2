"""Invented figures of campaigns: samples, censuses with and without missing answers, scores on which all agree."""

import random

from analysis.differences import Compared, compare_estimates
from analysis.estimates import Estimate, IntervalKind
from analysis.moments import Kind
from tests.analysis.chart_reports import share


def score(value: float, se: float, *, n: int = 40, df: int = 39) -> Estimate:
    """A score with an interval, the limits of which play no part."""
    return Estimate(value, value - 2 * se, value + 2 * se, value - se, value + se, se, n, n, None, float(n), 1.0, df)


def census(value: float, n: int = 50) -> Estimate:
    """Everybody asked, everything answered."""
    return Estimate(value, value, value, value, value, 0.0, n, n, n, float(n), 1.0, n - 1, "census")


def bounds(value: float, low: float, high: float, n: int = 50) -> Estimate:
    """Everybody asked, some answers missing."""
    return Estimate(value, low, high, low, high, None, n, n, n, float(n), 1.0, n - 1, "bounds")


def no_spread(value: float) -> Estimate:
    """A score on which all forms agree."""
    return Estimate(value, None, None, None, None, 0.0, 40, 40, None, 40.0, 1.0, 39, "none")


def compared(earlier: Estimate, later: Estimate, kind: Kind = "share") -> Compared:
    found = compare_estimates(earlier, later, kind=kind)
    assert found is not None
    return found


def random_figure(rng: random.Random, kind: Kind) -> Estimate:
    """Any figure that a report could hold."""
    made: IntervalKind = rng.choice(["interval", "interval", "interval", "census", "bounds", "none"])
    n = rng.choice([10, 11, 30, 100, 3000, 200_000])
    if kind == "share":
        p = rng.choice([0, n, rng.randint(0, n), n - rng.randint(0, min(n, 9))]) / n
        lowest, highest = 0.0, 1.0
    else:
        p, lowest, highest = rng.choice([1.0, 5.0, rng.uniform(1, 5), rng.uniform(4, 4.2)]), 1.0, 5.0
    if made == "census":
        return census(p, n)
    if made == "bounds":
        return bounds(p, max(p - rng.random() * 0.1, lowest), min(p + rng.random() * 0.1, highest), n)
    if kind == "share":
        return share(p, n, effective=n * rng.choice([0.11, 0.5, 1.0, 20.0]))
    return no_spread(p) if made == "none" else score(p, rng.choice([1e-6, 0.01, 0.3]), n=n, df=rng.randint(1, n))
