"""What goes with satisfaction on the whole, and how satisfied people are with it: what to improve first, what to keep up.

A plot of importance across and share up, with the limits both ways, and a list of the same beside it. Association, never cause.
"""

from matplotlib.figure import Figure

from analysis.charts import axes, paper_importance, rows
from analysis.charts.importance_places import (
    NOUNS,
    Level,
    Place,
    driver_look,
    drivers_of,
    has_limits,
    importance_phrase,
    median_lines,
    place_codes,
    plot_places,
    plot_scales,
    quadrant_word,
)
from analysis.charts.importance_words import importance_sentence
from analysis.charts.interval import dot
from analysis.charts.markup import Attribute, at, element, escape
from analysis.charts.numbers import format_share
from analysis.charts.paper import say
from analysis.charts.scale import Scale
from analysis.charts.tips import hint, name_lines, tip
from analysis.charts.wording import bind_numbers, value_phrase
from analysis.insight_figures import Driver, DriversReport

LABEL = "Mức gắn với hài lòng chung và tỷ lệ hài lòng của từng {noun}"
X_AXIS = "mức gắn với hài lòng chung"
PLOT_WIDTH, PLOT_HEIGHT = (200.0, 1100.0), (340.0, 430.0)  # pixels: on a phone, on a desk
LETTER, LINE = 8.5, 15.0  # pixels of a bold letter or digit, of a line
RADIUS = 6.5


def describe_importance(report: DriversReport, *, level: Level = "dimensions") -> str:
    """Return the finding of the chart in some sentences.

    Parameters
    ----------
    report : DriversReport
        The report.
    level : str
        "dimensions" or "items".

    Returns
    -------
    str
        What goes most with satisfaction on the whole, what to improve first; or why nothing, or only an order, is shown.
    """
    return importance_sentence(report, level)


def svg_importance(report: DriversReport, *, level: Level = "dimensions", prefix: str = "importance") -> str:
    """Return the chart for screens, with a mark for each dimension or item that can be reached by keyboard.

    Parameters
    ----------
    report : DriversReport
        The report.
    level : str
        "dimensions" or "items".
    prefix : str
        Begins every id in the chart.

    Returns
    -------
    str
        A plot and a list; only the sentence where no importance has an interval.
    """
    label, finding = LABEL.format(noun=NOUNS[level]), describe_importance(report, level=level)
    places = plot_places(report, level)
    if not places or not has_limits(drivers_of(report, level)):
        return rows.empty("importance", label, finding, prefix=prefix)
    across, up = plot_scales(report, level)
    codes = place_codes(
        places,
        [LETTER * len(place.driver.code) for place in places],
        plot_width=PLOT_WIDTH,
        plot_height=PLOT_HEIGHT,
        text_height=LINE,
        radius=RADIUS,
    )
    longest = max(len(name_lines(f"{place.driver.code}. {place.driver.title}")) for place in places)
    marks = [
        _grid(across, up),
        *_medians(report, level, across, up),
        *(_corner(place) for place in _corners(places)),
        *(_limits(place, across, up) for place in places),
        *(_mark(place, code) for place, code in zip(places, codes, strict=True)),
        hint(f"Chọn một điểm để xem tên {NOUNS[level]}."),
    ]
    look = "chart-plot chart-long-names" if longest > 2 else "chart-plot"
    skip, picture, end = rows.plot(label, finding, marks, prefix=prefix, look=look)
    beside = [skip, element("div", picture, class_="chart-frame"), _legend(level), end, *_list(report, level, across, prefix)]
    return rows.chart("importance", label, beside, prefix=prefix)


def draw_importance(report: DriversReport, *, level: Level = "dimensions", heading: tuple[str, ...] = ()) -> Figure:
    """Return the chart for documents as one figure: the plot with as much of the list as fits on a page.

    Parameters
    ----------
    report : DriversReport
        The report.
    level : str
        "dimensions" or "items".
    heading : tuple of str
        Lines above the chart that say whose it is.

    Returns
    -------
    matplotlib.figure.Figure
        At most as high as the text of a page. For every item of a long questionnaire take `draw_importance_pages`.
    """
    return draw_importance_pages(report, level=level, heading=heading)[0]


def draw_importance_pages(
    report: DriversReport, *, level: Level = "dimensions", heading: tuple[str, ...] = ()
) -> tuple[Figure, ...]:
    """Return the chart for documents, the plot on the first page and the list on as many as are needed.

    Parameters
    ----------
    report : DriversReport
        The report.
    level : str
        "dimensions" or "items".
    heading : tuple of str
        As in `draw_importance`; it stands on every page.

    Returns
    -------
    tuple of matplotlib.figure.Figure
        At least one.
    """
    if not plot_places(report, level) or not has_limits(drivers_of(report, level)):
        return (say(describe_importance(report, level=level), heading=heading),)
    return paper_importance.draw_pages(report, level, heading=heading)


