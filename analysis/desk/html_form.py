"""The reports of a desk as one page that needs nothing else: no script, no file beside it, nothing from a network.

Knows sections and tables; must not compute. Every text from a file is escaped by `charts.markup`.
"""

from collections.abc import Sequence
from importlib.resources import files
from typing import Final

from analysis.charts import (
    describe_dimensions,
    describe_distributions,
    describe_funnel,
    describe_heat_map,
    describe_importance,
    describe_ranks,
    describe_target_funnel,
    describe_units,
    svg_dimensions,
    svg_distributions,
    svg_funnel,
    svg_heat_map,
    svg_importance,
    svg_ranks,
    svg_target_funnel,
    svg_units,
)
from analysis.charts.markup import element, escape
from analysis.charts.wording import overall_name
from analysis.desk.composing import Desk
from analysis.desk.insight_phrases import scale_cells, sentences_on
from analysis.desk.phrases import (
    NOTHING_WITHHELD,
    count_words,
    finding_of,
    flag_words,
    items_of,
    notes_of,
    rank_words,
    score_words,
    share_words,
    title_of,
    verdict_word,
    verdict_words,
)
from analysis.estimates import Verdict

NOUN: Final = "đơn vị"
POLICY: Final = "default-src 'none'; style-src 'unsafe-inline'"
VERDICT_CLASSES: Final[dict[Verdict | None, str]] = {"met": "verdict met", "missed": "verdict missed", "not shown": "verdict"}
NUMBERS: Final = "figures"  # class of a cell that is aligned on the right

Cell = tuple[str, str | None]  # text and class


def to_html(desk: Desk) -> str:
    """Writes everything as a page.

    Parameters
    ----------
    desk : Desk

    Returns
    -------
    str
        A document in HTML; the same reports give the same text.
    """
    title = escape(title_of(desk))
    head = [
        '<meta charset="utf-8">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">',
        element("title", title),
        element("style", _style()),
    ]
    parts = [element("h1", title)]
    if desk.settings.shows_all:
        parts.append(element("p", escape(NOTHING_WITHHELD), class_="notice"))
    parts.append(element("p", escape(finding_of(desk)), class_="finding"))
    parts.append(_dimensions(desk))
    if len(desk.units) > 1:
        parts.append(_comparison(desk))
    parts += [_units(desk), _items(desk), _insights(desk), _notes(desk)]
    body = element("body", element("main", parts))
    return f'<!DOCTYPE html>\n<html lang="vi">\n{element("head", head)}\n{body}\n</html>\n'


def _style() -> str:
    chart = files("analysis.charts").joinpath("chart.css").read_text("utf-8")
    page = files("analysis.desk").joinpath("page.css").read_text("utf-8")
    return f"{page}\n{chart}"


def _dimensions(desk: Desk) -> str:
    report = desk.department
    whole = desk.units[0] if len(desk.units) == 1 else report
    rows = [
        _row(f"{part.code}. {part.title}", [share_words(part.share), score_words(part.score)], part.verdict)
        for part in report.dimensions
    ]
    rows.append(
        _row(
            "Toàn phiếu",
            [share_words(report.total), score_words(report.total_score)],
            report.verdict,
            is_whole=True,
        )
    )
    table = _table("Kết quả theo lĩnh vực", ["Lĩnh vực", "Tỷ lệ hài lòng", "Điểm (1-5)", "Kết luận"], rows, numbers=(1, 2))
    expected = ""
    if report.expectation is not None:
        words = score_words(report.expectation, decimals=1, sign="%")
        expected = element("p", escape(f"Mức độ đáp ứng mong đợi: {words}."))
    said = element("p", escape(describe_dimensions(whole)))
    return _section("Kết quả theo lĩnh vực", [said, _panel(svg_dimensions(whole)), expected, table])


def _items(desk: Desk) -> str:
    overall = desk.department.overall
    rows = []
    for item in items_of(desk):
        name = overall_name(item.code) if item is overall else f"{item.code}. {item.text}"
        rows.append(_row(name, [share_words(item.share), score_words(item.score)]))
    parts = []
    if len(desk.units) == 1:
        unit = desk.units[0]
        parts = [element("p", escape(describe_distributions(unit))), _panel(svg_distributions(unit))]
    table = _table("Kết quả từng câu", ["Câu", "Tỷ lệ hài lòng", "Điểm (1-5)"], rows, numbers=(1, 2))
    return _section("Kết quả từng câu", [*parts, table])


