"""The same survey gives the same bytes, however its files are written and in whatever order."""

import os
import random
import subprocess
import sys
from pathlib import Path

import pytest

from tests.analysis.desk.survey_files import (
    Table,
    answer_rows,
    questionnaire,
    random_survey,
    run,
    run_json,
    unit_rows,
    write_csv,
    write_xlsx,
)

SIZES = {"Hoa Sen": {"1": 14, "2": 11}, "Đống Đa": {"1": 12, "3": 10}, "An": {"": 16}, "101": {"2": 13}}
ELIGIBLE = {"Hoa Sen": {"1": 40, "2": 30}, "Đống Đa": {"1": 30, "2": 5, "3": 22}, "An": 25, "Xa": 12}


@pytest.fixture(scope="module")
def rows() -> Table:
    return answer_rows(random_survey(random.Random(3), SIZES))


@pytest.fixture(scope="module")
def folder(rows: Table, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("files")
    write_csv(folder / "phieu.csv", rows)
    write_csv(folder / "don-vi.csv", unit_rows(ELIGIBLE))
    return folder


@pytest.fixture(scope="module")
def expected(folder: Path) -> bytes:
    return bytes_of(folder / "phieu.csv", folder / "don-vi.csv")


def bytes_of(answers: Path, units: Path) -> bytes:
    done = run("pvnt", answers, "--units", units, "--format", "json")
    assert done.returncode == 0, done.stderr.decode()
    return done.stdout


def test_shuffled_rows_columns_and_units_give_the_same_bytes(
    rows: Table, folder: Path, tmp_path: Path, expected: bytes
) -> None:
    rng = random.Random(5)
    header, *forms = rows
    order = rng.sample(range(len(header)), len(header))
    mixed = [[row[place] for place in order] for row in [header, *rng.sample(forms, len(forms))]]
    units = unit_rows(dict(reversed(ELIGIBLE.items())))
    assert bytes_of(write_csv(tmp_path / "phieu.csv", mixed), write_csv(tmp_path / "don-vi.csv", units)) == expected


@pytest.mark.parametrize(("delimiter", "encoding"), [(";", "utf-8-sig"), ("\t", "utf-8"), (",", "utf-8-sig")])
def test_delimiters_and_marks_of_other_programs_give_the_same_bytes(
    rows: Table, tmp_path: Path, expected: bytes, delimiter: str, encoding: str
) -> None:
    answers = write_csv(tmp_path / "phieu.csv", rows, delimiter=delimiter, encoding=encoding)
    units = write_csv(tmp_path / "don-vi.csv", unit_rows(ELIGIBLE), delimiter=delimiter, encoding=encoding)
    assert bytes_of(answers, units) == expected


def test_a_spreadsheet_with_numbers_gives_the_same_bytes(rows: Table, tmp_path: Path, expected: bytes) -> None:
    answers = write_xlsx(tmp_path / "phieu.xlsx", rows)
    assert bytes_of(answers, write_xlsx(tmp_path / "don-vi.xlsx", unit_rows(ELIGIBLE))) == expected


def test_other_ways_of_writing_the_same_answers_give_the_same_bytes(
    rows: Table, folder: Path, tmp_path: Path, expected: bytes
) -> None:
    other = {"4": " 4.0 ", "5": "5,00", "na": "N/A", "": "  ", "1": "1\u00a0"}
    header, *forms = rows
    names = [f" {str(name).lower()} " for name in header]
    written = [[row[0], row[1], *(other.get(str(cell), cell) for cell in row[2:])] for row in forms]
    blank = [""] * len(header)
    answers = write_csv(tmp_path / "phieu.csv", [names, *written[:9], blank, [" "], [], *written[9:], blank])
    assert bytes_of(answers, folder / "don-vi.csv") == expected


def test_zero_is_not_applicable_to_a_rating_and_nothing_to_a_percent(tmp_path: Path) -> None:
    codes = [item.code for item in questionnaire().closed_items]
    rows = [["unit", *codes, "F02"], *[["A", *"04444444444", "0"]] * 6, *[["A", *"54444444444", "na"]] * 6]
    unit = run_json("PVNT", write_csv(tmp_path / "phieu.csv", rows), "--all")["units"]["A"]
    assert unit["items"]["A01"]["distribution"]["na"] == 6
    assert unit["items"]["A01"]["share"]["base"] == 6
    assert (unit["expectation"]["value"], unit["expectation"]["base"]) == (0, 6)


def test_a_row_with_nothing_but_its_unit_is_a_form(tmp_path: Path) -> None:
    codes = [item.code for item in questionnaire().closed_items]
    rows = [["unit", *codes], *[["A", *"44444444444"]] * 11, ["A", *[""] * 11]]
    unit = run_json("PVNT", write_csv(tmp_path / "phieu.csv", rows))["units"]["A"]
    assert unit["responses"] == 12
    assert unit["index"]["share"]["df"] == 11
    assert unit["items"]["A01"]["distribution"] == {"1": 0, "2": 0, "3": 0, "4": 11, "5": 0, "na": 0, "missing": 1}


def test_without_a_column_of_units_there_is_one(tmp_path: Path) -> None:
    codes = [item.code for item in questionnaire().closed_items]
    answers = write_csv(tmp_path / "phieu.csv", [codes, *["44444444445"] * 15])
    assert [*run_json("PVNT", answers)["units"]] == ["all"]
    named = write_csv(tmp_path / "mot.csv", [["unit", "eligible"], ["Hoa Sen", 20]])
    assert run_json("PVNT", answers, "--units", named)["units"]["Hoa Sen"]["eligible"] == 20
    nameless = write_csv(tmp_path / "khong-ten.csv", [["cell", "eligible"], ["1", 20], ["2", 10]])
    assert run_json("PVNT", answers, "--units", nameless)["units"]["all"]["eligible"] == 30


def test_units_and_cells_that_are_not_in_the_list_are_told(tmp_path: Path, rows: Table) -> None:
    units = write_csv(tmp_path / "don-vi.csv", unit_rows({"Hoa Sen": {"1": 40}, "Đống Đa": 30, "An": 25}))
    done = run("PVNT", write_csv(tmp_path / "phieu.csv", rows), "--units", units, "--format", "json")
    assert done.stderr.decode().splitlines() == [
        "Lưu ý: don-vi.csv: không có số người được hỏi của đơn vị 101.",
        "Lưu ý: don-vi.csv: không có cell Hoa Sen/2; các phiếu này được tính như chưa ghi cell.",
    ]


def test_a_sheet_is_found_by_its_columns(tmp_path: Path, rows: Table, expected: bytes) -> None:
    import xlsxwriter

    path = tmp_path / "ca-hai.xlsx"
    with xlsxwriter.Workbook(path) as book:
        for name, table in (("Ghi chú", [["unit"], ["x"]]), ("Đơn vị", unit_rows(ELIGIBLE)), ("Phiếu", rows)):
            sheet = book.add_worksheet(name)
            for line, row in enumerate(table):
                sheet.write_row(line + 2, 1, [str(cell) for cell in row])  # not in the corner
    assert bytes_of(path, path) == expected


def test_a_questionnaire_may_be_a_file_and_its_answers_real(tmp_path: Path) -> None:
    import csv

    folder = Path(__file__).parents[2] / "data"
    with (folder / "course-evaluation.csv").open(newline="") as file:
        header, *forms = csv.reader(file)
    codes = [f"A{k:02d}" for k in range(1, 13)] + [f"B{k:02d}" for k in range(1, 17)]
    names = ["unit" if name == "class" else codes[int(name[1:]) - 1] if name.startswith("Q") else name for name in header]
    answers = write_csv(tmp_path / "phieu.csv", [names, *forms])
    found = run_json(folder / "course-evaluation.yaml", answers, "--target", "0.5", "--aggregate", "answers")
    assert found["questionnaire"]["code"] == "GAZI-HV"
    assert len(found["units"]) == 13
    assert found["department"]["responses"] == len(forms) == 5820
    satisfied = sum(row[k] in ("4", "5") for row in forms for k, name in enumerate(header) if name.startswith("Q"))
    share = found["department"]["index"]["share"]
    assert share["value"] == pytest.approx(satisfied / (28 * len(forms)), abs=1e-12)
    assert share["low"] < share["value"] < share["high"]
    assert all(
        unit["rank"] is None or 1 <= unit["rank"]["low"] <= unit["rank"]["high"] <= 13 for unit in found["units"].values()
    )
    assert sum(unit["responses"] for unit in found["units"].values()) == 5820


def test_a_terminal_sees_progress_and_a_program_none_of_it(tmp_path: Path, rows: Table) -> None:
    path = write_csv(tmp_path / "phieu.csv", rows)
    reading, writing = os.openpty()
    command = [sys.executable, "-m", "analysis", "PVNT", str(path)]
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=writing, check=True)
    os.close(writing)
    said = os.read(reading, 100_000).decode()
    os.close(reading)
    assert "Đang đọc phiếu" in said
    assert said.endswith("\r\033[K")  # nothing of it stays on the screen
    assert subprocess.run(command, capture_output=True, check=True).stderr == b""
    assert done.stdout.startswith(b'{\n"questionnaire"')
