"""The course of a collection: every response on its day, what is missing a day, and groups too small to be told."""

import datetime as dt

from hypothesis import given
from hypothesis import strategies as st

from analysis.arrivals import MOST_BARS, Course, build_course
from analysis.group_counts import GroupCount, join_small_groups

OPENS, CLOSES = dt.date(2026, 5, 4), dt.date(2026, 5, 29)


def course(counts: dict[dt.date, int], *, today: dt.date, needed: int | None = 223, closes_on: dt.date = CLOSES) -> Course:
    eligible = None if needed is None else 500
    return build_course(counts, opens_on=OPENS, closes_on=closes_on, today=today, eligible=eligible, needed=needed)


@given(
    counts=st.dictionaries(st.dates(dt.date(2026, 4, 20), dt.date(2026, 6, 10)), st.integers(1, 90)),
    today=st.dates(OPENS, dt.date(2026, 6, 20)),
)
def test_no_response_is_lost_whenever_it_came(counts: dict[dt.date, int], today: dt.date) -> None:
    counts = {day: number for day, number in counts.items() if day <= today}
    found = course(counts, today=today)
    assert sum(stretch.responses for stretch in found.stretches) == found.received == sum(counts.values())
    days = [stretch.first for stretch in found.stretches]
    assert days == sorted(set(days))


def test_what_is_missing_is_spread_over_the_days_that_are_left() -> None:
    found = course({OPENS: 23}, today=dt.date(2026, 5, 20))
    assert (found.days_left, found.pace) == (10, 20)
    assert course({OPENS: 300}, today=dt.date(2026, 5, 20)).pace is None
    over = course({OPENS: 23}, today=dt.date(2026, 5, 30))
    assert (over.days_left, over.pace, over.forecast) == (0, None, None)


def test_without_a_number_needed_nothing_is_forecast() -> None:
    found = course({OPENS: 23}, today=dt.date(2026, 5, 20), needed=None)
    assert (found.pace, found.forecast) == (None, None)


def test_today_is_not_over_and_a_long_collection_is_told_by_week() -> None:
    found = course({OPENS: 3}, today=dt.date(2026, 5, 6))
    assert [stretch.is_over for stretch in found.stretches] == [True, True, False]
    assert found.is_by_day
    long = course({OPENS: 3}, today=OPENS + dt.timedelta(days=MOST_BARS), closes_on=dt.date(2026, 12, 1))
    assert not long.is_by_day
    assert len(long.stretches) == 7


@given(st.lists(st.integers(0, 40), max_size=12))
def test_groups_are_put_together_until_each_has_ten_and_they_still_add_up(numbers: list[int]) -> None:
    joined = join_small_groups([GroupCount((str(place),), number, 50) for place, number in enumerate(numbers)])
    if sum(numbers) < 10:
        assert joined == ()
        return
    assert all(group.responses >= 10 for group in joined)
    assert sum(group.responses for group in joined) == sum(numbers)
    assert [label for group in joined for label in group.labels] == [str(place) for place in range(len(numbers))]
    assert all(group.eligible == 50 * len(group.labels) for group in joined)


def test_a_group_of_unknown_size_makes_what_it_joins_unknown() -> None:
    joined = join_small_groups([GroupCount(("1",), 30, 60), GroupCount(("2",), 3, None)])
    assert joined == (GroupCount(("1", "2"), 33, None),)
