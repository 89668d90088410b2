"""The comparison of units, view by view, each at an address of its own, with its chart and its table to take away."""

from collections import Counter
from collections.abc import Callable
from typing import Any, Final, Literal

from flask import Response, abort, render_template, request
from flask.typing import ResponseReturnValue

from analysis.charts import (
    describe_importance,
    draw_benchmarks,
    draw_changes,
    draw_funnel,
    draw_heat_map,
    draw_importance,
    draw_ranks,
    draw_target_funnel,
    draw_units,
    format_count,
    svg_importance,
    to_png,
)
from analysis.charts.benchmark_rows import WORDS as BENCHMARK_WORDS
from analysis.charts.benchmark_rows import material_points, no_benchmark_phrase
from analysis.charts.change_rows import WORDS as CHANGE_WORDS
from analysis.charts.change_rows import material_phrase, reason_phrase
from analysis.charts.importance_places import Level, drivers_of, has_limits, importance_phrase, quadrant_word
from analysis.charts.wording import INDEX
from analysis.comparison_figures import GridRow
from analysis.reports import DriversReport
from survey_app.exports.comparison_tables import build_table, table_to_csv, table_to_xlsx
from survey_app.results.comparison import DRAWS, NoChange
from survey_app.views import comparison_content, comparison_page
from survey_app.views.campaign_scope import is_provisional, timing_of
from survey_app.views.comparison_choice import FILES, VIEWS, WITHOUT_MEASURE, WITHOUT_UNITS, View
from survey_app.views.comparison_content import Content
from survey_app.views.comparison_found import Found, get_found
from survey_app.views.comparison_page import ComparisonPage
from survey_app.views.department import blueprint
from survey_app.views.downloads import send_download

MOST_BESIDE: Final = 3  # units whose shares stand beside those of all
LEVELS: Final = {"dimensions": "Lĩnh vực", "items": "Câu hỏi"}
NO_CHANGE_WORDS: Final[dict[NoChange, str]] = {
    "first": "Chưa có đợt trước để so: phiếu này chưa được dùng trong đợt nào đã kết thúc trước đợt này.",
    "another convention": "Không so được với đợt trước, vì hai đợt gộp câu trả lời theo hai cách khác nhau: khác biệt sẽ là "
    "của cách tính chứ không phải của các đơn vị.",
    "another measure": "Đợt trước không có số liệu của lĩnh vực hay câu hỏi này.",
}
_FURTHER: Final = "any(target, intervals, ranks, dimensions, change, drivers, benchmark)"
_EVERY: Final = "any(funnel, target, intervals, ranks, dimensions, change, drivers, benchmark)"
_CONTENTS: Final[dict[View, Callable[..., Content]]] = {
    "funnel": comparison_content.funnel_content,
    "target": comparison_content.target_content,
    "intervals": comparison_content.intervals_content,
    "ranks": comparison_content.ranks_content,
    "benchmark": comparison_content.benchmark_content,
}
_DRAWINGS: Final[dict[View, Callable[..., Any]]] = {
    "funnel": draw_funnel,
    "target": draw_target_funnel,
    "intervals": draw_units,
    "ranks": draw_ranks,
    "benchmark": draw_benchmarks,
}


@blueprint.get("/campaigns/<campaign_code>/comparison", defaults={"view": "funnel"})
@blueprint.get(f"/campaigns/<campaign_code>/comparison/<{_FURTHER}:view>")
def comparison(campaign_code: str, view: View) -> ResponseReturnValue:
    """The units that answer one instrument, seen in one way."""
    found = get_found(campaign_code, view)
    choice, questionnaire, report, noun = found.choice, found.questionnaire, found.report, found.noun
    measure = report.measure_title if report and report.measure_code else ""
    units = None if report is None or view in WITHOUT_UNITS else len(report.units)
    content = _content(found)
    page = content and comparison_page.build_page(content, choice, found.participations)
    return render_template(
        "department/comparison.html",
        campaign=found.campaign,
        found=found,
        choice=choice,
        views=VIEWS,
        heading=comparison_page.heading_of(view, questionnaire, measure, units=units, noun=noun),
        timing=timing_of(found.campaign),
        is_open=is_provisional(found.campaign),
        questionnaire=questionnaire,
        has_measure=view not in WITHOUT_MEASURE,
        kinds=[(kind, comparison_page.KIND_NAMES[kind]) for kind in found.kinds],
        noun=noun,
        report=report,
        not_shown=found.not_shown,
        page=page,
        headlines=report and comparison_page.build_headlines(report, noun=noun),
        drivers=_driver_tables(found.drivers, page) if found.drivers and page else (),
        notes=report and comparison_page.build_notes(questionnaire, report.convention, noun=noun, access=found.access),
        **_words(found),
    )


def _words(found: Found) -> dict[str, Any]:
    """Words and small functions that some of the views print with."""
    choice, report = found.choice, found.report
    kept = choice.address(view="funnel", group="", name="", page=1)
    return {
        "tiers": comparison_content.TIERS,
        "short_tiers": comparison_content.SHORT_TIERS,
        "tier_counts": Counter(unit.position for unit in report.units) if report is not None else {},
        "target_words": comparison_content.TARGET_WORDS,
        "change_words": CHANGE_WORDS,
        "change_reason": reason_phrase,
        "material_phrase": material_phrase,
        "no_change_words": NO_CHANGE_WORDS,
        "benchmark_words": BENCHMARK_WORDS,
        "benchmark_reason": no_benchmark_phrase,
        "material_points": material_points(),
        "full_draws": DRAWS,
        "index_name": INDEX,
        "parts_address": kept,
    }


