"""What a whole journey leaves behind outside the process: tables, logs, backups and files, with the service started as
documented.

The respondent brings everything that could tell who it was: an address, a device, a referrer, a cookie, a language, a one-time
code. Then everything is read that the operator, or whoever steals from the operator, could read.
"""

import datetime as dt
import io
import os
import re
import secrets
import signal
import socket
import struct
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

import pytest
from bs4 import BeautifulSoup
from flask import Flask
from sqlalchemy import inspect, select, text

from survey_app.backups.dump import write_backup
from survey_app.backups.envelope import read_envelope
from survey_app.campaigns.codes import issue_codes
from survey_app.config import TIMEZONE
from survey_app.db import Database
from survey_app.models import Campaign, Comment, OneTimeCode, Participation, Response
from tests.pages import Page
from tests.respondents import School, answered, stored

ROOT = Path(__file__).resolve().parent.parent
SECRET = "a secret of more than thirty-two signs"
COMMENT = "Lời riêng của một người"
SURROUNDINGS = {
    "User-Agent": "Mozilla/5.0 (Linux; Android 9; Redmi 7A) TellTale/1.0",
    "Referer": "https://zalo.example/who-sent-this",
    "X-Forwarded-For": "203.0.113.77",
    "X-Real-IP": "203.0.113.77",
    "Forwarded": "for=203.0.113.77",
    "Cookie": "thuoc-do=cookie-of-somebody; telltale=1",
    "Accept-Language": "xx-TellTale",
}
TRACES = ("203.0.113.77", "TellTale", "zalo", "cookie-of-somebody", "telltale", "utm_source")


@dataclass(frozen=True)
class Journey:
    """What the respondent alone knew, and the seconds in which it happened."""

    key: str
    receipt: str
    code: str
    form_token: str
    seconds: range

    def told_by(self, content: bytes) -> list[str]:
        """What of it can be read in `content`."""
        plain = [self.key, self.receipt, self.receipt.replace(" ", ""), self.code, self.code.replace("-", ""), self.form_token]
        moments = [moment for second in self.seconds for moment in written(second)]
        return [needle for needle in (*TRACES, *plain, *moments) if needle.encode() in content]

    def dated_by(self, content: bytes) -> list[int]:
        """The seconds that stand in `content` as SQLite writes whole numbers."""
        return [second for second in self.seconds if struct.pack(">I", second) in content]


def written(second: int) -> Iterator[str]:
    """A second as programs write it."""
    yield str(second)
    for zone in (dt.UTC, TIMEZONE):
        moment = dt.datetime.fromtimestamp(second, zone)
        yield from (f"{moment:%Y-%m-%d %H:%M:%S}", f"{moment:%Y-%m-%dT%H:%M:%S}", f"{moment:%d/%b/%Y:%H:%M:%S}")


def documented_call() -> list[str]:
    """The line with which docs/operations.md starts the service, without its address."""
    line = next(line for line in (ROOT / "docs" / "operations.md").read_text().splitlines() if "bin/gunicorn --bind" in line)
    return re.sub(r"--bind \S+", "", line).replace("deploy/", f"{ROOT}/deploy/").split("bin/gunicorn", 1)[1].split()


