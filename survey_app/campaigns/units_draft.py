"""A units file between its upload and its confirmation: it lies in the database, for a day at the most, one of each account."""

import datetime as dt
import secrets
from dataclasses import dataclass
from typing import Final

from sqlalchemy import delete
from sqlalchemy.orm import Session

from survey_app.models import UnitsDraft

KEPT_FOR: Final = dt.timedelta(hours=24)


@dataclass(frozen=True)
class Draft:
    """A file that waits. `filename` is what its owner called it, cut to what a line can hold."""

    version: str
    filename: str
    content: bytes


def keep_draft(session: Session, account_id: int, content: bytes, *, filename: str, now: dt.datetime) -> None:
    """Keep a file in place of the one that waited. The caller commits."""
    discard_draft(session, account_id)
    session.add(
        UnitsDraft(
            account_id=account_id,
            version=secrets.token_hex(8),
            made_at=now.astimezone(dt.UTC),
            filename=filename[:120],
            content=content,
        )
    )
    session.flush()


def find_draft(session: Session, account_id: int, *, now: dt.datetime) -> Draft | None:
    """The file that waits for this account, if it is not too old."""
    row = session.get(UnitsDraft, account_id, populate_existing=True)
    if row is None or row.made_at.replace(tzinfo=dt.UTC) <= now - KEPT_FOR:
        return None
    return Draft(row.version, row.filename, row.content)


def discard_draft(session: Session, account_id: int) -> bool:
    """Throw the waiting file away; whether there was one. The caller commits."""
    done = session.execute(delete(UnitsDraft).where(UnitsDraft.account_id == account_id))
    return bool(done.rowcount)  # type: ignore[attr-defined]


def purge_units_drafts(session: Session, *, now: dt.datetime) -> None:
    """Throw away files that nobody has confirmed within a day. The caller commits."""
    session.execute(delete(UnitsDraft).where(UnitsDraft.made_at <= (now - KEPT_FOR).astimezone(dt.UTC)))
