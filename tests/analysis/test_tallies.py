"""The pass over the characters gives what a loop over forms gives, whatever the sizes of cells and dimensions."""

import random
from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.layout import layout_of
from analysis.sheets import SheetError, matrix_from_sheets, sums_by_cell, sums_by_cell_from_matrix, sums_from_matrix
from analysis.stacks import merge_groups, stack_values
from analysis.sums import Sums, SumsError, merge
from analysis.tallies import reading_of
from questionnaires import Dimension, Questionnaire
from tests.analysis.invented import RANDOM, SATISFIED, columns_of, make_questionnaire, random_sheet, rating

QUESTIONNAIRE = make_questionnaire([5, 1, 3])


def loop(questionnaire: Questionnaire, sheets: Sequence[str], percents: Sequence[tuple[int | None, ...] | None]) -> list[int]:
    """The integers of one cell in the order of the layout, form by form in whole numbers of any size."""
    columns = columns_of(questionnaire)
    levels = 10 if questionnaire.background else 6
    empty = sum(
        set(sheet) == {"-"} and not any(p is not None for p in row or ()) for sheet, row in zip(sheets, percents, strict=True)
    )
    vectors = []
    for sheet in sheets:
        given = [[int(sheet[k]) for k in own if sheet[k] not in "-0"] for own in columns]
        vectors.append([x for v in given for x in (sum(v), sum(value in SATISFIED for value in v), len(v))])
    width = 3 * len(columns)
    answering = [sum(u[3 * d + 2] > 0 for u in vectors) for d in range(len(columns))]
    answering.append(sum(any(u[2::3]) for u in vectors))
    counts = [sum(s[k] == str(v) for s in sheets) for k in range(len(questionnaire.closed_items)) for v in range(levels)]
    totals = [sum(u[a] for u in vectors) for a in range(width)]
    products = [sum(u[a] * u[b] for u in vectors) for a in range(width) for b in range(a, width)]
    numbers = [row[0] for row in percents if row and row[0] is not None] if questionnaire.percent_items else []
    block = [len(numbers), sum(numbers), sum(n * n for n in numbers)] if questionnaire.percent_items else []
    return [len(sheets), empty, *answering, *counts, *totals, *products, *block]


def invented(rng: random.Random, questionnaire: Questionnaire, forms: int, *, repeat: int = 1) -> tuple[list[str], list]:
    width = len(questionnaire.closed_items)
    sheets = [random_sheet(rng, width, satisfied=0.8, missing=rng.choice([0, 0.1, 0.95])) for _ in range(forms)]
    answers = [rng.choice([None, (None,), (rng.randint(0, 100),)]) if questionnaire.percent_items else None for _ in sheets]
    order = rng.sample(range(forms * repeat), forms * repeat)
    return [(sheets * repeat)[k] for k in order], [(answers * repeat)[k] for k in order]


