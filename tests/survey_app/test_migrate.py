"""A migration may change what the views of answers read: they are out of the way meanwhile, and there again afterwards."""

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import inspect, text

from survey_app import migrate
from survey_app.db import Database
from tests.factories import fill

VIEW = "answers__2026__th_ph"


def views(database: Database) -> list[str]:
    return inspect(database.engine).get_view_names()


def test_a_migration_may_change_columns_that_the_views_read(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    fill(database, schools=1, answers=12)
    assert views(database) == [VIEW]
    migrate.downgrade(database.engine, "0001")
    assert views(database) == []
    upgrade = command.upgrade

    def change_and_upgrade(config: Config, revision: str) -> None:
        connection = config.attributes["connection"]
        connection.execute(text("ALTER TABLE response DROP COLUMN pace"))
        connection.execute(text("ALTER TABLE response ADD COLUMN pace INTEGER DEFAULT 0 NOT NULL"))
        upgrade(config, revision)

    if not database.is_sqlite:  # SQLite drops no column that a constraint names, and asks no view
        monkeypatch.setattr(command, "upgrade", change_and_upgrade)
    migrate.upgrade(database.engine)
    assert views(database) == [VIEW]
    with database.reading() as session:
        assert session.scalar(text(f"SELECT count(*) FROM {VIEW}")) == 12


def test_nothing_is_touched_where_nothing_is_to_be_done(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_arguments: object) -> None:
        pytest.fail("a migration ran")

    monkeypatch.setattr(command, "upgrade", refuse)
    migrate.upgrade(database.engine)


def test_what_was_asked_before_assignments_existed_goes_on(database: Database) -> None:
    fill(database, schools=1, answers=12)
    migrate.downgrade(database.engine, "0001")
    migrate.upgrade(database.engine)
    with database.reading() as session:
        assert session.scalars(text("SELECT assigned FROM instrument")).all() == [""]
