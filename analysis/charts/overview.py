"""Many units at a glance: how many lie at each share, where a row for each would fill many pages."""

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any, Final

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from analysis.charts import paper, style
from analysis.charts.interval import Look, find_look, has_unjudged, position_words
from analysis.charts.numbers import format_count, format_share, format_target, percent
from analysis.charts.paper import LINE_HEIGHT, POINT, WIDTH, draw_bar, draw_line, set_lines
from analysis.charts.scale import Scale, count_scale, share_scale
from analysis.estimates import Estimate
from analysis.reports import DepartmentReport

LEFT: Final = 12.0
RIGHT: Final = 155.0
TOP: Final = 19.0
BOTTOM: Final = 79.0
LEVEL_TOPS: Final = {style.ACCENT: TOP - 8.5, style.CAUTION: TOP - 4.5}  # a row for each label: they never meet
FILLS: Final[dict[Look, dict[str, Any]]] = {
    "below": {"facecolor": style.CAUTION, "hatch": "//////", "hatchcolor": style.CARD},
    "plain": {"facecolor": "#bcc4c0"},
    "above": {"facecolor": style.ACCENT},
}


def draw_overview(report: DepartmentReport, *, footer: str, noun: str, heading: Sequence[str] = ()) -> Figure:
    """Return how many units lie at each share, one bar for each percentage point.

    Parameters
    ----------
    report : DepartmentReport
        The comparison, with at least one shown unit.
    footer : str
        What is withheld.
    noun : str
        What a unit is called.
    heading : sequence of str
        Lines above the chart.

    Returns
    -------
    matplotlib.figure.Figure
        A figure of full width.
    """
    shown = [(unit.result.value, find_look(None, unit.position)) for unit in report.units if isinstance(unit.result, Estimate)]
    bins = Counter((min(math.floor(percent(value)), 99), look) for value, look in shown)
    heights = Counter({point: sum(bins[point, look] for look in FILLS) for point, _ in bins})
    across = share_scale([*(point / 100 for point in heights), *((point + 1) / 100 for point in heights), report.target])
    up = count_scale(max(heights.values()))
    lines = style.wrap(footer, WIDTH / POINT, size=style.SMALL) if footer else ()
    sheet = paper.new_sheet(BOTTOM + 14 + len(lines) * LINE_HEIGHT, heading=heading)
    _draw_axes(sheet, across, up, noun)
    for point in sorted(heights):
        _draw_stack(sheet, point, [bins[point, look] for look in FILLS], across, up)
    if isinstance(report.total, Estimate):
        value = report.total.value
        _draw_level(sheet, _x(across, value), f"mức chung {format_share(value)}", style.ACCENT)
    _draw_level(sheet, _x(across, report.target), f"chỉ tiêu {format_target(report.target)}", style.CAUTION)
    words = position_words(None, with_unjudged=has_unjudged(report.units))
    _draw_legend(sheet, Counter(look for _, look in shown), words)
    middle = BOTTOM + 14 + (len(lines) - 2) / 2 * LINE_HEIGHT
    set_lines(sheet, 0, middle, lines, color=style.SOFT, fontsize=style.SMALL)
    return paper.sheet_figure(sheet)


def _x(across: Scale, share: float) -> float:
    return LEFT + across.place(share) * (RIGHT - LEFT)


def _y(up: Scale, count: float) -> float:
    return BOTTOM - up.place(count) * (BOTTOM - TOP)


def _draw_axes(sheet: Axes, across: Scale, up: Scale, noun: str) -> None:
    soft = {"color": style.SOFT}
    for tick in up.ticks:
        draw_line(sheet, (LEFT, _y(up, tick)), (RIGHT, _y(up, tick)), color=style.LINE, linewidth=0.5)
        set_lines(sheet, LEFT - 1.5, _y(up, tick), (format_count(int(tick)),), ha="right", **soft)
    for tick in across.ticks:
        set_lines(sheet, _x(across, tick), BOTTOM + 3, (format_share(tick, 0),), ha="center", **soft)
    set_lines(sheet, (LEFT + RIGHT) / 2, BOTTOM + 7.5, ("tỷ lệ hài lòng",), ha="center", **soft)
    set_lines(sheet, 0, TOP - 4.5, (f"số {noun}",), **soft)


def _draw_stack(sheet: Axes, point: int, counts: list[int], across: Scale, up: Scale) -> None:
    left, right = _x(across, point / 100), _x(across, (point + 1) / 100)
    edges = [0, counts[0], counts[0] + counts[1], sum(counts)]
    for look, (low, high) in zip(FILLS, pairwise(edges), strict=True):
        if high > low:
            bottom, top = _y(up, low), _y(up, high)
            draw_bar(sheet, left + 0.25, (bottom + top) / 2, right - left - 0.5, bottom - top, zorder=2, **FILLS[look])


def _draw_level(sheet: Axes, x: float, label: str, color: str) -> None:
    dashes = {"linestyle": (0, (4, 2))} if color == style.CAUTION else {}
    middle = LEVEL_TOPS[color]
    draw_line(sheet, (x, middle - 1.5), (x, BOTTOM), color=color, linewidth=1.0, zorder=3, **dashes)
    is_left = x + 1 + style.text_width(label) * POINT > WIDTH
    set_lines(sheet, x + (-1 if is_left else 1), middle, (label,), ha="right" if is_left else "left", color=color)


def _draw_legend(sheet: Axes, counts: Counter[Look], words: Mapping[Look, str]) -> None:
    x = LEFT
    for look, fill in FILLS.items():
        if counts[look]:
            label = f"{words[look]} ({format_count(counts[look])})"
            draw_bar(sheet, x, 4, 5, 3, **fill)
            set_lines(sheet, x + 6.5, 4, (label,), color=style.SOFT)
            x += 6.5 + style.text_width(label) * POINT + 6
