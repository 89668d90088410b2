"""The annual report in four forms that say the same, and a folder of them that a cut run leaves in order."""

import io
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import docx
import pypdf
import pytest
from bs4 import BeautifulSoup
from python_calamine import CalamineWorkbook

from survey_app.documents.annual_document import build_annual_document
from survey_app.documents.model import Cell, Document, Limits, Number, Paragraph, Table
from survey_app.exports import annual_files
from survey_app.exports.annual_files import ALL_FORMS, LIST_NAME, build_annual_file, export_all, file_name
from survey_app.exports.annual_workbook import annual_sheets
from survey_app.results.annual_figures import AnnualReport, CommentCounts, ReleasedComments
from tests.annual_reports import make_annual_report, make_part, make_settings

DIGITS = re.compile(r"\d[\d.,]*")


@pytest.fixture(scope="module")
def report() -> AnnualReport:
    comments = (ReleasedComments("G01", "Điều hài lòng nhất", ("Cô giáo tận tình.", "=1+1", "+84 là mã nước")),)
    parent = replace(make_part(with_earlier=True), comments=comments, comment_counts=CommentCounts(released=3))
    return make_annual_report(parent, make_part("THCS-HS", by_grade={"6": 70, "7": 60}, satisfied=0.85, seed=9))


@pytest.fixture(scope="module")
def document(report: AnnualReport) -> Document:
    return build_annual_document(report, make_settings())


def printed(cell: Cell) -> str:
    return cell if isinstance(cell, str) else cell.text


def packed(text: str) -> str:
    """The text without the places where a line may end, which each form chooses for itself."""
    return re.sub(r"[\s\u200b\u00ad]+", "", text)


def figures(tables: tuple[Table, ...]) -> list[str]:
    """Every figure of the tables as people read it, in order."""
    cells = (cell for table in tables for row in table.rows for cell in row.cells)
    return [packed(cell.text) for cell in cells if isinstance(cell, (Number, Limits))]


def in_order(wanted: list[str], text: str) -> None:
    place = 0
    for one in wanted:
        found = text.find(one, place)
        assert found >= 0, f"{one} is missing after {text[max(0, place - 80) : place]}"
        place = found + len(one)


def test_word_pdf_and_page_print_every_figure_of_the_report_in_the_same_order(report: AnnualReport, document: Document) -> None:
    wanted = figures(document.tables())
    assert len(wanted) > 1200
    settings = make_settings()
    word = docx.Document(io.BytesIO(build_annual_file(report, settings, "docx")))
    in_word = packed("\n".join(cell.text for table in word.tables for row in table.rows for cell in row.cells))
    in_order(wanted, in_word)
    page = BeautifulSoup(build_annual_file(report, settings, "html"), "html.parser")
    in_order(wanted, packed(" ".join(cell.get_text() for cell in page.select("tbody td, tbody th"))))
    pdf = pypdf.PdfReader(io.BytesIO(build_annual_file(report, settings, "pdf")))
    in_order(wanted, packed("".join(sheet.extract_text() for sheet in pdf.pages)))


def test_the_sentences_are_the_same_in_word_pdf_and_page(report: AnnualReport, document: Document) -> None:
    files = {form: io.BytesIO(build_annual_file(report, make_settings(), form)) for form in ("docx", "html", "pdf")}
    texts = {
        "docx": packed("".join(paragraph.text for paragraph in docx.Document(files["docx"]).paragraphs)),
        "html": packed(BeautifulSoup(files["html"], "html.parser").get_text()),
        "pdf": packed("".join(page.extract_text() for page in pypdf.PdfReader(files["pdf"]).pages)),
    }
    paragraphs = [block for block in document.body if isinstance(block, Paragraph)]
    sentences = [packed(one.runs[0].text) for one in paragraphs if not any(run.is_blank for run in one.runs)]
    assert len(sentences) > 15
    for sentence in sentences:
        assert sentence in texts["docx"]
        assert sentence in texts["html"]
        assert all(number in texts["pdf"] for number in DIGITS.findall(sentence))  # a page may end inside a sentence


