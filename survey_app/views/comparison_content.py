"""What each view of the comparison holds: its finding, its chart, a line for each unit. Reports in, pictures and lines out.

A line is drawn only if it stands on the page that is asked for: of a thousand units a page shows fifty.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from typing import Final

from analysis.benchmarks import MATERIAL
from analysis.charts import (
    comparison_bounds,
    describe_benchmarks,
    describe_changes,
    describe_funnel,
    describe_heat_map,
    describe_ranks,
    describe_target_funnel,
    describe_units,
    format_difference,
    svg_benchmarks,
    svg_change,
    svg_changes,
    svg_difference,
    svg_funnel,
    svg_heat_map,
    svg_interval,
    svg_rank,
    svg_rank_overview,
    svg_target_funnel,
)
from analysis.charts.benchmark_rows import WORDS as BENCHMARK_WORDS
from analysis.charts.benchmark_rows import (
    benchmark_look,
    benchmarks_scale,
    no_benchmark_phrase,
    ordered_units,
    said_of,
)
from analysis.charts.change_rows import WORDS as CHANGE_WORDS
from analysis.charts.change_rows import changes_scale, ordered_rows, reason_phrase, row_group
from analysis.charts.funnel_places import is_drawable
from analysis.charts.funnel_readings import target_reading
from analysis.charts.rank_places import NOT_RANKED, ranked_units, set_phrase, unranked_units
from analysis.charts.wording import POSITIONS, VERDICTS, difference_phrase, value_phrase
from analysis.comparison_figures import ChangeReport, DimensionGrid
from analysis.estimates import Estimate, Suppressed
from analysis.reports import DepartmentReport, UnitFigures

TIERS: Final = {
    "above": "cao hơn mức chung rõ rệt",
    "within": "chưa phân biệt được với mức chung",
    "below": "thấp hơn mức chung rõ rệt",
}
SHORT_TIERS: Final = {"above": "cao hơn rõ rệt", "within": "chưa phân biệt được", "below": "thấp hơn rõ rệt"}
UNTIERED: Final = "chưa xếp nhóm"
TARGET_WORDS: Final = {"above": "cao hơn chỉ tiêu", "within": "không khác chỉ tiêu rõ rệt", "below": "thấp hơn chỉ tiêu"}
HIDDEN: Final = ("hidden", "không hiển thị")


@dataclass(frozen=True)
class Entry:
    """A unit's line: the groups it can be chosen by, its figures as the report has them, its mark and its words when asked."""

    code: str
    name: str
    groups: frozenset[str]
    figures: object
    mark: Callable[[], str]
    phrase: Callable[[], str]


@dataclass(frozen=True)
class Content:
    """A view: `draw` makes its chart of the units that are sought and those that stand on the page; "" where there is none."""

    sentence: str
    draw: Callable[[Collection[str], Collection[str]], str]
    entries: tuple[Entry, ...]
    groups: tuple[tuple[str, str], ...] = ()


def funnel_content(report: DepartmentReport, *, noun: str) -> Content:
    """The funnel around the department: which units are unusual among units."""

    def draw(picked: Collection[str], _listed: Collection[str]) -> str:
        return svg_funnel(report, noun=noun, picked=picked) if is_drawable(report) else ""

    entries = tuple(
        _unit_entry(unit, (unit.position or "unjudged",), POSITIONS.get(unit.position or "", "")) for unit in report.units
    )
    return Content(describe_funnel(report, noun=noun), draw, entries, _position_groups(POSITIONS))


def target_content(report: DepartmentReport, *, noun: str) -> Content:
    """The funnel around the target: which units differ from it by more than chance."""

    def draw(picked: Collection[str], _listed: Collection[str]) -> str:
        return svg_target_funnel(report, noun=noun, picked=picked) if target_reading(report, noun=noun) else ""

    entries = tuple(
        _unit_entry(unit, (unit.target_position or "unjudged",), TARGET_WORDS.get(unit.target_position or "", ""))
        for unit in report.units
    )
    return Content(describe_target_funnel(report, noun=noun), draw, entries, _position_groups(TARGET_WORDS))


def intervals_content(report: DepartmentReport, *, noun: str) -> Content:
    """Every unit with its interval, in the order of names: the list is the chart."""
    low, high = comparison_bounds(report)

    def entry(unit: UnitFigures) -> Entry:
        def mark() -> str:
            return svg_interval(unit.result, report.target, low, high, verdict=unit.verdict, position=unit.position)

        words = f"so với chỉ tiêu: {VERDICTS[unit.verdict].lower()}" if unit.verdict else ""
        return replace(_unit_entry(unit, (unit.position or "unjudged", unit.verdict or ""), words), mark=mark)

    groups = (*_position_groups(POSITIONS)[:3], *((key, f"{words} (chỉ tiêu)") for key, words in VERDICTS.items()), HIDDEN)
    return Content(describe_units(report, noun=noun), _nothing, tuple(map(entry, report.units)), groups)


