"""The funnel: how far units of their size may lie from the whole by chance, and which lie further.

Two readings stand side by side and are never mixed: the bands say "differs from the centre", the adjusted lines decide which
unit is unusual among units and has colour (docs/methods.md section 5). Nobody computes here: limits and positions come from
the report.
"""

from collections.abc import Collection
from typing import Final, Literal

from matplotlib.figure import Figure

from analysis.charts import rows
from analysis.charts.funnel_places import (
    CROWD,
    X_AXIS,
    Point,
    beyond_sentence,
    funnel_points,
    funnel_scales,
    is_drawable,
    limit_points,
    unjudged_sentences,
)
from analysis.charts.funnel_readings import Reading, total_reading
from analysis.charts.groups import MOST_FLAT
from analysis.charts.interval import dot, find_look
from analysis.charts.markup import at, element, escape, number
from analysis.charts.numbers import format_count, format_share
from analysis.charts.paper import say
from analysis.charts.paper_funnel import draw_plot
from analysis.charts.scale import Scale
from analysis.charts.tips import hint, name_lines, tip
from analysis.charts.wording import bind_numbers, unusual_word, value_phrase, withheld_sentences
from analysis.reports import DepartmentReport, Funnel

LABEL = "Biểu đồ phễu: tỷ lệ hài lòng theo cỡ mẫu hiệu dụng của từng {noun}"
NOTHING = "Chưa đủ {noun} có kết quả để so sánh."
Reach = Literal["all", "different", "none"]  # marks that have words of their own, besides those of units that are sought
_REACHED: Final[dict[Reach, str]] = {
    "all": "Chọn một điểm để xem tên {noun}.",
    "different": "Chọn điểm khác rõ rệt để xem tên.",  # with the noun it would touch the edge of a phone
    "none": "Chỉ vào điểm để xem tên {noun}.",
}
RING = 9  # pixels around the mark of a unit that the reader looks for
LEAST_UNITS = 10  # below it the report has no adjusted limits, and no unit is called unusual


def describe_funnel(report: DepartmentReport, *, noun: str = "trường") -> str:
    """Return the finding of the chart in one or two sentences.

    Parameters
    ----------
    report : DepartmentReport
        The comparison.
    noun : str
        What a unit is called.

    Returns
    -------
    str
        How many units differ from the whole by more than chance, and what is withheld.
    """
    withheld = withheld_sentences((unit.result for unit in report.units), noun=noun)
    if not is_drawable(report) or report.funnel is None:
        return " ".join(filter(None, (NOTHING.format(noun=noun), withheld)))
    points = funnel_points(report)
    positions = [point.unit.position for point in points if point.unit.position is not None]
    if report.funnel.adjusted_low95 is None:
        judged = f"Chưa đủ {LEAST_UNITS} {noun} để xét {noun} nào khác mức chung."
        return bind_numbers(" ".join(filter(None, (judged, withheld))))
    same = sum(not unusual_word(position) for position in positions)
    sentence = f"{format_count(same)} {noun} không khác mức chung rõ rệt." if same else ""
    if positions and same == len(positions):
        sentence = f"Không có {noun} nào khác mức chung rõ rệt."
    unusual = {position: positions.count(position) for position in ("above", "below")}
    words = [
        f"{format_count(unusual[key])} {noun} {word} hơn" for key, word in (("above", "cao"), ("below", "thấp")) if unusual[key]
    ]
    differing = f"{', '.join(words)} rõ rệt." if words else ""
    unjudged = unjudged_sentences(points, noun=noun)
    return bind_numbers(" ".join(filter(None, (sentence, differing, unjudged, withheld))))


