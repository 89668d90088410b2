"""Two questions about a space of published sums: does it tell the sum over few people, and does it tell that all agree?

Both look only at what has changed since they were asked last. Knows rows and columns; `suppression` says what the columns are.
"""

from collections.abc import Collection, Iterable, Sequence

import numpy as np
from scipy.optimize import linprog

from analysis.row_spaces import Number, Row, RowSpace

SEARCH = 2000  # combinations looked at before the answer is "perhaps"


def tells_few(space: RowSpace, pivots: Iterable[int], most: int, *, search: int = SEARCH) -> bool:
    """Whether a sum over a set of few people follows from the space and involves the rows of some pivots.

    Parameters
    ----------
    space : RowSpace
        Low columns are the groups of at most `most` people, weights their numbers.
    pivots : iterable of int
        Of the rows that are new or changed; others are taken to have been asked about before.
    most : int
        Largest number of people that are few.
    search : int
        Combinations looked at before the answer is yes to be safe.

    Returns
    -------
    bool
        In an echelon form a combination shows its coefficients at the pivots. So a sum over a set is a plain sum of rows, one
        for every pivot in the set, and few people are few pivots: all such sums can be gone through.

    References
    ----------
    docs/methods.md section 4.

    Examples
    --------
    >>> space = RowSpace([False, True, True], [30, 4, 3])
    >>> tells_few(space, space.take_in({0: 1, 1: 1, 2: 1}).pivots, 9)
    False
    >>> tells_few(space, space.take_in({0: 1}).pivots, 9)
    True
    """
    budget = [search]
    barred: set[int] = set()
    for pivot in sorted(pivots):
        if space.is_low[pivot]:
            if _completes(space, dict(space.rows[pivot]), {pivot}, barred, most, budget):
                return True
            barred.add(pivot)
    return False


def _completes(space: RowSpace, row: Row, used: set[int], barred: set[int], most: int, budget: list[int]) -> bool:
    """Whether some rows can be added to the used ones so that few people remain, each counted once."""
    if budget[0] <= 0:
        return True
    budget[0] -= 1
    weights = space.weights
    left = most - sum(weights[pivot] for pivot in used)
    if left < 0:
        return False
    shut = used | barred
    ways = {
        column: [pivot for pivot in space.low_users(column) if pivot not in shut and weights[pivot] <= left]
        for column in row
        if column not in used
    }
    left -= sum(weights[column] for column, found in ways.items() if not found and row[column] == 1)
    wrong = [found for column, found in ways.items() if row[column] != 1]
    if left < 0 or not all(wrong):
        return False
    if wrong:
        choices = min(wrong, key=len)  # one of these must come in to set its column right
    else:
        if sum(weights[column] for column, found in ways.items() if found) <= left:
            return True
        choices = sorted({pivot for found in ways.values() for pivot in found})  # or one of these, to take people out
    tried = set(barred)
    for pivot in choices:
        if _completes(space, _sum(row, space.rows[pivot]), used | {pivot}, tried, most, budget):
            return True
        tried.add(pivot)
    return False


def _sum(row: Row, other: Row) -> Row:
    total: Row = dict(row)
    for column, value in other.items():
        number: Number = total.get(column, 0) + value
        if number:
            total[column] = number
        else:
            del total[column]
    return total


def tell_unanimous(space: RowSpace, pivots: Iterable[int], signs: Sequence[int]) -> set[int]:
    """The groups that must be as unanimous as they are, given what the rows of some pivots tell.

    Parameters
    ----------
    space : RowSpace
        Low columns are the groups where nobody or everybody is satisfied.
    pivots : iterable of int
        Of the rows that are new or changed.
    signs : sequence of int
        By column 1 where nobody, -1 where everybody is satisfied.

    Returns
    -------
    set of int
        Columns that stand with their sign in a combination of low rows in which none stands against it: its known sum is then
        the least it can be, so each part of it is. By Farkas' lemma there are no others.

    References
    ----------
    docs/methods.md section 4; Schrijver, Theory of Linear and Integer Programming (1986), section 7.3.

    Examples
    --------
    >>> space = RowSpace([False, True, True], [30, 4, 7])
    >>> tell_unanimous(space, space.take_in({1: 1, 2: 1}).pivots, [1, 1, 1]) == {1, 2}
    True
    """
    rows = [space.rows[pivot] for pivot in space.connected(pivots)]
    if len(rows) < 2:
        agrees = {signs[column] * value > 0 for row in rows for column, value in row.items()}
        return set(rows[0]) if len(agrees) == 1 else set()
    return _supported(rows, signs)


def _supported(rows: Collection[Row], signs: Sequence[int]) -> set[int]:
    """Largest support of a combination without a column against its sign: maximise the columns that reach 1, capped there."""
    columns = sorted({column for row in rows for column in row})
    place = {column: k for k, column in enumerate(columns)}
    held = np.eye(len(columns))
    matrix = np.zeros((len(columns), len(rows)))
    for j, row in enumerate(rows):
        for column, value in row.items():
            matrix[place[column], j] = -signs[column] * float(value)
    gain = np.concatenate([np.zeros(len(rows)), -np.ones(len(columns))])
    bounds = [(None, None)] * len(rows) + [(0.0, 1.0)] * len(columns)
    found = linprog(gain, A_ub=np.hstack([matrix, held]), b_ub=np.zeros(len(columns)), bounds=bounds)
    if found.x is None:
        return set(columns)  # no answer is no proof: take them as told
    return {column for column, reached in zip(columns, found.x[len(rows) :].tolist(), strict=True) if reached > 0.5}
