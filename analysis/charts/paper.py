"""A sheet of paper to draw on, measured in millimetres from the top left corner of its drawing, and its way into a file.

Columns of text and bars side by side are set, not plotted: on a sheet every label has a place and a width, and nothing moves
when a name is long. Files hold no date and no random name: the same report gives the same bytes.
"""

import io
import threading
from collections.abc import Sequence
from typing import Any, Final

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle

from analysis.charts import style
from analysis.charts.interval import Look

SHEET_WIDTH: Final = 165.0  # millimetres: A4 between the margins of an official document, 30 left and 15 right
MARGIN: Final = 2.0  # on all sides: no letter is cut where a picture is pasted or framed
WIDTH: Final = SHEET_WIDTH - 2 * MARGIN  # of the drawing
TEXT_WIDTH: Final = 0.95 * WIDTH  # of lines over the whole width: on screens letters are fitted to pixels and run wider
MOST_HEIGHT: Final = 235.0  # millimetres of A4 between its margins, less a caption of two lines
POINT: Final = 25.4 / 72  # millimetres
LINE_HEIGHT: Final = 1.2 * style.SIZE * POINT
HEADING_ROOM: Final = 2.5  # below the lines that say whose chart it is
_SVG: Final = threading.Lock()

DOTS: Final[dict[Look, dict[str, Any]]] = {
    "plain": {"marker": "o", "markersize": 4.5, "color": style.PLAIN, "markeredgewidth": 0},
    "met": {"marker": "o", "markersize": 5.5, "color": style.ACCENT, "markeredgewidth": 0},
    "missed": {"marker": "s", "markersize": 5.0, "color": style.CAUTION, "markeredgewidth": 0},
    "below": {"marker": "s", "markersize": 5.0, "color": style.CAUTION, "markeredgewidth": 0},
    "above": {"marker": "D", "markersize": 4.8, "color": style.ACCENT, "markeredgewidth": 0},
}


def new_sheet(height: float, *, heading: Sequence[str] = ()) -> Axes:
    """Return invisible axes over a whole new figure, in millimetres: x to the right, y downwards.

    Parameters
    ----------
    height : float
        Of the drawing, in millimetres, without margins and heading; it is `WIDTH` wide.
    heading : sequence of str
        Lines above the drawing, the first in bold; a pasted picture says by them what it is of.

    Returns
    -------
    matplotlib.axes.Axes
        The sheet; its figure is `sheet_figure(sheet)`.
    """
    above = heading_height(heading)
    figure = Figure(figsize=(SHEET_WIDTH / 25.4, (height + above + 2 * MARGIN) / 25.4))
    limits: dict[str, Any] = {"xlim": (-MARGIN, WIDTH + MARGIN), "ylim": (height + MARGIN, -above - MARGIN)}
    sheet = figure.add_axes((0.0, 0.0, 1.0, 1.0), frame_on=False, **limits)
    sheet.set_axis_off()
    for row, (line, is_first) in enumerate(_heading_lines(heading)):
        look = {"fontweight": "bold"} if is_first else {"color": style.SOFT}
        set_lines(sheet, 0, -above + (row + 0.5) * LINE_HEIGHT, (line,), **look)
    return sheet


def heading_height(heading: Sequence[str]) -> float:
    """Return how high a heading is with the room below it.

    Parameters
    ----------
    heading : sequence of str
        The lines.

    Returns
    -------
    float
        Millimetres, 0 without a heading.
    """
    lines = _heading_lines(heading)
    return len(lines) * LINE_HEIGHT + HEADING_ROOM if lines else 0.0


def add_plot(sheet: Axes, left: float, top: float, right: float, bottom: float) -> Axes:
    """Return axes of their own within a sheet.

    Parameters
    ----------
    sheet : matplotlib.axes.Axes
        The sheet.
    left, top, right, bottom : float
        Where the axes stand, in millimetres.

    Returns
    -------
    matplotlib.axes.Axes
        The axes, without frame.
    """
    (x0, y0), (x1, y1) = (
        sheet.transAxes.inverted().transform(sheet.transData.transform(p)) for p in ((left, bottom), (right, top))
    )
    return sheet_figure(sheet).add_axes((x0, y0, x1 - x0, y1 - y0), frame_on=False)


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
    sheet.add_artist(Line2D((start[0], end[0]), (start[1], end[1]), **({"solid_capstyle": "butt"} | look)))


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
    sheet.add_artist(Rectangle((x, y - height / 2), width, height, **({"linewidth": 0} | look)))


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
    sheet.add_artist(Line2D((x,), (y,), linestyle="none", zorder=4, **DOTS[look]))


def say(sentence: str, *, heading: Sequence[str] = ()) -> Figure:
    """Return a figure with nothing but a sentence: what is missing, calmly.

    Parameters
    ----------
    sentence : str
        The sentence.
    heading : sequence of str
        As in `new_sheet`.

    Returns
    -------
    matplotlib.figure.Figure
        A low figure of full width.
    """
    lines = style.wrap(sentence, (WIDTH - 20) / POINT)
    height = 16 + LINE_HEIGHT * len(lines)
    sheet = new_sheet(height, heading=heading)
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


def to_svg(figure: Figure, *, has_text: bool = False) -> bytes:
    """Return a figure as SVG: letters as outlines, so that it looks the same without the face, or as text for who has it.

    Parameters
    ----------
    figure : matplotlib.figure.Figure
        A figure drawn here.
    has_text : bool
        True for letters that stay text: a file a third as large, to be set in the shipped face.

    Returns
    -------
    bytes
        The file, in UTF-8.
    """
    # how letters are written is a setting of the whole process, and reports may be drawn side by side
    with _SVG, mpl.rc_context({"svg.fonttype": "none" if has_text else "path"}):
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


def _heading_lines(heading: Sequence[str]) -> list[tuple[str, bool]]:
    """The lines, broken to the width, each with whether it is of the first."""
    return [
        (line, place == 0) for place, text in enumerate(heading) for line in style.wrap(text, WIDTH / POINT, is_bold=place == 0)
    ]


def _to_bytes(figure: Figure, kind: str, metadata: dict[str, None], **options: Any) -> bytes:
    buffer = io.BytesIO()
    figure.savefig(buffer, format=kind, metadata=metadata, **options)
    return buffer.getvalue()
