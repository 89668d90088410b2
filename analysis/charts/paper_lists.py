"""A list on paper: names at the left, marks on one scale beside them, columns of words and numbers at the right.

The paper's counterpart of `rows`. Knows lines, marks and columns, not what they mean.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from analysis.charts import paper, style
from analysis.charts.interval import Look
from analysis.charts.paper import LINE_HEIGHT, POINT, WIDTH, draw_bar, draw_line, set_lines

HEAD: Final = 11.0  # two lines: a tick below the name of a line, or a title in two lines
FOOT: Final = 1.0
ROOM: Final = 1.7  # above and below the letters of a row together
GROUP_ROOM: Final = 3.4
RANGE: Final = {"color": style.INK, "linewidth": 1.0}  # how an interval is drawn
NAMED_LINE: Final = {"color": style.CAUTION, "linewidth": 0.9, "linestyle": (0, (3, 2))}


@dataclass(frozen=True)
class Column:
    """A column at the right of the plot: its title broken to `width`, where it is aligned, and how its words look."""

    title: str
    x: float
    width: float
    side: str = "left"
    look: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Marks:
    """What is drawn in a row, in places from 0 to 1: lines from end to end with their looks, then dots."""

    lines: tuple[tuple[float, float, dict[str, Any]], ...] = ()
    dots: tuple[tuple[float, Look], ...] = ()


@dataclass(frozen=True)
class ListLine:
    """One line of a list. `reason` stands in place of marks and cells; without cells and reason it is a heading."""

    label: tuple[str, ...]
    marks: Marks
    cells: tuple[str, ...]
    reason: str = ""
    is_bold: bool = False

    @property
    def is_heading(self) -> bool:
        """Whether it only names what comes below it."""
        return not self.cells and not self.reason

    @property
    def height(self) -> float:
        """Its height in millimetres."""
        return len(self.label) * LINE_HEIGHT + (GROUP_ROOM if self.is_heading else ROOM)


@dataclass(frozen=True)
class Layout:
    """Where a list's columns stand, and its scale: ticks with labels, a named line across all rows, a band behind them."""

    plot: tuple[float, float]
    ticks: tuple[tuple[float, str], ...]
    columns: tuple[Column, ...]
    line: tuple[float, str] | None = None
    line_look: dict[str, Any] = field(default_factory=lambda: dict(NAMED_LINE))
    band: tuple[float, float] | None = None

    def x(self, place: float) -> float:
        """Return where a place from 0 to 1 lies, in millimetres."""
        left, right = self.plot
        return left + place * (right - left)


def heading_line(text: str) -> ListLine:
    """Return a line in bold that names the lines below it.

    Parameters
    ----------
    text : str
        The heading.

    Returns
    -------
    ListLine
        The line.
    """
    return ListLine(style.wrap(text, WIDTH / POINT, is_bold=True), Marks(), (), is_bold=True)


def split_list(
    lines: Sequence[ListLine], heading: Sequence[str] = (), *, taken: float = 0.0
) -> tuple[tuple[ListLine, ...], ...]:
    """Return the lines in parts that each fit on a page, a heading always with the line below it.

    Parameters
    ----------
    lines : sequence of ListLine
        The lines.
    heading : sequence of str
        Lines above each part.
    taken : float
        Millimetres of every page that something else takes.

    Returns
    -------
    tuple of tuple of ListLine
        The parts, in order.
    """
    room = paper.MOST_HEIGHT - 2 * paper.MARGIN - paper.heading_height(heading) - taken
    parts: list[tuple[ListLine, ...]] = []
    used = 0.0
    for place, line in enumerate(lines):
        kept = sum(one.height for one in lines[place : place + 2]) if line.is_heading else line.height
        if parts and HEAD + used + kept + FOOT <= room:
            parts[-1] = (*parts[-1], line)
            used += line.height
        else:
            parts.append((line,))
            used = line.height
    return tuple(parts)


