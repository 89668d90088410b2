"""An erased campaign is gone from tables, files and pages; what was published stays as it was."""

import datetime as dt
import os
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import inspect, select, text

from survey_app.accounts.audit_words import describe_subject
from survey_app.backups.rows import shapes_of_models
from survey_app.campaigns.erasure import (
    EraseRefusedError,
    affected_tables,
    erase_campaign,
    erase_files,
    find_campaigns_to_erase,
)
from survey_app.campaigns.opening import find_campaign
from survey_app.collecting.answers import NewResponse
from survey_app.collecting.responses import Destination, record
from survey_app.db import Database
from survey_app.models import AuditEntry, Base, Campaign, Participation, Release, Response
from survey_app.releases.build import find_released
from tests.conftest import Clock
from tests.factories import DURING, fill, make_campaign
from tests.pages import PageClient
from tests.respondents import stored
from tests.staff import sign_in
from tests.survey_app.backups.installations import fill_everything, rows_of
from tests.survey_app.releases.samples import AFTER
from tests.test_anonymity_outside import files_of

WORDS = "Lời chỉ có trong đợt này"
SHEET = "5432154321543215432154321"  # so regular that nobody else has ticked it
STAYS = {"campaign", "release", "release_place", "release_file", "unit", "account", "audit_entry", "unit_logo", "units_draft"}


def fill_and_mark(database: Database) -> None:
    """Everything, with one response and its words that can be found again in the bytes of a disk."""
    fill_everything(database)
    with database.writing() as session:
        campaign = session.scalars(select(Campaign)).one()
        sealed, campaign.sealed_on = campaign.sealed_on, None
        participation = session.scalars(select(Participation).order_by(Participation.id)).first()
        assert participation is not None
        session.flush()
        record(session, Destination.of(participation), [NewResponse("key", SHEET, comments={"G01": WORDS})], now=DURING)
        campaign.sealed_on = sealed


def run(app: Flask, *args: str, typed: str = "") -> tuple[int, str]:
    result = app.test_cli_runner().invoke(args=["erase-campaign", *args], input=typed)
    return result.exit_code, result.output


def test_rows_of_the_campaign_are_gone_and_what_was_published_is_as_it_was(app: Flask, database: Database) -> None:
    fill_and_mark(database)
    before = rows_of(database)
    code, output = run(app, "2026", typed="Khảo sát sự hài lòng năm 2026\n")
    assert (code, "Đã xóa 245 phiếu và 2 lời góp ý" in output) == (0, True), output
    after = rows_of(database)
    assert {name for name, rows in after.items() if rows} <= STAYS | {"enrolment"}
    for name in ("release_place", "release_file", "unit", "account", "enrolment"):
        assert after[name] == before[name]
    (release,), (earlier,) = after["release"], before["release"]
    columns = [column.name for column in Release.__table__.columns]
    differing = [name for name, now, then in zip(columns, release, earlier, strict=True) if now != then]
    assert differing == ["memory"], "what only a next release would have needed"
    with database.reading() as session:
        assert [name for name in inspect(session.connection()).get_view_names() if "2026" in name] == []
        entry = session.scalars(select(AuditEntry).where(AuditEntry.action == "erase-campaign")).one()
        assert describe_subject(entry.action, entry.subject) == "2026: 245 phiếu"
    assert "đã xóa ngày" in run(app, "2026", "--yes")[1]
    checked = app.test_cli_runner().invoke(args=["check-releases", "2026"])
    assert (checked.exit_code, "giống hệt" in checked.output) == (0, True)
    for command in ("close-campaigns", "check-warnings"):
        assert app.test_cli_runner().invoke(args=[command]).exit_code == 0
    refused = app.test_cli_runner().invoke(args=["open-campaign", "2026"])
    assert (refused.exit_code, "Không có đợt" in refused.output) == (1, True)


def test_bytes_are_gone_from_the_disk(app: Flask, database: Database) -> None:
    fill_and_mark(database)
    needles = (WORDS.encode(), SHEET.encode())
    read = files_of(database)
    if not read:
        pytest.skip("the server's folder cannot be read by this user")
    on_disk = read["tables' files"] if "tables' files" in read else read["file and write-ahead log"]
    assert all(needle in on_disk for needle in needles), "the test must see what it looks for"
    assert run(app, "2026", "--yes")[0] == 0
    for _ in range(50):  # PostgreSQL unlinks old files with the next checkpoint
        read = files_of(database)
        read.pop("write-ahead log", None)  # its segments are used again in time; docs/operations.md says so
        if not any(needle in content for content in read.values() for needle in needles):
            return
        time.sleep(0.1)
    pytest.fail("answers are still in the files")


