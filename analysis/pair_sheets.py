"""From sheets to sums of pairs in one pass over a matrix of characters (docs/methods.md section 12).

Knows what the characters of a sheet mean; nothing after this module sees a form again. It must not know where sheets are kept
nor what is estimated. `sheets` does the same for `sums`.
"""

from collections.abc import Hashable, Sequence
from functools import lru_cache
from typing import NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray

from analysis.layout import Integers
from analysis.pair_layout import DIGIT_BITS, PairShape, pair_layout_of
from analysis.pair_sums import PairSums
from analysis.sheets import Bytes, Floats, SheetError, matrix_from_sheets
from questionnaires import Questionnaire
from questionnaires.model import NO_ANSWER, NOT_APPLICABLE

Key = TypeVar("Key", bound=Hashable)
Values = NDArray[np.int8]

_ROWS = 1 << 14  # read at a time: they stay in the cache, and sums of products stay exact in floating point


class _Reading(NamedTuple):
    """How to read one questionnaire: the value of each character, which columns belong to what, and where products stand."""

    shape: PairShape
    values: Values  # (256,): 0 no substantive answer, -1 no character of a rating item
    columns: Integers  # of the rating items in a sheet: those of the dimensions, then the overall item
    starts: Integers  # (D,) first item of each dimension
    scaled: tuple[Integers, ...]  # per dimension, by number of answers: L_d / M_d, 0 where there is none
    width: int  # of the matrix z
    picked: Integers  # places in the flattened z'z of the triangles (1, x, y) and of the means, in the order of the layout
    without_overall: NDArray[np.bool_]  # which of these places are free of y: the triangles (1, x)


