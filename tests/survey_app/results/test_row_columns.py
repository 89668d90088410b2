"""Which columns single responses may have: no row may be known for somebody's by what others know of a person."""

from collections.abc import Iterable
from random import Random

import pytest

from analysis.estimates import Suppressed
from analysis.reports import UnitReport, UnitSums, build_frame, build_unit_report
from analysis.sheets import sums_by_cell
from questionnaires import Questionnaire, load_shipped
from survey_app.results.row_columns import ColumnPlan, plan_columns

QUESTIONNAIRE = load_shipped()["TH-PH"]
ITEMS = [item.code for item in QUESTIONNAIRE.closed_items if item.kind == "rating"]


def report_of(questionnaire: Questionnaire, sheets: list[str], *, eligible: int | None = None) -> UnitReport:
    percents = [tuple(80 for _ in questionnaire.percent_items) for _ in sheets]
    cells = sums_by_cell(questionnaire, sheets, [""] * len(sheets), percents=percents)
    unit = UnitSums("TH1", "Trường", "", cells, eligible)
    return build_unit_report(
        questionnaire,
        cells,
        unit_code="TH1",
        unit_name="Trường",
        eligible=eligible,
        frame=build_frame(questionnaire, [unit]),
        target=0.9,
    )


def sheets_of(questionnaire: Questionnaire, number: int, *, rare: dict[str, int] | None = None) -> list[str]:
    """Sheets of mixed answers; the items in `rare` are answered by that many only."""
    rng = Random(3)
    return [
        "".join(
            "1" if item.kind == "choice" else "-" if k >= (rare or {}).get(item.code, number) else rng.choice("244455")
            for item in questionnaire.closed_items
        )
        for k in range(number)
    ]


REPORT = report_of(QUESTIONNAIRE, sheets_of(QUESTIONNAIRE, 120))


def plan(groups: Iterable[tuple[str, str, int]], report: UnitReport = REPORT) -> ColumnPlan:
    return plan_columns(
        QUESTIONNAIRE, report, {(grade, relation): number for grade, relation, number in groups}, tells_grades=True
    )


def reasons(plan: ColumnPlan) -> dict[str, str]:
    return {one.code: one.reason for one in plan.left_out}


def test_the_grade_comes_first_then_the_items_as_they_are_asked() -> None:
    codes = [column.code for column in plan([("1", "1", 60), ("2", "1", 60)]).kept]
    assert codes == ["KHOI", *ITEMS, "F02", "H01"]


@pytest.mark.parametrize(
    ("groups", "expected"),
    [
        ([("1", "1", 10), ("2", "1", 110)], {}),
        ([("1", "1", 9), ("2", "1", 111)], {"KHOI": "small group", "H01": "small combination"}),
        ([("1", "1", 60), ("2", "1", 51), ("1", "4", 9)], {"H01": "small group"}),
        # a blank is no group, of the grade, of the relation or of both; and it makes up for nothing
        ([("1", "1", 60), ("2", "1", 56), ("", "1", 2), ("1", "-", 1), ("", "-", 1)], {}),
        ([("1", "1", 9), ("", "1", 111)], {"KHOI": "small group", "H01": "small combination"}),
        ([("1", "1", 60), ("1", "-", 51), ("", "3", 9)], {"H01": "small group"}),
        ([("1", "1", 60), ("", "3", 9), ("1", "3", 1)], {"H01": "small combination"}),
        ([("1", "1", 60), ("", "3", 10)], {}),
        # both large by themselves, and one grandfather in the second grade
        ([("1", "1", 60), ("2", "1", 49), ("1", "3", 10), ("2", "3", 1)], {"H01": "small combination"}),
        ([("1", "1", 60), ("2", "1", 40), ("1", "3", 10), ("2", "3", 10)], {}),
        ([("", "1", 120)], {}),
    ],
)
def test_a_background_column_needs_ten_rows_in_each_group_and_combination(
    groups: list[tuple[str, str, int]], expected: dict[str, str]
) -> None:
    assert reasons(plan(groups)) == expected


def test_each_further_column_is_crossed_with_those_taken_before() -> None:
    """Two sexes and two relations, each pair of columns large, but the one father who did not want to say."""
    relation = QUESTIONNAIRE.background[0].model_dump()
    content = QUESTIONNAIRE.model_dump() | {"background": (relation, relation | {"code": "H03"}), "grade_question": None}
    asked = Questionnaire.model_validate(content)
    report = report_of(asked, sheets_of(asked, 120))
    groups = {("", "1", "1"): 60, ("", "2", "2"): 49, ("", "1", "2"): 10, ("", "2", "1"): 1}
    assert reasons(plan_columns(asked, report, groups, tells_grades=True)) == {"H03": "small combination"}
    groups |= {("", "2", "1"): 10}
    assert [column.code for column in plan_columns(asked, report, groups, tells_grades=True).kept][-2:] == ["H01", "H03"]


def test_an_item_that_the_gate_withholds_to_protect_people_has_no_column_and_neither_has_the_one_beside_it() -> None:
    report = report_of(QUESTIONNAIRE, sheets_of(QUESTIONNAIRE, 120, rare={"C05": 6}))
    found = plan([("1", "1", 120)], report)
    withheld = {one.code: one.withheld for one in found.left_out}
    assert len(withheld) == 2
    assert "C05" in withheld
    assert all(code.startswith("C") and isinstance(why, Suppressed) for code, why in withheld.items())
    assert not set(withheld) & {column.code for column in found.kept}


def test_what_is_only_known_too_badly_is_no_secret() -> None:
    report = report_of(QUESTIONNAIRE, sheets_of(QUESTIONNAIRE, 12))
    wide = {
        item.code
        for dimension in report.dimensions
        for item in dimension.items
        if isinstance(item.share, Suppressed) and item.share.reason == "too wide"
    }
    assert wide
    assert wide <= {column.code for column in plan([("1", "1", 12)], report).kept}


def test_a_percent_item_without_a_figure_of_its_own_has_no_column() -> None:
    sheets = sheets_of(QUESTIONNAIRE, 120)
    cells = sums_by_cell(QUESTIONNAIRE, sheets, [""] * 120, percents=[(80,)] * 5 + [(None,)] * 115)
    unit = UnitSums("TH1", "Trường", "", cells, None)
    report = build_unit_report(
        QUESTIONNAIRE,
        cells,
        unit_code="",
        unit_name="",
        eligible=None,
        frame=build_frame(QUESTIONNAIRE, [unit]),
        target=0.9,
    )
    assert reasons(plan([("1", "1", 120)], report)) == {"F02": "withheld"}


def test_grades_keep_their_number_and_age_groups_get_their_place() -> None:
    kindergarten = load_shipped()["MN-PH"]
    report = report_of(kindergarten, sheets_of(kindergarten, 60))
    grade = plan_columns(kindergarten, report, {("3-4", "1"): 60}, tells_grades=True).kept[0]
    assert [number for _, number, _ in grade.values] == list(range(1, len(kindergarten.grades) + 1))
    assert [code for code, _, _ in grade.values] == [one.code for one in kindergarten.grades]
    secondary = load_shipped()["THCS-HS"]
    report = report_of(secondary, sheets_of(secondary, 60))
    grade = plan_columns(secondary, report, {("6",): 60}, tells_grades=True).kept[0]
    assert [number for _, number, _ in grade.values] == [6, 7, 8, 9]
