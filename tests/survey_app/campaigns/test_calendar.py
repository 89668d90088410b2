"""The department's dates: what they are unless it sets others, how it does, and what a unit has ticked off."""

import datetime as dt

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from survey_app.campaigns.calendar import DEFAULT_DAYS, Deadline, find_days, find_deadlines, find_first_day, set_days, tick
from survey_app.config import TIMEZONE
from survey_app.db import Database
from survey_app.models import AuditEntry, Unit
from tests.factories import find_participation, make_campaign, make_department, make_unit
from tests.survey_app.cli.test_access import run


def deadlines(database: Database, today: dt.date) -> list[tuple[str, dt.date]]:
    with database.reading() as session:
        unit_id = session.scalars(select(Unit.id)).one()
        return [(one.kind, one.due_on) for one in find_deadlines(session, unit_id, today=today)]


@pytest.fixture(autouse=True)
def unit_id(database: Database) -> int:
    """A unit of a department that has worked with the system since the end of 2025."""
    with database.writing() as session:
        note(session, dt.datetime(2025, 11, 4, 0, 30, tzinfo=TIMEZONE))
        return make_unit(session, "S1", "Trường Tiểu học Hoa Ban", levels="TH").id


def note(session: Session, moment: dt.datetime) -> None:
    session.add(AuditEntry(at=moment, action="create-account", subject="so.gddt"))


def test_a_unit_hears_of_the_next_month_and_of_what_it_has_just_missed(database: Database) -> None:
    assert deadlines(database, dt.date(2026, 3, 20)) == [
        ("analysis", dt.date(2026, 3, 30)),
        ("plan", dt.date(2026, 3, 31)),
    ]
    assert deadlines(database, dt.date(2026, 4, 20)) == []
    assert deadlines(database, dt.date(2026, 12, 20)) == [("results", dt.date(2026, 12, 10))]


def test_nobody_is_told_of_what_was_due_before_the_first_day(database: Database) -> None:
    assert deadlines(database, dt.date(2025, 11, 8)) == [("dialogue", dt.date(2025, 11, 30))]
    assert run_days(database, "25/10", "3/11", today=dt.date(2025, 11, 5)) == []
    assert run_days(database, "25/10", "4/11", today=dt.date(2025, 11, 5)) == [dt.date(2025, 11, 4)]


def test_the_first_day_is_that_of_the_first_deed_or_of_a_campaign_before_it(database: Database) -> None:
    with database.writing() as session:
        assert find_first_day(session, today=dt.date(2026, 5, 12)) == dt.date(2025, 11, 4)  # by the clock of Viet Nam
        note(session, dt.datetime(2025, 11, 9, tzinfo=TIMEZONE))
        make_department(session)
        make_campaign(session)
        assert find_first_day(session, today=dt.date(2026, 5, 12)) == dt.date(2025, 11, 4)
        find_participation(session, "TH1").campaign.opens_on = dt.date(2025, 5, 5)
        session.flush()
        assert find_first_day(session, today=dt.date(2026, 5, 12)) == dt.date(2025, 5, 5)


def run_days(database: Database, *days: str, today: dt.date) -> list[dt.date]:
    """The days on which a unit is told to have missed a dialogue, if the department sets these."""
    with database.writing() as session:
        set_days(session, "dialogue", days)
    return [due_on for kind, due_on in deadlines(database, today) if kind == "dialogue" and due_on < today]


def test_the_end_of_a_year_hides_no_deadline_of_the_next(app: Flask, database: Database) -> None:
    assert run(app, "set-calendar", "plan", "5/1")[0] == 0
    assert ("plan", dt.date(2027, 1, 5)) in deadlines(database, dt.date(2026, 12, 20))
    assert ("plan", dt.date(2026, 1, 5)) in deadlines(database, dt.date(2026, 1, 8))


def test_the_department_sets_its_own_days_takes_them_back_or_asks_for_none(app: Flask, database: Database) -> None:
    code, output = run(app, "set-calendar", "results", "20/11")
    assert (code, "Kết quả cả năm (results): 20/11" in output) == (0, True)
    assert run(app, "set-calendar", "dialogue", "25/10", "25/4", "25.4")[0] == 0
    with database.reading() as session:
        days = find_days(session)
        assert days["results"] == ((20, 11),)
        assert days["dialogue"] == ((25, 4), (25, 10))
        assert session.scalars(select(AuditEntry.subject).where(AuditEntry.action == "set-calendar")).all() == [
            "results",
            "dialogue",
        ]
    assert "Đối thoại (dialogue): không nhắc" in run(app, "set-calendar", "dialogue", "--none")[1]
    run(app, "set-calendar", "dialogue", "--default")
    with database.reading() as session:
        assert find_days(session)["dialogue"] == DEFAULT_DAYS["dialogue"]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("results", "31/11"), "không phải là một ngày trong năm"),
        (("results", "29/2"), "không phải là một ngày trong năm"),
        (("results", "20"), "không phải là một ngày trong năm"),
        (("results",), "chỉ một trong ba"),
        (("results", "20/11", "--none"), "chỉ một trong ba"),
        (("dialogue", *["1/2", "2/2", "3/2", "4/2", "5/2", "6/2", "7/2", "8/2", "9/2"]), "Nhiều nhất 8 ngày"),
        (("holiday", "1/1"), "là một trong"),
        (("self-assessment", "20"), "là một trong"),
    ],
)
def test_days_that_no_year_has_are_refused_and_nothing_changes(
    app: Flask, database: Database, arguments: tuple[str, ...], said: str
) -> None:
    code, output = run(app, "set-calendar", *arguments)
    assert code != 0
    assert said in output
    with database.reading() as session:
        assert find_days(session) == DEFAULT_DAYS


def test_a_tick_is_the_units_own_and_can_be_taken_back(database: Database, unit_id: int) -> None:
    day, today = dt.date(2026, 3, 31), dt.date(2026, 3, 20)
    for is_done in (True, True, False, False, True):
        with database.writing() as session:
            tick(session, unit_id, "plan", day, is_done=is_done)
            other = session.scalar(select(Unit.id).where(Unit.code == "S2")) or make_unit(session, "S2", "Trường khác").id
        with database.reading() as session:
            assert Deadline("plan", day, is_done) in find_deadlines(session, unit_id, today=today)
            assert Deadline("plan", day) in find_deadlines(session, other, today=today)
