"""Signing in: slow for whoever guesses, the same for a wrong name and a wrong password.

Failures are counted in the database, per username and never per address: a whole office sits behind one address, and several
web processes share one count. The count is taken before any hashing, because hashing is what a flood of guesses would use up.
"""

import datetime as dt
from dataclasses import dataclass
from functools import cache

from sqlalchemy import delete, select

from survey_app.accounts.accounts import USERNAME_PATTERN, find_account, to_username
from survey_app.accounts.passwords import HASH_METHOD, hash_password, is_password
from survey_app.db import Database
from survey_app.models import SignInAttempt

# ten tries in a quarter of an hour: enough for a clerk with three passwords in mind, 960 guesses a day for a machine
FAILURES_ALLOWED = 10
WINDOW = dt.timedelta(minutes=15)


@dataclass(frozen=True)
class SignedIn:
    """The account that may come in, and the version that its session must carry."""

    account_id: int
    session_version: int


@dataclass(frozen=True)
class Refused:
    """Not let in. `retry_at` is None for a wrong name or password, else when the next try will be looked at."""

    retry_at: dt.datetime | None = None


def sign_in(
    database: Database, *, username: str, password: str, now: dt.datetime, method: str = HASH_METHOD
) -> SignedIn | Refused:
    """Check a username and a password.

    The try is on record before the password is looked at and taken off again if it was right, so that tries sent at the same
    moment cannot slip past the count.
    """
    username = to_username(username)
    if not USERNAME_PATTERN.fullmatch(username):  # no account can have it: not asked for, not kept, but it costs the same
        is_password(password, hashed=_hash_of_nobody(method))
        return Refused()
    retry_at = _find_retry_time(database, username, now=now)
    if retry_at is None:
        _record_try(database, username, now=now)
        retry_at = _find_retry_time(database, username, now=now, allowed=FAILURES_ALLOWED + 1)
    if retry_at is not None:
        return Refused(retry_at)
    with database.reading() as session:
        account = find_account(session, username)
        hashed = account.password_hash if account else None
        signed_in = SignedIn(account.id, account.session_version) if account and account.is_active else None
    # an unknown name costs the same hashing, or the time of the reply would tell which names exist
    is_right = is_password(password, hashed=hashed or _hash_of_nobody(method))
    if hashed is None or not is_right or signed_in is None:
        return Refused()
    with database.writing() as session:
        session.execute(delete(SignInAttempt).where(SignInAttempt.username == username))
    return signed_in


def _find_retry_time(
    database: Database, username: str, *, now: dt.datetime, allowed: int = FAILURES_ALLOWED
) -> dt.datetime | None:
    """When the next try will be looked at: None if at once."""
    with database.reading() as session:
        recent = (
            select(SignInAttempt.at)
            .where(SignInAttempt.username == username, SignInAttempt.at > _stored(now - WINDOW))
            .order_by(SignInAttempt.at.desc())
            .limit(allowed)
        )
        failures = session.scalars(recent).all()
    if len(failures) < allowed:
        return None
    return (failures[-1].replace(tzinfo=dt.UTC) + WINDOW).astimezone(now.tzinfo)


def _record_try(database: Database, username: str, *, now: dt.datetime) -> None:
    """Note a try, and forget those that count no more."""
    with database.writing() as session:
        session.execute(delete(SignInAttempt).where(SignInAttempt.at <= _stored(now - WINDOW)))
        session.add(SignInAttempt(username=username, at=_stored(now)))


def _stored(moment: dt.datetime) -> dt.datetime:
    """A moment in UTC: SQLite keeps no zone, so all stored moments have the same."""
    return moment.astimezone(dt.UTC)


@cache
def _hash_of_nobody(method: str) -> str:
    return hash_password("nobody's password", method=method)
