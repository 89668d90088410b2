"""What must not be known cannot be had, neither from a report nor by subtraction."""

import random
from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.coverage import covered_units
from analysis.disclosure import find_reasons
from analysis.estimates import Convention, Estimate, Result, Suppressed
from analysis.reports import (
    DepartmentReport,
    DimensionFigures,
    Distribution,
    Thresholds,
    UnitReport,
    UnitSums,
    build_department_report,
    build_frame,
    build_unit_report,
)
from analysis.strata import design_unit, stack_designs
from tests.analysis.invented import RANDOM, make_questionnaire, random_forms, unit_sums
from tests.analysis.test_edge_cases import forms_of, report_of
from tests.oracles import Form

QUESTIONNAIRE = make_questionnaire()
NARROW = Thresholds(width=9.0)  # only people are protected here, not readers from wide intervals
SECRET = ("too few", "everyone", "protects another")
HARSH = "1111112"


def published(forms: list[Form], eligible: int | None, **options: Any) -> UnitReport:
    return report_of(forms, eligible, thresholds=options.pop("thresholds", NARROW), **options)


def test_nine_respondents_are_too_few_and_ten_are_not() -> None:
    assert published(forms_of("5544331", 9), 100).index_share == Suppressed("too few", 9)
    assert isinstance(published(forms_of("5544331", 10), 100).index_share, Estimate)


def test_share_score_and_distribution_go_together_when_people_are_protected() -> None:
    item = published(forms_of("5544331", 9), 100).dimensions[0].items[0]
    assert item.share == item.score == item.distribution == Suppressed("too few", 9)


def test_a_wide_interval_hides_the_share_and_its_distribution_but_not_a_precise_score() -> None:
    report = report_of(forms_of(["5544341", "3333331", "4444441"], 15), 100, thresholds=Thresholds())
    item = report.dimensions[0].items[0]
    assert item.share == item.distribution == Suppressed("too wide", 15)
    assert isinstance(item.score, Estimate)
    assert report.dimensions[0].verdict is None


def test_everybody_dissatisfied_is_withheld_with_mean_and_distribution() -> None:
    report = published(forms_of(HARSH, 40), 50)
    nothing = Suppressed("everyone")
    assert report.index_share == report.index_score == nothing
    item = report.dimensions[0].items[0]
    assert item.share == item.score == item.distribution == nothing
    assert isinstance(published(forms_of(HARSH, 39), 50).index_share, Estimate)
    assert isinstance(published(forms_of(HARSH, 40), None).index_share, Estimate)


def test_everybody_satisfied_is_shown() -> None:
    assert isinstance(published(forms_of("5555551", 50), 50).index_share, Estimate)


def test_an_item_withheld_takes_the_smallest_other_item_with_it() -> None:
    # A01 answered by 9 of 30, A02 by 20, A03 by all.
    forms = forms_of(["5544331", "5244331"], 9) + forms_of("-544331", 11) + forms_of("--44331", 10)
    first, second, third = published(forms, 100).dimensions[0].items
    assert first.share == first.distribution == Suppressed("too few", 9)
    assert second.share == second.score == second.distribution == Suppressed("protects another")
    assert isinstance(third.share, Estimate)


def test_zeros_do_not_hide_a_zero() -> None:
    # A01: nobody of 40 of 45 satisfied. A02: 30 answers, nobody satisfied. A03 carries all the satisfied.
    forms = forms_of("1155551", 30) + forms_of("1-55551", 10)
    first, second, third = published(forms, 45).dimensions[0].items
    assert first.share == Suppressed("everyone")
    assert isinstance(second.share, Estimate)  # too small a part to say what everybody thinks
    assert third.share == Suppressed("protects another")


def test_where_nothing_can_hide_an_item_its_dimension_goes_and_the_index_with_it() -> None:
    # A01: 9 answers, all satisfied. A02, A03: 30 of 100 answers, nobody.
    forms = forms_of("5115551", 9) + forms_of("-115551", 21)
    report = published(forms, 100)
    assert report.dimensions[0].items[0].share == Suppressed("too few", 9)
    assert report.dimensions[0].share == report.index_share == Suppressed("protects another")
    assert isinstance(report.dimensions[1].share, Estimate)


def test_the_parts_of_a_withheld_whole_are_withheld() -> None:
    # Dimension A: 36 of 45 gave an answer, none satisfied, but every single item only 12 times.
    forms = [form for sheet in ("1--5551", "-1-5551", "--15551") for form in forms_of(sheet, 12)]
    report = published(forms, 45)
    assert report.dimensions[0].share == Suppressed("everyone")
    assert {item.share for item in report.dimensions[0].items} == {Suppressed("protects another")}
    assert report.index_share == Suppressed("protects another")
    assert isinstance(report.dimensions[1].share, Estimate)


