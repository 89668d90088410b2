"""The row of tick labels above or below a list on a screen, which holds the lines that all rows of the list use.

Knows places and labels, not what they mean.
"""

from collections.abc import Sequence

from analysis.charts.markup import at, element, escape, vertical
from analysis.charts.numbers import format_share, format_target
from analysis.charts.scale import Scale

MOST_LABELS = 5  # under an axis on a phone; of more, every second one stands


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
    band: tuple[float, float] | None = None,
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
    band : (float, float) or None
        Where a band behind all rows begins and ends.
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
        if band is not None:
            left, right = band
            lines.insert(0, element("rect", x=at(left), y=0, width=at(right - left), height="100%", class_="chart-immaterial"))
        if line is not None:
            lines.append(vertical(line[0], line_class))
        labels.insert(0, element("defs", element("g", lines, id=f"{grid_of}-grid")))
    height = 20 if line is None else 36
    drawing = element(
        "svg",
        labels,
        class_="chart-ticks",
        width="100%",
        height=height,
        overflow="visible",
        aria_hidden="true",
        focusable="false",
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
