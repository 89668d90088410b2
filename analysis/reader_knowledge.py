"""What a reader can work out from the figures that are out: sums over few people, and groups that must be unanimous.

The cells are put into groups that no figure tells apart. One space of rows is seen for groups of few people, a second one, of
the same span, for groups where nobody or everybody is satisfied. Must not know which figure is worth more: `suppression`
decides in which order figures ask to be let in.
"""

from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from copy import copy
from functools import partial

from analysis.leaks import tell_unanimous, tells_few
from analysis.releases import Aggregate, Cell
from analysis.row_spaces import Change, Row, RowSpace
from analysis.whole_counts import fixed_sums

Values = Mapping[Cell, tuple[int, int]]  # satisfied answers and answers of each cell


class Knowledge:
    """What a reader can work out: sums over groups, seen for few people and, in a second space, for unanimous ones."""

    def __init__(
        self,
        groups: Mapping[Cell, int],
        cells: Mapping[Cell, int],
        *,
        limit: int,
        values: Values | None,
        everyone: Iterable[Aggregate],
    ) -> None:
        count = max(groups.values(), default=-1) + 1
        people, satisfied, answers = [0] * count, [0] * count, [0] * count
        harsh = {cell for aggregate in everyone for cell in aggregate.cells}
        for cell, group in groups.items():
            people[group] += cells[cell]
            hits, base = values[cell] if values is not None else (0 if cell in harsh else 1, 2)
            satisfied[group] += hits
            answers[group] += base
        few = [number < limit for number in people]
        agree = [hits in (0, base) for hits, base in zip(satisfied, answers, strict=True)]
        self.groups = groups
        self.most = limit - 1
        self.secret = {group for group in range(count) if few[group]} | {groups[cell] for cell in harsh if cell in groups}
        self.signs = [-1 if hits else 1 for hits in satisfied]  # which way satisfied answers of a unanimous group cannot go
        self.values = None if values is None else (satisfied, answers)
        self.sums = RowSpace(few, people)
        self.answers = RowSpace(agree, people)

    def copy(self) -> "Knowledge":
        """The same knowledge, to be taken further."""
        other = copy(self)
        other.sums, other.answers = self.sums.copy(), self.answers.copy()
        return other

    def concede(self, aggregates: Iterable[Aggregate]) -> None:
        """Take in what is out already, whatever it tells."""
        for aggregate in aggregates:
            self._take_in(self._row(aggregate))
        low = [pivot for pivot in self.answers.rows if self.answers.is_low[pivot]]
        for group in sorted(tell_unanimous(self.answers, low, self.signs)):
            self._take_in({group: 1})

    def admits(self, aggregate: Aggregate) -> bool:
        """Take a figure in, unless somebody could then work out what is secret."""
        waiting, done = [self._row(aggregate)], []
        while waiting:
            changes = self._take_in(waiting.pop())
            if changes is None:
                continue
            done.append(changes)
            pinned = tell_unanimous(self.answers, changes[1].pivots, self.signs)
            if pinned & self.secret or tells_few(self.sums, changes[0].pivots, self.most):
                for in_sums, in_answers in reversed(done):
                    self.sums.take_back(in_sums)
                    self.answers.take_back(in_answers)
                return False
            waiting += [{group: 1} for group in sorted(pinned)]  # large enough to be known, and so known to the reader
        return True

    def fixed(self, sums: Sequence[frozenset[int]]) -> list[frozenset[int]]:
        """The sums over groups that follow, or that whole numbers leave no choice where values are known."""
        return self._fixed_in(self.sums, sums)

    def _fixed_in(self, space: RowSpace, sums: Sequence[frozenset[int]]) -> list[frozenset[int]]:
        if self.values is None:
            return [groups for groups in sums if not space.residual(dict.fromkeys(groups, 1))]
        satisfied, answers = self.values
        return [sums[k] for k in fixed_sums(space, sums, counts=satisfied, most=answers)]

    def groups_of(self, aggregate: Aggregate) -> frozenset[int]:
        """Who is there: a cell without people is known to be empty and hides nothing."""
        return frozenset(self.groups[cell] for cell in aggregate.cells if cell in self.groups)

    def first_fixing(self, sums: Sequence[frozenset[int]], shown: Sequence[Aggregate]) -> set[Aggregate]:
        """Of figures shown on top of what is known here, for each sum over groups the one with which it has no choice left.

        Fewer figures never tell more, so each is found by halving, going forth and back over the figures.
        """
        space = self.sums.copy()
        changes: list[Change | None] = []

        def is_fixed(groups: frozenset[int], place: int) -> bool:
            while len(changes) <= place:
                changes.append(space.take_in(self._row(shown[len(changes)])))
            while len(changes) > place + 1:
                if change := changes.pop():
                    space.take_back(change)
            return bool(self._fixed_in(space, [groups]))

        places = range(len(shown) - 1)
        return {shown[bisect_left(places, True, key=partial(is_fixed, groups))] for groups in sums}

    def _row(self, aggregate: Aggregate) -> Row:
        return dict.fromkeys(self.groups_of(aggregate), 1)

    def _take_in(self, row: Row) -> tuple[Change, Change] | None:
        in_sums, in_answers = self.sums.take_in(row), self.answers.take_in(row)
        return None if in_sums is None or in_answers is None else (in_sums, in_answers)


def group_cells(aggregates: Sequence[Aggregate], cells: Mapping[Cell, int]) -> dict[Cell, int]:
    """Numbers the groups of cells that no figure tells apart.

    Parameters
    ----------
    aggregates : sequence of Aggregate
        All figures that there are.
    cells : mapping of Cell to int
        Respondents.

    Returns
    -------
    dict of Cell to int
        Group of every cell with people, numbered from 0 in the order of the cells.

    References
    ----------
    docs/methods.md section 4.

    Examples
    --------
    >>> one, two = Cell("TH1", "1", 1), Cell("TH1", "2", 1)
    >>> group_cells([Aggregate("TH1", None, 1, frozenset([one, two]))], {one: 5, two: 8}) == {one: 0, two: 0}
    True
    """
    standing: dict[Cell, list[int]] = {cell: [] for cell in sorted(cells) if cells[cell]}
    for number, aggregate in enumerate(aggregates):
        for cell in aggregate.cells:
            if cell in standing:
                standing[cell].append(number)
    numbers: dict[tuple[int, ...], int] = {}
    return {cell: numbers.setdefault(tuple(found), len(numbers)) for cell, found in standing.items()}
