"""A near-census has a base without bound: it stands at the edge of the funnel and squeezes nobody."""

from dataclasses import replace

from analysis.charts import describe_funnel, draw_funnel, svg_funnel, to_png
from analysis.charts.funnel_places import beyond_sentence, funnel_points, funnel_scales
from analysis.estimates import Estimate
from analysis.reports import DepartmentReport, UnitFigures
from tests.analysis.chart_reports import department_report, share

EDGE = "1\N{NO-BREAK SPACE}trường gần như mọi người được hỏi đã trả lời: đặt ở mép phải"


def answered(unit: UnitFigures, n: int, eligible: int, *, each: int = 35, effect: float = 11.0) -> UnitFigures:
    """The unit with so many of its eligible, who answered so many items each."""
    own = n * each / effect
    figure = share(0.93, n, eligible=eligible, effective=own * (eligible - 1) / (eligible - n))
    return replace(unit, result=replace(figure, base=n * each, design_effect=effect))


def report_of(*answers: tuple[int, int]) -> DepartmentReport:
    report = department_report(count=len(answers), hidden=0)
    units = tuple(answered(unit, n, eligible) for unit, (n, eligible) in zip(report.units, answers, strict=True))
    return replace(report, units=units)


def test_a_unit_that_asked_nearly_everybody_stands_at_the_edge_and_squeezes_nobody() -> None:
    report = report_of((199, 202), (160, 305), (122, 235), (40, 140))
    across, _ = funnel_scales(report)
    bases = [point.effective_base for point in funnel_points(report)]
    assert max(bases) > 40_000
    assert across.high == 1200  # 160 of 305 are worth 1.067
    assert EDGE in svg_funnel(report)
    assert to_png(draw_funnel(report), dpi=50)


def test_a_unit_at_the_edge_has_answers_worth_less_than_the_scale_holds() -> None:
    report = report_of((199, 202), (20, 200), (15, 120), (12, 90))
    across, _ = funnel_scales(report)
    for point in funnel_points(report):
        estimate = point.estimate
        assert estimate.base / estimate.design_effect <= across.high


def test_a_unit_that_asked_two_thirds_stands_at_its_place() -> None:
    report = report_of((200, 300), (100, 290), (60, 240), (40, 200))
    points, (across, _) = funnel_points(report), funnel_scales(report)
    assert max(point.effective_base for point in points) <= across.high
    assert beyond_sentence(points, across, noun="trường") == ""


def test_a_census_stands_at_the_edge_and_is_not_called_like_the_rest_unless_it_was_judged() -> None:
    report = department_report(count=20)
    first = report.units[0]
    assert isinstance(first.result, Estimate)
    census = replace(first, position=None, result=replace(first.result, interval_kind="census"))
    drawn = replace(report, units=(census, *report.units[1:]))
    assert "1\N{NO-BREAK SPACE}trường có tất cả người được hỏi đã trả lời nên không xét ngẫu nhiên" in describe_funnel(drawn)
    assert "đặt ở mép phải" in svg_funnel(drawn).replace("\N{NO-BREAK SPACE}", " ")
    judged = replace(drawn, units=(replace(census, position="within"), *report.units[1:]))
    assert "không xét ngẫu nhiên" not in describe_funnel(judged)
