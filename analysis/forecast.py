"""Whether a running collection will reach the number of answers it needs, as a range (docs/methods.md section 8).

Works on numbers of responses per day, which hang on no answer and on nobody. Must not know answers, units or pages.
"""

import datetime as dt
import math
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from scipy import stats

from analysis.layout import Integers
from analysis.raw_figures import Booleans, Floats

LEAST_DAYS = 7  # full days: each weekday once, and enough to see whether the first eagerness lasts
WINDOW = 14  # days looked back upon: two whole weeks, so that each weekday counts alike and last month's start does not
LEVEL = 0.8  # of the range: a clerk plans reminders with it and publishes nothing from it
USUAL_DISPERSION, USUAL_DAYS = 3.0, 8  # a school that reminds now and then has such days; as heavy as eight days of evidence
DRIFT = 0.3  # relative error of the rate of the days to come that no number of days looked back upon takes away
WEEKEND_DAYS = 2.0  # pseudo-days at the common rate that hold the weekend's share until weekends have been seen
WEEKEND_LIMITS = (0.2, 2.0)
DEEPEST_FALL = 4.0  # the days to come are never taken to bring less than a quarter: no fall is known to go on for weeks

Outlook = Literal["reached", "likely", "open", "unlikely", "silent", "too early"]


@dataclass(frozen=True)
class Forecast:
    """How many responses there will be at the end: a range of 80 %, its middle, and what that means for the number needed.

    The three numbers are None where `outlook` is "reached", "silent" (days without any response) or "too early".
    """

    outlook: Outlook
    low: int | None = None
    middle: int | None = None
    high: int | None = None


def forecast_responses(
    counts: Sequence[int],
    *,
    opens_on: dt.date,
    closes_on: dt.date,
    received: int,
    eligible: int,
    needed: int,
    paused: Collection[dt.date] = (),
) -> Forecast:
    """Forecasts the number of responses at the end of a collection from those of its full days.

    Each day some part of those who have not answered yet does so. That part, as a cumulative hazard, is taken as gamma
    distributed from day to day, with a factor for Saturdays and Sundays and a fall where one stands out from chance, so the
    hazard of the days to come over that of the days looked back upon has an F distribution, whose degrees of freedom shrink as
    days differ more. Nobody answers twice in this model, and the fewer are left, the fewer come. It rather says too little
    than too much: a reminder for nothing costs less than a number that is missed.

    Parameters
    ----------
    counts : sequence of int
        Responses of each full day from the first on, today left out.
    opens_on, closes_on : date
        First and last day.
    received : int
        Responses so far, those of today included.
    eligible, needed : int
        How many could answer, and how many answers are needed.
    paused : collection of date
        Days on which nothing was taken, as in `forecast_collections`.

    Returns
    -------
    Forecast
        "likely" where even the low end suffices, "unlikely" where even the high end does not, "open" between.

    Raises
    ------
    ValueError
        A number below zero, more full days than the collection has, or fewer responses than the days have brought.

    References
    ----------
    docs/methods.md section 8; Lawless (1971), Technometrics 13, 725-730, for the ratio; Aalen (1978), Annals of Statistics 6,
    701-726, for the hazard.

    Examples
    --------
    >>> days = dict(opens_on=dt.date(2026, 5, 4), closes_on=dt.date(2026, 5, 29), eligible=500, needed=223)
    >>> forecast_responses([12, 9, 15, 11, 8, 4, 6, 13, 10, 12], received=104, **days)
    Forecast(outlook='open', low=159, middle=217, high=308)
    >>> forecast_responses([12, 9], received=25, **days).outlook
    'too early'
    """
    (forecast,) = forecast_collections(
        [counts],
        opens_on=opens_on,
        closes_on=closes_on,
        received=[received],
        eligible=[eligible],
        needed=[needed],
        paused=paused,
    )
    return forecast