def list_height(lines: Sequence[ListLine]) -> float:
    """Return how high a list is with its head.

    Parameters
    ----------
    lines : sequence of ListLine
        The lines.

    Returns
    -------
    float
        Millimetres.
    """
    return HEAD + sum(line.height for line in lines) + FOOT


def draw_list(lines: Sequence[ListLine], layout: Layout, *, heading: Sequence[str] = ()) -> Figure:
    """Return a list as one figure.

    Parameters
    ----------
    lines : sequence of ListLine
        The lines.
    layout : Layout
        Where everything stands.
    heading : sequence of str
        Lines above the list.

    Returns
    -------
    matplotlib.figure.Figure
        As wide as the text of a page, as high as the list needs.
    """
    sheet = paper.new_sheet(list_height(lines), heading=heading)
    set_list(sheet, 0.0, lines, layout)
    return paper.sheet_figure(sheet)


def set_list(sheet: Axes, top: float, lines: Sequence[ListLine], layout: Layout) -> None:
    """Set a list on a sheet.

    Parameters
    ----------
    sheet : matplotlib.axes.Axes
        The sheet.
    top : float
        Where the head of the list begins, in millimetres.
    lines : sequence of ListLine
        The lines.
    layout : Layout
        Where everything stands.
    """
    _draw_head(sheet, top + HEAD - 2.4, layout)
    top += HEAD
    for line in lines:
        if not line.is_heading:
            draw_line(sheet, (0, top), (WIDTH, top), color=style.LINE, linewidth=0.5)
        _draw_row(sheet, line, layout, top)
        top += line.height
    draw_line(sheet, (0, top), (WIDTH, top), color=style.LINE, linewidth=0.5)


def _draw_head(sheet: Axes, base: float, layout: Layout) -> None:
    soft: dict[str, Any] = {"color": style.SOFT, "fontsize": style.SMALL}
    for place, label in layout.ticks:
        sheet.text(layout.x(place), base, label, ha="center", va="center_baseline", **soft)
    if layout.line is not None and layout.line[1]:
        x, (left, right) = layout.x(layout.line[0]), layout.plot
        side = "right" if x > right - 8 else "left" if x < left + 8 else "center"
        look = soft | {"color": layout.line_look["color"]}
        sheet.text(x, base - 4.0, layout.line[1], ha=side, va="center_baseline", **look)
    for column in layout.columns:
        title = style.wrap(column.title, column.width / POINT, size=style.SMALL)
        set_lines(sheet, column.x, base - (len(title) - 1) / 2 * LINE_HEIGHT, title, ha=column.side, **soft)


def _draw_row(sheet: Axes, line: ListLine, layout: Layout, top: float) -> None:
    middle, bottom = top + line.height / 2, top + line.height
    if line.is_heading:
        middle += GROUP_ROOM / 2 - ROOM / 2
    set_lines(sheet, 0, middle, line.label, fontweight="bold" if line.is_bold else "normal")
    if line.is_heading:
        return
    if line.reason:
        set_lines(sheet, layout.plot[0], middle, (line.reason,), color=style.SOFT, fontstyle="italic")
        return
    if layout.band is not None:
        left, right = layout.x(layout.band[0]), layout.x(layout.band[1])
        draw_bar(sheet, left, middle, right - left, line.height, facecolor=style.BAND_998, zorder=0.5)
    for place, _ in layout.ticks:
        draw_line(sheet, (layout.x(place), top), (layout.x(place), bottom), color=style.LINE, linewidth=0.5)
    if layout.line is not None:
        x = layout.x(layout.line[0])
        draw_line(sheet, (x, top), (x, bottom), **layout.line_look)
    for low, high, look in line.marks.lines:
        draw_line(sheet, (layout.x(low), middle), (layout.x(high), middle), **({"zorder": 3} | look))
    for place, dot in line.marks.dots:
        paper.draw_dot(sheet, layout.x(place), middle, dot)
    for column, cell in zip(layout.columns, line.cells, strict=True):
        set_lines(sheet, column.x, middle, (cell,), **({"ha": column.side} | column.look))
