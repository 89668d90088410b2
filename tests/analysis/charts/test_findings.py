"""The findings in words, and what decides them."""

import re
from dataclasses import replace

import pytest

from analysis.charts import (
    describe_changes,
    describe_heat_map,
    describe_importance,
    describe_ranks,
    describe_target_funnel,
    describe_trend,
    svg_benchmarks,
    svg_funnel,
    svg_heat_map,
    svg_importance,
    svg_ranks,
    svg_target_funnel,
)
from analysis.charts.change_rows import ordered_rows, row_group
from analysis.charts.dimensions import dimension_rows
from analysis.charts.heat_cells import cell_class, grid_parts
from analysis.charts.importance_places import Place, drivers_of, place_codes
from analysis.charts.rank_places import ranked_units
from analysis.charts.tips import NAME_LINE
from analysis.comparison_figures import RankSet
from analysis.estimates import Estimate
from analysis.insight_figures import Driver
from analysis.reports import DepartmentReport
from analysis.vietnamese import sort_key
from tests.analysis import comparison_reports as reports
from tests.analysis.chart_reports import share


def plain(text: str) -> str:
    return text.replace("\N{NO-BREAK SPACE}", " ")


def ranked(*sets: tuple[int, int], tau: int = 2) -> DepartmentReport:
    """Units with these rank sets."""
    report = reports.ranked_report(len(sets), hidden=0, tau=tau)
    units = tuple(
        replace(unit, rank=RankSet(low, high, low, high, low <= tau, high > len(sets) - tau))
        for unit, (low, high) in zip(report.units, sets, strict=True)
    )
    assert report.ranking is not None
    return replace(report, units=units, ranking=replace(report.ranking, units=len(sets), tau=tau))


def test_ranks_say_who_is_certainly_among_the_highest_and_who_may_be() -> None:
    report = ranked((1, 2), (1, 4), (2, 5), (3, 4), (3, 6), (4, 6))
    assert plain(describe_ranks(report)) == (
        "Chỉ 1 trong 6 trường chắc chắn thuộc 2 trường cao nhất; 2 trường khác cũng có thể. "
        "Chưa trường nào chắc chắn thuộc 2 trường thấp nhất; 3 trường có thể. "
        "1 trường có thể thuộc cả hai nhóm: chưa phân biệt được."
    )


def test_ranks_say_so_where_nothing_is_told_apart() -> None:
    report = ranked(*[(1, 6)] * 6)
    assert plain(describe_ranks(report)) == "Chưa phân biệt được hạng của trường nào trong 6 trường."


def test_ranks_of_nobody_or_one_unit_are_a_sentence() -> None:
    for count in (0, 1):
        report = reports.ranked_report(count, hidden=0)
        assert describe_ranks(report).startswith("Chưa đủ trường có kết quả để xếp hạng.")


def test_a_unit_with_too_few_answers_is_listed_as_not_ranked() -> None:
    report = ranked((1, 2), (1, 4), (2, 5), (3, 4), (3, 6), (4, 6))
    first = replace(report.units[0], rank=None)
    report = replace(report, units=(first, *report.units[1:]))
    assert "1 trường chưa đủ phiếu để xếp hạng." in plain(describe_ranks(report))
    assert "chưa đủ phiếu để xếp hạng" in svg_ranks(report)


def test_ranks_are_sorted_by_the_middle_of_the_set_then_by_name() -> None:
    order = [(one.rank.low + one.rank.high, sort_key(one.unit.name)) for one in ranked_units(reports.ranked_report(60))]
    assert len(order) > 40
    assert order == sorted(order)


def test_of_a_thousand_units_only_what_is_certain_stands_open() -> None:
    text = svg_ranks(reports.ranked_report(1000, factor=0.5))
    assert text.count("<details") >= 4
    assert text.count('open=""') == 1


def test_the_target_funnel_counts_what_lies_beyond_chance() -> None:
    sentence = plain(describe_target_funnel(reports.ranked_report(60)))
    assert sentence.startswith("14 trường cao hơn chỉ tiêu 90% quá mức ngẫu nhiên. 43 trường không khác rõ rệt.")


def test_the_target_funnel_says_of_a_unit_what_the_report_says() -> None:
    report = reports.ranked_report(60)
    turned = replace(report, units=tuple(replace(unit, target_position="below") for unit in report.units))
    assert "cao hơn chỉ tiêu" not in plain(describe_target_funnel(turned))
    assert plain(describe_target_funnel(turned)).count("thấp hơn chỉ tiêu 90% quá mức ngẫu nhiên") == 1


