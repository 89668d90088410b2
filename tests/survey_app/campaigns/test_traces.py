"""What the files themselves tell, read as somebody would who copied them: nothing of who answered after whom."""

import datetime as dt
import os
import sqlite3
import struct
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from itertools import pairwise
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select, text

from survey_app.campaigns import sealing
from survey_app.campaigns.sealing import erase_traces, rewrite_in_key_order
from survey_app.collecting.answers import NewResponse
from survey_app.collecting.responses import Destination, record_one
from survey_app.config import TIMEZONE
from survey_app.db import Database
from survey_app.models import Comment, OneTimeCode, Participation, Response, Sending
from tests.conftest import Clock
from tests.survey_app.campaigns.test_sealing import SHEET, fill

PARTED = ("response", "sending", "comment", "one_time_code")
INDEX_LEAF = 0x0A  # the kind of page in which a table WITHOUT ROWID keeps its rows


@pytest.fixture
def sqlite_file(database: Database) -> Path:
    if not database.is_sqlite:
        pytest.skip("reads SQLite's file")
    return Path(database.engine.url.database or "")


def pages_out_of_order(file: Path) -> int:
    """On how many leaf pages the bytes of the rows do not lie in the order of their keys (from the end of the page)."""
    content = file.read_bytes()
    size = struct.unpack(">H", content[16:18])[0]
    wrong = 0
    for start in range(0, len(content), size):
        head = start + (100 if start == 0 else 0)
        if content[head] != INDEX_LEAF:
            continue
        cells = struct.unpack(">H", content[head + 3 : head + 5])[0]
        offsets = struct.unpack(f">{cells}H", content[head + 8 : head + 8 + 2 * cells])
        wrong += list(offsets) != sorted(offsets, reverse=True)
    return wrong


def test_the_bytes_of_rows_lie_in_key_order_after_the_night(database: Database, sqlite_file: Path) -> None:
    fill(database)
    with closing(sqlite3.connect(sqlite_file)) as raw:
        raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    assert pages_out_of_order(sqlite_file) >= 3, "the test must see what it looks for"
    assert erase_traces(database)
    assert pages_out_of_order(sqlite_file) == 0
    assert sqlite_file.with_name(f"{sqlite_file.name}-wal").stat().st_size == 0


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """The night waits for no reader."""
    for name, seconds in (("LOCK_SECONDS", 1), ("FIRST_PAUSE", 0.2), ("READERS_SECONDS", 0.0)):
        monkeypatch.setattr(f"survey_app.campaigns.sealing.{name}", seconds)


@pytest.mark.usefixtures("sqlite_file", "impatient")
def test_a_log_that_could_not_be_emptied_is_reported(app: Flask, database: Database, clock: Clock) -> None:
    fill(database, hours=3)
    clock.set(2026, 5, 29, 23)
    with database.reading() as reader:
        reader.execute(text("SELECT count(*) FROM response"))
        result = app.test_cli_runner().invoke(args=["close-campaigns"])
    assert result.exit_code == 1
    assert "Hãy chạy lại lệnh này" in result.output
    assert app.test_cli_runner().invoke(args=["close-campaigns"]).exit_code == 0


def test_postgresql_keeps_no_dead_copy_of_a_sheet(database: Database) -> None:
    if database.is_sqlite:
        pytest.skip("reads PostgreSQL's files")
    fill(database, hours=12)
    with database.engine.connect() as connection:
        folder = Path(connection.scalar(text("SHOW data_directory")) or "")
    with database.writing() as session:
        rewrite_in_key_order(session, 1)

    def copies() -> int:
        with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("CHECKPOINT"))
            file = folder / (connection.scalar(text("SELECT pg_relation_filepath('parts.response_1')")) or "")
        return file.read_bytes().count(SHEET.rstrip("-").encode())

    if not os.access(folder, os.R_OK | os.X_OK):
        pytest.skip("the server's folder cannot be read by this user")
    assert copies() > 12, "the test must see what it looks for"
    erase_traces(database)
    assert copies() == 12


