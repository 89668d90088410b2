"""Charts for screens: sound markup, reachable marks, nothing inline, nothing withheld."""

import dataclasses
import re
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree

import pytest

from analysis import charts
from analysis.charts import (
    comparison_bounds,
    style,
    svg_dimensions,
    svg_distributions,
    svg_funnel,
    svg_interval,
    svg_units,
)
from analysis.estimates import Estimate, Suppressed
from tests.analysis import chart_reports as reports

STYLESHEET = (Path(charts.__file__).parent / "chart.css").read_text(encoding="utf-8")
PLAIN = {"chart-distributions", "chart-on-3", "chart-on-4"}  # names of parts that look like what is around them
CHARTS: list[Callable[[], str]] = [
    lambda: svg_dimensions(reports.unit_report()),
    lambda: svg_dimensions(reports.department_report()),
    lambda: svg_dimensions(reports.empty_unit_report()),
    lambda: svg_distributions(reports.unit_report(hidden=("A02",))),
    lambda: svg_distributions(reports.empty_unit_report()),
    lambda: svg_units(reports.department_report()),
    lambda: svg_units(reports.department_report(1, hidden=0)),
    lambda: svg_units(reports.department_report(0, hidden=0)),
    lambda: svg_funnel(reports.department_report()),
    lambda: svg_funnel(reports.department_report(9, hidden=0, spread=None)),
    lambda: svg_funnel(reports.department_report(1000)),
    lambda: svg_funnel(reports.department_report(2, hidden=2)),
    lambda: svg_funnel(reports.department_report(2, hidden=0)),
]


@pytest.mark.parametrize("build", CHARTS)
def test_a_chart_is_sound_and_says_what_it_is(build: Callable[[], str]) -> None:
    root = ElementTree.fromstring(build())
    ids = [tag.attrib["id"] for tag in root.iter() if "id" in tag.attrib]
    assert not [name for name, times in Counter(ids).items() if times > 1]
    assert root.get("role") == "group"
    assert root.get("aria-label")
    for tag in root.iter():
        assert "style" not in tag.attrib
        assert tag.tag not in ("script", "style")
        assert not [name for name in tag.attrib if name.startswith("on")]
        assert set(tag.get("aria-labelledby", "").split()) | set(tag.get("aria-describedby", "").split()) <= set(ids)
        assert tag.get("href", "#")[1:] in {"", *ids}
        assert set(re.findall(r"url\(#(.+?)\)", tag.get("fill", ""))) <= set(ids)
        if tag.tag == "svg":
            assert tag.get("aria-hidden") or tag.get("aria-labelledby")


@pytest.mark.parametrize("build", CHARTS)
def test_the_same_report_gives_the_same_text(build: Callable[[], str]) -> None:
    assert build() == build()


@pytest.mark.parametrize("build", CHARTS)
def test_every_class_is_in_the_stylesheet(build: Callable[[], str]) -> None:
    used = {name for tag in ElementTree.fromstring(build()).iter() for name in tag.get("class", "").split()}
    known = set(re.findall(r"\.(chart[a-z0-9-]*)", STYLESHEET))
    assert used - known <= PLAIN


def test_the_stylesheet_and_the_paper_have_the_same_colours() -> None:
    light = STYLESHEET.split("@media", maxsplit=1)[0]
    for name, color in [
        ("ink", style.INK),
        ("soft", style.SOFT),
        ("line", style.LINE),
        ("accent", style.ACCENT),
        ("caution", style.CAUTION),
    ]:
        assert f"--chart-{name}: var(--{name}, {color});" in light
    for name, color in [("plain", style.PLAIN), ("band-95", style.BAND_95), ("band-998", style.BAND_998)]:
        assert f"--chart-{name}: {color};" in light
    for level, color in enumerate(style.LEVELS, start=1):
        assert re.search(rf"--chart-level-{level}: (var\(--level-{level}, )?{color}\)?;", light)


def parse(color: str) -> list[float]:
    return [int(color[place : place + 2], 16) / 255 for place in (1, 3, 5)]


def contrast(one: list[float], other: list[float]) -> float:
    """The ratio of WCAG 2."""

    def luminance(parts: list[float]) -> float:
        linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_letters_in_bars_can_be_read() -> None:
    for ground, letters in zip(style.LEVELS, style.ON_LEVELS, strict=True):
        assert contrast(parse(ground), parse(letters)) >= 4.5


def test_a_dot_without_colour_is_seen_on_the_bands() -> None:
    light, dark = STYLESHEET.split("@media", maxsplit=2)[:2]
    opacity = float(re.search(r"\.chart-unit \.chart-plain \{ fill-opacity: ([\d.]+);", STYLESHEET)[1])  # type: ignore[index]
    for tokens in (light, dark):
        colors = dict(re.findall(r"--chart-([a-z0-9-]+):.*?(#[0-9a-f]{6})", tokens.split("\n}\n", maxsplit=1)[0]))
        for name in ("band-95", "band-998", "card"):
            ground, plain = parse(colors[name]), parse(colors["plain"])
            seen = [opacity * front + (1 - opacity) * back for front, back in zip(plain, ground, strict=True)]
            assert contrast(seen, ground) >= 3