@blueprint.get(f"/campaigns/<campaign_code>/comparison/<{_EVERY}:view>.<any(csv, xlsx):form>")
def comparison_table(campaign_code: str, view: View, form: Literal["csv", "xlsx"]) -> Response:
    """The table of a view for a spreadsheet: all units of the scope, or of the commune that was chosen."""
    found = get_found(campaign_code, view)
    table = build_table(view, found.report, found.grid, found.change, found.drivers, access=found.access)
    if table is None or not found.has_file:
        abort(404)
    name = f"{_file_name(found)}.{form}"
    if form == "csv":
        data = table_to_csv(table)
    else:
        data = table_to_xlsx(table, title=found.questionnaire.title, made_on=found.campaign.closes_on)
    return send_download(data, name, action="download-comparison", subject=name)


@blueprint.get("/campaigns/<campaign_code>/comparison.csv")
def comparison_csv(campaign_code: str) -> Response:
    """The figures of all units at the address that spreadsheets and bookmarks of earlier releases have."""
    return comparison_table(campaign_code, "intervals", "csv")


@blueprint.get(f"/campaigns/<campaign_code>/comparison/<{_EVERY}:view>.png")
def comparison_chart(campaign_code: str, view: View) -> Response:
    """The chart of a view as a picture for a document, which says by itself what is compared, in which campaign."""
    found = get_found(campaign_code, view)
    report, noun = found.report, found.noun
    if report is None or not found.has_file:
        abort(404)
    state = ", kết quả tạm thời" if is_provisional(found.campaign) else ""
    counted = "" if view in WITHOUT_UNITS else f", {format_count(len(report.units))}\N{NO-BREAK SPACE}{noun}"
    heading = (
        f"{comparison_page.measure_name(report)} – {found.questionnaire.short_title}",
        f"{found.campaign.name}{state}{counted}",
    )
    if view == "dimensions":
        figure = draw_heat_map(found.grid, noun=noun, heading=heading)  # type: ignore[arg-type]
    elif view == "change":
        figure = draw_changes(found.change, noun=noun, heading=heading)  # type: ignore[arg-type]
    elif view == "drivers":
        figure = draw_importance(found.drivers, level=_level(), heading=heading)  # type: ignore[arg-type]
    else:
        figure = _DRAWINGS[view](report, noun=noun, heading=heading)
    name = f"{_file_name(found)}.png"
    return send_download(to_png(figure), name, action="download-chart", subject=name)


def _content(found: Found) -> Content | None:
    view, noun = found.choice.view, found.noun
    if found.report is None or not found.report.units:
        return None
    if view == "dimensions":
        return comparison_content.dimensions_content(found.grid, noun=noun) if found.grid else None
    if view == "change":
        return comparison_content.change_content(found.change, noun=noun) if found.change else None
    if view == "drivers":
        return comparison_content.drivers_content(found.report, found.grid) if found.drivers else None
    return _CONTENTS[view](found.report, noun=noun)


def _level() -> Level:
    return "items" if request.args.get("level") == "items" else "dimensions"


def _driver_tables(drivers: DriversReport, page: ComparisonPage) -> tuple[dict[str, Any], ...]:
    """The drivers, dimensions and then items: the finding, the chart, and where they have limits the rows of their table.

    Dimensions have the share of each unit that the reader looks for beside that of all.
    """
    beside = page.rows if 0 < page.picked <= MOST_BESIDE else ()
    sought = [(row.name, row.figures.shares) for row in beside if isinstance(row.figures, GridRow)]
    levels: tuple[Level, ...] = ("dimensions", "items") if drivers.items else ("dimensions",)
    tables = []
    for level in levels:
        ordered = drivers_of(drivers, level)
        shown = sought if level == "dimensions" else []
        places = {one.code: place for place, one in enumerate(drivers.drivers)}  # as the grid has them, too
        rows = [
            {
                "driver": one,
                "importance": importance_phrase(one),
                "quadrant": quadrant_word(one),
                "beside": [shares[places[one.code]] for _, shares in shown],
            }
            for one in ordered
        ]
        tables.append(
            {
                "level": level,
                "title": LEVELS[level],
                "sentence": describe_importance(drivers, level=level),
                "chart": svg_importance(drivers, level=level, prefix=f"importance-{level}") if ordered else "",
                "rows": rows if ordered and has_limits(ordered) else [],
                "beside": [name for name, _ in shown],
            }
        )
    return tuple(tables)


def _file_name(found: Found) -> str:
    choice = found.choice
    measure = "" if choice.view in WITHOUT_MEASURE else choice.measure
    level = "cau-hoi" if choice.view == "drivers" and _level() == "items" else ""
    return "-".join(filter(None, (FILES[choice.view], found.campaign.code, choice.instrument, measure, level)))
