"""Coverage and false verdicts through the public functions, as far as docs/methods.md section 3 claims them."""

import numpy as np
import pytest

from analysis.blocks import block_figures
from analysis.frame import frame_from_sums
from analysis.intervals import share_intervals
from analysis.sheets import Bytes, sums_from_matrix
from analysis.strata import design_unit, stack_designs
from analysis.sums import Sums
from questionnaires import Questionnaire
from tests.analysis.invented import make_questionnaire

ITEMS = 12
RUNS = 4000  # Monte-Carlo error of a coverage of .95: .0035
QUESTIONNAIRE = make_questionnaire([ITEMS], overall=False, percent=False)


def draw_matrix(rng: np.random.Generator, people: int, share: float, correlation: float) -> Bytes:
    """Beta-binomial people, one row each: `correlation` is that of two answers of one person."""
    strength = 1 / correlation - 1
    moods = rng.beta(share * strength, (1 - share) * strength, size=(people, 1))
    satisfied = rng.random((people, ITEMS)) < moods
    answers = np.where(satisfied, ord("4"), ord("3")).astype(np.uint8)
    return np.hstack([answers, np.full((people, 1), ord("1"), dtype=np.uint8)])


def simulate(
    questionnaire: Questionnaire,
    rng: np.random.Generator,
    *,
    forms: int,
    share: float,
    correlation: float,
    units: int,
    finite: bool,
) -> tuple[float, float]:
    """Coverage of the 95 % interval and part of runs with a false "met" at a target just above the truth."""
    covered, met, runs = 0, 0, 0
    while runs < RUNS:
        drawn: list[Sums] = []
        truths: list[float] = []
        for _ in range(units):
            matrix = draw_matrix(rng, 2 * forms if finite else forms, share, correlation)
            truths.append(float((matrix[:, :ITEMS] == ord("4")).mean()) if finite else share)
            drawn.append(sums_from_matrix(questionnaire, matrix[:forms]))
        rho = np.array([frame_from_sums(questionnaire, drawn).index_rho])
        designs = [design_unit(questionnaire, {"": sums}, 2 * forms if finite else None) for sums in drawn]
        figures = block_figures(questionnaire, stack_designs(designs), "index", kind="share", convention="answers")
        intervals = share_intervals(figures, rho)
        truth = np.array(truths)[:, None]
        covered += int(((intervals.limits.low <= truth + 1e-12) & (truth <= intervals.limits.high + 1e-12)).sum())
        met += int((intervals.limits90.low >= truth + 1e-9).sum())
        runs += units
    return covered / runs, met / runs


@pytest.mark.slow
@pytest.mark.parametrize("finite", [False, True], ids=["unknown", "half"])
@pytest.mark.parametrize("units", [1, 40])
@pytest.mark.parametrize("correlation", [0.1, 0.3, 0.5])
@pytest.mark.parametrize("share", [0.85, 0.93, 0.97, 0.99])
@pytest.mark.parametrize("forms", [10, 30, 100, 300])
def test_intervals_cover_and_met_is_rarely_false(
    forms: int, share: float, correlation: float, units: int, finite: bool
) -> None:
    rng = np.random.default_rng([forms, int(100 * share), int(10 * correlation), units, finite])
    coverage, false_met = simulate(
        QUESTIONNAIRE, rng, forms=forms, share=share, correlation=correlation, units=units, finite=finite
    )
    error = 3 * (0.05 * 0.95 / RUNS) ** 0.5 if units == 1 else 0.005  # units of one draw share their rho
    assert coverage >= 0.93 - error
    if forms >= 30:
        assert false_met <= 0.065 + error
