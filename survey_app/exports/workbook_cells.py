"""Cells of a workbook: what is a number is written as one, what is text is never run as a formula."""

from collections.abc import Iterator, Sequence
from typing import Any, Final

from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from analysis.charts.numbers import percent
from survey_app.documents.model import Absent, Cell, Column, Limits, Number, Row, Table, Unit
from survey_app.exports.workbook_columns import LINE_HEIGHT, SheetColumns, lines_of
from survey_app.exports.xml_text import to_xml_text

FACE: Final = "Times New Roman"
INK: Final = "#1c2421"
LINE: Final = "#d9ddd8"
WASH: Final = "#e3f1ee"
NUMBER_FORMATS: Final[dict[Unit, str]] = {
    "count": "#,##0",
    "share": "0.0%",
    "score": "0.00",
    "points": "+0.0;-0.0;0.0",  # the head of the column says that these are points
    "percent": '0.0"%"',
}
MOST_HEIGHT: Final = 409.0  # points; no program shows a higher row
FORMULA_STARTS: Final = ("=", "+", "-", "@")


class SheetFullError(ValueError):
    """Something does not fit into a sheet: no file is better than one from which it is missing."""


class Formats:
    """The looks of cells in one workbook, each made once."""

    def __init__(self, workbook: Workbook) -> None:
        self._workbook = workbook
        self._made: dict[tuple[tuple[str, object], ...], Format] = {}
        self._looks: dict[int, dict[str, object]] = {}
        self.header = self.of(
            {"bold": True, "bg_color": WASH, "text_wrap": True, "align": "center", "valign": "vcenter", **_BORDER}
        )

    def of(self, look: dict[str, object]) -> Format:
        """The format of a look."""
        key = tuple(sorted(look.items()))
        if key not in self._made:
            self._made[key] = self._workbook.add_format({"font_name": FACE, "font_size": 11, "font_color": INK, **look})
            self._looks[id(self._made[key])] = look
        return self._made[key]

    def as_text(self, style: Format) -> Format:
        """The same look for text that begins like a formula: it stays text when somebody edits its cell."""
        return self.of({**self._looks[id(style)], "quote_prefix": True})


_BORDER: Final[dict[str, object]] = {"border": 1, "border_color": LINE}


def write_text(worksheet: Worksheet, row: int, column: int, text: str, formats: Formats, style: Format) -> None:
    """A cell of text, whatever sign it begins with."""
    words = to_xml_text(text)
    if words.startswith(FORMULA_STARTS):
        style = formats.as_text(style)
    _expect_written(
        worksheet.write_string(row, column, words, style) if words else worksheet.write_blank(row, column, None, style)
    )


def write_row(
    worksheet: Worksheet, row: int, values: Row, columns: SheetColumns, table_columns: Sequence[Column], formats: Formats
) -> None:
    """A row of the table in the columns of its sheet."""
    lines = 1
    for cell, column, first, is_pair in zip(values.cells, table_columns, columns.first, columns.is_interval, strict=True):
        look: dict[str, Any] = {"valign": "top", "text_wrap": True, "align": column.align, "bold": values.is_strong, **_BORDER}
        parts = _pair(cell) if is_pair else (cell,)
        for place, part in enumerate(parts):
            _write_cell(worksheet, row, first + place, part, look, formats)
        if isinstance(cell, str):
            lines = max(lines, lines_of(to_xml_text(cell), columns.widths[first], is_bold=values.is_strong))
    if lines > 1:  # not every program measures a wrapped text before it shows it
        worksheet.set_row(row, min(MOST_HEIGHT, lines * LINE_HEIGHT + 1))


def to_number(value: float, unit: Unit) -> float:
    """A figure as it stands in its cell: points in whole points, for a format with "%" would read them as shares."""
    return percent(value) if unit == "points" else value


def absent_reasons(table: Table) -> Iterator[str]:
    """A line for each sign that stands for a missing figure, unless the table's own notes say it."""
    said = " ".join(table.notes).casefold()
    seen: set[tuple[str, str]] = set()
    for row in table.rows:
        for cell in row.cells:
            if isinstance(cell, Absent) and cell.reason and (cell.text, cell.reason) not in seen:
                seen.add((cell.text, cell.reason))
                if cell.reason.casefold() not in said:
                    yield f"“{cell.text}”: {cell.reason}."


def _pair(cell: Cell) -> tuple[Cell, Cell]:
    """Low and high end; what is no interval stands in both columns, so that each can be filtered by itself."""
    if not isinstance(cell, Limits):
        return cell, cell
    low, high = ("" if end is None else Number(end, cell.text, cell.unit) for end in (cell.low, cell.high))
    return low, high


def _write_cell(worksheet: Worksheet, row: int, column: int, cell: Cell, look: dict[str, Any], formats: Formats) -> None:
    match cell:
        case Number():
            style = formats.of({**look, "num_format": NUMBER_FORMATS[cell.unit]})
            _expect_written(worksheet.write_number(row, column, to_number(cell.value, cell.unit), style))
        case str():
            write_text(worksheet, row, column, cell, formats, formats.of(look))
        case Absent() | Limits():
            write_text(worksheet, row, column, cell.text, formats, formats.of(look))


def _expect_written(outcome: int) -> None:
    if outcome:
        raise SheetFullError("a cell holds 32,767 letters and a sheet 1,048,576 rows")
