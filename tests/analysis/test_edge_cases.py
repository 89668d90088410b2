"""Every row of the table of cases in docs/methods.md section 1, by name."""

from typing import Any

import pytest

from analysis.estimates import Convention, Estimate, Result, Suppressed
from analysis.reports import Thresholds, UnitReport, build_department_report, build_frame, build_unit_report
from analysis.strata import Eligible, design_unit
from questionnaires import Questionnaire
from tests.analysis.invented import OPEN_GATE, cells_of, make_questionnaire, unit_sums
from tests.oracles import Form

QUESTIONNAIRE = make_questionnaire()
GOOD, BAD, MIXED = "5555551", "1111111", "5424315"


def report_of(forms: list[Form], eligible: Eligible, **options: Any) -> UnitReport:
    thresholds: Thresholds = options.get("thresholds", OPEN_GATE)
    convention: Convention = options.get("convention", "eligible")
    questionnaire: Questionnaire = options.get("questionnaire", QUESTIONNAIRE)
    unit = unit_sums(questionnaire, "S", forms, eligible)
    return build_unit_report(
        questionnaire,
        unit.cells,
        unit_code="S",
        unit_name="Trường S",
        eligible=eligible,
        frame=build_frame(questionnaire, [unit]),
        target=options.get("target", 0.9),
        convention=convention,
        thresholds=thresholds,
    )


def shown(result: Result) -> Estimate:
    assert isinstance(result, Estimate), result
    return result


def forms_of(sheets: str | list[str], number: int, grade: str = "") -> list[Form]:
    sheets = [sheets] if isinstance(sheets, str) else sheets
    return [(grade, sheets[i % len(sheets)]) for i in range(number)]


def test_no_forms_is_no_responses_and_never_zero_percent() -> None:
    report = report_of([], 40)
    assert report.index_share == report.index_score == report.dimensions[0].items[0].share == Suppressed("no responses", 0)
    assert report.expectation == Suppressed("no responses", 0)
    assert (report.forms, report.participation, report.verdict, report.needed) == (0, 0.0, None, 37)


def test_only_empty_forms_is_no_responses() -> None:
    report = report_of(forms_of("-------", 30), 40)
    assert (report.forms, report.index_share) == (30, Suppressed("no responses", 0))


def test_one_form_has_no_standard_error() -> None:
    share = shown(report_of(forms_of(MIXED, 1), 40).index_share)
    assert share.se is None
    assert report_of(forms_of(MIXED, 1), 40, thresholds=Thresholds()).index_share == Suppressed("too few", 1)


def test_one_form_of_one_eligible_is_a_census() -> None:
    share = shown(report_of(forms_of(MIXED, 1), 1).index_share)
    assert (share.interval_kind, share.se, share.low, share.high) == ("census", 0.0, share.value, share.value)


def test_a_stratum_of_a_single_form_is_centred_at_the_grand_mean() -> None:
    forms = forms_of([GOOD, MIXED], 9, "1") + forms_of(BAD, 1, "2")
    share = shown(report_of(forms, {"1": 30, "2": 5}).index_share)
    assert share.se is not None
    assert share.se > 0
    assert share.degrees_of_freedom == 8


def test_only_single_form_strata_keep_one_degree_of_freedom() -> None:
    share = shown(report_of([("1", GOOD), ("2", BAD)], {"1": 30, "2": 5}).index_share)
    assert share.degrees_of_freedom == 1
    assert "few degrees of freedom" in share.flags


def test_a_single_form_that_is_the_whole_stratum_adds_no_variance() -> None:
    mostly = forms_of([GOOD, MIXED], 10, "1")
    with_all = shown(report_of([*mostly, ("2", BAD)], {"1": 30, "2": 1}).index_share)
    with_one_of_five = shown(report_of([*mostly, ("2", BAD)], {"1": 30, "2": 5}).index_share)
    assert with_all.se is not None
    assert with_one_of_five.se is not None
    assert with_all.se < with_one_of_five.se


