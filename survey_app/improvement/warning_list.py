"""The list of early warnings: what was found is kept with the day since which it holds and what the department did about it.

A look at a part (the progress of a campaign, the results of an instrument, the duties of a quarter) ends what it no longer
finds, brings back what has returned, and makes new again what got worse after somebody marked it done.
"""

import datetime as dt
import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import delete, insert, select, update
from sqlalchemy.orm import Session, aliased

from survey_app.campaigns.schedule import phase_of
from survey_app.improvement.warning_facts import Moment
from survey_app.improvement.warning_rules import RULES, is_of_progress, is_of_results
from survey_app.improvement.warnings import EarlyWarning, Figures
from survey_app.models import Account, Campaign, StoredWarning, Unit, WarningCheck, WarningStep
from survey_app.models.warning import WARNING_STATES
from survey_app.results.progress import commune_name, shows_results

LONGEST_NOTE: Final = 500
FEW_UNITS: Final = 100
Key = tuple[str, int, str, str, str]


class WarningRefusedError(Exception):
    """What cannot be done with a warning; the message says why and what to do."""


@dataclass(frozen=True)
class Listed:
    """One warning of the list."""

    warning_id: int
    rule: str
    unit_id: int
    unit_code: str
    unit_name: str
    commune: str
    campaign_code: str
    subject: str
    collection: str
    figures: Figures
    since: dt.date
    state: str
    is_again: bool


@dataclass(frozen=True)
class Step:
    """Who put a warning into which state when, and why; `username` is "" where the rule did so itself."""

    at: dt.datetime
    username: str
    state: str
    note: str


def store_part(session: Session, part: str, found: Sequence[EarlyWarning], *, now: dt.datetime, rests: bool = False) -> None:
    """Bring the list in line with what was found in one part. The caller commits.

    Of one that `rests` what is known of progress stays as it is, with its day and its state, until the campaign goes on.
    """
    today = now.date()
    known = {_key_of(row): row for row in session.scalars(select(StoredWarning).where(StoredWarning.part == part))}
    fresh = {(one.rule, one.unit_id, one.campaign_code, one.subject, one.collection): one for one in found}
    new = []
    for key, one in fresh.items():
        row = known.get(key)
        if row is None:
            new.append(_new_row(part, one, today=today))
        else:
            _renew(session, row, one, now=now)
    for key, row in known.items():
        if key not in fresh and row.ended_on is None and not (rests and is_of_progress(row.rule)):
            row.ended_on = today
    if new:
        session.execute(insert(StoredWarning), new)  # all in one statement: thousands on the day on which duties are due


def end_other_parts(session: Session, parts: Collection[str], *, today: dt.date) -> None:
    """End the warnings of parts that nobody looks at any more: campaigns long past."""
    gone = set(session.scalars(select(WarningCheck.part))) - set(parts)
    if gone:
        open_rows = StoredWarning.part.in_(gone) & StoredWarning.ended_on.is_(None)
        quietly = {"synchronize_session": False}
        session.execute(update(StoredWarning).where(open_rows).values(ended_on=today), execution_options=quietly)
        session.execute(delete(WarningCheck).where(WarningCheck.part.in_(gone)), execution_options=quietly)


def find_warnings(session: Session, unit_ids: Collection[int], moment: Moment) -> list[Listed]:
    """The warnings that hold for these units and may be shown now, in the order of rules and then of units.

    During a pause nobody is behind: warnings of progress come back when the campaign goes on. What rests on answers is shown
    only where the campaign shows results now, whatever it did when the warning was found.
    """
    phases = {
        campaign: phase_of(campaign, now=moment.now, grace_minutes=moment.grace_minutes)
        for campaign in session.scalars(select(Campaign).where(Campaign.opened))
    }
    shown = {campaign.code for campaign, phase in phases.items() if shows_results(campaign, phase)}
    paused = {campaign.code for campaign, phase in phases.items() if phase == "paused"}
    order = {rule: place for place, rule in enumerate(RULES)}
    found = [one for one in _select_of(session, unit_ids) if one.unit_id in unit_ids and one.rule in order]
    found = [one for one in found if not is_of_results(one.rule) or one.campaign_code in shown]
    found = [one for one in found if not is_of_progress(one.rule) or one.campaign_code not in paused]
    return sorted(found, key=lambda one: (order[one.rule], one.unit_code, one.subject))


