"""The tables of an annual report, each made once: documents print them, the workbook has them as sheets.

A table takes one part (one instrument), or several, and then says in its first column which. Computes nothing.
"""

from collections.abc import Iterator

from analysis.charts.numbers import DASH, format_target
from analysis.charts.wording import INDEX, WEIGHTED_INDEX
from analysis.estimates import Result, Suppressed
from analysis.reports import UnitReport
from survey_app.documents.figures import (
    change_cells,
    count_cell,
    forms_cell,
    percent_cell,
    plain_share_cell,
    score_cell,
    score_limits_cell,
    share_cell,
    share_limits_cell,
    verdict_cell,
    withheld_note,
)
from survey_app.documents.model import Absent, Cell, Column, Row, Table
from survey_app.documents.part_tables import Parts, interval_of, table_of
from survey_app.results.annual_figures import AnnualPart


def received_table(parts: Parts) -> Table:
    """How many were asked, how many answers are needed, how many came."""
    columns = (
        Column("Phiếu khảo sát", 4),
        Column("Số người được hỏi", 1.4, "right"),
        Column("Số phiếu cần có", 1.4, "right"),
        Column("Số phiếu nhận được", 1.4, "right"),
        Column("Tỷ lệ tham gia", 1.4, "right"),
    )
    rows = tuple(
        Row(
            (
                part.questionnaire.short_title,
                count_cell(part.report.eligible),
                count_cell(part.report.needed),
                count_cell(part.report.forms),
                plain_share_cell(part.report.participation),
            )
        )
        for part in parts
    )
    unknown = any(part.report.eligible is None for part in parts)
    notes = ("Số phiếu cần có: n = N / (1 + N × 0,05²), làm tròn lên; N là số người được hỏi.",)
    return Table(
        "received",
        "Số phiếu nhận được",
        columns,
        rows,
        (*notes, f"Dấu “{DASH}”: chưa nhập số người được hỏi.") if unknown else notes,
    )


def summary_table(parts: Parts) -> Table:
    """The whole of each instrument; under it the department's own collection and the level of units of the same kind."""
    target = format_target(parts[0].report.target)
    columns = (
        Column("Phiếu khảo sát", 3.4),
        Column("Phiếu", 1, "right"),
        Column("Tỷ lệ hài lòng", 1.3, "right"),
        Column(interval_of(parts), 1.8, "right", is_interval=True),
        Column("Điểm TB (1 – 5)", 1.2, "right"),
        Column("Đáp ứng mong đợi", 1.3, "right"),
        Column(f"So với {target}", 1.6, "left"),
    )
    rows: list[Row] = []
    for part in parts:
        title = part.questionnaire.short_title
        rows.append(Row(_summary_cells(title, part.report), is_strong=True))
        if part.independent is not None:
            rows.append(Row(_summary_cells(f"{title}: Sở khảo sát độc lập", part.independent)))
        if part.level is not None:
            share = part.level.share
            rows.append(
                Row(
                    (
                        f"{title}: mức chung của {part.level.units} đơn vị cùng loại trong Sở",
                        forms_cell(share),
                        share_cell(share),
                        share_limits_cell(share),
                        *(Absent(DASH, "không so sánh"),) * 3,
                    )
                )
            )
    shown = [part.report.index_share for part in parts]
    notes = [withheld_note(shown, noun="tỷ lệ hài lòng toàn phiếu")] if any(isinstance(x, Suppressed) for x in shown) else []
    return Table("summary", "Kết quả chung", columns, tuple(rows), tuple(filter(None, notes)))


def dimensions_table(parts: Parts) -> Table:
    """The dimensions of each part after its whole."""
    columns = (
        Column("Lĩnh vực", 4),
        Column("Phiếu", 1, "right"),
        Column("Tỷ lệ hài lòng", 1.3, "right"),
        Column(interval_of(parts), 1.8, "right", is_interval=True),
        Column("Điểm TB", 1, "right"),
        Column("Khoảng của điểm", 1.8, "right", is_interval=True),
        Column(f"So với {format_target(parts[0].report.target)}", 1.6),
    )

    def rows_of(part: AnnualPart) -> Iterator[Row]:
        report = part.report
        yield Row((*_figure_cells(INDEX, report.index_share, report.index_score), verdict_cell(report.verdict)), is_strong=True)
        for one in report.dimensions:
            cells = _figure_cells(f"{one.code}. {one.title}", one.share, one.score)
            yield Row((*cells, verdict_cell(one.verdict)))
        if report.index_weighted_share is not None:
            share = report.index_weighted_share
            cells = (WEIGHTED_INDEX, forms_cell(share), share_cell(share), share_limits_cell(share))
            yield Row((*cells, *(Absent(DASH, "không tính"),) * 3))

    note = withheld_note((one.share for part in parts for one in part.report.dimensions), noun="lĩnh vực")
    return table_of("dimensions", "Kết quả theo lĩnh vực", columns, parts, rows_of, notes=(note,))


