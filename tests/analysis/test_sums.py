"""Sheets become sums; sums add, subtract and travel."""

import random
from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.layout import layout_of
from analysis.sheets import SheetError, matrix_from_sheets, sums_by_cell, sums_from_sheets
from analysis.sums import Sums, SumsError, merge
from tests.analysis.invented import RANDOM, make_questionnaire, random_sheet

QUESTIONNAIRE = make_questionnaire()
WIDTH = len(QUESTIONNAIRE.closed_items)
SHEETS = st.lists(
    st.tuples(
        st.lists(st.sampled_from("-012345"), min_size=WIDTH, max_size=WIDTH).map("".join),
        st.one_of(st.none(), st.tuples(st.one_of(st.none(), st.integers(0, 100)))),
    ),
    max_size=25,
)


def count(forms: list) -> Sums:
    return sums_from_sheets(QUESTIONNAIRE, [s for s, _ in forms], percents=[p for _, p in forms])


def test_every_block_of_a_small_example_is_as_counted_by_hand() -> None:
    sums = sums_from_sheets(QUESTIONNAIRE, ["54-0159", "-------", "1110-01"], percents=[(70,), None, (10,)])
    assert (sums.forms, sums.empty) == (3, 1)
    assert sums.answering.tolist() == [2, 1, 2]  # A, B, any
    assert sums.counts[0].tolist() == [0, 1, 0, 0, 0, 1, 0, 0, 0, 0]
    assert sums.counts[3].tolist() == [2, 0, 0, 0, 0, 0, 0, 0, 0, 0]  # twice "not applicable"
    assert sums.counts[6].tolist() == [0, 1, 0, 0, 0, 0, 0, 0, 0, 1]  # the background choice
    # form 1: A 5, 4, - gives S 9, T 2, M 2; B 0, 1 gives 1, 0, 1. Form 3: A 1, 1, 1 gives 3, 0, 3; B nothing.
    assert sums.totals.tolist() == [12, 2, 5, 1, 0, 1]
    first, third = np.array([9, 2, 2, 1, 0, 1]), np.array([3, 0, 3, 0, 0, 0])
    assert sums.products.tolist() == (np.outer(first, first) + np.outer(third, third)).tolist()
    assert sums.percents.tolist() == [[2, 80, 70 * 70 + 10 * 10]]


def test_a_percent_answer_alone_is_not_an_empty_form() -> None:
    assert sums_from_sheets(QUESTIONNAIRE, ["-" * WIDTH], percents=[(0,)]).empty == 0


@given(SHEETS, RANDOM)
def test_shards_in_any_number_and_order_give_the_same_bits(forms: list, rng: random.Random) -> None:
    mixed = forms.copy()
    rng.shuffle(mixed)
    shards: list[list] = [[] for _ in range(rng.randint(1, 5))]
    for form in mixed:
        rng.choice(shards).append(form)
    assert merge([count(shard) for shard in shards]).to_bytes() == count(forms).to_bytes()


@given(SHEETS, SHEETS)
def test_a_form_added_and_taken_out_again_leaves_no_trace(forms: list, more: list) -> None:
    sums = count(forms)
    assert sums.add(count(more)).subtract(count(more)).to_bytes() == sums.to_bytes()


@given(SHEETS)
def test_bytes_bring_the_same_sums_back(forms: list) -> None:
    sums = count(forms)
    assert Sums.from_bytes(sums.to_bytes()) == sums
    assert hash(Sums.from_bytes(sums.to_bytes())) == hash(sums)


@settings(max_examples=25)
@given(SHEETS, RANDOM)
def test_cells_counted_together_equal_cells_counted_apart(forms: list, rng: random.Random) -> None:
    cells = [rng.choice(["1", "2", ""]) for _ in forms]
    together = sums_by_cell(QUESTIONNAIRE, [s for s, _ in forms], cells, percents=[p for _, p in forms])
    assert set(together) == set(cells)
    for cell, sums in together.items():
        assert sums == count([form for form, own in zip(forms, cells, strict=True) if own == cell])


def test_no_forms_give_the_zero() -> None:
    assert sums_from_sheets(QUESTIONNAIRE, []) == Sums.zero(QUESTIONNAIRE)
    assert sums_by_cell(QUESTIONNAIRE, [], []) == {}


