"""What the forms of every unit of a campaign are counted for when they are final: flags, twins, the sums of the flagged ones.

One pass over whole sheets, of all units at once, since twins are judged against the other units. What comes out is counts and
sums, to be stored beside the sums of all forms; `build_quality` gates them before anybody sees them. Must not know where sheets
are kept nor when they came.
"""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np

from analysis.duplicates import identical_sheets
from analysis.insight_figures import IdenticalSheets
from analysis.quality import FlagTally, count_flags, flag_forms
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
    twins = identical_sheets(questionnaire, matrix, units)
    flags = flag_forms(
        questionnaire,
        matrix,
        pace=np.array(pace, dtype=np.int64),
        honeypot=np.array(honeypot, dtype=np.bool_),
        identical=twins.marked,
    )
    chosen = np.flatnonzero(flags.any_flag).tolist()
    sums = sums_by_cell(
        questionnaire,
        [sheets[row] for row in chosen],
        [(units[row], grades[row]) for row in chosen],
        percents=[percents[row] for row in chosen],
    )
    flagged: dict[Key, dict[str, Sums]] = {}
    for (unit, grade), of_cell in sums.items():
        flagged.setdefault(unit, {})[grade] = of_cell
    rows: dict[Key, list[int]] = {}
    for row, unit in enumerate(units):
        rows.setdefault(unit, []).append(row)
    return {
        unit: UnitQuality(
            forms=len(own),
            tally=count_flags(questionnaire, flags.take(np.array(own, dtype=np.int64))),
            identical=twins.by_unit[unit],
            flagged=flagged.get(unit, {}),
        )
        for unit, own in rows.items()
    }
