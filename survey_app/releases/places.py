"""The places of a release and which units lie in them: the whole, school levels, communes, units.

A release keeps them as they were: a school that is moved to another commune next year stays where it was counted.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from analysis.group_figures import Place
from analysis.vietnamese import sort_key
from survey_app.models import Participation, Unit
from survey_app.models.organisation import LEVEL_NAMES, SCHOOL_LEVELS

WHOLE: Final = "all"  # the code of the whole


@dataclass(frozen=True)
class PlacedUnit:
    """A unit as a release counts it: what it is called, where it lies; no commune where directly under the department."""

    code: str
    name: str
    kind: str
    levels: tuple[str, ...]
    commune_code: str = ""
    commune_name: str = ""

    @classmethod
    def from_plain(cls, stored: Mapping[str, Any]) -> "PlacedUnit":
        """The unit as the content of a release has it."""
        commune = stored["commune"] or {"code": "", "name": ""}
        return cls(
            stored["code"], stored["name"], stored["unit_kind"], tuple(stored["levels"]), commune["code"], commune["name"]
        )

    def to_plain(self) -> dict[str, Any]:
        """As the content of a release has it."""
        commune = {"code": self.commune_code, "name": self.commune_name} if self.commune_code else None
        return {"code": self.code, "name": self.name, "unit_kind": self.kind, "levels": list(self.levels), "commune": commune}


def find_units(session: Session, campaign_id: int) -> dict[str, PlacedUnit]:
    """The units that take part in a campaign, by code, where they lie now."""
    parent = aliased(Unit)
    rows = session.execute(
        select(Unit.code, Unit.name, Unit.kind, Unit.levels, parent.kind, parent.code, parent.name)
        .outerjoin(parent, Unit.parent_id == parent.id)
        .where(Unit.id.in_(select(Participation.unit_id).where(Participation.campaign_id == campaign_id)))
    )
    return {
        code: PlacedUnit(
            code,
            name,
            kind,
            tuple(levels.split(",")) if levels else (),
            *((above_code, above_name) if above_kind == "commune" else ("", "")),
        )
        for code, name, kind, levels, above_kind, above_code, above_name in rows
    }


def places_of(units: Iterable[PlacedUnit], levels: Iterable[str]) -> list[Place]:
    """The levels that an instrument asks about, and the communes in Vietnamese order, each with its units."""
    placed = list(units)
    found = [
        Place("level", level, LEVEL_NAMES[level], frozenset(unit.code for unit in placed if level in unit.levels))
        for level in SCHOOL_LEVELS
        if level in set(levels)
    ]
    communes = {unit.commune_code: unit.commune_name for unit in placed if unit.commune_code}
    for code in sorted(communes, key=lambda one: (sort_key(communes[one]), one)):
        inside = frozenset(unit.code for unit in placed if unit.commune_code == code)
        found.append(Place("commune", code, communes[code], inside))
    return [place for place in found if place.units]
