"""All that follows by adding and subtracting from published sums: a space of rows, grown one row at a time, exactly.

A row gives each column (a group of people that is never split) its coefficient. The space is kept in reduced echelon form over
the rational numbers, so that a question about every combination of what is published becomes one about a few rows. Columns are
"high" or "low", and a pivot is low only where a row has no high column; hence the rows with low pivots span exactly those
combinations that touch low columns alone. Knows nothing of people and figures; `suppression` asks the questions.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

Number = int | Fraction
Row = dict[int, Number]  # column -> coefficient, never 0


@dataclass(frozen=True)
class Change:
    """What taking a row in has done: its pivot, and by which factor it was taken out of the rows of other pivots."""

    pivot: int
    factors: Mapping[int, Number]

    @property
    def pivots(self) -> tuple[int, ...]:
        """The pivots of all rows that are not what they were."""
        return (self.pivot, *self.factors)


class RowSpace:
    """The space; `rows` by pivot, `users` the pivots of the rows in which a column stands without being their pivot."""

    def __init__(self, is_low: Sequence[bool], weights: Sequence[int]) -> None:
        self.is_low = is_low
        self.weights = weights
        self.rows: dict[int, Row] = {}
        self.users: list[set[int]] = [set() for _ in is_low]

    def copy(self) -> "RowSpace":
        """A space of its own that is the same."""
        other = RowSpace(self.is_low, self.weights)
        other.rows = {pivot: dict(row) for pivot, row in self.rows.items()}
        other.users = [set(pivots) for pivots in self.users]
        return other

    def residual(self, row: Mapping[int, Number]) -> Row:
        """What is left of a row once the space is taken out: nothing exactly if it lies in the space."""
        left = dict(row)
        for pivot in [column for column in row if column in self.rows]:
            _subtract(left, row[pivot], self.rows[pivot])
        return left

    def take_in(self, row: Mapping[int, Number]) -> Change | None:
        """Grow by a row; None where it says nothing new."""
        new = self.residual(row)
        if not new:
            return None
        pivot = min(new, key=self._cost)
        scale = new[pivot]
        if scale != 1:
            new = {column: _quotient(value, scale) for column, value in new.items()}
        factors = {other: self.rows[other][pivot] for other in self.users[pivot]}
        for other, factor in factors.items():
            self._subtract_from(other, factor, new)
        self.rows[pivot] = new
        for column in new:
            if column != pivot:
                self.users[column].add(pivot)
        return Change(pivot, factors)

    def take_back(self, change: Change) -> None:
        """Undo the last change; exact, so nothing of it remains."""
        new = self.rows.pop(change.pivot)
        for column in new:
            if column != change.pivot:
                self.users[column].discard(change.pivot)
        for other, factor in change.factors.items():
            self._subtract_from(other, -factor, new)

    def low_users(self, column: int) -> list[int]:
        """Low pivots in whose rows a column stands beside the pivot."""
        return [pivot for pivot in self.users[column] if self.is_low[pivot]]

    def connected(self, pivots: Iterable[int]) -> list[int]:
        """The low pivots that hang together with these over common columns."""
        found = {pivot for pivot in pivots if self.is_low[pivot]}
        waiting = list(found)
        while waiting:
            row = self.rows[waiting.pop()]
            fresh = {pivot for column in row for pivot in self.low_users(column)} - found
            found |= fresh
            waiting += fresh
        return sorted(found)

    def columns_around(self, columns: Iterable[int]) -> set[int]:
        """These columns and all that hang together with them over rows."""
        seen, waiting = set(columns), list(columns)
        while waiting:
            column = waiting.pop()
            pivots = {column} & self.rows.keys() | self.users[column]
            fresh = {other for pivot in pivots for other in self.rows[pivot]} - seen
            seen |= fresh
            waiting += fresh
        return seen

    def _cost(self, column: int) -> tuple[bool, int, int, int]:
        """High before low; of the high the lightest, which is published last, so that rows stay short; of the low the heaviest,
        so that few people are few pivots."""
        is_low, weight = self.is_low[column], self.weights[column]
        return is_low, -weight if is_low else weight, len(self.users[column]), column

    def _subtract_from(self, pivot: int, factor: Number, other: Row) -> None:
        row = self.rows[pivot]
        for column, value in other.items():
            total = row.get(column, 0) - factor * value
            if total:
                if column not in row:
                    self.users[column].add(pivot)
                row[column] = total
            else:
                del row[column]
                self.users[column].discard(pivot)


def _subtract(row: Row, factor: Number, other: Row) -> None:
    for column, value in other.items():
        total = row.get(column, 0) - factor * value
        if total:
            row[column] = total
        else:
            del row[column]


def _quotient(value: Number, by: Number) -> Number:
    if by == -1:
        return -value
    quotient = Fraction(value) / by
    return quotient.numerator if quotient.denominator == 1 else quotient
