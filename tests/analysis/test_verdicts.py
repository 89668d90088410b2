"""The verdict is the printed interval, and the advice on further answers is the smallest that helps."""

import math
import random
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.estimates import Convention, Estimate, Verdict
from analysis.reports import Thresholds, build_department_report
from analysis.sample_size import answers_for_width, expected_width, needed_answers
from analysis.verdicts import further_answers, target_p_value, units_meeting, verdict_of
from tests import oracle_limits
from tests.analysis.invented import OPEN_GATE, make_questionnaire, unit_sums
from tests.analysis.test_edge_cases import forms_of, report_of, shown

ONE = make_questionnaire([1], overall=False, percent=False)


def all_satisfied(number: int, eligible: int | None = None) -> Estimate:
    return shown(report_of(forms_of("51", number), eligible, questionnaire=ONE, convention="answers").index_share)


def test_with_all_satisfied_28_answers_do_not_show_ninety_percent_and_29_do() -> None:
    assert verdict_of(all_satisfied(28), 0.9) == "not shown"
    assert verdict_of(all_satisfied(29), 0.9) == "met"
    assert all_satisfied(29).low90 == pytest.approx(0.05 ** (1 / 29))
    assert all_satisfied(20).low == pytest.approx(0.832, abs=5e-4)
    assert all_satisfied(20, 40).low == 0.9
    assert all_satisfied(20, 20).low == 1


@pytest.mark.parametrize("number", [10, 20, 28])
def test_the_advice_is_the_number_that_shows_it(number: int) -> None:
    assert further_answers(all_satisfied(number), 0.9, forms=number) == 29 - number
    assert further_answers(all_satisfied(29), 0.9, forms=29) == 0


def test_everybody_is_always_enough() -> None:
    estimate = shown(report_of(forms_of(["51", "51", "51", "51", "51", "51", "31"], 28), 32, questionnaire=ONE).index_share)
    assert verdict_of(estimate, 0.8571) == "not shown"
    assert further_answers(estimate, 0.8571, forms=28) == 4


def test_no_advice_where_the_share_is_not_above_the_target_or_nobody_is_left_to_ask() -> None:
    estimate = shown(report_of(forms_of(["51", "31"], 20), None, questionnaire=ONE).index_share)
    assert further_answers(estimate, 0.5, forms=20) is None
    assert further_answers(estimate, 0.4999, forms=20) is None  # more than a million
    census = shown(report_of(forms_of(["5--5551"], 20), 20).dimensions[0].share)
    assert further_answers(census, 0.9, forms=20) is None


@given(
    value=st.floats(0.55, 1),
    per_form=st.floats(0.5, 12),
    n=st.integers(10, 200),
    target=st.floats(0.3, 0.95),
    more=st.one_of(st.none(), st.integers(1, 400)),
)
def test_one_answer_less_would_not_be_enough(value: float, per_form: float, n: int, target: float, more: int | None) -> None:
    eligible = None if more is None else n + more

    def low90(forms: int) -> float:
        if eligible is not None and forms >= eligible:
            return 1.0
        factor = 1.0 if eligible is None else (eligible - forms) / (eligible - 1)
        return oracle_limits.korn_graubard(value, per_form * forms / factor, 0.05)[0]

    factor = 1.0 if eligible is None else (eligible - n) / (eligible - 1)
    estimate = Estimate(value, 0.0, 1.0, low90(n), 1.0, 0.1, 12 * n, n, eligible, per_form * n / factor, 12 / per_form, n - 1)
    further = further_answers(estimate, target, forms=n)
    if low90(n) >= target:
        assert further == 0
    elif value <= target:
        assert further is None
    elif further is not None:
        assert low90(n + further) >= target - 1e-9
        assert low90(n + further - 1) < target + 1e-9


def test_missed_needs_an_effective_base_of_thirty_unless_it_is_a_census() -> None:
    estimate = all_satisfied(40)
    low = replace(estimate, value=0.2, low=0.1, high=0.4, low90=0.12, high90=0.35)
    assert verdict_of(replace(low, effective_base=29.9), 0.9) == "not shown"
    assert verdict_of(replace(low, effective_base=30.0), 0.9) == "missed"
    assert verdict_of(replace(low, effective_base=12.0, interval_kind="census"), 0.9) == "missed"
    assert verdict_of(replace(low, effective_base=12.0), 0.9, tiers=10) == "missed"
    assert verdict_of(replace(low, low90=None, high90=None), 0.9) == "not shown"


def test_a_report_gives_advice_only_where_it_is_not_shown() -> None:
    sheets = ["5555551"] * 19 + ["3555551"]
    report = report_of(forms_of(sheets, 40), None, target=0.95, thresholds=OPEN_GATE, convention="answers")
    assert report.verdict == "not shown"
    assert report.further_answers_needed is not None
    assert report_of(forms_of(sheets, 40), None, target=0.5).further_answers_needed is None
    assert report_of(forms_of(sheets, 4), None, target=0.5, thresholds=Thresholds()).verdict is None


