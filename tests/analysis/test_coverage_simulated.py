"""Coverage and false verdicts through the public functions, as far as docs/methods.md section 3 claims them.

`python -m tests.analysis.test_coverage_simulated` prints the table of docs/benchmarks.md.
"""

from itertools import product
from typing import NamedTuple

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
FORMS, SHARES, CORRELATIONS, UNITS = (10, 30, 100, 300), (0.85, 0.93, 0.97, 0.99), (0.1, 0.3, 0.5), (1, 40)


class Found(NamedTuple):
    """Coverage of the 95 % interval, part of runs with a false "met" at a target just above the truth, mean full width."""

    coverage: float
    false_met: float
    width: float


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
) -> Found:
    """So many intervals, at least, of units with these forms."""
    covered, met, width, runs = 0, 0, 0.0, 0
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
        width += float((intervals.limits.high - intervals.limits.low).sum())
        runs += units
    return Found(covered / runs, met / runs, width / runs)


def simulate_setting(forms: int, share: float, correlation: float, units: int, finite: bool) -> Found:
    """One setting with chance of its own, the same in the test and in the table."""
    rng = np.random.default_rng([forms, int(100 * share), int(10 * correlation), units, finite])
    return simulate(QUESTIONNAIRE, rng, forms=forms, share=share, correlation=correlation, units=units, finite=finite)


@pytest.mark.slow
@pytest.mark.parametrize("finite", [False, True], ids=["unknown", "half"])
@pytest.mark.parametrize("units", UNITS)
@pytest.mark.parametrize("correlation", CORRELATIONS)
@pytest.mark.parametrize("share", SHARES)
@pytest.mark.parametrize("forms", FORMS)
def test_intervals_cover_and_met_is_rarely_false(
    forms: int, share: float, correlation: float, units: int, finite: bool
) -> None:
    coverage, false_met, _ = simulate_setting(forms, share, correlation, units, finite)
    error = 3 * (0.05 * 0.95 / RUNS) ** 0.5 if units == 1 else 0.005  # units of one draw share their rho
    assert coverage >= 0.93 - error
    if forms >= 30:
        assert false_met <= 0.065 + error


def print_table() -> None:
    """Worst coverage, worst false "met" and mean width over correlations and numbers of units, for each share and size."""
    print("| P | n | N unknown: coverage, false met, width | N = 2n: coverage, false met, width |\n|---|---|---|---|")
    for share, forms in product(SHARES, FORMS):
        cells = []
        for finite in (False, True):
            found = [simulate_setting(forms, share, r, units, finite) for r, units in product(CORRELATIONS, UNITS)]
            coverage, false_met = min(f.coverage for f in found), max(f.false_met for f in found)
            cells.append(f"{coverage:.3f}, {false_met:.3f}, {sum(f.width for f in found) / len(found):.3f}")
        print(f"| {share} | {forms} | {cells[0]} | {cells[1]} |", flush=True)


if __name__ == "__main__":
    print_table()
