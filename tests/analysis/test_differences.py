"""The difference of two figures: published examples, base R, second implementations, every edge case."""

import dataclasses
import json
import math
from fractions import Fraction
from pathlib import Path
from statistics import NormalDist

import pytest

from analysis.change import MATERIAL, judge_changes
from analysis.differences import Interval, compare_estimates, mean_difference, newcombe_limits, sampling_variance
from analysis.estimates import Estimate
from analysis.moments import Kind
from tests.analysis.campaign_figures import bounds, census, compared, no_spread, score
from tests.analysis.chart_reports import share

REFERENCE = json.loads((Path(__file__).parent.parent / "references" / "change.json").read_text())
Z = NormalDist().inv_cdf(0.975)


def wilson(hits: int, n: int) -> Interval:
    p, centre = hits / n, (hits + Z * Z / 2) / (n + Z * Z)
    reach = Z * math.sqrt(p * (1 - p) / n + Z * Z / (4 * n * n)) / (1 + Z * Z / n)
    return Interval(p, centre - reach, centre + reach)


@pytest.mark.parametrize(
    ("first", "second", "low", "high"),
    [
        ((56, 70), (48, 80), 0.0524, 0.3339),
        ((9, 10), (3, 10), 0.1705, 0.8090),
        ((6, 7), (2, 7), 0.0582, 0.8062),
        ((5, 56), (0, 29), -0.0381, 0.1926),
        ((0, 10), (0, 20), -0.1611, 0.2775),
        ((0, 10), (0, 10), -0.2775, 0.2775),
        ((10, 10), (0, 20), 0.6791, 1.0),
        ((10, 10), (0, 10), 0.6075, 1.0),
    ],
)
def test_square_and_add_gives_the_examples_of_newcombe(
    first: tuple[int, int], second: tuple[int, int], low: float, high: float
) -> None:
    """Newcombe (1998), table II, method 10: first minus second."""
    assert newcombe_limits(wilson(*second), wilson(*first)) == pytest.approx((low, high), abs=5.1e-5)


def test_the_limits_of_a_share_are_those_of_its_two_years() -> None:
    earlier, later = share(0.9, 120), share(0.97, 200)
    found = compared(earlier, later).difference
    for a, b, low, high in (
        ((earlier.low, earlier.high), (later.low, later.high), found.low, found.high),
        ((earlier.low90, earlier.high90), (later.low90, later.high90), found.low90, found.high90),
    ):
        assert low == pytest.approx(0.07 - ((0.97 - b[0]) ** 2 + (a[1] - 0.9) ** 2) ** 0.5, abs=1e-12)
        assert high == pytest.approx(0.07 + ((b[1] - 0.97) ** 2 + (0.9 - a[0]) ** 2) ** 0.5, abs=1e-12)
    assert found.se == pytest.approx((0.9 * 0.1 / 120 + 0.97 * 0.03 / 200) ** 0.5, abs=1e-12)


def test_the_test_of_a_share_runs_on_anscombes_scale_with_the_effective_bases() -> None:
    earlier, later = share(0.9, 120, effective=75.5), share(0.97, 200, effective=410.25)
    y = [math.asin(math.sqrt((p * n + 3 / 8) / (n + 3 / 4))) for p, n in ((0.9, 75.5), (0.97, 410.25))]
    z = (y[1] - y[0]) / math.sqrt(1 / (4 * 75.5 + 2) + 1 / (4 * 410.25 + 2))
    assert compared(earlier, later).p_value == pytest.approx(2 * (1 - NormalDist().cdf(z)), abs=1e-12)


def test_scores_are_compared_as_r_does() -> None:
    stored = REFERENCE["welch"]
    figures = []
    for answers in (stored["x"], stored["y"]):
        n = len(answers)
        mean = Fraction(sum(answers), n)
        variance = sum((answer - mean) ** 2 for answer in answers) / (n - 1) / n
        figures.append(score(float(mean), float(variance) ** 0.5, n=n, df=n - 1))
    found = compared(figures[0], figures[1], "score")
    assert found.p_value == pytest.approx(stored["p"], abs=1e-9)
    difference = found.difference
    limits = (difference.low, difference.high, difference.low90, difference.high90)
    assert limits == pytest.approx([stored[name] for name in ("low", "high", "low90", "high90")], abs=1e-9)
    assert difference.value / (difference.se or 1) == pytest.approx(stored["statistic"], abs=1e-9)


@pytest.mark.parametrize(("before", "after", "p"), [(0.8, 0.9, 0.0), (0.9, 0.9, 1.0), (0.1 + 0.2, 0.3, 1.0)])
@pytest.mark.parametrize("kind", ["share", "score"])
def test_a_census_in_both_years_gives_the_exact_difference(before: float, after: float, p: float, kind: Kind) -> None:
    offset = 3.0 if kind == "score" else 0.0
    found = compared(census(before + offset), census(after + offset), kind)
    d = found.difference
    assert (d.low, d.high, d.low90, d.high90) == (d.value,) * 4
    assert (d.se, found.p_value, found.is_exact, found.is_test) == (0.0, p, True, False)
    change = judge_changes([found], material=MATERIAL[kind])[0]
    assert change is not None
    assert (change.word, change.is_exact) == ("risen" if p == 0 else "stable", True)


