"""A plan shows as much as it may, and no combination of what it shows is a sum over few people."""

import random
from fractions import Fraction

import pytest
from hypothesis import given, settings

from analysis.disclosure import Thresholds
from analysis.releases import Aggregate, Cell, levels_from_parents, release_aggregates
from analysis.row_spaces import RowSpace
from analysis.suppression import ReleasePlan, plan_release, primary_reasons
from tests.analysis.invented import RANDOM
from tests.analysis.invented_releases import first_release, leaks, province, two_releases

Table = dict[str, list[int]]


def cells_of(table: Table, release: int = 1) -> dict[Cell, int]:
    """Rows are units, columns grades."""
    return {Cell(u, str(g + 1), release): n for u, row in table.items() for g, n in enumerate(row)}


def hidden_in(plan: ReleasePlan) -> dict[tuple[str, str | None], str]:
    return {(a.place, a.grade): reason for a, reason in plan.hidden}


def plan_of(table: Table) -> ReleasePlan:
    return plan_release(cells_of(table), {"SO": list(table)})


def figure(cells: dict[Cell, int], place: str, grade: str | None, release: int = 1) -> Aggregate:
    units = {cell.unit for cell in cells} if place == "SO" else {place}
    held = [c for c in cells if c.unit in units and c.release <= release and grade in (None, c.grade)]
    return Aggregate(place, grade, release, frozenset(held))


def test_nothing_is_hidden_where_everybody_is_many() -> None:
    assert plan_of({"A": [10, 20], "B": [30, 40]}).hidden == ()


def test_a_hidden_cell_takes_the_smallest_of_its_row_of_its_column_and_the_corner() -> None:
    plan = plan_of({"A": [9, 15, 60], "B": [14, 16, 70], "C": [50, 80, 90]})
    assert hidden_in(plan) == {
        ("A", "1"): "too few",
        ("A", "2"): "protects another",
        ("B", "1"): "protects another",
        ("B", "2"): "protects another",
    }


def test_a_zero_is_no_complement() -> None:
    plan = plan_of({"A": [9, 0, 20], "B": [30, 40, 50]})
    hidden = hidden_in(plan)
    assert hidden["A", "2"] == "no responses"
    assert "protects another" in (hidden.get(("A", "3")), hidden.get(("A", None)))


def test_two_hidden_cells_with_nine_people_together_need_a_third() -> None:
    hidden = hidden_in(plan_of({"A": [4, 5, 20, 30]}))
    assert hidden["A", "3"] == "protects another"
    assert ("A", "3") not in hidden_in(plan_of({"A": [5, 5, 20, 30]}))


def test_what_a_release_has_gained_counts_as_a_group_of_its_own() -> None:
    first = cells_of({"A": [30]})
    out = plan_release(first, {}).shown
    gained = {Cell("A", "1", 2): 9}
    assert hidden_in(plan_release(first | gained, {}, already=out)) == {
        ("A", None): "protects another",
        ("A", "1"): "protects another",
    }
    assert plan_release(first | {Cell("A", "1", 2): 10}, {}, already=out).hidden == ()
    assert plan_release(first | {Cell("A", "1", 2): 0}, {}, already=out).hidden == ()
    assert plan_release(first | gained, {}).hidden == ()  # nothing was out


def test_places_that_overlap_are_told_apart() -> None:
    cells = {Cell(u, "", 1): n for u, n in {"A": 20, "B": 30, "C": 9, "D": 40}.items()}
    places = {"X": ["A", "B", "C"], "Y": ["A", "B"], "Z": ["C", "D"]}
    plan = plan_release(cells, places, by_grade=False)
    assert not leaks(plan.shown, cells)
    assert leaks(release_aggregates(cells, places, release=1, by_grade=False)[-3:], cells) == [{Cell("C", "", 1)}]
    assert hidden_in(plan_release(cells, places, by_grade=False, prefer="units")) == {
        ("C", None): "too few",
        ("X", None): "protects another",
        ("Z", None): "protects another",
    }


def test_totals_or_units_come_first_as_one_prefers() -> None:
    cells = cells_of({"A": [40], "B": [6]})
    assert ("A", None) in hidden_in(plan_release(cells, {"SO": "AB"}))
    assert ("SO", None) in hidden_in(plan_release(cells, {"SO": "AB"}, prefer="units"))


def test_what_is_out_and_tells_too_much_is_named() -> None:
    cells = cells_of({"A": [9, 20]})
    out = [figure(cells, "A", None), figure(cells, "A", "2")]
    plan = plan_release(cells, {}, already=out)
    assert [a.grade for a in plan.given_away] == ["1"]
    assert plan_release(cells, {}, already=out[:1]).given_away == ()


def test_everyone_is_withheld_and_cannot_be_had_by_subtraction() -> None:
    cells = cells_of({"A": [20, 15, 30]})
    plan = plan_release(cells, {}, everyone=[figure(cells, "A", "1")])
    assert hidden_in(plan) == {("A", "1"): "everyone", ("A", "2"): "protects another"}


def test_two_dissatisfied_grades_cannot_be_had_together() -> None:
    cells = cells_of({"A": [20, 15, 30, 40]})
    both = [figure(cells, "A", "1"), figure(cells, "A", "2")]
    assert hidden_in(plan_release(cells, {}, everyone=both))["A", "3"] == "protects another"


