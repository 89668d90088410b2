"""What the page of a comparison says of its whole, and what each view draws, lists and finds by name."""

from dataclasses import replace
from typing import Any

import pytest

from analysis.estimates import Convention, Suppressed
from questionnaires import load_shipped
from survey_app.views.comparison_choice import PAGE_ROWS, Choice
from survey_app.views.comparison_content import (
    Content,
    change_content,
    dimensions_content,
    funnel_content,
    intervals_content,
    ranks_content,
)
from survey_app.views.comparison_page import build_headlines, build_notes, build_page
from tests.analysis import comparison_reports as reports
from tests.analysis.chart_reports import department_report

QUESTIONNAIRE = load_shipped()["TH-PH"]
NOUN = "trường"


@pytest.mark.parametrize(
    ("changed", "whole"),
    [
        ({}, "mức chung"),
        ({"covered_eligible": 900, "eligible": 900}, "mức chung"),
        ({"covered_eligible": 450, "eligible": 900}, "mức chung của 20 trường, 50,0% số người được hỏi"),
        ({"units_left_out": 2}, "mức chung của 20 trường"),
        ({"units_left_out": 2, "total": Suppressed("protects another")}, "mức chung"),
    ],
)
def test_the_whole_says_on_how_many_it_rests(changed: dict[str, Any], whole: str) -> None:
    headlines = build_headlines(replace(department_report(20), **changed), noun=NOUN)
    assert headlines.whole.replace("\N{NO-BREAK SPACE}", " ") == whole


@pytest.mark.parametrize(
    ("convention", "words"),
    [("answers", "gộp mọi câu"), ("mean", "trung bình cộng của các trường"), ("eligible", "từng trường")],
)
def test_the_notes_say_how_units_become_the_whole(convention: Convention, words: str) -> None:
    notes = dict(build_notes(QUESTIONNAIRE, convention, noun=NOUN, access="đường dẫn mở"))
    assert words in notes["Cách tính"]
    assert "trong số người đã trả lời" in notes["Người trả lời"]


def test_too_few_units_for_a_funnel_have_no_empty_box() -> None:
    for count, is_drawn in ((4, False), (20, True)):
        page = build_page(funnel_content(department_report(count), noun=NOUN), Choice("funnel"), {})
        assert bool(page.chart) == is_drawn


def contents(count: int) -> dict[str, Content]:
    ranked = reports.ranked_report(count, factor=0.5)
    return {
        "funnel": funnel_content(ranked, noun=NOUN),
        "intervals": intervals_content(ranked, noun=NOUN),
        "ranks": ranks_content(ranked, noun=NOUN),
        "dimensions": dimensions_content(reports.dimension_grid(count), noun=NOUN),
        "change": change_content(reports.department_change(count), noun=NOUN),
    }


@pytest.mark.parametrize("view", ["funnel", "intervals", "ranks", "dimensions", "change"])
def test_a_thousand_units_are_fifty_on_a_page_and_every_one_is_on_some_page(view: Any) -> None:
    content = contents(1000)[view]
    seen: list[str] = []
    pages = range(1, -(-1000 // PAGE_ROWS) + 1)
    for number in pages:
        page = build_page(content, Choice(view, page=number), {})
        assert (page.pager.pages, page.pager.first) == (len(pages), len(seen) + 1)
        seen += [row.name for row in page.rows]
        assert len(page.chart) + sum(len(row.mark) for row in page.rows) < 400_000
    assert len(seen) == len(set(seen)) == len(content.entries) == 1000
    beyond = build_page(content, Choice(view, page=10**5), {})
    assert beyond.pager.page == len(pages)


@pytest.mark.parametrize("view", ["funnel", "intervals", "ranks", "dimensions", "change"])
def test_a_unit_is_found_by_name_without_diacritics_and_its_figures_are_said(view: Any) -> None:
    content = contents(300)[view]
    one = next(entry for entry in content.entries if entry.name.endswith(" 101"))
    page = build_page(content, Choice(view, name="101"), {one.code: 7})
    assert (page.picked, [row.name for row in page.rows]) == (1, [one.name])
    assert page.rows[0].participation_id == 7
    assert page.picks == ((one.name, one.phrase()),)
    assert page.picks[0][1]
    if view == "funnel":
        assert page.chart.count('class="chart-ring"') == page.chart.count("chart-named") == 1
    if view == "ranks":
        assert page.chart.count('class="chart-sought"') == 1
    nobody = build_page(content, Choice(view, name="không có ai"), {})
    assert (nobody.picked, nobody.rows) == (0, ())


def test_groups_take_the_units_that_they_count() -> None:
    for view, content in contents(300).items():
        for key, words in build_page(content, Choice(view), {}).groups:  # type: ignore[arg-type]
            page = build_page(content, Choice(view, group=key), {})  # type: ignore[arg-type]
            assert words.endswith(f"({page.pager.rows})"), (view, key)


def test_a_tier_needs_thirty_independent_answers_and_is_else_what_the_funnel_says() -> None:
    report = department_report(60)
    for unit in report.units:
        tier = unit.position
        is_large = not isinstance(unit.result, Suppressed) and unit.result.effective_base >= 30
        assert tier == (unit.position if is_large else None)
