"""The list of warnings over days: since when, ended, come back, worse after it was marked done; on both databases."""

import datetime as dt

import pytest
from sqlalchemy import select

from survey_app.config import TIMEZONE
from survey_app.db import Database
from survey_app.improvement.warning_facts import Moment
from survey_app.improvement.warning_list import (
    Listed,
    WarningRefusedError,
    change_state,
    end_other_parts,
    find_steps,
    find_warnings,
    store_part,
)
from survey_app.improvement.warnings import EarlyWarning
from survey_app.models import StoredWarning, Unit, WarningCheck
from tests.factories import make_account, make_department

PART = "progress|2026"


def at(day: int) -> dt.datetime:
    return dt.datetime(2026, 5, day, 9, tzinfo=TIMEZONE)


@pytest.fixture
def school(database: Database) -> int:
    with database.writing() as session:
        units = make_department(session)
        make_account(session, "so.gddt", units["SO"])
        return units["TH1"].id


def behind(unit_id: int, weight: int = 20) -> EarlyWarning:
    return EarlyWarning("behind", unit_id, weight, {"received": 100 - weight, "needed": 100}, "2026", "TH-PH")


def look(database: Database, day: int, *found: EarlyWarning) -> None:
    with database.writing() as session:
        store_part(session, PART, found, now=at(day))


def listed(database: Database) -> list[Listed]:
    with database.reading() as session:
        return find_warnings(session, set(session.scalars(select(Unit.id))), Moment(at(20), 60))


def mark(database: Database, state: str, note: str = "", day: int = 11) -> None:
    ids = [one.warning_id for one in listed(database)]
    with database.writing() as session:
        assert change_state(session, ids, state, note, account_id=1, now=at(day)) == len(ids)


def test_a_warning_keeps_the_day_since_which_it_holds_and_takes_the_latest_figures(database: Database, school: int) -> None:
    look(database, 10, behind(school, 20))
    look(database, 12, behind(school, 25))
    (found,) = listed(database)
    assert (found.since, found.state, found.figures["received"]) == (dt.date(2026, 5, 10), "new", 75)
    look(database, 13)
    assert listed(database) == []
    look(database, 15, behind(school))
    (found,) = listed(database)
    assert (found.since, found.is_again) == (dt.date(2026, 5, 15), False)


def test_what_is_done_is_new_again_only_where_it_got_worse_or_came_back(database: Database, school: int) -> None:
    look(database, 10, behind(school, 20))
    mark(database, "done", "Đã gọi hiệu trưởng.")
    look(database, 12, behind(school, 29))  # by less than the rule's step
    assert [one.state for one in listed(database)] == ["done"]
    look(database, 13, behind(school, 30))
    (found,) = listed(database)
    assert (found.state, found.is_again, found.since) == ("new", True, dt.date(2026, 5, 10))
    with database.reading() as session:
        steps = find_steps(session, found.warning_id)
    assert [(step.state, step.username, step.note) for step in steps] == [
        ("new", "", ""),
        ("done", "so.gddt", "Đã gọi hiệu trưởng."),
    ]
    mark(database, "done", "Đã gọi lần nữa.", day=14)
    look(database, 15)
    look(database, 16, behind(school, 10))
    (found,) = listed(database)
    assert (found.state, found.is_again, found.since) == ("new", True, dt.date(2026, 5, 16))


def test_one_part_does_not_end_the_warnings_of_another(database: Database, school: int) -> None:
    look(database, 10, behind(school))
    with database.writing() as session:
        store_part(session, "actions", [EarlyWarning("action", school, 1, {"actions": 1, "days": 4})], now=at(10))
        session.add(WarningCheck(part=PART, seen="a", checked_on=at(10).date()))
        session.add(WarningCheck(part="actions", seen="a", checked_on=at(10).date()))
    look(database, 11, behind(school))
    assert [one.rule for one in listed(database)] == ["behind", "action"]
    with database.writing() as session:
        end_other_parts(session, ["actions"], today=at(12).date())
    assert [one.rule for one in listed(database)] == ["action"]
    with database.reading() as session:
        assert session.scalars(select(StoredWarning.ended_on).where(StoredWarning.part == PART)).one() == at(12).date()


@pytest.mark.parametrize(("state", "note"), [("", ""), ("gone", ""), ("done", ""), ("seen", "a" * 501)])
def test_what_cannot_be_written_is_refused_in_words(database: Database, school: int, state: str, note: str) -> None:
    look(database, 10, behind(school))
    with database.writing() as session, pytest.raises(WarningRefusedError, match="Hãy"):
        change_state(session, [1], state, note, account_id=1, now=at(11))
    assert [one.state for one in listed(database)] == ["new"]
