"""The tables behind the views of the comparison, for spreadsheets: what a view says of each unit, as cells.

Takes reports that have passed the gate; a withheld figure is written as its reason. Rows stand in the order of the view's own
table; no row has a place in a list by a bare share. Computes nothing.
"""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from analysis.charts.benchmark_rows import WORDS as BENCHMARK_WORDS
from analysis.charts.benchmark_rows import benchmark_look, ordered_units
from analysis.charts.change_rows import WORDS as CHANGE_WORDS
from analysis.charts.change_rows import ordered_rows, reason_phrase
from analysis.charts.importance_places import drivers_of, quadrant_word
from analysis.charts.rank_places import ranked_units
from analysis.charts.wording import INDEX, POSITIONS
from analysis.comparison_figures import ChangeReport, DimensionGrid
from analysis.estimates import Estimate
from analysis.reports import DepartmentReport, DriversReport, UnitFigures
from survey_app.exports.csv_department import department_table
from survey_app.exports.csv_figures import CONVENTIONS, NOTE_HEADER, SHARE_HEADER, figure_cells, note_cells
from survey_app.exports.csv_text import Cell, to_csv
from survey_app.exports.xlsx_tables import Sheet, tables_to_xlsx

_UNIT_HEADER: Final = ("Mã đơn vị", "Đơn vị", "Xã, phường", "Số phiếu nhận được")
_MEASURE_HEADER: Final = ("Phiếu khảo sát", "Mã lĩnh vực hoặc câu hỏi", "Chỉ tiêu so sánh")
TARGET_WORDS: Final = {"above": "cao hơn chỉ tiêu", "within": "chưa thấy khác chỉ tiêu", "below": "thấp hơn chỉ tiêu"}
SHEET: Final = "Số liệu"


@dataclass(frozen=True)
class ComparisonTable:
    """A header and its rows."""

    header: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]


def build_table(
    view: str,
    report: DepartmentReport | None,
    grid: DimensionGrid | None,
    change: ChangeReport | None,
    drivers: DriversReport | None,
    *,
    access: str,
) -> ComparisonTable | None:
    """The table of a view; None where the view has nothing to show."""
    if report is None:
        return None
    notes = note_cells(
        access=access,
        target=report.target,
        convention=report.convention,
        method_version=report.method_version,
        fingerprint=report.fingerprint,
    )
    if view == "dimensions":
        return _dimensions(grid, report, notes) if grid else None
    if view == "change":
        return _changes(change) if change else None
    if view == "drivers":
        return _drivers(drivers) if drivers else None
    if view == "ranks":
        return _ranks(report, notes)
    if view == "benchmark":
        return _benchmarks(report, notes)
    if view == "intervals":
        header, rows = department_table(report, access=access)
        return ComparisonTable(header, tuple(rows))
    return _funnel(report, notes, is_target=view == "target")


def table_to_csv(table: ComparisonTable) -> bytes:
    """The table as CSV."""
    return to_csv(table.header, table.rows, expected_rows=len(table.rows))


def table_to_xlsx(table: ComparisonTable, *, title: str, made_on: dt.date) -> bytes:
    """The table as a workbook of one sheet."""
    sheet = Sheet(SHEET, table.header, table.rows, widths=(14,) * 3 + (32,) + (14,), header_height=48)
    return tables_to_xlsx((sheet,), title=title[:255], made_on=made_on)


def _measure(report: DepartmentReport) -> tuple[Cell, ...]:
    return report.questionnaire_code, report.measure_code, report.measure_title if report.measure_code else INDEX


def _unit(unit: UnitFigures) -> tuple[Cell, ...]:
    return unit.code, unit.name, unit.group, unit.forms


def _funnel(report: DepartmentReport, notes: tuple[Cell, ...], *, is_target: bool) -> ComparisonTable:
    header = (*_MEASURE_HEADER, *_UNIT_HEADER, *SHARE_HEADER, "Cỡ mẫu hiệu dụng")
    words = "So với chỉ tiêu (giới hạn 95%)" if is_target else "So với mức chung"

    def rows() -> Iterator[tuple[Cell, ...]]:
        for unit in report.units:
            base = unit.result.effective_base if isinstance(unit.result, Estimate) else None
            said = TARGET_WORDS.get(unit.target_position or "") if is_target else POSITIONS.get(unit.position or "")
            yield (*_measure(report), *_unit(unit), *figure_cells(unit.result), base, said, *notes)

    return ComparisonTable((*header, words, *NOTE_HEADER), tuple(rows()))


