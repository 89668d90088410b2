"""What goes with satisfaction on the whole, as blocks of any report: a chart and a table for each instrument. Computes "
"nothing."""

from collections.abc import Iterator, Sequence
from typing import Final

from analysis.charts import describe_importance, draw_importance_pages, svg_importance
from analysis.charts.numbers import format_count
from analysis.charts.wording import bind_numbers
from analysis.insight_figures import DriversReport
from survey_app.documents.listing import join_words
from survey_app.documents.model import Block, Chart, Column, Row, Table, item, plain
from survey_app.documents.outlines import outlines_of
from survey_app.documents.priorities import importance_cells
from survey_app.documents.report_words import lowered
from survey_app.results.annual_figures import AnnualPart

NO_DRIVERS: Final = "Chưa đủ đơn vị và phiếu, hoặc mối gắn còn yếu, nên không nêu yếu tố."


Known = Sequence[tuple[AnnualPart, DriversReport | None]]


def driver_sentences(known: Known) -> Iterator[Block]:
    """What goes much with satisfaction on the whole and has few satisfied people, by instrument; the others named once."""
    told = {}
    for part, found in known:
        if found is not None and _is_shown(found):
            told[part.questionnaire.short_title] = _first(found)
    for title, first in told.items():
        yield item(bind_numbers(f"{title}: {first}."))
    without = tuple(part.questionnaire.short_title for part, _ in known if part.questionnaire.short_title not in told)
    if without and told:
        yield item(f"{join_words(without)}: {lowered(NO_DRIVERS)}")
    elif without:
        yield plain(NO_DRIVERS)
    if told:
        yield plain("Đây là mức gắn với nhau tính trên mọi đơn vị của Sở, không phải nguyên nhân.")


def driver_blocks(part: AnnualPart, found: DriversReport | None) -> Iterator[Block]:
    """The chart and the table of an instrument that has drivers with limits."""
    if found is not None and _is_shown(found):
        yield importance_chart(part, found)
        yield importance_table(part, found)


def _is_shown(found: DriversReport) -> bool:
    """Whether any importance has limits: of a single unit there are none, and a number without is not said."""
    return any(one.low is not None for one in found.drivers)


def _first(found: DriversReport) -> str:
    first = [one for one in (*found.drivers, *found.items) if one.quadrant == "improve first"]
    if not first:
        return "không nội dung nào vừa gắn nhiều với hài lòng chung vừa ít hài lòng mà các khoảng đều nói rõ"
    named = join_words(tuple(f"“{one.title}”" for one in first[:3]))
    many = f" và {format_count(len(first) - 3)} nội dung khác" if len(first) > 3 else ""
    return f"gắn nhiều với hài lòng chung mà còn ít hài lòng: {named}{many}"


def importance_chart(part: AnnualPart, drivers: DriversReport) -> Chart:
    """The dimensions by importance and share."""
    return Chart(
        title=f"Tầm quan trọng và tỷ lệ hài lòng của từng lĩnh vực, {lowered(part.questionnaire.short_title)}",
        alt=describe_importance(drivers),
        outlines=outlines_of(lambda: draw_importance_pages(drivers)),
        drawing=lambda: svg_importance(drivers, prefix=f"importance-{part.questionnaire.code.lower()}"),
    )


def importance_table(part: AnnualPart, drivers: DriversReport) -> Table:
    """The dimensions, each with its items, by their part in what explains satisfaction on the whole."""
    columns = (
        Column("Mã", 0.8),
        Column("Lĩnh vực, câu", 5),
        Column("Tầm quan trọng", 1.4, "right"),
        Column("Khoảng 95% của tầm quan trọng", 1.8, "right", is_interval=True),
    )
    rows = [
        Row((one.code, one.title, *importance_cells(one)), is_strong=one in drivers.drivers)
        for driver in drivers.drivers
        for one in (driver, *(each for each in drivers.items if each.code.startswith(driver.code)))
    ]
    counts = bind_numbers(f"{format_count(drivers.units)} đơn vị, {format_count(drivers.forms)} phiếu trả lời đủ")
    note = f"Tính trên {counts}; là mức gắn với nhau, không phải nguyên nhân."
    title = f"Tầm quan trọng, {lowered(part.questionnaire.short_title)}"
    return Table(f"importance-{part.questionnaire.code}", title, columns, tuple(rows), (note,))
