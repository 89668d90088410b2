"""How a table fits on paper: the size of its letters, the widths of its columns, whether it needs the long side of the page.

Letters are as large as the longest word of each column allows: no word is broken, no figure parted from its sign. Knows the
widths of the face's letters and nothing of what the table is about.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from analysis.charts.style import text_width

UPRIGHT: Final = 165.0  # millimetres of A4 between the margins
TURNED: Final = 252.0
POINT: Final = 25.4 / 72
INSET: Final = 1.4  # millimetres at both sides of a cell
MOST_UPRIGHT: Final = 8  # columns; more are read with ease only on the long side
UPRIGHT_SIZES: Final = (12.0, 11.5, 11.0, 10.5, 10.0)
TURNED_SIZES: Final = (12.0, 11.5, 11.0, 10.5, 10.0, 9.5, 9.0)
WIDEST_LETTER: Final = 1.0  # of the size
USUAL_LETTER: Final = 0.55  # of the size, with room for lines that break early
LINE: Final = 1.15  # of the size
HIGH: Final = 110.0  # millimetres of a row from which it may be broken: about two thirds of a page on its side


@dataclass(frozen=True)
class TablePlan:
    """Points of the letters, millimetres of the columns; `is_turned`: the page lies on its side.

    `longest_word` is how many letters fit side by side where words have to be broken after all, else None.
    """

    size: float
    widths: tuple[float, ...]
    is_turned: bool
    longest_word: int | None = None


def plan_table(table: dict[str, Any]) -> TablePlan:
    """The plan for a table as `official_data` writes it."""
    words = [_longest_word(table, place) for place in range(len(table["columns"]))]
    wanted = [column["width"] for column in table["columns"]]
    if len(words) <= MOST_UPRIGHT:
        for size in UPRIGHT_SIZES:
            least = [word * size * POINT + 2 * INSET + 0.3 for word in words]
            if sum(least) <= UPRIGHT:
                return TablePlan(size, _widths(wanted, least, UPRIGHT), is_turned=False)
    for size in TURNED_SIZES:
        least = [word * size * POINT + 2 * INSET + 0.3 for word in words]
        if sum(least) <= TURNED:
            return TablePlan(size, _widths(wanted, least, TURNED), is_turned=True)
    size, even = TURNED_SIZES[-1], TURNED / len(wanted)
    letters = int((even - 2 * INSET) / (WIDEST_LETTER * size * POINT))
    return TablePlan(size, (round(even, 2),) * len(wanted), is_turned=True, longest_word=max(letters, 1))


def is_long(row: dict[str, Any], plan: TablePlan) -> bool:
    """Whether a row may be higher than a page has room for, so that it goes on on the next."""
    line = LINE * plan.size * POINT
    for cell, width in zip(row["cells"], plan.widths, strict=True):
        lines = len(cell["text"]) * USUAL_LETTER * plan.size * POINT / (width - 2 * INSET) + cell["text"].count("\n")
        # where words are broken a line holds but the least that fits
        lines = max(lines, len(cell["text"]) / plan.longest_word) if plan.longest_word else lines
        if lines * line > HIGH:
            return True
    return False


def _longest_word(table: dict[str, Any], place: int) -> float:
    """The width of the column's longest word in letters of one point."""
    head = _width(table["columns"][place]["title"], is_bold=True)
    return max([head, *(_width(row["cells"][place]["text"], is_bold=row["is_strong"]) for row in table["rows"])])


def _width(text: str, *, is_bold: bool) -> float:
    # a no-break space is no place to break at
    return max((text_width(word, size=1.0, is_bold=is_bold) for word in text.replace("\n", " ").split(" ")), default=0.0)


def _widths(wanted: Sequence[float], least: Sequence[float], room: float) -> tuple[float, ...]:
    """The room shared as wanted, but no column below its least."""
    widths = list(least)
    free = set(range(len(wanted)))
    while free:
        left = room - sum(widths[place] for place in range(len(wanted)) if place not in free)
        share = {place: left * wanted[place] / sum(wanted[other] for other in free) for place in free}
        short = {place for place in free if share[place] < least[place]}
        if not short:
            for place in free:
                widths[place] = share[place]
            break
        free -= short
    return tuple(round(width, 2) for width in widths)
