"""What a unit's survey plan is written from: the campaign's dates and rules, whom it asks with what, how many are needed.

Nothing here comes from answers, so a plan can be read before the first and after the last.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from analysis.charts.numbers import format_target
from analysis.sample_size import needed_answers
from questionnaires import Questionnaire
from survey_app.campaigns.grades import grade_labels
from survey_app.campaigns.participations import get_questionnaire
from survey_app.campaigns.targets import measures_procedures
from survey_app.models import Campaign, Instrument, Participation


@dataclass(frozen=True)
class PlannedInstrument:
    """One questionnaire of the unit: eligible numbers by grade (label, number), their sum and the number needed.

    `grades` is empty where numbers by grade are not known, `eligible` and `needed` are None where no number is.
    """

    questionnaire: Questionnaire
    grades: tuple[tuple[str, int], ...]
    eligible: int | None
    needed: int | None


@dataclass(frozen=True)
class PlannedSurvey:
    """A campaign as one unit takes part in it."""

    campaign_id: int
    campaign_code: str
    campaign_name: str
    opens_on: dt.date
    closes_on: dt.date
    paper_until: dt.date
    target_words: str
    access: str
    instruments: tuple[PlannedInstrument, ...]


def describe_targets(campaign: Campaign, questionnaires: Iterable[Questionnaire]) -> str:
    """The targets by which the results on these instruments will be judged: "từ 90% trở lên"."""
    kinds = {measures_procedures(one) for one in questionnaires}
    service, procedures = format_target(campaign.target), format_target(campaign.procedures_target)
    if kinds == {True}:
        return f"từ {procedures} trở lên"
    return f"từ {service} trở lên" + (f", riêng thủ tục hành chính từ {procedures} trở lên" if True in kinds else "")


def find_planned_survey(session: Session, unit_id: int, campaign_code: str) -> PlannedSurvey | None:
    """The survey of a unit in an opened campaign; None where the unit collects nothing in it by itself."""
    rows = session.execute(
        select(Participation, Campaign, Instrument.id, Instrument.digest)
        .join(Campaign, Participation.campaign_id == Campaign.id)
        .join(Instrument, Participation.instrument_id == Instrument.id)
        .where(
            Campaign.code == campaign_code,
            Campaign.opened,
            Participation.unit_id == unit_id,
            Participation.collection == "own",
        )
        .order_by(Instrument.id)
    ).all()
    if not rows:
        return None
    campaign = rows[0][1]
    return PlannedSurvey(
        campaign_id=campaign.id,
        campaign_code=campaign.code,
        campaign_name=campaign.name,
        opens_on=campaign.opens_on,
        closes_on=campaign.closes_on,
        paper_until=campaign.paper_until or campaign.closes_on,
        target_words=describe_targets(campaign, [get_questionnaire(session, number, digest) for *_, number, digest in rows]),
        access=campaign.access,
        instruments=tuple(
            _plan_instrument(participation, get_questionnaire(session, instrument_id, digest))
            for participation, _, instrument_id, digest in rows
        ),
    )


def _plan_instrument(participation: Participation, questionnaire: Questionnaire) -> PlannedInstrument:
    numbers = participation.eligible_numbers
    eligible = sum(one.number for one in numbers) if numbers else None
    labels = grade_labels()
    return PlannedInstrument(
        questionnaire=questionnaire,
        grades=tuple((labels.get(one.grade, one.grade), one.number) for one in numbers if one.grade),
        eligible=eligible,
        needed=None if eligible is None else needed_answers(eligible),
    )
