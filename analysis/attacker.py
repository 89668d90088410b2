"""The reader who adds, subtracts and bounds: works out what can be known of withheld figures from all that is published.

Stands against `suppression`, `coverage` and `disclosure` and shares no code with them: an elimination of its own over
fractions, then integer programming for what counts between 0 and all leave open. Every published figure is an equation over
counts that nobody published; `report_equations` reads them from reports.
"""

from collections.abc import Collection, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp

from analysis.releases import Aggregate, Cell

SLACK = 1e-6  # of counts, so far above the solver's error and far below one answer


@dataclass(frozen=True)
class Equation:
    """A published sum: the unknown counts times their coefficients make `total`."""

    terms: Mapping[Hashable, int]
    total: int


@dataclass(frozen=True)
class Recovered:
    """A withheld count that is known after all, by adding and subtracting ("sum") or because nothing else fits ("bounds")."""

    cells: frozenset[Hashable]
    value: int
    how: Literal["sum", "bounds"]


def recover(
    published: Sequence[Equation],
    hidden: Iterable[Collection[Hashable]],
    *,
    most: Mapping[Hashable, int],
    whole: bool = True,
) -> tuple[Recovered, ...]:
    """Tries every withheld count against everything published.

    Parameters
    ----------
    published : sequence of Equation
    hidden : iterable of collections of unknowns
        Each a withheld count: the sum over some unknowns.
    most : mapping of unknown to int
        What each unknown can be at most; the least is 0. Unknowns that can be nothing but 0 are taken as known.
    whole : bool
        Whether the reader uses that counts are whole numbers.

    Returns
    -------
    tuple of Recovered
        In the order of `hidden`. A count that can be nothing but 0 hides nobody and is not listed.

    Raises
    ------
    ValueError
        Published figures that contradict each other or the bounds.

    References
    ----------
    docs/methods.md section 4; Fischetti and Salazar, Models and algorithms for the 2-dimensional cell suppression problem
    in statistical disclosure control (1999), Mathematical Programming 84 (the attacker's subproblems).

    Examples
    --------
    >>> total = Equation({"a": 1, "b": 1}, 7)
    >>> recover([total, Equation({"a": 1}, 4)], [{"b"}], most={"a": 9, "b": 9})
    (Recovered(cells=frozenset({'b'}), value=3, how='sum'),)
    >>> recover([total], [{"b"}], most={"a": 9, "b": 9})
    ()
    """
    wanted = [frozenset(key for key in cells if most[key] > 0) for cells in hidden]
    found: list[Recovered] = []
    parts = _Parts(published, most)
    for cells in wanted:
        if not cells:
            continue
        systems = parts.of(cells)
        value = _sum_of([system.combine(cells) for system in systems])
        if value is not None:
            found.append(Recovered(cells, int(value), "sum"))
            continue
        ranges = [system.bound(cells, whole=whole) for system in systems]
        if all(high - low < SLACK for low, high in ranges):
            found.append(Recovered(cells, round(sum(low for low, _ in ranges)), "bounds"))
    return tuple(found)


def published_sums(aggregates: Iterable[Aggregate], satisfied: Mapping[Cell, int]) -> tuple[Equation, ...]:
    """What figures over cells tell: the satisfied answers of all their cells together.

    Parameters
    ----------
    aggregates : iterable of Aggregate
        All that is out, of every release.
    satisfied : mapping of Cell to int
        True counts; a share times its base.

    Returns
    -------
    tuple of Equation
        Over cells.

    References
    ----------
    docs/methods.md section 4.

    Examples
    --------
    >>> cell = Cell("TH1", "1", 1)
    >>> published_sums([Aggregate("TH1", None, 1, frozenset([cell]))], {cell: 8})[0].total
    8
    """
    return tuple(Equation(dict.fromkeys(a.cells, 1), sum(satisfied[cell] for cell in a.cells)) for a in aggregates)


