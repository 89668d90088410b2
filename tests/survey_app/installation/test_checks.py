"""Every fault that `doctor` knows, made for real, and that a sound installation has none of them."""

import datetime as dt
import os
import socket
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from survey_app.accounts.passwords import HASH_METHOD
from survey_app.config import TIMEZONE
from survey_app.db import Database
from survey_app.demo.fill import DEPARTMENT_USERNAME, SCHOOL_USERNAME
from survey_app.demo.schools import DEPARTMENT_CODE, DEPARTMENT_NAME
from survey_app.installation import database_checks, host_checks, machine_checks, setting_checks
from survey_app.installation.findings import Finding
from survey_app.migrate import downgrade
from survey_app.models import Account, Campaign, Unit
from tests.respondents import add_school

NOW = dt.datetime(2027, 5, 12, 9, tzinfo=TIMEZONE)
SECRET = "0123456789abcdef0123456789abcdef"


def levels(findings: Iterable[Finding]) -> list[str]:
    found = list(findings)
    assert all(bool(each.remedy) == (each.level != "good") for each in found), "whoever reads of a fault reads what to do"
    return [each.level for each in found]


def settings(folder: Path, **changes: Any) -> dict[str, Any]:
    sound = {"SECRET_KEY": SECRET, "INSTANCE_FOLDER": folder, "PUBLIC_URL": "https://khaosat.example.vn", "CONTACT": "0255 123"}
    return sound | changes


def test_a_secret_that_can_be_guessed_or_read(tmp_path: Path) -> None:
    assert levels(setting_checks.check_secret(settings(tmp_path), {})) == ["good"]
    for weak in ("short", "a" * 64, "matkhaumatkhaumatkhaumatkhaumatkhau"):
        assert levels(setting_checks.check_secret(settings(tmp_path, SECRET_KEY=weak), {})) == ["fault"], weak
    file = tmp_path / "secret-key"
    file.write_text(SECRET)
    file.chmod(0o644)
    assert levels(setting_checks.check_secret(settings(tmp_path), {})) == ["fault"]
    file.chmod(0o600)
    assert levels(setting_checks.check_secret(settings(tmp_path), {})) == ["good"]
    file.write_text(SECRET[::-1])
    assert levels(setting_checks.check_secret(settings(tmp_path), {"SECRET_KEY": SECRET})) == ["look"]


@pytest.mark.parametrize(
    ("address", "level"),
    [
        ("https://khaosat.example.vn", "good"),
        ("http://khaosat.example.vn", "fault"),
        ("https://localhost", "fault"),
        ("http://127.0.0.1:8000", "fault"),
        ("https://khaosat.example.vn/khao-sat", "fault"),
    ],
)
def test_an_address_that_no_phone_reaches(tmp_path: Path, address: str, level: str) -> None:
    assert levels(setting_checks.check_address(settings(tmp_path, PUBLIC_URL=address))) == [level]
    assert levels(setting_checks.check_address(settings(tmp_path, PUBLIC_URL=address, CONTACT=""))) == [level, "look"]


