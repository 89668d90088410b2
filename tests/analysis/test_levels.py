"""The department's level beside one unit: never where that unit could work out another one."""

import pytest

from analysis.disclosure import Thresholds
from analysis.reports import (
    DepartmentReport,
    UnitReport,
    build_department_report,
    build_frame,
    build_unit_reports,
    level_beside,
)
from tests.analysis.invented import make_questionnaire, unit_sums
from tests.analysis.test_edge_cases import forms_of

QUESTIONNAIRE = make_questionnaire()
NARROW = Thresholds(width=9.0)
MIXED = ["5344231", "2433451", "4552521"]


def reports(*sizes: int, measure: str = "") -> tuple[DepartmentReport, list[UnitReport]]:
    units = [unit_sums(QUESTIONNAIRE, f"S{n}", forms_of(MIXED, size), None) for n, size in enumerate(sizes)]
    frame = build_frame(QUESTIONNAIRE, units)
    department = build_department_report(QUESTIONNAIRE, units, target=0.9, frame=frame, thresholds=NARROW, measure_code=measure)
    return department, list(build_unit_reports(QUESTIONNAIRE, units, frame=frame, target=0.9, thresholds=NARROW))


@pytest.mark.parametrize(
    ("sizes", "is_shown"),
    [
        ((20, 20, 20, 20), True),
        ((20, 20, 20), False),  # two others
        ((20, 4, 4, 4), True),  # three others that have ten forms and more between them
        ((20, 4, 3, 2), False),  # they are in no total
        ((9, 20, 20, 20, 5), False),  # among the small ones it would be left with a single other one
        ((20,), False),
        ((0, 20, 20, 20, 20), False),  # nothing to compare
    ],
)
def test_a_level_needs_three_others_and_a_figure_of_ones_own(sizes: tuple[int, ...], is_shown: bool) -> None:
    department, units = reports(*sizes)
    assert level_beside(department, units[0]) == (department.total if is_shown else None)


def test_what_is_left_without_the_unit_is_ten_forms_of_three_units() -> None:
    for sizes in ((10, 10, 10, 10), (20, 4, 4, 4), (30, 9, 9, 12)):
        department, units = reports(*sizes)
        for unit in units:
            level = level_beside(department, unit)
            if level is not None:
                assert level.n - unit.forms >= 10
                assert department.covered_units >= 4


def test_a_level_of_something_else_is_refused() -> None:
    department, units = reports(20, 20, 20, 20, measure="A")
    with pytest.raises(ValueError, match="not on what"):
        level_beside(department, units[0])
