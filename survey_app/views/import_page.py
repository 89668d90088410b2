"""What the pages for imports show of a waiting file: its columns and words with what they are taken for, and the dry run.

Plain values in; nothing here reads the database or the request. How often an answer was given is shown nowhere: it would be a
result before results are shown.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Final

from questionnaires import Questionnaire
from questionnaires.faults import quote
from questionnaires.model import NO_ANSWER, NOT_APPLICABLE, Item
from survey_app.campaigns.units_file import RowFault
from survey_app.collecting.answer_file import AnswerFile, FileColumn
from survey_app.collecting.import_columns import GRADE
from survey_app.collecting.import_plan import (
    LEAVE_BLANK,
    RATING,
    UNREADABLE_WORD,
    Choices,
    Plan,
    Word,
    targets_for,
    words_in_use,
)

UNDECIDED: Final = "?"  # what a select says of a word that is taken for nothing yet
BLANK: Final = "-"  # what a select says of a word that is taken for no answer
SHOWN_WORDS: Final = 120  # selects on one page; a file with more words than this needs another pair of hands first
SHOWN_FAULTS: Final = 300  # told one by one; of the rest the numbers of the rows
SHOWN_ROWS: Final = 3
LABEL_LENGTH: Final = 70

HOW: Final = {
    "code": "trùng mã câu",
    "source": "trùng tên ở nguồn của câu",
    "words": "trùng lời câu",
    "near": "lời gần giống, hãy xem lại",
    "order": "theo thứ tự cột, hãy xem lại",
    "said": "đã chọn",
    "": "chưa ghép",
}


@dataclass(frozen=True)
class Choice:
    """One select: its field, its label, what can be chosen, what is chosen, why, and whether somebody should look at it."""

    name: str
    label: str
    options: tuple[tuple[str, str], ...]
    chosen: str
    why: str
    needs_look: bool


@dataclass(frozen=True)
class WordGroup:
    """The words of one kind: all ratings, one background question, or the grades."""

    title: str
    words: tuple[Choice, ...]


@dataclass(frozen=True)
class PreviewLine:
    """One question with what the first rows answer to it."""

    code: str
    text: str
    answers: tuple[str, ...]


def column_choices(file: AnswerFile, questionnaire: Questionnaire, choices: Choices) -> tuple[Choice, ...]:
    """A select for each column that was kept."""
    return tuple(_column_choice(column, questionnaire, choices) for column in file.columns)


def word_groups(
    file: AnswerFile, questionnaire: Questionnaire, choices: Choices, *, grades: Collection[str]
) -> tuple[tuple[WordGroup, ...], int]:
    """A select for each different word, by kind, and how many words there is no room for."""
    words = words_in_use(file, questionnaire, choices, grades=grades)
    shown = sorted(words[:SHOWN_WORDS], key=lambda one: (one.kind, one.is_sure))
    items = {item.code: item for item in questionnaire.items}
    titles = {RATING: "Các mức trả lời", GRADE: questionnaire.grade_question or ""}
    groups = tuple(
        WordGroup(
            titles.get(kind) or f"{kind} {items[kind].text}",
            tuple(_word_choice(one, questionnaire, items.get(kind), grades) for one in some),
        )
        for kind, some in groupby(shown, key=lambda one: one.kind)
    )
    return tuple(sorted(groups, key=lambda group: group.title != titles[RATING])), len(words) - len(shown)


def read_choices(
    form: Mapping[str, str], file: AnswerFile, questionnaire: Questionnaire, before: Choices, *, grades: Collection[str]
) -> Choices:
    """What the form says. Raises ValueError for what no select offered."""
    targets = dict(before.targets)
    for column in file.columns:
        said = form.get(f"column-{column.place}")
        if said is None:
            continue
        if said and said not in targets_for(column, questionnaire):
            raise ValueError(said)
        targets[column.place] = said
    words = dict(before.words)
    groups, _ = word_groups(file, questionnaire, before, grades=grades)
    for choice in (choice for group in groups for choice in group.words):
        said = form.get(choice.name, UNDECIDED)
        if said not in dict(choice.options):
            raise ValueError(said)
        _, kind, word = choice.name.split(":", 2)
        if said != UNDECIDED:
            words[kind, word] = LEAVE_BLANK if said == BLANK else said
        else:
            words.pop((kind, word), None)
    return Choices(targets, words)


def preview(plan: Plan, questionnaire: Questionnaire) -> tuple[tuple[int, ...], tuple[PreviewLine, ...]]:
    """How the first rows are read: their numbers, and each question with their answers in words."""
    rows = plan.rows[:SHOWN_ROWS]
    labels = {str(option.value): option.label for option in questionnaire.scale.options}
    labels[NOT_APPLICABLE] = questionnaire.scale.not_applicable
    grades = {grade.code: grade.label for grade in questionnaire.grades}
    lines = []
    if questionnaire.grades:
        answers = tuple(grades.get(row.grade, "") for row in rows)
        lines.append(PreviewLine("", questionnaire.grade_question or "", answers))
    for place, item in enumerate(questionnaire.closed_items):
        own = labels if item.kind == "rating" else {str(option.value): option.label for option in item.options}
        answers = tuple("" if row.sheet[place] == NO_ANSWER else own[row.sheet[place]] for row in rows)
        lines.append(PreviewLine(item.code, item.text, answers))
    for place, item in enumerate(questionnaire.percent_items):
        found = [row.percents[place] for row in rows]
        lines.append(PreviewLine(item.code, item.text, tuple("" if one is None else f"{one}%" for one in found)))
    return tuple(row.line for row in rows), tuple(lines)


def shown_faults(faults: Sequence[RowFault]) -> tuple[tuple[RowFault, ...], str]:
    """The faults that are told one by one, and the numbers of the further rows as ranges."""
    told = tuple(faults[:SHOWN_FAULTS])
    seen = {fault.line for fault in told}
    return told, _ranges(sorted({fault.line for fault in faults[SHOWN_FAULTS:]} - seen))


def count_rows(faults: Sequence[RowFault]) -> int:
    """How many rows have a fault."""
    return len({fault.line for fault in faults})


def _column_choice(column: FileColumn, questionnaire: Questionnaire, choices: Choices) -> Choice:
    is_said = column.place in choices.targets
    chosen = choices.targets.get(column.place, column.target)
    items = {item.code: item for item in questionnaire.items}
    offered = [("", "Không lấy cột này")]
    for target in targets_for(column, questionnaire):
        text = questionnaire.grade_question if target == GRADE else f"{target} {items[target].text}"
        offered.append((target, _short(text or "")))
    return Choice(
        name=f"column-{column.place}",
        label=column.header,
        options=tuple(offered),
        chosen=chosen,
        why=HOW["said" if is_said else column.how],
        needs_look=not is_said and column.how in ("near", "order", ""),
    )


def _word_choice(word: Word, questionnaire: Questionnaire, item: Item | None, grades: Collection[str]) -> Choice:
    if word.kind == RATING:
        scale = questionnaire.scale
        offered = [(str(option.value), f"{option.value} {option.label}") for option in reversed(scale.options)]
        offered.append((NOT_APPLICABLE, scale.not_applicable))
    elif item is not None:
        offered = [(str(option.value), option.label) for option in item.options]
    else:
        offered = [(grade.code, grade.label) for grade in questionnaire.grades if grade.code in grades]
    chosen = UNDECIDED if word.value is None else word.value or BLANK
    return Choice(
        name=f"word:{word.kind}:{word.word}",
        label=_word_label(word),
        options=((UNDECIDED, "Chưa chọn"), *offered, (BLANK, "Để trống, không trả lời")),
        chosen=chosen,
        why="" if word.is_sure else "chưa rõ, hãy chọn" if word.value is None else "đoán, hãy xem lại",
        needs_look=not word.is_sure,
    )


def _word_label(word: Word) -> str:
    """What the file says; of grades it is what is left of a class."""
    if word.word == UNREADABLE_WORD:
        return "Các ô không khớp lựa chọn nào"
    return f"Khối {word.word}" if word.kind == GRADE and word.word.isdecimal() else quote(word.word)


def _short(text: str) -> str:
    return text if len(text) <= LABEL_LENGTH else f"{text[: LABEL_LENGTH - 1].rstrip()}…"


def _ranges(lines: Sequence[int]) -> str:
    """Numbers as a reader writes them: 3, 5–9, 12."""
    parts: list[list[int]] = []
    for line in lines:
        if parts and parts[-1][-1] == line - 1:
            parts[-1].append(line)
        else:
            parts.append([line])
    return ", ".join(f"{part[0]}–{part[-1]}" if len(part) > 1 else str(part[0]) for part in parts)