@pytest.mark.parametrize("satisfied", [0, 5])
def test_hidden_cells_whose_sum_is_nobody_or_everybody_need_another(satisfied: int) -> None:
    cells = cells_of({"A": [5, 15, 30]})
    part = {0: (0, 0, 20), 5: (5, 15, 20)}[satisfied]
    values = {cell: (part[int(cell.grade) - 1], people) for cell, people in cells.items()}
    assert hidden_in(plan_release(cells, {})) == {("A", "1"): "too few", ("A", "2"): "protects another"}
    assert hidden_in(plan_release(cells, {}, values=values))["A", "3"] == "protects another"


def test_reasons_name_every_figure() -> None:
    plan = plan_of({"A": [9, 20, 0], "B": [30, 40, 50]})
    assert (plan.reasons["SO", None], plan.reasons["A", "1"]) == (None, "too few")
    assert len(plan.reasons) == len(plan.shown) + len(plan.hidden) == 12


def test_thresholds_are_arguments() -> None:
    cells = cells_of({"A": [4, 20]})
    assert plan_release(cells, {}, thresholds=Thresholds(numbers=4)).hidden == ()
    assert hidden_in(plan_release(cells, {}, thresholds=Thresholds(numbers=21)))["A", "2"] == "too few"


def test_nothing_is_planned_for_nobody() -> None:
    assert plan_release({}, {}) == ReleasePlan(0, (), ())
    assert hidden_in(plan_release({Cell("A", "1", 1): 0}, {})) == {("A", None): "no responses", ("A", "1"): "no responses"}


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"cells": {Cell("A", "1", 1): -1}}, "negative"),
        ({"already": [Aggregate("Q", None, 1, frozenset([Cell("Q", "", 1)]))]}, "not known"),
        ({"values": {Cell("A", "1", 1): (21, 20)}}, "do not fit"),
        ({"values": {Cell("A", "1", 1): (2, 19)}}, "do not fit"),
        ({"values": {}}, "do not fit"),
    ],
)
def test_numbers_that_do_not_fit_are_errors(change: dict[str, object], message: str) -> None:
    arguments = {"cells": {Cell("A", "1", 1): 20}, "levels": {}} | change
    with pytest.raises(ValueError, match=message):
        plan_release(**arguments)  # type: ignore[arg-type]


@settings(max_examples=150, deadline=None)
@given(RANDOM)
def test_no_combination_of_two_releases_is_a_sum_over_few_people(rng: random.Random) -> None:
    """All sets of cells with few people are tried, by an elimination that shares no code with the plan."""
    cells, places = province(rng)
    first, second = two_releases(cells, places)
    assert leaks([*first.shown, *second.shown], cells) == []
    assert first.given_away == second.given_away == ()


@settings(max_examples=60, deadline=None)
@given(RANDOM)
def test_every_figure_that_protects_another_would_tell_something(rng: random.Random) -> None:
    cells, places = province(rng)
    now = first_release(cells)
    plan = plan_release(now, places)
    for aggregate, reason in plan.hidden:
        if reason == "protects another":
            assert leaks([*plan.shown, aggregate], now)


def test_without_complements_the_same_provinces_leak() -> None:
    found = 0
    for seed in range(50):
        cells, places = province(random.Random(seed))
        now = first_release(cells)
        figures = release_aggregates(now, places, release=1)
        reasons = primary_reasons(figures, now)
        found += bool(leaks([a for a in figures if a not in reasons], now))
    assert found > 15


def test_the_order_of_the_arguments_changes_nothing() -> None:
    cells, places = province(random.Random(7))
    turned = dict(reversed(list(cells.items())))
    out = release_aggregates(first_release(cells), places, release=1)[:2]
    assert plan_release(cells, places, already=out) == plan_release(turned, dict(reversed(places.items())), already=out[::-1])


@settings(max_examples=100, deadline=None)
@given(RANDOM)
def test_a_row_taken_back_leaves_no_trace(rng: random.Random) -> None:
    space = RowSpace([rng.random() < 0.5 for _ in range(6)], [rng.randint(1, 20) for _ in range(6)])
    rows = [{c: rng.choice([1, -1, 2, Fraction(1, 3)]) for c in rng.sample(range(6), rng.randint(1, 5))} for _ in range(6)]
    for row in rows[:5]:
        space.take_in(row)
    before = space.copy()
    change = space.take_in(rows[5])
    assert space.residual(rows[5]) == {}
    if change is not None:
        space.take_back(change)
    assert (space.rows, space.users) == (before.rows, before.users)


def test_a_province_of_900_schools_is_planned() -> None:
    rng = random.Random(1)
    cells = {Cell(f"TH{u}", g, 1): int(rng.lognormvariate(0, 0.8) * 20) for u in range(900) for g in "12345"}
    levels = levels_from_parents({f"TH{u}": f"X{u % 96}" for u in range(900)} | {f"X{x}": "SO" for x in range(96)})
    plan = plan_release(cells, levels)
    assert plan.reasons["SO", None] is None
    assert sum(reason == "protects another" for _, reason in plan.hidden) < 0.2 * len(plan.reasons)
