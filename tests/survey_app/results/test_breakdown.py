"""Counts by grade and channel move seldom, add up, and never tell of a handful; responses by day are all there."""

import datetime as dt
import secrets

import pytest
from sqlalchemy.orm import Session

from questionnaires import Questionnaire
from survey_app.collecting.answers import NewResponse
from survey_app.collecting.responses import Destination, record
from survey_app.config import TIMEZONE
from survey_app.db import Database
from survey_app.models import EligibleNumber, Participation
from survey_app.results.breakdown import Breakdown, find_breakdown, find_due, move_breakdowns
from survey_app.results.store import count_days, count_responses
from tests.factories import DURING, fill, find_participation
from tests.respondents import PARENTS

MONDAY = dt.date(2026, 5, 11)


@pytest.fixture
def participation_id(database: Database) -> int:
    """A primary school with 60 pupils in each grade."""
    number = fill(database, schools=1, answers=0)["TH1"]
    with database.writing() as session:
        session.get_one(Participation, number).eligible_numbers = [
            EligibleNumber(grade=grade.code, position=place, number=60) for place, grade in enumerate(PARENTS.grades)
        ]
    return number


def send(database: Database, *grades: str, channel: str = "qr", now: dt.datetime = DURING) -> None:
    sheet = "4" * len(PARENTS.closed_items)
    with database.writing() as session:
        responses = [NewResponse(secrets.token_urlsafe(16), sheet, (85,), grade, channel=channel) for grade in grades]
        record(session, Destination.of(find_participation(session, "TH1")), responses, now=now)


def look(database: Database, *, on: dt.date) -> Breakdown | None:
    """What the unit's page does."""
    with database.writing() as session:
        received = count_responses(session, [find_participation(session, "TH1").id])
        move_breakdowns(session, received, today=on)
    with database.reading() as session:
        participation = find_participation(session, "TH1")
        return find_breakdown(session, participation.id, questionnaire_of(session))


def questionnaire_of(session: Session) -> Questionnaire:
    return Questionnaire.from_json(find_participation(session, "TH1").instrument.content)


def grades_of(found: Breakdown | None) -> list[tuple[tuple[str, ...], int, int | None]]:
    assert found is not None
    return [(group.labels, group.responses, group.eligible) for group in found.grades]


def test_nothing_is_told_of_fewer_than_ten(database: Database, participation_id: int) -> None:
    send(database, *["1"] * 9)
    assert look(database, on=MONDAY) is None
    send(database, "2")
    assert grades_of(look(database, on=MONDAY)) == [(("1", "2", "3", "4", "5"), 10, 300)]


def test_counts_move_after_ten_further_responses_and_not_twice_a_day(database: Database, participation_id: int) -> None:
    send(database, *["1"] * 12, *["4"] * 15)
    first = look(database, on=MONDAY)
    assert grades_of(first) == [(("1",), 12, 60), (("2", "3", "4", "5"), 15, 240)]
    send(database, *["4"] * 9)
    assert look(database, on=MONDAY + dt.timedelta(days=5)) == first
    send(database, "1")
    with database.writing() as session:
        assert find_due(session, {participation_id: 37}, today=MONDAY) == []
    assert look(database, on=MONDAY) == first
    moved = look(database, on=MONDAY + dt.timedelta(days=1))
    assert moved is not None
    assert (moved.responses, moved.counted_on) == (37, MONDAY + dt.timedelta(days=1))
    assert grades_of(moved) == [(("1",), 13, 60), (("2", "3", "4", "5"), 24, 240)]


def test_whoever_comes_second_moves_nothing_by_one(database: Database, participation_id: int) -> None:
    send(database, *["1"] * 10)
    look(database, on=MONDAY)
    send(database, "1")
    with database.writing() as session:
        move_breakdowns(session, {participation_id: 20}, today=MONDAY + dt.timedelta(days=1))  # an old, wrong count
    with database.reading() as session:
        found = find_breakdown(session, participation_id, questionnaire_of(session))
    assert found is not None
    assert found.responses == 10


def test_channels_are_told_apart_from_ten_on_and_never_crossed_with_grades(database: Database, participation_id: int) -> None:
    send(database, *["1"] * 12)
    send(database, *["2"] * 11, channel="paper")
    send(database, "3", "3", "3", channel="link")
    found = look(database, on=MONDAY)
    assert found is not None
    assert [(group.labels, group.responses) for group in found.channels] == [(("qr",), 12), (("link", "paper"), 14)]
    assert sum(group.responses for group in found.grades) == 26


def test_who_names_no_grade_joins_the_last_without_being_counted_as_a_pupil(database: Database, participation_id: int) -> None:
    send(database, *["1"] * 12, *["5"] * 12, "", "")
    assert grades_of(look(database, on=MONDAY)) == [(("1",), 12, 60), (("2", "3", "4", "5", ""), 14, 240)]


def test_every_response_is_on_its_local_day(database: Database, participation_id: int) -> None:
    for hour, minute in ((0, 0), (6, 59), (23, 59)):  # in UTC the first two are the day before
        send(database, "1", now=dt.datetime(2026, 5, 12, hour, minute, tzinfo=TIMEZONE))
    send(database, "1", "2", now=dt.datetime(2026, 5, 14, 12, tzinfo=TIMEZONE))
    with database.reading() as session:
        assert count_days(session, [participation_id]) == {participation_id: {dt.date(2026, 5, 12): 3, dt.date(2026, 5, 14): 2}}
