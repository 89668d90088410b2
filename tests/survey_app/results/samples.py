"""An open campaign with responses in it, for the tests of this room."""

import datetime as dt
import itertools

from sqlalchemy import select
from sqlalchemy.orm import Session

from questionnaires import Questionnaire, load_shipped
from survey_app.campaigns.opening import open_campaign
from survey_app.collecting.answers import NewResponse
from survey_app.collecting.responses import Destination, record
from survey_app.config import TIMEZONE
from survey_app.models import Campaign, Participation, Unit
from tests.survey_app.campaigns.samples import add_campaign, add_department

OPEN = dt.datetime(2026, 5, 12, 9, tzinfo=TIMEZONE)
CLOSED = dt.datetime(2026, 6, 2, 9, tzinfo=TIMEZONE)
GRACE = 60

_keys = itertools.count()


def th_ph() -> Questionnaire:
    return load_shipped()["TH-PH"]


def add_open_campaign(session: Session, *, results_while_open: bool = True) -> Campaign:
    """The department of the samples with all shipped questionnaires, opened."""
    add_department(session)
    campaign = add_campaign(session)
    campaign.results_while_open = results_while_open
    open_campaign(session, campaign)
    return campaign


def participation_of(session: Session, unit_code: str, instrument_code: str = "TH-PH") -> Participation:
    return session.scalars(
        select(Participation)
        .join(Unit, Participation.unit_id == Unit.id)
        .where(Unit.code == unit_code, Participation.instrument.has(code=instrument_code))
    ).one()


def answer(session: Session, participation: Participation, number: int, *, value: str = "4", grade: str = "1") -> None:
    """Record `number` forms on which every item has the same answer."""
    questionnaire = Questionnaire.from_json(participation.instrument.content)
    sheet = "".join(value if item.kind == "rating" else "1" for item in questionnaire.closed_items)
    percents = (80,) * len(questionnaire.percent_items)
    forms = [NewResponse(f"key-{next(_keys)}", sheet, percents, grade) for _ in range(number)]
    assert record(session, Destination.of(participation), forms, now=OPEN) == number
