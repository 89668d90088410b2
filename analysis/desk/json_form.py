"""The reports of a desk as JSON for other programs: full precision, fixed keys, null for what does not exist.

Knows keys and their order (docs/operations.md); must not compute.
"""

import json
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any, Final

from analysis import METHOD_VERSION
from analysis.desk.composing import RANK_DRAWS, Desk
from analysis.desk.json_insights import insight_object, participants_object
from analysis.estimates import Estimate, Reason, Result, Suppressed
from analysis.figures import (
    DepartmentReport,
    DimensionFigures,
    Distribution,
    ItemFigures,
    UnitFigures,
    UnitReport,
)
from questionnaires import Questionnaire

# Reasons that say only that there is nothing are null.
REASONS: Final[dict[Reason, str]] = {
    "too few": "few_responses",
    "too wide": "too_wide",
    "protects another": "complementary",
    "everyone": "everyone",
}
OPEN_LINK: Final = "consistency range"
CENSUS: Final = "census"
LABEL_RULE: Final = (
    f"{OPEN_LINK}: the range if those who answered are typical of their unit and cell, no margin of error; "
    f"{CENSUS}: everybody eligible has answered"
)
LOW_PARTICIPATION: Final = 0.5

Object = dict[str, Any]


def to_json(desk: Desk) -> str:
    """Writes everything as one JSON object.

    Parameters
    ----------
    desk : Desk

    Returns
    -------
    str
        With a line break at the end; the same reports give the same text.
    """
    pairs = {unit.code: unit for unit in desk.department.units}
    parts = {
        "questionnaire": {"code": desk.questionnaire.code, "digest": desk.questionnaire.digest},
        "method": _method(desk),
        "department": _department(desk),
    }
    lines = [f"{_text(key)}: {_text(value)}" for key, value in parts.items()]
    units = [f"{_text(report.unit_code)}: {_text(_unit(desk, report, pairs[report.unit_code]))}" for report in desk.units]
    return "{\n" + ",\n".join(lines) + ',\n"units": {\n' + ",\n".join(units) + "\n}\n}\n"


def _text(value: object) -> str:
    """One line: the standard library writes JSON with line breaks many times slower than without."""
    return json.dumps(value, ensure_ascii=False, allow_nan=False)


def interval_label(desk: Desk, report: UnitReport | None = None) -> str:
    """What the limits of a report are to be called.

    Parameters
    ----------
    desk : Desk
    report : UnitReport, optional
        Of a unit; the department where not given.

    Returns
    -------
    str
        "census" where everybody eligible has answered, else "consistency range".
    """
    reports = desk.units if report is None else [report]
    return CENSUS if all(each.eligible and each.forms == each.eligible for each in reports) else OPEN_LINK


def _method(desk: Desk) -> Object:
    settings, ranking = desk.settings, desk.department.ranking
    dimensions = [dimension.code for dimension in desk.questionnaire.dimensions]
    return {
        "version": METHOD_VERSION,
        "convention": settings.convention,
        "target": settings.target,
        "suppression": "off" if settings.shows_all else "on",
        "frame": {
            "dimension_rho": dict(zip(dimensions, desk.frame.dimension_rho, strict=True)),
            "index_rho": desk.frame.index_rho,
            "rounded_up": not desk.frame_is_exact,
        },
        "seed": settings.seed,
        "draws": ranking.draws if ranking else RANK_DRAWS,
        "critical_value": ranking.critical_value if ranking else None,
        "interval_label": LABEL_RULE,
        "is_publishable": not settings.shows_all and not desk.small_cells,
    }


def _department(desk: Desk) -> Object:
    report = desk.department
    responses = sum(unit.forms for unit in report.units)
    shown = {
        "responses": responses,
        "eligible": report.eligible,
        "participation": responses / report.eligible if report.eligible else None,
        **_figures(desk, report, report.total, report.total_score, codes=[unit.code for unit in report.units]),
        "rank": None,
        "flags": _flags(report.total, responses, report.eligible),
        "interval_label": interval_label(desk),
        "units": len(report.units),
        "covered_units": report.covered_units,
        "covered_eligible": report.covered_eligible,
        "units_left_out": report.units_left_out,
    }
    # Figures of the comparison as a whole.
    for key, value in (("ranking", report.ranking), ("spread", report.spread)):
        if value is not None:
            shown[key] = asdict(value)
    return shown | insight_object(desk.insights.department, _figure)


