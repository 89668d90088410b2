"""What has changed between two campaigns: each difference with its limits around 0, and a word where it is more than chance."""

from matplotlib.figure import Figure

from analysis.charts import axes, rows
from analysis.charts.change_marks import difference_marks
from analysis.charts.change_rows import (
    FINDINGS,
    LOOKS,
    NOTHING,
    PANEL,
    WORDS,
    changes_scale,
    changes_sentence,
    format_value,
    is_dimension,
    is_of_units,
    material_phrase,
    ordered_rows,
    reason_phrase,
    row_group,
    row_label,
    whole_label,
)
from analysis.charts.groups import Group, grouped
from analysis.charts.interval import Look
from analysis.charts.markup import element, escape
from analysis.charts.numbers import format_count, format_difference
from analysis.charts.paper import POINT, WIDTH, say
from analysis.charts.paper_lists import RANGE, Column, Layout, ListLine, Marks, draw_list, split_list
from analysis.charts.scale import Scale
from analysis.charts.style import INK, SOFT, wrap
from analysis.charts.wording import bind_numbers, difference_phrase
from analysis.comparison_figures import ChangeReport, ChangeRow, Difference

LABEL = "Thay đổi từ đợt {} đến đợt {}"
NOT_COMPARED = "Không so được"
BAND = "trong khoảng ±{}: thay đổi không đáng kể"
NO_CHANGE = "không đổi"

# Columns on paper, in millimetres from the left edge.
LABEL_WIDTH = 46.0
PLOT = (50.0, 86.0)
BEFORE_RIGHT, AFTER_RIGHT, VALUE_RIGHT, RANGE_LEFT, NOTE_LEFT = 97.0, 108.0, 121.5, 122.5, 146.0


def describe_changes(report: ChangeReport, *, noun: str = "trường") -> str:
    """Return the finding of the chart in some sentences.

    Parameters
    ----------
    report : ChangeReport
        The comparison.
    noun : str
        What a unit is called.

    Returns
    -------
    str
        The whole first, then how many have risen, fallen, stayed, or are unclear.
    """
    return changes_sentence(report, noun=noun)


def svg_changes(report: ChangeReport, *, prefix: str = "changes", noun: str = "trường") -> str:
    """Return the chart for screens: a row for each unit or figure, of many in groups that open.

    Parameters
    ----------
    report : ChangeReport
        The comparison.
    prefix : str
        Begins every id in the chart.
    noun : str
        What a unit is called.

    Returns
    -------
    str
        A list with an inline SVG in each row, below a legend.
    """
    label = LABEL.format(report.earlier_label, report.later_label)
    if not _is_drawable(report):
        return rows.empty("changes", label, describe_changes(report, noun=noun), prefix=prefix)
    scale = changes_scale(report)
    ticks = [(scale.place(tick), _tick(report, tick)) for tick in scale.ticks]
    line = (scale.place(0.0), NO_CHANGE)
    band = scale.place(-report.material), scale.place(report.material)
    head = axes.labelled_axis(ticks, line=line, line_class="chart-zero")
    foot = axes.labelled_axis(ticks, line=line, line_class="chart-zero", band=band, grid_of=prefix)
    written = [(row_group(row), _row(report, row, scale, prefix)) for row in ordered_rows(report)]
    groups = [Group("", tuple(row for _, row in written))]
    if is_of_units(report):
        titles = [*WORDS.items(), ("none", NOT_COMPARED)]
        groups = [Group(title, tuple(row for group, row in written if group == key), key in FINDINGS) for key, title in titles]
    whole = [_row(report, report.whole, scale, prefix, label=whole_label(report))]
    if report.panel is not None:
        whole.append(_panel_row(report, report.panel, scale, prefix, noun))
    legend = element("ul", _legend(report), class_="chart-legend")
    top = element("ul", whole, class_="chart-rows chart-wholes")
    return rows.chart("changes", label, [legend, top, *grouped(groups, head=head, foot=foot)], prefix=prefix)