def bernoulli_forms(rng: random.Random, number: int) -> list[tuple[str, str]]:
    return [(rng.choice("12"), "51" if rng.random() < 0.93 else "21") for _ in range(number)]


@pytest.mark.parametrize("seed", range(6))
def test_a_p_value_is_at_most_five_percent_exactly_where_the_verdict_is_met(seed: int) -> None:
    """Limits of every kind: Korn-Graubard, clipped at what has been said, hypergeometric, everybody asked."""
    rng = random.Random(seed)
    units = []
    for place in range(40):
        forms = bernoulli_forms(rng, rng.choice([5, 19, 29, 40, 100]))
        numbers = {grade: sum(g == grade for g, _ in forms) + rng.choice([0, 1, 20]) for grade in "12"}
        eligible = rng.choice([None, len(forms), len(forms) + 1, 2 * len(forms), numbers])
        units.append(unit_sums(ONE, f"U{place:02d}", forms, eligible))
    for target in (0.0, 0.7, 0.9, 0.95, 1.0):
        report = build_department_report(ONE, units, target=target, convention="eligible", thresholds=OPEN_GATE)
        shares = [unit.result for unit in report.units if isinstance(unit.result, Estimate)]
        assert len(shares) == 40
        for share in shares:
            assert (target_p_value(share, target) <= 0.05) == (verdict_of(share, target) == "met")
        assert report.units_meeting == units_meeting(shares, target)


def test_p_values_by_hand() -> None:
    assert target_p_value(all_satisfied(29), 0.9) == pytest.approx(0.9**29)
    assert target_p_value(all_satisfied(20, 40), 0.9) == pytest.approx(math.comb(35, 20) / math.comb(40, 20))
    nine = shown(report_of(forms_of("51", 9) + forms_of("21", 1), None, questionnaire=ONE, convention="answers").index_share)
    assert target_p_value(nine, 0.6) == pytest.approx(10 * 0.4 * 0.6**9 + 0.6**10)
    assert [target_p_value(nine, target) for target in (0.0, 0.91, 1.0)] == [0, 1, 1]
    assert [target_p_value(all_satisfied(20, 20), target) for target in (0.9, 1.0)] == [0, 0]
    none = shown(report_of(forms_of("21", 20), None, questionnaire=ONE, convention="answers").index_share)
    assert target_p_value(none, 0.1) == 1


def test_units_that_meet_their_target_are_counted_by_the_procedure_of_holm() -> None:
    shares = [all_satisfied(n) for n in (29, 40, 60)]  # p = .0471, .0148, .0018
    assert units_meeting(shares, 0.9) == 3
    assert units_meeting([*shares, all_satisfied(28)], 0.9) == 2  # .0471 > .05/2
    assert units_meeting([shares[0]] * 2, 0.9) == 0
    assert units_meeting([all_satisfied(20, 20), shares[0], shares[2]], 0.9) == 3  # a census is no test
    assert units_meeting([all_satisfied(20, 20), shares[0], shares[0]], 0.9) == 1
    assert units_meeting([], 0.9) == 0


def test_the_guides_table_of_needed_answers() -> None:
    assert [needed_answers(n) for n in (0, 1, 100, 300, 500, 800, 1000, 1500)] == [0, 1, 80, 172, 223, 267, 286, 316]
    assert needed_answers(400) == 200  # exactly, not 201 by rounding
    with pytest.raises(ValueError, match="below zero"):
        needed_answers(-1)


@pytest.mark.parametrize(("share", "eligible", "answers", "rho"), [(0.9, None, 1, 1), (0.95, 300, 12, 0.3), (1.0, None, 1, 1)])
def test_the_number_for_a_width_is_the_smallest(share: float, eligible: int | None, answers: float, rho: float) -> None:
    forms = answers_for_width(0.1, share=share, eligible=eligible, answers_per_form=answers, rho=rho)
    assert forms is not None

    def width(number: int) -> float:
        factor = 1 if eligible is None else (eligible - number) / (eligible - 1)
        low, high = oracle_limits.korn_graubard(share, number * answers / (1 + (answers - 1) * rho) / factor, 0.025)
        return high - low

    assert width(forms) <= 0.1 < width(forms - 1)


@given(st.floats(0, 1), st.integers(1, 400), st.floats(1, 40), st.floats(0, 1), st.integers(1, 400) | st.none())
def test_the_expected_width_is_that_of_the_limits(
    share: float, forms: int, answers: float, rho: float, more: int | None
) -> None:
    eligible = None if more is None else forms + more
    factor = 1 if eligible is None else (eligible - forms) / (eligible - 1)
    low, high = oracle_limits.korn_graubard(share, forms * answers / (1 + (answers - 1) * rho) / factor, 0.025)
    found = expected_width(forms, share=share, eligible=eligible, answers_per_form=answers, rho=rho)
    assert found == pytest.approx(high - low, abs=1e-7)