def find_steps(session: Session, warning_id: int) -> list[Step]:
    """What was done about a warning, the latest first."""
    rows = session.execute(
        select(WarningStep.at, Account.username, WarningStep.state, WarningStep.note)
        .outerjoin(Account, WarningStep.account_id == Account.id)
        .where(WarningStep.warning_id == warning_id)
        .order_by(WarningStep.id.desc())
    )
    return [Step(at if at.tzinfo else at.replace(tzinfo=dt.UTC), name or "", state, note) for at, name, state, note in rows]


def change_state(
    session: Session, warning_ids: Collection[int], state: str, note: str, *, account_id: int, now: dt.datetime
) -> int:
    """Put warnings into a state with a note; how many there were. The caller has seen that they are in scope, and commits."""
    if state not in WARNING_STATES:
        raise WarningRefusedError("Hãy chọn tình trạng xử lý.")
    if len(note) > LONGEST_NOTE:
        raise WarningRefusedError(f"Ghi chú dài {len(note)} ký tự, tối đa {LONGEST_NOTE}. Hãy viết ngắn lại.")
    if state == "done" and not note:
        raise WarningRefusedError("Hãy ghi đã làm gì, để người xem sau biết vì sao cảnh báo này đã xong.")
    chosen = select(StoredWarning).where(StoredWarning.id.in_(warning_ids), StoredWarning.ended_on.is_(None))
    rows = list(session.scalars(chosen.order_by(StoredWarning.id).with_for_update()))
    for row in rows:
        row.state, row.is_again = state, row.is_again and state == "new"
        row.done_weight = row.weight if state == "done" else None
        session.add(_step(row, state, note, account_id=account_id, now=now))
    return len(rows)


def _new_row(part: str, one: EarlyWarning, *, today: dt.date) -> dict[str, object]:
    return {
        "rule": one.rule,
        "unit_id": one.unit_id,
        "campaign_code": one.campaign_code,
        "subject": one.subject,
        "collection": one.collection,
        "part": part,
        "figures": _to_json(one.figures),
        "weight": one.weight,
        "since": one.since or today,
        "state": "new",
        "is_again": False,
    }


def _renew(session: Session, row: StoredWarning, one: EarlyWarning, *, now: dt.datetime) -> None:
    """What is known already: it goes on, it has come back, or it got worse than what was marked done."""
    has_returned = row.ended_on is not None
    is_worse = row.done_weight is not None and one.weight >= row.done_weight + RULES[one.rule].step
    if has_returned:
        row.ended_on, row.since = None, one.since or now.date()
    if (has_returned or is_worse) and row.state != "new":
        row.state, row.is_again, row.done_weight = "new", True, None
        session.add(_step(row, "new", "", account_id=None, now=now))
    figures = _to_json(one.figures)
    if (row.figures, row.weight) != (figures, one.weight):
        row.figures, row.weight = figures, one.weight


def _step(row: StoredWarning, state: str, note: str, *, account_id: int | None, now: dt.datetime) -> WarningStep:
    return WarningStep(warning_id=row.id, at=now.astimezone(dt.UTC), account_id=account_id, state=state, note=note)


def _key_of(row: StoredWarning) -> Key:
    return (row.rule, row.unit_id, row.campaign_code, row.subject, row.collection)


def _to_json(figures: Figures) -> str:
    return json.dumps(figures, ensure_ascii=False, sort_keys=True)


def _select_of(session: Session, unit_ids: Collection[int]) -> list[Listed]:
    """What holds for these units; for many of them, what holds for any, which is read faster than they are named."""
    named = [StoredWarning.unit_id.in_(unit_ids)] if len(unit_ids) <= FEW_UNITS else []
    parent = aliased(Unit)
    rows = session.execute(
        select(
            *(StoredWarning.id, StoredWarning.rule, StoredWarning.unit_id, Unit.code, Unit.name, parent.kind, parent.name),
            *(StoredWarning.campaign_code, StoredWarning.subject, StoredWarning.collection, StoredWarning.figures),
            *(StoredWarning.since, StoredWarning.state, StoredWarning.is_again),
        )
        .join(Unit, StoredWarning.unit_id == Unit.id)
        .outerjoin(parent, Unit.parent_id == parent.id)
        .where(StoredWarning.ended_on.is_(None), *named)
    )
    return [
        Listed(
            warning_id=row[0],
            rule=row[1],
            unit_id=row[2],
            unit_code=row[3],
            unit_name=row[4],
            commune=commune_name(row[5], row[6]),
            campaign_code=row[7],
            subject=row[8],
            collection=row[9],
            figures=json.loads(row[10]),
            since=row[11],
            state=row[12],
            is_again=row[13],
        )
        for row in rows
    ]
