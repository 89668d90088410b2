"""Bad input is told with file, line and column, all of it at once, with what to do; nothing is written."""

import os
from pathlib import Path

import pytest

from tests.analysis.desk.survey_files import complaint, questionnaire, run, write_csv, write_xlsx

CODES = [item.code for item in questionnaire().closed_items]
HEADER = ["unit", "cell", *CODES]
GOOD = ["A", "1", *"44444444444"]
UNITS = [["unit", "cell", "eligible"], ["A", "1", 30]]


def answers(tmp_path: Path, *rows: list[object], header: list[str] = HEADER) -> Path:
    """A table of answers."""
    return write_csv(tmp_path / "phieu.csv", [header, *rows])


def units(tmp_path: Path, *rows: list[object], header: tuple[str, ...] = ("unit", "cell", "eligible")) -> Path:
    """A table of units."""
    return write_csv(tmp_path / "don-vi.csv", [list(header), *rows])


def with_answer(code: str, answer: object) -> list[object]:
    """A good row but for one answer."""
    row: list[object] = [*GOOD]
    row[HEADER.index(code)] = answer
    return row


@pytest.mark.parametrize("wrong", ["6", "-1", "4.5", "x", "-", "10", "nan", "４", "1e0", "TRUE", "04"])
def test_an_answer_that_the_item_does_not_have_is_told_with_line_and_column(tmp_path: Path, wrong: str) -> None:
    said = complaint("PVNT", answers(tmp_path, GOOD, with_answer("B02", wrong)))
    assert said.startswith(f"phieu.csv, dòng 3, cột B02: “{wrong}” không phải câu trả lời của câu B02. Cách sửa: ")


@pytest.mark.parametrize("wrong", ["101", "-1", "50.5", "x", "1000", "50%"])
def test_a_percent_that_is_no_whole_number_to_100_is_told(tmp_path: Path, wrong: str) -> None:
    said = complaint("PVNT", answers(tmp_path, [*GOOD, wrong], header=[*HEADER, "F02"]))
    assert "phieu.csv, dòng 2, cột F02: " in said
    assert "từ 0 đến 100" in said


def test_all_faults_come_at_once_in_the_order_of_the_file(tmp_path: Path) -> None:
    rows = [with_answer("C01", "9"), ["", "1", *GOOD[2:]], [*with_answer("A01", "x"), "thừa"]]
    lines = complaint("PVNT", answers(tmp_path, *rows)).splitlines()
    assert [line.split(":")[0] for line in lines] == [
        "phieu.csv, dòng 2, cột C01",
        "phieu.csv, dòng 3, cột unit",
        "phieu.csv, dòng 4, cột A01",
        "phieu.csv, dòng 4, cột thứ 14",
    ]


def test_a_program_that_calls_the_command_sees_the_status_and_no_traceback(tmp_path: Path) -> None:
    done = run("PVNT", answers(tmp_path, with_answer("A01", "x")), "--format", "json")
    assert (done.returncode, done.stdout) == (2, b"")
    assert done.stderr.decode().startswith("phieu.csv, dòng 2, cột A01: ")
    assert len(done.stderr.splitlines()) == 1


def test_no_more_than_a_page_of_faults_comes(tmp_path: Path) -> None:
    lines = complaint("PVNT", answers(tmp_path, *[with_answer("A01", "x")] * 25)).splitlines()
    assert len(lines) == 21
    assert "dòng 21" in lines[19]
    assert lines[20].startswith("… và còn lỗi khác")


def test_a_line_is_the_one_on_which_an_editor_shows_the_row(tmp_path: Path) -> None:
    path = tmp_path / "phieu.csv"
    header, good, bad = ",".join(["G01", *HEADER]), ",".join(GOOD), ",".join(map(str, with_answer("A02", "7")))
    path.write_text(f'{header}\n"hai\ndòng",{good}\n\n,{bad}\n"ba\n\ndòng",{good}\n,{bad}\n')
    assert [line.split(":")[0] for line in complaint("PVNT", path).splitlines()] == [
        "phieu.csv, dòng 5, cột A02",
        "phieu.csv, dòng 9, cột A02",
    ]


def test_a_spreadsheet_is_told_by_its_cells(tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "phieu.xlsx", [HEADER, GOOD, with_answer("A02", "bốn"), with_answer("A03", True)])
    lines = complaint("PVNT", path).splitlines()
    assert lines[0].startswith("phieu.xlsx, dòng 3, cột A02 (ô D3): “bốn”")
    assert lines[1].startswith("phieu.xlsx, dòng 4, cột A03 (ô E4): “TRUE”")