@pytest.mark.parametrize(("number", "eligible"), [(20, 60), (50, 100), (90, 120), (223, 500)])
@pytest.mark.parametrize("wrong", [0, 2, 10])
def test_the_expected_width_is_within_two_people_of_the_printed_one(number: int, eligible: int, wrong: int) -> None:
    forms = forms_of("51", number - wrong) + forms_of("21", wrong)
    printed = shown(report_of(forms, eligible, questionnaire=ONE, convention="answers").index_share)
    assert printed.is_exact
    assert printed.low is not None
    assert printed.high is not None
    expected = expected_width(number, share=printed.value, eligible=eligible)
    assert abs(printed.high - printed.low - expected) < 2 / eligible


def test_nobody_asked_leaves_all_open_and_everybody_leaves_nothing_open() -> None:
    assert [expected_width(n, share=0.9, eligible=7) for n in (0, 7)] == [1.0, 0.0]
    assert [expected_width(0, share=0.9, eligible=n) for n in (None, 0)] == [1.0, 0.0]
    for wrong in ({"forms": 8, "eligible": 7}, {"forms": -1}, {"forms": 0, "eligible": -1}):
        with pytest.raises(ValueError):
            expected_width(share=0.9, **wrong)


def test_widths_that_cannot_be_asked_for_are_refused() -> None:
    assert answers_for_width(1e-5, share=0.5) is None
    assert answers_for_width(1e-5, share=0.5, eligible=7) == 7
    with pytest.raises(ValueError, match="width must be"):
        answers_for_width(0, share=0.5)
    for wrong in ({"share": 1.5}, {"share": 0.5, "rho": 2}, {"share": 0.5, "answers_per_form": 0.9}):
        with pytest.raises(ValueError, match="share and rho"):
            answers_for_width(0.1, **wrong)
    with pytest.raises(ValueError, match="below zero"):
        answers_for_width(0.1, share=0.5, eligible=-1)


@pytest.mark.parametrize("convention", ["mean", "eligible"])
@pytest.mark.parametrize(("first", "second", "target"), [(17, 19, 0.9), (16, 18, 0.85), (15, 17, 0.8)])
def test_a_census_that_reaches_its_target_exactly_has_met_it(
    convention: Convention, first: int, second: int, target: float
) -> None:
    two = make_questionnaire([1, 1], overall=False, percent=False)
    forms = [("", ("5" if i < first else "1") + ("5" if i < second else "1") + "1") for i in range(20)]
    report = report_of(forms, 20, questionnaire=two, convention=convention, target=target, thresholds=Thresholds())
    assert (shown(report.index_share).interval_kind, report.verdict) == ("census", "met")
    assert (shown(report.index_share).low90 or 0.0) >= target  # as printed, without any tolerance
    assert report_of(forms, 20, questionnaire=two, convention=convention, target=target + 1e-9).verdict == "missed"


@pytest.mark.parametrize(("number", "eligible", "target"), [(12, 30, 0.9), (20, 60, 0.95), (25, 200, 0.9), (15, 40, 0.85)])
@pytest.mark.parametrize("wrong", [0, 1])
def test_advice_from_a_known_number_uses_the_limits_of_the_verdict(
    number: int, eligible: int, target: float, wrong: int
) -> None:
    def verdict(right: int, base: int) -> Verdict | None:
        forms = forms_of("51", right) + forms_of("21", base - right)
        return report_of(forms, eligible, questionnaire=ONE, convention="answers", target=target).verdict

    forms = forms_of("51", number - wrong) + forms_of("21", wrong)
    estimate = shown(report_of(forms, eligible, questionnaire=ONE, convention="answers").index_share)
    assert estimate.is_exact
    further = further_answers(estimate, target, forms=number)
    if estimate.value <= target:
        assert further is None or verdict(number - wrong, number) == "met"
        return
    enough = next(
        k
        for k in range(eligible)
        if number + k == eligible or verdict((number - wrong) * (number + k) // number, number + k) == "met"
    )
    assert further == enough


def test_advice_for_very_many_people_takes_no_longer() -> None:
    def advice(eligible: int) -> int | None:
        base = 300 * (eligible - 1) / (eligible - 300)
        share = Estimate(272 / 300, 0.87, 0.93, 0.88, 0.93, 0.017, 300, 300, eligible, base, 1.0, 299, is_exact=True)
        return further_answers(share, 0.9, forms=300)

    tried, bisected = advice(10_000), advice(10_001)
    assert tried is not None
    assert bisected is not None
    assert abs(tried - bisected) < 20
    assert advice(10_000_000) is not None


def test_exact_limits_are_drawn_out_to_the_share_that_they_would_leave_out() -> None:
    # 98 of 99 asked of 100: with 98 of 100 this would happen once in fifty times, so the exact lower limit is 99 of 100.
    share = shown(report_of(forms_of("51", 98) + forms_of("21", 1), 100, questionnaire=ONE, convention="answers").index_share)
    assert share.is_exact
    assert (share.low, share.value, share.high) == (98 / 99, 98 / 99, 0.99)
