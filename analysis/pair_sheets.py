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
from analysis.sheets import SheetError, matrix_from_sheets
from questionnaires import Questionnaire
from questionnaires.model import NO_ANSWER, NOT_APPLICABLE

Key = TypeVar("Key", bound=Hashable)
Values = NDArray[np.uint8]

_STRANGE = 255  # no character of a rating item


class _Reading(NamedTuple):
    """How to read one questionnaire: the value of each character, which columns belong to what, and where products stand."""

    shape: PairShape
    values: Values  # (256,): 0 no substantive answer
    columns: Integers  # of the rating items in a sheet: those of the dimensions, then the overall item
    starts: Integers  # (D,) first item of each dimension
    scaled: tuple[Integers, ...]  # per dimension, by number of answers: L_d / M_d, 0 where there is none
    without_overall: NDArray[np.bool_]  # of the triangles (1, x, y) and of the means: the part (1, x)


@lru_cache(maxsize=64)
def _reading(questionnaire: Questionnaire) -> _Reading:
    shape = PairShape.of(questionnaire)
    values = np.full(256, _STRANGE, dtype=np.uint8)
    values[[ord(NO_ANSWER), ord(NOT_APPLICABLE)]] = 0
    for option in questionnaire.scale.options:
        values[ord(str(option.value))] = option.value
    overall = questionnaire.overall_item
    columns = [*range(sum(shape.items)), *([questionnaire.closed_items.index(overall)] if overall else [])]
    free = [np.triu_indices(items + 2)[1] <= items for items in shape.items]
    width = len(shape.items) * shape.digits + 2
    return _Reading(
        shape=shape,
        values=values,
        columns=np.array(columns, dtype=np.int64),
        starts=np.cumsum([0, *shape.items[:-1]], dtype=np.int64),
        scaled=tuple(
            np.array([0, *(multiple // answers for answers in range(1, items + 1))], dtype=np.int64)
            for items, multiple in zip(shape.items, shape.multiples, strict=True)
        ),
        without_overall=np.concatenate([*free, np.zeros(width * (width + 1) // 2, dtype=np.bool_)]),
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


def pair_sums_by_unit(questionnaire: Questionnaire, matrix: Values, units: Sequence[Key]) -> dict[Key, PairSums]:
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
    if (values == _STRANGE).any():
        row, column = np.argwhere(values == _STRANGE)[0].tolist()
        place = int(reading.columns[column])
        code, character = questionnaire.closed_items[place].code, chr(matrix[row, place])
        raise SheetError(f"response {row + 1}, item {code}: {character!r} is not an answer")
    if questionnaire.overall_item is None:
        values = np.hstack([values, np.zeros((len(values), 1), dtype=np.uint8)])
    # Two groups per unit, without and with an answer to the overall item: the sums over all forms are those of both together.
    groups = 2 * places + (values[:, -1] > 0)
    order = np.argsort(groups, kind="stable")
    filled, starts = np.unique(groups[order], return_index=True)
    found = np.zeros((len(reading.without_overall), 2 * len(numbers)), dtype=np.int64)
    found[:, filled] = _sum_groups(np.ascontiguousarray(values[order].T), starts, reading)
    by_unit = found.T.reshape(len(numbers), 2, len(reading.without_overall))
    layout = pair_layout_of(reading.shape)
    whole = np.empty((len(numbers), layout.length), dtype=np.int64)
    whole[:, : layout.scales[-1].stop] = by_unit.sum(axis=1)[:, reading.without_overall]
    whole[:, layout.scales[-1].stop :] = by_unit[:, 1]
    return {unit: PairSums(reading.shape, row.copy()) for unit, row in zip(numbers, whole, strict=True)}


def _sum_groups(columns: Values, starts: Integers, reading: _Reading) -> Integers:
    """Sums of products per group of consecutive forms, shape (triangles (1, x, y) and of the means, groups).

    `columns` are the values of the items and the overall item, shape (items + 1, forms). Products of single columns in eight
    bits are quicker than products of matrices in floating point, exact whatever the number of forms, and need no threads.
    """
    overall = columns[-1]
    rows: list[Integers] = []
    means: list[Integers] = []
    counts = overall > 0
    for start, scaled in zip(reading.starts, reading.scaled, strict=True):
        items = columns[start : start + len(scaled) - 1]
        answers = (items > 0).sum(axis=0, dtype=np.uint8)
        is_complete = (answers == len(items)).astype(np.uint8)
        _add_triangle(rows, [is_complete, *(items * is_complete), overall * is_complete], starts)
        means.append(items.sum(axis=0, dtype=np.int64) * scaled[answers])
        counts &= answers > 0
    digits = (mean >> DIGIT_BITS * digit & ((1 << DIGIT_BITS) - 1) for mean in means for digit in range(reading.shape.digits))
    _add_triangle(rows, [column * counts for column in (np.ones(len(overall), np.int64), *digits, overall)], starts)
    return np.array(rows)


def _add_triangle(rows: list[Integers], variables: Sequence[Values | Integers], starts: Integers) -> None:
    """Adds the group sums of every product of two variables, row by row of the upper triangle."""
    for place, one in enumerate(variables):
        rows += [np.add.reduceat(one * other, starts, dtype=np.int64) for other in variables[place:]]
