"""How the answers to each item fall: bars that grow from a centre, dissatisfied to the left, satisfied to the right.

The neutral answer lies across the centre, half on each side, so that the eye compares the two sides and not the widths.
"""

from matplotlib.figure import Figure

from analysis.charts import axes, paper_bars, rows
from analysis.charts.markup import at, element, escape, vertical
from analysis.charts.numbers import format_count, format_share
from analysis.charts.paper import say
from analysis.charts.scale import Scale
from analysis.charts.segments import Segment, distributions_scale, item_groups, segments, shown_distributions
from analysis.charts.wording import CONSISTENCY, bind_numbers, value_phrase
from analysis.estimates import Estimate, Suppressed
from analysis.reports import Distribution, ItemFigures, UnitReport

LABEL = "Phân bố câu trả lời từng câu hỏi"
NOTHING = "Chưa có câu hỏi nào đủ phiếu để hiển thị."
DISSATISFIED = 2  # the first two levels are hatched as well as coloured: a black-and-white copier shows their side
BAR_HEIGHT = 22
LEAST_LABELLED = 0.1  # shares of the answers; "10%" needs 24 of the 30 pixels that this is in a card on a phone


def describe_distributions(report: UnitReport) -> str:
    """Return the finding of the chart in one or two sentences.

    Parameters
    ----------
    report : UnitReport
        The report.

    Returns
    -------
    str
        The items with the highest and the lowest share of satisfied answers, and how many are withheld.
    """
    items = [item for _, group in item_groups(report) for item in group]
    shown = [(item, item.share) for item in items if isinstance(item.share, Estimate)]
    if not shown:
        return NOTHING
    item, share = max(shown, key=lambda pair: pair[1].value)
    sentence = f"Hài lòng cao nhất: “{item.text}”, {value_phrase(share)}"
    if len(shown) > 1:
        item, share = min(shown, key=lambda pair: pair[1].value)
        sentence = f"{sentence}; thấp nhất: “{item.text}”, {value_phrase(share)}"
    hidden = sum(isinstance(item.share, Suppressed) and item.share.reason != "no responses" for item in items)
    return bind_numbers(f"{sentence}." + (f" {format_count(hidden)} câu hỏi không hiển thị." if hidden else ""))


def svg_distributions(report: UnitReport, *, prefix: str = "distributions") -> str:
    """Return the chart for screens.

    Parameters
    ----------
    report : UnitReport
        The report.
    prefix : str
        Begins every id in the chart.

    Returns
    -------
    str
        A list for each dimension with an inline SVG in each row, whose title says every share.
    """
    if next(shown_distributions(report), None) is None:
        return rows.empty("distributions", LABEL, NOTHING, prefix=prefix)
    scale = distributions_scale(report)
    parts = [_legend(report, prefix)]
    for title, items in item_groups(report):
        parts.append(element("p", escape(title), class_="chart-heading"))
        parts.append(element("ul", (_row(item, report, scale, prefix) for item in items), class_="chart-rows"))
    return rows.chart("distributions", LABEL, [*parts, axes.axis(scale, grid_of=prefix)], prefix=prefix)


def draw_distributions(report: UnitReport, *, heading: tuple[str, ...] = (), interval_name: str = CONSISTENCY) -> Figure:
    """Return the chart for documents as one figure, as high as its items need.

    Parameters
    ----------
    report : UnitReport
        The report.
    heading, interval_name
        As in `draw_dimensions`.

    Returns
    -------
    matplotlib.figure.Figure
        For an instrument longer than a page take `draw_distribution_pages`.
    """
    if next(shown_distributions(report), None) is None:
        return say(NOTHING, heading=heading)
    lines = paper_bars.bar_lines(item_groups(report))
    return paper_bars.draw_bars(report, lines, heading=heading, interval_name=interval_name)


