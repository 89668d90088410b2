"""Self-assessments of quarters on their way from a unit to its department: draft, sent, recalled, returned, late.

What was sent is kept as the document it was. A unit may take it back until the day it is due, the department may return it with
a reason; a correction that was asked for is not late.
"""

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from typing import Final, Literal

from sqlalchemy import func, or_, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, aliased

from survey_app.campaigns.calendar import AHEAD, BEHIND, Deadline, find_first_day
from survey_app.documents.frozen import document_to_json
from survey_app.documents.model import Document
from survey_app.improvement.assessment import Assessment
from survey_app.improvement.quarters import DAY_OF_MONTH, Quarter, quarters_since
from survey_app.models import Campaign, SelfAssessment, SelfAssessmentRule, Unit
from survey_app.results.progress import commune_name

State = Literal["overdue", "late", "returned", "draft", "unwritten", "sent"]
OWING: Final = ("school", "desk")  # kinds of units that assess themselves
LONGEST_REASON: Final = 500


class AssessmentRefusedError(Exception):
    """What cannot be done with an assessment now; the message says why and what to do."""


@dataclass(frozen=True)
class Standing:
    """Where a unit's self-assessment of a quarter stands. `days` is how late it is, 0 where it is not."""

    state: State
    due_on: dt.date
    days: int = 0
    sent_on: dt.date | None = None
    assessment_id: int | None = None

    @property
    def is_sent(self) -> bool:
        """Whether the department can read it."""
        return self.state in ("sent", "late")


@dataclass(frozen=True)
class UnitStanding:
    """One line of the department's list."""

    unit_id: int
    unit_code: str
    unit_name: str
    commune: str
    standing: Standing


def find_quarters(session: Session, unit_ids: Collection[int], *, today: dt.date) -> tuple[Quarter, ...]:
    """The quarters to list, the latest first: a year back, none that was due before the first campaign (without one, before
    the first day of the system), and any that was written about."""
    first = session.scalar(select(func.min(Campaign.opens_on)).where(Campaign.opened))
    first = first or find_first_day(session, today=today)
    written = select(SelfAssessment.year, SelfAssessment.quarter).where(SelfAssessment.unit_id.in_(unit_ids)).distinct()
    found = {Quarter(year, number) for year, number in session.execute(written)}
    return tuple(sorted(found.union(quarters_since(first, today=today, day=find_due_day(session))), reverse=True))


def find_due_day(session: Session) -> int:
    """The day of a quarter's last month that the department has set."""
    return session.scalar(select(SelfAssessmentRule.day).order_by(SelfAssessmentRule.department_id)) or DAY_OF_MONTH


def write_due_day(session: Session, department_id: int, day: int) -> None:
    """Set that day; what was sent keeps the day that it was due on. The caller commits."""
    rule = session.get(SelfAssessmentRule, department_id) or SelfAssessmentRule(department_id=department_id)
    rule.day = day
    session.add(rule)


def find_record(session: Session, unit_id: int, quarter: Quarter, *, to_change: bool = False) -> SelfAssessment | None:
    """What a unit has of a quarter; `to_change` keeps others from changing it until the transaction ends."""
    chosen = select(SelfAssessment).where(
        SelfAssessment.unit_id == unit_id, SelfAssessment.year == quarter.year, SelfAssessment.quarter == quarter.number
    )
    return session.scalar(chosen.with_for_update() if to_change else chosen)


def write_draft(session: Session, unit_id: int, quarter: Quarter, assessment: Assessment) -> SelfAssessment:
    """Keep what the unit has written so far. What was sent is not changed by it. The caller commits."""
    record = find_record(session, unit_id, quarter, to_change=True)
    if record is None:
        record = SelfAssessment(unit_id=unit_id, year=quarter.year, quarter=quarter.number)
        try:
            with session.begin_nested():
                session.add(record)
        except IntegrityError:  # a double tap was faster
            record = find_record(session, unit_id, quarter, to_change=True)
            assert record is not None
    if record.sent_at is not None:
        raise AssessmentRefusedError("Bản này đã gửi nên không sửa được. Muốn sửa, hãy rút lại trước khi hết hạn.")
    record.content = assessment.to_json()
    return record


def send_assessment(record: SelfAssessment, document: Document, *, now: dt.datetime, due_on: dt.date) -> None:
    """Let the department read this document from now on."""
    record.document, record.sent_at = document_to_json(document), now.astimezone(dt.UTC)
    if record.first_sent_on is None:
        record.first_sent_on, record.due_on = now.date(), due_on
    record.returned_on, record.returned_reason = None, ""


