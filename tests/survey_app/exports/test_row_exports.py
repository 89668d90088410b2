"""The three forms of a row file parsed back: the same rows and the same words in each, and not a byte too much."""

import csv
import dataclasses
import datetime as dt
import io
import re
import zipfile
from pathlib import Path
from random import Random
from typing import Any

import pyreadstat
import pytest
from hypothesis import given
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from analysis.estimates import Suppressed
from survey_app.exports import xlsx_tables
from survey_app.exports.csv_text import IncompleteExportError
from survey_app.exports.csv_unit import unit_report_to_csv
from survey_app.exports.data_dictionary import DICTIONARY_HEADER, notes
from survey_app.exports.rows_csv import row_file_to_zip
from survey_app.exports.rows_spss import row_file_to_sav, shorten, wrap
from survey_app.exports.rows_xlsx import row_file_to_xlsx
from survey_app.exports.xlsx_figures import unit_report_to_xlsx
from survey_app.exports.xlsx_tables import Sheet, TooManyCellsError, tables_to_xlsx
from survey_app.results.row_columns import Column, LeftOut
from survey_app.results.row_files import DataDictionary, RowFile, Source, Variable
from tests.survey_app.exports.test_csv import UNITS, unit_report
from tests.survey_app.results.row_samples import QUESTIONNAIRE

SOURCE = Source(
    unit_code="TH1",
    unit_name='=HYPERLINK("http://a.example")',
    campaign_code="2026",
    campaign_name="Khảo sát sự hài lòng năm 2026",
    opens_on=dt.date(2026, 5, 4),
    closes_on=dt.date(2026, 5, 29),
    sealed_on=dt.date(2026, 5, 30),
    questionnaire_code="TH-PH",
    questionnaire_title=QUESTIONNAIRE.title,
    questionnaire_version=1,
    questionnaire_digest=QUESTIONNAIRE.digest,
    wording=QUESTIONNAIRE.wording,
    access="đường dẫn mở",
    convention="answers",
    method_version="1",
    fingerprint="abc123",
)
GUIDE = Path(__file__).resolve().parents[3] / "docs" / "du-lieu.md"
LONG = "Câu hỏi rất dài về cơ sở vật chất, " * 12
SCALE = tuple((str(option.value), option.value, option.label) for option in QUESTIONNAIRE.scale.options)


def file_of(number: int = 50) -> RowFile:
    """Fifty rows of four columns, and two columns that were left out."""
    rng = Random(4)
    kept = (
        Column("KHOI", "Khối?", "grade", values=(("1", 1, "Khối 1"), ("2", 2, "Khối 2"))),
        Column("A01", "-Phòng học", "rating", dimension="Cơ sở", values=SCALE, not_applicable="Không áp dụng / không biết"),
        Column("A02", LONG, "rating", values=SCALE, not_applicable="Không áp dụng / không biết"),
        Column("F02", "Bao nhiêu phần trăm?", "percent"),
    )
    rows = tuple(
        (rng.choice((1, 2)), rng.choice((0, 1, 4, 5, None)), rng.choice((4, 5, None)), rng.choice((85, 100, None)))
        for _ in range(number)
    )
    variables = tuple(
        Variable(column, len([c for c in cells if c]), cells.count(0), cells.count(None))
        for column, cells in zip(kept, zip(*rows, strict=True), strict=True)
    )
    left_out = (
        LeftOut("H01", "Ông/Bà là gì của học sinh?", "small combination"),
        LeftOut("C05", "Bữa ăn bán trú", "withheld", Suppressed("too few")),
    )
    return RowFile(DataDictionary(SOURCE, number, variables, left_out), rows)


FILE = file_of()


def parse(data: bytes) -> list[list[str]]:
    assert data.startswith("\ufeff".encode())
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))


