"""From sheets to sums in one pass over a matrix of characters (docs/methods.md section 12).

Knows what the characters of a sheet mean and checks every one of them; nothing after this module sees a form again. It must not
know where sheets are kept nor to whom they belong.
"""

from collections.abc import Hashable, Sequence
from typing import NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray

from analysis.layout import Integers, Shape, layout_of
from analysis.sums import Sums
from questionnaires import Questionnaire
from questionnaires.model import NO_ANSWER, NOT_APPLICABLE

Key = TypeVar("Key", bound=Hashable)
Bytes = NDArray[np.uint8]
Floats = NDArray[np.float64]
Percents = Sequence[int | None] | None

_BITS = 10  # of a packed sum: values of up to 113 items
_CODES = 16  # characters are counted by their low four bits: '0'..'9' are 0..9, '-' is 13


class SheetError(ValueError):
    """A sheet that is not one of this questionnaire's: which response, which item, what is wrong."""


class _Reading(NamedTuple):
    """What the characters mean for one questionnaire: lookup by low four bits, and which closed item is in which dimension."""

    shape: Shape
    allowed: NDArray[np.bool_]  # (closed, 16)
    packed: NDArray[np.uint32]  # (16,): value, satisfied and substantive in ten bits each, so that one sum adds all three
    bounds: Integers  # (D + 1,): where each dimension begins in a sheet, and where the last one ends
    offsets: Integers  # (closed,)


_readings: dict[str, _Reading] = {}  # by digest: hashing the digest is quick, hashing a whole questionnaire is not


def _reading(questionnaire: Questionnaire) -> _Reading:
    if questionnaire.digest not in _readings:
        _readings[questionnaire.digest] = _make_reading(questionnaire)
    return _readings[questionnaire.digest]


def _make_reading(questionnaire: Questionnaire) -> _Reading:
    items = questionnaire.closed_items
    allowed = np.zeros((len(items), _CODES), dtype=np.bool_)
    for k, item in enumerate(items):
        options = item.options if item.kind == "choice" else questionnaire.scale.options
        allowed[k, [0, ord(NO_ANSWER) % _CODES, *(option.value for option in options)]] = True
    packed = np.zeros(_CODES, dtype=np.uint32)
    for option in questionnaire.scale.options:
        packed[option.value] = option.value | option.satisfied << _BITS | 1 << 2 * _BITS
    bounds = np.cumsum([0, *(len(dimension.items) for dimension in questionnaire.dimensions)])
    if 9 * int(np.diff(bounds).max()) >= 1 << _BITS:
        raise SheetError(f"{questionnaire.code}: a dimension has too many items to be counted")
    return _Reading(Shape.of(questionnaire), allowed, packed, bounds, _CODES * np.arange(len(items), dtype=np.int64))


def matrix_from_sheets(questionnaire: Questionnaire, sheets: Sequence[str]) -> Bytes:
    """Lays sheets under each other; lengths and characters are checked, options item by item only in `sums_from_matrix`.

    Parameters
    ----------
    questionnaire : Questionnaire
    sheets : sequence of str
        One character per closed item each: '1'-'9' an option, '0' not applicable, '-' no answer.

    Returns
    -------
    ndarray of uint8, shape (forms, closed)
        ASCII codes.

    Raises
    ------
    SheetError
        A sheet of another length or with another character; the message names the first one.

    References
    ----------
    docs/methods.md section 12.
    """
    width = len(questionnaire.closed_items)
    for row, sheet in enumerate(sheets) if set(map(len, sheets)) - {width} else ():
        if len(sheet) != width:
            raise SheetError(
                f"response {row + 1}: the sheet has {len(sheet)} characters, {questionnaire.code} has {width} closed items"
            )
    try:
        text = "".join(sheets).encode("ascii")
    except UnicodeEncodeError as error:
        row, column = divmod(error.start, width)
        raise _bad_character(questionnaire, row, column, sheets[row][column]) from None
    matrix = np.frombuffer(text, dtype=np.uint8).reshape(len(sheets), width)
    strange = (matrix - ord(NOT_APPLICABLE) > 9) & (matrix != ord(NO_ANSWER))
    if strange.any():
        row, column = np.argwhere(strange)[0].tolist()
        raise _bad_character(questionnaire, row, column, sheets[row][column])
    return matrix


