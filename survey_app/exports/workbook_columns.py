"""Which columns of a sheet hold a column of a table, and how wide they are: an interval takes two, for its low and high end."""

import math
from dataclasses import dataclass
from typing import Final

from analysis.charts.style import wrap
from survey_app.documents.model import Cell, Column, Limits, Table

LOW, HIGH = "thấp", "cao"
LEAST_WIDTH: Final = 8  # letters
MOST_WIDTH: Final = 50
HEADER_LINES: Final = 3  # a header is broken to so many lines before it makes its column wider
FILTER_BUTTON: Final = 3  # letters that it covers
PIXELS_PER_LETTER: Final = 7  # of the default face, in which programs count widths
CELL_PADDING: Final = 5  # pixels
POINTS_PER_PIXEL: Final = 0.75
LINE_HEIGHT: Final = 15.0  # points, for letters of 11
CHART_WIDTH: Final = 92  # letters that a table with a chart below it takes at least


@dataclass(frozen=True)
class SheetColumns:
    """`first` gives the first sheet column of each table column; `headers` and `widths` belong to sheet columns."""

    first: tuple[int, ...]
    is_interval: tuple[bool, ...]
    headers: tuple[str, ...]
    widths: tuple[float, ...]

    @property
    def pixels(self) -> int:
        """How wide the table is on a screen."""
        return sum(round(letters * PIXELS_PER_LETTER) + CELL_PADDING for letters in self.widths)

    @property
    def last(self) -> int:
        """The last column of the sheet that the table takes."""
        return len(self.headers) - 1


def to_sheet_columns(table: Table, *, chart_labels: int | None = None) -> SheetColumns:
    """The columns of a table's sheet. The column of a chart's labels takes what is left of the chart's width."""
    first: list[int] = []
    headers: list[str] = []
    widths: list[float] = []
    is_interval: list[bool] = []
    for place, column in enumerate(table.columns):
        cells = [row.cells[place] for row in table.rows]
        is_pair = column.is_interval or any(isinstance(cell, Limits) for cell in cells)
        first.append(len(headers))
        is_interval.append(is_pair)
        titles = [f"{column.title} ({end})" for end in (LOW, HIGH)] if is_pair else [column.title]
        headers += titles
        widths += [_width(title, cells, column, is_pair=is_pair) for title in titles]
    if chart_labels is not None and sum(widths) < CHART_WIDTH:
        widths[first[chart_labels]] += CHART_WIDTH - sum(widths)
    return SheetColumns(tuple(first), tuple(is_interval), tuple(headers), tuple(widths))


def lines_of(text: str, letters: float, *, size: float = 11, is_bold: bool = False) -> int:
    """How many lines a text takes in a column so many letters wide."""
    points = (letters * PIXELS_PER_LETTER - 1) * POINTS_PER_PIXEL
    return sum(len(wrap(line, points, size=size, is_bold=is_bold)) for line in text.split("\n"))


def _width(title: str, cells: list[Cell], column: Column, *, is_pair: bool) -> float:
    longest_word = max((len(word) for word in title.split()), default=0)
    header = max(longest_word, math.ceil(len(title) / HEADER_LINES)) + FILTER_BUTTON
    content = max((_letters(cell, is_pair=is_pair) for cell in cells), default=0) + 2
    return float(min(MOST_WIDTH, max(LEAST_WIDTH, header, content)))


def _letters(cell: Cell, *, is_pair: bool) -> int:
    text = cell if isinstance(cell, str) else cell.text
    if is_pair and isinstance(cell, Limits):
        return math.ceil(len(text) / 2)
    return max((len(line) for line in text.split("\n")), default=0)
