"""A unit's figures by grade: which grades are told apart, what they show, and when there is no table."""

import random
from collections.abc import Sequence
from fractions import Fraction
from typing import Any

import pytest

from analysis.disclosure import Thresholds
from analysis.estimates import Convention, Estimate, Suppressed
from analysis.reports import (
    GradesReport,
    UnitReport,
    build_frame,
    build_grades_report,
    build_grades_reports,
    build_unit_report,
    build_unit_reports,
)
from analysis.strata import Eligible
from tests import oracles
from tests.analysis.invented import columns_of, make_questionnaire, random_forms, share_pickers, unit_sums
from tests.analysis.test_edge_cases import forms_of, shown
from tests.oracles import Form

QUESTIONNAIRE = make_questionnaire(percent=False)
NARROW = Thresholds(width=9.0)
MIXED = ["5344231", "2433451", "4552521"]


def both(
    forms: Sequence[Form], eligible: Eligible = None, *, convention: Convention = "answers", **options: Any
) -> tuple[UnitReport, GradesReport | None]:
    questionnaire = options.get("questionnaire", QUESTIONNAIRE)
    thresholds = options.get("thresholds", NARROW)
    unit = unit_sums(questionnaire, "S", forms, eligible)
    frame = build_frame(questionnaire, [unit])
    report = build_unit_report(
        questionnaire,
        unit.cells,
        unit_code="S",
        unit_name="Trường S",
        eligible=eligible,
        frame=frame,
        target=0.9,
        convention=convention,
        thresholds=thresholds,
    )
    return report, build_grades_report(questionnaire, unit, report, frame=frame, thresholds=thresholds)


def table(forms: Sequence[Form], eligible: Eligible = None, **options: Any) -> GradesReport:
    found = both(forms, eligible, **options)[1]
    assert found is not None
    return found


def grades_of(report: GradesReport | None) -> list[str]:
    return [] if report is None else ["+".join(group.grades) for group in report.groups]


def mixed(**sizes: int) -> list[Form]:
    """So many mixed forms of each grade: g1=12, none=3."""
    return [form for grade, n in sizes.items() for form in forms_of(MIXED, n, "" if grade == "none" else grade[1:])]


@pytest.mark.parametrize("convention", ["answers", "mean", "eligible"])
def test_shares_are_those_of_exact_fractions_in_each_group(convention: Convention) -> None:
    forms = random_forms(QUESTIONNAIRE, random.Random(4), {"1": 24, "2": 8, "3": 31, "": 3}, missing=0.05)
    report = table(forms, {"1": 60, "2": 30, "3": 70}, convention=convention)
    groups = [["1"], ["2", "3", ""]]
    assert [list(group.grades) for group in report.groups] == groups
    for group, grades in zip(report.groups, groups, strict=True):
        units = [oracles.unit_of([("", sheet) for grade, sheet in forms if grade in grades], None)]
        figures = [oracles.ratio(units, pick, weighted=False) for pick in share_pickers(QUESTIONNAIRE)]
        values = [figure.value for figure in figures if figure is not None]
        assert [Fraction(shown(share).value).limit_denominator(10**6) for share in group.shares] == values
        columns = [column for dimension in columns_of(QUESTIONNAIRE) for column in dimension]
        pooled = oracles.ratio(units, oracles.picker(columns, (4, 5)), weighted=False)
        assert pooled is not None
        index = pooled.value if convention == "answers" else sum(values, Fraction(0)) / len(values)
        assert Fraction(shown(group.index_share).value).limit_denominator(10**6) == index


def test_a_group_has_the_interval_of_a_unit_that_is_this_group() -> None:
    forms = random_forms(QUESTIONNAIRE, random.Random(4), {"1": 24, "2": 30}, missing=0.05)
    eligible = {"1": 60, "2": 30}
    unit = unit_sums(QUESTIONNAIRE, "S", forms, eligible)
    frame = build_frame(QUESTIONNAIRE, [unit])
    report = build_unit_reports(QUESTIONNAIRE, [unit], frame=frame, target=0.9)[0]
    found = build_grades_report(QUESTIONNAIRE, unit, report, frame=frame)
    assert found is not None
    for group, (grade, number) in zip(found.groups, eligible.items(), strict=True):
        alone = unit_sums(QUESTIONNAIRE, "S", [("", sheet) for one, sheet in forms if one == grade], number)
        own = build_unit_reports(QUESTIONNAIRE, [alone], frame=frame, target=0.9)[0]
        assert (group.index_share, group.forms, group.eligible) == (own.index_share, own.forms, number)
        assert list(group.shares) == [dimension.share for dimension in own.dimensions]
    assert shown(found.groups[1].index_share).interval_kind in ("census", "bounds")


