"""What a sealed campaign says of the whole, of levels, communes and units: one set of figures per instrument and kind of unit.

The one way to figures above a single unit: the department's report, its scopes and what is published read the same. Before
sealing there are none, for answers may still come and what a commune gains between two looks could be a few people. Figures
come from stored sums, so the cost is that of units. Nothing is computed here: `analysis.build_groups` does, and gates.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from analysis.build_groups import build_groups_report
from analysis.estimates import Result
from analysis.group_figures import GroupFigures, GroupsReport, Place
from analysis.mean_of_parts import mean_of_parts
from analysis.reports import DepartmentReport, Frame, UnitSums, build_frame
from analysis.vietnamese import sort_key
from questionnaires import Questionnaire
from survey_app.campaigns.participations import get_questionnaire
from survey_app.campaigns.targets import judging_target, measures_procedures
from survey_app.models import Campaign, Instrument, Unit
from survey_app.models.organisation import LEVEL_NAMES, SCHOOL_LEVELS
from survey_app.results.reports import KINDS, Answering, NotShown, answering_units, convention_of, results_from
from survey_app.results.stored_comparisons import ComparisonKey, find_state, find_stored, joined_state, store


@dataclass(frozen=True)
class InstrumentGroups:
    """One instrument, answered by units of one kind in one collection, with the figures of all groups.

    `participations` gives the participation of each unit by its code, `sums` and `frame` are what the figures were made from.
    """

    instrument_id: int
    questionnaire: Questionnaire
    unit_kind: str
    collection: str
    groups: GroupsReport
    frame: Frame
    sums: Mapping[str, UnitSums]
    participations: Mapping[str, int]


def find_group_reports(
    session: Session,
    campaign: Campaign,
    *,
    collection: str = "own",
    scope: Collection[str] | None = None,
    rank_draws: int = 0,
    with_units: bool = True,
) -> tuple[InstrumentGroups, ...] | NotShown:
    """The figures of every instrument of a sealed campaign, in the order of the instruments, schools before other kinds.

    With `scope`, codes of units, there is a group of kind "scope" too, the scope's part beside the whole, and of other places
    only what lies in it. Without `with_units` the full reports of single units are left out, which costs less.
    """
    if campaign.sealed_on is None:
        return NotShown("after closing", shown_from=results_from(campaign))
    places = find_places(session)
    if scope is not None:
        inside = frozenset(scope)
        places = (*(replace(place, units=place.units & inside) for place in places), Place("scope", "", "", inside))
    return tuple(
        found
        for instrument in campaign.instruments
        for found in _of_instrument(
            session, campaign, instrument, places, collection=collection, rank_draws=rank_draws, with_units=with_units
        )
    )


def find_places(session: Session) -> tuple[Place, ...]:
    """The levels in their order and the communes in Vietnamese order, each with the codes of its units."""
    parent = aliased(Unit)
    rows = session.execute(
        select(Unit.code, Unit.levels, parent.code, parent.name, parent.kind).outerjoin(parent, Unit.parent_id == parent.id)
    )
    return places_of([(code, taught, place, name, kind) for code, taught, place, name, kind in rows])


def places_of(rows: Sequence[tuple[str, str, str | None, str | None, str | None]]) -> tuple[Place, ...]:
    """The same from units: code, levels taught, and code, name and kind of what they lie in."""
    levels = [
        Place("level", level, LEVEL_NAMES[level], frozenset(code for code, taught, *_ in rows if level in taught.split(",")))
        for level in SCHOOL_LEVELS
    ]
    communes: dict[tuple[str, str], set[str]] = {}
    for code, _, commune_code, commune_name, kind in rows:
        if kind == "commune" and commune_code is not None and commune_name is not None:
            communes.setdefault((commune_code, commune_name), set()).add(code)
    named = sorted(communes.items(), key=lambda one: (sort_key(one[0][1]), one[0][0]))
    return (*levels, *(Place("commune", code, name, frozenset(units)) for (code, name), units in named))


@dataclass(frozen=True)
class LevelFigures:
    """What one instrument says of one level."""

    code: str
    name: str
    instrument: InstrumentGroups
    figures: GroupFigures


def figures_by_level(found: Sequence[InstrumentGroups]) -> tuple[LevelFigures, ...]:
    """Schools' figures by level in their order, and by instrument; an instrument of one level speaks for it as a whole."""
    rows = []
    for one in found:
        if one.unit_kind != "school":
            continue
        if len(one.questionnaire.levels) == 1:
            level = one.questionnaire.levels[0]
            rows.append(LevelFigures(level, LEVEL_NAMES[level], one, one.groups.whole))
        rows += [LevelFigures(group.code, group.name, one, group) for group in one.groups.levels]
    return tuple(sorted(rows, key=lambda row: SCHOOL_LEVELS.index(row.code)))


