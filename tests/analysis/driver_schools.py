"""Invented schools with sums of pairs, and the report on their drivers."""

import dataclasses
import random
from collections.abc import Sequence

from analysis.drivers import build_drivers_report
from analysis.insight_figures import DriversReport
from analysis.pair_sheets import pair_sums_from_sheets
from analysis.reports import UnitSums, build_department_report
from questionnaires import Questionnaire
from tests.analysis import scale_forms
from tests.analysis.invented import make_questionnaire, unit_sums

QUESTIONNAIRE = make_questionnaire()
DRAWS = 200


def school(code: str, sheets: Sequence[str], *, flagged: Sequence[str] | None = None, questionnaire: Questionnaire) -> UnitSums:
    """A unit with these sheets, some of which may carry a flag."""
    return dataclasses.replace(
        unit_sums(questionnaire, code, [("", sheet) for sheet in sheets], None),
        pairs=pair_sums_from_sheets(questionnaire, sheets),
        flagged_pairs=None if flagged is None else pair_sums_from_sheets(questionnaire, flagged),
    )


def related_sheet(rng: random.Random, *, missing: float = 0.0) -> str:
    """Answers to the items of two dimensions and to the overall item that hang together closely; no background choice."""
    mood = rng.gauss(4, 1)
    parts = [mood + rng.gauss(0, 0.7), mood + rng.gauss(0, 0.7)]
    wished = [*(parts[d] + rng.gauss(0, 0.5) for d in (0, 0, 0, 1, 1)), sum(parts) / 2 + rng.gauss(0, 0.5)]
    answers = (str(min(5, max(1, round(value)))) if rng.random() >= missing else "-" for value in wished)
    return "".join(answers) + "-"


def schools(sizes: Sequence[int], *, seed: int = 1, missing: float = 0.0) -> list[UnitSums]:
    rng = random.Random(seed)
    return [
        school(
            f"S{number:02d}",
            [related_sheet(rng, missing=missing) for _ in range(size)],
            questionnaire=QUESTIONNAIRE,
        )
        for number, size in enumerate(sizes)
    ]


def report_on(
    units: Sequence[UnitSums], *, questionnaire: Questionnaire = QUESTIONNAIRE, seed: int = 1, draws: int = DRAWS
) -> DriversReport:
    figures = build_department_report(questionnaire, units, target=0.8).dimensions
    return build_drivers_report(questionnaire, units, subject="Xã Thử", figures=figures, seed=seed, draws=draws)


def report_on_reference(*, draws: int = DRAWS) -> DriversReport:
    return build_drivers_report(
        scale_forms.questionnaire(),
        scale_forms.units(),
        subject="Xã Thử",
        figures=scale_forms.figures(),
        seed=7,
        draws=draws,
    )
