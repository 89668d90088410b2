"""What the forms of every unit of a campaign are counted for when they are final: flags, twins, the sums of the flagged ones.

Twins are judged against the other units, and yet no more than some units need be in memory: a first pass over whole sheets
counts how often which answer is given, a second counts unit by unit, and what is left to judge are counts. What comes out is
counts and sums, to be stored beside the sums of all forms; `build_quality` gates them before anybody sees them. Must not know
where sheets are kept nor when they came.
"""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

import numpy as np

from analysis.duplicates import count_answers, count_twins
from analysis.insight_figures import IdenticalSheets
from analysis.judged_twins import UnitTwins, judge_twins
from analysis.quality import FlagTally, count_flags, flag_forms
from analysis.raw_figures import Floats
from analysis.sheets import Percents, matrix_from_sheets, sums_by_cell
from analysis.sums import Sums
from questionnaires import Questionnaire

Key = TypeVar("Key", bound=Hashable)


@dataclass(frozen=True, eq=False)
class UnitQuality:
    """The flags of one unit's forms; not to be shown as they are. `flagged` holds the sums of its flagged forms by grade."""

    forms: int
    tally: FlagTally
    identical: IdenticalSheets
    flagged: Mapping[str, Sums]


@dataclass(frozen=True, eq=False)
class CountedQuality:
    """What one unit's forms are counted for before the others are known: with and without the mark of twins.

    `further` holds the sums of those forms that only this mark would flag.
    """

    twins: UnitTwins
    tally: FlagTally
    tally_with_twins: FlagTally
    flagged: Mapping[str, Sums]
    further: Mapping[str, Sums]


def quality_by_unit(
    questionnaire: Questionnaire,
    sheets: Sequence[str],
    units: Sequence[Key],
    *,
    grades: Sequence[str],
    percents: Sequence[Percents],
    pace: Sequence[int],
    honeypot: Sequence[bool],
) -> dict[Key, UnitQuality]:
    """Flags the forms of all units of a campaign and counts them unit by unit.

    Parameters
    ----------
    questionnaire : Questionnaire
    sheets : sequence of str
        All forms of all units.
    units : sequence of hashable
        The unit of each form.
    grades : sequence of str
        The grade of each form, "" where not stated.
    percents : sequence
        As in `sheets.sums_from_sheets`.
    pace : sequence of int
        Class of the time taken, 1 the fastest, 0 where nobody measured.
    honeypot : sequence of bool
        Whether a field that no person sees was filled in.

    Returns
    -------
    dict
        By unit in order of first occurrence.

    Raises
    ------
    SheetError
        A sheet that is not this questionnaire's.
    ValueError
        Sequences of different lengths.

    References
    ----------
    docs/methods.md section 11.

    Examples
    --------
    >>> from questionnaires import load_shipped
    >>> sheets = ["5" * 11, "54345434545", "4" * 11]
    >>> plain = dict(grades=[""] * 3, percents=[None] * 3, pace=[0, 1, 3], honeypot=[False] * 3)
    >>> found = quality_by_unit(load_shipped()["PVNT"], sheets, ["a", "a", "b"], **plain)
    >>> found["a"].tally.by_flag["straight"], found["a"].tally.by_flag["fast"], found["a"].flagged[""].forms
    (1, 1, 2)
    """
    if not len(sheets) == len(units) == len(grades) == len(percents):
        raise ValueError(f"{len(sheets)} sheets, {len(units)} units, {len(grades)} grades, {len(percents)} percent answers")
    matrix = matrix_from_sheets(questionnaire, sheets)
    answers = count_answers(questionnaire, matrix, units)
    counted = count_quality(
        questionnaire, sheets, units, grades=grades, percents=percents, pace=pace, honeypot=honeypot, answers=answers
    )
    return judge_quality(counted)


