"""What an export leaves in its folder besides the reports: a list that no spreadsheet runs, in folders nobody else may read."""

from pathlib import Path

from survey_app.exports.annual_files import LIST_NAME, _add_to_list, _read_list, export_all


def test_a_name_in_the_list_is_text_and_the_marks_read_back(tmp_path: Path) -> None:
    _add_to_list(tmp_path, ("TH1", "=HYPERLINK(1)", "0123456789abcdef", "TH1"))
    assert "\r\nTH1,'=HYPERLINK(1),0123456789abcdef,TH1\r\n" in (tmp_path / LIST_NAME).read_bytes().decode("utf-8-sig")
    assert _read_list(tmp_path) == {"TH1": "0123456789abcdef"}


def test_the_folder_is_for_nobody_else_on_the_machine(tmp_path: Path) -> None:
    assert list(export_all([], tmp_path / "báo cáo", workers=1)) == []
    assert (tmp_path / "báo cáo").stat().st_mode & 0o777 == 0o700