def draw_distribution_pages(
    report: UnitReport, *, heading: tuple[str, ...] = (), interval_name: str = CONSISTENCY
) -> tuple[Figure, ...]:
    """Return the chart for documents as many figures as pages are needed.

    Parameters
    ----------
    report : UnitReport
        The report.
    heading, interval_name
        As in `draw_dimensions`; the heading stands on every page.

    Returns
    -------
    tuple of matplotlib.figure.Figure
        At least one; all on one scale. A heading stays with its first item.
    """
    if next(shown_distributions(report), None) is None:
        return (say(NOTHING, heading=heading),)
    pages = paper_bars.split_lines(paper_bars.bar_lines(item_groups(report)), heading)
    return tuple(paper_bars.draw_bars(report, page, heading=heading, interval_name=interval_name) for page in pages)


def distribution_phrase(distribution: Distribution, option_labels: tuple[str, ...]) -> str:
    """Return every option with its share, for those who hear the chart.

    Parameters
    ----------
    distribution : Distribution
        The counts.
    option_labels : tuple of str
        The options' labels in the same order.

    Returns
    -------
    str
        "Rất không hài lòng 1,0%, Không hài lòng 2,0%, ...".
    """
    named = zip(option_labels, segments(distribution), strict=True)
    return ", ".join(f"{label} {format_share(segment.share)}" for label, segment in named)


def _legend(report: UnitReport, prefix: str) -> str:
    hatch = element("path", d="M-1 1 1-1M0 6 6 0M5 7 7 5", class_="chart-hatch-line")
    pattern = element("pattern", hatch, id=f"{prefix}-hatch", width=6, height=6, patternUnits="userSpaceOnUse")
    keys = []
    for level, label in enumerate(report.option_labels, start=1):
        drawing = _bar_part(level, "0", "100%", prefix, height=14)
        definitions = element("defs", pattern) if level == 1 else ""
        swatch = element("svg", definitions + drawing, class_="chart-swatch", width=20, height=14, aria_hidden="true")
        keys.append(element("li", f"{swatch} {escape(label)}", class_="chart-key"))
    return element("ul", keys, class_="chart-legend")


def _row(item: ItemFigures, report: UnitReport, scale: Scale, prefix: str) -> str:
    code = element("span", escape(item.code), class_="chart-code")
    name = element("span", f"{code} {escape(item.text)}", class_="chart-label")
    if not isinstance(item.distribution, Distribution) or not isinstance(item.share, Estimate):
        reason = item.share if not isinstance(item.share, Estimate) else item.distribution
        hidden = rows.withheld(reason) if not isinstance(reason, Distribution) else ""
        return element("li", [name, hidden], class_="chart-row")
    title_id = f"{prefix}-{item.code}"
    marks = [element("title", escape(distribution_phrase(item.distribution, report.option_labels)), id=title_id)]
    marks.append(rows.grid_lines(prefix))
    for segment in segments(item.distribution):
        marks.append(_segment(segment, scale, prefix))
    marks.append(vertical(scale.place(0.0), "chart-centre"))
    drawing = rows.track(marks, role="img", aria_labelledby=title_id)
    figures = element("span", rows.figure(item.share), class_="chart-figures")
    return element("li", [name, drawing, figures], class_="chart-row")


def _segment(segment: Segment, scale: Scale, prefix: str) -> str:
    if not segment.share:
        return ""
    left, right = scale.place(segment.left), scale.place(segment.right)
    bar = _bar_part(segment.level, at(left), at(right - left), prefix)
    if segment.share < LEAST_LABELLED:
        return bar
    label = element(
        "text",
        format_share(segment.share, 0),
        x=at((left + right) / 2),
        y="50%",
        dy="0.35em",
        text_anchor="middle",
        class_=f"chart-in-bar chart-on-{segment.level}",
    )
    return bar + label


def _bar_part(level: int, x: str, width: str, prefix: str, *, height: int = BAR_HEIGHT) -> str:
    place: dict[str, str | int] = {
        "x": x,
        "y": "50%",
        "width": width,
        "height": height,
        "transform": f"translate(0 -{height // 2})",
    }
    part = element("rect", **place, class_=f"chart-part chart-level-{level}")
    return part + element("rect", **place, fill=f"url(#{prefix}-hatch)") if level <= DISSATISFIED else part
