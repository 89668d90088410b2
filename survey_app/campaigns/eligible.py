"""How many answers could be given to a questionnaire in a unit: one per pupil, by grade where grades are known.

Pure: takes what a unit has, returns what a participation needs. A number that would have to be guessed is not made up: a
school of two levels that reported only its total has no eligible number for the questionnaire of one of them.
"""

from collections.abc import Collection, Mapping
from typing import Final

from questionnaires import Questionnaire
from survey_app.campaigns.grades import WHOLE_UNIT, grades_of

BY_DEFAULT: Final = frozenset({"desk"})  # who answers what is bound to no level, where nobody chose


def takes_part(
    questionnaire: Questionnaire, *, code: str, kind: str, levels: Collection[str], assigned: Collection[str] = BY_DEFAULT
) -> bool:
    """Whether a unit answers this questionnaire.

    A questionnaire of levels goes to their schools. One without goes to the units that are `assigned`, by kind or by code.
    """
    if questionnaire.levels:
        return kind == "school" and not set(levels).isdisjoint(questionnaire.levels)
    return kind in assigned or code in assigned


def eligible_numbers(
    questionnaire: Questionnaire, *, levels: Collection[str], enrolment: Mapping[str, int]
) -> tuple[tuple[str, int], ...]:
    """Grade and number in the order of the questionnaire; grade "" for the whole; empty where the number is not known."""
    if questionnaire.audience == "citizen":
        return ()
    if questionnaire.grades:
        by_grade = [(grade.code, enrolment[grade.code]) for grade in questionnaire.grades if grade.code in enrolment]
        if by_grade:
            return tuple(by_grade)
    else:
        known = [enrolment[code] for code in grades_of(questionnaire.levels) if code in enrolment]
        if known:
            return ((WHOLE_UNIT, sum(known)),)
    if WHOLE_UNIT in enrolment and set(levels) <= set(questionnaire.levels):
        return ((WHOLE_UNIT, enrolment[WHOLE_UNIT]),)
    return ()
