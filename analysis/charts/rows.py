"""Charts for screens that are lists: a label, a drawing as wide as its column, the figure in numbers.

Labels are text of the page, not of the drawing: they wrap at any width, grow with the reader's letters and are read out. Only
what has no words is drawn. `chart.css` puts the columns side by side where there is room, and below each other on a phone.
"""

from collections.abc import Iterable, Sequence

from analysis.charts.interval import Look, interval_marks
from analysis.charts.markup import at, element, escape, vertical
from analysis.charts.numbers import format_count, format_share, format_target
from analysis.charts.scale import Scale
from analysis.charts.wording import interval_phrase, withheld_phrase
from analysis.estimates import Result, Suppressed

MOST_LABELS = 5  # under an axis on a phone; of more, every second one stands


def chart(kind: str, label: str, parts: Iterable[str], *, prefix: str) -> str:
    """Return the frame of a chart with its name.

    Parameters
    ----------
    kind : str
        The last part of its class, such as "units".
    label : str
        The name that a screen reader says.
    parts : iterable of str
        What stands inside.
    prefix : str
        Begins every id in the chart, so that two charts fit on one page.

    Returns
    -------
    str
        A `div` of the class "chart".
    """
    return element("div", parts, class_=f"chart chart-{kind}", id=prefix, role="group", aria_label=label)


def empty(kind: str, label: str, sentence: str, *, prefix: str) -> str:
    """Return a chart that has nothing to show and says so.

    Parameters
    ----------
    kind, label, prefix : str
        As in `chart`.
    sentence : str
        What is missing, and what to do.

    Returns
    -------
    str
        The frame with the sentence.
    """
    return chart(kind, label, [element("p", escape(sentence), class_="chart-empty")], prefix=prefix)


def interval_row(label: str, result: Result, scale: Scale, *, look: Look, note: str, prefix: str, strong: bool = False) -> str:
    """Return one row: label, mark of the estimate, figure, and a word on it.

    Parameters
    ----------
    label : str
        The name, not escaped.
    result : Result
        The figure; a withheld one gives its reason in place of mark and figure.
    scale : Scale
        The scale of the chart.
    look : str
        How the dot looks.
    note : str
        What the look says, in words; "" for nothing.
    prefix : str
        Of the chart, whose axis holds the lines of all rows.
    strong : bool
        True for the figure that stands for the whole.

    Returns
    -------
    str
        A list item.
    """
    if isinstance(result, Suppressed):
        return list_row(label, "", withheld(result), prefix=prefix, strong=strong)
    marks = interval_marks(result, scale, target=None, look=look)
    said = element("span", escape(note), class_=f"chart-note chart-{look}") if note else ""
    return list_row(label, marks, figures([figure(result), said]), prefix=prefix, strong=strong)


def list_row(label: str, marks: str, said: str, *, prefix: str, strong: bool = False) -> str:
    """Return one row of any list: label, marks on the lines of the axis, what they say.

    Parameters
    ----------
    label : str
        The name, not escaped.
    marks : str
        SVG elements, "" for a row without a drawing.
    said : str
        Elements of the page.
    prefix : str
        Of the chart, whose axis holds the lines of all rows.
    strong : bool
        True for the figure that stands for the whole.

    Returns
    -------
    str
        A list item.
    """
    name = element("span", escape(label), class_="chart-label")
    drawing = track([grid_lines(prefix), marks]) if marks else ""
    return element("li", [name, drawing, said], class_="chart-row chart-whole" if strong else "chart-row")


def figures(parts: Iterable[str]) -> str:
    """Return the numbers and words at the end of a row.

    Parameters
    ----------
    parts : iterable of str
        Elements, "" for nothing.

    Returns
    -------
    str
        A `span` of the class "chart-figures".
    """
    return element("span", parts, class_="chart-figures")


def figure(result: Result) -> str:
    """Return a share as value, interval in soft letters, and number of forms.

    Parameters
    ----------
    result : Result
        A share.

    Returns
    -------
    str
        A `span` of the class "chart-figure".
    """
    if isinstance(result, Suppressed):
        return withheld(result)
    value = element("strong", format_share(result.value), class_="chart-value")
    limits = element("span", interval_phrase(result), class_="chart-range")
    forms = element("span", f"{format_count(result.n)} phiếu", class_="chart-n")
    comma = element("span", ",", class_="chart-comma")
    return element("span", f"{value} {limits}{comma} {forms}", class_="chart-figure")


