"""Who has started, who is on the way, who will miss the number, who is silent: the state of every collection, and why.

All of it is counts and dates; no answer has a part in it. What a unit has printed is known only as far as its accounts took
files to print from this service, and is said in these words.
"""

import datetime as dt
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from sqlalchemy import func, literal_column, select
from sqlalchemy.orm import Session

from analysis.forecast import Forecast
from survey_app.campaigns.schedule import Phase
from survey_app.config import TIMEZONE
from survey_app.models import Account, AuditEntry, Campaign, StoredSettings
from survey_app.results.arrivals import forecasts
from survey_app.results.progress import UnitProgress

State = Literal["silent", "short", "unlikely", "unknown", "paused", "open", "likely", "enough", "planned"]

# the worst first: a unit with several questionnaires stands where the worst of them stands
ORDER: Final[tuple[State, ...]] = ("silent", "short", "unlikely", "unknown", "paused", "open", "likely", "enough", "planned")
TO_REMIND: Final[tuple[State, ...]] = ("silent", "short", "unlikely")

# what the audit log calls taking a file to print → what was taken; cards have the poster's action and a subject of their own
_PRINTS: Final = {
    "download-poster": "poster",
    "download-slips": "slips",
    "issue-codes": "slips",
    "download-paper-form": "paper",
}
# written out, because PostgreSQL takes two bound values for two different expressions
_IS_CARDS = AuditEntry.subject == literal_column("'cards'")


@dataclass(frozen=True)
class Contact:
    """Whom the department may ring up about the survey, as the unit has named them."""

    name: str
    phone: str


@dataclass(frozen=True)
class Prints:
    """What a unit's accounts took to print ("poster", "cards", "slips", "paper"), and on which day last."""

    kinds: tuple[str, ...]
    last_on: dt.date


@dataclass(frozen=True)
class Coverage:
    """One collection of a unit. `missing` is None where the number needed is not known; `beside` are other collections."""

    progress: UnitProgress
    state: State
    forecast: Forecast | None
    missing: int | None
    prints: Prints | None
    contact: Contact | None
    beside: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True)
class CoverageSummary:
    """Units of one group (a commune, a level, a collection) by state, and the responses that they have got."""

    name: str
    units: int
    received: int
    by_state: Mapping[State, int]

    @property
    def enough(self) -> int:
        """Units that have all they need."""
        return self.by_state.get("enough", 0)


def find_coverage(
    session: Session, campaign: Campaign, rows: Sequence[UnitProgress], *, phase: Phase, today: dt.date
) -> tuple[Coverage, ...]:
    """The state of each of these rows of one campaign, in their order."""
    expected = forecasts(session, campaign, rows, today=today) if phase == "open" else {}
    unit_ids = {row.unit_id for row in rows}
    prints, contacts = find_prints(session, unit_ids), find_contacts(session, unit_ids)
    others: dict[tuple[int, str], list[UnitProgress]] = {}
    for row in rows:
        others.setdefault((row.unit_id, row.instrument_code), []).append(row)
    return tuple(
        Coverage(
            progress=row,
            state=state_of(row, expected.get(row.participation_id), phase=phase),
            forecast=expected.get(row.participation_id),
            missing=max(row.needed - row.received, 0) if row.needed else None,
            prints=prints.get(row.unit_id),
            contact=contacts.get(row.unit_id),
            beside=tuple(
                (one.collection, one.received)
                for one in others[row.unit_id, row.instrument_code]
                if one.collection != row.collection
            ),
        )
        for row in rows
    )


def state_of(row: UnitProgress, forecast: Forecast | None, *, phase: Phase) -> State:
    """Where one collection stands."""
    if phase == "planned":
        return "planned"
    if not row.received:
        return "silent"
    if not row.needed:
        return "unknown"
    if row.received >= row.needed:
        return "enough"
    if phase == "paused":  # nobody can do anything about it, and what is not asked for is not behind
        return "paused"
    if phase != "open":
        return "short"
    outlook = forecast.outlook if forecast else "too early"
    return "likely" if outlook == "likely" else "unlikely" if outlook == "unlikely" else "open"


def states_of_units(rows: Iterable[Coverage]) -> dict[int, State]:
    """By unit the worst state of its rows."""
    found: dict[int, State] = {}
    for row in rows:
        known = found.get(row.progress.unit_id, "planned")
        found[row.progress.unit_id] = min(known, row.state, key=ORDER.index)
    return found


def summarise_groups(rows: Iterable[Coverage], groups_of: Mapping[int, Collection[str]]) -> tuple[CoverageSummary, ...]:
    """A summary for each group, in the order in which they are met; `groups_of` says by unit to which it belongs."""
    rows = tuple(rows)
    states = states_of_units(rows)
    received: dict[str, int] = {}
    units: dict[str, set[int]] = {}
    for row in rows:
        for group in groups_of.get(row.progress.unit_id, ()):
            received[group] = received.get(group, 0) + row.progress.received
            units.setdefault(group, set()).add(row.progress.unit_id)
    return tuple(
        CoverageSummary(name, len(members), received[name], _count_states(states[unit] for unit in members))
        for name, members in units.items()
    )


def find_prints(session: Session, unit_ids: Collection[int]) -> dict[int, Prints]:
    """What the accounts of these units took to print, whenever that was: a poster hangs for years."""
    rows = session.execute(
        select(Account.unit_id, AuditEntry.action, _IS_CARDS, func.max(AuditEntry.at))
        .join(Account, AuditEntry.account_id == Account.id)
        .where(AuditEntry.action.in_(_PRINTS))
        .group_by(Account.unit_id, AuditEntry.action, _IS_CARDS)
        .order_by(Account.unit_id)
    )
    kinds: dict[int, set[str]] = {}
    last: dict[int, dt.date] = {}
    for unit_id, action, is_cards, at in rows:
        if unit_id not in unit_ids:
            continue
        moment = at if at.tzinfo else at.replace(tzinfo=dt.UTC)
        day = moment.astimezone(TIMEZONE).date()
        kinds.setdefault(unit_id, set()).add("cards" if is_cards else _PRINTS[action])
        last[unit_id] = max(last.get(unit_id, day), day)
    in_order = ("poster", "cards", "slips", "paper")
    return {i: Prints(tuple(kind for kind in in_order if kind in taken), last[i]) for i, taken in kinds.items()}


def find_contacts(session: Session, unit_ids: Collection[int]) -> dict[int, Contact]:
    """Whom to ring up, of those units that have said so."""
    columns = (StoredSettings.unit_id, StoredSettings.contact_name, StoredSettings.contact_phone)
    rows = session.execute(select(*columns).where(StoredSettings.contact_phone != ""))
    return {unit_id: Contact(name, phone) for unit_id, name, phone in rows if unit_id in unit_ids}


def _count_states(states: Iterable[State]) -> dict[State, int]:
    counts: dict[State, int] = {}
    for state in states:
        counts[state] = counts.get(state, 0) + 1
    return counts
