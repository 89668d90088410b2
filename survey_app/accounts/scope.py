"""The subtree of units that an account may see."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from survey_app.models import Unit


@dataclass(frozen=True)
class ScopeUnit:
    """A unit inside a scope. `hidden` are the codes of instruments asked there that do not concern whose scope it is."""

    unit_id: int
    code: str
    name: str
    levels: tuple[str, ...]
    link_token: str
    hidden: frozenset[str] = frozenset()


def find_scope(session: Session, unit_id: int, *, levels: tuple[str, ...] = ()) -> dict[str, ScopeUnit]:
    """A unit and everything under it, by unit code; with `levels`, only the schools that teach one of these."""
    root = select(Unit.id).where(Unit.id == unit_id).cte("scope", recursive=True)
    below = root.union(select(Unit.id).join(root, Unit.parent_id == root.c.id))
    columns = (Unit.id, Unit.code, Unit.name, Unit.levels, Unit.link_token)
    rows = session.execute(select(*columns).where(Unit.id.in_(select(below.c.id))))
    found = (
        ScopeUnit(row_id, code, name, tuple(taught.split(",")) if taught else (), link_token)
        for row_id, code, name, taught, link_token in rows
    )
    return {unit.code: unit for unit in found if not levels or set(levels) & set(unit.levels)}
