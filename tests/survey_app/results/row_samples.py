"""A primary school whose campaign is over, with forms whose background the test chooses."""

import datetime as dt
import itertools
from collections.abc import Sequence
from random import Random

from sqlalchemy import select
from sqlalchemy.orm import Session

from questionnaires import load_shipped
from survey_app.campaigns.sealing import seal_campaign
from survey_app.collecting.answers import NewResponse
from survey_app.collecting.responses import Destination, record
from survey_app.config import TIMEZONE
from survey_app.db import Database
from survey_app.models import Campaign, Participation
from survey_app.results.row_files import NoRows, RowFile, RowPlan, find_row_plan, read_row_file
from tests.factories import DURING, find_participation, make_account, make_campaign, make_department

QUESTIONNAIRE = load_shipped()["TH-PH"]
RATINGS = [item.code for item in QUESTIONNAIRE.closed_items if item.kind == "rating"]
AFTER = dt.datetime(2026, 6, 2, 9, tzinfo=TIMEZONE)
SEALED_ON = dt.date(2026, 5, 30)

_keys = itertools.count()


def form(
    rng: Random, *, grade: str = "1", relation: str = "1", percent: int | None = 85, answers: str = "0123444555-"
) -> NewResponse:
    """A form with the marks that no file may carry: a channel, a pace, the flag of the trap, a comment."""
    sheet = "".join(rng.choice(answers) if item.kind == "rating" else relation for item in QUESTIONNAIRE.closed_items)
    return NewResponse(
        f"row-{next(_keys)}",
        sheet,
        (percent,),
        grade,
        comments={"G01": "Cô giáo Lan tận tình"},
        channel="kiosk",
        pace=5,
        honeypot=True,
    )


def forms(number: int, *, seed: int = 1, grades: str = "12") -> list[NewResponse]:
    """As many forms, the grades by turns."""
    rng = Random(seed)
    return [form(rng, grade=grades[k % len(grades)]) for k in range(number)]


def fill_school(database: Database, responses: Sequence[NewResponse], *, sealed: bool = True) -> int:
    """TH1 with these responses and the account "th1"; its participation."""
    with database.writing() as session:
        units = make_department(session)
        make_campaign(session)
        make_account(session, "th1", units["TH1"])
        participation = find_participation(session, "TH1")
        record(session, Destination.of(participation), responses, now=DURING)
        participation_id = participation.id
    if sealed:
        seal(database)
    return participation_id


def seal(database: Database) -> None:
    with database.writing() as session:
        seal_campaign(session, session.scalars(select(Campaign)).one(), today=SEALED_ON)


def plan_of(session: Session, participation_id: int, *, now: dt.datetime = AFTER) -> RowPlan | NoRows:
    unit_id = session.get_one(Participation, participation_id).unit_id
    return find_row_plan(session, participation_id, unit_id=unit_id, now=now, grace_minutes=60)


def read_file(database: Database, participation_id: int, *, seed: int = 1) -> RowFile:
    with database.reading() as session:
        plan = plan_of(session, participation_id)
        assert isinstance(plan, RowPlan), plan
        return read_row_file(session, participation_id, plan, rng=Random(seed))


def refusal(database: Database, participation_id: int, *, now: dt.datetime = AFTER) -> NoRows:
    with database.reading() as session:
        plan = plan_of(session, participation_id, now=now)
    assert isinstance(plan, NoRows)
    return plan
