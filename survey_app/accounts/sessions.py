"""Sessions of staff: opened at sign-in, ended from here or from another browser, over by themselves after a while.

Must not know a request or a cookie: `guard.py` carries the token there and back.
"""

import datetime as dt
import hashlib
import secrets
from dataclasses import dataclass

from sqlalchemy import ColumnElement, delete, select, update
from sqlalchemy.orm import Session, joinedload

from survey_app.models import Account, AccountSession, SecondFactor

# the moment of the last request is kept in steps: one write in five minutes, and no diary of a clerk's clicks
STEP = dt.timedelta(minutes=5)


@dataclass(frozen=True)
class Limits:
    """How long a session lasts after signing in, and how long it may lie unused."""

    lifetime: dt.timedelta
    idle: dt.timedelta


@dataclass(frozen=True)
class OpenSession:
    """One browser in which an account is signed in."""

    session_id: int
    signed_in_on: dt.date
    used_on: dt.date


@dataclass(frozen=True)
class Found:
    """The session of a token, its account, whether that has a second factor, and whether this use is due to be noted."""

    session_id: int
    way: str
    account: Account
    has_second_factor: bool
    is_due: bool


def open_session(session: Session, account_id: int, *, version: int, way: str, lifetime: dt.timedelta, now: dt.datetime) -> str:
    """A new session; the token is for the cookie and can be read nowhere else. Sweeps what is over. The caller commits."""
    session.execute(delete(AccountSession).where(AccountSession.created_at <= _stored(now - lifetime)))
    token = secrets.token_urlsafe(32)
    moment = _stored(now)
    row = AccountSession(
        token_hash=_hash(token), account_id=account_id, version=version, way=way, created_at=moment, used_at=moment
    )
    session.add(row)
    return token


def find_session(session: Session, token: str, *, limits: Limits, now: dt.datetime) -> Found | None:
    """The session of a token, unless it is unknown, ended, over or left alone too long, or its account is closed."""
    found = session.execute(
        select(AccountSession, SecondFactor.confirmed_on)
        .join(Account, Account.id == AccountSession.account_id)
        .outerjoin(SecondFactor, SecondFactor.account_id == AccountSession.account_id)
        .where(AccountSession.token_hash == _hash(token), *_is_open(limits, now))
        .options(joinedload(AccountSession.account).joinedload(Account.unit))
    ).first()
    if found is None:
        return None
    row, confirmed_on = found
    is_due = _aware(row.used_at) <= now - STEP
    return Found(row.id, row.way, row.account, confirmed_on is not None, is_due)


def note_use(session: Session, session_id: int, *, now: dt.datetime) -> None:
    """Keep that a session is in use now. The caller commits."""
    session.execute(update(AccountSession).where(AccountSession.id == session_id).values(used_at=_stored(now)))


def list_sessions(session: Session, account_id: int, *, limits: Limits, now: dt.datetime) -> list[OpenSession]:
    """The open sessions of an account, the newest first."""
    rows = session.scalars(
        select(AccountSession)
        .join(Account, Account.id == AccountSession.account_id)
        .where(AccountSession.account_id == account_id, *_is_open(limits, now))
        .order_by(AccountSession.created_at.desc(), AccountSession.id.desc())
    )
    zone = now.tzinfo
    return [
        OpenSession(row.id, _aware(row.created_at).astimezone(zone).date(), _aware(row.used_at).astimezone(zone).date())
        for row in rows
    ]


def end_session(session: Session, account_id: int, session_id: int) -> bool:
    """End one session of an account; False if it has no such session. The caller commits."""
    statement = delete(AccountSession).where(AccountSession.id == session_id, AccountSession.account_id == account_id)
    return bool(session.execute(statement.returning(AccountSession.id)).first())


def end_sessions(session: Session, account_id: int, *, besides: int | None = None) -> int:
    """End all sessions of an account, `besides` one; their number. The caller commits."""
    statement = delete(AccountSession).where(AccountSession.account_id == account_id)
    if besides is not None:
        statement = statement.where(AccountSession.id != besides)
    return len(session.execute(statement.returning(AccountSession.id)).all())


def _is_open(limits: Limits, now: dt.datetime) -> tuple[ColumnElement[bool], ...]:
    return (
        AccountSession.created_at > _stored(now - limits.lifetime),
        AccountSession.used_at > _stored(now - limits.idle),
        AccountSession.version == Account.session_version,
        Account.is_active.is_(True),
    )


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _stored(moment: dt.datetime) -> dt.datetime:
    """A moment in UTC: SQLite keeps no zone, so all stored moments have the same."""
    return moment.astimezone(dt.UTC)


def _aware(moment: dt.datetime) -> dt.datetime:
    return moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)
