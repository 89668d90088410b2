"""A figure over three campaigns or more: each with its limits, and the straight line through them where one is drawn.

Knows a trend; whose it is the caller says.
"""

import itertools

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FixedLocator, FuncFormatter

from analysis.charts import paper, rows, style
from analysis.charts.markup import Attribute, at, element, escape
from analysis.charts.numbers import format_difference, format_difference_range, format_share, format_target
from analysis.charts.paper import LINE_HEIGHT, POINT, TEXT_WIDTH, draw_line, set_lines
from analysis.charts.scale import Scale, share_scale
from analysis.charts.wording import bind_numbers, value_phrase
from analysis.comparison_figures import Trend

LABEL = "{subject} qua các đợt"
CERTAIN = 0.05  # of the test of the slope, and of the test of a straight line
LIMITS = "vạch qua điểm: khoảng 95%"
EDGE = 0.08  # of the width, left of the first campaign and right of the last
LEFT, RIGHT, TOP, BOTTOM = 13.0, 155.0, 5.0, 65.0  # millimetres


def describe_trend(trend: Trend, *, subject: str) -> str:
    """Return the finding of the chart in some sentences.

    Parameters
    ----------
    trend : Trend
        Shares of three campaigns or more.
    subject : str
        What the figure is and whose, such as "Tỷ lệ hài lòng toàn tỉnh".

    Returns
    -------
    str
        The slope with its limits where it is more than chance, first and last figure, whether a straight line fits.
    """
    slope, times = trend.slope, [_time(time) for time in trend.times]
    limits = ""
    if slope.low is not None and slope.high is not None:
        limits = f" ({format_difference_range(slope.low, slope.high)})"
    unit = f"điểm phần trăm mỗi năm{limits}"
    if is_sloping(trend):
        verb = "tăng" if slope.value > 0 else "giảm"
        sentence = f"{subject} {verb} trung bình {format_difference(abs(slope.value)).removeprefix('+')} {unit}."
    else:
        sentence = f"{subject} chưa rõ xu hướng tăng hay giảm: trung bình {format_difference(slope.value)} {unit}."
    first, last = value_phrase(trend.figures[0]), value_phrase(trend.figures[-1])
    ends = f"{times[0]}: {first}; {times[-1]}: {last}."
    is_bent = trend.lack_of_fit_p is not None and trend.lack_of_fit_p <= CERTAIN
    bent = "Thay đổi không đều qua các năm." if is_bent else ""
    return bind_numbers(" ".join(filter(None, (sentence, ends, bent))))


def is_sloping(trend: Trend) -> bool:
    """Return True where the slope is more than chance.

    Parameters
    ----------
    trend : Trend
        The trend.

    Returns
    -------
    bool
        The test and the limits must say so both, where there are limits.
    """
    slope = trend.slope
    is_clear = slope.low is None or slope.high is None or slope.low > 0 or slope.high < 0
    return trend.p_value <= CERTAIN and is_clear and slope.value != 0


def svg_trend(trend: Trend, *, subject: str, target: float | None = None, prefix: str = "trend") -> str:
    """Return the chart for screens, with a mark for each campaign that can be reached by keyboard.

    Parameters
    ----------
    trend : Trend
        Shares of three campaigns or more.
    subject : str
        As in `describe_trend`.
    target : float or None
        Where the dashed line stands, None for none.
    prefix : str
        Begins every id in the chart.

    Returns
    -------
    str
        An inline SVG.
    """
    label, up = LABEL.format(subject=subject), trend_scale(trend, target)
    marks = []
    for tick in up.ticks:
        y = at(1 - up.place(tick))
        marks.append(element("line", x1=0, x2="100%", y1=y, y2=y, class_="chart-grid"))
        marks.append(element("text", format_share(tick, 0), x=-8, y=y, dy="0.35em", text_anchor="end"))
    for time in trend.times:
        marks.append(element("text", _time(time), x=at(_across(trend, time)), y="100%", dy=22, text_anchor="middle"))
    drawing = [
        element("title", escape(label), id=f"{prefix}-title"),
        element("desc", escape(describe_trend(trend, subject=subject)), id=f"{prefix}-desc"),
        element("g", marks, class_="chart-ticks", aria_hidden="true"),
    ]
    if target is not None:
        y = at(1 - up.place(target))
        drawing.append(element("line", x1=0, x2="100%", y1=y, y2=y, class_="chart-target"))
    places = [(_across(trend, time), up.place(figure.value)) for time, figure in zip(trend.times, trend.figures, strict=True)]
    for (x, y_place), (next_x, next_y) in itertools.pairwise(places):
        ends = {"x1": at(x), "x2": at(next_x), "y1": at(1 - y_place), "y2": at(1 - next_y)}
        drawing.append(element("line", **ends, class_="chart-course"))
    for time, figure, (x, y_place) in zip(trend.times, trend.figures, places, strict=True):
        parts = [element("title", escape(f"{_time(time)}: {value_phrase(figure)}"))]
        if figure.low is not None and figure.high is not None:
            limits = {"y1": at(1 - up.place(figure.low)), "y2": at(1 - up.place(figure.high))}
            parts.append(element("line", x1=at(x), x2=at(x), **limits, class_="chart-range-line"))
        parts.append(element("circle", cx=at(x), cy=at(1 - y_place), r=5, class_="chart-dot chart-met"))
        top = up.place(figure.value if figure.high is None else max(figure.high, figure.value))
        said: dict[str, Attribute] = {"x": at(x), "y": at(1 - top), "dy": -9, "text_anchor": "middle"}
        parts.append(element("text", format_share(figure.value), **said, class_="chart-point-code chart-halo"))
        drawing.append(element("g", parts, tabindex=0, role="img", class_="chart-unit"))
    picture = element(
        "svg",
        drawing,
        class_="chart-plot chart-low",
        width="100%",
        height=280,
        overflow="visible",
        role="group",
        aria_labelledby=f"{prefix}-title",
        aria_describedby=f"{prefix}-desc",
    )
    return rows.chart("trend", label, [element("div", picture, class_="chart-frame"), _legend(target)], prefix=prefix)