@lru_cache(maxsize=64)
def _reading(questionnaire: Questionnaire) -> _Reading:
    shape = PairShape.of(questionnaire)
    values = np.full(256, -1, dtype=np.int8)
    values[[ord(NO_ANSWER), ord(NOT_APPLICABLE)]] = 0
    for option in questionnaire.scale.options:
        values[ord(str(option.value))] = option.value
    overall = questionnaire.overall_item
    columns = [*range(sum(shape.items)), *([questionnaire.closed_items.index(overall)] if overall else [])]
    widths = [*(items + 2 for items in shape.items), len(shape.items) * shape.digits + 2]
    total = sum(widths)
    picked: list[Integers] = []
    free: list[NDArray[np.bool_]] = []
    start = 0
    for width in widths:
        rows, others = np.triu_indices(width)
        picked.append((start + rows) * total + start + others)
        free.append(others < width - 1 if len(free) < len(shape.items) else np.zeros(len(rows), dtype=np.bool_))
        start += width
    return _Reading(
        shape=shape,
        values=values,
        columns=np.array(columns, dtype=np.int64),
        starts=np.cumsum([0, *shape.items[:-1]], dtype=np.int64),
        scaled=tuple(
            np.array([0, *(multiple // answers for answers in range(1, items + 1))], dtype=np.int64)
            for items, multiple in zip(shape.items, shape.multiples, strict=True)
        ),
        width=total,
        picked=np.concatenate(picked),
        without_overall=np.concatenate(free),
    )


def pair_sums_from_sheets(questionnaire: Questionnaire, sheets: Sequence[str]) -> PairSums:
    """Reads some forms into their sums of pairs.

    Parameters
    ----------
    questionnaire : Questionnaire
    sheets : sequence of str
        One character per closed item each.

    Returns
    -------
    PairSums

    Raises
    ------
    SheetError
        A length, a character or an option that this questionnaire does not have.

    References
    ----------
    docs/methods.md section 12.
    """
    matrix = matrix_from_sheets(questionnaire, sheets)
    return pair_sums_by_unit(questionnaire, matrix, [""] * len(sheets)).get("", PairSums.zero(questionnaire))


def pair_sums_by_unit(questionnaire: Questionnaire, matrix: Bytes, units: Sequence[Key]) -> dict[Key, PairSums]:
    """Reads the forms of many units at once.

    Parameters
    ----------
    questionnaire : Questionnaire
    matrix : ndarray of uint8, shape (forms, closed)
        From `sheets.matrix_from_sheets`.
    units : sequence of hashable
        The unit of each form, as long as the matrix; or unit and flag class.

    Returns
    -------
    dict
        The sums of every unit that occurs, in order of first occurrence.

    Raises
    ------
    SheetError
        A rating item has an option that the scale does not have, or `units` is not as long as the matrix.

    References
    ----------
    docs/methods.md section 12.

    Examples
    --------
    >>> from questionnaires import load_shipped
    >>> questionnaire = next(iter(load_shipped().values()))
    >>> sheets = ["4" * len(questionnaire.closed_items), "5" * len(questionnaire.closed_items)]
    >>> sums = pair_sums_by_unit(questionnaire, matrix_from_sheets(questionnaire, sheets), ["MN01", "MN01"])["MN01"]
    >>> sums.scale(0)[:2, :3].tolist()
    [[2, 9, 9], [9, 41, 41]]
    """
    if len(units) != len(matrix):
        raise SheetError(f"{len(matrix)} sheets but {len(units)} units")
    reading = _reading(questionnaire)
    numbers: dict[Key, int] = {}
    places = np.fromiter((numbers.setdefault(unit, len(numbers)) for unit in units), dtype=np.int64, count=len(units))
    values = reading.values[matrix[:, reading.columns]]
    if (values < 0).any():
        row, column = np.argwhere(values < 0)[0].tolist()
        place = int(reading.columns[column])
        code, character = questionnaire.closed_items[place].code, chr(matrix[row, place])
        raise SheetError(f"response {row + 1}, item {code}: {character!r} is not an answer")
    if questionnaire.overall_item is None:
        values = np.hstack([values, np.zeros((len(values), 1), dtype=np.int8)])
    # Two groups per unit, without and with an answer to the overall item: the sums over all forms are those of both together.
    groups = 2 * places + (values[:, -1] > 0)
    order = np.argsort(groups, kind="stable")
    ends = np.cumsum(np.bincount(groups, minlength=2 * len(numbers)))
    found = _sum_groups(values[order], ends, reading).reshape(len(numbers), 2, len(reading.picked))
    layout = pair_layout_of(reading.shape)
    whole = np.empty((len(numbers), layout.length), dtype=np.int64)
    whole[:, : layout.scales[-1].stop] = found.sum(axis=1)[:, reading.without_overall]
    whole[:, layout.scales[-1].stop :] = found[:, 1]
    return {unit: PairSums(reading.shape, row.copy()) for unit, row in zip(numbers, whole, strict=True)}


def _sum_groups(values: Values, ends: Integers, reading: _Reading) -> Integers:
    """Sums of products per group of consecutive rows, shape (groups, picked)."""
    sums = np.zeros((len(ends), len(reading.picked)), dtype=np.int64)
    for first in range(0, len(values), _ROWS):
        rows = _vectors(values[first : first + _ROWS], reading)
        last = first + len(rows)
        group = int(np.searchsorted(ends, first, side="right"))
        start = first
        while start < last:
            end = min(int(ends[group]), last)
            part = rows[start - first : end - first]
            # Whole numbers below 2**53: exact in floating point, and BLAS is ten times faster than integer products.
            sums[group] += (part.T @ part).ravel()[reading.picked].astype(np.int64)
            start, group = end, group + 1
    return sums


def _vectors(values: Values, reading: _Reading) -> Floats:
    """The vectors (1, x, y) of every dimension and (1, digits of v, y), each 0 where the form does not count, (rows, width)."""
    shape = reading.shape
    items, overall = values[:, :-1], values[:, -1]
    answers = np.add.reduceat(items > 0, reading.starts, axis=1, dtype=np.int64)
    totals = np.add.reduceat(items, reading.starts, axis=1, dtype=np.int64)
    rows = np.empty((len(values), reading.width))
    start = 0
    for d, count in enumerate(shape.items):
        is_complete = answers[:, d] == count
        block = rows[:, start : start + count + 2]
        block[:, 0] = 1
        block[:, 1:-1] = items[:, reading.starts[d] : reading.starts[d] + count]
        block[:, -1] = overall
        block *= is_complete[:, None]
        start += count + 2
    counts = (answers > 0).all(axis=1) & (overall > 0)
    rows[:, start] = counts
    for d, scaled in enumerate(reading.scaled):
        mean = totals[:, d] * scaled[answers[:, d]] * counts
        for digit in range(shape.digits):
            start += 1
            rows[:, start] = mean >> DIGIT_BITS * digit & ((1 << DIGIT_BITS) - 1)
    rows[:, -1] = overall * counts
    return rows
