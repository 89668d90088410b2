"""Sheets become sums of pairs; these add, subtract and travel, and are what a loop over forms counts."""

import random
from fractions import Fraction
from math import lcm

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.pair_layout import PairShape, pair_layout_of
from analysis.pair_sheets import pair_sums_by_unit, pair_sums_from_sheets
from analysis.pair_sums import PairSums, centred_products, merge_pairs
from analysis.sheets import SheetError, matrix_from_sheets
from analysis.sums import Sums, SumsError
from questionnaires import Questionnaire, load_shipped
from tests.analysis.invented import RANDOM, make_questionnaire, random_sheet

QUESTIONNAIRE = make_questionnaire()
WIDTH = len(QUESTIONNAIRE.closed_items)
SHEETS = st.lists(st.lists(st.sampled_from("-02345"), min_size=WIDTH, max_size=WIDTH).map("".join), max_size=25)
KINDS = {
    "short": QUESTIONNAIRE,
    "without an overall item": make_questionnaire((3, 2), overall=False),
    "one dimension of one item": make_questionnaire((1,)),
    "long dimensions": make_questionnaire((12, 1, 17)),
    "the longest": make_questionnaire((42,)),
    **load_shipped(),
}


def vectors_of(questionnaire: Questionnaire, sheet: str) -> tuple[list[list[int]], list[list[int]], list[int]]:
    """(1, x) and (1, x, y) of every dimension and (1, v, y), each all 0 where the form does not count."""
    overall = questionnaire.overall_item
    character = sheet[questionnaire.closed_items.index(overall)] if overall else "-"
    y = int(character) if character in "12345" else 0
    scales, outcomes, means = [], [], []
    start = 0
    for dimension in questionnaire.dimensions:
        count = len(dimension.items)
        given = [int(c) for c in sheet[start : start + count] if c in "12345"]
        start += count
        is_complete = len(given) == count
        scales.append([1, *given] if is_complete else [0] * (count + 1))
        outcomes.append([1, *given, y] if is_complete and y else [0] * (count + 2))
        mean = Fraction(sum(given), len(given)) * lcm(*range(1, count + 1)) if given else Fraction(0)
        assert mean.denominator == 1
        means.append(int(mean))
    has_all = y > 0 and all(means)
    return scales, outcomes, [1, *means, y] if has_all else [0] * (len(means) + 2)


def total(vectors: list[list[int]]) -> list[list[int]]:
    """sum z z' with a loop."""
    width = len(vectors[0])
    return [[sum(z[i] * z[j] for z in vectors) for j in range(width)] for i in range(width)]


@pytest.mark.parametrize("kind", KINDS)
def test_every_matrix_is_what_a_loop_over_forms_counts(kind: str) -> None:
    questionnaire = KINDS[kind]
    rng = random.Random(kind)
    width = len(questionnaire.closed_items)
    sheets = [random_sheet(rng, width, satisfied=0.8, missing=rng.choice([0, 0, 0.02])) for _ in range(40)]
    for sheet_place, item in enumerate(questionnaire.closed_items):
        if item.kind == "choice":
            sheets = [sheet[:sheet_place] + "1" + sheet[sheet_place + 1 :] for sheet in sheets]
    sums = pair_sums_from_sheets(questionnaire, sheets)
    scales, outcomes, means = zip(*(vectors_of(questionnaire, sheet) for sheet in sheets), strict=True)
    for d in range(len(questionnaire.dimensions)):
        assert sums.scale(d).tolist() == total([vector[d] for vector in scales])
        assert sums.outcome(d).tolist() == total([vector[d] for vector in outcomes])
    assert sums.means.tolist() == total(list(means))
    assert sums.forms_with_means == sum(vector[0] for vector in means)


