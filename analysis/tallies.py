"""The pass over the characters of many forms: from a matrix to the integers of each cell (docs/methods.md section 12).

Forms are counted side by side, piece by piece of a cell: each answer level is one comparison of bytes, and what is added up is
as narrow as its bound allows (a piece has at most 255 forms). All numbers are whole. Knows what the characters mean and where
integers stand; must not know what a cell is, nor how to say what is wrong with a character (`sheets` does).
"""

from math import isqrt
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from analysis.layout import Integers, Shape, layout_of
from questionnaires import Questionnaire
from questionnaires.model import NO_ANSWER, NOT_APPLICABLE

Bytes = NDArray[np.uint8]
Booleans = NDArray[np.bool_]
Narrow = NDArray[np.uint16] | NDArray[np.uint32]

_PIECE = 255  # forms: so many can be counted in a byte
_SHORT = 16  # forms: below it there would be more pieces than it saves steps
_CHUNK = 24_000  # forms read at a time: what is made of them stays in the cache of one core
_NUL = 0  # fills up shorter pieces; it is no character of a sheet


class Reading(NamedTuple):
    """What the characters mean for one questionnaire."""

    shape: Shape
    allowed: Booleans  # (closed, levels)
    first: tuple[int, ...]  # per level: the first item that has it
    scale: tuple[int, ...]  # values of the options of a rating item
    satisfied: tuple[int, ...]
    bounds: tuple[int, ...]  # (D + 1,): where each dimension begins in a sheet, and where the last one ends
    highest: int  # sum of the values of one dimension


_readings: dict[str, Reading] = {}  # by digest: hashing the digest is quick, hashing a whole questionnaire is not


def reading_of(questionnaire: Questionnaire) -> Reading:
    """What the characters of this questionnaire's sheets mean.

    Parameters
    ----------
    questionnaire : Questionnaire

    Returns
    -------
    Reading

    Raises
    ------
    ValueError
        A dimension of more than 255 items.

    References
    ----------
    docs/methods.md section 12.
    """
    found = _readings.get(questionnaire.digest)
    if found is None:
        found = _readings[questionnaire.digest] = _make_reading(questionnaire)
    return found


def _make_reading(questionnaire: Questionnaire) -> Reading:
    shape = Shape.of(questionnaire)
    scale = questionnaire.scale.options
    allowed = np.zeros((shape.closed, shape.levels), dtype=np.bool_)
    for k, item in enumerate(questionnaire.closed_items):
        options = item.options if item.kind == "choice" else scale
        allowed[k, [int(NOT_APPLICABLE), *(option.value for option in options)]] = True
    sizes = [len(dimension.items) for dimension in questionnaire.dimensions]
    if max(sizes) > _PIECE:
        raise ValueError(f"{questionnaire.code}: a dimension has too many items to be counted")
    return Reading(
        shape=shape,
        allowed=allowed,
        first=tuple(allowed.argmax(axis=0).tolist()),
        scale=tuple(option.value for option in scale),
        satisfied=tuple(option.value for option in scale if option.satisfied),
        bounds=tuple(np.cumsum([0, *sizes]).tolist()),
        highest=max(option.value for option in scale) * max(sizes),
    )


class _Pieces(NamedTuple):
    """Cells cut into pieces of at most 255 forms, from the longest to the shortest: their forms are a stretch of `order`."""

    order: Integers  # (forms,) rows of the matrix, cell by cell
    starts: Integers
    lengths: Integers
    numbers: Integers  # places of the pieces when they are laid out cell by cell
    of_cell: Integers  # (cells,) the first piece of each cell, laid out so


