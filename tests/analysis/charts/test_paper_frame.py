"""What surrounds a chart for documents: a margin, the lines that say whose it is, the heads of its columns."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.text import Text

from analysis.charts import (
    draw_dimensions,
    draw_distribution_pages,
    draw_distributions,
    draw_funnel,
    draw_units,
    draw_units_pages,
)
from analysis.charts.paper import MARGIN, MOST_HEIGHT
from tests.analysis import chart_reports as reports

HEADING = ("Trường Tiểu học Hoa Ban – Cha mẹ học sinh tiểu học", "Khảo sát năm 2026, kết quả tạm thời, 122 phiếu")
DRAWINGS: list[Callable[..., Figure]] = [
    lambda **look: draw_dimensions(reports.unit_report(), **look),
    lambda **look: draw_dimensions(reports.empty_unit_report(), **look),
    lambda **look: draw_distributions(reports.unit_report((2, 1, 1), hidden=("A02",)), **look),
    lambda **look: draw_funnel(reports.department_report(20), **look),
    lambda **look: draw_funnel(reports.department_report(30, largest=120_000), **look),
    lambda **look: draw_funnel(reports.department_report(2, hidden=0), **look),
    lambda **look: draw_units(reports.department_report(20, long_names=True), **look),
    lambda **look: draw_units(reports.department_report(400), **look),
]


def words(figure: Figure) -> list[str]:
    return [text.get_text() for text in figure.findobj(Text) if text.get_text()]


@pytest.mark.parametrize("heading", [(), HEADING, (f"{reports.LONG_NAME} – {HEADING[0]}", HEADING[1])])
@pytest.mark.parametrize("draw", DRAWINGS)
def test_nothing_is_drawn_on_the_margin(draw: Callable[..., Figure], heading: tuple[str, ...]) -> None:
    figure = draw(heading=heading)
    figure.set_dpi(100)
    canvas = FigureCanvasAgg(figure)
    canvas.draw()
    ink = np.asarray(canvas.buffer_rgba())[:, :, :3].min(axis=2) < 200
    edge = int(MARGIN / 25.4 * 100) - 2
    for side in (ink[:edge], ink[-edge:], ink[:, :edge], ink[:, -edge:]):
        assert not side.any()


@pytest.mark.parametrize("draw", DRAWINGS)
def test_a_heading_stands_above_the_chart_in_its_lines(draw: Callable[..., Figure]) -> None:
    with_heading, without = draw(heading=HEADING), draw()
    assert words(with_heading)[:2] == list(HEADING)
    assert words(with_heading)[2:] == words(without)
    assert with_heading.get_size_inches()[0] == without.get_size_inches()[0]
    assert with_heading.get_size_inches()[1] > without.get_size_inches()[1]


def test_every_page_has_the_heading_and_still_fits() -> None:
    pages = (
        *draw_distribution_pages(reports.unit_report(), heading=HEADING),
        *draw_units_pages(reports.department_report(120, long_names=True), heading=HEADING),
    )
    for page in pages:
        assert words(page)[:2] == list(HEADING)
        assert page.get_size_inches()[1] * 25.4 <= MOST_HEIGHT + 1e-9


@pytest.mark.parametrize(
    "draw",
    [
        lambda **look: draw_dimensions(reports.unit_report(), **look),
        lambda **look: draw_distributions(reports.unit_report((2,)), **look),
        lambda **look: draw_units(reports.department_report(9), **look),
    ],
)
def test_the_limits_are_called_what_the_caller_calls_them(draw: Callable[..., Any]) -> None:
    assert "Khoảng nhất quán" in " ".join(words(draw()))
    sampled = " ".join(words(draw(interval_name="Khoảng tin cậy 95%")))
    assert "Khoảng tin cậy 95%" in sampled
    assert "nhất quán" not in sampled


def test_the_legend_and_the_footer_of_the_funnel_begin_at_one_edge() -> None:
    sheet = draw_funnel(reports.department_report()).axes[0]
    footer = next(text for text in sheet.texts if "không hiển thị để bảo vệ" in text.get_text())
    swatches = [patch.get_x() for patch in sheet.patches]  # type: ignore[attr-defined]
    assert footer.get_position()[0] == min(swatches)
