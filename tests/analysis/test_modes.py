"""A drawn sample and an open link: what their difference says."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.estimates import Estimate, Suppressed
from analysis.modes import answerer_gap, mode_bias, mode_difference, published_mode
from tests.analysis.invented import RANDOM

HIDDEN = Suppressed("too few", 5)


def share(value: float, se: float = 0.02, n: int = 100) -> Estimate:
    low, high, low90, high90 = (min(max(value + z * se, 0), 1) for z in (-1.96, 1.96, -1.645, 1.645))
    return Estimate(value, low, high, low90, high90, se, n, n, None, float(n), 1.0, n - 1)


def score(value: float, se: float, df: int) -> Estimate:
    return Estimate(value, value, value, value, value, se, df, df, None, float(df), 1.0, df)


def test_the_sample_is_published_from_thirty_respondents_on() -> None:
    assert published_mode(share(0.8, n=30), share(0.9)) == "probability"
    assert published_mode(share(0.8, n=29), share(0.9)) == "open link"
    assert published_mode(share(0.8, n=29), HIDDEN) == "probability"
    assert published_mode(HIDDEN, share(0.9)) == "open link"


def test_the_limits_of_a_score_equal_welchs_of_r() -> None:
    # R 4.2.2: se <- sqrt(.05^2 + .03^2); df <- se^4 / (.05^4 / 40 + .03^4 / 200); .25 + c(-1, 1) * qt(.975, df) * se
    difference = mode_difference(score(4.10, 0.05, 40), score(4.35, 0.03, 200), kind="score")
    assert difference is not None
    assert difference.se == pytest.approx(0.058309518948, abs=1e-11)
    limits = (difference.low, difference.high, difference.low90, difference.high90)
    assert limits == pytest.approx((0.133765259253, 0.366234740747, 0.152841231904, 0.347158768096), abs=1e-9)


def test_a_difference_is_the_link_minus_the_sample() -> None:
    difference = mode_difference(share(0.8), share(0.9))
    assert difference is not None
    assert difference.value == pytest.approx(0.1)
    assert difference.se == pytest.approx(0.02 * 2**0.5)
    turned = mode_difference(share(0.9), share(0.8))
    assert turned is not None
    assert (turned.low, turned.high) == pytest.approx((-(difference.high or 0), -(difference.low or 0)))


def test_nothing_is_said_of_what_is_withheld_or_without_spread() -> None:
    flat = Estimate(5.0, None, None, None, None, 0.0, 40, 40, None, 40.0, 1.0, 39, interval_kind="none")
    assert mode_difference(HIDDEN, share(0.9)) is None
    assert mode_difference(share(0.9), HIDDEN) is None
    assert mode_difference(flat, score(4.2, 0.1, 30), kind="score") is None
    assert mode_bias([(HIDDEN, share(0.9)), (share(0.9), HIDDEN)]) is None
    assert mode_bias([(flat, score(4.2, 0.1, 30))], kind="score") is None
    assert mode_bias([]) is None


def test_the_mean_bias_equals_the_t_test_of_r() -> None:
    # R 4.2.2: d <- c(.10,.02,.12,.05,-.01); v <- c(.0008,.0010,.0009,.0012,.0008); t.test(d); sqrt(var(d) - mean(v))
    pairs = [
        (share(0.8, (v / 2) ** 0.5), share(0.8 + d, (v / 2) ** 0.5))
        for d, v in zip((0.10, 0.02, 0.12, 0.05, -0.01), (0.0008, 0.0010, 0.0009, 0.0012, 0.0008), strict=True)
    ]
    bias = mode_bias([*pairs, (HIDDEN, share(0.9))])
    assert bias is not None
    assert bias.units == 5
    found = (bias.mean, bias.se, bias.low, bias.high, bias.spread)
    assert found == pytest.approx((0.056, 0.024207436874, -0.011210619618, 0.123210619618, 0.044609416046), abs=1e-10)


def test_one_unit_gives_a_difference_and_no_spread() -> None:
    bias = mode_bias([(share(0.8), share(0.9))])
    assert bias is not None
    assert (bias.units, bias.se, bias.low, bias.spread) == (1, None, None, None)


def test_a_spread_that_is_nothing_but_sampling_error_is_none() -> None:
    bias = mode_bias([(share(0.8, 0.1), share(0.9, 0.1)), (share(0.8, 0.1), share(0.91, 0.1))])
    assert bias is not None
    assert bias.spread == 0


def test_the_measured_bias_is_not_the_gap_but_its_silent_part() -> None:
    """1,000 people, half answer: they are at .9, the others at .7. The measured difference as a gap would miss the truth."""
    answering, silent, r = 0.9, 0.7, 0.5
    truth = r * answering + (1 - r) * silent
    bias = answering - truth
    gap = answerer_gap(bias, r)
    assert gap == pytest.approx(answering - silent)
    assert answering - (1 - r) * bias > truth + 0.04
    assert answering - (1 - r) * gap == pytest.approx(truth)


@pytest.mark.parametrize(("bias", "r", "gap"), [(0.1, 1.0, None), (-0.1, 0.5, 0.2), (0.9, 0.5, 1.0), (0.2, 0.0, 0.2)])
def test_a_gap_is_a_part_of_one(bias: float, r: float, gap: float | None) -> None:
    assert answerer_gap(bias, r) == (None if gap is None else pytest.approx(gap))


@pytest.mark.parametrize("r", [-0.1, 1.1])
def test_what_is_not_a_participation_is_refused(r: float) -> None:
    with pytest.raises(ValueError, match="participation"):
        answerer_gap(0.1, r)


@settings(max_examples=100, deadline=None)
@given(RANDOM, st.integers(2, 12))
def test_the_mean_bias_lies_within_its_limits_and_among_its_units(rng: random.Random, count: int) -> None:
    pairs = [(share(rng.random(), rng.uniform(0, 0.1)), share(rng.random(), rng.uniform(0, 0.1))) for _ in range(count)]
    bias = mode_bias(pairs)
    assert bias is not None
    assert bias.low is not None
    assert bias.high is not None
    assert bias.spread is not None
    differences = [second.value - first.value for first, second in pairs]
    assert min(differences) - 1e-12 <= bias.mean <= max(differences) + 1e-12
    assert bias.low <= bias.mean <= bias.high
    assert 0 <= bias.spread <= 2
