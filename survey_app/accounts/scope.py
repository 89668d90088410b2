"""The subtree of units that an account may see."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from survey_app.models import Unit


def find_scope(session: Session, unit_id: int) -> frozenset[int]:
    """The ids of a unit and of everything under it."""
    root = select(Unit.id).where(Unit.id == unit_id).cte("scope", recursive=True)
    below = select(Unit.id).join(root, Unit.parent_id == root.c.id)
    return frozenset(session.scalars(select(root.union(below).c.id)))