def forecast_collections(
    counts: Sequence[Sequence[int]],
    *,
    opens_on: dt.date,
    closes_on: dt.date,
    received: Sequence[int],
    eligible: Sequence[int],
    needed: Sequence[int],
    paused: Collection[dt.date] = (),
) -> tuple[Forecast, ...]:
    """Forecasts many collections that run over the same days, each as `forecast_responses` does, in one computation.

    Parameters
    ----------
    counts : sequence of sequence of int, shape (P, D)
        Responses of each full day from the first on, today left out; all collections have seen the same D days.
    opens_on, closes_on : date
        First and last day.
    received, eligible, needed : sequence of int, length P
        Responses so far, how many could answer, how many answers are needed.
    paused : collection of date
        Days on which nothing was taken: they tell nothing of how people answer, so the collection is looked at as if they had
        not been. What came on them all the same, on paper, counts with the day before.

    Returns
    -------
    tuple of Forecast
        In the order of the collections.

    Raises
    ------
    ValueError
        As in `forecast_responses`, for any of them; collections that have seen different numbers of days.

    References
    ----------
    docs/methods.md section 8.

    Examples
    --------
    >>> days = dict(opens_on=dt.date(2026, 5, 4), closes_on=dt.date(2026, 5, 29))
    >>> both = [[12, 9, 15, 11, 8, 4, 6, 13, 10, 12], [1, 0, 2, 0, 1, 0, 0, 1, 0, 1]]
    >>> found = forecast_collections(both, received=[104, 6], eligible=[500, 500], needed=[223, 223], **days)
    >>> [one.outlook for one in found]
    ['open', 'unlikely']
    """
    length, days = (closes_on - opens_on).days + 1, len(counts[0]) if len(counts) else 0
    if any(len(one) != days for one in counts):
        raise ValueError("collections that have seen different numbers of days")
    answers = np.asarray(counts, dtype=np.int64).reshape(len(counts), days)
    came, could, least = (np.asarray(numbers, dtype=np.int64) for numbers in (received, eligible, needed))
    lowest = min(int(numbers.min(initial=0)) for numbers in (answers, came, could, least))
    if lowest < 0 or days > length or (answers.sum(axis=1) > came).any():
        raise ValueError("numbers from 0 on, no more full days than the collection has, and no more responses than received")
    calendar = [opens_on + dt.timedelta(days=day) for day in range(length)]
    kept = [place for place, day in enumerate(calendar) if day not in paused]
    days, answers = sum(place < days for place in kept), _without(answers, [place for place in kept if place < days])
    is_weekend = np.array([calendar[place].weekday() >= 5 for place in kept], dtype=np.bool_)
    found = [Forecast("too early" if days < LEAST_DAYS else "silent")] * len(answers)
    is_reached = came >= np.minimum(least, could)
    going = np.flatnonzero(~is_reached & (came > 0)) if days >= LEAST_DAYS else np.empty(0, dtype=np.int64)
    ranges = _forecast_ranges(answers[going], came[going], could[going], is_weekend=is_weekend) if going.size else []
    for place, (low, middle, high) in zip(going.tolist(), ranges, strict=True):
        wanted = int(least[place])
        outlook: Outlook = "likely" if low >= wanted else "unlikely" if high < wanted else "open"
        found[place] = Forecast(outlook, low, middle, high)
    return tuple(Forecast("reached") if reached else one for one, reached in zip(found, is_reached.tolist(), strict=True))


def _without(counts: Integers, kept: Sequence[int]) -> Integers:
    """The columns of the days that are kept, each with what came on left out days after it; the first with those before it."""
    if not kept:
        return counts[:, :0]
    return np.add.reduceat(counts, [0, *kept[1:]], axis=1)


