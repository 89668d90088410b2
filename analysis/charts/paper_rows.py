"""A list of figures on paper: name, dot with its interval against the target, the same in numbers, a word.

The paper's counterpart of `rows`. Knows lines of a list, not what they are of.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from analysis.charts import paper, style
from analysis.charts.interval import Look
from analysis.charts.numbers import format_count, format_share, format_target
from analysis.charts.paper import LINE_HEIGHT, POINT, WIDTH, draw_line, set_lines
from analysis.charts.scale import Scale
from analysis.charts.wording import interval_phrase, withheld_phrase
from analysis.estimates import Estimate, Result

# Columns, in millimetres from the left edge.
LABEL_WIDTH: Final = 54.5
PLOT_LEFT: Final = 58.0
PLOT_RIGHT: Final = 95.0
VALUE_RIGHT: Final = 107.5
RANGE_LEFT: Final = 109.0
N_RIGHT: Final = 136.5
NOTE_LEFT: Final = 139.0

HEAD: Final = 11.0  # two lines: a tick below the name of the target, or a title in two lines
TITLE_WIDTHS: Final = (14.0, 22.0)  # of the limits and of the word: neither reaches the next column
FOOT: Final = 1.0
ROOM: Final = 1.7  # above and below the letters of a row together


@dataclass(frozen=True)
class PaperRow:
    """One line of the list. `note` says in a word what the look of the dot says."""

    label: tuple[str, ...]
    result: Result
    look: Look
    note: str
    is_whole: bool = False

    @property
    def height(self) -> float:
        """Its height in millimetres."""
        return len(self.label) * LINE_HEIGHT + ROOM


def paper_row(label: str, result: Result, *, look: Look, note: str, is_whole: bool = False) -> PaperRow:
    """Return a line with its name broken to the width of the column.

    Parameters
    ----------
    label : str
        The name.
    result : Result
        The figure.
    look : str
        How the dot looks.
    note : str
        What the look says.
    is_whole : bool
        True for the figure that stands for the whole, set in bold.

    Returns
    -------
    PaperRow
        The line.
    """
    return PaperRow(style.wrap(label, LABEL_WIDTH / POINT, is_bold=is_whole), result, look, note, is_whole)


def rows_height(rows: Sequence[PaperRow]) -> float:
    """Return how high the list is with its head.

    Parameters
    ----------
    rows : sequence of PaperRow
        The lines.

    Returns
    -------
    float
        Millimetres.
    """
    return HEAD + sum(row.height for row in rows) + FOOT


def split_rows(rows: Sequence[PaperRow], heading: Sequence[str] = ()) -> tuple[tuple[PaperRow, ...], ...]:
    """Return the lines in parts that each fit on a page.

    Parameters
    ----------
    rows : sequence of PaperRow
        The lines.
    heading : sequence of str
        Lines above each part.

    Returns
    -------
    tuple of tuple of PaperRow
        The parts, in order.
    """
    room = paper.MOST_HEIGHT - 2 * paper.MARGIN - paper.heading_height(heading)
    parts: list[tuple[PaperRow, ...]] = []
    for row in rows:
        if parts and rows_height((*parts[-1], row)) <= room:
            parts[-1] = (*parts[-1], row)
        else:
            parts.append((row,))
    return tuple(parts)


def draw_rows(
    rows: Sequence[PaperRow],
    scale: Scale,
    *,
    target: float,
    note_title: str,
    interval_name: str,
    heading: Sequence[str] = (),
) -> Figure:
    """Return the list as one figure.

    Parameters
    ----------
    rows : sequence of PaperRow
        The lines.
    scale : Scale
        The scale of all dots.
    target : float
        Where the dashed line stands.
    note_title : str
        The head of the column of words.
    interval_name : str
        The head of the column of limits.
    heading : sequence of str
        Lines above the list.

    Returns
    -------
    matplotlib.figure.Figure
        As wide as the text of a page, as high as the list needs.
    """
    sheet = paper.new_sheet(rows_height(rows), heading=heading)
    _draw_head(sheet, scale, target=target, titles=(interval_name, note_title))
    top = HEAD
    for row in rows:
        draw_line(sheet, (0, top), (WIDTH, top), color=style.LINE, linewidth=0.5)
        _draw_row(sheet, row, scale, target, top)
        top += row.height
    draw_line(sheet, (0, top), (WIDTH, top), color=style.LINE, linewidth=0.5)
    return paper.sheet_figure(sheet)


def _draw_head(sheet: Axes, scale: Scale, *, target: float, titles: tuple[str, str]) -> None:
    soft: dict[str, Any] = {"color": style.SOFT, "fontsize": style.SMALL}
    for tick in scale.ticks:
        sheet.text(_x(scale, tick), HEAD - 2.4, format_share(tick, 0), ha="center", va="center_baseline", **soft)
    place = _x(scale, target)
    side = "right" if place > PLOT_RIGHT - 8 else "left" if place < PLOT_LEFT + 8 else "center"
    caution = soft | {"color": style.CAUTION}
    sheet.text(place, HEAD - 6.4, f"chỉ tiêu {format_target(target)}", ha=side, va="center_baseline", **caution)
    for x, side, title in (
        (VALUE_RIGHT, "right", "Tỷ lệ"),
        (RANGE_LEFT, "left", titles[0]),
        (N_RIGHT, "right", "Số phiếu"),
        (NOTE_LEFT, "left", titles[1]),
    ):
        width = TITLE_WIDTHS[x == NOTE_LEFT]
        lines = style.wrap(title, width / POINT, size=style.SMALL)
        set_lines(sheet, x, HEAD - 2.4 - (len(lines) - 1) / 2 * LINE_HEIGHT, lines, ha=side, **soft)


def _draw_row(sheet: Axes, row: PaperRow, scale: Scale, target: float, top: float) -> None:
    middle, bottom = top + row.height / 2, top + row.height
    weight = "bold" if row.is_whole else "normal"
    set_lines(sheet, 0, middle, row.label, fontweight=weight)
    result = row.result
    if not isinstance(result, Estimate):
        set_lines(sheet, PLOT_LEFT, middle, (withheld_phrase(result),), color=style.SOFT, fontstyle="italic")
        return
    for tick in scale.ticks:
        draw_line(sheet, (_x(scale, tick), top), (_x(scale, tick), bottom), color=style.LINE, linewidth=0.5)
    line = _x(scale, target)
    draw_line(sheet, (line, top), (line, bottom), color=style.CAUTION, linewidth=0.9, linestyle=(0, (3, 2)))
    if result.low is not None and result.high is not None:
        ends = (_x(scale, result.low), middle), (_x(scale, result.high), middle)
        draw_line(sheet, *ends, color=style.INK, linewidth=1.0, zorder=3)
    paper.draw_dot(sheet, _x(scale, result.value), middle, row.look)
    set_lines(sheet, VALUE_RIGHT, middle, (format_share(result.value),), ha="right", fontweight="bold")
    set_lines(sheet, RANGE_LEFT, middle, (interval_phrase(result),), color=style.SOFT)
    set_lines(sheet, N_RIGHT, middle, (format_count(result.n),), ha="right")
    set_lines(sheet, NOTE_LEFT, middle, (row.note,))


def _x(scale: Scale, value: float) -> float:
    return PLOT_LEFT + scale.place(value) * (PLOT_RIGHT - PLOT_LEFT)
