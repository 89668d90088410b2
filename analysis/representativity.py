"""How far those who answered resemble all who could, from numbers of forms and of eligible people (docs/methods.md section 2).

Two questions are kept apart: did the groups that are known (grades, units) take part alike, and how far could those who kept
silent move the result. The first never answers the second: within a grade the content may answer and the others not. Knows
numbers of forms and a share that has passed the gate; must not know answers.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from analysis.estimates import Estimate, Result
from analysis.grades import LEAST_STATED, NOT_STATED
from analysis.insight_figures import Representativity
from analysis.layout import Integers
from analysis.raw_figures import Floats
from analysis.strata import UnitSums, eligible_of_unit


@dataclass(frozen=True, eq=False)
class Propensities:
    """Groups of eligible people and the part of each that took part, arrays of shape (K,).

    `unit` counts the units from 0, `grade` is "" where a unit is one group.
    """

    unit: Integers
    grade: tuple[str, ...]
    eligible: Integers
    part: Floats


def build_representativity(
    units: Sequence[UnitSums], *, share: Result, gap: float | None = None, margins: tuple[str, str] = ("grade", "unit")
) -> Representativity | None:
    """Compares those who answered with all who could, and bounds the share of all.

    Parameters
    ----------
    units : sequence of UnitSums
        One for a unit's report, all of a kind for a department's.
    share : Result
        The headline share as published; its respondents are those who answered, all others kept silent. Where it is withheld
        nothing is said about its bias.
    gap : float, optional
        How far in [0, 1] those who did not answer may differ from those who did, see `modes.answerer_gap`; None: only the worst
        case.
    margins : (str, str)
        Names of the two margins in `partials`.

    Returns
    -------
    Representativity or None
        None where there is nobody or the eligible number of a unit is unknown. No indicator where nobody answered or there is
        one group only; no bias range where the share is withheld or a unit has more forms than eligible.

    Raises
    ------
    ValueError
        A gap outside [0, 1], or a figure that is not a share.

    References
    ----------
    Schouten, Cobben and Bethlehem (2009), Survey Methodology 35, 101-113; docs/methods.md section 2.

    Examples
    --------
    >>> from analysis.estimates import Suppressed
    >>> from analysis.sheets import sums_from_sheets
    >>> from questionnaires import load_shipped
    >>> questionnaire = load_shipped()["PVNT"]
    >>> cells = {grade: sums_from_sheets(questionnaire, ["5" * 11] * n) for grade, n in (("1", 60), ("2", 20))}
    >>> unit = UnitSums("a", "a", "", cells, {"1": 100, "2": 100})
    >>> found = build_representativity([unit], share=Suppressed("too wide"))
    >>> found.participation, round(found.r_indicator, 3), round(found.cv, 3)
    (0.4, 0.604, 0.495)
    """
    if gap is not None and not 0 <= gap <= 1:
        raise ValueError(f"a gap of {gap} is not in [0, 1]")
    if isinstance(share, Estimate) and not 0 <= share.value <= 1:
        raise ValueError(f"{share.value} is not a share")
    numbers = [eligible_of_unit(unit.eligible) for unit in units]
    forms = [_forms(unit) for unit in units]
    known = [number for number in numbers if number is not None]
    if len(known) < len(numbers) or not sum(known) or any(n and not number for n, number in zip(forms, known, strict=True)):
        return None
    eligible, answered = sum(known), sum(forms)
    groups = find_propensities(units)
    deviation = _deviation(groups.part, groups.eligible) if answered and len(groups.part) > 1 else None
    mean = float((groups.eligible * groups.part).sum()) / eligible
    low = high = worst_low = worst_high = None
    if isinstance(share, Estimate) and not any(n > number for n, number in zip(forms, known, strict=True)):
        silent = max(0.0, 1 - share.n / eligible)  # blank forms and units that the figure leaves out say nothing either
        worst_low, worst_high = (1 - silent) * share.value, (1 - silent) * share.value + silent
        if gap is not None:
            low, high = max(share.value - silent * gap, worst_low), min(share.value + silent * gap, worst_high)
    return Representativity(
        forms=answered,
        eligible=eligible,
        participation=answered / eligible,
        r_indicator=None if deviation is None else max(0.0, 1 - 2 * deviation),
        cv=None if deviation is None else deviation / mean,
        partials=() if deviation is None else _partials(groups, margins),
        gap=gap,
        bias_low=low,
        bias_high=high,
        worst_low=worst_low,
        worst_high=worst_high,
    )


def find_propensities(units: Sequence[UnitSums]) -> Propensities:
    """The part of each group of eligible people that took part: a grade of a unit, or a unit whose grades cannot be told apart.

    As in `grades`, forms without a grade fall to the grades as those with one do; where these are more than a fifth, where a
    grade has more forms than eligible people or only the number of the whole unit is known, the unit is one group. Nobody takes
    part more than wholly.

    Parameters
    ----------
    units : sequence of UnitSums
        With known eligible numbers; a unit without eligible people is left out.

    Returns
    -------
    Propensities

    References
    ----------
    docs/methods.md section 2: the propensities of a saturated logistic regression are these parts.
    """
    unit_of: list[int] = []
    grades: list[str] = []
    eligible: list[int] = []
    parts: list[float] = []
    for u, unit in enumerate(units):
        number = eligible_of_unit(unit.eligible)
        if not number:
            continue
        groups = _grades(unit) or [(NOT_STATED, number, min(_forms(unit) / number, 1.0))]
        unit_of += [u] * len(groups)
        grades += [grade for grade, _, _ in groups]
        eligible += [size for _, size, _ in groups]
        parts += [part for _, _, part in groups]
    return Propensities(np.array(unit_of, dtype=np.int64), tuple(grades), np.array(eligible, dtype=np.int64), np.array(parts))


def _forms(unit: UnitSums) -> int:
    return sum(cell.forms for cell in unit.cells.values())


def _grades(unit: UnitSums) -> list[tuple[str, int, float]] | None:
    """Code, eligible number and participation of each grade; None where they cannot be had."""
    forms = _forms(unit)
    if isinstance(unit.eligible, int) or unit.eligible is None or NOT_STATED in unit.eligible:
        return None
    found = {grade: unit.cells[grade].forms if grade in unit.cells else 0 for grade in unit.eligible}
    stated = sum(found.values())
    if stated < forms * LEAST_STATED or any(
        n * forms > number * stated for n, number in zip(found.values(), unit.eligible.values(), strict=True)
    ):
        return None
    scale = forms / stated if stated else 1.0
    return [(grade, number, min(found[grade] * scale / number, 1.0)) for grade, number in unit.eligible.items() if number]


def _deviation(part: Floats, eligible: Integers) -> float:
    """S(rho) with n - 1: the spread of the parts over people, less what chance alone would give, not below 0."""
    total = int(eligible.sum())
    return math.sqrt(_spread(part, eligible) * total / (total - 1))


def _spread(part: Floats, eligible: Integers) -> float:
    """Variance of the propensities over people, divided by n, without its binomial noise; at least 0.

    The noise of a group is estimated without bias by r (1 - r) / (N_k - 1), and the mean takes a part N_k / N of it with it. A
    group of one person says nothing about its own noise.
    """
    weight = eligible / eligible.sum()
    raw = (weight * (part - (weight * part).sum()) ** 2).sum()
    noise = (weight * (1 - weight) * part * (1 - part) / np.maximum(eligible - 1, 1)).sum()
    return max(0.0, float(raw - noise))


def _partials(groups: Propensities, margins: tuple[str, str]) -> tuple[tuple[str, float], ...]:
    """The unconditional partial R of each margin that has two classes or more."""
    labels = (list(groups.grade), groups.unit.tolist())
    found: list[tuple[str, float]] = []
    for name, margin in zip(margins, labels, strict=True):
        _, place = np.unique(np.array(margin), return_inverse=True)
        size = np.bincount(place, groups.eligible)
        if len(size) > 1:
            part = np.bincount(place, groups.eligible * groups.part) / size
            found.append((name, math.sqrt(_spread(part, size.astype(np.int64)))))
    return tuple(found)