def test_a_questionnaire_without_a_percent_takes_empty_rows_of_them() -> None:
    plain = make_questionnaire([2], overall=False, percent=False)
    for percents in ([None, None], [(), None]):
        assert sums_from_sheets(plain, ["541", "331"], percents=percents) == sums_from_sheets(plain, ["541", "331"])


@pytest.mark.parametrize(
    ("sheets", "percents", "said"),
    [
        (["-" * WIDTH, "-" * (WIDTH - 1)], None, "response 2: the sheet has 6 characters"),
        (["5" * 5 + "x1"], None, "response 1, item F01: 'x'"),
        (["5" * 5 + "ớ1"], None, "response 1, item F01: 'ớ'"),
        (["-" * WIDTH, "6" + "5" * 6], None, "response 2, item A01: '6'"),
        (["-" * WIDTH], [(101,)], "item F02: 101"),
        (["-" * WIDTH], [(True,)], "item F02: True"),
        (["-" * WIDTH], [(50, 50)], "2 percent answers"),
        (["-" * WIDTH], [], "1 sheets but 0 percent"),
    ],
)
def test_what_is_not_an_answer_is_named(sheets: list[str], percents: list | None, said: str) -> None:
    with pytest.raises(SheetError, match=said):
        sums_from_sheets(QUESTIONNAIRE, sheets, percents=percents)


def test_a_wrong_option_is_named_by_the_response_and_not_by_its_place_in_the_cell() -> None:
    with pytest.raises(SheetError, match="response 3, item A01: '7'"):
        sums_by_cell(QUESTIONNAIRE, ["-" * WIDTH, "-" * WIDTH, "7" + "-" * 6], ["b", "b", "a"])
    with pytest.raises(SheetError, match="1 sheets but 2 cells"):
        sums_by_cell(QUESTIONNAIRE, ["-" * WIDTH], ["b", "b"])
    with pytest.raises(SheetError, match="1 sheets but 0 percent"):
        sums_by_cell(QUESTIONNAIRE, ["-" * WIDTH], ["b"], percents=[])


def test_the_matrix_holds_the_characters() -> None:
    assert matrix_from_sheets(QUESTIONNAIRE, ["5" * 7, "-" * 7]).tolist() == [[53] * 7, [45] * 7]


def cut(record: bytes) -> bytes:
    return record[:-8]


def of_a_later_layout(record: bytes) -> bytes:
    return record[:4] + b"\x63\x00" + record[6:]


def of_something_else(record: bytes) -> bytes:
    return b"PNG!" + record[4:]


@pytest.mark.parametrize(
    ("damage", "said"), [(cut, "does not fit"), (of_a_later_layout, "layout version 99"), (of_something_else, "not a record")]
)
def test_a_record_that_cannot_be_read_says_why(damage: Callable[[bytes], bytes], said: str) -> None:
    with pytest.raises(SumsError, match=said):
        Sums.from_bytes(damage(Sums.zero(QUESTIONNAIRE).to_bytes()))


def test_sums_of_other_questionnaires_do_not_mix() -> None:
    other = Sums.zero(make_questionnaire([2]))
    for mix in (
        Sums.zero(QUESTIONNAIRE).add,
        Sums.zero(QUESTIONNAIRE).subtract,
        lambda sums: merge([other.add(other), other, sums]),
    ):
        with pytest.raises(SumsError):
            mix(other if mix.__name__ != "<lambda>" else Sums.zero(QUESTIONNAIRE))
    with pytest.raises(SumsError, match="nothing to merge"):
        merge([])


def test_more_than_was_there_cannot_be_taken_away() -> None:
    one = sums_from_sheets(QUESTIONNAIRE, ["5" * WIDTH])
    with pytest.raises(SumsError, match="more is taken away"):
        Sums.zero(QUESTIONNAIRE).subtract(one)


def test_sums_cannot_be_changed() -> None:
    with pytest.raises(ValueError, match="read-only"):
        Sums.zero(QUESTIONNAIRE).counts[0, 0] = 1


def test_products_of_many_long_forms_are_exact() -> None:
    long = make_questionnaire([30, 30], overall=False, percent=False)
    rng = random.Random(5)
    sheets = [random_sheet(rng, 61, satisfied=0.9) for _ in range(300)] * 40
    sums = sums_from_sheets(long, sheets)
    assert sums.forms == 12_000
    assert sums.products[0, 0] == 40 * sum(sum(int(c) for c in s[:30] if c not in "-0") ** 2 for s in sheets[:300])
    assert layout_of(sums.shape).length == len(sums.values)
