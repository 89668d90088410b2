"""What a release remembers of the ones before it, and what it therefore withholds."""

import json
from collections.abc import Sequence

from analysis.release_memory import Refused, Told, find_refused, told_by
from analysis.strata import UnitSums
from tests.analysis.invented import make_questionnaire, unit_sums
from tests.analysis.test_edge_cases import forms_of

QUESTIONNAIRE = make_questionnaire()
NOTHING = Refused(frozenset(), rest=False)
MIXED = ["5344231", "2433451", "4554413"]
ONE_ITEM_SELDOM = ["5344231", "24-3451", "45-4413"]  # the third item: a third of the forms


def unit(code: str, number: int, sheets: Sequence[str] = MIXED) -> UnitSums:
    return unit_sums(QUESTIONNAIRE, code, forms_of(list(sheets), number), 90)


def memory(units: Sequence[UnitSums]) -> Told:
    return told_by(QUESTIONNAIRE, units, convention="answers")


def test_nothing_new_is_never_refused_and_a_release_survives_being_stored() -> None:
    first = memory([unit("A", 40), unit("B", 7), unit("C", 5), unit("D", 12)])
    assert first.small == {"B", "C"}
    assert find_refused(first, [first, first]) == find_refused(first, []) == NOTHING
    assert Told.from_plain(json.loads(json.dumps(first.to_plain()))) == first


def test_a_unit_that_gains_four_forms_is_withheld_and_the_others_are_not() -> None:
    before, now = memory([unit("A", 40), unit("B", 40)]), memory([unit("A", 44), unit("B", 40)])
    assert find_refused(now, [before]) == Refused(frozenset("A"), rest=False)


def test_a_unit_that_gains_many_is_shown_again() -> None:
    before, now = memory([unit("A", 40), unit("B", 40)]), memory([unit("A", 55), unit("B", 40)])
    assert find_refused(now, [before]) == NOTHING
    assert find_refused(now, [before, memory([unit("A", 50), unit("B", 40)])]).units == {"A"}  # five against the one between


def test_a_unit_with_something_withheld_must_stay_as_it_was() -> None:
    before, now = memory([unit("A", 24, ONE_ITEM_SELDOM)]), memory([unit("A", 60, ONE_ITEM_SELDOM)])
    assert len(before.shown_of("A")) < len(before.shown)
    assert find_refused(now, [before]).units == {"A"}
    assert find_refused(before, [before]) == NOTHING


def test_a_unit_whose_answers_were_replaced_is_withheld() -> None:
    before = memory([unit("A", 40), unit("B", 40)])
    for other in (unit("A", 38), unit("A", 40, MIXED[::-1]), unit("A", 40, ["5344231", "2433451", "4554423"])):
        assert find_refused(memory([other, unit("B", 40)]), [before]).units == {"A"}


def test_a_unit_that_has_grown_out_of_the_rest_is_withheld() -> None:
    before, now = memory([unit("A", 40), unit("B", 6), unit("C", 7)]), memory([unit("A", 40), unit("B", 25), unit("C", 7)])
    assert before.rest_told
    assert find_refused(now, [before]).units == {"B"}


def test_a_rest_that_is_not_the_same_is_not_put_into_the_whole_again() -> None:
    small = [unit(code, 6) for code in "BCD"]
    before = memory([unit("A", 40), *small])
    assert before.whole[0] == set("ABCD")
    assert find_refused(memory([unit("A", 40), *small[:2]]), [before]) == Refused(frozenset(), rest=True)
    assert find_refused(memory([unit("A", 40), *small]), [before]) == NOTHING