def _ranks(report: DepartmentReport, notes: tuple[Cell, ...]) -> ComparisonTable:
    sets = ("Hạng từ (mọi đơn vị cùng lúc)", "Hạng đến (mọi đơn vị cùng lúc)", "Hạng từ (riêng)", "Hạng đến (riêng)")
    made = ("Số đơn vị được xếp", "Số lần mô phỏng")
    ordered = [one.unit for one in ranked_units(report)]
    placed = {unit.code for unit in ordered}
    ordered += [unit for unit in report.units if unit.code not in placed]
    how: tuple[Cell, ...] = (None, None)
    if report.ranking is not None:
        how = (report.ranking.units, report.ranking.draws)

    def rows() -> Iterator[tuple[Cell, ...]]:
        for unit in ordered:
            rank, tier = unit.rank, unit.position
            ends: tuple[Cell, ...] = (None,) * 4
            if rank is not None:
                ends = (rank.low, rank.high, rank.marginal_low, rank.marginal_high)
            said = POSITIONS[tier] if tier else None
            yield (*_measure(report), *_unit(unit), *figure_cells(unit.result), *ends, said, *how, *notes)

    header = (*_MEASURE_HEADER, *_UNIT_HEADER, *SHARE_HEADER, *sets, "Nhóm", *made, *NOTE_HEADER)
    return ComparisonTable(header, tuple(rows()))


def _dimensions(grid: DimensionGrid, report: DepartmentReport, notes: tuple[Cell, ...]) -> ComparisonTable:
    """A row for each unit and each of its figures."""
    columns = [("", INDEX), *zip(grid.dimension_codes, grid.dimension_titles, strict=True)]

    def rows() -> Iterator[tuple[Cell, ...]]:
        for row in grid.rows:
            for (code, title), result in zip(columns, (row.whole, *row.shares), strict=True):
                unit = (row.code, row.name, row.group, row.forms)
                yield (report.questionnaire_code, code, title, *unit, *figure_cells(result), *notes)

    return ComparisonTable((*_MEASURE_HEADER, *_UNIT_HEADER, *SHARE_HEADER, *NOTE_HEADER), tuple(rows()))


def _changes(change: ChangeReport) -> ComparisonTable:
    shares = [f"{label}: {name}" for label in (change.earlier_label, change.later_label) for name in SHARE_HEADER]
    header = (
        *_MEASURE_HEADER,
        *("Mã đơn vị", "Đơn vị"),
        *shares,
        *("Chênh (0-1)", "Chênh: cận dưới 95%", "Chênh: cận trên 95%", "Giá trị p", "p hiệu chỉnh (BH)", "Thay đổi"),
        *("Số phép xét cùng lúc", "Thay đổi đáng kể từ (0-1)", "Cách tính", "Phiên bản phương pháp", "Mã kiểm tra"),
    )
    measure = (change.questionnaire_code, change.measure_code, change.measure_title if change.measure_code else INDEX)
    notes = (change.tests, change.material, CONVENTIONS[change.convention], change.method_version, change.fingerprint)

    def rows() -> Iterator[tuple[Cell, ...]]:
        for row in ordered_rows(change):
            said: tuple[Cell, ...] = (*(None,) * 5, reason_phrase(change, row) if row.change is None else None)
            if row.change is not None:
                one = row.change
                limits = (one.difference.value, one.difference.low, one.difference.high)
                said = (*limits, one.p_value, one.adjusted_p, CHANGE_WORDS[one.word].lower())
            yield (*measure, row.code, row.label, *figure_cells(row.earlier), *figure_cells(row.later), *said, *notes)

    return ComparisonTable(header, tuple(rows()))


def _benchmarks(report: DepartmentReport, notes: tuple[Cell, ...]) -> ComparisonTable:
    words = ("Mức theo cơ cấu khối (0-1)", "Chênh (0-1)", "Chênh: cận dưới 95%", "Chênh: cận trên 95%", "So với mức ấy")

    def rows() -> Iterator[tuple[Cell, ...]]:
        for unit in ordered_units(report):
            said: tuple[Cell, ...] = (None,) * 5
            if (one := unit.benchmark) is not None:
                limits = (one.difference.value, one.difference.low, one.difference.high)
                said = (one.expected, *limits, BENCHMARK_WORDS[benchmark_look(one)])
            yield (*_measure(report), *_unit(unit), *figure_cells(unit.result), *said, *notes)

    return ComparisonTable((*_MEASURE_HEADER, *_UNIT_HEADER, *SHARE_HEADER, *words, *NOTE_HEADER), tuple(rows()))


def _drivers(report: DriversReport) -> ComparisonTable:
    header = (
        *("Phiếu khảo sát", "Cấp", "Mã", "Lĩnh vực hoặc câu hỏi"),
        *("Mức gắn (0-1)", "Mức gắn: cận dưới 95%", "Mức gắn: cận trên 95%", "Trọng số tương đối (Johnson)", "Hệ số chuẩn hóa"),
        *SHARE_HEADER,
        *("Nhận xét", "Số phiếu tính", "Số đơn vị tính", "Phần giải thích được (R2)", "Phiên bản phương pháp"),
    )
    levels: Sequence[tuple[str, str]] = (("dimensions", "lĩnh vực"), ("items", "câu hỏi"))

    def rows() -> Iterator[tuple[Cell, ...]]:
        for level, word in levels:
            for one in drivers_of(report, "dimensions" if level == "dimensions" else "items"):
                weights = (one.importance, one.low, one.high, one.johnson, one.beta)
                how = (quadrant_word(one), report.forms, report.units, report.r_squared, report.method_version)
                yield (report.questionnaire_code, word, one.code, one.title, *weights, *figure_cells(one.share), *how)

    return ComparisonTable(header, tuple(rows()))