def test_the_zip_holds_the_rows_their_dictionary_and_the_notes() -> None:
    archive = zipfile.ZipFile(io.BytesIO(row_file_to_zip(FILE)))
    assert archive.namelist() == ["phieu.csv", "tu-dien.csv", "ghi-chu.csv"]
    assert {info.date_time for info in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    header, *rows = parse(archive.read("phieu.csv"))
    assert header == ["KHOI", "A01", "A02", "F02"]
    assert [tuple(int(cell) if cell else None for cell in row) for row in rows] == list(FILE.rows)
    header, *dictionary = parse(archive.read("tu-dien.csv"))
    assert tuple(header) == DICTIONARY_HEADER
    told = {(row[0], row[5]): row for row in dictionary}
    assert told["A01", "4"][6:8] == ["Hài lòng", "có"]
    assert told["A01", "0"][6:8] == ["Không áp dụng / không biết", "không"]
    assert told["A01", "4"][1] == "'-Phòng học", "no formula"
    assert told["A02", "1"][1] == LONG
    for variable in FILE.dictionary.variables:
        counts = [str(number) for number in (variable.valid, variable.not_applicable, variable.missing)]
        assert {tuple(row[8:11]) for row in dictionary if row[0] == variable.column.code} == {tuple(counts)}
    assert "dưới 10 phiếu" in told["H01", ""][-1]
    assert told["C05", ""][-1].startswith("không: ")
    said = dict(parse(archive.read("ghi-chu.csv"))[1:])
    assert QUESTIONNAIRE.digest in said["Mã nội dung phiếu"]
    assert said["Mã và phiên bản phiếu"] == "TH-PH, phiên bản 1"
    assert said["Số dòng"].startswith("50:")
    assert "Không có cột H01" in said


def test_the_workbook_has_numbers_as_numbers_and_text_as_text() -> None:
    workbook = CalamineWorkbook.from_object(io.BytesIO(row_file_to_xlsx(FILE)))
    assert workbook.sheet_names == ["Phiếu", "Từ điển", "Ghi chú"]
    header, *rows = workbook.get_sheet_by_name("Phiếu").to_python()
    assert header == ["KHOI", "A01", "A02", "F02"]
    assert [tuple(None if cell == "" else cell for cell in row) for row in rows] == list(FILE.rows)
    assert all(isinstance(cell, float) or cell == "" for row in rows for cell in row)
    dictionary = workbook.get_sheet_by_name("Từ điển").to_python()
    assert next(row[1] for row in dictionary if row[0] == "A01") == "-Phòng học"
    said = dict(workbook.get_sheet_by_name("Ghi chú").to_python()[1:])
    assert said["Đơn vị"] == '=HYPERLINK("http://a.example") (TH1)'
    assert said == dict(notes(FILE.dictionary))


def test_the_spss_file_has_labels_levels_and_missing_values(tmp_path: Path) -> None:
    path = tmp_path / "phieu.sav"
    path.write_bytes(row_file_to_sav(FILE))
    frame, told = pyreadstat.read_sav(path, user_missing=True)
    found = [tuple(None if cell != cell else int(cell) for cell in row) for row in frame.itertuples(index=False)]
    assert found == list(FILE.rows)
    assert told.column_names == ["KHOI", "A01", "A02", "F02"]
    labels = told.column_names_to_labels
    assert (labels["KHOI"], labels["A01"]) == ("Khối?", "-Phòng học")
    assert labels["A02"].endswith("…")
    assert LONG.startswith(labels["A02"].removesuffix("…"))
    assert told.variable_value_labels["KHOI"] == {1.0: "Khối 1", 2.0: "Khối 2"}
    scale = {float(number): label for _, number, label in SCALE}
    assert told.variable_value_labels["A01"] == {0.0: "Không áp dụng / không biết"} | scale
    assert told.variable_measure == {"KHOI": "nominal", "A01": "ordinal", "A02": "ordinal", "F02": "scale"}
    assert told.missing_ranges == {code: [{"lo": 0.0, "hi": 0.0}] for code in ("A01", "A02")}
    text = "\n".join(told.notes)
    assert QUESTIONNAIRE.digest in text.replace("\n", "")
    assert "Nhãn rút gọn trong SPSS: A02" in text
    blank, _ = pyreadstat.read_sav(path)
    assert blank["A01"].isna().sum() == sum(row[1] in (None, 0) for row in FILE.rows), "0 is missing unless asked for"


def test_a_column_that_nobody_answered_and_a_short_file_are_written_all_the_same(tmp_path: Path) -> None:
    file = dataclasses.replace(FILE, rows=tuple((1, None, 4, None) for _ in FILE.rows))
    row_file_to_zip(file)
    row_file_to_xlsx(file)
    (tmp_path / "phieu.sav").write_bytes(row_file_to_sav(file))
    frame, _ = pyreadstat.read_sav(tmp_path / "phieu.sav")
    assert frame["F02"].isna().all()


@pytest.mark.parametrize("write", [row_file_to_zip, row_file_to_sav], ids=["zip", "sav"])
def test_a_row_too_few_makes_no_file(write: object) -> None:
    with pytest.raises(IncompleteExportError):
        write(dataclasses.replace(FILE, rows=FILE.rows[1:]))  # type: ignore[operator]


def test_a_workbook_is_refused_before_it_fills_the_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xlsx_tables, "MOST_CELLS", 199)
    with pytest.raises(TooManyCellsError):
        row_file_to_xlsx(FILE)