def test_missing_columns_are_named(tmp_path: Path) -> None:
    said = complaint("PVNT", answers(tmp_path, ["A", "4"], header=["unit", "A01"]))
    assert "dòng 1: không thấy cột của câu A02, A03, B01" in said
    assert "F01" not in said


def test_a_column_given_twice_is_refused(tmp_path: Path) -> None:
    said = complaint("PVNT", answers(tmp_path, [*GOOD, "5"], header=[*HEADER, " a01 "]))
    assert "dòng 1, cột a01: có hai cột cùng tên “a01”" in said


def test_optional_columns_may_be_missing_and_unknown_ones_are_left_out_with_a_note(tmp_path: Path) -> None:
    rows = [[*GOOD[2:-1], "x"]] * 12
    path = answers(tmp_path, *rows, header=[*CODES[:-1], "Ghi chú"])
    done = run("PVNT", path, "--format", "json")
    assert done.returncode == 0
    assert done.stderr.decode().splitlines() == [
        "Lưu ý: phieu.csv: bỏ qua cột Ghi chú.",
        "Lưu ý: phieu.csv: không có cột F01, F02 nên các câu này không có kết quả.",
    ]


@pytest.mark.parametrize("eligible", ["", "-1", "4.5", "nhiều", "1e3", "99999999999999999999"])
def test_an_eligible_number_that_is_none_is_told(tmp_path: Path, eligible: str) -> None:
    said = complaint("PVNT", answers(tmp_path, GOOD), "--units", units(tmp_path, ["B", "1", 3], ["A", "1", eligible]))
    assert said.startswith(f"don-vi.csv, dòng 3, cột eligible: “{eligible}” không phải số người")


def test_a_cell_given_twice_and_a_unit_with_and_without_cells_are_told(tmp_path: Path) -> None:
    path = units(tmp_path, ["A", "1", 30], ["A", " 1 ", 31], ["B", "1", 30], ["B", "", 60], ["", "1", 4])
    lines = complaint("PVNT", answers(tmp_path, GOOD), "--units", path).splitlines()
    assert "dòng 3, cột unit: đơn vị “A”, cell “1” đã có ở dòng 2" in lines[0]
    assert "dòng 5, cột unit: đơn vị “B” có dòng ghi cell và dòng không ghi cell (xem dòng 4)" in lines[1]
    assert "dòng 6, cột unit: thiếu mã đơn vị" in lines[2]


def test_a_unit_given_twice_without_cells_is_told(tmp_path: Path) -> None:
    path = units(tmp_path, ["A", 30], ["A", 30], header=("unit", "eligible"))
    assert "dòng 3, cột unit: đơn vị “A” đã có ở dòng 2" in complaint("PVNT", answers(tmp_path, GOOD), "--units", path)


def test_units_on_one_side_only_are_refused_where_it_is_not_clear_which_is_meant(tmp_path: Path) -> None:
    without = answers(tmp_path, GOOD[2:], header=CODES)
    two = units(tmp_path, ["A", "", 30], ["B", "", 30])
    assert "phieu.csv, dòng 1: không có cột unit, mà tệp don-vi.csv có 2 đơn vị" in complaint("PVNT", without, "--units", two)
    nameless = units(tmp_path, [30], header=("eligible",))
    said = complaint("PVNT", answers(tmp_path, GOOD), "--units", nameless)
    assert "don-vi.csv, dòng 1: không có cột unit, mà tệp phieu.csv có" in said


def test_a_table_without_eligible_numbers_is_refused(tmp_path: Path) -> None:
    said = complaint("PVNT", answers(tmp_path, GOOD), "--units", units(tmp_path, ["A", "1"], header=("unit", "cell")))
    assert "dòng 1: không thấy cột eligible" in said


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("trong.csv", b"", "tệp trống"),
        ("trang.csv", b"\n , ,\n\n", "tệp không có dòng nào"),
        ("tieu-de.csv", (",".join(HEADER) + "\n").encode(), "tệp chưa có phiếu nào dưới dòng tiêu đề"),
        ("bang.txt", b"unit\n", "không phải tệp .csv hay .xlsx"),
        ("cu.csv", "unit,Khối\nA,1\nTrường Đ".encode("cp1258", errors="replace"), "dòng 3, ký tự thứ 3: chữ không phải"),
        ("rong.csv", "unit,A01\n".encode("utf-16"), "bảng mã UTF-16"),
        ("nham.csv", b"PK\x03\x04rest", "tệp này là Excel mà mang đuôi .csv"),
        ("hong.xlsx", b"PK\x03\x04rest", "không đọc được tệp .xlsx"),
        ("khac.xlsx", b"unit,A01\n", "không đọc được tệp .xlsx"),
        ("cu.xlsx", b"\xd0\xcf\x11\xe0rest", "Excel đời cũ (.xls) hoặc có mật khẩu"),
        ("dai.csv", (",".join(HEADER) + "\n" + "A" * 200_000 + ",1\n").encode(), "dòng 2: có ô dài hơn 131072 ký tự"),
        ("nhay.csv", (",".join(HEADER) + '\nA,1,"4,4\n').encode(), "dòng 2: dấu nháy kép"),
    ],
)
def test_files_that_are_no_tables_are_refused(tmp_path: Path, name: str, content: bytes, words: str) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    said = complaint("PVNT", path)
    assert words in said
    assert said.startswith(name)


