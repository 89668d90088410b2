"""Letters that no face of the typesetter has: named in brackets, because for want of a letter no document may fail.

Vietnamese is whole in our face. A rare letter (a name in Greek, a mark of a minority's language) comes from a face that the
typesetter brings along; what is left, mostly small pictures in comments, is named.
"""

import re
import unicodedata
from functools import lru_cache
from itertools import groupby
from typing import Any, Final

from survey_app.exports.typesetting import can_typeset

OURS: Final = ((0x20, 0x17F), (0x1EA0, 0x1EF9))  # certain without asking
ASKED: Final = ((0x180, 0x52F), (0x1E00, 0x1FFF), (0x2000, 0x2BFF))  # the typesetter is asked, once for each letter
PICTURE: Final = "[biểu tượng]"
LETTER: Final = "[chữ không in được]"
ENDLESS: Final = re.compile(r"\S{61,}")  # would run over the margin
PIECE: Final = 20
BREAK: Final = "\u200b"


def printable(value: Any) -> Any:
    """The same data with every letter that cannot be set replaced, and places to break in words wider than the page."""
    if isinstance(value, str):
        return _break_endless(replace_letters(value))
    if isinstance(value, dict):
        return {key: printable(inside) for key, inside in value.items()}
    if isinstance(value, (list, tuple)):
        return [printable(inside) for inside in value]
    return value


def replace_letters(text: str) -> str:
    """The text with every run of letters that cannot be set named in brackets."""
    if all(map(_is_set, set(text))):
        return text
    return "".join("".join(run) if is_set else _name("".join(run)) for is_set, run in groupby(text, key=_is_set))


def _break_endless(text: str) -> str:
    return ENDLESS.sub(lambda found: break_words(found[0], PIECE), text)


def break_words(text: str, longest: int) -> str:
    """The text with places to break in words of more letters."""
    return re.sub(
        rf"\S{{{longest + 1},}}",
        lambda found: BREAK.join(found[0][start : start + longest] for start in range(0, len(found[0]), longest)),
        text,
    )


def _name(run: str) -> str:
    categories = {unicodedata.category(letter)[0] for letter in run} - {"M"}
    if not categories:
        return ""  # a mark that changes how the letter before it looks
    return PICTURE if "S" in categories else LETTER


@lru_cache(maxsize=8192)
def _is_set(letter: str) -> bool:
    code = ord(letter)
    if letter == "\n" or any(first <= code <= last for first, last in OURS):
        return True
    if not any(first <= code <= last for first, last in ASKED):
        return False
    return can_typeset(f"o{letter}" if unicodedata.combining(letter) else letter)
