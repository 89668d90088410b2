"""What a release may publish: figures over sets of base cells, from one grade of one unit up to the whole department.

A base cell is what one unit's grade gained with one release; it is the finest thing that is ever told apart. A release is
cumulative, as snapshots are: its figures cover all increments up to it. Places above the units are plain sets of units, so that
they may lie inside each other (commune, department) or across each other (communes and kinds of school). Knows sets and numbers
of people only, no answers, and must not know what may be shown: `suppression` decides that.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

Levels = Mapping[str, Collection[str]]  # place -> its units


class Cell(NamedTuple):
    """The respondents whom one grade of one unit gained with one release. Grade "" is "not stated"."""

    unit: str
    grade: str
    release: int


@dataclass(frozen=True)
class Aggregate:
    """A figure that may be published: the people in `cells`, under the name that readers see.

    `place` is a unit or a place above units; `grade` None stands for all grades. Two aggregates with the same cells are two
    names of one figure.
    """

    place: str
    grade: str | None
    release: int
    cells: frozenset[Cell]


def levels_from_parents(parents: Mapping[str, str]) -> dict[str, frozenset[str]]:
    """The units below every place of a tree.

    Parameters
    ----------
    parents : mapping of str to str
        The place directly above each unit and each place; what is above nothing is left out or has "".

    Returns
    -------
    dict of str to frozenset of str
        Units are what nothing lies below.

    Raises
    ------
    ValueError
        A place that lies below itself.

    References
    ----------
    docs/methods.md section 4.

    Examples
    --------
    >>> levels_from_parents({"TH1": "X1", "TH2": "X1", "X1": "SO"})["SO"] == {"TH1", "TH2"}
    True
    """
    places = {place for place in parents.values() if place}
    below: dict[str, set[str]] = {place: set() for place in sorted(places)}
    for code in parents:
        place, seen = parents[code], {code}
        while place:
            if place in seen:
                raise ValueError(f"{place!r} lies below itself")
            seen.add(place)
            if code not in places:
                below[place].add(code)
            place = parents.get(place, "")
    return {place: frozenset(units) for place, units in below.items()}


def release_aggregates(cells: Iterable[Cell], levels: Levels, *, release: int, by_grade: bool = True) -> tuple[Aggregate, ...]:
    """Everything a release could publish: each unit and each place above, in all and by grade.

    Parameters
    ----------
    cells : iterable of Cell
        Of this release and earlier ones; later ones are left out.
    levels : mapping of str to collection of str
        Places above the units, each with its units; the units are places by themselves.
    release : int
    by_grade : bool
        Whether there are figures per grade beside those of all grades.

    Returns
    -------
    tuple of Aggregate
        By place, all grades first. A place has the grades that its cells have.

    Raises
    ------
    ValueError
        A place with the code of a unit, or with a unit that has no cell.

    References
    ----------
    docs/methods.md section 4.

    Examples
    --------
    >>> cells = [Cell("TH1", "1", 1), Cell("TH1", "2", 1), Cell("TH2", "1", 1)]
    >>> [(a.place, a.grade, len(a.cells)) for a in release_aggregates(cells, {"X1": ["TH1", "TH2"]}, release=1)][-3:]
    [('X1', None, 3), ('X1', '1', 2), ('X1', '2', 1)]
    """
    by_unit: dict[str, list[Cell]] = {}
    for cell in sorted(set(cells)):
        own = by_unit.setdefault(cell.unit, [])
        if cell.release <= release:
            own.append(cell)
    for place, units in levels.items():
        if place in by_unit:
            raise ValueError(f"{place!r} is a unit and a place above units")
        if unknown := sorted(set(units) - set(by_unit)):
            raise ValueError(f"{place!r} has units without cells: {', '.join(unknown)}")
    found: list[Aggregate] = []
    for place, units in [*((unit, [unit]) for unit in by_unit), *sorted(levels.items())]:
        inside = [cell for unit in sorted(set(units)) for cell in by_unit[unit]]
        found.append(Aggregate(place, None, release, frozenset(inside)))
        of_grade: dict[str, list[Cell]] = {}
        for cell in inside if by_grade else ():
            of_grade.setdefault(cell.grade, []).append(cell)
        found += [Aggregate(place, grade, release, frozenset(of_grade[grade])) for grade in sorted(of_grade)]
    return tuple(found)


def people_in(aggregate: Aggregate, cells: Mapping[Cell, int]) -> int:
    """The number of respondents an aggregate rests on.

    Parameters
    ----------
    aggregate : Aggregate
    cells : mapping of Cell to int

    Returns
    -------
    int

    References
    ----------
    docs/methods.md section 4.

    Examples
    --------
    >>> cell = Cell("TH1", "1", 1)
    >>> people_in(Aggregate("TH1", None, 1, frozenset([cell])), {cell: 12})
    12
    """
    return sum(cells[cell] for cell in aggregate.cells)