@pytest.mark.parametrize(
    ("filled", "weights"),
    [("13", (4.0, 5.0)), ("1", (9.0,)), ("3", (9.0,)), ("2", (9.0,)), ("12", (4.0, 5.0)), ("23", (7.0, 2.0))],
)
def test_an_empty_stratum_goes_to_the_next_with_forms_else_to_the_previous(filled: str, weights: tuple[float, ...]) -> None:
    forms = [form for grade in filled for form in forms_of(MIXED, 10, grade)]
    assert design_unit(QUESTIONNAIRE, cells_of(QUESTIONNAIRE, forms), {"1": 40, "2": 30, "3": 20}).weights == weights


def test_a_dimension_without_answers_takes_the_index_with_it_under_every_convention() -> None:
    for convention in ("answers", "mean", "eligible"):
        report = report_of(forms_of("555--51", 20), 40, convention=convention)
        assert report.dimensions[1].share == Suppressed("no responses", 0)
        assert report.index_share == report.index_score == Suppressed("incomplete")
        assert shown(report.dimensions[0].share).value == 1
        assert report.verdict is None


def test_unknown_numbers_mean_one_stratum_without_correction() -> None:
    forms = forms_of([GOOD, MIXED], 10, "1") + forms_of([BAD, MIXED], 10, "2")
    design = design_unit(QUESTIONNAIRE, cells_of(QUESTIONNAIRE, forms), None)
    assert (design.weights, design.fractions, len(design.strata)) == ((1.0,), (0.0,), 1)
    report = report_of(forms, None)
    assert (report.eligible, report.participation, report.needed, report.index_weighted_share) == (None,) * 4
    assert shown(report.index_share).eligible is None


def test_a_number_of_the_whole_unit_means_one_stratum_with_correction() -> None:
    forms = forms_of([GOOD, MIXED], 10, "1") + forms_of([BAD, MIXED], 10, "2")
    design = design_unit(QUESTIONNAIRE, cells_of(QUESTIONNAIRE, forms), 80)
    assert (design.weights, design.fractions) == ((4.0,), (0.25,))
    assert shown(report_of(forms, 80).index_share).flags == ("low participation",)


def test_a_grade_with_more_forms_than_eligible_leaves_the_unit_unweighted() -> None:
    forms = forms_of([GOOD, MIXED], 10, "1") + forms_of([BAD, MIXED], 10, "2")
    design = design_unit(QUESTIONNAIRE, cells_of(QUESTIONNAIRE, forms), {"1": 9, "2": 71})
    assert (design.weights, design.is_unweighted_by_need) == ((4.0,), True)
    report = report_of(forms, {"1": 9, "2": 71})
    assert "not weighted by grade" in shown(report.index_share).flags
    assert report.index_weighted_share is None


def test_more_answers_than_eligible_is_flagged_everywhere_and_never_a_census() -> None:
    report = report_of(forms_of([GOOD, MIXED], 30), 20)
    assert report.participation == 1.5
    share = shown(report.index_share)
    assert "more answers than eligible" in share.flags
    assert "more answers than eligible" in shown(report.dimensions[1].items[0].score).flags
    assert share.interval_kind == "interval"
    unlimited = shown(report_of(forms_of([GOOD, MIXED], 30), None).index_share)
    assert (share.value, share.low, share.high) == pytest.approx((unlimited.value, unlimited.low, unlimited.high))


def test_nobody_eligible_but_forms_all_the_same_is_flagged() -> None:
    report = report_of(forms_of([GOOD, MIXED], 30), 0)
    assert report.participation is None
    assert "more answers than eligible" in shown(report.index_share).flags


