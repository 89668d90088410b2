"""Units by dimensions on paper: a table of coloured cells, or for each dimension how many units are in each class.

Cells below the target are hatched and cells that are not shown are crossed, so that the table survives a copier.
"""

from collections.abc import Sequence
from itertools import accumulate, pairwise
from typing import Any, Final

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from analysis.charts import paper, style
from analysis.charts.heat_cells import (
    LEVELS,
    WHOLE,
    cell_class,
    class_counts,
    class_words,
    column_results,
    column_titles,
    common_reason,
    grid_parts,
    grid_sentence,
    reason_letters,
)
from analysis.charts.numbers import format_count, format_number, percent
from analysis.charts.paper import LINE_HEIGHT, POINT, TEXT_WIDTH, WIDTH, draw_bar, draw_line, set_lines
from analysis.charts.paper_bars import HATCHES
from analysis.charts.paper_lists import ListLine, Marks, heading_line
from analysis.charts.wording import withheld_phrase
from analysis.comparison_figures import DimensionGrid, GridRow
from analysis.estimates import Estimate, Result

LABEL_WIDTH: Final = 62.0
GAP: Final = 2.0
WIDEST_CELL: Final = 17.0
KEY_ROOM: Final = 5.0
KEY_HEIGHT: Final = LINE_HEIGHT + 1.0
ROOM: Final = 2.0  # above and below the letters of a row together
WITHHELD: Final[dict[str, Any]] = {"facecolor": "#f3f4f2", "hatch": "xxxx", "hatchcolor": "#b3bdb8"}
BAR_LEFT: Final = 66.0
BAR_ROW: Final = 9.0
BAR_HEIGHT: Final = 5.0

Line = tuple[ListLine, GridRow | None]


def draw_pages(grid: DimensionGrid, *, noun: str, heading: Sequence[str]) -> tuple[Figure, ...]:
    """Return the table, as many figures as pages are needed, groups under their names.

    Parameters
    ----------
    grid : DimensionGrid
        Units by dimensions, at least one share shown.
    noun : str
        What a unit is called.
    heading : sequence of str
        Lines above each figure.

    Returns
    -------
    tuple of matplotlib.figure.Figure
        Each with the legend, the heads of the columns and the department's own row.
    """
    lines: list[Line] = []
    for part in grid_parts(grid):
        if part.title:
            lines.append((heading_line(part.title), None))
        lines += [(_line(row), row) for row in part.rows]
    top = _head_height(grid)
    room = paper.MOST_HEIGHT - 2 * paper.MARGIN - paper.heading_height(heading) - top - _line(grid.total).height - 1
    pages: list[list[Line]] = []
    used = 0.0
    for place, (line, row) in enumerate(lines):
        kept = sum(one.height for one, _ in lines[place : place + 2]) if line.is_heading else line.height
        if pages and used + kept <= room:
            pages[-1].append((line, row))
            used += line.height
        else:
            pages.append([(line, row)])
            used = line.height
    return tuple(_draw_page(grid, page, noun, heading) for page in pages)


def draw_overview(grid: DimensionGrid, *, noun: str, heading: Sequence[str]) -> Figure:
    """Return for the whole questionnaire and each dimension how many units are in each class.

    Parameters
    ----------
    grid : DimensionGrid
        Units by dimensions, at least one share shown.
    noun : str
        What a unit is called.
    heading : sequence of str
        Lines above the figure.

    Returns
    -------
    matplotlib.figure.Figure
        Of full width, with its finding below it.
    """
    titles, keys = column_titles(grid), _keys(grid)
    finding = style.wrap(grid_sentence(grid, noun=noun), TEXT_WIDTH / POINT)
    top = (keys[-1][1] + 1) * KEY_HEIGHT + 4
    bottom = top + BAR_ROW * len(titles)
    sheet = paper.new_sheet(bottom + 3 + len(finding) * LINE_HEIGHT, heading=heading)
    _draw_keys(sheet, keys)
    for column, (short, long) in enumerate(titles):
        middle = top + (column + 0.5) * BAR_ROW
        name = style.wrap(long if not column else f"{short}. {long}", (BAR_LEFT - 3) / POINT, is_bold=not column)
        set_lines(sheet, 0, middle, name, fontweight="normal" if column else "bold")
        counts = class_counts(grid.rows, column, grid.target)
        ends = pairwise(accumulate((counts[key] for key in (*LEVELS, None)), initial=0))
        for key, (start, end) in zip((*LEVELS, None), ends, strict=True):
            if end > start:
                left, right = (BAR_LEFT + at / len(grid.rows) * (WIDTH - BAR_LEFT) for at in (start, end))
                fill = _fill(LEVELS[key]) if key else WITHHELD
                draw_bar(sheet, left, middle, right - left, BAR_HEIGHT, **fill)
                said = format_count(end - start)
                if right - left > style.text_width(said) * POINT + 2:
                    _set_value(sheet, (left + right) / 2, middle, said, LEVELS[key] if key else 0)
    set_lines(sheet, 0, bottom + 2 + len(finding) * LINE_HEIGHT / 2, finding)
    return paper.sheet_figure(sheet)


def _line(row: GridRow) -> ListLine:
    return ListLine(style.wrap(row.name or WHOLE, LABEL_WIDTH / POINT), Marks(), ("",))


