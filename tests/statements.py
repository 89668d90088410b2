"""What a database is told, by its own trace: whoever in the program says it, and by whatever way."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import pairwise
from typing import Any

from sqlalchemy import event

from survey_app.db import Database

LEFT_OUT = ("BEGIN", "COMMIT", "ROLLBACK", "SELECT 1")  # the last asks whether a connection is still there


@contextmanager
def traced(database: Database) -> Iterator[list[str]]:
    """What is said within, when the block has ended: SQLite's words, or libpq's line for each statement that it sends.

    Begin and end of a transaction are left out, and what a trigger does by itself: SQLite repeats for it what set it off.
    """
    told: list[str] = []
    lines: list[str] = []
    with tempfile.NamedTemporaryFile("r") as file, open(file.name, "a") as trace:

        def watch(connection: Any, *_others: Any) -> None:
            if database.is_sqlite:
                connection.set_trace_callback(lines.append)
            else:
                connection.pgconn.trace(trace.fileno())

        event.listen(database.engine, "checkout", watch)
        yield told
        event.remove(database.engine, "checkout", watch)
        database.engine.dispose()  # whoever comes next is not listened to
        for line in file.read().splitlines():
            match line.split("\t", 4):  # a statement of several lines goes on in lines of its own
                case [_time, "F", _length, "Query" | "Execute", words]:
                    lines.append(words.strip(' "'))
    repeats = (database.is_sqlite and line == before for before, line in pairwise(["", *lines]))
    told += [line for line, again in zip(lines, repeats, strict=True) if not again and not line.startswith(LEFT_OUT)]


@contextmanager
def statements_of(database: Database) -> Iterator[list[str]]:
    """What SQLAlchemy says within, as it is said, without the values; not what goes by the driver (`Database.ask`, `write`)."""
    said: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        said.append(statement)

    event.listen(database.engine, "before_cursor_execute", note)
    yield said
    event.remove(database.engine, "before_cursor_execute", note)
