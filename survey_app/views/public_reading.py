"""From where published results are read: from the replica if there is one, otherwise from the database itself.

Whoever brings a session's cookie reads from the database itself: an officer who has just published looks at what was published.
Where the replica is lost while a page is being made (its machine died, or what the night wrote anew on the primary ended the
question there), the page is made once more from the database itself; it only reads, so nothing is done twice.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from flask import Flask, current_app, g, request
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from survey_app.db import get_database
from survey_app.replica import Replica


class ReplicaLostError(Exception):
    """The replica was lost in the middle of a page."""


@contextmanager
def reading_published() -> Iterator[Session]:
    """A session that reads what is published; what was written a moment ago may not be there yet."""
    replica: Replica | None = current_app.extensions["replica"]
    is_staff = current_app.config["SESSION_COOKIE_NAME"] in request.cookies
    if is_staff or g.get("replica_is_lost"):
        replica = None
    session = replica.open_session() if replica is not None else None
    if replica is None or session is None:
        with get_database().reading() as whole:
            yield whole
        return
    try:
        with session:
            yield session
    except DBAPIError as error:
        replica.leave_alone()
        raise ReplicaLostError from error


def read_again(_lost: ReplicaLostError) -> ResponseReturnValue:
    """The same page from the database itself."""
    g.replica_is_lost = True
    try:
        return current_app.dispatch_request()
    except Exception as error:  # whatever it is, it is shown as it would have been the first time
        return current_app.handle_user_exception(error)


def register(app: Flask) -> None:
    """Know the replica that the settings name."""
    url = app.config["READ_DATABASE_URL"]
    app.extensions["replica"] = Replica(url) if url else None
    app.register_error_handler(ReplicaLostError, read_again)
