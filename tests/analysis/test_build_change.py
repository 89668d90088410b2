"""Two campaigns compared from their reports: what is compared, what is refused, what is said of it."""

import dataclasses
import random
from itertools import pairwise

import pytest
from hypothesis import given, settings

from analysis.build_change import build_department_change, build_unit_change
from analysis.change import adjusted_p_values
from analysis.comparison_figures import ChangeReport, ChangeRow
from analysis.differences import compare_estimates, mean_difference
from analysis.estimates import Estimate, Suppressed
from analysis.figures import DepartmentReport, UnitReport
from analysis.fingerprints import fingerprint_of
from analysis.reports import build_department_report, build_frame, build_unit_report
from analysis.strata import Eligible, UnitSums
from analysis.vietnamese import sort_key
from questionnaires import Questionnaire
from tests.analysis.invented import RANDOM, make_questionnaire, random_forms, unit_sums
from tests.analysis.versions import QUESTIONNAIRE, reworded

BOTH = (QUESTIONNAIRE, QUESTIONNAIRE)
LABELS = ("Năm học 2024-2025", "Năm học 2025-2026")


def school(code: str, rng: random.Random, forms: int, satisfied: float, *, eligible: Eligible = None) -> UnitSums:
    return unit_sums(QUESTIONNAIRE, code, random_forms(QUESTIONNAIRE, rng, {"": forms}, satisfied=satisfied), eligible)


def unit_report(unit: UnitSums, questionnaire: Questionnaire = QUESTIONNAIRE) -> UnitReport:
    return build_unit_report(
        questionnaire,
        unit.cells,
        unit_code=unit.code,
        unit_name=unit.name,
        eligible=unit.eligible,
        frame=build_frame(questionnaire, [unit]),
        target=0.9,
    )


def unit_change(earlier: UnitReport, later: UnitReport, **options: object) -> ChangeReport:
    return build_unit_change(earlier, later, questionnaires=BOTH, labels=LABELS, **options)  # type: ignore[arg-type]


def department(units: list[UnitSums], measure_code: str = "") -> DepartmentReport:
    return build_department_report(QUESTIONNAIRE, units, target=0.9, measure_code=measure_code)


def department_change(earlier: DepartmentReport, later: DepartmentReport) -> ChangeReport:
    return build_department_change(earlier, later, questionnaires=BOTH, labels=LABELS, subject="Sở")


def test_a_unit_is_compared_figure_by_figure_and_all_tests_are_adjusted_together() -> None:
    rng = random.Random(5)
    earlier, later = unit_report(school("S", rng, 150, 0.75)), unit_report(school("S", rng, 130, 0.93))
    report = unit_change(earlier, later)
    assert [row.code for row in report.rows] == ["A", "A01", "A02", "A03", "B", "B01", "B02", "F01"]
    rows = (report.whole, *report.rows)
    changes = [row.change for row in rows if row.change]
    assert len(changes) == report.tests == 9
    assert [change.adjusted_p for change in changes] == adjusted_p_values([change.p_value for change in changes])
    for row in rows:
        assert isinstance(row.earlier, Estimate)
        assert isinstance(row.later, Estimate)
        found = compare_estimates(row.earlier, row.later, kind="share")
        assert found is not None
        assert row.change is not None
        assert (row.change.difference, row.change.p_value) == (found.difference, found.p_value)
    assert report.whole.change is not None
    assert report.whole.change.word == "risen"
    assert (report.whole.earlier, report.whole.later) == (earlier.index_share, later.index_share)
    assert (report.subject, report.earlier_label, report.later_label) == ("Trường S", *LABELS)
    assert (report.panel, report.panel_units, report.measure_code) == (None, 0, "")


def test_scores_are_compared_with_their_own_step() -> None:
    rng = random.Random(6)
    earlier, later = unit_report(school("S", rng, 150, 0.7)), unit_report(school("S", rng, 130, 0.9))
    report = unit_change(earlier, later, kind="score")
    assert (report.kind, report.material) == ("score", 0.08)
    assert report.whole.later == later.index_score
    assert report.rows[1].earlier == earlier.dimensions[0].items[0].score
    again = unit_change(earlier, later, kind="score", material=2.0)
    assert again.material == 2.0
    assert {row.change.word for row in again.rows if row.change} == {"stable"}
    assert len({report.fingerprint, again.fingerprint, unit_change(earlier, later).fingerprint}) == 3


