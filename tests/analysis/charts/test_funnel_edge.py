"""A near-census has a base without bound: it stands at the edge of the funnel and squeezes nobody."""

from dataclasses import replace

from analysis.charts import draw_funnel, svg_funnel, to_png
from analysis.charts.funnel_places import funnel_scales
from analysis.estimates import Estimate
from tests.analysis.chart_reports import department_report


def test_a_unit_that_asked_nearly_everybody_stands_at_the_edge_and_squeezes_nobody() -> None:
    report = department_report(count=20)
    first = report.units[0]
    assert isinstance(first.result, Estimate)
    near_census = replace(first, result=replace(first.result, effective_base=40_000.0))
    with_census = replace(report, units=(near_census, *report.units[1:]))
    across, _ = funnel_scales(with_census)
    largest = max(unit.result.effective_base for unit in report.units[1:] if isinstance(unit.result, Estimate))
    assert largest <= across.high < 10 * largest
    drawn = svg_funnel(with_census)
    assert to_png(draw_funnel(with_census), dpi=50) != to_png(draw_funnel(report), dpi=50)
    assert "1 trường gần như hỏi hết mọi người: đặt ở mép phải" in drawn
    assert "đặt ở mép phải" not in svg_funnel(report)
