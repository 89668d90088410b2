"""What a page may ask about results: the report of a unit, and that of the department.

Every function takes a session and says what may be shown now. Nothing is computed here: stored sums go in (`sums`), reports
come out (`analysis.reports`). A function may be called in a reading session: what has to be stored is stored in a short
transaction of its own. What a page costs grows with the number of units, not with the number of responses: those are only
counted, and read once when their number has moved.
"""

import datetime as dt
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Literal, NamedTuple, cast

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session, aliased

from analysis.blocks import rated_items
from analysis.estimates import Convention
from analysis.reports import (
    DepartmentReport,
    Frame,
    QualityReport,
    UnitReport,
    UnitSums,
    build_department_report,
    build_frame,
    build_unit_report,
)
from questionnaires import Questionnaire
from survey_app.campaigns.participations import get_questionnaire
from survey_app.campaigns.schedule import Phase, phase_of
from survey_app.campaigns.targets import judging_target
from survey_app.models import Campaign, EligibleNumber, Instrument, Participation, Unit
from survey_app.results.progress import (
    UnitCampaign,
    UnitProgress,
    campaign_progress,
    commune_name,
    shows_results,
    unit_campaigns,
)
from survey_app.results.quality import find_quality_report
from survey_app.results.settled import made_once
from survey_app.results.sums import current_sums

__all__ = [
    "Answering",
    "NotShown",
    "UnitCampaign",
    "UnitProgress",
    "UnitReports",
    "answering_units",
    "campaign_progress",
    "compared_kinds",
    "convention_of",
    "find_department_report",
    "find_unit_report",
    "find_unit_reports",
    "measure_codes",
    "results_from",
    "unit_campaigns",
]

NotShownReason = Literal["unknown", "not open yet", "after closing", "first answers"]
KINDS = ("school", "desk", "commune", "department")
Eligible = Mapping[str, int] | int | None


@dataclass(frozen=True)
class NotShown:
    """There is no report to show, and why.

    "unknown": no such participation, instrument or measure (or not this unit's). "not open yet": the campaign has not begun.
    "after closing": results are shown from `shown_from` on. "first answers": the campaign shows results while it is open, but
    fewer than ten answers have come so far.
    """

    reason: NotShownReason
    shown_from: dt.date | None = None


@dataclass(frozen=True)
class UnitReports:
    """The report of a participation and, once the campaign is sealed, the quality of the forms behind it.

    `sums` and `frame` are what the report was made from.
    """

    report: UnitReport
    quality: QualityReport | None
    sums: UnitSums
    frame: Frame


class Answering(NamedTuple):
    """A unit that answers an instrument: what it is, and its sums that may be shown now."""

    kind: str
    sums: UnitSums


def find_unit_report(
    session: Session,
    participation_id: int,
    *,
    now: dt.datetime,
    grace_minutes: int,
    unit_id: int | None = None,
) -> UnitReport | NotShown:
    """The report of one participation; with `unit_id`, a participation of any other unit is "unknown"."""
    found = find_unit_reports(session, participation_id, now=now, grace_minutes=grace_minutes, unit_id=unit_id)
    return found.report if isinstance(found, UnitReports) else found


def find_unit_reports(
    session: Session,
    participation_id: int,
    *,
    now: dt.datetime,
    grace_minutes: int,
    unit_id: int | None = None,
) -> UnitReports | NotShown:
    """The report of one participation with the quality of its forms; with `unit_id`, any other unit's is "unknown"."""
    participation = session.get(Participation, participation_id)
    if participation is None or unit_id not in (None, participation.unit_id):
        return NotShown("unknown")
    campaign, instrument = participation.campaign, participation.instrument
    phase = phase_of(campaign, now=now, grace_minutes=grace_minutes)
    if not shows_results(campaign, phase):
        return _not_shown_yet(campaign, phase)
    questionnaire = get_questionnaire(session, instrument.id, instrument.digest)
    is_open = phase != "closed"
    (frame, unit), convention = _unit_and_frame(session, participation, questionnaire, is_open=is_open), convention_of(campaign)
    if is_open and not unit.cells:
        return NotShown("first answers")
    report = build_unit_report(
        questionnaire,
        unit.cells,
        unit_code=unit.code,
        unit_name=unit.name,
        eligible=unit.eligible,
        frame=frame,
        target=judging_target(campaign, questionnaire),
        convention=convention,
    )
    if campaign.sealed_on is None:
        return UnitReports(report, None, unit, frame)
    quality = find_quality_report(
        session, questionnaire, unit, participation_id=participation.id, frame=frame, convention=convention
    )
    return UnitReports(report, quality, unit, frame)


def _unit_and_frame(
    session: Session, participation: Participation, questionnaire: Questionnaire, *, is_open: bool
) -> tuple[Frame, UnitSums]:
    """A unit's sums and the frame of all units: of a sealed campaign once in a process, so a page costs what one unit costs."""
    instrument_id, collection = participation.instrument_id, participation.collection
    find = partial(answering_units, session, instrument_id, questionnaire, collection=collection, is_open=is_open)
    is_sealed = participation.campaign.sealed_on is not None
    units = find(unit_ids=[participation.unit_id] if is_sealed else None)

    def make_frame() -> Frame:
        return build_frame(questionnaire, [one.sums for one in (find() if is_sealed else units).values()])

    frame = made_once(session, instrument_id, ("frame", collection), make_frame) if is_sealed else make_frame()
    return frame, units[participation.id].sums