def test_a_folder_that_others_can_read(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    assert levels(setting_checks.check_owner(settings(folder))) == ["fault"]
    folder.mkdir(mode=0o700)
    assert levels(setting_checks.check_owner(settings(folder))) == ["look" if os.geteuid() == 0 else "good"]
    folder.chmod(0o755)
    assert levels(setting_checks.check_owner(settings(folder))) == ["fault"]


@contextmanager
def line_that_says(words: bytes) -> Iterator[int]:
    """A port that says something to whoever comes, and hangs up."""
    with socket.create_server(("127.0.0.1", 0)) as door:

        def greet() -> None:
            while True:
                try:
                    line, _from = door.accept()
                except OSError:
                    return
                with line:
                    line.sendall(words)
                    line.recv(1000)

        threading.Thread(target=greet, daemon=True).start()
        yield door.getsockname()[1]
        door.shutdown(socket.SHUT_RDWR)


def test_mail_that_cannot_leave() -> None:
    mail = {"SMTP_HOST": "", "MAIL_FROM": "so@example.vn", "SMTP_SECURITY": "none", "SMTP_PORT": ""}
    assert levels(setting_checks.check_mail(mail, readers=0)) == ["good"]
    assert levels(setting_checks.check_mail(mail, readers=3)) == ["look"]
    assert levels(setting_checks.check_mail(mail | {"SMTP_HOST": "127.0.0.1", "MAIL_FROM": "nobody"}, readers=0)) == ["fault"]
    with line_that_says(b"554 go away\r\n") as port:
        here = mail | {"SMTP_HOST": "127.0.0.1", "SMTP_PORT": str(port)}
        assert levels(setting_checks.check_mail(here, readers=0)) == ["fault"]
    assert levels(setting_checks.check_mail(here, readers=0)) == ["fault"], "nobody is there any more"


def test_mail_that_leaves() -> None:
    from aiosmtpd.controller import Controller

    class Nobody:
        """Takes nothing; it is not asked to."""

    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    server = Controller(Nobody(), hostname="127.0.0.1", port=port)
    server.start()
    try:
        mail = {"SMTP_HOST": "127.0.0.1", "SMTP_PORT": str(port), "SMTP_SECURITY": "none", "MAIL_FROM": "so@example.vn"}
        assert levels(setting_checks.check_mail(mail, readers=0)) == ["good"]
    finally:
        server.stop()


def test_a_database_that_is_away_empty_or_of_another_release(database: Database, tmp_path: Path) -> None:
    assert levels(database_checks.check_tables(database)) == ["good"]
    downgrade(database.engine, "0015")
    assert levels(database_checks.check_tables(database)) == ["fault"]
    for url in (f"sqlite:///{tmp_path}/empty.sqlite3", f"sqlite:///{tmp_path}/no/such.sqlite3"):
        assert levels(database_checks.check_tables(Database(url))) == ["fault"]


def test_a_file_that_is_not_kept_well(database: Database) -> None:
    if not database.is_sqlite:
        pytest.skip("of SQLite")
    file = Path(database.engine.url.database or "")
    file.chmod(0o600)
    mounts = "rootfs / ext4 rw 0 0\n"

    def found(session: Session, mounted: str = mounts) -> list[str]:
        return levels(database_checks.check_durability(database, session, mounts=mounted))

    with database.reading() as session:
        assert found(session) == ["good"]
        assert found(session, f"{mounts}server:/x {file.parent} nfs4 rw 0 0\n") == ["fault"]
    with database.engine.connect() as connection:  # as a hand that changed the program would leave it
        connection.exec_driver_sql("COMMIT")
        connection.exec_driver_sql("PRAGMA synchronous=NORMAL")
        connection.exec_driver_sql("BEGIN")
        assert found(Session(bind=connection)) == ["fault"]
        connection.exec_driver_sql("COMMIT")
        connection.exec_driver_sql("PRAGMA synchronous=FULL")
        connection.exec_driver_sql("BEGIN")
    file.chmod(0o644)
    with database.reading() as session:
        assert found(session) == ["fault"]
    with database.writing() as session:
        for number in range(database_checks.LARGEST_FOR_SQLITE + 1):
            session.add(Unit(code=f"T{number}", name="Trường", kind="school", link_token=f"T{number:07}", levels="TH"))
    with database.reading() as session:
        assert found(session) == ["fault", "look"]


def test_a_server_that_loses_or_tells(database: Database) -> None:
    if database.is_sqlite:
        pytest.skip("of PostgreSQL")

    def found(session: Session) -> dict[str, str]:
        findings = list(database_checks.check_durability(database, session))
        levels(findings)
        return {each.words.split()[0 if each.subject != "Ghi bền" else 1]: each.level for each in findings if each.remedy}

    with database.reading() as session:  # the server of the tests runs without fsync, which is a fault indeed
        assert {"fsync", "full_page_writes", "synchronous_commit"} <= set(found(session))
        few, many = (host_checks.check_connections(database, session, workers=number, threads=8) for number in (2, 100))
        assert (levels(few), levels(many)) == (["good"], ["fault"])
        assert "log_statement" not in found(session)
        for name, value in (
            ("log_statement", "all"),
            ("log_min_duration_statement", "250"),
            ("log_parameter_max_length_on_error", "-1"),
        ):
            session.execute(text(f"SET LOCAL {name} = '{value}'"))
            assert f"{name}" in found(session), name
        session.execute(text("SET LOCAL synchronous_commit = on"))
        assert "synchronous_commit" not in found(session)
        assert "log_error_verbosity" in found(session)
        session.execute(text("SET LOCAL log_error_verbosity = terse"))
        assert "log_error_verbosity" not in found(session)


def test_two_clocks_that_differ(database: Database) -> None:
    now = dt.datetime.now(dt.UTC)
    with database.reading() as session:
        assert levels(database_checks.check_clock(database, session, now=now)) == ([] if database.is_sqlite else ["good"])
        later = levels(database_checks.check_clock(database, session, now=now + dt.timedelta(minutes=5)))
        assert later == ([] if database.is_sqlite else ["fault"])


def test_the_demo_before_the_network(database: Database) -> None:
    def found(*, is_public: bool) -> list[str]:
        with database.reading() as session:
            return levels(database_checks.check_content(session, now=NOW, grace_minutes=60, is_public=is_public))

    with database.writing() as session:
        unit = Unit(code=DEPARTMENT_CODE, name=DEPARTMENT_NAME, kind="department", link_token="M2M3M4M5")
        session.add(unit)
        session.flush()
        for username in (DEPARTMENT_USERNAME, SCHOOL_USERNAME):
            session.add(Account(username=username, password_hash=HASH_METHOD, role="department", unit_id=unit.id))
    assert found(is_public=True) == ["fault", "good"]
    assert found(is_public=False) == ["good"]


def test_a_campaign_that_nobody_seals(database: Database) -> None:
    add_school(database)  # from 10 to 31 May 2026
    with database.reading() as session:
        last_day = dt.datetime(2026, 5, 31, 9, tzinfo=TIMEZONE)
        for days, level in ((0, "good"), (1, "good"), (2, "fault")):
            now = last_day + dt.timedelta(days=days)
            findings = database_checks.check_content(session, now=now, grace_minutes=60, is_public=True)
            assert levels(findings) == [level], days
    with database.writing() as session:
        session.query(Campaign).update({"sealed_on": dt.date(2026, 6, 1)})
    with database.reading() as session:
        assert levels(database_checks.check_content(session, now=NOW, grace_minutes=60, is_public=True)) == ["good"]


def test_a_clock_that_is_wrong_or_that_nobody_keeps_right() -> None:
    def found(now: dt.datetime, **known: Any) -> list[str]:
        return levels(machine_checks.check_time(now, newest_file=NOW, **known))

    assert found(NOW, is_kept_right=True) == ["good"]
    assert found(NOW, is_kept_right=False) == ["look"]
    assert found(NOW - dt.timedelta(days=400), is_kept_right=True) == ["fault"]
    assert isinstance(machine_checks.clock_is_kept_right(), bool)


def test_letters_that_are_missing(tmp_path: Path) -> None:
    assert levels(machine_checks.check_fonts()) == ["good"]
    for name in machine_checks.FACES:
        (tmp_path / name).write_bytes((machine_checks.FONTS / name).read_bytes())
    assert levels(machine_checks.check_fonts(tmp_path)) == ["good"]
    (tmp_path / machine_checks.FACES[1]).write_bytes(b"half a file")
    assert levels(machine_checks.check_fonts(tmp_path)) == ["fault"]


def test_a_disk_that_fills_up(tmp_path: Path) -> None:
    for megabytes, level in ((100, "fault"), (1_000, "look"), (50_000, "good")):
        assert levels(machine_checks.check_room(tmp_path / "not/yet", free=megabytes * 1_000_000)) == [level]
    assert levels(machine_checks.check_room(tmp_path))[0] in ("good", "look", "fault")


def test_backups_that_are_old_open_or_nowhere(tmp_path: Path) -> None:
    folder, now = tmp_path / "backups", dt.datetime.now(dt.UTC)

    def found() -> list[str]:
        return levels(machine_checks.check_backups(folder, tmp_path, now=now))

    assert found() == ["fault"]
    folder.mkdir()
    (folder / "notes.txt").write_text("no backup")
    assert found() == ["fault"]
    file = folder / "thuoc-do-20270512-0215.backup"
    file.write_bytes(b"a backup")
    file.chmod(0o600)
    for hours, level in ((2, "good"), (40, "look"), (80, "fault")):
        moment = (now - dt.timedelta(hours=hours)).timestamp()
        os.utime(file, (moment, moment))
        assert found() == [level, "look"], hours  # and it lies on the disk of the data
    os.utime(file)
    file.chmod(0o644)
    assert found() == ["good", "fault", "look"]
    file.write_bytes(b"")
    file.chmod(0o600)
    assert found() == ["good", "fault", "look"]
