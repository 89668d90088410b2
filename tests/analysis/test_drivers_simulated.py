"""How often the limits of importance hold the truth, with units that differ in size, level and in what matters to them."""

import numpy as np
import pytest
from numpy.typing import NDArray

from analysis.relations import Parts, divide_relation, draw_units, relate_units

WEIGHTS = np.array([0.4, 0.25, 0.15, 0.1, 0.05])


def unit_moments(rng: np.random.Generator) -> NDArray[np.int64]:
    """Sums of products over one unit of about 20, 40 or 80 forms: five dimension means in quarters, and the overall answer."""
    size = max(12, rng.poisson(40 * rng.choice([0.5, 1, 2])))
    common = rng.normal(size=(size, 1))
    dimensions = 0.7 * common + 0.51**0.5 * rng.normal(size=(size, 5)) + 0.05**0.5 * rng.normal(size=(1, 5))
    own_weights = WEIGHTS * np.exp(0.25 * rng.normal(size=5))
    overall = dimensions @ own_weights + 0.7 * rng.normal(size=size) + 0.2 * rng.normal()
    answers = np.clip(np.round(4 * (4.2 + 0.8 * dimensions)), 4, 20)
    rows = np.column_stack([np.ones(size), answers, np.clip(np.round(4.2 + 0.8 * overall), 1, 5)]).astype(np.int64)
    return rows.T @ rows


def parts_of(units: list[NDArray[np.int64]], *, seed: int | None = None) -> Parts:
    relation = relate_units(units, None if seed is None else draw_units(len(units), seed=seed, draws=400))
    assert relation is not None
    return divide_relation(relation)


@pytest.mark.slow
@pytest.mark.parametrize("count", [10, 30])
def test_limits_hold_the_importance_in_an_endless_number_of_units(count: int) -> None:
    rng = np.random.default_rng(count)
    truth = parts_of([np.sum([unit_moments(rng) for _ in range(20_000)], axis=0)]).importance
    runs = 500
    held = np.zeros(5)
    for run in range(runs):
        limits = np.array(parts_of([unit_moments(rng) for _ in range(count)], seed=run).limits())
        held += (limits[:, 0] <= truth) & (truth <= limits[:, 1])
    assert (held / runs).min() >= 0.90
    assert (held / runs).mean() >= 0.925
