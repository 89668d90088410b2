"""What stands behind an instrument's figures over many units: flags of forms, and how alike people took part. Computes nothing.

Nobody is accused: every sign has an innocent reading, and no form is left out.
"""

from collections.abc import Sequence
from typing import Final

from analysis.charts.numbers import DASH, format_count, format_number, format_share_range
from analysis.charts.wording import INDEX
from survey_app.documents.figures import count_cell, plain_share_cell, share_cell, share_limits_cell
from survey_app.documents.model import Absent, Cell, Column, Limits, Number, Row, Table
from survey_app.results.department_figures import DepartmentPart, QualitySummary

_NOT_COUNTED: Final = "không tính được cho phiếu này"


def quality_table(parts: Sequence[DepartmentPart]) -> Table:
    """How many forms carry a sign, the figure with and without them, and in how many units forms came in bursts."""
    columns = (
        Column("Phiếu khảo sát", 3.4),
        Column("Số phiếu xét", 1, "right"),
        Column("Có dấu hiệu cần xem lại", 1.2, "right"),
        Column("Tính cả", 1, "right"),
        Column("Không tính phiếu có dấu hiệu", 1.3, "right"),
        Column("Khoảng khi không tính", 1.7, "right", is_interval=True),
        Column("Đơn vị có lúc dồn dập / được xét", 1.3, "right"),
        Column("Đơn vị nhiều phiếu hơn số người", 1.3, "right"),
    )
    rows = tuple(Row((one.part.questionnaire.short_title, *_quality_cells(one.quality))) for one in parts)
    notes = (
        "Dấu hiệu: chọn một mức cho mọi câu, trả lời quá nhanh, điền ô ẩn, trùng nhau quá mức ngẫu nhiên. Người trả lời "
        "thật cũng "
        "có thể như vậy, nên không phiếu nào bị loại.",
        f"“Tính cả” và “Không tính” là {INDEX.lower()}; chỉ bỏ phiếu của đơn vị mà làm vậy không lộ câu trả lời của ít người.",
    )
    return Table("quality", "Chất lượng phiếu", columns, rows, notes)


def representativity_table(parts: Sequence[DepartmentPart]) -> Table:
    """How many took part, how alike, and where the figure of everybody asked lies whatever the silent ones think."""
    columns = (
        Column("Phiếu khảo sát", 3.6),
        Column("Số người được hỏi", 1.2, "right"),
        Column("Tỷ lệ tham gia", 1.2, "right"),
        Column("Chỉ số đại diện R", 1.2, "right"),
        Column("Khoảng chắc chắn của mọi người được hỏi", 2, "right", is_interval=True),
    )
    rows = tuple(Row((one.part.questionnaire.short_title, *_people_cells(one))) for one in parts)
    notes = (
        "R bằng 1 khi mọi khối, mọi đơn vị tham gia như nhau; càng nhỏ thì càng lệch.",
        f"Khoảng chắc chắn: {INDEX.lower()} nếu người chưa trả lời đều không hài lòng, và nếu họ đều hài lòng.",
        f"Dấu “{DASH}”: có đơn vị chưa nhập số người được hỏi, hoặc có đơn vị nhiều phiếu hơn số người được hỏi.",
    )
    return Table("representativity", "Tính đại diện", columns, rows, notes)


def _quality_cells(quality: QualitySummary) -> tuple[Cell, ...]:
    bursts: Cell = Absent(DASH, "không xét giờ gửi")
    if quality.looked_at:
        bursts = f"{format_count(quality.with_bursts)} / {format_count(quality.looked_at)}"
    too_many = count_cell(quality.with_too_many)
    report = quality.report
    if report is None:
        return (*(Absent(DASH, _NOT_COUNTED),) * 5, bursts, too_many)
    flagged: Cell = Absent("dưới 10", "chỉ vài phiếu") if report.flagged is None else count_cell(report.flagged)
    if not report.left_out:
        none = Absent(DASH, "không bỏ phiếu nào")
        return count_cell(report.forms), flagged, share_cell(report.index_share), none, none, bursts, too_many
    without = report.index_share_without
    figures = (share_cell(report.index_share), share_cell(without), share_limits_cell(without))
    return count_cell(report.forms), flagged, *figures, bursts, too_many


def _people_cells(one: DepartmentPart) -> tuple[Cell, ...]:
    found = one.representativity
    if found is None:
        return count_cell(one.subject.eligible), plain_share_cell(one.subject.participation), *(Absent(DASH, _NOT_COUNTED),) * 2
    r = found.r_indicator
    indicator: Cell = Absent(DASH, _NOT_COUNTED) if r is None else Number(r, format_number(r, 2), "score")
    limits: Cell = Absent(DASH, _NOT_COUNTED)
    if found.worst_low is not None and found.worst_high is not None:
        low, high = found.worst_low, found.worst_high
        limits = Limits(low, high, format_share_range(low, high), "share")
    return count_cell(found.eligible), plain_share_cell(found.participation), indicator, limits
