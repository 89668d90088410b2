"""How the answers to each item fall: bars that grow from a centre, dissatisfied to the left, satisfied to the right.

The neutral answer lies across the centre, half on each side, so that the eye compares the two sides and not the widths.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import accumulate, pairwise

from analysis.charts import rows
from analysis.charts.markup import at, element, escape, vertical
from analysis.charts.numbers import format_share
from analysis.charts.scale import Scale, diverging_scale
from analysis.charts.wording import interval_phrase
from analysis.estimates import Estimate
from analysis.reports import Distribution, ItemFigures, UnitReport

LABEL = "Phân bố câu trả lời từng câu hỏi"
NOTHING = "Chưa có câu hỏi nào đủ phiếu để hiển thị."
OVERALL = "Đánh giá chung"
LEAST_LABELLED = 0.1  # shares of the answers; "10%" needs 24 of the 30 pixels that this is in a card on a phone


@dataclass(frozen=True)
class Segment:
    """The part of a bar that one option takes. `left` and `right` are shares counted from the centre of the neutral answer."""

    level: int
    share: float
    left: float
    right: float


def item_groups(report: UnitReport) -> tuple[tuple[str, tuple[ItemFigures, ...]], ...]:
    """Return the items under the titles of their dimensions, the overall item last.

    Parameters
    ----------
    report : UnitReport
        The report.

    Returns
    -------
    tuple of (str, tuple of ItemFigures)
        Titles and items; a dimension without items is left out.
    """
    groups = [(f"{part.code}. {part.title}", part.items) for part in report.dimensions if part.items]
    if report.overall is not None:
        groups.append((OVERALL, (report.overall,)))
    return tuple(groups)


def segments(distribution: Distribution) -> tuple[Segment, ...]:
    """Return the segments of one bar, from least to most satisfied.

    Parameters
    ----------
    distribution : Distribution
        Counts of an odd number of options, the middle one neutral.

    Returns
    -------
    tuple of Segment
        One for each option, also where nobody chose it.
    """
    base = sum(distribution.counts)
    shares = [count / base for count in distribution.counts]
    middle = len(shares) // 2
    start = -sum(shares[:middle]) - shares[middle] / 2
    edges = pairwise(accumulate(shares, initial=start))
    return tuple(
        Segment(level, share, left, right)
        for level, (share, (left, right)) in enumerate(zip(shares, edges, strict=True), start=1)
    )


def distributions_scale(report: UnitReport) -> Scale:
    """Return the one scale of all bars of a report.

    Parameters
    ----------
    report : UnitReport
        The report.

    Returns
    -------
    Scale
        Wide enough for the longest bar on each side.
    """
    bars = [segments(distribution) for distribution in _shown(report)]
    return diverging_scale(
        max((-bar[0].left for bar in bars), default=0.0),
        max((bar[-1].right for bar in bars), default=0.0),
    )


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
    sentence = f"Hài lòng cao nhất: “{item.text}”, {_said(share)}"
    if len(shown) > 1:
        item, share = min(shown, key=lambda pair: pair[1].value)
        sentence = f"{sentence}; thấp nhất: “{item.text}”, {_said(share)}"
    hidden = len(items) - len(shown)
    return f"{sentence}." + (f" {hidden} câu hỏi không hiển thị." if hidden else "")


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
    if next(_shown(report), None) is None:
        return rows.empty("distributions", LABEL, NOTHING, prefix=prefix)
    scale = distributions_scale(report)
    parts = [_legend(report, prefix)]
    for title, items in item_groups(report):
        parts.append(element("p", escape(title), class_="chart-heading"))
        parts.append(element("ul", (_row(item, report, scale, prefix) for item in items), class_="chart-rows"))
    return rows.chart("distributions", LABEL, [*parts, rows.axis(scale)], prefix=prefix)


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


def _shown(report: UnitReport) -> Iterator[Distribution]:
    for _, items in item_groups(report):
        for item in items:
            if isinstance(item.distribution, Distribution) and any(item.distribution.counts):
                yield item.distribution


def _said(share: Estimate) -> str:
    return f"{format_share(share.value)} {interval_phrase(share)}".strip()


def _legend(report: UnitReport, prefix: str) -> str:
    hatch = element("path", d="M-1 1 1-1M0 6 6 0M5 7 7 5", class_="chart-hatch-line")
    pattern = element("pattern", hatch, id=f"{prefix}-hatch", width=6, height=6, patternUnits="userSpaceOnUse")
    keys = []
    for level, label in enumerate(report.option_labels, start=1):
        drawing = _bar_part(level, "0", "100%", prefix, y="0", height="100%")
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
    marks += [vertical(scale.place(tick), "chart-grid") for tick in scale.ticks]
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


def _bar_part(level: int, x: str, width: str, prefix: str, *, y: str = "12%", height: str = "76%") -> str:
    part = element("rect", x=x, y=y, width=width, height=height, class_=f"chart-part chart-level-{level}")
    if level > 2:
        return part
    hatch = element("rect", x=x, y=y, width=width, height=height, fill=f"url(#{prefix}-hatch)", class_=f"chart-hatch-{level}")
    return part + hatch