@settings(max_examples=60, deadline=None)
@given(RANDOM, st.integers(0, 80), st.integers(1, 12))
def test_cells_of_any_size_are_counted_like_a_loop_does(rng: random.Random, forms: int, cells: int) -> None:
    sheets, percents = invented(rng, QUESTIONNAIRE, forms)
    places = np.array([rng.randrange(cells) ** 2 // cells for _ in sheets], dtype=np.int64)
    found = sums_by_cell_from_matrix(
        QUESTIONNAIRE, matrix_from_sheets(QUESTIONNAIRE, sheets), places, cells=cells, percents=percents
    )
    assert len(found) == cells
    for cell, sums in enumerate(found):
        own = np.flatnonzero(places == cell).tolist()
        assert sums.values.tolist() == loop(QUESTIONNAIRE, [sheets[k] for k in own], [percents[k] for k in own])


@settings(max_examples=30, deadline=None)
@given(RANDOM)
def test_shards_of_all_cells_in_any_number_and_order_give_the_same_bits(rng: random.Random) -> None:
    sheets, percents = invented(rng, QUESTIONNAIRE, 20, repeat=rng.choice([1, 30]))
    places = np.array([rng.choice([0, 0, 0, 1, 3]) for _ in sheets], dtype=np.int64)
    matrix = matrix_from_sheets(QUESTIONNAIRE, sheets)

    def count(rows: list[int]) -> list[Sums]:
        own = [percents[k] for k in rows]
        return sums_by_cell_from_matrix(QUESTIONNAIRE, matrix[rows], places[rows], cells=4, percents=own)

    shards: list[list[int]] = [[] for _ in range(rng.randint(1, 6))]
    for row in rng.sample(range(len(sheets)), len(sheets)):
        rng.choice(shards).append(row)
    rng.shuffle(shards)
    counted = [count(shard) for shard in shards]
    whole = count(list(range(len(sheets))))
    for cell in range(4):
        assert merge([shard[cell] for shard in counted]).to_bytes() == whole[cell].to_bytes()
    assert merge_groups(zip(*counted, strict=True)) == whole
    assert merge([cell for shard in counted for cell in shard]) == sums_from_matrix(QUESTIONNAIRE, matrix, percents=percents)


@pytest.mark.parametrize(
    ("items", "forms", "cells"),
    [
        ([5, 5, 5, 5, 5], 26_000, 40),  # several chunks, pieces of 80 forms
        ([5, 5, 5, 5, 5], 140_000, 3),  # pieces of 187 forms: products are added up in two parts
        ([30, 2], 3_000, 7),  # sums of 150: two products fill 16 bits
        ([52, 1], 700, 2),  # sums of 260 do not fit a byte, their squares not 16 bits
        ([99], 300, 1),
        ([1], 70_000, 66_000),  # more cells than 16 bits can number
    ],
)
def test_no_number_passes_its_type(items: list[int], forms: int, cells: int) -> None:
    rng = random.Random(7)
    questionnaire = make_questionnaire(items, percent=False)
    width = len(questionnaire.closed_items)
    distinct = [
        "5" * sum(items) + "1" * (width - sum(items)),
        "-" * width,
        *(random_sheet(rng, width, satisfied=1) for _ in "123"),
    ]
    kind = np.array([rng.randrange(5) if rng.random() < 0.1 else 0 for _ in range(forms)])
    places = np.array([rng.randrange(cells) for _ in range(forms)], dtype=np.int64)
    matrix = matrix_from_sheets(questionnaire, distinct)[kind]
    found = sums_by_cell_from_matrix(questionnaire, matrix, places, cells=cells)
    each = np.array([loop(questionnaire, [sheet], [None]) for sheet in distinct], dtype=object)
    for cell in sorted({0, cells // 2, cells - 1}):
        numbers = np.bincount(kind[places == cell], minlength=5).tolist()
        assert found[cell].values.tolist() == sum(number * one for number, one in zip(numbers, each, strict=True)).tolist()
    assert merge(found) == sums_from_matrix(questionnaire, matrix)


def test_a_dimension_too_long_to_be_counted_is_refused() -> None:
    items = tuple(rating(f"{letter}{number:02d}") for letter in "ABC" for number in range(100))
    long = make_questionnaire([1]).model_copy(update={"dimensions": (Dimension(code="A", title="Nhóm A", items=items[:256]),)})
    with pytest.raises(ValueError, match="too many items"):
        reading_of(long)


def test_cells_keep_the_order_of_their_first_form() -> None:
    sheets = ["5" * len(QUESTIONNAIRE.closed_items[:-1]) + "1"] * 4
    assert list(sums_by_cell(QUESTIONNAIRE, sheets, ["b", "a", "b", ("c", 1)])) == ["b", "a", ("c", 1)]


def test_the_first_wrong_character_is_named_wherever_it_stands() -> None:
    good = "1" * len(QUESTIONNAIRE.closed_items)
    matrix = matrix_from_sheets(QUESTIONNAIRE, [good] * 900).copy()
    places = np.arange(900) % 7
    for character in b"67:/\x00\n.\xff":
        matrix[[500, 800], 3] = character
        with pytest.raises(SheetError, match="response 501, item A04: "):
            sums_by_cell_from_matrix(QUESTIONNAIRE, matrix, places)


@pytest.mark.parametrize(
    ("sheets", "said"),
    [
        (["1" * 9 + "11", "1" * 9, "1" * 13], "response 2: the sheet has 9 characters"),  # the lengths add up
        (["1" * 11, "1" * 10 + "\n", "1" * 11], r"response 2, item H01: '\\n'"),
        (
            ["1" * 11 + "\n" + "1" * 10, "", "1" * 11],
            "response 1: the sheet has 22 characters",
        ),  # line feeds in the right columns
        (["", "1" * 11 + "\n" + "1" * 10, "1" * 11], "response 1: the sheet has 0 characters"),
    ],
)
def test_a_sheet_of_another_length_cannot_hide_among_the_others(sheets: list[str], said: str) -> None:
    with pytest.raises(SheetError, match=said):
        sums_by_cell(QUESTIONNAIRE, sheets, [1] * len(sheets))


def test_matrices_and_places_that_do_not_fit_are_refused() -> None:
    matrix = matrix_from_sheets(QUESTIONNAIRE, ["1" * 11] * 3)
    for wrong, places, cells in (
        (matrix, [0, 1], 2),
        (matrix, [0, 1, 2], 2),
        (matrix, [0, -1, 1], 2),
        (matrix[:, :10], [0, 0, 0], 1),
        (matrix.astype(np.int64), [0, 0, 0], 1),
    ):
        with pytest.raises(SheetError, match=r"a matrix of|a place outside"):
            sums_by_cell_from_matrix(QUESTIONNAIRE, wrong, np.array(places), cells=cells)
    assert sums_by_cell_from_matrix(QUESTIONNAIRE, matrix[:0], np.array([], dtype=np.int64)) == []


def test_rows_of_a_matrix_are_sums_that_cannot_be_changed() -> None:
    shape = Sums.zero(QUESTIONNAIRE).shape
    rows = np.zeros((2, layout_of(shape).length), dtype=np.int64)
    found = Sums.of_rows(shape, rows)
    assert found == [Sums.zero(QUESTIONNAIRE)] * 2
    with pytest.raises(ValueError, match="read-only"):
        found[1].values[0] = 1
    for wrong in (rows[:, 1:], rows[0], rows.astype(np.int32)):
        with pytest.raises(SumsError, match="not a matrix"):
            Sums.of_rows(shape, wrong)


def test_nothing_and_sums_of_other_questionnaires_are_not_merged() -> None:
    zero = Sums.zero(QUESTIONNAIRE)
    assert merge_groups([]) == []
    assert merge_groups([[zero], [zero, zero]]) == [zero, zero]
    assert stack_values([zero, zero]).shape == (2, len(zero.values))
    other = Sums.zero(make_questionnaire([2]))
    for work in (lambda: stack_values([]), lambda: merge_groups([[zero], []]), lambda: merge_groups([[zero], [other]])):
        with pytest.raises(SumsError):
            work()
