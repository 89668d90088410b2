"""Rank sets against a brute-force pass over all pairs, and what holds for any units."""

import math
from itertools import pairwise, permutations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.comparison_figures import RankSet
from analysis.estimates import Estimate, IntervalKind
from analysis.ranks import BLOCK, Places, rank_sets, score_places, share_places

DRAWS = 199


def places_of(values: list[float], variances: list[float], ranges: list[float] | None = None) -> Places:
    """Places on one scale; `ranges` are how far the logical bounds of a census go up."""
    low = np.array(values)
    high = low + np.array(ranges or [0.0] * len(values))
    return Places(low, high, low, high, np.array(variances))


def share(value: float, base: float, kind: IntervalKind = "interval", bounds: tuple[float, float] | None = None) -> Estimate:
    """A share of so many independent answers."""
    low, high = bounds or (value, value)
    n = math.ceil(base)
    return Estimate(value, low, high, low, high, 0.01, n, n, None, base, 1.0, n, interval_kind=kind)


def slow_quantile(maxima: list[float]) -> float:
    """The ceil(.95 (R + 1))-th smallest."""
    return sorted(maxima)[math.ceil(19 * (len(maxima) + 1) / 20) - 1]


def slow_sets(places: Places, draws: int, seed: int) -> tuple[list[tuple[int, int]], list[tuple[int, int]], float]:
    """All pairs in all draws by loops: simultaneous sets, marginal sets, critical value of the last step."""
    k = len(places.variance)
    low, high, variance = places.scaled_low.tolist(), places.scaled_high.tolist(), places.variance.tolist()
    keys = [(variance[j], low[j], places.low[j], places.high[j], high[j]) for j in range(k)]
    order = sorted(range(k), key=lambda j: keys[j])
    generator = np.random.Generator(np.random.PCG64(np.random.SeedSequence(seed)))
    normal = generator.standard_normal((draws, sum(v > 0 for v in variance)))
    errors = np.zeros((draws, k))
    for column, j in enumerate([j for j in order if variance[j] > 0]):
        errors[:, j] = normal[:, column] * math.sqrt(variance[j])
    table, bottom, top = errors.tolist(), places.low.tolist(), places.high.tolist()

    def is_above(j: int, o: int, c: float) -> bool:
        s = math.sqrt(variance[j] + variance[o])
        return bool(bottom[j] > top[o] + 1e-12 and low[j] - high[o] > max(0, c * s))

    def test(pairs: list[tuple[int, int]]) -> float:
        """Step-down over some pairs: the last critical value."""
        critical = 0.0
        left = [(j, o) for j, o in pairs if variance[j] + variance[o] > 0]
        while left:
            maxima = [max(abs(row[j] - row[o]) / math.sqrt(variance[j] + variance[o]) for j, o in left) for row in table]
            critical = slow_quantile(maxima)
            kept = [(j, o) for j, o in left if not is_above(j, o, critical) and not is_above(o, j, critical)]
            if len(kept) == len(left):
                break
            left = kept
        return critical

    def set_of(j: int, c: float) -> tuple[int, int]:
        return 1 + sum(is_above(o, j, c) for o in range(k)), k - sum(is_above(j, o, c) for o in range(k))

    whole = test([(j, o) for j in range(k) for o in range(j)])
    own = [test([(j, o) for o in range(k) if o != j]) for j in range(k)]
    alone = [max(own[o] for o in range(k) if keys[o] == keys[j]) for j in range(k)]
    return [set_of(j, whole) for j in range(k)], [set_of(j, alone[j]) for j in range(k)], whole


UNITS = st.lists(
    st.tuples(
        st.sampled_from([0.0, 0.1, 0.11, 0.3, 0.5, 0.9]) | st.floats(0, 1),
        st.sampled_from([0.0, 0.0, 0.0004, 0.01]) | st.floats(1e-6, 0.1),
        st.sampled_from([0.0, 0.0, 0.05]),
    ),
    min_size=1,
    max_size=9,
)


@settings(max_examples=60, deadline=None)
@given(UNITS, st.integers(0, 9))
def test_sets_equal_those_of_a_pass_over_all_pairs_and_draws(units: list[tuple[float, float, float]], seed: int) -> None:
    places = places_of([u[0] for u in units], [u[1] for u in units], [u[2] * (u[1] == 0) for u in units])
    sets, ranking = rank_sets(places, tau=1, draws=DRAWS, seed=seed)
    together, alone, critical = slow_sets(places, DRAWS, seed)
    assert ranking.critical_value == pytest.approx(critical, rel=1e-12)
    assert [(unit.low, unit.high) for unit in sets] == together
    assert [(unit.marginal_low, unit.marginal_high) for unit in sets] == alone


