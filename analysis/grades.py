"""From the grades of a unit to strata that may be weighted: none is empty, none too small (docs/methods.md section 1).

Knows forms and eligible numbers per grade; `strata` knows the unit.
"""

from collections.abc import Mapping, Sequence
from fractions import Fraction

from analysis.sums import Sums, merge

NOT_STATED = ""
LEAST_STATED = Fraction(4, 5)  # below this part with a grade, weights by grade would rest on a guess

Stratum = tuple[Sums, int]  # a cell with the eligible number that it stands for, times the forms of the unit


def strata_by_grade(filled: Mapping[str, Sums], eligible: Mapping[str, int], *, fewest: int) -> list[Stratum] | None:
    """Forms strata from the grades of a unit that has no more forms than eligible.

    Parameters
    ----------
    filled : mapping of str to Sums
        Cells with forms by grade code, at least one; "" and codes that `eligible` does not have count as not stated.
    eligible : mapping of str to int
        In the order of the grades.
    fewest : int
        Forms of a stratum; one with fewer joins the next, else the previous.

    Returns
    -------
    list of (Sums, int), or None
        Cells with the eligible number each stands for, times the forms of the unit (so that it is whole). None: do not weight
        by grade.

    References
    ----------
    docs/methods.md section 1, table of cases.
    """
    forms = sum(cell.forms for cell in filled.values())
    unplaced = [cell for grade, cell in filled.items() if grade not in eligible]
    stated = forms - sum(cell.forms for cell in unplaced)
    if NOT_STATED in eligible or stated < forms * LEAST_STATED:
        return None
    strata: list[Stratum] = []
    waiting = 0
    for grade, number in eligible.items():
        waiting += number * stated
        if grade in filled:
            strata.append((filled[grade], waiting))
            waiting = 0
    strata[-1] = (strata[-1][0], strata[-1][1] + waiting)
    if unplaced:
        strata.append((merge(unplaced), sum(eligible.values()) * (forms - stated)))
    joined = _join_small(strata, fewest)
    return None if any(cell.forms * forms > number for cell, number in joined) else joined


def _join_small(strata: Sequence[Stratum], fewest: int) -> list[Stratum]:
    """Strata in their order, each of fewer forms than `fewest` put together with the next, at the end with the previous."""
    joined: list[Stratum] = []
    for stratum in strata:
        is_open = bool(joined) and joined[-1][0].forms < fewest
        joined.append(_together(joined.pop(), stratum) if is_open else stratum)
    if len(joined) > 1 and joined[-1][0].forms < fewest:
        last = joined.pop()
        joined.append(_together(joined.pop(), last))
    return joined


def _together(first: Stratum, second: Stratum) -> Stratum:
    return merge([first[0], second[0]]), first[1] + second[1]
