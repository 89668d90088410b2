"""Where each unit, line and limit of a funnel stands, before it is known whether it goes on paper or on a screen."""

import math
from bisect import bisect_left
from dataclasses import dataclass
from typing import Final

from analysis.charts.numbers import format_count
from analysis.charts.scale import Scale, count_scale, share_scale
from analysis.charts.wording import bind_numbers
from analysis.disclosure import DEFAULTS
from analysis.estimates import Estimate
from analysis.reports import DepartmentReport, Funnel, UnitFigures

CENSUS: Final = ("census", "bounds")  # kinds of interval of a unit that asked everybody
MOST_POINTS: Final = 160  # of a limit's curve: a point at every fifth pixel of the widest chart
LABEL_ROOM: Final = 0.01  # of share, below the lower line: its label stands under it
STEEP_PART: Final = 0.2  # of the width, left of which the bands may leave the scale: else one small unit flattens all others
LEAST_POINTS: Final = 3  # shown units; of fewer a sentence says more than a picture
NEARLY_ALL: Final = 5  # times its base without finite population that an effective base reaches where 80% have answered
X_AXIS: Final = "cỡ mẫu hiệu dụng"
CROWD: Final = 200  # units; of more the dots are smaller
ORDER: Final[dict[str | None, int]] = {None: 0, "within": 0, "above": 1, "below": 2}  # of drawing


@dataclass(frozen=True)
class Point:
    """One shown unit and where it lies: effective base across, share up."""

    unit: UnitFigures
    estimate: Estimate
    effective_base: float

    @property
    def own_base(self) -> float:
        """The effective base before the finite population correction: what the answers alone are worth."""
        return min(self.estimate.base, self.estimate.base / self.estimate.design_effect)

    @property
    def reach(self) -> float:
        """The base that the scale must hold. Near a census an effective base has no bound and would squeeze all others."""
        is_nearly_all = self.effective_base > NEARLY_ALL * self.own_base
        return self.own_base if is_nearly_all else max(self.effective_base, self.own_base)


def funnel_points(report: DepartmentReport) -> tuple[Point, ...]:
    """Return the shown units in the order of drawing: what differs lies on top.

    Parameters
    ----------
    report : DepartmentReport
        The comparison.

    Returns
    -------
    tuple of Point
        Units without colour first, in the order of names. A unit that asked everybody lies beyond every scale.
    """
    points = [
        Point(unit, unit.result, math.inf if unit.result.interval_kind in CENSUS else unit.result.effective_base)
        for unit in report.units
        if isinstance(unit.result, Estimate)
    ]
    return tuple(sorted(points, key=lambda point: ORDER[point.unit.position]))


def funnel_scales(report: DepartmentReport) -> tuple[Scale, Scale]:
    """Return the scales across (effective base) and up (share).

    Parameters
    ----------
    report : DepartmentReport
        The comparison.

    Returns
    -------
    tuple of Scale
        The scales; the bands are cut where they leave them.
    """
    points = funnel_points(report)
    across = count_scale(max((point.reach for point in points), default=0.0))
    levels = [report.target, *([report.total.value] if isinstance(report.total, Estimate) else [])]
    seen = [*(point.estimate.value for point in points), *levels, max(min(levels) - LABEL_ROOM, 0.0)]
    if report.funnel is not None and report.funnel.effective_bases:
        bases = report.funnel.effective_bases
        step = min(bisect_left(bases, across.high * STEEP_PART), len(bases) - 1)
        seen += [report.funnel.low998[step], report.funnel.high998[step]]
        widest = min(bisect_left(bases, across.high), len(bases) - 1)
        seen += [limits[widest] for limits in (report.funnel.adjusted_low95, report.funnel.adjusted_high95) if limits]
    return across, share_scale(seen)


def unjudged_sentences(points: tuple[Point, ...], *, noun: str) -> str:
    """Return which of the units shown are not said to be high or low, and why; "" if there are none.

    Parameters
    ----------
    points : tuple of Point
        The shown units; limits are drawn.
    noun : str
        What a unit is called.

    Returns
    -------
    str
        A census is not judged where units differ no more than by chance; a small unit never is.
    """
    unjudged = [point for point in points if point.unit.position is None]
    everybody = sum(point.estimate.interval_kind in CENSUS for point in unjudged)
    small = len(unjudged) - everybody
    told = (
        f"{format_count(everybody)} {noun} có tất cả người được hỏi đã trả lời nên không xét ngẫu nhiên." if everybody else "",
        f"{format_count(small)} {noun} có cỡ mẫu hiệu dụng dưới {DEFAULTS.tiers} nên không xếp cao hay thấp." if small else "",
    )
    return " ".join(filter(None, told))


def beyond_sentence(points: tuple[Point, ...], across: Scale, *, noun: str) -> str:
    """Return what a reader must know of units that stand at the edge, "" if there are none.

    Parameters
    ----------
    points : tuple of Point
        The shown units.
    across : Scale
        The scale of effective bases.
    noun : str
        What a unit is called.

    Returns
    -------
    str
        A sentence without a full stop.
    """
    count = sum(point.effective_base > across.high for point in points)
    return bind_numbers(f"{format_count(count)} {noun} gần như mọi người được hỏi đã trả lời: đặt ở mép phải") if count else ""


def limit_labels(noun: str) -> dict[str, str]:
    """Return what the bands and the adjusted lines are called in a legend.

    Parameters
    ----------
    noun : str
        What a unit is called.

    Returns
    -------
    dict of str to str
        Of the keys "95", "998" and "adjusted".
    """
    return {
        "95": f"ngẫu nhiên 95% nếu mọi {noun} như nhau",
        "998": f"ngẫu nhiên 99,8% nếu mọi {noun} như nhau",
        "adjusted": f"giới hạn xét khác mức chung, khi các {noun} vốn khác nhau",
    }


def limit_points(funnel: Funnel, across: Scale) -> tuple[int, ...]:
    """Return which points of the limits to draw: dense where the funnel is steep, none beyond the scale.

    Parameters
    ----------
    funnel : Funnel
        The limits.
    across : Scale
        The scale of effective bases.

    Returns
    -------
    tuple of int
        Indices into the funnel's tuples, ascending.
    """
    last = bisect_left(funnel.effective_bases, across.high)
    count = min(last + 1, len(funnel.effective_bases))
    if count <= MOST_POINTS:
        return tuple(range(count))
    ratio = math.log(count) / (MOST_POINTS - 1)
    return tuple(sorted({min(round(math.exp(ratio * step)) - 1, count - 1) for step in range(MOST_POINTS)}))


def is_drawable(report: DepartmentReport) -> bool:
    """Return True if there are limits, a shown total and at least three shown units.

    Parameters
    ----------
    report : DepartmentReport
        The comparison.

    Returns
    -------
    bool
        False where only a sentence can stand.
    """
    return report.funnel is not None and isinstance(report.total, Estimate) and len(funnel_points(report)) >= LEAST_POINTS
