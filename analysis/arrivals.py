"""The course of a collection: how many responses came on which day, how many are still needed, and until when.

Made of dates and counts that hang on no answer. Must not know answers, units or pages.
"""

import datetime as dt
import math
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from analysis.forecast import Forecast, forecast_responses

MOST_BARS = 45  # days that are shown one by one; on a phone a bar is then some five pixels wide
WEEK = 7


@dataclass(frozen=True)
class Stretch:
    """A day, or a week where a collection is long, with the responses that came in it. `is_over`: no more can come."""

    first: dt.date
    last: dt.date
    responses: int
    is_over: bool


@dataclass(frozen=True)
class Course:
    """A collection so far. `needed` is None where it is not known how many could answer; `pace` responses a day would do.

    `days_left` counts today. `pace` is None where none is needed or no day is left, `forecast` where there is nothing to
    forecast.
    """

    opens_on: dt.date
    closes_on: dt.date
    today: dt.date
    stretches: tuple[Stretch, ...]
    received: int
    eligible: int | None
    needed: int | None
    days_left: int
    pace: int | None
    forecast: Forecast | None

    @property
    def is_by_day(self) -> bool:
        """Whether each stretch is one day."""
        return all(stretch.first == stretch.last for stretch in self.stretches)


def build_course(
    counts: Mapping[dt.date, int],
    *,
    opens_on: dt.date,
    closes_on: dt.date,
    today: dt.date,
    eligible: int | None,
    needed: int | None,
    paused: Collection[dt.date] = (),
) -> Course:
    """Builds the course of a collection from its responses by day.

    Parameters
    ----------
    counts : mapping of date to int
        Responses by the day on which they came; days without any may be left out. Paper may come after the last day.
    opens_on, closes_on : date
        First and last day.
    today : date
        Not before the first day.
    eligible, needed : int or None
        How many could answer, and how many answers are needed.
    paused : collection of date
        Days on which nothing was taken, as in `forecast_collections`.

    Returns
    -------
    Course
        With a stretch for each day from the first to today, or for each week where there are more than 45 days.

    References
    ----------
    docs/methods.md section 8.

    Examples
    --------
    >>> day = dt.date(2026, 5, 4)
    >>> course = build_course({day: 5}, opens_on=day, closes_on=day, today=day, eligible=20, needed=19)
    >>> course.received, course.days_left, course.pace, course.stretches[0].is_over
    (5, 1, 14, False)
    """
    received = sum(counts.values())
    first = min([opens_on, *counts])
    last = max(min(today, closes_on), *counts) if counts else min(today, closes_on)
    days = [first + dt.timedelta(days=day) for day in range((last - first).days + 1)]
    size = 1 if len(days) <= MOST_BARS else WEEK
    groups = [days[start : start + size] for start in range(0, len(days), size)]
    days_left = max((closes_on - today).days + 1, 0)
    missing = max(needed - received, 0) if needed is not None else 0
    return Course(
        opens_on=opens_on,
        closes_on=closes_on,
        today=today,
        stretches=tuple(
            Stretch(group[0], group[-1], sum(counts.get(day, 0) for day in group), is_over=group[-1] < today)
            for group in groups
        ),
        received=received,
        eligible=eligible,
        needed=needed,
        days_left=days_left,
        pace=math.ceil(missing / days_left) if missing and days_left else None,
        forecast=_forecast(counts, opens_on, closes_on, today, eligible=eligible, needed=needed, paused=paused),
    )


def _forecast(
    counts: Mapping[dt.date, int],
    opens_on: dt.date,
    closes_on: dt.date,
    today: dt.date,
    *,
    eligible: int | None,
    needed: int | None,
    paused: Collection[dt.date],
) -> Forecast | None:
    """The forecast of a collection that goes on and has a number to reach."""
    if eligible is None or not needed or not opens_on <= today <= closes_on:
        return None
    by_day = [0] * (today - opens_on).days
    for day, number in counts.items():
        if by_day and day < today:  # what was imported before the first day counts as of the first
            by_day[max((day - opens_on).days, 0)] += number
    return forecast_responses(
        by_day,
        opens_on=opens_on,
        closes_on=closes_on,
        received=sum(counts.values()),
        eligible=eligible,
        needed=needed,
        paused=paused,
    )
