"""Limits against reference values, other implementations and SciPy's own exact limits."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from analysis.frame import Frame, pooled_rho
from analysis.intervals import hypergeometric_limits, korn_graubard_limits
from analysis.strata import build_frame
from tests import oracle_limits
from tests.analysis.invented import make_questionnaire, unit_sums
from tests.analysis.test_edge_cases import forms_of, report_of, shown

ONE = make_questionnaire([1], overall=False, percent=False)


@pytest.mark.parametrize(("hits", "base"), [(0, 12), (1, 30), (28, 30), (30, 30), (270, 300)])
def test_one_answer_each_from_an_unknown_number_is_clopper_pearson(hits: int, base: int) -> None:
    # scipy.stats.binomtest(k, n).proportion_ci(method="exact"), SciPy 1.17
    forms = forms_of("51", hits) + forms_of("21", base - hits)
    share = shown(report_of(forms, None, questionnaire=ONE, convention="answers").index_share)
    test = stats.binomtest(hits, base)
    for level, limits in ((0.95, (share.low, share.high)), (0.90, (share.low90, share.high90))):
        exact = test.proportion_ci(confidence_level=level, method="exact")
        assert limits == pytest.approx((exact.low, exact.high), abs=1e-12)


def test_clopper_and_pearson_of_the_textbooks() -> None:
    # 10 of 20: .272 to .728; 0 of 10: 0 to .308 (Brown, Cai and DasGupta 2001; 1 - .025^(1/10)).
    limits = korn_graubard_limits(np.array([0.5, 0.0]), np.array([20.0, 10.0]), 0.025)
    assert limits.low.tolist() == pytest.approx([0.27196, 0.0], abs=1e-5)
    assert limits.high.tolist() == pytest.approx([0.72804, 1 - 0.025**0.1], abs=1e-5)


@given(st.floats(0, 1), st.floats(0.3, 5000), st.sampled_from([0.025, 0.05]))
def test_korn_graubard_equals_bisection_and_holds_its_share(share: float, base: float, tail: float) -> None:
    low, high = korn_graubard_limits(np.array([share]), np.array([base]), tail)
    assert 0 <= low[0] <= share <= high[0] <= 1
    if 1e-6 < share < 1 - 1e-6:
        assert (low[0], high[0]) == pytest.approx(oracle_limits.korn_graubard(share, base, tail), abs=1e-7)


@given(st.integers(2, 60), st.data())
def test_hypergeometric_limits_equal_trying_every_population(size: int, data: st.DataObject) -> None:
    base = data.draw(st.integers(1, size - 1))
    hits = data.draw(st.integers(0, base))
    low, high = hypergeometric_limits(np.array([hits]), np.array([base]), np.array([size]), 0.025)
    expected = oracle_limits.hypergeometric(hits, base, size, oracle_limits.Fraction(1, 40))
    assert (low[0], high[0]) == pytest.approx(tuple(map(float, expected)), abs=1e-12)


def test_a_stratified_share_has_the_variance_of_the_textbooks() -> None:
    # Cochran, Sampling Techniques (1977), 5.5: sum W_h^2 (1 - n_h/N_h) p_h (1 - p_h)/(n_h - 1), which is also what R survey's
    # svymean gives for svydesign(id=~1, strata=~stype, weights=~pw, fpc=~fpc). Strata sizes of its data set apistrat.
    numbers, sizes, yes = {"1": 4421, "2": 1018, "3": 755}, {"1": 100, "2": 50, "3": 50}, {"1": 84, "2": 38, "3": 31}
    forms = [f for g in "123" for f in forms_of("51", yes[g], g) + forms_of("21", sizes[g] - yes[g], g)]
    share = shown(report_of(forms, numbers, questionnaire=ONE).index_share)
    total = sum(numbers.values())
    p = {g: yes[g] / sizes[g] for g in "123"}
    variance = sum((numbers[g] / total) ** 2 * (1 - sizes[g] / numbers[g]) * p[g] * (1 - p[g]) / (sizes[g] - 1) for g in "123")
    assert share.value == pytest.approx(sum(numbers[g] * p[g] for g in "123") / total, abs=1e-12)
    assert share.se == pytest.approx(math.sqrt(variance), abs=1e-12)


def test_unequal_weights_with_one_answer_each_stay_inside_the_logical_bounds() -> None:
    forms = forms_of("51", 20, "1") + forms_of("21", 1, "2") + forms_of("51", 8, "2")
    share = shown(report_of(forms, {"1": 21, "2": 12}, questionnaire=ONE).index_share)
    assert share.low is not None
    assert share.low >= 28 / 33
    assert share.high == 1 - 1 / 33


def test_a_frame_travels_as_text() -> None:
    frame = build_frame(ONE, [unit_sums(ONE, "A", forms_of(["51", "21"], 20), None)])
    assert Frame.from_json(frame.to_json()) == frame
    assert frame == Frame(ONE.digest, (1.0,), 1.0)  # forms of one answer say nothing of correlation
    assert build_frame(ONE, []).index_rho == 1.0


def test_answers_that_always_agree_are_fully_correlated_and_independent_ones_are_not() -> None:
    two = make_questionnaire([2], overall=False, percent=False)
    agree = build_frame(two, [unit_sums(two, "A", forms_of(["551", "221"], 200), None)])
    apart = build_frame(two, [unit_sums(two, "A", forms_of(["551", "221", "521", "251"], 200), None)])
    assert agree.index_rho == pytest.approx(1.0)
    assert apart.index_rho == pytest.approx(0.0, abs=0.01)
    zeros = np.zeros(0, dtype=np.int64)
    assert pooled_rho(zeros, zeros, zeros, zeros, zeros, zeros) == 1.0
