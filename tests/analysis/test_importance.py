"""Importance from correlations: against R from rows, closed forms, and what must hold for any predictors."""

from itertools import permutations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.importance import (
    Floats,
    correlations_from_moments,
    explained_part,
    lmg_importance,
    relative_weights,
    standardised_weights,
    subset_r_squared,
)
from analysis.pair_sums import merge_pairs
from analysis.relations import divide_relation, relate_units
from tests.analysis.scale_forms import questionnaire, reference, units

NINE_DIGITS = 1e-9
SEEDS = st.integers(0, 2**32 - 1)


def correlations_of(seed: int, predictors: int, *, matrices: int = 1) -> Floats:
    """Correlations of random variables with something in common, the outcome last."""
    rng = np.random.default_rng(seed)
    found = []
    for _ in range(matrices):
        rows = rng.normal(size=(predictors + 9, predictors + 1)) + rng.normal() * rng.normal(size=(predictors + 9, 1))
        found.append(np.corrcoef(rows.T))
    return np.array(found)


def r_squared(correlations: Floats, subset: tuple[int, ...]) -> float:
    places = list(subset)
    outcome = correlations[places, -1]
    return float(outcome @ np.linalg.solve(correlations[np.ix_(places, places)], outcome)) if subset else 0.0


def test_the_reference_names_its_version() -> None:
    assert reference()["version"] == "R 4.2.2 stats"


@pytest.mark.parametrize("block", ["drivers", "A", "B", "C", "D"])
def test_importance_is_what_r_finds_in_the_rows(block: str) -> None:
    whole = merge_pairs(unit.pairs for unit in units() if unit.pairs is not None)
    dimensions = [dimension.code for dimension in questionnaire().dimensions]
    moments = whole.means if block == "drivers" else whole.outcome(dimensions.index(block))
    expected = reference()["drivers"] if block == "drivers" else reference()["inside"][block]
    relation = relate_units([moments], None)
    assert relation is not None
    assert relation.forms == expected["forms"]
    assert relation.correlations == pytest.approx(np.array(expected["correlations"]), abs=NINE_DIGITS)
    assert relation.r_squared == pytest.approx(expected["r_squared"], abs=NINE_DIGITS)
    assert lmg_importance(relation.correlations) == pytest.approx(np.array(expected["lmg"]), abs=NINE_DIGITS)
    assert relative_weights(relation.correlations) == pytest.approx(np.array(expected["johnson"]), abs=NINE_DIGITS)
    assert standardised_weights(relation.correlations) == pytest.approx(np.array(expected["beta"]), abs=NINE_DIGITS)
    assert divide_relation(relation).importance == pytest.approx(
        np.array(expected["lmg"]) / expected["r_squared"], abs=NINE_DIGITS
    )


@settings(max_examples=40, deadline=None)
@given(SEEDS, st.integers(1, 5))
def test_lmg_is_the_mean_gain_over_all_orders(seed: int, count: int) -> None:
    (correlations,) = correlations_of(seed, count)
    gains = np.zeros(count)
    orders = list(permutations(range(count)))
    for order in orders:
        for place, predictor in enumerate(order):
            gains[predictor] += r_squared(correlations, order[: place + 1]) - r_squared(correlations, order[:place])
    assert lmg_importance(correlations) == pytest.approx(gains / len(orders), abs=1e-10)


@settings(max_examples=40, deadline=None)
@given(SEEDS, st.integers(1, 8))
def test_both_importances_are_parts_of_r_squared(seed: int, count: int) -> None:
    correlations = correlations_of(seed, count, matrices=4)
    explained = explained_part(correlations)
    assert explained == pytest.approx(subset_r_squared(correlations)[:, -1], abs=1e-10)
    for divide in (lmg_importance, relative_weights):
        parts = divide(correlations)
        assert (parts >= 0).all()
        assert parts.sum(axis=1) == pytest.approx(explained, abs=1e-10)
        assert parts == pytest.approx(np.array([divide(each) for each in correlations]), abs=1e-12)


