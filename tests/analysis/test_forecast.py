"""The forecast of a running collection: its words of one kind, its limits, and how often its range holds what comes."""

import datetime as dt

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.forecast import forecast_collections, forecast_responses

OPENS, CLOSES, DAYS = dt.date(2026, 5, 4), dt.date(2026, 5, 29), 26


def draw_days(rng: np.random.Generator, world: str, *, eligible: int) -> list[int]:
    """Responses of every day in a made-up school: those who have not answered do so with a chance of the day."""
    base, waiting, days = rng.choice([0.01, 0.02, 0.03, 0.05]), eligible, []
    for day in range(DAYS):
        rate = base * (0.4 if world != "steady" and (OPENS + dt.timedelta(days=day)).weekday() >= 5 else 1)
        match world:
            case "uneven":
                rate *= rng.gamma(1.0)
            case "evenings":
                rate *= 6 if rng.random() < 0.15 else 0.15
            case "falling":
                rate *= 1.6 * np.exp(-day / 15)
        days.append(int(rng.binomial(waiting, 1 - np.exp(-rate))))
        waiting -= days[-1]
    return days


def simulate(world: str, *, seen: int, runs: int = 250) -> tuple[float, float]:
    """How often the range holds the final number, and how often that falls short of it."""
    rng, held, short, forecasts = np.random.default_rng(7), 0, 0, 0
    for _ in range(runs):
        days = draw_days(rng, world, eligible=400)
        came = sum(days[:seen])
        found = forecast_responses(days[:seen], opens_on=OPENS, closes_on=CLOSES, received=came, eligible=400, needed=400)
        if found.low is None or found.high is None:
            continue
        forecasts += 1
        held += found.low <= sum(days) <= found.high
        short += sum(days) < found.low
    return held / forecasts, short / forecasts


@pytest.mark.parametrize(
    ("world", "seen", "least_held", "most_short"),
    [
        ("steady", 8, 0.9, 0.05),
        ("steady", 20, 0.9, 0.05),
        ("uneven", 8, 0.7, 0.08),
        ("uneven", 13, 0.7, 0.08),
        ("uneven", 20, 0.75, 0.08),
        ("evenings", 13, 0.45, 0.2),
        ("falling", 8, 0.65, 0.3),
        ("falling", 20, 0.85, 0.1),
    ],
)
def test_the_range_holds_what_comes_as_often_as_the_methods_page_says(
    world: str, seen: int, least_held: float, most_short: float
) -> None:
    held, short = simulate(world, seen=seen)
    assert held >= least_held
    assert short <= most_short


def test_what_has_been_reached_needs_no_forecast() -> None:
    found = forecast_responses([60] * 5, opens_on=OPENS, closes_on=CLOSES, received=300, eligible=500, needed=223)
    assert (found.outlook, found.low, found.high) == ("reached", None, None)


def test_nothing_is_said_in_the_first_week_and_of_silence_no_number() -> None:
    for days in range(7):
        found = forecast_responses([10] * days, opens_on=OPENS, closes_on=CLOSES, received=10 * days, eligible=500, needed=223)
        assert found.outlook == "too early"
    found = forecast_responses([0] * 9, opens_on=OPENS, closes_on=CLOSES, received=0, eligible=500, needed=223)
    assert (found.outlook, found.middle) == ("silent", None)


@pytest.mark.parametrize(("daily", "outlook"), [(20, "likely"), (9, "open"), (1, "unlikely")])
def test_the_word_follows_the_range(daily: int, outlook: str) -> None:
    came = daily * 10
    found = forecast_responses([daily] * 10, opens_on=OPENS, closes_on=CLOSES, received=came, eligible=500, needed=223)
    assert found.outlook == outlook


def test_schools_that_answer_on_weekdays_are_not_judged_by_their_weekend() -> None:
    weeks = [12, 12, 12, 12, 12, 0, 0, 12, 12, 12, 12, 12, 0, 0]
    after_weekend = forecast_responses(weeks, opens_on=OPENS, closes_on=CLOSES, received=120, eligible=800, needed=267)
    before = forecast_responses(weeks[:12], opens_on=OPENS, closes_on=CLOSES, received=120, eligible=800, needed=267)
    assert after_weekend.middle is not None
    assert before.middle is not None
    assert abs(after_weekend.middle - before.middle) < 25