def test_a_score_on_which_all_agree_is_not_compared() -> None:
    forms = [("", "4" * len(QUESTIONNAIRE.closed_items))] * 40
    uniform = unit_report(unit_sums(QUESTIONNAIRE, "S", forms, None))
    later = unit_report(school("S", random.Random(1), 60, 0.9))
    report = unit_change(uniform, later, kind="score")
    assert {row.reason for row in (report.whole, *report.rows)} == {"no spread"}
    assert report.tests == 0
    shares = unit_change(uniform, later)
    assert {row.reason for row in (shares.whole, *shares.rows)} == {None}


def test_reworded_new_and_dropped_items_are_named() -> None:
    rng = random.Random(8)
    versions = (make_questionnaire((3, 3)), reworded("A02", text="Câu viết lại"))
    reports = [
        unit_report(unit_sums(version, "S", random_forms(version, rng, {"": 60}), None), version) for version in versions
    ]
    report = build_unit_change(*reports, questionnaires=versions, labels=LABELS)
    reasons = {row.code: row.reason for row in (report.whole, *report.rows)}
    same = dict.fromkeys(("A01", "A03", "B01", "B02", "F01"))
    assert reasons == {"": "reworded", "A": "reworded", "A02": "reworded", "B": "reworded", **same}
    assert report.dropped == ("A02", "B03")
    assert report.tests == 5
    back = build_unit_change(*reports[::-1], questionnaires=versions[::-1], labels=LABELS)
    b03 = next(row for row in back.rows if row.code == "B03")
    assert (b03.reason, b03.earlier, b03.change) == ("new", None, None)


def test_a_withheld_figure_is_compared_with_nothing() -> None:
    rng = random.Random(9)
    shown, hidden = unit_report(school("S", rng, 80, 0.9)), unit_report(school("S", rng, 9, 0.9))
    for pair in ((shown, hidden), (hidden, shown), (hidden, hidden)):
        report = unit_change(*pair)
        for row in (report.whole, *report.rows):
            assert (row.change, row.reason) == (None, "withheld")
        assert report.tests == 0


def words_of(report: ChangeReport) -> dict[str, str | None]:
    return {row.code: row.change.word if row.change else row.reason for row in report.rows}


def campaigns(rng: random.Random, schools: int = 14) -> tuple[list[UnitSums], list[UnitSums]]:
    """Two campaigns: some schools are in one of them only, some too small to be shown."""
    made: tuple[list[UnitSums], list[UnitSums]] = ([], [])
    for number in range(schools):
        for side in made:
            if rng.random() < 0.9:
                n = rng.choice([0, 3, 10, 30, 150])
                eligible = rng.choice([None, n, 3 * n, n + 1])
                side.append(school(f"S{number}", rng, n, rng.choice([0.6, 0.9, 0.97, 1]), eligible=eligible))
    return made


def test_a_department_is_compared_unit_by_unit_in_vietnamese_order() -> None:
    rng = random.Random(11)
    before = [school(f"S{n}", rng, 150, 0.9) for n in range(12)] + [school("S90", rng, 5, 0.9), school("S91", rng, 90, 0.9)]
    after = [school(f"S{n}", rng, 150, 0.6 if n == 3 else 0.9) for n in range(12)]
    after += [school("S90", rng, 50, 0.9), school("S92", rng, 90, 0.9)]
    reports = department(before), department(after)
    report = department_change(*reports)
    names = [row.label for row in report.rows]
    assert names == sorted(names, key=sort_key)
    assert names[:3] == ["Trường S0", "Trường S1", "Trường S2"]
    words = words_of(report)
    assert (words["S3"], words["S90"], words["S91"], words["S92"]) == ("fallen", "withheld", "gone", "new")
    rows = {row.code: row for row in report.rows}
    assert rows["S91"].later is None
    assert rows["S92"].earlier is None
    assert isinstance(rows["S90"].earlier, Suppressed)
    changes = [row.change for row in report.rows if row.change]
    assert report.tests == len(changes) == 12
    assert [change.adjusted_p for change in changes] == adjusted_p_values([change.p_value for change in changes])
    assert (report.whole.earlier, report.whole.later) == (reports[0].total, reports[1].total)
    assert report.whole.change is not None
    assert report.whole.change.adjusted_p == report.whole.change.p_value
    check_panel(report)
    assert report.panel_units == 12