def test_an_empty_spreadsheet_is_refused(tmp_path: Path) -> None:
    assert "tệp không có dòng nào" in complaint("PVNT", write_xlsx(tmp_path / "phieu.xlsx", []))


def test_a_file_or_a_questionnaire_that_is_not_there_is_told(tmp_path: Path) -> None:
    assert "không có tệp này" in complaint("PVNT", tmp_path / "none.csv")
    assert "không mở được tệp" in complaint("PVNT", _folder(tmp_path / "folder.csv"))
    assert complaint("PVNT", Path(".")).startswith(".: không phải tệp .csv hay .xlsx")
    said = complaint("KHONG-CO", answers(tmp_path, GOOD))
    assert "KHONG-CO: không có phiếu mang mã này" in said
    assert "PVNT" in said


def _folder(path: Path) -> Path:
    path.mkdir()
    return path


def test_a_questionnaire_with_faults_is_told_as_everywhere(tmp_path: Path) -> None:
    path = tmp_path / "phieu.yaml"
    path.write_text("code: X\n")
    assert "phieu.yaml, dòng 1" in complaint(path, answers(tmp_path, GOOD))


@pytest.mark.parametrize(
    "option",
    [["--target", "90"], ["--target", "nan"], ["--target", "x"], ["--seed", "-1"], ["--aggregate", "sum"], ["--format", "pdf"]],
)
def test_options_that_make_no_sense_are_usage_errors(tmp_path: Path, option: list[str]) -> None:
    assert option[1] in complaint("PVNT", answers(tmp_path, GOOD), *option)


def test_nothing_is_left_behind_where_the_result_cannot_be_written(tmp_path: Path) -> None:
    path = answers(tmp_path, GOOD)
    assert "không ghi được kết quả" in complaint("PVNT", path, "-o", tmp_path / "none" / "x.json")
    assert "không ghi được kết quả" in complaint("PVNT", path, "-o", _folder(tmp_path / "x.json"))
    assert "trùng với tệp dữ liệu" in complaint("PVNT", path, "-o", path)
    assert sorted(os.listdir(tmp_path)) == ["phieu.csv", "x.json"]
    assert path.read_text().startswith("unit,")


def test_a_result_that_was_there_stays_whole_until_the_new_one_is(tmp_path: Path) -> None:
    kept = tmp_path / "ket-qua.json"
    kept.write_text("cũ")
    complaint("PVNT", answers(tmp_path, with_answer("A01", "x")), "-o", kept)
    assert kept.read_text() == "cũ"
    assert run("PVNT", answers(tmp_path, GOOD), "-o", kept).returncode == 0
    assert kept.read_text().startswith("{")
    assert sorted(os.listdir(tmp_path)) == ["ket-qua.json", "phieu.csv"]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((), "thiếu QUESTIONNAIRE, RESPONSES"),
        (("PVNT", "phieu.csv", "--format", "pdf"), "--format: không có lựa chọn 'pdf'; chọn một trong"),
        (("PVNT", "phieu.csv", "--khac"), "không có tham số --khac"),
        (("PVNT", "phieu.csv", "--target"), "--target: thiếu giá trị"),
        (("PVNT", "phieu.csv", "--target", "3"), "--target: “3” không phải chỉ tiêu"),
        (("PVNT", "phieu.csv", "--all=1"), "--all: không nhận giá trị '1'"),
    ],
)
def test_a_call_that_cannot_be_read_is_answered_in_vietnamese(arguments: tuple[str, ...], said: str) -> None:
    message = complaint(*arguments)
    assert f"Lỗi: {said}" in message
    assert message.startswith("Cách gọi: ")


def test_the_system_s_refusal_is_said_in_vietnamese(tmp_path: Path) -> None:
    path = answers(tmp_path, GOOD)
    assert "(không có thư mục này)" in complaint("PVNT", path, "-o", tmp_path / "none" / "x.json")
