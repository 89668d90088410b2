"""Small provinces in two releases, and a second way to find out what their published sums tell."""

import random
from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction

from analysis.releases import Aggregate, Cell
from analysis.suppression import ReleasePlan, plan_release

SIZES = (0, 1, 2, 3, 5, 8, 9, 10, 12, 30)
Province = tuple[dict[Cell, int], dict[str, list[str]]]


def province(rng: random.Random) -> Province:
    """Up to four units of up to three grades, with places that lie in or across each other."""
    units = [f"U{u}" for u in range(rng.randint(1, 4))]
    grades = "123"[: rng.randint(1, 3)]
    cells = {Cell(unit, grade, release): rng.choice(SIZES) for unit in units for grade in grades for release in (1, 2)}
    places = {f"P{k}": rng.sample(units, rng.randint(1, len(units))) for k in range(rng.randint(0, 3))}
    return cells, places


def first_release(cells: Mapping[Cell, int]) -> dict[Cell, int]:
    """What there is at the first release."""
    return {cell: people for cell, people in cells.items() if cell.release == 1}


def two_releases(cells: Mapping[Cell, int], places: Mapping[str, Sequence[str]]) -> tuple[ReleasePlan, ReleasePlan]:
    """The plan of the first release, and of the second beside it."""
    first = plan_release(first_release(cells), places)
    return first, plan_release(cells, places, already=first.shown)


def echelon(figures: Iterable[Aggregate], columns: Sequence[Cell]) -> list[tuple[int, list[Fraction]]]:
    """All that follows from figures, as pivots and rows of fractions."""
    kept: list[tuple[int, list[Fraction]]] = []
    for figure in figures:
        row = reduced([Fraction(cell in figure.cells) for cell in columns], kept)
        if any(row):
            pivot = next(k for k, value in enumerate(row) if value)
            kept.append((pivot, [value / row[pivot] for value in row]))
    return kept


def reduced(row: list[Fraction], kept: Sequence[tuple[int, list[Fraction]]]) -> list[Fraction]:
    """What is left of a row, taking out the kept ones in the order in which they came."""
    for pivot, other in kept:
        if factor := row[pivot]:
            row = [a - factor * b for a, b in zip(row, other, strict=True)]
    return row


def few_people(cells: Mapping[Cell, int], *, most: int = 9) -> Iterator[frozenset[Cell]]:
    """Every set of cells with 1 to `most` people in all."""
    small = sorted(cell for cell, people in cells.items() if 0 < people <= most)

    def grow(start: int, chosen: tuple[Cell, ...], people: int) -> Iterator[frozenset[Cell]]:
        if chosen:
            yield frozenset(chosen)
        for k in range(start, len(small)):
            if people + cells[small[k]] <= most:
                yield from grow(k + 1, (*chosen, small[k]), people + cells[small[k]])

    return grow(0, (), 0)


def leaks(figures: Iterable[Aggregate], cells: Mapping[Cell, int]) -> list[frozenset[Cell]]:
    """Every set of few people whose sum is a combination of figures, found by trying them all."""
    columns = sorted(cell for cell, people in cells.items() if people)
    kept = echelon(figures, columns)
    return [people for people in few_people(cells) if not any(reduced([Fraction(c in people) for c in columns], kept))]
