"""How much a participation takes in at a time, counted from what was accepted."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from survey_app.collecting.answers import NewResponse
from survey_app.collecting.limits import find_wait, seconds_to_wait
from survey_app.collecting.responses import SLOT_SECONDS, Destination, record
from survey_app.config import TIMEZONE
from survey_app.db import Database
from survey_app.models import Participation
from tests.respondents import add_school

SLOT_BEGINS = dt.datetime(2026, 5, 12, 9, tzinfo=TIMEZONE)


@pytest.fixture
def place(database: Database) -> Destination:
    add_school(database)
    with database.reading() as session:
        return Destination.of(session.scalars(select(Participation)).one())


def arrive(database: Database, place: Destination, number: int, *, at: dt.datetime, mark: bytes | None = b"8 bytes!") -> None:
    responses = [
        NewResponse(sending_key=f"{at:%H%M} {mark!r} {one}", sheet="4" * 20, receipt_mark=mark) for one in range(number)
    ]
    with database.writing() as session:
        assert record(session, place, responses, now=at) == number


def wait(database: Database, place: Destination, at: dt.datetime, allowed: int = 10) -> int:
    with database.reading() as session:
        return find_wait(session, place, now=at, allowed=allowed)


def minutes(number: float) -> dt.datetime:
    return SLOT_BEGINS + dt.timedelta(minutes=number)


def test_nobody_waits_below_the_limit_and_the_next_one_does(database: Database, place: Destination) -> None:
    arrive(database, place, 9, at=minutes(1))
    assert wait(database, place, minutes(2)) == 0
    arrive(database, place, 1, at=minutes(3))
    assert wait(database, place, minutes(4)) == 6 * 60 + 1


def test_after_the_wait_that_was_told_there_is_room_and_not_much_before(database: Database, place: Destination) -> None:
    arrive(database, place, 6, at=minutes(1))
    arrive(database, place, 8, at=minutes(11))
    told = wait(database, place, minutes(12))
    assert told > 0
    then = minutes(12) + dt.timedelta(seconds=told)
    assert wait(database, place, then) == 0
    assert wait(database, place, then - dt.timedelta(seconds=2)) > 0


def test_what_came_before_the_last_slot_is_forgotten(database: Database, place: Destination) -> None:
    arrive(database, place, 50, at=minutes(1))
    assert wait(database, place, minutes(17)) > 0, "fifty in a slot of which the window still covers three tenths"
    assert wait(database, place, minutes(19)) == 0
    assert wait(database, place, minutes(20)) == 0


def test_another_questionnaire_and_another_unit_have_room_of_their_own(database: Database, place: Destination) -> None:
    arrive(database, place, 10, at=minutes(1))
    add_school(database, token="M2N3P4Q5", code="S2")
    with database.reading() as session:
        other = Destination.of(session.scalars(select(Participation).where(Participation.unit_id != place.unit_id)).one())
    assert wait(database, place, minutes(2)) > 0
    assert wait(database, other, minutes(2)) == 0


def test_a_batch_of_paper_forms_does_not_shut_the_phones_out(database: Database, place: Destination) -> None:
    arrive(database, place, 700, at=minutes(1), mark=None)
    assert wait(database, place, minutes(2)) == 0


@given(
    before=st.integers(0, 2000),
    current=st.integers(0, 2000),
    elapsed=st.floats(0, SLOT_SECONDS, exclude_max=True),
    allowed=st.integers(0, 1000),
)
def test_the_wait_ends_when_it_says(before: int, current: int, elapsed: float, allowed: int) -> None:
    told = seconds_to_wait(before, current, elapsed=elapsed, allowed=allowed)
    assert 0 <= told <= 2 * SLOT_SECONDS
    later = elapsed + told
    if told:
        if later < SLOT_SECONDS:
            assert seconds_to_wait(before, current, elapsed=later, allowed=allowed) == 0
        elif later < 2 * SLOT_SECONDS:
            assert seconds_to_wait(current, 0, elapsed=later - SLOT_SECONDS, allowed=allowed) == 0
