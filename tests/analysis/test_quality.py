"""Flags and measures of single forms, and what is left without them."""

import itertools
import random
import statistics

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.pair_sums import PairSums
from analysis.quality import count_flags, flag_forms, measure_forms, rating_values, without_flagged
from analysis.sheets import matrix_from_sheets, sums_from_sheets
from analysis.strata import UnitSums
from analysis.sums import SumsError
from tests.analysis.invented import RANDOM, cells_of, make_questionnaire, random_forms

QUESTIONNAIRE = make_questionnaire([3, 4])  # seven items, overall satisfaction, then a background choice
WIDTH = len(QUESTIONNAIRE.closed_items)
SHEETS = st.lists(
    st.lists(st.sampled_from("-012345"), min_size=WIDTH - 1, max_size=WIDTH - 1).map(lambda sheet: "".join(sheet) + "1")
    | st.tuples(st.sampled_from("12345"), st.integers(0, 8)).map(lambda t: t[0] * t[1] + "-" * (8 - t[1]) + "2"),
    max_size=20,
)


def answers_of(sheet: str) -> list[int]:
    return [int(character) for character in sheet[: WIDTH - 1] if character in "12345"]


@given(SHEETS)
def test_straight_forms_are_those_of_the_loops(sheets: list[str]) -> None:
    flags = flag_forms(QUESTIONNAIRE, matrix_from_sheets(QUESTIONNAIRE, sheets))
    expected = [values[0] if len(values) >= 6 and len(set(values)) == 1 else 0 for values in map(answers_of, sheets)]
    assert flags.straight_value.tolist() == expected
    assert flags.straight.tolist() == [value > 0 for value in expected]
    assert flags.any_flag.tolist() == flags.straight.tolist()


@given(SHEETS)
def test_measures_are_those_of_the_loops(sheets: list[str]) -> None:
    measures = measure_forms(QUESTIONNAIRE, matrix_from_sheets(QUESTIONNAIRE, sheets))
    for row, values in enumerate(map(answers_of, sheets)):
        pairs = [abs(a - b) ** 0.5 for a, b in itertools.combinations(values, 2)]
        assert measures.answers[row] == len(values)
        assert measures.distinct[row] == len(set(values))
        assert measures.longest_run[row] == max((len(list(run)) for _, run in itertools.groupby(values)), default=0)
        assert measures.deviation[row] == pytest.approx(statistics.stdev(values) if len(values) > 1 else 0)
        assert measures.root_of_pairs[row] == pytest.approx(statistics.mean(pairs) / 2 if pairs else 0)
        assert 0 <= measures.root_of_pairs[row] <= 1


def test_the_background_of_a_person_is_no_answer_to_the_scale() -> None:
    matrix = matrix_from_sheets(QUESTIONNAIRE, ["555555551", "55555---5", "555-----5"])
    assert flag_forms(QUESTIONNAIRE, matrix).straight.tolist() == [True, False, False]
    assert rating_values(QUESTIONNAIRE, matrix).shape == (8, 3)


def test_not_applicable_and_blank_are_passed_over() -> None:
    matrix = matrix_from_sheets(QUESTIONNAIRE, ["4-404-444", "000000001", "--------1"])
    assert flag_forms(QUESTIONNAIRE, matrix).straight_value.tolist() == [0, 0, 0]
    matrix = matrix_from_sheets(QUESTIONNAIRE, ["4-4044441", "4-4044451"])
    assert flag_forms(QUESTIONNAIRE, matrix).straight_value.tolist() == [4, 0]


def test_the_marks_of_a_response_become_flags_and_are_counted() -> None:
    matrix = matrix_from_sheets(QUESTIONNAIRE, ["555555551", "545454541", "111111111", "545454542"])
    flags = flag_forms(
        QUESTIONNAIRE,
        matrix,
        pace=np.array([1, 0, 2, 5]),
        honeypot=np.array([False, True, False, False]),
        identical=np.array([False, True, False, False]),
    )
    assert flags.any_flag.tolist() == [True, True, True, False]
    tally = count_flags(QUESTIONNAIRE, flags)
    assert tally.by_flag == {"straight": 2, "fast": 1, "honeypot": 1, "identical": 1}
    assert tally.straight_values == (1, 0, 0, 0, 1)


def test_a_short_questionnaire_has_no_straight_forms() -> None:
    short = make_questionnaire([3], overall=True)
    assert not flag_forms(short, matrix_from_sheets(short, ["55551"] * 3)).straight.any()


def test_marks_of_another_length_are_refused() -> None:
    matrix = matrix_from_sheets(QUESTIONNAIRE, ["555555551"] * 3)
    with pytest.raises(ValueError, match="there are 3 forms"):
        flag_forms(QUESTIONNAIRE, matrix, pace=np.array([1]))
    with pytest.raises(ValueError, match="9 closed items"):
        flag_forms(QUESTIONNAIRE, matrix[:, :5])


def test_no_forms_have_no_flags() -> None:
    matrix = matrix_from_sheets(QUESTIONNAIRE, [])
    assert flag_forms(QUESTIONNAIRE, matrix).any_flag.shape == (0,)
    assert measure_forms(QUESTIONNAIRE, matrix).longest_run.shape == (0,)


@settings(max_examples=50, deadline=None)
@given(RANDOM)
def test_what_is_left_is_what_was_never_flagged(rng: random.Random) -> None:
    forms = random_forms(QUESTIONNAIRE, rng, {"1": rng.randint(0, 12), "2": rng.randint(0, 12), "": rng.randint(0, 3)})
    flagged = [form for form in forms if rng.random() < 0.4]
    kept = list(forms)
    for form in flagged:
        kept.remove(form)
    unit = UnitSums("a", "a", "", cells_of(QUESTIONNAIRE, forms), {"1": 30, "2": 20}, cells_of(QUESTIONNAIRE, flagged))
    left = without_flagged(unit)
    expected = cells_of(QUESTIONNAIRE, kept)
    assert {grade: cell for grade, cell in left.cells.items() if cell.forms} == expected
    assert (left.eligible, left.flagged) == (unit.eligible, {})
    assert without_flagged(left) == left


def test_a_unit_without_flagged_forms_is_left_as_it_is() -> None:
    unit = UnitSums("a", "a", "", cells_of(QUESTIONNAIRE, [("1", "555555551")] * 3), 30, pairs=PairSums.zero(QUESTIONNAIRE))
    assert without_flagged(unit) == unit
    nothing = {"1": sums_from_sheets(QUESTIONNAIRE, [])}
    assert without_flagged(UnitSums("a", "a", "", unit.cells, 30, nothing)).cells == unit.cells


def test_pairs_of_items_are_left_out_too_or_not_given() -> None:
    zero = PairSums.zero(QUESTIONNAIRE)
    sums = cells_of(QUESTIONNAIRE, [("1", "555555551")] * 3)
    assert without_flagged(UnitSums("a", "a", "", sums, 30, sums, zero, zero)).pairs == zero
    assert without_flagged(UnitSums("a", "a", "", sums, 30, sums, zero)).pairs is None


def test_more_cannot_be_flagged_than_came() -> None:
    one, two = (cells_of(QUESTIONNAIRE, [("1", "555555551")] * n) for n in (1, 2))
    with pytest.raises(SumsError, match="more is taken away"):
        without_flagged(UnitSums("a", "a", "", one, 30, two))
    with pytest.raises(ValueError, match=r"grades without forms: \['2'\]"):
        without_flagged(UnitSums("a", "a", "", one, 30, {"2": one["1"]}))
