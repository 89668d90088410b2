"""The chart of benchmarks, and charts in which a reader looks for one unit: sound at every size, nothing withheld."""

import random
import re
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import pytest

from analysis import charts
from analysis.charts import (
    describe_benchmarks,
    draw_benchmarks,
    draw_benchmarks_pages,
    svg_benchmarks,
    svg_change,
    svg_difference,
    svg_funnel,
    svg_heat_map,
    svg_rank,
    svg_rank_overview,
    svg_target_funnel,
    to_png,
)
from analysis.charts.benchmark_rows import benchmark_look, benchmarks_scale, ordered_units, said_of
from analysis.charts.change_rows import changes_scale
from analysis.comparison_figures import Benchmark, Difference
from analysis.estimates import Estimate
from analysis.reports import DepartmentReport
from tests.analysis import comparison_reports as reports

STYLESHEET = (Path(charts.__file__).parent / "chart.css").read_text(encoding="utf-8")
NAMES_OF_PARTS = {"chart-heat-map", "chart-long-names"}


def benchmarked(count: int, *, without: int = 2, share_different: float = 0.2) -> DepartmentReport:
    """A comparison in which the first `without` shown units are compared with nothing."""
    report, chance = reports.ranked_report(count, hidden=min(count, 1)), random.Random(4)
    units = []
    for place, unit in enumerate(report.units):
        if isinstance(unit.result, Estimate) and place >= without:
            value = chance.gauss(0, 0.01) + (0.08 if chance.random() < share_different else 0.0) * chance.choice((1, -1))
            difference = Difference(value, value - 0.02, value + 0.02, value - 0.017, value + 0.017, 0.01)
            is_different = abs(value) > 0.03
            unit = replace(unit, benchmark=Benchmark(unit.result.value - value, difference, is_different))
        units.append(unit)
    return replace(report, units=tuple(units))


@pytest.mark.parametrize("count", [0, 1, 10, 60, 1000])
def test_the_chart_of_benchmarks_is_sound_at_every_size(count: int) -> None:
    report = benchmarked(count)
    markup = svg_benchmarks(report)
    ElementTree.fromstring(markup)
    assert markup == svg_benchmarks(report)
    assert "nan" not in markup
    used = {name for names in re.findall(r'class="([^"]*)"', markup) for name in names.split()}
    assert not {name for name in used if f".{name}" not in STYLESHEET} - NAMES_OF_PARTS - {"chart-benchmarks", "chart-key"}
    shown = sum(unit.benchmark is not None for unit in report.units)
    assert markup.count("<title>") + markup.count("<title ") == (shown + 1 if shown else 0)
    assert len(markup) < 400_000
    if count <= 60:
        assert to_png(draw_benchmarks(report)).startswith(b"\x89PNG")
        assert len(draw_benchmarks_pages(report)) >= 1


def test_what_differs_stands_first_and_is_counted_in_the_sentence() -> None:
    report = benchmarked(60)
    looks = [benchmark_look(unit.benchmark) if unit.benchmark else "none" for unit in ordered_units(report)]
    assert looks == sorted(looks, key=["below", "above", "plain", "none"].index)
    said = describe_benchmarks(report).replace("\N{NO-BREAK SPACE}", " ")
    for look, words in (("below", "thấp hơn rõ rệt"), ("above", "cao hơn rõ rệt"), ("plain", "không khác rõ rệt")):
        assert f"{looks.count(look)} {words}" in said
    assert f"{looks.count('none')} trường không so được." in said
    low = next(unit for unit in ordered_units(report) if unit.benchmark)
    assert low.benchmark is not None
    assert said_of(low.benchmark).endswith("thấp hơn rõ rệt")
    assert svg_difference(low.benchmark.difference, benchmarks_scale(report), look="below", material=0.03).count("<path") == 1


@pytest.mark.parametrize("draw", [svg_funnel, svg_target_funnel, svg_benchmarks])
@pytest.mark.parametrize("count", [60, 1000])
def test_units_that_are_sought_have_a_ring_and_a_single_one_its_name(draw, count: int) -> None:  # type: ignore[no-untyped-def]
    report = benchmarked(count)
    shown = [unit for unit in report.units if unit.benchmark is not None]
    for picked in (shown[:1], shown[:3]):
        markup = draw(report, picked={unit.code for unit in picked})
        assert markup.count("chart-ring") == len(picked)
        assert markup.count("chart-named") == (1 if len(picked) == 1 else 0)
    hidden = [unit.code for unit in report.units if not isinstance(unit.result, Estimate)]
    assert draw(report, picked=hidden) == draw(report)
    assert draw(report, picked=["no such unit"]) == draw(report)


def test_hundreds_of_marks_that_differ_are_no_hundreds_of_stops() -> None:
    few, many = benchmarked(1000, share_different=0.05), benchmarked(1000, share_different=0.6)
    assert 0 < svg_benchmarks(few).count('tabindex="0"') <= 100
    assert svg_benchmarks(many).count('tabindex="0"') == 0


def test_marks_of_rows_say_what_the_rows_say() -> None:
    report = reports.ranked_report(60, factor=0.4)
    for unit in report.units:
        assert bool(svg_rank(unit, report.ranking)) == (unit.rank is not None)
    picked = next(unit.code for unit in report.units if unit.rank is not None)
    assert svg_rank_overview(report, picked=[picked]).count("chart-sought") == 1
    change = reports.department_change(60)
    for row in change.rows:
        assert bool(svg_change(row, changes_scale(change), material=change.material)) == (row.change is not None)


def test_a_part_of_the_grid_has_its_rows_and_the_counts_of_all() -> None:
    grid = reports.dimension_grid(120)
    listed = [row.code for row in grid.rows[10:13]]
    markup = svg_heat_map(grid, listed=listed)
    ElementTree.fromstring(markup)
    assert markup.count('scope="row"') == 3 + 1  # and the department's own
    assert "chart-part" in markup  # how all units stand, at the top
