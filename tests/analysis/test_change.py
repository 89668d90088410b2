"""The word for a difference, and tests that are adjusted together: the rule, base R, properties of any figures."""

import json
import math
import random
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.change import MATERIAL, adjusted_p_values, judge_changes, word_of
from analysis.comparison_figures import Difference
from analysis.differences import compare_estimates
from analysis.moments import Kind
from tests.analysis.campaign_figures import census, compared, random_figure
from tests.analysis.chart_reports import share
from tests.analysis.invented import RANDOM

REFERENCE = json.loads((Path(__file__).parent.parent / "references" / "change.json").read_text())


def test_p_values_are_adjusted_as_r_does() -> None:
    stored = REFERENCE["adjusted"]
    assert adjusted_p_values(stored["p"]) == pytest.approx(stored["adjusted"], abs=1e-12)
    assert adjusted_p_values([]) == []
    assert adjusted_p_values([1, 0]) == [1.0, 0.0]


@settings(max_examples=100, deadline=None)
@given(st.lists(st.integers(0, 1000), min_size=1, max_size=12))
def test_adjusting_is_that_of_benjamini_and_hochberg(thousandths: list[int]) -> None:
    m, p = len(thousandths), [Fraction(k, 1000) for k in thousandths]
    smallest = [min(min(q * m / sum(r <= q for r in p), Fraction(1)) for q in p if q >= own) for own in p]
    assert adjusted_p_values([float(q) for q in p]) == pytest.approx([float(q) for q in smallest], abs=1e-12)


@pytest.mark.parametrize(
    ("before", "after", "word"),
    [(0.92, 0.90, "fallen"), (0.90, 0.92, "risen"), (0.93, 0.95, "risen"), (0.95, 0.93, "fallen"), (0.90, 0.9199, "stable")],
)
def test_two_points_are_two_points_whatever_the_rounding(before: float, after: float, word: str) -> None:
    change = judge_changes([compared(census(before), census(after))], material=0.02)[0]
    assert change is not None
    assert change.word == word


def test_from_nobody_to_everybody_has_risen() -> None:
    found = compared(share(0.0, 30), share(1.0, 30))
    assert 0.7 < (found.difference.low or 0) < 1
    assert found.difference.high == 1.0
    change = judge_changes([found], material=0.02)[0]
    assert change is not None
    assert change.word == "risen"


@pytest.mark.parametrize(
    ("difference", "p", "word"),
    [
        ((0.05, 0.01, 0.09, 0.02, 0.08), 0.05, "risen"),
        ((0.05, 0.01, 0.09, 0.02, 0.08), 0.0501, "no clear change"),
        ((0.05, 0.0, 0.10, 0.01, 0.09), 0.01, "no clear change"),
        ((-0.05, -0.09, -0.01, -0.08, -0.02), 0.01, "fallen"),
        ((0.019, 0.01, 0.03, 0.011, 0.028), 0.001, "no clear change"),
        ((0.01, 0.001, 0.0195, 0.002, 0.018), 0.001, "stable"),
        ((0.0, -0.025, 0.025, -0.0199, 0.0199), 0.9, "stable"),
        ((0.0, -0.025, 0.025, -0.02, 0.0199), 0.9, "no clear change"),
    ],
)
def test_the_word_follows_the_rule(difference: tuple[float, ...], p: float, word: str) -> None:
    value, low, high, low90, high90 = difference
    assert word_of(Difference(value, low, high, low90, high90, 0.01), p, material=0.02) == word


def test_nothing_is_said_of_a_difference_without_limits() -> None:
    assert word_of(Difference(0.2, None, None, None, None, None), 0.0, material=0.02) == "no clear change"


def test_materiality_is_an_argument_and_not_below_zero() -> None:
    found = compared(census(0.90), census(0.95))
    words = [change.word for m in (0.0, 0.05, 0.06) for change in judge_changes([found], material=m) if change]
    assert words == ["risen", "risen", "stable"]
    for wrong in (-0.01, math.nan):
        with pytest.raises(ValueError, match="cannot be"):
            judge_changes([found], material=wrong)


def test_tests_are_adjusted_together_and_certain_differences_are_none() -> None:
    unchanged, certain = compared(share(0.90, 120), share(0.97, 160)), compared(census(0.7), census(0.8))
    assert 0.01 < unchanged.p_value < 0.05
    alone, among_exact = judge_changes([unchanged], material=0.02), judge_changes([certain] * 20 + [unchanged], material=0.02)
    assert among_exact[-1] == alone[0]
    assert among_exact[0] is not None
    assert (among_exact[0].p_value, among_exact[0].adjusted_p) == (0.0, 0.0)
    nothing = compared(share(0.9, 100), share(0.9, 100))
    among_tests = judge_changes([nothing] * 20 + [unchanged], material=0.02)[-1]
    assert among_tests is not None
    assert among_tests.adjusted_p == pytest.approx(21 * unchanged.p_value)
    assert (alone[0].word if alone[0] else "", among_tests.word) == ("risen", "no clear change")


@settings(max_examples=300, deadline=None)
@given(RANDOM, st.sampled_from(["share", "score"]), st.integers(1, 12))
def test_word_interval_and_p_value_never_contradict_each_other(rng: random.Random, kind: Kind, count: int) -> None:
    material, widest = MATERIAL[kind], 1.0 if kind == "share" else 4.0
    pairs = [(random_figure(rng, kind), random_figure(rng, kind)) for _ in range(count)]
    changes = judge_changes([compare_estimates(a, b, kind=kind) for a, b in pairs], material=material)
    backwards = judge_changes([compare_estimates(b, a, kind=kind) for a, b in pairs], material=material)
    for (a, b), change, mirrored in zip(pairs, changes, backwards, strict=True):
        if change is None:
            assert mirrored is None
            assert "none" in (a.interval_kind, b.interval_kind)
            continue
        d = change.difference
        assert d.low is not None
        assert d.high is not None
        assert d.low90 is not None
        assert d.high90 is not None
        order = [-widest, d.low, d.low90, d.value, d.high90, d.high, widest]
        assert all(x <= y + 1e-12 for x, y in pairwise(order))
        assert 0 <= change.p_value <= change.adjusted_p <= 1
        step = material - 1e-12
        if change.word in ("risen", "fallen"):
            sign = 1 if change.word == "risen" else -1
            assert min(sign * d.low, sign * d.high) > 0
            assert sign * d.value >= step
            assert change.adjusted_p <= 0.05
        elif change.word == "stable":
            assert -material < d.low90 <= d.high90 < material
        else:
            assert change.adjusted_p > 0.05 or d.low <= 0 <= d.high or abs(d.value) < material
            assert d.low90 <= -step or d.high90 >= step
        swapped = {"risen": "fallen", "fallen": "risen"}
        assert mirrored is not None
        assert mirrored.word == swapped.get(change.word, change.word)
        assert mirrored.p_value == change.p_value
        assert (mirrored.difference.low, mirrored.difference.high) == pytest.approx((-d.high, -d.low), abs=1e-12)
