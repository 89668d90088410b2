"""Closing a campaign for good: the last traces of when and in which order answers came are removed.

Two things could still tell. A sending's ten-minute slot: it becomes the day. And where a row lies: on PostgreSQL a table keeps
the order in which rows were written (ctid) and the transaction that wrote them (xmin), which would put a response beside its
comments, its sending and its one-time code. So the rows of the campaign are deleted and inserted again in the order of their
random keys, by one statement a table in one transaction: afterwards all bear the same mark and lie in an order that means
nothing.

SQL is not all: the files tell too. PostgreSQL keeps the deleted rows with their marks until the table is written to a new
file. SQLite's tables are WITHOUT ROWID, so their rows are *listed* in key order, but within a page their bytes lie in the
order in which they came, and the write-ahead log holds whole transactions. `erase_traces` writes the files anew.
"""

import datetime as dt
import re
import time
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import closing
from typing import Any, Final

from sqlalchemy import Connection, func, insert, or_, select, update
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from survey_app.campaigns.schedule import phase_of
from survey_app.collecting.responses import SLOT_SECONDS
from survey_app.config import TIMEZONE
from survey_app.db import Database
from survey_app.models import Campaign, Comment, ImportDraft, OneTimeCode, PaperDraft, Participation, Response, Sending

SLOTS_A_DAY: Final = 86_400 // SLOT_SECONDS
SETTLED: Final = dt.timedelta(days=30)  # after sealing: so many nights have written its files anew, whatever one of them met
# Whoever wants a table for himself waits for its readers, and everybody else waits behind him: so long, then they go first.
LOCK_SECONDS: Final = 2
# until he tries again, each time twice as long up to the longest; a backup reads for minutes
FIRST_PAUSE, LONGEST_PAUSE, READERS_SECONDS = 1.0, 120.0, 900.0
LOCK_NOT_AVAILABLE: Final = "55P03"  # PostgreSQL's number for it
# the partitions of a table, or itself where it has none to have: pg_partition_tree says nothing of a plain table
LEAVES: Final = """
    SELECT coalesce(part.relid, whole.oid)::regclass::text FROM pg_class AS whole
    LEFT JOIN LATERAL pg_partition_tree(whole.oid) AS part ON true
    WHERE whole.oid = %s::regclass AND part.isleaf IS NOT false ORDER BY 1
"""
TABLES: Final[tuple[Any, ...]] = (Response.__table__, Sending.__table__, Comment.__table__, OneTimeCode.__table__)
# a participation counts repeats; drafts of what is recorded are dead rows that say which paper, or which line, held what
REWRITTEN: Final[tuple[Any, ...]] = (*TABLES, Participation.__table__, PaperDraft.__table__, ImportDraft.__table__)


class CampaignStillOpenError(Exception):
    """The campaign takes answers today, or has not been opened."""


class CountsDifferError(Exception):
    """Sealing would have lost or doubled something; nothing has been changed."""


def find_sealed(session: Session) -> list[Campaign]:
    """The campaigns that are sealed and not erased, by code."""
    sealed = select(Campaign).where(Campaign.opened, Campaign.sealed_on.is_not(None))
    return list(session.scalars(sealed.order_by(Campaign.code)))


def find_unsettled(session: Session, *, today: dt.date) -> list[int]:
    """The campaigns of whose rows the files may still tell something: open ones and those that were sealed of late."""
    is_recent = or_(Campaign.sealed_on.is_(None), Campaign.sealed_on >= today - SETTLED)
    return list(session.scalars(select(Campaign.id).where(Campaign.opened, is_recent).order_by(Campaign.id)))


def find_campaigns_to_seal(session: Session, *, now: dt.datetime, grace_minutes: int) -> list[Campaign]:
    """The campaigns whose last day and grace period are over, by code."""
    campaigns = session.scalars(select(Campaign).where(Campaign.sealed_on.is_(None)).order_by(Campaign.code))
    return [campaign for campaign in campaigns if phase_of(campaign, now=now, grace_minutes=grace_minutes) == "closed"]


def take_campaign(session: Session, campaign: Campaign, *, now: dt.datetime, grace_minutes: int) -> bool:
    """Wait for the responses that are being recorded, hold off new ones, and say whether the campaign is still to be sealed.

    To be called before anything of it is counted. On PostgreSQL a recording holds the campaign's row against deletion (FOR KEY
    SHARE), so FOR UPDATE waits until it has committed; one that comes later waits for us and then finds the campaign sealed.
    """
    session.refresh(campaign, with_for_update=True)
    return campaign.sealed_on is None and phase_of(campaign, now=now, grace_minutes=grace_minutes) == "closed"


def seal_campaign(session: Session, campaign: Campaign, *, today: dt.date) -> None:
    """Coarsen the slots to days, rewrite the rows in key order, and note the day. A sealed campaign is left alone.

    Whatever is reckoned from ten-minute slots (bursts) must be reckoned before. The caller commits.
    """
    if campaign.sealed_on is not None:
        return
    if not campaign.opened or today <= (campaign.paper_until or campaign.closes_on):
        raise CampaignStillOpenError(campaign.code)
    before = count_rows(session, campaign.id)
    _coarsen_slots(session, campaign)
    rewrite_in_key_order(session, campaign.id)
    if count_rows(session, campaign.id) != before:
        raise CountsDifferError(campaign.code)
    campaign.sealed_on = today
    session.flush()


