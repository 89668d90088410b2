"""How far units lie from what units with their mix of grades reach, over what their answers are worth. Nobody computes here."""

from collections.abc import Collection, Sequence
from typing import Final

from matplotlib.figure import Figure

from analysis.benchmarks import MATERIAL
from analysis.charts import rows
from analysis.charts.benchmark_rows import (
    FINDINGS,
    NOTHING,
    WORDS,
    benchmark_look,
    benchmarks_scale,
    benchmarks_sentence,
    material_points,
    no_benchmark_phrase,
    ordered_units,
    said_of,
)
from analysis.charts.funnel_places import CROWD, X_AXIS, Point, funnel_points
from analysis.charts.groups import MOST_FLAT
from analysis.charts.interval import dot
from analysis.charts.markup import at, element, escape
from analysis.charts.numbers import format_count, format_difference, format_share
from analysis.charts.paper import POINT, WIDTH, say
from analysis.charts.paper_lists import RANGE, Column, Layout, ListLine, Marks, draw_list, split_list
from analysis.charts.scale import Scale, count_scale
from analysis.charts.style import INK, SOFT, wrap
from analysis.charts.tips import hint, name_lines, tip
from analysis.charts.wording import bind_numbers, difference_phrase
from analysis.estimates import Estimate
from analysis.reports import DepartmentReport, UnitFigures

LABEL: Final = "Chênh so với mức của các {noun} có cùng cơ cấu khối, theo cỡ mẫu hiệu dụng"
RING: Final = 9  # pixels around the mark of a unit that the reader looks for
LABEL_WIDTH, PLOT = 46.0, (50.0, 86.0)  # millimetres on paper
OWN_RIGHT, EXPECTED_RIGHT, VALUE_RIGHT, RANGE_LEFT, NOTE_LEFT = 97.0, 109.0, 121.5, 122.5, 146.0


def describe_benchmarks(report: DepartmentReport, *, noun: str = "trường") -> str:
    """Return the finding of the chart in some sentences.

    Parameters
    ----------
    report : DepartmentReport
        The comparison.
    noun : str
        What a unit is called.

    Returns
    -------
    str
        How many units lie clearly above or below, how many do not, how many are not compared.
    """
    return benchmarks_sentence(report, noun=noun)