@pytest.mark.parametrize("count", [6, 60, 1000])
def test_the_funnel_has_a_mark_for_each_shown_unit_and_of_many_only_those_that_differ_in_the_tab_order(count: int) -> None:
    report = reports.department_report(count, hidden=3)
    root = ElementTree.fromstring(svg_funnel(report))
    marks = [tag for tag in root.iter("g") if tag.get("class") == "chart-unit"]
    shown = [unit for unit in report.units if isinstance(unit.result, Estimate)]
    assert len(marks) == len(shown)
    reached = [mark for mark in marks if mark.get("tabindex") == "0"]
    differing = [unit for unit in shown if unit.position in ("above", "below")]
    assert len(reached) == (len(shown) if count <= 100 else len(differing)) > 0
    assert all((mark.find("text") is not None) == (mark in reached) for mark in marks)
    titles = {mark.findtext("title") or "" for mark in marks}
    for unit in shown:
        assert any(title.startswith(f"{unit.name}: ") and title.count("%") == 1 and "phiếu" in title for title in titles)


def test_the_marks_of_the_funnel_can_be_jumped_over() -> None:
    root = ElementTree.fromstring(svg_funnel(reports.department_report(), prefix="phieu"))
    link = root.find("a")
    assert link is not None
    assert link.get("href") == "#phieu-end"
    assert root[-1].get("id") == "phieu-end"


def test_what_differs_has_a_shape_and_a_word_of_its_own() -> None:
    report = reports.department_report()
    root = ElementTree.fromstring(svg_funnel(report))
    for mark in (tag for tag in root.iter("g") if tag.get("tabindex") == "0"):
        title = mark.findtext("title") or ""
        is_path = mark.find("svg/path") is not None
        assert is_path == title.endswith(("cao hơn mức chung", "thấp hơn mức chung"))


def test_every_shown_item_says_its_answers_in_words() -> None:
    report = reports.unit_report((2, 2), hidden=("A02",))
    root = ElementTree.fromstring(svg_distributions(report, prefix="x"))
    titles = [tag.text or "" for tag in root.iter("title")]
    assert len(titles) == 4
    assert all(title.startswith("Rất không hài lòng ") and title.count("%") == 5 for title in titles)
    assert "chưa đủ 10 phiếu, không hiển thị" in "".join(root.itertext())


def test_nothing_of_a_withheld_unit_is_in_the_markup() -> None:
    report = reports.department_report(12)
    marked = tuple(
        unit if isinstance(unit.result, Estimate) else dataclasses.replace(unit, forms=7777, eligible=8888)
        for unit in report.units
    )
    report = dataclasses.replace(report, units=marked)
    hidden = [unit.name for unit in marked if unit.forms == 7777]
    for text in (svg_units(report), svg_funnel(report)):
        assert not re.search(r"7\.?777|8\.?888", text)
    assert not [name for name in hidden if f"{name}:" in svg_funnel(report)]
    assert all(name in svg_units(report) for name in hidden)


def test_a_name_cannot_leave_its_place() -> None:
    report = reports.department_report(12, hidden=0)
    named = tuple(dataclasses.replace(unit, name='<script>alert("1")</script> & "Hoa" Sen') for unit in report.units)
    report = dataclasses.replace(report, units=named)
    for text in (svg_units(report), svg_funnel(report)):
        assert "<script" not in text
        assert ElementTree.fromstring(text).tag == "div"


def test_two_charts_with_different_prefixes_share_no_id() -> None:
    report = reports.unit_report((1, 1))
    first = set(re.findall(r' id="(.+?)"', svg_distributions(report, prefix="a")))
    second = set(re.findall(r' id="(.+?)"', svg_distributions(report, prefix="b")))
    assert first
    assert not first & second


def test_the_mark_of_a_row_is_hidden_from_readers_and_missing_where_withheld() -> None:
    report = reports.department_report()
    bounds = comparison_bounds(report)
    for unit in report.units:
        mark = svg_interval(unit.result, report.target, *bounds, verdict=unit.verdict)
        if isinstance(unit.result, Suppressed):
            assert mark == ""
        else:
            assert ElementTree.fromstring(mark).get("aria-hidden") == "true"
            assert {"met": "chart-met", "missed": "chart-missed"}.get(unit.verdict or "", "chart-plain") in mark


def test_the_mark_of_a_row_stands_where_its_value_does() -> None:
    root = ElementTree.fromstring(svg_interval(reports.share(0.9, 400), 0.8, 0.5, 1.0, verdict="met"))
    circle, target = root.find("circle"), root.find("line[@class='chart-target']")
    assert circle is not None
    assert target is not None
    assert (circle.get("cx"), target.get("x1")) == ("80%", "60%")


def test_an_estimate_without_interval_is_a_dot_without_a_line() -> None:
    alone = dataclasses.replace(reports.share(0.9, 40), low=None, high=None, low90=None, high90=None, interval_kind="none")
    root = ElementTree.fromstring(svg_interval(alone, 0.8, 0.5, 1.0))
    assert root.find("line[@class='chart-range-line']") is None
    assert root.find("circle") is not None