@pytest.mark.parametrize("kind", ["share", "score"])
def test_missing_answers_of_a_census_give_logical_bounds(kind: Kind) -> None:
    offset = 3.0 if kind == "score" else 0.0
    earlier = bounds(0.80 + offset, 0.78 + offset, 0.82 + offset)
    for later, d, p in (
        (bounds(0.90 + offset, 0.89 + offset, 0.92 + offset), (0.07, 0.14), 0.0),
        (bounds(0.84 + offset, 0.81 + offset, 0.86 + offset), (-0.01, 0.08), 1.0),
        (census(0.75 + offset), (-0.07, -0.03), 0.0),
    ):
        found = compared(earlier, later, kind)
        limits = found.difference
        assert (limits.low, limits.high, limits.low90, limits.high90) == pytest.approx(d * 2)
        assert (limits.se, found.p_value, found.is_exact, found.is_test) == (None, p, False, False)


@pytest.mark.parametrize("kind", ["share", "score"])
def test_beside_a_sample_bounds_are_taken_at_their_worst(kind: Kind) -> None:
    earlier = bounds(0.8, 0.78, 0.82) if kind == "share" else bounds(4.0, 3.95, 4.03)
    later = share(0.95, 200) if kind == "share" else score(4.2, 0.05)
    found = compared(earlier, later, kind)
    ends = [compared(census(value), later, kind) for value in (earlier.low or 0, earlier.value, earlier.high or 0)]
    assert found.p_value == max(end.p_value for end in ends)
    assert found.difference.low == pytest.approx(min(end.difference.low or 0 for end in ends), abs=1e-12)
    assert found.difference.high == pytest.approx(max(end.difference.high or 0 for end in ends), abs=1e-12)
    assert found.is_test
    inside = bounds(0.9, 0.85, 0.97) if kind == "share" else bounds(4.1, 4.0, 4.3)
    assert compared(inside, later, kind).p_value == 1.0


def test_a_census_beside_a_sample_has_no_chance_of_its_own() -> None:
    later = share(0.95, 200)
    found = compared(census(0.9), later)
    assert found.difference.low == pytest.approx((later.low or 0) - 0.9, abs=1e-12)
    assert found.difference.high == pytest.approx((later.high or 0) - 0.9, abs=1e-12)
    assert found.difference.se == later.se
    y = math.asin(math.sqrt((190 + 0.375) / 200.75)) - math.asin(math.sqrt(0.9))
    assert found.p_value == pytest.approx(2 * (1 - NormalDist().cdf(y * math.sqrt(802))), abs=1e-12)
    of_score = compared(census(4.0), score(4.2, 0.05, df=39), "score").difference
    assert of_score.high == pytest.approx(0.2 + 2.0226909 * 0.05, abs=1e-7)  # qt(.975, 39)


@pytest.mark.parametrize("other", [score(4.1, 0.1), census(4.1), bounds(4.1, 4.0, 4.2), no_spread(4.0)])
def test_a_score_without_spread_is_not_tested(other: Estimate) -> None:
    assert compare_estimates(no_spread(4.0), other, kind="score") is None
    assert compare_estimates(other, no_spread(4.0), kind="score") is None
    assert judge_changes([None], material=0.08) == [None]


@pytest.mark.parametrize(("n1", "n2"), [(20, 20), (20, 300), (11, 5000)])
@pytest.mark.parametrize("p", [0.0, 0.5, 1.0])
def test_equal_shares_are_no_evidence_of_change(p: float, n1: int, n2: int) -> None:
    found = compared(share(p, n1), share(p, n2))
    assert (found.difference.value, found.p_value) == (0.0, 1.0)


def test_the_mean_of_differences_is_that_of_its_units() -> None:
    pairs = [(share(0.9, 100), share(0.95, 80)), (share(1.0, 30), share(0.8, 40)), (census(0.9), census(0.7))]
    found = mean_difference(pairs, kind="share")
    assert found is not None
    n = 30
    q = (n + 0.375) / (n + 0.75)
    variances = [0.9 * 0.1 / 100, 0.95 * 0.05 / 80, q * (1 - q) / (n + 0.5), 0.8 * 0.2 / 40]
    total = sum(variances)
    df = total**2 / sum(v * v / d for v, d in zip(variances, (99, 79, 29, 39), strict=True))
    assert found.value == pytest.approx((0.05 - 0.2 - 0.2) / 3)
    assert found.se == pytest.approx(total**0.5 / 3)
    assert 60 < df < 130  # qt(.975, 60) = 2.0003, qt(.975, 130) = 1.9784
    assert 1.9784 < ((found.high or 0) - found.value) / (found.se or 1) < 2.0003
    assert found.value - (found.low or 0) == pytest.approx((found.high or 0) - found.value)


def test_the_mean_of_differences_takes_bounds_in_full() -> None:
    exact = [(census(0.9), census(0.8)), (census(0.8), census(0.9))]
    found = mean_difference([exact[0], (bounds(0.8, 0.76, 0.84), census(0.9))], kind="share")
    assert found is not None
    assert (found.low, found.high, found.se) == (pytest.approx(-0.02), pytest.approx(0.02), None)
    whole = mean_difference(exact, kind="share")
    assert whole is not None
    assert (whole.low, whole.high, whole.se) == (whole.value, whole.value, 0.0)
    assert mean_difference(exact[:1], kind="share") is None
    assert mean_difference([], kind="share") is None


def test_wrong_estimates_are_refused() -> None:
    broken = dataclasses.replace(share(0.9, 100), low=None)
    with pytest.raises(ValueError, match="without limits"):
        compare_estimates(broken, share(0.9, 100), kind="share")
    with pytest.raises(ValueError, match="without spread"):
        sampling_variance(no_spread(4.0), kind="score")
