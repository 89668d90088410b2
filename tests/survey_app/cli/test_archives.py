"""A sealed campaign as a folder: the same figures without a database, nothing in it that the database keeps apart."""

import csv
import hashlib
import json
import shutil
import sys
from pathlib import Path

import duckdb
import pytest
from flask import Flask
from sqlalchemy import func, select, text, update

from survey_app import create_app
from survey_app.archives.manifest import MANIFEST
from survey_app.db import Database
from survey_app.models import AuditEntry, Campaign, Comment, Participation, Response, Sending, Unit
from survey_app.results.group_reports import find_group_reports
from survey_app.results.reports import find_unit_report
from tests.conftest import Clock
from tests.factories import answer, fill, find_participation, make_campaign, make_department, make_unit


def run(app: Flask, *args: str | Path) -> tuple[int, str]:
    result = app.test_cli_runner().invoke(args=[str(one) for one in args])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result.exit_code, result.output


def elsewhere(tmp_path: Path) -> Flask:
    """The program on a machine whose database cannot be reached."""
    folder = tmp_path / "elsewhere"
    folder.mkdir(exist_ok=True)
    nowhere = "postgresql+psycopg://nobody@127.0.0.1:9/nothing?connect_timeout=1"
    return create_app({"DATABASE_URL": nowhere, "INSTANCE_FOLDER": folder, "SECRET_KEY": "another secret", "TESTING": True})


def fill_province(database: Database) -> None:
    """Two instruments, schools with and without forms, one with a few, a desk; numbers by grade, of the whole, and unknown."""
    with database.writing() as session:
        units = make_department(session, schools=5)
        make_unit(session, "THCS1", "Trường THCS Kon Tum", levels="THCS", parent=units["X1"], pupils=90)
        make_unit(session, "TH9", "Trường Tiểu học chưa biết sĩ số", levels="TH", parent=units["SO"])
        make_campaign(session, codes=("TH-PH", "THCS-PH", "SIPAS-TTHC"))
        for number, (code, forms) in enumerate({"TH1": 40, "TH2": 55, "TH3": 7, "TH4": 33, "TH9": 31}.items()):
            answer(session, find_participation(session, code), forms, satisfied=0.8 + 0.03 * number, seed=number)
        answer(session, find_participation(session, "THCS1", "THCS-PH"), 21, seed=9)


def seal(app: Flask, clock: Clock) -> None:
    clock.set(2026, 6, 1)
    assert run(app, "close-campaigns")[0] == 0


def reports_of(database: Database, clock: Clock) -> dict[str, str]:
    """The fingerprints of the department's reports and of every unit's, as the service shows them."""
    found = {}
    with database.reading() as session:
        campaign = session.scalars(select(Campaign)).one()
        groups = find_group_reports(session, campaign, with_units=False)
        assert isinstance(groups, tuple)
        for one in groups:
            found[f"{one.questionnaire.code} {one.unit_kind}"] = one.groups.department.fingerprint
        for number, code, instrument in session.execute(
            select(Participation.id, Unit.code, Participation.instrument_id).join(Unit, Participation.unit_id == Unit.id)
        ).all():
            report = find_unit_report(session, number, now=clock(), grace_minutes=60)
            found[f"{code} {instrument}"] = report.fingerprint  # type: ignore[union-attr]
    return found


def test_the_archive_gives_the_same_figures_without_a_database(
    app: Flask, database: Database, clock: Clock, tmp_path: Path
) -> None:
    fill_province(database)
    seal(app, clock)
    shown = reports_of(database, clock)
    folder = tmp_path / "luu-tru" / "2026"
    status, said = run(app, "archive-campaign", "2026", folder)
    assert status == 0, said
    assert "187 phiếu" in said
    status, said = run(elsewhere(tmp_path), "analyse-archive", folder, "-o", tmp_path / "so-lieu")
    assert status == 0, said
    assert "giống hệt lúc lưu trữ" in said
    written = set()
    for path in (tmp_path / "so-lieu").iterdir():
        with path.open(encoding="utf-8-sig", newline="") as file:
            written |= {row["Mã kiểm tra"] for row in csv.DictReader(file)}
    assert written == set(shown.values())
    manifest = json.loads((folder / MANIFEST).read_text())
    with database.reading() as session:
        assert manifest["responses"] == manifest["rows"] == session.scalar(select(func.count()).select_from(Response))
        entry = session.scalars(select(AuditEntry).where(AuditEntry.action == "archive-campaign")).one()
        assert entry.subject == "2026: 187 responses"


