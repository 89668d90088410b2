"""Is there a trend over three campaigns or more? (docs/methods.md section 7).

Follows one figure of one unit, or the mean share of a fixed set of units. Like `build_change` it takes figures that have passed
the gate and nothing else, so every number here could be worked out from the reports. Must not know dates: times are years as
numbers.
"""

import math
from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from analysis.build_change import figures_by_code, refuse_mixed
from analysis.comparison_figures import NoTrend, Trend
from analysis.differences import sampling_variance
from analysis.estimates import Estimate, IntervalKind, Result
from analysis.figures import DepartmentReport, UnitReport
from analysis.intervals import TAIL, TAIL90, korn_graubard_limits
from analysis.moments import Kind
from analysis.slopes import Point, fit_line, mean_point, point_of
from analysis.wordings import survivors
from questionnaires import Questionnaire

FEWEST = 3  # campaigns


def fit_trend(times: Sequence[float], results: Sequence[Result], *, kind: Kind) -> Trend | NoTrend:
    """Lays a straight line through the figures of one unit.

    Parameters
    ----------
    times : sequence of float
        In years, rising; one for each result.
    results : sequence of Result
        The same question each time. A withheld figure is left out.
    kind : "share" or "score"

    Returns
    -------
    Trend or NoTrend
        The slope per year. "fewer than three" where fewer figures are shown, "no spread" where one of them is a score without.

    Raises
    ------
    ValueError
        Times that do not rise or are not as many as the results.

    References
    ----------
    docs/methods.md section 7: weights 1/v_t; v_t of a share is P(1-P)/n_t with P the pooled share, of a score its variance.

    Examples
    --------
    >>> shares = [Estimate(p, p - 0.05, p + 0.04, p - 0.04, p + 0.03, 0.02, 200, 200, None, 200.0, 1.0, 199)
    ...     for p in (0.88, 0.91, 0.94)]
    >>> trend = fit_trend([2024.0, 2025.0, 2026.0], shares, kind="share")
    >>> round(trend.slope.value, 3), round(trend.slope.low, 4), round(trend.slope.high, 4)
    (0.03, 0.0019, 0.0581)
    """
    _check_times(times, len(results))
    shown = [(time, result) for time, result in zip(times, results, strict=True) if isinstance(result, Estimate)]
    if len(shown) < FEWEST:
        return "fewer than three"
    figures = tuple(estimate for _, estimate in shown)
    if any(estimate.interval_kind == "none" for estimate in figures):
        return "no spread"
    return _fit(tuple(time for time, _ in shown), figures, [point_of(estimate, kind=kind) for estimate in figures], kind)


def unit_trend(
    times: Sequence[float],
    reports: Sequence[UnitReport],
    *,
    questionnaires: Sequence[Questionnaire],
    code: str = "",
    kind: Kind = "share",
) -> Trend | NoTrend:
    """The trend of one figure of one unit.

    Parameters
    ----------
    times : sequence of float
        In years, rising; one for each report.
    reports : sequence of UnitReport
        Of one unit, on versions of one instrument, under one convention.
    questionnaires : sequence of Questionnaire
        The versions that were answered.
    code : str
        "" for the index, else of a dimension or an item.
    kind : "share" or "score"

    Returns
    -------
    Trend or NoTrend
        As `fit_trend`; "reworded" where the figure does not survive through all versions.

    Raises
    ------
    ValueError
        Reports that cannot be compared, a code that the first version does not have, times as in `fit_trend`.

    References
    ----------
    docs/methods.md section 7.
    """
    _check_times(times, len(reports))
    refuse_mixed(reports, questionnaires)
    units = sorted({report.unit_code for report in reports})
    if len(units) > 1:
        raise ValueError(f"reports of several units: {', '.join(units)}")
    figures = [figures_by_code(report, kind) for report in reports]
    if not any(code in found for found in figures):
        raise ValueError(f"no figure {code!r} in any report")
    if not survivors(questionnaires, code):
        return "reworded"
    return fit_trend(times, [found[code] for found in figures], kind=kind)


