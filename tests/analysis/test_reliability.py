"""Reliability of scales: against R from rows, closed forms, and every case where a coefficient does not exist."""

import random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.common_factor import omega_total, one_factor
from analysis.insight_figures import ScaleReliability
from analysis.pair_sheets import pair_sums_from_sheets
from analysis.pair_sums import centred_products, merge_pairs
from analysis.reliability import build_reliability, cronbach_alpha, feldt_limits, item_rest_correlations, spearman_brown
from questionnaires import Questionnaire
from tests.analysis.invented import RANDOM, make_questionnaire, random_sheet
from tests.analysis.scale_forms import questionnaire, reference, units

NINE_DIGITS = 1e-9


def reliability_of(questionnaire: Questionnaire, answers: list[str]) -> ScaleReliability:
    """Of the only dimension of a questionnaire, on answers to its items."""
    blank = "-" * (len(questionnaire.closed_items) - len(questionnaire.dimension_items))
    (found,) = build_reliability(questionnaire, pair_sums_from_sheets(questionnaire, [a + blank for a in answers]))
    return found


@pytest.mark.parametrize("place", range(4))
def test_coefficients_are_what_r_finds_in_the_rows(place: int) -> None:
    whole = merge_pairs(unit.pairs for unit in units() if unit.pairs is not None)
    expected = reference()["scales"]["ABCD"[place]]
    moments = whole.scale(place)
    n, k = int(moments[0, 0]), len(moments) - 1
    covariances = (centred_products(moments) / (n * (n - 1))).astype(float)
    report = build_reliability(questionnaire(), whole)[place]
    assert report.forms == n == expected["forms"]
    assert item_rest_correlations(covariances) == pytest.approx(expected["item_rest"], abs=NINE_DIGITS)
    assert [item.correlation for item in report.items] == [round(r, 3) for r in expected["item_rest"]]
    assert report.alpha == round(expected["alpha"], 3)
    if k == 2:
        correlation = covariances[0, 1] / np.sqrt(covariances[0, 0] * covariances[1, 1])
        assert spearman_brown(float(correlation)) == pytest.approx(expected["alpha"], abs=NINE_DIGITS)
        assert (report.low, report.high, report.omega) == (None, None, None)
        return
    alpha = cronbach_alpha(covariances)
    assert alpha == pytest.approx(expected["alpha"], abs=NINE_DIGITS)
    assert alpha is not None
    assert feldt_limits(alpha, forms=n, items=k) == pytest.approx(expected["limits"], abs=NINE_DIGITS)
    scale = np.sqrt(np.diagonal(covariances))
    assert one_factor(covariances / np.outer(scale, scale)) == pytest.approx(np.array(expected["loadings"]), abs=NINE_DIGITS)
    assert omega_total(covariances) == pytest.approx(expected["omega"], abs=NINE_DIGITS)
    assert (report.low, report.high) == tuple(round(limit, 3) for limit in expected["limits"])
    assert (report.omega, report.reason, report.dropped) == (round(expected["omega"], 3), None, ())


def test_three_items_have_the_loadings_of_their_closed_form() -> None:
    a, b, c = 0.6, 0.5, 0.4
    loadings = one_factor(np.array([[1, a, b], [a, 1, c], [b, c, 1]]))
    assert loadings == pytest.approx(np.sqrt([a * b / c, a * c / b, b * c / a]), abs=1e-12)


def test_an_item_that_runs_against_the_others_loads_negatively() -> None:
    loadings = one_factor(np.array([[1, 0.5, -0.5], [0.5, 1, -0.5], [-0.5, -0.5, 1]]))
    assert loadings == pytest.approx(np.sqrt(0.5) * np.array([1, 1, -1]), abs=1e-12)


@given(st.integers(3, 12), st.floats(0.05, 0.9), st.floats(0.2, 3))
def test_items_that_are_alike_have_omega_equal_to_alpha(items: int, correlation: float, variance: float) -> None:
    covariances = variance * (np.full((items, items), correlation) + (1 - correlation) * np.eye(items))
    spearman = items * correlation / (1 + (items - 1) * correlation)
    assert cronbach_alpha(covariances) == pytest.approx(spearman, abs=1e-12)
    assert omega_total(covariances) == pytest.approx(spearman, abs=1e-9)


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 2**32 - 1), st.integers(3, 10))
def test_a_true_factor_is_found_again(seed: int, items: int) -> None:
    rng = np.random.default_rng(seed)
    loadings = rng.uniform(0.2, 0.95, items)
    correlations = np.outer(loadings, loadings)
    np.fill_diagonal(correlations, 1)
    assert one_factor(correlations) == pytest.approx(loadings, abs=1e-7)


def test_where_no_factor_can_be_fitted_there_is_no_omega() -> None:
    heywood = np.array([[1, 0.8, 0.8], [0.8, 1, 0.3], [0.8, 0.3, 1]])  # the first would load 0.8 * 0.8 / 0.3 > 1
    against = np.array([[1, -0.4, -0.4], [-0.4, 1, -0.4], [-0.4, -0.4, 1]])  # no signs of three loadings give this
    same = np.array([[1, 1, 0.5], [1, 1, 0.5], [0.5, 0.5, 1]])
    pair = np.eye(4)
    pair[0, 1] = pair[1, 0] = 0.5  # any two loadings with the product .5 fit
    for correlations in (heywood, against, same, np.eye(4), pair):
        assert one_factor(correlations) is None
        assert omega_total(correlations) is None


