"""The finding of each chart in words."""

import dataclasses

from analysis.charts import describe_dimensions, describe_distributions, describe_funnel, describe_units
from analysis.charts.wording import WITHHELD, value_phrase, withheld_sentences
from analysis.estimates import Suppressed
from tests.analysis import chart_reports as reports


def test_the_funnel_says_how_many_differ_and_how_many_are_withheld() -> None:
    assert describe_funnel(reports.department_report()) == (
        "50 trường không khác mức chung quá mức ngẫu nhiên. 1 trường cao hơn, 6 trường thấp hơn rõ rệt. "
        "2 trường chưa đủ 10 phiếu, không hiển thị. 1 trường không hiển thị để bảo vệ người trả lời."
    )


def test_the_funnel_says_so_where_none_differs() -> None:
    report = reports.department_report(hidden=0)
    alike = tuple(dataclasses.replace(unit, position=None) for unit in report.units)
    sentence = describe_funnel(dataclasses.replace(report, units=alike))
    assert sentence == "Không có trường nào khác mức chung quá mức ngẫu nhiên."


def test_the_funnel_says_so_where_units_are_too_few_to_judge() -> None:
    assert describe_funnel(reports.department_report(4, hidden=0, spread=None)).startswith("Chưa đủ 10 trường để xét")


def test_the_funnel_says_so_where_nothing_is_shown() -> None:
    assert describe_funnel(reports.department_report(3, hidden=3)).startswith("Chưa đủ trường có kết quả để so sánh.")


def test_the_funnel_is_silent_on_a_withheld_total() -> None:
    report = dataclasses.replace(reports.department_report(), total=Suppressed("protects another"))
    assert describe_funnel(report).startswith("Chưa đủ trường có kết quả để so sánh.")


def test_units_are_counted_by_verdict_and_may_have_another_noun() -> None:
    sentence = describe_units(reports.department_report(), noun="đơn vị")
    assert sentence.startswith("16 trên 57 đơn vị đạt chỉ tiêu 90%, 1 đơn vị không đạt, 40 đơn vị chưa đủ căn cứ.")


def test_dimensions_begin_with_the_index_against_the_target() -> None:
    sentence = describe_dimensions(reports.unit_report())
    assert sentence.startswith("Chỉ số chung 91,9% (88,3 – 94,7), chưa đủ căn cứ để nói đạt chỉ tiêu 90%. ")
    assert "trên 5 lĩnh vực đạt chỉ tiêu 90%" in sentence


def test_a_department_compared_on_one_dimension_has_no_index() -> None:
    report = reports.department_report()
    assert "Chỉ số chung" not in describe_dimensions(report)
    assert "Chỉ số chung" in describe_dimensions(dataclasses.replace(report, measure_code=""))


def test_distributions_name_the_highest_and_the_lowest_item() -> None:
    sentence = describe_distributions(reports.unit_report(hidden=("A01", "A02")))
    assert sentence.startswith("Hài lòng cao nhất: “")
    assert "; thấp nhất: “" in sentence
    assert sentence.endswith("2 câu hỏi không hiển thị.")


def test_an_empty_report_says_so() -> None:
    empty = reports.empty_unit_report()
    assert describe_dimensions(empty) == "Chưa có phiếu trả lời nên chưa có kết quả theo lĩnh vực."
    assert describe_distributions(empty) == "Chưa có câu hỏi nào đủ phiếu để hiển thị."


def test_the_two_reasons_that_protect_are_worded_alike() -> None:
    assert WITHHELD["everyone"] == WITHHELD["protects another"]
    hidden = [Suppressed("everyone"), Suppressed("protects another")]
    assert withheld_sentences(hidden, noun="trường") == "2 trường không hiển thị để bảo vệ người trả lời."


def test_a_value_is_said_with_its_interval_and_its_forms() -> None:
    assert value_phrase(reports.share(0.9264, 18412)) == "92,6% (92,3 – 93,0), 18.412 phiếu"
    without = dataclasses.replace(reports.share(0.9264, 40), low=None, high=None, interval_kind="none")
    assert value_phrase(without) == "92,6%, 40 phiếu"
