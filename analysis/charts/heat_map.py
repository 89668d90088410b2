"""Units by dimensions: every share in its cell, coloured in four classes around the target. A table, so that it can be heard.

Of many units an overview stands first, then groups that open.
"""

from collections.abc import Collection
from itertools import accumulate, pairwise

from matplotlib.figure import Figure

from analysis.charts import paper_heat_map, rows
from analysis.charts.groups import MOST_FLAT
from analysis.charts.heat_cells import (
    LEVELS,
    WHOLE,
    GridPart,
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
from analysis.charts.markup import Attribute, at, element, escape
from analysis.charts.numbers import format_count, format_number, format_target, percent
from analysis.charts.paper import say
from analysis.charts.wording import bind_numbers, interval_phrase, withheld_phrase
from analysis.comparison_figures import DimensionGrid, GridRow
from analysis.estimates import Estimate, Result

LABEL = "Tỷ lệ hài lòng của từng {noun} theo lĩnh vực"
LEAST_LABELLED = 0.08  # of a bar, for its count
BAR_HEIGHT = 20


def describe_heat_map(grid: DimensionGrid, *, noun: str = "trường") -> str:
    """Return the finding of the chart in some sentences.

    Parameters
    ----------
    grid : DimensionGrid
        Units by dimensions.
    noun : str
        What a unit is called.

    Returns
    -------
    str
        In which dimension most units miss the target, in which most meet it, what is withheld.
    """
    return grid_sentence(grid, noun=noun)


def svg_heat_map(
    grid: DimensionGrid, *, prefix: str = "heat-map", noun: str = "trường", listed: Collection[str] | None = None
) -> str:
    """Return the chart for screens: a table with a coloured cell for each share.

    Parameters
    ----------
    grid : DimensionGrid
        Units by dimensions.
    prefix : str
        Begins every id in the chart.
    noun : str
        What a unit is called.
    listed : collection of str, optional
        Codes of the units that have a row, where a page holds a part of them; all where not given.

    Returns
    -------
    str
        A legend and a table; of more than 100 units an overview and a table for each group, which opens.
    """
    label = LABEL.format(noun=noun)
    if not any(isinstance(result, Estimate) for row in grid.rows for result in column_results(row)):
        return rows.empty("heat-map", label, describe_heat_map(grid, noun=noun), prefix=prefix)
    letters, parts = reason_letters((grid.total, *grid.rows)), grid_parts(grid)
    legend = [_legend(grid, letters, prefix), _column_keys(grid)]
    if listed is not None:
        parts = (GridPart("", tuple(row for row in grid.rows if row.code in listed)),)
        overview = _overview(grid, prefix, noun) if len(grid.rows) > len(parts[0].rows) else ""
        return rows.chart("heat-map", label, [*legend, overview, _table(grid, parts, letters, label, noun)], prefix=prefix)
    if len(grid.rows) <= MOST_FLAT:
        return rows.chart("heat-map", label, [*legend, _table(grid, parts, letters, label, noun)], prefix=prefix)
    groups = [
        element(
            "details",
            [_summary(grid, part, noun), _table(grid, (GridPart("", part.rows),), letters, part.title, noun)],
            class_="chart-group",
        )
        for part in parts
    ]
    return rows.chart("heat-map", label, [*legend, _overview(grid, prefix, noun), *groups], prefix=prefix)


def draw_heat_map(grid: DimensionGrid, *, noun: str = "trường", heading: tuple[str, ...] = ()) -> Figure:
    """Return the chart for documents as one figure: the table if it fits on a page, else how many units are in each class.

    Parameters
    ----------
    grid : DimensionGrid
        Units by dimensions.
    noun : str
        What a unit is called.
    heading : tuple of str
        Lines above the chart that say whose it is.

    Returns
    -------
    matplotlib.figure.Figure
        At most as high as the text of a page. For every unit of a large department take `draw_heat_map_pages`.
    """
    pages = draw_heat_map_pages(grid, noun=noun, heading=heading)
    return pages[0] if len(pages) == 1 else paper_heat_map.draw_overview(grid, noun=noun, heading=heading)


def draw_heat_map_pages(grid: DimensionGrid, *, noun: str = "trường", heading: tuple[str, ...] = ()) -> tuple[Figure, ...]:
    """Return the chart for documents with a row for each unit, as many figures as pages are needed.

    Parameters
    ----------
    grid : DimensionGrid
        Units by dimensions.
    noun : str
        What a unit is called.
    heading : tuple of str
        As in `draw_heat_map`; it stands on every page.

    Returns
    -------
    tuple of matplotlib.figure.Figure
        At least one; the legend and the department's own row on each.
    """
    if not any(isinstance(result, Estimate) for row in grid.rows for result in column_results(row)):
        return (say(describe_heat_map(grid, noun=noun), heading=heading),)
    return paper_heat_map.draw_pages(grid, noun=noun, heading=heading)


def _table(grid: DimensionGrid, parts: tuple[GridPart, ...], letters: dict[str, str], caption: str, noun: str) -> str:
    titles = column_titles(grid)
    name = element("th", escape(noun[:1].upper() + noun[1:]), scope="col", role="columnheader", class_="chart-name")
    heads = [name]
    for short, long in titles:
        inside = [element("span", escape(short), class_="chart-short"), " ", element("span", escape(long), class_="chart-long")]
        heads.append(element("th", inside, scope="col", role="columnheader"))
    body = [_row(grid.total, grid.target, letters, len(titles), is_whole=True)]
    for part in parts:
        if part.title:
            title = element(
                "th", escape(part.title), scope="rowgroup", role="rowheader", colspan=len(titles) + 1, class_="chart-name"
            )
            body.append(element("tr", title, role="row", class_="chart-part-title"))
        body += [_row(row, grid.target, letters, len(titles)) for row in part.rows]
    inside = [
        element("caption", escape(caption), class_="chart-said"),
        element("thead", element("tr", heads, role="row"), role="rowgroup"),
        element("tbody", body, role="rowgroup"),
    ]
    return element("table", inside, class_="chart-table", role="table")


def _row(row: GridRow, target: float, letters: dict[str, str], columns: int, *, is_whole: bool = False) -> str:
    inside, reason = [escape(row.name or WHOLE)], common_reason(row)
    if not reason and isinstance(row.whole, Estimate):
        inside.append(element("span", f"{format_count(row.whole.n)} phiếu", class_="chart-n"))
    name = element("th", " ".join(inside), scope="row", role="rowheader", class_="chart-name")
    if reason:
        cells = [element("td", escape(reason), role="cell", colspan=columns, class_="chart-withheld")]
    else:
        cells = [_cell(result, target, letters) for result in column_results(row)]
    return element("tr", [name, *cells], role="row", class_="chart-whole" if is_whole else None)


def _cell(result: Result, target: float, letters: dict[str, str]) -> str:
    if isinstance(result, Estimate):
        level = LEVELS[cell_class(result, target)]
        value = format_number(percent(result.value), 1)
        return element("td", value, role="cell", class_=f"chart-cell chart-cell-{level}", title=_limits(result))
    phrase = withheld_phrase(result)
    said = [element("span", letters[phrase], aria_hidden="true"), element("span", escape(phrase), class_="chart-said")]
    return element("td", said, role="cell", class_="chart-cell chart-cell-0")


def _limits(share: Estimate) -> str:
    """What stands behind the value of a cell: its interval and its forms."""
    limits = [interval_phrase(share)] if interval_phrase(share) else []
    return bind_numbers(", ".join([*limits, f"{format_count(share.n)} phiếu"]))


def _legend(grid: DimensionGrid, letters: dict[str, str], prefix: str) -> str:
    words = class_words(grid.target)
    keys = [_key("", f"chart-cell-{LEVELS[key]}", words[key]) for key in LEVELS]
    keys += [_key(letter, "chart-cell-0", phrase) for phrase, letter in letters.items()]
    said = "số trong ô: % hài lòng; chỉ vào ô để xem khoảng 95% và số phiếu"
    keys.append(element("li", said, class_="chart-key"))
    return element("ul", keys, class_="chart-legend")


def _key(letter: str, class_: str, words: str) -> str:
    swatch = element("span", letter, class_=f"chart-cell chart-cell-swatch {class_}", aria_hidden=None if letter else "true")
    return element("li", f"{swatch} {escape(words)}", class_="chart-key")


def _column_keys(grid: DimensionGrid) -> str:
    """What the letters over the columns mean, where there is no room for the titles themselves."""
    keys = [element("li", escape(f"{short}: {long}"), class_="chart-key") for short, long in column_titles(grid)]
    return element("ul", keys, class_="chart-legend chart-column-keys", aria_hidden="true")


def _summary(grid: DimensionGrid, part: GridPart, noun: str) -> str:
    columns = range(1, len(grid.dimension_codes) + 1)
    missed = sum(
        any(
            isinstance(row.shares[column - 1], Estimate) and class_counts((row,), column, grid.target)["missed"]
            for column in columns
        )
        for row in part.rows
    )
    said = f"{format_count(len(part.rows))} {noun}"
    said += f", {format_count(missed)} có lĩnh vực không đạt {format_target(grid.target)}" if missed else ""
    return element(
        "summary", [escape(part.title), " ", element("span", bind_numbers(said), class_="chart-n")], class_="chart-summary"
    )


def _overview(grid: DimensionGrid, prefix: str, noun: str) -> str:
    """How many units are in each class, a bar for each column."""
    words = class_words(grid.target)
    items = []
    for column, (short, long) in enumerate(column_titles(grid)):
        counts = class_counts(grid.rows, column, grid.target)
        shares = [counts[key] / len(grid.rows) for key in (*LEVELS, None)]
        marks = []
        for (key, level), (left, right) in zip(
            (*LEVELS.items(), (None, 0)), pairwise(accumulate(shares, initial=0.0)), strict=True
        ):
            if right > left:
                marks.append(_bar(counts[key], level, left, right))
        said = ", ".join(f"{format_count(counts[key])} {words[key]}" for key in LEVELS if counts[key])
        said += f", {format_count(counts[None])} không hiển thị" if counts[None] else ""
        title_id = f"{prefix}-column-{column}"
        title = element("title", escape(bind_numbers(f"{noun}: {said}")), id=title_id)
        drawing = rows.track([title, *marks], role="img", aria_labelledby=title_id)
        name = element("span", escape(long if not column else f"{short}. {long}"), class_="chart-label")
        figure = bind_numbers(f"{format_count(counts['missed'])} không đạt, {format_count(counts['met'])} đạt")
        items.append(
            element("li", [name, drawing, rows.figures([element("span", figure, class_="chart-n")])], class_="chart-row")
        )
    return element("ul", items, class_="chart-rows")


def _bar(count: int, level: int, left: float, right: float) -> str:
    place: dict[str, Attribute] = {
        "x": at(left),
        "y": "50%",
        "width": at(right - left),
        "height": BAR_HEIGHT,
        "transform": f"translate(0 -{BAR_HEIGHT // 2})",
    }
    bar = element("rect", **place, class_=f"chart-part chart-level-{level}")
    if right - left < LEAST_LABELLED:
        return bar
    label = {"x": at((left + right) / 2), "y": "50%", "dy": "0.35em", "text_anchor": "middle"}
    return bar + element("text", format_count(count), **label, class_=f"chart-in-bar chart-on-{level}")