def small_school(code: str, number: int, eligible: int | None = 100) -> UnitSums:
    return unit_sums(QUESTIONNAIRE, code, forms_of(["5344231", "2433451"], number), eligible)


def department(units: Sequence[UnitSums], convention: Convention = "answers", measure: str = "") -> DepartmentReport:
    return build_department_report(
        QUESTIONNAIRE, units, target=0.9, convention=convention, measure_code=measure, thresholds=NARROW
    )


def test_one_small_unit_is_left_out_of_the_total() -> None:
    report = department([small_school("A", 40), small_school("B", 9)])
    assert isinstance(report.total, Estimate)
    assert (report.total.n, report.covered_units) == (40, 1)


def test_two_small_units_with_ten_respondents_together_are_in_the_total() -> None:
    report = department([small_school("A", 40), small_school("B", 9), small_school("C", 1)])
    assert isinstance(report.total, Estimate)
    assert (report.total.n, report.covered_units) == (50, 3)


def test_small_units_below_ten_together_are_left_out() -> None:
    assert department([small_school("A", 40), small_school("B", 5), small_school("C", 4)]).covered_units == 1
    assert department([small_school("B", 5), small_school("C", 4)]).total == Suppressed("too few")


def test_small_units_that_are_all_dissatisfied_are_left_out() -> None:
    harsh = [unit_sums(QUESTIONNAIRE, code, forms_of(HARSH, 8), 9) for code in "BC"]
    assert department([small_school("A", 40), *harsh]).covered_units == 1


def test_a_mean_of_units_never_holds_small_units() -> None:
    report = department([small_school("A", 40), small_school("B", 9), small_school("C", 9)], "mean")
    assert report.covered_units == 1


def secret(result: Result) -> bool:
    return isinstance(result, Suppressed) and result.reason in SECRET


def figures_of(dimensions: Sequence[DimensionFigures], index: Result) -> dict[str, tuple[Result, Distribution | None]]:
    """Every share by code, with the distribution of items."""
    found: dict[str, tuple[Result, Distribution | None]] = {"": (index, None)}
    for dimension in dimensions:
        found[dimension.code] = dimension.share, None
        for item in dimension.items:
            found[item.code] = item.share, None if isinstance(item.distribution, Suppressed) else item.distribution
    return found


def hits(result: Result) -> int:
    assert isinstance(result, Estimate)
    return round(result.value * result.base)


@settings(max_examples=200, deadline=None)
@given(RANDOM, st.sampled_from([0.02, 0.5, 0.95]), st.sampled_from([0.1, 0.6]))
def test_subtracting_all_shown_units_leaves_nobody_or_a_group_that_may_be_known(
    rng: random.Random, satisfied: float, missing: float
) -> None:
    schools = []
    for number in range(rng.randint(1, 6)):
        size = rng.choice([0, 1, 4, 6, 9, 10, 12, 30])
        eligible = rng.choice([None, max(size, 1), size + 3, 60])
        forms = random_forms(QUESTIONNAIRE, rng, {"": size}, satisfied=satisfied, missing=missing)
        schools.append(unit_sums(QUESTIONNAIRE, f"S{number}", forms, eligible))
    report = department(schools)
    total = figures_of(report.dimensions, report.total)
    frame = build_frame(QUESTIONNAIRE, schools)
    own = {
        school.code: figures_of(unit.dimensions, unit.index_share)
        for school in schools
        for unit in [
            build_unit_report(
                QUESTIONNAIRE,
                school.cells,
                unit_code=school.code,
                unit_name=school.name,
                eligible=school.eligible,
                frame=frame,
                target=0.9,
                thresholds=NARROW,
            )
        ]
    }
    for code, (whole, distribution) in total.items():
        if not isinstance(whole, Estimate):
            continue
        shown = [figures[code][0] for figures in own.values() if isinstance(figures[code][0], Estimate)]
        hidden = [school for school in schools if secret(own[school.code][code][0])]
        left = whole.n - sum(result.n for result in shown if isinstance(result, Estimate))
        satisfied_left = hits(whole) - sum(hits(result) for result in shown)
        assert left == 0 or left >= NARROW.numbers
        if left == 0:
            assert satisfied_left == 0
            continue
        assert len(hidden) >= 2
        numbers = [school.eligible for school in hidden]
        if all(isinstance(number, int) and number for number in numbers):
            assert satisfied_left > 0 or left < NARROW.everyone * sum(
                int(number) for number in numbers if isinstance(number, int)
            )
        if distribution is not None:
            assert sum(distribution.counts) == whole.base


