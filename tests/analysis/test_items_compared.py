"""Units compared on a single item, ranks added afterwards, and tiers: the same as what other ways give."""

import pytest

from analysis.estimates import Estimate
from analysis.reports import UnitSums, add_ranks, build_department_report, build_frame, build_unit_report
from questionnaires import load_shipped
from tests.annual_reports import make_cells

QUESTIONNAIRE = load_shipped()["TH-PH"]
ELIGIBLE = {"1": 60, "2": 60, "3": 60, "4": 60, "5": 60}


def units() -> list[UnitSums]:
    """Fourteen schools, one of them with too few forms."""
    made = []
    for number in range(14):
        by_grade = {"1": 4, "2": 3} if number == 5 else dict.fromkeys(ELIGIBLE, 11 + number)
        cells = make_cells(QUESTIONNAIRE, by_grade, satisfied=0.8 + 0.012 * number, seed=100 * number)
        made.append(UnitSums(f"T{number:02}", f"Trường {number}", "Xã A", cells, ELIGIBLE))
    return made


UNITS = units()
ITEMS = ("A01", "B04", "F01")


@pytest.mark.parametrize("code", ITEMS)
def test_an_item_says_of_each_unit_what_its_own_report_says(code: str) -> None:
    frame = build_frame(QUESTIONNAIRE, UNITS)
    report = build_department_report(QUESTIONNAIRE, UNITS, target=0.9, measure_code=code)
    whole = build_department_report(QUESTIONNAIRE, UNITS, target=0.9)
    assert whole.overall is not None
    of_all = {item.code: item.share for dimension in whole.dimensions for item in dimension.items}
    assert report.total == (of_all | {whole.overall.code: whole.overall.share})[code]
    for unit, sums in zip(report.units, sorted(UNITS, key=lambda one: int(one.name.split()[1])), strict=True):
        own = build_unit_report(
            QUESTIONNAIRE,
            sums.cells,
            unit_code=sums.code,
            unit_name=sums.name,
            eligible=ELIGIBLE,
            frame=frame,
            target=0.9,
            convention="answers",
        )
        assert own.overall is not None
        items = {item.code: item.share for dimension in own.dimensions for item in dimension.items}
        assert unit.result == (items | {own.overall.code: own.overall.share})[code]
        assert unit.benchmark is None


def test_a_code_that_is_neither_dimension_nor_item_is_refused() -> None:
    for code in ("Z", "A99", "G01"):
        with pytest.raises(ValueError, match="no dimension or rated item"):
            build_department_report(QUESTIONNAIRE, UNITS, target=0.9, measure_code=code)


@pytest.mark.parametrize("code", ["", "A", "A01"])
def test_ranks_that_are_added_are_those_of_a_report_made_with_them(code: str) -> None:
    without = build_department_report(QUESTIONNAIRE, UNITS, target=0.9, measure_code=code)
    for tau in (None, 3):
        made = build_department_report(QUESTIONNAIRE, UNITS, target=0.9, measure_code=code, rank_draws=200, seed=7, tau=tau)
        assert add_ranks(without, draws=200, seed=7, tau=tau) == made
    alone = build_department_report(QUESTIONNAIRE, UNITS[:1], target=0.9)
    assert add_ranks(alone, draws=200) == alone


def test_only_a_unit_that_is_large_enough_has_a_position() -> None:
    report = build_department_report(QUESTIONNAIRE, UNITS, target=0.9)
    for unit in report.units:
        is_large = isinstance(unit.result, Estimate) and unit.result.effective_base >= 30
        assert (unit.position is not None) == (unit.target_position is not None) == is_large
    assert {unit.position for unit in report.units} >= {"within", None}
