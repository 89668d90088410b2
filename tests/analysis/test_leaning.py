"""A leaning is the limit of the verdict at a weaker level: "missed" at .05, and few that just meet their target are told of."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from analysis.estimates import Estimate
from analysis.intervals import TAIL, TAIL90, hypergeometric_limits, korn_graubard_limits
from analysis.leaning import LEANING, leans_to_missed, missed_p_value
from analysis.verdicts import verdict_of


def by_beta(value: float, base: float) -> Estimate:
    """A share whose limits are Korn and Graubard's at this effective base."""
    wide, narrow = (korn_graubard_limits(np.array([value]), np.array([base]), tail) for tail in (TAIL, TAIL90))
    ends = [float(end[0]) for end in (wide.low, wide.high, narrow.low, narrow.high)]
    return Estimate(value, *ends, 0.03, round(base), round(base), None, base, 1.0, max(round(base) - 1, 1))


def exactly(hits: int, n: int, eligible: int) -> Estimate:
    """A share of people drawn without replacement, one answer each."""
    arrays = np.array([hits]), np.array([n]), np.array([eligible])
    wide, narrow = (hypergeometric_limits(*arrays, tail) for tail in (TAIL, TAIL90))
    ends = [float(end[0]) for end in (wide.low, wide.high, narrow.low, narrow.high)]
    return Estimate(hits / n, *ends, 0.03, n, n, eligible, float(n), 1.0, n - 1, is_exact=True)


@given(value=st.floats(0.5, 1), base=st.floats(30, 800), target=st.floats(0.6, 0.98))
def test_at_five_per_cent_it_is_the_verdict(value: float, base: float, target: float) -> None:
    share = by_beta(value, base)
    p_value = missed_p_value(share, target)
    assert share.high90 is not None
    if abs(share.high90 - target) > 1e-9:
        assert (p_value <= TAIL90) == (share.high90 < target) == (verdict_of(share, target) == "missed")
    assert not leans_to_missed(share, target, level=TAIL90)


@given(n=st.integers(10, 120), eligible=st.integers(130, 400), data=st.data(), target=st.sampled_from([0.8, 0.9, 0.95]))
def test_the_same_holds_for_exact_limits(n: int, eligible: int, data: st.DataObject, target: float) -> None:
    share = exactly(data.draw(st.integers(n // 2, n)), n, eligible)
    assert share.high90 is not None
    assert (missed_p_value(share, target) <= TAIL90) == (share.high90 < target)


@pytest.mark.parametrize(("n", "target"), [(30, 0.9), (60, 0.9), (150, 0.85), (300, 0.95)])
def test_of_units_that_stand_exactly_at_their_target_at_most_one_in_five_is_warned_of(n: int, target: float) -> None:
    hits = np.arange(n + 1)
    chances = stats.binom.pmf(hits, n, target)
    told = [missed_p_value(by_beta(hit / n, n), target) <= LEANING for hit in hits]
    assert 0.08 < float(chances[told].sum()) <= LEANING


def test_a_unit_well_below_is_warned_of_more_often_than_not() -> None:
    n, target, true = 100, 0.9, 0.9 - 1.5 * 0.03
    hits = np.arange(n + 1)
    told = [missed_p_value(by_beta(hit / n, n), target) <= LEANING for hit in hits]
    assert float(stats.binom.pmf(hits, n, true)[told].sum()) > 0.6


def test_few_answers_lean_where_the_verdict_may_not_say_missed() -> None:
    share = by_beta(0.5, 20)
    assert share.high90 is not None
    assert share.high90 < 0.9
    assert (verdict_of(share, 0.9), leans_to_missed(share, 0.9)) == ("not shown", True)


def test_where_everybody_was_asked_chance_has_no_part() -> None:
    census = Estimate(0.85, 0.85, 0.85, 0.85, 0.85, 0.0, 40, 40, 40, 40.0, 1.0, 39, interval_kind="census")
    assert (missed_p_value(census, 0.9), missed_p_value(census, 0.8)) == (0.0, 1.0)
    assert not leans_to_missed(census, 0.9)


def test_a_share_at_or_above_its_target_never_leans() -> None:
    assert missed_p_value(by_beta(0.9, 50), 0.9) == 1.0
    with pytest.raises(ValueError, match=r"0\.05 to 0\.5"):
        leans_to_missed(by_beta(0.8, 50), 0.9, level=0.6)