def withheld(result: Suppressed) -> str:
    """Return the reason for which a figure is not shown.

    Parameters
    ----------
    result : Suppressed
        The withheld figure.

    Returns
    -------
    str
        A `span` of the class "chart-withheld".
    """
    return element("span", escape(withheld_phrase(result)), class_="chart-withheld")


def track(marks: Iterable[str], **attributes: str | None) -> str:
    """Return the drawing of a row. Without a name it is hidden from screen readers: the row says it in numbers.

    Parameters
    ----------
    marks : iterable of str
        SVG elements placed in percentages.
    **attributes : str or None
        `role` and `aria_labelledby` of a drawing that has something to say.

    Returns
    -------
    str
        An inline SVG as wide as its column.
    """
    named = attributes or {"aria_hidden": "true"}
    return element("svg", marks, class_="chart-track", width="100%", height=28, overflow="visible", focusable="false", **named)


def grid_lines(prefix: str) -> str:
    """Return the lines at the ticks and the target, which stand once in the chart's axis and are used by every row.

    Parameters
    ----------
    prefix : str
        Of the chart.

    Returns
    -------
    str
        An SVG element.
    """
    return element("use", href=f"#{prefix}-grid")


def axis(scale: Scale, *, target: float | None = None, grid_of: str | None = None) -> str:
    """Return the row of tick labels, with the target named below them.

    Parameters
    ----------
    scale : Scale
        The scale of the chart, of shares.
    target : float or None
        The target, None for a chart without one.
    grid_of : str or None
        The prefix of the chart whose rows use this axis' lines; None for a second axis.

    Returns
    -------
    str
        A `div` in the columns of a row, hidden from screen readers.
    """
    ticks = [(scale.place(tick), format_share(abs(tick), 0)) for tick in scale.ticks]
    line = None if target is None else (scale.place(target), f"chỉ tiêu {format_target(target)}")
    return labelled_axis(ticks, line=line, grid_of=grid_of)


def labelled_axis(
    ticks: Sequence[tuple[float, str]],
    *,
    line: tuple[float, str] | None = None,
    line_class: str = "chart-target",
    grid_of: str | None = None,
) -> str:
    """Return the row of tick labels of any scale, with a line across all rows named below them.

    Parameters
    ----------
    ticks : sequence of (float, str)
        Places from 0 to 1 with their labels.
    line : (float, str) or None
        Where the line stands, and its name.
    line_class : str
        How the line looks.
    grid_of : str or None
        As in `axis`.

    Returns
    -------
    str
        A `div` in the columns of a row, hidden from screen readers.
    """
    labels = [
        element(
            "text",
            escape(label),
            x=at(place),
            y=14,
            text_anchor=_anchor(place),
            class_="chart-every-second" if step % 2 and len(ticks) > MOST_LABELS else None,
        )
        for step, (place, label) in enumerate(ticks)
    ]
    if line is not None and line[1]:
        labels.append(vertical_label(line[1], line[0], y=32, class_=f"{line_class}-label"))
    if grid_of is not None:
        lines = [vertical(place, "chart-grid") for place, _ in ticks]
        if line is not None:
            lines.append(vertical(line[0], line_class))
        labels.insert(0, element("defs", element("g", lines, id=f"{grid_of}-grid")))
    drawing = element(
        "svg", labels, class_="chart-ticks", width="100%", height=36, overflow="visible", aria_hidden="true", focusable="false"
    )
    return element("div", drawing, class_="chart-row chart-axis")


def vertical_label(text: str, place: float, *, y: int, class_: str = "chart-target-label") -> str:
    """Return the name of a vertical line, kept inside the drawing.

    Parameters
    ----------
    text : str
        The name, not escaped.
    place : float
        Where the line stands, as a part of the width.
    y : int
        The base line of the letters in pixels.
    class_ : str
        Its class.

    Returns
    -------
    str
        A text element.
    """
    anchor = "start" if place < 0.2 else "end" if place > 0.8 else "middle"
    return element("text", escape(text), x=at(place), y=y, text_anchor=anchor, class_=class_)


def _anchor(place: float) -> str:
    return "start" if place == 0 else "end" if place == 1 else "middle"
