"""Charts that belong to the spreadsheet program: drawn from the cells, so whoever changes a table sees the chart follow.

Lengths of error bars are no figures of the table: they stand in two columns beside it, outside the printed area, as formulas
of their row, and stay right when the table is sorted. Knows cells, not what they mean.
"""

from dataclasses import dataclass
from typing import Any, Final

from xlsxwriter.chart import Chart
from xlsxwriter.utility import xl_range_abs, xl_rowcol_to_cell
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from analysis.charts.style import ACCENT, INK, LEVELS, LINE, ON_LEVELS, SOFT
from survey_app.documents.model import Limits, Number, Table, Unit
from survey_app.exports.workbook_cells import FACE, NUMBER_FORMATS, Formats, to_number, write_text
from survey_app.exports.workbook_columns import SheetColumns, lines_of
from survey_app.exports.xml_text import to_xml_text

ROW_PIXELS: Final = 20
AROUND: Final = 130  # pixels for title, axis and legend
LEAST_PER_ROW: Final = 34  # pixels
PER_LINE: Final = 17  # of a label
LABEL_SHARE: Final = 0.28  # of the chart's width that programs give to labels
HELPERS: Final = ("Đến đầu thấp (cho biểu đồ)", "Đến đầu cao (cho biểu đồ)")
LEVELS_OF: Final = {2: (0, 4), 3: (0, 2, 4), 4: (0, 1, 3, 4), 5: (0, 1, 2, 3, 4)}
LABELS: Final = {"share": "[>=0.07]0%;;", "count": ";;;"}  # a label wider than its part would cover the next


@dataclass(frozen=True)
class Bars:
    """A bar for each row: places of the table's columns with labels, values and, for error bars, intervals."""

    title: str
    alt: str
    labels: int
    values: int
    limits: int | None = None


@dataclass(frozen=True)
class Stacks:
    """A bar of 100% for each row, cut into the parts that these columns of the table hold, least satisfied first."""

    title: str
    alt: str
    labels: int
    parts: tuple[int, ...]


def draw_chart(
    workbook: Workbook,
    worksheet: Worksheet,
    chart: Bars | Stacks,
    table: Table,
    columns: SheetColumns,
    formats: Formats,
    *,
    header_row: int,
    row: int,
    place: Worksheet | None = None,
) -> int:
    """Put the chart below the table, or on a sheet of its own, and return the last row that it covers."""
    rows = (header_row + 1, header_row + len(table.rows))
    if isinstance(chart, Bars):
        drawn = _bars(workbook, worksheet, chart, table, columns, formats, rows=rows)
    else:
        drawn = _stacks(workbook, worksheet, chart, table, columns, rows=rows)
    font = {"name": FACE, "size": 10, "color": INK}
    title = to_xml_text(chart.title)
    drawn.set_title(
        {"name": f" {title}" if title.startswith("=") else title, "name_font": {**font, "size": 13}, "overlay": False}
    )
    drawn.set_y_axis(
        {"reverse": True, "interval_unit": 1, "num_font": font, "line": {"color": SOFT}, "major_tick_mark": "none"}
    )
    height = AROUND + _row_height(table, chart.labels, columns) * len(table.rows)
    drawn.set_size({"width": columns.pixels - 4, "height": height})
    drawn.set_chartarea({"border": {"color": LINE}})
    drawn.show_hidden_data()  # a filter on the table must not shift the error bars
    (place or worksheet).insert_chart(row, 0, drawn, {"description": to_xml_text(chart.alt), "object_position": 3})
    return row + height // ROW_PIXELS + 1


def _bars(
    workbook: Workbook,
    worksheet: Worksheet,
    chart: Bars,
    table: Table,
    columns: SheetColumns,
    formats: Formats,
    *,
    rows: tuple[int, int],
) -> Chart:
    drawn = workbook.add_chart({"type": "bar"})
    unit = _unit(table, chart.values)
    number_format = NUMBER_FORMATS[unit]
    series: dict[str, Any] = {
        "name": [worksheet.name, rows[0] - 1, columns.first[chart.values]],
        "categories": _range(worksheet, rows, columns.first[chart.labels]),
        "values": _range(worksheet, rows, columns.first[chart.values]),
        "fill": {"color": ACCENT},
        "gap": 60,
        "data_labels": {
            "value": True,
            "position": "inside_base",
            "num_format": number_format,
            "font": {"name": FACE, "size": 10, "color": "#ffffff"},
        },
    }
    if chart.limits is not None:
        low, high = _write_helpers(worksheet, chart, table, columns, formats, rows=rows, limits=chart.limits)
        series["y_error_bars"] = {
            "type": "custom",
            "minus_values": low[0],
            "minus_data": low[1],
            "plus_values": high[0],
            "plus_data": high[1],
            "line": {"color": INK, "width": 1.25},
        }
    drawn.add_series(series)
    drawn.set_legend({"none": True})
    bounds = {"share": {"min": 0, "max": 1}, "percent": {"min": 0, "max": 100}, "score": {"min": 1, "max": 5}}.get(unit, {})
    axis_format = {"share": "0%"}.get(unit, number_format)
    drawn.set_x_axis(_value_axis(axis_format) | bounds)
    return drawn


