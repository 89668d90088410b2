"""Charts for screens that are lists: a label, a drawing as wide as its column, the figure in numbers.

Labels are text of the page, not of the drawing: they wrap at any width, grow with the reader's letters and are read out. Only
what has no words is drawn. `chart.css` puts the columns side by side where there is room, and below each other on a phone.
"""

from collections.abc import Iterable

from analysis.charts.interval import Look, interval_marks
from analysis.charts.markup import element, escape
from analysis.charts.numbers import format_count, format_share
from analysis.charts.scale import Scale
from analysis.charts.wording import interval_phrase, withheld_phrase
from analysis.estimates import Result, Suppressed


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
    """
    return chart(kind, label, [element("p", escape(sentence), class_="chart-empty")], prefix=prefix)


def plot(label: str, finding: str, marks: Iterable[str], *, prefix: str, look: str) -> tuple[str, str, str]:
    """Return a plot of points with its name and finding, and the two ends of the way past its marks.

    Parameters
    ----------
    label, finding : str
        The name of the chart, and what it shows, for those who hear it.
    marks : iterable of str
        Everything in it, in the order of drawing.
    prefix : str
        Begins every id in the chart.
    look : str
        The classes of its look.

    Returns
    -------
    skip, picture, end : str
        A link over the picture, the picture, and where the link leads.
    """
    named = [element("title", escape(label), id=f"{prefix}-title"), element("desc", escape(finding), id=f"{prefix}-desc")]
    picture = element(
        "svg",
        [*named, *marks],
        class_=look,
        width="100%",
        height=420,
        overflow="visible",
        role="group",
        aria_labelledby=f"{prefix}-title",
        aria_describedby=f"{prefix}-desc",
    )
    skip = element("a", "Bỏ qua biểu đồ", class_="chart-skip", href=f"#{prefix}-end")
    return skip, picture, element("span", "", id=f"{prefix}-end", tabindex=-1)


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