def find_department_report(
    session: Session,
    campaign: Campaign,
    instrument_code: str,
    *,
    now: dt.datetime,
    grace_minutes: int,
    measure_code: str = "",
    kind: str = "",
    collection: str = "own",
) -> DepartmentReport | NotShown:
    """The units of one kind that answer one instrument, compared on the whole questionnaire (""), one dimension or one item.

    `kind` "" is the first of `compared_kinds`. Only like meets like: a desk is not measured against schools.
    """
    instrument = session.scalar(
        select(Instrument).where(Instrument.campaign_id == campaign.id, Instrument.code == instrument_code)
    )
    if instrument is None:
        return NotShown("unknown")
    questionnaire = get_questionnaire(session, instrument.id, instrument.digest)
    if measure_code not in measure_codes(questionnaire):
        return NotShown("unknown")
    phase = phase_of(campaign, now=now, grace_minutes=grace_minutes)
    if not shows_results(campaign, phase):
        return _not_shown_yet(campaign, phase)
    units = answering_units(session, instrument.id, questionnaire, collection=collection, is_open=phase != "closed")
    kinds = _in_order(unit.kind for unit in units.values())
    if kind and kind not in kinds:
        return NotShown("unknown")
    compared = tuple(unit.sums for unit in units.values() if unit.kind == (kind or kinds[0]))
    if phase != "closed" and not any(sums.cells for sums in compared):
        return NotShown("first answers")
    return build_department_report(
        questionnaire,
        compared,
        frame=build_frame(questionnaire, [unit.sums for unit in units.values()]),
        measure_code=measure_code,
        target=judging_target(campaign, questionnaire),
        convention=convention_of(campaign),
    )


def measure_codes(questionnaire: Questionnaire) -> list[str]:
    """What units may be compared on: the whole questionnaire (""), its dimensions, its rated items."""
    return ["", *(dimension.code for dimension in questionnaire.dimensions), *(one.code for one in rated_items(questionnaire))]


def compared_kinds(session: Session, instrument: Instrument, *, collection: str = "own") -> list[str]:
    """The kinds of unit that answer an instrument, schools first."""
    return _in_order(
        session.scalars(
            select(Unit.kind)
            .join(Participation, Participation.unit_id == Unit.id)
            .where(Participation.instrument_id == instrument.id, Participation.collection == collection)
        )
    )


def _in_order(kinds: Iterable[str]) -> list[str]:
    return sorted(set(kinds), key=KINDS.index)


def _not_shown_yet(campaign: Campaign, phase: Phase) -> NotShown:
    if phase == "planned":
        return NotShown("not open yet", shown_from=campaign.opens_on if campaign.results_while_open else None)
    return NotShown("after closing", shown_from=results_from(campaign))


def results_from(campaign: Campaign) -> dt.date:
    """The first day on which the results of a campaign are final."""
    last_day = campaign.paper_until or campaign.closes_on  # paper that is still being entered belongs to the results
    return last_day + dt.timedelta(days=1)


def convention_of(campaign: Campaign) -> Convention:
    """The convention of aggregation of a campaign."""
    return cast(Convention, campaign.convention)  # the table allows no other


def answering_units(
    session: Session,
    instrument_id: int,
    questionnaire: Questionnaire,
    *,
    collection: str,
    is_open: bool,
    unit_ids: Collection[int] | None = None,
) -> dict[int, Answering]:
    """Every unit that answers the instrument in this collection with the sums that may be shown now, by participation.

    With `unit_ids` only those of these units.
    """
    parent = aliased(Unit)
    of_units = [] if unit_ids is None else [Participation.unit_id.in_(unit_ids)]
    rows = session.execute(
        select(Participation.id, Unit.kind, Unit.code, Unit.name, parent.kind, parent.name)
        .join(Unit, Participation.unit_id == Unit.id)
        .outerjoin(parent, Unit.parent_id == parent.id)
        .where(Participation.instrument_id == instrument_id, Participation.collection == collection, *of_units)
        .order_by(Unit.code, Participation.id)
    ).all()
    cells = current_sums(session, questionnaire, participation_ids=[row[0] for row in rows], is_open=is_open)
    eligible = _eligible_numbers(session, instrument_id, of_units)
    return {
        participation_id: Answering(
            kind,
            UnitSums(
                code=code,
                name=name,
                group=commune_name(parent_kind, parent_name),
                cells=cells[participation_id],
                eligible=eligible.get(participation_id),
            ),
        )
        for participation_id, kind, code, name, parent_kind, parent_name in rows
    }


def _eligible_numbers(session: Session, instrument_id: int, of_units: Sequence[ColumnElement[bool]]) -> dict[int, Eligible]:
    """Eligible numbers by participation: per grade in the order of the frame, or of the whole; unknown ones left out."""
    by_grade: dict[int, dict[str, int]] = {}
    for participation_id, grade, number in session.execute(
        select(EligibleNumber.participation_id, EligibleNumber.grade, EligibleNumber.number)
        .join(Participation, EligibleNumber.participation_id == Participation.id)
        .where(Participation.instrument_id == instrument_id, *of_units)
        .order_by(EligibleNumber.participation_id, EligibleNumber.position)
    ):
        by_grade.setdefault(participation_id, {})[grade] = number
    return {i: numbers[""] if set(numbers) == {""} else numbers for i, numbers in by_grade.items()}
