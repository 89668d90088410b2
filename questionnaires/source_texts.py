"""What there is to translate: every text that a respondent reads, under the place where a translation says it.

Knows the shape of questionnaires and nothing of other languages.
"""

from collections.abc import Iterable
from functools import cache

from questionnaires.loader import COMMON_NAME, SHIPPED_FOLDER
from questionnaires.model import Item, Option, Questionnaire, Scale
from questionnaires.shape import CommonFile, ScaleShape
from questionnaires.yaml_text import read_document

Place = tuple[str, ...]  # ("items", "A01"): the keys that lead to a text
CHOSEN = "text"  # beside the options of a background item, the question itself


def own_texts(questionnaire: Questionnaire) -> dict[Place, str]:
    """The texts that stand in the questionnaire's own file, in its order."""
    texts: dict[Place, str] = {
        ("title",): questionnaire.title,
        ("short_title",): questionnaire.short_title,
        ("audience_label",): questionnaire.audience_label,
        ("wording_note",): questionnaire.wording.note,
    }
    if questionnaire.grade_question is not None:
        texts["grade_question",] = questionnaire.grade_question
    texts |= {("grades", grade.code): grade.label for grade in questionnaire.grades}
    texts |= {("dimensions", dimension.code): dimension.title for dimension in questionnaire.dimensions}
    return texts | {("items", item.code): item.text for item in questionnaire.dimension_items}


@cache
def shared_texts() -> dict[Place, str]:
    """The texts of the shipped common.yaml, in its order."""
    common = CommonFile.model_validate(read_document(SHIPPED_FOLDER / COMMON_NAME).data, strict=True)
    texts: dict[Place, str] = {}
    for name, scale in common.scales.items():
        texts |= scale_texts(name, scale)
    for name, items in common.closing.items():
        texts |= closing_texts(name, items)
    for item in common.background:
        texts |= background_texts(item)
    return texts


def scale_texts(name: str, scale: Scale | ScaleShape) -> dict[Place, str]:
    """The labels of a scale."""
    place = ("scales", name)
    return _option_texts(place, scale.options) | {(*place, "not_applicable"): scale.not_applicable}


def closing_texts(variant: str, items: Iterable[Item]) -> dict[Place, str]:
    """The texts of closing items, as if they were those of `variant`."""
    return {("closing", variant, item.code): item.text for item in items}


def background_texts(item: Item) -> dict[Place, str]:
    """The question and the options of a background item."""
    return {("background", item.code, CHOSEN): item.text} | _option_texts(("background", item.code), item.options)


def _option_texts(place: Place, options: Iterable[Option]) -> dict[Place, str]:
    """The labels of options under their digits."""
    return {(*place, str(option.value)): option.label for option in options}
