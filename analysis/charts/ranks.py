"""The ranks that the answers allow each unit: a line for what holds for all units at once, thicker for the unit alone.

There is no bare league table: a unit has a set of ranks, never one. Sets come from the report.
"""

from collections.abc import Collection

from matplotlib.figure import Figure

from analysis.charts import axes, paper_ranks, rows
from analysis.charts.groups import MOST_FLAT, Group, grouped
from analysis.charts.markup import at, element, escape, number
from analysis.charts.numbers import format_count
from analysis.charts.paper import say
from analysis.charts.rank_places import (
    FINDINGS,
    LOOKS,
    NOTES,
    RankedUnit,
    overview_runs,
    ranked_units,
    ranks_scale,
    ranks_sentence,
    set_phrase,
    set_places,
    standing_of,
    standing_words,
    unranked_units,
)
from analysis.charts.scale import Scale, rank_scale
from analysis.comparison_figures import Ranking
from analysis.estimates import Estimate
from analysis.reports import DepartmentReport, UnitFigures

LABEL = "Khoảng hạng của từng {noun}"
UNRANKED = "Không xếp hạng"
KEYS = {"set": "hạng có thể, tính cho mọi {noun} cùng lúc", "own": "hạng có thể, tính riêng một {noun}"}
SIDE = 1000  # of the overview's own measure


def describe_ranks(report: DepartmentReport, *, noun: str = "trường") -> str:
    """Return the finding of the chart in some sentences.

    Parameters
    ----------
    report : DepartmentReport
        The comparison.
    noun : str
        What a unit is called.

    Returns
    -------
    str
        How many units are certainly among the highest or the lowest, how many may be, how many are not ranked.
    """
    return ranks_sentence(report, noun=noun)


def svg_ranks(report: DepartmentReport, *, prefix: str = "ranks", noun: str = "trường") -> str:
    """Return the chart for screens: a row for each unit; of many, an overview and groups of rows that open.

    Parameters
    ----------
    report : DepartmentReport
        The comparison.
    prefix : str
        Begins every id in the chart.
    noun : str
        What a unit is called.

    Returns
    -------
    str
        A list with an inline SVG in each row, below a legend.
    """
    label = LABEL.format(noun=noun)
    ranked, ranking = ranked_units(report), report.ranking
    if not ranked or ranking is None:
        return rows.empty("ranks", label, describe_ranks(report, noun=noun), prefix=prefix)
    scale, words = ranks_scale(report), standing_words(ranking, noun=noun)
    is_long = len(report.units) > MOST_FLAT
    ticks = [(scale.place(tick), format_count(int(tick))) for tick in scale.ticks]
    head, foot = axes.labelled_axis(ticks), axes.labelled_axis(ticks, grid_of=prefix)
    written = [(one.standing, _row(one, scale, prefix)) for one in ranked]
    groups = [Group("", tuple(row for _, row in written))]
    if is_long:
        groups = [
            Group(_capitalised(words[key]), tuple(row for standing, row in written if standing == key), key in FINDINGS)
            for key in LOOKS
        ]
    without = tuple(
        rows.list_row(unit.name, "", element("span", escape(reason), class_="chart-withheld"), prefix=prefix)
        for unit, reason in unranked_units(report)
    )
    overview = _overview(ranked, scale, prefix=prefix, noun=noun) if is_long else ""
    parts = [_legend(ranking, noun), overview, *grouped([*groups, Group(UNRANKED, without)], head=head, foot=foot)]
    return rows.chart("ranks", label, parts, prefix=prefix)


def svg_rank_overview(
    report: DepartmentReport, *, prefix: str = "ranks", noun: str = "trường", picked: Collection[str] = ()
) -> str:
    """Return all sets at a glance, a column for each unit, for a page that has a table of them.

    Parameters
    ----------
    report : DepartmentReport
        The comparison.
    prefix : str
        Begins every id in the chart.
    noun : str
        What a unit is called.
    picked : collection of str
        Codes of units that the reader looks for: a line through each of their columns.

    Returns
    -------
    str
        A legend and an inline SVG.
    """
    label, ranked, ranking = LABEL.format(noun=noun), ranked_units(report), report.ranking
    if not ranked or ranking is None:
        return rows.empty("ranks", label, describe_ranks(report, noun=noun), prefix=prefix)
    places = [(place + 0.5) / len(ranked) for place, one in enumerate(ranked) if one.unit.code in picked]
    overview = _overview(ranked, ranks_scale(report), prefix=prefix, noun=noun, picked=places)
    return rows.chart("ranks", label, [_legend(ranking, noun), overview], prefix=prefix)


def svg_rank(unit: UnitFigures, ranking: Ranking | None) -> str:
    """Return the mark of one row of a table: both sets of a unit. Hidden from screen readers, as the row has the same in words.

    Parameters
    ----------
    unit : UnitFigures
        The unit.
    ranking : Ranking or None
        Of its comparison.

    Returns
    -------
    str
        An inline SVG as wide as its cell, "" for a unit without a set.
    """
    if unit.rank is None or ranking is None:
        return ""
    scale, rank = rank_scale(ranking.units), unit.rank
    look = LOOKS[standing_of(rank, ranking)]
    own = set_places(scale, rank.marginal_low, rank.marginal_high)
    marks = _line(set_places(scale, rank.low, rank.high), "chart-set") + _line(own, f"chart-own chart-{look}")
    return element("svg", marks, class_="chart-interval", width="100%", height=24, aria_hidden="true", focusable="false")


