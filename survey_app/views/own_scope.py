"""What the signed-in account of the department may see, for every view that shows units.

A school may teach further levels than those of a level department; what is asked about those is not its business. An instrument
that is bound to no level concerns everybody.
"""

from collections.abc import Collection
from dataclasses import replace

from sqlalchemy.orm import Session

from survey_app.accounts.guard import current_account
from survey_app.accounts.scope import ScopeUnit, find_scope
from survey_app.campaigns.participations import instruments_of_other_levels


def own_scope(session: Session) -> dict[str, ScopeUnit]:
    """The units of the reader's scope by code: the whole department, a commune, or the schools of some levels."""
    staff = current_account()
    scope = find_scope(session, staff.unit_id, levels=staff.levels)
    if not staff.levels:
        return scope
    hidden = instruments_of_other_levels(session, staff.levels)
    return {code: replace(unit, hidden=hidden) for code, unit in scope.items()}


def is_own_instrument(levels: Collection[str]) -> bool:
    """Whether an instrument that asks about these levels concerns the reader."""
    own = current_account().levels
    return not own or not levels or not set(own).isdisjoint(levels)
