"""The integer statistics of a cell: all that is ever kept of its forms for figures (docs/methods.md section 12).

They are sums over forms, so cells, shards and days add up in any order to the same bits, and a withdrawn form is subtracted.
This module knows how they are laid out, added and stored. It must not know how a sheet is read (`sheets`) nor what is
estimated (`moments`, `scores`).
"""

import struct
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from analysis.layout import LAYOUT_VERSION, Integers, Shape, layout_of, triangle_places
from questionnaires import Questionnaire

_HEADER = struct.Struct("<4sHHHHH")
_MAGIC = b"TDSU"


class SumsError(ValueError):
    """Sums that do not fit together: another shape, another version, or fewer forms than are taken away."""


@dataclass(frozen=True, eq=False)
class Sums:
    """The statistics of one cell (a unit, or a grade of it) on one questionnaire.

    With u = (S_1, T_1, M_1, ..., S_D, T_D, M_D) for each form, where S_d is the sum of the substantive answers of dimension
    d, T_d the number of satisfied and M_d the number of substantive answers: `totals` = sum u, `products` = sum u u'.

    Parameters
    ----------
    shape : Shape
    values : ndarray of int64, shape (layout_of(shape).length,)
        All blocks in one vector; it is made read-only.

    References
    ----------
    docs/methods.md section 12.

    Examples
    --------
    >>> shape = Shape(dimensions=1, closed=2, levels=6, percents=0)
    >>> nothing = Sums(shape, np.zeros(layout_of(shape).length, dtype=np.int64))
    >>> nothing.forms, nothing.totals.shape, nothing.products.shape, nothing.counts.shape
    (0, (3,), (3, 3), (2, 6))
    """

    shape: Shape
    values: Integers

    def __post_init__(self) -> None:
        """Refuses a vector that is not this shape's, and locks it."""
        if self.values.dtype != np.int64 or self.values.shape != (layout_of(self.shape).length,):
            raise SumsError(f"not a vector of int64 for {self.shape}: {self.values.dtype} {self.values.shape}")
        self.values.flags.writeable = False

    @classmethod
    def zero(cls, questionnaire: Questionnaire) -> "Sums":
        """The sums of no forms at all.

        Parameters
        ----------
        questionnaire : Questionnaire

        Returns
        -------
        Sums
        """
        shape = Shape.of(questionnaire)
        return cls(shape, np.zeros(layout_of(shape).length, dtype=np.int64))

    @classmethod
    def of_rows(cls, shape: Shape, rows: Integers) -> list["Sums"]:
        """The sums of many cells, each a row of one matrix: nothing is copied, and the matrix is checked and locked once.

        Parameters
        ----------
        shape : Shape
        rows : ndarray of int64, shape (cells, layout_of(shape).length)

        Returns
        -------
        list of Sums

        Raises
        ------
        SumsError
            Not a matrix of this shape.
        """
        if rows.dtype != np.int64 or rows.ndim != 2 or rows.shape[1] != layout_of(shape).length:
            raise SumsError(f"not a matrix of int64 for {shape}: {rows.dtype} {rows.shape}")
        rows.flags.writeable = False
        found = [object.__new__(cls) for _ in range(len(rows))]
        for sums, values in zip(found, rows, strict=True):
            sums.__dict__.update(shape=shape, values=values)
        return found

    @cached_property
    def forms(self) -> int:
        """Number of forms, empty ones included."""
        return int(self.values[0])

    @property
    def empty(self) -> int:
        """Number of forms on which neither a closed nor a percent item has an answer."""
        return int(self.values[1])

    @property
    def answering(self) -> Integers:
        """Forms with a substantive answer in each dimension, then in any of them, shape (D + 1,)."""
        return self.values[layout_of(self.shape).answering]

    @property
    def counts(self) -> Integers:
        """Answers per closed item and level, shape (closed, levels); level 0 is "not applicable", missing is implied."""
        return self.values[layout_of(self.shape).counts].reshape(self.shape.closed, self.shape.levels)

    @property
    def totals(self) -> Integers:
        """t = sum u, shape (3 D,)."""
        return self.values[layout_of(self.shape).totals]

    @cached_property
    def products(self) -> Integers:
        """A = sum u u', shape (3 D, 3 D)."""
        return self.values[layout_of(self.shape).products][triangle_places(3 * self.shape.dimensions)]

    @property
    def percents(self) -> Integers:
        """n, sum and sum of squares per percent item, shape (percents, 3)."""
        return self.values[layout_of(self.shape).percents].reshape(self.shape.percents, 3)

    def __eq__(self, other: object) -> bool:
        """Equal bits."""
        return isinstance(other, Sums) and self.shape == other.shape and bool(np.array_equal(self.values, other.values))

    def __hash__(self) -> int:
        """Consistent with equality."""
        return hash((self.shape, self.values.tobytes()))

    def add(self, other: "Sums") -> "Sums":
        """The sums of both sets of forms together.

        Parameters
        ----------
        other : Sums

        Returns
        -------
        Sums

        Raises
        ------
        SumsError
            The shapes differ.
        """
        self.require_shape(other)
        return Sums(self.shape, self.values + other.values)

    def subtract(self, other: "Sums") -> "Sums":
        """The sums without forms that were in them.

        Parameters
        ----------
        other : Sums

        Returns
        -------
        Sums

        Raises
        ------
        SumsError
            The shapes differ, or something is taken away that was not there.
        """
        self.require_shape(other)
        left = self.values - other.values
        if (left < 0).any():
            raise SumsError("more is taken away than these sums hold")
        return Sums(self.shape, left)

    def require_shape(self, *others: "Sums") -> None:
        """Refuses sums of another questionnaire.

        Parameters
        ----------
        *others : Sums

        Raises
        ------
        SumsError
            A shape differs.
        """
        for other in others:
            if other.shape is not self.shape and other.shape != self.shape:
                raise SumsError(f"sums of different questionnaires: {self.shape} and {other.shape}")

    def to_bytes(self) -> bytes:
        """A record that `from_bytes` reads: mark, layout version, shape, then little-endian int64.

        Returns
        -------
        bytes
            The same sums give the same bytes on every machine.
        """
        return _HEADER.pack(_MAGIC, LAYOUT_VERSION, *self.shape) + self.values.astype("<i8").tobytes()

    @classmethod
    def from_bytes(cls, record: bytes) -> "Sums":
        """The sums that `to_bytes` wrote.

        Parameters
        ----------
        record : bytes

        Returns
        -------
        Sums

        Raises
        ------
        SumsError
            Not such a record, another layout version, or cut short.
        """
        if len(record) < _HEADER.size or record[:4] != _MAGIC:
            raise SumsError("this is not a record of sums")
        _, version, *sizes = _HEADER.unpack_from(record)
        if version != LAYOUT_VERSION:
            raise SumsError(f"sums of layout version {version}; this program reads version {LAYOUT_VERSION}: count them again")
        shape = Shape(*sizes)
        if len(record) != _HEADER.size + 8 * layout_of(shape).length:
            raise SumsError(f"a record of {len(record)} bytes does not fit {shape}")
        return cls(shape, np.frombuffer(record, dtype="<i8", offset=_HEADER.size).astype(np.int64))


def merge(parts: Iterable[Sums]) -> Sums:
    """Adds up the sums of cells or shards; any order gives the same bits.

    Parameters
    ----------
    parts : iterable of Sums
        At least one, all of one shape.

    Returns
    -------
    Sums

    Raises
    ------
    SumsError
        No part, or parts of different shapes.

    References
    ----------
    docs/methods.md section 12.

    Examples
    --------
    >>> shape = Shape(dimensions=1, closed=1, levels=6, percents=0)
    >>> one = Sums(shape, np.ones(layout_of(shape).length, dtype=np.int64))
    >>> merge([one, one, one]).forms
    3
    """
    cells = list(parts)
    if not cells:
        raise SumsError("nothing to merge: begin with Sums.zero(questionnaire)")
    cells[0].require_shape(*cells)
    # A matrix is added up several times faster than vector after vector.
    return Sums(cells[0].shape, np.concatenate([cell.values for cell in cells]).reshape(len(cells), -1).sum(axis=0))