def _bad_character(questionnaire: Questionnaire, row: int, column: int, character: str) -> SheetError:
    return SheetError(f"response {row + 1}, item {questionnaire.closed_items[column].code}: {character!r} is not an answer")


def sums_from_sheets(
    questionnaire: Questionnaire, sheets: Sequence[str], *, percents: Sequence[Percents] | None = None
) -> Sums:
    """Reads the forms of one cell into its sums.

    Parameters
    ----------
    questionnaire : Questionnaire
    sheets : sequence of str
        One character per closed item each.
    percents : sequence, optional
        Per response None, or one whole number from 0 to 100 or None for each percent item.

    Returns
    -------
    Sums

    Raises
    ------
    SheetError
        A length, a character, an option or a percent that this questionnaire does not have.

    References
    ----------
    docs/methods.md section 12.
    """
    return sums_from_matrix(questionnaire, matrix_from_sheets(questionnaire, sheets), percents=percents)


def sums_by_cell(
    questionnaire: Questionnaire,
    sheets: Sequence[str],
    cells: Sequence[Key],
    *,
    percents: Sequence[Percents] | None = None,
) -> dict[Key, Sums]:
    """Reads the forms of many cells at once; faster than one call per cell because the characters are checked once.

    Parameters
    ----------
    questionnaire : Questionnaire
    sheets : sequence of str
    cells : sequence of hashable
        The cell of each response, as long as `sheets`.
    percents : sequence, optional
        As in `sums_from_sheets`.

    Returns
    -------
    dict
        The sums of every cell that occurs, in order of first occurrence.

    Raises
    ------
    SheetError
        As in `sums_from_sheets`, or `cells` is not as long as `sheets`.

    References
    ----------
    docs/methods.md section 12.
    """
    if len(cells) != len(sheets):
        raise SheetError(f"{len(sheets)} sheets but {len(cells)} cells")
    if percents is not None and len(percents) != len(sheets):
        raise SheetError(f"{len(sheets)} sheets but {len(percents)} percent answers")
    matrix = matrix_from_sheets(questionnaire, sheets)
    numbers: dict[Key, int] = {}
    places = np.fromiter((numbers.setdefault(cell, len(numbers)) for cell in cells), dtype=np.int64, count=len(cells))
    order = np.argsort(places, kind="stable")
    ends = np.cumsum(np.bincount(places, minlength=len(numbers))).tolist()
    codes = matrix[order] & np.uint8(_CODES - 1)
    vectors = _form_vectors(codes, _reading(questionnaire))
    percent_values = _percent_matrix(questionnaire, len(sheets), percents)[order]
    found: dict[Key, Sums] = {}
    for key, start, end in zip(numbers, [0, *ends], ends, strict=False):
        rows = slice(start, end)
        found[key] = _count_forms(questionnaire, codes[rows], vectors[:, rows], percent_values[rows], order[start:end].tolist())
    return found


def sums_from_matrix(questionnaire: Questionnaire, matrix: Bytes, *, percents: Sequence[Percents] | None = None) -> Sums:
    """Counts a matrix of characters.

    Parameters
    ----------
    questionnaire : Questionnaire
    matrix : ndarray of uint8, shape (forms, closed)
        From `matrix_from_sheets`, or a part of its rows.
    percents : sequence, optional
        As in `sums_from_sheets`, as long as the matrix.

    Returns
    -------
    Sums

    Raises
    ------
    SheetError
        An option or a percent that the item does not have.

    References
    ----------
    docs/methods.md section 12.
    """
    reading = _reading(questionnaire)
    codes = matrix & np.uint8(_CODES - 1)
    percent_values = _percent_matrix(questionnaire, len(matrix), percents)
    return _count_forms(questionnaire, codes, _form_vectors(codes, reading), percent_values, range(len(codes)))


