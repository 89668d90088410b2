"""A sheet of paper to draw on, measured in millimetres from its top left corner, and its way into a file.

Columns of text and bars side by side are set, not plotted: on a sheet every label has a place and a width, and nothing moves
when a name is long. Files hold no date and no random name: the same report gives the same bytes.
"""

import io
from collections.abc import Sequence
from typing import Any, Final

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle

from analysis.charts import style
from analysis.charts.interval import Look

WIDTH: Final = 165.0  # millimetres: A4 between the margins of an official document, 30 left and 15 right
MOST_HEIGHT: Final = 235.0  # millimetres of A4 between its margins, less a caption of two lines
POINT: Final = 25.4 / 72  # millimetres
LINE_HEIGHT: Final = 1.2 * style.SIZE * POINT

DOTS: Final[dict[Look, dict[str, Any]]] = {
    "plain": {"marker": "o", "markersize": 4.5, "color": style.PLAIN, "markeredgewidth": 0},
    "met": {"marker": "o", "markersize": 5.5, "color": style.ACCENT, "markeredgewidth": 0},
    "missed": {"marker": "s", "markersize": 5.0, "color": style.CAUTION, "markeredgewidth": 0},
    "below": {"marker": "s", "markersize": 5.0, "color": style.CAUTION, "markeredgewidth": 0},
    "above": {"marker": "D", "markersize": 4.8, "color": style.ACCENT, "markeredgewidth": 0},
}


def new_sheet(height: float) -> Axes:
    """Return invisible axes over a whole new figure, in millimetres: x to the right, y downwards.

    Parameters
    ----------
    height : float
        Of the figure, in millimetres; it is `WIDTH` wide.

    Returns
    -------
    matplotlib.axes.Axes
        The sheet; its figure is `sheet_figure(sheet)`.
    """
    figure = Figure(figsize=(WIDTH / 25.4, height / 25.4))
    sheet = figure.add_axes((0.0, 0.0, 1.0, 1.0), xlim=(0, WIDTH), ylim=(height, 0), frame_on=False)
    sheet.set_axis_off()
    return sheet


def sheet_figure(sheet: Axes) -> Figure:
    """Return the figure that a sheet covers.

    Parameters
    ----------
    sheet : matplotlib.axes.Axes
        A sheet.

    Returns
    -------
    matplotlib.figure.Figure
        Its figure.
    """
    figure = sheet.figure
    assert isinstance(figure, Figure)
    return figure


def set_lines(sheet: Axes, x: float, y: float, lines: Sequence[str], **look: Any) -> None:
    """Set lines of text below each other, their common middle at the height y.

    Parameters
    ----------
    sheet : matplotlib.axes.Axes
        The sheet.
    x, y : float
        The place, in millimetres.
    lines : sequence of str
        The lines.
    **look
        Properties of matplotlib's Text; `ha` is "left" unless given.
    """
    for row, line in enumerate(lines):
        middle = y + (row - (len(lines) - 1) / 2) * LINE_HEIGHT
        sheet.text(x, middle, line, **({"ha": "left", "va": "center_baseline"} | look))


def draw_line(sheet: Axes, start: tuple[float, float], end: tuple[float, float], **look: Any) -> None:
    """Draw a straight line.

    Parameters
    ----------
    sheet : matplotlib.axes.Axes
        The sheet.
    start, end : tuple of float
        Its ends, in millimetres.
    **look
        Properties of matplotlib's Line2D.
    """
    sheet.add_line(Line2D((start[0], end[0]), (start[1], end[1]), **({"solid_capstyle": "butt"} | look)))


def draw_bar(sheet: Axes, x: float, y: float, width: float, height: float, **look: Any) -> None:
    """Draw a rectangle whose middle is at the height y.

    Parameters
    ----------
    sheet : matplotlib.axes.Axes
        The sheet.
    x, y, width, height : float
        Left edge, middle and size, in millimetres.
    **look
        Properties of matplotlib's Rectangle.
    """
    sheet.add_patch(Rectangle((x, y - height / 2), width, height, **({"linewidth": 0} | look)))


def draw_dot(sheet: Axes, x: float, y: float, look: Look) -> None:
    """Draw a dot: a circle, and for what differs another shape too, so that it survives a black-and-white copier.

    Parameters
    ----------
    sheet : matplotlib.axes.Axes
        The sheet.
    x, y : float
        The place, in millimetres.
    look : str
        "met" and "plain" are circles, "missed" and "below" squares, "above" a diamond.
    """
    sheet.add_line(Line2D((x,), (y,), linestyle="none", zorder=4, **DOTS[look]))


def say(sentence: str) -> Figure:
    """Return a figure with nothing but a sentence: what is missing, calmly.

    Parameters
    ----------
    sentence : str
        The sentence.

    Returns
    -------
    matplotlib.figure.Figure
        A low figure of full width.
    """
    lines = style.wrap(sentence, (WIDTH - 20) / POINT)
    height = 16 + LINE_HEIGHT * len(lines)
    sheet = new_sheet(height)
    set_lines(sheet, WIDTH / 2, height / 2, lines, ha="center", color=style.SOFT, fontstyle="italic")
    return sheet_figure(sheet)


def to_png(figure: Figure, dpi: float = 200) -> bytes:
    """Return a figure as PNG.

    Parameters
    ----------
    figure : matplotlib.figure.Figure
        A figure drawn here.
    dpi : float
        Dots per inch; 200 prints sharply at a size of some 150 kB.

    Returns
    -------
    bytes
        The file.
    """
    return _to_bytes(figure, "png", {"Software": None}, dpi=dpi)


def to_svg(figure: Figure) -> bytes:
    """Return a figure as SVG with letters as outlines, so that it looks the same without the face.

    Parameters
    ----------
    figure : matplotlib.figure.Figure
        A figure drawn here.

    Returns
    -------
    bytes
        The file, in UTF-8.
    """
    return _to_bytes(figure, "svg", {"Date": None, "Creator": None})


def to_pdf(figure: Figure) -> bytes:
    """Return a figure as PDF with the face embedded.

    Parameters
    ----------
    figure : matplotlib.figure.Figure
        A figure drawn here.

    Returns
    -------
    bytes
        The file.
    """
    return _to_bytes(figure, "pdf", {"CreationDate": None, "Creator": None, "Producer": None})


def _to_bytes(figure: Figure, kind: str, metadata: dict[str, None], **options: Any) -> bytes:
    buffer = io.BytesIO()
    figure.savefig(buffer, format=kind, metadata=metadata, **options)
    return buffer.getvalue()
