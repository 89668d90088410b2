"""Public results from a real streaming replica: while it follows, while it is gone, when it is back, and who never reads it."""

import datetime as dt
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import create_engine, event, make_url, select, text

from survey_app import create_app, replica
from survey_app.db import Database
from survey_app.installation.host_checks import check_replica
from survey_app.migrate import upgrade
from survey_app.models import Release
from survey_app.releases.sign_off import withdraw_release
from survey_app.replica import Replica
from tests.conftest import Clock
from tests.pages import PageClient
from tests.postgresql import StandBy, find_server_binaries, run_server, run_standby
from tests.survey_app.releases.samples import SECRET, release_sample, seal_sample

PATIENCE = 60
PAGES = ("/ket-qua", "/ket-qua/2026", "/ket-qua/2026/truong", "/ket-qua/2026/ban/1/du-lieu", "/api/v1/releases")


@pytest.fixture(scope="module")
def servers(postgresql_url: str) -> Iterator[tuple[str, StandBy]]:
    """A primary of its own with a small department and a release, and its replica. `postgresql_url` says what is missing."""
    binaries = find_server_binaries()
    assert binaries is not None
    with run_server(binaries) as server:
        engine = create_engine(server, isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.execute(text("CREATE DATABASE survey"))
        engine.dispose()
        url = make_url(server).set(database="survey").render_as_string(hide_password=False)
        database = Database(url)
        upgrade(database.engine)
        seal_sample(database)
        with database.writing() as session:
            release_sample(session)
        database.engine.dispose()
        with run_standby(binaries, server) as standby:
            standby.url = make_url(standby.url).set(database="survey").render_as_string(hide_password=False)
            yield url, standby


@pytest.fixture
def two(servers: tuple[str, StandBy], tmp_path: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> Iterator[Flask]:
    """The service with both; a replica that was away is asked again at once."""
    monkeypatch.setattr(replica, "LEFT_ALONE_SECONDS", 0.0)
    url, standby = servers
    settings = {"DATABASE_URL": url, "READ_DATABASE_URL": standby.url, "INSTANCE_FOLDER": tmp_path, "SECRET_KEY": SECRET * 3}
    app = create_app(settings | {"TESTING": True, "CLOCK": clock, "PUBLIC_URL": "http://localhost"})
    await_it(lambda: _of(app).ask().is_close)
    yield app
    _of(app).close()
    app.extensions["database"].engine.dispose()


def _of(app: Flask) -> Replica:
    found: Replica = app.extensions["replica"]
    return found


def await_it(is_so: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE
    while not is_so():
        assert time.monotonic() < end
        time.sleep(0.05)


def asked(app: Flask, path: str, client: PageClient | None = None) -> tuple[int, int]:
    """How many statements the primary and the replica were sent for a page that came."""
    counts = [0, 0]
    engines = (app.extensions["database"].engine, _of(app)._database.engine)

    def counting(place: int) -> Callable[..., None]:
        def count(*_what: object) -> None:
            counts[place] += 1

        return count

    listeners = [(engine, counting(place)) for place, engine in enumerate(engines)]
    for engine, listener in listeners:
        event.listen(engine, "before_cursor_execute", listener)
    reply = (client.client if client else app.test_client()).get(path)
    for engine, listener in listeners:
        event.remove(engine, "before_cursor_execute", listener)
    assert reply.status_code == 200, path
    return counts[0], counts[1]


@pytest.mark.parametrize("path", PAGES)
def test_published_pages_read_the_replica_alone(two: Flask, path: str) -> None:
    primary, copy = asked(two, path)
    assert primary == 0
    assert copy > 1


@pytest.mark.parametrize("path", ["/", "/rieng-tu", "/sign-in", "/ready"])
def test_no_other_page_reads_it(two: Flask, path: str) -> None:
    assert asked(two, path)[1] == 0


def test_whoever_is_signed_in_reads_what_was_written(two: Flask, servers: tuple[str, StandBy]) -> None:
    client = PageClient(two.test_client())
    client.get("/sign-in")  # a session has begun
    primary, copy = asked(two, "/ket-qua/2026", client)
    assert primary > 0
    assert copy == 0


def test_what_is_written_arrives(two: Flask) -> None:
    database: Database = two.extensions["database"]
    with database.writing() as session:
        release_sample(session, note="Bản thứ hai.")
    await_it(lambda: "Bản thứ hai." in two.test_client().get("/ket-qua/2026").text)
    assert asked(two, "/ket-qua/2026")[0] == 0


def test_a_replica_that_is_gone_is_done_without_and_used_again_when_back(two: Flask, servers: tuple[str, StandBy]) -> None:
    standby = servers[1]
    assert asked(two, "/ket-qua/2026")[0] == 0
    standby.stop()
    assert asked(two, "/ket-qua/2026")[0] > 0, "connections that were open are found broken"
    assert asked(two, "/ket-qua/2026")[0] > 0, "and no new one comes about"
    assert [each.level for each in check_replica(_of(two))] == ["look"]
    standby.start()
    await_it(lambda: asked(two, "/ket-qua/2026")[0] == 0)
    assert [each.level for each in check_replica(_of(two))] == ["good"]


def get_while_it_dies(app: Flask, standby: StandBy, path: str) -> int:
    """The status of a page during which the replica dies, after it has said that it follows; it is back afterwards."""
    engine, statements = _of(app)._database.engine, []

    def die(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        statements.append(statement)
        if len(statements) == 2:
            standby.stop()

    event.listen(engine, "before_cursor_execute", die)
    status = app.test_client().get(path).status_code
    event.remove(engine, "before_cursor_execute", die)
    assert len(statements) == 2
    standby.start()
    return status


@pytest.mark.parametrize(("path", "status"), [("/ket-qua/2026", 200), ("/ket-qua/1999", 404)])
def test_a_page_during_which_the_replica_dies_comes_from_the_primary(
    two: Flask, servers: tuple[str, StandBy], path: str, status: int
) -> None:
    assert get_while_it_dies(two, servers[1], path) == status
    await_it(lambda: asked(two, "/ket-qua/2026")[0] == 0)


def test_where_the_primary_is_gone_too_the_page_says_so(two: Flask, servers: tuple[str, StandBy]) -> None:
    primary, away = two.extensions["database"], Database("postgresql://nobody@127.0.0.1:1/none")
    two.extensions["database"] = away
    try:
        assert get_while_it_dies(two, servers[1], "/ket-qua/2026") == 503
    finally:
        two.extensions["database"] = primary
        away.engine.dispose()


def test_a_replica_that_was_found_away_is_left_alone_for_a_while(two: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    away = Replica("postgresql://nobody@127.0.0.1:1/none")
    monkeypatch.setattr(replica, "LEFT_ALONE_SECONDS", 3600.0)
    tries: list[int] = []
    event.listen(away._database.engine, "do_connect", lambda *_what: tries.append(1))
    assert away.open_session() is None
    assert away.open_session() is None
    assert len(tries) == 1


def test_without_the_setting_there_is_none(servers: tuple[str, StandBy], tmp_path: Path) -> None:
    app = create_app({"DATABASE_URL": servers[0], "INSTANCE_FOLDER": tmp_path, "SECRET_KEY": SECRET * 3})
    assert app.extensions["replica"] is None
    assert list(check_replica(None)) == []
    app.extensions["database"].engine.dispose()


def test_a_primary_is_no_replica(two: Flask, servers: tuple[str, StandBy]) -> None:
    itself = Replica(servers[0])
    assert itself.open_session() is None
    assert [each.level for each in check_replica(itself)] == ["fault"]
    itself.close()


def test_a_replica_that_nothing_arrives_at_any_more_is_done_without(two: Flask, servers: tuple[str, StandBy]) -> None:
    """Last, for it parts the two. A withdrawal must not wait for a copy that has lost its primary."""
    standby = servers[1]
    database: Database = two.extensions["database"]
    copy = create_engine(standby.url, isolation_level="AUTOCOMMIT")
    with copy.connect() as connection:
        connection.execute(text("ALTER SYSTEM SET primary_conninfo = ''"))
        connection.execute(text("SELECT pg_reload_conf()"))
        await_it(lambda: not _of(two).ask().is_fed)
    copy.dispose()
    with database.writing() as session:
        for release in session.scalars(select(Release).where(Release.state == "published")):
            withdraw_release(session, release, because="Sai số liệu.", by="Giám đốc", today=dt.date(2026, 7, 1))
    assert two.test_client().get("/ket-qua/2026").status_code == 410
    assert [each.level for each in check_replica(_of(two))] == ["look"]
    standby.promote()
    assert [each.level for each in check_replica(_of(two))] == ["fault"]
    assert two.test_client().get("/ket-qua/2026").status_code == 410
