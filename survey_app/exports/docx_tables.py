"""Tables of an official Word document: a caption that stays with them, header rows on every page, rows that stay whole.

Where a table does not fit its page in the usual size it is set smaller, and in an annex the page is turned. Knows cells, not
what they mean.
"""

from collections.abc import Iterable, Iterator
from typing import Final

from docx.oxml.xmlchemy import BaseOxmlElement

from survey_app.documents.model import Align, Run, Table
from survey_app.exports.docx_elements import element, flag, paragraph, text_run, twips
from survey_app.exports.docx_styles import TABLE_SIZES
from survey_app.exports.table_widths import CELL_MARGIN, cell_text, measure_table
from survey_app.exports.xml_text import to_xml_text

WHOLE_ROWS: Final = 10  # a table of so many rows is not divided between two pages
KEPT_ROWS: Final = 2  # of a longer one, so many stay with its notes
LONG_CELL: Final = 1500  # letters; a row that holds so much may not fit any page, so it may be divided
HEADER_FILL: Final = "F2F2F2"


def needs_wide_page(tables: Iterable[Table], width: float) -> bool:
    """True where some table is not readable on an upright page of that width even in the smallest type."""
    return any(not measure_table(table).fits(width, size=TABLE_SIZES[-1]) for table in tables)


def table_elements(table: Table, *, width: float, is_annex: bool) -> Iterator[BaseOxmlElement]:
    """The caption, the table and its notes, for a text of that width in millimetres."""
    letters = measure_table(table)
    sizes = TABLE_SIZES[1:] if is_annex else TABLE_SIZES
    size = next((size for size in sizes if letters.fits(width, size=size)), sizes[-1])
    yield paragraph("Caption", table.title, keep_next=True)
    yield _table(table, letters.widths(width, size=size), size=size)
    for place, note in enumerate(table.notes):
        yield paragraph("Note", note, keep_next=place < len(table.notes) - 1)
    if not table.notes:
        yield paragraph("Note")  # room below, and two tables that touch would become one


def _table(table: Table, columns: tuple[float, ...], *, size: int) -> BaseOxmlElement:
    widths = [twips(column) for column in columns]
    style = f"Table{size}"
    margin = twips(CELL_MARGIN)
    properties = element(
        "w:tblPr",
        element("w:tblStyle", val="TableGrid"),
        element("w:tblW", w=sum(widths), type="dxa"),
        element("w:jc", val="center"),
        element("w:tblLayout", type="fixed"),
        element("w:tblCellMar", element("w:left", w=margin, type="dxa"), element("w:right", w=margin, type="dxa")),
        element("w:tblLook", val="0020", firstRow=1, lastRow=0, firstColumn=0, lastColumn=0, noHBand=0, noVBand=0),
        element("w:tblCaption", val=to_xml_text(table.title)),
    )
    made = element("w:tbl", properties, element("w:tblGrid", *(element("w:gridCol", w=column) for column in widths)))
    head = [
        _cell(column.title, "center", width=w, style=style, is_head=True)
        for column, w in zip(table.columns, widths, strict=True)
    ]
    made.append(element("w:tr", element("w:trPr", element("w:cantSplit"), element("w:tblHeader")), *head))
    rows = len(table.rows)
    for place, row in enumerate(table.rows):
        is_last = place == rows - 1
        keep_next = rows <= WHOLE_ROWS or place == 0 or place >= rows - KEPT_ROWS
        cells = (
            _cell(
                cell_text(cell),
                column.align,
                width=w,
                style=style,
                is_strong=row.is_strong,
                keep_next=keep_next and not (is_last and not table.notes),
            )
            for cell, column, w in zip(row.cells, table.columns, widths, strict=True)
        )
        is_whole = all(len(cell_text(cell)) < LONG_CELL for cell in row.cells)
        made.append(element("w:tr", element("w:trPr", element("w:cantSplit")) if is_whole else None, *cells))
    return made


def _cell(
    text: str,
    align: Align,
    *,
    width: int,
    style: str,
    is_head: bool = False,
    is_strong: bool = False,
    keep_next: bool = False,
) -> BaseOxmlElement:
    properties = element(
        "w:tcPr",
        element("w:tcW", w=width, type="dxa"),
        element("w:shd", val="clear", color="auto", fill=HEADER_FILL) if is_head else None,
        element("w:vAlign", val="center"),
    )
    words = element(
        "w:p",
        element(
            "w:pPr",
            element("w:pStyle", val=style),
            flag("w:keepNext", is_head or keep_next),
            None if align == "left" else element("w:jc", val=align),
        ),
        text_run(Run(text, bold=is_head or is_strong)) if text else None,
    )
    return element("w:tc", properties, words)
