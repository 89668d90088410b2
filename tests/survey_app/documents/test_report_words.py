"""What the page of a report says in sentences."""

import re
from dataclasses import replace
from typing import Any

import pytest

from analysis.estimates import Convention, Estimate, Reason, Suppressed, Verdict
from analysis.reports import UnitReport
from questionnaires import load_shipped
from survey_app.documents import report_words
from tests.analysis.chart_reports import hidden_item, share, unit_report

QUESTIONNAIRE = load_shipped()["TH-PH"]


def report_of(figure: Estimate | Suppressed, verdict: Verdict | None = None, **changed: Any) -> UnitReport:
    return replace(unit_report(), index_share=figure, verdict=verdict, convention="answers", **changed)


def finding(figure: Estimate | Suppressed, verdict: Verdict | None, *, collection: str = "own") -> str:
    return report_words.finding(report_of(figure, verdict), collection=collection).replace("\N{NO-BREAK SPACE}", " ")


def notes(report: UnitReport, **known: Any) -> dict[str, str]:
    return dict(report_words.notes(report, QUESTIONNAIRE, **{"collection": "own"} | known))


def test_the_finding_prints_the_limit_that_decides() -> None:
    close = replace(share(0.916, 200), low=0.897, high=0.932, low90=0.9, high90=0.929)
    assert finding(close, "met") == (
        "Đạt chỉ tiêu 90%: trong số người đã trả lời, 91,6% câu trả lời là hài lòng hoặc rất hài lòng (89,7 – 93,2), "
        "200 phiếu; với độ tin cậy 95%, ít nhất 90,0%."
    )
    assert finding(replace(close, high90=0.8997), "missed").endswith("với độ tin cậy 95%, nhiều nhất 89,97%.")
    assert finding(close, "not shown").endswith("200 phiếu.")
    assert finding(replace(close, interval_kind="bounds"), "met").endswith("; chắc chắn ít nhất 90,0%.")


def test_rounding_does_not_contradict_the_verdict_of_a_census() -> None:
    census = replace(share(0.8996, 10_000), low=0.8996, high=0.8996, low90=0.8996, high90=0.8996, interval_kind="census")
    assert finding(census, "missed").startswith("Không đạt chỉ tiêu 90%: 89,96% câu trả lời")
    assert "tin cậy" not in finding(census, "missed")


def test_only_a_random_sample_or_everybody_speaks_for_all() -> None:
    figure = share(0.95, 200)
    assert "trong số người đã trả lời" in finding(figure, "met", collection="independent")
    assert "trong số" not in finding(figure, "met", collection="sample")
    assert report_words.among_answered(replace(figure, interval_kind="census"), "own") == ""


@pytest.mark.parametrize(
    ("reason", "words"),
    [
        ("too few", "kết quả hiển thị từ 10 phiếu"),
        ("no responses", "kết quả hiển thị từ 10 phiếu"),
        ("too wide", "cần thêm phiếu để khoảng hẹp lại"),
        ("everyone", None),
        ("protects another", None),
    ],
)
def test_the_next_step_fits_the_reason(reason: Reason, words: str | None) -> None:
    said = report_words.next_step(report_of(Suppressed(reason)), is_open=True)
    assert words in said if words else said == ""
    assert report_words.next_step(report_of(Suppressed(reason)), is_open=False) == ""


@pytest.mark.parametrize(("reason", "protects"), [("too few", True), ("protects another", True), ("too wide", False)])
def test_only_a_reason_that_protects_people_is_said_to(reason: Reason, protects: bool) -> None:
    first, *others = unit_report().dimensions
    items = (hidden_item("A01", "Phòng học", reason), *first.items[1:])
    said = notes(replace(unit_report(), dimensions=(replace(first, items=items), *others)))["Không hiển thị"]
    assert ("có thể làm lộ" in said) == protects
    assert "còn ít phiếu" not in said


@pytest.mark.parametrize(
    ("convention", "by_grade", "others"),
    [
        ("answers", True, "cả đơn vị"),
        ("eligible", True, "cùng khối"),
        ("mean", True, "cùng khối"),
        ("mean", False, "cả đơn vị"),
    ],
)
def test_the_promise_of_an_interval_is_that_of_its_convention(convention: Convention, by_grade: bool, others: str) -> None:
    weighted = share(0.9, 200) if by_grade else None
    said = notes(replace(unit_report(), convention=convention, index_weighted_share=weighted))["Người trả lời"]
    assert others in said
    assert ("cùng khối" in said) == (others == "cùng khối")


@pytest.mark.parametrize(("value", "is_far"), [(0.8719, True), (0.948, False)])
def test_a_weighted_figure_that_differs_is_said_so(value: float, is_far: bool) -> None:
    weighted = replace(share(value, 200), low90=0.91, high90=0.97)
    said = notes(report_of(share(0.95, 200), "met", index_weighted_share=weighted))["Có trọng số theo khối"]
    assert ("khác hơn nửa điểm phần trăm" in said) == is_far
    assert "Kết luận" not in said


def test_another_verdict_by_the_weighted_figure_is_said_so() -> None:
    weighted = replace(share(0.948, 200), low90=0.89, high90=0.97)
    said = notes(report_of(share(0.95, 200), "met", index_weighted_share=weighted))["Có trọng số theo khối"]
    assert re.search("khi đó cũng khác: chưa đủ căn cứ để nói đạt hay không đạt chỉ tiêu 90%", said)


def test_a_figure_that_weighs_grades_already_is_not_given_twice() -> None:
    assert "Có trọng số theo khối" not in notes(replace(unit_report(), index_weighted_share=share(0.9, 200)))


@pytest.mark.parametrize("collection", ["own", "sample"])
def test_imported_answers_are_not_said_to_have_come_by_an_open_link(collection: str) -> None:
    said = notes(unit_report(), collection=collection, collected_elsewhere=True)["Người trả lời"]
    assert said.startswith("Câu trả lời thu ở nơi khác và được nhập vào hệ thống.")
    assert "liên kết mở" not in said
    assert "đường dẫn mở" not in said
    assert ("tin cậy 95%" in said) == (collection == "sample")
