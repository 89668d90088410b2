"""The lines above a chart that leaves its page."""

import datetime as dt

import pytest

from survey_app.campaigns.schedule import Phase
from survey_app.documents.report_words import chart_heading, interval_name
from survey_app.results.progress import UnitCampaign
from tests.analysis.chart_reports import unit_report


@pytest.mark.parametrize(("phase", "state"), [("open", ", kết quả tạm thời"), ("closed", "")])
def test_a_chart_says_whose_it_is_and_whether_answers_may_still_come(phase: Phase, state: str) -> None:
    progress = UnitCampaign(
        participation_id=1,
        campaign_code="2026",
        campaign_name="Khảo sát sự hài lòng năm 2026",
        opens_on=dt.date(2026, 5, 4),
        closes_on=dt.date(2026, 5, 29),
        phase=phase,
        shows_results=True,
        instrument_code="TH-PH",
        instrument_title="Cha mẹ học sinh tiểu học",
        collection="own",
        access="open",
        received=130,
        eligible=640,
        needed=240,
    )
    assert chart_heading(progress, unit_report(n=122)) == (
        "Trường Tiểu học Nghĩa Lộ – Cha mẹ học sinh tiểu học",
        f"Khảo sát sự hài lòng năm 2026{state}, 122\N{NO-BREAK SPACE}phiếu",
    )


def test_only_a_random_sample_has_a_confidence_interval() -> None:
    assert interval_name("sample") == "Khoảng tin cậy 95%"
    assert interval_name("own") == interval_name("independent") == "Khoảng nhất quán"
