"""What goes with satisfaction on the whole: the drivers of one unit or of many (docs/methods.md section 10).

Association, never cause. It must not compute a share of its own: it takes those that passed the gate.

Disclosure. Only units with at least `Thresholds.numbers` forms that answer every dimension and the overall item take part, and
at least 100 forms in all. Everything is given to three decimals: exact parts and weights could be solved for the correlations,
these for whole numbers, and the difference of two reports would then be the table of a unit that is in only one of them. The
importance without flagged forms is given only where no form or at least `Thresholds.numbers` forms are left out.
"""

from collections.abc import Sequence
from dataclasses import replace
from statistics import median

from analysis import METHOD_VERSION
from analysis.disclosure import DEFAULTS, Thresholds
from analysis.estimates import Estimate, Result
from analysis.figures import DimensionFigures
from analysis.importance import Floats
from analysis.insight_figures import Driver, DriversReport, Quadrant
from analysis.pair_sums import DECIMALS, PairSums, merge_pairs
from analysis.relations import Parts, divide_relation, draw_units, parts_inside, relate_units
from analysis.strata import UnitSums
from questionnaires import Questionnaire

FEWEST_FORMS = 100
LEAST_EXPLAINED = 0.1


def build_drivers_report(
    questionnaire: Questionnaire,
    units: Sequence[UnitSums],
    *,
    subject: str,
    figures: Sequence[DimensionFigures],
    seed: int,
    draws: int = 1000,
    thresholds: Thresholds = DEFAULTS,
) -> DriversReport:
    """Says which dimensions and items go with satisfaction on the whole, how surely, and which to improve first.

    Parameters
    ----------
    questionnaire : Questionnaire
    units : sequence of UnitSums
        One or many, in any order; those without `pairs` do not take part.
    subject : str
        Whose drivers these are: the name of a unit or of a department.
    figures : sequence of DimensionFigures
        The published figures of the same subject, from its report.
    seed, draws : int
        Of the draws of units. The same seed gives the same report.
    thresholds : Thresholds

    Returns
    -------
    DriversReport
        Without limits and quadrants where fewer than 10 units take part. Without the items of a dimension where fewer than 100
        forms are complete in it, or where its items explain less than a tenth of the outcome; without items that do not vary.

    Raises
    ------
    ValueError
        A dimension or item has no figure, no draws, or sums of another questionnaire.

    References
    ----------
    Groemping 2006; Johnson 2000; Rao and Wu 1988. docs/methods.md section 10.
    """
    used = _participants(questionnaire, units, thresholds)
    published = _figures_of(questionnaire, figures)
    pairs = [pair_sums for _, pair_sums in used]
    overall = questionnaire.overall_item
    report = DriversReport(
        questionnaire_code=questionnaire.code,
        questionnaire_title=questionnaire.title,
        subject=subject,
        outcome_code=overall.code if overall else "",
        outcome_text=overall.text if overall else "",
        forms=sum(pair_sums.forms_with_means for pair_sums in pairs),
        units=len(used),
        r_squared=None,
        reason=None,
        drivers=(),
        items=(),
        importance_line=None,
        share_line=None,
        without_flagged=None,
        method_version=METHOD_VERSION,
    )
    counts = draw_units(len(used), seed=seed, draws=draws)
    if overall is None:
        return replace(report, reason="no overall item")
    if report.forms < FEWEST_FORMS:
        return replace(report, reason="too few forms")
    relation = relate_units([pair_sums.means for pair_sums in pairs], counts)
    if relation is None or not all(relation.varies):
        return replace(report, reason="no spread")
    report = replace(report, r_squared=_rounded(relation.r_squared))
    if relation.r_squared < LEAST_EXPLAINED:
        return replace(report, reason="weak relation")
    parts = divide_relation(relation)
    if any(_rounded(weight) < 0 for weight in parts.beta):
        return replace(report, reason="negative weight")
    items: list[Driver] = []
    for d, figure in enumerate(published):
        inside = relate_units([pair_sums.outcome(d) for pair_sums in pairs], counts, fewest=thresholds.numbers)
        if inside and inside.forms >= FEWEST_FORMS and inside.r_squared >= LEAST_EXPLAINED:
            named = [(item.code, item.text, item.share) for item in figure.items]
            found = _drivers(named, parts_inside(parts, d, divide_relation(inside, by_johnson=True)))
            items += [item for item, varies in zip(found, inside.varies, strict=True) if varies]
    drivers, importance_line, share_line = _cross(_drivers([(f.code, f.title, f.share) for f in published], parts))
    crossed_items, item_importance_line, item_share_line = _cross(items)
    return replace(
        report,
        drivers=drivers,
        items=crossed_items,
        importance_line=importance_line,
        share_line=share_line,
        without_flagged=_without_flagged(used, thresholds),
        item_importance_line=item_importance_line,
        item_share_line=item_share_line,
    )