def test_a_campaign_without_a_release_goes_as_a_whole_and_others_stay(app: Flask, database: Database, clock: Clock) -> None:
    fill(database, answers=12)
    with database.writing() as session:
        make_campaign(session, code="2027")
    clock.set(2026, 5, 30, 2)
    assert app.test_cli_runner().invoke(args=["close-campaigns"]).exit_code == 0
    with database.writing() as session:
        campaign = find_campaign(session, "2027")
        assert campaign is not None
        campaign.sealed_on = None
        session.flush()
        with pytest.raises(EraseRefusedError, match="chưa khóa sổ"):
            erase_campaign(session, campaign, today=clock().date())
        campaign.sealed_on = clock().date()
    others = {name for name, rows in rows_of(database).items() if rows}
    assert "Chưa xóa gì" in run(app, "2026", typed="Khảo sát\n")[1]
    assert run(app, "2026", "--yes")[0] == 0
    after = rows_of(database)
    with database.reading() as session:
        assert session.scalars(select(Campaign.code)).all() == ["2027"]
        assert inspect(session.connection()).get_view_names() == ["answers__2027__th_ph"]
        assert session.scalars(select(Participation.campaign_id)).all()
    assert {"campaign", "participation", "unit", "account"} <= {name for name, rows in after.items() if rows} <= others
    assert run(app, "2026", "--yes") == (1, "Lỗi: Không có đợt khảo sát mang mã 2026.\n")


def test_every_table_that_loses_rows_is_written_anew(database: Database) -> None:
    fill_and_mark(database)
    before = {name: len(rows) for name, rows in rows_of(database).items()}
    with database.writing() as session:
        erase_campaign(session, session.scalars(select(Campaign)).one(), today=AFTER().date())
    lost = {name for name, rows in rows_of(database).items() if len(rows) < before[name]}
    names = [table.name for table in affected_tables()]
    assert lost <= set(names)
    assert {"release", "campaign", "paper_draft", "stored_comparison", "warning_step"} <= set(names)
    assert len(names) == len(set(names)) < len(Base.metadata.tables) == len(shapes_of_models())
    assert erase_files(database)


def test_pages_of_staff_and_public_go_on(
    database: Database, app: Flask, clock: Clock, new_client: Callable[[], PageClient]
) -> None:
    fill_everything(database)
    clock.moment = AFTER()
    assert run(app, "2026", "--yes")[0] == 0
    staff = sign_in(new_client(), "so.gddt")
    for path in ("/department", "/department/warnings", "/management", "/management/campaigns", "/management/releases"):
        assert staff.get(path, follow_redirects=True).status == 200, path
    assert "đã xóa số liệu ngày 20/06/2026" in staff.get("/management/campaigns").text
    assert "không lập bản mới được nữa" in staff.get("/management/releases").text
    with database.reading() as session:
        campaign = find_campaign(session, "2026", erased=True)
        assert campaign is not None
        (release,) = find_released(session, campaign.id)
        number = release.id
    assert staff.get(f"/management/releases/{number}").status == 200
    for path in ("/department/campaigns/2026", "/management/campaigns/2026", "/department/campaigns/2026/comments"):
        assert staff.get(path, status=404).status == 404, path
    assert sign_in(new_client(), "th1").get("/unit").status == 200
    everybody = new_client()
    for path in ("/ket-qua", "/ket-qua/2026", "/ket-qua/2026/truong", "/ket-qua/2026/truong/TH1", "/ket-qua/2026/du-lieu"):
        assert everybody.get(path).status == 200, path
    assert b"2026" in app.test_client().get("/api/v1/releases").data


def test_the_command_names_the_backups_that_still_hold_it(app: Flask, database: Database, tmp_path: Path) -> None:
    fill_everything(database)
    app.config["BACKUP_FOLDER"] = tmp_path
    (tmp_path / "thuoc-do-20260601-020000.backup").write_bytes(b"")
    code, output = run(app, "2026", "--yes")
    assert (code, "1 bản sao lưu" in output, "thuoc-do-20260601-020000.backup" in output) == (0, True, True)
    assert os.listdir(tmp_path)