def grades_table(parts: Parts) -> Table:
    """Figures by grade of the parts that have any."""
    with_grades = [part for part in parts if part.grades is not None]
    codes = with_grades[0].grades.dimension_codes if with_grades and with_grades[0].grades else ()
    columns = (
        Column("Khối", 2),
        Column("Số người được hỏi", 1.2, "right"),
        Column("Phiếu", 1, "right"),
        Column(INDEX, 1.4, "right"),
        Column(interval_of(parts), 1.8, "right", is_interval=True),
        *(Column(f"Lĩnh vực {code}", 1.1, "right") for code in codes),
    )

    def rows_of(part: AnnualPart) -> Iterator[Row]:
        if part.grades is None:
            return
        labels = {grade.code: grade.label for grade in part.questionnaire.grades} | {"": "phiếu không ghi khối"}
        for group in part.grades.groups:
            yield Row(
                (
                    ", ".join(labels.get(code, code) for code in group.grades),
                    count_cell(group.eligible),
                    count_cell(group.forms),
                    share_cell(group.index_share),
                    share_limits_cell(group.index_share),
                    *(share_cell(share) for share in group.shares),
                )
            )

    note = "Khối có ít phiếu được gộp với khối liền kề để không ai đoán được câu trả lời của một người."
    return table_of("grades", "Kết quả theo khối", columns, with_grades or parts, rows_of, notes=(note,))


def change_table(parts: Parts, *, with_items: bool = False) -> Table:
    """The figures that are compared with the campaign before, of parts that have one: the whole, the dimensions, the items."""
    with_earlier = [part for part in parts if part.earlier is not None]
    columns = (
        Column("Nội dung", 4.2),
        Column("Đợt trước", 1.1, "right"),
        Column("Đợt này", 1.1, "right"),
        Column("Chênh lệch (điểm %)", 1.2, "right"),
        Column("Khoảng 95% của chênh lệch", 1.9, "right", is_interval=True),
        Column("Nhận định", 2),
    )

    def rows_of(part: AnnualPart) -> Iterator[Row]:
        if part.earlier is None:
            return
        change = part.earlier.change
        whole = change.whole
        yield Row((INDEX, share_cell(whole.earlier), share_cell(whole.later), *change_cells(whole)), is_strong=True)
        dimensions = {one.code for one in part.report.dimensions}
        for row in change.rows:
            is_dimension = row.code in dimensions
            if is_dimension or with_items:
                label = f"{row.code}. {row.label}" if is_dimension else f"{row.code} {row.label}"
                cells = (label, share_cell(row.earlier), share_cell(row.later), *change_cells(row))
                yield Row(cells, is_strong=is_dimension and with_items)

    note = (
        "“Tăng”, “Giảm” chỉ ghi khi chênh lệch từ 2 điểm phần trăm trở lên và vượt quá mức ngẫu nhiên, đã tính đến việc so "
        "nhiều câu cùng lúc."
    )
    code, title = ("changes", "So với đợt trước, từng câu") if with_items else ("change", "So với đợt trước")
    return table_of(code, title, columns, with_earlier or parts, rows_of, notes=(note,))


def comments_table(parts: Parts) -> Table:
    """Comments that were reviewed for release, each in a row."""
    columns = (Column("Câu hỏi", 3), Column("Ý kiến", 7))

    def rows_of(part: AnnualPart) -> Iterator[Row]:
        for group in part.comments:
            for text in group.texts:
                yield Row((f"{group.item_code} {group.question}", text))

    return table_of("comments", "Ý kiến đã duyệt công bố", columns, parts, rows_of)


def _summary_cells(title: str, report: UnitReport) -> tuple[Cell, ...]:
    return (
        title,
        count_cell(report.forms),
        share_cell(report.index_share),
        share_limits_cell(report.index_share),
        score_cell(report.index_score),
        percent_cell(report.expectation),
        verdict_cell(report.verdict),
    )


def _figure_cells(label: str, share: Result, score: Result) -> tuple[Cell, ...]:
    return (
        label,
        forms_cell(share),
        share_cell(share),
        share_limits_cell(share),
        score_cell(score),
        score_limits_cell(score),
    )
