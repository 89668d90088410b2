"""Charts for documents: everything shown is there, nothing withheld is, and the same report gives the same bytes."""

import dataclasses
import re
from collections.abc import Callable

import pytest
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from matplotlib.text import Text

from analysis.charts import (
    draw_dimensions,
    draw_distribution_pages,
    draw_distributions,
    draw_funnel,
    draw_units,
    draw_units_pages,
    style,
    to_pdf,
    to_png,
    to_svg,
)
from analysis.charts.paper import MOST_HEIGHT
from analysis.estimates import Estimate
from tests.analysis import chart_reports as reports

DRAWINGS: list[Callable[[], Figure]] = [
    lambda: draw_dimensions(reports.unit_report()),
    lambda: draw_dimensions(reports.department_report()),
    lambda: draw_distributions(reports.unit_report((2, 1, 1), hidden=("A02",))),
    lambda: draw_funnel(reports.department_report(20)),
    lambda: draw_units(reports.department_report(20)),
    lambda: draw_units(reports.department_report(60)),
]


def words(figure: Figure) -> list[str]:
    """Every text in a figure that is not empty."""
    return [text.get_text() for text in figure.findobj(Text) if text.get_text()]


def all_words(figures: tuple[Figure, ...]) -> list[str]:
    return [word for figure in figures for word in words(figure)]


def height_of(figure: Figure) -> float:
    return float(figure.get_size_inches()[1]) * 25.4


@pytest.mark.parametrize("draw", DRAWINGS)
def test_the_same_report_gives_the_same_bytes_without_date_or_name_of_a_program(draw: Callable[[], Figure]) -> None:
    for convert in (to_pdf, to_svg, to_png):
        file = convert(draw())
        assert file == convert(draw())
        for mark in (b"CreationDate", b"Matplotlib v", b"<dc:date>", b"tEXt"):
            assert mark not in file


def test_the_face_is_tinos_and_is_embedded() -> None:
    assert b"Tinos" in to_pdf(draw_dimensions(reports.unit_report()))
    assert style.text_width("Đ") > 0


def test_letters_of_a_drawing_stay_text_where_that_is_asked_for_and_only_there() -> None:
    report = reports.unit_report()
    texts = to_svg(draw_dimensions(report), has_text=True)
    assert "Tiếp cận dịch vụ giáo dục" in re.sub("<[^>]+>", "", texts.decode())
    assert b"'Tinos'" in texts
    assert texts == to_svg(draw_dimensions(report), has_text=True)
    assert b"<text" not in to_svg(draw_dimensions(report))
    assert len(texts) < len(to_svg(draw_dimensions(report))) / 2


def test_every_dimension_has_a_row_with_value_interval_and_verdict() -> None:
    report = reports.unit_report()
    said = words(draw_dimensions(report))
    for part in report.dimensions:
        assert f"{part.code}. {part.title}" in said
    assert said.count("312") == 6
    assert {"91,9%", "(88,3\xa0– 94,7)", "chỉ tiêu 90%", "So với 90%", "Đạt", "Không đạt", "Chưa đủ căn cứ"} <= set(said)


def test_every_shown_item_has_a_part_for_each_answer_given() -> None:
    report = reports.unit_report((3, 2), hidden=("A02",))
    figure = draw_distributions(report)
    shown = [item for part in report.dimensions for item in part.items if item.code != "A02"] + [report.overall]
    parts = sum(sum(count > 0 for count in item.distribution.counts) for item in shown)
    bars = [patch for patch in figure.findobj(Rectangle) if patch.get_facecolor()[:3] != (1, 1, 1)]
    assert len(bars) == parts + len(reports.OPTIONS)
    assert "chưa đủ 10 phiếu, không hiển thị" in words(figure)
    assert set(reports.OPTIONS) <= set(words(figure))


def test_the_dissatisfied_parts_are_hatched_for_a_copier() -> None:
    figure = draw_distributions(reports.unit_report((1,)))
    hatched = [patch for patch in figure.findobj(Rectangle) if patch.get_hatch()]
    assert len(hatched) == 2 * 3  # the legend and two items


def test_a_long_instrument_is_split_into_pages_that_fit() -> None:
    report = reports.unit_report()
    pages = draw_distribution_pages(report)
    assert len(pages) > 1
    assert max(map(height_of, pages)) <= MOST_HEIGHT
    codes = [item.code for part in report.dimensions for item in part.items] + ["Z01"]
    assert [word for word in all_words(pages) if word in codes] == codes


