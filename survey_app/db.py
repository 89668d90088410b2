"""One database, two kinds of transaction: reading, and writing.

On SQLite a writer takes the lock at once (BEGIN IMMEDIATE): a transaction that reads first and writes later could otherwise
fail half-way without waiting. Every commit is on disk before it returns (synchronous FULL), because a receipt is a promise.
"""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from flask import current_app
from sqlalchemy import Connection, Engine, create_engine, event, make_url
from sqlalchemy.orm import Session


class Database:
    """An engine with its two ways in. Holds connections, never sessions, so it may be shared by threads."""

    def __init__(self, url: str) -> None:
        self.engine = _create_engine(url)
        self._writer = self.engine.execution_options(writes=True)

    @property
    def is_sqlite(self) -> bool:
        """Whether this is the embedded database."""
        return self.engine.dialect.name == "sqlite"

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A session that sees one consistent state and is never committed."""
        with Session(self.engine) as session:
            yield session

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """A session whose changes are committed together at the end, or not at all if anything is raised."""
        with Session(self._writer) as session, session.begin():
            yield session


def get_database() -> Database:
    """The running application's database; for views and commands only."""
    database: Database = current_app.extensions["database"]
    return database


def normalise_url(url: str) -> str:
    """The URL with the driver that this project locks, for the two spellings that hosts hand out."""
    for prefix in ("postgres://", "postgresql://"):
        if url.startswith(prefix):
            return "postgresql+psycopg://" + url.removeprefix(prefix)
    return url


def _create_engine(url: str) -> Engine:
    url = normalise_url(url)
    # hide_parameters: an error in the log must not quote the answers that could not be written
    if not url.startswith("sqlite"):
        return create_engine(url, pool_pre_ping=True, hide_parameters=True, connect_args={"options": "-c timezone=UTC"})
    _make_private(make_url(url).database)
    engine = create_engine(url, hide_parameters=True, connect_args={"timeout": 15, "check_same_thread": False})
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _make_private(file: str | None) -> None:
    """Create the database file for its owner only; what SQLite lays beside it takes the same rights."""
    if file and file != ":memory:" and not os.path.exists(file) and os.path.isdir(os.path.dirname(file) or "."):
        os.close(os.open(file, os.O_CREAT | os.O_WRONLY, 0o600))


def _prepare_sqlite(connection: sqlite3.Connection, _record: Any) -> None:
    connection.isolation_level = None  # SQLAlchemy's begin event says BEGIN, not the driver
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "busy_timeout=15000", "secure_delete=ON"):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    writes = connection.get_execution_options().get("writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
