"""From a value to a place on a line: which part of the scale a chart shows, and where its ticks stand.

A dot chart need not begin at 0: where every share lies between 80% and 100%, a scale from 0 would hide what is to be seen.
Must not know what draws on it.
"""

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from analysis.charts.numbers import percent

MOST_TICKS: Final = 6  # six labels of four characters fit side by side in a card on a phone of 360 pixels
LEAST_SPAN: Final = 10.0  # percentage points; a narrower scale would make one point look like a gulf
STEPS: Final = (1, 2, 5, 10, 20, 25, 50)


@dataclass(frozen=True)
class Scale:
    """A stretch of values with ticks. `place` gives the position of a value in [0, 1], cut at both ends."""

    low: float
    high: float
    ticks: tuple[float, ...]

    def place(self, value: float) -> float:
        """Return how far along the scale a value lies.

        Parameters
        ----------
        value : float
            A value in the unit of the scale.

        Returns
        -------
        float
            0 at the low end or before, 1 at the high end or beyond.

        Examples
        --------
        >>> Scale(0.8, 1.0, ()).place(0.85)
        0.25
        """
        return round(min(max((value - self.low) / (self.high - self.low), 0.0), 1.0), 6)


def share_scale(shares: Iterable[float]) -> Scale:
    """Return the scale for shares: whole steps around them, within 0% and 100%.

    Parameters
    ----------
    shares : iterable of float
        Everything that must be seen: values, limits, the target. May be empty.

    Returns
    -------
    Scale
        A scale of shares with at most six intervals between ticks.

    Examples
    --------
    >>> share_scale([0.834, 0.979]).ticks
    (0.8, 0.85, 0.9, 0.95, 1.0)
    """
    percents = [percent(share) for share in shares] or [0.0, 100.0]
    highest = min(max(percents), 100.0)
    lowest = max(min(*percents, highest - LEAST_SPAN), 0.0)
    highest = max(highest, lowest + LEAST_SPAN)
    for step in STEPS:
        low = max(math.floor(lowest / step) * step, 0)
        high = min(math.ceil(highest / step) * step, 100)
        if (high - low) / step <= MOST_TICKS:
            break
    return Scale(low / 100, high / 100, tuple(tick / 100 for tick in range(low, high + 1, step)))


def diverging_scale(left: float, right: float) -> Scale:
    """Return the scale for bars that grow from a centre to both sides, as shares below and above 0.

    Parameters
    ----------
    left, right : float
        The longest stretch on each side, as shares.

    Returns
    -------
    Scale
        From a negative to a positive share, ends at whole 5 points, ticks at whole 20 (or 10) points.

    Examples
    --------
    >>> diverging_scale(0.07, 0.93).ticks
    (0.0, 0.2, 0.4, 0.6, 0.8)
    """
    low = -max(math.ceil(percent(left) / 5) * 5, 5)
    high = max(math.ceil(percent(right) / 5) * 5, 5)
    step = 20 if high - low > 70 else 10
    first = -((-low) // step) * step
    return Scale(low / 100, high / 100, tuple(tick / 100 for tick in range(first, high + 1, step)))


def count_scale(largest: float) -> Scale:
    """Return the scale for counts from 0 to a round number.

    Parameters
    ----------
    largest : float
        The largest count that must be seen.

    Returns
    -------
    Scale
        From 0, with at most six intervals between ticks.

    Examples
    --------
    >>> count_scale(528).ticks
    (0.0, 100.0, 200.0, 300.0, 400.0, 500.0, 600.0)
    """
    magnitude = 10 ** math.floor(math.log10(max(largest, 10.0) / MOST_TICKS))
    step = next(factor * magnitude for factor in (1, 2, 5, 10, 20) if largest <= MOST_TICKS * factor * magnitude)
    ticks = max(math.ceil(largest / step), 1)
    return Scale(0.0, float(ticks * step), tuple(float(tick * step) for tick in range(ticks + 1)))


def rank_scale(units: int) -> Scale:
    """Return the scale of ranks: every rank is as wide as the others, and a single rank can be seen.

    Parameters
    ----------
    units : int
        How many are ranked, at least 1.

    Returns
    -------
    Scale
        From half a rank before the first to half a rank behind the last.

    Examples
    --------
    >>> rank_scale(60).ticks
    (1.0, 10.0, 20.0, 30.0, 40.0, 50.0, 60.0)
    """
    step = next(size for size in _steps() if units <= MOST_TICKS * size)
    between = [tick for tick in range(step, units, step) if 1 + step / 2 < tick <= units - step / 2]
    return Scale(0.5, units + 0.5, tuple(float(tick) for tick in sorted({1, *between, units})))


def difference_scale(differences: Iterable[float], *, least: float) -> Scale:
    """Return the scale for differences: 0 is always on it, as are the differences of `least` to both sides.

    Parameters
    ----------
    differences : iterable of float
        Everything that must be seen: shares as parts of 1, or scores.
    least : float
        Above 0; shown to both sides of 0 in any case.

    Returns
    -------
    Scale
        Ends at whole steps, with at most six intervals between ticks.

    Examples
    --------
    >>> difference_scale([-0.03, 0.081], least=0.05).ticks
    (-0.05, 0.0, 0.05, 0.1)
    """
    percents = [percent(value) for value in (*differences, -least, least)]
    for step in _steps():
        low, high = math.floor(min(percents) / step), math.ceil(max(percents) / step)
        if high - low <= MOST_TICKS:
            break
    return Scale(low * step / 100, high * step / 100, tuple(tick * step / 100 for tick in range(low, high + 1)))


def part_scale(parts: Iterable[float]) -> Scale:
    """Return the scale for parts of a whole, always from 0.

    Parameters
    ----------
    parts : iterable of float
        Everything that must be seen, in [0, 1]. May be empty.

    Returns
    -------
    Scale
        With at most six intervals between ticks.

    Examples
    --------
    >>> part_scale([0.04, 0.31]).ticks
    (0.0, 0.1, 0.2, 0.3, 0.4)
    """
    highest = percent(max(parts, default=1.0))
    step = next((size for size in STEPS if highest <= MOST_TICKS * size), 20)
    ticks = max(math.ceil(highest / step), 1)
    return Scale(0.0, ticks * step / 100, tuple(tick * step / 100 for tick in range(ticks + 1)))


def _steps() -> Iterator[int]:
    """1, 2, 5, 10, 20, 50, ... without end."""
    magnitude = 1
    while True:
        yield from (magnitude, 2 * magnitude, 5 * magnitude)
        magnitude *= 10