def svg_benchmarks(
    report: DepartmentReport, *, prefix: str = "benchmarks", noun: str = "trường", picked: Collection[str] = ()
) -> str:
    """Return the chart for screens, with a mark for each unit; what differs can be reached by keyboard.

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
    points = [point for point in funnel_points(report) if point.unit.benchmark is not None]
    if not points:
        return rows.empty("benchmarks", label, NOTHING.format(noun=noun), prefix=prefix)
    points.sort(key=lambda point: (point.unit.code in picked, _is_different(point.unit)))
    across, up = count_scale(max(point.reach for point in points)), benchmarks_scale(report, with_limits=False)
    radius, different = 3 if len(points) > CROWD else 4.5, sum(_is_different(point.unit) for point in points)

    def reaches(point: Point) -> bool:
        """Whether a mark can be reached by keyboard: nobody walks through hundreds of them."""
        return len(points) <= MOST_FLAT or (different <= MOST_FLAT and _is_different(point.unit))

    sought = sum(point.unit.code in picked for point in points)
    is_long = any(len(name_lines(point.unit.name)) > 2 for point in points)
    marks = [
        _grid(across, up),
        *(
            _mark(point, across, up, radius=radius, is_reached=reaches(point), found=sought if point.unit.code in picked else 0)
            for point in points
        ),
        hint(f"{'Chọn một' if len(points) <= MOST_FLAT else 'Chỉ vào'} điểm để xem tên {noun}."),
    ]
    look = "chart-plot chart-frame chart-long-names" if is_long else "chart-plot chart-frame"
    skip, picture, end = rows.plot(label, describe_benchmarks(report, noun=noun), marks, prefix=prefix, look=look)
    return rows.chart("funnel", label, [skip, picture, _legend(points), end], prefix=prefix)


def draw_benchmarks_pages(
    report: DepartmentReport, *, noun: str = "trường", heading: tuple[str, ...] = ()
) -> tuple[Figure, ...]:
    """Return the chart for documents with a row for each unit, as many figures as pages are needed.

    Parameters
    ----------
    report : DepartmentReport
        The comparison.
    noun : str
        What a unit is called.
    heading : tuple of str
        Lines above every figure that say whose it is.

    Returns
    -------
    tuple of matplotlib.figure.Figure
        At least one; all on one scale, what differs first.
    """
    if not any(unit.benchmark for unit in report.units):
        return (say(NOTHING.format(noun=noun), heading=heading),)
    scale = benchmarks_scale(report)
    lines = [_paper_line(unit, scale) for unit in ordered_units(report)]
    return tuple(draw_list(page, _layout(scale), heading=heading) for page in split_list(lines, heading))


def draw_benchmarks(report: DepartmentReport, *, noun: str = "trường", heading: tuple[str, ...] = ()) -> Figure:
    """Return the chart for documents as one figure: of more rows than fit on a page, those that differ.

    Parameters
    ----------
    report : DepartmentReport
        The comparison.
    noun : str
        What a unit is called.
    heading : tuple of str
        As in `draw_benchmarks_pages`.

    Returns
    -------
    matplotlib.figure.Figure
        At most as high as the text of a page. For every unit take `draw_benchmarks_pages`.
    """
    if not any(unit.benchmark for unit in report.units):
        return say(NOTHING.format(noun=noun), heading=heading)
    scale, units = benchmarks_scale(report), ordered_units(report)
    lines = [_paper_line(unit, scale) for unit in units]
    if len(split_list(lines, heading)) > 1:
        different = [unit for unit in units if _is_different(unit)]
        lines = _first_page([_paper_line(unit, scale) for unit in different], len(units), heading, noun)
    return draw_list(lines, _layout(scale), heading=heading)


def _is_different(unit: UnitFigures) -> bool:
    return unit.benchmark is not None and unit.benchmark.is_different


def _first_page(lines: Sequence[ListLine], units: int, heading: tuple[str, ...], noun: str) -> list[ListLine]:
    """As many of the lines as fit on a page, and how many units there are besides."""
    for shown in range(len(lines), -1, -1):
        rest = f"Còn {format_count(units - shown)} {noun} không vẽ ở đây" + (
            f", trong đó {format_count(left)} khác rõ rệt." if (left := len(lines) - shown) else "."
        )
        kept = [*lines[:shown], ListLine(wrap(bind_numbers(rest), WIDTH / POINT), Marks(), ())]
        if len(split_list(kept, heading)) == 1:
            break
    return kept


def _grid(across: Scale, up: Scale) -> str:
    low, high = at(1 - up.place(MATERIAL)), up.place(MATERIAL) - up.place(-MATERIAL)
    marks = [element("rect", x=0, width="100%", y=low, height=at(high), class_="chart-immaterial")]
    for tick in up.ticks:
        y = at(1 - up.place(tick))
        marks.append(element("line", x1=0, x2="100%", y1=y, y2=y, class_="chart-grid" if tick else "chart-zero"))
        written = format_difference(tick).removesuffix(",0")
        marks.append(element("text", written, x=-8, y=y, dy="0.35em", text_anchor="end"))
    for step, tick in enumerate(across.ticks):
        class_ = "chart-every-second" if step % 2 else None
        x = at(across.place(tick))
        marks.append(element("text", format_count(int(tick)), x=x, y="100%", dy=22, text_anchor="middle", class_=class_))
    marks.append(element("text", X_AXIS, x="50%", y="100%", dy=44, text_anchor="middle"))
    return element("g", marks, class_="chart-ticks", aria_hidden="true")


def _mark(point: Point, across: Scale, up: Scale, *, radius: float, is_reached: bool, found: int) -> str:
    unit, benchmark = point.unit, point.unit.benchmark
    if benchmark is None:
        return ""
    x = at(across.place(min(point.effective_base, across.high)))
    y = at(1 - up.place(benchmark.difference.value))
    shape = dot(x, y, look=benchmark_look(benchmark), radius=radius)
    if found:
        shape += element("circle", cx=x, cy=y, r=RING, class_="chart-ring")
    said = said_of(benchmark)
    title = element("title", escape(f"{unit.name}: {said}"))
    if not is_reached and not found:
        return element("g", [title, shape], role="img", class_="chart-unit")
    words = tip(name_lines(unit.name), said)
    named = "chart-unit chart-named" if found == 1 else "chart-unit"
    return element("g", [title, shape, words], tabindex=0, role="img", class_=named)


def _legend(points: Sequence[Point]) -> str:
    looks = [benchmark_look(point.unit.benchmark) for point in points if point.unit.benchmark is not None]
    keys = [
        (dot("50%", "50%", look=look, radius=4.5), f"{words} ({format_count(looks.count(look))})")
        for look, words in WORDS.items()
        if looks.count(look)
    ]
    band = element("rect", width="100%", height="100%", class_="chart-immaterial chart-edged")
    keys.append((band, f"trong khoảng ±{material_points()} điểm: khác biệt không đáng kể"))
    items = [
        element(
            "li",
            [element("svg", drawing, class_="chart-swatch", width=20, height=14, aria_hidden="true"), " ", escape(label)],
            class_="chart-key",
        )
        for drawing, label in keys
    ]
    items.append(element("li", "trục dọc: điểm phần trăm", class_="chart-key"))
    return element("ul", items, class_="chart-legend")


def _layout(scale: Scale) -> Layout:
    soft = {"color": SOFT}
    return Layout(
        plot=PLOT,
        ticks=tuple((scale.place(tick), format_difference(tick).removesuffix(",0")) for tick in scale.ticks),
        columns=(
            Column("Tỷ lệ", OWN_RIGHT, 12, "right"),
            Column("Mức theo khối", EXPECTED_RIGHT, 12, "right", soft),
            Column("Chênh (điểm %)", VALUE_RIGHT, 12.5, "right", {"fontweight": "bold"}),
            Column("Khoảng 95%", RANGE_LEFT, 22, look=soft),
            Column("So với mức theo khối", NOTE_LEFT, 18),
        ),
        line=(scale.place(0.0), ""),
        line_look={"color": INK, "linewidth": 0.7},
        band=(scale.place(-MATERIAL), scale.place(MATERIAL)),
    )


def _paper_line(unit: UnitFigures, scale: Scale) -> ListLine:
    name, benchmark = wrap(unit.name, LABEL_WIDTH / POINT), unit.benchmark
    if benchmark is None or not isinstance(unit.result, Estimate):
        return ListLine(name, Marks(), (), reason=no_benchmark_phrase(unit))
    difference, look = benchmark.difference, benchmark_look(benchmark)
    dots = ((scale.place(difference.value), look),)
    marks = Marks(dots=dots)
    if difference.low is not None and difference.high is not None:
        marks = Marks(((scale.place(difference.low), scale.place(difference.high), RANGE),), dots)
    cells = (
        format_share(unit.result.value),
        format_share(benchmark.expected),
        format_difference(difference.value),
        difference_phrase(difference),
        WORDS[look].removesuffix(" rõ rệt") if look in FINDINGS else "",
    )
    return ListLine(name, marks, cells)
