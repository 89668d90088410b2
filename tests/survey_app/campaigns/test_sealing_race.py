"""A response that is being recorded while the nightly command seals: counted whole, or told that it is too late."""

import threading
import time
from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import func, select, text

from survey_app.campaigns.sealing import SLOTS_A_DAY, seal_campaign, take_campaign
from survey_app.collecting.answers import NewResponse
from survey_app.collecting.responses import CampaignSealedError, Destination, record_one
from survey_app.db import Database
from survey_app.models import Campaign, Comment, Response, Sending, StoredQuality
from tests.conftest import Clock
from tests.factories import answer, fill, find_participation


def begin(work: Callable[[], object], database: Database) -> threading.Thread:
    """Do it in a thread, and come back when it is done or waits for a lock."""
    thread = threading.Thread(target=work)
    thread.start()
    end = time.monotonic() + 3  # SQLite does not tell who waits
    while thread.is_alive() and time.monotonic() < end and not is_waiting(database):
        time.sleep(0.05)
    return thread


def is_waiting(database: Database) -> bool:
    if database.is_sqlite:
        return False
    with database.reading() as session:
        return bool(session.scalar(text("SELECT count(*) FROM pg_locks WHERE NOT granted")))


def test_a_response_under_way_is_sealed_and_counted_with_the_others(app: Flask, database: Database, clock: Clock) -> None:
    ids = fill(database, answers=12)
    clock.set(2026, 5, 30, 2)
    results = []
    with database.writing() as session:
        answer(session, find_participation(session, "TH1"), 1, seed=5)
        thread = begin(lambda: results.append(app.test_cli_runner().invoke(args=["close-campaigns"])), database)
        assert not results, "it waits"
    thread.join()
    assert (results[0].exit_code, results[0].output) == (0, "Đã khóa sổ đợt 2026: 25 phiếu, 0 ý kiến.\n")
    with database.reading() as session:
        assert session.scalar(select(func.count()).select_from(Response)) == 25
        assert {(slot + 42) % SLOTS_A_DAY for slot in session.scalars(select(Sending.slot))} == {0}, "all slots are days"
        assert session.get_one(StoredQuality, ids["TH1"]).forms == 13


def test_a_response_that_comes_while_a_campaign_is_sealed_is_told_so(database: Database, clock: Clock) -> None:
    fill(database, answers=12)
    clock.set(2026, 5, 30, 2)
    told = []

    def send() -> None:
        with pytest.raises(CampaignSealedError) as refused, database.writing() as session:
            answer(session, find_participation(session, "TH1"), 1, seed=5)
        told.append(refused.type)

    with database.writing() as session:
        campaign = session.scalars(select(Campaign)).one()
        assert take_campaign(session, campaign, now=clock(), grace_minutes=60)
        thread = begin(send, database)
        assert not told, "it waits"
        seal_campaign(session, campaign, today=clock().date())
    thread.join()
    assert told == [CampaignSealedError]
    with database.writing() as session:
        assert session.scalar(select(func.count()).select_from(Response)) == 24
        assert not take_campaign(session, session.scalars(select(Campaign)).one(), now=clock(), grace_minutes=60)


def test_two_nights_at_once_seal_a_campaign_once(database: Database, clock: Clock) -> None:
    """The command runs on two hosts, or somebody types it while cron does."""
    fill(database, answers=12)
    clock.set(2026, 5, 30, 2)
    taken: list[bool] = []

    def seal() -> None:
        with database.writing() as session:
            campaign = session.scalars(select(Campaign)).one()
            taken.append(take_campaign(session, campaign, now=clock(), grace_minutes=60))

    with database.writing() as session:
        campaign = session.scalars(select(Campaign)).one()
        assert take_campaign(session, campaign, now=clock(), grace_minutes=60)
        thread = begin(seal, database)
        assert not taken, "it waits"
        seal_campaign(session, campaign, today=clock().date())
    thread.join()
    assert taken == [False]


def test_the_short_way_waits_for_sealing_too_and_writes_nothing(database: Database, clock: Clock) -> None:
    fill(database, answers=12)
    clock.set(2026, 5, 30, 2)
    with database.reading() as session:
        place = Destination.of(find_participation(session, "TH1"))
    late = NewResponse(sending_key="k" * 32, sheet="4" * 20, comments={"G01": "Muộn"}, receipt_mark=b"8 bytes!")
    told: list[bool] = []
    with database.writing() as session:
        campaign = session.scalars(select(Campaign)).one()
        assert take_campaign(session, campaign, now=clock(), grace_minutes=60)
        thread = begin(lambda: told.append(record_one(database, place, late, now=clock())), database)
        assert not told, "it waits"
        seal_campaign(session, campaign, today=clock().date())
    thread.join()
    assert told == [False]
    with database.reading() as session:
        assert [session.scalar(select(func.count()).select_from(table)) for table in (Response, Sending, Comment)] == [
            24,
            24,
            0,
        ]


def test_the_short_way_says_no_to_a_key_that_is_in(database: Database, clock: Clock) -> None:
    fill(database, answers=12)
    with database.reading() as session:
        place = Destination.of(find_participation(session, "TH1"))
    sent = NewResponse(sending_key="k" * 32, sheet="4" * 20, receipt_mark=b"8 bytes!")
    assert [record_one(database, place, sent, now=clock()) for _ in range(2)] == [True, False]