def _fill(level: int) -> dict[str, Any]:
    return {"facecolor": style.LEVELS[level - 1], **HATCHES.get(level, {})}


def _cell_width(grid: DimensionGrid) -> float:
    return min((WIDTH - LABEL_WIDTH - GAP) / (len(grid.dimension_codes) + 1), WIDEST_CELL)


def _column_keys(grid: DimensionGrid) -> tuple[str, ...]:
    named = "; ".join(f"{short}: {long}" for short, long in column_titles(grid))
    return style.wrap(f"{named}. Số trong ô: % hài lòng.", TEXT_WIDTH / POINT, size=style.SMALL)


def _keys(grid: DimensionGrid) -> list[tuple[float, int, int, str, str]]:
    """The legend from left to right: where each key begins, in which row, its level, letter and words."""
    entries = [(level, "", class_words(grid.target)[key]) for key, level in LEVELS.items()]
    letters = reason_letters((grid.total, *grid.rows))
    entries += [(0, letter, phrase) for phrase, letter in letters.items()]
    keys: list[tuple[float, int, int, str, str]] = []
    x, row = 0.0, 0
    for level, letter, words in entries:
        width = 6.5 + style.text_width(words) * POINT
        if x and x + width > WIDTH:
            x, row = 0.0, row + 1
        keys.append((x, row, level, letter, words))
        x += width + KEY_ROOM
    return keys


def _draw_keys(sheet: Axes, keys: Sequence[tuple[float, int, int, str, str]]) -> None:
    for x, row, level, letter, words in keys:
        y = (row + 0.5) * KEY_HEIGHT
        draw_bar(sheet, x, y, 5, 3.4, **(_fill(level) if level else WITHHELD))
        if letter:
            _set_value(sheet, x + 2.5, y, letter, 0)
        set_lines(sheet, x + 6.5, y, (words,), color=style.SOFT)


def _head_height(grid: DimensionGrid) -> float:
    return (_keys(grid)[-1][1] + 1) * KEY_HEIGHT + 2 + len(_column_keys(grid)) * LINE_HEIGHT + 1.5 + LINE_HEIGHT + 1.5


def _draw_page(grid: DimensionGrid, page: Sequence[Line], noun: str, heading: Sequence[str]) -> Figure:
    letters = reason_letters((grid.total, *grid.rows))
    lines: list[Line] = [(_line(grid.total), grid.total), *page]
    top = _head_height(grid)
    sheet = paper.new_sheet(top + sum(line.height for line, _ in lines) + 1, heading=heading)
    keys, named, width = _keys(grid), _column_keys(grid), _cell_width(grid)
    _draw_keys(sheet, keys)
    middle = (keys[-1][1] + 1) * KEY_HEIGHT + 2 + len(named) * LINE_HEIGHT / 2
    set_lines(sheet, 0, middle, named, color=style.SOFT, fontsize=style.SMALL)
    soft = {"color": style.SOFT, "fontsize": style.SMALL}
    set_lines(sheet, 0, top - 2.4, (noun[:1].upper() + noun[1:],), **soft)
    for column, (short, _) in enumerate(column_titles(grid)):
        set_lines(sheet, _cell_left(column, width) + width / 2, top - 2.4, (short,), ha="center", **soft)
    for place, (line, row) in enumerate(lines):
        middle = top + line.height / 2
        weight = "bold" if line.is_bold or not place else "normal"
        set_lines(sheet, 0, middle, line.label, fontweight=weight)
        if row is not None:
            draw_line(sheet, (0, top), (WIDTH, top), color=style.LINE, linewidth=0.5)
            _draw_cells(sheet, row, grid.target, letters, (middle, line.height, width))
        top += line.height
    draw_line(sheet, (0, top), (WIDTH, top), color=style.LINE, linewidth=0.5)
    return paper.sheet_figure(sheet)


def _cell_left(column: int, width: float) -> float:
    return LABEL_WIDTH + GAP + column * width


def _draw_cells(sheet: Axes, row: GridRow, target: float, letters: dict[str, str], place: tuple[float, float, float]) -> None:
    middle, height, width = place
    reason = common_reason(row)
    if reason:
        set_lines(sheet, LABEL_WIDTH + GAP, middle, (reason,), color=style.SOFT, fontstyle="italic")
        return
    for column, result in enumerate(column_results(row)):
        left = _cell_left(column, width)
        level = LEVELS[cell_class(result, target)] if isinstance(result, Estimate) else 0
        draw_bar(sheet, left + 0.3, middle, width - 0.6, height - 0.8, **(_fill(level) if level else WITHHELD))
        _set_value(sheet, left + width / 2, middle, _written(result, letters), level)


def _written(result: Result, letters: dict[str, str]) -> str:
    return format_number(percent(result.value), 1) if isinstance(result, Estimate) else letters[withheld_phrase(result)]


def _set_value(sheet: Axes, x: float, y: float, text: str, level: int) -> None:
    color = style.ON_LEVELS[level - 1] if level else style.SOFT
    ground = style.LEVELS[level - 1] if level else WITHHELD["facecolor"]
    box = {"bbox": {"facecolor": ground, "linewidth": 0, "pad": 0.6}} if level in HATCHES or not level else {}
    set_lines(sheet, x, y, (text,), ha="center", color=color, fontsize=style.SMALL, zorder=4, **box)
