"""Whether a running collection will reach the number of answers it needs, as a range (docs/methods.md section 8).

Works on numbers of responses per day, which hang on no answer and on nobody. Must not know answers, units or pages.
"""

import datetime as dt
import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from scipy import stats

from analysis.raw_figures import Floats

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
    counts: Sequence[int], *, opens_on: dt.date, closes_on: dt.date, received: int, eligible: int, needed: int
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
    length = (closes_on - opens_on).days + 1
    if min(*counts, received, eligible, needed, 0) < 0 or len(counts) > length or sum(counts) > received:
        raise ValueError("numbers from 0 on, no more full days than the collection has, and no more responses than received")
    if received >= min(needed, eligible):
        return Forecast("reached")
    if len(counts) < LEAST_DAYS:
        return Forecast("too early")
    if received == 0:
        return Forecast("silent")
    seen = slice(max(0, len(counts) - WINDOW), len(counts))
    waiting = eligible - np.concatenate([[0], np.cumsum(counts)])
    hazards = np.log(waiting[:-1] / waiting[1:])[seen]
    is_weekend = np.array([(opens_on + dt.timedelta(days=day)).weekday() >= 5 for day in range(length)])
    total = float(hazards.sum())
    if total == 0:  # nothing in two weeks or more, or the first ones came today: half a response stands for the rate
        total = 0.5 / float(waiting[-1])
        hazards = np.full(len(hazards), total / len(hazards))
    weights = np.where(is_weekend, weekend_factor(hazards, is_weekend[seen]), 1.0)
    waits = int(waiting[-1])
    dispersion = _dispersion(hazards, weights[seen], waiting=waits)
    fall = _daily_fall(hazards, weights[seen], dispersion=dispersion) * (np.arange(length) - len(counts))
    weights = weights * np.exp(-np.minimum(fall, math.log(DEEPEST_FALL)))
    weights /= weights[seen].mean()
    past, future = float(weights[seen].sum()), float(weights[len(counts) :].sum())
    if future == 0:
        return Forecast("unlikely", received, received, received)
    dispersion = _dispersion(hazards, weights[seen], waiting=waits)
    tail = (1 - LEVEL) / 2
    ratios = stats.f.ppf([tail, 0.5, 1 - tail], 2 / (dispersion / future + DRIFT**2), 2 * past / dispersion)
    ends = np.maximum(eligible - waits * np.exp(-total * future / past * ratios), received)
    low, middle, high = math.floor(ends[0]), round(float(ends[1])), math.ceil(ends[2])
    outlook: Outlook = "likely" if low >= needed else "unlikely" if high < needed else "open"
    return Forecast(outlook, low, middle, min(high, eligible))


def weekend_factor(hazards: Floats, is_weekend: np.ndarray) -> float:
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
    if is_weekend.all() or not is_weekend.any() or not hazards[~is_weekend].any():
        return 1.0
    usual = WEEKEND_DAYS * float(hazards.mean())
    expected = float(hazards[~is_weekend].mean()) * int(is_weekend.sum())
    least, most = WEEKEND_LIMITS
    return min(max((float(hazards[is_weekend].sum()) + usual) / (expected + usual), least), most)


def _daily_fall(hazards: Floats, weights: Floats, *, dispersion: float) -> float:
    """By how much the logarithm of the rate falls each day, from the two halves; counted as far as it stands out from chance.

    Never a rise, for none can last.
    """
    half = len(hazards) // 2
    sums = [(float(hazards[part].sum()), float(weights[part].sum())) for part in (slice(half), slice(-half, None))]
    (early, early_days), (late, late_days) = [(came + 0.5 * float(hazards.mean()), days + 0.5) for came, days in sums]
    fall = math.log(early / early_days) - math.log(late / late_days)
    noise = dispersion * (1 / early_days + 1 / late_days)
    return max(fall, 0.0) * fall**2 / (fall**2 + noise) / (len(hazards) - half)


def _dispersion(hazards: Floats, weights: Floats, *, waiting: int) -> float:
    """The squared coefficient of variation of a working day, drawn towards the usual one, never below that of pure chance."""
    rate = float(hazards.sum() / weights.sum())
    seen = float(((hazards - weights * rate) ** 2 / weights).sum() / rate**2)
    degrees = len(hazards) - 1
    mixed = (seen + USUAL_DAYS * USUAL_DISPERSION) / (degrees + USUAL_DAYS)
    return max(mixed, 1 / (rate * waiting))
