"""What a clerk types, made fit to stand in a document: composed letters, single spaces, no sign that cannot be seen.

Knows no table and no form. What is too long is never cut: it is refused by whoever asked for it.
"""

import re
import unicodedata
from typing import Final

# composing takes the square of a run of accents, so what is far too long is not composed; its length alone has it refused
LONGEST_COMPOSED: Final = 20_000
_UNSEEN = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufffd]+")


def clean_line(text: str) -> str:
    """The text in one line."""
    return " ".join(_composed(text).split())


def clean_lines(text: str) -> tuple[str, ...]:
    """The lines of the text that are not empty."""
    return tuple(line for one in _composed(text).split("\n") if (line := " ".join(one.split())))


def clean_list(text: str) -> tuple[str, ...]:
    """The lines of a list as a clerk writes it, without the dash before and the mark after each: documents put their own."""
    bare = (line.lstrip("-–+•* ").rstrip(";. ") for line in clean_lines(text))
    return tuple(line for line in bare if line)


def _composed(text: str) -> str:
    text = _UNSEEN.sub(" ", text.replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n"))
    return text if len(text) > LONGEST_COMPOSED else unicodedata.normalize("NFC", text)