def test_the_workbook_has_the_values_of_the_report(report: AnnualReport) -> None:
    book = CalamineWorkbook.from_filelike(io.BytesIO(build_annual_file(report, make_settings(), "xlsx")))
    for name, table in ((sheet.name, sheet.table) for sheet in annual_sheets(report)):
        rows = book.get_sheet_by_name(name).to_python()[3:]
        for row, written in zip(table.rows, rows, strict=False):
            wanted = list(values_of(row.cells))
            numbers = [value for value in written if isinstance(value, float)]
            assert numbers[: len(wanted)] == pytest.approx(wanted), name  # what follows draws the bars of errors


def values_of(cells: tuple[Cell, ...]) -> Iterator[float]:
    for cell in cells:
        if isinstance(cell, Number):
            yield cell.value * (100 if cell.unit == "points" else 1)
        elif isinstance(cell, Limits):
            yield from (100 * end if cell.unit == "points" else end for end in (cell.low, cell.high) if end is not None)


def test_what_people_wrote_is_text_in_the_workbook(report: AnnualReport) -> None:
    book = CalamineWorkbook.from_filelike(io.BytesIO(build_annual_file(report, make_settings(), "xlsx")))
    said = [value for row in book.get_sheet_by_name("Ý kiến").to_python() for value in row]
    assert {"=1+1", "+84 là mã nước", "Cô giáo tận tình."} <= set(said)


def test_a_folder_holds_four_files_for_each_unit_and_a_second_run_writes_nothing(tmp_path: Path) -> None:
    jobs = [(replace(one, unit_code=code), make_settings()) for code in ("TH1", "TH2", "TH3") for one in [make_annual_report()]]
    assert dict(export_all(jobs, tmp_path, workers=2)) == dict.fromkeys(("TH1", "TH2", "TH3"), "written")
    for job, _settings in jobs:
        assert {path.name for path in (tmp_path / job.unit_code).iterdir()} == {
            f"{file_name(job)}.{form}" for form in ALL_FORMS
        }
    assert set(dict(export_all(jobs, tmp_path, workers=1)).values()) == {"kept"}
    assert (tmp_path / LIST_NAME).read_text("utf-8-sig").count("TH1") == 2  # its code and its folder, in one line


def test_what_was_cut_or_changed_is_written_again_and_nothing_else(tmp_path: Path) -> None:
    first, second = ((replace(make_annual_report(), unit_code=code), make_settings()) for code in ("TH1", "TH2"))
    dict(export_all([first, second], tmp_path, workers=1))
    listed = (tmp_path / LIST_NAME).read_bytes().splitlines()
    last = listed[-1][:3].decode()
    (tmp_path / LIST_NAME).write_bytes(b"\r\n".join(listed)[:-40])  # the power went while the last line was written
    assert [unit for unit, outcome in export_all([first, second], tmp_path, workers=1) if outcome == "written"] == [last]
    signed = (first[0], make_settings(signer="Y Blăn"))
    assert dict(export_all([signed, second], tmp_path, workers=1)) == {"TH1": "written", "TH2": "kept"}
    (tmp_path / "TH2" / f"{file_name(second[0])}.pdf").unlink()
    assert dict(export_all([signed, second], tmp_path, workers=1)) == {"TH1": "kept", "TH2": "written"}


def test_a_unit_that_fails_stops_no_other(tmp_path: Path) -> None:
    whole = make_annual_report()
    broken = replace(whole, unit_code="TH2", parts=(replace(whole.parts[0], questionnaire=None),))  # type: ignore[arg-type]
    jobs = [(broken, make_settings()), (whole, make_settings())]
    assert dict(export_all(jobs, tmp_path, workers=1)) == {"TH2": "failed", "TH1": "written"}
    assert dict(export_all(jobs, tmp_path, workers=1)) == {"TH2": "failed", "TH1": "kept"}


def test_a_folder_that_cannot_be_written_ends_the_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "TH1").write_text("a file where the folder should be")
    with pytest.raises(OSError, match="TH1"):
        list(export_all([(make_annual_report(), make_settings())], tmp_path, workers=1))
    assert not list(tmp_path.glob("**/*.dang-ghi"))
    assert annual_files.ALL_FORMS == ("docx", "pdf", "xlsx", "html")
