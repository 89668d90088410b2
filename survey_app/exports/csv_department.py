"""The comparison of units as CSV: one row per unit in the order of the report, the department's own figure last."""

from collections.abc import Iterator

from analysis.charts.wording import POSITIONS
from analysis.reports import DepartmentReport
from survey_app.exports.csv_figures import NOTE_HEADER, SHARE_HEADER, figure_cells, note_cells, verdict_cell
from survey_app.exports.csv_text import Cell, to_csv

_HEADER = (
    *("Phiếu khảo sát", "Mã lĩnh vực", "Chỉ tiêu so sánh"),
    *("Loại", "Mã đơn vị", "Đơn vị", "Xã, phường", "Số phiếu nhận được", "Số người được hỏi"),
    *SHARE_HEADER,
    *("So với chỉ tiêu", "So với mức chung"),
    *NOTE_HEADER,
)


def department_report_to_csv(report: DepartmentReport, *, access: str) -> bytes:
    """The table of `department_table` as CSV."""
    header, rows = department_table(report, access=access)
    return to_csv(header, rows, expected_rows=len(report.units) + 1)


def department_table(report: DepartmentReport, *, access: str) -> tuple[tuple[str, ...], Iterator[tuple[Cell, ...]]]:
    """One row per unit and one for all of them together; no rank, because a list in order of a figure is read as one."""
    measure = (report.questionnaire_code, report.measure_code, report.measure_title)
    notes = note_cells(
        access=access,
        target=report.target,
        convention=report.convention,
        method_version=report.method_version,
        fingerprint=report.fingerprint,
    )
    return _HEADER, ((*measure, *row, *notes) for row in _rows(report))


def _rows(report: DepartmentReport) -> Iterator[tuple[Cell, ...]]:
    for unit in report.units:
        yield (
            *("Đơn vị", unit.code, unit.name, unit.group, unit.forms, unit.eligible),
            *figure_cells(unit.result),
            verdict_cell(unit.verdict),
            POSITIONS[unit.position] if unit.position else None,
        )
    label = f"Toàn bộ ({report.covered_units} đơn vị có kết quả)"
    yield ("Toàn bộ", None, label, None, None, None, *figure_cells(report.total), None, None)
