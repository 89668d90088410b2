"""The variance between units, reliability and shrunk values, against exact fractions and by hand."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.estimates import Estimate, IntervalKind
from analysis.shrinkage import between_variance, estimate_spread, shrink


def share(value: float, base: float, n: int = 50, kind: IntervalKind = "interval") -> Estimate:
    return Estimate(value, value, value, value, value, 0.01, n, n, None, base, 1.0, n - 1, interval_kind=kind)


def score(value: float, se: float | None, kind: IntervalKind = "interval") -> Estimate:
    low, high = (None, None) if kind == "none" else (1.0, 5.0)
    return Estimate(value, low, high, low, high, se, 50, 50, None, 50.0, 1.0, 49, interval_kind=kind)


def slow_between(values: list[Fraction], variances: list[Fraction]) -> Fraction:
    """The root of the equation of Paule and Mandel by halving, in exact fractions."""

    def excess(between: Fraction) -> Fraction:
        weights = [1 / (v + between) for v in variances]
        mean = sum((w * x for w, x in zip(weights, values, strict=True)), Fraction(0)) / sum(weights)
        squares = (w * (x - mean) ** 2 for w, x in zip(weights, values, strict=True))
        return sum(squares, Fraction(0)) - (len(values) - 1)

    if len(values) < 2 or excess(Fraction(0)) <= 0:
        return Fraction(0)
    low, high = Fraction(0), Fraction(1)
    while excess(high) > 0:
        high *= 2
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if excess(middle) > 0 else (low, middle)
    return high


@given(st.lists(st.tuples(st.integers(0, 100), st.integers(1, 400)), min_size=0, max_size=6))
def test_the_variance_between_units_is_the_root_of_its_equation(units: list[tuple[int, int]]) -> None:
    values, variances = [Fraction(x, 100) for x, _ in units], [Fraction(9, 100 * n) for _, n in units]
    found = between_variance(np.array([float(x) for x in values]), np.array([float(v) for v in variances]))
    assert found == pytest.approx(float(slow_between(values, variances)), abs=1e-12)


def test_units_that_differ_less_than_by_chance_have_no_variance_between_them() -> None:
    assert between_variance(np.array([0.9, 0.91, 0.89]), np.full(3, 0.01)) == 0.0
    assert between_variance(np.array([0.9]), np.array([0.01])) == 0.0


def test_equal_values_have_no_variance_between_them_however_small_their_own() -> None:
    for step in range(200):
        assert between_variance(np.full(2, 0.9), np.full(2, 1.07**step * 1e-38)) == 0.0


def test_hardly_any_chance_leaves_all_of_the_variance_between_units() -> None:
    for tiny in (1e-20, 1e-40):
        assert between_variance(np.array([0.8, 0.9]), np.full(2, tiny)) == pytest.approx(0.005)


def test_a_spread_of_shares_by_hand() -> None:
    # P = .9, n_eff = 90: v = .001; the values have the variance .01, so t2 = .009 and the reliability is .9.
    figures = [share(0.8, 90), share(0.9, 90), share(1.0, 90)]
    spread = estimate_spread(figures, share=0.9)
    assert spread is not None
    assert (spread.mean, spread.mean_se, spread.between) == pytest.approx((0.9, (0.01 / 3) ** 0.5, 0.009))
    assert (spread.units, spread.needed_forms) == (3, 13)  # 7/3 (50 .001)/.009 = 12.96
    first, _, last = shrink(figures, spread, share=0.9)
    assert first is not None
    assert last is not None
    reach = 1.959964 * (0.9 * 0.001 + 0.01 * 0.01 / 3) ** 0.5
    assert (first.reliability, first.value) == pytest.approx((0.9, 0.81))
    assert (first.low, first.high) == pytest.approx((0.81 - reach, 0.81 + reach))
    assert last.value == pytest.approx(0.99)
    assert last.high == 1.0  # cut at the end of the scale


def test_a_needed_number_gives_the_wanted_reliability_and_one_less_does_not() -> None:
    figures = [share(x, n / 2, n) for x, n in ((0.7, 40), (0.85, 100), (0.95, 60), (0.99, 300))]
    spread = estimate_spread(figures, share=0.9)
    assert spread is not None
    assert spread.needed_forms is not None
    reliability = [spread.between / (spread.between + 0.09 / (n / 2)) for n in (spread.needed_forms, spread.needed_forms - 1)]
    assert reliability[0] >= 0.7 > reliability[1]


def test_a_census_stays_out_of_the_estimation_and_is_not_drawn_in() -> None:
    sampled = [share(0.8, 90), share(0.9, 90), share(1.0, 90)]
    figures = [*sampled, share(0.2, 30, 30, "census"), share(0.3, 30, 30, "bounds")]
    spread = estimate_spread(figures, share=0.9)
    assert spread == estimate_spread(sampled, share=0.9)
    assert [unit and (unit.reliability, unit.value, unit.low) for unit in shrink(figures, spread, share=0.9)[3:]] == [
        (1.0, 0.2, 0.2),
        (1.0, 0.3, 0.3),
    ]
    assert estimate_spread(figures[3:], share=0.9) is None
    assert [unit and unit.value for unit in shrink(figures[3:], None, share=0.9)] == [0.2, 0.3]
    assert estimate_spread([], share=0.9) is None


@pytest.mark.parametrize("whole", [0.0, 1.0])
def test_where_all_or_none_are_satisfied_nothing_is_shrunk(whole: float) -> None:
    figures = [share(whole, 30), share(1 - whole, 90)]
    spread = estimate_spread(figures, share=whole)
    assert spread is not None
    assert spread.mean == pytest.approx((whole * 30 + (1 - whole) * 90) / 120)
    assert (spread.between, spread.needed_forms) == (0.0, None)
    assert shrink(figures, spread, share=whole) == [None, None]


def test_one_sampled_unit_is_drawn_in_to_itself() -> None:
    spread = estimate_spread([share(0.8, 90)], share=0.8)
    assert spread is not None
    assert spread.mean == pytest.approx(0.8)
    assert (spread.between, spread.units, spread.needed_forms) == (0.0, 1, None)


def test_units_that_hardly_differ_get_no_number_of_forms() -> None:
    spread = estimate_spread([share(0.9, 90), share(0.9 + 0.0449, 90)], share=0.9)
    assert spread is not None
    assert 0 < spread.between < 1e-5
    assert spread.needed_forms is None or spread.needed_forms > 10_000


def test_scores_take_their_own_errors_and_leave_out_those_without() -> None:
    figures = [score(3.0, 0.1), score(4.0, 0.2), score(4.5, 0.1), score(5.0, 0.0, "none"), score(4.0, None, "none")]
    spread = estimate_spread(figures, share=None)
    assert spread is not None
    assert spread.between == pytest.approx(between_variance(np.array([3, 4, 4.5]), np.array([0.01, 0.04, 0.01])))
    assert spread.units == 3
    shrunk = shrink(figures, spread, share=None, lowest=1.0, highest=5.0)
    assert [unit is None for unit in shrunk] == [False, False, False, True, True]


@given(
    st.lists(st.tuples(st.floats(0, 1), st.floats(1, 500), st.sampled_from(["interval", "census"])), max_size=8),
    st.floats(0, 1),
)
def test_shrunk_values_lie_between_the_figure_and_the_mean(
    units: list[tuple[float, float, IntervalKind]], whole: float
) -> None:
    figures = [share(value, base, kind=kind) for value, base, kind in units]
    spread = estimate_spread(figures, share=whole)
    for figure, unit in zip(figures, shrink(figures, spread, share=whole), strict=True):
        if unit is None:
            continue
        assert 0 <= unit.low <= unit.value <= unit.high <= 1
        assert 0 <= unit.reliability <= 1
        if spread is not None and figure.interval_kind == "interval":
            low, high = sorted([figure.value, spread.mean])
            assert low - 1e-9 <= unit.value <= high + 1e-9
