"""The integer sums of pairs of items that reliability and drivers rest on (docs/methods.md sections 9, 10 and 12).

They are kept once per unit, not per grade, and once more for its flagged forms. Like `sums` they add up in any order to the
same bits, and a withdrawn form is subtracted. Knows how they are laid out, added and stored. It must not know how a sheet is
read (`pair_sheets`) nor what is estimated from them.
"""

import struct
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from analysis.layout import Integers, triangle_places
from analysis.pair_layout import DIGIT_BITS, MOST_ITEMS, PAIRS_VERSION, PairShape, pair_layout_of
from analysis.sums import SumsError
from questionnaires import Questionnaire

WholeNumbers = NDArray[np.object_]  # Python integers: no sum of squares is too large for them

DECIMALS = 3  # to which statistics of pairs are published: the exact ones would let single forms be worked out
_HEADER = struct.Struct("<4sHH")
_MAGIC = b"TDPA"


@dataclass(frozen=True, eq=False)
class PairSums:
    """Sums of products over the forms of a unit; every matrix is sum z z' over some forms, with the number of forms at [0, 0].

    With x the answers to the items of a dimension and y the answer to the overall item: `scale` takes z = (1, x) over forms
    complete in the dimension, `outcome` z = (1, x, y) over those that answer the overall item as well, and `means`
    z = (1, v_1, ..., v_D, y) over forms with an answer in every dimension and to the overall item, where v_d = L_d times the
    mean of the answers in dimension d and L_d = lcm(1, ..., m_d), so that everything is whole. Up to 10 items in a dimension
    v_d is below 2**15; longer ones are kept in digits, so nothing overflows below 2**33 forms.

    Parameters
    ----------
    shape : PairShape
    values : ndarray of int64, shape (pair_layout_of(shape).length,)
        It is made read-only.

    References
    ----------
    docs/methods.md section 12.

    Examples
    --------
    >>> shape = PairShape((2,))
    >>> nothing = PairSums(shape, np.zeros(pair_layout_of(shape).length, dtype=np.int64))
    >>> nothing.scale(0).shape, nothing.outcome(0).shape, nothing.means.shape
    ((3, 3), (4, 4), (3, 3))
    """

    shape: PairShape
    values: Integers

    def __post_init__(self) -> None:
        """Refuses a vector that is not this shape's, and locks it."""
        if self.values.dtype != np.int64 or self.values.shape != (pair_layout_of(self.shape).length,):
            raise SumsError(f"not a vector of int64 for {self.shape}: {self.values.dtype} {self.values.shape}")
        self.values.flags.writeable = False

    @classmethod
    def zero(cls, questionnaire: Questionnaire) -> "PairSums":
        """The sums of no forms at all.

        Parameters
        ----------
        questionnaire : Questionnaire

        Returns
        -------
        PairSums
        """
        shape = PairShape.of(questionnaire)
        return cls(shape, np.zeros(pair_layout_of(shape).length, dtype=np.int64))

    def scale(self, dimension: int) -> Integers:
        """Sums over forms complete in a dimension, shape (m + 1, m + 1)."""
        return self._matrix(pair_layout_of(self.shape).scales[dimension], self.shape.items[dimension] + 1)

    def outcome(self, dimension: int) -> Integers:
        """Sums over forms complete in a dimension and in the overall item, which stands last, shape (m + 2, m + 2)."""
        return self._matrix(pair_layout_of(self.shape).outcomes[dimension], self.shape.items[dimension] + 2)

    @property
    def means(self) -> WholeNumbers:
        """Sums of scaled dimension means and the overall item, which stands last, shape (D + 2, D + 2), Python integers."""
        digits, count = self.shape.digits, len(self.shape.items)
        stored = self._matrix(pair_layout_of(self.shape).means, count * digits + 2).astype(object)
        whole = np.zeros((len(stored), count + 2), dtype=object)
        whole[0, 0] = whole[-1, -1] = 1
        for d in range(count):
            for digit in range(digits):
                whole[1 + d * digits + digit, 1 + d] = 1 << DIGIT_BITS * digit
        combined: WholeNumbers = whole.T @ stored @ whole
        return combined

    @property
    def forms_with_means(self) -> int:
        """Number of forms that `means` rests on."""
        return int(self.values[pair_layout_of(self.shape).means.start])

    def _matrix(self, place: slice, width: int) -> Integers:
        return self.values[place][triangle_places(width)]

    def __eq__(self, other: object) -> bool:
        """Equal bits."""
        return isinstance(other, PairSums) and self.shape == other.shape and bool(np.array_equal(self.values, other.values))

    def __hash__(self) -> int:
        """Consistent with equality."""
        return hash((self.shape, self.values.tobytes()))

    def add(self, other: "PairSums") -> "PairSums":
        """The sums of both sets of forms together.

        Parameters
        ----------
        other : PairSums

        Returns
        -------
        PairSums

        Raises
        ------
        SumsError
            The shapes differ.
        """
        return merge_pairs([self, other])

    def subtract(self, other: "PairSums") -> "PairSums":
        """The sums without forms that were in them.

        Parameters
        ----------
        other : PairSums

        Returns
        -------
        PairSums

        Raises
        ------
        SumsError
            The shapes differ, or something is taken away that was not there.
        """
        self._require_shape(other)
        left = self.values - other.values
        if (left < 0).any():
            raise SumsError("more is taken away than these sums hold")
        return PairSums(self.shape, left)

    def _require_shape(self, other: "PairSums") -> None:
        if self.shape != other.shape:
            raise SumsError(f"sums of different questionnaires: {self.shape} and {other.shape}")

    def to_bytes(self) -> bytes:
        """A record that `from_bytes` reads: mark, version, items per dimension, then little-endian int64.

        Returns
        -------
        bytes
            The same sums give the same bytes on every machine.
        """
        items = np.array(self.shape.items, dtype="<u2").tobytes()
        return _HEADER.pack(_MAGIC, PAIRS_VERSION, len(self.shape.items)) + items + self.values.astype("<i8").tobytes()

    @classmethod
    def from_bytes(cls, record: bytes) -> "PairSums":
        """The sums that `to_bytes` wrote.

        Parameters
        ----------
        record : bytes

        Returns
        -------
        PairSums

        Raises
        ------
        SumsError
            Not such a record, another version, or cut short.
        """
        if len(record) < _HEADER.size or record[:4] != _MAGIC:
            raise SumsError("this is not a record of sums of pairs")
        _, version, count = _HEADER.unpack_from(record)
        if version != PAIRS_VERSION:
            raise SumsError(f"sums of pairs of version {version}; this program reads version {PAIRS_VERSION}: count them again")
        start = _HEADER.size + 2 * count
        shape = PairShape(
            tuple(np.frombuffer(record[_HEADER.size : start], dtype="<u2").tolist()) if len(record) > start else ()
        )
        fits = len(shape.items) == count > 0 and all(0 < items <= MOST_ITEMS for items in shape.items)
        if not fits or len(record) != start + 8 * pair_layout_of(shape).length:
            raise SumsError(f"a record of {len(record)} bytes does not fit its {count} dimensions")
        return cls(shape, np.frombuffer(record, dtype="<i8", offset=start).astype(np.int64))


