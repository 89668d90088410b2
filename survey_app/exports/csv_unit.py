"""The report of a unit as CSV: one row per figure, from the whole questionnaire down to the single item."""

from collections.abc import Iterator

from analysis.charts.wording import INDEX, WEIGHTED_INDEX, overall_name
from analysis.reports import DimensionFigures, ItemFigures, UnitReport
from survey_app.exports.csv_figures import (
    NOTE_HEADER,
    SCORE_HEADER,
    SHARE_HEADER,
    distribution_cells,
    figure_cells,
    note_cells,
    verdict_cell,
)
from survey_app.exports.csv_text import Cell, to_csv

_PLACE_HEADER = ("Mã đơn vị", "Đơn vị", "Phiếu khảo sát", "Số phiếu nhận được", "Số người được hỏi")
_ROW_HEADER = ("Loại", "Mã", "Nội dung")


def unit_report_to_csv(report: UnitReport, *, access: str) -> bytes:
    """The table of `unit_report_table`."""
    header, rows = unit_report_table(report, access=access)
    return to_csv(header, rows, expected_rows=count_figures(report))


def unit_report_table(report: UnitReport, *, access: str) -> tuple[tuple[str, ...], Iterator[tuple[Cell, ...]]]:
    """One row for the index, the index weighted by grade, each dimension, each item, overall satisfaction and expectation met.

    The expectation (0 to 100) stands in the column of the score, as the row's label says.
    """
    header = (
        *_PLACE_HEADER,
        *_ROW_HEADER,
        *SHARE_HEADER,
        *SCORE_HEADER,
        "So với chỉ tiêu",
        *(f"{value} - {label}" for value, label in enumerate(report.option_labels, start=1)),
        "Không áp dụng / không biết",
        "Không trả lời",
        *NOTE_HEADER,
    )
    place = (report.unit_code, report.unit_name, report.questionnaire_code, report.forms, report.eligible)
    notes = note_cells(
        access=access,
        target=report.target,
        convention=report.convention,
        method_version=report.method_version,
        fingerprint=report.fingerprint,
    )
    return header, ((*place, *row, *notes) for row in _rows(report))


def count_figures(report: UnitReport) -> int:
    """How many rows the table has."""
    extra = [figure for figure in (report.index_weighted_share, report.overall, report.expectation) if figure is not None]
    return 1 + len(extra) + sum(1 + len(dimension.items) for dimension in report.dimensions)


def _rows(report: UnitReport) -> Iterator[tuple[Cell, ...]]:
    no_counts = distribution_cells(None, options=len(report.option_labels))
    yield (
        *(INDEX, "", report.questionnaire_title),
        *figure_cells(report.index_share),
        *figure_cells(report.index_score),
        verdict_cell(report.verdict),
        *no_counts,
    )
    if report.index_weighted_share is not None:
        label = (WEIGHTED_INDEX, "", report.questionnaire_title)
        yield (*label, *figure_cells(report.index_weighted_share), *figure_cells(None), None, *no_counts)
    for dimension in report.dimensions:
        yield (*_dimension_cells(dimension), *no_counts)
        for item in dimension.items:
            yield _item_cells(item, label="Câu hỏi", options=len(report.option_labels))
    if report.overall is not None:
        yield _item_cells(report.overall, label=overall_name(report.overall.code), options=len(report.option_labels))
    if report.expectation is not None:
        label = ("Đáp ứng mong đợi (0-100, ghi ở cột điểm)", "", "Tỷ lệ đáp ứng mong đợi")
        yield (*label, *figure_cells(None), *figure_cells(report.expectation), None, *no_counts)


def _dimension_cells(dimension: DimensionFigures) -> tuple[Cell, ...]:
    return (
        *("Lĩnh vực", dimension.code, dimension.title),
        *figure_cells(dimension.share),
        *figure_cells(dimension.score),
        verdict_cell(dimension.verdict),
    )


def _item_cells(item: ItemFigures, *, label: str, options: int) -> tuple[Cell, ...]:
    return (
        *(label, item.code, item.text),
        *figure_cells(item.share),
        *figure_cells(item.score),
        None,
        *distribution_cells(item.distribution, options=options),
    )