def test_a_heading_is_never_the_last_line_of_a_page() -> None:
    report = reports.unit_report()
    titles = {f"{part.code}. {part.title}" for part in report.dimensions}
    assert not any(words(page)[-1] in titles for page in draw_distribution_pages(report))


def test_units_that_fit_have_a_row_each_in_the_order_of_names() -> None:
    report = reports.department_report(20)
    said = words(draw_units(report))
    short = [unit.name for unit in report.units if len(unit.name) < 30]
    assert [word for word in said if word in short] == short
    assert "không hiển thị để bảo vệ người trả lời" in said


@pytest.mark.parametrize("count", [60, 1000])
def test_many_units_are_drawn_at_a_glance_and_listed_on_pages(count: int) -> None:
    report = reports.department_report(count)
    figure = draw_units(report)
    assert height_of(figure) <= MOST_HEIGHT
    assert not {unit.name for unit in report.units} & set(words(figure))
    alike = sum(unit.position not in ("above", "below") for unit in report.units) - 3
    assert f"không khác rõ hoặc không xét ({alike})" in words(figure), "some are too small to be judged"
    within = tuple(dataclasses.replace(unit, position=unit.position or "within") for unit in report.units)
    assert f"không khác mức chung rõ rệt ({alike})" in words(draw_units(dataclasses.replace(report, units=within)))


def test_pages_of_units_fit_and_leave_nobody_out() -> None:
    report = reports.department_report(120, long_names=True)
    pages = draw_units_pages(report)
    assert max(map(height_of, pages)) <= MOST_HEIGHT
    endings = [word.rsplit(" ", 1)[-1] for word in all_words(pages) if word.startswith(("Rơ Wa", "Đăk", "Ngọk", "Ya Ly"))]
    assert len(endings) >= 120


def test_only_what_differs_is_numbered_and_named_in_the_funnel() -> None:
    report = reports.department_report()
    said = words(draw_funnel(report))
    unusual = [unit for unit in report.units if unit.position in ("above", "below")]
    for unit in report.units:
        assert any(word.startswith(f"{unit.name}:") for word in said) == (unit in unusual), unit.name
    assert {str(number) for number in range(1, len(unusual) + 1)} <= set(said)


def test_the_funnel_has_a_dot_for_each_shown_unit_and_the_adjusted_limits_only_where_given() -> None:
    for spread in (0.02, None):
        figure = draw_funnel(reports.department_report(30, spread=spread))
        plot = figure.axes[1]
        dots = sum(len(line.get_xdata()) for line in plot.lines if line.get_linestyle() == "None")
        assert dots == 27
        assert sum(line.get_label() == "adjusted" for line in plot.lines) == (2 if spread else 0)


@pytest.mark.parametrize(
    "draw",
    [
        lambda: draw_dimensions(reports.empty_unit_report()),
        lambda: draw_distributions(reports.empty_unit_report()),
        lambda: draw_distribution_pages(reports.empty_unit_report())[0],
        lambda: draw_funnel(reports.department_report(2, hidden=2)),
        lambda: draw_funnel(reports.department_report(2, hidden=0)),
        lambda: draw_units(reports.department_report(2, hidden=2)),
        lambda: draw_units(reports.department_report(0, hidden=0)),
        lambda: draw_units_pages(reports.department_report(0, hidden=0))[0],
    ],
)
def test_an_empty_report_is_a_calm_sentence(draw: Callable[[], Figure]) -> None:
    figure = draw()
    assert words(figure)[0].startswith("Chưa")
    assert height_of(figure) < 40
    assert to_png(figure)


def test_nothing_of_a_withheld_unit_is_drawn() -> None:
    report = reports.department_report(12)
    marked = tuple(
        unit if isinstance(unit.result, Estimate) else dataclasses.replace(unit, forms=7777, eligible=8888)
        for unit in report.units
    )
    report = dataclasses.replace(report, units=marked)
    for figure in (draw_units(report), draw_funnel(report)):
        assert not any("7.777" in word or "7777" in word or "8.888" in word for word in words(figure))


def test_signs_of_mathematics_in_a_name_are_letters() -> None:
    report = reports.department_report(3, hidden=0)
    named = tuple(dataclasses.replace(unit, name="Trường $A_1$ & <B> \\frac") for unit in report.units)
    assert to_svg(draw_units(dataclasses.replace(report, units=named)))


def test_a_figure_without_verdict_has_a_dash_where_the_verdict_stands() -> None:
    report = reports.unit_report()
    weighted = dataclasses.replace(report, index_weighted_share=report.index_share)
    assert words(draw_dimensions(weighted)).count("–") == 1
    assert "–" not in words(draw_dimensions(report))
