"""A unit within the limits looks like one that was not judged: only what is unusual has colour and words."""

from dataclasses import replace

from analysis.charts import describe_funnel, draw_funnel, svg_funnel, svg_units
from analysis.charts.interval import find_look
from analysis.charts.wording import POSITIONS, unusual_word
from analysis.reports import DepartmentReport
from tests.analysis import chart_reports as reports


def marks_of(report: DepartmentReport) -> list[tuple[object, ...]]:
    """All that is drawn in the plot of a funnel on paper; the legend stands outside."""
    plot = draw_funnel(report).axes[1]
    return [(line.get_xydata().tolist(), line.get_marker(), line.get_color(), line.get_markersize()) for line in plot.lines]


def test_within_the_limits_looks_like_not_judged() -> None:
    report = reports.department_report(20)
    judged = replace(report, units=tuple(replace(unit, position=unit.position or "within") for unit in report.units))
    assert any(unit.position == "within" for unit in judged.units)
    said = {
        describe_funnel(judged): "",
        describe_funnel(report): "",
        "không khác rõ hoặc không xét": "không khác mức chung rõ rệt",
    }
    pictures = [svg_funnel(one) for one in (judged, report)]
    for words, instead in said.items():
        pictures = [picture.replace(words, instead) for picture in pictures]
    assert pictures[0] == pictures[1]
    assert svg_units(judged) == svg_units(report)
    assert marks_of(judged) == marks_of(report) != []


def test_every_position_has_a_word_and_only_the_unusual_are_marked() -> None:
    assert set(POSITIONS) == {"above", "below", "within"}
    assert [unusual_word(position) for position in ("within", None)] == ["", ""]
    assert find_look("met", "within") == find_look("met", None) == "met"
    assert find_look("met", "below") == "below"
