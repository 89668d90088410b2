"""The tables of who was asked and who answered: by instrument, level and commune, and the units that lack answers.

Counts only; rows stand by commune and by name. Computes nothing.
"""

from collections.abc import Sequence
from typing import Final

from analysis.charts.numbers import DASH
from survey_app.documents.figures import count_cell, plain_share_cell
from survey_app.documents.model import Column, Row, Table
from survey_app.results.coverage_counts import DIRECT
from survey_app.results.department_figures import Coverage, CoverageLine, DepartmentPart, Standing

STANDINGS: Final[dict[Standing, str]] = {
    "enough": "Đủ phiếu",
    "short": "Chưa đủ phiếu",
    "silent": "Chưa có phiếu",
    "unknown": "Chưa nhập số người được hỏi",
}


def received_table(parts: Sequence[DepartmentPart]) -> Table:
    """How many units and people were asked, and how many answered, by instrument."""
    columns = (
        Column("Phiếu khảo sát", 4),
        Column("Số đơn vị", 1, "right"),
        Column("Đơn vị có phiếu", 1.1, "right"),
        Column("Số người được hỏi", 1.3, "right"),
        Column("Số phiếu nhận được", 1.3, "right"),
        Column("Tỷ lệ tham gia", 1.2, "right"),
    )
    rows = tuple(
        Row(
            (
                one.part.questionnaire.short_title,
                count_cell(one.subject.units),
                count_cell(one.subject.answering),
                count_cell(one.subject.eligible),
                count_cell(one.subject.forms),
                plain_share_cell(one.subject.participation),
            )
        )
        for one in parts
    )
    unknown = any(one.subject.eligible is None for one in parts)
    notes = (f"Dấu “{DASH}”: có đơn vị chưa nhập số người được hỏi.",) if unknown else ()
    return Table("received", "Số phiếu nhận được", columns, rows, notes)


def coverage_table(lines: Sequence[CoverageLine], whole: CoverageLine, *, code: str, title: str, head: str) -> Table:
    """Units by how far they have come, a line for each level or commune, the whole last."""
    columns = (
        Column(head, 3),
        Column("Số đơn vị", 1, "right"),
        Column("Đã khảo sát", 1, "right"),
        Column("Đủ phiếu", 1, "right"),
        Column("Chưa đủ phiếu", 1, "right"),
        Column("Chưa rõ", 1, "right"),
        Column("Chưa có phiếu", 1, "right"),
        Column("Số phiếu", 1.2, "right"),
    )

    def row(line: CoverageLine, *, is_strong: bool = False) -> Row:
        counts = (line.units, line.surveyed, line.enough, line.short, line.unknown, line.silent, line.received)
        return Row((line.name, *map(count_cell, counts)), is_strong)

    notes = (
        "Đủ phiếu: mọi phiếu của đơn vị đều đạt n = N / (1 + N × 0,05²), làm tròn lên; N là số người được hỏi. Chưa rõ: chưa "
        "nhập số người được hỏi.",
        "Trường nhiều cấp được tính ở từng cấp, nên tổng các dòng có thể lớn hơn dòng “Tất cả”."
        if head.startswith("Cấp học")
        else "",
    )
    rows = (*map(row, lines), row(whole, is_strong=True))
    return Table(code, title, columns, rows, tuple(filter(None, notes)))


def coverage_by_place(coverage: Coverage) -> Table:
    """Levels, then communes, then all units: one table for a workbook."""
    lines = (*coverage.levels, *coverage.communes)
    return coverage_table(lines, coverage.whole, code="coverage", title="Đơn vị tham gia khảo sát", head="Cấp học, xã, phường")


def lacking_table(coverage: Coverage) -> Table | None:
    """The units without answers and with too few, by commune and name; None where there are none."""
    columns = (
        Column("Xã, phường, đặc khu", 2.4),
        Column("Đơn vị", 4),
        Column("Số phiếu nhận được", 1.2, "right"),
        Column("Số phiếu cần có", 1.2, "right"),
        Column("Tình trạng", 1.8),
    )
    lacking = [unit for unit in coverage.units if unit.standing in ("silent", "short")]
    rows = tuple(
        Row(
            (
                unit.commune or DIRECT,
                unit.name,
                count_cell(unit.received),
                count_cell(unit.needed),
                STANDINGS[unit.standing],
            )
        )
        for unit in lacking
    )
    return Table("lacking", "Đơn vị chưa có phiếu hoặc chưa đủ phiếu", columns, rows) if rows else None
