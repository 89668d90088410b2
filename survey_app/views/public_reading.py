"""From where published results are read: from the replica if there is one, otherwise from the database itself.

Whoever brings a session's cookie reads from the database itself: an officer who has just published looks at what was published.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from flask import Flask, current_app, request
from sqlalchemy.orm import Session

from survey_app.db import get_database
from survey_app.replica import Replica


@contextmanager
def reading_published() -> Iterator[Session]:
    """A session that reads what is published; what was written a moment ago may not be there yet."""
    replica: Replica | None = current_app.extensions["replica"]
    is_staff = current_app.config["SESSION_COOKIE_NAME"] in request.cookies
    session = replica.open_session() if replica is not None and not is_staff else None
    if session is None:
        with get_database().reading() as whole:
            yield whole
        return
    with session:
        yield session


def register(app: Flask) -> None:
    """Know the replica that the settings name."""
    url = app.config["READ_DATABASE_URL"]
    app.extensions["replica"] = Replica(url) if url else None
