"""From a link token to what is open for its unit. Knows no form and no answer."""

import datetime as dt
from collections.abc import Callable, Collection, Hashable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from questionnaires import Questionnaire
from survey_app.campaigns.collections import OWN, access_of
from survey_app.campaigns.link_rows import LinkRow, Rows, read_rows
from survey_app.campaigns.schedule import Phase, Terms, terms_of
from survey_app.campaigns.tokens import normalise_token
from survey_app.kept import Kept
from survey_app.models import Campaign, Instrument

Reading = Callable[[], AbstractContextManager[Session]]
MOST_LINKS: Final = 2048  # of which a process remembers what stands behind them, some kilobytes each


@dataclass(frozen=True)
class Offer:
    """One questionnaire that a unit's link offers, or will offer, or has offered.

    `access` is the rung of the ladder against stuffing: 'open', 'marked' (a marker on the device) or 'codes' (one-time codes).
    `is_own` says that the unit collects it, and not the department.
    """

    participation_id: int
    campaign_id: int
    unit_id: int
    campaign_name: str
    opens_on: dt.date
    closes_on: dt.date
    phase: Phase
    questionnaire: Questionnaire
    access: str = "open"
    is_own: bool = True


@dataclass(frozen=True)
class Link:
    """What stands behind a link token: the unit, the department that asks, and the offers, the latest campaign first.

    `has_plan`: the unit has published a survey plan for everybody to read. `collection` is "own" behind a unit's own token.
    `state` is all that this was made of, for pages that are kept: another state is another page.
    """

    token: str
    unit_name: str
    owner: str
    offers: tuple[Offer, ...]
    has_plan: bool = False
    collection: str = OWN
    state: Hashable = field(default=None, compare=False, repr=False)

    @property
    def open_offers(self) -> tuple[Offer, ...]:
        """What can be answered now."""
        return tuple(offer for offer in self.offers if offer.phase == "open")

    @property
    def paused_offer(self) -> Offer | None:
        """What could be answered now if the department had not paused it."""
        return next((offer for offer in self.offers if offer.phase == "paused"), None)

    @property
    def next_opening(self) -> dt.date | None:
        """The day on which the next planned campaign opens."""
        return min((offer.opens_on for offer in self.offers if offer.phase == "planned"), default=None)

    def find_offer(self, participation_id: int) -> Offer | None:
        """The offer with this number, if it belongs to this unit."""
        return next((offer for offer in self.offers if offer.participation_id == participation_id), None)


def find_link(session: Session, token: str, *, now: dt.datetime, grace_minutes: int) -> Link | None:
    """The link behind a token as typed or scanned, or None for one that leads nowhere.

    A unit's token leads to what the unit collects, a token of the department's collection to that one; never to both.
    """
    normal = normalise_token(token)
    if normal is None:
        return None
    rows = read_rows(session.connection().execute, session.get_bind().dialect.name, normal)
    return link_of(lambda: nullcontext(session), normal, rows, now=now.timestamp(), grace_minutes=grace_minutes)


def link_of(reading: Reading, token: str, rows: Rows, *, now: float, grace_minutes: int) -> Link | None:
    """The link that the rows of a normalised token stand for at a moment; made once for the same rows and phases.

    `reading` opens a session, for a questionnaire that this process has not met yet.
    """
    if not rows:
        return None
    terms = _terms(rows, grace_minutes)
    state = (token, rows, tuple([one.phase(now) for one in terms]))
    link = _links.get(state)
    if link is None:
        with reading() as session:
            link = _make_link(session, state)
        _links.keep(state, link)
    return link


def _make_link(session: Session, state: tuple[str, Rows, tuple[Phase, ...]]) -> Link:
    token, rows, phases = state
    unit = rows[0]
    offers = tuple(
        Offer(
            participation_id=row.participation_id,
            campaign_id=row.campaign_id,
            unit_id=row.unit_id,
            campaign_name=row.campaign_name,
            opens_on=_day(row.opens_on),
            closes_on=_day(row.closes_on),
            phase=phase,
            questionnaire=get_questionnaire(session, row.instrument_id, row.digest),
            access=access_of(_campaign(row), row.collection),
            is_own=row.collection == OWN,
        )
        for row, phase in zip(rows, phases, strict=False)
        if row.participation_id is not None
    )
    return Link(
        token=token,
        unit_name=unit.unit_name,
        owner=unit.owner or unit.unit_name,
        offers=offers,
        has_plan=bool(unit.has_plan),
        collection=unit.collection,
        state=state,
    )


@lru_cache(maxsize=MOST_LINKS)
def _terms(rows: Rows, grace_minutes: int) -> tuple[Terms, ...]:
    return tuple(terms_of(_campaign(row), grace_minutes=grace_minutes) for row in rows if row.participation_id is not None)


def _campaign(row: LinkRow) -> Campaign:
    """What a row says of its campaign, bound to no session."""
    return Campaign(
        opens_on=_day(row.opens_on),
        closes_on=_day(row.closes_on),
        paper_until=_day(row.paper_until) if row.paper_until else None,
        paused_on=_day(row.paused_on) if row.paused_on else None,
        grace_minutes=row.grace_minutes,
        opened=bool(row.opened),
        access=row.access,
    )


def _day(value: dt.date | str) -> dt.date:
    """A day as the driver hands it over: SQLite's is a text."""
    return dt.date.fromisoformat(value) if isinstance(value, str) else value


def get_questionnaire(session: Session, instrument_id: int, digest: str) -> Questionnaire:
    """The questionnaire frozen into an instrument, parsed once per process: its digest never changes what it means."""
    known = _parsed.get(digest)
    if known is None:
        known = _parsed[digest] = Questionnaire.from_json(
            session.scalars(select(Instrument.content).where(Instrument.id == instrument_id)).one()
        )
    return known


def instruments_of_other_levels(session: Session, levels: Collection[str]) -> frozenset[str]:
    """The codes of all instruments that are bound to levels and to none of these, which do not concern a level department.

    An instrument that is bound to no level concerns everybody, and no levels at all mean everything.
    """
    if not levels:
        return frozenset()
    concerns: dict[str, bool] = {}
    for instrument_id, code, digest in session.execute(select(Instrument.id, Instrument.code, Instrument.digest)):
        asked = get_questionnaire(session, instrument_id, digest).levels
        concerns[code] = concerns.get(code, False) or not asked or not set(levels).isdisjoint(asked)
    return frozenset(code for code, is_own in concerns.items() if not is_own)


_parsed: dict[str, Questionnaire] = {}
_links: Kept[Link] = Kept(MOST_LINKS)
