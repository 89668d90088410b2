"""What a units file says of a unit's fate: when it ends, which units it carries on, since when. Knows cells, no unit."""

import datetime as dt
import re
from collections.abc import Mapping
from typing import Final

from questionnaires.faults import quote
from survey_app.campaigns.unit_columns import CHANGE_HEADERS

Faults = list[tuple[str, str]]

_BETWEEN_CODES: Final = re.compile(r"[,;\s]+")
_WRITTEN: Final = re.compile(r"([0-9]{1,2})[/.-]([0-9]{1,2})[/.-]([0-9]{4})")
_STORED: Final = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})(?:[T ]00:00(?::00)?)?")  # as a workbook keeps a day
_FIRST_YEAR, _LAST_YEAR = 1990, 2100  # a mistyped year is a mistake, not a prophecy
_HOW: Final = "viết ngày như 01/09/2026"


def read_changes(values: Mapping[str, str]) -> tuple[dt.date | None, tuple[str, ...], dt.date | None, Faults]:
    """The closing day, the codes of predecessors, the day since when, and what is wrong with them."""
    faults: Faults = []
    days: dict[str, dt.date | None] = {}
    for column in ("closed_on", "since"):
        text = values.get(column, "")
        days[column] = find_day(text) if text else None
        if text and days[column] is None:
            faults.append((f"Cột {quote(CHANGE_HEADERS[column])}: {quote(text)} không phải một ngày", _HOW))
    codes = tuple(dict.fromkeys(code.upper() for code in _BETWEEN_CODES.split(values.get("predecessors", "")) if code))
    if codes and not values.get("since"):
        faults.append((f"Thiếu {quote(CHANGE_HEADERS['since'])}", "điền ngày đơn vị nối tiếp các đơn vị trước đây"))
    if not codes and values.get("since"):
        faults.append((f"Thiếu {quote(CHANGE_HEADERS['predecessors'])}", "điền mã, hoặc xóa ngày nối tiếp"))
    return days["closed_on"], codes, days["since"], faults


def find_day(text: str) -> dt.date | None:
    """The day that a cell or a field spells, day before month, or as a browser or a workbook writes it."""
    text = text.strip()
    written, stored = _WRITTEN.fullmatch(text), _STORED.fullmatch(text)
    if written:
        day, month, year = (int(part) for part in written.groups())
    elif stored:
        year, month, day = (int(part) for part in stored.groups())
    else:
        return None
    try:
        found = dt.date(year, month, day)
    except ValueError:
        return None
    return found if _FIRST_YEAR <= found.year <= _LAST_YEAR else None
