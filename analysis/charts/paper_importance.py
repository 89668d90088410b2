"""Importance and share on paper: the plot with codes at the dots, and below it the list that says what the codes are."""

from collections.abc import Sequence
from typing import Any, Final

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FixedLocator, FuncFormatter

from analysis.charts import paper, style
from analysis.charts.importance_places import (
    NOUNS,
    Level,
    Place,
    driver_look,
    drivers_of,
    importance_phrase,
    median_lines,
    place_codes,
    plot_places,
    plot_scales,
    quadrant_word,
)
from analysis.charts.numbers import format_share
from analysis.charts.paper import LINE_HEIGHT, POINT, draw_line, set_lines
from analysis.charts.paper_lists import RANGE, Column, Layout, ListLine, Marks, draw_list, list_height, set_list, split_list
from analysis.charts.wording import interval_phrase, withheld_phrase
from analysis.estimates import Estimate
from analysis.insight_figures import Driver, DriversReport

LEFT: Final = 13.0
RIGHT: Final = 155.0
TOP: Final = 4.0
PLOT_HEIGHT: Final = 92.0
BELOW: Final = 14.0  # tick labels and the name of the axis
LEGEND: Final = LINE_HEIGHT + 3
X_AXIS: Final = "mức gắn với hài lòng chung"
RADIUS: Final = 3.0  # points

# Columns of the list, in millimetres from the left edge.
LABEL_WIDTH: Final = 51.0
PLOT: Final = (54.5, 79.0)
IMPORTANCE_RIGHT: Final = 105.0
SHARE_RIGHT: Final = 115.5
RANGE_LEFT: Final = 116.5
NOTE_LEFT: Final = 136.5


def draw_pages(report: DriversReport, level: Level, *, heading: Sequence[str]) -> tuple[Figure, ...]:
    """Return the plot with as much of the list as fits, then the rest of the list.

    Parameters
    ----------
    report : DriversReport
        A report with at least one shown driver.
    level : str
        "dimensions" or "items".
    heading : sequence of str
        Lines above each figure.

    Returns
    -------
    tuple of matplotlib.figure.Figure
    """
    lines = [_line(report, level, driver) for driver in drivers_of(report, level)]
    above = TOP + PLOT_HEIGHT + BELOW + LEGEND
    first = split_list(lines, heading, taken=above)[0]
    layout = _layout(report, level)
    sheet = paper.new_sheet(above + list_height(first), heading=heading)
    _draw_plot(sheet, report, level)
    _draw_legend(sheet, TOP + PLOT_HEIGHT + BELOW + LINE_HEIGHT / 2, level)
    set_list(sheet, above, first, layout)
    rest = split_list(lines[len(first) :], heading)
    return (paper.sheet_figure(sheet), *(draw_list(page, layout, heading=heading) for page in rest))


def _draw_plot(sheet: Axes, report: DriversReport, level: Level) -> None:
    across, up = plot_scales(report, level)
    places = plot_places(report, level)
    plot = paper.add_plot(sheet, LEFT, TOP, RIGHT, TOP + PLOT_HEIGHT)
    plot.set(xlim=(across.low, across.high), ylim=(up.low, up.high))
    plot.hlines(up.ticks, across.low, across.high, color=style.LINE, linewidth=0.5, zorder=0.5)
    importance, share = median_lines(report, level)
    dashes: dict[str, Any] = {"color": style.SOFT, "linewidth": 0.9, "linestyle": (0, (3, 2)), "zorder": 1}
    if importance is not None:
        plot.axvline(importance, **dashes)
    if share is not None:
        plot.axhline(share, **dashes)
    plot.xaxis.set_major_locator(FixedLocator(across.ticks))
    plot.yaxis.set_major_locator(FixedLocator(up.ticks))
    for axis in (plot.xaxis, plot.yaxis):
        axis.set_major_formatter(FuncFormatter(lambda part, _: format_share(part, 0)))
    plot.set_xlabel(X_AXIS)
    width, height = (RIGHT - LEFT) / POINT, PLOT_HEIGHT / POINT
    codes = place_codes(
        places,
        [style.text_width(place.driver.code, size=style.SMALL, is_bold=True) for place in places],
        plot_width=(width, width),
        plot_height=(height, height),
        text_height=style.SMALL,
        radius=RADIUS,
    )
    for place, code in zip(places, codes, strict=True):
        _draw_point(plot, place, code)
    for place in {place.driver.quadrant: place for place in places if place.driver.quadrant}.values():
        _draw_corner(plot, place)


