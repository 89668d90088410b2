"""Runs the Alembic migrations on an engine, for commands and tests alike."""

from typing import Literal

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from survey_app.campaigns.answer_views import create_answer_views, drop_answer_views
from survey_app.config import PROJECT_FOLDER

State = Literal["empty", "older", "current", "away"]


def upgrade(engine: Engine, revision: str = "head") -> None:
    """Bring the database up to `revision`, in one transaction.

    The views of answers are out of the way meanwhile: PostgreSQL changes no column that a view reads.
    """
    with engine.begin() as connection:
        config = _config(connection)
        if _current_revision(connection) == _head_revision(config):
            return
        session = Session(bind=connection)
        drop_answer_views(session)
        command.upgrade(config, revision)
        if _current_revision(connection) == _head_revision(config):
            create_answer_views(session)


def downgrade(engine: Engine, revision: str) -> None:
    """Bring the database down to `revision`; the views of answers come back with the next upgrade."""
    with engine.begin() as connection:
        drop_answer_views(Session(bind=connection))
        command.downgrade(_config(connection), revision)


def find_state(engine: Engine) -> State:
    """Whether the database is ready for this release: without tables, of an older release, or not to be reached at all."""
    try:
        with engine.connect() as connection:
            revision = _current_revision(connection)
            return "empty" if revision is None else "current" if revision == _head_revision(_config(connection)) else "older"
    except OperationalError:
        return "away"


def _current_revision(connection: Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()


def _head_revision(config: Config) -> str | None:
    return ScriptDirectory.from_config(config).get_current_head()


def _config(connection: Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(PROJECT_FOLDER / "migrations"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config