def archived(app: Flask, database: Database, clock: Clock, tmp_path: Path) -> Path:
    """Two schools of a sealed campaign, archived."""
    fill(database, schools=2, answers=30)
    seal(app, clock)
    status, said = run(app, "archive-campaign", "2026", tmp_path / "2026")
    assert status == 0, said
    return tmp_path / "2026"


def test_it_holds_every_answer_once_sorted_by_what_it_says_and_nothing_else_of_a_form(
    app: Flask, database: Database, clock: Clock, tmp_path: Path
) -> None:
    folder = archived(app, database, clock, tmp_path)
    found = duckdb.sql(f"FROM read_parquet('{folder / 'responses-TH-PH.parquet'}')")
    with database.reading() as session:
        participation = find_participation(session, "TH1")
        asked = json.loads(participation.instrument.content)
        assert (folder / "instrument-TH-PH.json").read_text() == participation.instrument.content
        stored = session.execute(select(Unit.code, Response.grade, Response.sheet, Response.percents).join(Unit)).all()
        keys = [bytes(key) for key in session.scalars(select(Response.key))]
        marks = [bytes(mark) for mark in session.scalars(select(Sending.key_hash))]
        tokens = [token.encode() for token in session.scalars(select(Unit.link_token))]
        words = [words.encode() for words in session.scalars(select(Comment.text))]
    items = [item["code"] for part in asked["dimensions"] for item in part["items"]]
    assert found.columns[: 2 + len(items)] == ["participation", "grade", *items]
    units = dict(duckdb.sql(f"SELECT participation, code FROM read_parquet('{folder / 'units.parquet'}')").fetchall())
    rows = found.fetchall()
    back = [
        (
            units[row[0]],
            row[1],
            "".join("-" if one is None else str(one) for one in row[2:-1]),
            "-" if row[-1] is None else str(row[-1]),
        )
        for row in rows
    ]
    assert sorted(back) == sorted(map(tuple, stored))
    assert back == sorted(back)
    whole = b"".join(path.read_bytes() for path in sorted(folder.iterdir()))
    assert not [secret for secret in (*keys, *marks, *tokens, *words) if secret in whole]
    assert {path.stat().st_mode & 0o777 for path in folder.iterdir()} == {0o600}
    assert folder.stat().st_mode & 0o777 == 0o700
    assert not [path for path in tmp_path.iterdir() if path.name.startswith(".2026")]
    assert {row["Cột"] for row in csv.DictReader((folder / "tu-dien.csv").read_text("utf-8-sig").splitlines())} == {
        *found.columns[1:]
    }


def test_the_archive_outlives_the_campaign_and_says_when_units_had_other_names(
    app: Flask, database: Database, clock: Clock, tmp_path: Path
) -> None:
    folder = archived(app, database, clock, tmp_path)
    with database.writing() as session:
        session.execute(update(Unit).where(Unit.code == "TH1").values(name="Trường đã sáp nhập"))
    assert run(app, "erase-campaign", "2026", "--yes")[0] == 0
    status, said = run(elsewhere(tmp_path), "analyse-archive", folder, "-o", tmp_path / "out")
    assert (status, "giống hệt" in said) == (0, True)
    assert "Trường Tiểu học Ngọk Bay 1" in (tmp_path / "out" / "don-vi-TH-PH-own-school.csv").read_text("utf-8-sig")
    status, said = run(app, "archive-campaign", "2026", tmp_path / "again")
    assert (status, "số liệu của đợt đã xóa" in said) == (1, True)


def test_where_figures_were_shown_while_answers_came_in_there_are_sums_and_no_form(
    app: Flask, database: Database, clock: Clock, tmp_path: Path
) -> None:
    with database.writing() as session:
        make_department(session, schools=2)
        make_campaign(session, results_while_open=True)
        for code in ("TH1", "TH2"):
            answer(session, find_participation(session, code), 30)
    with database.reading() as session:
        find_unit_report(session, find_participation(session, "TH1").id, now=clock(), grace_minutes=60)
    with database.writing() as session:
        answer(session, find_participation(session, "TH1"), 4, seed=5)  # too few to be shown: they stay out for good
    seal(app, clock)
    shown = reports_of(database, clock)
    status, said = run(app, "archive-campaign", "2026", tmp_path / "2026")
    assert (status, "chỉ lưu dưới dạng số đã gộp" in said) == (0, True), said
    manifest = json.loads((tmp_path / "2026" / MANIFEST).read_text())
    assert (manifest["responses"], manifest["covered"], manifest["rows"]) == (64, 60, 0)
    assert duckdb.sql(f"FROM read_parquet('{tmp_path / '2026' / 'responses-TH-PH.parquet'}')").fetchall() == []
    status, said = run(elsewhere(tmp_path), "analyse-archive", tmp_path / "2026", "-o", tmp_path / "out")
    assert (status, "giống hệt" in said) == (0, True), said
    with (tmp_path / "out" / "don-vi-TH-PH-own-school.csv").open(encoding="utf-8-sig", newline="") as file:
        assert {row["Mã kiểm tra"] for row in csv.DictReader(file)} <= set(shown.values())


