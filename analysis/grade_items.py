"""Whether shares by grade, beside a unit's shares by item, give away what few people answered (docs/methods.md section 4).

A dimension's table of satisfied answers by grade and item is never shown, but its edges are: sums over the grades of a group
are the shares by grade, sums over all grades the shares of items, except of items that the unit's report withholds. So a sum
inside the table is safe if there is another table with the same edges in which it is another. Such tables are looked for a
single step away: one satisfied answer more and one less, where need be made up for by two others. Where no step changes a sum
it is taken as told, which may cost a table that several steps would have cleared, never a secret. What the unit's report tells
by itself, since everybody or nobody is satisfied, the table does not give away. Knows counts only.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from analysis.layout import Integers

Rows = tuple[int, ...]


@dataclass(frozen=True)
class ItemTable:
    """One dimension of a unit: answers and satisfied answers, shape (grades, items).

    By grade `groups` numbers the group it is shown in, `people` counts respondents to the dimension, `eligible` who could have
    answered. By item `is_shown` says that the unit's report gives it, `is_withheld` that it withholds it to protect people,
    `is_secret` on its own account.
    """

    answers: Integers
    satisfied: Integers
    groups: Sequence[int]
    people: Sequence[int]
    eligible: Sequence[int]
    is_shown: Sequence[bool]
    is_withheld: Sequence[bool]
    is_secret: Sequence[bool]


def tells_answers(table: ItemTable, *, numbers: int, everyone: float, items_by_group: bool) -> bool:
    """Whether a sum that must not be known follows from the edges of a table, or may follow.

    Parameters
    ----------
    table : ItemTable
    numbers, everyone : int, float
        As in `disclosure.Thresholds`.
    items_by_group : bool
        Whether shown items must be taken as known in each group, because their shares weigh the groups.

    Returns
    -------
    bool
        Asked of every item that is withheld on its own account; of every sum over grades of 1 to `numbers` - 1 people, for each
        item and the whole dimension; and of every grade in which nobody is satisfied with an item among nearly all.

    References
    ----------
    docs/methods.md section 4; Gusfield, A graph theoretic approach to statistical data security (1988), SIAM J. Comput. 17.

    Examples
    --------
    >>> def tells(satisfied):
    ...     answers, satisfied = np.array([[12, 3], [15, 14]]), np.array(satisfied)
    ...     table = ItemTable(answers, satisfied, (0, 1), (12, 15), (20, 20), (True, True), (False, False), (False, False))
    ...     return tells_answers(table, numbers=10, everyone=0.8, items_by_group=False)
    >>> tells([[10, 2], [14, 13]]), tells([[12, 3], [14, 13]])
    (False, True)
    """
    few, protected = list(_few(table.people, numbers)), list(_protected(table, numbers, everyone))
    if not few and not protected:
        return False
    moves = _Moves(table, items_by_group=items_by_group)
    return not (all(map(moves.can_move_all, few)) and all(moves.can_move(rows, item) for item, rows in protected))


class _Moves:
    """What a single step can do: cells that may rise and fall, seen by grade and by group."""

    def __init__(self, table: ItemTable, *, items_by_group: bool) -> None:
        groups = np.array(table.groups)
        withheld = np.array(table.is_withheld, dtype=np.bool_)
        self.rises, self.falls = table.satisfied < table.answers, table.satisfied > 0
        member = groups[None, :] == np.arange(groups.max() + 1)[:, None]
        group_rises, group_falls = (member @ one > 0 for one in (self.rises, self.falls))
        self.same_group = groups[:, None] == groups[None, :]
        # [g, h, i]: group g loses one of an item and group h gains it, the item being another than i
        swaps = (group_falls[:, None, :] & group_rises[None, :, :]) & (not items_by_group)
        self.swaps = (swaps.sum(axis=2, keepdims=True) > swaps)[groups][:, groups]
        hidden_falls, hidden_rises = group_falls & withheld, group_rises & withheld
        self.other_falls = (hidden_falls.sum(axis=1, keepdims=True) > hidden_falls)[groups] & withheld
        self.other_rises = (hidden_rises.sum(axis=1, keepdims=True) > hidden_rises)[groups] & withheld
        # [i, j]: items that may be exchanged inside any one group, since both are withheld or another group makes up for it
        both = (withheld[:, None] & withheld[None, :]) | np.eye(len(withheld), dtype=np.bool_)
        self.inside = [both for _ in groups]
        self.exchange = [
            both | ((np.delete(group_falls, g, 0).T @ np.delete(group_rises, g, 0)) & (not items_by_group)) for g in groups
        ]

    def can_move(self, rows: Rows, item: int) -> bool:
        """Whether the sum of one item over some grades can be another."""
        inside = [*rows]
        outside = [row for row in range(len(self.rises)) if row not in rows]
        rises, falls = self.rises[:, item], self.falls[:, item]
        if (rises & self.other_falls[:, item])[inside].any() or (falls & self.other_rises[:, item])[inside].any():
            return True
        across = rises[:, None] & falls[None, :] & (self.same_group | self.swaps[:, :, item])
        return bool(across[np.ix_(inside, outside)].any() or across[np.ix_(outside, inside)].any())

    def can_move_all(self, rows: Rows) -> bool:
        """Whether the sum of all items over some grades can be another, the rest of their groups making up for it."""
        is_one_group = self.same_group[np.ix_(rows, rows)].all()  # elsewhere what makes up for it might be in the sum too
        for row in rows:
            allowed = (self.exchange if is_one_group else self.inside)[row]
            for other in np.flatnonzero(self.same_group[row]).tolist():
                if other in rows:
                    continue
                there = self.rises[row][:, None] & self.falls[other][None, :] & allowed
                back = self.rises[other][:, None] & self.falls[row][None, :] & allowed
                if there.any() or back.any():
                    return True
        return False


def _protected(table: ItemTable, numbers: int, everyone: float) -> Iterator[tuple[int, Rows]]:
    """Items with the grades over which their sum must not be known."""
    nearly_all = everyone * np.array(table.eligible)
    for item, is_secret in enumerate(table.is_secret):
        answers, satisfied = table.answers[:, item], table.satisfied[:, item]
        if is_secret:
            yield item, tuple(np.flatnonzero(answers).tolist())
        if table.is_shown[item] and (not satisfied.any() or np.array_equal(satisfied, answers)):
            continue  # the unit's report says it of each of them
        yield from ((item, rows) for rows in _few(answers.tolist(), numbers))
        harsh = (satisfied == 0) & (answers >= nearly_all) & (answers >= numbers)
        yield from ((item, (row,)) for row in np.flatnonzero(harsh).tolist())


def _few(people: Sequence[int], numbers: int) -> Iterator[Rows]:
    """All sets of grades with fewer people than `numbers`, but somebody in each."""
    few = [row for row, number in enumerate(people) if 0 < number < numbers]
    for size in range(1, len(few) + 1):
        yield from (rows for rows in combinations(few, size) if sum(people[row] for row in rows) < numbers)