def panel_trend(
    times: Sequence[float], reports: Sequence[DepartmentReport], *, questionnaires: Sequence[Questionnaire]
) -> Trend | NoTrend:
    """The trend of the mean share of those units that are shown in all campaigns.

    Parameters
    ----------
    times : sequence of float
        In years, rising; one for each report.
    reports : sequence of DepartmentReport
        On one measure, on versions of one instrument, under one convention.
    questionnaires : sequence of Questionnaire
        The versions that were answered.

    Returns
    -------
    Trend or NoTrend
        `figures` are the plain means over the same `units` units each time, a function of their published figures. "reworded"
        where the measure does not survive through all versions, "no common unit" where no unit is shown in all.

    Raises
    ------
    ValueError
        Reports that cannot be compared, times as in `fit_trend`.

    References
    ----------
    docs/methods.md section 7.
    """
    _check_times(times, len(reports))
    refuse_mixed(reports, questionnaires)
    measures = sorted({report.measure_code for report in reports})
    if len(measures) > 1:
        raise ValueError(f"several measures: {', '.join(map(repr, measures))}")
    if len(reports) < FEWEST:
        return "fewer than three"
    if not survivors(questionnaires, measures[0]):
        return "reworded"
    shown = [{u.code: u.result for u in report.units if isinstance(u.result, Estimate)} for report in reports]
    panel = sorted(set.intersection(*(set(found) for found in shown)))
    if not panel:
        return "no common unit"
    rows = [[found[code] for code in panel] for found in shown]
    points = [mean_point([point_of(estimate, kind="share") for estimate in row]) for row in rows]
    figures = tuple(_mean_estimate(row, point) for row, point in zip(rows, points, strict=True))
    return _fit(tuple(times), figures, points, "share", units=len(panel))


def _check_times(times: Sequence[float], count: int) -> None:
    if len(times) != count:
        raise ValueError(f"{len(times)} times for {count} figures")
    if not all(math.isfinite(time) for time in times) or any(a >= b for a, b in pairwise(times)):
        raise ValueError(f"times that do not rise: {', '.join(map(str, times))}")


def _fit(
    times: tuple[float, ...], figures: tuple[Estimate, ...], points: Sequence[Point], kind: Kind, *, units: int | None = None
) -> Trend:
    line = fit_line(times, points, kind=kind)
    flags = tuple(dict.fromkeys(flag for estimate in figures for flag in estimate.flags))
    return Trend(times, figures, line.slope, line.p_value, line.lack_of_fit, line.lack_of_fit_p, flags, units)


def _mean_estimate(row: Sequence[Estimate], point: Point) -> Estimate:
    """The plain mean of units' shares as a figure to draw: Korn-Graubard limits at its effective base, bounds added."""
    if len(row) == 1:
        return row[0]
    has_bounds = point.most > point.least
    kind: IntervalKind = "interval" if not point.is_certain else "bounds" if has_bounds else "census"
    base = sum(estimate.base for estimate in row)
    effective = float(base) if point.is_certain else 1 / point.inverse_base
    limits = []
    for tail in (TAIL, TAIL90):
        low, high = point.value, point.value
        if not point.is_certain:
            found = korn_graubard_limits(np.array([point.value]), np.array([effective]), tail)
            low, high = float(found.low[0]), float(found.high[0])
        limits += [max(low - (point.value - point.least), 0.0), min(high + (point.most - point.value), 1.0)]
    variance = math.fsum(sampling_variance(estimate, kind="share") for estimate in row)
    known = [estimate.eligible for estimate in row if estimate.eligible is not None]
    return Estimate(
        value=point.value,
        low=limits[0],
        high=limits[1],
        low90=limits[2],
        high90=limits[3],
        se=None if has_bounds else math.sqrt(variance) / len(row),
        base=base,
        n=sum(estimate.n for estimate in row),
        eligible=sum(known) if len(known) == len(row) else None,
        effective_base=effective,
        design_effect=_mean_design_effect(row),
        degrees_of_freedom=point.degrees_of_freedom,
        interval_kind=kind,
        flags=tuple(dict.fromkeys(flag for estimate in row for flag in estimate.flags)),
    )


def _mean_design_effect(row: Sequence[Estimate]) -> float:
    """Of a plain mean, against independent answers of the same units."""
    return sum(e.design_effect / e.base for e in row) / sum(1 / e.base for e in row)