def tally_forms(
    reading: Reading, matrix: Bytes, places: Integers, cells: int, *, is_silent: Booleans | None
) -> Integers | None:
    """Counts the forms of many cells; the block of percents is left at 0.

    Parameters
    ----------
    reading : Reading
    matrix : ndarray of uint8, shape (forms, closed) or wider
        ASCII codes; columns after the closed items are not read.
    places : ndarray of int64, shape (forms,)
        The cell of each form, from 0 to `cells` - 1.
    cells : int
    is_silent : ndarray of bool, shape (forms,), optional
        Forms without an answer to a percent item; all of them by default.

    Returns
    -------
    ndarray of int64, shape (cells, layout_of(reading.shape).length), or None
        None where a character is not an answer to its item.

    References
    ----------
    docs/methods.md section 12.

    Examples
    --------
    >>> from questionnaires import load_shipped
    >>> reading = reading_of(load_shipped()["SIPAS-TTHC"])
    >>> matrix = np.full((3, reading.shape.closed), ord("5"), dtype=np.uint8)
    >>> tally_forms(reading, matrix, np.array([0, 1, 1]), 2, is_silent=None)[:, 0].tolist()
    [1, 2]
    >>> tally_forms(reading, matrix + 1, np.array([0, 1, 1]), 2, is_silent=None) is None
    True
    """
    layout = layout_of(reading.shape)
    if not len(matrix):
        return np.zeros((cells, layout.length), dtype=np.int64)
    rows = np.ascontiguousarray(matrix).view(f"V{matrix.shape[1]}")[:, 0]
    pieces = _cut(places, cells)
    values = np.empty((len(pieces.starts), layout.length), dtype=np.int64)
    missing = np.zeros(reading.shape.closed, dtype=np.int64)
    begin = 0
    while begin < len(values):
        longest = int(pieces.lengths[begin])
        end = begin + max(_CHUNK // max(longest, 1), 1)
        starts, lengths = pieces.starts[begin:end], pieces.lengths[begin:end]
        forms = np.arange(max(longest, 1))[:, None]
        picked = pieces.order.take(starts + forms, mode="clip")
        characters = rows.take(picked.ravel()).view(np.uint8).reshape(-1, matrix.shape[1])
        characters[(forms >= lengths).ravel()] = _NUL
        planes = np.ascontiguousarray(characters.T[: reading.shape.closed]).reshape(-1, *picked.shape)
        counted, unanswered = _count(reading, planes, None if is_silent is None else is_silent[picked])
        counted[layout.forms] = lengths
        missing += unanswered
        values[pieces.numbers[begin:end]] = counted.T
        begin = end
    if len(values) > cells:
        values = np.add.reduceat(values, pieces.of_cell, axis=0)
    counts = values[:, layout.counts].sum(axis=0).reshape(reading.allowed.shape)
    is_clean = (counts.sum(axis=1) + missing == len(matrix)).all() and not counts[~reading.allowed].any()
    return values if is_clean else None


def _cut(places: Integers, cells: int) -> _Pieces:
    sizes = np.bincount(places, minlength=cells)
    # Stable and, for numbers of 16 bits, a radix sort: ten times faster than comparing.
    order = np.argsort(places.astype(np.uint16) if cells <= 1 << 16 else places, kind="stable")
    most = min(max(isqrt(len(places)) // 2, _SHORT), _PIECE)  # about as many pieces as steps, as long as forms are few
    pieces = np.maximum(-(-sizes // most), 1)
    of_cell = np.cumsum(pieces) - pieces
    earlier = most * (np.arange(pieces.sum()) - np.repeat(of_cell, pieces))
    starts = np.repeat(np.cumsum(sizes) - sizes, pieces) + earlier
    lengths = np.minimum(np.repeat(sizes, pieces) - earlier, most)
    numbers = np.argsort(-lengths, kind="stable")
    return _Pieces(order, starts[numbers], lengths[numbers], numbers, of_cell)


def _count(reading: Reading, planes: Bytes, is_silent: Booleans | None) -> tuple[Integers, Integers]:
    """The integers of pieces, shape (length, pieces), and the missing answers of each item, from (closed, forms, pieces)."""
    shape, layout = reading.shape, layout_of(reading.shape)
    _, forms, pieces = planes.shape
    values = np.zeros((layout.length, pieces), dtype=np.int64)
    counts = np.zeros((shape.closed, shape.levels, pieces), dtype=np.uint8)
    answers = np.empty((len(reading.scale), shape.dimensions, forms, pieces), dtype=np.uint8)  # of a form, at each option
    chosen = np.empty(planes.shape, dtype=np.bool_)
    ones = chosen.view(np.uint8)
    for level, first in enumerate(reading.first):
        np.equal(planes[first:], ord("0") + level, out=chosen[first:])
        np.add.reduce(ones[first:], axis=1, out=counts[first:, level])
        for d in range(shape.dimensions if level in reading.scale else 0):
            columns = slice(reading.bounds[d], reading.bounds[d + 1])
            np.add.reduce(ones[columns], axis=0, out=answers[reading.scale.index(level), d])
    np.equal(planes, ord(NO_ANSWER), out=chosen)
    is_empty = np.logical_and.reduce(chosen, axis=0)
    if is_silent is not None:
        is_empty &= is_silent
    values[layout.empty] = _sum_forms(is_empty)
    values[layout.counts] = counts.reshape(-1, pieces)
    vectors = _vectors(reading, answers)
    answered = vectors[:, 2] > 0
    values[layout.answering] = [*_sum_forms(answered), _sum_forms(np.logical_or.reduce(answered, axis=0))]
    vectors = vectors.reshape(-1, forms, pieces)
    values[layout.totals] = np.add.reduce(vectors, axis=1, dtype=vectors.dtype)
    values[layout.products] = _products(vectors, reading.highest)
    return values, _sum_forms(chosen).sum(axis=1, dtype=np.int64)


def _sum_forms(claims: Booleans) -> Bytes:
    """For how many forms of each piece a claim holds: (..., forms, pieces) to (..., pieces)."""
    return np.asarray(np.add.reduce(claims.view(np.uint8), axis=-2, dtype=np.uint8))


def _vectors(reading: Reading, answers: Bytes) -> Narrow:
    """u = (S_d, T_d, M_d) of every form, shape (D, 3, forms, pieces), from its answers at each level of the scale."""
    kind = np.uint16 if reading.highest < 1 << 8 else np.uint32
    vectors = np.empty((answers.shape[1], 3, *answers.shape[2:]), dtype=kind)
    vectors[:, 0] = sum(kind(value) * answers[place] for place, value in enumerate(reading.scale))
    vectors[:, 1] = sum(answers[place] for place, value in enumerate(reading.scale) if value in reading.satisfied)
    vectors[:, 2] = np.add.reduce(answers, axis=0, dtype=np.uint8)
    return vectors


def _products(vectors: Narrow, highest: int) -> Integers:
    """The upper triangle of sum u u' of each piece, row by row, shape (3 D (3 D + 1) / 2, pieces)."""
    width, forms, pieces = vectors.shape
    found = np.zeros((width * (width + 1) // 2, pieces), dtype=np.int64)
    together = int(np.iinfo(vectors.dtype).max) // highest**2  # so many products cannot pass the highest number of the type
    for begin in range(0, forms, together):
        some = vectors[:, begin : begin + together]
        place = 0
        for row in range(width):
            found[place : place + width - row] += np.einsum("fp,vfp->vp", some[row], some[row:])
            place += width - row
    return found
