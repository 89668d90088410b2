"""The shapes of a report: frozen values that a page, a chart or an export may show (docs/methods.md section 0).

Knows the shapes only; `build_unit` and `build_department` fill them, and everybody imports them from `analysis.reports`.
"""

from dataclasses import dataclass

from analysis.comparison_figures import Benchmark, Ranking, RankSet, Shrunk, Spread
from analysis.estimates import Convention, Position, Result, Suppressed, Verdict


@dataclass(frozen=True)
class Distribution:
    """How the answers to one item fall: counts per option value 1..5 in order, and what was left out of the base."""

    counts: tuple[int, ...]
    not_applicable: int
    missing: int


@dataclass(frozen=True)
class ItemFigures:
    """One rating item. `distribution` is Suppressed exactly when its share is."""

    code: str
    text: str
    share: Result
    score: Result
    distribution: Distribution | Suppressed


@dataclass(frozen=True)
class DimensionFigures:
    """One dimension with its items; verdict None where the share is suppressed."""

    code: str
    title: str
    share: Result
    score: Result
    verdict: Verdict | None
    items: tuple[ItemFigures, ...]


@dataclass(frozen=True)
class UnitReport:
    """The results of one unit on one instrument.

    `forms` is the number of responses, `eligible` None where unknown, `participation` forms / eligible in [0, 1] or above,
    `needed` the number of answers that the guides ask for. `index_weighted_share` is the figure weighted by grade, given beside
    the index where grades are known, `kish_design_effect` what those weights cost, n sum w^2 / (sum w)^2. `fingerprint` is a
    hex digest of what the report shows.
    """

    questionnaire_code: str
    questionnaire_title: str
    questionnaire_digest: str
    option_labels: tuple[str, ...]
    unit_code: str
    unit_name: str
    forms: int
    eligible: int | None
    participation: float | None
    needed: int | None
    convention: Convention
    target: float
    index_share: Result
    index_score: Result
    index_weighted_share: Result | None
    verdict: Verdict | None
    further_answers_needed: int | None
    overall: ItemFigures | None
    expectation: Result | None
    dimensions: tuple[DimensionFigures, ...]
    method_version: str
    fingerprint: str
    kish_design_effect: float | None = None


@dataclass(frozen=True)
class UnitFigures:
    """One unit in a comparison.

    `position` is where the unit stands to the adjusted limits of the funnel: "above" or "below" where it is unusual among
    units, "within" where it is not, None where it was not judged. `target_position` is the same to the unadjusted limits of the
    target funnel: "above" or "below" where it differs from the target by more than chance, None for a census.
    """

    code: str
    name: str
    group: str
    forms: int
    eligible: int | None
    result: Result
    verdict: Verdict | None
    position: Position | None
    rank: RankSet | None = None
    shrunk: Shrunk | None = None
    benchmark: Benchmark | None = None
    target_position: Position | None = None


@dataclass(frozen=True)
class Funnel:
    """Control limits around `centre` over effective bases, each tuple as long as `effective_bases`; None where K < 10.

    `census_low95` and `census_high95` are the adjusted limits of a unit that asked everybody, None where none is judged.
    """

    centre: float
    effective_bases: tuple[float, ...]
    low95: tuple[float, ...]
    high95: tuple[float, ...]
    low998: tuple[float, ...]
    high998: tuple[float, ...]
    adjusted_low95: tuple[float, ...] | None
    adjusted_high95: tuple[float, ...] | None
    census_low95: float | None = None
    census_high95: float | None = None


@dataclass(frozen=True)
class DepartmentReport:
    """Units of one kind compared on one figure of one instrument.

    `measure_code` is "" for the whole questionnaire, else the code of the dimension or item. `units` are sorted by name in
    Vietnamese order. `dimensions` are the department's own figures for every dimension. `total` covers `covered_units`
    units: a withheld unit is left out of the total whenever subtraction would give it away. `units_left_out` units have
    forms and are not in the total. `funnel` is centred on the total, `target_funnel` on the target and has unadjusted
    limits only. `covered_eligible` of `eligible` people belong to covered units, each None where a number is unknown.
    `verdict` and `further_answers_needed` judge the total, `overall` and `expectation` are the department's own, as in a
    unit's report. At least `units_meeting` of the units shown meet the target, with 95% confidence in this number.
    """

    questionnaire_code: str
    questionnaire_title: str
    questionnaire_digest: str
    measure_code: str
    measure_title: str
    convention: Convention
    target: float
    total: Result
    total_score: Result
    covered_units: int
    units: tuple[UnitFigures, ...]
    funnel: Funnel | None
    dimensions: tuple[DimensionFigures, ...]
    method_version: str
    fingerprint: str
    covered_eligible: int | None = None
    eligible: int | None = None
    units_left_out: int = 0
    ranking: Ranking | None = None
    spread: Spread | None = None
    target_funnel: Funnel | None = None
    verdict: Verdict | None = None
    further_answers_needed: int | None = None
    overall: ItemFigures | None = None
    expectation: Result | None = None
    units_meeting: int | None = None
