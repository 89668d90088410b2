"""The table for a terminal and the page: the figures of the JSON in Vietnamese, laid out straight."""

import random
import re
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from analysis.desk.table_form import lay_out, shorten, width_of
from tests.analysis.desk.survey_files import answer_rows, random_survey, run, run_json, unit_rows, write_csv
from tests.pages import check_page


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> list[Path | str]:
    folder = tmp_path_factory.mktemp("forms")
    survey = random_survey(random.Random(6), {"Hoa Sen": {"": 60}, "Đống Đa": {"": 90}, "<i>Ít</i>": {"": 5}})
    units = unit_rows({"Hoa Sen": 100, "Đống Đa": 100, "<i>Ít</i>": 9, "Xa": 30})
    return [write_csv(folder / "phieu.csv", answer_rows(survey)), "--units", write_csv(folder / "don-vi.csv", units)]


def percent(share: float) -> str:
    """As Vietnamese readers write it."""
    return f"{100 * share:.1f}".replace(".", ",")


def test_the_table_says_what_the_json_says(files: list[Path]) -> None:
    said = run("PVNT", *files, "--format", "table").stdout.decode()
    found = run_json("PVNT", *files)
    for code in ("Hoa Sen", "Đống Đa"):
        share = found["units"][code]["index"]["share"]
        line = next(line for line in said.splitlines() if line.startswith(code))
        assert f"{percent(share['value'])}% ({percent(share['low'])} – {percent(share['high'])})" in line
        assert f" {found['units'][code]['responses']} " in line
        words = {"met": "Đạt", "missed": "Không đạt", "not_shown": "Chưa đủ căn cứ"}
        assert f"  {words[found['units'][code]['verdict']['state']]}" in line
    assert "<i>Ít</i>" in said
    assert "chưa đủ 10 phiếu, không hiển thị" in said
    assert re.search(r"Xa +0 +30  chưa có số liệu", said)
    assert "không phải sai số" in said


def test_no_figure_of_the_table_or_the_page_stands_without_its_forms_and_its_interval(
    files: list[Path], tmp_path: Path
) -> None:
    table = run("PVNT", *files, "--format", "table").stdout.decode()
    found = run_json("PVNT", *files)["department"]
    for group, short in ((found["dimensions"], ". "), (found["items"], ". ")):
        for code, figures in group.items():
            share = figures["share"]
            line = next((line for line in table.splitlines() if line.startswith(f"{code}{short}")), None)
            if line is not None:
                assert re.search(rf"{percent(share['value'])}% \({percent(share['low'])} – {percent(share['high'])}\)", line)
                assert re.search(rf"  {share['base']}\b", line) or code in found["dimensions"]
    path = tmp_path / "so.html"
    assert run("PVNT", *files, "-o", path).returncode == 0
    soup = BeautifulSoup(path.read_text("utf-8"), "html.parser")
    for row in soup.select(".scroll tbody tr"):
        cells = {cell["data-column"]: cell.get_text() for cell in row.find_all("td")}
        figures = [text for column, text in cells.items() if column in ("Tỷ lệ hài lòng", "Điểm (1-5)", "Alpha")]
        assert all(re.search(r"^\d+,\d+%? \(\d+,\d+ – \d+,\d+\)$|^\D", text) for text in figures), cells
        assert next(text for column, text in cells.items() if column.startswith("Phiếu"))
    said = " ".join(soup.get_text(" ").split()).replace("\N{NO-BREAK SPACE}", " ")
    for sentence in (soup.select_one(".finding"), *soup.select("h3 + p")):
        assert sentence is not None
        words = " ".join(sentence.get_text().split())
        assert words in said
        assert words.split(". ")[0] in " ".join(table.split())


