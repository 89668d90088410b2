"""Fixtures that every test may use. `database` and whatever builds on it run twice: on SQLite and on PostgreSQL.

Which tests run on one of the two only, and why, stands in docs/databases.md; tests/test_both_databases.py holds it to that.
"""

import datetime as dt
import itertools
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from types import CodeType
from typing import Any

import pytest
from flask import Flask, g
from hypothesis import settings
from jinja2.bccache import Bucket, BytecodeCache
from sqlalchemy import create_engine, event, make_url, select, text

from survey_app import create_app
from survey_app.accounts.audit_words import ACTIONS
from survey_app.config import TIMEZONE
from survey_app.db import Database
from survey_app.migrate import upgrade
from survey_app.models import AuditEntry, Participation
from survey_app.results import settled
from survey_app.views import kept_pages
from survey_app.views.errors import Application
from tests.audit_watch import watch
from tests.pages import PageClient
from tests.postgresql import find_server_binaries, run_server
from tests.respondents import TOKEN, School, add_school

_numbers = itertools.count()
MEMORY = Path("/dev/shm")
ROOM = 4 << 30  # bytes; the files of a whole run, browsers included, never took a fourth of it

if "TMPDIR" not in os.environ and MEMORY.is_dir() and shutil.disk_usage(MEMORY).free > ROOM:
    # a database is made eight times as fast in memory; what outlives a power cut is no matter of these tests
    os.environ["TMPDIR"] = tempfile.tempdir = str(MEMORY)


@event.listens_for(AuditEntry, "before_insert")
def require_words(_mapper: object, _connection: object, entry: AuditEntry) -> None:
    """Whatever a test does, an action that reaches the audit log has words there (survey_app/accounts/audit_words.py)."""
    assert entry.action in ACTIONS, f"no words for the action {entry.action}"


# no deadline, for machines are shared; in CI the same examples each time, so that red means that a change broke something
settings.register_profile("ours", deadline=None)
settings.register_profile("ci", settings.get_profile("ours"), derandomize=True)
settings.load_profile("ci" if os.environ.get("CI") == "true" else "ours")


class CompiledTemplates(BytecodeCache):
    """Templates that one application has compiled, for the next: to compile them takes longer than most tests."""

    def __init__(self) -> None:
        self._kept: dict[tuple[str, str], CodeType] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        bucket.code = self._kept.get((bucket.key, bucket.checksum))

    def dump_bytecode(self, bucket: Bucket) -> None:
        if bucket.code is not None:
            self._kept[bucket.key, bucket.checksum] = bucket.code


Application.jinja_options = {"bytecode_cache": CompiledTemplates()}


class Clock:
    """A clock that a test sets: `clock.set(2026, 5, 12)`."""

    def __init__(self) -> None:
        self.set(2026, 5, 12)

    def set(self, year: int, month: int, day: int, hour: int = 9, minute: int = 0) -> None:
        self.moment = dt.datetime(year, month, day, hour, minute, tzinfo=TIMEZONE)

    def __call__(self) -> dt.datetime:
        return self.moment


@pytest.fixture(scope="session")
def postgresql_url() -> Iterator[str]:
    """A server whose database `template_tables` holds the migrated tables."""
    binaries = find_server_binaries()
    if binaries is None:
        if os.environ.get("CI") == "true":
            pytest.fail("PostgreSQL is missing: apt-get install postgresql")
        pytest.skip("PostgreSQL is not installed (apt-get install postgresql)")
    with run_server(binaries) as url:
        _administer(url, "CREATE DATABASE template_tables")
        engine = create_engine(make_url(url).set(database="template_tables"))
        upgrade(engine)
        engine.dispose()
        yield url


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("sqlite") / "template.sqlite3"
    database = Database(f"sqlite:///{path}")
    upgrade(database.engine)
    database.engine.dispose()
    return path


MakeDatabase = Callable[[str, Path], AbstractContextManager[str]]


@pytest.fixture(scope="session")
def make_database(request: pytest.FixtureRequest) -> MakeDatabase:
    """Makes fresh databases with all tables and no rows: `make_database("postgresql", folder)`, one in a folder at a time."""
    names: dict[Path, str] = {}

    @contextmanager
    def make(kind: str, folder: Path) -> Iterator[str]:
        if kind == "sqlite":
            path = folder / "test.sqlite3"
            shutil.copy(request.getfixturevalue("sqlite_template"), path)
            yield f"sqlite:///{path}"
            for beside in ("", "-wal", "-shm"):
                path.with_name(path.name + beside).unlink(missing_ok=True)
            return
        server = request.getfixturevalue("postgresql_url")
        with new_postgresql(server, template="template_tables", name=names.setdefault(folder, f"test_{next(_numbers)}")) as url:
            yield url

    return make


