"""What somebody can work out who solves all shown figures: bounds for every withheld cell, and tries of every split."""

import random
from collections.abc import Sequence
from dataclasses import replace
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from analysis.coverage import covered_units
from analysis.disclosure import find_reasons
from analysis.estimates import Convention, Estimate, Suppressed
from analysis.frame import Frame
from analysis.reports import DepartmentReport, Thresholds, UnitSums, build_department_report, build_frame
from analysis.strata import design_unit, stack_designs
from tests.analysis.invented import RANDOM, make_questionnaire, random_forms, unit_sums
from tests.analysis.test_edge_cases import forms_of, report_of, shown
from tests.oracles import Form

QUESTIONNAIRE = make_questionnaire()
NARROW = Thresholds(width=9.0)
PARTS = {"index": [[0, 1, 2, 3, 4]], "dimensions": [[0, 1, 2], [3, 4]], "items": [[0], [1], [2], [3], [4]]}
FRAME = Frame(QUESTIONNAIRE.digest, (0.4, 0.4), 0.3)


def department(units: Sequence[UnitSums], convention: Convention = "answers", measure: str = "") -> DepartmentReport:
    return build_department_report(
        QUESTIONNAIRE,
        units,
        target=0.9,
        convention=convention,
        measure_code=measure,
        frame=FRAME,
        thresholds=NARROW,
    )


def row_of(schools: int, units: Sequence[int], items: Sequence[int]) -> np.ndarray:
    row = np.zeros((schools, 5))
    row[np.ix_(units, items)] = 1
    return row.ravel()


@settings(max_examples=120, deadline=None)
@given(RANDOM, st.sampled_from([0.02, 0.3, 0.7, 0.95, 1.0]), st.sampled_from([0.0, 0.1, 0.6]))
def test_no_withheld_cell_has_a_single_possible_value(rng: random.Random, satisfied: float, missing: float) -> None:
    """Unknowns are the satisfied answers per unit and item, between 0 and the answers, which are taken as known."""
    schools = []
    for number in range(rng.randint(1, 5)):
        size = rng.choice([1, 4, 6, 9, 9, 10, 12, 30])
        forms = random_forms(QUESTIONNAIRE, rng, {"": size}, satisfied=satisfied, missing=missing)
        schools.append(unit_sums(QUESTIONNAIRE, f"S{number}", forms, rng.choice([None, size, size + 3, 60])))
    count = len(schools)
    designs = [design_unit(QUESTIONNAIRE, school.cells, school.eligible) for school in schools]
    reasons = find_reasons(QUESTIONNAIRE, stack_designs(designs), NARROW)
    covered = covered_units(QUESTIONNAIRE, designs, reasons, convention="answers", thresholds=NARROW)
    counts = np.array([[design.strata[0].counts[i] for i in range(5)] for design in designs])
    truth, answers = counts[:, :, 4:].sum(axis=2).ravel(), counts[:, :, 1:].sum(axis=2).ravel()
    equations, withheld = [], []
    for block, figures in PARTS.items():
        for column, items in enumerate(figures):
            for u in range(count):
                reason = reasons[block][u, column]  # type: ignore[index]
                if reason == "":
                    equations.append(row_of(count, [u], items))
                elif reason in ("too few", "everyone"):
                    withheld.append(row_of(count, [u], items))
            in_total = np.flatnonzero(covered[block][:, column]).tolist()  # type: ignore[index]
            if in_total:
                equations.append(row_of(count, in_total, items))
    for wanted in withheld:
        if not equations or not wanted @ answers:
            continue
        known = {"A_eq": np.array(equations), "b_eq": np.array(equations) @ truth, "bounds": [(0, int(m)) for m in answers]}
        least, most = (linprog(sign * wanted, **known) for sign in (1, -1))
        assert least.status == most.status == 0
        assert -most.fun - least.fun > 1e-6


def with_rest(split: tuple[list[Form], list[Form]], numbers: tuple[int, int]) -> list[UnitSums]:
    """Four large schools and two small ones with these forms."""
    rng = random.Random(7)
    large = [
        unit_sums(
            QUESTIONNAIRE, f"L{i}", random_forms(QUESTIONNAIRE, rng, {"1": 30, "2": 20}, missing=0), {"1": 90, "2": 40 + 9 * i}
        )
        for i in range(4)
    ]
    small = [unit_sums(QUESTIONNAIRE, f"S{i}", forms, numbers[i]) for i, forms in enumerate(split)]
    return [*large, *small]


@pytest.mark.parametrize("measure", ["", "A"])
@pytest.mark.parametrize("convention", ["answers", "eligible"])
def test_how_answers_fall_to_the_small_units_changes_no_figure(convention: Convention, measure: str) -> None:
    """Every way to give six of eleven forms to one of two schools; value, limits, error and all else stay the same."""
    sheets = [
        "5344231",
        "2433451",
        "4552521",
        "5255541",
        "4444421",
        "1352341",
        "5554451",
        "4212541",
        "5445351",
        "5523551",
        "3455551",
    ]
    reports = [
        department(
            with_rest(([("1", sheets[k]) for k in chosen], [("2", sheets[k]) for k in range(11) if k not in chosen]), (8, 333)),
            convention,
            measure,
        )
        for chosen in combinations(range(11), 6)
    ]
    total = shown(reports[0].total)
    assert (total.n, reports[0].covered_units, len(reports)) == (211, 6, 462)
    assert total.se is not None
    assert all(report == reports[0] for report in reports)


