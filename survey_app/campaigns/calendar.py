"""The dates of the year that a department sets its units, and which of them lie before a unit now.

Provinces differ, so each kind of date may be set (`set-calendar`); until then it has the days that most plans name. No dates of
this calendar: the survey itself (a campaign has its own), and the quarterly self-assessment, whose day and state are known to
improvement/self_assessments.py.
"""

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from survey_app.config import TIMEZONE
from survey_app.models import AuditEntry, CalendarEntry, CalendarTick, Campaign

AHEAD: Final = dt.timedelta(days=30)  # before that, a deadline only stands in the way of what is to be done now
BEHIND: Final = dt.timedelta(days=14)  # after that, it helps nobody to be told of it every day
MOST_DAYS: Final = 8

# kind → its days as (day, month), unless the department has set others
DEFAULT_DAYS: Final[dict[str, tuple[tuple[int, int], ...]]] = {
    "plan": ((31, 3),),
    "analysis": ((30, 3),),  # before 31 March
    "results": ((10, 12),),
    "dialogue": ((31, 5), (30, 11)),
}
# what the department owes and units do not; its own report of a quarter comes after those of its units (the last is ours)
DEPARTMENT_DAYS: Final[dict[str, tuple[tuple[int, int], ...]]] = {
    "quarter-report": ((20, 3), (20, 6), (20, 9), (20, 12)),
    "publication": ((31, 12),),
}


class CalendarRefusedError(Exception):
    """The days cannot be taken; the message says why and what to do."""


@dataclass(frozen=True)
class Deadline:
    """One date of the calendar: its kind, the day, and whether the unit has ticked it off."""

    kind: str
    due_on: dt.date
    is_done: bool = False


def find_deadlines(session: Session, unit_id: int, *, today: dt.date) -> tuple[Deadline, ...]:
    """The deadlines of the coming weeks and those just missed, by date; what was ticked off is said to be.

    Whose day lies before the first day of the system is not among them.
    """
    begun = find_first_day(session, today=today)
    ticked = select(CalendarTick.kind, CalendarTick.due_on).where(CalendarTick.unit_id == unit_id)
    done = {(kind, due_on) for kind, due_on in session.execute(ticked)}
    found = [
        Deadline(kind, due_on, is_done=(kind, due_on) in done)
        for kind, days in find_days(session).items()
        for year in (today.year - 1, today.year, today.year + 1)
        for due_on in (dt.date(year, month, day) for day, month in days)
        if max(today - BEHIND, begun) <= due_on <= today + AHEAD
    ]
    return tuple(sorted(found, key=lambda deadline: (deadline.due_on, deadline.kind)))


def find_first_day(session: Session, *, today: dt.date) -> dt.date:
    """The day on which the department began to work with the system: nobody can be late with what was due before it.

    That of the first entry in the audit log, or the opening of the first campaign where that lies earlier (campaigns brought
    in from elsewhere); today where nothing has been done yet.
    """
    found = [session.scalar(select(func.min(Campaign.opens_on)).where(Campaign.opened)), today]
    noted = session.scalar(select(func.min(AuditEntry.at)))
    if noted is not None:
        found.append((noted if noted.tzinfo else noted.replace(tzinfo=dt.UTC)).astimezone(TIMEZONE).date())
    return min(day for day in found if day is not None)


def find_days(session: Session) -> dict[str, tuple[tuple[int, int], ...]]:
    """The days of every kind as (day, month): set by the department, else the default."""
    chosen = {entry.kind: _read(entry.days) for entry in session.scalars(select(CalendarEntry))}
    return {kind: chosen.get(kind, days) for kind, days in DEFAULT_DAYS.items()}


def find_department_days(session: Session) -> dict[str, tuple[tuple[int, int], ...]]:
    """The days of what only the department owes, as `find_days`."""
    chosen = {entry.kind: _read(entry.days) for entry in session.scalars(select(CalendarEntry))}
    return {kind: chosen.get(kind, days) for kind, days in DEPARTMENT_DAYS.items()}


def set_days(session: Session, kind: str, days: Sequence[str]) -> tuple[tuple[int, int], ...]:
    """Set the days of a kind, typed as "20/11". No days at all: units are not reminded of it. The caller commits."""
    if len(days) > MOST_DAYS:
        raise CalendarRefusedError(f"Nhiều nhất {MOST_DAYS} ngày cho một việc.")
    chosen = sorted({_parse(day) for day in days}, key=lambda pair: pair[::-1])
    reset_days(session, kind)
    session.add(CalendarEntry(kind=kind, days=",".join(f"{day}/{month}" for day, month in chosen)))
    return tuple(chosen)


def reset_days(session: Session, kind: str) -> None:
    """Give a kind its default days again. The caller commits."""
    session.execute(delete(CalendarEntry).where(CalendarEntry.kind == kind))


def tick(session: Session, unit_id: int, kind: str, due_on: dt.date, *, is_done: bool) -> None:
    """Tick a deadline off a unit's list, or put it back. Doing so twice is doing so once. The caller commits."""
    known = session.get(CalendarTick, (unit_id, kind, due_on))
    if is_done and known is None:
        session.add(CalendarTick(unit_id=unit_id, kind=kind, due_on=due_on))
    elif not is_done and known is not None:
        session.delete(known)


def _parse(text: str) -> tuple[int, int]:
    """A day and a month that every year has."""
    found = re.fullmatch(r"(\d{1,2})[/.-](\d{1,2})", text.strip())
    if found is not None:
        day, month = int(found[1]), int(found[2])
        try:
            dt.date(2026, month, day)  # no leap year: 29/2 would be missing in three years of four
        except ValueError:
            pass
        else:
            return day, month
    raise CalendarRefusedError(f"“{text[:20]}” không phải là một ngày trong năm. Hãy ghi ngày/tháng, ví dụ 20/11.")


def _read(days: str) -> tuple[tuple[int, int], ...]:
    return tuple((int(day), int(month)) for day, month in (one.split("/") for one in days.split(",") if one))
