"""From a link token to what is open for its unit. Knows no form and no answer."""

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from questionnaires import Questionnaire
from survey_app.campaigns.schedule import Phase, phase_of
from survey_app.campaigns.tokens import normalise_token
from survey_app.models import Campaign, Instrument, Participation, Unit, UnitPlan


@dataclass(frozen=True)
class Offer:
    """One questionnaire that a unit's link offers, or will offer, or has offered.

    `access` is the rung of the ladder against stuffing: 'open', 'marked' (a marker on the device) or 'codes' (one-time codes).
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


@dataclass(frozen=True)
class Link:
    """What stands behind a link token: the unit, the department that asks, and the offers, the latest campaign first.

    `has_plan`: the unit has published a survey plan for everybody to read.
    """

    token: str
    unit_name: str
    owner: str
    offers: tuple[Offer, ...]
    has_plan: bool = False

    @property
    def open_offers(self) -> tuple[Offer, ...]:
        """What can be answered now."""
        return tuple(offer for offer in self.offers if offer.phase == "open")

    @property
    def next_opening(self) -> dt.date | None:
        """The day on which the next planned campaign opens."""
        return min((offer.opens_on for offer in self.offers if offer.phase == "planned"), default=None)

    def find_offer(self, participation_id: int) -> Offer | None:
        """The offer with this number, if it belongs to this unit."""
        return next((offer for offer in self.offers if offer.participation_id == participation_id), None)


def find_link(session: Session, token: str, *, now: dt.datetime, grace_minutes: int) -> Link | None:
    """The link of a unit by its token as typed or scanned, or None for a token that no unit has."""
    normal = normalise_token(token)
    if normal is None:
        return None
    has_plan = exists().where(UnitPlan.unit_id == Unit.id, UnitPlan.published.is_not(None))
    found = session.execute(select(Unit, has_plan).where(Unit.link_token == normal)).one_or_none()
    if found is None:
        return None
    unit = found[0]
    rows = session.execute(
        select(Participation.id, Campaign, Instrument.id, Instrument.digest)
        .join(Campaign, Participation.campaign_id == Campaign.id)
        .join(Instrument, Participation.instrument_id == Instrument.id)
        .where(Participation.unit_id == unit.id, Participation.collection == "own")
        .order_by(Campaign.opens_on.desc(), Instrument.id)
    )
    offers = tuple(
        Offer(
            participation_id=participation_id,
            campaign_id=campaign.id,
            unit_id=unit.id,
            campaign_name=campaign.name,
            opens_on=campaign.opens_on,
            closes_on=campaign.closes_on,
            phase=phase_of(campaign, now=now, grace_minutes=grace_minutes),
            questionnaire=get_questionnaire(session, instrument_id, digest),
            access=campaign.access,
        )
        for participation_id, campaign, instrument_id, digest in rows
    )
    owner = session.scalar(select(Unit.name).where(Unit.kind == "department")) or unit.name
    return Link(token=unit.link_token, unit_name=unit.name, owner=owner, offers=offers, has_plan=found[1])


def get_questionnaire(session: Session, instrument_id: int, digest: str) -> Questionnaire:
    """The questionnaire frozen into an instrument, parsed once per process: its digest never changes what it means."""
    known = _parsed.get(digest)
    if known is None:
        known = _parsed[digest] = Questionnaire.from_json(
            session.scalars(select(Instrument.content).where(Instrument.id == instrument_id)).one()
        )
    return known


_parsed: dict[str, Questionnaire] = {}
