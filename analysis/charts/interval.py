"""One estimate as a mark: a dot for the value, a line for its interval, a stroke for the target.

The mark of a table row, and of every row of the charts of dimensions and of units.
"""

from collections.abc import Iterable
from typing import Literal

from analysis.charts.markup import at, element, vertical
from analysis.charts.scale import Scale, share_scale
from analysis.charts.wording import POSITIONS
from analysis.estimates import Estimate, Result, Verdict
from analysis.reports import DepartmentReport, UnitFigures

Look = Literal["met", "missed", "plain", "above", "below"]  # what a dot says by colour and, at once, by shape

ALIKE = "không khác rõ hoặc không xét"  # of a look that units without a position have, too
_SQUARE = "M-5-5H5V5H-5Z"
_DIAMOND = "M0-6.5 6.5 0 0 6.5-6.5 0Z"


def svg_interval(
    result: Result,
    target: float,
    low_bound: float,
    high_bound: float,
    *,
    verdict: Verdict | None = None,
    position: str | None = None,
) -> str:
    """Return the mark of one table row. It is hidden from screen readers, as the row has the same in numbers.

    Parameters
    ----------
    result : Result
        The figure of the row; a withheld one gives no mark.
    target : float
        Where the target stands, on the scale of the figure.
    low_bound, high_bound : float
        The ends of the scale, the same for all rows of a table; see `comparison_bounds`.
    verdict : Verdict or None
        Gives the dot its look: met is a full dot, missed a square, not shown a grey dot.
    position : str or None
        "above" or "below" the other units; where given it takes the place of the verdict.

    Returns
    -------
    str
        An inline SVG as wide as its cell, or "" for a withheld figure.
    """
    if not isinstance(result, Estimate):
        return ""
    scale = Scale(low_bound, high_bound, ())
    marks = interval_marks(result, scale, target=target, look=find_look(verdict, position))
    return element("svg", marks, class_="chart-interval", width="100%", height=24, aria_hidden="true", focusable="false")


def comparison_bounds(report: DepartmentReport) -> tuple[float, float]:
    """Return the ends of a scale on which every unit of a comparison can be drawn.

    Parameters
    ----------
    report : DepartmentReport
        The comparison.

    Returns
    -------
    tuple of float
        Low and high bound as shares, for `svg_interval`.
    """
    scale = results_scale((unit.result for unit in report.units), target=report.target)
    return scale.low, scale.high


def results_scale(results: Iterable[Result], *, target: float) -> Scale:
    """Return a scale that holds all shown shares, their limits and the target.

    Parameters
    ----------
    results : iterable of Result
        Shares; withheld ones count for nothing.
    target : float
        The target.

    Returns
    -------
    Scale
        The scale.
    """
    shown = [result for result in results if isinstance(result, Estimate)]
    ends = [value for result in shown for value in (result.value, result.low, result.high) if value is not None]
    return share_scale([*ends, target])


def find_look(verdict: Verdict | None, position: str | None) -> Look:
    """Return how a dot looks: a unit's position among others first, else its verdict against the target.

    Parameters
    ----------
    verdict : Verdict or None
        The verdict, None where there is none.
    position : str or None
        "above", "below", "within" or None; the last two look alike.

    Returns
    -------
    str
        The look; "plain" for all that differs in nothing.
    """
    if position in ("above", "below"):
        return "above" if position == "above" else "below"
    return "plain" if verdict is None or verdict == "not shown" else verdict


def has_unjudged(units: Iterable[UnitFigures]) -> bool:
    """Return whether a unit that is shown has no position: then "plain" is the look of these, too.

    Parameters
    ----------
    units : iterable of UnitFigures
        Of a comparison.

    Returns
    -------
    bool
        True if there is one.
    """
    return any(isinstance(unit.result, Estimate) and unit.position is None for unit in units)


def position_words(noun: str | None, *, with_unjudged: bool) -> dict[Look, str]:
    """Return what each look of a unit among units is called in a legend.

    Parameters
    ----------
    noun : str or None
        What a unit is called, where units are too few to say that one differs or does not; else None.
    with_unjudged : bool
        `has_unjudged`.

    Returns
    -------
    dict of str to str
        A name for each look.
    """
    alike = ALIKE if with_unjudged else "không khác mức chung rõ rệt"
    return {"plain": noun or alike, "above": POSITIONS["above"], "below": POSITIONS["below"]}


def interval_marks(estimate: Estimate, scale: Scale, *, target: float | None, look: Look) -> str:
    """Return the target's stroke, the interval's line and the dot at half height of a drawing.

    Parameters
    ----------
    estimate : Estimate
        The figure.
    scale : Scale
        Where values stand across the width.
    target : float or None
        The target, None to leave it out.
    look : str
        How the dot looks.

    Returns
    -------
    str
        SVG elements.
    """
    parts = [] if target is None else [vertical(scale.place(target), "chart-target")]
    if estimate.low is not None and estimate.high is not None:
        low, high = at(scale.place(estimate.low)), at(scale.place(estimate.high))
        parts.append(element("line", x1=low, x2=high, y1="50%", y2="50%", class_="chart-range-line"))
    parts.append(dot(at(scale.place(estimate.value)), "50%", look=look))
    return "".join(parts)


def dot(x: str, y: str, *, look: Look, radius: float = 5) -> str:
    """Return a dot: a circle, and for what differs another shape too, so that colour is never alone.

    Parameters
    ----------
    x, y : str
        Its place, as percentages.
    look : str
        "met" a full circle, "plain" a grey circle, "missed" and "below" a square, "above" a diamond.
    radius : float
        Of the circle, in pixels.

    Returns
    -------
    str
        An SVG element.
    """
    classes = f"chart-dot chart-{look}"
    if look == "met" or look == "plain":
        return element("circle", cx=x, cy=y, r=radius, class_=classes)
    shape = element("path", d=_DIAMOND if look == "above" else _SQUARE, class_=classes)
    return element("svg", shape, x=x, y=y, overflow="visible", aria_hidden="true")
