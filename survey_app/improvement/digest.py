"""The daily digest: what it says to whom, and that it leaves once a day. Counts and names of units, never a figure of answers.

An e-mail passes through other hands and stays in them, so it says where to look and not what is to be seen there.
"""

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from survey_app.accounts.scope import find_scope
from survey_app.campaigns.participations import instruments_of_other_levels
from survey_app.campaigns.schedule import phase_of
from survey_app.improvement.warning_facts import Moment
from survey_app.improvement.warning_list import Listed, find_warnings
from survey_app.improvement.warning_rules import is_of_results
from survey_app.improvement.warning_words import TITLES
from survey_app.models import Account, Campaign, DigestSubscription, Unit
from survey_app.results.coverage import find_coverage, states_of_units
from survey_app.results.progress import campaign_progress

MOST_NAMES: Final = 10  # units named under one title: the page has them all
PATIENCE: Final = dt.timedelta(minutes=15)  # a sending that has said nothing for so long has died


@dataclass(frozen=True)
class Running:
    """A running campaign in one line."""

    name: str
    days_left: int
    enough: int
    units: int
    silent: int


@dataclass(frozen=True)
class Heap:
    """The warnings of one title: how many are not done, and the units of the new ones; `further` were left out."""

    title: str
    open_ones: int
    new_names: tuple[str, ...]
    further: int


@dataclass(frozen=True)
class Digest:
    """What one reader is told on one day."""

    day: dt.date
    unit_name: str
    running: tuple[Running, ...]
    heaps: tuple[Heap, ...]
    new: int
    open_ones: int

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to say."""
        return not self.running and not self.open_ones


@dataclass(frozen=True)
class Recipient:
    """An account that asked for the digest."""

    account_id: int
    username: str
    address: str


def find_recipients(session: Session) -> list[Recipient]:
    """The accounts of the department that may still sign in and asked for it."""
    rows = session.execute(
        select(Account.id, Account.username, DigestSubscription.address)
        .join(DigestSubscription, DigestSubscription.account_id == Account.id)
        .where(Account.is_active, Account.role == "department")
        .order_by(Account.id)
    )
    return [Recipient(*row) for row in rows]


def find_address(session: Session, account_id: int) -> str:
    """Where an account has its digest sent; "" where it asked for none."""
    row = session.get(DigestSubscription, account_id)
    return row.address if row else ""


def write_address(session: Session, account_id: int, address: str) -> None:
    """Have the digest sent there from now on; "" ends it. The caller commits."""
    row = session.get(DigestSubscription, account_id)
    if not address:
        if row is not None:
            session.delete(row)
        return
    if row is None:
        session.add(DigestSubscription(account_id=account_id, address=address))
    else:
        row.address = address


def take(session: Session, account_id: int, *, now: dt.datetime) -> bool:
    """Take today's digest for sending; False where it has left, or somebody else is sending it. The caller commits."""
    row = session.get(DigestSubscription, account_id, with_for_update=True)
    if row is None or (row.sent_on is not None and row.sent_on >= now.date()):
        return False
    begun_at = row.begun_at
    if begun_at is not None and now - (begun_at if begun_at.tzinfo else begun_at.replace(tzinfo=dt.UTC)) < PATIENCE:
        return False
    row.begun_at = now.astimezone(dt.UTC)
    return True


def give_back(session: Session, account_id: int, *, sent_on: dt.date | None) -> None:
    """Note that today's digest has left, or that it has not and may be tried again. The caller commits."""
    row = session.get(DigestSubscription, account_id, with_for_update=True)
    if row is not None:
        row.begun_at = None
        row.sent_on = sent_on or row.sent_on


def build_digest(session: Session, account_id: int, moment: Moment) -> Digest:
    """What an account is told today, of its own scope."""
    account = session.get_one(Account, account_id)
    levels = tuple(account.levels.split(",")) if account.levels else ()
    scope = {unit.unit_id for unit in find_scope(session, account.unit_id, levels=levels).values()}
    hidden = instruments_of_other_levels(session, levels)
    found = [one for one in find_warnings(session, scope, moment) if one.state != "done" and one.subject not in hidden]
    by_title: dict[str, list[Listed]] = {}
    for one in found:
        by_title.setdefault(TITLES[one.rule], []).append(one)
    return Digest(
        day=moment.today,
        unit_name=session.get_one(Unit, account.unit_id).name,
        running=_running(session, scope, moment, hidden=hidden),
        heaps=tuple(_heap(title, some) for title, some in by_title.items()),
        new=sum(one.state == "new" for one in found),
        open_ones=len(found),
    )


def _heap(title: str, some: list[Listed]) -> Heap:
    # of results the mail says only how many: a verdict beside a name is read where its reader has signed in
    told = [one for one in some if one.state == "new" and not is_of_results(one.rule)]
    names = tuple(dict.fromkeys(one.unit_name for one in told))
    return Heap(title, len(some), names[:MOST_NAMES], max(len(names) - MOST_NAMES, 0))


def _running(session: Session, scope: set[int], moment: Moment, *, hidden: Collection[str]) -> tuple[Running, ...]:
    found = []
    for campaign in session.scalars(select(Campaign).where(Campaign.opened).order_by(Campaign.closes_on, Campaign.id)):
        phase = phase_of(campaign, now=moment.now, grace_minutes=moment.grace_minutes)
        if phase != "open":
            continue
        rows = [
            row for row in campaign_progress(session, campaign) if row.unit_id in scope and row.instrument_code not in hidden
        ]
        if rows:
            coverage = find_coverage(session, campaign, rows, phase=phase, today=moment.today)
            states: Mapping[int, str] = states_of_units(coverage)
            counts = [list(states.values()).count(state) for state in ("enough", "silent")]
            found.append(Running(campaign.name, (campaign.closes_on - moment.today).days, counts[0], len(states), counts[1]))
    return tuple(found)