def check_panel(report: ChangeReport) -> None:
    """The panel is the mean over the rows that are shown in both, and nothing else."""
    pairs = [(row.earlier, row.later) for row in report.rows if row.change]
    shown = [(a, b) for a, b in pairs if isinstance(a, Estimate) and isinstance(b, Estimate)]
    assert len(shown) == report.panel_units
    assert report.panel == mean_difference(shown, kind="share")


@settings(max_examples=40, deadline=None)
@given(RANDOM)
def test_a_comparison_follows_from_the_two_reports_alone(rng: random.Random) -> None:
    reports = [department(units) for units in campaigns(rng)]
    report = department_change(*reports)
    before, after = ({unit.code: unit.result for unit in one.units} for one in reports)
    assert {row.code for row in report.rows} == before.keys() | after.keys()
    for row in (*report.rows, report.whole):
        check_row(row)
    for row in report.rows:
        assert (row.earlier, row.later) == (before.get(row.code), after.get(row.code))
    check_panel(report)
    assert fingerprint_of(report) == report.fingerprint
    assert department_change(*reports) == report
    keys = [(sort_key(row.label), row.code) for row in report.rows]
    assert all(a < b for a, b in pairwise(keys))


def check_row(row: ChangeRow) -> None:
    shown = isinstance(row.earlier, Estimate) and isinstance(row.later, Estimate)
    assert (row.change is not None) == shown == (row.reason is None)


def test_a_reworded_measure_leaves_no_unit_to_compare() -> None:
    rng = random.Random(12)
    later = reworded("A02", text="Câu viết lại")
    units = [school(f"S{n}", rng, 50, 0.9) for n in range(3)]
    moved = [unit_sums(later, unit.code, random_forms(later, rng, {"": 50}), None) for unit in units]
    for measure, reason in (("", "reworded"), ("A", "reworded"), ("B", None)):
        reports = department(units, measure), build_department_report(later, moved, target=0.9, measure_code=measure)
        report = build_department_change(*reports, questionnaires=(QUESTIONNAIRE, later), labels=LABELS)
        assert {row.reason for row in (report.whole, *report.rows)} == {reason}
        assert (report.panel is None, report.panel_units, report.dropped) == (reason is not None, 0 if reason else 3, ("A02",))


def test_departments_without_units_are_compared_too() -> None:
    report = department_change(department([]), department([]))
    assert (report.rows, report.tests, report.panel, report.whole.reason) == ((), 0, None, "withheld")


def test_reports_that_do_not_fit_are_refused() -> None:
    rng = random.Random(13)
    unit, table = unit_report(school("S", rng, 50, 0.9)), department([school("S", rng, 50, 0.9)])
    for field, value in (("unit_code", "T"), ("convention", "mean"), ("method_version", "0"), ("questionnaire_digest", "x")):
        with pytest.raises(ValueError, match=r"report"):
            unit_change(unit, dataclasses.replace(unit, **{field: value}))
    for field, value in (("measure_code", "A"), ("convention", "eligible"), ("questionnaire_code", "KHAC")):
        with pytest.raises(ValueError, match=r"measures|differ"):
            department_change(table, dataclasses.replace(table, **{field: value}))
    with pytest.raises(ValueError, match="another questionnaire"):
        build_unit_change(unit, unit, questionnaires=(QUESTIONNAIRE, make_questionnaire((1, 1))), labels=LABELS)
    with pytest.raises(ValueError, match="cannot be"):
        unit_change(unit, unit, material=-1.0)
