"""What the department's survey plan is written from: whom a campaign asks with what, and how many answers every unit needs.

Before a campaign is opened the numbers are those that its units have now; afterwards those that were frozen into it, so the
plan and the progress pages say the same. Nothing here comes from answers.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session, selectinload

from analysis.sample_size import needed_answers
from analysis.vietnamese import sort_key
from questionnaires import Questionnaire
from survey_app.campaigns import collections, targets
from survey_app.campaigns.assignments import assigned_to, stands_on
from survey_app.campaigns.calendar import find_days, find_department_days
from survey_app.campaigns.eligible import eligible_numbers, takes_part
from survey_app.campaigns.enrolments import load_enrolments
from survey_app.campaigns.opening import levels_of
from survey_app.campaigns.participations import get_questionnaire
from survey_app.campaigns.targets import Target
from survey_app.documents.plan_figures import describe_targets
from survey_app.models import Campaign, EligibleNumber, Instrument, Participation, Unit


@dataclass(frozen=True)
class PlannedUnit:
    """One unit and one questionnaire: how many are asked and how many answers the guides want, None where nobody knows.

    `commune` is "" for what stands directly under the Sở.
    """

    code: str
    name: str
    kind: str
    commune: str
    eligible: int | None
    needed: int | None


@dataclass(frozen=True)
class PlannedPart:
    """One questionnaire with the units that answer it, by commune and name."""

    questionnaire: Questionnaire
    units: tuple[PlannedUnit, ...]

    @property
    def eligible(self) -> int:
        """Of all units whose number is known."""
        return sum(one.eligible or 0 for one in self.units)

    @property
    def needed(self) -> int:
        """Of all units whose number is known."""
        return sum(one.needed or 0 for one in self.units)

    @property
    def unknown(self) -> int:
        """Units whose number nobody knows."""
        return sum(one.eligible is None for one in self.units)


@dataclass(frozen=True)
class DepartmentSurvey:
    """A campaign as the department plans it. `collections` names the units of what the department collects, () for all.

    `due` gives by kind of the department's calendar the days on which what follows the survey is due.
    """

    campaign_id: int
    campaign_code: str
    campaign_name: str
    opens_on: dt.date
    closes_on: dt.date
    paper_until: dt.date
    access: str
    convention: str
    results_while_open: bool
    targets: tuple[Target, ...]
    judged: Target
    target_words: str
    parts: tuple[PlannedPart, ...]
    collections: Mapping[str, tuple[str, ...]]
    due: Mapping[str, tuple[dt.date, ...]]

    @property
    def units(self) -> dict[str, PlannedUnit]:
        """All units that take part, by code."""
        return {one.code: one for part in self.parts for one in part.units}


def find_department_survey(session: Session, campaign: Campaign) -> DepartmentSurvey:
    """The survey of a campaign, opened or not."""
    found = _frozen_parts(session, campaign) if campaign.opened else _expected_parts(session, campaign)
    days = find_days(session) | find_department_days(session)
    collected, year_ends = campaign.paper_until or campaign.closes_on, dt.date(campaign.closes_on.year, 12, 31)
    known = targets.find_targets(session, campaign)
    return DepartmentSurvey(
        campaign_id=campaign.id,
        campaign_code=campaign.code,
        campaign_name=campaign.name,
        opens_on=campaign.opens_on,
        closes_on=campaign.closes_on,
        paper_until=collected,
        access=campaign.access,
        convention=campaign.convention,
        results_while_open=campaign.results_while_open,
        targets=known,
        judged=targets.target_of(known, campaign.closes_on.year),
        target_words=describe_targets(
            campaign, [get_questionnaire(session, one.id, one.digest) for one in campaign.instruments]
        ),
        parts=tuple(
            PlannedPart(
                get_questionnaire(session, one.id, one.digest),
                tuple(sorted(found.get(one.id, ()), key=lambda unit: (sort_key(unit.commune), sort_key(unit.name), unit.code))),
            )
            for one in campaign.instruments
        ),
        collections=collections.find_collections(session, campaign.id),
        due={
            "results": days_after(days["results"], collected),
            "publication": days_after(days["publication"], collected),
            "dialogue": days_after(days["dialogue"], collected),
            "analysis": days_after(days["analysis"], year_ends),  # it looks back on the whole year
        },
    )


def days_after(days: Sequence[tuple[int, int]], first: dt.date) -> tuple[dt.date, ...]:
    """The days, given as (day, month), that come after another one in its year, or if none does, in the next."""
    for year in (first.year, first.year + 1):
        found = sorted(one for day, month in days if (one := dt.date(year, month, day)) > first)
        if found:
            return tuple(found)
    return ()


def _expected_parts(session: Session, campaign: Campaign) -> dict[int, list[PlannedUnit]]:
    """What would be asked of the units as they are now, by instrument."""
    asked = [(one, get_questionnaire(session, one.id, one.digest)) for one in campaign.instruments]
    units = session.scalars(select(Unit)).all()  # all of them, so that every unit above one is at hand
    numbers_of = load_enrolments(session)
    found: dict[int, list[PlannedUnit]] = {}
    for unit in units:
        if not stands_on(unit, campaign.opens_on):
            continue
        levels = levels_of(unit)
        enrolment = numbers_of.get(unit.id, {})
        for instrument, questionnaire in asked:
            assigned = assigned_to(instrument)
            if takes_part(questionnaire, code=unit.code, kind=unit.kind, levels=levels, assigned=assigned):
                numbers = eligible_numbers(questionnaire, levels=levels, enrolment=enrolment)
                eligible = sum(number for _, number in numbers) if numbers else None
                found.setdefault(instrument.id, []).append(_planned(unit, eligible))
    return found


def _frozen_parts(session: Session, campaign: Campaign) -> dict[int, list[PlannedUnit]]:
    """What is asked of the units of an opened campaign, by instrument."""
    numbers = (
        select(func.sum(EligibleNumber.number))
        .where(EligibleNumber.participation_id == Participation.id)
        .correlate(Participation)
        .scalar_subquery()
    )
    rows = session.execute(
        select(Instrument.id, Unit, numbers)
        .join(Participation, Participation.instrument_id == Instrument.id)
        .join(Unit, Participation.unit_id == Unit.id)
        .options(selectinload(Unit.parent))
        .where(Participation.campaign_id == campaign.id, Participation.collection == collections.OWN)
    )
    found: dict[int, list[PlannedUnit]] = {}
    for instrument_id, unit, eligible in rows:
        found.setdefault(instrument_id, []).append(_planned(unit, eligible))
    return found


def _planned(unit: Unit, eligible: int | None) -> PlannedUnit:
    parent = unit.parent
    return PlannedUnit(
        code=unit.code,
        name=unit.name,
        kind=unit.kind,
        commune=parent.name if parent and parent.kind == "commune" else "",
        eligible=eligible,
        needed=None if eligible is None else needed_answers(eligible),
    )
