"""Tables of a document as a workbook: figures are numbers to reckon with, text stays text, an interval takes two columns.

The same tables stand in the Word file and the PDF; here they can be filtered, sorted and drawn anew. Knows tables, no survey.
"""

import datetime as dt
import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import xlsxwriter
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from survey_app.documents.model import Table
from survey_app.exports.workbook_cells import FACE, Formats, absent_reasons, write_row, write_text
from survey_app.exports.workbook_charts import Bars, Stacks, draw_chart
from survey_app.exports.workbook_columns import LINE_HEIGHT, SheetColumns, lines_of, to_sheet_columns
from survey_app.exports.workbook_names import sheet_names
from survey_app.exports.xml_text import to_xml_text

UNDATED: Final = dt.date(2026, 1, 1)
HEADER_ROW: Final = 2  # rows are counted from 0: the title, a thin row, the header
PORTRAIT_LETTERS: Final = 95  # columns together wider than this are read on the long side of the paper
MOST_ROWS_ABOVE_CHART: Final = 15
LONGEST_HEADER: Final = 160  # letters: a printed header holds 255 with its marks


@dataclass(frozen=True)
class Sheet:
    """A table under the name of its sheet, and the chart below it."""

    name: str
    table: Table
    chart: Bars | Stacks | None = None


def build_workbook(sheets: Sequence[Sheet], *, title: str, subject: str, author: str = "", created: dt.date = UNDATED) -> bytes:
    """The workbook with a sheet for each table. The same tables give the same bytes."""
    if not sheets:
        raise ValueError("a workbook needs a sheet")
    buffer = io.BytesIO()
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "default_format_properties": {"font_name": FACE, "font_size": 11},
    }
    workbook = xlsxwriter.Workbook(buffer, options)
    words = {"title": title, "subject": subject, "author": author, "company": author}
    workbook.set_properties(
        {name: to_xml_text(text) for name, text in words.items()}
        | {"created": dt.datetime.combine(created, dt.time(), tzinfo=dt.UTC)}
    )
    formats = Formats(workbook)
    names = iter(sheet_names([name for sheet in sheets for name in _wanted_names(sheet)]))
    for sheet in sheets:
        worksheet = workbook.add_worksheet(next(names))
        chart_sheet = workbook.add_worksheet(next(names)) if _has_chart_sheet(sheet) else None
        _fill_sheet(workbook, worksheet, sheet, formats, title=to_xml_text(title), chart_sheet=chart_sheet)
    workbook.close()
    return buffer.getvalue()


def _wanted_names(sheet: Sheet) -> tuple[str, ...]:
    return (sheet.name, f"Biểu đồ {sheet.name}") if _has_chart_sheet(sheet) else (sheet.name,)


def _has_chart_sheet(sheet: Sheet) -> bool:
    """A chart of many rows has a sheet of its own: below its table it would be cut by the end of the page."""
    return sheet.chart is not None and len(sheet.table.rows) > MOST_ROWS_ABOVE_CHART


def _fill_sheet(
    workbook: Workbook, worksheet: Worksheet, sheet: Sheet, formats: Formats, *, title: str, chart_sheet: Worksheet | None
) -> None:
    table = sheet.table
    columns = to_sheet_columns(table, chart_labels=None if sheet.chart is None else sheet.chart.labels)
    for place, letters in enumerate(columns.widths):
        worksheet.set_column(place, place, letters)
    _write_across(worksheet, 0, table.title, columns, formats, {"bold": True, "font_size": 13})
    worksheet.set_row(HEADER_ROW - 1, 6)
    for place, header in enumerate(columns.headers):
        write_text(worksheet, HEADER_ROW, place, header, formats, formats.header)
    for place, row in enumerate(table.rows):
        write_row(worksheet, HEADER_ROW + 1 + place, row, columns, table.columns, formats)
    last_row = HEADER_ROW + len(table.rows)
    lines = max(
        lines_of(header, letters, is_bold=True) for header, letters in zip(columns.headers, columns.widths, strict=True)
    )
    worksheet.set_row(HEADER_ROW, LINE_HEIGHT * max(lines, 2) + 4)
    worksheet.freeze_panes(HEADER_ROW + 1, 0)
    worksheet.autofilter(HEADER_ROW, 0, last_row, columns.last)
    below = last_row + 1
    for note in (*table.notes, *absent_reasons(table)):
        _write_across(worksheet, below, note, columns, formats, {"italic": True})
        below += 1
    if sheet.chart is not None and table.rows:
        end = draw_chart(
            workbook,
            worksheet,
            sheet.chart,
            table,
            columns,
            formats,
            header_row=HEADER_ROW,
            row=0 if chart_sheet else below + 1,
            place=chart_sheet,
        )
        if chart_sheet is None:
            below = end
        else:
            _set_up_chart_sheet(chart_sheet, columns, title=title, last_row=end)
    _set_up_printing(
        worksheet, columns, title=title, last_row=below, is_one_page=sheet.chart is not None and chart_sheet is None
    )


def _write_across(
    worksheet: Worksheet, row: int, text: str, columns: SheetColumns, formats: Formats, look: dict[str, object]
) -> None:
    """A line over all columns, as high as it needs: programs do not measure merged cells."""
    style = formats.of({"text_wrap": True, "valign": "top", **look})
    if columns.last:
        worksheet.merge_range(row, 0, row, columns.last, "", style)
    write_text(worksheet, row, 0, text, formats, style)
    size = 13 if look.get("bold") else 11
    lines = lines_of(to_xml_text(text), sum(columns.widths), size=size)
    worksheet.set_row(row, (LINE_HEIGHT * lines + 2) * size / 11)


def _set_up_chart_sheet(worksheet: Worksheet, columns: SheetColumns, *, title: str, last_row: int) -> None:
    for place, letters in enumerate(columns.widths):
        worksheet.set_column(place, place, letters)
    worksheet.hide_gridlines(2)
    _set_up_printing(worksheet, columns, title=title, last_row=last_row, is_one_page=True)


def _set_up_printing(worksheet: Worksheet, columns: SheetColumns, *, title: str, last_row: int, is_one_page: bool) -> None:
    """One page wide; a sheet with a chart is one page, upright, and has no header row to repeat."""
    worksheet.set_paper(9)  # A4
    if is_one_page:
        worksheet.fit_to_pages(1, 1)
    else:
        worksheet.fit_to_pages(1, 0)
        worksheet.repeat_rows(HEADER_ROW)
        if sum(columns.widths) > PORTRAIT_LETTERS:
            worksheet.set_landscape()
    worksheet.set_margins(left=0.6, right=0.6, top=0.8, bottom=0.7)
    worksheet.print_area(0, 0, last_row, columns.last)
    small = f'&"{FACE},Regular"&9'  # a space behind it: digits would be read as part of the size
    words = " ".join(title.split())
    if len(words) > LONGEST_HEADER:
        words = f"{words[:LONGEST_HEADER].rsplit(' ', 1)[0]}…"
    words = words.replace("&", "&&")
    worksheet.set_header(f"&L{small} {words}")
    worksheet.set_footer(f"&L{small} &A&R{small} Trang &P/&N")
