"""Runs the Alembic migrations on an engine, for commands and tests alike."""

from functools import cache
from typing import Literal

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, func, select
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from survey_app.campaigns.answer_views import create_answer_views, drop_answer_views
from survey_app.config import PROJECT_FOLDER
from survey_app.db import lock_key

State = Literal["empty", "older", "current", "away"]


def upgrade(engine: Engine, revision: str = "head") -> None:
    """Bring the database up to `revision`, in one transaction.

    The views of answers are out of the way meanwhile: PostgreSQL changes no column that a view reads. Hosts that start at the
    same time wait for each other.
    """
    with engine.begin() as connection:
        if engine.dialect.name == "postgresql":
            connection.execute(select(func.pg_advisory_xact_lock(lock_key("upgrade"))))
        upgrade_within(connection, revision)


def upgrade_within(connection: Connection, revision: str = "head") -> None:
    """The same inside a transaction that the caller has begun."""
    config = _config(connection)
    if find_revision(connection) == _newest_revision():
        return
    session = Session(bind=connection)
    drop_answer_views(session)
    command.upgrade(config, revision)
    if find_revision(connection) == _newest_revision():
        create_answer_views(session)


def downgrade(engine: Engine, revision: str) -> None:
    """Bring the database down to `revision`; the views of answers come back with the next upgrade."""
    with engine.begin() as connection:
        downgrade_within(connection, revision)


def downgrade_within(connection: Connection, revision: str) -> None:
    """The same inside a transaction that the caller has begun."""
    drop_answer_views(Session(bind=connection))
    command.downgrade(_config(connection), revision)


def is_known(connection: Connection, revision: str) -> bool:
    """Whether this release can bring tables of `revision` up to its own."""
    return revision in {one.revision for one in ScriptDirectory.from_config(_config(connection)).walk_revisions()}


def find_state(engine: Engine) -> State:
    """Whether the database is ready for this release: without tables, of an older release, or not to be reached at all."""
    try:
        with engine.connect() as connection:
            revision = find_revision(connection)
            return "empty" if revision is None else "current" if revision == _newest_revision() else "older"
    except OperationalError:
        return "away"


def find_revision(connection: Connection) -> str | None:
    """The migration that the tables are at; None where there are no tables."""
    return MigrationContext.configure(connection).get_current_revision()


@cache
def _newest_revision() -> str | None:
    """That of this release; reading it from all the files takes too long for a question that is asked every few seconds."""
    return ScriptDirectory(str(PROJECT_FOLDER / "migrations")).get_current_head()


def _config(connection: Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(PROJECT_FOLDER / "migrations"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config
