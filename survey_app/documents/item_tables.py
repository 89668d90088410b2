"""The tables of single items: their figures, and how the answers to them fall. Computes nothing."""

from collections.abc import Iterator, Sequence
from typing import Final

from analysis.charts.numbers import DASH
from analysis.charts.wording import overall_name
from analysis.estimates import Estimate, Suppressed
from analysis.reports import ItemFigures
from survey_app.documents.annual_words import lowest_items
from survey_app.documents.figures import (
    base_cell,
    count_cell,
    percent_cell,
    percent_limits_cell,
    score_cell,
    score_limits_cell,
    share_cell,
    share_limits_cell,
    withheld_note,
)
from survey_app.documents.listing import join_words
from survey_app.documents.model import Absent, Cell, Column, Row, Table
from survey_app.documents.part_tables import Parts, interval_of, table_of
from survey_app.documents.report_words import lowered, rated_items
from survey_app.results.annual_figures import AnnualPart

ORDER: Final = "Câu có khoảng chồng lên nhau thì thứ tự giữa chúng chưa chắc chắn."


def items_table(parts: Parts) -> Table:
    """Every rating item, its dimension as a strong row before it."""
    columns = (
        Column("Mã", 0.8),
        Column("Câu hỏi", 5.4),
        Column("Số câu trả lời", 1.1, "right"),
        Column("Tỷ lệ hài lòng", 1.2, "right"),
        Column(interval_of(parts), 1.8, "right", is_interval=True),
        Column("Điểm TB", 0.9, "right"),
        Column("Khoảng của điểm", 1.7, "right", is_interval=True),
    )

    def rows_of(part: AnnualPart) -> Iterator[Row]:
        for dimension in part.report.dimensions:
            figures = (
                base_cell(dimension.share),
                share_cell(dimension.share),
                share_limits_cell(dimension.share),
                score_cell(dimension.score),
                score_limits_cell(dimension.score),
            )
            yield Row((dimension.code, dimension.title, *figures), is_strong=True)
            for one in dimension.items:
                yield _item_row(one, one.text)
        if part.report.overall is not None:
            yield _item_row(part.report.overall, f"{overall_name(part.report.overall.code)}: {part.report.overall.text}")
        if part.report.expectation is not None:
            figure = part.report.expectation
            label = "Mức đáp ứng mong đợi (0 – 100%)"
            found = (base_cell(figure), percent_cell(figure), percent_limits_cell(figure))
            yield Row((_expectation_code(part), label, *found, *(Absent(DASH, "không tính"),) * 2))

    note = withheld_note((one.share for part in parts for one in rated_items(part.report)), noun="câu hỏi")
    return table_of("items", "Kết quả từng câu hỏi", columns, parts, rows_of, notes=(note,))


def lowest_table(part: AnnualPart, items: Sequence[ItemFigures]) -> Table:
    """Some items of a part, the lowest first."""
    columns = (
        Column("Câu", 0.8),
        Column("Nội dung", 5.4),
        Column("Số câu trả lời", 1.1, "right"),
        Column("Tỷ lệ hài lòng", 1.2, "right"),
        Column(interval_of((part,)), 1.8, "right", is_interval=True),
    )
    rows = tuple(
        Row((one.code, one.text, base_cell(one.share), share_cell(one.share), share_limits_cell(one.share))) for one in items
    )
    title = f"Các câu có tỷ lệ hài lòng thấp nhất, {lowered(part.questionnaire.short_title)}"
    return Table(f"lowest-{part.questionnaire.code}", title, columns, rows, tuple(filter(None, (ORDER, _tied(part, items)))))


def lowest_of_parts(parts: Parts) -> Table:
    """The lowest items of each part, one table for all."""
    columns = (
        Column("Câu", 0.8),
        Column("Nội dung", 5.4),
        Column("Số câu trả lời", 1.1, "right"),
        Column("Tỷ lệ hài lòng", 1.2, "right"),
        Column(interval_of(parts), 1.8, "right", is_interval=True),
    )

    def rows_of(part: AnnualPart) -> Iterator[Row]:
        for one in lowest_items(part.report):
            yield Row((one.code, one.text, base_cell(one.share), share_cell(one.share), share_limits_cell(one.share)))

    without = tuple(part.questionnaire.short_title for part in parts if not lowest_items(part.report))
    none = f"Không có câu nào để nêu (chưa đủ phiếu, hoặc đều 100,0%): {join_words(without)}." if without else ""
    return table_of("lowest", "Các câu có tỷ lệ hài lòng thấp nhất", columns, parts, rows_of, notes=(ORDER, none))


def _tied(part: AnnualPart, items: Sequence[ItemFigures]) -> str:
    """That further items are as low as the last one shown, where they are."""
    codes = {one.code for one in items}
    last = items[-1].share if items else None
    others = [
        one.code
        for one in rated_items(part.report)
        if one.code not in codes
        and isinstance(one.share, Estimate)
        and isinstance(last, Estimate)
        and one.share.value == last.value
    ]
    return f"Câu {join_words(tuple(others))} cũng có tỷ lệ bằng câu cuối bảng." if others else ""


def distributions_table(parts: Parts) -> Table:
    """How the answers to each item fall, in counts."""
    labels = parts[0].report.option_labels
    columns = (
        Column("Mã", 0.8),
        Column("Câu hỏi", 4.6),
        *(Column(f"{value} – {label}", 1.1, "right") for value, label in enumerate(labels, start=1)),
        Column("Không áp dụng / không biết", 1.2, "right"),
        Column("Bỏ trống", 1, "right"),
    )

    def rows_of(part: AnnualPart) -> Iterator[Row]:
        for one in rated_items(part.report):
            found = one.distribution
            if isinstance(found, Suppressed):
                counts: tuple[Cell, ...] = (share_cell(found),) * (len(labels) + 2)
            else:
                counts = tuple(map(count_cell, (*found.counts, found.not_applicable, found.missing)))
            yield Row((one.code, one.text, *counts))

    note = withheld_note((one.share for part in parts for one in rated_items(part.report)), noun="câu hỏi")
    return table_of("distributions", "Phân bố câu trả lời", columns, parts, rows_of, notes=("Đơn vị: số phiếu.", note))


def _item_row(one: ItemFigures, text: str) -> Row:
    return Row(
        (
            one.code,
            text,
            base_cell(one.share),
            share_cell(one.share),
            share_limits_cell(one.share),
            score_cell(one.score),
            score_limits_cell(one.score),
        )
    )


def _expectation_code(part: AnnualPart) -> str:
    return next((one.code for one in part.questionnaire.percent_items), "")