@contextmanager
def new_postgresql(server: str, *, template: str = "template0", name: str = "") -> Iterator[str]:
    """A database of its own on the server, gone afterwards; with `template0` one without any table."""
    name = name or f"test_{next(_numbers)}"
    _administer(server, f"CREATE DATABASE {name} TEMPLATE {template}")
    yield make_url(server).set(database=name).render_as_string(hide_password=False)
    _administer(server, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, one_folder: Path, make_database: MakeDatabase) -> Iterator[str]:
    """The address of a fresh database with all tables and no rows; the same address for every test."""
    with make_database(request.param, one_folder) as url:
        yield url


@pytest.fixture(scope="session")
def one_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the database lies that every test finds empty."""
    return tmp_path_factory.mktemp("one")


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def shared_database_url(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, make_database: MakeDatabase
) -> Iterator[str]:
    """The same for a whole module that fills one database and only reads it afterwards."""
    with make_database(request.param, tmp_path_factory.mktemp("shared")) as url:
        yield url


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture(scope="session")
def kept_apps() -> dict[str, Flask]:
    """Applications by the address of their database: to make one costs more than most tests."""
    return {}


@pytest.fixture
def app(
    request: pytest.FixtureRequest, database_url: str, clock: Clock, tmp_path: Path, kept_apps: dict[str, Flask]
) -> Iterator[Flask]:
    """The application as it runs, CSRF included, with a settable clock.

    Its settings, its pages and its database are new for every test; its routes, compiled templates and statements are not.
    A test that adds to it what cannot be taken away is marked `own_app`.
    """
    settings = {
        "INSTANCE_FOLDER": tmp_path / "instance",
        "SECRET_KEY": "a test's secret",
        "PUBLIC_URL": "http://localhost",
        "CLOCK": clock,
        # tests go on by weeks; how long sessions last is the matter of tests/survey_app/accounts/test_sessions.py
        "PERMANENT_SESSION_LIFETIME": dt.timedelta(days=3650),
        "SESSION_IDLE": dt.timedelta(0),
        "TESTING": True,
    }
    app = None if request.node.get_closest_marker("own_app") else kept_apps.get(database_url)
    if app is None:
        app = create_app({"DATABASE_URL": database_url} | settings)
        app.before_request_funcs.setdefault(None, []).insert(0, _forget_last_request)
        watch(app)
        if not request.node.get_closest_marker("own_app"):
            kept_apps[database_url] = app
    settled._made.clear()  # what a process keeps of a database's sealed campaigns
    tables: tuple[dict[str, Any], ...] = (app.config, app.extensions, app.view_functions)
    found = [dict(table) for table in tables]
    app.config.update(settings)
    kept_pages.register(app)
    with app.app_context():
        yield app
    app.extensions["database"].engine.dispose()  # a test may have put another in its place
    for table, before in zip(tables, found, strict=True):
        table.clear()
        table.update(before)
    app.extensions["database"].engine.dispose()


def _forget_last_request() -> None:
    """Empty `g`: the fixture's application context outlives a request, as it never does in operation."""
    for name in list(g):
        g.pop(name)


@pytest.fixture
def database(app: Flask) -> Database:
    database: Database = app.extensions["database"]
    return database


@pytest.fixture
def client(app: Flask) -> PageClient:
    """A browser of its own: it keeps cookies and checks every page it fetches."""
    return PageClient(app.test_client())


@pytest.fixture
def new_client(app: Flask) -> Callable[[], PageClient]:
    """Makes further browsers."""
    return lambda: PageClient(app.test_client())


@pytest.fixture
def school(database: Database) -> School:
    """A primary school with an open campaign for parents."""
    add_school(database)
    with database.reading() as session:
        number = session.scalars(select(Participation.id)).one()
    return School(f"/k/{TOKEN}", f"/k/{TOKEN}/{number}")


def _administer(url: str, statement: str) -> None:
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(statement))
    engine.dispose()