def test_small_grades_join_the_next_and_the_last_the_previous() -> None:
    assert grades_of(table(mixed(g1=12, g2=12, g3=12))) == ["1", "2", "3"]
    assert grades_of(table(mixed(g1=4, g2=7, g3=12))) == ["1+2", "3"]
    assert grades_of(table(mixed(g1=12, g2=14, g3=9))) == ["1", "2+3"]
    assert grades_of(table(mixed(g1=12, g3=12))) == ["1", "2+3"], "a grade without forms has no line of its own"
    assert both(mixed(g1=12, g2=3, g3=4))[1] is None, "fewer than two groups"


def test_the_order_is_that_of_the_frame() -> None:
    report = table(mixed(g1=12, g2=12, g3=12), {"3": 40, "1": 40, "2": 40})
    assert grades_of(report) == ["3", "1", "2"]


@pytest.mark.parametrize("number", range(1, 10))
def test_a_few_forms_without_a_grade_are_in_the_last_group(number: int) -> None:
    report = table(mixed(g1=30, g2=30, none=number), {"1": 60, "2": 60})
    assert grades_of(report) == ["1", "2+"]
    assert (report.groups[1].forms, report.groups[1].eligible, report.not_stated) == (30 + number, None, 0)


def test_ten_forms_without_a_grade_stay_out() -> None:
    report = table(mixed(g1=30, g2=30, none=10), {"1": 60, "2": 60})
    assert (grades_of(report), report.not_stated) == (["1", "2"], 10)


def test_ten_forms_without_a_grade_that_nobody_is_satisfied_on_are_put_with_the_last_group() -> None:
    forms = [*mixed(g1=30, g2=30, g3=30), *forms_of("1111111", 12)]
    assert grades_of(table(forms)) == ["1", "2", "3+"]


def test_a_grade_that_is_not_in_the_frame_counts_as_not_stated() -> None:
    report = table([*mixed(g1=30, g2=30), *forms_of(MIXED, 11, "9")], {"1": 60, "2": 60})
    assert (grades_of(report), report.not_stated) == (["1", "2"], 11)


def test_respondents_are_counted_for_every_dimension_and_not_forms() -> None:
    forms = [*forms_of(MIXED, 9, "1"), *forms_of("534--31", 3, "1"), *mixed(g2=20, g3=20)]
    assert grades_of(table(forms)) == ["1+2", "3"]


def test_a_grade_where_nobody_is_satisfied_among_nearly_all_is_not_told_apart() -> None:
    harsh = forms_of("1111111", 16, "1")
    eligible = {"1": 40, "2": 40, "3": 40}
    assert both([*harsh, *mixed(g2=20, g3=20)], {**eligible, "1": 20})[1] is None, "the unit's weights tell it apart"
    assert grades_of(table([*harsh, *mixed(g2=20, g3=20)], eligible)) == ["1", "2", "3"]
    assert grades_of(table([*harsh, *mixed(g2=20, g3=20)], None)) == ["1+2", "3"], "and where nobody knows of how many"


def test_there_is_no_table_where_weights_by_grade_tell_apart_what_it_puts_together() -> None:
    """Ten forms are a stratum of the weighted index; nine respondents to a dimension are no line of the table."""
    forms = [*forms_of(MIXED, 9, "1"), *forms_of("534--31", 1, "1"), *mixed(g2=20, g3=20)]
    eligible = {"1": 40, "2": 60, "3": 50}
    report, found = both(forms, eligible)
    assert (report.index_weighted_share is not None, found) == (True, None)
    assert grades_of(both(forms, 150)[1]) == ["1+2", "3"]


def test_what_the_unit_withholds_is_withheld_of_every_grade() -> None:
    few = [*forms_of("534--31", 30, "1"), *forms_of("243--51", 30, "2"), *forms_of("4552521", 4, "2")]
    report, found = both(few)
    assert report.dimensions[1].share == Suppressed("too few", 4)
    assert found is not None
    for group in found.groups:
        assert isinstance(group.shares[0], Estimate)
        assert group.shares[1] == group.index_share == Suppressed("protects another")