def draw_trend(trend: Trend, *, subject: str, target: float | None = None, heading: tuple[str, ...] = ()) -> Figure:
    """Return the chart for documents.

    Parameters
    ----------
    trend : Trend
        Shares of three campaigns or more.
    subject : str
        As in `describe_trend`.
    target : float or None
        Where the dashed line stands, None for none.
    heading : tuple of str
        Lines above the chart that say whose it is.

    Returns
    -------
    matplotlib.figure.Figure
        A figure of full width with its finding below it.
    """
    up = trend_scale(trend, target)
    finding = style.wrap(describe_trend(trend, subject=subject), TEXT_WIDTH / POINT)
    sheet = paper.new_sheet(BOTTOM + 17 + len(finding) * LINE_HEIGHT, heading=heading)
    plot = paper.add_plot(sheet, LEFT, TOP, RIGHT, BOTTOM)
    plot.set(xlim=(0, 1), ylim=(up.low, up.high))
    plot.hlines(up.ticks, 0, 1, color=style.LINE, linewidth=0.5, zorder=0.5)
    if target is not None:
        plot.axhline(target, color=style.CAUTION, linewidth=1.0, linestyle=(0, (4, 2)))
    places = [_across(trend, time) for time in trend.times]
    plot.plot(places, [figure.value for figure in trend.figures], color=style.PLAIN, linewidth=0.9, zorder=2)
    for place, figure in zip(places, trend.figures, strict=True):
        if figure.low is not None and figure.high is not None:
            plot.plot((place, place), (figure.low, figure.high), color=style.INK, linewidth=1.0, zorder=3)
        plot.plot(place, figure.value, linestyle="none", zorder=4, **paper.DOTS["met"])
        plot.annotate(
            format_share(figure.value),
            (place, figure.value if figure.high is None else max(figure.high, figure.value)),
            xytext=(0, 4),
            textcoords="offset points",
            ha="center",
            fontweight="bold",
            zorder=5,
            bbox={"facecolor": style.CARD, "alpha": 0.75, "linewidth": 0, "pad": 0.6},
        )
    plot.xaxis.set_major_locator(FixedLocator(places))
    plot.yaxis.set_major_locator(FixedLocator(up.ticks))
    names = {round(place, 9): _time(time) for place, time in zip(places, trend.times, strict=True)}
    plot.xaxis.set_major_formatter(FuncFormatter(lambda place, _: names.get(round(place, 9), "")))
    plot.yaxis.set_major_formatter(FuncFormatter(lambda part, _: format_share(part, 0)))
    _draw_legend(sheet, target)
    set_lines(sheet, 0, BOTTOM + 16 + len(finding) * LINE_HEIGHT / 2, finding)
    return paper.sheet_figure(sheet)


def trend_scale(trend: Trend, target: float | None) -> Scale:
    """Return the scale of shares, which holds all limits and the target.

    Parameters
    ----------
    trend : Trend
        The trend.
    target : float or None
        The target.

    Returns
    -------
    Scale
    """
    ends = [end for one in trend.figures for end in (one.value, one.low, one.high) if end is not None]
    return share_scale([*ends, *([] if target is None else [target])])


def _legend(target: float | None) -> str:
    keys = [("chart-range-line", LIMITS)]
    if target is not None:
        keys.append(("chart-target", f"chỉ tiêu {format_target(target)}"))
    items = []
    for class_, words in keys:
        line = element("line", x1=0, x2="100%", y1="50%", y2="50%", class_=class_)
        swatch = element("svg", line, class_="chart-swatch", width=20, height=14, aria_hidden="true")
        items.append(element("li", f"{swatch} {words}", class_="chart-key"))
    return element("ul", items, class_="chart-legend")


def _draw_legend(sheet: Axes, target: float | None) -> None:
    y = BOTTOM + 11
    draw_line(sheet, (0, y), (6, y), color=style.INK, linewidth=1.0)
    set_lines(sheet, 7.5, y, (LIMITS,), color=style.SOFT)
    if target is not None:
        x = 7.5 + style.text_width(LIMITS) * POINT + 6
        draw_line(sheet, (x, y), (x + 6, y), color=style.CAUTION, linewidth=1.0, linestyle=(0, (4, 2)))
        set_lines(sheet, x + 7.5, y, (f"chỉ tiêu {format_target(target)}",), color=style.SOFT)


def _across(trend: Trend, time: float) -> float:
    first, last = trend.times[0], trend.times[-1]
    return EDGE + (time - first) / ((last - first) or 1.0) * (1 - 2 * EDGE)


def _time(time: float) -> str:
    """A year; campaigns within a year by their fraction."""
    return str(int(time)) if time == int(time) else f"{time:.1f}".replace(".", ",")
