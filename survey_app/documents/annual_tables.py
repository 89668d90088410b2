"""The tables of an annual report, each made once: documents print them, the workbook has them as sheets.

A table takes one part (one instrument), or several, and then says in its first column which. Computes nothing.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

from analysis.charts.numbers import DASH, format_count
from analysis.charts.wording import INDEX, WEIGHTED_INDEX, bind_numbers
from analysis.comparison_figures import ChangeRow
from analysis.estimates import Estimate, Result
from analysis.reports import UnitReport
from survey_app.documents.figures import (
    change_cells,
    count_cell,
    forms_cell,
    percent_cell,
    percent_limits_cell,
    plain_share_cell,
    score_cell,
    score_limits_cell,
    share_cell,
    share_limits_cell,
    withheld_note,
)
from survey_app.documents.listing import join_words
from survey_app.documents.model import Absent, Cell, Column, Row, Table
from survey_app.documents.part_tables import Parts, against_cell, common_head, interval_of, table_of, target_head, which_limits
from survey_app.documents.report_words import BY_THE_DEPARTMENT
from survey_app.results.annual_figures import AnnualPart

SHARE: Final = "Tỷ lệ hài lòng"
SCORE: Final = "Điểm trung bình (1 – 5)"
EXPECTATION: Final = "Mức đáp ứng mong đợi (0 – 100%)"


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
    """Share, score and expectation met of each instrument, each with its forms and its limits.

    Under them stand the department's own collection and the level of units of the same kind.
    """
    targets, head = [part.report.target for part in parts], interval_of(parts)
    others = {
        BY_THE_DEPARTMENT[one.collection]: interval_of([replace(part, collection=one.collection, report=one.report)])
        for part in parts
        for one in part.beside
    }
    columns = (
        Column("Phiếu khảo sát", 3.4),
        Column("Chỉ số", 2.4),
        Column("Số phiếu", 1, "right"),
        Column("Kết quả", 1.2, "right"),
        Column(common_head(head, others), 1.8, "right", is_interval=True),
        Column(target_head(targets), 1.6, "left"),
    )
    rows: list[Row] = []
    for part in parts:
        title = part.questionnaire.short_title
        rows += _summary_rows(title, part.report, targets, is_own=True)
        for one in part.beside:
            rows += _summary_rows(f"{title}: {BY_THE_DEPARTMENT[one.collection]}", one.report, targets, is_own=False)
        if part.level is not None:
            share = part.level.share
            rows.append(
                Row(
                    (
                        f"{title}: mức chung của {format_count(part.level.units)} đơn vị cùng loại trên địa bàn",
                        SHARE,
                        forms_cell(share),
                        share_cell(share),
                        share_limits_cell(share),
                        Absent(DASH, "chỉ tiêu là của từng đơn vị"),
                    )
                )
            )
    own = (part.report for part in parts)
    beside = (one.report for part in parts for one in part.beside)
    shown = [one for report in (*own, *beside) for one in (report.index_share, report.index_score, report.expectation)]
    notes = (
        "Chỉ tiêu đặt cho tỷ lệ hài lòng của từng đơn vị.",
        which_limits(head, others),
        withheld_note((one for one in shown if one is not None), noun="kết quả"),
    )
    return Table("summary", "Kết quả chung", columns, tuple(rows), tuple(filter(None, notes)))


def dimensions_table(parts: Parts) -> Table:
    """The dimensions of each part after its whole."""
    targets = [part.report.target for part in parts]
    columns = (
        Column("Lĩnh vực", 4),
        Column("Số phiếu", 1, "right"),
        Column("Tỷ lệ hài lòng", 1.3, "right"),
        Column(interval_of(parts), 1.8, "right", is_interval=True),
        Column("Điểm TB", 1, "right"),
        Column("Khoảng của điểm", 1.8, "right", is_interval=True),
        Column(target_head(targets), 1.6),
    )

    def rows_of(part: AnnualPart) -> Iterator[Row]:
        report = part.report
        whole = against_cell(report.verdict, report.target, targets)
        yield Row((*_figure_cells(INDEX, report.index_share, report.index_score), whole), is_strong=True)
        for one in report.dimensions:
            cells = _figure_cells(f"{one.code}. {one.title}", one.share, one.score)
            yield Row((*cells, against_cell(one.verdict, report.target, targets)))
        if report.index_weighted_share is not None:
            share = report.index_weighted_share
            cells = (WEIGHTED_INDEX, forms_cell(share), share_cell(share), share_limits_cell(share))
            yield Row((*cells, *(Absent(DASH, "không tính"),) * 3))

    note = withheld_note((one.share for part in parts for one in part.report.dimensions), noun="lĩnh vực")
    has_weighted = any(part.report.index_weighted_share is not None for part in parts)
    weighted = "Dòng có trọng số theo khối chỉ để đối chiếu: không tính điểm, không so với chỉ tiêu." if has_weighted else ""
    return table_of("dimensions", "Kết quả theo lĩnh vực", columns, parts, rows_of, notes=(note, weighted))


def grades_table(parts: Parts) -> Table:
    """Figures by grade of the parts that have any: the whole of each grade, then its dimensions, each with its limits."""
    with_grades = [part for part in parts if part.grades is not None]
    columns = (
        Column("Khối", 2),
        Column("Nội dung", 3.6),
        Column("Số người được hỏi", 1.2, "right"),
        Column("Số phiếu", 1, "right"),
        Column("Tỷ lệ hài lòng", 1.3, "right"),
        Column(interval_of(parts), 1.8, "right", is_interval=True),
    )

    def rows_of(part: AnnualPart) -> Iterator[Row]:
        if part.grades is None:
            return
        labels = {grade.code: grade.label for grade in part.questionnaire.grades} | {"": "phiếu không ghi khối"}
        titles = {one.code: f"{one.code}. {one.title}" for one in part.report.dimensions}
        for group in part.grades.groups:
            name = join_words(tuple(labels.get(code, code) for code in group.grades))
            asked = count_cell(group.eligible)
            found = (share_cell(group.index_share), share_limits_cell(group.index_share))
            yield Row((name, INDEX, asked, count_cell(group.forms), *found), is_strong=True)
            for code, share in zip(part.grades.dimension_codes, group.shares, strict=True):
                cells = (asked, forms_cell(share), share_cell(share), share_limits_cell(share))
                yield Row((name, titles.get(code, code), *cells))

    groups = [group for part in with_grades if part.grades for group in part.grades.groups]
    merged = (
        "Khối có ít phiếu được gộp với khối liền kề, vài phiếu không ghi khối được gộp vào khối cuối, để không ai đoán được "
    )
    merged += "câu trả lời của một người."
    unknown = f"Dấu “{DASH}” ở cột số người được hỏi: không rõ, hoặc trong nhóm có phiếu không ghi khối."
    notes = (
        merged if any(len(group.grades) > 1 for group in groups) else "",
        unknown if any(group.eligible is None for group in groups) else "",
        withheld_note((share for group in groups for share in (group.index_share, *group.shares)), noun="kết quả"),
    )
    return table_of("grades", "Kết quả theo khối", columns, with_grades or parts, rows_of, notes=notes)


def change_table(parts: Parts, *, with_items: bool = False) -> Table:
    """The figures that are compared with the campaign before, of parts that have one: the whole, the dimensions, the items."""
    with_earlier = [part for part in parts if part.earlier is not None]
    columns = (
        Column("Nội dung", 4.2),
        Column("Đợt trước", 1.1, "right"),
        Column("Khoảng của đợt trước", 1.6, "right", is_interval=True),
        Column("Đợt này", 1.1, "right"),
        Column("Khoảng của đợt này", 1.6, "right", is_interval=True),
        Column("Chênh lệch (điểm %)", 1.2, "right"),
        Column("Khoảng 95% của chênh lệch", 1.9, "right", is_interval=True),
        Column("Nhận định", 2),
    )

    def rows_of(part: AnnualPart) -> Iterator[Row]:
        if part.earlier is None:
            return
        change = part.earlier.change
        whole = change.whole
        yield Row((INDEX, *_both(whole), *change_cells(whole)), is_strong=True)
        dimensions = {one.code for one in part.report.dimensions}
        for row in change.rows:
            is_dimension = row.code in dimensions
            if is_dimension or with_items:
                label = f"{row.code}. {row.label}" if is_dimension else f"{row.code} {row.label}"
                yield Row((label, *_both(row), *change_cells(row)), is_strong=is_dimension and with_items)

    note = (
        "“Tăng”, “Giảm” chỉ ghi khi chênh lệch từ 2 điểm phần trăm trở lên và vượt quá mức ngẫu nhiên, đã tính đến việc so "
        "nhiều câu cùng lúc."
    )
    code, title = ("changes", "So với đợt trước, từng câu") if with_items else ("change", "So với đợt trước")
    counted = (_counted(part, several=len(with_earlier) > 1) for part in with_earlier)
    return table_of(code, title, columns, with_earlier or parts, rows_of, notes=(note, *counted))


def comments_table(parts: Parts) -> Table:
    """Comments that were reviewed for release, each in a row."""
    columns = (Column("Câu hỏi", 3), Column("Ý kiến", 7))

    def rows_of(part: AnnualPart) -> Iterator[Row]:
        for group in part.comments:
            for text in group.texts:
                yield Row((f"{group.item_code} {group.question}", text))

    return table_of("comments", "Ý kiến đã duyệt công bố", columns, parts, rows_of)


def _both(row: ChangeRow) -> tuple[Cell, Cell, Cell, Cell]:
    return share_cell(row.earlier), share_limits_cell(row.earlier), share_cell(row.later), share_limits_cell(row.later)


def _counted(part: AnnualPart, *, several: bool) -> str:
    """What both campaigns rest on."""
    if part.earlier is None:
        return ""
    whose = f"{part.questionnaire.short_title}: đ" if several else "Đ"
    before, now = (format_count(number) for number in (part.earlier.report.forms, part.report.forms))
    return bind_numbers(f"{whose}ợt trước {before} phiếu, đợt này {now} phiếu; “Khoảng” là khoảng 95% của tỷ lệ.")


def _summary_rows(title: str, report: UnitReport, targets: Sequence[float], *, is_own: bool) -> Iterator[Row]:
    share, score, expectation = report.index_share, report.index_score, report.expectation
    only_share = Absent(DASH, "chỉ tỷ lệ hài lòng có chỉ tiêu")
    forms = count_cell(report.forms)
    limits = share_limits_cell(share)
    yield Row(
        (
            title,
            SHARE,
            _forms_of(share, forms),
            share_cell(share),
            limits,
            against_cell(report.verdict, report.target, targets),
        ),
        is_strong=is_own,
    )
    yield Row((title, SCORE, _forms_of(score, forms), score_cell(score), score_limits_cell(score), only_share))
    if expectation is not None:
        figures = (percent_cell(expectation), percent_limits_cell(expectation))
        yield Row((title, EXPECTATION, forms_cell(expectation), *figures, only_share))


def _forms_of(figure: Result, forms: Cell) -> Cell:
    return count_cell(figure.n) if isinstance(figure, Estimate) else forms


def _figure_cells(label: str, share: Result, score: Result) -> tuple[Cell, ...]:
    return (
        label,
        forms_cell(share),
        share_cell(share),
        share_limits_cell(share),
        score_cell(score),
        score_limits_cell(score),
    )