def _stacks(
    workbook: Workbook, worksheet: Worksheet, chart: Stacks, table: Table, columns: SheetColumns, *, rows: tuple[int, int]
) -> Chart:
    drawn = workbook.add_chart({"type": "bar", "subtype": "percent_stacked"})
    levels = LEVELS_OF.get(len(chart.parts))
    for place, part in enumerate(chart.parts):
        colours = {} if levels is None else {"fill": {"color": LEVELS[levels[place]]}, "border": {"color": "#ffffff"}}
        ink = INK if levels is None else ON_LEVELS[levels[place]]
        drawn.add_series(
            {
                "name": [worksheet.name, rows[0] - 1, columns.first[part]],
                "categories": _range(worksheet, rows, columns.first[chart.labels]),
                "values": _range(worksheet, rows, columns.first[part]),
                "gap": 45,
                "data_labels": {
                    "value": True,
                    "num_format": LABELS.get(_unit(table, part), ";;;"),
                    "font": {"name": FACE, "size": 9, "color": ink},
                },
                **colours,
            }
        )
    drawn.set_legend({"position": "bottom", "font": {"name": FACE, "size": 10, "color": INK}})
    drawn.set_x_axis(_value_axis("0%"))
    return drawn


def _write_helpers(
    worksheet: Worksheet,
    chart: Bars,
    table: Table,
    columns: SheetColumns,
    formats: Formats,
    *,
    rows: tuple[int, int],
    limits: int,
) -> tuple[tuple[str, list[float]], tuple[str, list[float]]]:
    """The two columns of lengths, as ranges with their values."""
    style = formats.of({"font_color": SOFT, "font_size": 9, "num_format": "0.000"})
    value_column, limit_column, beside = columns.first[chart.values], columns.first[limits], columns.last + 2
    made: list[tuple[str, list[float]]] = []
    for side, header in enumerate(HELPERS):
        write_text(worksheet, rows[0] - 1, beside + side, header, formats, formats.of({"font_color": SOFT, "font_size": 9}))
        lengths = []
        for place, row in enumerate(table.rows):
            value, end = (xl_rowcol_to_cell(rows[0] + place, column) for column in (value_column, limit_column + side))
            difference = f"{value}-{end}" if side == 0 else f"{end}-{value}"
            length = _length(row.cells[chart.values], row.cells[limits], side=side)
            formula = f"=IF(AND(ISNUMBER({value}),ISNUMBER({end})),{difference},0)"
            worksheet.write_formula(rows[0] + place, beside + side, formula, style, length)
            lengths.append(length)
        made.append((_reference(worksheet, rows, beside + side), lengths))
    return made[0], made[1]


def _length(value: object, limits: object, *, side: int) -> float:
    """How far the end of an interval lies from its value, 0 where there is none."""
    if not isinstance(value, Number) or not isinstance(limits, Limits):
        return 0.0
    end = limits.low if side == 0 else limits.high
    if end is None:
        return 0.0
    return abs(to_number(end, limits.unit) - to_number(value.value, value.unit))


def _row_height(table: Table, labels: int, columns: SheetColumns) -> int:
    """So high that no label is left out, as programs do with labels that would touch."""
    texts = [cell if isinstance(cell, str) else cell.text for cell in (row.cells[labels] for row in table.rows)]
    lines = max(lines_of(text, sum(columns.widths) * LABEL_SHARE, size=10) for text in texts)
    return max(LEAST_PER_ROW, PER_LINE * lines)


def _unit(table: Table, column: int) -> Unit:
    cells = (row.cells[column] for row in table.rows)
    return next((cell.unit for cell in cells if isinstance(cell, Number)), "count")


def _range(worksheet: Worksheet, rows: tuple[int, int], column: int) -> list[Any]:
    return [worksheet.name, rows[0], column, rows[1], column]


def _reference(worksheet: Worksheet, rows: tuple[int, int], column: int) -> str:
    name = worksheet.name.replace("'", "''")
    return f"='{name}'!{xl_range_abs(rows[0], column, rows[1], column)}"


def _value_axis(number_format: str) -> dict[str, Any]:
    font = {"name": FACE, "size": 10, "color": INK}
    # the rows run from above, and the numbers stand below them all the same
    return {
        "num_format": number_format,
        "num_font": font,
        "label_position": "high",
        "major_gridlines": {"visible": True, "line": {"color": LINE}},
    }
