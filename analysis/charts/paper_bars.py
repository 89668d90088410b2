"""Bars of answers on paper: item, bar around the centre, share with interval and number of forms.

The dissatisfied side is hatched and stands left of the centre, so that the picture survives a black-and-white copier.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from analysis.charts import paper, style
from analysis.charts.numbers import format_count, format_share
from analysis.charts.paper import LINE_HEIGHT, POINT, WIDTH, draw_bar, draw_line, set_lines
from analysis.charts.scale import Scale
from analysis.charts.segments import Segment, distributions_scale, segments
from analysis.charts.wording import interval_phrase, withheld_phrase
from analysis.estimates import Estimate, Suppressed
from analysis.reports import Distribution, ItemFigures, UnitReport

# Columns, in millimetres from the left edge.
CODE_WIDTH: Final = 8.0
LABEL_WIDTH: Final = 56.0
PLOT_LEFT: Final = 67.0
PLOT_RIGHT: Final = 113.0
VALUE_RIGHT: Final = 128.5
RANGE_LEFT: Final = 130.0
N_RIGHT: Final = paper.WIDTH

HEAD: Final = 18.0  # the legend, then titles of at most two lines
TITLE_WIDTH: Final = 14.0  # of the limits
ROOM: Final = 1.9  # above and below the letters of an item together
HEADING_ROOM: Final = 3.4
FOOT: Final = 1.0
BAR_HEIGHT: Final = 3.9
LEAST_LABELLED: Final = 6.5  # millimetres of a part that holds "10%"
HATCHES: Final[dict[int, dict[str, Any]]] = {
    1: {"hatch": "/////", "hatchcolor": style.CARD},
    2: {"hatch": "/////", "hatchcolor": style.INK},
}


@dataclass(frozen=True)
class BarLine:
    """One line of the list: an item, or the heading of a dimension where `item` is None."""

    label: tuple[str, ...]
    item: ItemFigures | None

    @property
    def height(self) -> float:
        """Its height in millimetres."""
        return len(self.label) * LINE_HEIGHT + (ROOM if self.item else HEADING_ROOM)


def bar_lines(groups: Iterable[tuple[str, Sequence[ItemFigures]]]) -> tuple[BarLine, ...]:
    """Return headings and items with their labels broken to the width of the column.

    Parameters
    ----------
    groups : iterable of (str, sequence of ItemFigures)
        Titles of dimensions with their items.

    Returns
    -------
    tuple of BarLine
        All lines in order.
    """
    lines: list[BarLine] = []
    for title, items in groups:
        lines.append(BarLine(style.wrap(title, WIDTH / POINT, is_bold=True), None))
        lines += [BarLine(style.wrap(item.text, LABEL_WIDTH / POINT), item) for item in items]
    return tuple(lines)


def lines_height(lines: Sequence[BarLine]) -> float:
    """Return how high a list is with its head and foot.

    Parameters
    ----------
    lines : sequence of BarLine
        The lines.

    Returns
    -------
    float
        Millimetres.
    """
    return HEAD + sum(line.height for line in lines) + FOOT


def split_lines(lines: Sequence[BarLine], heading: Sequence[str] = ()) -> tuple[tuple[BarLine, ...], ...]:
    """Return the lines in parts that each fit on a page, a heading always with its first item.

    Parameters
    ----------
    lines : sequence of BarLine
        The lines.
    heading : sequence of str
        Lines above each part.

    Returns
    -------
    tuple of tuple of BarLine
        The parts, in order.
    """
    room = paper.MOST_HEIGHT - 2 * paper.MARGIN - paper.heading_height(heading)
    parts: list[tuple[BarLine, ...]] = []
    for place, line in enumerate(lines):
        kept = lines[place : place + 2] if line.item is None else (line,)
        if parts and lines_height((*parts[-1], *kept)) <= room:
            parts[-1] = (*parts[-1], line)
        else:
            parts.append((line,))
    return tuple(parts)


def draw_bars(report: UnitReport, lines: Sequence[BarLine], *, heading: Sequence[str] = (), interval_name: str) -> Figure:
    """Return lines of a report as one figure.

    Parameters
    ----------
    report : UnitReport
        The report, for its scale and the labels of its options.
    lines : sequence of BarLine
        The lines to draw.
    heading : sequence of str
        Lines above them.
    interval_name : str
        The head of the column of limits.

    Returns
    -------
    matplotlib.figure.Figure
        As wide as the text of a page, as high as the lines need.
    """
    scale = distributions_scale(report)
    sheet = paper.new_sheet(lines_height(lines), heading=heading)
    _draw_head(sheet, scale, report.option_labels, interval_name)
    top = HEAD
    for line in lines:
        if line.item is None:
            set_lines(sheet, 0, top + line.height - (LINE_HEIGHT * len(line.label) + 1) / 2, line.label, fontweight="bold")
        else:
            draw_line(sheet, (0, top), (WIDTH, top), color=style.LINE, linewidth=0.5)
            _draw_item(sheet, line.label, line.item, scale, (top, top + line.height))
        top += line.height
    draw_line(sheet, (0, top), (WIDTH, top), color=style.LINE, linewidth=0.5)
    return paper.sheet_figure(sheet)


def _draw_head(sheet: Axes, scale: Scale, option_labels: Sequence[str], interval_name: str) -> None:
    x = 0.0
    for level, label in enumerate(option_labels, start=1):
        draw_bar(sheet, x, 3, 5, 3, facecolor=style.LEVELS[level - 1], **HATCHES.get(level, {}))
        set_lines(sheet, x + 6.2, 3, (label,))
        x += 6.2 + style.text_width(label) * POINT + 5
    soft = {"color": style.SOFT, "fontsize": style.SMALL}
    middle = HEAD - 2.4
    for tick in scale.ticks:
        set_lines(sheet, _x(scale, tick), middle, (format_share(abs(tick), 0),), ha="center", **soft)
    set_lines(sheet, VALUE_RIGHT, middle, ("Hài lòng",), ha="right", **soft)
    title = style.wrap(interval_name, TITLE_WIDTH / POINT, size=style.SMALL)
    set_lines(sheet, RANGE_LEFT, middle - (len(title) - 1) / 2 * LINE_HEIGHT, title, **soft)
    set_lines(sheet, N_RIGHT, middle, ("Số phiếu",), ha="right", **soft)


def _draw_item(sheet: Axes, label: tuple[str, ...], item: ItemFigures, scale: Scale, edges: tuple[float, float]) -> None:
    top, bottom = edges
    middle = (top + bottom) / 2
    set_lines(sheet, 0, top + ROOM / 2 + LINE_HEIGHT / 2, (item.code,), color=style.SOFT)
    set_lines(sheet, CODE_WIDTH, middle, label)
    share, distribution = item.share, item.distribution
    if not isinstance(share, Estimate) or not isinstance(distribution, Distribution):
        reason = next(figure for figure in (share, distribution) if isinstance(figure, Suppressed))
        set_lines(sheet, PLOT_LEFT, middle, (withheld_phrase(reason),), color=style.SOFT, fontstyle="italic")
        return
    for tick in scale.ticks:
        draw_line(sheet, (_x(scale, tick), top), (_x(scale, tick), bottom), color=style.LINE, linewidth=0.5)
    for segment in segments(distribution):
        _draw_segment(sheet, segment, scale, middle)
    centre = _x(scale, 0.0)
    draw_line(sheet, (centre, top), (centre, bottom), color=style.INK, linewidth=0.6, zorder=3)
    set_lines(sheet, VALUE_RIGHT, middle, (format_share(share.value),), ha="right", fontweight="bold")
    set_lines(sheet, RANGE_LEFT, middle, (interval_phrase(share),), color=style.SOFT)
    set_lines(sheet, N_RIGHT, middle, (format_count(share.n),), ha="right")


def _draw_segment(sheet: Axes, segment: Segment, scale: Scale, middle: float) -> None:
    if not segment.share:
        return
    left, right = _x(scale, segment.left), _x(scale, segment.right)
    color, hatch = style.LEVELS[segment.level - 1], HATCHES.get(segment.level, {})
    draw_bar(sheet, left, middle, right - left, BAR_HEIGHT, facecolor=color, zorder=2, **hatch)
    if right - left < LEAST_LABELLED:
        return
    ground = {"bbox": {"facecolor": color, "linewidth": 0, "pad": 0.6}} if hatch else {}
    label = format_share(segment.share, 0)
    on = style.ON_LEVELS[segment.level - 1]
    set_lines(sheet, (left + right) / 2, middle, (label,), ha="center", color=on, fontsize=style.SMALL, zorder=4, **ground)


def _x(scale: Scale, share: float) -> float:
    return PLOT_LEFT + scale.place(share) * (PLOT_RIGHT - PLOT_LEFT)