def svg_funnel(report: DepartmentReport, *, prefix: str = "funnel", noun: str = "trường", picked: Collection[str] = ()) -> str:
    """Return the chart for screens, with a mark for each unit that can be reached by keyboard.

    Parameters
    ----------
    report : DepartmentReport
        The comparison.
    prefix : str
        Begins every id in the chart.
    noun : str
        What a unit is called.
    picked : collection of str
        Codes of units that the reader looks for: ringed, and a single one named.

    Returns
    -------
    str
        An inline SVG between a link that jumps over its marks and a legend.
    """
    label = LABEL.format(noun=noun)
    reading = total_reading(report, noun=noun)
    if reading is None:
        return rows.empty("funnel", label, describe_funnel(report, noun=noun), prefix=prefix)
    return svg_reading(reading, label, describe_funnel(report, noun=noun), prefix=prefix, noun=noun, picked=picked)


def svg_reading(reading: Reading, label: str, finding: str, *, prefix: str, noun: str, picked: Collection[str] = ()) -> str:
    """Return a reading of the funnel for screens.

    Parameters
    ----------
    reading : Reading
        What it is around.
    label, finding : str
        The name of the chart, and what it shows, for those who hear it.
    prefix, noun, picked : str, collection of str
        As in `svg_funnel`.

    Returns
    -------
    str
        As `svg_funnel`.
    """
    points = tuple(sorted(funnel_points(reading.report), key=lambda point: point.unit.code in picked))
    across, up = funnel_scales(reading.report)
    reach = _reach(reading, points)
    radius, sought = 3 if len(points) > CROWD else 4.5, sum(point.unit.code in picked for point in points)
    longest = max(len(name_lines(point.unit.name)) for point in points)
    marks = [
        _bands(reading.funnel, across, up),
        _grid(across, up),
        *(_level(up.place(level.share), level.kind) for level in reading.levels),
        *(
            _mark(point, reading, across, up, radius=radius, reach=reach, found=sought if point.unit.code in picked else 0)
            for point in points
        ),
        *(_level_label(up.place(level.share), level.label, level.kind, is_higher=level.is_higher) for level in reading.levels),
        hint(_REACHED[reach].format(noun=noun)),
    ]
    look = "chart-plot chart-long-names" if longest > 2 else "chart-plot"
    skip, picture, end = rows.plot(label, finding, marks, prefix=prefix, look=look)
    return rows.chart("funnel", label, [skip, picture, _legend(reading, points, across, noun), end], prefix=prefix)


def draw_funnel(report: DepartmentReport, *, noun: str = "trường", heading: tuple[str, ...] = ()) -> Figure:
    """Return the chart for documents: what differs is numbered in it and named below it.

    Parameters
    ----------
    report : DepartmentReport
        The comparison.
    noun : str
        What a unit is called.
    heading : tuple of str
        Lines above the chart that say whose it is.

    Returns
    -------
    matplotlib.figure.Figure
        A figure of full width.
    """
    reading = total_reading(report, noun=noun)
    if reading is None:
        return say(describe_funnel(report, noun=noun), heading=heading)
    withheld = withheld_sentences((unit.result for unit in report.units), noun=noun)
    return draw_plot(reading, footer=withheld, noun=noun, heading=heading)


def _bands(funnel: Funnel, across: Scale, up: Scale) -> str:
    steps = limit_points(funnel, across)

    def curve(limits: tuple[float, ...], order: tuple[int, ...]) -> str:
        places = ((across.place(funnel.effective_bases[step]), up.place(limits[step])) for step in order)
        return " ".join(f"{number(x * 1000)} {number((1 - y) * 1000)}" for x, y in places)

    def band(low: tuple[float, ...], high: tuple[float, ...], class_: str) -> str:
        return element("path", d=f"M{curve(high, steps)} L{curve(low, steps[::-1])}Z", class_=class_)

    shapes = [band(funnel.low998, funnel.high998, "chart-band-998"), band(funnel.low95, funnel.high95, "chart-band-95")]
    for limits in (funnel.adjusted_low95, funnel.adjusted_high95):
        if limits is not None:
            line = element("path", d=f"M{curve(limits, steps)}", class_="chart-adjusted", vector_effect="non-scaling-stroke")
            shapes.append(line)
    return element(
        "svg", shapes, width="100%", height="100%", viewBox="0 0 1000 1000", preserveAspectRatio="none", aria_hidden="true"
    )