def test_a_page_without_any_figure_says_so_once_and_its_tables_are_whole(tmp_path: Path) -> None:
    answers = write_csv(tmp_path / "phieu.csv", answer_rows(random_survey(random.Random(2), {"A": {"": 6}})))
    assert run("PVNT", answers, "-o", tmp_path / "so.html").returncode == 0
    soup = BeautifulSoup((tmp_path / "so.html").read_text("utf-8"), "html.parser")
    assert soup.get_text().count("Chưa đủ phiếu để có kết quả theo lĩnh vực.") == 1
    assert not soup.select(".panel")
    for table in soup.select(".scroll table"):
        assert len({len(row.find_all(["th", "td"])) for row in table.find_all("tr")}) == 1


def test_many_units_are_folded_and_told_once(tmp_path: Path) -> None:
    codes = [f"{26000000 + 137 * number}" for number in range(101)]
    rows = answer_rows(random_survey(random.Random(8), {code: {"": 12} for code in codes}))
    path = tmp_path / "so.html"
    answers = write_csv(tmp_path / "phieu.csv", rows)
    assert run("PVNT", answers, "-o", path).returncode == 0
    soup = BeautifulSoup(path.read_text("utf-8"), "html.parser")
    assert soup.find(id="units") is None
    folded = soup.select("details:not([open]) > .scroll tbody tr")
    assert [row.th.get_text() for row in folded if row.th is not None] == codes
    assert soup.select("details > .scroll")[0].parent.summary.get_text() == "Xem bảng 101 đơn vị"  # type: ignore[union-attr]


def test_columns_stand_straight_whatever_letters_are_in_them() -> None:
    decomposed = "Đống Đa".encode().decode().replace("ố", "o\u0302\u0301")
    lines = lay_out(["Đơn vị", "Phiếu"], [[decomposed, "5"], ["Trường Ướm", "1.200"], ["学校", "7"]], ["left", "right"])
    assert len({width_of(line) for line in lines}) == 1
    assert lines[2].startswith("Đống Đa")


def test_long_names_are_cut_and_signs_that_move_a_terminal_are_replaced() -> None:
    assert shorten("x" * 90) == "x" * 47 + "…"
    assert shorten("a\x1b[31mb") == "a�[31mb"


def test_the_page_is_whole_and_nothing_in_it_comes_from_elsewhere(files: list[Path], tmp_path: Path) -> None:
    path = tmp_path / "so.html"
    done = run("PVNT", *files, "-o", path)
    assert (done.returncode, done.stdout) == (0, b"")
    soup = BeautifulSoup(path.read_text("utf-8"), "html.parser")
    assert soup.style is not None
    soup.style.extract()  # one file and no other: its style is inside
    check_page(soup)
    assert soup.html is not None
    assert soup.html["lang"] == "vi"
    assert not soup.find_all(["script", "link", "img", "iframe", "i"])
    assert "http" not in re.sub(r"http://www\.w3\.org/\S+|http-equiv", "", path.read_text("utf-8"))
    for table in soup.find_all("table"):
        assert table.caption is not None
        assert all(cell.get("scope") in ("row", "col") for cell in table.find_all("th"))
    assert "<i>Ít</i>" in soup.get_text()


def test_the_form_follows_the_file_and_pipes_get_json(files: list[Path], tmp_path: Path) -> None:
    assert run("PVNT", *files).stdout.startswith(b"{")
    for name, start in (("a.html", "<!DOCTYPE html>"), ("a.json", "{"), ("a.txt", "Phiếu khảo sát")):
        assert run("PVNT", *files, "-o", tmp_path / name).returncode == 0
        assert (tmp_path / name).read_text("utf-8").startswith(start)


def test_whoever_stops_reading_sees_no_traceback(files: list[Path]) -> None:
    import subprocess
    import sys

    command = [sys.executable, "-m", "analysis", "PVNT", *map(str, files), "--format", "json"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        assert process.stderr.read() == b""


def test_help_names_the_columns_and_the_unit_of_files_without_any() -> None:
    said = " ".join(run("--help").stdout.decode().split())
    assert "mã all" in said
    assert "cột unit, cell (có thể không có), eligible" in said