@settings(max_examples=200, deadline=None)
@given(RANDOM, st.sampled_from([0.02, 0.5, 0.95]), st.sampled_from([0.1, 0.6, 0.85]))
def test_inside_a_unit_what_subtraction_gives_may_be_known(rng: random.Random, satisfied: float, missing: float) -> None:
    size = rng.choice([10, 11, 14, 25])
    eligible = rng.choice([None, size, size + 3, 60])
    forms = random_forms(QUESTIONNAIRE, rng, {"": size}, satisfied=satisfied, missing=missing)
    report = published(forms, eligible, convention="answers")
    wholes: list[tuple[Result, list[Result]]] = [(d.share, [item.share for item in d.items]) for d in report.dimensions]
    wholes.append((report.index_share, [d.share for d in report.dimensions]))
    for whole, parts in wholes:
        hidden = [part for part in parts if secret(part)]
        shown = [part for part in parts if isinstance(part, Estimate)]
        if not isinstance(whole, Estimate) or not hidden:
            continue
        assert len(hidden) > 1 or not shown
        satisfied_left = hits(whole) - sum(map(hits, shown))
        if any(isinstance(part, Suppressed) and part.reason == "everyone" for part in hidden):
            assert satisfied_left > 0


@pytest.mark.parametrize("convention", ["answers", "mean", "eligible"])
def test_the_department_figures_pass_the_gate_too(convention: Convention) -> None:
    report = department([small_school("A", 6), small_school("B", 5)], convention)
    if convention == "mean":
        assert report.total == Suppressed("too few")
    else:
        assert isinstance(report.total, Estimate)


def spans(rows: list[np.ndarray], wanted: np.ndarray) -> bool:
    """Whether a figure is a combination of published ones."""
    matrix = np.array(rows)
    return bool(np.linalg.matrix_rank(np.vstack([matrix, wanted])) == np.linalg.matrix_rank(matrix)) if rows else False


@settings(max_examples=200, deadline=None)
@given(RANDOM, st.sampled_from([0.02, 0.5, 0.95]), st.sampled_from([0.1, 0.6, 0.85]))
def test_somebody_who_solves_all_shown_figures_recovers_no_withheld_one(
    rng: random.Random, satisfied: float, missing: float
) -> None:
    """Unknowns are the satisfied answers per unit and item; every shown figure of units and department is an equation."""
    schools = []
    for number in range(rng.randint(1, 6)):
        size = rng.choice([0, 1, 4, 6, 9, 10, 12, 30])
        forms = random_forms(QUESTIONNAIRE, rng, {"": size}, satisfied=satisfied, missing=missing)
        schools.append(unit_sums(QUESTIONNAIRE, f"S{number}", forms, rng.choice([None, max(size, 1), size + 3, 60])))
    designs = [design_unit(QUESTIONNAIRE, school.cells, school.eligible) for school in schools]
    reasons = find_reasons(QUESTIONNAIRE, stack_designs(designs), NARROW)
    covered = covered_units(QUESTIONNAIRE, designs, reasons, convention="answers", thresholds=NARROW)
    parts = {"index": [[0, 1, 2, 3, 4]], "dimensions": [[0, 1, 2], [3, 4]], "items": [[0], [1], [2], [3], [4]]}

    def equation(units: Sequence[int], items: Sequence[int]) -> np.ndarray:
        row = np.zeros((len(schools), 5))
        row[np.ix_(units, items)] = 1
        return row.ravel()

    shown, withheld = [], []
    for block, figures in parts.items():
        for column, items in enumerate(figures):
            for u in range(len(schools)):
                reason = reasons[block][u, column]  # type: ignore[index]
                if reason == "":
                    shown.append(equation([u], items))
                elif reason in ("too few", "everyone"):
                    withheld.append(equation([u], items))
            in_total = np.flatnonzero(covered[block][:, column]).tolist()  # type: ignore[index]
            if in_total:
                shown.append(equation(in_total, items))
    # Where nobody has answered an item there is nothing to find out: those unknowns are known to be zero.
    answered = np.array([[d.strata[0].counts[i, 1:].sum() for i in range(5)] for d in designs]).ravel()
    nothing = [row for row, n in zip(np.eye(len(answered)), answered, strict=True) if n == 0]
    for wanted in withheld:
        assert not wanted @ answered or not spans([*shown, *nothing], wanted)