def _unit(desk: Desk, report: UnitReport, compared: UnitFigures) -> Object:
    rank = compared.rank
    shown = {
        "responses": report.forms,
        "eligible": report.eligible,
        "participation": report.participation,
        **_figures(desk, report, report.index_share, report.index_score, codes=[report.unit_code]),
        "rank": None if rank is None else {"low": rank.low, "high": rank.high},
        "flags": _flags(report.index_share, report.forms, report.eligible),
        "interval_label": interval_label(desk, report),
        "needed": report.needed,
        "position": compared.position,
        "target_position": compared.target_position,
        "kish_design_effect": report.kish_design_effect,
    }
    if report.unit_code in desk.small_cells:
        shown["flags"] = sorted([*shown["flags"], "small_cells"])
    # Figures of a unit among the others.
    for key, value in (("rank_set", rank), ("shrunk", compared.shrunk), ("benchmark", compared.benchmark)):
        if value is not None:
            shown[key] = asdict(value)
    return shown | participants_object(desk.insights.units[report.unit_code], _figure)


def _figures(
    desk: Desk, report: UnitReport | DepartmentReport, share: Result, score: Result, *, codes: Sequence[str]
) -> Object:
    """The part that a unit and the department have in common; `codes` are the units that it is about."""
    items = [*(item for dimension in report.dimensions for item in dimension.items)]
    if report.overall is not None:
        items.append(report.overall)
    settled = isinstance(share, Estimate) and report.verdict is not None
    return {
        "items": {item.code: _item(desk, item, codes) for item in items},
        "dimensions": {part.code: _pair(part) for part in report.dimensions},
        "index": {"mean": _result(score, is_share=False), "share": _result(share)},
        "expectation": None if report.expectation is None else _result(report.expectation, is_share=False),
        "verdict": {
            "state": (report.verdict or "not shown").replace(" ", "_") if settled else "not_shown",
            "target": report.target,
            "needed_more": report.further_answers_needed,
            "figure": "index.share",
        },
    }


def _pair(figures: ItemFigures | DimensionFigures) -> Object:
    return {"mean": _result(figures.score, is_share=False), "share": _result(figures.share)}


def _item(desk: Desk, item: ItemFigures, codes: Sequence[str]) -> Object:
    return {**_pair(item), "distribution": _distribution(desk, item, codes)}


def _result(result: Result, *, is_share: bool = True) -> Object | None:
    """A figure, why it is withheld, or null where there is nothing to withhold."""
    if isinstance(result, Suppressed):
        return {"suppressed": REASONS[result.reason]} if result.reason in REASONS else None
    return {
        "value": result.value,
        "se": result.se,
        "df": result.degrees_of_freedom,
        "low": result.low,
        "high": result.high,
        "low90": result.low90,
        "high90": result.high90,
        "base": result.base,
        "effective_base": result.effective_base if is_share else None,
    }


def _figure(result: Result, is_share: bool) -> Object | None:
    return _result(result, is_share=is_share)


def _distribution(desk: Desk, item: ItemFigures, codes: Sequence[str]) -> Object:
    """Raw counts; those of an item that nobody has answered are no opinions, so they are shown of units large enough."""
    distribution = item.distribution
    if isinstance(distribution, Suppressed):
        if distribution.reason in REASONS:
            return {"suppressed": REASONS[distribution.reason]}
        return _unanswered(desk, item.code, codes)
    return _counts(desk.questionnaire, distribution)


def _unanswered(desk: Desk, code: str, codes: Sequence[str]) -> Object:
    """Counts where there is no figure: of nobody's opinions, or with nothing withheld of single forms under `mean`."""
    column = [item.code for item in desk.questionnaire.closed_items].index(code)
    fewest = desk.settings.thresholds.numbers
    sums = [desk.sums[unit] for unit in codes]
    shown = [each for each in sums if each.forms == 0 or each.forms >= fewest]
    if not shown:
        return {"suppressed": REASONS["too few"]}
    not_applicable = sum(int(each.counts[column, 0]) for each in shown)
    levels = range(1, len(desk.questionnaire.scale.options) + 1)
    counts = tuple(sum(int(each.counts[column, level]) for each in shown if desk.settings.shows_all) for level in levels)
    forms = sum(each.forms for each in shown)
    return _counts(desk.questionnaire, Distribution(counts, not_applicable, forms - not_applicable - sum(counts)))


def _counts(questionnaire: Questionnaire, distribution: Distribution) -> Object:
    values = [option.value for option in questionnaire.scale.options]
    counts = {str(value): distribution.counts[value - 1] for value in values}
    return {**counts, "na": distribution.not_applicable, "missing": distribution.missing}


def _flags(share: Result, responses: int, eligible: int | None) -> list[str]:
    """What a reader should know of a figure: what the estimate says, and what is known of the unit without it."""
    flags = [flag.replace(" ", "_") for flag in share.flags] if isinstance(share, Estimate) else []
    if not responses:
        flags.append("no_responses")
    if eligible is None:
        flags.append("eligible_unknown")
    elif responses > eligible:
        flags.append("more_answers_than_eligible")
    elif responses < LOW_PARTICIPATION * eligible:
        flags.append("low_participation")
    return sorted(set(flags))