def centred_products(moments: WholeNumbers | Integers) -> WholeNumbers:
    """n sum x x' - sum x sum x', which is n (n - 1) times the covariances, without any rounding.

    Parameters
    ----------
    moments : ndarray of int, shape (p + 1, p + 1)
        A matrix of `PairSums`.

    Returns
    -------
    ndarray of Python integers, shape (p, p)
        Exactly 0 on the diagonal where a variable has no spread.

    References
    ----------
    docs/methods.md section 12.

    Examples
    --------
    >>> centred_products(np.array([[2, 9], [9, 41]])).tolist()
    [[1]]
    """
    whole: WholeNumbers = moments.astype(object)
    centred: WholeNumbers = whole[0, 0] * whole[1:, 1:] - np.outer(whole[0, 1:], whole[0, 1:])
    return centred


def merge_pairs(parts: Iterable[PairSums]) -> PairSums:
    """Adds up the sums of units or shards; any order gives the same bits.

    Parameters
    ----------
    parts : iterable of PairSums
        At least one, all of one shape.

    Returns
    -------
    PairSums

    Raises
    ------
    SumsError
        No part, or parts of different shapes.

    References
    ----------
    docs/methods.md section 12.

    Examples
    --------
    >>> shape = PairShape((2,))
    >>> one = PairSums(shape, np.ones(pair_layout_of(shape).length, dtype=np.int64))
    >>> merge_pairs([one, one, one]).forms_with_means
    3
    """
    found = list(parts)
    if not found:
        raise SumsError("nothing to merge: begin with PairSums.zero(questionnaire)")
    for part in found[1:]:
        found[0]._require_shape(part)
    return PairSums(found[0].shape, np.sum([part.values for part in found], axis=0, dtype=np.int64))
