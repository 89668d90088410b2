"""Sums of pairs are made once, at sealing, and a unit is told the drivers of all units of its kind."""

import datetime as dt

from sqlalchemy import select

from analysis.pair_sheets import pair_sums_from_sheets
from analysis.pair_sums import PairSums
from analysis.reports import DepartmentReport, DriversReport
from survey_app.campaigns.participations import get_questionnaire
from survey_app.config import TIMEZONE
from survey_app.db import Database
from survey_app.models import Campaign, Instrument, Participation, Response, StoredPairs
from survey_app.results.drivers import find_drivers, needs_pairs, store_pairs
from survey_app.results.reports import find_department_report
from tests.factories import fill

AFTER = dt.datetime(2026, 6, 2, 8, tzinfo=TIMEZONE)


def seal(database: Database) -> None:
    with database.writing() as session:
        campaign = session.scalars(select(Campaign)).one()
        store_pairs(session, campaign)
        campaign.sealed_on = AFTER.date()


def test_the_sums_of_pairs_are_those_of_the_sheets(database: Database) -> None:
    fill(database, schools=2, answers=30)
    seal(database)
    with database.reading() as session:
        instrument = session.scalars(select(Instrument)).one()
        questionnaire = get_questionnaire(session, instrument.id, instrument.digest)
        for participation_id in session.scalars(select(Participation.id)):
            sheets = session.scalars(select(Response.sheet).where(Response.participation_id == participation_id)).all()
            stored = session.get_one(StoredPairs, participation_id)
            assert len(sheets) == 30
            assert PairSums.from_bytes(stored.data) == pair_sums_from_sheets(questionnaire, sheets)
        assert not needs_pairs(session, session.scalars(select(Campaign)).one())


def test_what_an_earlier_release_sealed_is_counted_later(database: Database) -> None:
    fill(database, schools=1, answers=12)
    with database.writing() as session:
        campaign = session.scalars(select(Campaign)).one()
        assert not needs_pairs(session, campaign)  # it is still open
        campaign.sealed_on = AFTER.date()
        session.flush()
        assert needs_pairs(session, campaign)
        store_pairs(session, campaign)
        assert not needs_pairs(session, campaign)


def test_many_units_give_limits_and_before_sealing_there_is_nothing(database: Database) -> None:
    fill(database, schools=12, answers=14)
    assert drivers_of(database) is None
    seal(database)
    found = drivers_of(database)
    assert found is not None
    assert found.units == 12
    assert found.forms >= 100  # those that answer the overall item and something in every dimension
    assert found.reason is not None or all(one.low is not None for one in found.drivers)


def drivers_of(database: Database) -> DriversReport | None:
    with database.reading() as session:
        campaign = session.scalars(select(Campaign)).one()
        department = find_department_report(session, campaign, "TH-PH", now=AFTER, grace_minutes=60)
        assert isinstance(department, DepartmentReport)
        instrument = session.scalars(select(Instrument)).one()
        questionnaire = get_questionnaire(session, instrument.id, instrument.digest)
        return find_drivers(session, instrument, questionnaire, department=department)
