"""The forms of tests/references/scales.csv as sheets, and what R says about them."""

import csv
import json
from functools import cache
from pathlib import Path
from typing import Any

from analysis.figures import DimensionFigures
from analysis.pair_sheets import pair_sums_by_unit
from analysis.pair_sums import PairSums
from analysis.reports import UnitSums, build_department_report
from analysis.sheets import matrix_from_sheets, sums_by_cell
from questionnaires import Questionnaire
from tests.analysis.invented import make_questionnaire

REFERENCES = Path(__file__).parent.parent / "references"
ITEMS = (4, 3, 2, 5)


@cache
def reference() -> Any:
    """What scales.R computed, with its version."""
    return json.loads((REFERENCES / "scales.json").read_text())


@cache
def questionnaire() -> Questionnaire:
    return make_questionnaire(ITEMS, percent=False)


@cache
def forms() -> tuple[tuple[str, str], ...]:
    """Unit and sheet of every form; the background choice stays blank."""
    with (REFERENCES / "scales.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    codes = [item.code for item in questionnaire().dimension_items] + ["F01"]
    return tuple((row["unit"], "".join(row[code] or "-" for code in codes) + "-") for row in rows)


def pairs_of(found: tuple[tuple[str, str], ...]) -> dict[str, PairSums]:
    matrix = matrix_from_sheets(questionnaire(), [sheet for _, sheet in found])
    return pair_sums_by_unit(questionnaire(), matrix, [unit for unit, _ in found])


@cache
def units() -> tuple[UnitSums, ...]:
    sums = sums_by_cell(questionnaire(), [sheet for _, sheet in forms()], [unit for unit, _ in forms()])
    pairs = pairs_of(forms())
    return tuple(UnitSums(code, f"Trường {code}", "", {"": sums[code]}, None, pairs=pairs[code]) for code in sums)


@cache
def figures() -> tuple[DimensionFigures, ...]:
    return build_department_report(questionnaire(), units(), target=0.8).dimensions