def count_sheets(questionnaire: Questionnaire, sheets: Sequence[str], units: Sequence[Hashable]) -> Floats:
    """Counts the answers by which chance is judged, as `duplicates.count_answers` does, of forms as they are kept.

    Parameters
    ----------
    questionnaire : Questionnaire
    sheets : sequence of str
        Of whole units; counts of several batches add up.
    units : sequence of hashable

    Returns
    -------
    ndarray of float, shape (rating items, 9)

    Raises
    ------
    SheetError
        A sheet that is not this questionnaire's.

    References
    ----------
    docs/methods.md section 11.
    """
    return count_answers(questionnaire, matrix_from_sheets(questionnaire, sheets), units)


def count_quality(
    questionnaire: Questionnaire,
    sheets: Sequence[str],
    units: Sequence[Key],
    *,
    grades: Sequence[str],
    percents: Sequence[Percents],
    pace: Sequence[int],
    honeypot: Sequence[bool],
    answers: Floats,
) -> dict[Key, CountedQuality]:
    """Counts the forms of a batch of whole units; the other units are known by their answers alone.

    Parameters
    ----------
    questionnaire : Questionnaire
    sheets, units, grades, percents, pace, honeypot
        As in `quality_by_unit`, of some units.
    answers : ndarray of float, shape (rating items, 9)
        From `count_sheets`, over all units.

    Returns
    -------
    dict
        By unit in order of first occurrence.

    Raises
    ------
    SheetError
        A sheet that is not this questionnaire's.

    References
    ----------
    docs/methods.md section 11.
    """
    matrix = matrix_from_sheets(questionnaire, sheets)
    twins = count_twins(questionnaire, matrix, units, answers)
    plain = flag_forms(questionnaire, matrix, pace=np.array(pace, dtype=np.int64), honeypot=np.array(honeypot, dtype=np.bool_))
    with_twins = replace(plain, identical=twins.marked)
    flagged, further = (
        _sums_by_unit(questionnaire, np.flatnonzero(chosen).tolist(), sheets, units, grades, percents)
        for chosen in (plain.any_flag, with_twins.any_flag & ~plain.any_flag)
    )
    rows: dict[Key, list[int]] = {}
    for row, unit in enumerate(units):
        rows.setdefault(unit, []).append(row)
    return {
        unit: CountedQuality(
            twins=twins.by_unit[unit],
            tally=count_flags(questionnaire, plain.take(np.array(own, dtype=np.int64))),
            tally_with_twins=count_flags(questionnaire, with_twins.take(np.array(own, dtype=np.int64))),
            flagged=flagged.get(unit, {}),
            further=further.get(unit, {}),
        )
        for unit, own in rows.items()
    }


def judge_quality(counted: Mapping[Key, CountedQuality]) -> dict[Key, UnitQuality]:
    """Marks the twins of the units beyond chance, when all units have been counted.

    Parameters
    ----------
    counted : mapping of hashable to CountedQuality
        All units of the campaign.

    Returns
    -------
    dict
        In the order of `counted`.

    References
    ----------
    docs/methods.md section 11.
    """
    judged = judge_twins({unit: one.twins for unit, one in counted.items()})
    return {
        unit: UnitQuality(
            forms=one.twins.forms,
            tally=one.tally_with_twins if unit in judged.beyond else one.tally,
            identical=judged.by_unit[unit],
            flagged=_together(one.flagged, one.further) if unit in judged.beyond else one.flagged,
        )
        for unit, one in counted.items()
    }


def _sums_by_unit(
    questionnaire: Questionnaire,
    chosen: Sequence[int],
    sheets: Sequence[str],
    units: Sequence[Key],
    grades: Sequence[str],
    percents: Sequence[Percents],
) -> dict[Key, dict[str, Sums]]:
    """The sums of some forms by unit and grade."""
    sums = sums_by_cell(
        questionnaire,
        [sheets[row] for row in chosen],
        [(units[row], grades[row]) for row in chosen],
        percents=[percents[row] for row in chosen],
    )
    found: dict[Key, dict[str, Sums]] = {}
    for (unit, grade), of_cell in sums.items():
        found.setdefault(unit, {})[grade] = of_cell
    return found


def _together(first: Mapping[str, Sums], second: Mapping[str, Sums]) -> dict[str, Sums]:
    found = dict(first)
    for grade, sums in second.items():
        found[grade] = found[grade].add(sums) if grade in found else sums
    return found
