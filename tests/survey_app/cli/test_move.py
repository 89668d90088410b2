"""From SQLite to PostgreSQL: everything arrives, shows the same, tells nothing of any order; what is in the way is said."""

import datetime as dt
import itertools
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import NullPool, create_engine, func, select, text

from survey_app import create_app
from survey_app.campaigns.sealing import TABLES
from survey_app.demo.fill import DEPARTMENT_PASSWORD, DEPARTMENT_USERNAME, fill_demo
from survey_app.models import Comment, Response, Unit
from tests.conftest import Clock, MakeDatabase, new_postgresql
from tests.factories import fill, make_unit
from tests.pages import PageClient
from tests.respondents import stored
from tests.schema import rows_of
from tests.staff import sign_in

SECRET = "a test's secret"
CSRF = re.compile(r'(name="csrf_token"[^>]*value|nonce)="[^"]*"')


@pytest.fixture
def old(tmp_path: Path, clock: Clock, make_database: MakeDatabase) -> Iterator[Flask]:
    """An installation on SQLite."""
    with make_database("sqlite", tmp_path) as url, running(url, tmp_path, clock) as app:
        yield app


@pytest.fixture
def empty(postgresql_url: str) -> Iterator[str]:
    """A PostgreSQL database without tables."""
    with new_postgresql(postgresql_url) as url:
        yield url


@contextmanager
def running(url: str, folder: Path, clock: Clock) -> Iterator[Flask]:
    settings = {"DATABASE_URL": url, "INSTANCE_FOLDER": folder, "SECRET_KEY": SECRET, "CLOCK": clock, "TESTING": True}
    app = create_app(settings | {"PUBLIC_URL": "http://localhost"})
    try:
        yield app
    finally:
        app.extensions["database"].engine.dispose()


def move(app: Flask, target: str) -> Result:
    return app.test_cli_runner().invoke(args=["move-to-postgresql", target])


def shown(client: PageClient, path: str) -> str:
    page = client.client.get(path, follow_redirects=True)
    return f"{page.status_code} {CSRF.sub('', page.get_data(as_text=True))}"


def test_the_demo_department_shows_the_same_after_it_has_moved(old: Flask, empty: str, tmp_path: Path, clock: Clock) -> None:
    before = old.extensions["database"]
    access = fill_demo(before, today=dt.date(2026, 5, 12), password_method="pbkdf2:sha256:1")
    client = sign_in(PageClient(old.test_client()), DEPARTMENT_USERNAME, DEPARTMENT_PASSWORD)
    links = {a["href"] for a in client.get("/department").soup.select("main a[href^='/department']")}
    pages = sorted({*links, "/department", "/ket-qua", f"/k/{access.link_token}"})[:12]
    looks = {path: shown(client, path) for path in pages}
    assert sum(look.startswith("200") for look in looks.values()) >= 8
    rows = rows_of(before)
    done = move(old, empty)
    assert done.exit_code == 0, done.output
    assert f"  response{stored(before, Response):>26}\n" in done.output
    fingerprints = re.findall(r"  2025 TH-PH, trường: ([0-9a-f]{12}), giống hệt", done.output)
    assert len(fingerprints) == 1
    assert "KHÁC" not in done.output
    assert "Đặt DATABASE_URL" in done.output
    assert rows_of(before) == rows, "the source is as it was"
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith("chuyen-")] == []
    with running(empty, tmp_path, clock) as new:
        after = new.extensions["database"]
        moved = PageClient(new.test_client())
        cookie = client.client.get_cookie("thuoc-do")
        assert cookie is not None
        moved.client.set_cookie(cookie.key, cookie.value)  # signed in over there, and still
        assert {path: shown(moved, path) for path in pages} == looks
        assert stored(after, Comment) == stored(before, Comment)
        _expect_no_order(new)
        with after.writing() as session:
            highest = session.scalar(select(func.max(Unit.id)))
            assert highest is not None
            assert make_unit(session, "MOI", "Trường mới").id == highest + 1


def _expect_no_order(new: Flask) -> None:
    """All that was copied bears one mark, and answers lie in the order of their random keys.

    But for a short row that PostgreSQL has put into the gap at the end of an earlier page: that depends on lengths alone.
    """
    with new.extensions["database"].reading() as session:
        marks = set()
        for table in TABLES:
            keys = ", ".join(f'"{column.name}"' for column in table.primary_key)
            rows = session.execute(text(f"SELECT {keys}, xmin::text FROM {table.name} ORDER BY tableoid, ctid")).all()
            lying = [tuple(bytes(v) if isinstance(v, memoryview) else v for v in row[:-1]) for row in rows]
            descents = sum(after < before for before, after in itertools.pairwise(lying))
            assert descents <= (0 if table.name == "sending" else len(rows) / 20), table.name
            marks |= {row[-1] for row in rows}
        assert len(marks) == 1


def test_whoever_has_the_file_open_is_asked_to_stop_first(old: Flask, empty: str) -> None:
    fill(old.extensions["database"], schools=1, answers=3)
    other = create_app({"DATABASE_URL": old.config["DATABASE_URL"], "SECRET_KEY": SECRET}).extensions["database"]
    with other.reading() as session:
        assert session.scalar(select(func.count()).select_from(Response)) == 3
    refused = move(old, empty)
    assert refused.exit_code == 1
    assert "Hãy dừng dịch vụ" in refused.output
    other.engine.dispose()
    assert move(old, empty).exit_code == 0
    again = move(old, empty)
    assert (again.exit_code, "không trống" in again.output) == (1, True)


def test_where_it_cannot_go_is_said(old: Flask, empty: str, tmp_path: Path, clock: Clock) -> None:
    assert "phải là PostgreSQL" in move(old, f"sqlite:///{tmp_path / 'other.sqlite3'}").output
    assert "Không kết nối được với PostgreSQL" in move(old, f"postgresql://nobody@/none?host={tmp_path}").output
    with create_engine(empty, isolation_level="AUTOCOMMIT", poolclass=NullPool).connect() as connection:
        connection.execute(text("DROP ROLE IF EXISTS reader"))
        connection.execute(text("CREATE ROLE reader LOGIN"))
    refused = move(old, empty.replace("thuocdo@", "reader@"))
    assert (refused.exit_code, "PostgreSQL không cho tạo bảng (permission denied" in refused.output) == (1, True)
    assert move(old, empty).exit_code == 0, "an installation without units moves too"
    with running(empty, tmp_path, clock) as new:
        assert "đang ở PostgreSQL rồi" in move(new, empty).output


def test_a_row_that_postgresql_does_not_take_moves_nothing_and_is_not_quoted(old: Flask, empty: str, clock: Clock) -> None:
    database = old.extensions["database"]
    fill(database, schools=1, answers=3)
    with database.writing() as session:
        session.execute(text("UPDATE response SET grade = 'a grade that somebody wrote by hand'"))
    refused = move(old, empty)
    assert refused.exit_code == 1
    assert "PostgreSQL không nhận bảng response: value too long for type character varying(8)" in refused.output
    assert "by hand" not in refused.output
    with running(empty, Path(old.config["INSTANCE_FOLDER"]), clock) as new:
        assert stored(new.extensions["database"], Unit) == 0