def test_the_night_erases_what_has_been_kept_long_enough(
    app: Flask, database: Database, clock: Clock, client: PageClient
) -> None:
    fill_everything(database)  # sealed on 2 June 2026
    assert "Máy tự xóa" not in client.get("/rieng-tu").text
    app.config["ERASE_AFTER_YEARS"] = 5
    assert "khóa sổ được 5 năm" in client.get("/rieng-tu").text
    clock.set(2031, 6, 1, 2)
    assert "đã xóa" not in app.test_cli_runner().invoke(args=["close-campaigns"]).output
    clock.set(2031, 6, 2, 2)
    done = app.test_cli_runner().invoke(args=["close-campaigns"])
    assert "Quá 5 năm từ ngày khóa sổ: đã xóa 244 phiếu và 1 lời góp ý của đợt 2026." in done.output
    assert rows_of(database)["response"] == []
    with database.reading() as session:
        assert session.scalars(select(AuditEntry).where(AuditEntry.action == "erase-campaign")).one()


@pytest.mark.parametrize("is_typed", [True, False])
def test_an_erasure_that_a_reader_kept_from_the_files_is_finished_by_the_next_night(
    app: Flask, database: Database, clock: Clock, monkeypatch: pytest.MonkeyPatch, is_typed: bool
) -> None:
    if database.is_sqlite:
        pytest.skip("on SQLite every night writes the whole file anew")
    for name, seconds in (("LOCK_SECONDS", 1), ("FIRST_PAUSE", 0.2), ("READERS_SECONDS", 0.0)):
        monkeypatch.setattr(f"survey_app.campaigns.sealing.{name}", seconds)
    fill_and_mark(database)
    clock.set(2031, 6, 2, 2)
    app.config["ERASE_AFTER_YEARS"] = 0 if is_typed else 5
    commands = app.test_cli_runner()

    def file_of_answers() -> tuple[int, int]:
        with database.engine.connect() as connection:
            found = text("SELECT relfilenode, pg_relation_size(oid) FROM pg_class WHERE relname = 'response_1'")
            number, size = connection.execute(found).one()
            return number, size

    with database.engine.connect().execution_options(isolation_level="REPEATABLE READ") as reader:
        reader.execute(text("SELECT 1 FROM unit")).all()
        args = ["erase-campaign", "2026", "--yes"] if is_typed else ["close-campaigns"]
        assert commands.invoke(args=args).exit_code == 1
    assert stored(database, Response) == 0
    assert file_of_answers()[1] > 0, "the test must see what it looks for"
    assert commands.invoke(args=["close-campaigns"]).exit_code == 0
    number, size = file_of_answers()
    assert size == 0
    assert commands.invoke(args=["close-campaigns"]).exit_code == 0
    assert file_of_answers()[0] == number, "the night after has nothing of it left to do"


def test_years_are_counted_by_the_calendar(database: Database) -> None:
    fill(database, answers=0)
    with database.writing() as session:
        campaign = session.scalars(select(Campaign)).one()
        campaign.sealed_on = dt.date(2028, 2, 29)
        session.flush()
        for day, expected in ((dt.date(2029, 2, 28), []), (dt.date(2029, 3, 1), [campaign])):
            assert find_campaigns_to_erase(session, today=day, years=1) == expected
        assert find_campaigns_to_erase(session, today=dt.date(2099, 1, 1), years=0) == []


def test_the_views_of_other_campaigns_keep_their_readers(database: Database) -> None:
    """On PostgreSQL a view that is made anew has lost them."""
    if database.is_sqlite:
        pytest.skip("SQLite has no rights")
    fill_everything(database)
    with database.writing() as session:
        make_campaign(session, code="2027")
        session.execute(text("GRANT SELECT ON answers__2027__th_ph TO PUBLIC"))
        campaign = find_campaign(session, "2026")
        assert campaign is not None
        erase_campaign(session, campaign, today=AFTER().date())
        held = text("SELECT has_table_privilege('pg_monitor', 'answers__2027__th_ph', 'SELECT')")
        assert session.execute(held).scalar_one()