def test_changes_begin_with_the_whole_and_count_by_word() -> None:
    sentence = plain(describe_changes(reports.department_change(60)))
    said = re.match(
        r"Toàn tỉnh tăng: \+2,1 điểm phần trăm \(\+0,9 đến \+3,3\); 2025: (.+); 2026: (.+)\. Trong 53 trường", sentence
    )
    assert said is not None
    for value, figure in zip(("90,5%", "92,6%"), said.groups(), strict=True):  # each with its limits and its number of forms
        assert re.fullmatch(rf"{value} \([\d,]+ – [\d,]+\), [\d.]+ phiếu", figure)
    assert sentence.endswith("7 trường không so được.")


def test_changes_of_units_stand_by_word_and_those_of_one_unit_in_the_order_of_the_questionnaire() -> None:
    department, unit = reports.department_change(60), reports.unit_change((2, 2))
    groups = [row_group(row) for row in ordered_rows(department)]
    order = ["fallen", "risen", "no clear change", "stable", "none"]
    assert groups == sorted(groups, key=order.index)
    assert ordered_rows(unit) == unit.rows


def test_changes_where_nothing_can_be_compared_are_a_sentence() -> None:
    report = reports.department_change(3, hidden=3)
    report = replace(report, whole=replace(report.whole, change=None, reason="withheld"))
    assert describe_changes(report) == "Chưa có gì so được giữa hai đợt."


def test_a_cell_has_the_class_of_its_verdict_and_else_of_its_side() -> None:
    shares = (share(0.8, 400), share(0.89, 100), share(0.91, 100), share(0.97, 400))
    assert [cell_class(one, 0.9) for one in shares] == ["missed", "below", "above", "met"]


def test_the_heat_map_names_the_dimension_with_most_misses() -> None:
    sentence = plain(describe_heat_map(reports.dimension_grid(60)))
    assert sentence.startswith("Nhiều trường không đạt chỉ tiêu 90% nhất: D. Hoạt động giáo dục (10 trên 57 trường).")
    assert sentence.endswith("3 trường chưa đủ 10 phiếu, không hiển thị.")


def test_a_long_grid_is_split_by_group_and_a_long_group_by_names() -> None:
    by_group = grid_parts(reports.dimension_grid(1000, groups=40))
    assert len(by_group) == 40
    by_name = grid_parts(reports.dimension_grid(120, groups=1))
    assert [len(part.rows) for part in by_name] == [50, 50, 20]
    assert all(" – " in part.title for part in by_name)
    for parts in (by_group, by_name):
        assert sum(len(part.rows) for part in parts) in (1000, 120)
    assert svg_heat_map(reports.dimension_grid(120, groups=1)).count("<details") == 3


def test_importance_says_what_goes_with_the_whole_and_that_it_is_no_cause() -> None:
    report = reports.drivers_report()
    sentence = plain(describe_importance(report))
    most = "Gắn nhiều nhất với hài lòng chung: B. Cơ sở vật chất, trang thiết bị dạy học, "
    assert sentence.startswith(f"{most}mức gắn 29,8% (22,8 – 36,8), 18.412 phiếu.")
    assert sentence.endswith("Gắn với hài lòng chung không có nghĩa là nguyên nhân.")
    assert "Cần cải thiện trước: " in describe_importance(report, level="items")


def test_the_most_important_is_named_with_those_that_it_is_not_surely_above() -> None:
    report = reports.drivers_report()
    first, *rest = sorted(report.drivers, key=lambda one: -one.importance)
    overlapping = [one.code for one in rest if one.high >= first.low]
    assert overlapping
    assert f"Chưa chắc hơn {', '.join(overlapping)}: các khoảng còn chồng lên nhau." in plain(describe_importance(report))
    alone = tuple(replace(one, low=one.importance, high=one.importance) for one in report.drivers)
    assert "Chưa chắc hơn" not in describe_importance(replace(report, drivers=alone))


def test_importance_of_few_units_names_none_before_another() -> None:
    report = reports.drivers_report(units=4)
    sentence = plain(describe_importance(report))
    assert sentence.startswith("Quá ít đơn vị để tính khoảng cho mức gắn, nên không nêu lĩnh vực nào gắn nhiều hơn")
    assert [one.code for one in drivers_of(report, "dimensions")] == sorted(one.code for one in report.drivers)
    drawn = svg_importance(report)
    assert re.search(r"\d", sentence) is None
    assert re.search(r"\d%", drawn) is None
    assert "chart-plot" not in drawn


