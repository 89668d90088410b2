"""The finding of each chart in words."""

import dataclasses
import re

import pytest

from analysis.charts import describe_dimensions, describe_distributions, describe_funnel, describe_units
from analysis.charts.wording import INDEX, WITHHELD, value_phrase, withheld_sentences
from analysis.estimates import Suppressed
from tests.analysis import chart_reports as reports


def plain(text: str) -> str:
    """A sentence with ordinary spaces."""
    return text.replace("\N{NO-BREAK SPACE}", " ")


def test_the_funnel_says_how_many_differ_and_how_many_are_withheld() -> None:
    assert plain(describe_funnel(reports.department_report())) == (
        "46 trường không khác mức chung rõ rệt. 1 trường cao hơn, 6 trường thấp hơn rõ rệt. "
        "4 trường có cỡ mẫu hiệu dụng dưới 30 nên không xếp cao hay thấp. "
        "2 trường chưa đủ 10 phiếu, không hiển thị. 1 trường không hiển thị để bảo vệ người trả lời."
    )


def test_the_funnel_says_so_where_none_differs() -> None:
    report = reports.department_report(hidden=0)
    alike = tuple(dataclasses.replace(unit, position="within") for unit in report.units)
    sentence = describe_funnel(dataclasses.replace(report, units=alike))
    assert sentence == "Không có trường nào khác mức chung rõ rệt."


def test_the_funnel_says_so_where_units_are_too_few_to_judge() -> None:
    assert plain(describe_funnel(reports.department_report(4, hidden=0, spread=None))).startswith("Chưa đủ 10 trường để xét")


@pytest.mark.parametrize("shown", [0, 1, 2])
def test_the_funnel_says_so_where_less_than_three_units_are_shown(shown: int) -> None:
    sentence = describe_funnel(reports.department_report(3, hidden=3 - shown))
    assert sentence.startswith("Chưa đủ trường có kết quả để so sánh.")


def test_the_funnel_is_silent_on_a_withheld_total() -> None:
    report = dataclasses.replace(reports.department_report(), total=Suppressed("protects another"))
    assert describe_funnel(report).startswith("Chưa đủ trường có kết quả để so sánh.")


def test_units_are_counted_by_verdict_and_may_have_another_noun() -> None:
    sentence = plain(describe_units(reports.department_report(), noun="đơn vị"))
    assert sentence.startswith("16 trên 57 đơn vị đạt chỉ tiêu 90%, 1 đơn vị không đạt, 40 đơn vị chưa đủ căn cứ.")


def test_dimensions_begin_with_the_index_against_the_target() -> None:
    sentence = plain(describe_dimensions(reports.unit_report()))
    assert sentence.startswith(
        "Tỷ lệ hài lòng toàn phiếu 91,9% (88,3 – 94,7), 312 phiếu, chưa đủ căn cứ để nói đạt chỉ tiêu 90%. "
    )
    assert "trên 5 lĩnh vực đạt chỉ tiêu 90%" in sentence


def test_a_department_compared_on_one_dimension_has_no_index() -> None:
    report = reports.department_report()
    assert INDEX not in describe_dimensions(report)
    assert INDEX in describe_dimensions(dataclasses.replace(report, measure_code=""))


def test_distributions_name_the_highest_and_the_lowest_item() -> None:
    sentence = plain(describe_distributions(reports.unit_report(hidden=("A01", "A02"))))
    assert sentence.startswith("Hài lòng cao nhất: “")
    assert "; thấp nhất: “" in sentence
    assert len(re.findall(r"”, \d\d,\d% \(\d\d,\d – \d\d,\d\), \d+ phiếu", sentence)) == 2
    assert sentence.endswith("2 câu hỏi không hiển thị.")


def test_an_item_without_answers_is_not_called_withheld() -> None:
    report = reports.unit_report()
    first = report.dimensions[0]
    items = (reports.hidden_item("A01", "Phòng học", "no responses"), *first.items[1:])
    parts = (dataclasses.replace(first, items=items), *report.dimensions[1:])
    assert "không hiển thị" not in describe_distributions(dataclasses.replace(report, dimensions=parts))


def test_an_empty_report_says_so() -> None:
    empty = reports.empty_unit_report()
    assert describe_dimensions(empty) == "Chưa đủ phiếu để có kết quả theo lĩnh vực."
    assert describe_distributions(empty) == "Chưa có câu hỏi nào đủ phiếu để hiển thị."


def test_the_two_reasons_that_protect_are_worded_alike() -> None:
    assert WITHHELD["everyone"] == WITHHELD["protects another"]
    hidden = [Suppressed("everyone"), Suppressed("protects another")]
    assert plain(withheld_sentences(hidden, noun="trường")) == "2 trường không hiển thị để bảo vệ người trả lời."


def test_a_value_is_said_with_its_interval_and_its_forms() -> None:
    assert plain(value_phrase(reports.share(0.9264, 18412))) == "92,6% (92,3 – 93,0), 18.412 phiếu"
    without = dataclasses.replace(reports.share(0.9264, 40), low=None, high=None, interval_kind="none")
    assert plain(value_phrase(without)) == "92,6%, 40 phiếu"


def test_where_no_dimension_and_no_unit_meets_the_target_it_is_said_in_words() -> None:
    unit = reports.unit_report()
    parts = tuple(dataclasses.replace(part, verdict="missed") for part in unit.dimensions)
    sentence = plain(describe_dimensions(dataclasses.replace(unit, dimensions=parts)))
    assert sentence.endswith("Không lĩnh vực nào đạt chỉ tiêu 90%, 5 lĩnh vực không đạt.")
    report = reports.department_report(5, hidden=0)
    units = tuple(dataclasses.replace(one, verdict="missed") for one in report.units)
    sentence = plain(describe_units(dataclasses.replace(report, units=units)))
    assert sentence == "Không trường nào đạt chỉ tiêu 90%, 5 trường không đạt."


def test_no_line_ends_between_a_number_and_what_it_counts() -> None:
    unit, department = reports.unit_report(hidden=("A01",)), reports.department_report()
    sentences = (
        describe_dimensions(unit),
        describe_distributions(unit),
        describe_units(department),
        describe_funnel(department),
        describe_funnel(reports.department_report(4, hidden=1, spread=None)),
        value_phrase(reports.share(0.9, 18412)),
    )
    for sentence in sentences:
        assert re.search(r"\d\N{NO-BREAK SPACE}[^\W\d]", sentence), sentence
        assert not re.search(r"\d [^\W\d]", sentence), sentence
