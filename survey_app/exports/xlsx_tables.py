"""Plain tables as a workbook for programs and for whoever filters: a sheet each, numbers as numbers, text never a formula.

The workbook is made in memory: XlsxWriter's mode for small memory lays rows down in temporary files, and answers are to lie
nowhere but in the database. It is read back before it is given away. Knows cells, not what they mean.
"""

import datetime as dt
import io
import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import xlsxwriter
from python_calamine import CalamineWorkbook
from xlsxwriter.worksheet import Worksheet

from survey_app.exports.csv_text import Cell, IncompleteExportError
from survey_app.exports.workbook_cells import FORMULA_STARTS

MOST_CELLS: Final = 1_000_000  # 24,000 responses to 41 questions, for which 180 MB of memory are needed
_INK, _ACCENT = "#1c2421", "#01665e"
_LINE_HEIGHT: Final = 15  # points; a row is made as high as its text needs, because not every reader does that by itself
_STYLES: Final[dict[str, dict[str, Any]]] = {
    "header": {"bold": True, "font_color": "#ffffff", "bg_color": _ACCENT, "text_wrap": True, "valign": "vcenter"},
    "text": {"font_color": _INK, "text_wrap": True, "valign": "top"},
    "quoted": {"font_color": _INK, "text_wrap": True, "valign": "top", "quote_prefix": True},  # text also when it is edited
    "count": {"font_color": _INK, "valign": "top"},
    "fraction": {"font_color": _INK, "valign": "top", "num_format": "0.0000"},
}


@dataclass(frozen=True)
class Sheet:
    """A table with its name; `widths` are in characters, the last one holds for the columns after it."""

    name: str
    header: Sequence[str]
    rows: Sequence[Sequence[Cell]]
    widths: tuple[int, ...]
    header_height: int = 20


class TooManyCellsError(ValueError):
    """The table is larger than a workbook that is made in memory should be."""


def tables_to_xlsx(sheets: Sequence[Sheet], *, title: str, made_on: dt.date) -> bytes:
    """The workbook. `made_on` stands in its properties instead of the time at which somebody took it."""
    if sum(len(sheet.rows) * len(sheet.header) for sheet in sheets) > MOST_CELLS:
        raise TooManyCellsError(title)
    buffer = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    workbook = xlsxwriter.Workbook(buffer, options)
    workbook.set_properties({"title": title, "created": dt.datetime.combine(made_on, dt.time.min, dt.UTC)})
    formats = {name: workbook.add_format(style) for name, style in _STYLES.items()}
    for sheet in sheets:
        _write(workbook.add_worksheet(sheet.name), sheet, formats)
    workbook.close()
    data = buffer.getvalue()
    _read_back(data, sheets)
    return data


def _write(worksheet: Worksheet, sheet: Sheet, formats: dict[str, Any]) -> None:
    widths = [sheet.widths[min(place, len(sheet.widths) - 1)] for place in range(len(sheet.header))]
    for place, width in enumerate(widths):
        worksheet.set_column(place, place, width)
        worksheet.write_string(0, place, sheet.header[place], formats["header"])
    worksheet.set_row(0, sheet.header_height)
    worksheet.freeze_panes(1, 1)
    for line, row in enumerate(sheet.rows, start=1):
        lines = 1
        for place, cell in enumerate(row):
            if isinstance(cell, str):
                worksheet.write_string(line, place, cell, formats["quoted" if cell.startswith(FORMULA_STARTS) else "text"])
                lines = max(lines, math.ceil(len(cell) / widths[place]))
            elif cell is not None:
                worksheet.write_number(line, place, cell, formats["fraction" if isinstance(cell, float) else "count"])
        if lines > 1:
            worksheet.set_row(line, _LINE_HEIGHT * lines)
    if sheet.rows:
        worksheet.autofilter(0, 0, len(sheet.rows), len(sheet.header) - 1)
    worksheet.set_landscape()
    worksheet.set_paper(9)
    worksheet.repeat_rows(0)
    worksheet.fit_to_pages(1, 0)


def _read_back(data: bytes, sheets: Sequence[Sheet]) -> None:
    workbook = CalamineWorkbook.from_object(io.BytesIO(data))
    for sheet in sheets:
        found = workbook.get_sheet_by_name(sheet.name)
        number = 0
        for row, written in zip(found.iter_rows(), (sheet.header, *sheet.rows), strict=False):
            if len(row) != len(written) or not all(map(_is_same, row, written)):
                raise IncompleteExportError(f"{sheet.name}, line {number + 1}")
            number += 1
        if number != 1 + len(sheet.rows):
            raise IncompleteExportError(f"{sheet.name}: {number - 1} rows of {len(sheet.rows)}")


def _is_same(found: object, written: Cell) -> bool:
    """Whether a cell reads as what was written; the format keeps sixteen digits of a number."""
    if isinstance(written, float):
        return isinstance(found, float) and math.isclose(found, written, rel_tol=1e-14)
    return found == ("" if written is None else written)
