"""Sums that published sums leave no choice, because counts are whole numbers between 0 and all.

Few are: elimination (`leaks`) finds all that follow for parts of answers too. What is left are groups of one or two answers,
where half an answer more would fit and a whole one does not. Knows rows and columns, as `leaks` does.
"""

import random
from collections.abc import Collection, Iterable, Sequence
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array

from analysis.row_spaces import Row, RowSpace

WALKS = 20  # passes over all small steps before a sum is tried alone
ALONE = 20  # so many sums are tried one by one
NODES = 1000  # of the search tree of one attempt


def fixed_sums(space: RowSpace, wanted: Sequence[Collection[int]], *, counts: Sequence[int], most: Sequence[int]) -> list[int]:
    """The places of the sums that can be nothing but what they are.

    Parameters
    ----------
    space : RowSpace
        What is published.
    wanted : sequence of collections of int
        Each a set of columns whose sum is asked for.
    counts, most : sequence of int
        By column the true count and the largest possible one.

    Returns
    -------
    list of int
        In order. A sum is cleared by other counts that fit all rows, checked in whole numbers; where the search finds none it
        is taken as fixed.

    References
    ----------
    docs/methods.md section 4.

    Examples
    --------
    >>> space = RowSpace([True] * 3, [2, 2, 1])
    >>> _ = space.take_in({0: 1, 1: 1, 2: 2})
    >>> fixed_sums(space, [{0}, {2}], counts=[1, 0, 0], most=[2, 2, 1])
    [1]
    """
    steps = _steps(space, {column for columns in wanted for column in columns})
    chance = random.Random(0)  # noqa: S311  # nosec B311  # any order will do
    here, still = list(counts), list(range(len(wanted)))
    for _ in range(WALKS):
        chance.shuffle(steps)
        for step in steps:
            sign = chance.choice((1, -1))
            if all(0 <= here[column] + sign * value <= most[column] for column, value in step):
                for column, value in step:
                    here[column] += sign * value
        still = [k for k in still if not sum(here[column] - counts[column] for column in wanted[k])]
    before = 0
    while len(still) > ALONE and len(still) != before:
        before = len(still)
        goal = np.zeros(len(counts))
        for k in still:
            goal[sorted(wanted[k])] += chance.uniform(-1, 1)
        other = _other_counts(_around(space, np.flatnonzero(goal).tolist()), goal, counts, most).tolist()
        still = [k for k in still if not sum(other[column] - counts[column] for column in wanted[k])]
    return [k for k in still if _is_fixed(space, wanted[k], counts, most)]


def _steps(space: RowSpace, columns: Iterable[int]) -> list[list[tuple[int, int]]]:
    """Changes of counts that no row notices: one answer more in a column that is no pivot, the pivots making up for it."""
    free = {other for column in columns for other in space.rows.get(column, {column: 1})} - space.rows.keys()
    steps = []
    for column in sorted(free):
        parts = [
            (column, Fraction(1)),
            *((pivot, -Fraction(space.rows[pivot][column])) for pivot in sorted(space.users[column])),
        ]
        if all(value.denominator == 1 for _, value in parts):
            steps.append([(place, int(value)) for place, value in parts])
    return steps


def _is_fixed(space: RowSpace, columns: Collection[int], counts: Sequence[int], most: Sequence[int]) -> bool:
    """Neither more nor less fits the rows that hang together with these columns."""
    rows = _around(space, columns)
    goal = np.zeros(len(counts))
    goal[sorted(columns)] = 1.0
    truth = np.array(counts, dtype=np.int64)
    return all(goal @ (_other_counts(rows, sign * goal, counts, most) - truth) == 0 for sign in (1.0, -1.0))


def _around(space: RowSpace, columns: Collection[int]) -> list[Row]:
    around = space.columns_around(columns)
    return [space.rows[pivot] for pivot in sorted(around & space.rows.keys())]


def _other_counts(
    rows: Sequence[Row], goal: NDArray[np.float64], counts: Sequence[int], most: Sequence[int]
) -> NDArray[np.int64]:
    """Counts that fit the rows and have a small goal; the true ones where none were found."""
    columns = sorted({column for row in rows for column in row} | set(np.flatnonzero(goal).tolist()))
    place = {column: k for k, column in enumerate(columns)}
    truth = np.array(counts, dtype=np.int64)
    if not columns:
        return truth
    entries = [(i, place[column], float(value)) for i, row in enumerate(rows) for column, value in row.items()]
    own = truth[columns]
    known = []
    if entries:
        at, to, values = zip(*entries, strict=True)
        matrix = csr_array((values, (at, to)), shape=(len(rows), len(columns)))
        known = [LinearConstraint(matrix, matrix @ own, matrix @ own)]
    bounds = Bounds(np.zeros(len(columns)), np.array([most[column] for column in columns], dtype=float))
    found = milp(
        goal[columns],
        constraints=known,
        bounds=bounds,
        integrality=np.ones(len(columns), dtype=np.int64),
        options={"node_limit": NODES},
    )
    if found.x is None:
        return truth
    other = truth.copy()
    other[columns] = np.rint(found.x).astype(np.int64)
    return other if _fits(rows, counts, other.tolist()) else truth


def _fits(rows: Sequence[Row], counts: Sequence[int], other: Sequence[int]) -> bool:
    """In exact arithmetic, that the solver's counts give every published sum."""
    return not any(sum(value * (other[column] - counts[column]) for column, value in row.items()) for row in rows)
