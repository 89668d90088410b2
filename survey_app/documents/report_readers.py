"""Who reads which part of the department's reports on a sealed campaign, and under which name it is kept.

The whole department reads the whole; a commune or a level department its own part, under its own name. A request and the night
ask here, so that both name a part alike and what the night has made is read.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from survey_app.accounts.scope import find_scope
from survey_app.campaigns.participations import instruments_of_other_levels
from survey_app.documents.settings import UnitSettings, find_settings
from survey_app.models import Account, Campaign, Unit
from survey_app.models.organisation import LEVEL_NAMES
from survey_app.results.report_pages import find_state


@dataclass(frozen=True)
class Reader:
    """Who reads which part: `scope` None is the whole, `word` stands in the names of files, `state` is what a report rests on.

    `hidden` are the codes of instruments that do not concern the reader.
    """

    campaign: Campaign
    unit_id: int
    scope: frozenset[str] | None
    scope_name: str
    word: str
    settings: UnitSettings
    hidden: frozenset[str] = frozenset()

    def state(self, session: Session) -> str:
        """What the report rests on now."""
        return find_state(
            session, self.campaign, self.scope, settings=self.settings, scope_name=self.scope_name, hidden=self.hidden
        )

    @property
    def place(self) -> str:
        """Under which name pages are kept; it has room for every level."""
        return f"{self.unit_id}:{self.word.removeprefix(self.campaign.code)}"[:64]


def find_reader(session: Session, campaign: Campaign, unit_id: int, *, levels: tuple[str, ...] = ()) -> Reader:
    """The part that the accounts of a unit read, narrowed to some levels."""
    unit, settings = session.get_one(Unit, unit_id), find_settings(session, [unit_id])[unit_id]
    if unit.kind == "department" and not levels:
        return Reader(campaign, unit_id, None, "", campaign.code, settings)
    scope = frozenset(find_scope(session, unit_id, levels=levels))
    hidden = instruments_of_other_levels(session, levels)
    named = ", ".join(LEVEL_NAMES[level] for level in levels)
    name = ", ".join(filter(None, (unit.name if unit.kind == "commune" else "", f"cấp {named}" if levels else "")))
    return Reader(campaign, unit_id, scope, name, "-".join((campaign.code, unit.code, *levels)), settings, hidden)


def each_part(session: Session, campaign: Campaign, department_id: int) -> Iterator[Reader]:
    """Every part of the whole that an account can ask for."""
    parts = (
        select(Account.unit_id, Account.levels)
        .where(Account.role == "department", Account.is_active, (Account.unit_id != department_id) | (Account.levels != ""))
        .distinct()
        .order_by(Account.unit_id, Account.levels)
    )
    for unit_id, levels in session.execute(parts).all():
        yield find_reader(session, campaign, unit_id, levels=tuple(levels.split(",")) if levels else ())
