"""The insights of a desk as JSON: drivers, scales, quality of forms, who took part. Knows keys; must not compute.

Codes only: titles and texts stand in the questionnaire, and would be said again for every unit.
"""

from collections.abc import Callable, Sequence
from typing import Any

from analysis.desk.insights import Insight, Participants
from analysis.estimates import Result
from analysis.insight_figures import Driver, DriversReport, QualityReport, Representativity, ScaleReliability

Object = dict[str, Any]
ToObject = Callable[[Result, bool], Object | None]  # a figure, and whether it is a share


def participants_object(found: Participants, figure: ToObject) -> Object:
    """What is said of the forms of a unit or a department.

    Parameters
    ----------
    found : Participants
    figure : callable
        Writes a figure.

    Returns
    -------
    dict
    """
    represented = found.representativity
    return {
        "quality": _quality(found.quality, figure),
        "representativity": None if represented is None else _representativity(represented),
    }


def insight_object(insight: Insight, figure: ToObject) -> Object:
    """What is said of a department beside its figures.

    Parameters
    ----------
    insight : Insight
    figure : callable
        Writes a figure.

    Returns
    -------
    dict
    """
    return {
        "drivers": None if insight.drivers is None else _drivers(insight.drivers),
        "reliability": {scale.code: _scale(scale) for scale in insight.reliability},
        **participants_object(insight, figure),
    }


def _drivers(report: DriversReport) -> Object:
    return {
        "outcome": report.outcome_code,
        "forms": report.forms,
        "units": report.units,
        "r_squared": report.r_squared,
        "reason": None if report.reason is None else _key(report.reason),
        "dimensions": _parts(report.drivers),
        "items": _parts(report.items),
        "lines": {
            "importance": report.importance_line,
            "share": report.share_line,
            "item_importance": report.item_importance_line,
            "item_share": report.item_share_line,
        },
        "importance_without_flagged": None
        if report.without_flagged is None
        else {driver.code: part for driver, part in zip(report.drivers, report.without_flagged, strict=True)},
    }


def _parts(drivers: Sequence[Driver]) -> Object:
    return {
        driver.code: {
            "importance": driver.importance,
            "low": driver.low,
            "high": driver.high,
            "johnson": driver.johnson,
            "beta": driver.beta,
            "quadrant": None if driver.quadrant is None else _key(driver.quadrant),
        }
        for driver in drivers
    }


def _scale(scale: ScaleReliability) -> Object:
    return {
        "forms": scale.forms,
        "alpha": scale.alpha,
        "low": scale.low,
        "high": scale.high,
        "omega": scale.omega,
        "item_rest": {item.code: item.correlation for item in scale.items},
        "reversed": [item.code for item in scale.items if item.is_reversed],
        "dropped": list(scale.dropped),
        "reason": None if scale.reason is None else _key(scale.reason),
    }


def _quality(report: QualityReport, figure: ToObject) -> Object:
    twins = report.identical
    return {
        "forms": report.forms,
        "flagged": report.flagged,
        "flags": {count.flag: count.forms for count in report.flags},
        "left_out": report.left_out,
        "index": {"mean": figure(report.index_score, False), "share": figure(report.index_share, True)},
        "index_without_flagged": {
            "mean": figure(report.index_score_without, False),
            "share": figure(report.index_share_without, True),
        },
        "identical": None
        if twins is None
        else {
            "pairs": twins.pairs,
            "expected_pairs": twins.expected_pairs,
            "p_value": twins.p_value,
            "largest_group": twins.largest_group,
        },
    }


def _representativity(found: Representativity) -> Object:
    return {
        "participation": found.participation,
        "r_indicator": found.r_indicator,
        "cv": found.cv,
        "partials": dict(found.partials),
        "worst_low": found.worst_low,
        "worst_high": found.worst_high,
    }


def _key(words: str) -> str:
    return words.replace(" ", "_")