def _grid(across: Scale, up: Scale) -> str:
    marks = []
    for tick in up.ticks:
        y = at(1 - up.place(tick))
        marks.append(element("line", x1=0, x2="100%", y1=y, y2=y, class_="chart-grid"))
        marks.append(element("text", format_share(tick, 0), x=-8, y=y, dy="0.35em", text_anchor="end"))
    for step, tick in enumerate(across.ticks):
        class_ = "chart-every-second" if step % 2 else None  # every second one is left out where there is no room
        x = at(across.place(tick))
        marks.append(element("text", format_count(int(tick)), x=x, y="100%", dy=22, text_anchor="middle", class_=class_))
    marks.append(element("text", X_AXIS, x="50%", y="100%", dy=44, text_anchor="middle"))
    return element("g", marks, class_="chart-ticks", aria_hidden="true")


def _level(place: float, kind: str) -> str:
    y = at(1 - place)
    return element("line", x1=0, x2="100%", y1=y, y2=y, class_=f"chart-{kind}")


def _level_label(place: float, label: str, kind: str, *, is_higher: bool) -> str:
    y, offset = at(1 - place), -7 if is_higher else 17
    return element("text", label, x="100%", dx=-10, y=y, dy=offset, text_anchor="end", class_=f"chart-halo chart-{kind}-label")


def _mark(point: Point, reading: Reading, across: Scale, up: Scale, *, radius: float, reach: Reach, found: int) -> str:
    """`found` is how many units the reader looks for, 0 for the mark of another."""
    unit, said = point.unit, value_phrase(point.estimate)
    look = find_look(None, unit.position)
    unusual, short = reading.word(unit.position), reading.short_word(unit.position)
    x, y = at(across.place(min(point.effective_base, across.high))), at(1 - up.place(point.estimate.value))
    shape = dot(x, y, look=look, radius=radius)
    if found:
        shape += element("circle", cx=x, cy=y, r=RING, class_="chart-ring")
    title = element("title", escape(f"{unit.name}: {said}" + (f", {unusual}" if unusual else "")))
    if not found and (reach == "none" or (reach == "different" and not short)):
        return element("g", [title, shape], role="img", class_="chart-unit")
    words = tip(name_lines(unit.name), said + (f", {short}" if short else ""))
    named = "chart-unit chart-named" if found == 1 else "chart-unit"
    return element("g", [title, shape, words], tabindex=0, role="img", class_=named)


def _reach(reading: Reading, points: tuple[Point, ...]) -> Reach:
    """Which marks can be reached by keyboard: nobody walks through hundreds of them, and a table says the same."""
    if len(reading.report.units) <= MOST_FLAT:
        return "all"
    different = sum(bool(reading.short_word(point.unit.position)) for point in points)
    return "different" if different <= MOST_FLAT else "none"


def _legend(reading: Reading, points: tuple[Point, ...], across: Scale, noun: str) -> str:
    looks = [find_look(None, point.unit.position) for point in points]
    words = reading.words
    keys = [
        (dot("50%", "50%", look=look, radius=4.5), f"{words[look]} ({format_count(looks.count(look))})")
        for look in words
        if looks.count(look)
    ]
    labels = reading.limits
    for kind in ("95", "998"):
        keys.append((element("rect", width="100%", height="100%", class_=f"chart-band-{kind}"), labels[kind]))
    if reading.funnel.adjusted_low95 is not None:
        line = element("line", x1=0, x2="100%", y1="50%", y2="50%", class_="chart-adjusted")
        keys.append((line, labels["adjusted"]))
    items = [
        element(
            "li",
            [element("svg", drawing, class_="chart-swatch", width=20, height=14, aria_hidden="true"), " ", escape(label)],
            class_="chart-key",
        )
        for drawing, label in keys
    ]
    if beyond := beyond_sentence(points, across, noun=noun):
        items.append(element("li", escape(beyond), class_="chart-key"))
    return element("ul", items, class_="chart-legend")
