"""The grid of units and dimensions says what the comparisons say, one dimension after the other."""

import random

from hypothesis import given
from hypothesis import strategies as st

from analysis.reports import UnitSums, build_department_report, build_dimension_grid, build_frame
from analysis.sheets import sums_from_sheets
from tests.analysis.invented import make_questionnaire

QUESTIONNAIRE = make_questionnaire()


def make_units(seed: int, sizes: list[int]) -> list[UnitSums]:
    """Units of these sizes with answers by chance."""
    chance = random.Random(seed)
    width = len(QUESTIONNAIRE.closed_items)
    sheets = [["".join(chance.choice("3445-") for _ in range(width)) for _ in range(size)] for size in sizes]
    return [
        UnitSums(f"U{k}", f"Trường {k}", "Xã", {"": sums_from_sheets(QUESTIONNAIRE, found)}, None)
        for k, found in enumerate(sheets)
    ]


@given(seed=st.integers(0, 99), sizes=st.lists(st.integers(0, 60), min_size=1, max_size=6))
def test_a_column_of_the_grid_is_a_comparison(seed: int, sizes: list[int]) -> None:
    units = make_units(seed, sizes)
    frame = build_frame(QUESTIONNAIRE, units)
    grid = build_dimension_grid(QUESTIONNAIRE, units, target=0.9, frame=frame)
    for place, code in enumerate(["", *grid.dimension_codes]):
        report = build_department_report(QUESTIONNAIRE, units, target=0.9, measure_code=code, frame=frame)
        column = [row.whole if place == 0 else row.shares[place - 1] for row in grid.rows]
        assert column == [unit.result for unit in report.units]
        assert [row.code for row in grid.rows] == [unit.code for unit in report.units]
        assert (grid.total.whole if place == 0 else grid.total.shares[place - 1]) == report.total


def test_no_units_give_an_empty_grid() -> None:
    grid = build_dimension_grid(QUESTIONNAIRE, [], target=0.9)
    assert grid.rows == ()
    assert grid.total.forms == 0
