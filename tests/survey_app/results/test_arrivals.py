"""Days that are over are counted once, and forecast the same for the department as for the unit."""

import datetime as dt

from sqlalchemy import event, select
from sqlalchemy.orm import Session

from analysis.arrivals import build_course
from questionnaires import Questionnaire
from survey_app.campaigns.opening import find_campaign
from survey_app.collecting.answers import NewResponse
from survey_app.collecting.responses import Destination, record
from survey_app.config import TIMEZONE
from survey_app.db import Database
from survey_app.models import Campaign, StoredArrivals
from survey_app.results.arrivals import forecasts, full_days
from survey_app.results.progress import campaign_progress
from survey_app.results.store import count_days
from tests.factories import fill, find_participation

KEYS = iter(range(10_000))


def send(database: Database, code: str, number: int, moment: dt.datetime) -> None:
    with database.writing() as session:
        participation = find_participation(session, code)
        questionnaire = Questionnaire.from_json(participation.instrument.content)
        sheet, percents = "4" * len(questionnaire.closed_items), (80,) * len(questionnaire.percent_items)
        forms = [NewResponse(f"arrival-{next(KEYS)}", sheet, percents, "1") for _ in range(number)]
        record(session, Destination.of(participation), forms, now=moment)


def at(day: int, hour: int = 9) -> dt.datetime:
    return dt.datetime(2026, 5, day, hour, tzinfo=TIMEZONE)


def campaign_of(session: Session) -> Campaign:
    found = find_campaign(session, "2026")
    assert found is not None
    return found


def test_days_are_kept_once_and_the_next_look_reads_the_new_ones_only(database: Database) -> None:
    ids = fill(database, answers=0)
    send(database, "TH1", 3, at(3))  # imported before the first day
    send(database, "TH1", 5, at(4, 0))
    send(database, "TH1", 7, at(5, 23))
    send(database, "TH2", 2, at(6))
    with database.reading() as session:
        assert full_days(session, campaign_of(session), today=at(6).date()) == {ids["TH1"]: (8, 7), ids["TH2"]: (0, 0)}
    send(database, "TH1", 4, at(6, 12))
    slots: list[object] = []
    event.listen(database.engine, "before_cursor_execute", lambda *a: slots.append(a[2:4]) if "sending" in a[2] else None)
    with database.reading() as session:
        assert full_days(session, campaign_of(session), today=at(8).date()) == {
            ids["TH1"]: (8, 7, 4, 0),
            ids["TH2"]: (0, 0, 2, 0),
        }
    assert len(slots) == 1  # from the sixth on, both units together
    with database.reading() as session:
        full_days(session, campaign_of(session), today=at(8).date())
        assert session.scalars(select(StoredArrivals.counts).order_by(StoredArrivals.participation_id)).all() == [
            "8,7,4,0",
            "0,0,2,0",
        ]
    assert len(slots) == 1


def test_a_campaign_whose_days_were_moved_is_counted_anew(database: Database) -> None:
    ids = fill(database, answers=0)
    send(database, "TH1", 5, at(5))
    with database.reading() as session:
        full_days(session, campaign_of(session), today=at(7).date())
    with database.writing() as session:
        campaign_of(session).opens_on = dt.date(2026, 5, 5)
    with database.reading() as session:
        assert full_days(session, campaign_of(session), today=at(7).date())[ids["TH1"]] == (5, 0)


def test_the_department_forecasts_what_the_unit_is_shown(database: Database) -> None:
    ids = fill(database, answers=0)
    for day in (4, 5, 7, 11, 12, 13):
        send(database, "TH1", 6, at(day))
    with database.reading() as session:
        campaign = campaign_of(session)
        rows = campaign_progress(session, campaign)
        found = forecasts(session, campaign, rows, today=at(13).date())
        row = next(one for one in rows if one.unit_code == "TH1")
        course = build_course(
            count_days(session, [ids["TH1"]])[ids["TH1"]],
            opens_on=campaign.opens_on,
            closes_on=campaign.closes_on,
            today=at(13).date(),
            eligible=row.eligible,
            needed=row.needed,
        )
        assert found[ids["TH1"]] == course.forecast
        assert found[ids["TH2"]].outlook == "silent"
        assert forecasts(session, campaign, rows, today=at(30).date()) == {}
