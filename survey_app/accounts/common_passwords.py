"""Passwords that guessers try first: common ones, rows of keys, and what is printed on the school's own gate.

Length is asked for in `passwords.py`; this is the other half of what NIST SP 800-63B asks, and no more: no rules about capitals
and signs, which make people write "Matkhau@123". Must not know an account: the words about its owner are passed in.
"""

import re
import unicodedata
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Final

_FILE: Final = Path(__file__).with_suffix(".txt")
_FEWEST_SIGNS: Final = 4  # "aaaaaaaaaa", "1212121212", "abcabcabcabc"
_ROWS: Final = ("01234567890", "qwertyuiop", "asdfghjkl", "zxcvbnm", "abcdefghijklmnopqrstuvwxyz", "1qaz2wsx3edc4rfv5tgb")
_RUN: Final = 5  # so many neighbours in a row of keys are a stretch that a finger slides along
_READ_AS: Final = str.maketrans("@$013457", "asoieast")


def is_common(password: str, *, own_words: Iterable[str] = ()) -> bool:
    """Whether a password is nearly the first thing that a guesser would try, for anybody or for this owner.

    `own_words` are the username, the unit's name and its code. They are refused alone and with digits or signs around them;
    among other words they may stand, as any word may.
    """
    if len(set(password.lower())) < _FEWEST_SIGNS or _is_slid(_fold(password)):
        return True
    about_owner = {reading for word in own_words for reading in _readings(word)}
    return not _readings(password).isdisjoint((_load_words() | about_owner) - {""})


def _readings(password: str) -> set[str]:
    """The words that a password may be taken for: without what stands around it, with signs read as letters, said twice."""
    small = _strip_marks(password)
    found = set()
    for text in (small, small.translate(_READ_AS), re.sub(r"^[^a-z]+|[^a-z]+$", "", small).translate(_READ_AS)):
        letters = re.sub(r"[^a-z0-9]", "", text)
        found |= {letters, re.sub(r"^[0-9]+|[0-9]+$", "", letters)}
    for word in tuple(found):
        half = len(word) // 2
        if half and word[:half] == word[half:]:
            found.add(word[:half])
    return found


def _is_slid(folded: str) -> bool:
    """Whether it is nothing but stretches of keys that lie beside each other."""
    rows = [*_ROWS, *(row[::-1] for row in _ROWS)]
    left = folded
    while left:
        longest = max((_stretch(left, row) for row in rows), default=0)
        if longest < min(_RUN, len(left)):
            return False
        left = left[longest:]
    return bool(folded)


def _stretch(text: str, row: str) -> int:
    """How many letters at the beginning of `text` follow each other in `row`."""
    place = row.find(text[0])
    if place < 0:
        return 0
    length = 0
    while length < min(len(text), len(row) - place) and text[length] == row[place + length]:
        length += 1
    return length


def _fold(text: str) -> str:
    """Small letters and digits without marks."""
    return re.sub(r"[^a-z0-9]", "", _strip_marks(text))


def _strip_marks(text: str) -> str:
    decomposed = unicodedata.normalize("NFD", text.lower().replace("đ", "d"))
    return "".join(sign for sign in decomposed if not unicodedata.combining(sign))


@cache
def _load_words() -> frozenset[str]:
    lines = (line.strip() for line in _FILE.read_text(encoding="utf-8").splitlines())
    return frozenset(line for line in lines if line and not line.startswith("#"))
