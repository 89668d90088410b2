"""How a unit's official documents begin and end: names, symbol, place, addressees, signature, recipients.

What a unit has not replaced is suggested from the list of units, so a new clerk's document is nearly ready. Knows nothing of
surveys; where something stands on the page is the business of the exports.
"""

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from survey_app.documents import unit_words
from survey_app.documents.model import Letterhead, Signature
from survey_app.documents.unit_words import NamedUnit
from survey_app.models import StoredSettings, Unit

ARCHIVE: Final = "VT"  # văn thư: the clerks' office keeps a copy of everything
# fields of one line, and those that hold a line for each thing
LINES: Final = ("official_name", "superior", "symbol", "place", "signer", "archive", "contact_name", "contact_phone")
LISTS: Final = ("posts", "addressees", "recipients")


@dataclass(frozen=True)
class UnitSettings:
    """A unit's settings with every suggestion filled in. "" and () where neither the unit nor the software knows.

    Names are written as in a sentence; the head of a document sets them in capitals. Lines of `recipients` carry neither the
    dash before nor the mark after, and leave out the last one, `archive`. `contact_name` and `contact_phone` stand in no
    document: the department may ring them up about the survey.
    """

    unit_id: int
    unit_name: str
    unit_kind: str
    unit_levels: tuple[str, ...]
    department_name: str
    official_name: str
    superior: str
    symbol: str
    place: str
    posts: tuple[str, ...]
    signer: str
    addressees: tuple[str, ...]
    recipients: tuple[str, ...]
    archive: str
    contact_name: str = ""
    contact_phone: str = ""


def find_settings(session: Session, unit_ids: Collection[int]) -> dict[int, UnitSettings]:
    """The settings of these units by id, in three queries for any number of them."""
    stored = {row.unit_id: row for row in session.scalars(select(StoredSettings).where(StoredSettings.unit_id.in_(unit_ids)))}
    return {unit_id: _merge(unit_id, unit, stored.get(unit_id)) for unit_id, unit in _find_units(session, unit_ids).items()}


def suggest_settings(session: Session, unit_id: int) -> UnitSettings:
    """What the settings of a unit would be if it had replaced nothing."""
    return _merge(unit_id, _find_units(session, [unit_id])[unit_id], None)


def write_settings(session: Session, unit_id: int, values: Mapping[str, str | tuple[str, ...]]) -> None:
    """Keep what differs from the suggestions: an emptied field, or one that repeats its suggestion, follows it from now on.

    `values` are clean texts by field, lists as tuples. The caller commits.
    """
    suggested = suggest_settings(session, unit_id)
    stored = session.get(StoredSettings, unit_id) or StoredSettings(unit_id=unit_id)
    for name in (*LINES, *LISTS):
        if name not in values:  # a form that does not ask for it
            continue
        value = values[name]
        setattr(
            stored, name, "" if value == getattr(suggested, name) else value if isinstance(value, str) else "\n".join(value)
        )
    session.add(stored)


def to_letterhead(settings: UnitSettings, *, date: dt.date | None, number: int | None = None) -> Letterhead:
    """The head of the unit's documents."""
    return Letterhead(
        superior=settings.superior.upper(),
        issuer=settings.official_name.upper(),
        symbol=settings.symbol,
        place=settings.place,
        number=number,
        date=date,
    )


def to_signature(settings: UnitSettings) -> Signature:
    """Who signs the unit's documents."""
    return Signature(posts=tuple(post.upper() for post in settings.posts), name=settings.signer)


def _find_units(session: Session, unit_ids: Collection[int]) -> dict[int, NamedUnit]:
    parent, grandparent = aliased(Unit), aliased(Unit)
    rows = session.execute(
        select(Unit.id, Unit.name, Unit.kind, Unit.levels, parent.name, parent.kind, grandparent.name, grandparent.kind)
        .outerjoin(parent, Unit.parent_id == parent.id)
        .outerjoin(grandparent, parent.parent_id == grandparent.id)
        .where(Unit.id.in_(unit_ids))
    ).all()
    only_department = session.scalar(select(Unit.name).where(Unit.kind == "department").order_by(Unit.id)) or ""
    found = {}
    for unit_id, name, kind, levels, parent_name, parent_kind, above_name, above_kind in rows:
        named = ((kind, name), (parent_kind, parent_name), (above_kind, above_name))
        department = next((one or "" for of_kind, one in named if of_kind == "department"), only_department)
        found[unit_id] = NamedUnit(
            name=name,
            kind=kind,
            levels=tuple(levels.split(",")) if levels else (),
            parent_name=parent_name or "",
            parent_kind=parent_kind or "",
            department_name=department,
        )
    return found


def _merge(unit_id: int, unit: NamedUnit, stored: StoredSettings | None) -> UnitSettings:
    def line(name: str, suggested: str) -> str:
        return (getattr(stored, name) if stored else "") or suggested

    def lines(name: str, suggested: tuple[str, ...]) -> tuple[str, ...]:
        text = getattr(stored, name) if stored else ""
        return tuple(text.split("\n")) if text else suggested

    return UnitSettings(
        unit_id=unit_id,
        unit_name=unit.name,
        unit_kind=unit.kind,
        unit_levels=unit.levels,
        department_name=unit.department_name,
        official_name=line("official_name", unit_words.suggest_issuer(unit)),
        superior=line("superior", unit_words.suggest_superior(unit)),
        symbol=line("symbol", unit_words.suggest_symbol(unit)),
        place=line("place", unit_words.suggest_place(unit)),
        posts=lines("posts", unit_words.suggest_posts(unit)),
        signer=line("signer", ""),
        addressees=lines("addressees", unit_words.suggest_addressees(unit)),
        recipients=lines("recipients", unit_words.suggest_recipients(unit)),
        archive=line("archive", ARCHIVE),
        contact_name=line("contact_name", ""),
        contact_phone=line("contact_phone", ""),
    )
