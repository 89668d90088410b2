"""The shapes of what explains a result: drivers, reliability, quality, representativity (docs/methods.md sections 2, 9 to 11).

Frozen values that a page, a chart or a file may show. Knows the shapes only; `drivers`, `reliability`, `quality` and
`representativity` fill them.
"""

from dataclasses import dataclass
from typing import Literal

from analysis.estimates import Result

Quadrant = Literal["improve first", "keep up", "less urgent", "well served"]
NoDrivers = Literal["no overall item", "too few forms", "too few units", "weak relation", "negative weight", "no spread"]
NoReliability = Literal["one item", "too few forms", "no spread"]
QualityFlag = Literal["straight", "fast", "honeypot", "identical"]


@dataclass(frozen=True)
class Driver:
    """A dimension, or an item, with what it has to do with satisfaction on the whole.

    `importance`, `low`, `high`: its part of the explained variance (LMG) in [0, 1], all parts together 1. `johnson` is the same
    by relative weights, `beta` the standardised regression weight. `share` is how satisfied people are with it. `quadrant` is
    None where either interval crosses its line.
    """

    code: str
    title: str
    importance: float
    low: float | None
    high: float | None
    johnson: float
    beta: float
    share: Result
    quadrant: Quadrant | None


@dataclass(frozen=True)
class DriversReport:
    """What goes with satisfaction on the whole: association, never cause.

    `reason` says why there are none; then `drivers` and `items` are empty. `importance_line`, `share_line` are the medians at
    which the plot is crossed. `items` hold the printed importance: that of the dimension times the item's part in it.
    `without_flagged` holds the importance of each driver, in the same order, when flagged forms are left out.
    `item_importance_line`, `item_share_line` are the medians over the items, at which these have their quadrants.
    """

    questionnaire_code: str
    questionnaire_title: str
    subject: str
    outcome_code: str
    outcome_text: str
    forms: int
    units: int
    r_squared: float | None
    reason: NoDrivers | None
    drivers: tuple[Driver, ...]
    items: tuple[Driver, ...]
    importance_line: float | None
    share_line: float | None
    without_flagged: tuple[float, ...] | None
    method_version: str
    item_importance_line: float | None = None
    item_share_line: float | None = None


@dataclass(frozen=True)
class ItemRest:
    """An item of a scale: its correlation with the rest, and whether it runs against it. None: the item does not vary."""

    code: str
    text: str
    correlation: float | None
    is_reversed: bool


@dataclass(frozen=True)
class ScaleReliability:
    """How well the items of a dimension measure one thing, on complete forms.

    `alpha` with Feldt limits; for two items it is the Spearman-Brown coefficient, without limits of Feldt where they do not
    hold. `omega` of one factor, None below three items or where it cannot be fitted. `dropped`: items without spread.
    """

    code: str
    title: str
    forms: int
    alpha: float | None
    low: float | None
    high: float | None
    omega: float | None
    items: tuple[ItemRest, ...]
    dropped: tuple[str, ...]
    reason: NoReliability | None


@dataclass(frozen=True)
class FlagCount:
    """How many forms carry a flag; a form may carry several. None: a few, between 1 and 9."""

    flag: QualityFlag
    forms: int | None


@dataclass(frozen=True)
class Burst:
    """A time slot with more arrivals than one class at once and the usual traffic, `expected`, explain."""

    slot: str
    arrivals: int
    expected: float
    p_value: float


@dataclass(frozen=True)
class IdenticalSheets:
    """Pairs of identical sheets that mix answers, against what chance and the other units give; `largest_group` 0: none."""

    pairs: int
    expected_pairs: float
    p_value: float
    largest_group: int


@dataclass(frozen=True)
class QualityReport:
    """What may be wrong with the forms of one unit or a department; nothing is ever deleted.

    `index_share` rests on all forms, `index_share_without` on those without any flag; both have passed the gate. `left_out`
    are the forms that the latter leave out: in a department those of units that may show the same themselves. `flagged` counts
    them all, None for 1 to 9 and for a unit of fewer than ten forms; in a department it is without units that have 1 to 9,
    unless these come to ten together, and without units of fewer than ten forms.
    `straight_values` are the straight ones of a unit by the option value 1..5 that they repeat, all None where a few of them
    would be told apart or the unit is withheld. `identical` is None for a department and for a few pairs.
    """

    forms: int
    flagged: int | None
    flags: tuple[FlagCount, ...]
    identical: IdenticalSheets | None
    bursts: tuple[Burst, ...]
    index_share: Result
    index_share_without: Result
    index_score: Result
    index_score_without: Result
    left_out: int = 0
    straight_values: tuple[int | None, ...] = ()


@dataclass(frozen=True)
class Representativity:
    """How far those who answered resemble all who could.

    `participation` n / N; `r_indicator` 1 - 2 S(rho) over grades (and units, for a department), 1 where all take part alike;
    `cv` S(rho) / mean rho; `partials` the unconditional partial R of each margin. `bias_low`, `bias_high`: where the share of
    all eligible lies if those who did not answer differ by `gap` (a part of 1, None where unknown) either way; `worst_low`,
    `worst_high`: whatever they think.
    """

    forms: int
    eligible: int
    participation: float
    r_indicator: float | None
    cv: float | None
    partials: tuple[tuple[str, float], ...]
    gap: float | None
    bias_low: float | None
    bias_high: float | None
    worst_low: float | None
    worst_high: float | None
