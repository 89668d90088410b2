"""One paper form as it is typed: from digits to a draft and back, and where two entries of the same form differ.

Plain values; knows no database. Comments are kept but never compared: two people do not write the same words alike.
"""

import hashlib
import json
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from questionnaires.model import NO_ANSWER, Questionnaire
from survey_app.collecting.answers import (
    COMMENT_LENGTH,
    LONGEST_TYPED,
    percents_from,
    read_percents,
    sheet_from,
    write_percents,
)
from survey_app.collecting.paper_keys import GRADE, Question, paper_questions

BLANK: Final = "bỏ trống"


class EntryFaultsError(Exception):
    """What was typed cannot be kept: `faults` says why, by field name."""

    def __init__(self, faults: Mapping[str, str]) -> None:
        super().__init__(", ".join(faults))
        self.faults = dict(faults)


@dataclass(frozen=True)
class Entry:
    """One form as a draft keeps it; `comments` is JSON, text by item code."""

    sheet: str
    percents: str = ""
    grade: str = ""
    comments: str = "{}"

    @property
    def mark(self) -> str:
        """A short digest: what a page has seen of a draft, so that nobody overwrites what they have not read."""
        return hashlib.sha256("\n".join((self.sheet, self.percents, self.grade, self.comments)).encode()).hexdigest()[:16]


@dataclass(frozen=True)
class Difference:
    """One question that two entries answer differently, in words."""

    question: Question
    first: str
    second: str


def entry_from(questionnaire: Questionnaire, typed: Mapping[str, str]) -> Entry:
    """The entry that was typed: digits by field name, comments as text. Raises EntryFaultsError."""
    faults: dict[str, str] = {}
    answers: dict[str, str] = {}
    comments: dict[str, str] = {}
    for question in paper_questions(questionnaire):
        text = _tidy(typed.get(question.name, ""))
        if not text:
            continue
        fault = _find_fault(question, text)
        if fault:
            faults[question.name] = fault
        elif question.kind == "text":
            comments[question.name] = text
        else:
            box = question.find_box(text)
            answers[question.name] = box.value if box else str(int(text))
    if faults:
        raise EntryFaultsError(faults)
    return Entry(
        sheet=sheet_from(questionnaire, answers),
        percents=write_percents(percents_from(questionnaire, answers)),
        grade=answers.get(GRADE, ""),
        comments=json.dumps(comments, ensure_ascii=False, sort_keys=True),
    )


def typed_from(questionnaire: Questionnaire, entry: Entry) -> dict[str, str]:
    """What would be typed to make this entry: `entry_from` backwards, without the questions left blank."""
    values = values_of(questionnaire, entry)
    typed = {
        question.name: question.key_of(values[question.name]) if question.boxes else values[question.name]
        for question in paper_questions(questionnaire)
        if values.get(question.name)
    }
    return typed | read_comments(entry)


def values_of(questionnaire: Questionnaire, entry: Entry) -> dict[str, str]:
    """What was answered to each question that is not a comment, "" for a blank."""
    closed = zip(questionnaire.closed_items, entry.sheet, strict=True)
    percents = zip(questionnaire.percent_items, read_percents(entry.percents), strict=True)
    values = {item.code: "" if value == NO_ANSWER else value for item, value in closed}
    values |= {item.code: "" if percent is None else str(percent) for item, percent in percents}
    return values | ({GRADE: entry.grade} if questionnaire.grades else {})


def read_comments(entry: Entry) -> dict[str, str]:
    """The comments by item code."""
    return {str(code): str(text) for code, text in json.loads(entry.comments).items()}


def find_differences(questionnaire: Questionnaire, first: Entry, second: Entry) -> tuple[Difference, ...]:
    """Where two entries answer differently, in the order of the paper."""
    ours, theirs = values_of(questionnaire, first), values_of(questionnaire, second)
    return tuple(
        Difference(question, say_answer(question, ours[question.name]), say_answer(question, theirs[question.name]))
        for question in compared_questions(questionnaire)
        if ours[question.name] != theirs[question.name]
    )


def compared_questions(questionnaire: Questionnaire) -> tuple[Question, ...]:
    """The questions in which two entries are compared."""
    return tuple(question for question in paper_questions(questionnaire) if question.kind != "text")


def merged(questionnaire: Questionnaire, first: Entry, second: Entry, *, take_second: set[str]) -> Entry:
    """The first entry, with the answers of the second to the questions named."""
    ours, theirs = values_of(questionnaire, first), values_of(questionnaire, second)
    answers = {name: theirs[name] if name in take_second else value for name, value in ours.items()}
    return Entry(
        sheet=sheet_from(questionnaire, answers),
        percents=write_percents(percents_from(questionnaire, answers)),
        grade=answers.get(GRADE, ""),
        comments=first.comments,
    )


def count_blanks(questionnaire: Questionnaire, entry: Entry) -> int:
    """How many questions about satisfaction were left blank."""
    values = values_of(questionnaire, entry)
    return sum(1 for item in questionnaire.items if item.kind in ("rating", "percent") and not values[item.code])


def say_answer(question: Question, value: str) -> str:
    """An answer as the comparison prints it: "4 Hài lòng", "85%", "bỏ trống"."""
    if not value:
        return BLANK
    box = next((box for box in question.boxes if box.value == value), None)
    return f"{box.key} {box.label}" if box else f"{value}%"


def _find_fault(question: Question, text: str) -> str:
    if question.kind == "text":
        if any((unicodedata.category(sign) == "Cc" and sign not in "\n\t") or sign == "\ufffd" for sign in text):
            return "Ý kiến có ký tự không đọc được; xin nhập lại phần này."
        return f"Ý kiến dài quá {COMMENT_LENGTH} ký tự; xin rút ngắn lại." if len(text) > COMMENT_LENGTH else ""
    if question.kind == "percent":
        fits = text.isascii() and text.isdigit() and len(text) <= 3 and int(text) <= 100
        return "" if fits else "Nhập một số nguyên từ 0 đến 100, hoặc để trống."
    if question.find_box(text):
        return ""
    return f"Nhập một trong các số {', '.join(box.key for box in question.boxes)}, hoặc để trống."


def _tidy(text: str) -> str:
    """NFC, one kind of line break, no blanks around. What is far too long stays as it is, to be refused."""
    if len(text) > LONGEST_TYPED:
        return text
    return unicodedata.normalize("NFC", text).replace("\r\n", "\n").strip()
