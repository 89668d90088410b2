"""Rows of published shares with their intervals, for everybody: in whole percent, as `open_figures` has rounded them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from analysis.charts import axes, rows
from analysis.charts.interval import find_look, interval_marks, results_scale, svg_interval
from analysis.charts.markup import element, escape
from analysis.charts.numbers import DASH, format_count
from analysis.charts.scale import Scale
from analysis.charts.wording import VERDICTS
from analysis.estimates import Suppressed, Verdict
from analysis.open_figures import as_estimate

PHRASES = {
    "none": "chưa có phiếu",
    "few": "dưới 10 phiếu, không công bố",
    "wide": "quá ít phiếu, khoảng quá rộng",
    "protected": "không công bố để bảo vệ người trả lời",
    "incomplete": "thiếu phần cần để tính",
}


@dataclass(frozen=True)
class OpenRow:
    """One row: a name, a published share, its verdict, and whether it stands for the whole."""

    label: str
    figure: dict[str, Any]
    verdict: Verdict | None = None
    is_whole: bool = False


def open_scale(figures: Sequence[dict[str, Any]], *, target: float) -> Scale:
    """Return a scale that holds published shares, their limits and the target.

    Parameters
    ----------
    figures : sequence of dict
        From `open_figure`; withheld ones count for nothing.
    target : float
        As a share.

    Returns
    -------
    Scale
        The scale, the same for all rows of a table.
    """
    return results_scale([as_estimate(figure) for figure in figures], target=target)


def svg_open_mark(figure: dict[str, Any], scale: Scale, *, target: float, position: str | None = None) -> str:
    """Return the mark of one table row, hidden from screen readers, as the row has the same in numbers.

    Parameters
    ----------
    figure : dict
        A share from `open_figure`.
    scale : Scale
        From `open_scale`.
    target : float
        As a share.
    position : str or None
        "above" or "below" where the unit differs from the others.

    Returns
    -------
    str
        An inline SVG, "" for a withheld figure.
    """
    return svg_interval(as_estimate(figure), target, scale.low, scale.high, position=position)


def svg_open_rows(parts: Sequence[OpenRow], *, target: float, label: str, prefix: str) -> str:
    """Return the chart for screens: a list with an inline SVG in each row.

    Parameters
    ----------
    parts : sequence of OpenRow
        In the order in which they stand.
    target : float
        As a share.
    label : str
        The name that a screen reader says.
    prefix : str
        Begins every id in the chart.

    Returns
    -------
    str
    """
    scale = open_scale([part.figure for part in parts], target=target)
    items = [_row(part, scale, prefix) for part in parts]
    listing = element("ul", items, class_="chart-rows")
    return rows.chart("dimensions", label, [listing, axes.axis(scale, target=target, grid_of=prefix)], prefix=prefix)


def open_interval_phrase(figure: dict[str, Any]) -> str:
    """Return the limits of a published share in brackets, "" where it has none.

    Parameters
    ----------
    figure : dict
        A share from `open_figure`.

    Returns
    -------
    str

    Examples
    --------
    >>> open_interval_phrase({"value": 93, "low": 91, "high": 95, "n": 120, "interval": "interval"})
    '(91\\xa0– 95)'
    """
    if figure.get("low") is None or figure.get("high") is None:
        return ""
    return f"({figure['low']}\N{NO-BREAK SPACE}{DASH} {figure['high']})"


def _row(part: OpenRow, scale: Scale, prefix: str) -> str:
    result = as_estimate(part.figure)
    if isinstance(result, Suppressed):
        why = element("span", escape(PHRASES[part.figure["withheld"]]), class_="chart-withheld")
        return rows.list_row(part.label, "", why, prefix=prefix, strong=part.is_whole)
    look = find_look(part.verdict, None)
    marks = interval_marks(result, scale, target=None, look=look)
    value = element("strong", f"{part.figure['value']}%", class_="chart-value")
    limits = element("span", escape(open_interval_phrase(part.figure)), class_="chart-range")
    forms = element("span", f"{format_count(part.figure['n'])} phiếu", class_="chart-n")
    comma = element("span", ",", class_="chart-comma")
    said = element("span", escape(VERDICTS[part.verdict]), class_=f"chart-note chart-{look}") if part.verdict else ""
    figure = element("span", f"{value} {limits}{comma} {forms}", class_="chart-figure")
    return rows.list_row(part.label, marks, rows.figures([figure, said]), prefix=prefix, strong=part.is_whole)
