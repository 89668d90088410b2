"""The department's reports from the command line, and their pages set at night."""

from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from survey_app.cli.department_reports import store_report_pages
from survey_app.db import Database
from survey_app.models import Account, AuditEntry, Campaign, StoredReportPage, Unit
from tests.department_reports import NOW, fill_department
from tests.factories import make_account
from tests.pages import PageClient
from tests.staff import sign_in_again


def test_all_files_of_a_sealed_campaign_are_written_and_noted(app: Flask, database: Database, tmp_path: Path) -> None:
    with database.writing() as session:
        fill_department(session)
    result = app.test_cli_runner().invoke(args=["export-department-report", "2026", "-o", str(tmp_path / "ra")])
    assert result.exit_code == 0, result.output
    names = sorted(path.name for path in (tmp_path / "ra").iterdir())
    assert names == [
        "bao-cao-2026.docx",
        "bao-cao-2026.html",
        "bao-cao-2026.pdf",
        "bao-cao-2026.xlsx",
        "ket-qua-2026.pdf",
        "ket-qua-2026.png",
        "ket-qua-2026.txt",
        "nguyen-nhan-2026.docx",
        "nguyen-nhan-2026.pdf",
        "nguyen-nhan-2026.xlsx",
    ]
    with database.reading() as session:
        assert session.scalars(select(AuditEntry.action)).all() == ["export-department-report"]


def test_before_sealing_and_without_a_campaign_the_command_says_so(app: Flask, database: Database, tmp_path: Path) -> None:
    with database.writing() as session:
        fill_department(session, earlier=False)
        session.scalars(select(Campaign)).one().sealed_on = None
    for code, said in (("2026", "chưa khóa sổ"), ("1999", "Không có đợt")):
        result = app.test_cli_runner().invoke(args=["export-department-report", code, "-o", str(tmp_path)])
        assert result.exit_code != 0
        assert said in result.output


def test_pages_are_set_once_at_night_and_anew_when_a_unit_is_renamed(database: Database) -> None:
    with database.writing() as session:
        fill_department(session)
    store_report_pages(database, now=NOW, grace_minutes=60)
    first = kept(database)
    assert len(first) == 2
    store_report_pages(database, now=NOW, grace_minutes=60)
    assert kept(database) == first
    with database.writing() as session:
        session.scalars(select(Unit).where(Unit.code == "TH1")).one().name = "Trường Tiểu học Sông Trà"
    store_report_pages(database, now=NOW, grace_minutes=60)
    assert all(state not in first.values() for state in kept(database).values())


def test_every_part_that_an_account_reads_is_set_at_night_and_found_by_its_readers(
    database: Database, client: PageClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    with database.writing() as session:
        fill_department(session)
        units = {unit.code: unit for unit in session.scalars(select(Unit))}
        make_account(session, "xa1b", units["X1"])
        session.scalars(select(Account).where(Account.username == "xa2")).one().is_active = False
        whole, commune = units["SO"].id, units["X1"].id
    store_report_pages(database, now=NOW, grace_minutes=60)
    made = kept_by_reader(database)
    assert sorted(made) == sorted(
        [f"{whole}:", f"{whole}:", f"{whole}:-SO-THCS", f"{commune}:-X1"]
    )  # parts of the newest alone

    def compute(*_: object, **__: object) -> None:
        raise AssertionError("a reader computes what the night has made")

    monkeypatch.setattr("survey_app.views.department_report._figures", compute)
    for name, said in (("so.gddt", "Của toàn Sở"), ("so.thcs", "cấp THCS"), ("xa1b", "Xã")):
        page = sign_in_again(client, name).get("/department/campaigns/2026/report")
        assert page.soup.select_one("article.document") is not None
        assert said in page.text


def kept_by_reader(database: Database) -> list[str]:
    with database.reading() as session:
        return list(session.scalars(select(StoredReportPage.reader)))


def kept(database: Database) -> dict[int, str]:
    with database.reading() as session:
        return {row.campaign_id: row.state for row in session.scalars(select(StoredReportPage))}
