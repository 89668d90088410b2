"""Time slots with more arrivals than a school's own rhythm explains (docs/methods.md section 11).

Works on numbers of arrivals per ten-minute slot, which hang on no answer, so a burst accuses no sheet: it says where to ask. A
class that answers together after a parents' meeting is the ordinary life of a survey, and a meeting of the whole school fills
an evening; so one class at once is never a burst, and slots are compared with their neighbours. Must not know answers.
"""

from collections.abc import Callable, Mapping

import numpy as np
from scipy import stats

from analysis.insight_figures import Burst
from analysis.layout import Integers
from analysis.raw_figures import Floats

CLASS = 45  # pupils of the largest class that the rules for schools allow
NEIGHBOURS = 3  # slots on each side: half an hour before and after
LEVEL = 0.01  # chance of any false alarm in one participation, if its traffic is as the model says
LEAST_DISPERSION = 1.0  # variance = mean + dispersion mean^2: traffic is at least as uneven as a geometric distribution


def find_bursts(arrivals: Mapping[int, int], *, together: int = CLASS, label: Callable[[int], str] = str) -> tuple[Burst, ...]:
    """Finds slots with more arrivals than one class at once and the usual traffic explain.

    The usual traffic of a slot is the greatest of three numbers: the median of the other slots in which anything came, the mean
    of its neighbours within half an hour, and 1. What comes beyond one class is compared with a negative binomial distribution
    of that mean, with the dispersion of the slots (by the median absolute deviation), at least 1; Bonferroni over slots.

    Parameters
    ----------
    arrivals : mapping of int to int
        Arrivals by number of the slot, slots on end differing by 1; slots without arrivals may be left out.
    together : int
        Arrivals that one group can make at once; the greatest number of a class where it is known.
    label : callable
        The name of a slot, such as its local time.

    Returns
    -------
    tuple of Burst
        In order of time. `expected` is the usual traffic, without the class.

    Raises
    ------
    ValueError
        A number below zero.

    References
    ----------
    docs/methods.md section 11.

    Examples
    --------
    >>> trickle = {slot: 1 + slot % 3 for slot in range(0, 200, 5)}
    >>> find_bursts(trickle | {300: 40})
    ()
    >>> [(burst.slot, burst.arrivals, burst.expected) for burst in find_bursts(trickle | {300: 140})]
    [('300', 140, 2.0)]
    """
    if together < 0 or any(count < 0 for count in arrivals.values()):
        raise ValueError("arrivals below zero")
    slots = np.array(sorted(slot for slot, count in arrivals.items() if count > 0), dtype=np.int64)
    counts = np.array([arrivals[slot] for slot in slots.tolist()], dtype=np.int64)
    if len(slots) == 0:
        return ()
    usual = usual_traffic(slots, counts)
    mean = np.median(counts)
    deviation = 1.4826 * np.median(np.abs(counts - mean))
    size = 1 / max((deviation**2 - mean) / mean**2, LEAST_DISPERSION)
    p_values = np.asarray(stats.nbinom.sf(counts - together - 1, size, size / (size + usual)), dtype=np.float64)
    return tuple(
        Burst(label(int(slots[s])), int(counts[s]), float(usual[s]), float(p_values[s]))
        for s in np.flatnonzero(p_values * len(slots) <= LEVEL).tolist()
    )


def usual_traffic(slots: Integers, counts: Integers) -> Floats:
    """What would be usual in each slot, judged by the others.

    Parameters
    ----------
    slots : ndarray of int, shape (S,)
        Ascending.
    counts : ndarray of int, shape (S,)
        Above 0.

    Returns
    -------
    ndarray of float, shape (S,)
        At least 1.

    References
    ----------
    docs/methods.md section 11.

    Examples
    --------
    >>> print(usual_traffic(np.array([1, 2, 9]), np.array([30, 60, 2])))
    [31. 16. 45.]
    """
    total = np.concatenate([[0], np.cumsum(counts)])
    first = np.searchsorted(slots, slots - NEIGHBOURS)
    last = np.searchsorted(slots, slots + NEIGHBOURS, side="right")
    around = (total[last] - total[first] - counts) / (2 * NEIGHBOURS)
    usual: Floats = np.maximum(np.maximum(around, _median_of_others(counts)), 1.0)
    return usual


def _median_of_others(counts: Integers) -> Floats:
    """For each number the median of the others; 0 where there are none."""
    if len(counts) < 2:
        return np.zeros(len(counts))
    order = np.argsort(counts, kind="stable")
    ranked = counts[order]
    place = np.empty(len(counts), dtype=np.int64)
    place[order] = np.arange(len(counts))
    low, high = (len(counts) - 2) // 2, (len(counts) - 1) // 2
    medians: Floats = (ranked[low + (place <= low)] + ranked[high + (place <= high)]) / 2
    return medians
