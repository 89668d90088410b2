"""What a unit is told to do follows from where its campaigns stand and what the year asks for."""

import datetime as dt
from dataclasses import replace

import pytest

from analysis.arrivals import Course, build_course
from survey_app.campaigns.calendar import Deadline
from survey_app.campaigns.schedule import Phase
from survey_app.improvement.tasks import Task, find_tasks, is_behind
from survey_app.results.progress import UnitCampaign

OPENS, CLOSES = dt.date(2026, 5, 4), dt.date(2026, 5, 29)
CAMPAIGN = UnitCampaign(
    participation_id=1,
    campaign_code="2026",
    campaign_name="Khảo sát năm 2026",
    opens_on=OPENS,
    closes_on=CLOSES,
    phase="open",
    shows_results=False,
    instrument_code="TH-PH",
    instrument_title="Cha mẹ học sinh tiểu học",
    collection="own",
    access="open",
    received=0,
    eligible=300,
    needed=172,
)


def course(daily: int, *, days: int, eligible: int | None = 300) -> Course:
    counts = {OPENS + dt.timedelta(days=day): daily for day in range(days)}
    today, needed = OPENS + dt.timedelta(days=days), None if eligible is None else 172
    return build_course(counts, opens_on=OPENS, closes_on=CLOSES, today=today, eligible=eligible, needed=needed)


def tasks(
    *campaigns: UnitCampaign,
    course: Course | None = None,
    deadlines: tuple[Deadline, ...] = (),
    issued: dict[int, int] | None = None,
    acted_on: dt.date | None = None,
    today: dt.date = dt.date(2026, 5, 14),
) -> list[str]:
    courses = {one.participation_id: course for one in campaigns} if course else {}
    found: tuple[Task, ...] = find_tasks(campaigns, courses, deadlines, issued=issued or {}, acted_on=acted_on, today=today)
    return [task.kind for task in found]


@pytest.mark.parametrize(
    ("daily", "days", "told"),
    [
        (0, 0, ["announce"]),  # the first day
        (0, 9, ["remind"]),  # silence
        (1, 12, ["remind"]),
        (14, 10, []),
        (8, 10, []),  # open, with time left
        (6, 23, ["remind"]),  # the last days, and it is not reached
        (20, 12, []),
    ],
)
def test_people_are_to_be_reminded_where_the_number_will_hardly_be_reached(daily: int, days: int, told: list[str]) -> None:
    found = course(daily, days=days)
    assert tasks(replace(CAMPAIGN, received=found.received), course=found) == told
    assert is_behind(found) == ("remind" in told)


def test_a_campaign_on_codes_asks_for_slips_until_some_are_given_out() -> None:
    planned = replace(CAMPAIGN, phase="planned", access="codes")
    assert tasks(planned) == ["slips", "prepare"]
    assert tasks(planned, issued={1: 300}) == ["prepare"]


def test_where_nobody_knows_how_many_could_answer_the_number_is_asked_for() -> None:
    unknown = replace(CAMPAIGN, eligible=None, needed=None, received=40)
    assert tasks(unknown, course=course(5, days=8, eligible=None)) == ["count"]


@pytest.mark.parametrize("phase", ["grace", "entry"])
def test_after_the_last_day_paper_is_entered_where_it_has_a_day_of_its_own(phase: Phase) -> None:
    over = replace(CAMPAIGN, phase=phase, received=50)
    assert tasks(replace(over, paper_until=dt.date(2026, 6, 5)), course=course(5, days=10)) == ["paper"]
    assert tasks(over, course=course(5, days=10)) == []


def test_results_are_read_and_acted_upon_for_some_months() -> None:
    closed = replace(CAMPAIGN, phase="closed", received=180)
    assert tasks(closed, today=dt.date(2026, 6, 2)) == ["read", "act"]
    assert tasks(closed, today=dt.date(2026, 6, 20), acted_on=dt.date(2026, 6, 10)) == ["read"]
    assert tasks(closed, today=dt.date(2026, 6, 20), acted_on=dt.date(2026, 5, 1)) == ["read", "act"]
    assert tasks(closed, today=dt.date(2026, 12, 20)) == []
    assert tasks(replace(closed, received=0), today=dt.date(2026, 6, 2)) == []


def test_what_others_collect_about_a_unit_gives_it_no_tasks() -> None:
    assert tasks(replace(CAMPAIGN, collection="independent"), course=course(0, days=9)) == []


def test_deadlines_stand_by_how_near_they_are_and_ticked_ones_are_gone() -> None:
    today = dt.date(2026, 5, 14)
    dates = {"late": -2, "due": 7, "ahead": 8}
    deadlines = tuple(Deadline("plan", today + dt.timedelta(days=days)) for days in dates.values())
    planned = replace(CAMPAIGN, phase="planned")
    assert tasks(planned, deadlines=deadlines, today=today) == ["late", "due", "prepare", "ahead"]
    assert tasks(deadlines=tuple(replace(one, is_done=True) for one in deadlines), today=today) == []