def ranks_content(report: DepartmentReport, *, noun: str) -> Content:
    """Rank sets and tiers, by the middle of the set; those without a set last."""

    def draw(picked: Collection[str], _listed: Collection[str]) -> str:
        return svg_rank_overview(report, noun=noun, picked=picked) if ranked_units(report) else ""

    def entry(unit: UnitFigures) -> Entry:
        rank, tier = unit.rank, unit.position
        words = NOT_RANKED
        if rank is not None:
            alone = set_phrase(rank.marginal_low, rank.marginal_high)
            words = f"hạng {set_phrase(rank.low, rank.high)}, riêng {noun} này {alone}"
        words = f"{words}; {TIERS[tier]}" if tier else words
        return replace(_unit_entry(unit, (tier or "unjudged",), words), mark=lambda: svg_rank(unit, report.ranking))

    ordered = [one.unit for one in ranked_units(report)] or list(report.units)
    placed = {unit.code for unit in ordered}
    ordered += [unit for unit, _ in unranked_units(report) if unit.code not in placed]
    groups = (*_position_groups(TIERS)[:3], ("unjudged", UNTIERED), HIDDEN)
    return Content(describe_ranks(report, noun=noun), draw, tuple(map(entry, ordered)), groups)


def dimensions_content(grid: DimensionGrid, *, noun: str) -> Content:
    """Units by dimensions; the chart is a table of the units on the page."""

    def draw(_picked: Collection[str], listed: Collection[str]) -> str:
        return svg_heat_map(grid, noun=noun, listed=listed)

    entries = tuple(
        Entry(row.code, row.name, frozenset(), row, _no_mark, lambda row=row: value_phrase(row.whole))  # type: ignore[misc]
        for row in grid.rows
    )
    return Content(describe_heat_map(grid, noun=noun), draw, entries)


def change_content(report: ChangeReport, *, noun: str) -> Content:
    """What has changed since the campaign before: what is more than chance first."""
    scale = changes_scale(report)

    def draw(_picked: Collection[str], _listed: Collection[str]) -> str:
        return svg_changes(replace(report, rows=()), noun=noun) if report.panel_units else ""

    def phrase(row_place: int) -> str:
        row = rows[row_place]
        if row.change is None:
            return reason_phrase(report, row)
        value = f"{format_difference(row.change.difference.value)} điểm"
        limits = difference_phrase(row.change.difference, kind=report.kind)
        return f"{' '.join(filter(None, (value, limits)))}, {CHANGE_WORDS[row.change.word].lower()}"

    rows = ordered_rows(report)
    entries = tuple(
        Entry(
            row.code,
            row.label,
            frozenset({row_group(row)}),
            row,
            lambda row=row: svg_change(row, scale, material=report.material),  # type: ignore[misc]
            lambda place=place: phrase(place),  # type: ignore[misc]
        )
        for place, row in enumerate(rows)
    )
    groups = (*((key, words.lower()) for key, words in CHANGE_WORDS.items()), ("none", "không so được"))
    return Content(describe_changes(report, noun=noun), draw, entries, groups)


def drivers_content(report: DepartmentReport, grid: DimensionGrid | None) -> Content:
    """The units beside the drivers of all: a unit's own forms alone would have an order without limits."""
    rows = {row.code: row for row in grid.rows} if grid else {}
    entries = tuple(replace(_unit_entry(unit, (), ""), figures=rows.get(unit.code, unit)) for unit in report.units)
    return Content("", _nothing, entries)


def benchmark_content(report: DepartmentReport, *, noun: str) -> Content:
    """Units against what their mix of grades would give: what differs first."""
    scale = benchmarks_scale(report)

    def draw(picked: Collection[str], _listed: Collection[str]) -> str:
        return svg_benchmarks(report, noun=noun, picked=picked) if any(unit.benchmark for unit in report.units) else ""

    def entry(unit: UnitFigures) -> Entry:
        benchmark = unit.benchmark
        if benchmark is None:
            return Entry(unit.code, unit.name, frozenset({"none"}), unit, _no_mark, lambda: no_benchmark_phrase(unit))
        look = benchmark_look(benchmark)

        def mark() -> str:
            return svg_difference(benchmark.difference, scale, look=look, material=MATERIAL)

        return Entry(unit.code, unit.name, frozenset({look}), unit, mark, lambda: said_of(benchmark))

    groups = (*((key, words) for key, words in BENCHMARK_WORDS.items()), ("none", "không so được"))
    return Content(describe_benchmarks(report, noun=noun), draw, tuple(map(entry, ordered_units(report))), groups)


def _unit_entry(unit: UnitFigures, groups: tuple[str, ...], words: str) -> Entry:
    if isinstance(unit.result, Suppressed):
        groups, words = (HIDDEN[0],), ""
    said = words if isinstance(unit.result, Estimate) else ""
    return Entry(
        unit.code,
        unit.name,
        frozenset(groups),
        unit,
        _no_mark,
        lambda: "; ".join(filter(None, (value_phrase(unit.result), said))),
    )


def _position_groups(words: dict[str, str]) -> tuple[tuple[str, str], ...]:
    return (*((key, words[key]) for key in ("above", "within", "below")), HIDDEN)


def _no_mark() -> str:
    return ""


def _nothing(_picked: Collection[str], _listed: Collection[str]) -> str:
    return ""
