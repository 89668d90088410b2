"""Identical sheets: copies are found, and likeness is no crime."""

import itertools
import math
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from analysis.chance_agreement import equal_deals
from analysis.duplicates import Duplicates, identical_sheets
from analysis.sheets import matrix_from_sheets
from questionnaires import load_shipped
from tests.analysis.invented import make_questionnaire

QUESTIONNAIRE = load_shipped()["TH-PH"]  # five dimensions of 6, 9, 8, 8, 6 items, overall satisfaction, one background item
RATED = sum(item.kind == "rating" for item in QUESTIONNAIRE.closed_items)
DIMENSION = np.repeat(np.arange(6), [6, 9, 8, 8, 6, 1])
Bytes = NDArray[np.uint8]


def deals(theta: list[list[Fraction]], counts: list[int]) -> Fraction:
    """The chance of two equal deals, over every arrangement."""
    answers = [v for v, count in enumerate(counts) for _ in range(count)]
    weights = []
    for arrangement in set(itertools.permutations(answers)):
        weight = Fraction(1)
        for item, answer in enumerate(arrangement):
            weight *= theta[item][answer]
        weights.append(weight)
    total = sum(weights)
    return sum(((w / total) ** 2 for w in weights), Fraction(0))


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_the_chances_of_equal_deals_are_those_of_all_arrangements(data: st.DataObject) -> None:
    counts = data.draw(st.lists(st.integers(1, 3), min_size=1, max_size=3).filter(lambda c: sum(c) <= 6))
    numbers = st.lists(st.integers(1, 9), min_size=len(counts), max_size=len(counts))
    theta = data.draw(st.lists(numbers, min_size=sum(counts), max_size=sum(counts)))
    found = equal_deals(np.array([theta, theta], dtype=float), counts)
    assert found.tolist() == pytest.approx([float(deals([[Fraction(x) for x in row] for row in theta], counts))] * 2)


def test_rare_answers_to_many_items_do_not_make_agreement_impossible() -> None:
    """Items that are all alike: every deal is as likely, and the chance is one over their number, however rare an answer is."""
    theta = np.full((1, 42, 5), 1e-5)
    theta[:, :, 0] = 1
    number = math.factorial(42) / (math.factorial(2) * math.factorial(10) ** 4)
    assert equal_deals(theta, [2, 10, 10, 10, 10]) == pytest.approx([1 / number], rel=1e-9, abs=0)


def test_answers_that_do_not_fit_the_items_are_refused() -> None:
    with pytest.raises(ValueError, match="cannot be dealt to 4 items"):
        equal_deals(np.ones((1, 4, 2)), [2, 1])


def latent_class_forms(
    rng: np.random.Generator, units: int, n: int, *, level: float, mood: float, own_items: float = 0.15
) -> tuple[Bytes, list[int]]:
    """Independent forms: a class of mood for each person, a halo per dimension, items and units of their own, some blanks."""
    item = rng.normal(0, 0.3, RATED)
    forms = []
    for _ in range(units):
        centre = level + rng.normal(0, 0.3) + item + rng.normal(0, own_items, RATED)
        moods = rng.choice([-1.5, -0.3, 0.9], size=(n, 1), p=[0.2, 0.4, 0.4]) * mood
        halo = rng.normal(0, 0.5, (n, 6))[:, DIMENSION]
        values = 1 + np.digitize(centre + moods + halo + rng.normal(0, 0.6, (n, RATED)), [-2.2, -1.5, -0.7, 0.6])
        values[rng.random((n, 1))[:, 0] < 0.15] = rng.choice([4, 5])  # straight ones
        characters = (values + ord("0")).astype(np.uint8)
        characters[rng.random((n, RATED)) < 0.02] = ord("-")
        characters[rng.random(n) < 0.05, 15:] = ord("-")  # gave up after the first page
        forms.append(np.concatenate([characters, np.full((n, 1), ord("1"), dtype=np.uint8)], axis=1))
    return np.concatenate(forms), np.repeat(np.arange(units), n).tolist()


def p_values(found: Duplicates) -> NDArray[np.float64]:
    return np.array([unit.p_value for unit in found.by_unit.values()])


