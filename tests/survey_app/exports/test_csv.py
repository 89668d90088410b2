"""CSV files parsed back and compared with the report they were made from."""

import csv
import io
from dataclasses import replace
from random import Random

import pytest

from analysis.estimates import Estimate, Suppressed
from analysis.reports import (
    DepartmentReport,
    UnitReport,
    UnitSums,
    build_department_report,
    build_frame,
    build_unit_report,
)
from analysis.sheets import sums_by_cell
from questionnaires import load_shipped
from survey_app.demo.answers import Place, make_responses
from survey_app.exports import csv_text
from survey_app.exports.csv_department import department_report_to_csv
from survey_app.exports.csv_text import IncompleteExportError, to_csv, to_text
from survey_app.exports.csv_unit import unit_report_to_csv

QUESTIONNAIRE = load_shipped()["TH-PH"]
ACCESS = "mã dùng một lần, mỗi mã gửi được một phiếu; đã phát 120 mã, đã dùng 80"
GRADES = {"1": 60, "2": 55, "3": 50, "4": 45, "5": 40}


def unit_sums(code: str, number: int) -> UnitSums:
    place = Place(1.3, canteen=False, grades=GRADES)
    responses = make_responses(Random(code), QUESTIONNAIRE, place, number=number)
    cells = sums_by_cell(
        QUESTIONNAIRE,
        [response.sheet for response in responses],
        [response.grade for response in responses],
        percents=[response.percents for response in responses],
    )
    return UnitSums(code, f"Trường Tiểu học {code}", "Xã Đăk Rơ Wa", cells, GRADES)


UNITS = tuple(unit_sums(code, number) for code, number in (("MỘT", 120), ("HAI", 30), ("BA", 4), ("BỐN", 0)))


def unit_report(unit: UnitSums) -> UnitReport:
    return build_unit_report(
        QUESTIONNAIRE,
        unit.cells,
        unit_code=unit.code,
        unit_name=unit.name,
        eligible=unit.eligible,
        frame=build_frame(QUESTIONNAIRE, UNITS),
        target=0.9,
        convention="answers",
    )


def department_report() -> DepartmentReport:
    return build_department_report(QUESTIONNAIRE, UNITS, target=0.9, convention="answers")


def parse(data: bytes) -> list[dict[str, str]]:
    assert data.startswith("\ufeff".encode()), "Excel needs the mark to read Vietnamese letters"
    text = data.decode("utf-8-sig")
    header, *rows = csv.reader(io.StringIO(text, newline=""))
    assert len(set(header)) == len(header)
    return [dict(zip(header, row, strict=True)) for row in rows]


def assert_same(figure: Estimate | Suppressed, row: dict[str, str], *, columns: str, value: str) -> None:
    if isinstance(figure, Suppressed):
        assert not row[value][0].isdigit(), "the reason stands where the number would"
        assert row[value] == row[f"{columns}: cận dưới 95%"] == row[f"{columns}: số câu trả lời"]
        return
    assert float(row[value]) == pytest.approx(figure.value, abs=1e-6)
    limits = (figure.low, figure.high, figure.low90, figure.high90)
    names = ("cận dưới 95%", "cận trên 95%", "cận dưới 95% một phía", "cận trên 95% một phía")
    for name, limit in zip(names, limits, strict=True):
        text = row[f"{columns}: {name}"]
        assert (float(text) if text else None) == (None if limit is None else pytest.approx(limit, abs=1e-6))
    assert int(row[f"{columns}: số phiếu"]) == figure.n
    assert int(row[f"{columns}: số câu trả lời"]) == figure.base


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.code)
def test_a_unit_file_says_what_the_report_says(unit: UnitSums) -> None:
    report = unit_report(unit)
    rows = parse(unit_report_to_csv(report, access=ACCESS))
    items = {item.code: item for dimension in report.dimensions for item in dimension.items}
    assert report.overall is not None
    items[report.overall.code] = report.overall
    dimensions = {dimension.code: dimension for dimension in report.dimensions}
    found = {row["Mã"]: row for row in rows if row["Mã"]}
    assert set(found) == set(items) | set(dimensions)
    for code, figures in {**items, **dimensions}.items():
        assert_same(figures.share, found[code], columns="Tỷ lệ", value="Tỷ lệ hài lòng (0-1)")
        assert_same(figures.score, found[code], columns="Điểm", value="Điểm trung bình (1-5)")
    for code, item in items.items():
        cells = [found[code][f"{value} - {label}"] for value, label in enumerate(report.option_labels, start=1)]
        if isinstance(item.distribution, Suppressed):
            assert len(set(cells)) == 1
            assert not cells[0].isdigit()
        else:
            assert tuple(map(int, cells)) == item.distribution.counts
            assert int(found[code]["Không trả lời"]) == item.distribution.missing
            assert int(found[code]["Không áp dụng / không biết"]) == item.distribution.not_applicable
    index = next(row for row in rows if row["Loại"] == "Tỷ lệ hài lòng toàn phiếu")
    assert_same(report.index_share, index, columns="Tỷ lệ", value="Tỷ lệ hài lòng (0-1)")
    assert_same(report.index_score, index, columns="Điểm", value="Điểm trung bình (1-5)")
    assert {row["Mã kiểm tra"] for row in rows} == {report.fingerprint}
    assert {row["Cách nhận phiếu"] for row in rows} == {ACCESS}
    assert {row["Số phiếu nhận được"] for row in rows} == {str(report.forms)}


