"""After closing nothing tells when and in which order answers came, and nothing has been lost."""

import datetime as dt
from typing import Any

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from survey_app.campaigns import sealing
from survey_app.campaigns.codes import code_hash, issue_codes
from survey_app.campaigns.opening import find_campaign, open_campaign
from survey_app.campaigns.sealing import (
    CampaignStillOpenError,
    count_rows,
    day_slot,
    find_campaigns_to_seal,
    rewrite_in_key_order,
    seal_campaign,
)
from survey_app.collecting.answers import NewResponse
from survey_app.collecting.responses import SLOT_SECONDS, Destination, record
from survey_app.config import TIMEZONE
from survey_app.db import Database
from survey_app.models import AuditEntry, Campaign, Comment, OneTimeCode, Participation, Response, Sending
from tests.conftest import Clock
from tests.respondents import PARENTS
from tests.survey_app.campaigns.samples import add_campaign, add_department

TABLES = ("response", "sending", "comment", "one_time_code")
KEYS = {"response": "key", "sending": "key_hash", "comment": "key", "one_time_code": "code_hash"}
SHEET = "".join("5" if item.kind == "rating" else "-" for item in PARENTS.closed_items)


def fill(database: Database, *, code: str = "2026", hours: int = 40) -> None:
    """A campaign in which somebody answers every hour, each in a transaction of its own, with a comment and a code."""
    with database.writing() as session:
        if session.scalar(select(Campaign.id)) is None:
            add_department(session)
        campaign = add_campaign(session, "TH-PH", code=code)
        open_campaign(session, campaign)
        places = [
            Destination.of(participation)
            for participation in session.scalars(
                select(Participation).where(Participation.campaign_id == campaign.id).order_by(Participation.id)
            )
        ]
    for hour in range(hours):
        place = places[hour % len(places)]
        with database.writing() as session:
            participation = session.get_one(Participation, place.participation_id)
            slip = issue_codes(session, participation, numbers={"": 1}, secret="a test's secret")[""][0]
        response = NewResponse(
            sending_key=f"{code} {hour}",
            sheet=SHEET,
            comments={"G01": f"Ý kiến {hour}"},
            code_hash=code_hash(slip, secret="a test's secret"),
        )
        with database.writing() as session:
            now = dt.datetime(2026, 5, 12, 6, 10, tzinfo=TIMEZONE) + dt.timedelta(hours=hour)
            assert record(session, place, [response], now=now) == 1


def contents(session: Session) -> dict[str, set[tuple[Any, ...]]]:
    return {table: {tuple(map(bytes_of, row)) for row in session.execute(text(f"SELECT * FROM {table}"))} for table in TABLES}


def bytes_of(value: Any) -> Any:
    return bytes(value) if isinstance(value, memoryview) else value


def seal(database: Database, code: str = "2026") -> None:
    with database.writing() as session:
        campaign = find_campaign(session, code)
        assert campaign is not None
        seal_campaign(session, campaign, today=dt.date(2026, 5, 30))


def test_rows_lie_in_key_order_and_bear_one_mark(database: Database) -> None:
    fill(database)
    if database.is_sqlite:
        with database.reading() as session:
            for table in TABLES:
                assert (
                    "WITHOUT ROWID"
                    in session.execute(text("SELECT sql FROM sqlite_master WHERE name = :name"), {"name": table}).scalar_one()
                )
        return
    with database.reading() as session:
        assert session.execute(text("SELECT count(DISTINCT xmin::text) FROM response")).scalar() == 40
    seal(database)
    with database.reading() as session:
        marks = set()
        for table in TABLES:
            rows = session.execute(
                text(f"SELECT campaign_id, unit_id, participation_id, {KEYS[table]}, xmin::text FROM {table} ORDER BY ctid")
            ).all()
            keys = [tuple(map(bytes_of, row[:4])) for row in rows]
            assert len(keys) == 40
            assert keys == sorted(keys)
            marks |= {row[4] for row in rows}
        assert len(marks) == 1
        participations = set(session.scalars(text("SELECT xmin::text FROM participation")))
        assert participations == marks, "a participation counts repeats, so it must not bear the mark of one"


def test_only_the_slots_change_and_they_become_days(database: Database) -> None:
    fill(database)
    with database.reading() as session:
        before = contents(session)
        slots = dict(session.execute(select(Sending.key_hash, Sending.slot)).all())
    seal(database)
    with database.reading() as session:
        after = contents(session)
        assert after["response"] == before["response"]
        assert after["comment"] == before["comment"]
        assert after["one_time_code"] == before["one_time_code"]
        for key_hash, slot in session.execute(select(Sending.key_hash, Sending.slot)):
            start = dt.datetime.fromtimestamp(slot * SLOT_SECONDS, TIMEZONE)
            assert (start.hour, start.minute) == (0, 0)
            assert start.date() == dt.datetime.fromtimestamp(slots[key_hash] * SLOT_SECONDS, TIMEZONE).date()
        campaign = session.scalars(select(Campaign)).one()
        assert campaign.sealed_on == dt.date(2026, 5, 30)
        assert count_rows(session, campaign.id) == (40, 40, 40, 40)


