"""The blocks of integers that a cell is stored in, by layout version (docs/methods.md section 12).

Knows sizes and places only; `sums` gives them a meaning.
"""

from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from questionnaires import Questionnaire

Integers = NDArray[np.int64]

LAYOUT_VERSION = 1


class Shape(NamedTuple):
    """The sizes that a questionnaire gives to its sums: numbers of dimensions, closed items, answer levels, percent items.

    `levels` counts 0 (not applicable) and the option values up to the highest one that any closed item has.
    """

    dimensions: int
    closed: int
    levels: int
    percents: int

    @classmethod
    def of(cls, questionnaire: Questionnaire) -> "Shape":
        """The shape of the sums of this questionnaire.

        Parameters
        ----------
        questionnaire : Questionnaire

        Returns
        -------
        Shape
        """
        found = _shapes.get(questionnaire.digest)
        if found is None:
            values = [option.value for option in questionnaire.scale.options]
            values += [option.value for item in questionnaire.closed_items for option in item.options]
            found = _shapes[questionnaire.digest] = cls(
                dimensions=len(questionnaire.dimensions),
                closed=len(questionnaire.closed_items),
                levels=1 + max(values),
                percents=len(questionnaire.percent_items),
            )
        return found


_shapes: dict[str, Shape] = {}  # by digest: asked for once per unit


class Layout(NamedTuple):
    """Where each block of layout version 1 stands in the vector of a shape."""

    forms: int
    empty: int
    answering: slice
    counts: slice
    totals: slice
    products: slice
    percents: slice
    length: int


@lru_cache(maxsize=64)
def layout_of(shape: Shape) -> Layout:
    """The places of the blocks in the vector of a shape.

    Version 1 holds, in this order: forms (1), empty forms (1), forms answering each dimension and any (D + 1), counts of each
    closed item at each level (closed x levels), totals t (3 D), upper triangle of the products A row by row (3 D (3 D + 1) /
    2), and per percent item n, sum and sum of squares (percents x 3). Blocks of later methods (histogram of person means,
    item pairs, quality flags, drivers) are appended after these under a new version number, so that an old record can be read
    as the beginning of a new one and never as something else.

    Parameters
    ----------
    shape : Shape

    Returns
    -------
    Layout
        Slices into a vector of `length` integers.

    References
    ----------
    docs/methods.md section 12.
    """
    width = 3 * shape.dimensions
    ends = np.cumsum(
        [2, shape.dimensions + 1, shape.closed * shape.levels, width, width * (width + 1) // 2, 3 * shape.percents]
    ).tolist()
    answering, counts, totals, products, percents = (slice(start, end) for start, end in pairwise(ends))
    return Layout(0, 1, answering, counts, totals, products, percents, ends[-1])


@lru_cache(maxsize=64)
def triangle_places(width: int) -> Integers:
    """For every cell of a symmetric matrix its place in the stored upper triangle.

    Parameters
    ----------
    width : int
        Rows of the matrix.

    Returns
    -------
    ndarray of int64, shape (width, width)

    References
    ----------
    docs/methods.md section 12.
    """
    places = np.zeros((width, width), dtype=np.int64)
    upper = np.triu_indices(width)
    places[upper] = np.arange(len(upper[0]))
    return np.maximum(places, places.T)
