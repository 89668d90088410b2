"""Taking a units file over into the database: all rows or none, and again without doubling.

A unit is known by its code. What is in the file is added or updated; what is not in it stays. A link token is given once and
never changes, because it hangs on a wall. What is done is what the dry run (`units_plan`) shows.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from survey_app.campaigns.collections import taken_tokens
from survey_app.campaigns.tokens import make_link_token
from survey_app.campaigns.unit_rows import UnitRow, read_unit_rows
from survey_app.campaigns.units_file import UnitsFileError
from survey_app.campaigns.units_plan import ImportPlan, Known, load_known, plan_rows
from survey_app.models import Enrolment, Unit, UnitPredecessor


@dataclass(frozen=True)
class UnitsImported:
    """What an import did, by unit code in the order of the file; `absent` units are not in the file and stay as they were.

    `parts` are units that others carry on although nothing closes them (`units_plan`).
    """

    added: tuple[str, ...]
    updated: tuple[str, ...]
    unchanged: tuple[str, ...]
    absent: tuple[str, ...]
    parts: tuple[str, ...] = ()


class PlanMovedError(Exception):
    """What would be done is not what was looked at any more. Nothing has been done."""

    def __init__(self, plan: ImportPlan) -> None:
        self.plan = plan
        super().__init__(plan.mark)


def import_units(session: Session, content: bytes, *, seen: str | None = None) -> UnitsImported:
    """Add and update the units of an .xlsx or .csv file. Raises UnitsFileError with every fault. The caller commits.

    With `seen`, the mark of the plan that somebody has looked at, PlanMovedError where another plan would be carried out.
    """
    rows, faults = read_unit_rows(content)
    known = load_known(session)
    plan = plan_rows(known, rows, faults)
    if seen is not None and seen != plan.mark:
        raise PlanMovedError(plan)
    return _carry_out(session, known, plan)


def write_unit(session: Session, row: UnitRow) -> UnitsImported:
    """Add or update one unit, by the same door. Raises UnitsFileError with every fault. The caller commits."""
    known = load_known(session)
    return _carry_out(session, known, plan_rows(known, [row]))


def _carry_out(session: Session, known: Known, plan: ImportPlan) -> UnitsImported:
    if plan.faults:
        raise UnitsFileError(plan.faults)
    units = dict(known.units)
    tokens = taken_tokens(session)
    rows = [planned.row for planned in (*plan.added, *plan.updated)]
    for planned in plan.added:
        code = planned.row.code
        units[code] = Unit(code=code, kind=planned.row.kind, link_token=_make_unused_token(tokens))
    for row in rows:
        _bring_up_to_date(units[row.code], row, parent=units.get(row.parent_code))
    session.add_all(units.values())
    session.flush()
    _link(session, known, units, rows)
    session.flush()
    return UnitsImported(
        added=tuple(planned.row.code for planned in plan.added),
        updated=tuple(planned.row.code for planned in plan.updated),
        unchanged=plan.unchanged,
        absent=plan.absent,
        parts=plan.parts,
    )


def _bring_up_to_date(unit: Unit, row: UnitRow, *, parent: Unit | None) -> None:
    """Make the unit what the row says."""
    unit.name, unit.levels, unit.parent = row.name, ",".join(row.levels), parent
    unit.closed_on = row.closed_on or unit.closed_on
    enrolment = tuple((enrolment.grade, enrolment.number) for enrolment in unit.enrolments)
    if row.enrolment is not None and row.enrolment != enrolment:
        unit.enrolments = [
            Enrolment(grade=grade, position=position, number=number) for position, (grade, number) in enumerate(row.enrolment)
        ]


def _link(session: Session, known: Known, units: dict[str, Unit], rows: Sequence[UnitRow]) -> None:
    """Record which units the rows carry on."""
    for row in rows:
        for code in row.predecessors:
            assert row.since is not None  # read_changes refuses a predecessor without a day
            pair = (units[row.code].id, units[code].id)
            link = known.links.get(pair)
            if link is None:
                session.add(UnitPredecessor(unit_id=pair[0], predecessor_id=pair[1], since=row.since))
            else:
                link.since = row.since


def _make_unused_token(tokens: set[str]) -> str:
    while (token := make_link_token()) in tokens:
        pass
    tokens.add(token)
    return token
