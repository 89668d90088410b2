"""The shapes of an instrument's figures by group of units: the whole, levels, communes, units (docs/methods.md section 4).

Shapes only; `build_groups` fills them.
"""

from dataclasses import dataclass
from typing import Literal

from analysis.estimates import Convention, Result
from analysis.figures import DepartmentReport, UnitReport

GroupKind = Literal["whole", "level", "commune", "scope"]


@dataclass(frozen=True)
class Place:
    """Units that are shown together: its codes may name units that do not answer the instrument, and places may overlap."""

    kind: GroupKind
    code: str
    name: str
    units: frozenset[str]


@dataclass(frozen=True)
class GroupFigures:
    """What is said of the units of a place.

    `report` has the same shape as that of a unit, over the `covered_units` of `units` units; `answering` of them have forms.
    Its `needed` is None: the guides ask for a number of answers of each unit; a level's or commune's has no fingerprint of its
    own, it is in that of all.
    `forms` and `eligible` (None where a number is unknown) are of all units of the place, those in the report of the covered.
    """

    kind: GroupKind
    code: str
    name: str
    units: int
    answering: int
    covered_units: int
    forms: int
    eligible: int | None
    report: UnitReport

    @property
    def participation(self) -> float | None:
        """Forms per eligible person, None where a number is unknown."""
        return self.forms / self.eligible if self.eligible else None

    @property
    def shares(self) -> tuple[Result, ...]:
        """The share of the whole questionnaire, then that of each dimension."""
        return self.report.index_share, *(dimension.share for dimension in self.report.dimensions)

    @property
    def is_partial(self) -> bool:
        """Whether units with forms are not in the figures."""
        return self.covered_units < self.answering


@dataclass(frozen=True)
class GroupsReport:
    """All figures of one instrument and one kind of unit.

    `department` compares the units (funnel, rank sets) and has the same total as `whole`; `units` are in its order. `places`
    are in the order in which they were asked for, without those of which no unit answers the instrument.
    """

    questionnaire_code: str
    questionnaire_title: str
    questionnaire_digest: str
    convention: Convention
    target: float
    department: DepartmentReport
    whole: GroupFigures
    places: tuple[GroupFigures, ...]
    units: tuple[UnitReport, ...]
    fingerprint: str

    @property
    def levels(self) -> tuple[GroupFigures, ...]:
        """The groups by school level."""
        return tuple(group for group in self.places if group.kind == "level")

    @property
    def communes(self) -> tuple[GroupFigures, ...]:
        """The groups by commune."""
        return tuple(group for group in self.places if group.kind == "commune")
