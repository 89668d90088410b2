"""How often equal units are told apart, through the public functions, as far as docs/methods.md section 6 claims it."""

import numpy as np
import pytest

from analysis.blocks import block_figures
from analysis.disclosure import find_reasons, publish_figures
from analysis.estimates import Estimate
from analysis.frame import frame_from_sums
from analysis.intervals import share_intervals
from analysis.ranks import rank_sets, share_places
from analysis.sheets import sums_from_matrix
from analysis.strata import design_unit, stack_designs
from analysis.sums import Sums
from tests.analysis.invented import OPEN_GATE, make_questionnaire

UNITS, RUNS, DRAWS = 36, 2000, 999
MIXES = {"30": [30], "100": [100], "30 and 300": [30, 300]}


def equal_units(rng: np.random.Generator, sizes: list[int], *, items: int, share: float) -> list[Estimate]:
    """The shares of 36 units that differ by chance only; with several items the answers of a form hang together (.3)."""
    questionnaire = make_questionnaire([items], overall=False, percent=False)
    drawn: list[Sums] = []
    for place in range(UNITS):
        forms = sizes[place % len(sizes)]
        moods = rng.beta(share * 7 / 3, (1 - share) * 7 / 3, size=(forms, 1)) if items > 1 else np.full((forms, 1), share)
        answers = np.where(rng.random((forms, items)) < moods, ord("4"), ord("3")).astype(np.uint8)
        drawn.append(sums_from_matrix(questionnaire, np.hstack([answers, np.full((forms, 1), ord("1"), dtype=np.uint8)])))
    design = stack_designs([design_unit(questionnaire, {"": sums}, None) for sums in drawn])
    figures = block_figures(questionnaire, design, "index", kind="share", convention="answers")
    intervals = share_intervals(figures, np.array([frame_from_sums(questionnaire, drawn).index_rho]))
    reasons = find_reasons(questionnaire, design, OPEN_GATE)["index"]
    results = [row[0] for row in publish_figures(figures, intervals, reasons, thresholds=OPEN_GATE)]
    return [result for result in results if isinstance(result, Estimate)]


@pytest.mark.slow
@pytest.mark.parametrize("sizes", MIXES.values(), ids=MIXES)
@pytest.mark.parametrize("share", [0.8, 0.9, 0.96])
@pytest.mark.parametrize(("items", "most"), [(12, 0.065), (1, 0.08)])
def test_equal_units_are_rarely_told_apart(items: int, most: float, share: float, sizes: list[int]) -> None:
    rng = np.random.default_rng([items, int(100 * share), sum(sizes)])
    apart = 0
    for run in range(RUNS):
        shares = equal_units(rng, sizes, items=items, share=share)
        assert len(shares) == UNITS
        sets, _ = rank_sets(share_places(shares), tau=1, draws=DRAWS, seed=run)
        apart += any((unit.low, unit.high) != (1, UNITS) for unit in sets)
    print(f"RATE items={items} share={share} sizes={sizes} {apart / RUNS:.4f}")
    assert apart / RUNS <= most + 3 * (0.05 * 0.95 / RUNS) ** 0.5
