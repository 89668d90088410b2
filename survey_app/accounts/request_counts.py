"""How often an account has asked for work of a kind: counted in the database, so that all processes share one limit.

Two rows at the most for each account and kind: this slot of ten minutes and the one before. Must not know what the work is.
"""

import datetime as dt

from sqlalchemy import delete, select
from sqlalchemy.dialects import postgresql, sqlite

from survey_app.db import Database
from survey_app.models import RequestCount


def find_counts(database: Database, subject: str, *, slot: int) -> tuple[int, int]:
    """How many requests were taken in the slot before, and in this one."""
    rows = select(RequestCount.slot, RequestCount.number).where(RequestCount.subject == subject, RequestCount.slot >= slot - 1)
    with database.reading() as session:
        counts = {row.slot: row.number for row in session.execute(rows)}
    return counts.get(slot - 1, 0), counts.get(slot, 0)


def count_request(database: Database, subject: str, *, slot: int) -> None:
    """Count one more, and forget what no limit asks for any more."""
    dialect = sqlite if database.is_sqlite else postgresql
    statement = dialect.insert(RequestCount).values(subject=subject, slot=slot, number=1)
    one_more = {"number": RequestCount.number + 1}
    with database.writing() as session:
        session.execute(statement.on_conflict_do_update(index_elements=["subject", "slot"], set_=one_more))
        session.execute(delete(RequestCount).where(RequestCount.slot < slot - 1))


def slot_of(now: dt.datetime, *, seconds: int) -> tuple[int, float]:
    """The number of a moment's slot, and how many of its seconds are over."""
    slot, elapsed = divmod(now.timestamp(), seconds)
    return int(slot), elapsed
