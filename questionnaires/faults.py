"""What is wrong with a file, said so that a methodologist can put it right without reading code.

This module words and orders faults. It must not know any rule: the rules are in `shape`, `rules` and `yaml_text`.
"""

import difflib
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, NamedTuple

Loc = tuple[str | int, ...]

QUOTED_LENGTH = 60  # a quotation only has to be recognised; a whole paragraph in a message hides the message


class Finding(NamedTuple):
    """A fault by its place in the content. `line` is set where the place alone does not tell it (a key written twice)."""

    loc: Loc
    message: str
    remedy: str
    line: int | None = None


@dataclass(frozen=True, order=True)
class Fault:
    """One thing to put right: the file, the line, the place in words, what is wrong and what to do."""

    file: str
    line: int
    place: str
    message: str
    remedy: str

    def __str__(self) -> str:
        where = f"{self.file}, dòng {self.line}" + (f", {self.place}" if self.place else "")
        return f"{where}: {self.message}. Cách sửa: {self.remedy}."


class QuestionnaireError(Exception):
    """All faults of one file, or of all files of a folder; printed one per line."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults: tuple[Fault, ...] = tuple(faults)
        super().__init__("\n".join(str(fault) for fault in self.faults))


def quote(value: object) -> str:
    """The file's own words, short and printable, in Vietnamese quotation marks."""
    text = value if isinstance(value, str) else _plain(value)
    text = "".join("�" if unicodedata.category(letter).startswith("C") else letter for letter in text)
    return f"“{text if len(text) <= QUOTED_LENGTH else text[: QUOTED_LENGTH - 1] + '…'}”"


def suggest(word: str, known: Iterable[str]) -> str:
    """What to write instead of an unknown word: the nearest known one if there is one, then all of them."""
    names = tuple(known)
    near = difflib.get_close_matches(word.casefold(), [name.casefold() for name in names], n=1)
    nearest = next((name for name in names if near and name.casefold() == near[0]), None)
    listed = ", ".join(names)
    return f"có phải là {quote(nearest)}? Chỉ dùng: {listed}" if nearest else f"chỉ dùng: {listed}"


def describe_place(loc: Loc, data: object) -> str:
    """The way to a value as a reader of the file sees it: codes where there are codes, else the number in the list."""
    steps = []
    for step in loc:
        data = _child(data, step)
        code = data.get("code") if isinstance(data, dict) and isinstance(step, int) else None
        if isinstance(code, str) and code and len(code) <= QUOTED_LENGTH:
            steps.append(code)
        else:
            steps.append(f"mục thứ {step + 1}" if isinstance(step, int) else step[:QUOTED_LENGTH])
    return " › ".join(steps)


def _child(data: object, step: str | int) -> Any:
    if isinstance(data, dict):
        return data.get(step)
    if isinstance(data, tuple) and isinstance(step, int) and step < len(data):
        return data[step]
    return None


def _plain(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)
