"""From what each release has left in a database to this one, down again and up again: nothing is lost, and it works.

The dumps in tests/dumps were written by the releases themselves and are never made anew.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import ExitStack, closing
from pathlib import Path

import psycopg
import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import make_url

from survey_app import create_app
from survey_app.collecting.responses import receipt_for
from survey_app.db import Database
from survey_app.migrate import downgrade, upgrade
from survey_app.models import Base
from tests.conftest import Clock, MakeDatabase, new_postgresql
from tests.dumps.make import FOLDER, RECEIPT_KEY, SECRET
from tests.pages import PageClient
from tests.schema import columns_of, rows_of, schema_of
from tests.staff import sign_in

ROOT = Path(__file__).resolve().parents[2]
RELEASES = sorted({path.name.split("-")[0] for path in FOLDER.glob("*.sql")})
KINDS = ("sqlite", "postgresql")


@pytest.fixture(params=[(release, kind) for release in RELEASES for kind in KINDS], ids="-".join)
def kept(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[str, str]]:
    """A release and the address of a database as it left it."""
    release, kind = request.param
    dump = (FOLDER / f"{release}-{kind}.sql").read_text()
    if kind == "sqlite":
        with closing(sqlite3.connect(tmp_path / "kept.sqlite3")) as connection:
            connection.executescript(dump)
        yield release, f"sqlite:///{tmp_path / 'kept.sqlite3'}"
        return
    with ExitStack() as stack:
        url = stack.enter_context(new_postgresql(request.getfixturevalue("postgresql_url")))
        address = make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
        with psycopg.connect(address, autocommit=True) as connection:
            connection.execute(dump.encode())
        yield release, url


def test_every_release_is_kept_for_both_databases() -> None:
    assert len(RELEASES) >= 3
    assert {path.name for path in FOLDER.glob("*.sql")} == {f"{one}-{kind}.sql" for one in RELEASES for kind in KINDS}


def test_what_is_handed_out_next_has_its_dump() -> None:
    """The first heading of the changelog says whether there is a release that is not out yet; one that is has been kept."""
    steps = sorted(path.name.split("_")[0] for path in (ROOT / "migrations" / "versions").glob("[0-9]*.py"))
    (newest, *_) = [line for line in (ROOT / "CHANGELOG.md").read_text().splitlines() if line.startswith("## ")]
    assert "not yet released" in newest or RELEASES[-1] == steps[-1]
    assert RELEASES[-1] in steps


def test_nothing_is_lost_on_the_way_up_down_and_up_again(
    request: pytest.FixtureRequest, kept: tuple[str, str], tmp_path: Path, make_database: MakeDatabase
) -> None:
    release, url = kept
    database = Database(url)
    request.addfinalizer(database.engine.dispose)
    columns, rows, schema = columns_of(database), rows_of(database), schema_of(database)
    assert sum(map(len, rows.values())) > 100
    upgrade(database.engine)
    assert rows_of(database, columns) == rows
    _is_of_this_release(database, tmp_path, make_database)
    everything = rows_of(database)
    downgrade(database.engine, release)
    assert rows_of(database) == rows
    assert schema_of(database) == schema
    upgrade(database.engine)
    assert rows_of(database) == everything
    _is_of_this_release(database, tmp_path, make_database)


def _is_of_this_release(database: Database, folder: Path, make_database: MakeDatabase) -> None:
    """Tables as the models say, and as a new installation has them to the last constraint."""
    with database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []
    with make_database(database.engine.dialect.name, folder) as fresh_url:
        fresh = Database(fresh_url)
        assert schema_of(database) == schema_of(fresh)
        fresh.engine.dispose()


def test_an_installation_of_that_release_goes_on_where_it_was(kept: tuple[str, str], tmp_path: Path, clock: Clock) -> None:
    """Updated in the middle of a campaign: receipts are found, staff sign in, the campaign is sealed with all answers."""
    release, url = kept
    settings = {"DATABASE_URL": url, "INSTANCE_FOLDER": tmp_path, "SECRET_KEY": SECRET, "CLOCK": clock}
    app = create_app(settings | {"PUBLIC_URL": "http://localhost"})
    run = app.test_cli_runner().invoke
    assert run(args=["upgrade-database"]).exit_code == 0
    client = PageClient(app.test_client())
    receipt = receipt_for(RECEIPT_KEY, secret=SECRET)
    answer = client.post("/bien-nhan", client.get("/bien-nhan").form_data() | {"receipt": receipt})
    assert "đã được ghi nhận" in answer.text
    assert "Trường Tiểu học Ngọk Bay 1" in sign_in(client, "th1").get("/unit").text
    if release >= "0015":
        assert "giống hệt" in run(args=["check-releases", "2025"]).output
    if release == RELEASES[0]:  # once is enough: a night takes seconds
        clock.set(2026, 6, 2)
        assert run(args=["close-campaigns"]).output.startswith("Đã khóa sổ đợt 2026: 25 phiếu, 1 ý kiến.")
    app.extensions["database"].engine.dispose()
