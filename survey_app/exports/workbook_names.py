"""Names of sheets that every spreadsheet program takes, however long and alike the wanted ones are."""

import re
from collections.abc import Sequence
from typing import Final

from survey_app.exports.xml_text import to_xml_text

LONGEST: Final = 31  # in units of UTF-16, as programs count
_FORBIDDEN: Final = re.compile(r"[\[\]:*?/\\]+")
_RESERVED: Final = "history"  # Excel keeps it for itself


def sheet_names(wanted: Sequence[str]) -> tuple[str, ...]:
    """A valid name for each wanted one, no two alike in any case of letters."""
    names: list[str] = []
    taken: set[str] = {_RESERVED}
    for place, text in enumerate(wanted, 1):
        bare = " ".join(_FORBIDDEN.sub(" ", to_xml_text(text)).split()).strip("' ") or f"Trang {place}"
        name, number = _short(bare), 1
        while name.casefold() in taken:
            number += 1
            name = _short(bare, f" ({number})")
        taken.add(name.casefold())
        names.append(name)
    return tuple(names)


def _short(text: str, end: str = "") -> str:
    while _length(text + end) > LONGEST:
        text = text[:-1]
    return text.rstrip("' ") + end


def _length(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2
