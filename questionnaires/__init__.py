"""What was asked: questionnaires as versioned data.

This package knows nothing of respondents, databases, statistics or the web. It turns files into `Questionnaire` values, or into
a `QuestionnaireError` that lists every fault at once. Whoever holds a `Questionnaire` need not check it again.
"""

from questionnaires.faults import Fault, QuestionnaireError
from questionnaires.loader import find_questionnaire, load_folder, load_questionnaire, load_shipped, shipped_codes
from questionnaires.model import Dimension, Grade, Item, Option, Questionnaire, Scale, Wording
from questionnaires.translations import find_missing, languages_of, translated

__all__ = [
    "Dimension",
    "Fault",
    "Grade",
    "Item",
    "Option",
    "Questionnaire",
    "QuestionnaireError",
    "Scale",
    "Wording",
    "find_missing",
    "find_questionnaire",
    "languages_of",
    "load_folder",
    "load_questionnaire",
    "load_shipped",
    "shipped_codes",
    "translated",
]