@contextmanager
def service(folder: Path, database_url: str) -> Iterator[str]:
    """The service as documented, in a folder of its own; its output goes to files there."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    surroundings = {
        **{name: value for name, value in os.environ.items() if not name.startswith("GUNICORN")},
        "PYTHONPATH": str(ROOT),
        "DATABASE_URL": database_url,
        "INSTANCE_FOLDER": str(folder / "instance"),
        "SECRET_KEY": SECRET,
        "PUBLIC_URL": f"http://127.0.0.1:{port}",
    }
    call = [sys.executable, "-m", "gunicorn", "--bind", f"127.0.0.1:{port}", *documented_call()]
    with (folder / "stdout").open("wb") as out, (folder / "stderr").open("wb") as err:
        process = subprocess.Popen(call, cwd=folder, env=surroundings, stdout=out, stderr=err)
        try:
            _wait_until_it_answers(f"http://127.0.0.1:{port}/", process)
            yield f"http://127.0.0.1:{port}"
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(timeout=30)


def _wait_until_it_answers(url: str, process: "subprocess.Popen[bytes]") -> None:
    for _ in range(300):
        assert process.poll() is None, "the service ended"
        try:
            urllib.request.urlopen(url, timeout=5).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    pytest.fail("the service did not start")


def fetch(url: str, data: dict[str, str] | None = None) -> Page:
    """A page, as a phone that tells everything about itself fetches it; none may set a cookie."""
    body = None if data is None else urlencode(data).encode()
    request = urllib.request.Request(url, data=body, headers=SURROUNDINGS)
    try:
        reply = urllib.request.urlopen(request, timeout=30)
    except urllib.error.HTTPError as error:
        reply = error
    with reply:
        assert "Set-Cookie" not in reply.headers, url
        return Page(reply.status, BeautifulSoup(reply.read().decode(), "html.parser"), reply.headers)


def travel(url: str, school: School, code: str) -> Journey:
    """From the poster to the receipt, with a mistake, a second tap, a look-up and a lost way."""
    began = int(time.time())
    scanned = school.path.replace("/k/", "/q/")
    page = fetch(f"{url}{scanned}?lang=en&utm_source=telltale")
    assert page.soup.html["lang"] == "en"
    data = answered(page.form_data(), G01=COMMENT, grade="3", repeat="1", sending_key=secrets.token_urlsafe(24))
    address = url + page.soup.select_one("main form")["action"]
    assert fetch(address, data | {"code": code[:-1]}).status == 422
    thanks = fetch(address, data | {"code": code})
    assert thanks.status == 200
    receipt = thanks.soup.select_one("[data-receipt]").text
    assert fetch(address, data | {"code": code}).soup.select_one("[data-receipt]").text == receipt
    assert fetch(f"{url}/bien-nhan", {"receipt": receipt}).status == 200
    assert fetch(f"{url}/k/ZZZZZZZZ/{code}").status == 404
    seconds = range(began, int(time.time()) + 1)
    return Journey(key=data["sending_key"], receipt=receipt, code=code, form_token=data["csrf_token"], seconds=seconds)


@pytest.fixture
def code(app: Flask, school: School, database: Database) -> str:
    """The one-time code of a slip for a campaign that is open today, by the real clock."""
    today = dt.datetime.now(TIMEZONE).date()
    with database.writing() as session:
        campaign = session.scalars(select(Campaign)).one()
        campaign.opens_on, campaign.closes_on = today - dt.timedelta(days=3), today + dt.timedelta(days=3)
        campaign.access = "codes"
        participation = session.scalars(select(Participation)).one()
        return issue_codes(session, participation, numbers={"": 5}, secret=SECRET)[""][0]


@pytest.mark.usefixtures("app")
def test_a_journey_leaves_nothing_of_the_respondent_in_tables_logs_files_or_backups(
    tmp_path: Path, school: School, database: Database, code: str
) -> None:
    folder = tmp_path / "service"
    folder.mkdir()
    url = database.engine.url.render_as_string(hide_password=False)
    told_before = len(server_log(database))
    with service(folder, url) as address:
        journey = travel(address, school, code)
        assert stored(database, Response) == stored(database, Comment) == 1
        with database.reading() as session:
            assert session.scalar(select(OneTimeCode.used).where(OneTimeCode.used)), "the journey went all the way"
        # while the service runs: that is when a disk is copied and when the nightly backup is made
        read = {**files_of(database), "backup": back_up(database)}
    assert b"INSERT INTO" not in server_log(database)[told_before:]
    tables = everything_in(database).encode()
    for name, content in {**read, "tables": tables}.items():
        assert COMMENT.encode() in content, f"{name}: the test must see what is there"
        assert journey.told_by(content) == [], name
    if database.is_sqlite:
        assert [journey.dated_by(content) for content in read.values()] == [[]] * len(read)
    left = {path.name: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    assert left.pop("stdout") == left.pop("stderr") == b"", "no access log and nothing else is written"
    for name, content in left.items():
        assert journey.told_by(content) == [], name
        assert COMMENT.encode() not in content, name


def everything_in(database: Database) -> str:
    """Every row of every table that the database has, whether we know the table or not."""
    names = inspect(database.engine).get_table_names()
    with database.reading() as session:
        rows = [row for name in names for row in session.execute(text(f'SELECT * FROM "{name}"'))]
    return " ".join(str(bytes(value) if isinstance(value, memoryview) else value) for row in rows for value in row)


def server_log(database: Database) -> bytes:
    """What PostgreSQL has written about all databases of this run, without its own times, where this user may read it."""
    if database.is_sqlite:
        return b""
    with database.reading() as session:
        place = Path(session.scalar(text("SHOW data_directory")) or "")
    file = place.parent / "log"
    return re.sub(rb"(?m)^[\d-]{10} [\d:.]+ ", b"", file.read_bytes()) if os.access(file, os.R_OK) else b""


def files_of(database: Database) -> dict[str, bytes]:
    """The bytes of the database's own files as they lie on the disk at this moment."""
    if database.is_sqlite:
        file = Path(database.engine.url.database or "")
        log = file.with_name(f"{file.name}-wal").read_bytes()
        return {"file and write-ahead log": file.read_bytes() + log}
    with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("CHECKPOINT"))
        place = Path(connection.scalar(text("SHOW data_directory")) or "")
        own = connection.scalar(text("SELECT oid FROM pg_database WHERE datname = current_database()"))
    if not os.access(place, os.R_OK | os.X_OK):
        return {}
    tables = b"".join(file.read_bytes() for file in (place / "base" / str(own)).iterdir() if file.is_file())
    written_ahead = b"".join(file.read_bytes() for file in (place / "pg_wal").iterdir() if file.is_file())
    return {"tables' files": tables, "write-ahead log": written_ahead}


def back_up(database: Database) -> bytes:
    """A backup as docs/operations.md makes it, opened."""
    file = io.BytesIO()
    write_backup(database, file, now=dt.datetime(2026, 1, 1, tzinfo=TIMEZONE), secret=SECRET, passphrase=None, with_secret=True)
    file.seek(0)
    return b"\n".join(read_envelope(file, None))
