"""Two collections over the same units: like with like, whatever the mix, and nothing of who is withheld."""

import random
from dataclasses import replace

import pytest

from analysis.build_groups import build_groups_report
from analysis.estimates import Convention, Estimate
from analysis.group_figures import GroupFigures, GroupsReport, Place
from analysis.reports import UnitSums
from analysis.same_units import SameUnits, compare_same_units, find_same_units
from tests.analysis.invented import random_forms, unit_sums
from tests.analysis.test_attacker import FRAME, QUESTIONNAIRE

Unit = tuple[str, int, float, int | None]  # code, forms, satisfied, eligible


def collect(units: list[Unit], *, seed: int) -> list[UnitSums]:
    rng = random.Random(seed)
    return [
        unit_sums(QUESTIONNAIRE, code, random_forms(QUESTIONNAIRE, rng, {"": forms}, satisfied=satisfied), eligible)
        for code, forms, satisfied, eligible in units
    ]


def groups(units: list[UnitSums], codes: frozenset[str] = frozenset(), *, convention: Convention = "answers") -> GroupsReport:
    return build_groups_report(
        QUESTIONNAIRE, units, places=[Place("scope", "", "", codes)], target=0.9, convention=convention, frame=FRAME
    )


def compare(own: list[UnitSums], other: list[UnitSums], *, convention: Convention = "answers") -> SameUnits | None:
    pairs = find_same_units(groups(own, convention=convention), groups(other, convention=convention))
    codes = frozenset(unit.code for unit, _ in pairs)
    ours, theirs = (place(groups(some, codes, convention=convention)) for some in (own, other))
    return compare_same_units(ours, theirs, pairs)


def place(report: GroupsReport) -> GroupFigures:
    (found,) = report.places
    return found


def test_own_figures_are_of_the_units_that_both_have_and_of_no_other() -> None:
    own = collect([("A", 80, 0.6, 300), ("B", 60, 0.6, 300), ("C", 300, 0.97, 900), ("D", 5, 0.1, 90)], seed=1)
    other = collect([("A", 80, 0.6, 300), ("B", 60, 0.6, 300), ("D", 40, 0.9, 90), ("E", 40, 0.9, 90)], seed=2)
    found = compare(own, other)
    assert found is not None
    assert (found.units, found.apart) == (2, "not apart")
    assert found.own == groups(own[:2]).whole.report.index_share, "the estimate of these two, as if there were no other"
    whole, chosen = groups(own).whole.report.index_share, groups(other).whole.report.index_share
    assert isinstance(whole, Estimate)
    assert isinstance(chosen, Estimate)
    assert (whole.low or 0) > (chosen.high or 1), "beside the whole the chosen units seem to be found out"


def test_answers_of_a_withheld_unit_move_nothing() -> None:
    other = collect([("A", 80, 0.6, 300), ("B", 60, 0.6, 300), ("D", 40, 0.9, 90)], seed=2)
    full, shy = ([("A", 80, 0.6, 300), ("B", 60, 0.6, 300)], [("D", 9, 0.1, 90), ("F", 4, 0.2, 50)])
    first = collect(full, seed=1) + collect(shy, seed=3)
    second = collect(full, seed=1) + collect([(code, n, 0.99, size) for code, n, _, size in shy], seed=4)
    assert compare(first, other) == compare(second, other)


def test_units_that_weigh_unlike_in_two_collections_are_no_difference_between_these() -> None:
    """Each unit says the same twice, but the good one has most answers of its own and the bad one most of the other's."""
    own = collect([("A", 600, 0.95, None), ("B", 60, 0.6, None)], seed=1)
    other = collect([("A", 60, 0.95, None), ("B", 600, 0.6, None)], seed=2)
    found = compare(own, other)
    assert found is not None
    assert found.apart == "only together"
    alike = compare(own, other, convention="mean")
    assert alike is not None
    assert alike.apart == "not apart"


def test_nor_can_weights_hide_a_difference_that_every_unit_has() -> None:
    own = collect([("A", 60, 0.98, None), ("B", 300, 0.75, None)], seed=1)
    other = collect([("A", 300, 0.84, None), ("B", 60, 0.55, None)], seed=2)
    found = compare(own, other)
    assert found is not None
    assert found.apart == "only by unit"
    assert found.difference is not None
    assert (found.difference.low or 0) > 0, "own minus other"


def test_units_that_say_another_thing_twice_are_told_apart_also_a_single_one() -> None:
    own, other = ([("A", 120, 0.95, 400), ("B", 120, 0.95, 400)], [("A", 120, 0.6, 400), ("B", 120, 0.6, 400)])
    both = compare(collect(own, seed=1), collect(other, seed=2))
    one = compare(collect(own[:1], seed=1), collect(other[:1], seed=2))
    assert both is not None
    assert one is not None
    assert (both.units, both.apart, one.units, one.apart) == (2, "apart", 1, "apart")
    assert one.difference is not None
    assert isinstance(one.own, Estimate)
    assert isinstance(one.other, Estimate)
    assert one.difference.value == pytest.approx(one.own.value - one.other.value)


def test_under_eligible_units_without_a_number_are_left_out_of_both() -> None:
    own = collect([("A", 80, 0.9, 300), ("B", 60, 0.9, None)], seed=1)
    other = collect([("A", 80, 0.9, None), ("B", 60, 0.9, None)], seed=2)
    found = compare(own, other, convention="eligible")
    assert found is not None
    assert found.units == 1


def test_nothing_is_compared_without_a_common_unit_or_under_other_terms() -> None:
    own, other = collect([("A", 80, 0.9, 300)], seed=1), collect([("B", 80, 0.9, 300)], seed=2)
    assert find_same_units(groups(own), groups(other)) == ()
    assert find_same_units(groups(own), groups(own), within=["B"]) == ()
    pairs = find_same_units(groups(own), groups(own))
    figures = groups(own).whole
    assert compare_same_units(figures, figures, ()) is None
    assert compare_same_units(figures, replace(figures, covered_units=2), pairs) is None
    with pytest.raises(ValueError, match="not compared"):
        find_same_units(groups(own), groups(own, convention="mean"))
