"""The tables of the report on lost points: gaps to the target, items, places, units, measures to fill in. Computes nothing.

Items stand by what they take from the index, for that is the question; places and units by name, never by a figure.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from analysis.charts.numbers import (
    DASH,
    format_number,
    format_target,
    percent,
)
from analysis.charts.wording import INDEX
from analysis.comparison_figures import Difference
from analysis.estimates import Estimate
from analysis.group_figures import GroupFigures
from analysis.lost_points import LossReport, LostPart, gap_to_target
from analysis.vietnamese import sort_key
from survey_app.documents.department_tables import STANDS, over_parts, partly_cell
from survey_app.documents.figures import (
    CHANGES,
    base_cell,
    difference_cell,
    difference_limits_cell,
    forms_cell,
    share_cell,
    share_limits_cell,
    verdict_cell,
)
from survey_app.documents.item_tables import ORDER
from survey_app.documents.listing import join_words
from survey_app.documents.model import Absent, Cell, Column, Limits, Number, Row, Table
from survey_app.documents.part_tables import against_cell, interval_of, target_head
from survey_app.documents.report_words import lowered
from survey_app.results.coverage_counts import DIRECT
from survey_app.results.department_figures import DepartmentPart, DepartmentReportFigures

Parts = Sequence[DepartmentPart]
Losses = Mapping[str, LossReport]
MOST_ITEMS: Final = 8  # of an instrument: a list that nobody can act on is no list
MOST_MEASURES: Final = 3  # of an instrument
_GAP: Final = "Chênh với chỉ tiêu (điểm %)"
_TO_FILL: Final = "................"


def gaps_table(report: DepartmentReportFigures) -> Table:
    """Each instrument with its distance to the target in force, the official figure first."""
    columns = (
        Column("Phiếu khảo sát", 3.4),
        Column("Số phiếu", 1, "right"),
        Column("Tỷ lệ hài lòng", 1.1, "right"),
        Column(interval_of([one.part for one in report.parts]), 1.7, "right", is_interval=True),
        Column("Chỉ tiêu", 0.9, "right"),
        Column(_GAP, 1.2, "right"),
        Column("Khoảng của chênh lệch", 1.8, "right", is_interval=True),
        Column("So với chỉ tiêu", 1.4),
    )
    rows = []
    for one in report.parts:
        share, target = one.part.report.index_share, one.part.report.target
        gap = gap_to_target(share, target)
        cells = (one.part.questionnaire.short_title, forms_cell(share), share_cell(share), share_limits_cell(share))
        rows.append(Row((*cells, format_target(target), *gap_cells(gap), verdict_cell(one.part.report.verdict))))
    return Table("gaps", "Khoảng cách đến chỉ tiêu", columns, tuple(rows))


def items_lost_table(parts: Parts, losses: Losses) -> Table:
    """The items of each instrument that take most from its index."""
    columns = (
        Column("Câu", 0.8),
        Column("Nội dung", 4.2),
        Column("Số câu trả lời", 1.1, "right"),
        Column("Tỷ lệ hài lòng", 1.1, "right"),
        Column(interval_of([one.part for one in parts]), 1.6, "right", is_interval=True),
        Column("Mất (điểm %)", 1, "right"),
        Column("Khoảng của phần mất", 1.5, "right", is_interval=True),
        Column("Đợt trước", 1.3),
    )

    def rows_of(one: DepartmentPart) -> Iterator[Row]:
        for part in losses[one.code].parts[:MOST_ITEMS]:
            share = part.item.share
            figures = (base_cell(share), share_cell(share), share_limits_cell(share))
            yield Row((part.item.code, part.item.text, *figures, *_points_cells(part), _changed(one, part.item.code)))

    counted = any(losses[one.code].told is not None for one in parts)
    notes = (
        "Mất: phần mà các câu trả lời chưa hài lòng của câu ấy lấy đi khỏi tỷ lệ hài lòng toàn phiếu; cộng mọi câu hiển "
        "thị được "
        f"thì bằng phần {INDEX.lower()} còn thiếu so với 100%."
        if counted
        else "Cách tính của đợt này có trọng số nên không chia được phần mất cho từng câu; xếp theo tỷ lệ hài lòng.",
        ORDER,
    )
    return over_parts("items-lost", "Các câu mất nhiều điểm nhất", columns, parts, rows_of, notes=notes)


def dimensions_table(parts: Parts) -> Table:
    """Every dimension with its distance to the target."""
    targets = [one.part.report.target for one in parts]
    columns = (
        Column("Lĩnh vực", 4),
        Column("Số phiếu", 1, "right"),
        Column("Tỷ lệ hài lòng", 1.1, "right"),
        Column(interval_of([one.part for one in parts]), 1.6, "right", is_interval=True),
        Column(_GAP, 1.2, "right"),
        Column(target_head(targets), 1.4),
    )

    def rows_of(one: DepartmentPart) -> Iterator[Row]:
        for each in one.part.report.dimensions:
            gap = gap_to_target(each.share, one.part.report.target)
            cells = (forms_cell(each.share), share_cell(each.share), share_limits_cell(each.share))
            yield Row(
                (
                    f"{each.code}. {each.title}",
                    *cells,
                    gap_cells(gap)[0],
                    against_cell(each.verdict, one.part.report.target, targets),
                )
            )

    return over_parts("dimensions-lost", "Khoảng cách đến chỉ tiêu theo lĩnh vực", columns, parts, rows_of)


def targets_of_parts(parts: Parts) -> str:
    """The target by which the parts are judged: the one that most have, and behind it those with another."""
    values = [one.part.report.target for one in parts]
    usual = max(values, key=values.count)
    others = tuple(
        f"{lowered(one.part.questionnaire.short_title)} {format_target(one.part.report.target)}"
        for one in parts
        if one.part.report.target != usual
    )
    return format_target(usual) + (f" (riêng {join_words(others)})" if others else "")


def places_table(parts: Parts) -> Table | None:
    """The levels and communes where a dimension is shown to miss the target; None where there are none."""
    columns = (
        Column("Cấp học, xã, phường", 2.6),
        Column("Lĩnh vực", 3.6),
        Column("Đơn vị tính / tham gia", 1.2, "right"),
        Column("Số phiếu", 1, "right"),
        Column("Tỷ lệ hài lòng", 1.1, "right"),
        Column(interval_of([one.part for one in parts]), 1.6, "right", is_interval=True),
    )

    def rows_of(one: DepartmentPart) -> Iterator[Row]:
        for group in one.places:
            yield from _missed_in(group)

    title = f"Nơi có lĩnh vực không đạt chỉ tiêu {targets_of_parts(parts)}"
    notes = (
        "Chỉ nêu nơi mà cận trên một phía 95% dưới chỉ tiêu. Xét nhiều nơi cùng lúc thì một vài nơi có thể do ngẫu nhiên.",
    )
    table = over_parts("places-lost", title, columns, parts, rows_of, notes=notes)
    return table if table.rows else None


def units_table(parts: Parts) -> Table | None:
    """The units that are shown to miss the target, by commune and name; None where there are none."""
    columns = (
        Column("Xã, phường, đặc khu", 2.4),
        Column("Đơn vị", 3.6),
        Column("Số phiếu", 1, "right"),
        Column("Tỷ lệ hài lòng", 1.1, "right"),
        Column(interval_of([one.part for one in parts]), 1.6, "right", is_interval=True),
        Column("So với mức chung", 1.3),
    )

    def rows_of(one: DepartmentPart) -> Iterator[Row]:
        missed = [u for u in one.found.groups.department.units if u.code in one.codes and u.verdict == "missed"]
        for unit in sorted(missed, key=lambda unit: (unit.group != "", sort_key(unit.group), sort_key(unit.name), unit.code)):
            position: Cell = STANDS[unit.position] if unit.position else Absent(DASH, "không xét")
            figures = (forms_cell(unit.result), share_cell(unit.result), share_limits_cell(unit.result))
            yield Row((unit.group or DIRECT, unit.name, *figures, position))

    notes = (
        "Xếp theo xã, phường và theo tên. Trong các đơn vị ở ngay chỉ tiêu, nhiều nhất 5% bị nêu ở đây do ngẫu nhiên.",
        "“Thấp hơn”: thấp hơn mức chung của mọi đơn vị, đã tính đến mức khác nhau thường có.",
    )
    table = over_parts(
        "units-lost", f"Đơn vị không đạt chỉ tiêu {targets_of_parts(parts)}", columns, parts, rows_of, notes=notes
    )
    return table if table.rows else None


def measures_table(parts: Parts, losses: Losses) -> Table | None:
    """The items that take most, each with room for a cause, a measure, who does it and by when."""
    columns = (
        Column("Nội dung mất điểm", 3.6),
        Column("Nguyên nhân", 2.6),
        Column("Biện pháp", 2.6),
        Column("Đơn vị chủ trì", 1.6),
        Column("Thời hạn", 1.2),
    )
    fill = (Absent(_TO_FILL, "chỗ cần điền"),) * 4

    def rows_of(one: DepartmentPart) -> Iterator[Row]:
        for part in losses[one.code].parts[:MOST_MEASURES]:
            yield Row((f"{part.item.code} {part.item.text}", *fill))

    if not parts:
        return None
    table = over_parts("measures", "Nguyên nhân và biện pháp", columns, parts, rows_of)
    return table if table.rows else None


def gap_cells(gap: Difference | None) -> tuple[Cell, Cell]:
    """A distance to the target in points, with its limits."""
    if gap is None:
        return Absent(DASH, "không hiển thị"), Absent(DASH, "không hiển thị")
    return difference_cell(gap), difference_limits_cell(gap)


def _points_cells(part: LostPart) -> tuple[Cell, Cell]:
    if part.points is None:
        return Absent(DASH, "không tính"), Absent(DASH, "không tính")
    points = percent(part.points)
    value = Number(points, format_number(points, 2), "score")
    if part.low is None or part.high is None:
        return value, Absent(DASH, "không có khoảng")
    low, high = percent(part.low), percent(part.high)
    return value, Limits(low, high, f"{format_number(low, 2)} {DASH} {format_number(high, 2)}", "score")


def _changed(one: DepartmentPart, code: str) -> Cell:
    """What has become of an item since the campaign before."""
    none = Absent(DASH, "không so sánh")
    if one.part.earlier is None:
        return none
    change = next((row.change for row in one.part.earlier.change.rows if row.code == code), None)
    return none if change is None else CHANGES[change.word]


def _missed_in(group: GroupFigures) -> Iterator[Row]:
    for each in group.report.dimensions:
        if each.verdict == "missed" and isinstance(each.share, Estimate):
            figures = (forms_cell(each.share), share_cell(each.share), share_limits_cell(each.share))
            yield Row((group.name, f"{each.code}. {each.title}", partly_cell(group), *figures))
