"""A small workbook that says it holds more than memory does is refused before its reader, which would end the process."""

import io
import zipfile

import pytest
import xlsxwriter

from survey_app.campaigns.units_file import UNITS, UnitsFileError, read_sheets
from survey_app.campaigns.workbook_parts import TooFarError, TooLargeError, repack

SHEET, STRINGS = "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml"
TOO_FAR = "nằm ngoài 10000 dòng hoặc quá xa bên phải"


def workbook(**changed: str) -> bytes:
    """A good workbook of one cell, some of its parts put in the place of others."""
    made = io.BytesIO()
    with xlsxwriter.Workbook(made) as book:
        book.add_worksheet().write(0, 0, "Mã")
    with zipfile.ZipFile(made) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    parts |= {name: text.encode() for name, text in changed.items()}
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return packed.getvalue()


def sheet(rows: str) -> str:
    return f'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{rows}</sheetData></worksheet>'


@pytest.mark.parametrize(
    "rows",
    [
        "<row>" + "<c><v>1</v></c>" * 703 + "</row>",
        "<row><c><v>1</v></c></row>" * 10_001,
        '<row r="10001"/>',
        '<row r="1"><c r="AAA1"><v>1</v></c></row>',
        '<row r="1"><c r="A10001"><v>1</v></c></row>',
        '<row r="1"><c r="ZZ1"><v>1</v></c><c><v>1</v></c></row>',
        '<row><c x=\' r="A1"\' r="A99999"><v>1</v></c></row>',
    ],
    ids=["columns without address", "rows without address", "row", "column", "cell", "after the last", "in an attribute"],
)
def test_cells_too_far_out_are_refused_however_they_are_told(rows: str) -> None:
    content = workbook(**{SHEET: sheet(rows)})
    with pytest.raises(TooFarError):
        repack(content)
    with pytest.raises(UnitsFileError, match=TOO_FAR):
        read_sheets(content, UNITS)


def test_cells_without_an_address_are_read_where_they_stand() -> None:
    rows = '<row><c><v>1</v></c><c r="C1"><v>2</v></c><c><v>3</v></c></row><row><c><v>4</v></c></row>'
    (found,) = read_sheets(workbook(**{SHEET: sheet(rows)}), UNITS)
    assert [row.cells for row in found.rows] == [("1", "", "2", "3"), ("4", "", "", "")]


def test_one_long_text_in_very_many_cells_is_refused() -> None:
    cells = "".join(f'<row r="{row}"><c t="s"><v>0</v></c></row>' for row in range(1, 101))
    strings = f"<sst><si><t>{'a' * 700_000}</t></si></sst>"
    with pytest.raises(TooLargeError):
        repack(workbook(**{SHEET: sheet(cells), STRINGS: strings}))


def test_a_sheet_that_is_named_again_and_again_is_refused() -> None:
    far = sheet('<row r="1"><c r="A1"><v>1</v></c></row><row r="10000"><c r="ZZ10000"><v>1</v></c></row>')
    with zipfile.ZipFile(io.BytesIO(workbook())) as archive:
        book = archive.read("xl/workbook.xml").decode()
    start, end = book.index("<sheet "), book.index("</sheets>")
    many = "".join(book[start:end].replace('name="Sheet1"', f'name="S{k}"') for k in range(3))
    content = workbook(**{SHEET: far, "xl/workbook.xml": book[:start] + many + book[end:]})
    with pytest.raises(UnitsFileError, match="giải nén ra quá lớn"):
        read_sheets(content, UNITS)


def test_entities_of_a_file_are_not_looked_up() -> None:
    declared = '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>' + sheet('<row r="1"><c r="A1"><v>&e;</v></c></row>')
    with pytest.raises(UnitsFileError, match="Không đọc được"):
        read_sheets(workbook(**{SHEET: declared}), UNITS)


def test_the_reader_gets_no_part_of_another_format() -> None:
    packed = repack(workbook(**{"content.xml": "<x/>", "xl/workbook.bin": "x", "mimetype": "x", "xl/media/1.png": "x"}))
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        assert {name.rpartition(".")[2] for name in archive.namelist()} == {"xml", "rels"}
        assert "content.xml" not in archive.namelist()