def draw_changes_pages(report: ChangeReport, *, noun: str = "trường", heading: tuple[str, ...] = ()) -> tuple[Figure, ...]:
    """Return the chart for documents, as many figures as pages are needed.

    Parameters
    ----------
    report : ChangeReport
        The comparison.
    noun : str
        What a unit is called.
    heading : tuple of str
        Lines above every figure that say whose it is.

    Returns
    -------
    tuple of matplotlib.figure.Figure
        At least one; all on one scale, the whole first.
    """
    if not _is_drawable(report):
        return (say(NOTHING, heading=heading),)
    lines = _paper_lines(report, noun)
    return tuple(draw_list(page, _layout(report), heading=heading) for page in split_list(lines, heading))


def draw_changes(report: ChangeReport, *, noun: str = "trường", heading: tuple[str, ...] = ()) -> Figure:
    """Return the chart for documents as one figure: of more rows than fit on a page, those that have risen or fallen.

    Parameters
    ----------
    report : ChangeReport
        The comparison.
    noun : str
        What a unit is called.
    heading : tuple of str
        As in `draw_changes_pages`.

    Returns
    -------
    matplotlib.figure.Figure
        At most as high as the text of a page. For every row take `draw_changes_pages`.
    """
    if not _is_drawable(report):
        return say(NOTHING, heading=heading)
    lines = _paper_lines(report, noun)
    if len(split_list(lines, heading)) > 1:
        lines = _findings_only(report, lines[: 1 + (report.panel is not None)], heading, noun)
    return draw_list(lines, _layout(report), heading=heading)


def _is_drawable(report: ChangeReport) -> bool:
    return any(row.change is not None for row in (report.whole, *report.rows))


def _row(report: ChangeReport, row: ChangeRow, scale: Scale, prefix: str, *, label: str = "") -> str:
    is_strong = bool(label) or (not is_of_units(report) and is_dimension(row))
    name = label or row_label(report, row)
    if row.change is None:
        reason = element("span", escape(reason_phrase(report, row)), class_="chart-withheld")
        return rows.list_row(name, "", reason, prefix=prefix, strong=is_strong)
    look = LOOKS[row.change.word]
    marks = difference_marks(row.change.difference, scale, look)
    times = element("span", bind_numbers(f"{_times(report, row)}"), class_="chart-n")
    note = element("span", WORDS[row.change.word], class_=f"chart-note chart-{look}")
    said = [_figure(report, row.change.difference), element("span", [note, " ", times], class_="chart-beside")]
    return rows.list_row(name, marks, rows.figures(said), prefix=prefix, strong=is_strong)


def _panel_row(report: ChangeReport, panel: Difference, scale: Scale, prefix: str, noun: str) -> str:
    marks = difference_marks(panel, scale, "plain")
    counted = element("span", bind_numbers(f"{format_count(report.panel_units)} {noun}"), class_="chart-n")
    said = [_figure(report, panel), element("span", counted, class_="chart-beside")]
    return rows.list_row(PANEL.format(noun=noun), marks, rows.figures(said), prefix=prefix, strong=True)


def _figure(report: ChangeReport, difference: Difference) -> str:
    value = element("strong", format_difference(difference.value, kind=report.kind), class_="chart-value")
    limits = element("span", difference_phrase(difference, kind=report.kind), class_="chart-range")
    return element("span", f"{value} {limits}", class_="chart-figure")


def _times(report: ChangeReport, row: ChangeRow) -> str:
    before, after = format_value(report, row.earlier), format_value(report, row.later)
    return escape(f"{report.earlier_label}: {before}, {report.later_label}: {after}")


def _legend(report: ChangeReport) -> list[str]:
    unit = "điểm phần trăm" if report.kind == "share" else "điểm trên thang 1 – 5"
    swatch = element("rect", width="100%", height="100%", class_="chart-immaterial chart-edged")
    drawing = element("svg", swatch, class_="chart-swatch", width=20, height=14, aria_hidden="true")
    return [
        element("li", f"{drawing} {escape(_band_label(report))}", class_="chart-key"),
        element("li", escape(f"đơn vị: {unit}, số trong ngoặc là khoảng 95%"), class_="chart-key"),
    ]