def rewrite_in_key_order(session: Session, campaign_id: int) -> None:
    """On PostgreSQL write the campaign's rows anew in the order of their keys; on SQLite they lie so already.

    May run while answers come in: a statement sees what was committed when it began and leaves the rest to the next night. The
    dead copies stay in the file until `erase_traces`, which the command runs afterwards, because no transaction can.

    A participation is changed in place, for much hangs on it: a response that was a repeat has raised its count and left its
    mark on it. Codes come before participations, as they do when an answer is recorded, so the two never wait for each other.
    """
    if session.get_bind().dialect.name != "postgresql":
        return
    for table in TABLES:
        taken_out = table.delete().where(table.c.campaign_id == campaign_id).returning(*table.c).cte("taken_out")
        in_order = select(*taken_out.c).order_by(*(taken_out.c[column.name] for column in table.primary_key))
        session.execute(insert(table).from_select([column.name for column in table.c], in_order))
    marked = update(Participation).where(Participation.campaign_id == campaign_id).values(repeats=Participation.repeats)
    session.execute(marked, execution_options={"synchronize_session": False})


def erase_traces(database: Database, *, tables: Sequence[Any] = REWRITTEN, campaign_ids: Collection[int] | None = None) -> bool:
    """Write the tables of answers to new files in key order and empty SQLite's log; False if a reader kept us from it.

    With `campaign_ids`, on PostgreSQL, of the tables that are partitioned by campaign the partitions of these alone: what was
    sealed years ago has lain in key order since then. Runs outside any transaction and locks each table while it copies it: a
    matter of seconds, at night. Whoever sends a form meanwhile waits so long (`bench/night.py`), and not for those that read.
    """
    if not database.is_sqlite:
        with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.exec_driver_sql(f"SET lock_timeout = '{LOCK_SECONDS}s'")
            left = list(_files_of(connection, tables, campaign_ids))

            def copy_what_is_left() -> bool:
                left[:] = [name for name in left if not _copy(connection, name)]
                return not left

            try:
                return _insist(copy_what_is_left)
            finally:
                if not connection.invalidated:
                    connection.exec_driver_sql("RESET lock_timeout")
    with closing(database.engine.raw_connection()) as raw:
        cursor = raw.cursor()
        cursor.execute("VACUUM")
        [patience] = cursor.execute("PRAGMA busy_timeout").fetchone()
        cursor.execute(f"PRAGMA busy_timeout = {1000 * LOCK_SECONDS}")
        try:
            return _insist(lambda: cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0] == 0)
        finally:
            cursor.execute(f"PRAGMA busy_timeout = {patience}")


def _insist(attempt: Callable[[], bool]) -> bool:
    """Try until nobody reads any more; False if somebody still did at the last try."""
    pause, until = FIRST_PAUSE, time.monotonic() + READERS_SECONDS
    while not attempt():
        left = until - time.monotonic()
        if left <= 0:
            return False
        time.sleep(min(pause, left))
        pause = min(2 * pause, LONGEST_PAUSE)
    return True


def _copy(connection: Connection, name: str) -> bool:
    """Whether a table could be locked, and nothing dead had to be copied for somebody who still sees it (an old snapshot).

    PostgreSQL says so in what VERBOSE tells of the file: the first number of its details, in whatever language they are. Where
    it says nothing (the table is not ours, so it was left out), nothing has been done.
    """
    kept: list[int] = []
    driver: Any = connection.connection.driver_connection

    def note(told: Any) -> None:
        kept.extend(map(int, re.findall(r"\d+", told.message_detail or "")[:1]))

    driver.add_notice_handler(note)
    try:
        connection.exec_driver_sql(f"VACUUM (FULL, VERBOSE) {name}")
    except OperationalError as error:
        if getattr(error.orig, "sqlstate", None) != LOCK_NOT_AVAILABLE:
            raise
        return False
    finally:
        driver.remove_notice_handler(note)
    return bool(kept) and not any(kept)


def _files_of(connection: Connection, tables: Sequence[Any], campaign_ids: Collection[int] | None) -> Iterator[str]:
    """What PostgreSQL is told to write anew, one file each (migration 0019 names the partitions)."""
    for table in tables:
        if campaign_ids is not None and table in TABLES:
            yield from (f'parts."{table.name}_{number}"' for number in campaign_ids)
        else:
            yield from connection.exec_driver_sql(LEAVES, (table.name,)).scalars().all()


def count_rows(session: Session, campaign_id: int) -> tuple[int, ...]:
    """How many responses, sendings, comments and codes a campaign has; the first two are always the same number."""
    return tuple(
        session.scalar(select(func.count()).select_from(table).where(table.c.campaign_id == campaign_id)) or 0
        for table in TABLES
    )


def day_slot(slot: int, *, shift: int) -> int:
    """The first slot of the local day that a slot falls on; `shift` is how many slots local time is ahead of UTC."""
    return (slot + shift) // SLOTS_A_DAY * SLOTS_A_DAY - shift


def _coarsen_slots(session: Session, campaign: Campaign) -> None:
    """Slots count ten minutes of UTC, so the day begins `shift` slots earlier than a multiple of 144 (42 for Vietnam)."""
    offset = dt.datetime.combine(campaign.closes_on, dt.time.min, TIMEZONE).utcoffset()
    assert offset is not None
    shift = int(offset.total_seconds()) // SLOT_SECONDS
    first_of_day = day_slot(Sending.slot, shift=shift)  # type: ignore[arg-type]
    session.execute(
        update(Sending).where(Sending.campaign_id == campaign.id).values(slot=first_of_day),
        execution_options={"synchronize_session": False},
    )
