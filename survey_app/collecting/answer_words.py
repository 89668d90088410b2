"""What the cells of somebody else's table mean: options, grades and percentages, in words, in digits or in both.

Shared by the command and the page that take over existing answers. Knows no file and no database. What is only likely is said
to be so, for a person has to look at it.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Final

from questionnaires import Questionnaire
from questionnaires.model import NOT_APPLICABLE, Item
from survey_app.campaigns.unit_columns import comparable

NEAR: Final = 0.85  # of two-letter groups in common: "Rất hài lòngg" is near, "Hài lòng" is not near "Rất hài lòng" (0.8)
CLEARLY: Final = 0.1  # by so much the best must be nearer than the second, or nobody knows

_NOT_APPLICABLE_WORDS: Final = frozenset(
    comparable(word) for word in ("na", "n/a", "Không áp dụng", "Không biết", "Không áp dụng / không biết", "Không rõ")
)
# other scales of five in use, from worst to best; a person looks at what they are taken for
_OTHER_SCALES: Final = (
    ("Hoàn toàn không hài lòng", "Chưa hài lòng", "Tương đối hài lòng", "Khá hài lòng", "Hoàn toàn hài lòng"),
    ("Rất không đồng ý", "Không đồng ý", "Phân vân", "Đồng ý", "Rất đồng ý"),
    ("Hoàn toàn không đồng ý", "Chưa đồng ý", "Trung lập", "Khá đồng ý", "Hoàn toàn đồng ý"),
    ("Rất kém", "Kém", "Trung bình", "Tốt", "Rất tốt"),
)
_DIGIT_FIRST: Final = re.compile(r"\(?\s*([0-9])\s*[-–—.:)=\]]+\s*(.+)", re.DOTALL)
_DIGIT_LAST: Final = re.compile(r"(.+?)\s*[-–—:(\[]\s*([0-9])\s*[)\]]?", re.DOTALL)
_DIGIT_ALONE: Final = re.compile(r"(?:mức|điểm)?\s*([0-9])\s*(?:điểm|sao)?", re.IGNORECASE)
_PERCENT: Final = re.compile(r"0{0,3}([0-9]{1,3})\s*%?")
_SHARE: Final = re.compile(r"0,[0-9]{1,2}")  # how a workbook keeps 85 % where the cell is formatted so
_CLASS: Final = re.compile(r"(?:hoc sinh )?(?:khoi lop|khoi|lop|k|l)?[\s.:-]*0?([0-9]{1,2})(?![0-9])")
_AGES: Final = re.compile(r"([0-9])\s*[-–]\s*([0-9])(?![0-9])")
_AGE: Final = re.compile(r"\b([0-9]) tuoi")
_PRESCHOOL_NAMES: Final = (
    (r"nha tre\b", "NT"),
    (r".*\bthang\b", "NT"),
    (r"mam\b", "3-4"),
    (r"choi\b", "4-5"),
    (r"la\b", "5-6"),
)


@dataclass(frozen=True)
class Meaning:
    """What a word stands for: the character of the sheet. `is_sure` is False where a person should look at it."""

    value: str
    is_sure: bool = True


def read_rating(questionnaire: Questionnaire, text: str) -> Meaning | None:
    """The point of the scale, or "not applicable"; None for what is neither.

    Where digit and words disagree the words count: some scales run from best to worst.
    """
    values = _rating_values(questionnaire)
    if text in values:
        return Meaning(text)
    labels, key = _rating_labels(questionnaire), comparable(text)
    if key in labels:
        return labels[key]
    if digit := _DIGIT_ALONE.fullmatch(text.strip()):
        return Meaning(digit[1]) if digit[1] in values else None
    digit_and_words = _split_digit(text)
    if digit_and_words:
        digit_, words = digit_and_words
        said = labels.get(comparable(words)) or _find_near(words, labels)
        if said is not None:
            return Meaning(said.value, is_sure=said.is_sure and said.value == digit_)
        return Meaning(digit_, is_sure=False) if digit_ in values else None
    return _find_near(text, labels)


def read_choice(item: Item, text: str) -> Meaning | None:
    """The option of a background item."""
    labels = {comparable(option.label): Meaning(str(option.value)) for option in item.options}
    values = {str(option.value) for option in item.options}
    if (key := comparable(text)) in labels:
        return labels[key]
    if digit := _DIGIT_ALONE.fullmatch(text.strip()):
        return Meaning(digit[1]) if digit[1] in values else None
    digit_and_words = _split_digit(text)
    if digit_and_words:
        said = labels.get(comparable(digit_and_words[1]))
        return Meaning(said.value, is_sure=said.value == digit_and_words[0]) if said else None
    return _find_near(text, labels)


def read_percent(text: str, *, is_share: bool = False) -> int | None:
    """A whole number from 0 to 100, with or without the sign. In a column of shares "0,85" and "1" are 85 and 100."""
    if is_share:
        if _SHARE.fullmatch(text):
            return int(text.removeprefix("0,").ljust(2, "0"))
        return {"0": 0, "1": 100}.get(text)
    found = _PERCENT.fullmatch(text.strip())
    return int(found[1]) if found and int(found[1]) <= 100 else None


def is_share(text: str) -> bool:
    """Whether a cell says a percentage as a part of one."""
    return _SHARE.fullmatch(text) is not None


def read_grade(questionnaire: Questionnaire, text: str) -> str:
    """The grade that a cell names, however much more it says ("Lớp 3A2" → "3"), "" where it names none.

    It may be a grade that the questionnaire does not have; what comes out is never a class.
    """
    codes = {comparable(word): grade.code for grade in questionnaire.grades for word in (grade.code, grade.label)}
    if (key := comparable(text)) in codes:
        return codes[key]
    plain = " ".join(_without_marks(text).split())
    if any(not grade.code.isdecimal() for grade in questionnaire.grades):
        return _read_preschool_group(plain)
    found = _CLASS.match(plain)
    return found[1] if found and "tuoi" not in plain else ""


@lru_cache(maxsize=20_000)
def likeness(one: str, other: str) -> float:
    """How alike two texts are, 0 to 1: groups of two letters in common, without regard to marks, case and signs."""
    first, second = _pairs(comparable(one)), _pairs(comparable(other))
    total = first.total() + second.total()
    return 2 * (first & second).total() / total if total else 0.0


def _read_preschool_group(plain: str) -> str:
    if ages := _AGES.search(plain):
        return f"{ages[1]}-{ages[2]}"
    if age := _AGE.search(plain):
        return f"{age[1]}-{int(age[1]) + 1}"
    words = plain.replace("lop ", "").replace("mau giao ", "")
    return next((code for name, code in _PRESCHOOL_NAMES if re.match(name, words)), "")


def _split_digit(text: str) -> tuple[str, str] | None:
    text = text.strip()
    if found := _DIGIT_FIRST.fullmatch(text):
        return found[1], found[2]
    if found := _DIGIT_LAST.fullmatch(text):
        return found[2], found[1]
    return None


def _find_near(text: str, labels: Mapping[str, Meaning]) -> Meaning | None:
    """The label that a text nearly says, if one is clearly the nearest."""
    ranked = sorted(((likeness(text, label), label) for label in labels), reverse=True)
    (best, label), second = ranked[0], next((near for near, other in ranked[1:] if labels[other] != labels[ranked[0][1]]), 0.0)
    return Meaning(labels[label].value, is_sure=False) if best >= NEAR and best - second >= CLEARLY else None


@cache
def _rating_values(questionnaire: Questionnaire) -> frozenset[str]:
    return frozenset({NOT_APPLICABLE, *(str(option.value) for option in questionnaire.scale.options)})


@cache
def _rating_labels(questionnaire: Questionnaire) -> dict[str, Meaning]:
    options = sorted(questionnaire.scale.options, key=lambda option: option.value)
    labels: dict[str, Meaning] = {}
    for scale in _OTHER_SCALES:
        if len(options) == len(scale):
            labels |= {
                comparable(word): Meaning(str(option.value), is_sure=False) for word, option in zip(scale, options, strict=True)
            }
    labels |= dict.fromkeys(_NOT_APPLICABLE_WORDS, Meaning(NOT_APPLICABLE))
    labels[comparable(questionnaire.scale.not_applicable)] = Meaning(NOT_APPLICABLE)
    return labels | {comparable(option.label): Meaning(str(option.value)) for option in options}


@lru_cache(maxsize=4_096)
def _pairs(text: str) -> Counter[str]:
    return Counter(text[place : place + 2] for place in range(len(text) - 1))


def _without_marks(text: str) -> str:
    plain = unicodedata.normalize("NFD", text.casefold().replace("đ", "d"))
    return "".join(sign for sign in plain if not unicodedata.combining(sign))
