"""The department's reports in their forms say the same, number by number, and none of them what is withheld."""

import io
import re
from dataclasses import replace
from pathlib import Path

import docx
import pypdf
import pytest
from bs4 import BeautifulSoup
from python_calamine import CalamineWorkbook

from survey_app.db import Database
from survey_app.documents.causes_document import build_causes_document
from survey_app.documents.department_document import build_department_document
from survey_app.documents.infographic import build_infographic
from survey_app.documents.model import Absent, Cell, Document, Limits, Number, Paragraph, Table
from survey_app.documents.settings import UnitSettings
from survey_app.exports.department_files import ALL_FORMS, build_causes_file, build_department_file
from survey_app.exports.department_workbook import department_sheets
from survey_app.exports.infographic import SIDE, build_infographic_pdf, build_infographic_png
from survey_app.results.department_figures import DepartmentReportFigures
from tests.conftest import MakeDatabase
from tests.department_reports import BESIDE, LONG_NAME, fill_department, gather
from tests.survey_app.exports.test_annual_files import DIGITS, figures, in_order, packed

Made = tuple[DepartmentReportFigures, UnitSettings]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory, make_database: MakeDatabase) -> Made:
    with make_database("sqlite", tmp_path_factory.mktemp("department")) as url:
        return fill_and_gather(url)


def fill_and_gather(url: str) -> Made:
    database = Database(url)
    with database.writing() as session:
        fill_department(session, beside=(*BESIDE, ("TH4", "sample", 30, 0.9)))
    with database.reading() as session:
        found = gather(session)
    database.engine.dispose()
    return found


def test_the_files_are_written_from_the_same_figures_on_postgresql(
    made: Made, tmp_path: Path, make_database: MakeDatabase
) -> None:
    """So the files themselves, which know no database, are looked at once."""
    with make_database("postgresql", tmp_path) as url:
        assert fill_and_gather(url) == made


@pytest.fixture(scope="module")
def document(made: Made) -> Document:
    return build_department_document(*made)


@pytest.fixture(scope="module")
def causes(made: Made) -> Document:
    return build_causes_document(*made)


def text_of(form: str, content: bytes) -> str:
    """What a file says: the cells of its tables for a page and a Word file, everything for a PDF."""
    if form == "docx":
        word = docx.Document(io.BytesIO(content))
        return packed("\n".join(cell.text for table in word.tables for row in table.rows for cell in row.cells))
    if form == "html":
        page = BeautifulSoup(content, "html.parser")
        return packed(" ".join(cell.get_text() for cell in page.select("tbody td, tbody th")))
    pages = (packed(sheet.extract_text()) for sheet in pypdf.PdfReader(io.BytesIO(content)).pages)
    return "".join(re.sub(r"^\d+", "", page) for page in pages)  # the number of a page parts no sentence


@pytest.mark.parametrize("form", ["docx", "html", "pdf"])
def test_every_figure_of_the_report_stands_in_every_form_in_the_same_order(made: Made, document: Document, form: str) -> None:
    wanted = figures(document.tables())
    assert len(wanted) > 1500
    in_order(wanted, text_of(form, build_department_file(made[0], document, form)))


@pytest.mark.parametrize("form", ["docx", "html", "pdf"])
def test_sentences_are_the_same_in_every_form(made: Made, document: Document, form: str) -> None:
    content = build_department_file(made[0], document, form)
    if form == "docx":
        text = packed("".join(paragraph.text for paragraph in docx.Document(io.BytesIO(content)).paragraphs))
    elif form == "html":
        text = packed(BeautifulSoup(content, "html.parser").get_text())
    else:
        text = text_of(form, content)
    sentences = [
        "".join(run.text for run in block.runs)
        for block in document.body
        if isinstance(block, Paragraph) and not any(run.is_blank for run in block.runs)
    ]
    assert len(sentences) > 30
    for sentence in sentences:
        assert packed(sentence).rstrip("./") in text, sentence


def test_the_workbook_has_the_values_behind_the_printed_figures(made: Made, document: Document) -> None:
    book = CalamineWorkbook.from_filelike(io.BytesIO(build_department_file(made[0], document, "xlsx")))
    sheets = tuple(department_sheets(made[0]))
    assert len(book.sheet_names) >= len(sheets)
    for name, sheet in zip(book.sheet_names, [one for one in sheets if one.chart is None], strict=False):
        assert name
        assert sheet.table.rows
    rows = book.get_sheet_by_name("Đơn vị").to_python()
    table = next(sheet.table for sheet in sheets if sheet.name == "Đơn vị")
    values = {value for row in rows for value in row if isinstance(value, float)}
    for row in table.rows:
        for cell in row.cells:
            for number in numbers_of(cell):
                assert any(abs(number - value) < 1e-9 for value in values), cell
    assert "Giải thích" in book.sheet_names


def numbers_of(cell: Cell) -> list[float]:
    if isinstance(cell, Number):
        return [float(cell.value)]
    return [end for end in (cell.low, cell.high) if end is not None] if isinstance(cell, Limits) else []


def test_a_commune_with_one_hidden_school_of_two_is_a_dash_in_every_form(made: Made, document: Document) -> None:
    table = find_table(document, "communes-TH-PH")
    hidden = next(row for row in table.rows if row.cells[0] == "Phường Nghĩa Lộ")
    assert hidden.cells[1] == "1 / 2"
    assert [type(cell) for cell in hidden.cells[3:]] == [Absent] * 4
    units = find_table(document, "units-TH-PH")
    small = next(row for row in units.rows if row.cells[0] == "Trường Tiểu học Ngọk Bay 3")
    assert isinstance(small.cells[3], Absent)
    assert all(isinstance(cell, Absent) for cell in small.cells[3:])


