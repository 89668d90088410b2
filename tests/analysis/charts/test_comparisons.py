"""Charts of ranks, target, change, drivers, dimensions and trends: sound at every size, same bytes, nothing withheld."""

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import numpy as np
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.text import Text

from analysis import charts
from analysis.charts import (
    draw_changes,
    draw_changes_pages,
    draw_heat_map,
    draw_heat_map_pages,
    draw_importance,
    draw_importance_pages,
    draw_ranks,
    draw_ranks_pages,
    draw_target_funnel,
    draw_trend,
    svg_changes,
    svg_heat_map,
    svg_importance,
    svg_ranks,
    svg_target_funnel,
    svg_trend,
    to_pdf,
    to_png,
    to_svg,
)
from analysis.charts.paper import MARGIN, MOST_HEIGHT
from analysis.estimates import Estimate
from tests.analysis import comparison_reports as reports

STYLESHEET = (Path(charts.__file__).parent / "chart.css").read_text(encoding="utf-8")
NAMES_OF_PARTS = {"chart-trend", "chart-heat-map", "chart-on-3", "chart-on-4", "chart-on-0", "chart-part", "chart-long-names"}
HEADING = ("Toàn tỉnh – Cha mẹ học sinh tiểu học", "Khảo sát năm 2026")
SIZES = (0, 1, 2, 10, 60)
SUBJECT = "Tỷ lệ hài lòng toàn tỉnh"


def all_hidden(count: int) -> dict[str, int]:
    return {"count": count, "hidden": count}


SCREENS: dict[str, Callable[[], str]] = {
    **{f"ranks {n}": lambda n=n: svg_ranks(reports.ranked_report(n, hidden=min(n, 1))) for n in SIZES},
    "ranks 1000": lambda: svg_ranks(reports.ranked_report(1000, factor=0.5)),
    "ranks hidden": lambda: svg_ranks(reports.ranked_report(**all_hidden(5))),
    **{f"target {n}": lambda n=n: svg_target_funnel(reports.ranked_report(n, hidden=0)) for n in (1, 10, 1000)},
    "target hidden": lambda: svg_target_funnel(reports.ranked_report(**all_hidden(5))),
    **{f"changes {n}": lambda n=n: svg_changes(reports.department_change(n, hidden=min(n, 1))) for n in (1, 10, 60, 1000)},
    "changes hidden": lambda: svg_changes(reports.department_change(**all_hidden(5))),
    "changes unit": lambda: svg_changes(reports.unit_change()),
    "changes score": lambda: svg_changes(reports.unit_change(kind="score")),
    **{f"grid {n}": lambda n=n: svg_heat_map(reports.dimension_grid(n, hidden=min(n, 1))) for n in (*SIZES, 1000)},
    "grid hidden": lambda: svg_heat_map(reports.dimension_grid(**all_hidden(5))),
    "grid one group": lambda: svg_heat_map(reports.dimension_grid(150, groups=1)),
    "importance": lambda: svg_importance(reports.drivers_report()),
    "importance items": lambda: svg_importance(reports.drivers_report(), level="items"),
    "importance none": lambda: svg_importance(reports.drivers_report(reason="weak relation")),
    "importance few units": lambda: svg_importance(reports.drivers_report(units=4)),
    "trend": lambda: svg_trend(reports.trend_of(0.88, 0.9, 0.93), subject=SUBJECT, target=0.9),
}
DRAWINGS: dict[str, Callable[..., tuple[Figure, ...]]] = {
    **{f"ranks {n}": lambda n=n, **k: draw_ranks_pages(reports.ranked_report(n, hidden=min(n, 1)), **k) for n in (1, 10, 90)},
    "ranks overview": lambda **k: (draw_ranks(reports.ranked_report(90), **k),),
    "target": lambda **k: (draw_target_funnel(reports.ranked_report(60), **k),),
    **{f"changes {n}": lambda n=n, **k: draw_changes_pages(reports.department_change(n, hidden=0), **k) for n in (1, 10, 90)},
    "changes long names": lambda **k: draw_changes_pages(reports.department_change(20, long_names=True), **k),
    "changes one page": lambda **k: (draw_changes(reports.department_change(150), **k),),
    "changes unit": lambda **k: draw_changes_pages(reports.unit_change(), **k),
    "changes score": lambda **k: draw_changes_pages(reports.unit_change((2, 2), kind="score"), **k),
    **{
        f"grid {n}": lambda n=n, **k: draw_heat_map_pages(reports.dimension_grid(n, hidden=min(n, 1)), **k)
        for n in (*SIZES, 200)
    },
    "grid long names": lambda **k: draw_heat_map_pages(reports.dimension_grid(30, long_names=True, dimensions=8), **k),
    "grid overview": lambda **k: (draw_heat_map(reports.dimension_grid(90), **k),),
    "importance": lambda **k: (draw_importance(reports.drivers_report(), **k),),
    "importance items": lambda **k: draw_importance_pages(reports.drivers_report(), level="items", **k),
    "importance none": lambda **k: draw_importance_pages(reports.drivers_report(reason="too few forms"), **k),
    "trend": lambda **k: (draw_trend(reports.trend_of(0.88, 0.9, 0.93), subject=SUBJECT, target=0.9, **k),),
}


def words(figure: Figure) -> list[str]:
    return [text.get_text() for text in figure.findobj(Text) if text.get_text()]


def ink_of(figure: Figure) -> Any:
    figure.set_dpi(100)
    canvas = FigureCanvasAgg(figure)
    canvas.draw()
    return np.asarray(canvas.buffer_rgba())[:, :, :3].min(axis=2) < 200