class _System:
    """The equations over unknowns that hang together."""

    def __init__(self, keys: Sequence[Hashable], equations: Sequence[Equation], most: Mapping[Hashable, int]) -> None:
        self.place = {key: k for k, key in enumerate(keys)}
        self.most = [most[key] for key in keys]
        rows = [[Fraction(e.terms.get(key, 0)) for key in keys] + [Fraction(e.total)] for e in equations]
        self.rows, self.pivots = _reduce(rows)
        if any(not any(row[:-1]) for row in self.rows):
            raise ValueError("the published figures contradict each other")

    def combine(self, cells: frozenset[Hashable]) -> Fraction | None:
        """The sum over these unknowns as a combination of equations, None where there is none."""
        left = [Fraction(key in cells) for key in self.place] + [Fraction(0)]
        for row, pivot in zip(self.rows, self.pivots, strict=True):
            if factor := left[pivot]:
                left = [a - factor * b for a, b in zip(left, row, strict=True)]
        return None if any(left[:-1]) else -left[-1]

    def bound(self, cells: frozenset[Hashable], *, whole: bool) -> tuple[float, float]:
        """The least and the most that the sum over these unknowns can be."""
        goal = np.array([float(key in cells) for key in self.place])
        matrix = np.array([[float(x) for x in row] for row in self.rows]).reshape(len(self.rows), len(goal) + 1)
        known = [LinearConstraint(matrix[:, :-1], matrix[:, -1], matrix[:, -1])] if self.rows else []
        bounds = Bounds(np.zeros(len(goal)), np.array(self.most, dtype=float))
        ends = []
        for sign in (1.0, -1.0):
            end = milp(sign * goal, constraints=known, bounds=bounds, integrality=np.full(len(goal), int(whole)))
            if end.x is None:
                raise ValueError("the published figures contradict the bounds")
            ends.append(float(goal @ end.x))
        return ends[0], ends[1]


class _Parts:
    """The unknowns split into systems that no equation joins."""

    def __init__(self, published: Sequence[Equation], most: Mapping[Hashable, int]) -> None:
        keys = [key for key, number in most.items() if number > 0]
        self.root = {key: key for key in keys}
        open_terms = [[key for key in equation.terms if most[key] > 0] for equation in published]
        for terms in open_terms:
            for key in terms[1:]:
                self.root[self._top(key)] = self._top(terms[0])
        self.keys: dict[Hashable, list[Hashable]] = {}
        for key in keys:
            self.keys.setdefault(self._top(key), []).append(key)
        self.equations: dict[Hashable, list[Equation]] = {}
        for equation, terms in zip(published, open_terms, strict=True):
            if terms:
                self.equations.setdefault(self._top(terms[0]), []).append(equation)
        self.most = most
        self.systems: dict[Hashable, _System] = {}

    def of(self, cells: frozenset[Hashable]) -> list[_System]:
        """The systems that hold these unknowns, each made once."""
        tops = list(dict.fromkeys(self._top(key) for key in cells))
        for top in tops:
            if top not in self.systems:
                self.systems[top] = _System(self.keys[top], self.equations.get(top, []), self.most)
        return [self.systems[top] for top in tops]

    def _top(self, key: Hashable) -> Hashable:
        while self.root[key] != key:
            self.root[key] = key = self.root[self.root[key]]
        return key


def _reduce(rows: list[list[Fraction]]) -> tuple[list[list[Fraction]], list[int]]:
    """Gauss-Jordan over fractions, the totals carried along as the last column."""
    kept: list[list[Fraction]] = []
    pivots: list[int] = []
    for fresh in rows:
        row = fresh
        for other, pivot in zip(kept, pivots, strict=True):
            if factor := row[pivot]:
                row = [a - factor * b for a, b in zip(row, other, strict=True)]
        if not any(row):
            continue
        pivot = next(k for k, value in enumerate(row) if value)
        row = [value / row[pivot] for value in row]
        for k, other in enumerate(kept):
            if factor := other[pivot]:
                kept[k] = [a - factor * b for a, b in zip(other, row, strict=True)]
        kept.append(row)
        pivots.append(pivot)
    return kept, pivots


def _sum_of(values: Iterable[Fraction | None]) -> Fraction | None:
    total = Fraction(0)
    for value in values:
        if value is None:
            return None
        total += value
    return total
