"""The workbook, read back: every figure is the number of its table, text stays text, charts are drawn from the cells."""

import html
import io
import re
import zipfile
from dataclasses import replace

import pytest
from python_calamine import CalamineWorkbook

from survey_app.documents.model import Absent, Cell, Column, Limits, Number, Row, Table
from survey_app.exports.workbook import HEADER_ROW, Sheet, build_workbook
from survey_app.exports.workbook_cells import SheetFullError
from survey_app.exports.workbook_charts import Bars, Stacks
from survey_app.exports.workbook_names import sheet_names
from tests.official_documents import dimension_table, distribution_table, items_table, wide_table

ALT = "Cao nhất là Tiếp cận dịch vụ giáo dục <95%> & thấp nhất là Sự phát triển."
SHEETS = (
    Sheet("Lĩnh vực", dimension_table(), Bars("Tỷ lệ hài lòng theo lĩnh vực", ALT, labels=0, values=2, limits=3)),
    Sheet("Câu hỏi", items_table()),
    Sheet("Khối", wide_table()),
    Sheet("Phân bố", distribution_table(), Stacks("Phân bố câu trả lời", ALT, labels=0, parts=(1, 2, 3, 4, 5))),
)


def make(*sheets: Sheet) -> bytes:
    return build_workbook(sheets, title="Báo cáo A & B", subject="Khảo sát năm 2026", author="Trường Tiểu học Nghĩa Lộ")


@pytest.fixture(scope="module")
def file() -> bytes:
    return make(*SHEETS)


def rows_of(file: bytes, name: str) -> list[list[object]]:
    return CalamineWorkbook.from_filelike(io.BytesIO(file)).get_sheet_by_name(name).to_python(skip_empty_area=False)


def part(file: bytes, name: str) -> str:
    with zipfile.ZipFile(io.BytesIO(file)) as archive:
        return archive.read(name).decode()


def expected(cell: Cell, column: Column) -> list[object]:
    match cell:
        case Limits():
            return ["" if end is None else end for end in (cell.low, cell.high)]
        case Number():
            return [cell.value * 100 if cell.unit == "points" else cell.value]
        case Absent():
            return [cell.text] * (2 if column.is_interval else 1)
        case _:
            return [cell]


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.table.code)
def test_every_cell_reads_back_as_it_stands_in_the_table(file: bytes, sheet: Sheet) -> None:
    rows = rows_of(file, sheet.name)
    table = sheet.table
    assert rows[0][0] == table.title
    headers = [
        title for c in table.columns for title in ([f"{c.title} (thấp)", f"{c.title} (cao)"] if c.is_interval else [c.title])
    ]
    width = len(headers)
    assert rows[HEADER_ROW][:width] == headers
    for place, row in enumerate(table.rows, HEADER_ROW + 1):
        cells = [value for cell, column in zip(row.cells, table.columns, strict=True) for value in expected(cell, column)]
        assert [pytest.approx(v) if isinstance(v, float) else v for v in cells] == rows[place][:width]
    for note in table.notes:
        assert rows[HEADER_ROW + 1 + len(table.rows)][0] == note


def test_reasons_of_missing_figures_are_said_once_and_only_if_no_note_says_them(file: bytes) -> None:
    below = [row[0] for row in rows_of(file, "Câu hỏi")[HEADER_ROW + 41 :]]
    assert below == ["“–”: Năm trước chưa hỏi câu này."]
    assert not [row for row in rows_of(file, "Lĩnh vực") if str(row[0]).startswith("“×”")]


def test_formats_follow_the_unit(file: bytes) -> None:
    styles = html.unescape(part(file, "xl/styles.xml"))
    for code in ("0.0%", "#,##0", "0.00", "+0.0;-0.0;0.0"):
        assert f'formatCode="{code}"' in styles, code
    percent = Table("p", "P", (Column("Mức đáp ứng", 1),), (Row((Number(87.5, "87,5%", "percent"),)),))
    expectation = make(Sheet("p", percent))
    assert rows_of(expectation, "p")[-1] == [87.5]
    assert 'formatCode="0.0"%""' in html.unescape(part(expectation, "xl/styles.xml"))


HOSTILE = (
    "=1+1",
    "+84 90",
    "-",
    "@SUM(A1)",
    "http://a.vn",
    "007",
    "1e5",
    "{=1}",
    "a\x00b\x0bc",
    "=cmd|' /C calc'!A0",
    " =1",
    "\ud800x",
)


def test_text_that_looks_like_a_formula_a_number_or_a_link_stays_text() -> None:
    table = Table(
        "hostile", "=Bảng", (Column("=Cột", 1), Column("Số", 1)), tuple(Row((text, "1")) for text in HOSTILE), ("=ghi chú",)
    )
    file = make(Sheet("x", table))
    rows = rows_of(file, "x")
    assert [row[0] for row in rows[HEADER_ROW + 1 : -1]] == [*HOSTILE[:8], "ab\nc", *HOSTILE[9:11], "x"]
    assert {row[1] for row in rows[HEADER_ROW + 1 : -1]} == {"1"}
    assert (rows[0][0], rows[HEADER_ROW][0], rows[-1][0]) == ("=Bảng", "=Cột", "=ghi chú")
    xml = part(file, "xl/worksheets/sheet1.xml")
    assert "<f>" not in xml
    assert "<hyperlink" not in xml
    assert 'quotePrefix="1"' in part(file, "xl/styles.xml")