@pytest.mark.parametrize("name", SCREENS)
def test_a_chart_for_screens_is_sound_and_says_what_it_is(name: str) -> None:
    text = SCREENS[name]()
    assert text == SCREENS[name]()
    root = ElementTree.fromstring(text)
    ids = [tag.attrib["id"] for tag in root.iter() if "id" in tag.attrib]
    assert not [one for one, times in Counter(ids).items() if times > 1]
    assert root.get("role") == "group"
    assert root.get("aria-label")
    used = {one for tag in root.iter() for one in tag.get("class", "").split()}
    assert used - set(re.findall(r"\.(chart[a-z0-9-]*)", STYLESHEET)) <= NAMES_OF_PARTS
    for tag in root.iter():
        assert "style" not in tag.attrib
        assert tag.tag not in ("script", "style")
        assert not [one for one in tag.attrib if one.startswith("on")]
        assert set(tag.get("aria-labelledby", "").split()) | set(tag.get("aria-describedby", "").split()) <= set(ids)
        assert tag.get("href", "#")[1:] in {"", *ids}
        if tag.tag == "svg":
            assert tag.get("aria-hidden") or tag.get("aria-labelledby")
    assert "nan" not in re.sub(r"<[^>]*>", " ", text)
    assert not re.search(r'"(nan|inf)', text)


@pytest.mark.parametrize("name", DRAWINGS)
def test_every_page_fits_between_the_margins_and_has_the_heading(name: str) -> None:
    for page in DRAWINGS[name](heading=HEADING):
        assert words(page)[:2] == list(HEADING)
        assert page.get_size_inches()[1] * 25.4 <= MOST_HEIGHT + 1e-9
        ink, edge = ink_of(page), int(MARGIN / 25.4 * 100) - 2
        for side in (ink[:edge], ink[-edge:], ink[:, :edge], ink[:, -edge:]):
            assert not side.any()
        assert not any("nan" in word.split() for word in words(page))


@pytest.mark.parametrize(
    "name", ["ranks 10", "ranks overview", "target", "changes 10", "grid 10", "grid overview", "importance", "trend"]
)
def test_the_same_report_gives_the_same_bytes(name: str) -> None:
    for convert in (to_pdf, to_svg, lambda page: to_png(page, dpi=50)):
        assert [convert(page) for page in DRAWINGS[name]()] == [convert(page) for page in DRAWINGS[name]()]


def test_long_lists_on_pages_leave_nobody_out() -> None:
    count = 70
    names = {f"{number + 1}" for number in range(count)}
    for name, pages in (
        ("ranks", draw_ranks_pages(reports.ranked_report(count))),
        ("changes", draw_changes_pages(reports.department_change(count))),
        ("grid", draw_heat_map_pages(reports.dimension_grid(count))),
    ):
        assert len(pages) > 1
        found = {word.rsplit(" ", 1)[-1] for page in pages for word in words(page)}
        assert names <= found, (name, names - found)


def test_a_withheld_unit_stands_with_its_reason_and_no_number() -> None:
    report = reports.ranked_report(12)
    marked = tuple(unit if isinstance(unit.result, Estimate) else replace(unit, forms=7777) for unit in report.units)
    report = replace(report, units=marked)
    hidden = [unit.name for unit in marked if unit.forms == 7777]
    for text in (svg_ranks(report), svg_target_funnel(report)):
        assert not re.search(r"7\.?777", text)
    assert all(name in svg_ranks(report) for name in hidden)
    assert "không hiển thị để bảo vệ người trả lời" in svg_ranks(report)
    grid = svg_heat_map(reports.dimension_grid(12))
    assert grid.count("chưa đủ 10 phiếu, không hiển thị</td>") == 3


def test_a_name_cannot_leave_its_place() -> None:
    sly = '<script>alert("1")</script> & "Hoa" Sen'
    ranked = reports.ranked_report(12)
    ranked = replace(ranked, units=tuple(replace(unit, name=sly) for unit in ranked.units))
    change = reports.department_change(12)
    change = replace(change, rows=tuple(replace(row, label=sly) for row in change.rows), subject=sly, earlier_label=sly)
    grid = reports.dimension_grid(12)
    grid = replace(grid, rows=tuple(replace(row, name=sly, group=sly) for row in grid.rows), dimension_titles=(sly,) * 5)
    drivers = reports.drivers_report()
    drivers = replace(drivers, drivers=tuple(replace(one, title=sly) for one in drivers.drivers))
    for text in (
        svg_ranks(ranked),
        svg_target_funnel(ranked),
        svg_changes(change),
        svg_heat_map(grid),
        svg_importance(drivers),
        svg_trend(reports.trend_of(0.9, 0.9, 0.92), subject=sly),
    ):
        assert "<script" not in text
        assert ElementTree.fromstring(text).tag == "div"


def test_marks_that_can_be_reached_say_their_figures() -> None:
    for text, count in (
        (svg_importance(reports.drivers_report(), level="items"), 40),
        (svg_trend(reports.trend_of(0.88, 0.9, 0.93), subject=SUBJECT), 3),
        (svg_target_funnel(reports.ranked_report(60)), 57),
    ):
        marks = [tag for tag in ElementTree.fromstring(text).iter("g") if tag.get("tabindex") == "0"]
        assert len(marks) == count
        assert all("%" in (mark.findtext("title") or "") for mark in marks)


def test_the_stylesheet_has_room_left() -> None:
    assert len(STYLESHEET.splitlines()) <= 300
