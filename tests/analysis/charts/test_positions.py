"""A unit within the limits looks like one that was not judged: only what is unusual has colour and words."""

from dataclasses import replace

from analysis.charts import describe_funnel, draw_funnel, svg_funnel, svg_units, to_png
from analysis.charts.interval import find_look
from analysis.charts.wording import POSITIONS, unusual_word
from tests.analysis import chart_reports as reports


def test_within_the_limits_looks_like_not_judged() -> None:
    report = reports.department_report(20)
    judged = replace(report, units=tuple(replace(unit, position=unit.position or "within") for unit in report.units))
    assert any(unit.position == "within" for unit in judged.units)
    assert svg_funnel(judged) == svg_funnel(report)
    assert svg_units(judged) == svg_units(report)
    assert describe_funnel(judged) == describe_funnel(report)
    assert to_png(draw_funnel(judged), dpi=50) == to_png(draw_funnel(report), dpi=50)


def test_every_position_has_a_word_and_only_the_unusual_are_marked() -> None:
    assert set(POSITIONS) == {"above", "below", "within"}
    assert [unusual_word(position) for position in ("within", None)] == ["", ""]
    assert find_look("met", "within") == find_look("met", None) == "met"
    assert find_look("met", "below") == "below"