def _forecast_ranges(
    counts: Integers, received: Integers, eligible: Integers, *, is_weekend: Booleans
) -> list[tuple[int, int, int]]:
    """Low end, middle and high end of collections that go on and have brought something, for P collections at once."""
    days, length = counts.shape[1], len(is_weekend)
    seen = slice(max(0, days - WINDOW), days)
    before = np.concatenate([np.zeros((len(counts), 1), dtype=np.int64), np.cumsum(counts, axis=1)], axis=1)
    waiting = eligible[:, None] - before
    hazards = np.log(waiting[:, :-1] / waiting[:, 1:])[:, seen]
    waits = waiting[:, -1]
    # nothing in two weeks or more, or the first ones came today: half a response stands for the rate
    is_still = hazards.sum(axis=1) == 0
    hazards = np.where(is_still[:, None], (0.5 / waits / hazards.shape[1])[:, None], hazards)
    total = np.where(is_still, 0.5 / waits, hazards.sum(axis=1))
    weights = np.where(is_weekend, _weekend_factors(hazards, is_weekend[seen])[:, None], 1.0)
    dispersion = _dispersion(hazards, weights[:, seen], waiting=waits)
    fall = _daily_fall(hazards, weights[:, seen], dispersion=dispersion)[:, None] * (np.arange(length) - days)
    weights = weights * np.exp(-np.minimum(fall, math.log(DEEPEST_FALL)))
    weights /= weights[:, seen].mean(axis=1, keepdims=True)
    past, future = weights[:, seen].sum(axis=1), weights[:, days:].sum(axis=1)
    if days == length:  # nothing is to come
        return [(number, number, number) for number in received.tolist()]
    dispersion = _dispersion(hazards, weights[:, seen], waiting=waits)
    tail = (1 - LEVEL) / 2
    tails = np.array([[tail], [0.5], [1 - tail]])
    ratios = stats.f.ppf(tails, 2 / (dispersion / future + DRIFT**2), 2 * past / dispersion)
    ends = np.maximum(eligible - waits * np.exp(-total * future / past * ratios), received)
    return [
        (math.floor(low), round(middle), min(math.ceil(high), most))
        for low, middle, high, most in zip(*ends.tolist(), eligible.tolist(), strict=True)
    ]


def weekend_factor(hazards: Floats, is_weekend: Booleans) -> float:
    """How much a day of the weekend brings, a working day being 1; held near 1 until weekends have been seen.

    Parameters
    ----------
    hazards : ndarray of float, shape (D,)
        What each day has brought.
    is_weekend : ndarray of bool, shape (D,)
        Which of them are Saturdays and Sundays.

    Returns
    -------
    float
        From 0.2 to 2.

    References
    ----------
    docs/methods.md section 8.

    Examples
    --------
    >>> round(weekend_factor(np.array([4.0, 4.0, 4.0, 4.0, 4.0, 1.0, 1.0]), np.arange(7) >= 5), 2)
    0.58
    >>> weekend_factor(np.array([4.0, 4.0]), np.array([False, False]))
    1.0
    """
    return float(_weekend_factors(hazards[None, :], is_weekend)[0])


def _weekend_factors(hazards: Floats, is_weekend: Booleans) -> Floats:
    """The factor of each collection, a row of hazards each."""
    if is_weekend.all() or not is_weekend.any():
        return np.ones(len(hazards))
    working = hazards[:, ~is_weekend]
    usual = WEEKEND_DAYS * hazards.mean(axis=1)
    expected = working.mean(axis=1) * int(is_weekend.sum())
    factors = (hazards[:, is_weekend].sum(axis=1) + usual) / np.where(expected + usual > 0, expected + usual, 1.0)
    return np.where(working.any(axis=1), np.clip(factors, *WEEKEND_LIMITS), 1.0)


def _daily_fall(hazards: Floats, weights: Floats, *, dispersion: Floats) -> Floats:
    """By how much the logarithm of the rate falls each day, from the two halves; counted as far as it stands out from chance.

    Never a rise, for none can last.
    """
    days = hazards.shape[1]
    half, usual = days // 2, 0.5 * hazards.mean(axis=1)
    parts = (slice(half), slice(-half, None))
    early, late = (hazards[:, part].sum(axis=1) + usual for part in parts)
    early_days, late_days = (weights[:, part].sum(axis=1) + 0.5 for part in parts)
    fall = np.log(early / early_days) - np.log(late / late_days)
    noise = dispersion * (1 / early_days + 1 / late_days)
    return np.asarray(np.maximum(fall, 0.0) * fall**2 / (fall**2 + noise) / (days - half))


def _dispersion(hazards: Floats, weights: Floats, *, waiting: Integers) -> Floats:
    """The squared coefficient of variation of a working day, drawn towards the usual one, never below that of pure chance."""
    rate = hazards.sum(axis=1) / weights.sum(axis=1)
    seen = ((hazards - weights * rate[:, None]) ** 2 / weights).sum(axis=1) / rate**2
    mixed = (seen + USUAL_DAYS * USUAL_DISPERSION) / (hazards.shape[1] - 1 + USUAL_DAYS)
    return np.asarray(np.maximum(mixed, 1 / (rate * waiting)))