def test_the_last_day_is_forecast_as_one_day() -> None:
    found = forecast_responses([4] * 25, opens_on=OPENS, closes_on=CLOSES, received=101, eligible=500, needed=223)
    assert found.low is not None
    assert found.high is not None
    assert 101 <= found.low <= found.high <= 125


@given(
    counts=st.lists(st.integers(0, 60), min_size=0, max_size=DAYS),
    today=st.integers(0, 60),
    spare=st.integers(0, 2000),
    part=st.floats(0, 1),
)
def test_whatever_came_the_range_lies_between_what_is_in_and_everybody(
    counts: list[int], today: int, spare: int, part: float
) -> None:
    received = sum(counts) + today
    eligible = received + spare
    found = forecast_responses(
        counts, opens_on=OPENS, closes_on=CLOSES, received=received, eligible=eligible, needed=int(part * eligible)
    )
    if found.low is not None and found.middle is not None and found.high is not None:
        assert received <= found.low <= found.middle <= found.high <= eligible
    else:
        assert found.outlook in ("reached", "silent", "too early")


@pytest.mark.parametrize(
    "wrong", [{"received": 5}, {"eligible": -1}, {"needed": -1}, {"counts": [-1, 9]}, {"counts": [1] * (DAYS + 1)}]
)
def test_numbers_that_cannot_be_are_refused(wrong: dict[str, object]) -> None:
    given_ = {"counts": [3, 4], "received": 30, "eligible": 100, "needed": 80, "opens_on": OPENS, "closes_on": CLOSES} | wrong
    counts = given_.pop("counts")
    with pytest.raises(ValueError, match="numbers from 0 on"):
        forecast_responses(counts, **given_)  # type: ignore[arg-type]


@given(data=st.data(), days=st.integers(0, DAYS))
def test_many_collections_at_once_are_forecast_as_each_alone(data: st.DataObject, days: int) -> None:
    counts = data.draw(st.lists(st.lists(st.integers(0, 40), min_size=days, max_size=days), min_size=1, max_size=6))
    received = [sum(one) + data.draw(st.integers(0, 20)) for one in counts]
    eligible = [number + data.draw(st.integers(0, 900)) for number in received]
    needed = [data.draw(st.integers(0, number)) for number in eligible]
    together = forecast_collections(
        counts, opens_on=OPENS, closes_on=CLOSES, received=received, eligible=eligible, needed=needed
    )
    assert together == tuple(
        forecast_responses(one, opens_on=OPENS, closes_on=CLOSES, received=r, eligible=e, needed=n)
        for one, r, e, n in zip(counts, received, eligible, needed, strict=True)
    )


def test_no_collection_has_no_forecast_and_unequal_days_are_refused() -> None:
    days = {"opens_on": OPENS, "closes_on": CLOSES}
    assert forecast_collections([], received=[], eligible=[], needed=[], **days) == ()
    with pytest.raises(ValueError, match="different numbers of days"):
        forecast_collections([[1], [1, 2]], received=[3, 3], eligible=[9, 9], needed=[5, 5], **days)


def test_paused_days_are_left_out_and_what_came_on_them_counts_with_the_day_before() -> None:
    plain = [12, 9, 15, 11, 8, 4, 6, 13]
    known = {"received": 80, "eligible": 500, "needed": 223}
    weeks = [dt.date(2026, 5, 12) + dt.timedelta(days=day) for day in range(14)]
    opens_on, last = dt.date(2026, 5, 4), dt.date(2026, 5, 29)
    expected = forecast_responses(plain, opens_on=opens_on, closes_on=last, **known)
    later = last + dt.timedelta(days=14)  # the same days of the week, two weeks on
    found = forecast_responses([*plain[:7], 10, 3, *[0] * 13], opens_on=opens_on, closes_on=later, paused=weeks, **known)
    assert found == expected
    assert forecast_responses([*plain, *[0] * 14], opens_on=opens_on, closes_on=later, **known) != expected
