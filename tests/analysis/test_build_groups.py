"""Figures by level and commune: nobody gets at a withheld unit through them, and what they cover is what they say."""

import random
from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.attacker import recover
from analysis.build_groups import build_groups_report
from analysis.build_unit import build_unit_report
from analysis.disclosure import Thresholds
from analysis.estimates import Convention, Estimate, Suppressed
from analysis.group_figures import GroupFigures, GroupsReport, Place
from analysis.report_equations import published_from_reports, withheld_in_reports
from analysis.reports import DepartmentReport, UnitSums
from tests.analysis.invented import RANDOM, random_forms, unit_sums
from tests.analysis.test_attacker import FRAME, NARROW, QUESTIONNAIRE, counts_of, numbers_of_answers, schools_of

CONVENTIONS: tuple[Convention, ...] = ("answers", "eligible", "mean")


def groups_of(
    schools: Sequence[UnitSums],
    places: dict[str, Sequence[str]],
    *,
    convention: Convention = "answers",
    thresholds: Thresholds = NARROW,
) -> GroupsReport:
    named = [Place("commune", code, f"Xã {code}", frozenset(units)) for code, units in places.items()]
    return build_groups_report(
        QUESTIONNAIRE, schools, places=named, target=0.9, convention=convention, frame=FRAME, thresholds=thresholds
    )


def as_departments(report: GroupsReport) -> list[DepartmentReport]:
    """Every group as the department of its own units, for the reader of equations."""
    whole = report.department
    return [whole] + [
        replace(
            whole,
            units=tuple(unit for unit in whole.units if unit.code in PLACES[group.code]),
            total=group.report.index_share,
            total_score=group.report.index_score,
            dimensions=group.report.dimensions,
            overall=group.report.overall,
        )
        for group in report.places
    ]


PLACES: dict[str, Sequence[str]] = {}


def overlapping(rng: random.Random, schools: Sequence[UnitSums]) -> dict[str, Sequence[str]]:
    codes = [school.code for school in schools]
    return {f"P{k}": rng.sample(codes, rng.randint(1, len(codes))) for k in range(rng.randint(1, 4))}


@settings(max_examples=60, deadline=None)
@given(RANDOM, st.sampled_from([0.02, 0.3, 0.7, 0.95, 1.0]), st.sampled_from([0.0, 0.1, 0.6]))
def test_units_the_whole_and_overlapping_groups_together_give_no_withheld_share(
    rng: random.Random, share: float, missing: float
) -> None:
    schools = schools_of(rng, share, missing)
    PLACES.clear()
    PLACES.update(overlapping(rng, schools))
    report = groups_of(schools, PLACES)
    counts = counts_of(schools)
    most, known = numbers_of_answers(counts)
    published = published_from_reports(report.units, as_departments(report))
    for equation in published:
        assert sum(n * counts[cell] for cell, n in equation.terms.items()) == equation.total  # type: ignore[index]
    assert recover([*published, *known], withheld_in_reports(report.units).values(), most=most) == ()


@settings(max_examples=30, deadline=None)
@given(RANDOM, st.sampled_from(CONVENTIONS))
def test_what_small_units_answer_moves_no_group(rng: random.Random, convention: Convention) -> None:
    schools = schools_of(rng, 0.9, 0.1)
    places = overlapping(rng, schools)
    others = [
        unit_sums(QUESTIONNAIRE, s.code, random_forms(QUESTIONNAIRE, rng, {"": s.cells[""].forms}, satisfied=0.2), s.eligible)
        if s.cells[""].forms < 10
        else s
        for s in schools
    ]
    before, after = (groups_of(some, places, convention=convention) for some in (schools, others))
    assert before.places == after.places


def schools(*sizes: int, share: float = 0.9) -> list[UnitSums]:
    rng = random.Random(5)
    return [
        unit_sums(QUESTIONNAIRE, f"S{k}", random_forms(QUESTIONNAIRE, rng, {"": size}, satisfied=share), 2 * size)
        for k, size in enumerate(sizes)
    ]


def only(report: GroupsReport) -> GroupFigures:
    (group,) = report.places
    return group


def test_a_commune_of_two_schools_of_which_one_is_hidden_is_hidden() -> None:
    group = only(groups_of(schools(40, 6, 50), {"X": ["S0", "S1"]}))
    assert group.report.index_share == Suppressed("protects another")
    assert all(dimension.share == Suppressed("protects another") for dimension in group.report.dimensions)
    assert (group.units, group.answering, group.covered_units, group.forms, group.report.forms) == (2, 2, 1, 46, 40)


def test_a_commune_with_a_hidden_school_is_shown_for_the_others() -> None:
    report = groups_of(schools(40, 6, 50), {"X": ["S0", "S1", "S2"]})
    group, alone = only(report), groups_of(schools(40, 6, 50)[::2], {"X": ["S0", "S2"]})
    assert group.is_partial
    assert (group.units, group.answering, group.covered_units) == (3, 3, 2)
    assert group.report.index_share == only(alone).report.index_share == alone.whole.report.index_share


@pytest.mark.parametrize("convention", ["answers", "eligible"])
def test_a_commune_of_one_school_says_what_the_school_says(convention: Convention) -> None:
    report = groups_of(schools(40, 50), {"X": ["S1", "not in it"]}, convention=convention)
    group, school = only(report), report.units[1]
    assert (group.report.index_share, group.report.index_score) == (school.index_share, school.index_score)
    assert group.report.dimensions == school.dimensions
    assert (group.report.overall, group.report.expectation) == (school.overall, school.expectation)


def test_a_mean_of_one_school_is_that_school() -> None:
    report = groups_of(schools(40, 50), {"X": ["S1"]}, convention="mean")
    of_group, of_school = only(report).report.index_share, report.units[1].index_share
    assert isinstance(of_group, Estimate)
    assert isinstance(of_school, Estimate)
    assert (of_group.value, of_group.n) == (pytest.approx(of_school.value), of_school.n)


@pytest.mark.parametrize("convention", CONVENTIONS)
def test_a_place_of_all_units_is_the_whole_where_none_is_small(convention: Convention) -> None:
    report = groups_of(schools(40, 50, 33), {"X": ["S0", "S1", "S2"], "Y": ["S0"]}, convention=convention)
    everywhere = report.places[0].report
    whole = replace(report.whole.report, unit_code="X", unit_name="Xã X", fingerprint=everywhere.fingerprint)
    assert everywhere == whole
    assert isinstance(everywhere.index_share, Estimate)
    assert report.whole.report.index_share == report.department.total
    assert report.whole.covered_units == report.department.covered_units == 3


def test_a_place_without_answers_says_so_and_one_without_units_is_left_out() -> None:
    empty = unit_sums(QUESTIONNAIRE, "S9", [], 60)
    report = groups_of([*schools(40, 50), empty], {"X": ["S9"], "Y": ["elsewhere"]})
    group = only(report)
    assert group.report.index_share == Suppressed("no responses", 0)
    assert (group.units, group.answering, group.forms, group.eligible) == (1, 0, 0, 60)


def test_units_are_reported_as_alone_and_without_units_there_is_nothing() -> None:
    report = groups_of(schools(40, 6), {})
    alone = build_unit_report(
        QUESTIONNAIRE,
        schools(40, 6)[0].cells,
        unit_code="S0",
        unit_name="Trường S0",
        eligible=80,
        frame=FRAME,
        target=0.9,
        thresholds=NARROW,
    )
    assert report.units[0] == alone
    nothing = groups_of([], {"X": ["S0"]})
    assert (nothing.places, nothing.units, nothing.whole.report.index_share) == ((), (), nothing.department.total)
