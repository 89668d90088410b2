"""The figures of a release, from cells and from a tree of places."""

import pytest

from analysis.releases import Aggregate, Cell, levels_from_parents, people_in, release_aggregates

CELLS = {Cell("A", "1", 1): 12, Cell("A", "2", 1): 4, Cell("B", "1", 1): 9, Cell("A", "1", 2): 5, Cell("C", "", 2): 3}


def test_a_release_holds_everything_up_to_it() -> None:
    found = {(a.place, a.grade): people_in(a, CELLS) for a in release_aggregates(CELLS, {"X": ["A", "B", "C"]}, release=2)}
    assert found == {
        ("A", None): 21,
        ("A", "1"): 17,
        ("A", "2"): 4,
        ("B", None): 9,
        ("B", "1"): 9,
        ("C", None): 3,
        ("C", ""): 3,
        ("X", None): 33,
        ("X", ""): 3,
        ("X", "1"): 26,
        ("X", "2"): 4,
    }
    first = {(a.place, a.grade): people_in(a, CELLS) for a in release_aggregates(CELLS, {}, release=1)}
    assert first == {("A", None): 16, ("A", "1"): 12, ("A", "2"): 4, ("B", None): 9, ("B", "1"): 9, ("C", None): 0}


def test_without_grades_only_wholes_are_left() -> None:
    assert [a.grade for a in release_aggregates(CELLS, {"X": ["A"]}, release=2, by_grade=False)] == [None] * 4


def test_the_order_of_cells_and_places_changes_nothing() -> None:
    places = {"Y": ["C", "A"], "X": ["B", "A"]}
    turned = release_aggregates(reversed(list(CELLS)), {"X": ["A", "B"], "Y": ["A", "C", "A"]}, release=2)
    assert release_aggregates(CELLS, places, release=2) == turned


def test_a_tree_gives_every_place_the_units_below_it() -> None:
    parents = {"A": "X", "B": "X", "C": "Y", "X": "SO", "Y": "SO", "SO": "", "D": "SO"}
    assert levels_from_parents(parents) == {"SO": set("ABCD"), "X": set("AB"), "Y": {"C"}}


def test_a_place_below_itself_is_an_error() -> None:
    with pytest.raises(ValueError, match="below itself"):
        levels_from_parents({"A": "X", "X": "Y", "Y": "X"})


@pytest.mark.parametrize(("places", "message"), [({"A": ["B"]}, "is a unit"), ({"X": ["A", "Q"]}, "without cells: Q")])
def test_places_that_do_not_fit_are_errors(places: dict[str, list[str]], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        release_aggregates(CELLS, places, release=1)


def test_nothing_has_nobody() -> None:
    assert release_aggregates([], {}, release=1) == ()
    assert people_in(Aggregate("A", None, 1, frozenset()), CELLS) == 0
