"""What the system itself knows of a unit's quarter: how many took part in its surveys, what it has published as done.

Counts of forms only, never a figure from answers: those stand in the annual report, behind their gate.
"""

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from survey_app.improvement.quarters import Quarter
from survey_app.models import Action
from survey_app.results.progress import UnitCampaign, unit_campaigns


@dataclass(frozen=True)
class QuarterFacts:
    """The unit's own collections that were open in the quarter, and the sentences on what it has done, published in it."""

    surveys: tuple[UnitCampaign, ...]
    actions: tuple[str, ...]


def find_quarter_facts(
    session: Session, unit_id: int, quarter: Quarter, *, now: dt.datetime, grace_minutes: int
) -> QuarterFacts:
    """What is known now; a quarter that runs goes on changing until its self-assessment is sent."""
    surveys = unit_campaigns(session, unit_id, now=now, grace_minutes=grace_minutes)
    published = (
        select(Action.text)
        .where(Action.unit_id == unit_id, Action.published_on.between(quarter.first_day, quarter.last_day))
        .order_by(Action.published_on, Action.id)
    )
    return QuarterFacts(
        surveys=tuple(
            one
            for one in surveys
            if one.collection == "own" and one.opens_on <= quarter.last_day and one.closes_on >= quarter.first_day
        ),
        actions=tuple(session.scalars(published)),
    )