def test_the_drawn_sample_stands_in_the_report_and_in_the_workbook(made: Made, document: Document) -> None:
    names = [str(row.cells[0]) for row in find_table(document, "summary").rows]
    assert any(name.endswith(": Sở khảo sát mẫu ngẫu nhiên ở 1 đơn vị") for name in names)
    beside = find_table(document, "beside-TH-PH")
    assert [row.cells[1] for row in beside.rows].count("Sở khảo sát mẫu ngẫu nhiên") == 1
    book = CalamineWorkbook.from_filelike(io.BytesIO(build_department_file(made[0], document, "xlsx")))
    rows = book.get_sheet_by_name("Sở khảo sát TH-PH").to_python()
    assert sum("Sở khảo sát mẫu ngẫu nhiên" in row for row in rows) == 1
    assert any(
        "khoảng tin cậy 95%" in run.text for block in document.body if isinstance(block, Paragraph) for run in block.runs
    )


def test_units_stand_by_commune_and_name_and_nowhere_by_a_figure(document: Document) -> None:
    names = [row.cells[0] for row in find_table(document, "units-TH-PH").rows]
    assert names == [
        "Phường Nghĩa Lộ",
        "Trường Tiểu học Ngọk Bay 1",
        "Trường Tiểu học Ngọk Bay 3",
        "Xã Đăk Rơ Wa",
        LONG_NAME,
        "Trường Tiểu học Nghĩa Lộ 2",
        "Trường Tiểu học Nghĩa Lộ 4",
    ]


@pytest.mark.parametrize("form", ["docx", "pdf", "xlsx"])
def test_the_analysis_of_lost_points_is_a_file_with_room_for_measures(causes: Document, form: str) -> None:
    content = build_causes_file(causes, form)
    if form == "xlsx":
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        assert len(book.sheet_names) == len(causes.tables())
        return
    text = text_of(form, content)
    in_order(figures(causes.tables()), text)
    assert packed("................") in text
    measures = find_table(causes, "measures")
    assert len(measures.rows) == 6
    assert all(isinstance(cell, Absent) and cell.reason == "chỗ cần điền" for row in measures.rows for cell in row.cells[2:])


def test_what_is_lost_is_sorted_by_what_it_takes(causes: Document) -> None:
    table = find_table(causes, "items-lost")
    primary = [row.cells[6].value for row in table.rows if row.cells[0] == "TH-PH" and isinstance(row.cells[6], Number)]
    assert len(primary) == 8
    assert primary == sorted(primary, reverse=True)


def test_a_sentence_of_what_is_lost_says_what_the_table_says_with_limits(causes: Document) -> None:
    words = " ".join("".join(run.text for run in one.runs) for one in causes.body if isinstance(one, Paragraph)).replace(
        "\xa0", " "
    )
    told = re.findall(r"“([^”]+)” mất ([\d,]+) điểm \(([\d,]+ – [\d,]+)\)", words)
    rows = {
        (row.cells[2], row.cells[6].text, row.cells[7].text)
        for row in find_table(causes, "items-lost").rows
        if isinstance(row.cells[6], Number) and isinstance(row.cells[7], Limits)
    }
    assert len(told) == words.count("” mất ") >= 3
    assert set(told) <= rows


def test_a_line_of_the_picture_stands_at_its_own_target(made: Made) -> None:
    *others, last = made[0].parts
    judged = replace(last, part=replace(last.part, report=replace(last.part.report, target=0.95)))
    told = build_infographic(replace(made[0], parts=(*others, judged)), made[1].official_name)
    lines = dict(told.groups)["Theo phiếu khảo sát"]
    assert [line.target for line in lines] == [0.9] * len(others) + [0.95]
    title = last.part.questionnaire.short_title
    assert told.target_text == f"chỉ tiêu 90%, riêng {title[:1].lower()}{title[1:]} 95%"
    assert told.square_target_text == "chỉ tiêu 90%"


def test_the_picture_is_square_and_the_page_prints_the_figures(made: Made) -> None:
    told = build_infographic(made[0], made[1].official_name)
    picture = build_infographic_png(told)
    assert picture.startswith(b"\x89PNG")
    assert (int.from_bytes(picture[16:20], "big"), int.from_bytes(picture[20:24], "big")) == (SIDE, SIDE)
    reader = pypdf.PdfReader(io.BytesIO(build_infographic_pdf(told)))
    assert len(reader.pages) == 1
    text = packed(reader.pages[0].extract_text())
    for line in (told.main, *(line for _, lines in told.groups for line in lines)):
        for word in (line.value_text, line.limits_text, line.forms_text):
            assert packed(word) in text
    for line in (told.main, *told.square):
        assert all(packed(word) in packed(told.alt) for word in (line.value_text, line.limits_text, line.forms_text))
    assert told.main.limits_text
    assert told.main.forms_text


def test_all_forms_are_built_and_numbers_of_the_alternative_text_are_those_of_the_report(made: Made) -> None:
    told = build_infographic(made[0], made[1].official_name)
    printed = {number for line in (told.main, *told.square) for number in DIGITS.findall(line.value_text + line.limits_text)}
    assert printed <= set(DIGITS.findall(re.sub(r"\s", " ", told.alt)))
    assert ALL_FORMS == ("docx", "pdf", "xlsx", "html")


def find_table(document: Document, code: str) -> Table:
    return next(table for table in document.tables() if table.code == code)
