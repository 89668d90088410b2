"""Everything that the department's annual report is written from: one frozen value per campaign and scope.

Shapes only; `department_annual` gathers them. Every figure in here has passed the gate of `analysis`, so whoever writes
sentences, tables or charts from it can show no withheld figure.
"""

import datetime as dt
from dataclasses import dataclass
from typing import Literal

from analysis.comparison_figures import Change
from analysis.estimates import Result
from analysis.group_figures import GroupFigures
from analysis.insight_figures import DriversReport, QualityReport, Representativity
from analysis.reports import ChangeReport
from analysis.same_units import SameUnits
from survey_app.results.annual_figures import AnnualPart
from survey_app.results.group_reports import InstrumentGroups
from survey_app.results.named_targets import Target

Standing = Literal["enough", "short", "silent", "unknown"]


@dataclass(frozen=True)
class UnitCoverage:
    """How far one unit has come over all its instruments: `standing` says whether every one has the answers it needs."""

    code: str
    name: str
    commune: str
    levels: tuple[str, ...]
    received: int
    eligible: int | None
    needed: int | None
    standing: Standing


@dataclass(frozen=True)
class CoverageLine:
    """Units of a level, a commune or the whole, counted by how far they have come."""

    name: str
    units: int
    surveyed: int
    enough: int
    short: int
    silent: int
    unknown: int
    received: int


@dataclass(frozen=True)
class Coverage:
    """All units that take part, and their numbers by level and by commune."""

    units: tuple[UnitCoverage, ...]
    whole: CoverageLine
    levels: tuple[CoverageLine, ...]
    communes: tuple[CoverageLine, ...]


@dataclass(frozen=True)
class QualitySummary:
    """The quality of an instrument's forms over units: `report` where there is one, and in how many units what was noticed.

    `looked_at` units were looked at for bursts, `with_bursts` of them had any; `with_too_many` have more forms than eligible.
    """

    report: QualityReport | None
    looked_at: int
    with_bursts: int
    with_too_many: int


@dataclass(frozen=True)
class Beside:
    """What the department collected itself on one instrument, in the units `codes`.

    `subject` is over all of these units; `same` compares it with the units' own collection over those that have both, None
    where no unit is shown in both.
    """

    found: InstrumentGroups
    codes: frozenset[str]
    subject: GroupFigures
    same: SameUnits | None

    @property
    def collection(self) -> str:
        """Who was asked: "independent" for whoever liked to answer, "sample" for those drawn."""
        return self.found.collection


@dataclass(frozen=True)
class DepartmentPart:
    """One instrument, answered by units of one kind.

    `part` has the shape of a unit's: its report is that of `subject`, the whole or the reader's scope, with the units `codes`.
    `targets` are those of
    the instrument, `places` the levels and communes to be told apart. `panel` compares the units with the campaign before,
    `beside` with what the department collected itself.
    """

    part: AnnualPart
    targets: tuple[Target, ...]
    found: InstrumentGroups
    codes: frozenset[str]
    subject: GroupFigures
    places: tuple[GroupFigures, ...]
    beside: tuple[Beside, ...]
    panel: ChangeReport | None
    drivers: DriversReport | None
    quality: QualitySummary
    representativity: Representativity | None

    @property
    def code(self) -> str:
        """The instrument's code, with the kind of unit where several kinds answer it."""
        return self.part.questionnaire.code

    @property
    def communes(self) -> tuple[GroupFigures, ...]:
        """The communes that are told apart."""
        return tuple(group for group in self.places if group.kind == "commune")


@dataclass(frozen=True)
class LevelLine:
    """One level: what each instrument says of it, and the plain mean of those asked at it alone, None for fewer than two."""

    code: str
    name: str
    mean: Result | None
    rows: tuple[tuple[DepartmentPart, GroupFigures], ...]


@dataclass(frozen=True)
class OfficialFigure:
    """The figure over instruments, the plain mean of the parts named; what it was before and the change, where known."""

    share: Result
    parts: tuple[str, ...]
    earlier: Result | None
    earlier_name: str
    change: Change | None


@dataclass(frozen=True)
class DepartmentReportFigures:
    """The report of a sealed campaign: of the whole department, or of a scope of it (`is_whole` False).

    `scope_name` is "" for the whole. `unit_id` is the department's or the commune's, whose letterhead the report bears.
    """

    unit_id: int
    unit_name: str
    is_whole: bool
    scope_name: str
    campaign_code: str
    campaign_name: str
    opens_on: dt.date
    closes_on: dt.date
    target: float
    targets: tuple[Target, ...]
    official: OfficialFigure
    parts: tuple[DepartmentPart, ...]
    levels: tuple[LevelLine, ...]
    coverage: Coverage
    access: str
    fingerprint: str
