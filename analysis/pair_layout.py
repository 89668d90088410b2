"""The sums of pairs of items that a unit is stored in, by version (docs/methods.md section 12).

Knows sizes and places only; `pair_sums` gives them a meaning.
"""

import math
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from analysis.sums import SumsError
from questionnaires import Questionnaire

PAIRS_VERSION = 1
DIGIT_BITS = 15  # of a scaled mean: products of two digits stay exact in 64 bits up to 2**33 forms
MOST_ITEMS = 42  # of a dimension: with one more a scaled mean does not fit into 64 bits
_HIGHEST = 9  # the largest value that a character of a sheet can have


class PairShape(NamedTuple):
    """The number of items in each dimension, which says all about the layout."""

    items: tuple[int, ...]

    @classmethod
    def of(cls, questionnaire: Questionnaire) -> "PairShape":
        """The shape of the sums of this questionnaire.

        Parameters
        ----------
        questionnaire : Questionnaire

        Returns
        -------
        PairShape

        Raises
        ------
        SumsError
            A dimension of more than 42 items, whose scaled means do not fit into 64 bits.
        """
        shape = cls(tuple(len(dimension.items) for dimension in questionnaire.dimensions))
        if max(shape.items) > MOST_ITEMS:
            raise SumsError(f"{questionnaire.code}: a dimension has more than {MOST_ITEMS} items; pairs cannot be summed")
        return shape

    @property
    def multiples(self) -> tuple[int, ...]:
        """L_d = lcm(1, ..., m_d): a mean of up to m_d answers times L_d is a whole number."""
        return tuple(math.lcm(*range(1, items + 1)) for items in self.items)

    @property
    def digits(self) -> int:
        """Digits of 15 bits that a scaled mean is stored in: one up to 10 items in a dimension."""
        return -(-(_HIGHEST * max(self.multiples)).bit_length() // DIGIT_BITS)


class PairLayout(NamedTuple):
    """Where the upper triangle of each matrix stands in the vector: complete forms, with the overall item, the means."""

    scales: tuple[slice, ...]
    outcomes: tuple[slice, ...]
    means: slice
    length: int


@lru_cache(maxsize=64)
def pair_layout_of(shape: PairShape) -> PairLayout:
    """The places of the matrices in the vector of a shape.

    Version 1 holds, in this order, the upper triangles row by row of the D matrices `PairSums.scale`, of the D matrices
    `PairSums.outcome`, and of one matrix over 1, the digits of all scaled means (dimension by dimension, lowest digit first)
    and the overall item.

    Parameters
    ----------
    shape : PairShape

    Returns
    -------
    PairLayout
        Slices into a vector of `length` integers.

    References
    ----------
    docs/methods.md section 12.
    """
    widths = [items + 1 for items in shape.items] + [items + 2 for items in shape.items]
    widths.append(len(shape.items) * shape.digits + 2)
    ends = np.cumsum([0, *(width * (width + 1) // 2 for width in widths)]).tolist()
    places = [slice(start, end) for start, end in pairwise(ends)]
    count = len(shape.items)
    return PairLayout(tuple(places[:count]), tuple(places[count:-1]), places[-1], ends[-1])