def test_grades_not_stated_or_not_in_the_frame_are_a_stratum_of_their_own() -> None:
    forms = forms_of(GOOD, 10, "1") + forms_of(MIXED, 6, "2") + forms_of(BAD, 2, "") + forms_of(BAD, 2, "7")
    design = design_unit(QUESTIONNAIRE, cells_of(QUESTIONNAIRE, forms), {"1": 40, "2": 30})
    assert design.weights == (40 * 0.8 / 10, 30 * 0.8 / 6, 70 * 0.2 / 4)
    assert not design.is_unweighted_by_need


def test_above_a_fifth_not_stated_nothing_is_weighted_by_grade() -> None:
    forms = forms_of(GOOD, 10, "1") + forms_of(MIXED, 5, "2") + forms_of(BAD, 4, "")
    design = design_unit(QUESTIONNAIRE, cells_of(QUESTIONNAIRE, forms), {"1": 40, "2": 30})
    assert (len(design.strata), design.is_unweighted_by_need) == (1, True)


def test_a_complete_census_is_exact() -> None:
    report = report_of(forms_of(["5424315", "4444441"], 30), {"": 30}, target=0.9)
    share = shown(report.index_share)
    assert (share.interval_kind, share.se, share.low, share.high90) == ("census", 0.0, share.value, share.value)
    assert report.verdict == "missed"  # 24 of 30 forms or not: exact, whatever the effective base
    assert shown(report.index_score).interval_kind == "census"


def test_a_census_by_grade_with_a_grade_not_stated_is_still_a_census() -> None:
    forms = forms_of(GOOD, 18, "1") + forms_of(MIXED, 10, "2") + forms_of(BAD, 2, "")
    share = shown(report_of(forms, {"1": 20, "2": 10}).index_share)
    assert share.interval_kind == "census"


def test_a_census_with_missing_answers_has_logical_bounds() -> None:
    # 20 forms: 15 all satisfied; 5 with A = 5, missing, not applicable and B = 2, 2.
    forms = forms_of("5555551", 15) + forms_of("5-02231", 5)
    report = report_of(forms, 20, convention="answers")
    a, index, score = shown(report.dimensions[0].share), shown(report.index_share), shown(report.dimensions[0].score)
    assert (a.interval_kind, a.se) == ("bounds", None)
    assert (a.value, a.low, a.high) == (1.0, 50 / 55, 1.0)
    assert (score.low, score.high) == ((250 + 5) / 55, 5.0)
    assert (index.low, index.high) == (80 / 95, 85 / 95)
    mean = shown(report_of(forms, 20, convention="mean").index_share)
    assert (mean.low, mean.high) == pytest.approx(((50 / 55 + 30 / 40) / 2, (1 + 30 / 40) / 2))


def test_the_verdict_of_a_census_with_missing_answers_compares_the_bounds() -> None:
    forms = forms_of("5555551", 15) + forms_of("5-02231", 5)
    for target, verdict in ((80 / 95, "met"), (0.87, "not shown"), (0.9, "missed")):
        assert report_of(forms, 20, convention="answers", target=target).verdict == verdict


def test_all_satisfied_has_an_interval_though_the_standard_error_is_zero() -> None:
    share = shown(report_of(forms_of(GOOD, 30), 60).index_share)
    assert (share.value, share.se, share.high) == (1.0, 0.0, 1.0)
    assert share.low is not None
    assert 0.8 < share.low < 1


def test_a_score_without_spread_has_no_limits() -> None:
    score = shown(report_of(forms_of(GOOD, 30), 60).index_score)
    assert (score.value, score.se, score.low, score.high90, score.interval_kind) == (5.0, 0.0, None, None, "none")


