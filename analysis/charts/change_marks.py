"""Marks of differences: a dot with its limits about 0, beside a band in which no difference matters. Knows no list of them."""

from analysis.charts.change_rows import LOOKS
from analysis.charts.interval import Look, dot
from analysis.charts.markup import at, element, vertical
from analysis.charts.scale import Scale
from analysis.comparison_figures import ChangeRow, Difference


def svg_change(row: ChangeRow, scale: Scale, *, material: float) -> str:
    """Return the mark of one row of a table. It is hidden from screen readers, as the row has the same in numbers.

    Parameters
    ----------
    row : ChangeRow
        The row.
    scale : Scale
        Of `changes_scale`, one for all rows of a table.
    material : float
        The smallest change that matters, a band around 0.

    Returns
    -------
    str
        An inline SVG as wide as its cell, "" where nothing is compared.
    """
    if row.change is None:
        return ""
    return svg_difference(row.change.difference, scale, look=LOOKS[row.change.word], material=material)


def svg_difference(difference: Difference, scale: Scale, *, look: Look, material: float) -> str:
    """Return the mark of a difference, as `svg_change`.

    Parameters
    ----------
    difference : Difference
        With its limits.
    scale : Scale
        Of differences.
    look : str
        How the dot looks.
    material : float
        The smallest difference that matters.

    Returns
    -------
    str
        An inline SVG as wide as its cell.
    """
    left, right = scale.place(-material), scale.place(material)
    band = element("rect", x=at(left), width=at(right - left), y=0, height="100%", class_="chart-immaterial")
    marks = band + vertical(scale.place(0.0), "chart-zero") + difference_marks(difference, scale, look)
    return element("svg", marks, class_="chart-interval", width="100%", height=24, aria_hidden="true", focusable="false")


def difference_marks(difference: Difference, scale: Scale, look: Look) -> str:
    """Return the line of the limits and the dot of a difference, at half height of a drawing.

    Parameters
    ----------
    difference : Difference
        With its limits, if it has any.
    scale : Scale
        Where differences stand across the width.
    look : str
        How the dot looks.

    Returns
    -------
    str
        SVG elements.
    """
    mark = dot(at(scale.place(difference.value)), "50%", look=look)
    if difference.low is None or difference.high is None:
        return mark
    low, high = at(scale.place(difference.low)), at(scale.place(difference.high))
    return element("line", x1=low, x2=high, y1="50%", y2="50%", class_="chart-range-line") + mark
