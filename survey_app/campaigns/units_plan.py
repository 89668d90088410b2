"""The dry run of a units file: what would be new, what changes, what stays, which lines are refused. It writes nothing.

The import itself is made from this plan (`units`), so what was shown is what is done. `mark` names a plan: whoever confirms
says which one they have seen, and where something moved meanwhile the marks differ.
"""

import hashlib
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from survey_app.campaigns.grades import grade_labels
from survey_app.campaigns.unit_columns import CHANGE_HEADERS, HEADERS, TOTAL_HEADER
from survey_app.campaigns.unit_faults import find_faults_among
from survey_app.campaigns.unit_rows import UnitRow, read_unit_rows
from survey_app.campaigns.units_file import RowFault, UnitsFileError
from survey_app.models import Unit, UnitPredecessor

NOTHING = "trống"


@dataclass(frozen=True)
class Change:
    """One thing of a unit that would be another: in words, before and after."""

    what: str
    before: str
    after: str


@dataclass(frozen=True)
class PlannedUnit:
    """A row of the file with what it would change; of a new unit nothing is listed."""

    row: UnitRow
    changes: tuple[Change, ...] = ()


@dataclass(frozen=True)
class ImportPlan:
    """What an import would do. With faults it does nothing. `absent` units are not in the file and stay as they are.

    `parts` are units that others would carry on although nothing closes them: they are taken as split, and so not compared.
    """

    added: tuple[PlannedUnit, ...] = ()
    updated: tuple[PlannedUnit, ...] = ()
    unchanged: tuple[str, ...] = ()
    absent: tuple[str, ...] = ()
    faults: tuple[RowFault, ...] = ()
    parts: tuple[str, ...] = ()

    @property
    def rejected(self) -> int:
        """How many lines have a fault."""
        return len({fault.line for fault in self.faults if fault.line})

    @property
    def mark(self) -> str:
        """The name of this plan."""
        shown = repr((self.added, self.updated, self.unchanged, self.faults))
        return hashlib.sha256(shown.encode()).hexdigest()[:16]


@dataclass(frozen=True)
class Known:
    """The units that are here by code, and the links between them."""

    units: Mapping[str, Unit]
    links: Mapping[tuple[int, int], UnitPredecessor]


def load_known(session: Session) -> Known:
    """All units with their numbers and links."""
    units = session.scalars(select(Unit).options(selectinload(Unit.enrolments)).order_by(Unit.code))
    links = session.scalars(select(UnitPredecessor))
    return Known({unit.code: unit for unit in units}, {(link.unit_id, link.predecessor_id): link for link in links})


def plan_file(session: Session, content: bytes) -> ImportPlan:
    """The dry run of an .xlsx or .csv file. Whatever is wrong with it is among the faults."""
    try:
        rows, faults = read_unit_rows(content)
    except UnitsFileError as refused:
        return ImportPlan(faults=refused.faults)
    return plan_rows(load_known(session), rows, faults)


def plan_rows(known: Known, rows: Sequence[UnitRow], faults: Collection[RowFault] = ()) -> ImportPlan:
    """What these rows would do; `faults` are those that were seen before."""
    found = [*faults, *find_faults_among([row for row in rows if row.code], known.units)]
    bad = {fault.line for fault in found}
    added, updated, unchanged = [], [], []
    for row in rows:
        if row.line in bad:
            continue
        unit = known.units.get(row.code)
        changes = () if unit is None else tuple(_find_changes(known, unit, row))
        if unit is None:
            added.append(PlannedUnit(row))
        elif changes:
            updated.append(PlannedUnit(row, changes))
        else:
            unchanged.append(row.code)
    return ImportPlan(
        added=tuple(added),
        updated=tuple(updated),
        unchanged=tuple(unchanged),
        absent=tuple(sorted(known.units.keys() - {row.code for row in rows})),
        faults=tuple(sorted(found, key=lambda fault: fault.line)),
        parts=_find_parts(known, rows),
    )


def _find_parts(known: Known, rows: Sequence[UnitRow]) -> tuple[str, ...]:
    closed = {code for code, unit in known.units.items() if unit.closed_on is not None}
    closed |= {row.code for row in rows if row.closed_on is not None}
    return tuple(dict.fromkeys(code for row in rows for code in row.predecessors if code not in closed))


def _find_changes(known: Known, unit: Unit, row: UnitRow) -> Iterator[Change]:
    parent = unit.parent.code if unit.parent else ""
    for what, before, after in (
        (HEADERS["name"], unit.name, row.name),
        (HEADERS["levels"], unit.levels.replace(",", ", "), ", ".join(row.levels)),
        (HEADERS["parent"], parent, row.parent_code),
    ):
        if before != after:
            yield Change(what, before or NOTHING, after or NOTHING)
    numbers = tuple((one.grade, one.number) for one in unit.enrolments)
    if row.enrolment is not None and row.enrolment != numbers:
        yield from _number_changes(dict(numbers), dict(row.enrolment))
    if row.closed_on is not None and row.closed_on != unit.closed_on:
        before = f"{unit.closed_on:%d/%m/%Y}" if unit.closed_on else NOTHING
        yield Change(CHANGE_HEADERS["closed_on"], before, f"{row.closed_on:%d/%m/%Y}")
    for code in row.predecessors:
        other = known.units.get(code)
        link = known.links.get((unit.id, other.id)) if other is not None else None
        if link is None or link.since != row.since:
            before = f"{code} từ {link.since:%d/%m/%Y}" if link else NOTHING
            yield Change(CHANGE_HEADERS["predecessors"], before, f"{code} từ {row.since:%d/%m/%Y}")


def _number_changes(before: Mapping[str, int], after: Mapping[str, int]) -> Iterator[Change]:
    labels = grade_labels() | {"": TOTAL_HEADER}
    for grade, label in labels.items():
        old, new = before.get(grade), after.get(grade)
        if old != new:
            yield Change(label, NOTHING if old is None else str(old), NOTHING if new is None else str(new))