def test_a_rank_stands_with_its_number_of_forms_and_a_cell_with_its_interval() -> None:
    ranked = svg_ranks(reports.ranked_report(10))
    assert re.findall(r'class="chart-n">[^<]*%', ranked) == []
    shown = sum(isinstance(unit.result, Estimate) for unit in reports.ranked_report(10).units)
    assert ranked.count(" phiếu</span>") == shown > 0
    grid = reports.dimension_grid(10)
    drawn = svg_heat_map(grid)
    cells = re.findall(r'class="chart-cell chart-cell-[1-5]" title="\([^)]+\), [0-9.]+.phiếu"', drawn)
    assert len(cells) == len(re.findall(r'<td role="cell" class="chart-cell chart-cell-[1-5]"', drawn)) > 0
    unnamed = replace(grid, total=replace(grid.total, name=""))
    assert ">Mức chung <span" in svg_heat_map(unnamed)


def test_a_department_has_the_verdict_of_its_report() -> None:
    report = replace(reports.ranked_report(10), measure_code="", verdict="missed")
    assert dimension_rows(report)[0].note == "Không đạt"


@pytest.mark.parametrize(
    "reason", ["no overall item", "too few forms", "too few units", "weak relation", "negative weight", "no spread"]
)
def test_every_reason_for_no_drivers_has_a_sentence(reason: str) -> None:
    assert describe_importance(reports.drivers_report(reason=reason)).endswith(".")  # type: ignore[arg-type]


def test_no_code_touches_another_or_a_dot_at_any_size_of_the_plot() -> None:
    figure = share(0.9, 400)
    spots = [(0.5, 0.5), (0.51, 0.5), (0.52, 0.51), (0.5, 0.52), (0.9, 0.1), (0.1, 0.9), (0.5, 0.5)]
    places = [
        Place(Driver(f"A{step:02d}", "", 0.1, None, None, 0.1, 0.1, figure, None), figure, *spot)
        for step, spot in enumerate(spots)
    ]
    width, height, radius = 25.0, 15.0, 6.0
    codes = place_codes(places, [width] * 7, plot_width=(200, 1100), plot_height=(340, 430), text_height=height, radius=radius)
    assert codes[4] is not None
    assert codes[5] is not None
    for w in range(200, 1101, 10):
        for h in (340, 385, 430):
            boxes = [(x * w + code[0], y * h + code[1]) for (x, y), code in zip(spots, codes, strict=True) if code is not None]
            dots = [(x * w, y * h, code) for (x, y), code in zip(spots, codes, strict=True)]
            for i, (x, y) in enumerate(boxes):
                for other_x, other_y in boxes[:i]:
                    assert abs(x - other_x) >= width - 1e-9 or abs(y - other_y) >= height - 1e-9
                for dot_x, dot_y, _ in dots:
                    own = any(code is not None and (dot_x + code[0], dot_y + code[1]) == (x, y) for _, _, code in dots)
                    assert own or abs(x - dot_x) >= width / 2 + radius - 1e-9 or abs(y - dot_y) >= height / 2 + radius - 1e-9


def test_a_trend_says_its_slope_only_where_it_is_more_than_chance() -> None:
    rising = plain(describe_trend(reports.trend_of(0.88, 0.9, 0.93), subject="Tỷ lệ hài lòng"))
    assert rising.startswith("Tỷ lệ hài lòng tăng trung bình 2,5 điểm phần trăm mỗi năm (+1,0 đến +4,0). 2023: 88,0% (")
    assert re.search(r"; 2025: 93,0% \([\d,]+ – [\d,]+\), 2\.000 phiếu\.", rising)
    open_ = describe_trend(reports.trend_of(0.9, 0.91, 0.9, p_value=0.6), subject="Tỷ lệ hài lòng")
    assert "chưa rõ xu hướng" in open_
    bent = replace(reports.trend_of(0.88, 0.95, 0.93), lack_of_fit_p=0.001)
    assert describe_trend(bent, subject="Tỷ lệ hài lòng").endswith("không đều qua các năm.")


@pytest.mark.parametrize("noun", ["trường", "trung tâm", "đơn vị"])
def test_what_a_plot_says_before_it_is_pointed_at_fits_on_a_phone(noun: str) -> None:
    drawn = [svg_importance(reports.drivers_report()), svg_importance(reports.drivers_report(), level="items")]
    for count in (20, 60, 1000):
        ranked = reports.ranked_report(count, factor=0.5)
        drawn += [svg_funnel(ranked, noun=noun), svg_target_funnel(ranked, noun=noun), svg_benchmarks(ranked, noun=noun)]
    hints = {one for svg in drawn for one in re.findall(r'class="chart-hint"[^>]*>([^<]+)', svg)}
    assert len(hints) >= 3
    assert [one for one in hints if len(one) >= NAME_LINE] == []
