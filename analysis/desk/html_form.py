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
from analysis.charts.groups import MOST_FLAT
from analysis.charts.importance_places import has_limits
from analysis.charts.markup import element, escape
from analysis.charts.numbers import format_count
from analysis.charts.wording import overall_name
from analysis.desk.composing import Desk
from analysis.desk.insight_phrases import SCALES_CAPTION, SCALES_HEADER, SCALES_SENTENCE, scale_cells, sentences_on
from analysis.desk.notes import notes_of
from analysis.desk.phrases import (
    NOTHING_WITHHELD,
    NOUN,
    base_words,
    count_words,
    expectation_sentence,
    finding_of,
    flag_words,
    items_of,
    meeting_sentence,
    rank_words,
    score_words,
    share_words,
    title_of,
    verdict_word,
    verdict_words,
)
from analysis.estimates import Result, Verdict

POLICY: Final = "default-src 'none'; style-src 'unsafe-inline'"
VERDICT_CLASSES: Final[dict[Verdict | None, str]] = {"met": "verdict met", "missed": "verdict missed", "not shown": "verdict"}
RESULTS: Final = ("Kết quả", "Tỷ lệ hài lòng", "Điểm (1-5)", "Phiếu", "Kết luận")
UNITS: Final = ("Đơn vị", "Phiếu", "Được hỏi", "Tỷ lệ hài lòng", "Hạng", "Kết luận", "Ghi chú")
RANK: Final = "figures rank"
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
    parts += [_items(desk), _insights(desk), _units(desk), _notes(desk)]
    body = element("body", element("main", parts))
    return f'<!DOCTYPE html>\n<html lang="vi">\n{element("head", head)}\n{body}\n</html>\n'


def _style() -> str:
    chart = files("analysis.charts").joinpath("chart.css").read_text("utf-8")
    page = files("analysis.desk").joinpath("page.css").read_text("utf-8")
    return f"{page}\n{chart}"


def _dimensions(desk: Desk) -> str:
    report = desk.department
    whole = desk.units[0] if len(desk.units) == 1 else report
    rows = [_row(f"{part.code}. {part.title}", part.share, part.score, part.verdict) for part in report.dimensions]
    rows.append(_row("Toàn phiếu", report.total, report.total_score, report.verdict, is_whole=True))
    table = _table("Kết quả theo lĩnh vực", ["Lĩnh vực", *RESULTS[1:]], rows, numbers=(1, 2, 3))
    sentence = expectation_sentence(desk)
    expected = element("p", escape(sentence)) if sentence else ""
    said = element("p", escape(describe_dimensions(whole)))
    return _section("Kết quả theo lĩnh vực", [said, _panel(svg_dimensions(whole)), expected, table])


def _items(desk: Desk) -> str:
    overall = desk.department.overall
    rows = []
    for item in items_of(desk):
        name = overall_name(item.code) if item is overall else f"{item.code}. {item.text}"
        rows.append(_row(name, item.share, item.score))
    parts = []
    if len(desk.units) == 1:
        unit = desk.units[0]
        parts = [element("p", escape(describe_distributions(unit))), _panel(svg_distributions(unit))]
    table = _table("Kết quả từng câu", ["Câu", *RESULTS[1:-1]], rows, numbers=(1, 2, 3))
    return _section("Kết quả từng câu", [*parts, table])


def _comparison(desk: Desk) -> str:
    """The units beside each other. Of many, intervals are left to the table of units, which has the same figures."""
    report = desk.department
    where = "Kết quả của từng đơn vị ở bảng cuối trang." if _is_long(desk) else ""
    said = " ".join(filter(None, (describe_units(report, noun=NOUN), meeting_sentence(desk), where)))
    charts = [
        ("Từng đơn vị", said, "" if _is_long(desk) else svg_units(report, noun=NOUN)),
        ("Khác mức chung", describe_funnel(report, noun=NOUN), svg_funnel(report, noun=NOUN)),
        ("So với chỉ tiêu", describe_target_funnel(report, noun=NOUN), svg_target_funnel(report, noun=NOUN)),
    ]
    if report.ranking is not None:
        charts.append(("Khoảng hạng", describe_ranks(report, noun=NOUN), svg_ranks(report, noun=NOUN)))
    charts.append(("Từng lĩnh vực", describe_heat_map(desk.grid, noun=NOUN), svg_heat_map(desk.grid, noun=NOUN)))
    drawn = (
        element("h3", escape(heading)) + element("p", escape(sentence)) + _panel(chart) for heading, sentence, chart in charts
    )
    return _section("So sánh các đơn vị", [*drawn])


def _is_long(desk: Desk) -> bool:
    return len(desk.units) > MOST_FLAT


