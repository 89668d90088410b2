"""How wide the columns of a printed table are: as its author weighs them, but no word and no figure is broken.

Letters are measured in the face that stands in for Times New Roman, which is as wide. Knows lengths, not what a table says.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from analysis.charts.style import text_width
from survey_app.documents.model import Cell, Table

POINTS_PER_MM: Final = 72 / 25.4
CELL_MARGIN: Final = 1.5  # millimetres left and right of a cell's text
READABLE: Final = 45.0  # millimetres: longer text in a narrower column would be a tower of single words
_IN_TWO_LINES: Final = 0.6  # of its length, for a line breaks where a word ends
_BREAKS: Final = re.compile(r"[ \n]+")  # a no-break space is no place to break at
_TOLERANCE: Final = 0.4  # millimetres: the lines of the table, and what two programs measure differently


@dataclass(frozen=True)
class ColumnLetters:
    """The longest word or figure of a column and its longest text, in millimetres for letters of one point."""

    piece: float
    text: float

    def least(self, size: float) -> float:
        """What it needs so that nothing is broken."""
        return self.piece * size + 2 * CELL_MARGIN + _TOLERANCE

    def readable(self, size: float) -> float:
        """What it needs so that its text is read in lines, not in words: in two of them, or in lines of that length."""
        return max(self.least(size), min(self.text * size * _IN_TWO_LINES + 2 * CELL_MARGIN + _TOLERANCE, READABLE))


@dataclass(frozen=True)
class TableLetters:
    """What was measured of a table, column by column, and how its author weighs them."""

    columns: tuple[ColumnLetters, ...]
    weights: tuple[float, ...]

    def fits(self, total: float, *, size: float) -> bool:
        """True if the table is readable within so many millimetres."""
        return sum(column.readable(size) for column in self.columns) <= total

    def is_unbroken(self, total: float, *, size: float) -> bool:
        """True if no word and no figure is broken within so many millimetres, however high the rows become."""
        return sum(column.least(size) for column in self.columns) <= total

    def widths(self, total: float, *, size: float) -> tuple[float, ...]:
        """The widths of the columns in millimetres: those that are too narrow take from those that have room."""
        least = [column.readable(size) for column in self.columns]
        if sum(least) > total:
            least = [column.least(size) for column in self.columns]
        if sum(least) >= total:
            return tuple(total * width / sum(least) for width in least)
        widths = [max(total * weight / sum(self.weights), bound) for weight, bound in zip(self.weights, least, strict=True)]
        room = [width - bound for width, bound in zip(widths, least, strict=True)]
        excess = sum(widths) - total
        if excess <= 0:
            return tuple(widths)
        return tuple(width - excess * free / sum(room) for width, free in zip(widths, room, strict=True))


def measure_table(table: Table) -> TableLetters:
    """The letters of a table, measured once for all sizes."""
    texts = [
        [(cell_text(cell), isinstance(cell, str)) for cell in (row.cells[place] for row in table.rows)]
        for place in range(len(table.columns))
    ]
    return measure_columns(
        [column.title for column in table.columns], texts, weights=[column.width for column in table.columns]
    )


def measure_columns(
    titles: Sequence[str], texts: Sequence[Sequence[tuple[str, bool]]], *, weights: Sequence[float]
) -> TableLetters:
    """The letters of columns: of each its title and its cells, a text and whether lines may break between its words."""
    columns = tuple(_measure(title, cells) for title, cells in zip(titles, texts, strict=True))
    return TableLetters(columns, tuple(weights))


def cell_text(cell: Cell) -> str:
    """What is printed of a cell."""
    return cell if isinstance(cell, str) else cell.text


def _measure(title: str, cells: Sequence[tuple[str, bool]]) -> ColumnLetters:
    sentences = {text for text, breaks in cells if breaks}
    pieces = {piece for text in (title, *sentences) for piece in _BREAKS.split(text)}
    pieces |= {text for text, breaks in cells if not breaks}
    return ColumnLetters(_widest(pieces, is_bold=True), _widest(sentences, is_bold=False))


def _widest(texts: set[str], *, is_bold: bool) -> float:
    return max((text_width(text, size=1, is_bold=is_bold) for text in texts), default=0.0) / POINTS_PER_MM