def test_a_withheld_unit_gives_no_number_away() -> None:
    rows = parse(unit_report_to_csv(unit_report(UNITS[2]), access=ACCESS))
    figures = [name for name in rows[0] if name.startswith(("Tỷ lệ", "Điểm", "1 -", "2 -", "3 -", "4 -", "5 -", "Không"))]
    assert not [row[name] for row in rows for name in figures if "số phiếu" not in name and row[name][:1].isdigit()]


def test_a_department_file_has_a_row_for_every_unit_and_one_for_all() -> None:
    report = department_report()
    *rows, total = parse(department_report_to_csv(report, access=ACCESS))
    assert [row["Mã đơn vị"] for row in rows] == [unit.code for unit in report.units]
    for unit, row in zip(report.units, rows, strict=True):
        assert (row["Đơn vị"], row["Xã, phường"]) == (unit.name, unit.group)
        assert_same(unit.result, row, columns="Tỷ lệ", value="Tỷ lệ hài lòng (0-1)")
    assert total["Loại"] == "Toàn bộ"
    assert {row["Cách nhận phiếu"] for row in (*rows, total)} == {ACCESS}
    assert_same(report.total, total, columns="Tỷ lệ", value="Tỷ lệ hài lòng (0-1)")


def test_a_unit_within_the_limits_is_told_from_one_that_was_not_judged() -> None:
    report = department_report()
    units = tuple(replace(unit, position=place) for unit, place in zip(report.units, ("within", None, "above"), strict=False))
    rows = parse(department_report_to_csv(replace(report, units=units), access=ACCESS))
    assert [row["So với mức chung"] for row in rows] == ["chưa thấy khác mức chung", "", "cao hơn mức chung", ""]


def test_a_name_that_looks_like_a_formula_is_written_as_text() -> None:
    report = replace(unit_report(UNITS[0]), unit_name='=HYPERLINK("http://a.example";"Trường")')
    assert {row["Đơn vị"][:2] for row in parse(unit_report_to_csv(report, access=ACCESS))} == {"'="}


@pytest.mark.parametrize(
    ("cell", "written"),
    [
        ("=1+1", "'=1+1"),
        ("+84", "'+84"),
        ("-Không", "'-Không"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\t=1", "'\t'=1"),
        ("\r=1", "'\r=1"),
        ("Rờ Kơi", "Rờ Kơi"),
        ("", ""),
        (None, ""),
        (-0.25, "-0.250000"),
        (2 / 3, "0.666667"),
        (1e-9, "0.000000"),
        (12, "12"),
        ("Trường X;=HYPERLINK(1)", "Trường X;'=HYPERLINK(1)"),
        ("Trường X; @SUM(1)", "Trường X;' @SUM(1)"),
    ],
)
def test_cells_are_machine_numbers_and_harmless_text(cell: csv_text.Cell, written: str) -> None:
    assert to_text(cell) == written


def test_commas_quotes_and_line_breaks_stay_in_their_cell() -> None:
    cells = ("a,b", 'nói "được"', "hai\ndòng", "; \r\n")
    data = to_csv(("1", "2", "3", "4"), [cells], expected_rows=1)
    assert list(parse(data)[0].values()) == list(cells)


def test_a_file_that_is_not_whole_is_not_given_away() -> None:
    with pytest.raises(IncompleteExportError):
        to_csv(("a",), [("1",)], expected_rows=2)
    with pytest.raises(IncompleteExportError):
        to_csv(("a", "b"), [("1",)], expected_rows=1)