def test_a_text_that_a_workbook_cannot_hold_is_not_cut_silently() -> None:
    sheet = Sheet("Bảng", ("a",), [("x" * 40_000,)], widths=(8,))
    with pytest.raises(IncompleteExportError):
        tables_to_xlsx((sheet,), title="", made_on=dt.date(2026, 5, 30))


def test_the_figures_in_the_workbook_are_those_of_the_csv() -> None:
    for unit in UNITS:
        report = unit_report(unit)
        data = unit_report_to_xlsx(report, access="đường dẫn mở", closes_on=dt.date(2026, 5, 29))
        sheet = CalamineWorkbook.from_object(io.BytesIO(data)).get_sheet_by_name("Số liệu").to_python()
        table = parse(unit_report_to_csv(report, access="đường dẫn mở"))
        assert len(sheet) == len(table)
        for written, read in zip(sheet, table, strict=True):
            for cell, text in zip(written, read, strict=True):
                assert (float(text) == pytest.approx(cell, abs=1e-6)) if isinstance(cell, float) else cell == text.lstrip("'")


def test_the_examples_in_the_analysts_guide_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("tung-phieu-2026-TH-PH-TH1.sav").write_bytes(row_file_to_sav(FILE))
    Path("tung-phieu-2026-TH-PH-TH1.zip").write_bytes(row_file_to_zip(FILE))
    first, second = re.findall(r"```python\n(.*?)```", GUIDE.read_text(), re.DOTALL)
    read: dict[str, Any] = {}
    exec(first, read)
    ratings = [cell for row in FILE.rows for cell in row[1:3] if cell]
    assert read["hai_long"] == pytest.approx(sum(cell >= 4 for cell in ratings) / len(ratings))
    assert read["loi_cau"]["A01"] == "-Phòng học"
    exec(second, read)
    assert read["phieu"]["A01"].sum() == sum(row[1] or 0 for row in FILE.rows)
    assert read["phieu"]["A01"].isna().sum() == sum(not row[1] for row in FILE.rows)


@given(st.text(max_size=400), st.integers(min_value=4, max_value=90))
def test_a_shortened_text_fits_and_says_that_it_is_shortened(text: str, longest: int) -> None:
    short = shorten(text, longest)
    assert len(short.encode()) <= longest
    assert short == text or (short.endswith("…") and text.startswith(short[:-1]))


@given(st.text(max_size=400), st.integers(min_value=4, max_value=90))
def test_lines_fit_and_lose_no_letter(text: str, longest: int) -> None:
    lines = list(wrap(text, longest))
    assert all(0 < len(line.encode()) <= longest for line in lines)
    assert "".join(lines).replace(" ", "") == "".join(text.split())
