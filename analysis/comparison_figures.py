"""The shapes of comparisons: rank sets, shrunk values, benchmarks, change between campaigns (docs/methods.md sections 5 to 7).

Frozen values that a page, a chart or a file may show. Knows the shapes only; `ranks`, `shrinkage`, `benchmarks` and `change`
fill them from figures that have passed the gate.
"""

from dataclasses import dataclass
from typing import Literal

from analysis.estimates import Convention, Estimate, Flag, Result

ChangeWord = Literal["risen", "fallen", "stable", "no clear change"]
BrokenSeries = Literal["split", "part silent", "few answers", "uneven"]
NotCompared = Literal["reworded", "withheld", "no spread", "new", "gone"] | BrokenSeries
NoTrend = Literal["fewer than three", "no spread", "reworded", "no common unit"]


@dataclass(frozen=True)
class RankSet:
    """The ranks that the answers allow a unit, 1 the highest; ties share a rank.

    `low` to `high` hold for all units at once in 95% of repetitions, `marginal_low` to `marginal_high` for this unit alone.
    `may_be_best` and `may_be_lowest`: the unit may be among the tau highest, the tau lowest.
    """

    low: int
    high: int
    marginal_low: int
    marginal_high: int
    may_be_best: bool
    may_be_lowest: bool


@dataclass(frozen=True)
class Ranking:
    """How the rank sets were made: units compared, tau, simulated draws and their seed, critical value of the last step."""

    units: int
    tau: int
    draws: int
    seed: int
    critical_value: float


@dataclass(frozen=True)
class Spread:
    """How much units differ beyond chance: mu their precision-weighted mean, `between` t2 the variance between them.

    `needed_forms` are the forms of a typical unit for a reliability of .70, None where units do not differ.
    """

    mean: float
    mean_se: float
    between: float
    units: int
    needed_forms: int | None


@dataclass(frozen=True)
class Shrunk:
    """A unit's share drawn in towards the mean of all as far as its reliability asks; for sorting maps, never a verdict."""

    reliability: float
    value: float
    low: float
    high: float


@dataclass(frozen=True)
class Difference:
    """A difference of two shares (in [-1, 1]) or scores (in [-4, 4]) with its limits, None where there are none.

    `low`, `high` are the two-sided 95% limits, `low90`, `high90` the 90% ones.
    """

    value: float
    low: float | None
    high: float | None
    low90: float | None
    high90: float | None
    se: float | None


@dataclass(frozen=True)
class Benchmark:
    """What units with this unit's mix of grades reach on average, and how far the unit is from it.

    `is_different`: by more than 3 points, and beyond chance.
    """

    expected: float
    difference: Difference
    is_different: bool


@dataclass(frozen=True)
class Change:
    """Later minus earlier. `p_value` is of the two-sided test, `adjusted_p` that of Benjamini-Hochberg over all tests together.

    `word`: "risen" or "fallen" only where the adjusted p is at most .05, the interval leaves 0 out and the change is material
    (2 points of a share, or 0.08 of a score); "stable" where the 90% interval lies within that; else "no clear change".
    `is_exact`: everybody answered everything both times, so that low = high = value. Where everybody was asked and answers are
    missing, `difference.se` is None and its limits are logical bounds. In both cases p is 0 or 1 and no test.
    """

    difference: Difference
    p_value: float
    adjusted_p: float
    word: ChangeWord
    is_exact: bool = False


@dataclass(frozen=True)
class ChangeRow:
    """One line of a comparison over time: a unit, or a figure of one unit. `change` is None where `reason` says why.

    "new" is in the later campaign only, "gone" in the earlier only; "withheld" stands where either is Suppressed and says why.
    A unit that was another one then is "split" where it has a part of that only; of several that it was then one has no answers
    ("part silent"), too few to be added ("few answers"), or theirs stand for too different numbers of people ("uneven").
    """

    code: str
    label: str
    earlier: Result | None
    later: Result | None
    change: Change | None
    reason: NotCompared | None


@dataclass(frozen=True)
class ChangeReport:
    """Two campaigns of one instrument compared.

    For one unit, `rows` are its dimensions and items; for a department, its units on one figure. `whole` is the index of the
    unit, or the department's total; `panel` the mean difference over the units that are in both, None for one unit. `dropped`
    are the codes of items that do not survive with code, wording and scale. `tests` counts the tests adjusted together.
    `kind` says what is compared, `material` which change matters: 0.02 of a share, 0.08 of a score.
    """

    questionnaire_code: str
    questionnaire_title: str
    measure_code: str
    measure_title: str
    subject: str
    earlier_label: str
    later_label: str
    whole: ChangeRow
    panel: Difference | None
    panel_units: int
    rows: tuple[ChangeRow, ...]
    dropped: tuple[str, ...]
    tests: int
    method_version: str
    fingerprint: str
    kind: Literal["share", "score"] = "share"
    material: float = 0.02
    convention: Convention = "answers"


@dataclass(frozen=True)
class Trend:
    """The slope per year over three campaigns or more.

    `lack_of_fit` is a chi-squared and `lack_of_fit_p` small where a straight line does not fit; both None where more than two
    of the campaigns asked everybody, or one did and answers are missing. `figures` are means over a fixed set of `units` units,
    or those of one unit, where `units` is None.
    """

    times: tuple[float, ...]
    figures: tuple[Estimate, ...]
    slope: Difference
    p_value: float
    lack_of_fit: float | None
    lack_of_fit_p: float | None
    flags: tuple[Flag, ...] = ()
    units: int | None = None


@dataclass(frozen=True)
class GridRow:
    """A unit, or the department, in a grid: its share on the whole questionnaire and on each dimension."""

    code: str
    name: str
    group: str
    forms: int
    whole: Result
    shares: tuple[Result, ...]


@dataclass(frozen=True)
class DimensionGrid:
    """Units by dimensions, all shares; `rows` in Vietnamese order of the names, `total` the department's own figures."""

    questionnaire_code: str
    questionnaire_title: str
    target: float
    dimension_codes: tuple[str, ...]
    dimension_titles: tuple[str, ...]
    total: GridRow
    rows: tuple[GridRow, ...]
    method_version: str
    fingerprint: str