def _band_label(report: ChangeReport) -> str:
    size = f"{material_phrase(report)} điểm"
    return BAND.format(size)


def _tick(report: ChangeReport, tick: float) -> str:
    return format_difference(tick, kind=report.kind).removesuffix(",0")


def _layout(report: ChangeReport) -> Layout:
    scale = changes_scale(report)
    soft = {"color": SOFT}
    unit = " (điểm %)" if report.kind == "share" else " (điểm)"
    return Layout(
        plot=PLOT,
        ticks=tuple((scale.place(tick), _tick(report, tick)) for tick in scale.ticks),
        columns=(
            Column(report.earlier_label, BEFORE_RIGHT, 12, "right", soft),
            Column(report.later_label, AFTER_RIGHT, 12, "right"),
            Column("Chênh" + unit, VALUE_RIGHT, 12.5, "right", {"fontweight": "bold"}),
            Column("Khoảng 95%", RANGE_LEFT, 22, look=soft),
            Column("Thay đổi", NOTE_LEFT, 15),
        ),
        line=(scale.place(0.0), NO_CHANGE),
        line_look={"color": INK, "linewidth": 0.7},
        band=(scale.place(-report.material), scale.place(report.material)),
    )


def _paper_lines(report: ChangeReport, noun: str) -> list[ListLine]:
    scale = changes_scale(report)
    lines = [_paper_line(report, report.whole, scale, label=whole_label(report))]
    if report.panel is not None:
        marks = _paper_marks(report.panel, scale, "plain")
        said = (format_difference(report.panel.value, kind=report.kind), difference_phrase(report.panel, kind=report.kind))
        counted = f"{PANEL.format(noun=noun)} ({format_count(report.panel_units)} {noun})"
        lines.append(ListLine(wrap(counted, LABEL_WIDTH / POINT, is_bold=True), marks, ("", "", *said, ""), is_bold=True))
    return [*lines, *(_paper_line(report, row, scale) for row in ordered_rows(report))]


def _paper_line(report: ChangeReport, row: ChangeRow, scale: Scale, *, label: str = "") -> ListLine:
    is_bold = bool(label) or (not is_of_units(report) and is_dimension(row))
    name = wrap(label or row_label(report, row), LABEL_WIDTH / POINT, is_bold=is_bold)
    if row.change is None:
        return ListLine(name, Marks(), (), reason=reason_phrase(report, row), is_bold=is_bold)
    difference = row.change.difference
    cells = (
        format_value(report, row.earlier),
        format_value(report, row.later),
        format_difference(difference.value, kind=report.kind),
        difference_phrase(difference, kind=report.kind),
        WORDS[row.change.word].removesuffix(" thay đổi"),
    )
    return ListLine(name, _paper_marks(difference, scale, LOOKS[row.change.word]), cells, is_bold=is_bold)


def _paper_marks(difference: Difference, scale: Scale, look: Look) -> Marks:
    dots = ((scale.place(difference.value), look),)
    if difference.low is None or difference.high is None:
        return Marks(dots=dots)
    return Marks(((scale.place(difference.low), scale.place(difference.high), RANGE),), dots)


def _findings_only(report: ChangeReport, wholes: list[ListLine], heading: tuple[str, ...], noun: str) -> list[ListLine]:
    """As many rows that have risen or fallen as fit on a page, and how many rows there are besides."""
    what = noun if is_of_units(report) else "lĩnh vực và câu hỏi"
    findings = [row for row in ordered_rows(report) if row_group(row) in FINDINGS]
    lines = [_paper_line(report, row, changes_scale(report)) for row in findings]
    for shown in range(len(lines), -1, -1):
        left = len(report.rows) - shown
        rest = f"Còn {format_count(left)} {what} không vẽ ở đây" + (
            f", trong đó {format_count(n)} tăng hoặc giảm." if (n := len(lines) - shown) else "."
        )
        kept = [*wholes, *lines[:shown], ListLine(wrap(bind_numbers(rest), WIDTH / POINT), Marks(), ())]
        if len(split_list(kept, heading)) == 1:
            break
    return kept
