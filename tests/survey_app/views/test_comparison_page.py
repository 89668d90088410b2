"""What the page of a comparison says of its whole, and what it draws."""

from dataclasses import replace
from typing import Any

import pytest

from analysis.estimates import Convention, Suppressed
from questionnaires import load_shipped
from survey_app.views.comparison_page import ComparisonPage, build_page, draw_chart
from tests.analysis.chart_reports import department_report

QUESTIONNAIRE = load_shipped()["TH-PH"]


def page_of(count: int = 20, **changed: Any) -> ComparisonPage:
    return build_page(
        replace(department_report(count), **changed), {}, name="", questionnaire=QUESTIONNAIRE, access="đường dẫn mở"
    )


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
    assert page_of(**changed).whole.replace("\N{NO-BREAK SPACE}", " ") == whole


@pytest.mark.parametrize(
    ("convention", "words"),
    [("answers", "gộp mọi câu"), ("mean", "trung bình cộng của các trường"), ("eligible", "từng trường")],
)
def test_the_notes_say_how_units_become_the_whole(convention: Convention, words: str) -> None:
    notes = dict(page_of(convention=convention).notes)
    assert words in notes["Cách tính"]
    assert "trong số người đã trả lời" in notes["Người trả lời"]


def test_too_few_units_for_a_funnel_have_no_empty_box() -> None:
    assert page_of(4).funnel == ""
    assert page_of(20).funnel


@pytest.mark.parametrize("chart", ["funnel", "units"])
@pytest.mark.parametrize("count", [4, 20])
def test_charts_leave_the_page_as_pictures(chart: Any, count: int) -> None:
    picture = draw_chart(
        department_report(count), chart, questionnaire=QUESTIONNAIRE, campaign_name="Khảo sát năm 2026", is_open=True
    )
    assert picture.startswith(b"\x89PNG")