def test_sealing_twice_changes_nothing_more(database: Database) -> None:
    fill(database)
    seal(database)
    with database.reading() as session:
        before = contents(session)
    with database.writing() as session:
        campaign = session.scalars(select(Campaign)).one()
        seal_campaign(session, campaign, today=dt.date(2026, 7, 1))
        assert campaign.sealed_on == dt.date(2026, 5, 30)
    with database.reading() as session:
        assert contents(session) == before


def test_other_campaigns_are_left_alone(database: Database) -> None:
    fill(database, hours=10)
    fill(database, code="2027", hours=10)
    mark = "0" if database.is_sqlite else "xmin::text"
    other = text(f"SELECT {mark}, slot, key_hash FROM sending WHERE campaign_id = 2 ORDER BY key_hash")
    with database.reading() as session:
        before = session.execute(other).all()
    seal(database)
    with database.reading() as session:
        assert session.execute(other).all() == before


def test_rewriting_at_night_keeps_every_row_and_a_repeated_sending_is_still_known(database: Database) -> None:
    fill(database, hours=12)
    with database.reading() as session:
        before = contents(session)
    with database.writing() as session:
        rewrite_in_key_order(session, 1)
        rewrite_in_key_order(session, 1)
    with database.writing() as session:
        assert contents(session) == before
        place = Destination.of(session.scalars(select(Participation).order_by(Participation.id)).first())
        again = [NewResponse(sending_key="2026 0", sheet=SHEET)]
        assert record(session, place, again, now=dt.datetime(2026, 5, 20, tzinfo=TIMEZONE)) == 0


@pytest.mark.parametrize("day", [dt.date(2026, 5, 4), dt.date(2026, 5, 29)])
def test_a_campaign_that_takes_answers_today_is_not_sealed(database: Database, day: dt.date) -> None:
    fill(database, hours=1)
    with database.writing() as session, pytest.raises(CampaignStillOpenError):
        seal_campaign(session, session.scalars(select(Campaign)).one(), today=day)


def test_a_campaign_is_due_when_its_grace_period_is_over(database: Database) -> None:
    fill(database, hours=1)
    midnight = dt.datetime(2026, 5, 30, tzinfo=TIMEZONE)
    with database.reading() as session:
        for minutes, due in ((-1, []), (59, []), (60, ["2026"])):
            now = midnight + dt.timedelta(minutes=minutes)
            found = find_campaigns_to_seal(session, now=now, grace_minutes=60)
            assert [campaign.code for campaign in found] == due


@given(st.integers(2_400_000, 10**7))  # from 2015: the clock of the country has changed before
def test_a_day_has_144_slots_and_begins_at_local_midnight(slot: int) -> None:
    first = day_slot(slot, shift=42)
    assert first <= slot < first + 144
    assert dt.datetime.fromtimestamp(first * SLOT_SECONDS, TIMEZONE).time() == dt.time(0)


def test_the_nightly_command_seals_what_is_over_and_says_so(app: Flask, database: Database, clock: Clock) -> None:
    fill(database, hours=12)
    runner = app.test_cli_runner()
    clock.set(2026, 5, 29, 23)
    assert runner.invoke(args=["close-campaigns"]).output == ""
    clock.set(2026, 5, 30, 2)
    result = runner.invoke(args=["close-campaigns"])
    assert (result.exit_code, result.output) == (0, "Đã khóa sổ đợt 2026: 12 phiếu, 12 ý kiến.\n")
    assert runner.invoke(args=["close-campaigns"]).output == ""
    with database.reading() as session:
        assert session.scalars(select(Campaign.sealed_on)).one() == dt.date(2026, 5, 30)
        assert list(session.scalars(select(AuditEntry.action))) == ["close-campaign"]
    with database.writing() as session:  # the pooled connections still say BEGIN themselves
        session.execute(text("UPDATE campaign SET name = 'x'"))
        session.rollback()
    with database.reading() as session:
        assert session.scalars(select(Campaign.name)).one() != "x"


def test_the_nightly_command_says_when_counts_differ(app: Flask, database: Database, clock: Clock) -> None:
    fill(database, hours=3)
    with database.writing() as session:
        session.execute(text("DELETE FROM sending WHERE slot = (SELECT min(slot) FROM sending)"))
    clock.set(2026, 6, 1)
    output = app.test_cli_runner().invoke(args=["close-campaigns"]).output
    assert "Cần kiểm tra đợt 2026: 3 phiếu nhưng 2 lượt gửi." in output


def test_the_four_tables_are_those_written_with_an_answer() -> None:
    assert {table.__tablename__ for table in (Response, Sending, Comment, OneTimeCode)} == set(TABLES)
    assert {table.name for table in sealing.TABLES} == set(TABLES)
