"""The grades of each school level, as the shipped questionnaires name them: the one list that import and opening share."""

from collections.abc import Collection
from functools import cache

from questionnaires import load_shipped
from survey_app.models.organisation import SCHOOL_LEVELS

WHOLE_UNIT = ""  # the grade under which a number stands when grades are not known


@cache
def grade_labels() -> dict[str, str]:
    """Every grade's label by its code, from preschool upwards."""
    return {
        grade.code: grade.label
        for level in SCHOOL_LEVELS
        for questionnaire in load_shipped().values()
        if questionnaire.levels == (level,)
        for grade in questionnaire.grades
    }


def grades_of(levels: Collection[str]) -> tuple[str, ...]:
    """The codes of the grades that are taught at these levels, from preschool upwards."""
    taught = {
        grade.code
        for questionnaire in load_shipped().values()
        if len(questionnaire.levels) == 1 and questionnaire.levels[0] in levels
        for grade in questionnaire.grades
    }
    return tuple(code for code in grade_labels() if code in taught)