def _draw_point(plot: Axes, place: Place, code: tuple[float, float] | None) -> None:
    driver, share = place.driver, place.share
    limits: dict[str, Any] = {"color": style.PLAIN, "linewidth": 0.6, "zorder": 2}
    if driver.low is not None and driver.high is not None:
        plot.plot((driver.low, driver.high), (share.value, share.value), **limits)
    if share.low is not None and share.high is not None:
        plot.plot((driver.importance, driver.importance), (share.low, share.high), **limits)
    plot.plot(driver.importance, share.value, linestyle="none", zorder=4, clip_on=False, **paper.DOTS[place.look])
    if code is not None:
        plot.annotate(
            driver.code,
            (driver.importance, share.value),
            xytext=code,
            textcoords="offset points",
            ha="center",
            va="center",
            fontsize=style.SMALL,
            fontweight="bold",
            zorder=5,
            bbox={"facecolor": style.CARD, "alpha": 0.75, "linewidth": 0, "pad": 0.4},
        )


def _draw_corner(plot: Axes, place: Place) -> None:
    quadrant = place.driver.quadrant
    is_right, is_top = quadrant in ("improve first", "keep up"), quadrant in ("keep up", "well served")
    color = {"below": style.CAUTION, "above": style.ACCENT}.get(place.look, style.SOFT)
    plot.annotate(
        quadrant_word(place.driver),
        (1.0 if is_right else 0.0, 1.0 if is_top else 0.0),
        xycoords="axes fraction",
        xytext=(-4 if is_right else 4, -4 if is_top else 4),
        textcoords="offset points",
        ha="right" if is_right else "left",
        va="top" if is_top else "bottom",
        color=color,
    )


def _draw_legend(sheet: Axes, y: float, level: Level) -> None:
    draw_line(sheet, (0, y), (6, y), color=style.SOFT, linewidth=0.9, linestyle=(0, (3, 2)))
    words = f"giá trị ở giữa các {NOUNS[level]}; dọc: tỷ lệ hài lòng; vạch qua điểm: khoảng 95%"
    set_lines(sheet, 7.5, y, (words,), color=style.SOFT)


def _layout(report: DriversReport, level: Level) -> Layout:
    across, _ = plot_scales(report, level)
    soft = {"color": style.SOFT}
    return Layout(
        plot=PLOT,
        ticks=tuple((across.place(tick), format_share(tick, 0)) for tick in across.ticks[:: 2 if len(across.ticks) > 4 else 1]),
        columns=(
            Column("Mức gắn với hài lòng chung", IMPORTANCE_RIGHT, 24, "right"),
            Column("Hài lòng", SHARE_RIGHT, 14, "right", {"fontweight": "bold"}),
            Column("Khoảng 95%", RANGE_LEFT, 20, look=soft),
            Column("Nhận xét", NOTE_LEFT, 24, look={"fontsize": style.SMALL}),
        ),
    )


def _line(report: DriversReport, level: Level, driver: Driver) -> ListLine:
    across, _ = plot_scales(report, level)
    label = style.wrap(f"{driver.code}. {driver.title}", LABEL_WIDTH / POINT)
    limits = (
        () if driver.low is None or driver.high is None else ((across.place(driver.low), across.place(driver.high), RANGE),)
    )
    share = driver.share
    value = (format_share(share.value), interval_phrase(share)) if isinstance(share, Estimate) else ("", withheld_phrase(share))
    look = driver_look(driver)
    marks = Marks(limits, ((across.place(driver.importance), look),))
    return ListLine(
        label, marks, (importance_phrase(driver), *value, quadrant_word(driver) if isinstance(share, Estimate) else "")
    )