def _comparison(desk: Desk) -> str:
    report = desk.department
    charts = [
        (describe_units(report, noun=NOUN), svg_units(report, noun=NOUN)),
        (describe_funnel(report, noun=NOUN), svg_funnel(report, noun=NOUN)),
        (describe_target_funnel(report, noun=NOUN), svg_target_funnel(report, noun=NOUN)),
    ]
    if report.ranking is not None:
        charts.append((describe_ranks(report, noun=NOUN), svg_ranks(report, noun=NOUN)))
    charts.append((describe_heat_map(desk.grid, noun=NOUN), svg_heat_map(desk.grid, noun=NOUN)))
    drawn = (element("p", escape(said)) + _panel(chart) for said, chart in charts)
    return _section("So sánh các đơn vị", [*drawn])


def _units(desk: Desk) -> str:
    ranks = {unit.code: unit.rank for unit in desk.department.units}
    rows = []
    for report in desk.units:
        result = report.index_share
        counts = [count_words(report.forms), count_words(report.eligible), share_words(result)]
        cells: list[Cell] = [(text, NUMBERS) for text in (*counts, rank_words(ranks[report.unit_code]))]
        cells.append((verdict_words(report), VERDICT_CLASSES.get(report.verdict)))
        cells.append((flag_words(result), "remark"))
        rows.append(_cells(report.unit_code, cells))
    header = ["Đơn vị", "Phiếu", "Được hỏi", "Tỷ lệ hài lòng", "Hạng", "Kết luận", "Ghi chú"]
    return _section("Số liệu từng đơn vị", [_table("Tỷ lệ hài lòng toàn phiếu", header, rows, numbers=(1, 2, 3, 4))])


def _insights(desk: Desk) -> str:
    """What goes with satisfaction, how well dimensions measure, and how far to trust the forms."""
    insight = desk.insights.department
    parts: list[str] = []
    if insight.drivers is not None:
        parts.append(element("p", escape(describe_importance(insight.drivers))))
        if insight.drivers.drivers:
            parts.append(_panel(svg_importance(insight.drivers)))
    parts += [element("p", escape(sentence)) for sentence in sentences_on(insight)]
    rows = [
        _cells(f"{scale.code}. {scale.title}", [(text, NUMBERS) for text in (forms, alpha, omega)] + [(remark, "remark")])
        for scale in insight.reliability
        for forms, alpha, omega, remark in [scale_cells(scale)]
    ]
    if rows:
        header = ["Lĩnh vực", "Phiếu đủ câu", "Alpha", "Omega", "Ghi chú"]
        parts.append(_table("Các câu của mỗi lĩnh vực có đo cùng một điều không", header, rows, numbers=(1, 2, 3)))
    return _section("Nên cải thiện điều gì trước, tin phiếu đến đâu", parts)


def _notes(desk: Desk) -> str:
    lines = [element("li", escape(note)) for note in notes_of(desk)]
    return _section("Cách đọc và cách tính", [element("ul", lines, class_="notes")])


def _section(heading: str, parts: Sequence[str]) -> str:
    return "\n" + element("section", [element("h2", escape(heading)), *parts])


def _panel(chart: str) -> str:
    return element("div", chart, class_="panel")


def _row(name: str, figures: Sequence[str], verdict: Verdict | None = None, *, is_whole: bool = False) -> str:
    cells: list[Cell] = [(text, NUMBERS) for text in figures]
    if verdict:
        cells.append((verdict_word(verdict), VERDICT_CLASSES.get(verdict)))
    return _cells(name, cells, class_="whole" if is_whole else None)


def _cells(name: str, cells: Sequence[Cell], *, class_: str | None = None) -> str:
    inside = [element("td", _value_and_range(text) if kind == NUMBERS else escape(text), class_=kind) for text, kind in cells]
    return element("tr", [element("th", escape(name), scope="row"), *inside], class_=class_) + "\n"


def _value_and_range(words: str) -> str:
    """A figure that may break before its limits and nowhere else; words in its place break as words do."""
    value, bracket, limits = words.partition(" (")
    if not bracket:
        return escape(words)
    return f"{element('span', escape(value), class_='value')} {element('span', escape(f'({limits}'), class_='value range')}"


def _table(caption: str, header: Sequence[str], rows: Sequence[str], *, numbers: Sequence[int]) -> str:
    """A table that scrolls by itself where the screen is narrow; `numbers` are the columns of figures."""
    heads = [
        element("th", escape(text), scope="col", class_=NUMBERS if k in numbers else None) for k, text in enumerate(header)
    ]
    parts = [
        element("caption", escape(caption)),
        element("thead", element("tr", heads)),
        element("tbody", rows),
    ]
    return element("div", element("table", parts), class_="scroll", tabindex=0, role="region", aria_label=f"Bảng: {caption}")