@pytest.mark.parametrize("spread", [0.01, 0.1, 2.0])
def test_sets_of_many_units_equal_those_of_the_full_pass(spread: float) -> None:
    rng = np.random.default_rng(1)
    variances = np.where(rng.random(24) < 0.3, 0.04, 0.0004)
    places = places_of(rng.normal(0, spread, 24).tolist(), variances.tolist())
    sets, ranking = rank_sets(places, tau=3, draws=DRAWS)
    together, alone, critical = slow_sets(places, DRAWS, 0)
    assert ranking.critical_value == pytest.approx(critical, rel=1e-12)
    assert [(unit.low, unit.high) for unit in sets] == together
    assert [(unit.marginal_low, unit.marginal_high) for unit in sets] == alone


@settings(max_examples=100, deadline=None)
@given(UNITS, st.randoms(use_true_random=False))
def test_sets_hold_the_point_rank_and_do_not_depend_on_the_order(units: list[tuple[float, float, float]], rng: object) -> None:
    values, variances = [round(u[0], 3) for u in units], [u[1] for u in units]
    k = len(units)
    tau = max(1, k // 2)
    sets, ranking = rank_sets(places_of(values, variances), tau=tau, draws=99)
    for value, unit in zip(values, sets, strict=True):
        assert 1 <= unit.low <= unit.marginal_low <= unit.marginal_high <= unit.high <= k
        assert unit.marginal_low <= 1 + sum(other > value for other in values)
        assert unit.marginal_high >= k - sum(other < value for other in values)
        assert (unit.may_be_best, unit.may_be_lowest) == (unit.low <= tau, unit.high > k - tau)
    places = list(range(k))
    rng.shuffle(places)  # type: ignore[attr-defined]
    turned, again = rank_sets(places_of([values[i] for i in places], [variances[i] for i in places]), tau=tau, draws=99)
    assert turned == [sets[i] for i in places]
    assert again == ranking


def test_draws_do_not_depend_on_how_many_are_held_at_once() -> None:
    rng = np.random.default_rng(3)
    draws = BLOCK // 12 + 500  # a second block
    places = places_of(rng.normal(0, 0.06, 12).tolist(), rng.uniform(0.0004, 0.004, 12).tolist())
    sets, ranking = rank_sets(places, tau=4, draws=draws, seed=7)
    together, alone, critical = slow_sets(places, draws, 7)
    assert ranking.critical_value == pytest.approx(critical, rel=1e-12)
    assert [(unit.low, unit.high) for unit in sets] == together
    assert [(unit.marginal_low, unit.marginal_high) for unit in sets] == alone
    assert rank_sets(places, tau=4, draws=draws, seed=8)[1].critical_value != ranking.critical_value


def test_the_critical_value_of_one_pair_is_that_of_the_normal_distribution() -> None:
    for variances in ([0.01, 0.01], [0.01, 0.0]):
        _, ranking = rank_sets(places_of([0.5, 0.5], variances), tau=1, draws=200_000)
        assert ranking.critical_value == pytest.approx(1.959964, abs=4 * (0.05 * 0.95 / 200_000) ** 0.5 / 0.117)


def test_the_critical_value_of_eight_equal_units_is_that_of_the_studentised_range() -> None:
    _, ranking = rank_sets(places_of([0.5] * 8, [0.01] * 8), tau=1, draws=200_000)
    assert ranking.critical_value == pytest.approx(3.0309, abs=0.015)  # four Monte-Carlo errors: the density there is .14


def test_units_far_apart_are_ordered_and_the_best_and_lowest_are_named() -> None:
    sets, _ = rank_sets(places_of([0.1, 0.9, 0.5], [1e-6] * 3), tau=1, draws=99)
    assert sets == [
        RankSet(3, 3, 3, 3, may_be_best=False, may_be_lowest=True),
        RankSet(1, 1, 1, 1, may_be_best=True, may_be_lowest=False),
        RankSet(2, 2, 2, 2, may_be_best=False, may_be_lowest=False),
    ]


def test_a_unit_alone_and_units_without_error_need_no_draw() -> None:
    alone, ranking = rank_sets(places_of([0.5], [0.01]), tau=1, draws=19)
    assert (alone[0].low, alone[0].high, ranking.critical_value) == (1, 1, 0.0)
    sets, ranking = rank_sets(places_of([0.9, 0.5, 0.9, 0.9 + 1e-15], [0.0] * 4), tau=1, draws=19)
    assert [(unit.low, unit.high) for unit in sets] == [(1, 3), (4, 4), (1, 3), (1, 3)]
    assert ranking.critical_value == 0


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_censuses_are_told_apart_where_their_bounds_are(order: tuple[int, ...]) -> None:
    shares = [
        share(0.80, 50, "bounds", (0.75, 0.85)),
        share(0.90, 50, "census"),
        share(0.84, 50, "census"),
    ]
    sets, _ = rank_sets(share_places([shares[i] for i in order]), tau=1, draws=19)
    assert [(sets[order.index(i)].low, sets[order.index(i)].high) for i in range(3)] == [(2, 3), (1, 1), (2, 3)]


def test_a_census_with_missing_answers_is_as_far_as_its_nearer_bound() -> None:
    near, far = (share(0.5, 50, "bounds", bounds) for bounds in ((0.5, 0.68), (0.5, 0.5)))
    sample = share(0.8, 100)
    assert [unit.high for unit in rank_sets(share_places([sample, near]), tau=1, draws=999)[0]] == [1, 2]
    wide = share(0.5, 50, "bounds", (0.4, 0.79))
    assert [unit.high for unit in rank_sets(share_places([sample, wide]), tau=1, draws=999)[0]] == [2, 2]
    assert [unit.high for unit in rank_sets(share_places([sample, far]), tau=1, draws=999)[0]] == [1, 2]


def test_shares_are_told_apart_only_in_the_direction_that_both_scales_give() -> None:
    # All 20 satisfied: drawn in by Anscombe's form below a census of .985, though the share is above it.
    places = share_places([share(1.0, 20), share(0.985, 400, "census")])
    assert places.low[0] > places.low[1]
    assert places.scaled_low[0] < places.scaled_low[1]
    sets, _ = rank_sets(places, tau=1, draws=99)
    assert [(unit.low, unit.high) for unit in sets] == [(1, 2), (1, 2)]
    assert places.variance.tolist() == pytest.approx([1 / 82, 0])


def test_scores_keep_their_scale_and_one_without_spread_is_told_apart_from_none() -> None:
    scores = [
        Estimate(4.0, 3.9, 4.1, 3.9, 4.1, 0.05, 90, 90, None, 90.0, 1.0, 89),
        Estimate(5.0, None, None, None, None, 0.0, 90, 90, None, 90.0, 1.0, 89, interval_kind="none"),
        Estimate(2.0, 2.0, 2.0, 2.0, 2.0, 0.0, 90, 90, 90, 90.0, 1.0, 89, interval_kind="census"),
    ]
    places = score_places(scores)
    assert places.variance.tolist() == pytest.approx([0.0025, 0.0, 0.0])
    sets, _ = rank_sets(places, tau=1, draws=99)
    assert [(unit.low, unit.high) for unit in sets] == [(1, 2), (1, 3), (2, 3)]


def test_more_units_tested_together_have_a_higher_critical_value() -> None:
    values = [rank_sets(places_of([0.5] * k, [0.01] * k), tau=1, draws=4999)[1].critical_value for k in (2, 4, 8, 20, 60)]
    assert all(a < b for a, b in pairwise(values))


def test_wrong_arguments_are_refused() -> None:
    places = places_of([0.5, 0.6], [0.01, 0.01])
    for options in ({"tau": 0}, {"tau": 3}, {"tau": 1, "draws": 18}, {"tau": 1, "seed": -1}):
        with pytest.raises(ValueError):
            rank_sets(places, **options)
    with pytest.raises(ValueError):
        rank_sets(places_of([], []), tau=1)


def test_without_marginal_sets_the_simultaneous_ones_are_the_same() -> None:
    values = np.linspace(0.8, 0.99, 12)
    places = Places(values, values, values, values, np.full(12, 0.0009))
    both, ranking = rank_sets(places, tau=2, draws=400, seed=5)
    alone, same = rank_sets(places, tau=2, draws=400, seed=5, with_marginal=False)
    assert ranking == same
    assert [(unit.low, unit.high) for unit in both] == [(unit.low, unit.high) for unit in alone]
    assert all((unit.marginal_low, unit.marginal_high) == (unit.low, unit.high) for unit in alone)
    assert any(unit.marginal_high - unit.marginal_low < unit.high - unit.low for unit in both)
