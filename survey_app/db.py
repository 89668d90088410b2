"""One database, two kinds of transaction: reading, and writing.

On SQLite a writer takes the lock at once (BEGIN IMMEDIATE): a transaction that reads first and writes later could otherwise
fail half-way without waiting. Every commit is on disk before it returns (synchronous FULL), because a receipt is a promise.
"""

import hashlib
import os
import sqlite3
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from typing import Any, Final

from flask import current_app
from sqlalchemy import Connection, Engine, TextClause, create_engine, event, func, make_url, select
from sqlalchemy.dialects import sqlite
from sqlalchemy.exc import DBAPIError, DisconnectionError, IntegrityError
from sqlalchemy.orm import Session

from survey_app.gathering import Gathering, Write

# a thread holds one connection at a time; those beyond would be opened and closed for every request
MOST_KEPT_OPEN: Final = 32
IDLE_SECONDS: Final = 2.0  # after which a connection is asked whether it is still there
# A local network answers within milliseconds; five seconds let two lost packets be sent again, and /ready and pages can say
# that the database is away before anybody gives up.
CONNECT_SECONDS: Final = 5
# A server that goes without a word (its machine has lost power): what was sent to it and not acknowledged breaks off after half
# a minute instead of a quarter of an hour, and who waits for its reply finds out within a minute.
SILENT_SERVER: Final = {
    "tcp_user_timeout": 30_000,
    "keepalives_idle": 30,
    "keepalives_interval": 10,
    "keepalives_count": 3,
}
TURN_SECONDS: Final = 1.0  # between two questions whether another host is done
UNFINISHED_RESTORE: Final = "unfinished_restore"  # a table that is there from the first row of a restore to the last


class RestoreUnfinishedError(Exception):
    """The database is being restored from a backup, or a restore has broken off: nobody may work with it before it is done."""