def test_what_is_too_wide_for_the_unit_is_so_for_its_grades() -> None:
    forms = [form for grade in "12" for form in forms_of(["5544331", "3333331"], 12, grade)]
    report, found = both(forms, {"1": 99, "2": 99}, thresholds=Thresholds())
    assert found is not None
    assert isinstance(report.dimensions[0].share, Suppressed)
    assert [group.shares[0] for group in found.groups] == [Suppressed("too wide", 12)] * 2


def test_a_dimension_that_nobody_has_answered_forbids_no_table() -> None:
    report, found = both([form for grade in "12" for form in forms_of(["534--31", "243--21"], 15, grade)])
    assert found is not None
    for group in found.groups:
        assert isinstance(group.shares[0], Estimate)
        assert group.shares[1] == Suppressed("no responses", 0)
        assert group.index_share == report.index_share == Suppressed("incomplete")


def test_there_is_no_table_where_all_of_a_grade_are_satisfied_and_few_of_them_answered_an_item() -> None:
    glad = [*forms_of("5555551", 12, "1"), *forms_of("55-5551", 8, "1")]
    answers = mixed(g2=30)
    assert both([*glad, *answers])[1] is not None
    few = [*forms_of("5555551", 4, "1"), *forms_of("55-5551", 16, "1")]
    report, found = both([*few, *answers])
    assert isinstance(report.dimensions[0].items[2].share, Estimate), "of the whole unit it may be known"
    assert found is None


def test_a_withheld_item_is_not_given_away_by_a_grade() -> None:
    """All five who answered A01 are in grade 1, where everybody is satisfied with everything."""
    glad = [*forms_of("5555551", 5, "1"), *forms_of("-555551", 15, "1")]
    report, found = both([*glad, *forms_of(["-344231", "-433451"], 40, "2")])
    assert report.dimensions[0].items[0].share == Suppressed("too few", 5)
    assert isinstance(report.dimensions[0].share, Estimate)
    assert found is None


def test_a_unit_without_forms_or_without_grades_has_no_table() -> None:
    assert both([])[1] is None
    assert both(mixed(none=60))[1] is None
    without = QUESTIONNAIRE.model_copy(update={"grades": (), "grade_question": ""})
    assert both(mixed(g1=30, g2=30), questionnaire=without)[1] is None


def test_many_units_at_once_are_as_each_alone() -> None:
    rng = random.Random(9)
    units = [
        unit_sums(
            QUESTIONNAIRE,
            f"S{n}",
            random_forms(QUESTIONNAIRE, rng, {"1": rng.randint(0, 30), "2": rng.randint(0, 30), "": rng.randint(0, 4)}),
            {"1": 70, "2": 60},
        )
        for n in range(12)
    ]
    frame = build_frame(QUESTIONNAIRE, units)
    reports = build_unit_reports(QUESTIONNAIRE, units, frame=frame, target=0.9)
    found = build_grades_reports(QUESTIONNAIRE, units, reports, frame=frame)
    alone = [build_grades_report(QUESTIONNAIRE, u, r, frame=frame) for u, r in zip(units, reports, strict=True)]
    assert list(found) == alone
    assert None in alone
    assert len({one.fingerprint for one in alone if one}) == sum(one is not None for one in alone) > 2


def test_a_report_of_other_sums_is_refused() -> None:
    unit = unit_sums(QUESTIONNAIRE, "S", mixed(g1=20, g2=20), None)
    frame = build_frame(QUESTIONNAIRE, [unit])
    report, _ = both(mixed(g1=20, g2=21))
    with pytest.raises(ValueError, match="not of these sums"):
        build_grades_report(QUESTIONNAIRE, unit, report, frame=frame)
    with pytest.raises(ValueError, match="another questionnaire"):
        build_grades_report(make_questionnaire((2, 2)), unit, report, frame=frame)
    own, _ = both(mixed(g1=20, g2=20))
    other, _ = both(mixed(g1=20, g2=20), convention="mean")
    with pytest.raises(ValueError, match="conventions"):
        build_grades_reports(QUESTIONNAIRE, [unit, unit], [own, other], frame=frame)