def test_orthogonal_predictors_have_their_squared_correlations() -> None:
    outcome = np.array([0.6, 0.3, -0.2, 0.0])
    correlations = np.eye(5)
    correlations[-1, :-1] = correlations[:-1, -1] = outcome
    for divide in (lmg_importance, relative_weights):
        assert divide(correlations) == pytest.approx(outcome**2, abs=1e-15)
    assert standardised_weights(correlations) == pytest.approx(outcome, abs=1e-15)


def test_predictors_that_can_be_exchanged_are_equal() -> None:
    correlations = np.full((5, 5), 0.5)
    correlations[-1, :-1] = correlations[:-1, -1] = 0.4
    np.fill_diagonal(correlations, 1)
    quarter = 4 * 0.4**2 / (1 + 3 * 0.5) / 4
    for divide in (lmg_importance, relative_weights):
        assert divide(correlations) == pytest.approx(np.full(4, quarter), abs=1e-15)


def test_two_predictors_have_a_closed_form() -> None:
    a, b, r = 0.5, 0.3, 0.6
    correlations = np.array([[1, r, a], [r, 1, b], [a, b, 1]])
    explained = (a * a + b * b - 2 * a * b * r) / (1 - r * r)
    lmg = [(a * a + explained - b * b) / 2, (b * b + explained - a * a) / 2]
    assert lmg_importance(correlations) == pytest.approx(np.array(lmg), abs=1e-15)
    # For two predictors the relative weights are the same (Johnson 2000).
    assert relative_weights(correlations) == pytest.approx(np.array(lmg), abs=1e-15)
    assert standardised_weights(correlations) == pytest.approx(np.array([a - b * r, b - a * r]) / (1 - r * r), abs=1e-15)


def test_twelve_predictors_are_divided_and_thirteen_are_too_many() -> None:
    correlations = correlations_of(3, 12, matrices=2)
    assert lmg_importance(correlations).sum(axis=1) == pytest.approx(explained_part(correlations), abs=1e-10)
    (larger,) = correlations_of(4, 13)
    assert relative_weights(larger).sum() == pytest.approx(float(explained_part(larger)), abs=1e-10)
    with pytest.raises(ValueError, match="13 predictors"):
        lmg_importance(larger)


def test_two_predictors_that_say_the_same_share_what_they_explain() -> None:
    correlations = np.array([[1, 1, 0, 0.6], [1, 1, 0, 0.6], [0, 0, 1, 0.5], [0.6, 0.6, 0.5, 1]])
    for divide in (lmg_importance, relative_weights):
        assert divide(correlations) == pytest.approx(np.array([0.18, 0.18, 0.25]), abs=1e-12)
    assert standardised_weights(correlations) == pytest.approx(np.array([0.3, 0.3, 0.5]), abs=1e-12)
    assert float(explained_part(correlations)) == pytest.approx(0.61, abs=1e-12)


def test_a_variable_without_spread_explains_nothing() -> None:
    rows = np.array([[1, 0, 1, 2], [1, 0, -1, -2], [1, 0, 1, 1], [1, 0, -1, -1]], dtype=float)
    correlations = correlations_from_moments(rows.T @ rows)
    assert correlations[0].tolist() == [1, 0, 0]
    assert lmg_importance(correlations)[0] == 0
    nothing = correlations_from_moments(np.zeros((2, 3, 3)))
    assert nothing.tolist() == [np.eye(2).tolist()] * 2


@pytest.mark.parametrize("shape", [(3,), (1, 1), (2, 3)])
def test_what_is_no_matrix_of_correlations_is_refused(shape: tuple[int, ...]) -> None:
    for divide in (lmg_importance, relative_weights, standardised_weights, explained_part, subset_r_squared):
        with pytest.raises(ValueError, match="not correlations"):
            divide(np.ones(shape))
