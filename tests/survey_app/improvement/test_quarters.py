"""Quarters and their last days."""

import datetime as dt

import pytest

from survey_app.improvement.quarters import Quarter, find_quarter, quarter_of, quarters_since


@pytest.mark.parametrize(
    ("day", "code", "name"),
    [
        (dt.date(2026, 1, 1), "2026-1", "quý I năm 2026"),
        (dt.date(2026, 3, 31), "2026-1", "quý I năm 2026"),
        (dt.date(2026, 4, 1), "2026-2", "quý II năm 2026"),
        (dt.date(2026, 12, 31), "2026-4", "quý IV năm 2026"),
    ],
)
def test_a_day_lies_in_its_quarter(day: dt.date, code: str, name: str) -> None:
    quarter = quarter_of(day)
    assert (quarter.code, quarter.name, find_quarter(code)) == (code, name, quarter)
    assert quarter.first_day <= day <= quarter.last_day


def test_quarters_follow_each_other_without_a_gap() -> None:
    quarter = Quarter(2026, 4)
    assert quarter.following == Quarter(2027, 1)
    assert quarter.following.previous == quarter
    assert (quarter.last_day - quarter.first_day).days == 91
    assert quarter.due_on(15) == dt.date(2026, 12, 15)


@pytest.mark.parametrize("code", ["", "2026", "2026-5", "2026-0", "1926-1", "2026-1x", "٢٠٢٦-1"])
def test_what_is_no_quarter_is_none(code: str) -> None:
    assert find_quarter(code) is None


def test_the_list_begins_with_the_first_campaign_and_is_no_longer_than_a_year() -> None:
    today = dt.date(2026, 5, 12)
    assert [one.code for one in quarters_since(today, today=today)] == ["2026-2"]
    assert [one.code for one in quarters_since(dt.date(2026, 5, 30), today=today)] == ["2026-2"]
    assert [one.code for one in quarters_since(dt.date(2025, 11, 4), today=today)] == ["2026-2", "2026-1", "2025-4"]
    assert len(quarters_since(dt.date(2001, 1, 1), today=today)) == 4


def test_no_quarter_is_owed_whose_day_was_over_when_the_first_campaign_opened() -> None:
    first = dt.date(2026, 3, 16)
    assert [one.code for one in quarters_since(first, today=dt.date(2026, 5, 12), day=15)] == ["2026-2"]
    assert [one.code for one in quarters_since(first, today=dt.date(2026, 5, 12), day=16)] == ["2026-2", "2026-1"]
    assert [one.code for one in quarters_since(first, today=first, day=15)] == ["2026-2"]
