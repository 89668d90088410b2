"""A list of figures on paper: name, dot with its interval against the target, the same in numbers, a word.

The paper's counterpart of `rows`. Knows lines of a list, not what they are of.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Final

from matplotlib.figure import Figure

from analysis.charts import style
from analysis.charts.interval import Look
from analysis.charts.numbers import format_count, format_share, format_target
from analysis.charts.paper import POINT
from analysis.charts.paper_lists import RANGE, Column, Layout, ListLine, Marks, draw_list, split_list
from analysis.charts.scale import Scale
from analysis.charts.wording import interval_phrase, withheld_phrase
from analysis.estimates import Estimate, Result

# Columns, in millimetres from the left edge.
LABEL_WIDTH: Final = 54.5
PLOT: Final = (58.0, 95.0)
VALUE_RIGHT: Final = 107.5
RANGE_LEFT: Final = 109.0
N_RIGHT: Final = 136.5
NOTE_LEFT: Final = 139.0
TITLE_WIDTHS: Final = (14.0, 22.0)  # of the limits and of the word: neither reaches the next column


@dataclass(frozen=True)
class PaperRow:
    """One line of the list. `note` says in a word what the look of the dot says."""

    label: tuple[str, ...]
    result: Result
    look: Look
    note: str
    is_whole: bool = False


def paper_row(label: str, result: Result, *, look: Look, note: str, is_whole: bool = False) -> PaperRow:
    """Return a line with its name broken to the width of the column.

    Parameters
    ----------
    label : str
        The name.
    result : Result
        The figure.
    look : str
        How the dot looks.
    note : str
        What the look says.
    is_whole : bool
        True for the figure that stands for the whole, set in bold.

    Returns
    -------
    PaperRow
        The line.
    """
    return PaperRow(style.wrap(label, LABEL_WIDTH / POINT, is_bold=is_whole), result, look, note, is_whole)


def split_rows(rows: Sequence[PaperRow], heading: Sequence[str] = ()) -> tuple[tuple[PaperRow, ...], ...]:
    """Return the lines in parts that each fit on a page.

    Parameters
    ----------
    rows : sequence of PaperRow
        The lines.
    heading : sequence of str
        Lines above each part.

    Returns
    -------
    tuple of tuple of PaperRow
        The parts, in order.
    """
    shapes = [ListLine(row.label, Marks(), ("",)) for row in rows]
    ends = list(accumulate(len(part) for part in split_list(shapes, heading)))
    return tuple(tuple(rows[start:end]) for start, end in zip([0, *ends], ends, strict=False))


def draw_rows(
    rows: Sequence[PaperRow],
    scale: Scale,
    *,
    target: float,
    note_title: str,
    interval_name: str,
    heading: Sequence[str] = (),
) -> Figure:
    """Return the list as one figure.

    Parameters
    ----------
    rows : sequence of PaperRow
        The lines.
    scale : Scale
        The scale of all dots.
    target : float
        Where the dashed line stands.
    note_title : str
        The head of the column of words.
    interval_name : str
        The head of the column of limits.
    heading : sequence of str
        Lines above the list.

    Returns
    -------
    matplotlib.figure.Figure
        As wide as the text of a page, as high as the list needs.
    """
    layout = Layout(
        plot=PLOT,
        ticks=tuple((scale.place(tick), format_share(tick, 0)) for tick in scale.ticks),
        columns=(
            Column("Tỷ lệ", VALUE_RIGHT, TITLE_WIDTHS[0], "right", {"fontweight": "bold"}),
            Column(interval_name, RANGE_LEFT, TITLE_WIDTHS[0], look={"color": style.SOFT}),
            Column("Số phiếu", N_RIGHT, TITLE_WIDTHS[0], "right"),
            Column(note_title, NOTE_LEFT, TITLE_WIDTHS[1]),
        ),
        line=(scale.place(target), f"chỉ tiêu {format_target(target)}"),
    )
    return draw_list([_list_line(row, scale) for row in rows], layout, heading=heading)


def _list_line(row: PaperRow, scale: Scale) -> ListLine:
    result = row.result
    if not isinstance(result, Estimate):
        return ListLine(row.label, Marks(), (), reason=withheld_phrase(result), is_bold=row.is_whole)
    limits = () if result.low is None or result.high is None else ((scale.place(result.low), scale.place(result.high), RANGE),)
    marks = Marks(limits, ((scale.place(result.value), row.look),))
    cells = (format_share(result.value), interval_phrase(result), format_count(result.n), row.note)
    return ListLine(row.label, marks, cells, is_bold=row.is_whole)