def test_the_night_writes_anew_what_has_moved_and_leaves_what_was_sealed_long_ago(
    app: Flask, database: Database, clock: Clock
) -> None:
    if database.is_sqlite:
        pytest.skip("PostgreSQL has a file for each campaign")
    fill(database, hours=3)
    files = []
    for month, day in ((5, 20), (6, 2), (6, 20), (7, 20), (8, 20)):  # open, sealed, sealed of late, settled
        clock.set(2026, month, day, 23)
        assert app.test_cli_runner().invoke(args=["close-campaigns"]).exit_code == 0
        with database.engine.connect() as connection:
            rows = connection.execute(
                text("SELECT relname, relfilenode FROM pg_class WHERE relname LIKE '%\\_1' ORDER BY relname")
            )
            files.append({name: file for name, file in rows if name in {f"{table}_1" for table in PARTED}})
    assert [len(one) for one in files] == [len(PARTED)] * len(files)
    for table in PARTED:
        open_, sealed, recent, settled, later = (one[f"{table}_1"] for one in files)
        assert len({open_, sealed, recent}) == 3
        assert recent == settled == later


def test_the_night_leaves_no_file_of_answers_as_it_was(database: Database) -> None:
    if database.is_sqlite:
        pytest.skip("SQLite has one file for everything")
    fill(database, hours=3)
    plain = {table.name for table in sealing.REWRITTEN if table not in sealing.TABLES}
    names = plain | {f"{table}_1" for table in PARTED}

    def files() -> dict[str, int]:
        with database.engine.connect() as connection:
            found = select(text("relname, relfilenode FROM pg_class")).where(text("relname = ANY(:names)"))
            return dict(connection.execute(found, {"names": sorted(names)}).all())

    before = files()
    assert before.keys() == names
    for campaign_ids in (None, [1]):
        assert erase_traces(database, campaign_ids=campaign_ids)
        after = files()
        assert [name for name in names if after[name] == before[name]] == []
        before = after


def test_a_partitioned_table_without_a_campaign_has_no_file_to_write(database: Database) -> None:
    assert erase_traces(database)


@pytest.mark.usefixtures("impatient")
def test_who_sends_a_form_does_not_wait_for_somebody_that_reads_while_the_night_waits_for_him(database: Database) -> None:
    if database.is_sqlite:
        pytest.skip("SQLite's readers are in nobody's way")
    fill(database, hours=3)
    with database.reading() as session:
        place = Destination.of(session.scalars(select(Participation)).first() or Participation())
    with database.reading() as reader, ThreadPoolExecutor(2) as threads:
        reader.execute(text("SELECT count(*) FROM response"))
        night = threads.submit(erase_traces, database)
        wait_for_a_lock(database)
        now = dt.datetime(2026, 5, 20, 23, tzinfo=TIMEZONE)
        sending = threads.submit(record_one, database, place, NewResponse("sent meanwhile", SHEET), now=now)
        try:
            assert sending.result(timeout=30)
            assert not night.result(timeout=30), "the reader is still there, so the table could not be written anew"
        finally:
            reader.rollback()  # or a night that waits for him for ever would never let this test end
    assert erase_traces(database)
    with database.reading() as session:
        assert session.scalar(select(func.count()).select_from(Response)) == 4


def wait_for_a_lock(database: Database) -> None:
    """Until somebody waits for a table."""
    for _ in range(400):
        with database.reading() as session:
            if session.scalar(text("SELECT count(*) FROM pg_locks WHERE NOT granted")):
                return
        time.sleep(0.025)
    raise AssertionError("nobody waits")


