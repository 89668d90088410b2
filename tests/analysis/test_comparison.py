"""What a department's report says of its units together, and of which it keeps silent."""

import random
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.build_comparison import compare_units
from analysis.build_figures import Rules
from analysis.disclosure import DEFAULTS
from analysis.estimates import Convention, Estimate, IntervalKind, Result, Suppressed
from analysis.frame import Frame
from analysis.ranks import rank_sets, share_places
from analysis.reports import DepartmentReport, build_department_report
from analysis.shrinkage import estimate_spread
from tests.analysis.invented import RANDOM
from tests.analysis.test_properties import QUESTIONNAIRE, schools

RULES = Rules(0.9, "answers", DEFAULTS, Frame("", (), 0.3))
TOTAL = Estimate(0.88, 0.87, 0.89, 0.87, 0.89, 0.005, 9000, 900, None, 4000.0, 2.0, 899)


def share(value: float, base: float, kind: IntervalKind = "interval") -> Estimate:
    return replace(TOTAL, value=value, low=value, high=value, effective_base=base, n=int(base), interval_kind=kind)


def various(count: int = 14) -> list[Result]:
    """Units that differ a good deal, one small and one withheld."""
    rng = random.Random(1)
    results: list[Result] = [share(rng.uniform(0.7, 0.99), rng.uniform(150, 400)) for _ in range(count)]
    results[3] = share(0.8, 20)
    results[5] = Suppressed("too few", 4)
    return results


def test_ranks_are_those_of_the_shown_units_and_the_small_one_is_ranked_but_not_printed() -> None:
    results = various()
    said = compare_units(results, TOTAL, rules=RULES, rank_draws=199, seed=5)
    shown = [result for result in results if isinstance(result, Estimate)]
    sets, ranking = rank_sets(share_places(shown), tau=1, draws=199, seed=5)
    assert said.ranking == ranking
    assert (ranking.units, ranking.tau) == (13, 1)
    assert [said.ranks[u] for u in (3, 5)] == [None, None]
    assert [rank for u, rank in enumerate(said.ranks) if u not in (3, 5)] == [rank for u, rank in enumerate(sets) if u != 3]
    assert said.spread == estimate_spread(shown, share=0.88)
    assert (said.shrunk[5], said.positions[5]) == (None, None)


def test_without_draws_there_are_no_ranks_and_all_else_is_the_same() -> None:
    ranked = compare_units(various(), TOTAL, rules=RULES, rank_draws=99)
    plain = compare_units(various(), TOTAL, rules=RULES)
    assert plain == replace(ranked, ranks=(None,) * 14, ranking=None)


def test_the_funnel_about_the_target_has_no_adjusted_limits() -> None:
    said = compare_units(various(), TOTAL, rules=RULES)
    assert said.funnel is not None
    assert said.target_funnel is not None
    assert (said.funnel.centre, said.target_funnel.centre) == (0.88, 0.9)
    assert said.funnel.adjusted_low95 is not None
    assert (said.target_funnel.adjusted_low95, said.target_funnel.adjusted_high95) == (None, None)
    assert (said.target_funnel.census_low95, said.target_funnel.census_high95) == (None, None)
    assert said.target_funnel.effective_bases == said.funnel.effective_bases


def test_a_withheld_total_leaves_the_target_funnel_and_no_printed_rank() -> None:
    said = compare_units(various(), Suppressed("too wide"), rules=RULES, rank_draws=99)
    assert (said.funnel, said.spread) == (None, None)
    assert said.target_funnel is not None
    assert said.ranking is not None
    assert set(said.ranks) == set(said.shrunk) == set(said.positions) == {None}
    assert said.target_positions == compare_units(various(), TOTAL, rules=RULES).target_positions
    assert [u for u, position in enumerate(said.target_positions) if position is None] == [3, 5], "small, withheld"
    assert {"above", "below"} <= set(said.target_positions)


def test_units_that_do_not_differ_have_no_reliability_and_no_printed_rank() -> None:
    said = compare_units([share(0.88 + i / 1000, 200) for i in range(12)], TOTAL, rules=RULES, rank_draws=99)
    assert [unit and unit.reliability for unit in said.shrunk] == [0.0] * 12
    assert set(said.ranks) == {None}


def test_a_small_census_is_ranked_and_printed() -> None:
    said = compare_units([*various(), share(0.99, 12, "census")], TOTAL, rules=RULES, rank_draws=99)
    assert said.ranks[-1] is not None
    assert said.shrunk[-1] is not None
    assert said.shrunk[-1].reliability == 1


@pytest.mark.parametrize("results", [[], [Suppressed("too few", 3)], [share(0.9, 100), Suppressed("too few", 3)]])
def test_fewer_than_two_shown_units_have_no_ranks(results: list[Result]) -> None:
    said = compare_units(results, TOTAL, rules=RULES, rank_draws=99)
    assert said.ranking is None
    assert set(said.ranks) <= {None}


def test_tau_is_a_tenth_of_the_units_and_never_more_than_all() -> None:
    results: list[Result] = [share(0.7 + i / 100, 200) for i in range(25)]
    taus = [compare_units(results, TOTAL, rules=RULES, rank_draws=19, tau=tau).ranking for tau in (None, 7, 99)]
    assert [ranking and ranking.tau for ranking in taus] == [2, 7, 25]
    for options in ({"tau": 0}, {"rank_draws": 5}, {"seed": -1}):
        with pytest.raises(ValueError):
            compare_units(results, TOTAL, rules=RULES, **({"rank_draws": 19} | options))


@settings(max_examples=60, deadline=None)
@given(RANDOM, st.sampled_from(["answers", "mean", "eligible"]), st.sampled_from(["", "A"]))
def test_reports_of_any_schools_hold_possible_ranks_and_benchmarks(
    rng: random.Random, convention: Convention, measure: str
) -> None:
    units = schools(rng)
    report: DepartmentReport = build_department_report(
        QUESTIONNAIRE, units, target=0.9, convention=convention, measure_code=measure, rank_draws=19, seed=3
    )
    shown = [unit for unit in report.units if isinstance(unit.result, Estimate)]
    assert (report.ranking is None) == (len(shown) < 2)
    for unit in report.units:
        if unit.rank is not None:
            assert 1 <= unit.rank.low <= unit.rank.high <= len(shown)
        if not isinstance(unit.result, Estimate):
            assert (unit.rank, unit.shrunk, unit.benchmark, unit.position) == (None, None, None, None)
            continue
        if unit.benchmark is not None:
            difference = unit.benchmark.difference
            assert 0 <= unit.benchmark.expected <= 1 + 1e-12
            assert difference.value == pytest.approx(unit.result.value - unit.benchmark.expected)
            limits = [difference.low, difference.low90, difference.value, difference.high90, difference.high]
            assert all(limit is not None and -1 <= limit <= 1 + 1e-12 for limit in limits)
            assert limits == sorted(limits, key=lambda limit: limit or 0.0)
    plain = build_department_report(QUESTIONNAIRE, units, target=0.9, convention=convention, measure_code=measure)
    assert {unit.rank for unit in plain.units} <= {None}
    assert plain.spread == report.spread
