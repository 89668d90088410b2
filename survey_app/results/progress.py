"""How far campaigns have come: live counts beside eligible numbers. Only counts are live; figures are `reports`."""

import datetime as dt
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session, aliased

from analysis.sample_size import needed_answers
from analysis.vietnamese import sort_key
from survey_app.campaigns.collections import OWN, access_of, name_part
from survey_app.campaigns.participations import get_questionnaire
from survey_app.campaigns.schedule import Phase, phase_of
from survey_app.models import Campaign, EligibleNumber, Instrument, Participation, Unit
from survey_app.results.store import count_responses


@dataclass(frozen=True)
class UnitProgress:
    """How far one participation has come. `received` is live; `eligible` and `needed` are None where unknown."""

    participation_id: int
    unit_code: str
    unit_name: str
    commune: str
    instrument_code: str
    received: int
    eligible: int | None
    needed: int | None
    collection: str = "own"
    unit_id: int = 0


@dataclass(frozen=True)
class UnitCampaign:
    """One participation as its unit sees it: the campaign, the instrument, and how far it has come.

    `shows_results` says that `find_unit_report` has something to say now (the first ten answers of an open campaign aside).
    """

    participation_id: int
    campaign_code: str
    campaign_name: str
    opens_on: dt.date
    closes_on: dt.date
    phase: Phase
    shows_results: bool
    instrument_code: str
    instrument_title: str
    collection: str
    access: str
    received: int
    eligible: int | None
    needed: int | None
    paper_until: dt.date | None = None


def campaign_progress(
    session: Session, campaign: Campaign, *, instrument_code: str | None = None, collection: str | None = OWN
) -> tuple[UnitProgress, ...]:
    """Every participation of the campaign, of one collection and, where given, of one instrument, with its live count, by unit
    name in Vietnamese order.

    Collection None gives all of them: to set them side by side, never to add them up.
    """
    parent = aliased(Unit)
    statement = (
        _with_eligible(
            *(Participation.id, Unit.code, Unit.name, parent.kind, parent.name, Instrument.code),
            *(Participation.collection, Unit.id),
        )
        .join(Unit, Participation.unit_id == Unit.id)
        .outerjoin(parent, Unit.parent_id == parent.id)
        .where(Participation.campaign_id == campaign.id)
    )
    if collection is not None:
        statement = statement.where(Participation.collection == collection)
    if instrument_code is not None:
        statement = statement.where(Instrument.code == instrument_code)
    rows = session.execute(statement.order_by(Participation.id)).all()
    received = count_responses(session, [row[0] for row in rows])
    found = [
        UnitProgress(
            participation_id=participation_id,
            unit_code=unit_code,
            unit_name=unit_name,
            commune=commune_name(parent_kind, parent_name),
            instrument_code=code,
            received=received.get(participation_id, 0),
            eligible=eligible,
            needed=_needed(eligible),
            collection=its_collection,
            unit_id=unit_id,
        )
        for participation_id, unit_code, unit_name, parent_kind, parent_name, code, its_collection, unit_id, eligible in rows
    ]
    return tuple(sorted(found, key=lambda progress: (sort_key(progress.unit_name), progress.unit_code)))


def unit_campaigns(session: Session, unit_id: int, *, now: dt.datetime, grace_minutes: int) -> tuple[UnitCampaign, ...]:
    """The participations of a unit in opened campaigns, the newest campaign first."""
    rows = session.execute(
        _with_eligible(Participation.id, Participation.collection, Campaign, Instrument.id, Instrument.digest)
        .join(Campaign, Participation.campaign_id == Campaign.id)
        .where(Participation.unit_id == unit_id, Campaign.opened)
        .order_by(Campaign.opens_on.desc(), Campaign.id.desc(), Instrument.id, Participation.id)
    ).all()
    received = count_responses(session, [row[0] for row in rows])
    found = []
    for participation_id, collection, campaign, instrument_id, digest, eligible in rows:
        questionnaire = get_questionnaire(session, instrument_id, digest)
        phase = phase_of(campaign, now=now, grace_minutes=grace_minutes)
        found.append(
            UnitCampaign(
                participation_id=participation_id,
                campaign_code=campaign.code,
                campaign_name=campaign.name,
                opens_on=campaign.opens_on,
                closes_on=campaign.closes_on,
                phase=phase,
                shows_results=shows_results(campaign, phase),
                instrument_code=questionnaire.code,
                instrument_title=name_part(questionnaire.short_title, collection),
                collection=collection,
                access=access_of(campaign, collection),
                received=received.get(participation_id, 0),
                eligible=eligible,
                needed=_needed(eligible),
                paper_until=campaign.paper_until,
            )
        )
    return tuple(found)


def shows_results(campaign: Campaign, phase: Phase) -> bool:
    """Whether figures of a campaign may be asked for: once it is closed, or earlier where it was made so."""
    return phase == "closed" or (campaign.results_while_open and phase != "planned")


def commune_name(parent_kind: str | None, parent_name: str | None) -> str:
    """The commune that runs a unit; "" for units directly under the department."""
    return parent_name or "" if parent_kind == "commune" else ""


def _with_eligible(*columns: Any) -> Select[Any]:
    """Columns of participations and their instruments, and last the eligible number of the whole, None where unknown."""
    numbers = (
        select(func.sum(EligibleNumber.number))
        .where(EligibleNumber.participation_id == Participation.id)
        .correlate(Participation)
        .scalar_subquery()
    )
    return select(*columns, numbers).join(Instrument, Participation.instrument_id == Instrument.id)


@cache  # exact fractions, asked for a thousand units on every look; there are as many answers as sizes of schools
def _needed(eligible: int | None) -> int | None:
    return None if eligible is None else needed_answers(eligible)