def asked_levels(questionnaire: Questionnaire) -> tuple[str, ...]:
    """The levels that an instrument is told apart by: none where it is of one level, where all its units are asked on that."""
    levels = questionnaire.levels or SCHOOL_LEVELS
    return levels if len(levels) > 1 else ()


def official_parts(found: Sequence[InstrumentGroups]) -> tuple[InstrumentGroups, ...]:
    """The instruments whose plain mean is the official figure of the education service.

    Those of schools that are asked at one level each, so that nobody answers two of them for one child; a form for several
    levels counts only where there is no other. Administrative procedures have a target and a figure of their own.
    """
    service = [one for one in found if one.unit_kind == "school" and not measures_procedures(one.questionnaire)]
    of_one_level = [one for one in service if len(one.questionnaire.levels) == 1]
    return tuple(of_one_level or service)


def mean_of_level(rows: Sequence[LevelFigures]) -> Result | None:
    """The plain mean of the instruments that are asked at this level alone; None for fewer than two."""
    shares = [row.figures.report.index_share for row in rows if len(row.instrument.questionnaire.levels) == 1]
    return mean_of_parts(shares) if len(shares) > 1 else None


def official_share(found: Sequence[InstrumentGroups]) -> Result:
    """The official figure over instruments: the plain mean of the parts."""
    return mean_of_parts([one.groups.whole.report.index_share for one in official_parts(found)])


def _of_instrument(
    session: Session,
    campaign: Campaign,
    instrument: Instrument,
    places: Sequence[Place],
    *,
    collection: str,
    rank_draws: int,
    with_units: bool,
) -> list[InstrumentGroups]:
    questionnaire = get_questionnaire(session, instrument.id, instrument.digest)
    asked = asked_levels(questionnaire)
    places = [place for place in places if place.kind != "level" or place.code in asked]
    units = answering_units(session, instrument.id, questionnaire, collection=collection, is_open=False)
    frame = build_frame(questionnaire, [unit.sums for unit in units.values()])
    by_kind: dict[str, dict[int, Answering]] = {}
    for participation_id, unit in units.items():
        by_kind.setdefault(unit.kind, {})[participation_id] = unit

    def state_now() -> str | None:
        return joined_state(find_state(session, campaign, instrument, collection=collection, is_open=False), ())

    state = state_now() if by_kind else None
    made = []
    for kind in sorted(by_kind, key=KINDS.index):
        sums = [unit.sums for unit in by_kind[kind].values()]
        key = ComparisonKey(instrument.id, collection, kind, "report")
        known = None if state is None or rank_draws else find_stored(session, key, DepartmentReport, state=state)
        groups = build_groups_report(
            questionnaire,
            sums,
            places=places,
            target=judging_target(campaign, questionnaire),
            convention=convention_of(campaign),
            frame=frame,
            rank_draws=rank_draws,
            seed=campaign.id,
            with_units=with_units,
            department=known,
        )
        made.append((kind, key, sums, groups, known is None and not rank_draws))
    new = [(key, groups.department) for _, key, _, groups, is_new in made if is_new]
    if new and state is not None and state == state_now():
        for key, department in new:
            store(session, key, department, state=state)
    return [
        InstrumentGroups(
            instrument_id=instrument.id,
            questionnaire=questionnaire,
            unit_kind=kind,
            collection=collection,
            groups=groups,
            frame=frame,
            sums={unit.code: unit for unit in sums},
            participations={unit.sums.code: number for number, unit in by_kind[kind].items()},
        )
        for kind, _, sums, groups, _ in made
    ]
