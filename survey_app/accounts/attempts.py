"""Counting what was guessed wrong: slow for whoever guesses, on both doors that ask for a secret (sign-in and kiosk).

Failures are counted in the database, per name and never per address: a whole office sits behind one address, and several web
processes share one count. The count is taken before any hashing, because hashing is what a flood of guesses would use up.
Must not know what the name stands for.
"""

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import delete, select

from survey_app.db import Database
from survey_app.models import SignInAttempt

# ten tries in a quarter of an hour: enough for a clerk with three passwords in mind, 960 guesses a day for a machine
FAILURES_ALLOWED = 10
WINDOW = dt.timedelta(minutes=15)


@dataclass(frozen=True)
class Refused:
    """Not let in. `retry_at` is None for a wrong secret, else when the next try will be looked at."""

    retry_at: dt.datetime | None = None


def record_try(database: Database, name: str, *, now: dt.datetime) -> dt.datetime | None:
    """Note a try before its secret is looked at; the moment of the next try if this one must not be looked at.

    It stays on record until `forget_tries`, so that tries sent at the same moment cannot slip past the count.
    """
    retry_at = _find_retry_time(database, name, now=now)
    if retry_at is None:
        _record(database, name, now=now)
        retry_at = _find_retry_time(database, name, now=now, allowed=FAILURES_ALLOWED + 1)
    return retry_at


def forget_tries(database: Database, name: str) -> None:
    """Take the tries of a name off the record: the secret was right."""
    with database.writing() as session:
        session.execute(delete(SignInAttempt).where(SignInAttempt.username == name))


def _find_retry_time(database: Database, name: str, *, now: dt.datetime, allowed: int = FAILURES_ALLOWED) -> dt.datetime | None:
    """When the next try will be looked at: None if at once."""
    with database.reading() as session:
        recent = (
            select(SignInAttempt.at)
            .where(SignInAttempt.username == name, SignInAttempt.at > _stored(now - WINDOW))
            .order_by(SignInAttempt.at.desc())
            .limit(allowed)
        )
        failures = session.scalars(recent).all()
    if len(failures) < allowed:
        return None
    return (failures[-1].replace(tzinfo=dt.UTC) + WINDOW).astimezone(now.tzinfo)


def _record(database: Database, name: str, *, now: dt.datetime) -> None:
    """Note a try, and forget those that count no more."""
    with database.writing() as session:
        session.execute(delete(SignInAttempt).where(SignInAttempt.at <= _stored(now - WINDOW)))
        session.add(SignInAttempt(username=name, at=_stored(now)))


def _stored(moment: dt.datetime) -> dt.datetime:
    """A moment in UTC: SQLite keeps no zone, so all stored moments have the same."""
    return moment.astimezone(dt.UTC)
