"""Responses of a running collection by grade and by channel: counts that move seldom, so nobody sees who has just answered.

A clerk who looks again and again would see "khối 3" move by one and know who that was. So these counts are stored, and move at
most once a day and only when at least ten further responses have come; groups of fewer than ten are put together with the next
(`analysis.group_counts`). Grades and channels are counted apart, never crossed. Only the number of all responses is live.
"""

import datetime as dt
import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from analysis.group_counts import GroupCount, join_small_groups
from questionnaires import Questionnaire
from survey_app.models import EligibleNumber, StoredBreakdown
from survey_app.results.store import count_breakdowns
from survey_app.results.sums import STEP

NOT_STATED = ""


@dataclass(frozen=True)
class Breakdown:
    """What was counted over `responses` responses on a day. Labels are codes of grades ("" not stated) and of channels."""

    responses: int
    counted_on: dt.date
    grades: tuple[GroupCount, ...]
    channels: tuple[GroupCount, ...]


def move_breakdowns(session: Session, received: Mapping[int, int], *, today: dt.date) -> None:
    """Count again what may be counted again, given the live number of responses by participation. The caller commits."""
    due = find_due(session, received, today=today)
    if not due:
        return
    dialect = sqlite if session.get_bind().dialect.name == "sqlite" else postgresql
    for participation_id, counts in count_breakdowns(session, due).items():
        responses = sum(counts.values())
        values = {"responses": responses, "counted_on": today, "counts": _to_json(counts)}
        statement = dialect.insert(StoredBreakdown).values(participation_id=participation_id, **values)
        session.execute(
            statement.on_conflict_do_update(
                index_elements=["participation_id"],
                set_=values,  # whoever comes second, a moment later, must not move it by one
                where=(StoredBreakdown.responses <= responses - STEP) & (StoredBreakdown.counted_on < today),
            )
        )


def find_due(session: Session, received: Mapping[int, int], *, today: dt.date) -> list[int]:
    """The participations whose counts may move now."""
    stored = select(StoredBreakdown.participation_id, StoredBreakdown.responses, StoredBreakdown.counted_on)
    rows = session.execute(stored.where(StoredBreakdown.participation_id.in_(received)))
    known = {i: (responses, counted_on) for i, responses, counted_on in rows}
    nothing = (0, dt.date.min)
    return [i for i, live in received.items() if live - known.get(i, nothing)[0] >= STEP and known.get(i, nothing)[1] < today]


def find_breakdown(session: Session, participation_id: int, questionnaire: Questionnaire) -> Breakdown | None:
    """The counts as they were last moved; None where there are none yet."""
    stored = session.get(StoredBreakdown, participation_id)
    if stored is None:
        return None
    counts = json.loads(stored.counts)
    channels = sorted(counts["channels"].items(), key=lambda pair: (pair[1], pair[0]))
    return Breakdown(
        responses=stored.responses,
        counted_on=stored.counted_on,
        grades=join_small_groups(_grades(session, participation_id, questionnaire, counts["grades"])),
        channels=join_small_groups([GroupCount((channel,), number) for channel, number in channels])[::-1],
    )


def _grades(
    session: Session, participation_id: int, questionnaire: Questionnaire, counts: Mapping[str, int]
) -> list[GroupCount]:
    """The grades that are asked for, in their order, and last those who named none."""
    if not questionnaire.grades:
        return []
    numbers = select(EligibleNumber.grade, EligibleNumber.number).where(EligibleNumber.participation_id == participation_id)
    eligible: dict[str, int] = dict(session.execute(numbers).all())
    is_known = NOT_STATED not in eligible
    codes = [grade.code for grade in questionnaire.grades if grade.code in eligible or grade.code in counts or not is_known]
    groups = [GroupCount((code,), counts.get(code, 0), eligible.get(code) if is_known else None) for code in codes]
    rest = sum(number for code, number in counts.items() if code not in codes)
    return [*groups, GroupCount((NOT_STATED,), rest, 0 if is_known else None)] if rest else groups


def _to_json(counts: Mapping[tuple[str, str], int]) -> str:
    grades, channels = Counter[str](), Counter[str]()
    for (grade, channel), number in counts.items():
        grades[grade] += number
        channels[channel] += number
    return json.dumps({"grades": grades, "channels": channels}, sort_keys=True)