def draw_ranks(report: DepartmentReport, *, noun: str = "trường", heading: tuple[str, ...] = ()) -> Figure:
    """Return the chart for documents as one figure: a row for each unit if they fit on a page, else all sets at a glance.

    Parameters
    ----------
    report : DepartmentReport
        The comparison.
    noun : str
        What a unit is called.
    heading : tuple of str
        Lines above the chart that say whose it is.

    Returns
    -------
    matplotlib.figure.Figure
        At most as high as the text of a page. For every unit of a large department take `draw_ranks_pages`.
    """
    pages = draw_ranks_pages(report, noun=noun, heading=heading)
    return pages[0] if len(pages) == 1 else paper_ranks.draw_overview(report, noun=noun, heading=heading)


def draw_ranks_pages(report: DepartmentReport, *, noun: str = "trường", heading: tuple[str, ...] = ()) -> tuple[Figure, ...]:
    """Return the chart for documents with a row for each unit, as many figures as pages are needed.

    Parameters
    ----------
    report : DepartmentReport
        The comparison.
    noun : str
        What a unit is called.
    heading : tuple of str
        As in `draw_ranks`; it stands on every page.

    Returns
    -------
    tuple of matplotlib.figure.Figure
        At least one; all on one scale.
    """
    if not ranked_units(report):
        return (say(describe_ranks(report, noun=noun), heading=heading),)
    return paper_ranks.draw_pages(report, noun=noun, heading=heading)


def _row(one: RankedUnit, scale: Scale, prefix: str) -> str:
    rank, look = one.rank, LOOKS[one.standing]
    ends = set_places(scale, rank.low, rank.high)
    own = set_places(scale, rank.marginal_low, rank.marginal_high)
    marks = _line(ends, "chart-set") + _line(own, f"chart-own chart-{look}")
    share = one.unit.result
    value = element("strong", f"hạng {set_phrase(rank.low, rank.high)}", class_="chart-value")
    alone = element("span", f"(riêng {set_phrase(rank.marginal_low, rank.marginal_high)})", class_="chart-range")
    figure = element("span", f"{format_count(share.n)} phiếu" if isinstance(share, Estimate) else "", class_="chart-n")
    said = element("span", f"{value} {alone} {figure}", class_="chart-figure")
    note = element("span", NOTES[one.standing], class_=f"chart-note chart-{look}")
    return rows.list_row(one.unit.name, marks, rows.figures([said, note]), prefix=prefix)


def _line(ends: tuple[float, float], class_: str) -> str:
    return element("line", x1=at(ends[0]), x2=at(ends[1]), y1="50%", y2="50%", class_=class_)


def _legend(ranking: Ranking, noun: str) -> str:
    keys = []
    for kind, class_ in (("set", "chart-set"), ("own", "chart-own chart-plain")):
        swatch = element("svg", _line((0, 1), class_), class_="chart-swatch", width=20, height=14, aria_hidden="true")
        keys.append(element("li", f"{swatch} {escape(KEYS[kind].format(noun=noun))}", class_="chart-key"))
    tau = format_count(ranking.tau)
    said = f"hạng 1 là tỷ lệ hài lòng cao nhất; cao nhất, thấp nhất: {tau} {noun} ở mỗi đầu"
    keys.append(element("li", escape(said), class_="chart-key"))
    return element("ul", keys, class_="chart-legend")


def _overview(ranked: tuple[RankedUnit, ...], scale: Scale, *, prefix: str, noun: str, picked: Collection[float] = ()) -> str:
    """All sets beside each other, a column for each unit, rank 1 at the top; a line at the places that are picked."""
    shapes = []
    for kind in ("set", "own"):
        for look, corners in overview_runs(ranked, scale, is_marginal=kind == "own"):
            path = " ".join(f"{number(x * SIDE)} {number(y * SIDE)}" for x, y in corners)
            shapes.append(element("path", d=f"M{path}Z", class_=f"chart-columns-{kind} chart-{look}"))
    drawing = element(
        "svg", shapes, width="100%", height="100%", viewBox=f"0 0 {SIDE} {SIDE}", preserveAspectRatio="none", aria_hidden="true"
    )
    labels = [
        element("text", format_count(int(tick)), x=-8, y=at(scale.place(tick)), dy="0.35em", text_anchor="end")
        for tick in scale.ticks
    ]
    sought = [element("line", x1=at(x), x2=at(x), y1=0, y2="100%", class_="chart-sought", aria_hidden="true") for x in picked]
    counted = f"{format_count(len(ranked))} {noun}"
    title = element("title", escape(f"Khoảng hạng của {counted}, hạng 1 ở trên"), id=f"{prefix}-title")
    picture = element(
        "svg",
        [title, drawing, *sought, element("g", labels, class_="chart-ticks", aria_hidden="true")],
        class_="chart-overview",
        width="100%",
        height=200,
        overflow="visible",
        role="img",
        aria_labelledby=f"{prefix}-title",
    )
    return picture + element("p", escape(f"{counted}, mỗi {noun} một cột, xếp theo giữa khoảng hạng."), class_="chart-caption")


def _capitalised(text: str) -> str:
    return text[:1].upper() + text[1:]