def _grid(across: Scale, up: Scale) -> str:
    marks = []
    for tick in up.ticks:
        y = at(1 - up.place(tick))
        marks.append(element("line", x1=0, x2="100%", y1=y, y2=y, class_="chart-grid"))
        marks.append(element("text", format_share(tick, 0), x=-8, y=y, dy="0.35em", text_anchor="end"))
    for step, tick in enumerate(across.ticks):
        class_ = "chart-every-second" if step % 2 and len(across.ticks) > axes.MOST_LABELS else None
        x = at(across.place(tick))
        marks.append(element("text", format_share(tick, 0), x=x, y="100%", dy=22, text_anchor="middle", class_=class_))
    marks.append(element("text", X_AXIS, x="50%", y="100%", dy=44, text_anchor="middle"))
    return element("g", marks, class_="chart-ticks", aria_hidden="true")


def _medians(report: DriversReport, level: Level, across: Scale, up: Scale) -> list[str]:
    importance, share = median_lines(report, level)
    lines = []
    if importance is not None:
        x = at(across.place(importance))
        lines.append(element("line", x1=x, x2=x, y1=0, y2="100%", class_="chart-median"))
    if share is not None:
        y = at(1 - up.place(share))
        lines.append(element("line", x1=0, x2="100%", y1=y, y2=y, class_="chart-median"))
    return lines


def _corners(places: tuple[Place, ...]) -> list[Place]:
    """One place for each quadrant that has any: its corner is named."""
    return list({place.driver.quadrant: place for place in places if place.driver.quadrant}.values())


def _corner(place: Place) -> str:
    quadrant = place.driver.quadrant
    is_right, is_top = quadrant in ("improve first", "keep up"), quadrant in ("keep up", "well served")
    where: dict[str, Attribute] = {
        "x": "100%" if is_right else 0,
        "dx": -8 if is_right else 8,
        "y": 0 if is_top else "100%",
        "dy": 18 if is_top else -10,
        "text_anchor": "end" if is_right else "start",
    }
    return element("text", quadrant_word(place.driver), **where, class_=f"chart-corner chart-{place.look}", aria_hidden="true")


def _limits(place: Place, across: Scale, up: Scale) -> str:
    driver, share, lines = place.driver, place.share, ""
    if driver.low is not None and driver.high is not None:
        y = at(1 - place.y)
        lines += element(
            "line", x1=at(across.place(driver.low)), x2=at(across.place(driver.high)), y1=y, y2=y, class_="chart-limits"
        )
    if share.low is not None and share.high is not None:
        x = at(place.x)
        lines += element(
            "line", x1=x, x2=x, y1=at(1 - up.place(share.low)), y2=at(1 - up.place(share.high)), class_="chart-limits"
        )
    return lines


def _mark(place: Place, code: tuple[float, float] | None) -> str:
    driver = place.driver
    said = f"mức gắn {importance_phrase(driver)}; hài lòng {value_phrase(place.share)}; {quadrant_word(driver).lower()}"
    name = f"{driver.code}. {driver.title}"
    parts = [element("title", escape(f"{name}: {said}")), dot(at(place.x), at(1 - place.y), look=place.look)]
    if code is not None:
        where: dict[str, Attribute] = {"x": at(place.x), "dx": code[0], "y": at(1 - place.y), "dy": 4.5 - code[1]}
        parts.append(element("text", escape(driver.code), **where, text_anchor="middle", class_="chart-point-code chart-halo"))
    short = f"mức gắn {format_share(driver.importance)}, hài lòng {format_share(place.share.value)}"
    return element("g", [*parts, tip(name_lines(name), short)], tabindex=0, role="img", class_="chart-unit")


def _legend(level: Level) -> str:
    noun = NOUNS[level]
    line = element("line", x1=0, x2="100%", y1="50%", y2="50%", class_="chart-median")
    median = element("svg", line, class_="chart-swatch", width=20, height=14, aria_hidden="true")
    keys = [
        element("li", "dọc: tỷ lệ hài lòng; vạch qua điểm: khoảng 95%", class_="chart-key"),
        element("li", f"{median} giá trị ở giữa các {noun}", class_="chart-key"),
        element("li", "điểm xám: chưa đủ căn cứ hoặc chưa cấp bách", class_="chart-key"),
    ]
    return element("ul", keys, class_="chart-legend")


def _list(report: DriversReport, level: Level, across: Scale, prefix: str) -> list[str]:
    ticks = [(across.place(tick), format_share(tick, 0)) for tick in across.ticks]
    foot = axes.labelled_axis(ticks, line=(1.0, X_AXIS), line_class="chart-axis-name", grid_of=prefix)
    return [element("ul", [_row(driver, across, prefix) for driver in drivers_of(report, level)], class_="chart-rows"), foot]


def _row(driver: Driver, across: Scale, prefix: str) -> str:
    look = driver_look(driver)
    marks = ""
    if driver.low is not None and driver.high is not None:
        low, high = at(across.place(driver.low)), at(across.place(driver.high))
        marks = element("line", x1=low, x2=high, y1="50%", y2="50%", class_="chart-range-line")
    marks += dot(at(across.place(driver.importance)), "50%", look=look)
    importance = element("span", bind_numbers(f"mức gắn {importance_phrase(driver)}"), class_="chart-n")
    note = element("span", quadrant_word(driver), class_=f"chart-note chart-{look}")
    said = [element("span", [importance, note], class_="chart-beside"), rows.figure(driver.share)]
    return rows.list_row(f"{driver.code}. {driver.title}", marks, rows.figures(said), prefix=prefix)
