"""The funnel on paper. What differs is numbered in the picture and named below it: paper has no pointer to ask with."""

from collections.abc import Sequence
from typing import Any, Final, Literal

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FixedLocator, FuncFormatter

from analysis.charts import paper, style
from analysis.charts.funnel_places import (
    CROWD,
    X_AXIS,
    Point,
    beyond_sentence,
    funnel_points,
    funnel_scales,
    limit_points,
)
from analysis.charts.funnel_readings import Reading
from analysis.charts.interval import Look, find_look
from analysis.charts.numbers import format_count, format_share
from analysis.charts.paper import LINE_HEIGHT, POINT, WIDTH, draw_bar, draw_dot, draw_line, set_lines
from analysis.charts.wording import unusual_word, value_phrase

LEFT: Final = 13.0
RIGHT: Final = 155.0  # half of the last tick stands right of it
TOP: Final = 4.0
PLOT_HEIGHT: Final = 96.0
LEGEND_TOP: Final = TOP + PLOT_HEIGHT + 17
KEY_WIDTH: Final = 6.5  # of a swatch with the room behind it
KEY_ROOM: Final = 6.0
KEY_HEIGHT: Final = LINE_HEIGHT + 0.8
MOST_NAMED: Final = 24  # longer lists belong into the table of the report
NUMBER_WIDTH: Final = 6.0
BAND_EDGE_WIDTH: Final = 0.75  # points, a pixel on screens
LEVELS: Final[dict[str, dict[str, Any]]] = {
    "total": {"color": style.ACCENT, "linewidth": 1.1},
    "target": {"color": style.CAUTION, "linewidth": 1.0, "linestyle": (0, (4, 2))},
}

Kind = Look | Literal["95", "998", "adjusted"]  # what a key of the legend shows


def draw_plot(
    reading: Reading,
    *,
    footer: str,
    noun: str,
    heading: Sequence[str] = (),
) -> Figure:
    """Return the funnel with its legend, the names of what differs and what is withheld.

    Parameters
    ----------
    reading : Reading
        What it is around.
    footer : str
        What is withheld, "" for nothing.
    noun : str
        What a unit is called.
    heading : sequence of str
        Lines above the chart.

    Returns
    -------
    matplotlib.figure.Figure
        A figure of full width.
    """
    report = reading.report
    points = funnel_points(report)
    unusual = [point for point in points if reading.word(point.unit.position)]
    names = _name_lines(unusual, reading)
    beyond = beyond_sentence(points, funnel_scales(report)[0], noun=noun)
    footer = " ".join(filter(None, (footer, f"{beyond}." if beyond else "")))
    lines = style.wrap(footer, WIDTH / POINT, size=style.SMALL) if footer else ()
    keys = _keys(reading, points)
    legend_bottom = LEGEND_TOP + (keys[-1][1] + 0.5) * KEY_HEIGHT + 2
    names_bottom = legend_bottom + sum(len(rows) * LINE_HEIGHT for _, rows in names) + (2 if names else 0)
    sheet = paper.new_sheet(names_bottom + len(lines) * LINE_HEIGHT, heading=heading)
    _draw_limits(sheet, reading)
    for x, row, kind, label in keys:
        _draw_key(sheet, x, LEGEND_TOP + row * KEY_HEIGHT, kind, label)
    top = legend_bottom
    for head, rows in names:
        set_lines(sheet, NUMBER_WIDTH - 1.5, top + LINE_HEIGHT / 2, (head,), ha="right", color=style.SOFT)
        set_lines(sheet, NUMBER_WIDTH, top + len(rows) * LINE_HEIGHT / 2, rows)
        top += len(rows) * LINE_HEIGHT
    middle = names_bottom + len(lines) * LINE_HEIGHT / 2
    set_lines(sheet, 0, middle, lines, color=style.SOFT, fontsize=style.SMALL)
    return paper.sheet_figure(sheet)