def _units(desk: Desk) -> str:
    ranks = {unit.code: unit.rank for unit in desk.department.units}
    rows = []
    for report in desk.units:
        result = report.index_share
        counts = [count_words(report.forms), count_words(report.eligible), share_words(result)]
        cells: list[Cell] = [(text, NUMBERS) for text in counts]
        cells.append((rank_words(ranks[report.unit_code]), RANK))
        cells.append((verdict_words(report), VERDICT_CLASSES.get(report.verdict)))
        cells.append((flag_words(result), "remark"))
        rows.append(_cells(report.unit_code, cells, UNITS))
    table = _table("Tỷ lệ hài lòng toàn phiếu của từng đơn vị", UNITS, rows, numbers=(1, 2, 3, 4))
    if _is_long(desk):
        opens = element("summary", f"Xem bảng {format_count(len(rows))} {NOUN}", class_="chart-summary")
        table = element("details", [opens, table], class_="chart-group")
    return _section("Số liệu từng đơn vị", [table])


def _insights(desk: Desk) -> str:
    """What goes with satisfaction, how well dimensions measure, and how far to trust the forms."""
    insight = desk.insights.department
    parts: list[str] = []
    if insight.drivers is not None:
        parts.append(element("p", escape(describe_importance(insight.drivers))))
        if insight.drivers.drivers and has_limits(insight.drivers.drivers):
            parts.append(_panel(svg_importance(insight.drivers)))
    parts += [element("p", escape(sentence)) for sentence in sentences_on(insight)]
    rows = [
        _cells(f"{scale.code}. {scale.title}", [(forms, NUMBERS), (alpha, NUMBERS), (remark, "remark")], SCALES_HEADER)
        for scale in insight.reliability
        for forms, alpha, remark in [scale_cells(scale)]
    ]
    if rows:
        parts.append(element("p", escape(SCALES_SENTENCE)))
        parts.append(_table(SCALES_CAPTION, SCALES_HEADER, rows, numbers=(1, 2)))
    return _section("Nên cải thiện điều gì trước, tin phiếu đến đâu", parts)


def _notes(desk: Desk) -> str:
    lines = [element("li", escape(note)) for note in notes_of(desk)]
    return _section("Cách đọc và cách tính", [element("ul", lines, class_="notes")])


def _section(heading: str, parts: Sequence[str]) -> str:
    return "\n" + element("section", [element("h2", escape(heading)), *parts])


def _panel(chart: str) -> str:
    """A chart in its frame; nothing for one that only repeats the sentence above it."""
    return "" if not chart or 'class="chart-empty"' in chart else element("div", chart, class_="panel")


def _row(name: str, share: Result, score: Result, *conclusion: Verdict | None, is_whole: bool = False) -> str:
    """A row of `RESULTS`, with a conclusion or without that column."""
    cells: list[Cell] = [(text, NUMBERS) for text in (share_words(share), score_words(score), base_words(share))]
    cells += [(verdict_word(verdict), VERDICT_CLASSES.get(verdict)) for verdict in conclusion]
    return _cells(name, cells, RESULTS[: len(cells) + 1], class_="whole" if is_whole else None)


def _cells(name: str, cells: Sequence[Cell], header: Sequence[str], *, class_: str | None = None) -> str:
    inside = [
        element("td", _value_and_range(text) if kind == NUMBERS else escape(text), role="cell", class_=kind, data_column=head)
        for (text, kind), head in zip(cells, header[1:], strict=True)
    ]
    head = element("th", escape(name), scope="row", role="rowheader")
    return element("tr", [head, *inside], role="row", class_=class_) + "\n"


def _value_and_range(words: str) -> str:
    """A figure that may break before its limits and nowhere else; words in its place break as words do."""
    value, bracket, limits = words.partition(" (")
    if not bracket:
        return escape(words)
    return f"{element('span', escape(value), class_='value')} {element('span', escape(f'({limits}'), class_='value range')}"


def _table(caption: str, header: Sequence[str], rows: Sequence[str], *, numbers: Sequence[int]) -> str:
    """A table that scrolls by itself where it is too wide; `numbers` are the columns of figures.

    On a phone the cells of a row stand below its name, each with the head of its column, so every part has its role.
    """
    heads = [
        element("th", escape(text), scope="col", role="columnheader", class_=NUMBERS if k in numbers else None)
        for k, text in enumerate(header)
    ]
    parts = [
        element("caption", element("span", escape(caption), class_="caption")),
        element("thead", element("tr", heads, role="row"), role="rowgroup"),
        element("tbody", rows, role="rowgroup"),
    ]
    table = element("table", parts, role="table")
    return element("div", table, class_="scroll", tabindex=0, role="region", aria_label=f"Bảng: {caption}")
