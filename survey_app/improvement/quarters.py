"""Quarters of a year, and by which day their self-assessments are due. Calendar only: knows no unit and no database."""

import datetime as dt
import re
from dataclasses import dataclass
from typing import Final

DAY_OF_MONTH: Final = 15  # of the quarter's last month, until a department says otherwise; provinces ask for 10, 15 or 20
_CODE: Final = re.compile(r"(20\d\d)-([1-4])")
_ROMAN: Final = ("I", "II", "III", "IV")


@dataclass(frozen=True, order=True)
class Quarter:
    """One quarter; `code` is how an address spells it, `name` how a sentence does."""

    year: int
    number: int

    @property
    def code(self) -> str:
        """The second quarter of 2026 is 2026-2."""
        return f"{self.year}-{self.number}"

    @property
    def name(self) -> str:
        """Without a capital: "quý II năm 2026"."""
        return f"quý {_ROMAN[self.number - 1]} năm {self.year}"

    @property
    def first_day(self) -> dt.date:
        """The day on which it begins."""
        return dt.date(self.year, 3 * self.number - 2, 1)

    @property
    def last_day(self) -> dt.date:
        """The day on which it ends."""
        return self.following.first_day - dt.timedelta(days=1)

    @property
    def following(self) -> "Quarter":
        """The next quarter."""
        return Quarter(self.year, self.number + 1) if self.number < 4 else Quarter(self.year + 1, 1)

    @property
    def previous(self) -> "Quarter":
        """The quarter before."""
        return Quarter(self.year, self.number - 1) if self.number > 1 else Quarter(self.year - 1, 4)

    def due_on(self, day: int) -> dt.date:
        """The day of the last month on which the self-assessment is due."""
        return dt.date(self.year, 3 * self.number, day)


def quarter_of(day: dt.date) -> Quarter:
    """The quarter in which a day lies."""
    return Quarter(day.year, (day.month + 2) // 3)


def find_quarter(code: str) -> Quarter | None:
    """The quarter that a code spells, None where it spells none."""
    found = _CODE.fullmatch(code)
    return Quarter(int(found[1]), int(found[2])) if found else None


def quarters_since(first: dt.date, *, today: dt.date, day: int = DAY_OF_MONTH, most: int = 4) -> tuple[Quarter, ...]:
    """The present quarter and those before it whose day was not over at `first`, the latest first.

    Where the day of the present one was over then, the next is the first that is owed.
    """
    quarter = quarter_of(today)
    if quarter.due_on(day) < first:
        return (quarter.following,)
    found = [quarter]
    while len(found) < most and quarter.previous.due_on(day) >= first:
        quarter = quarter.previous
        found.append(quarter)
    return tuple(found)
