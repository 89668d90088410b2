"""What is counted once at sealing: before the transaction that seals, and of the very responses that it seals."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from flask import Flask
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from survey_app.db import Database
from survey_app.models import Campaign, Response, StoredPairs, StoredQuality, Unit
from survey_app.results.sealed_counts import SealedCounts, count_for_sealing, needs_counts, store_for_sealing
from tests.conftest import Clock
from tests.factories import answer, fill, find_participation
from tests.statements import statements_of


def count(database: Database) -> SealedCounts:
    with database.reading() as session:
        return count_for_sealing(session, session.scalars(select(Campaign)).one())


def store(database: Database, counts: SealedCounts) -> int:
    """How many forms are stored as counted afterwards."""
    with database.writing() as session:
        store_for_sealing(session, session.scalars(select(Campaign)).one(), counts)
    with database.reading() as session:
        assert session.scalar(select(func.count()).select_from(StoredPairs))
        return session.scalar(select(func.sum(StoredQuality.forms))) or 0


def test_what_was_counted_is_stored_and_no_answer_is_read_again(database: Database) -> None:
    fill(database, answers=30)
    counts = count(database)
    with database.reading() as session:
        responses = session.scalar(select(func.count()).select_from(Response))
    with statements_of(database) as said:
        assert store(database, counts) == responses
    assert said
    assert not [one for one in said if "response.sheet" in one]


def test_if_a_response_has_come_since_it_is_counted_again(database: Database) -> None:
    fill(database, answers=30)
    counts = count(database)
    before = store(database, counts)
    with database.writing() as session:
        answer(session, find_participation(session, "TH1"), 1, seed=9)
    with statements_of(database) as said:
        assert store(database, counts) == before + 1
    assert [one for one in said if "response.sheet" in one]


def test_whoever_answers_another_campaign_does_not_wait_while_it_is_counted(
    app: Flask, database: Database, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(database, answers=30)
    clock.set(2026, 6, 2, 2)

    def write() -> None:
        with database.writing() as session:
            session.execute(update(Unit).values(name="Tên mới"))

    def count_and_let_others_write(session: Session, campaign: Campaign) -> SealedCounts:
        with ThreadPoolExecutor(1) as other:
            other.submit(write).result()
        return count_for_sealing(session, campaign)

    monkeypatch.setattr("survey_app.cli.campaigns.count_for_sealing", count_and_let_others_write)
    told = app.test_cli_runner().invoke(args=["close-campaigns"])  # on PostgreSQL nobody would wait anyway
    assert told.exit_code == 0, told.output
    with database.reading() as session:
        campaign = session.scalars(select(Campaign)).one()
        assert campaign.sealed_on
        assert not needs_counts(session, campaign)
        assert set(session.scalars(select(Unit.name))) == {"Tên mới"}