@pytest.mark.parametrize("number", [2, 3, 7, 20, 77])
@pytest.mark.parametrize("sheets", [["4451"], ["4551"], ["4451", "5441", "4541"]])
def test_a_score_whose_forms_agree_in_their_mean_has_no_limits(number: int, sheets: list[str]) -> None:
    questionnaire = make_questionnaire([3], overall=False, percent=False)
    forms = forms_of(sheets, 3 * number, "1") + forms_of(sheets, 9, "2")
    score = shown(report_of(forms, {"1": 970, "2": 51}, questionnaire=questionnaire).index_score)
    assert (score.se, score.low, score.high90, score.interval_kind) == (0.0, None, None, "none")


def test_a_score_without_spread_inside_its_grades_has_no_limits() -> None:
    questionnaire = make_questionnaire([1], overall=False, percent=False)
    forms = forms_of("41", 10, "1") + forms_of("51", 20, "2")
    assert shown(report_of(forms, {"1": 100, "2": 100}, questionnaire=questionnaire).index_score).interval_kind == "none"


def test_an_interval_exactly_as_wide_as_may_be_is_shown() -> None:
    one = make_questionnaire([1], overall=False, percent=False)
    for number in (20, 30, 50, 70, 90):
        blank = 3 * number // 10
        forms = forms_of("51", number - blank) + forms_of("-1", blank)
        assert isinstance(report_of(forms, number, questionnaire=one, thresholds=Thresholds()).index_share, Estimate)
        more = [*forms_of("51", number - blank - 1), *forms_of("-1", blank + 1)]
        wider = report_of(more, number, questionnaire=one, thresholds=Thresholds(numbers=5)).index_share
        assert wider == Suppressed("too wide", number - blank - 1)


def test_forms_that_answer_alike_in_the_mean_still_have_spread() -> None:
    score = shown(report_of(forms_of(["5434431", "4344431"], 30), 60).index_score)
    assert score.interval_kind == "interval"


def test_a_department_without_any_form_says_so() -> None:
    report = build_department_report(QUESTIONNAIRE, [unit_sums(QUESTIONNAIRE, "A", [], 30)], target=0.9)
    assert report.total == report.units[0].result == Suppressed("no responses", 0)
    assert (report.covered_units, report.funnel, report.dimensions[0].verdict) == (0, None, None)


def test_a_department_without_units_says_so() -> None:
    report = build_department_report(QUESTIONNAIRE, [], target=0.9)
    assert (report.units, report.covered_units) == ((), 0)


def test_units_without_numbers_are_left_out_under_eligible_only() -> None:
    with_number = unit_sums(QUESTIONNAIRE, "A", forms_of(GOOD, 30), 60)
    without = unit_sums(QUESTIONNAIRE, "B", forms_of(MIXED, 30), None)
    covered = {
        convention: build_department_report(QUESTIONNAIRE, [with_number, without], target=0.9, convention=convention)
        for convention in ("answers", "mean", "eligible")
    }
    assert {name: report.covered_units for name, report in covered.items()} == {"answers": 2, "mean": 2, "eligible": 1}
    alone = build_department_report(QUESTIONNAIRE, [without], target=0.9, convention="eligible")
    assert alone.covered_units == 1


def test_a_frame_of_another_questionnaire_is_refused() -> None:
    with pytest.raises(ValueError, match="another questionnaire"):
        build_unit_report(
            QUESTIONNAIRE,
            {},
            unit_code="S",
            unit_name="S",
            eligible=None,
            frame=build_frame(make_questionnaire([2]), []),
            target=0.9,
        )


def test_negative_numbers_unknown_measures_and_doubled_codes_are_refused() -> None:
    unit = unit_sums(QUESTIONNAIRE, "A", forms_of(GOOD, 30), -1)
    with pytest.raises(ValueError, match="below zero"):
        build_department_report(QUESTIONNAIRE, [unit], target=0.9)
    with pytest.raises(ValueError, match="no dimension or rated item 'Z'"):
        build_department_report(QUESTIONNAIRE, [], target=0.9, measure_code="Z")
    with pytest.raises(ValueError, match="twice"):
        build_department_report(QUESTIONNAIRE, [unit, unit], target=0.9)