@pytest.mark.usefixtures("impatient")
def test_what_an_old_snapshot_still_sees_is_told_and_not_taken_for_erased(app: Flask, database: Database, clock: Clock) -> None:
    if database.is_sqlite:
        pytest.skip("SQLite's readers see their old pages in the log")
    fill(database, hours=3)
    clock.set(2026, 5, 20, 23)
    night = app.test_cli_runner()
    with database.engine.connect().execution_options(isolation_level="REPEATABLE READ") as backup:
        backup.execute(text("SELECT 1 FROM unit")).all()  # of the answers it has read nothing yet, and so locked nothing
        told = night.invoke(args=["close-campaigns"])
    assert told.exit_code == 1
    assert "Hãy chạy lại lệnh này" in told.output
    assert night.invoke(args=["close-campaigns"]).exit_code == 0


def test_the_night_comes_again_until_the_reader_has_gone(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    """On PostgreSQL he holds a table, on SQLite the log."""
    monkeypatch.setattr("survey_app.campaigns.sealing.LOCK_SECONDS", 1)
    fill(database, hours=3)
    pauses: list[float] = []
    with database.reading() as reader:
        reader.execute(text("SELECT count(*) FROM response"))

        def pause(seconds: float) -> None:
            pauses.append(seconds)
            reader.rollback()

        monkeypatch.setattr("survey_app.campaigns.sealing.time.sleep", pause)
        with database.writing() as session:  # so that SQLite's log holds something that the reader does not see
            session.execute(text("UPDATE campaign SET name = 'x'"))
        assert erase_traces(database)
    assert pauses


def test_the_night_tries_at_the_end_of_its_patience_too(monkeypatch: pytest.MonkeyPatch) -> None:
    moments: list[float] = []
    clock = [0.0]

    def pause(seconds: float) -> None:
        clock[0] += seconds

    def attempt() -> bool:
        moments.append(clock[0])
        return False

    monkeypatch.setattr("survey_app.campaigns.sealing.time.sleep", pause)
    monkeypatch.setattr("survey_app.campaigns.sealing.time.monotonic", lambda: clock[0])
    assert not sealing._insist(attempt)
    assert moments[:4] == [0.0, 1.0, 3.0, 7.0]
    assert moments[-1] == sealing.READERS_SECONDS
    assert max(b - a for a, b in pairwise(moments)) == sealing.LONGEST_PAUSE


def test_a_table_that_is_not_ours_is_not_taken_for_written_anew(database: Database) -> None:
    if database.is_sqlite:
        pytest.skip("SQLite has no owners")
    with database.engine.begin() as connection:
        connection.execute(text("CREATE ROLE somebody_else; CREATE TABLE theirs (id integer)"))
        connection.execute(text("GRANT ALL ON theirs TO somebody_else"))
    try:
        with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            assert sealing._copy(connection, "theirs")
            connection.execute(text("SET ROLE somebody_else"))
            assert not sealing._copy(connection, "theirs")
            connection.execute(text("RESET ROLE"))
    finally:
        with database.engine.begin() as connection:
            connection.execute(text("DROP TABLE theirs; DROP ROLE somebody_else"))


@pytest.mark.parametrize("table", [Response, Sending, Comment, OneTimeCode])
def test_an_error_of_the_database_quotes_no_answer(database: Database, table: type) -> None:
    fill(database, hours=1)
    with database.writing() as session:
        row = session.query(table).first()
        values = {column.name: getattr(row, column.name) for column in table.__table__.columns}  # type: ignore[attr-defined]
    with pytest.raises(Exception, match="hide_parameters") as caught, database.writing() as session:
        session.execute(table.__table__.insert(), [values])  # type: ignore[attr-defined]
    for name, value in values.items():
        if name in ("sheet", "text", "key", "key_hash", "code_hash"):
            assert repr(value) not in str(caught.value)


def test_the_database_file_is_its_owners_alone(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'new.sqlite3'}")
    with database.writing() as session:
        session.execute(text("CREATE TABLE something (id INTEGER)"))
    for file in tmp_path.iterdir():
        assert file.stat().st_mode & 0o077 == 0, file
    database.engine.dispose()