def recall_assessment(record: SelfAssessment | None, *, today: dt.date) -> None:
    """Take it back to write on, while it is not due yet."""
    if record is None or record.sent_at is None:
        raise AssessmentRefusedError("Bản này chưa gửi nên không có gì để rút lại.")
    if record.due_on is not None and today > record.due_on:
        raise AssessmentRefusedError("Đã hết hạn nên không rút lại được. Muốn sửa, hãy đề nghị Sở trả lại.")
    record.document = record.sent_at = record.first_sent_on = record.due_on = None


def return_assessment(record: SelfAssessment, reason: str, *, today: dt.date) -> None:
    """Give it back to the unit, which reads the reason. When it was first sent stays known."""
    if record.sent_at is None:
        raise AssessmentRefusedError("Đơn vị đã rút lại bản này, nên không có gì để trả lại.")
    if not reason:
        raise AssessmentRefusedError("Hãy ghi lý do trả lại, để đơn vị biết cần sửa gì.")
    if len(reason) > LONGEST_REASON:
        raise AssessmentRefusedError(f"Lý do dài {len(reason)} ký tự, tối đa {LONGEST_REASON}. Hãy viết ngắn lại.")
    record.document = record.sent_at = None
    record.returned_on, record.returned_reason = today, reason


def standing_of(record: SelfAssessment | None, *, due_on: dt.date, today: dt.date) -> Standing:
    """Where it stands today; what was sent is held against the day that it was due on then."""
    if record is not None and record.sent_at is not None and record.first_sent_on is not None:
        due = record.due_on or due_on
        days = max((record.first_sent_on - due).days, 0)
        return Standing("late" if days else "sent", due, days, record.first_sent_on, record.id)
    if record is not None and record.returned_on is not None:
        return Standing("returned", record.due_on or due_on)
    if today > due_on:
        return Standing("overdue", due_on, (today - due_on).days)
    return Standing("unwritten" if record is None else "draft", due_on)


def find_reminders(session: Session, unit_id: int, *, today: dt.date) -> tuple[Deadline, ...]:
    """Those of which a unit is reminded now, the latest quarter first: due in some weeks or just missed, and any given back."""
    unit = session.get_one(Unit, unit_id)
    if unit.kind not in OWING or (unit.closed_on is not None and unit.closed_on <= today):
        return ()
    day, found = find_due_day(session), []
    for quarter in find_quarters(session, [unit_id], today=today):
        standing = standing_of(find_record(session, unit_id, quarter), due_on=quarter.due_on(day), today=today)
        if standing.state == "returned":
            found.append(Deadline("returned-assessment", quarter.due_on(day)))
        elif not standing.is_sent and today - BEHIND <= standing.due_on <= today + AHEAD:
            found.append(Deadline("self-assessment", standing.due_on))
    return tuple(found)


def find_latest_overdue(session: Session, unit_ids: Collection[int], *, today: dt.date) -> tuple[Quarter, int] | None:
    """The latest quarter whose day has passed, with how many of these units still owe it; None where nobody does."""
    day = find_due_day(session)
    for quarter in find_quarters(session, unit_ids, today=today):
        due_on = quarter.due_on(day)
        if due_on < today:
            standings = find_standings(session, unit_ids, quarter, due_on=due_on, today=today)
            overdue = sum(row.standing.state == "overdue" for row in standings)
            return (quarter, overdue) if overdue else None
    return None


def find_standings(
    session: Session, unit_ids: Collection[int], quarter: Quarter, *, due_on: dt.date, today: dt.date
) -> tuple[UnitStanding, ...]:
    """Where each of these units that owe a self-assessment stands, in one query, in no order; closed ones owe none."""
    parent = aliased(Unit)
    rows = session.execute(
        select(Unit.id, Unit.code, Unit.name, parent.kind, parent.name, SelfAssessment)
        .outerjoin(parent, Unit.parent_id == parent.id)
        .outerjoin(
            SelfAssessment,
            (SelfAssessment.unit_id == Unit.id)
            & (SelfAssessment.year == quarter.year)
            & (SelfAssessment.quarter == quarter.number),
        )
        .where(Unit.id.in_(unit_ids), Unit.kind.in_(OWING))
        .where(or_(Unit.closed_on.is_(None), Unit.closed_on > due_on, SelfAssessment.id.is_not(None)))
    )
    return tuple(
        UnitStanding(unit_id, code, name, commune_name(kind, above), standing_of(record, due_on=due_on, today=today))
        for unit_id, code, name, kind, above, record in rows
    )