@pytest.mark.parametrize(("level", "mood"), [(0.0, 0.5), (0.8, 1.0), (1.6, 0.6)])
def test_independent_forms_raise_few_alarms_and_ten_copies_are_found(level: float, mood: float) -> None:
    rng = np.random.default_rng(7)
    matrix, units = latent_class_forms(rng, 60, 200, level=level, mood=mood)
    honest = identical_sheets(QUESTIONNAIRE, matrix, units)
    assert (p_values(honest) < 0.01).sum() <= 2
    assert not honest.marked.any()
    copied = matrix.copy()
    copied[:10, :RATED] = rng.choice([ord("4"), ord("5")], RATED)
    found = identical_sheets(QUESTIONNAIRE, copied, units)
    assert found.by_unit[0].p_value < 1e-8
    assert found.by_unit[0].pairs >= 45
    assert found.by_unit[0].largest_group == 10
    assert found.marked[:10].all()
    assert not found.marked[200:].any()


@pytest.mark.slow
@pytest.mark.parametrize("level", [0.0, 0.5, 1.0, 1.5, 2.0])
@pytest.mark.parametrize("mood", [0.3, 1.0])
def test_false_alarms_stay_rare_in_many_settings(level: float, mood: float) -> None:
    rng = np.random.default_rng(11)
    found = identical_sheets(QUESTIONNAIRE, *latent_class_forms(rng, 1000, 150, level=level, mood=mood))
    assert (p_values(found) < 0.01).mean() <= 0.01
    assert found.marked.sum() == 0


def test_brothers_and_sisters_everywhere_are_usual_and_a_copier_among_them_is_found() -> None:
    rng = np.random.default_rng(3)
    matrix, units = latent_class_forms(rng, 60, 200, level=0.8, mood=1.0)
    for unit in range(60):
        for _ in range(rng.poisson(5)):
            one, other = 200 * unit + rng.choice(200, 2, replace=False)
            matrix[other] = matrix[one]
    honest = identical_sheets(QUESTIONNAIRE, matrix, units)
    assert 2 < np.median([unit.expected_pairs for unit in honest.by_unit.values()]) < 6
    assert not honest.marked.any()
    matrix[:12, :RATED] = rng.choice([ord("4"), ord("5")], RATED)
    found = identical_sheets(QUESTIONNAIRE, matrix, units)
    assert found.marked[:12].all()
    assert not found.marked[200:].any()


def test_a_school_that_agrees_on_one_complaint_is_not_accused() -> None:
    """Everybody is content but for the toilets: one item at 3, here and there another at 4."""
    rng = np.random.default_rng(4)
    matrix, units = latent_class_forms(rng, 20, 200, level=1.0, mood=0.8)
    matrix[:200, :RATED] = ord("5")
    matrix[:200, 8] = ord("3")
    for row in range(200):
        matrix[row, rng.choice(RATED, rng.integers(0, 3), replace=False)] = ord("4")
    found = identical_sheets(QUESTIONNAIRE, matrix, units)
    assert found.by_unit[0].p_value > 0.01
    assert not found.marked[:200].any()


@pytest.mark.parametrize(
    "sheet", ["5" * 38 + "1", "4" * 38 + "1", "5" * 6 + "4" * 9 + "5" * 23 + "1", "5" * 20 + "4" + "5" * 17 + "1"]
)
def test_straight_sheets_and_those_with_one_odd_answer_say_nothing(sheet: str) -> None:
    rng = np.random.default_rng(5)
    matrix, units = latent_class_forms(rng, 10, 100, level=0.8, mood=1.0)
    matrix[:80] = matrix_from_sheets(QUESTIONNAIRE, [sheet] * 80)
    assert identical_sheets(QUESTIONNAIRE, matrix, units).by_unit[0].pairs == 0


def test_a_unit_of_nothing_but_copies_does_not_explain_itself() -> None:
    rng = np.random.default_rng(6)
    matrix, units = latent_class_forms(rng, 10, 100, level=0.8, mood=1.0)
    matrix[:100, :RATED] = rng.choice([ord("4"), ord("5")], RATED)
    found = identical_sheets(QUESTIONNAIRE, matrix, units).by_unit[0]
    assert (found.pairs, found.largest_group) == (4950, 100)
    assert found.p_value < 1e-20
    alone = identical_sheets(QUESTIONNAIRE, matrix[:100], units[:100]).by_unit[0]
    assert alone.pairs == 4950
    assert alone.p_value < 1e-20