def test_coefficients_of_too_few_items_are_refused() -> None:
    one, two = np.eye(1), np.eye(2)
    for refuse in (lambda: cronbach_alpha(one), lambda: item_rest_correlations(one)):
        with pytest.raises(ValueError, match="two items"):
            refuse()
    for refuse_two in (lambda: one_factor(two), lambda: omega_total(two)):
        with pytest.raises(ValueError, match="three items"):
            refuse_two()
    for forms, items in ((1, 3), (9, 1)):
        with pytest.raises(ValueError, match="two forms"):
            feldt_limits(0.5, forms=forms, items=items)
    with pytest.raises(ValueError, match="not those of"):
        build_reliability(make_questionnaire((2,)), pair_sums_from_sheets(make_questionnaire((3,)), []))


def test_perfect_agreement_has_alpha_one_and_limits_at_one() -> None:
    found = reliability_of(make_questionnaire((3,)), ["555", "444", "333"] * 5)
    assert (found.alpha, found.low, found.high, found.omega) == (1.0, 1.0, 1.0, None)  # nothing is left for own variances
    assert [item.correlation for item in found.items] == [1.0, 1.0, 1.0]


def test_a_reversed_item_is_flagged() -> None:
    found = reliability_of(make_questionnaire((4,)), ["5541", "4452", "3333", "2124", "1215"] * 4)
    assert [item.is_reversed for item in found.items] == [False, False, False, True]


def test_a_correlation_that_is_printed_as_nothing_is_not_called_reversed() -> None:
    """Two items as good as unrelated: r = -1/9999."""
    found = reliability_of(make_questionnaire((2,)), ["54"] * 2500 + ["45"] * 2500 + ["55"] * 2500 + ["44"] * 2499)
    assert [(item.correlation, item.is_reversed) for item in found.items] == [(0.0, False)] * 2


def test_a_negative_alpha_is_shown_as_it_is() -> None:
    found = reliability_of(make_questionnaire((3,)), ["551", "441", "335", "224", "115"] * 4)
    assert found.alpha is not None
    assert found.alpha < 0
    assert found.reason is None


def test_an_item_without_spread_is_dropped_with_its_code() -> None:
    with_constant = reliability_of(make_questionnaire((4,)), ["5454", "4434", "3433", "5443", "2424"] * 4)
    without = reliability_of(make_questionnaire((3,)), ["554", "434", "333", "543", "224"] * 4)
    assert with_constant.dropped == ("A02",)
    assert [item.correlation for item in with_constant.items] == [
        without.items[0].correlation,
        None,
        without.items[1].correlation,
        without.items[2].correlation,
    ]
    assert (with_constant.alpha, with_constant.low, with_constant.omega) == (without.alpha, without.low, without.omega)


@pytest.mark.parametrize(
    ("items", "answers", "reason", "dropped"),
    [
        (1, ["5", "4"] * 20, "one item", ()),
        (3, ["554", "444", "433"] * 3, "too few forms", ()),
        (3, [], "too few forms", ()),
        (12, ["555544443333", "545454545454", "333344445555"] * 4, "too few forms", ()),
        (3, ["55-", "-44", "4-4"] * 20, "too few forms", ()),
        (3, ["555"] * 20, "no spread", ("A01", "A02", "A03")),
        (3, ["554", "555"] * 20, "one item", ("A01", "A02")),
        (2, ["51", "42", "15", "24"] * 20, "no spread", ()),
        (3, ["153", "243", "333"] * 20, "no spread", ("A03",)),
        (4, ["1515", "2424", "3333"] * 20, "no spread", ()),
    ],
)
def test_where_there_is_no_coefficient_the_reason_is_said(
    items: int, answers: list[str], reason: str, dropped: tuple[str, ...]
) -> None:
    found = reliability_of(make_questionnaire((items,)), answers)
    assert (found.reason, found.dropped) == (reason, dropped)
    assert (found.alpha, found.low, found.high, found.omega) == (None, None, None, None)


def test_forms_are_enough_with_one_more_than_items() -> None:
    rng = random.Random(3)
    answers = [random_sheet(rng, 12, satisfied=0.6, missing=0) for _ in range(13)]
    assert reliability_of(make_questionnaire((12,)), answers).reason is None
    assert reliability_of(make_questionnaire((12,)), answers[:12]).reason == "too few forms"


@settings(max_examples=150, deadline=None)
@given(RANDOM, st.integers(1, 6), st.integers(0, 30), st.sampled_from([0, 0.5, 0.9, 0.99, 1]), st.sampled_from([0, 0.1]))
def test_no_forms_give_an_impossible_coefficient(rng: random.Random, items: int, n: int, satisfied: float, gaps: float) -> None:
    answers = [random_sheet(rng, items, satisfied=satisfied, missing=gaps) for _ in range(n)]
    found = reliability_of(make_questionnaire((items,)), answers)
    assert (found.alpha is None) == (found.reason is not None)
    for value in (found.alpha, found.low, found.high, found.omega):
        assert value is None or (np.isfinite(value) and value <= 1)
    if found.low is not None:
        assert found.alpha is not None
        assert found.high is not None
        assert found.low <= found.alpha <= found.high
    for item in found.items:
        assert item.correlation is None or -1 <= item.correlation <= 1
        assert item.is_reversed == (item.correlation is not None and item.correlation < 0)
