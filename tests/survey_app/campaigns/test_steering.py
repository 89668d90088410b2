"""A campaign under way: what a pause keeps, what an extension moves, and that nothing is sealed behind anybody's back."""

import datetime as dt

import pytest
from sqlalchemy.orm import Session

from survey_app.campaigns import steering
from survey_app.campaigns.refusals import CampaignRefusedError
from survey_app.campaigns.schedule import phase_of
from survey_app.campaigns.sealing import find_campaigns_to_seal
from survey_app.config import TIMEZONE
from survey_app.db import Database
from survey_app.models import Campaign
from tests.factories import make_campaign, make_department

GRACE = 60


def at(month: int, day: int, hour: int = 9) -> dt.datetime:
    return dt.datetime(2026, month, day, hour, tzinfo=TIMEZONE)


def campaign(session: Session) -> Campaign:
    make_department(session)
    return make_campaign(session)


def phase(found: Campaign, now: dt.datetime) -> str:
    return phase_of(found, now=now, grace_minutes=GRACE)


def test_a_paused_campaign_ends_by_nobodys_clock_and_is_resumed_with_a_day_to_arrive(database: Database) -> None:
    with database.writing() as session:
        found = campaign(session)
        steering.pause(session, found, now=at(5, 20), grace_minutes=GRACE)
        assert [phase(found, at(month, 20)) for month in (5, 6)] == ["paused", "paused"]
        session.flush()
        assert find_campaigns_to_seal(session, now=at(6, 20), grace_minutes=GRACE) == []
        with pytest.raises(CampaignRefusedError, match="không còn đủ một ngày"):
            steering.resume(session, found, now=at(6, 2), grace_minutes=GRACE)
        with pytest.raises(CampaignRefusedError, match="từ ngày mai"):
            steering.resume(session, found, now=at(6, 2), grace_minutes=GRACE, closes_on=dt.date(2026, 6, 2))
        steering.resume(session, found, now=at(6, 2), grace_minutes=GRACE, closes_on=dt.date(2026, 6, 5))
        assert (phase(found, at(6, 5)), phase(found, at(6, 7))) == ("open", "closed")
        with pytest.raises(CampaignRefusedError, match="không tạm dừng"):
            steering.resume(session, found, now=at(6, 3), grace_minutes=GRACE)


def test_an_extension_takes_the_paper_along_and_comes_too_late_after_results(database: Database) -> None:
    with database.writing() as session:
        found = campaign(session)
        found.paper_until = dt.date(2026, 6, 2)
        steering.extend(session, found, dt.date(2026, 6, 10), now=at(6, 1), grace_minutes=GRACE)
        assert (found.closes_on, found.paper_until) == (dt.date(2026, 6, 10), dt.date(2026, 6, 10))
        session.flush()
        for day in (dt.date(2026, 6, 10), dt.date(2026, 6, 1), dt.date(2028, 1, 1)):
            with pytest.raises(CampaignRefusedError):
                steering.extend(session, found, day, now=at(6, 5), grace_minutes=GRACE)
        with pytest.raises(CampaignRefusedError, match="có kết quả"):
            steering.extend(session, found, dt.date(2026, 6, 20), now=at(6, 12), grace_minutes=GRACE)


def test_closing_early_leaves_the_rest_of_the_day_and_after_a_pause_a_whole_one(database: Database) -> None:
    with database.writing() as session:
        found = campaign(session)
        steering.pause(session, found, now=at(5, 12), grace_minutes=GRACE)
        steering.close_early(session, found, now=at(5, 14), grace_minutes=GRACE)
        assert [phase(found, at(5, day, hour)) for day, hour in ((15, 23), (16, 0), (16, 2))] == ["open", "grace", "closed"]
        steering.close_early(session, found, now=at(5, 14), grace_minutes=GRACE)
        assert [phase(found, at(5, day, hour)) for day, hour in ((14, 23), (15, 0), (15, 2))] == ["open", "grace", "closed"]
        session.flush()
        with pytest.raises(CampaignRefusedError, match="ngày cuối"):
            steering.close_early(session, found, now=at(5, 14), grace_minutes=GRACE)


def test_a_grace_period_of_its_own_goes_before_the_installations(database: Database) -> None:
    with database.writing() as session:
        found = campaign(session)
        found.grace_minutes = 0
        assert phase(found, at(5, 30, 0)) == "closed"
        found.grace_minutes = 180
        assert phase(found, at(5, 30, 2)) == "grace"
