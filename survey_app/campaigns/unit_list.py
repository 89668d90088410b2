"""All units as one line each, for the department's list: a few columns of a thousand rows, in three queries.

Knows units, numbers and how many accounts there are; no campaign, no answer.
"""

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from analysis.vietnamese import sort_key
from survey_app.accounts.passwords import NOT_SET
from survey_app.models import Account, AccountLink, Enrolment, Unit, UnitPredecessor


@dataclass(frozen=True)
class UnitLine:
    """A unit in the list. `pupils` is None where no number is known; `accounts` are those that may sign in, `waiting` of them
    have no password yet. `group` is the code of the commune that it is or lies in, "" for what stands directly under the Sở.
    """

    unit_id: int
    code: str
    name: str
    kind: str
    levels: tuple[str, ...]
    parent_code: str
    group: str
    pupils: int | None
    closed_on: dt.date | None
    is_closed: bool
    accounts: int
    waiting: int

    @property
    def lacks_number(self) -> bool:
        """Whether pupils are wanted and nobody knows how many."""
        return self.kind == "school" and self.pupils is None


def load_units(session: Session, *, today: dt.date) -> tuple[UnitLine, ...]:
    """Every unit by name in Vietnamese order."""
    parent = aliased(Unit)
    pupils = dict(session.execute(select(Enrolment.unit_id, func.sum(Enrolment.number)).group_by(Enrolment.unit_id)).all())
    accounts: dict[int, list[bool]] = {}
    ways_in = select(Account.unit_id, Account.password_hash, AccountLink.account_id).outerjoin(AccountLink)
    for unit_id, hashed, linked in session.execute(ways_in.where(Account.is_active)):
        accounts.setdefault(unit_id, []).append(hashed == NOT_SET and linked is None)
    rows = session.execute(
        select(Unit.id, Unit.code, Unit.name, Unit.kind, Unit.levels, Unit.closed_on, parent.code, parent.kind).outerjoin(
            parent, Unit.parent_id == parent.id
        )
    )
    lines = [
        UnitLine(
            unit_id=unit_id,
            code=code,
            name=name,
            kind=kind,
            levels=tuple(levels.split(",")) if levels else (),
            parent_code=above or "",
            group=code if kind == "commune" else above if above and above_kind == "commune" else "",
            pupils=pupils.get(unit_id),
            closed_on=closed_on,
            is_closed=closed_on is not None and closed_on <= today,
            accounts=len(accounts.get(unit_id, ())),
            waiting=sum(accounts.get(unit_id, ())),
        )
        for unit_id, code, name, kind, levels, closed_on, above, above_kind in rows
    ]
    return tuple(sorted(lines, key=lambda line: (sort_key(line.name), line.code)))


@dataclass(frozen=True)
class Relation:
    """A unit that another carries on, or that carries it on, since a day."""

    code: str
    name: str
    since: dt.date
    is_closed: bool


def find_relations(session: Session, unit: Unit, *, today: dt.date) -> tuple[tuple[Relation, ...], tuple[Relation, ...]]:
    """The predecessors and the successors of a unit, the latest first."""

    def related(own: object, other: object) -> tuple[Relation, ...]:
        rows = session.execute(
            select(Unit.code, Unit.name, UnitPredecessor.since, Unit.closed_on)
            .join(UnitPredecessor, Unit.id == other)
            .where(own == unit.id)  # type: ignore[arg-type]
            .order_by(UnitPredecessor.since.desc(), Unit.code)
        )
        return tuple(
            Relation(code, name, since, closed_on is not None and closed_on <= today) for code, name, since, closed_on in rows
        )

    unit_id, predecessor_id = UnitPredecessor.unit_id, UnitPredecessor.predecessor_id
    return related(unit_id, predecessor_id), related(predecessor_id, unit_id)