def test_what_does_not_fit_into_a_cell_is_refused_and_not_left_out() -> None:
    table = Table("long", "Dài", (Column("Ý kiến", 1),), (Row(("a" * 32_768,)),))
    with pytest.raises(SheetFullError):
        make(Sheet("x", table))
    assert rows_of(make(Sheet("x", replace(table, rows=(Row(("a" * 32_767,)),)))), "x")[HEADER_ROW + 1] == ["a" * 32_767]


def test_bars_are_drawn_from_the_cells_with_their_intervals(file: bytes) -> None:
    chart = part(file, "xl/charts/chart1.xml")
    assert '<c:barDir val="bar"/>' in chart
    assert "<c:f>'Lĩnh vực'!$C$4:$C$10</c:f>" in chart
    error_bars = re.search(r"<c:errBars>.*?</c:errBars>", chart)
    assert error_bars
    assert '<c:errValType val="cust"/>' in error_bars[0]
    assert re.findall(r"<c:f>(.*?)</c:f>", error_bars[0]) == ["'Lĩnh vực'!$H$4:$H$10", "'Lĩnh vực'!$G$4:$G$10"]
    rows = rows_of(file, "Lĩnh vực")
    for place, row in enumerate(dimension_table().rows, HEADER_ROW + 1):
        value, limits = row.cells[2], row.cells[3]
        ends = (limits.low, limits.high) if isinstance(limits, Limits) else (None, None)
        for end, length in zip(ends, rows[place][6:8], strict=True):
            assert length == pytest.approx(0 if end is None or not isinstance(value, Number) else abs(value.value - end))
    sheet = part(file, "xl/worksheets/sheet1.xml")
    assert "<f>IF(AND(ISNUMBER(C5),ISNUMBER(D5)),C5-D5,0)</f>" in sheet
    assert "<f>IF(AND(ISNUMBER(C5),ISNUMBER(E5)),E5-C5,0)</f>" in sheet


def test_a_long_distribution_has_a_sheet_for_its_stacked_bars(file: bytes) -> None:
    chart = part(file, "xl/charts/chart2.xml")
    assert '<c:grouping val="percentStacked"/>' in chart
    assert re.findall(r"<c:val><c:numRef><c:f>(.*?)</c:f>", chart) == [
        f"'Phân bố'!${letter}$4:${letter}$23" for letter in "BCDEF"
    ]
    names = CalamineWorkbook.from_filelike(io.BytesIO(file)).sheet_names
    assert names == ["Lĩnh vực", "Câu hỏi", "Khối", "Phân bố", "Biểu đồ Phân bố"]
    assert "<drawing " in part(file, "xl/worksheets/sheet5.xml")
    assert "<drawing " not in part(file, "xl/worksheets/sheet4.xml")


def test_charts_have_a_text_alternative(file: bytes) -> None:
    for number in (1, 2):
        drawing = part(file, f"xl/drawings/drawing{number}.xml")
        assert ALT.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;") in drawing


def test_sheets_are_ready_to_be_read_filtered_and_printed(file: bytes) -> None:
    for number, sheet in enumerate(SHEETS, 1):
        xml = part(file, f"xl/worksheets/sheet{number}.xml")
        assert f'<pane ySplit="{HEADER_ROW + 1}"' in xml
        assert 'state="frozen"' in xml
        assert (
            f":{'ABCDEFGHIJKLM'[sum(1 + c.is_interval for c in sheet.table.columns) - 1]}{3 + len(sheet.table.rows)}"
            in re.search(r'<autoFilter ref="[^"]+"', xml)[0]
        )
        assert 'paperSize="9"' in xml
        assert '<pageSetUpPr fitToPage="1"/>' in xml
        assert "Báo cáo A &amp;&amp; B" in xml
        assert "Trang &amp;P/&amp;N" in xml
        assert ('orientation="landscape"' in xml) == (sheet.name in {"Câu hỏi", "Khối"})
    book = part(file, "xl/workbook.xml")
    assert book.count("_xlnm.Print_Titles") == 3
    assert book.count("_xlnm.Print_Area") == 5
    core = part(file, "docProps/core.xml")
    assert "<dc:title>Báo cáo A &amp; B</dc:title>" in core
    assert "<dc:creator>Trường Tiểu học Nghĩa Lộ</dc:creator>" in core


def test_the_same_tables_give_the_same_bytes(file: bytes) -> None:
    assert make(*SHEETS) == file


def test_a_table_without_rows_and_a_workbook_without_sheets() -> None:
    table = replace(dimension_table(), rows=())
    rows = rows_of(make(Sheet("x", table, SHEETS[0].chart)), "x")
    assert rows[HEADER_ROW][0] == "Lĩnh vực"
    with pytest.raises(ValueError, match="needs a sheet"):
        make()


def test_names_of_sheets_are_valid_and_differ() -> None:
    wanted = ("a/b:c*[d]?\\e", "'Khối'", "", "Khối", "khối", "History", "x" * 40, "x" * 40, "📊" * 20, "\x00")
    names = sheet_names(wanted)
    assert names[:7] == ("a b c d e", "Khối", "Trang 3", "Khối (2)", "khối (3)", "History (2)", "x" * 31)
    assert names[7] == "x" * 27 + " (2)"
    assert names[9] == "Trang 10"
    assert all(len(name.encode("utf-16-le")) <= 62 for name in names)
    assert len({name.casefold() for name in names}) == len(names)
    table = Table("t", "T", (Column("A", 1),), (Row(("1",)),))
    assert CalamineWorkbook.from_filelike(io.BytesIO(make(*(Sheet(name, table) for name in wanted)))).sheet_names == list(names)
