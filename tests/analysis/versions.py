"""Versions of one small instrument."""

from questionnaires import Item, Questionnaire
from tests.analysis.invented import make_questionnaire

QUESTIONNAIRE = make_questionnaire()


def version(**update: object) -> Questionnaire:
    """Another version, read anew: a copy would keep what the first has worked out of itself."""
    return Questionnaire.from_json(QUESTIONNAIRE.model_copy(update=update).to_json())


def reworded(code: str, **update: object) -> Questionnaire:
    """The questionnaire with one item changed."""

    def change(item: Item) -> Item:
        return item.model_copy(update=update) if item.code == code else item

    dimensions = tuple(d.model_copy(update={"items": tuple(map(change, d.items))}) for d in QUESTIONNAIRE.dimensions)
    return version(dimensions=dimensions, closing=tuple(map(change, QUESTIONNAIRE.closing)))
