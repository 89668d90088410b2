"""Everything that a unit's annual report is written from: one frozen value per unit and campaign, for all of its instruments.

Shapes only; `annual` gathers them. Every figure in here has passed the gate of `analysis`, so whoever writes sentences, tables
or charts from it can show no withheld figure.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from analysis.estimates import Estimate
from analysis.grade_figures import GradesReport
from analysis.reports import ChangeReport, QualityReport, UnitReport
from questionnaires import Questionnaire
from survey_app.results.access import Access

NotCompared = Literal[
    "first", "no answers", "another convention", "split", "part silent", "few answers", "uneven", "scope split"
]


@dataclass(frozen=True)
class EarlierResults:
    """The same unit's report on the same instrument in the campaign before, and what has changed since.

    `formerly` names the units that it was then, where these were others or more than itself.
    """

    campaign_name: str
    closes_on: dt.date
    report: UnitReport
    change: ChangeReport
    formerly: tuple[str, ...] = ()


@dataclass(frozen=True)
class DepartmentLevel:
    """The whole share of all units of one kind that answer the same instrument, and how many units it covers."""

    share: Estimate
    units: int


@dataclass(frozen=True)
class ReleasedComments:
    """Comments to one question of the questionnaire that were reviewed for release, in an order that tells nothing."""

    item_code: str
    question: str
    texts: tuple[str, ...]


@dataclass(frozen=True)
class CommentCounts:
    """How many comments a participation has, by what the unit has decided."""

    released: int = 0
    kept_inside: int = 0
    hidden: int = 0
    open: int = 0


@dataclass(frozen=True)
class ActionLine:
    """A measure of the unit; `state` as in the table of actions, the codes "" where it answers no item."""

    text: str
    state: str
    responsible: str = ""
    due_on: dt.date | None = None
    instrument_code: str = ""
    item_code: str = ""


@dataclass(frozen=True)
class CollectedBeside:
    """What the department collected itself in the unit, on the same instrument: "independent" or "sample"."""

    collection: str
    report: UnitReport


@dataclass(frozen=True)
class AnnualPart:
    """One instrument of the unit in the campaign.

    `uncovered` responses came too late for the figures. `grades` is None where no grade may be shown beside another, and
    before the campaign is sealed. `earlier` is None where the unit has no comparable results, and `not_compared` then says why:
    "first" where it did not take part before, "no answers" where nobody answered then, "another convention" where figures were
    put together in another way, "split" where it was part of another unit or has given a part away; of several units that it
    was then one has no answers ("part silent"), too few to be added ("few answers"), or their answers stand for too different
    numbers of people ("uneven"). Of a scope, "scope split": one of its units has given a part to a unit outside, or has one
    from there. `level` is None where showing it would say too much of another unit. `beside` are the department's own
    collections of which something may be shown.
    """

    participation_id: int
    questionnaire: Questionnaire
    collection: str
    collected_elsewhere: bool
    report: UnitReport
    uncovered: int
    grades: GradesReport | None
    earlier: EarlierResults | None
    level: DepartmentLevel | None
    beside: tuple[CollectedBeside, ...]
    access: Access
    channels: Mapping[str, int]
    quality: QualityReport | None
    arrivals_known: bool
    comments: tuple[ReleasedComments, ...] = ()
    comment_counts: CommentCounts = CommentCounts()
    not_compared: NotCompared | None = None


@dataclass(frozen=True)
class AnnualReport:
    """One unit in one closed campaign. `superior_name` is the unit above it; `is_sealed`: nothing of it can change any more."""

    unit_id: int
    unit_code: str
    unit_name: str
    unit_kind: str
    unit_levels: tuple[str, ...]
    superior_name: str
    campaign_code: str
    campaign_name: str
    opens_on: dt.date
    closes_on: dt.date
    is_sealed: bool
    parts: tuple[AnnualPart, ...]
    fingerprint: str
    actions: tuple[ActionLine, ...] = ()