def _participants(
    questionnaire: Questionnaire, units: Sequence[UnitSums], thresholds: Thresholds
) -> list[tuple[UnitSums, PairSums]]:
    """The units that take part, in the order of their codes, so that the order given changes nothing."""
    known = [(unit, unit.pairs) for unit in sorted(units, key=lambda unit: unit.code) if unit.pairs is not None]
    items = tuple(len(dimension.items) for dimension in questionnaire.dimensions)
    if any(pairs.shape.items != items for _, pairs in known):
        raise ValueError(f"the sums of pairs are not those of {questionnaire.code}")
    return [(unit, pairs) for unit, pairs in known if pairs.forms_with_means >= max(thresholds.numbers, 1)]


def _figures_of(questionnaire: Questionnaire, figures: Sequence[DimensionFigures]) -> list[DimensionFigures]:
    """The figures in the order of the questionnaire."""
    by_code = {figure.code: figure for figure in figures}
    for dimension in questionnaire.dimensions:
        codes = [item.code for item in dimension.items]
        if dimension.code not in by_code or [item.code for item in by_code[dimension.code].items] != codes:
            raise ValueError(f"no figures of dimension {dimension.code} and its items {codes}")
    return [by_code[dimension.code] for dimension in questionnaire.dimensions]


def _rounded(value: float) -> float:
    return round(float(value), DECIMALS) + 0.0  # not -0.0


def _drivers(named: Sequence[tuple[str, str, Result]], parts: Parts) -> list[Driver]:
    """Names, shares and parts put together, as yet without quadrants."""
    return [
        Driver(
            code=code,
            title=title,
            importance=_rounded(parts.importance[k]),
            low=None if low is None else _rounded(low),
            high=None if high is None else _rounded(high),
            johnson=_rounded(parts.johnson[k]),
            beta=_rounded(parts.beta[k]),
            share=share,
            quadrant=None,
        )
        for k, ((code, title, share), (low, high)) in enumerate(zip(named, parts.limits(), strict=True))
    ]


def _cross(drivers: Sequence[Driver]) -> tuple[tuple[Driver, ...], float | None, float | None]:
    """The drivers with their quadrants about the medians of importance and of the shown shares, and these medians."""
    shares = [driver.share.value for driver in drivers if isinstance(driver.share, Estimate)]
    importance_line = median(driver.importance for driver in drivers) if drivers else None
    share_line = median(shares) if shares else None
    if importance_line is None or share_line is None:
        return tuple(drivers), importance_line, share_line
    placed = (replace(driver, quadrant=_quadrant(driver, importance_line, share_line)) for driver in drivers)
    return tuple(placed), importance_line, share_line


def _quadrant(driver: Driver, importance_line: float, share_line: float) -> Quadrant | None:
    """Where a driver lies if neither interval touches its line."""
    share = driver.share
    if not isinstance(share, Estimate):
        return None
    is_important = _side(driver.low, driver.high, importance_line)
    is_satisfying = _side(share.low, share.high, share_line)
    if is_important is None or is_satisfying is None:
        return None
    if is_important:
        return "keep up" if is_satisfying else "improve first"
    return "well served" if is_satisfying else "less urgent"


def _side(low: float | None, high: float | None, line: float) -> bool | None:
    """Whether an interval lies above a line; None where it touches it or does not exist."""
    if low is None or high is None or low <= line <= high:
        return None
    return low > line


def _without_flagged(used: Sequence[tuple[UnitSums, PairSums]], thresholds: Thresholds) -> tuple[float, ...] | None:
    """The importance of each dimension over the forms without a flag; None where it is not known or not to be shown."""
    flagged = [unit.flagged_pairs for unit, _ in used if unit.flagged_pairs is not None]
    is_unknown = any(unit.flagged_pairs is None and any(sums.forms for sums in unit.flagged.values()) for unit, _ in used)
    if not flagged or is_unknown:
        return None
    taken = merge_pairs(flagged)
    if 0 < taken.forms_with_means < thresholds.numbers:
        return None
    rest = merge_pairs([pairs for _, pairs in used]).subtract(taken)
    relation = relate_units([rest.means], None)
    if rest.forms_with_means < FEWEST_FORMS or relation is None or relation.r_squared < LEAST_EXPLAINED:
        return None
    importance: Floats = divide_relation(relation).importance
    return tuple(_rounded(part) for part in importance)
