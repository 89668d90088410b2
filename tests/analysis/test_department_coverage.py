"""Whom the department's own figures cover, in numbers that a page may print."""

from analysis.reports import build_department_report
from tests.analysis.invented import make_questionnaire, unit_sums
from tests.analysis.test_edge_cases import GOOD, MIXED, forms_of, shown

QUESTIONNAIRE = make_questionnaire()


def test_a_unit_with_a_number_and_no_forms_does_not_empty_the_total() -> None:
    units = [unit_sums(QUESTIONNAIRE, "A", forms_of([GOOD, MIXED], 30), None), unit_sums(QUESTIONNAIRE, "B", [], 300)]
    report = build_department_report(QUESTIONNAIRE, units, target=0.9, convention="eligible")
    assert (shown(report.total).n, report.covered_units) == (30, 1)


def test_a_department_says_whom_its_total_covers() -> None:
    units = [
        unit_sums(QUESTIONNAIRE, "A", forms_of([GOOD, MIXED], 30), {"1": 40, "2": 20}),
        unit_sums(QUESTIONNAIRE, "B", forms_of(GOOD, 4), 50),
        unit_sums(QUESTIONNAIRE, "C", [], 300),
    ]
    report = build_department_report(QUESTIONNAIRE, units, target=0.9)
    assert (report.covered_eligible, report.eligible, report.units_left_out, report.covered_units) == (60, 410, 1, 1)
    unknown = build_department_report(QUESTIONNAIRE, [*units, unit_sums(QUESTIONNAIRE, "D", [], None)], target=0.9)
    assert (unknown.covered_eligible, unknown.eligible) == (60, None)
    nobody = build_department_report(QUESTIONNAIRE, [], target=0.9)
    assert (nobody.covered_eligible, nobody.eligible, nobody.units_left_out) == (None, None, 0)
