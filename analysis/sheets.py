"""From sheets to sums in one pass over a matrix of characters (docs/methods.md section 12).

Lays sheets and percents out for `tallies`, which counts them, and says which response is wrong; nothing after these two sees
a form again. Must not know where sheets are kept nor to whom they belong.
"""

from collections import defaultdict
from collections.abc import Hashable, Sequence
from itertools import count
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from analysis.layout import Integers, layout_of
from analysis.percent_answers import Percents, SheetError, percent_matrix
from analysis.sums import Sums
from analysis.tallies import Bytes, reading_of, tally_forms
from questionnaires import Questionnaire
from questionnaires.model import NO_ANSWER, NOT_APPLICABLE

Key = TypeVar("Key", bound=Hashable)
Floats = NDArray[np.float64]

__all__ = [
    "Percents",
    "SheetError",
    "matrix_from_sheets",
    "sums_by_cell",
    "sums_by_cell_from_matrix",
    "sums_from_matrix",
    "sums_from_sheets",
]


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
    numbers: defaultdict[Key, int] = defaultdict(count().__next__)
    places = np.fromiter(map(numbers.__getitem__, cells), dtype=np.int64, count=len(cells))
    percent_values = percent_matrix(questionnaire, len(sheets), percents)
    found = _tally(questionnaire, _lay_out(questionnaire, sheets), places, len(numbers), percent_values)
    if found is None:
        raise _wrong_character(questionnaire, matrix_from_sheets(questionnaire, sheets))
    return dict(zip(numbers, found, strict=True))


def sums_by_cell_from_matrix(
    questionnaire: Questionnaire,
    matrix: Bytes,
    places: Integers,
    *,
    cells: int | None = None,
    percents: Sequence[Percents] | Integers | None = None,
) -> list[Sums]:
    """Counts a matrix of characters whose cells are numbered: the fastest way from forms to sums.

    Parameters
    ----------
    questionnaire : Questionnaire
    matrix : ndarray of uint8, shape (forms, closed)
        ASCII codes, as from `matrix_from_sheets`.
    places : ndarray of int64, shape (forms,)
        The number of the cell of each response, from 0.
    cells : int, optional
        How many cells there are; one more than the highest number by default.
    percents : sequence, or ndarray of int64, shape (forms, percent items), optional
        As in `sums_from_sheets`, as long as the matrix; in a matrix -1 stands for no answer.

    Returns
    -------
    list of Sums
        By number; zero for a cell without responses.

    Raises
    ------
    SheetError
        A character, an option or a percent that the item does not have; a matrix of another type or shape; a place outside.

    References
    ----------
    docs/methods.md section 12.

    Examples
    --------
    >>> from questionnaires import load_shipped
    >>> questionnaire = load_shipped()["SIPAS-TTHC"]
    >>> matrix = matrix_from_sheets(questionnaire, ["5" * len(questionnaire.closed_items)] * 3)
    >>> [sums.forms for sums in sums_by_cell_from_matrix(questionnaire, matrix, np.array([2, 0, 2]))]
    [1, 0, 2]
    """
    number = cells if cells is not None else int(places.max(initial=-1)) + 1
    width = len(questionnaire.closed_items)
    if matrix.dtype != np.uint8 or matrix.shape != (len(places), width):
        raise SheetError(f"a matrix of {matrix.dtype} {matrix.shape} for {len(places)} places and {width} closed items")
    if ((places < 0) | (places >= number)).any():
        raise SheetError(f"a place outside 0 to {number - 1}")
    found = _tally(questionnaire, matrix, places, number, percent_matrix(questionnaire, len(matrix), percents))
    if found is None:
        raise _wrong_character(questionnaire, matrix)
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
    return sums_by_cell_from_matrix(questionnaire, matrix, np.zeros(len(matrix), dtype=np.int64), cells=1, percents=percents)[0]


def _lay_out(questionnaire: Questionnaire, sheets: Sequence[str]) -> Bytes:
    """Lays sheets under each other, each followed by a line feed; lengths are checked, characters only for being ASCII."""
    width = len(questionnaire.closed_items)
    text = "\n".join(sheets) + "\n"
    # All lengths are right if every last column is a line feed: one inside a sheet stands, or moves another, elsewhere.
    if len(text) == len(sheets) * (width + 1) and text.isascii():
        lines = np.frombuffer(text.encode("ascii"), dtype=np.uint8).reshape(len(sheets), width + 1)
        if (lines[:, width] == ord("\n")).all():
            return lines
    return matrix_from_sheets(questionnaire, sheets)  # there is nothing to lay out, or it says which sheet is wrong


def _tally(
    questionnaire: Questionnaire, matrix: Bytes, places: Integers, cells: int, percents: Integers | None
) -> list[Sums] | None:
    """The sums of numbered cells, None where a character is not an answer; percents: (forms, percent items), -1 for none."""
    reading = reading_of(questionnaire)
    silent = None if percents is None else np.asarray((percents < 0).all(axis=1))
    values = tally_forms(reading, matrix, places, cells, is_silent=silent)
    if values is None:
        return None
    if percents is not None:
        given = np.maximum(percents, 0)
        parts = np.stack([percents >= 0, given, given**2], axis=2)
        block = values[:, layout_of(reading.shape).percents]
        for column, place in enumerate(np.ndindex(parts.shape[1:])):  # whole numbers below 2**53 are exact in floating point
            block[:, column] = np.bincount(places, weights=parts[:, *place], minlength=cells)
    return Sums.of_rows(reading.shape, values)


def _wrong_character(questionnaire: Questionnaire, matrix: Bytes) -> SheetError:
    """Names the first character that is not an answer to its item."""
    allowed = reading_of(questionnaire).allowed
    table = np.zeros((len(allowed), 256), dtype=np.bool_)
    table[:, ord(NOT_APPLICABLE) : ord(NOT_APPLICABLE) + allowed.shape[1]] = allowed
    table[:, ord(NO_ANSWER)] = True
    row, column = np.argwhere(~table[np.arange(len(allowed)), matrix])[0].tolist()
    return _bad_character(questionnaire, row, column, chr(matrix[row, column]))
