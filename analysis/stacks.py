"""Many cells at once: their sums under each other in one matrix (docs/methods.md section 12).

Adding up rows of a matrix is several times faster than adding one vector after the other. Knows sums only.
"""

from collections.abc import Iterable
from itertools import chain

import numpy as np

from analysis.layout import Integers
from analysis.sums import Sums, SumsError


def stack_values(parts: Iterable[Sums]) -> Integers:
    """The values of many cells under each other.

    Parameters
    ----------
    parts : iterable of Sums
        At least one, all of one shape.

    Returns
    -------
    ndarray of int64, shape (cells, layout_of(shape).length)

    Raises
    ------
    SumsError
        No part, or parts of different shapes.

    References
    ----------
    docs/methods.md section 12.
    """
    cells = list(parts)
    if not cells:
        raise SumsError("no sums to put under each other")
    cells[0].require_shape(*cells)
    return np.concatenate([cell.values for cell in cells]).reshape(len(cells), -1)


def merge_groups(groups: Iterable[Iterable[Sums]]) -> list[Sums]:
    """Merges the cells of many units at once, each unit's own.

    Parameters
    ----------
    groups : iterable of iterables of Sums
        At least one part each, all of one shape.

    Returns
    -------
    list of Sums
        One per group.

    Raises
    ------
    SumsError
        A group without a part, or parts of different shapes.

    References
    ----------
    docs/methods.md section 12.
    """
    lists = [list(parts) for parts in groups]
    if not lists:
        return []
    if not all(lists):
        raise SumsError("nothing to merge: begin with Sums.zero(questionnaire)")
    starts = np.cumsum([0, *map(len, lists[:-1])])
    rows = np.add.reduceat(stack_values(chain.from_iterable(lists)), starts, axis=0)
    return Sums.of_rows(lists[0][0].shape, rows)