def test_a_form_without_an_answer_to_the_overall_item_counts_for_the_scale_only() -> None:
    sums = pair_sums_from_sheets(QUESTIONNAIRE, ["54345-9", "543-5-1", "5434539"])
    assert sums.scale(0)[0].tolist() == [3, 15, 12, 9]
    assert sums.outcome(0)[0].tolist() == [1, 5, 4, 3, 3]
    assert sums.scale(1)[0].tolist() == [2, 8, 10]
    assert sums.means[0].tolist() == [1, 12 // 3 * 6, 9 * 2 // 2, 3]  # means 4 and 4.5, times lcm(1, 2, 3) and lcm(1, 2)


@given(SHEETS, RANDOM)
def test_shards_in_any_number_and_order_give_the_same_bits(sheets: list[str], rng: random.Random) -> None:
    mixed = sheets.copy()
    rng.shuffle(mixed)
    shards: list[list[str]] = [[] for _ in range(rng.randint(1, 5))]
    for sheet in mixed:
        rng.choice(shards).append(sheet)
    merged = merge_pairs(pair_sums_from_sheets(QUESTIONNAIRE, shard) for shard in shards)
    assert merged.to_bytes() == pair_sums_from_sheets(QUESTIONNAIRE, sheets).to_bytes()


@given(SHEETS, SHEETS)
def test_a_form_added_and_taken_out_again_leaves_no_trace(sheets: list[str], more: list[str]) -> None:
    before, added = pair_sums_from_sheets(QUESTIONNAIRE, sheets), pair_sums_from_sheets(QUESTIONNAIRE, more)
    after = before.add(added).subtract(added)
    assert after == before
    assert hash(after) == hash(before)
    assert after.to_bytes() == before.to_bytes()


@given(SHEETS, RANDOM)
def test_many_units_at_once_are_each_unit_alone(sheets: list[str], rng: random.Random) -> None:
    units = [rng.choice("XYZ") for _ in sheets]
    found = pair_sums_by_unit(QUESTIONNAIRE, matrix_from_sheets(QUESTIONNAIRE, sheets), units)
    assert list(found) == list(dict.fromkeys(units))
    for unit, sums in found.items():
        alone = [sheet for sheet, of in zip(sheets, units, strict=True) if of == unit]
        assert sums == pair_sums_from_sheets(QUESTIONNAIRE, alone)


def test_a_unit_that_is_read_in_several_pieces_is_whole() -> None:
    rng = random.Random(8)
    some = [random_sheet(rng, WIDTH, satisfied=0.8, missing=0.05) for _ in range(500)]
    once = pair_sums_from_sheets(QUESTIONNAIRE, some)
    many = pair_sums_by_unit(QUESTIONNAIRE, matrix_from_sheets(QUESTIONNAIRE, some * 70), ["A", "B"] * (35 * 500))
    assert merge_pairs(many.values()).values.tolist() == (70 * once.values).tolist()


@settings(max_examples=50)
@given(SHEETS)
def test_sums_come_back_from_their_bytes(sheets: list[str]) -> None:
    sums = pair_sums_from_sheets(QUESTIONNAIRE, sheets)
    assert PairSums.from_bytes(sums.to_bytes()) == sums


def test_bytes_of_something_else_are_refused() -> None:
    record = PairSums.zero(QUESTIONNAIRE).to_bytes()
    other_version = record[:4] + (99).to_bytes(2, "little") + record[6:]
    for broken, why in [
        (b"", "not a record"),
        (b"TDSU" + record[4:], "not a record"),
        (Sums.zero(QUESTIONNAIRE).to_bytes(), "not a record"),
        (other_version, "version 99"),
        (record[:-1], "does not fit"),
        (record + b"\0", "does not fit"),
        (record[:9], "does not fit"),
        (record[:6] + (0).to_bytes(2, "little"), "does not fit"),
        (record[:8] + (60000).to_bytes(2, "little") + record[10:], "does not fit"),
    ]:
        with pytest.raises(SumsError, match=why):
            PairSums.from_bytes(broken)


def test_sums_that_do_not_belong_together_are_refused() -> None:
    one = pair_sums_from_sheets(QUESTIONNAIRE, ["5434539"])
    other = PairSums.zero(make_questionnaire((2, 2)))
    for act in (lambda: one.add(other), lambda: one.subtract(other), lambda: merge_pairs([one, other])):
        with pytest.raises(SumsError, match="different questionnaires"):
            act()
    with pytest.raises(SumsError, match="more is taken away"):
        PairSums.zero(QUESTIONNAIRE).subtract(one)
    with pytest.raises(SumsError, match="nothing to merge"):
        merge_pairs([])
    with pytest.raises(SumsError, match="not a vector"):
        PairSums(one.shape, np.zeros(3, dtype=np.int64))
    with pytest.raises(ValueError, match="read-only"):
        one.values[0] = 1


def test_what_is_not_an_answer_is_refused_with_its_place() -> None:
    matrix = matrix_from_sheets(QUESTIONNAIRE, ["5434539", "5474539"])
    with pytest.raises(SheetError, match="response 2, item A03: '7' is not an answer"):
        pair_sums_by_unit(QUESTIONNAIRE, matrix, ["A", "A"])
    with pytest.raises(SheetError, match="2 sheets but 1 units"):
        pair_sums_by_unit(QUESTIONNAIRE, matrix, ["A"])


def test_a_dimension_that_does_not_fit_into_integers_is_refused() -> None:
    with pytest.raises(SumsError, match="more than 42 items"):
        PairSums.zero(make_questionnaire((43,)))


def test_shipped_questionnaires_need_one_digit_and_have_room_for_a_country() -> None:
    for questionnaire in load_shipped().values():
        shape = PairShape.of(questionnaire)
        assert shape.digits == 1
        assert (9 * max(shape.multiples)) ** 2 * 2**33 < 2**63
    assert pair_layout_of(PairShape((2,))).length == 6 + 10 + 6


def test_a_scaled_mean_of_one_more_item_than_is_taken_would_not_fit() -> None:
    assert 9 * max(PairShape((42,)).multiples) < 2**63 <= 9 * max(PairShape((43,)).multiples)


def test_centred_products_of_equal_answers_are_exactly_zero() -> None:
    sums = pair_sums_from_sheets(QUESTIONNAIRE, ["5434539"] * 7)
    assert centred_products(sums.means).tolist() == [[0] * 3] * 3
