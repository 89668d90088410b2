"""Rank sets on paper: a line for each unit in the order of the middles, or all sets at a glance."""

from collections import Counter
from collections.abc import Sequence
from typing import Any, Final

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Polygon

from analysis.charts import paper, style
from analysis.charts.interval import Look
from analysis.charts.numbers import format_count
from analysis.charts.paper import LINE_HEIGHT, POINT, TEXT_WIDTH, WIDTH, draw_bar, draw_line, set_lines
from analysis.charts.paper_lists import Column, Layout, ListLine, Marks, draw_list, heading_line, split_list
from analysis.charts.rank_places import (
    LOOKS,
    NOTES,
    RankedUnit,
    overview_runs,
    ranked_units,
    ranks_scale,
    ranks_sentence,
    set_phrase,
    set_places,
    unranked_units,
)
from analysis.charts.scale import Scale
from analysis.estimates import Estimate
from analysis.reports import DepartmentReport

# Columns, in millimetres from the left edge.
LABEL_WIDTH: Final = 50.0
PLOT: Final = (54.0, 93.0)
SET_RIGHT: Final = 107.0
OWN_RIGHT: Final = 121.0
FORMS_RIGHT: Final = 132.0
NOTE_LEFT: Final = 134.5

SET: Final = {"color": style.INK, "linewidth": 0.9}
THICK: Final = {"linewidth": 3.6, "zorder": 4}
OWN: Final[dict[Look, dict[str, Any]]] = {
    "plain": {"color": style.PLAIN, **THICK},
    "above": {"color": style.ACCENT, **THICK},
    "below": {"color": style.CAUTION, **THICK},
}
LEFT: Final = 12.0
TOP: Final = 15.0
BOTTOM: Final = 95.0
COLUMNS: Final[dict[Look, tuple[dict[str, Any], dict[str, Any]]]] = {  # of the simultaneous set, of the marginal one
    "plain": ({"facecolor": "#e4e9e6"}, {"facecolor": "#b3bdb8"}),
    "above": ({"facecolor": "#a9d3cd"}, {"facecolor": style.ACCENT}),
    "below": ({"facecolor": "#e6cfae"}, {"facecolor": style.CAUTION, "hatch": "//////", "hatchcolor": style.CARD}),
}


def draw_pages(report: DepartmentReport, *, noun: str, heading: Sequence[str]) -> tuple[Figure, ...]:
    """Return a line for each unit, as many figures as pages are needed.

    Parameters
    ----------
    report : DepartmentReport
        A comparison with rank sets.
    noun : str
        What a unit is called.
    heading : sequence of str
        Lines above each figure.

    Returns
    -------
    tuple of matplotlib.figure.Figure
        All on one scale; units without a rank set at the end, with the reason.
    """
    assert report.ranking is not None
    scale, tau = ranks_scale(report), format_count(report.ranking.tau)
    lines = [_line(one, scale) for one in ranked_units(report)]
    without = unranked_units(report)
    if without:
        lines.append(heading_line(f"Không xếp hạng ({format_count(len(without))})"))
    lines += [ListLine(style.wrap(unit.name, LABEL_WIDTH / POINT), Marks(), (), reason=reason) for unit, reason in without]
    soft = {"color": style.SOFT}
    layout = Layout(
        plot=PLOT,
        ticks=tuple((scale.place(tick), format_count(int(tick))) for tick in scale.ticks),
        columns=(
            Column("Khoảng hạng", SET_RIGHT, 13, "right", {"fontweight": "bold"}),
            Column("Tính riêng", OWN_RIGHT, 13, "right", soft),
            Column("Phiếu", FORMS_RIGHT, 10, "right"),
            Column(f"Nhóm {tau} cao nhất, {tau} thấp nhất", NOTE_LEFT, 26, look={"fontsize": style.SMALL}),
        ),
    )
    return tuple(draw_list(page, layout, heading=heading) for page in split_list(lines, heading))


