"""Which question a column of somebody else's table belongs to: by code, by the item's `source`, by its words, last by order.

Knows headers only, never a cell. A guess says how it was made, so that a person can judge it.
"""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final, Literal

from questionnaires import Questionnaire
from survey_app.campaigns.unit_columns import comparable
from survey_app.collecting.answer_words import likeness

How = Literal["code", "source", "words", "near", "order", ""]

GRADE: Final = "grade"  # the target of the column that says the grade
NEAR: Final = 0.72  # a few items are as alike as this among each other: the nearest header wins, and a person looks at it
DIFFERENT: Final = 0.3  # a code before words that are so far from the item's own is the code of another questionnaire
_RANK: Final = {"code": 4.0, "source": 3.0, "words": 2.0}  # above every likeness

_GRID: Final = re.compile(r"(.*?)\s*\[([^\[\]]+)\]\s*", re.DOTALL)  # Google's "Câu [Hàng]"
_NUMBERING: Final = re.compile(r"\s*(?:câu|cau|mục)?\s*[0-9]{1,3}(?:\.[0-9]{1,2})?\s*[.):\-–/]\s*(?=\S)", re.IGNORECASE)
_CODE: Final = re.compile(r"\W*(?:câu\s+)?([A-Za-z][0-9]{2})(?![0-9A-Za-z])\W*(.*)", re.IGNORECASE | re.DOTALL)
_GRADE_HEADERS: Final = ("khoi", "lop", "khoilop", "lopkhoi", "nhomlop", "nhomtuoi")
_GRADE_PARTS: Final = ("khoinao", "lopnao", "hockhoi", "hoclop", "lopmay", "nhomlopnao", "nhomtuoinao")


@dataclass(frozen=True)
class ColumnGuess:
    """A column's question: an item's code or `GRADE`, and how it was found."""

    target: str
    how: How
    likeness: float = 1.0


def guess_columns(headers: Sequence[str], questionnaire: Questionnaire) -> dict[int, ColumnGuess]:
    """The likeliest column of each question, by place; no question twice and no column twice."""
    found: list[tuple[float, int, ColumnGuess]] = []
    for place, header in enumerate(headers):
        for guess in _guesses(header, questionnaire):
            found.append((_RANK.get(guess.how, 0.0) + guess.likeness, place, guess))
    chosen: dict[int, ColumnGuess] = {}
    taken: set[str] = set()
    for _, place, guess in sorted(found, key=lambda one: (-one[0], one[1])):
        if place not in chosen and guess.target not in taken:
            chosen[place] = guess
            taken.add(guess.target)
    return chosen


def guess_by_order(places: Sequence[int], questionnaire: Questionnaire, taken: Collection[str]) -> dict[int, ColumnGuess]:
    """The questions of columns that hold ratings under headers that say nothing: as many columns as ratings are left."""
    overall = questionnaire.overall_item
    items = [*questionnaire.dimension_items, *([overall] if overall else [])]
    left = [item.code for item in items if item.code not in taken]
    of_dimensions = [code for code in left if overall is None or code != overall.code]
    for codes in (left, of_dimensions):
        if codes and len(codes) == len(places):
            return {place: ColumnGuess(code, "order", 0.0) for place, code in zip(places, codes, strict=True)}
    return {}


def count_known(cells: Sequence[str], questionnaire: Questionnaire) -> int:
    """How many cells of a row are headers that name a question outright: tells the header row, the sheet and the delimiter."""
    known = _known_words(questionnaire)
    return len({known[key] for cell in cells for key in _keys(cell, questionnaire) if key in known})


def _guesses(header: str, questionnaire: Questionnaire) -> list[ColumnGuess]:
    codes = {item.code: item.text for item in questionnaire.items}
    guesses = []
    for part in header_parts(header):
        coded = _CODE.fullmatch(part)
        if coded and (code := coded[1].upper()) in codes:
            words = comparable(coded[2])
            if len(words) < 8 or likeness(words, codes[code]) >= DIFFERENT:
                guesses.append(ColumnGuess(code, "code"))
        plain = _NUMBERING.sub("", part, count=1) if _NUMBERING.match(part) else part
        for code, text in codes.items():
            alike = likeness(plain, text)
            if comparable(plain) == comparable(text):
                guesses.append(ColumnGuess(code, "words"))
            elif alike >= NEAR:
                guesses.append(ColumnGuess(code, "near", alike))
        if questionnaire.grades:
            guesses += _grade_guesses(plain, questionnaire.grade_question or "")
    sources = _unique_sources(questionnaire)
    if header in sources:
        guesses.append(ColumnGuess(sources[header], "source"))
    return guesses


def _grade_guesses(plain: str, question: str) -> list[ColumnGuess]:
    key = comparable(plain)
    if key == comparable(question) or key in _GRADE_HEADERS:
        return [ColumnGuess(GRADE, "words")]
    alike = likeness(plain, question)
    if alike >= NEAR or (len(key) <= 60 and any(part in key for part in _GRADE_PARTS)):
        return [ColumnGuess(GRADE, "near", max(alike, NEAR))]
    return []


def header_parts(header: str) -> tuple[str, ...]:
    """The texts in a header that may name a question: the row of a grid, then all of it."""
    grid = _GRID.fullmatch(header)
    return (grid[2].strip(), header) if grid else (header,)


def _keys(cell: str, questionnaire: Questionnaire) -> list[str]:
    keys = [cell]
    for part in header_parts(cell):
        plain = _NUMBERING.sub("", part, count=1) if _NUMBERING.match(part) else part
        keys.append(comparable(plain))
        if coded := _CODE.fullmatch(part):
            keys.append(coded[1].upper())
    return keys


@cache
def _known_words(questionnaire: Questionnaire) -> Mapping[str, str]:
    known = {comparable(item.text): item.code for item in questionnaire.items}
    return known | _unique_sources(questionnaire) | {item.code: item.code for item in questionnaire.items}


@cache
def _unique_sources(questionnaire: Questionnaire) -> dict[str, str]:
    """Items by the name in their `source`, where that names one item only."""
    sources = [item.source for item in questionnaire.items]
    return {item.source: item.code for item in questionnaire.items if sources.count(item.source) == 1}
