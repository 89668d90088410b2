"""Invented comparisons and explanations for charts, made by hand: ranks, change, drivers, grids, trends."""

import random
from collections.abc import Sequence
from dataclasses import replace

from analysis.comparison_figures import (
    Change,
    ChangeReport,
    ChangeRow,
    Difference,
    DimensionGrid,
    GridRow,
    NotCompared,
    Ranking,
    RankSet,
    Trend,
)
from analysis.estimates import Estimate, Result, Suppressed
from analysis.insight_figures import Driver, DriversReport, NoDrivers, Quadrant
from analysis.reports import DepartmentReport
from tests.analysis.chart_reports import ITEM_TEXTS, LONG_NAME, PLACES, TITLES, department_report, funnel, share

KINDS = ("Mầm non", "Tiểu học", "THCS", "THPT")
COMMUNES = ("Xã Ba Tơ", "Xã Măng Đen", "Phường Nghĩa Lộ", "Xã Trà Bồng", "Đặc khu Lý Sơn")


def ranked_report(count: int = 60, *, tau: int | None = None, factor: float = 1.0, **how: int) -> DepartmentReport:
    """A comparison with rank sets: pairs whose shares lie `factor` times 3.5 standard errors apart are told apart."""
    report = department_report(count, **how)  # type: ignore[arg-type]
    shown = [unit for unit in report.units if isinstance(unit.result, Estimate) and unit.result.effective_base >= 30]
    tau = tau or max(len(shown) // 10, 1)
    places = [(unit.result.value, unit.result.se or 0.004) for unit in shown if isinstance(unit.result, Estimate)]

    def ends(value: float, se: float, times: float) -> tuple[int, int]:
        apart = [(other - value) / (se**2 + error**2) ** 0.5 for other, error in places]
        return 1 + sum(far > times for far in apart), len(places) - sum(far < -times for far in apart)

    sets = {}
    for unit, (value, se) in zip(shown, places, strict=True):
        low, high = ends(value, se, 3.5 * factor)
        own = ends(value, se, 2.5 * factor)
        sets[unit.code] = RankSet(low, high, *own, low <= tau, high > len(shown) - tau)
    units = tuple(replace(unit, rank=sets.get(unit.code)) for unit in report.units)
    ranking = Ranking(len(shown), tau, 1000, 1, 3.5) if shown else None
    return replace(report, units=units, ranking=ranking, target_funnel=target_funnel(report))


def target_funnel(report: DepartmentReport):
    """Limits about the target, unadjusted only."""
    return None if report.funnel is None else funnel(report.target, int(report.funnel.effective_bases[-1]), spread=None)
