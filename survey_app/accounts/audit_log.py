"""Reading the audit log: what was asked for, a page of it, all of it, and a digest by which a later change shows.

Nothing here changes an entry, and the database refuses it (migration 0016). Must not know a request.
"""

import datetime as dt
import hashlib
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Final

from sqlalchemy import ColumnElement, Row, Select, func, or_, select
from sqlalchemy.orm import Session

from survey_app.accounts.audit_words import WORDS, describe_action, describe_subject
from survey_app.models import Account, AuditEntry, Unit

WHO: Final = {"department": "Tài khoản của Sở, xã, phường", "unit": "Tài khoản của đơn vị", "operator": "Người vận hành (lệnh)"}


@dataclass(frozen=True)
class Wanted:
    """What the reader looks for; empty stands for everything. `units` are the units whose name matches `text`."""

    who: str = ""
    username: str = ""
    group: str = ""
    since: dt.date | None = None
    until: dt.date | None = None
    text: str = ""
    units: Collection[int] = ()

    @property
    def is_narrow(self) -> bool:
        """Whether some entries are left out."""
        return any((self.who, self.username, self.group, self.since, self.until, self.text))


@dataclass(frozen=True)
class Line:
    """An entry as people read it; `username` is empty for a command of the operator."""

    number: int
    at: dt.datetime
    username: str
    unit_name: str
    action: str
    subject: str


def count_lines(session: Session, wanted: Wanted, *, zone: dt.tzinfo) -> int:
    """How many entries match."""
    counted = select(func.count()).select_from(AuditEntry).outerjoin(Account, Account.id == AuditEntry.account_id)
    return session.scalar(counted.where(*_conditions(wanted, zone))) or 0


def find_lines(session: Session, wanted: Wanted, *, zone: dt.tzinfo, limit: int, skip: int = 0) -> list[Line]:
    """Matching entries, the newest first."""
    statement = _choose(wanted, zone).order_by(AuditEntry.at.desc(), AuditEntry.id.desc()).limit(limit).offset(skip)
    return [_to_line(row, zone) for row in session.execute(statement)]


def each_line(session: Session, wanted: Wanted, *, zone: dt.tzinfo) -> Iterator[Line]:
    """All matching entries, the oldest first."""
    for row in session.execute(_choose(wanted, zone).order_by(AuditEntry.at, AuditEntry.id)):
        yield _to_line(row, zone)


def build_digest(session: Session, *, until: dt.datetime) -> tuple[int, str]:
    """How many entries are older than a moment, and a digest of them: the same as long as none is changed or missing."""
    digest, number = hashlib.sha256(), 0
    columns = (AuditEntry.id, AuditEntry.at, AuditEntry.account_id, AuditEntry.action, AuditEntry.subject)
    before = AuditEntry.at < until.astimezone(dt.UTC)
    for row in session.execute(select(*columns).where(before).order_by(AuditEntry.at, AuditEntry.id)):
        at = _aware(row.at).isoformat(timespec="microseconds")
        digest.update(repr((row.id, at, row.account_id, row.action, row.subject)).encode())
        number += 1
    return number, digest.hexdigest()


def _choose(wanted: Wanted, zone: dt.tzinfo) -> Select[int, dt.datetime, str, str, str, str]:
    columns = (AuditEntry.id, AuditEntry.at, AuditEntry.action, AuditEntry.subject, Account.username, Unit.name)
    statement = (
        select(*columns).outerjoin(Account, Account.id == AuditEntry.account_id).outerjoin(Unit, Unit.id == Account.unit_id)
    )
    return statement.where(*_conditions(wanted, zone))


def _conditions(wanted: Wanted, zone: dt.tzinfo) -> Iterator[ColumnElement[bool]]:
    if wanted.who == "operator":
        yield AuditEntry.account_id.is_(None)
    elif wanted.who:
        yield Account.role == wanted.who
    if wanted.username:
        yield Account.username.contains(wanted.username.strip().lower(), autoescape=True)
    if wanted.group:
        yield AuditEntry.action.in_(WORDS.get(wanted.group, ()))
    if wanted.since is not None:
        yield AuditEntry.at >= _midnight(wanted.since, zone)
    if wanted.until is not None:
        yield AuditEntry.at < _midnight(wanted.until + dt.timedelta(days=1), zone)
    if wanted.text:
        told = func.lower(AuditEntry.subject).contains(wanted.text.lower(), autoescape=True)
        yield or_(Account.unit_id.in_(wanted.units), told) if wanted.units else told


def _to_line(row: Row[int, dt.datetime, str, str, str, str], zone: dt.tzinfo) -> Line:
    at, subject = _aware(row.at).astimezone(zone), describe_subject(row.action, row.subject)
    return Line(row.id, at, row.username or "", row.name or "", describe_action(row.action), subject)


def _midnight(day: dt.date, zone: dt.tzinfo) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(), zone).astimezone(dt.UTC)


def _aware(moment: dt.datetime) -> dt.datetime:
    return (moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)).astimezone(dt.UTC)
