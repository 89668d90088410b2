"""Somebody who knows the rules tries all answers that a withheld group may have given: nothing that is published may move."""

import random
from collections.abc import Sequence
from itertools import combinations_with_replacement

import pytest

from analysis.build_grid import build_dimension_grid
from analysis.build_quality import build_quality_report
from analysis.estimates import Convention, Estimate, Suppressed
from analysis.insight_figures import ScaleReliability
from analysis.pair_sheets import pair_sums_from_sheets
from analysis.quality import FlagTally
from analysis.reliability import build_reliability
from analysis.reports import UnitReport, UnitSums, build_department_report, build_frame, build_unit_reports
from analysis.sheets import sums_from_sheets
from tests.analysis.invented import make_questionnaire, random_forms, unit_sums
from tests.analysis.test_edge_cases import forms_of
from tests.oracles import Form

QUESTIONNAIRE = make_questionnaire((3, 2), percent=False)
CONVENTIONS: list[Convention] = ["answers", "mean", "eligible"]


def published(units: Sequence[UnitSums], convention: Convention) -> list[object]:
    """The department on each of its measures, every unit and the grid; fingerprints and ranks are in them."""
    frame = build_frame(QUESTIONNAIRE, units)
    departments = [
        build_department_report(
            QUESTIONNAIRE, units, target=0.9, measure_code=code, convention=convention, frame=frame, rank_draws=99
        )
        for code in ("", "A", "B")
    ]
    grid = build_dimension_grid(QUESTIONNAIRE, units, target=0.9, convention=convention, frame=frame)
    return [frame, departments, grid, build_unit_reports(QUESTIONNAIRE, units, frame=frame, target=0.9, convention=convention)]


def schools(few: Sequence[Form]) -> list[UnitSums]:
    """Two schools that are shown and a small one."""
    rng = random.Random(5)
    large = [unit_sums(QUESTIONNAIRE, code, random_forms(QUESTIONNAIRE, rng, {"1": n, "2": n}), {"1": 60, "2": 40})
             for code, n in (("A", 25), ("B", 12))]  # fmt: skip
    return [*large, unit_sums(QUESTIONNAIRE, "H", few, {"1": 6, "2": 3})]


def one_unit(forms: Sequence[Form]) -> UnitReport:
    unit = unit_sums(QUESTIONNAIRE, "A", forms, 60)
    return build_unit_reports(QUESTIONNAIRE, [unit], frame=build_frame(QUESTIONNAIRE, [unit]), target=0.9)[0]


@pytest.mark.parametrize("convention", CONVENTIONS)
def test_no_published_number_moves_with_the_answers_of_a_small_unit(convention: Convention) -> None:
    sheets = ["5555551", "1111111", "4511541", "--0---1", "541--21", "2----51"]
    tried = [published(schools([("1", a), ("2", b)]), convention) for a, b in combinations_with_replacement(sheets, 2)]
    assert all(one == tried[0] for one in tried)


def test_a_small_unit_does_not_say_which_items_all_of_it_left_out() -> None:
    report = one_unit(forms_of("54-4551", 3))
    item = report.dimensions[0].items[2]
    assert item.share == Suppressed("too few", 3)
    large = one_unit(forms_of("54-4551", 13))
    assert large.dimensions[0].items[2].share == Suppressed("no responses", 0)


def test_the_item_withheld_for_another_does_not_depend_on_withheld_answers() -> None:
    """A02, the smallest of the others, is all satisfied: were it taken unless A01 is too, A02 shown would say so of A01."""

    def reasons(first: str) -> list[object]:
        forms = [*forms_of(f"{first}545551", 3), *forms_of("-545551", 9), *forms_of("--25551", 2), *forms_of("--45551", 9)]
        report = one_unit(forms)
        return [item.share.reason if isinstance(item.share, Suppressed) else None for item in report.dimensions[0].items]

    assert reasons("5") == reasons("2") == ["too few", None, "protects another"]


def test_a_rest_that_agrees_on_one_item_is_left_out_of_all() -> None:
    """Left out of that item only, it would say by that what each of its people has answered."""
    rng = random.Random(7)
    large = unit_sums(QUESTIONNAIRE, "A", random_forms(QUESTIONNAIRE, rng, {"": 40}), None)
    few = [
        unit_sums(QUESTIONNAIRE, "B", [*forms_of("5424251", 4), *forms_of("5242421", 3)], None),
        unit_sums(QUESTIONNAIRE, "C", [*forms_of("4242421", 4), *forms_of("5424251", 4)], None),
    ]
    report = build_department_report(QUESTIONNAIRE, [large, *few], target=0.9)
    own = build_department_report(QUESTIONNAIRE, [large], target=0.9)
    assert (report.dimensions, report.overall, report.total.n) == (own.dimensions, own.overall, own.total.n)
    mixed = unit_sums(QUESTIONNAIRE, "C", [*forms_of("2242421", 4), *forms_of("5424251", 4)], None)
    report = build_department_report(QUESTIONNAIRE, [large, few[0], mixed], target=0.9)
    assert isinstance(report.total, Estimate)
    assert report.total.n == 55


def test_the_quality_report_does_not_say_that_no_form_of_a_small_unit_is_straight() -> None:
    rng = random.Random(3)
    large = unit_sums(QUESTIONNAIRE, "A", random_forms(QUESTIONNAIRE, rng, {"": 40}, missing=0.0), None)
    found = []
    for sheet in ("5555551", "5425251"):
        is_straight = sheet == "5555551"
        flagged = {"": sums_from_sheets(QUESTIONNAIRE, [sheet] * 3)} if is_straight else {}
        unit = UnitSums("H", "H", "", {"": sums_from_sheets(QUESTIONNAIRE, [sheet] * 3)}, None, flagged=flagged)
        tallies = {"H": FlagTally({"straight": 3 * is_straight}, (0, 0, 0, 0, 3 * is_straight))}
        frame = build_frame(QUESTIONNAIRE, [large, unit])
        found.append(
            [build_quality_report(QUESTIONNAIRE, of, frame=frame, tallies=tallies) for of in (unit, [large, unit], [unit])]
        )
    assert found[0] == found[1]


def test_the_reliability_of_many_units_leaves_out_those_with_few_complete_forms() -> None:
    rng = random.Random(1)
    large = pair_sums_from_sheets(QUESTIONNAIRE, [s for _, s in random_forms(QUESTIONNAIRE, rng, {"": 40}, missing=0.0)])

    def department(answers: str) -> tuple[ScaleReliability, ...]:
        return build_reliability(
            QUESTIONNAIRE, [large, pair_sums_from_sheets(QUESTIONNAIRE, [*["54-4551"] * 12, *[f"{answers}4551"] * 2])]
        )

    assert department("542") == department("115")
    assert [scale.forms for scale in department("542")] == [40, 54]
    assert build_reliability(QUESTIONNAIRE, []) == build_reliability(QUESTIONNAIRE, pair_sums_from_sheets(QUESTIONNAIRE, []))