def test_one_unit_of_copies_does_not_make_copies_usual_for_another() -> None:
    rng = np.random.default_rng(9)
    matrix, units = latent_class_forms(rng, 10, 100, level=0.8, mood=1.0)
    matrix[:100, :RATED] = rng.choice([ord("4"), ord("5")], RATED)
    matrix[100:110, :RATED] = rng.choice([ord("4"), ord("5")], RATED)
    found = identical_sheets(QUESTIONNAIRE, matrix, units)
    assert found.by_unit[1].expected_pairs < 1
    assert found.marked[:110].all()
    assert not found.marked[200:].any()


def test_pairs_that_chance_makes_are_expected() -> None:
    """Three dimensions of four items, two answers of 4 and two of 5 in each: 216 sheets, all as likely."""
    questionnaire = make_questionnaire([4, 4, 4], overall=False)
    rng = np.random.default_rng(10)
    sheets = ["".join("".join(rng.permutation(list("4455"))) for _ in range(3)) + "1" for _ in range(400)]
    found = identical_sheets(questionnaire, matrix_from_sheets(questionnaire, sheets), ["a"] * 400).by_unit["a"]
    assert found.expected_pairs == pytest.approx(400 * 399 / 2 / 216 + 1, rel=0.03)  # and one for what is usual
    assert found.pairs == pytest.approx(400 * 399 / 2 / 216, rel=0.1)
    assert found.p_value > 0.05


def test_sheets_with_other_blanks_are_not_compared() -> None:
    rng = np.random.default_rng(8)
    matrix, units = latent_class_forms(rng, 2, 50, level=0.8, mood=1.0)
    matrix[:2, :RATED] = rng.choice([ord("4"), ord("5")], RATED)
    matrix[:2, :3] = ord("5")
    assert identical_sheets(QUESTIONNAIRE, matrix, units).by_unit[0].pairs == 1
    matrix[0, 0] = ord("-")
    assert identical_sheets(QUESTIONNAIRE, matrix, units).by_unit[0].pairs == 0


def test_short_dimensions_have_no_telling_sheets() -> None:
    short = make_questionnaire([2, 2])
    found = identical_sheets(short, matrix_from_sheets(short, ["454541"] * 30), ["a"] * 30)
    assert (found.by_unit["a"].pairs, found.by_unit["a"].p_value, found.by_unit["a"].largest_group) == (0, 1.0, 0)


def test_few_forms_and_none_are_no_trouble() -> None:
    width = len(QUESTIONNAIRE.closed_items)
    assert identical_sheets(QUESTIONNAIRE, matrix_from_sheets(QUESTIONNAIRE, []), []).by_unit == {}
    for sheets in (["5" * 38 + "1"], ["-" * width] * 3, ["0" * 38 + "1"] * 3):
        found = identical_sheets(QUESTIONNAIRE, matrix_from_sheets(QUESTIONNAIRE, sheets), ["a"] * len(sheets))
        assert (found.by_unit["a"].pairs, found.by_unit["a"].p_value) == (0, 1.0)
        assert not found.marked.any()


def test_units_of_another_length_are_refused() -> None:
    with pytest.raises(ValueError, match="2 forms but 1 units"):
        identical_sheets(QUESTIONNAIRE, matrix_from_sheets(QUESTIONNAIRE, ["5" * 38 + "1"] * 2), ["a"])


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 2**32 - 1))
def test_the_order_of_forms_and_names_of_units_change_nothing(seed: int) -> None:
    rng = np.random.default_rng(seed)
    matrix, units = latent_class_forms(rng, 4, 30, level=0.8, mood=1.0)
    matrix[:4, :RATED] = rng.choice([ord("4"), ord("5")], RATED)
    order = rng.permutation(len(matrix))
    found = identical_sheets(QUESTIONNAIRE, matrix, units)
    mixed = identical_sheets(QUESTIONNAIRE, matrix[order], [f"T{units[row]}" for row in order])
    assert mixed.marked.tolist() == found.marked[order].tolist()
    for unit, one in found.by_unit.items():
        other = mixed.by_unit[f"T{unit}"]
        assert (one.pairs, one.largest_group) == (other.pairs, other.largest_group)
        assert (one.expected_pairs, one.p_value) == pytest.approx((other.expected_pairs, other.p_value))