def draw_overview(report: DepartmentReport, *, noun: str, heading: Sequence[str]) -> Figure:
    """Return all sets beside each other, a column for each unit, rank 1 at the top.

    Parameters
    ----------
    report : DepartmentReport
        A comparison with rank sets.
    noun : str
        What a unit is called.
    heading : sequence of str
        Lines above the figure.

    Returns
    -------
    matplotlib.figure.Figure
        Of full width, with its finding below it.
    """
    ranked, scale = ranked_units(report), ranks_scale(report)
    lines = style.wrap(ranks_sentence(report, noun=noun), TEXT_WIDTH / POINT)
    sheet = paper.new_sheet(BOTTOM + 11 + len(lines) * LINE_HEIGHT, heading=heading)
    _draw_legend(sheet, ranked, noun)
    for tick in scale.ticks:
        y = TOP + scale.place(tick) * (BOTTOM - TOP)
        draw_line(sheet, (LEFT, y), (WIDTH, y), color=style.LINE, linewidth=0.5, zorder=0.5)
        set_lines(sheet, LEFT - 1.5, y, (format_count(int(tick)),), ha="right", color=style.SOFT)
    for level in (0, 1):
        for look, corners in overview_runs(ranked, scale, is_marginal=level == 1):
            places = [(LEFT + x * (WIDTH - LEFT), TOP + y * (BOTTOM - TOP)) for x, y in corners]
            sheet.add_patch(Polygon(places, closed=True, linewidth=0, zorder=2 + level, **COLUMNS[look][level]))
    set_lines(sheet, LEFT, BOTTOM + 4, (f"mỗi {noun} một cột, xếp theo giữa khoảng hạng",), color=style.SOFT)
    middle = BOTTOM + 9 + len(lines) / 2 * LINE_HEIGHT
    set_lines(sheet, 0, middle, lines)
    return paper.sheet_figure(sheet)


def _line(one: RankedUnit, scale: Scale) -> ListLine:
    rank, look, share = one.rank, LOOKS[one.standing], one.unit.result
    marks = Marks(
        (
            (*set_places(scale, rank.low, rank.high), SET),
            (*set_places(scale, rank.marginal_low, rank.marginal_high), OWN[look]),
        )
    )
    cells = (
        set_phrase(rank.low, rank.high),
        set_phrase(rank.marginal_low, rank.marginal_high),
        format_count(share.n) if isinstance(share, Estimate) else "",
        NOTES[one.standing],
    )
    return ListLine(style.wrap(one.unit.name, LABEL_WIDTH / POINT), marks, cells)


def _draw_legend(sheet: Axes, ranked: Sequence[RankedUnit], noun: str) -> None:
    counts = Counter(LOOKS[one.standing] for one in ranked)
    x, y = LEFT, 3.0
    names: dict[Look, str] = {
        "above": "chắc chắn nhóm cao nhất",
        "plain": "chưa chắc thuộc nhóm nào",
        "below": "chắc chắn nhóm thấp nhất",
    }
    for look, name in names.items():
        if counts[look]:
            label = f"{name} ({format_count(counts[look])})"
            draw_bar(sheet, x, y, 5, 3, **COLUMNS[look][1])
            set_lines(sheet, x + 6.5, y, (label,), color=style.SOFT)
            x += 6.5 + style.text_width(label) * POINT + 5
    x, y = LEFT, y + LINE_HEIGHT + 1
    for fill, label in zip(COLUMNS["plain"], (f"tính cho mọi {noun} cùng lúc", f"tính riêng một {noun}"), strict=True):
        draw_bar(sheet, x, y, 5, 3, **fill)
        set_lines(sheet, x + 6.5, y, (f"hạng có thể, {label}",), color=style.SOFT)
        x += 6.5 + style.text_width(f"hạng có thể, {label}") * POINT + 6
