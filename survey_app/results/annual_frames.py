"""What the units of a campaign share on one instrument: questionnaire, frame and the department's level, made once.

A unit's report is made under the frame of all units of its campaign, so one report costs a look at all of them. For many units
at once these looks are kept here; sums are not, so memory grows with the number of instruments and not of units.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from analysis.estimates import Convention
from analysis.reports import (
    DepartmentReport,
    Frame,
    UnitReport,
    UnitSums,
    build_department_report,
    build_frame,
    build_unit_reports,
)
from questionnaires import Questionnaire
from survey_app.campaigns.participations import get_questionnaire
from survey_app.models import Participation
from survey_app.results.reports import answering_units
from survey_app.results.settled import made_once


@dataclass(frozen=True)
class InstrumentKey:
    """An instrument of a closed campaign in one collection, with the terms of its campaign.

    `is_compared` asks for the department's level beside its units.
    """

    instrument_id: int
    digest: str
    collection: str
    target: float
    convention: Convention
    is_compared: bool = False


@dataclass(frozen=True)
class InstrumentFrame:
    """What all units share; `levels` are the department's reports by kind of unit, none where they are not compared.

    Of these only figures are shown, no name of a unit: a frame outlives a change of names (`settled`).
    """

    questionnaire: Questionnaire
    frame: Frame
    levels: Mapping[str, DepartmentReport]


@dataclass(frozen=True)
class UnitResults:
    """A unit's report on an instrument, with what it was made from."""

    key: InstrumentKey
    unit_id: int
    kind: str
    sums: UnitSums
    report: UnitReport


class Frames:
    """Frames by instrument, each made when it is first asked for."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._known: dict[InstrumentKey, InstrumentFrame] = {}

    def get(self, key: InstrumentKey) -> InstrumentFrame:
        """The frame of an instrument."""
        if key not in self._known:
            self._known[key] = made_once(self._session, key.instrument_id, key, lambda: _look_at_all(self._session, key))
        return self._known[key]


def unit_results(session: Session, frames: Frames, key: InstrumentKey, *, unit_ids: Collection[int]) -> dict[int, UnitResults]:
    """The reports of some units on an instrument, by participation, made at once."""
    shared = frames.get(key)
    units = answering_units(
        session, key.instrument_id, shared.questionnaire, collection=key.collection, is_open=False, unit_ids=unit_ids
    )
    reports = build_unit_reports(
        shared.questionnaire,
        [unit.sums for unit in units.values()],
        frame=shared.frame,
        target=key.target,
        convention=key.convention,
    )
    numbers = dict(session.execute(select(Participation.id, Participation.unit_id).where(Participation.id.in_(units))).all())
    return {
        participation_id: UnitResults(key, numbers[participation_id], unit.kind, unit.sums, report)
        for (participation_id, unit), report in zip(units.items(), reports, strict=True)
    }


def _look_at_all(session: Session, key: InstrumentKey) -> InstrumentFrame:
    questionnaire = get_questionnaire(session, key.instrument_id, key.digest)
    units = answering_units(session, key.instrument_id, questionnaire, collection=key.collection, is_open=False).values()
    frame = build_frame(questionnaire, [unit.sums for unit in units])
    by_kind: dict[str, list[UnitSums]] = {}
    for unit in units if key.is_compared else ():
        by_kind.setdefault(unit.kind, []).append(unit.sums)
    levels = {
        kind: build_department_report(questionnaire, compared, frame=frame, target=key.target, convention=key.convention)
        for kind, compared in by_kind.items()
    }
    return InstrumentFrame(questionnaire, frame, levels)
