"""A campaign during a pause and after it: nobody is behind, nobody is sent to a closed door, and the days are nobody's loss."""

import datetime as dt

import pytest

from survey_app.campaigns import steering
from survey_app.config import TIMEZONE
from survey_app.db import Database
from survey_app.improvement.warning_checks import check_warnings
from survey_app.improvement.warning_facts import Moment, timing_of
from survey_app.improvement.warning_list import Listed, change_state, find_warnings
from survey_app.models import Campaign
from survey_app.results.arrivals import forecasts
from survey_app.results.progress import campaign_progress
from tests.conftest import Clock
from tests.factories import fill
from tests.pages import PageClient
from tests.staff import sign_in, sign_in_again
from tests.survey_app.results.test_arrivals import send

CAMPAIGN = "/department/campaigns/2026"


def at(day: int) -> dt.datetime:
    return dt.datetime(2026, 5, day, 9, tzinfo=TIMEZONE)


@pytest.fixture
def slow(database: Database, clock: Clock) -> Database:
    """From 4 May on TH1 gets four a day of the 137 it needs, TH2 nothing; paused on the 12th."""
    fill(database, schools=2, answers=0)
    for day in range(4, 12):
        send(database, "TH1", 4, at(day))
    clock.set(2026, 5, 12)
    return database


def steer(database: Database, day: int, deed: str, **chosen: dt.date) -> None:
    with database.writing() as session:
        campaign = session.query(Campaign).one()
        getattr(steering, deed)(session, campaign, now=at(day), grace_minutes=60, **chosen)


def warned(database: Database, day: int) -> dict[tuple[str, int], Listed]:
    """What is listed after a look on this day, by rule and unit."""
    with database.writing() as session:
        check_warnings(session, Moment(at(day), 60), looks="moved")
    with database.reading() as session:
        units = {row.unit_id for row in campaign_progress(session, session.query(Campaign).one())}
        found = find_warnings(session, units, Moment(at(day), 60))
    return {(one.rule, one.unit_id): one for one in found}


def test_warnings_of_progress_rest_and_come_back_as_they_were(slow: Database) -> None:
    before = warned(slow, 12)
    assert {rule for rule, _ in before} == {"silent", "behind"}
    with slow.writing() as session:
        change_state(session, [one.warning_id for one in before.values()], "handling", "Đã gọi", account_id=1, now=at(12))
    steer(slow, 12, "pause")
    assert warned(slow, 14) == {}
    assert warned(slow, 19) == {}
    steer(slow, 20, "resume")
    after = warned(slow, 20)
    assert set(after) == set(before)
    assert {key: (one.since, one.state, one.is_again) for key, one in after.items()} == {
        key: (one.since, "handling", False) for key, one in before.items()
    }
    silent = next(one for (rule, _), one in after.items() if rule == "silent")
    assert silent.figures["days"] == 8, "the eight days of the pause are not days of silence"


def test_nothing_new_is_raised_in_a_pause(slow: Database) -> None:
    steer(slow, 5, "pause")
    assert warned(slow, 12) == {}
    steer(slow, 12, "resume")
    assert "silent" not in {rule for rule, _ in warned(slow, 12)}, "one full day so far: the fourth"
    found = warned(slow, 15)
    (silent,) = [one for (rule, _), one in found.items() if rule == "silent"]
    assert silent.since == dt.date(2026, 5, 14), "the 4th, the 12th and the 13th were over then"


def test_the_days_of_a_pause_do_not_make_a_forecast_worse(slow: Database) -> None:
    with slow.reading() as session:
        campaign = session.query(Campaign).one()
        rows = campaign_progress(session, campaign)
        plain = forecasts(session, campaign, rows, today=dt.date(2026, 5, 12))
    steer(slow, 12, "pause")
    with slow.reading() as session:
        assert forecasts(session, session.query(Campaign).one(), rows, today=dt.date(2026, 5, 15)) == {}
    # 18 days are left as on the 12th; eight days later to the day of the week would be another forecast, so fourteen
    steer(slow, 26, "resume", closes_on=dt.date(2026, 6, 12))
    with slow.reading() as session:
        campaign = session.query(Campaign).one()
        assert steering.paused_days(session, campaign.id) == {dt.date(2026, 5, day) for day in range(12, 26)}
        assert timing_of(session, campaign, Moment(at(27), 60)).full_days == 9
        assert forecasts(session, campaign, rows, today=dt.date(2026, 5, 26)) == plain


def test_reminders_offer_no_link_and_pages_say_what_rests(slow: Database, client: PageClient, clock: Clock) -> None:
    sign_in(client, "so.gddt")
    open_list = client.get(f"{CAMPAIGN}/reminders")
    assert "/k/" in client.client.get(f"{CAMPAIGN}/reminders.csv").get_data(as_text=True)
    assert "gửi lại đường dẫn" in open_list.text
    steer(slow, 12, "pause")
    clock.set(2026, 5, 14)
    page = client.get(f"{CAMPAIGN}/reminders")
    assert "Đợt đang tạm dừng từ 12/05/2026" in page.text
    assert "Xin gửi lại đường dẫn" not in page.text
    assert "xin chưa gửi đường dẫn, Sở sẽ báo khi mở lại" in page.text
    told = client.client.get(f"{CAMPAIGN}/reminders.csv").get_data(as_text=True)
    assert "/k/" not in told
    assert "nhận đến hết" not in told
    progress = client.get(CAMPAIGN)
    assert "không cảnh báo tiến độ" in progress.text
    assert "Tạm dừng, chưa đủ" in progress.text
    assert "Nhiều khả năng thiếu" not in progress.soup.select_one("table.coverage").get_text()
    home = sign_in_again(client, "th1").get("/unit")
    assert "Đợt đang tạm dừng nên chưa dự báo" in home.text
    assert "Xin chờ Sở mở lại rồi hãy gửi lời mời" in home.text
    assert "Nếu những ngày tới vẫn như những ngày qua" not in home.text
