"""From a value to a place on a line: which part of the scale a chart shows, and where its ticks stand.

A dot chart need not begin at 0: where every share lies between 80% and 100%, a scale from 0 would hide what is to be seen.
Must not know what draws on it.
"""

import math
from collections.abc import Iterable
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
