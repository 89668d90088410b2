"""Which items to improve first, each with the evidence for it. Chooses by words that `analysis` has said; computes nothing."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from analysis.charts.numbers import DASH, format_count, format_share, format_share_range, format_target
from analysis.charts.wording import bind_numbers
from analysis.estimates import Estimate
from analysis.insight_figures import Driver, DriversReport
from analysis.reports import ItemFigures
from analysis.verdicts import verdict_of
from survey_app.documents.annual_words import lowest_items
from survey_app.documents.figures import base_cell, share_cell, share_limits_cell
from survey_app.documents.item_tables import ORDER
from survey_app.documents.model import Absent, Cell, Column, Limits, Number, Row, Table
from survey_app.documents.part_tables import interval_of
from survey_app.documents.report_words import AMONG, among_answered, lowered, rated_items
from survey_app.results.annual_figures import AnnualPart

NOT_WEIGHED: Final = "chưa đủ đơn vị và phiếu để tính tầm quan trọng"
MOST: Final = 8  # a list that nobody can act on is no list


@dataclass(frozen=True)
class Priority:
    """An item, what it has to do with satisfaction on the whole over all units (None where unknown), and why it is here."""

    item: ItemFigures
    importance: Driver | None
    reasons: tuple[str, ...]


def find_priorities(part: AnnualPart, drivers: DriversReport | None) -> tuple[Priority, ...]:
    """The items with a reason, those with most reasons first, then the lowest shares."""
    known = {one.code: one for one in drivers.items} if drivers else {}
    lowest = {one.code for one in lowest_items(part.report)}
    found = [
        Priority(one, known.get(one.code), tuple(_reasons(one, part, known.get(one.code), is_low=one.code in lowest)))
        for one in rated_items(part.report)
        if isinstance(one.share, Estimate) and not _is_overall(one, part)
    ]
    with_reasons = [one for one in found if one.reasons]
    return tuple(sorted(with_reasons, key=_order)[:MOST])


def priorities_table(part: AnnualPart, priorities: tuple[Priority, ...], drivers: DriversReport | None = None) -> Table:
    """The items to improve first with their figures, what they weigh, and the reasons; `drivers` say what that rests on."""
    columns = (
        Column("Câu", 0.7),
        Column("Nội dung", 3.2),
        Column("Số câu trả lời", 1, "right"),
        Column("Tỷ lệ hài lòng", 1, "right"),
        Column(interval_of((part,)), 1.6, "right", is_interval=True),
        Column("Tầm quan trọng", 1.1, "right"),
        Column("Khoảng 95% của tầm quan trọng", 1.5, "right", is_interval=True),
        Column("Lý do", 3),
    )
    rows = tuple(
        Row(
            (
                one.item.code,
                one.item.text,
                base_cell(one.item.share),
                share_cell(one.item.share),
                share_limits_cell(one.item.share),
                *importance_cells(one.importance),
                "; ".join(one.reasons),
            )
        )
        for one in priorities
    )
    weighed = [one.importance is not None and one.importance.low is not None for one in priorities]
    counts = f", {format_count(drivers.units)} đơn vị, {format_count(drivers.forms)} phiếu trả lời đủ" if drivers else ""
    meaning = (
        "Tầm quan trọng: phần của một câu trong những gì giải thích được hài lòng chung, tính trên mọi đơn vị của "
        f"Sở{counts}; đó là mức gắn với nhau, không phải nguyên nhân."
    )
    notes = (
        bind_numbers(meaning) if any(weighed) else "",
        "" if all(weighed) else f"Dấu “{DASH}”: {NOT_WEIGHED}.",
        ORDER,
        f"Mọi lý do chỉ nói {AMONG}." if among_answered(part.report.index_share, part.collection) else "",
    )
    title = f"Câu nên cải thiện trước, {lowered(part.questionnaire.short_title)}"
    return Table(f"priorities-{part.questionnaire.code}", title, columns, rows, tuple(filter(None, notes)))


def importance_cells(driver: Driver | None) -> tuple[Cell, Cell]:
    """A part of the explained variance with its limits; nothing without limits, for no number stands alone."""
    if driver is None or driver.low is None or driver.high is None:
        return Absent(DASH, NOT_WEIGHED), Absent(DASH, NOT_WEIGHED)
    limits = Limits(driver.low, driver.high, format_share_range(driver.low, driver.high), "share")
    return Number(driver.importance, format_share(driver.importance), "share"), limits


def _reasons(one: ItemFigures, part: AnnualPart, driver: Driver | None, *, is_low: bool) -> Iterator[str]:
    assert isinstance(one.share, Estimate)
    if verdict_of(one.share, part.report.target) == "missed":
        yield f"không đạt chỉ tiêu {format_target(part.report.target)}"
    if part.earlier is not None:
        change = next((row.change for row in part.earlier.change.rows if row.code == one.code), None)
        if change is not None and change.word == "fallen":
            yield "giảm so với đợt trước"
    if driver is not None and driver.quadrant == "improve first":
        yield "gắn nhiều với hài lòng chung mà còn ít hài lòng ở các đơn vị của Sở"
    if is_low:
        yield "trong các câu có tỷ lệ thấp nhất của đơn vị"


def _is_overall(one: ItemFigures, part: AnnualPart) -> bool:
    return part.report.overall is not None and one.code == part.report.overall.code


def _order(one: Priority) -> tuple[int, float]:
    assert isinstance(one.item.share, Estimate)
    return -len(one.reasons), one.item.share.value