class Database:
    """An engine with its two ways in. Holds connections, never sessions, so it may be shared by threads.

    `is_restoring` is for the restore alone: everybody else gets no connection to a database that is not complete.
    """

    def __init__(self, url: str, *, is_restoring: bool = False, connect_seconds: int = CONNECT_SECONDS) -> None:
        self.engine = _create_engine(url, connect_seconds)
        if not is_restoring:
            event.listen(self.engine, "connect", _refuse_unfinished)
        self._writer = self.engine.execution_options(writes=True)
        self._words: dict[TextClause, str] = {}
        self._gathering: Gathering | None = None
        if self.is_sqlite:  # one statement is a transaction by itself: it needs no BEGIN before it
            self._gathering = Gathering(single=self.engine.execution_options(alone=True), together=self._writer)

    @property
    def dialect(self) -> str:
        """The kind of database: sqlite or postgresql."""
        return self.engine.dialect.name

    @property
    def is_sqlite(self) -> bool:
        """Whether this is the embedded database."""
        return self.dialect == "sqlite"

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A session that sees one consistent state and is never committed."""
        with Session(self.engine) as session:
            yield session

    def ask(self, statement: TextClause, values: Mapping[str, Any]) -> list[Any]:
        """The rows of one reading statement; asked again if its connection turns out to be broken.

        After a restart of PostgreSQL all that lie unused are, and this meets them one by one until it gets a new one.
        """
        asked = self._in_drivers_words(statement)
        for left in reversed(range(MOST_KEPT_OPEN + 1)):
            try:
                with self._driver() as cursor:
                    rows: list[Any] = cursor.execute(asked, values).fetchall()
                    return rows
            except DBAPIError as error:
                if not (error.connection_invalidated and left):
                    raise
        raise AssertionError("the last try has raised")

    def write(self, write: Write, values: Mapping[str, Any]) -> bool:
        """Run one statement as a transaction, on disk when this returns; False if nothing was to be written.

        SQLite commits it with those of the other threads that wait; PostgreSQL does so by itself.
        """
        if self._gathering:
            return self._gathering.write(write, values)
        try:
            with self._driver() as cursor:
                return bool(cursor.execute(self._in_drivers_words(write.statement), values).rowcount > 0)
        except IntegrityError:
            return False

    @contextmanager
    def _driver(self) -> Iterator[Any]:
        """The driver's own cursor, every statement a transaction: it makes the statements of a journey a third cheaper.

        The pool's checks and SQLAlchemy's errors are the same as everywhere.
        """
        dialect, is_lost = self.engine.dialect, False
        assert dialect.dbapi is not None
        try:
            with closing(self.engine.raw_connection()) as connection:
                driver: Any = connection.driver_connection
                try:
                    if not self.is_sqlite:
                        driver.autocommit = True
                    yield driver.cursor()
                    if not self.is_sqlite:
                        driver.autocommit = False
                except BaseException as error:
                    is_lost = isinstance(error, dialect.dbapi.Error) and dialect.is_disconnect(error, driver, None)
                    connection.invalidate(error)  # whatever state it is in, nobody gets it
                    raise
        except dialect.dbapi.Error as error:
            raise DBAPIError.instance(
                None, None, error, dialect.dbapi.Error, hide_parameters=True, connection_invalidated=is_lost, dialect=dialect
            ) from error

    def _in_drivers_words(self, statement: TextClause) -> str:
        """The statement with the places for its values as the driver writes them."""
        words = self._words.get(statement)
        if words is None:
            named = sqlite.dialect(paramstyle="named") if self.is_sqlite else self.engine.dialect
            words = self._words[statement] = str(statement.compile(dialect=named))
        return words

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """A session whose changes are committed together at the end, or not at all if anything is raised."""
        with Session(self._writer) as session, session.begin():
            yield session

    @contextmanager
    def alone(self, work: str, *, on_wait: Callable[[], None]) -> Iterator[None]:
        """Let one host at a time do this work; the others wait, and a host that dies leaves its turn. SQLite has one host.

        Asked again and again: a statement that waits in PostgreSQL keeps a snapshot, and for its sake the files would keep rows
        in the order in which they came.
        """
        if self.is_sqlite:
            yield
            return
        key = lock_key(work)
        with self.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            is_waiting = False
            while not connection.scalar(select(func.pg_try_advisory_lock(key))):
                if not is_waiting:
                    on_wait()
                is_waiting = True
                time.sleep(TURN_SECONDS)
            try:
                yield
            finally:
                connection.scalar(select(func.pg_advisory_unlock(key)))


def lock_key(work: str) -> int:
    """The number under which PostgreSQL knows a work that one host at a time may do."""
    return int.from_bytes(hashlib.sha256(f"thuoc-do: {work}".encode()).digest()[:8], signed=True)


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


def _create_engine(url: str, connect_seconds: int) -> Engine:
    url = normalise_url(url)
    # hide_parameters: an error in the log must not quote the answers that could not be written
    if not url.startswith("sqlite"):
        options = {"options": "-c timezone=UTC", "connect_timeout": connect_seconds} | SILENT_SERVER
        engine = create_engine(url, pool_size=MOST_KEPT_OPEN, hide_parameters=True, connect_args=options)
        event.listen(engine, "checkin", _note_time)
        event.listen(engine, "checkout", _check_if_idle)
        return engine
    _make_private(make_url(url).database)
    waiting = {"timeout": 15, "check_same_thread": False}
    engine = create_engine(url, pool_size=MOST_KEPT_OPEN, hide_parameters=True, connect_args=waiting)
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


def _refuse_unfinished(connection: Any, _record: Any) -> None:
    """Asked once for each connection, which then serves thousands of requests."""
    is_sqlite = isinstance(connection, sqlite3.Connection)
    cursor = connection.cursor()
    if is_sqlite:
        cursor.execute("SELECT name FROM sqlite_master WHERE name = ?", (UNFINISHED_RESTORE,))
    else:
        cursor.execute("SELECT to_regclass(%s)", (UNFINISHED_RESTORE,))
    found = cursor.fetchone()
    cursor.close()
    if not is_sqlite:
        connection.rollback()  # asking has begun a transaction
    if found and found[0]:
        connection.close()
        raise RestoreUnfinishedError


def _begin_sqlite(connection: Connection) -> None:
    options = connection.get_execution_options()
    if not options.get("alone", False):
        connection.exec_driver_sql("BEGIN IMMEDIATE" if options.get("writes", False) else "BEGIN")


def _note_time(_connection: Any, record: Any) -> None:
    record.info["returned"] = time.monotonic()


def _check_if_idle(connection: Any, record: Any, _proxy: Any) -> None:
    """Ask a connection that lay unused whether the server still knows it; not every time, for that costs a round trip."""
    if time.monotonic() - record.info.get("returned", time.monotonic()) < IDLE_SECONDS:
        return
    try:
        connection.execute("SELECT 1")
        connection.rollback()
    except Exception as error:  # whatever the driver says: this connection is no good
        raise DisconnectionError from error
