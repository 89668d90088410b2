"""What a unit should do now, from the state of its campaigns and the dates of the year. Derived on every look, never stored.

Says what and why; how it is worded and where it leads is the page's business.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from analysis.arrivals import Course
from survey_app.campaigns.calendar import Deadline
from survey_app.results.progress import UnitCampaign

FRESH: Final = dt.timedelta(days=120)  # so long after closing a unit is still reminded to read its results and act on them
SOON: Final = 7  # days: a deadline as near as this goes before what is merely useful
LAST_DAYS: Final = 3

TaskKind = Literal["remind", "slips", "announce", "count", "paper", "late", "due", "prepare", "read", "act", "ahead"]

# the order in which they are told: what cannot be made good later comes first
ORDER: Final[tuple[TaskKind, ...]] = (
    "remind",
    "slips",
    "announce",
    "paper",
    "late",
    "due",
    "count",
    "prepare",
    "read",
    "act",
    "ahead",
)


@dataclass(frozen=True)
class Task:
    """One thing to do: for participations of one campaign (`parts`), or by a date of the calendar (`deadline`)."""

    kind: TaskKind
    parts: tuple[UnitCampaign, ...] = ()
    deadline: Deadline | None = None


def find_tasks(
    campaigns: Sequence[UnitCampaign],
    courses: Mapping[int, Course],
    deadlines: Sequence[Deadline],
    *,
    issued: Mapping[int, int],
    acted_on: dt.date | None,
    today: dt.date,
) -> tuple[Task, ...]:
    """The tasks, the most pressing first.

    `courses` by participation of those that run; `issued` how many one-time codes were given out, by participation; `acted_on`
    the day on which the unit last published something that it has changed.
    """
    found: list[Task] = []
    own = [one for one in campaigns if one.collection == "own"]
    for code in dict.fromkeys(one.campaign_code for one in own):
        parts = [one for one in own if one.campaign_code == code]
        found += _campaign_tasks(parts, courses, issued=issued)
    closed = [one for one in own if one.phase == "closed" and today - one.closes_on <= FRESH]
    if closed:
        latest = tuple(one for one in closed if one.campaign_code == closed[0].campaign_code)
        if any(one.received for one in latest):
            found.append(Task("read", latest))
            if acted_on is None or acted_on <= latest[0].closes_on:
                found.append(Task("act", latest))
    found += [Task(_urgency(one, today), deadline=one) for one in deadlines if not one.is_done]
    return tuple(sorted(found, key=lambda task: ORDER.index(task.kind)))


def is_behind(course: Course) -> bool:
    """Whether people should be reminded: the number will hardly be reached, or the last days have come and it is not."""
    if course.forecast is None or course.forecast.outlook in ("reached", "likely"):
        return False
    return course.forecast.outlook in ("unlikely", "silent") or course.days_left <= LAST_DAYS


def _campaign_tasks(parts: Sequence[UnitCampaign], courses: Mapping[int, Course], *, issued: Mapping[int, int]) -> list[Task]:
    found = []
    phase = parts[0].phase
    if phase in ("planned", "open"):
        unprinted = tuple(one for one in parts if one.access == "codes" and not issued.get(one.participation_id))
        if unprinted:
            found.append(Task("slips", unprinted))
        uncounted = tuple(one for one in parts if one.eligible is None)
        if uncounted:
            found.append(Task("count", uncounted))
    if phase == "planned":
        found.append(Task("prepare", tuple(parts)))
    if phase == "open":
        behind = tuple(one for one in parts if is_behind(courses[one.participation_id]))
        silent = tuple(one for one in parts if not one.received and one not in behind)
        found += [Task("remind", behind)] if behind else []
        found += [Task("announce", silent)] if silent else []
    if phase in ("grace", "entry") and parts[0].paper_until is not None and parts[0].paper_until > parts[0].closes_on:
        found.append(Task("paper", tuple(parts)))
    return found


def _urgency(deadline: Deadline, today: dt.date) -> TaskKind:
    if deadline.kind == "returned-assessment":
        return "due"
    days = (deadline.due_on - today).days
    return "late" if days < 0 else "due" if days <= SOON else "ahead"