def _draw_limits(sheet: Axes, reading: Reading) -> None:
    report, funnel = reading.report, reading.funnel
    across, up = funnel_scales(report)
    plot = paper.add_plot(sheet, LEFT, TOP, RIGHT, TOP + PLOT_HEIGHT)
    plot.set(xlim=(0, across.high), ylim=(up.low, up.high))
    steps = limit_points(funnel, across)
    sizes = [funnel.effective_bases[step] for step in steps]
    for low, high, color in (
        (funnel.low998, funnel.high998, style.BAND_998),
        (funnel.low95, funnel.high95, style.BAND_95),
    ):
        lows, highs = [low[step] for step in steps], [high[step] for step in steps]
        plot.fill_between(sizes, lows, highs, facecolor=color, edgecolor=style.BAND_EDGE, linewidth=BAND_EDGE_WIDTH)
    for limits in (funnel.adjusted_low95, funnel.adjusted_high95):
        if limits is not None:
            heights = [limits[step] for step in steps]
            plot.plot(sizes, heights, color=style.SOFT, linewidth=0.9, linestyle=(0, (1, 1.6)), label="adjusted")
    plot.hlines(up.ticks, 0, across.high, color=style.CARD, linewidth=0.7)
    for level in reading.levels:
        plot.axhline(level.share, **LEVELS[level.kind])
    plot.xaxis.set_major_locator(FixedLocator(across.ticks))
    plot.yaxis.set_major_locator(FixedLocator(up.ticks))
    plot.xaxis.set_major_formatter(FuncFormatter(lambda size, _: format_count(int(size))))
    plot.yaxis.set_major_formatter(FuncFormatter(lambda share, _: format_share(share, 0)))
    plot.set_xlabel(X_AXIS)
    _draw_points(plot, funnel_points(report))
    for level in reading.levels:
        plot.annotate(
            level.label,
            (1, level.share),
            xycoords=("axes fraction", "data"),
            xytext=(-8, 3 if level.is_higher else -3),
            textcoords="offset points",
            ha="right",
            va="bottom" if level.is_higher else "top",
            color=LEVELS[level.kind]["color"],
            bbox={"facecolor": style.CARD, "alpha": 0.7, "linewidth": 0, "pad": 0.8},
            zorder=6,
        )


def _draw_points(plot: Axes, points: tuple[Point, ...]) -> None:
    grey = [point for point in points if not unusual_word(point.unit.position)]
    plot.plot(
        [min(point.effective_base, plot.get_xlim()[1]) for point in grey],
        [point.estimate.value for point in grey],
        linestyle="none",
        alpha=0.9,
        clip_on=False,
        label="plain",
        **(paper.DOTS["plain"] | {"markersize": 3.0 if len(points) > CROWD else 4.5}),
    )
    for number, point in enumerate(points[len(grey) :], start=1):
        place = (min(point.effective_base, plot.get_xlim()[1]), point.estimate.value)
        plot.plot(*place, linestyle="none", clip_on=False, zorder=5, **paper.DOTS[find_look(None, point.unit.position)])
        if len(points) - len(grey) <= MOST_NAMED:
            offset: dict[str, Any] = {"xytext": (4, 1), "textcoords": "offset points"}
            plot.annotate(str(number), place, fontsize=style.SMALL, zorder=6, **offset)


def _name_lines(unusual: list[Point], reading: Reading) -> list[tuple[str, tuple[str, ...]]]:
    if len(unusual) > MOST_NAMED:
        return []
    width = (WIDTH - NUMBER_WIDTH) / POINT
    return [
        (
            str(number),
            style.wrap(f"{point.unit.name}: {value_phrase(point.estimate)}, {reading.word(point.unit.position)}", width),
        )
        for number, point in enumerate(unusual, start=1)
    ]


def _keys(reading: Reading, points: tuple[Point, ...]) -> list[tuple[float, int, Kind, str]]:
    """The legend from left to right: where each key begins, in which row, what it shows and says."""
    looks = [find_look(None, point.unit.position) for point in points]
    words = reading.words
    entries: list[tuple[Kind, str]] = [
        (look, f"{words[look]} ({format_count(looks.count(look))})") for look in words if look in looks
    ]
    labels = reading.limits
    entries += [("95", labels["95"]), ("998", labels["998"])]
    if reading.funnel.adjusted_low95 is not None:
        entries.append(("adjusted", labels["adjusted"]))
    keys: list[tuple[float, int, Kind, str]] = []
    x, row = 0.0, 0
    for kind, label in entries:
        width = KEY_WIDTH + style.text_width(label) * POINT
        if x and (kind == "95" or x + width > WIDTH):
            x, row = 0.0, row + 1
        keys.append((x, row, kind, label))
        x += width + KEY_ROOM
    return keys


def _draw_key(sheet: Axes, x: float, y: float, kind: Kind, label: str) -> None:
    if kind == "95" or kind == "998":
        color = style.BAND_95 if kind == "95" else style.BAND_998
        draw_bar(sheet, x, y, 5, 3, facecolor=color, edgecolor=style.BAND_EDGE, linewidth=BAND_EDGE_WIDTH)
    elif kind == "adjusted":
        draw_line(sheet, (x, y), (x + 5, y), color=style.SOFT, linewidth=0.9, linestyle=(0, (1, 1.6)))
    else:
        draw_dot(sheet, x + 2.5, y, kind)
    set_lines(sheet, x + KEY_WIDTH, y, (label,), color=style.SOFT)
