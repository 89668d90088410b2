"""Which grades of a unit may be shown, and which are put together for it (docs/methods.md section 4).

The grades are gone through as strata are made of them (`grades`): one that may not stand by itself joins the next, at the end
the previous, and the forms without a grade come last as if they were one. So whatever subtraction gives is a sum of parts each
of which may stand by itself. Knows sums and people; `build_grades` makes figures of them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from analysis.disclosure import Thresholds
from analysis.grades import NOT_STATED
from analysis.layout import Integers
from analysis.strata import Eligible
from analysis.sums import Sums, merge
from questionnaires import Questionnaire


@dataclass(frozen=True)
class GradePart:
    """Neighbouring grades with the sums of their forms; `eligible` None where it is not known of all forms."""

    grades: tuple[str, ...]
    sums: Sums
    eligible: int | None


def group_grades(
    questionnaire: Questionnaire,
    cells: Mapping[str, Sums],
    eligible: Eligible,
    *,
    dimensions: Sequence[int],
    thresholds: Thresholds,
) -> tuple[GradePart, ...]:
    """Puts the grades of a unit together until each part may be shown.

    Parameters
    ----------
    questionnaire : Questionnaire
    cells : mapping of str to Sums
        By grade code; "" and codes outside the frame count as not stated.
    eligible : mapping of str to int, int or None
        Gives the order of the grades where it is by grade, else the questionnaire does.
    dimensions : sequence of int
        Places of the dimensions that are to be shown.
    thresholds : Thresholds

    Returns
    -------
    tuple of GradePart
        All forms of the unit. A last part of grades ("",) holds forms without a grade that may be known by themselves; a single
        part may be too small.

    References
    ----------
    docs/methods.md section 4.
    """
    zero = Sums.zero(questionnaire)
    numbers = eligible if isinstance(eligible, Mapping) and NOT_STATED not in eligible else None
    order = [*numbers] if numbers else [grade.code for grade in questionnaire.grades]
    parts = [GradePart((g,), cells.get(g, zero), numbers[g] if numbers else None) for g in order]
    unplaced = merge([zero, *(cell for grade, cell in cells.items() if grade not in order)])
    if unplaced.forms:
        parts.append(GradePart((NOT_STATED,), unplaced, None))
    places = [*dimensions]
    joined: list[GradePart] = []
    for part in parts:
        is_open = bool(joined) and not may_stand(joined[-1], places, thresholds)
        joined.append(_together(joined.pop(), part) if is_open else part)
    if len(joined) > 1 and not may_stand(joined[-1], places, thresholds):
        last = joined.pop()
        joined.append(_together(joined.pop(), last))
    return tuple(joined)


def may_stand(part: GradePart, dimensions: Sequence[int], thresholds: Thresholds) -> bool:
    """Whether the figures of some dimensions, and of all together, may be known of a part.

    Parameters
    ----------
    part : GradePart
    dimensions : sequence of int
        At least one.
    thresholds : Thresholds

    Returns
    -------
    bool
        False for fewer than `numbers` respondents to one of them, and where nobody is satisfied among nearly all; where nobody
        knows how many there are, those who sent a form count as all.

    References
    ----------
    docs/methods.md section 4 (a).
    """
    places = [*dimensions]
    people: Integers = part.sums.answering[:-1][places]
    satisfied: Integers = part.sums.totals[1::3][places]
    nearly_all = thresholds.everyone * max(part.eligible or 0, part.sums.forms)
    if (people < thresholds.numbers).any() or ((satisfied == 0) & (people >= nearly_all)).any():
        return False
    return bool(satisfied.any()) or int(part.sums.answering[-1]) < nearly_all


def _together(first: GradePart, second: GradePart) -> GradePart:
    known = first.eligible is not None and second.eligible is not None
    eligible = (first.eligible or 0) + (second.eligible or 0) if known else None
    return GradePart((*first.grades, *second.grades), merge([first.sums, second.sums]), eligible)