def test_a_correlation_is_rounded_up_to_a_hundredth() -> None:
    rng = random.Random(5)
    for _ in range(20):
        schools = [unit_sums(QUESTIONNAIRE, f"S{i}", random_forms(QUESTIONNAIRE, rng, {"": 30}), None) for i in range(3)]
        frame = build_frame(QUESTIONNAIRE, schools)
        for rho in (*frame.dimension_rho, frame.index_rho):
            assert rho == round(rho, 2)


def test_a_rest_that_is_all_satisfied_or_has_a_member_with_nobody_satisfied_is_left_out() -> None:
    mixed = ["5344231", "2433451"]
    glad, sad = forms_of("5555551", 6), forms_of("1111111", 6)
    assert department(with_rest((forms_of(mixed, 6), forms_of(mixed, 7)), (60, 60))).covered_units == 6
    assert department(with_rest((glad, glad), (60, 60))).covered_units == 4
    assert department(with_rest((sad, sad), (60, 60))).covered_units == 4
    assert department(with_rest((sad, forms_of(mixed, 7)), (60, 60))).covered_units == 6
    assert department(with_rest((sad, forms_of(mixed, 7)), (7, 60))).covered_units == 4  # six of seven: everyone


def test_items_whose_complement_is_all_satisfied_take_the_dimension_with_them() -> None:
    # A01: 3 answers, A02: 30, all satisfied; A03: 32, of which 2 are not satisfied.
    questionnaire = make_questionnaire([3], overall=False, percent=False)
    forms = forms_of("5551", 3) + forms_of("-551", 25) + forms_of("-521", 2)
    dimension = report_of(forms, 100, questionnaire=questionnaire, thresholds=NARROW).dimensions[0]
    assert dimension.items[0].share == Suppressed("too few", 3)
    assert shown(dimension.items[1].share).value == 1
    assert dimension.items[2].share == Suppressed("protects another")  # with A02 all of the hidden would be satisfied
    all_glad = report_of(forms_of("5551", 3) + forms_of("-551", 27), 100, questionnaire=questionnaire, thresholds=NARROW)
    assert all_glad.dimensions[0].share == all_glad.index_share == Suppressed("protects another")


def test_grades_below_ten_forms_are_merged_with_the_next() -> None:
    sizes = {"1": 3, "2": 60, "3": 9, "": 4}
    forms = random_forms(QUESTIONNAIRE, random.Random(3), sizes, missing=0.0)
    eligible = {"1": 20, "2": 100, "3": 30}
    cells = unit_sums(QUESTIONNAIRE, "S", forms, eligible).cells
    assert [s.forms for s in design_unit(QUESTIONNAIRE, cells, eligible).strata] == [3, 60, 9, 4]
    merged = design_unit(QUESTIONNAIRE, cells, eligible, fewest=10)
    assert [s.forms for s in merged.strata] == [63, 13]
    assert sum(w * s.forms for w, s in zip(merged.weights, merged.strata, strict=True)) == pytest.approx(150)
    few = forms_of("5344231", 9, "1") + forms_of("2433451", 40, "2")
    assert report_of(few, {"1": 30, "2": 60}, thresholds=NARROW).index_weighted_share is None
    ten = forms_of("5344231", 10, "1") + forms_of("2433451", 40, "2")
    assert isinstance(report_of(ten, {"1": 30, "2": 60}, thresholds=NARROW).index_weighted_share, Estimate)


@pytest.mark.parametrize("convention", ["answers", "mean", "eligible"])
def test_answers_may_move_inside_merged_grades_and_change_no_figure(convention: Convention) -> None:
    sheets = ["5344231", "2433451", "4552521"]
    rest = forms_of(["5555451", "5445551", "3555251"], 45, "2") + forms_of(["5555451", "2445551"], 30, "3")
    reports = []
    for first in range(3):
        small = [("1", sheets[k]) for k in range(3) if k != first]
        forms = [*small, *rest, ("2", sheets[first])]
        reports.append(report_of(forms, {"1": 20, "2": 90, "3": 40}, convention=convention, thresholds=NARROW))
    assert all(report == reports[0] for report in reports)


def test_a_fingerprint_is_one_of_what_is_shown() -> None:
    hidden = [report_of(forms_of(sheet, 9), 60, thresholds=NARROW) for sheet in ("5344231", "1111111", "5555551")]
    assert len({report.fingerprint for report in hidden}) == 1
    one, other = (report_of([*forms_of("5344231", 30), ("", sheet)], 60, thresholds=NARROW) for sheet in ("5344231", "5343231"))
    assert one.fingerprint != other.fingerprint
    assert replace(one, fingerprint="") != replace(other, fingerprint="")
    assert report_of(forms_of("5344231", 31), 60, thresholds=NARROW).fingerprint == one.fingerprint
