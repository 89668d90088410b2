"""Charts of comparisons in a page of their own: nothing wider than the screen, no fault of access, codes that never touch."""

from pathlib import Path

import pytest
from playwright.sync_api import Page

from analysis import charts
from analysis.charts import svg_changes, svg_heat_map, svg_importance, svg_ranks, svg_target_funnel, svg_trend
from tests.analysis import comparison_reports as reports
from tests.browser.conftest import check

pytestmark = pytest.mark.browser
STYLE = (Path(charts.__file__).parent / "chart.css").read_text("utf-8")
SHELL = (
    "<!doctype html><html lang=vi><meta charset=utf-8><meta name=viewport content='width=device-width'><title>Biểu đồ</title>"
)
CHARTS = {
    "ranks": lambda: svg_ranks(reports.ranked_report(60, factor=0.4)),
    "many ranks": lambda: svg_ranks(reports.ranked_report(300, factor=0.5)),
    "target": lambda: svg_target_funnel(reports.ranked_report(60)),
    "changes": lambda: svg_changes(reports.department_change(30, long_names=True)),
    "many changes": lambda: svg_changes(reports.department_change(300)),
    "changes of a unit": lambda: svg_changes(reports.unit_change()),
    "grid": lambda: svg_heat_map(reports.dimension_grid(30, long_names=True, dimensions=7)),
    "many in a grid": lambda: svg_heat_map(reports.dimension_grid(300, groups=12)),
    "importance": lambda: svg_importance(reports.drivers_report()),
    "importance of items": lambda: svg_importance(reports.drivers_report(), level="items"),
    "trend": lambda: svg_trend(reports.trend_of(0.88, 0.9, 0.93), subject="Tỷ lệ hài lòng", target=0.9),
}


def show(page: Page, chart: str) -> None:
    page.set_content(f"{SHELL}<style>body {{ margin: 16px; }}{STYLE}</style><main><h1>Biểu đồ</h1>{chart}</main></html>")


@pytest.mark.parametrize("name", CHARTS)
def test_a_chart_fits_the_screen_and_has_no_fault_of_access(page: Page, name: str) -> None:
    show(page, CHARTS[name]())
    page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true; })")
    check(page)


@pytest.mark.parametrize("level", ["dimensions", "items"])
def test_codes_in_the_plot_never_touch_each_other(page: Page, level: str) -> None:
    show(page, svg_importance(reports.drivers_report(), level=level))  # type: ignore[arg-type]
    boxes = page.evaluate(
        "[...document.querySelectorAll('.chart-point-code')].map(one => { const b = one.getBoundingClientRect();"
        " return [b.left + 1, b.right - 1, b.top + 1.5, b.bottom - 1.5]; })"
    )
    assert len(boxes) >= 5
    for i, (left, right, top, bottom) in enumerate(boxes):
        for other_left, other_right, other_top, other_bottom in boxes[:i]:
            assert right <= other_left or other_right <= left or bottom <= other_top or other_bottom <= top
