"""How a table fits on paper: the size of its letters, the widths of its columns, whether it needs the long side of the page.

Letters are as large as columns allow that read as lines; where none does, as large as lets no word be broken and no figure be
parted from its sign. Knows the widths of columns (`table_widths`) and nothing of what the table is about.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from survey_app.exports.table_widths import CELL_MARGIN, measure_columns

UPRIGHT: Final = 165.0  # millimetres of A4 between the margins
TURNED: Final = 252.0
POINT: Final = 25.4 / 72
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


def plan_table(table: dict[str, Any], *, in_annex: bool = False, is_turned: bool = False) -> TablePlan:
    """The plan for a table as `official_data` writes it; `is_turned` where its page lies on its side already.

    In an annex the page is turned before rows become towers of single words; the text of a document is not turned for that.
    """
    letters = measure_columns(
        [column["title"] for column in table["columns"]],
        [[_letters_of(row["cells"][place]) for row in table["rows"]] for place in range(len(table["columns"]))],
        weights=[column["width"] for column in table["columns"]],
    )
    if not is_turned and len(letters.columns) <= MOST_UPRIGHT:
        size = _largest(letters.fits, UPRIGHT_SIZES, room=UPRIGHT)
        if size is None and not in_annex:
            size = _largest(letters.is_unbroken, UPRIGHT_SIZES, room=UPRIGHT)
        if size is not None:
            return TablePlan(size, letters.widths(UPRIGHT, size=size), is_turned=False)
    size = _largest(letters.fits, UPRIGHT_SIZES, room=TURNED) or _largest(letters.is_unbroken, TURNED_SIZES, room=TURNED)
    if size is not None:
        return TablePlan(size, letters.widths(TURNED, size=size), is_turned=True)
    size = TURNED_SIZES[-1]
    even = TURNED / len(letters.columns)
    longest = int((even - 2 * CELL_MARGIN) / (WIDEST_LETTER * size * POINT))
    return TablePlan(size, (round(even, 2),) * len(letters.columns), is_turned=True, longest_word=max(longest, 1))


def is_long(row: dict[str, Any], plan: TablePlan) -> bool:
    """Whether a row may be higher than a page has room for, so that it goes on on the next."""
    line = LINE * plan.size * POINT
    for cell, width in zip(row["cells"], plan.widths, strict=True):
        lines = len(cell["text"]) * USUAL_LETTER * plan.size * POINT / (width - 2 * CELL_MARGIN) + cell["text"].count("\n")
        # where words are broken a line holds but the least that fits
        lines = max(lines, len(cell["text"]) / plan.longest_word) if plan.longest_word else lines
        if lines * line > HIGH:
            return True
    return False


def _letters_of(cell: dict[str, str]) -> tuple[str, bool]:
    return cell["text"], cell.get("kind") != "figure" or " " in cell["text"]


def _largest(holds: Callable[..., bool], sizes: tuple[float, ...], *, room: float) -> float | None:
    return next((size for size in sizes if holds(room, size=size)), None)
