"""The official figure over several instruments: a plain mean whose interval holds what it claims."""

import math
from dataclasses import replace

import numpy as np
import pytest

from analysis.estimates import Estimate, Suppressed
from analysis.intervals import korn_graubard_limits
from analysis.mean_of_parts import mean_of_parts, verdicts_against
from analysis.verdicts import verdict_of


def sample(hits: int, n: int) -> Estimate:
    value, base = np.array([hits / n]), np.array([float(n)])
    limits, limits90 = (korn_graubard_limits(value, base, tail) for tail in (0.025, 0.05))
    low, high, low90, high90 = (float(x[0]) for x in (limits.low, limits.high, limits90.low, limits90.high))
    se = math.sqrt(hits / n * (1 - hits / n) / n)
    return Estimate(hits / n, low, high, low90, high90, se, n, n, None, float(n), 1.0, n - 1)


def census(value: float, low: float, high: float) -> Estimate:
    kind = "census" if low == high else "bounds"
    return replace(sample(90, 100), value=value, low=low, high=high, low90=low, high90=high, interval_kind=kind)


def test_hcmc_published_a_plain_mean() -> None:
    parents, pupils = sample(9660, 10000), sample(9579, 10000)
    both = mean_of_parts([parents, pupils])
    assert isinstance(both, Estimate)
    assert both.value == pytest.approx(0.961950)
    assert (both.n, both.base, both.eligible) == (20000, 20000, None)


@pytest.mark.parametrize("shares", [(0.9, 0.95), (0.97, 0.99), (0.99, 0.99, 0.995)])
@pytest.mark.parametrize("n", [30, 200])
def test_the_limits_cover_as_they_say(shares: tuple[float, ...], n: int) -> None:
    """Drawn 4,000 times: coverage of 95 %, and "met" just above the truth in no more than 5 %, but for the noise of drawing."""
    rng = np.random.default_rng(2026)
    truth, runs = sum(shares) / len(shares), 4000
    known = {hits: sample(hits, n) for hits in range(n + 1)}
    drawn = np.column_stack([rng.binomial(n, share, runs) for share in shares])
    inside = false_met = 0
    for row in drawn.tolist():
        found = mean_of_parts([known[hits] for hits in row])
        assert isinstance(found, Estimate)
        assert found.low is not None
        assert found.high is not None
        inside += found.low <= truth <= found.high
        false_met += verdict_of(found, truth + 1e-9) == "met"
    assert inside / runs >= 0.945
    assert false_met / runs <= 0.055


def test_a_withheld_part_withholds_the_mean_and_one_part_is_itself() -> None:
    one = sample(95, 100)
    assert mean_of_parts([one]) is one
    assert mean_of_parts([one, Suppressed("too few", 4)]) == Suppressed("incomplete")
    assert mean_of_parts([]) == Suppressed("no responses", 0)
    assert mean_of_parts([sample(8, 12), sample(7, 12)]) == Suppressed("too wide")


def test_a_census_adds_no_chance_and_bounds_are_added_in_full() -> None:
    one = sample(95, 100)
    both = mean_of_parts([one, census(0.9, 0.9, 0.9)])
    assert isinstance(both, Estimate)
    assert one.low is not None
    assert both.low == pytest.approx((one.low + 0.9) / 2)
    assert both.interval_kind == "interval"
    bounded = mean_of_parts([census(0.9, 0.88, 0.91), census(0.8, 0.76, 0.82)])
    assert isinstance(bounded, Estimate)
    assert (bounded.low, bounded.high, bounded.interval_kind) == (pytest.approx(0.82), pytest.approx(0.865), "bounds")
    exact = mean_of_parts([census(0.85, 0.85, 0.85), census(0.95, 0.95, 0.95)])
    assert isinstance(exact, Estimate)
    assert (exact.interval_kind, verdict_of(exact, 0.9)) == ("census", "met")


def test_a_part_without_limits_leaves_none_and_the_base_is_that_of_the_variances() -> None:
    none = replace(sample(95, 100), low=None, high=None, low90=None, high90=None, interval_kind="none", se=None)
    both = mean_of_parts([none, sample(90, 100)])
    assert isinstance(both, Estimate)
    assert (both.low, both.interval_kind, both.se) == (None, "none", None)
    alike = mean_of_parts([sample(90, 100), sample(90, 100)])
    assert isinstance(alike, Estimate)
    assert alike.effective_base == pytest.approx(200)


def test_verdicts_are_given_for_every_target() -> None:
    share = sample(930, 1000)
    assert verdicts_against(share, [0.85, 0.93, 0.95]) == ("met", "not shown", "missed")
    assert verdicts_against(Suppressed("too few", 3), [0.85, 0.95]) == (None, None)