def _count_forms(
    questionnaire: Questionnaire, codes: Bytes, vectors: Floats, percent_values: Integers, responses: Sequence[int]
) -> Sums:
    """Sums of some forms from their characters, vectors u (3 D, forms) and percents (-1: none); `responses`: their numbers."""
    reading = _reading(questionnaire)
    shape, layout = reading.shape, layout_of(reading.shape)
    counts = np.bincount((codes + reading.offsets).ravel(), minlength=_CODES * shape.closed).reshape(shape.closed, _CODES)
    if counts[~reading.allowed].any():
        row, column = np.argwhere(~reading.allowed[np.arange(shape.closed), codes])[0].tolist()
        character = NO_ANSWER if codes[row, column] > 9 else str(codes[row, column])
        raise _bad_character(questionnaire, responses[row], column, character)
    answered = vectors[2::3] > 0
    has_any = answered.any(axis=0)
    blank = (codes[~has_any] == ord(NO_ANSWER) % _CODES).all(axis=1) & (percent_values[~has_any] < 0).all(axis=1)
    values = np.empty(layout.length, dtype=np.int64)
    values[layout.forms] = len(codes)
    values[layout.empty] = blank.sum()
    values[layout.answering] = [*answered.sum(axis=1), has_any.sum()]
    values[layout.counts] = counts[:, : shape.levels].ravel()
    values[layout.totals] = vectors.sum(axis=1)
    # Products of whole numbers below 2**53: exact in floating point, and BLAS is ten times faster than integer products.
    values[layout.products] = (vectors @ vectors.T)[np.triu_indices(3 * shape.dimensions)]
    given = np.where(percent_values < 0, 0, percent_values)
    values[layout.percents] = np.stack(
        [(percent_values >= 0).sum(axis=0), given.sum(axis=0), (given**2).sum(axis=0)], axis=1
    ).ravel()
    return Sums(shape, values)


def _form_vectors(codes: Bytes, reading: _Reading) -> Floats:
    """u = (S_d, T_d, M_d)_d of every form, shape (3 D, forms); whole numbers."""
    in_dimensions = np.ascontiguousarray(codes[:, : reading.bounds[-1]].T)
    packed = np.add.reduceat(reading.packed[in_dimensions], reading.bounds[:-1], axis=0, dtype=np.uint32)
    vectors = np.empty((3 * len(packed), len(codes)))
    for part in range(3):
        vectors[part::3] = packed >> np.uint32(part * _BITS) & np.uint32((1 << _BITS) - 1)
    return vectors


def _percent_matrix(questionnaire: Questionnaire, forms: int, percents: Sequence[Percents] | None) -> Integers:
    """The percent answers, shape (forms, percent items), -1 where there is none."""
    items = questionnaire.percent_items
    matrix = np.full((forms, len(items)), -1, dtype=np.int64)
    if percents is None:
        return matrix
    if len(percents) != forms:
        raise SheetError(f"{forms} sheets but {len(percents)} percent answers")
    for row, answers in enumerate(percents):
        if answers is None:
            continue
        if len(answers) != len(items):
            raise SheetError(f"response {row + 1}: {len(answers)} percent answers, {questionnaire.code} has {len(items)}")
        for column, answer in enumerate(answers):
            if answer is None:
                continue
            if isinstance(answer, bool) or not isinstance(answer, int) or not 0 <= answer <= 100:
                raise SheetError(
                    f"response {row + 1}, item {items[column].code}: {answer!r} is not a whole number from 0 to 100"
                )
            matrix[row, column] = answer
    return matrix
