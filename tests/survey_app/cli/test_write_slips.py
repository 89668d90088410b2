"""Slips for all units by one command: a file each, never twice unasked, and no code without its file."""

import stat
from pathlib import Path

import pytest
from flask import Flask
from pypdf import PdfReader
from sqlalchemy import func, select, update

from survey_app.db import Database
from survey_app.models import AuditEntry, Campaign, EligibleNumber, OneTimeCode, Participation, Unit
from tests.factories import fill
from tests.respondents import stored


def prepare(database: Database, *, rung: str = "codes") -> dict[str, int]:
    """Three schools: TH1 with 3 and 12 pupils in two grades, TH2 with 4 in all, TH3 without a number."""
    ids = fill(database, schools=3, answers=0)
    eligible = {"TH1": {"1": 3, "2": 12}, "TH2": {"": 4}, "TH3": {}}
    with database.writing() as session:
        session.execute(update(Campaign).values(access=rung))
        for code, grades in eligible.items():
            session.get_one(Participation, ids[code]).eligible_numbers = [
                EligibleNumber(grade=grade, position=place, number=number)
                for place, (grade, number) in enumerate(grades.items())
            ]
    return ids


def run(app: Flask, *args: str) -> tuple[int, str]:
    result = app.test_cli_runner().invoke(args=["write-slips", *args])
    return result.exit_code, result.output


def issued_by_unit(database: Database) -> dict[str, int]:
    with database.reading() as session:
        counts = select(Unit.code, func.count()).join(OneTimeCode, OneTimeCode.unit_id == Unit.id).group_by(Unit.code)
        return dict(session.execute(counts).all())


def test_each_unit_has_a_file_of_its_own_that_only_the_operator_reads(app: Flask, database: Database, tmp_path: Path) -> None:
    prepare(database)
    folder = tmp_path / "phiếu mời"
    code, output = run(app, "2026", str(folder))
    assert code == 0, output
    assert f"Đã ghi 19 phiếu mời vào 2 tệp trong {folder}." in output
    assert "Chưa có số người được hỏi nên chưa tạo phiếu mời: TH3 (TH-PH)." in output
    files = sorted(folder.iterdir())
    assert [file.name for file in files] == ["phieu-moi-2026-TH-PH-TH1.pdf", "phieu-moi-2026-TH-PH-TH2.pdf"]
    assert [len(PdfReader(file).pages) for file in files] == [1 + 1 + 1 + 2, 1 + 1]
    assert {stat.S_IMODE(file.stat().st_mode) for file in files} == {0o600}
    assert issued_by_unit(database) == {"TH1": 15, "TH2": 4}
    with database.reading() as session:
        subjects = session.scalars(select(AuditEntry.subject).where(AuditEntry.action == "issue-codes")).all()
    assert sorted(subjects) == ["2026 TH-PH TH1: 15", "2026 TH-PH TH2: 4"]


def test_a_second_run_issues_nothing_unless_asked_and_then_keeps_the_first_files(
    app: Flask, database: Database, tmp_path: Path
) -> None:
    prepare(database)
    run(app, "2026", str(tmp_path))
    first = (tmp_path / "phieu-moi-2026-TH-PH-TH2.pdf").read_bytes()
    code, output = run(app, "2026", str(tmp_path))
    assert code == 0
    assert "Đã ghi 0 phiếu mời vào 0 tệp" in output
    assert "2 tệp không ghi vì đơn vị đã có phiếu mời; muốn thêm thì dùng --add." in output
    assert issued_by_unit(database) == {"TH1": 15, "TH2": 4}
    assert run(app, "2026", str(tmp_path), "--add")[0] == 0
    assert issued_by_unit(database) == {"TH1": 30, "TH2": 8}
    assert (tmp_path / "phieu-moi-2026-TH-PH-TH2.pdf").read_bytes() == first
    assert (tmp_path / "phieu-moi-2026-TH-PH-TH2-2.pdf").exists()


def test_a_file_that_cannot_be_written_leaves_no_code_behind(app: Flask, database: Database, tmp_path: Path) -> None:
    prepare(database)
    (tmp_path / "phieu-moi-2026-TH-PH-TH1.part").mkdir()  # where the file would be drafted
    code, output = run(app, "2026", str(tmp_path))
    assert code != 0
    assert "Không ghi được tệp" in output
    assert "đã được thu hồi" in output
    assert stored(database, OneTimeCode) == 0


@pytest.mark.parametrize("rung", ["open", "marked"])
def test_a_campaign_without_codes_gets_no_folder(app: Flask, database: Database, tmp_path: Path, rung: str) -> None:
    prepare(database, rung=rung)
    code, output = run(app, "2026", str(tmp_path / "new"))
    assert (code != 0, "không dùng mã dùng một lần" in output) == (True, True)
    assert not (tmp_path / "new").exists()
    assert "Không có đợt khảo sát mang mã 2030." in run(app, "2030", str(tmp_path))[1]


def test_one_unit_that_cannot_have_slips_does_not_keep_the_others_from_theirs(
    app: Flask, database: Database, tmp_path: Path
) -> None:
    ids = prepare(database)
    with database.writing() as session:
        session.get_one(Participation, ids["TH1"]).eligible_numbers = [EligibleNumber(grade="", position=0, number=5_001)]
    code, output = run(app, "2026", str(tmp_path))
    assert code != 0
    assert "TH1 (TH-PH): Mỗi lần tạo nhiều nhất 5.000 phiếu mời." in output
    assert "Đã ghi 4 phiếu mời vào 1 tệp" in output
    assert "tệp không ghi" not in output
    assert issued_by_unit(database) == {"TH2": 4}
