"""The answers of an earlier campaign under the units of a later one: renamed units keep their series, merged ones have the sum.

A split unit has none: nobody knows which of its answers belong to which part. Where sums may not be added the reason is said.
Every sum that leaves here is either a unit's own or the sum of units whose figures are all shown.
"""

import hashlib
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Literal

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from analysis.comparison_figures import BrokenSeries
from analysis.merged_units import find_obstacle, merge_units
from analysis.reports import DepartmentReport, UnitSums, build_department_report, build_frame
from questionnaires import Questionnaire
from survey_app.campaigns.lineage import Ancestry, load_lineage
from survey_app.campaigns.participations import get_questionnaire
from survey_app.models import Campaign, Instrument, Participation, Unit, UnitPredecessor
from survey_app.results.progress import commune_name
from survey_app.results.reports import answering_units

NoEarlier = Literal["first", "no answers"] | BrokenSeries


@dataclass(frozen=True)
class LaterUnit:
    """A unit of the later campaign, as it is called there."""

    unit_id: int
    code: str
    name: str
    group: str = ""


def follow_report(
    session: Session,
    report: DepartmentReport,
    *,
    instruments: tuple[Instrument, Instrument],
    kind: str,
    collection: str = "own",
) -> tuple[DepartmentReport, Mapping[str, BrokenSeries]]:
    """The report of an earlier campaign with its units as a later one has them, for `build_department_change`.

    The total stays the published one. Units that are gone stay under their own codes, those that were split are left out; by
    code, why the series of a later unit is broken. Where no unit carries on another the report is returned as it is.
    """
    if session.scalar(select(UnitPredecessor.unit_id).limit(1)) is None:
        return report, {}
    earlier, later = instruments
    questionnaire = get_questionnaire(session, earlier.id, earlier.digest)
    answering = answering_units(session, earlier.id, questionnaire, collection=collection, is_open=False).values()
    before = {unit.sums.code: unit.sums for unit in answering if unit.kind == kind}
    after = _later_units(session, later, kind=kind, collection=collection)
    found, reasons, used = _follow(session, questionnaire, before, after, campaigns=(earlier.campaign, later.campaign))
    made = build_department_report(
        questionnaire,
        found,
        target=report.target,
        measure_code=report.measure_code,
        convention=report.convention,
        frame=build_frame(questionnaire, [unit.sums for unit in answering]),
    )
    taken = used.union(unit.code for unit in after)
    gone = tuple(unit for unit in report.units if unit.code not in taken)
    return replace(report, units=(*made.units, *gone)), reasons


def lineage_mark(session: Session) -> str:
    """What is recorded of units over the years, as a digest: whoever keeps what follows from it keeps this beside it."""
    links = session.execute(
        select(UnitPredecessor.unit_id, UnitPredecessor.predecessor_id, UnitPredecessor.since).order_by(
            UnitPredecessor.unit_id, UnitPredecessor.predecessor_id
        )
    )
    closed = session.execute(select(Unit.id, Unit.closed_on).where(Unit.closed_on.is_not(None)).order_by(Unit.id))
    return hashlib.sha256(repr((links.all(), closed.all())).encode()).hexdigest()[:16]


def _later_units(session: Session, instrument: Instrument, *, kind: str, collection: str) -> list[LaterUnit]:
    parent = aliased(Unit)
    rows = session.execute(
        select(Unit.id, Unit.code, Unit.name, parent.kind, parent.name)
        .join(Participation, Participation.unit_id == Unit.id)
        .outerjoin(parent, Unit.parent_id == parent.id)
        .where(Participation.instrument_id == instrument.id, Participation.collection == collection, Unit.kind == kind)
    )
    return [LaterUnit(unit_id, code, name, commune_name(above, above_name)) for unit_id, code, name, above, above_name in rows]


def _follow(
    session: Session,
    questionnaire: Questionnaire,
    before: Mapping[str, UnitSums],
    after: Collection[LaterUnit],
    *,
    campaigns: tuple[Campaign, Campaign],
) -> tuple[list[UnitSums], dict[str, BrokenSeries], set[str]]:
    """Earlier sums under the codes of later units, by code why a later unit has none, and the codes of then that were used."""
    known = dict(session.execute(select(Unit.code, Unit.id).where(Unit.code.in_(before))).all())
    by_id = {known[code]: sums for code, sums in before.items()}
    ancestries = trace_units(session, [unit.unit_id for unit in after], campaigns=campaigns)
    expected = find_expected(session, questionnaire, ancestries.values())
    found: list[UnitSums] = []
    reasons: dict[str, BrokenSeries] = {}
    used: set[str] = set()
    for unit in after:
        ancestry = ancestries[unit.unit_id]
        before_it = ancestry.unit_ids.intersection(by_id)
        sums = add_earlier(questionnaire, unit, ancestry, by_id, expected=expected)
        if sums == "no answers":  # of the one unit that it was: it stands there without a figure, as everywhere
            (only,) = before_it
            sums = replace(by_id[only], code=unit.code, name=unit.name, group=unit.group)
        if isinstance(sums, UnitSums):
            found.append(sums)
            used |= {by_id[one].code for one in before_it}
        elif sums != "first":
            reasons[unit.code] = sums
    return found, reasons, used


def trace_units(session: Session, unit_ids: Iterable[int], *, campaigns: tuple[Campaign, Campaign]) -> dict[int, Ancestry]:
    """What units of the later of two campaigns were when the earlier one was opened."""
    lineage, (earlier, later) = load_lineage(session), campaigns
    return {one: lineage.trace(one, then=earlier.opens_on, now=later.opens_on) for one in unit_ids}


def find_expected(session: Session, questionnaire: Questionnaire, ancestries: Iterable[Ancestry]) -> set[int]:
    """Units that were there and teach what is asked about, so that a sum without them would not be the whole."""
    there = {one for ancestry in ancestries for one in ancestry.unit_ids - ancestry.founded if len(ancestry.unit_ids) > 1}
    if not there or not questionnaire.levels:
        return set()
    rows = session.execute(select(Unit.id, Unit.levels).where(Unit.id.in_(there)))
    return {unit_id for unit_id, levels in rows if not set(questionnaire.levels).isdisjoint(levels.split(","))}


def add_earlier(
    questionnaire: Questionnaire,
    unit: LaterUnit,
    ancestry: Ancestry,
    earlier: Mapping[int, UnitSums],
    *,
    expected: Collection[int] = (),
) -> UnitSums | NoEarlier:
    """The earlier sums of what a unit was then, under its present name, or why there are none."""
    if ancestry.is_split:
        return "split"
    sources = sorted(ancestry.unit_ids.intersection(earlier))
    if not sources:
        return "first"
    found = [earlier[one] for one in sources]
    is_whole = ancestry.unit_ids.intersection(expected) <= set(sources)
    obstacle = find_obstacle(questionnaire, found)
    if len(found) == 1 and is_whole:
        return obstacle or replace(found[0], code=unit.code, name=unit.name, group=unit.group)
    if not is_whole or obstacle == "no answers":
        return "part silent"
    return obstacle or merge_units(questionnaire, found, code=unit.code, name=unit.name, group=unit.group)
