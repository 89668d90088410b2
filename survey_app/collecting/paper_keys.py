"""What stands beside each box of a paper form, and what the clerk types for it: one list for the PDF and for the entry page.

A key is one digit, so that a form is entered digit by digit without looking at the screen. Knows no database and no page.
"""

from dataclasses import dataclass
from typing import Literal

from questionnaires.model import NOT_APPLICABLE, Item, Questionnaire

GRADE = "grade"  # the name of the field
GRADE_NUMBER = "H02"  # how the question about the grade is numbered on paper; FORMAT.md keeps the code free for it

QuestionKind = Literal["rating", "choice", "percent", "text"]


@dataclass(frozen=True)
class Box:
    """One box: the digit beside it, what the database keeps for it, and its label."""

    key: str
    value: str
    label: str


@dataclass(frozen=True)
class Question:
    """One question as it is printed: `name` is its field, `number` what stands before it on paper."""

    name: str
    number: str
    kind: QuestionKind
    text: str
    boxes: tuple[Box, ...] = ()

    def find_box(self, key: str) -> Box | None:
        """The box with this digit."""
        return next((box for box in self.boxes if box.key == key), None)

    def key_of(self, value: str) -> str:
        """The digit of what the database keeps; "" for a question left blank."""
        return next((box.key for box in self.boxes if box.value == value), "")


@dataclass(frozen=True)
class Part:
    """Questions that stand together, with the title above them."""

    title: str
    questions: tuple[Question, ...]


def rated_parts(questionnaire: Questionnaire) -> tuple[Part, ...]:
    """The dimensions: their items share the columns of the scale."""
    boxes = rating_boxes(questionnaire)
    return tuple(
        Part(dimension.title, tuple(_question(item, boxes) for item in dimension.items))
        for dimension in questionnaire.dimensions
    )


def overall_questions(questionnaire: Questionnaire) -> tuple[Question, ...]:
    """The rating items outside the dimensions, then the percent items."""
    boxes = rating_boxes(questionnaire)
    return tuple(
        _question(item, boxes if item.kind == "rating" else ()) for item in _closing(questionnaire, "rating", "percent")
    )


def background_questions(questionnaire: Questionnaire) -> tuple[Question, ...]:
    """The grade where it is asked, then who answers."""
    questions = tuple(_question(item, _option_boxes(item)) for item in questionnaire.background)
    if not questionnaire.grades:
        return questions
    codes = [grade.code for grade in questionnaire.grades]
    keys = codes if all(len(code) == 1 and code in "123456789" for code in codes) else _count_keys(len(codes))
    boxes = tuple(Box(key, grade.code, grade.label) for key, grade in zip(keys, questionnaire.grades, strict=True))
    return (Question(GRADE, GRADE_NUMBER, "choice", questionnaire.grade_question or "", boxes), *questions)


def comment_questions(questionnaire: Questionnaire) -> tuple[Question, ...]:
    """What is answered in words."""
    return tuple(_question(item, ()) for item in _closing(questionnaire, "text"))


def paper_questions(questionnaire: Questionnaire) -> tuple[Question, ...]:
    """Every question in the order of the paper."""
    return (
        *(question for part in rated_parts(questionnaire) for question in part.questions),
        *overall_questions(questionnaire),
        *background_questions(questionnaire),
        *comment_questions(questionnaire),
    )


def rating_boxes(questionnaire: Questionnaire) -> tuple[Box, ...]:
    """The columns of the scale, the most satisfied first, and last "not applicable"."""
    scale = questionnaire.scale
    points = tuple(Box(str(option.value), str(option.value), option.label) for option in reversed(scale.options))
    return (*points, Box(NOT_APPLICABLE, NOT_APPLICABLE, scale.not_applicable))


def form_code(questionnaire: Questionnaire, *, digest: str) -> str:
    """What tells the clerk that paper and screen are the same form: code, version, first digits of the frozen digest."""
    return f"{questionnaire.code}.{questionnaire.version}-{digest[:6]}"


def _closing(questionnaire: Questionnaire, *kinds: str) -> tuple[Item, ...]:
    return tuple(item for item in questionnaire.closing if item.kind in kinds)


def _question(item: Item, boxes: tuple[Box, ...]) -> Question:
    return Question(item.code, item.code, item.kind, item.text, boxes)


def _option_boxes(item: Item) -> tuple[Box, ...]:
    return tuple(Box(str(option.value), str(option.value), option.label) for option in item.options)


def _count_keys(number: int) -> list[str]:
    """1, 2, 3, …; from the tenth on letters, should a questionnaire ever have so many grades."""
    return list("123456789abc"[:number])
