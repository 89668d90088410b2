"""Who is signed in and how each account is protected, for whoever runs the whole department. Knows no request."""

import datetime as dt
from dataclasses import dataclass
from typing import Literal

from sqlalchemy import and_, func, select
from sqlalchemy.orm import Session

from survey_app.accounts.attempts import FAILURES_ALLOWED, WINDOW
from survey_app.accounts.passwords import NOT_SET
from survey_app.accounts.sessions import Limits
from survey_app.models import Account, AccountLink, AccountSession, SecondFactor, SignInAttempt, Unit


@dataclass(frozen=True)
class Guarded:
    """An account that may sign in: how many browsers it is signed in with, when it was last used, what protects it.

    `way` is how it comes in: by a password, by the sign-on service alone, or not yet, until its person has set a password.
    With a password `is_linked` says that the service opens it too.
    """

    account_id: int
    username: str
    unit_name: str
    is_department: bool
    is_whole: bool
    sessions: int
    used_on: dt.date | None
    way: Literal["password", "sso", "unset"]
    has_second_factor: bool
    is_linked: bool
    is_tried: bool

    @property
    def is_bare(self) -> bool:
        """Whether whoever learns the password of this account of the department, a commune or a level department is in."""
        return self.is_department and self.way == "password" and not self.has_second_factor


def list_accounts(session: Session, *, limits: Limits, now: dt.datetime) -> list[Guarded]:
    """Every active account: those of the whole department first, then of the department's parts, then of units."""
    oldest, idle = ((now - span).astimezone(dt.UTC) for span in (limits.lifetime, limits.idle))
    is_open = and_(
        AccountSession.account_id == Account.id,
        AccountSession.version == Account.session_version,
        AccountSession.created_at > oldest,
        AccountSession.used_at > idle,
    )
    opened = (
        select(Account.id, func.count().label("number"), func.max(AccountSession.used_at).label("used_at"))
        .join(AccountSession, is_open)
        .group_by(Account.id)
        .subquery()
    )
    rows = session.execute(
        select(
            *(Account.id, Account.username, Account.password_hash, Account.role, Account.levels),
            *(Unit.name, Unit.kind, opened.c.number, opened.c.used_at),
            *(SecondFactor.account_id.label("factor"), AccountLink.account_id.label("linked"), AccountLink.password_off),
        )
        .join(Unit, Unit.id == Account.unit_id)
        .outerjoin(opened, opened.c.id == Account.id)
        .outerjoin(SecondFactor, SecondFactor.account_id == Account.id)
        .outerjoin(AccountLink, AccountLink.account_id == Account.id)
        .where(Account.is_active)
        .order_by(Account.username)
    ).all()
    tried = _find_tried(session, now=now)
    found = [
        Guarded(
            account_id=row.id,
            username=row.username,
            unit_name=row.name,
            is_department=row.role == "department",
            is_whole=row.role == "department" and row.kind == "department" and not row.levels,
            sessions=row.number or 0,
            used_on=_aware(row.used_at).astimezone(now.tzinfo).date() if row.used_at else None,
            way=_find_way(row.password_hash, is_linked=row.linked is not None, password_off=bool(row.password_off)),
            has_second_factor=row.factor is not None,
            is_linked=row.linked is not None,
            is_tried=row.username in tried,
        )
        for row in rows
    ]
    return sorted(found, key=lambda one: (not one.is_whole, not one.is_department, one.username))


def _find_way(password_hash: str, *, is_linked: bool, password_off: bool) -> Literal["password", "sso", "unset"]:
    if password_hash != NOT_SET and not password_off:
        return "password"
    return "sso" if is_linked else "unset"


def _find_tried(session: Session, *, now: dt.datetime) -> set[str]:
    """The names at which somebody has guessed wrong so often within a quarter of an hour that they are slowed down now."""
    statement = (
        select(SignInAttempt.username)
        .where(SignInAttempt.at > (now - WINDOW).astimezone(dt.UTC))
        .group_by(SignInAttempt.username)
        .having(func.count() >= FAILURES_ALLOWED)
    )
    return set(session.scalars(statement))


def _aware(moment: dt.datetime) -> dt.datetime:
    return moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)