def test_what_cannot_be_archived_is_said_and_leaves_nothing(
    app: Flask, database: Database, clock: Clock, tmp_path: Path
) -> None:
    fill(database, schools=2, answers=30)
    folder = tmp_path / "2026"
    assert "chưa khóa sổ" in run(app, "archive-campaign", "2026", folder)[1]
    assert "2031" in run(app, "archive-campaign", "2031", folder)[1]
    assert "dấu *" in run(app, "archive-campaign", "2026", tmp_path / "a*")[1]
    seal(app, clock)
    (tmp_path / "file").write_text("")
    assert f"Đã có {tmp_path / 'file'}." in run(app, "archive-campaign", "2026", tmp_path / "file" / "2026")[1]
    folder.mkdir()
    assert "Không ghi đè" in run(app, "archive-campaign", "2026", folder)[1]
    folder.rmdir()
    with database.writing() as session:
        session.execute(text("DELETE FROM response WHERE key = (SELECT key FROM response ORDER BY key LIMIT 1)"))
    status, said = run(app, "archive-campaign", "2026", folder)
    assert (status, "thay đổi trong lúc lưu trữ" in said) == (1, True), said
    assert sorted(path.name for path in tmp_path.iterdir() if "2026" in path.name) == []
    with database.reading() as session:
        assert not session.scalars(select(AuditEntry).where(AuditEntry.action == "archive-campaign")).all()


def test_a_spoilt_sheet_is_not_quoted(app: Flask, database: Database, clock: Clock, tmp_path: Path) -> None:
    fill(database, schools=1, answers=30)
    with database.writing() as session:
        session.execute(text("UPDATE response SET sheet = 'xyz' WHERE key = (SELECT key FROM response ORDER BY key LIMIT 1)"))
    seal(app, clock)
    status, said = run(app, "archive-campaign", "2026", tmp_path / "2026")
    assert (status, "không đọc được" in said, "xyz" in said) == (1, True, False), said
    assert not (tmp_path / "2026").exists()


@pytest.mark.parametrize("kind", ["missing", "altered", "half", "rows", "later"])
def test_a_folder_that_is_not_whole_is_not_analysed(
    app: Flask, database: Database, clock: Clock, tmp_path: Path, kind: str
) -> None:
    folder = archived(app, database, clock, tmp_path)
    rows, manifest = folder / "responses-TH-PH.parquet", folder / MANIFEST
    plain = json.loads(manifest.read_text())
    if kind == "missing":
        rows.unlink()
    elif kind == "altered":
        content = bytearray(rows.read_bytes())
        content[len(content) // 2] ^= 1
        rows.write_bytes(content)
    elif kind == "half":
        manifest.unlink()
    elif kind == "rows":  # somebody has taken a row out and made the digest anew
        shutil.move(rows, tmp_path / "before.parquet")
        duckdb.sql(f"COPY (FROM read_parquet('{tmp_path / 'before.parquet'}') LIMIT 59) TO '{rows}' (FORMAT parquet)")
        plain["files"][rows.name]["sha256"] = hashlib.sha256(rows.read_bytes()).hexdigest()
        manifest.write_text(json.dumps(plain))
    else:
        manifest.write_text(json.dumps(plain | {"format": 2}))
    status, said = run(app, "analyse-archive", folder)
    expected = {
        "missing": "hỏng hoặc thiếu",
        "altered": "không còn như lúc ghi",
        "half": "không phải thư mục lưu trữ",
        "rows": "không có đúng số dòng",
        "later": "phiên bản mới hơn",
    }
    assert (status, expected[kind] in said) == (1, True), said


def test_without_the_extra_it_says_what_to_install(
    app: Flask, database: Database, clock: Clock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(database, schools=1, answers=30)
    seal(app, clock)
    monkeypatch.setitem(sys.modules, "duckdb", None)  # as where it is not installed
    for args in (("archive-campaign", "2026", tmp_path / "2026"), ("analyse-archive", tmp_path)):
        status, said = run(app, *args)
        assert (status, ".[archive]" in said) == (1, True), said
    assert not (tmp_path / "2026").exists()
