"""Which units have more identical sheets than chance and custom make, from counts of units alone (docs/methods.md section 11).

`duplicates` counts pairs; this compares units with each other. Must not know a sheet.
"""

import math
from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

import numpy as np
from scipy import stats

from analysis.insight_figures import IdenticalSheets
from analysis.layout import Integers
from analysis.raw_figures import Floats

Key = TypeVar("Key", bound=Hashable)

LEVEL = 0.05  # expected part of false alarms among the units whose forms are marked
CLUMPS = 2.0  # variance of the usual pairs as a multiple of their mean: three children of one family are three pairs
SPREAD = 0.75  # units may differ so much (standard deviation, as a part) from the pairs that are expected of them
TRIMMED = 0.1  # of the units, those with the greatest excess, do not say what is usual


@dataclass(frozen=True)
class UnitTwins:
    """What is counted of a unit alone: forms, pairs of identical telling sheets, those that chance makes, the largest group."""

    forms: int
    pairs: int
    chance: float
    largest: int


@dataclass(frozen=True, eq=False)
class JudgedTwins(Generic[Key]):
    """What was found per unit, and the units that are beyond chance."""

    by_unit: Mapping[Key, IdenticalSheets]
    beyond: frozenset[Key]


def judge_twins(counted: Mapping[Key, UnitTwins]) -> JudgedTwins[Key]:
    """Compares the pairs of each unit with chance and with what is usual among the others.

    Parameters
    ----------
    counted : mapping of hashable to UnitTwins
        All units of the campaign, from `count_twins`.

    Returns
    -------
    JudgedTwins

    References
    ----------
    docs/methods.md section 11.
    """
    if not counted:
        return JudgedTwins({}, frozenset())
    units = list(counted)
    pairs, forms = (np.array([getattr(counted[unit], name) for unit in units], dtype=np.int64) for name in ("pairs", "forms"))
    chance = np.array([counted[unit].chance for unit in units], dtype=np.float64)
    usual = _usual_rate(pairs, chance, forms) * forms
    p_values = _tails(pairs, chance, usual)
    beyond = stats.false_discovery_control(p_values) <= LEVEL
    return JudgedTwins(
        by_unit={
            unit: IdenticalSheets(int(pairs[u]), float(chance[u] + usual[u]), float(p_values[u]), counted[unit].largest)
            for u, unit in enumerate(units)
        },
        beyond=frozenset(unit for unit, is_beyond in zip(units, beyond.tolist(), strict=True) if is_beyond),
    )


def _usual_rate(pairs: Integers, expected: Floats, forms: Integers) -> Floats:
    """Pairs beyond chance per form in the other units, for each unit, those with the greatest excess left out.

    Brothers and sisters make such pairs, and what the answers of a dimension have in common beyond the mix. One pair is added:
    what was never seen elsewhere is not impossible.
    """
    excess = pairs - expected
    ranked = np.sort(excess)[::-1]
    trimmed = min(math.ceil(TRIMMED * len(excess)), len(excess) - 1)
    is_high = excess >= ranked[trimmed]  # among the trimmed or level with the next, which then is trimmed in its place
    others = ranked[trimmed:].sum() - np.where(is_high, ranked[trimmed], excess)
    rate: Floats = (np.maximum(others, 0.0) + 1) / max(int(forms.sum()), 1)
    return rate


def _tails(pairs: Integers, chance: Floats, usual: Floats) -> Floats:
    """P(at least so many pairs), by a negative binomial that is wider than both kinds of pairs alone; 1 where none is seen."""
    mean = np.maximum(chance + usual, 1e-12)
    surplus = (CLUMPS - 1) * usual + (SPREAD * mean) ** 2
    tails = np.asarray(stats.nbinom.sf(pairs - 1, mean**2 / surplus, mean / (mean + surplus)), dtype=np.float64)
    return np.where(pairs > 0, np.clip(tails, 0.0, 1.0), 1.0)
