"""The attacker finds what is there to find, and nothing in what is really published."""

import random
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.attacker import Equation, Recovered, published_sums, recover
from analysis.blocks import rated_items
from analysis.disclosure import Thresholds
from analysis.frame import Frame
from analysis.releases import Aggregate, Cell, release_aggregates
from analysis.report_equations import Answers, published_from_reports, withheld_in_reports
from analysis.reports import DepartmentReport, UnitReport, UnitSums, build_department_report, build_unit_report
from analysis.strata import design_unit
from analysis.suppression import plan_release, primary_reasons
from tests.analysis.invented import OPEN_GATE, RANDOM, make_questionnaire, random_forms, unit_sums
from tests.analysis.invented_releases import first_release, province
from tests.analysis.test_edge_cases import forms_of

QUESTIONNAIRE = make_questionnaire()
NARROW = Thresholds(width=9.0)
FRAME = Frame(QUESTIONNAIRE.digest, (0.4, 0.4), 0.3)
SHARES = st.sampled_from([0.02, 0.5, 0.9, 0.98, 1.0])


def test_a_difference_is_found() -> None:
    published = [Equation({"a": 1, "b": 1, "c": 1}, 20), Equation({"a": 1, "b": 1}, 13)]
    assert recover(published, [{"c"}, {"a"}], most=dict.fromkeys("abc", 20)) == (Recovered(frozenset("c"), 7, "sum"),)


def test_a_sum_over_systems_that_nothing_joins_is_found() -> None:
    published = [Equation({"a": 1, "b": 1}, 8), Equation({"c": 1, "d": 1}, 5)]
    found = recover(published, [set("abcd"), set("abc")], most=dict.fromkeys("abcd", 9))
    assert found == (Recovered(frozenset("abcd"), 13, "sum"),)


def test_what_is_nobody_or_everybody_in_all_is_so_in_each_part() -> None:
    most = {"a": 4, "b": 7}
    assert recover([Equation({"a": 1, "b": 1}, 0)], [{"a"}], most=most) == (Recovered(frozenset("a"), 0, "bounds"),)
    assert recover([Equation({"a": 1, "b": 1}, 11)], [{"a"}], most=most) == (Recovered(frozenset("a"), 4, "bounds"),)
    assert recover([Equation({"a": 1, "b": 1}, 10)], [{"a"}], most=most) == ()


def test_whole_numbers_tell_more_than_parts() -> None:
    published = [Equation({"a": 1, "b": 1, "c": 2}, 1)]
    most = {"a": 1, "b": 1, "c": 1}
    assert recover(published, [{"c"}], most=most) == (Recovered(frozenset("c"), 0, "bounds"),)
    assert recover(published, [{"c"}], most=most, whole=False) == ()


def test_what_can_be_nothing_but_nothing_hides_nobody() -> None:
    assert recover([], [{"a"}], most={"a": 0}) == ()
    assert recover([Equation({"a": 1, "b": 1}, 3)], [{"b"}], most={"a": 0, "b": 9})[0].value == 3


@pytest.mark.parametrize("total", [20, -1])
def test_figures_that_cannot_be_are_an_error(total: int) -> None:
    with pytest.raises(ValueError, match="contradict"):
        recover([Equation({"a": 1, "b": 1}, total)], [{"a"}], most={"a": 9, "b": 9})
    with pytest.raises(ValueError, match="contradict"):
        recover([Equation({"a": 1}, 3), Equation({"a": 2}, total)], [{"a"}], most={"a": 9})


@settings(max_examples=150, deadline=None)
@given(RANDOM)
def test_the_attacker_finds_exactly_what_all_possible_counts_agree_on(rng: random.Random) -> None:
    keys = "abcd"[: rng.randint(1, 4)]
    most = {key: rng.randint(0, 3) for key in keys}
    truth = {key: rng.randint(0, most[key]) for key in keys}
    rows = [{key: rng.choice([1, 1, 2]) for key in keys if rng.random() < 0.6} for _ in range(rng.randint(0, 3))]
    published = [Equation(row, sum(n * truth[key] for key, n in row.items())) for row in rows]
    wanted = [frozenset(key for key in keys if rng.random() < 0.5) for _ in range(3)]
    worlds = [dict(zip(keys, world, strict=True)) for world in product(*(range(most[key] + 1) for key in keys))]
    fits = [w for w in worlds if all(sum(n * w[key] for key, n in e.terms.items()) == e.total for e in published)]
    agreed = [
        frozenset(key for key in cells if most[key])
        for cells in wanted
        if any(most[key] for key in cells) and len({sum(world[key] for key in cells) for world in fits}) == 1
    ]
    assert [found.cells for found in recover(published, wanted, most=most)] == agreed


def satisfied_in(cells: Mapping[Cell, int], share: float, rng: random.Random) -> dict[Cell, int]:
    return {cell: sum(rng.random() < share for _ in range(people)) for cell, people in cells.items()}


def too_few(hidden: Iterable[tuple[Aggregate, str]]) -> list[frozenset[Cell]]:
    return [aggregate.cells for aggregate, reason in hidden if reason in ("too few", "everyone")]


@settings(max_examples=120, deadline=None)
@given(RANDOM, SHARES, st.sampled_from(["totals", "units"]))
def test_two_releases_of_a_province_give_no_withheld_figure(rng: random.Random, share: float, prefer: str) -> None:
    cells, places = province(rng)
    satisfied = satisfied_in(cells, share, rng)
    values = {cell: (satisfied[cell], people) for cell, people in cells.items()}
    now = first_release(cells)
    first = plan_release(now, places, values=values, prefer=prefer)  # type: ignore[arg-type]
    withheld = [aggregate for aggregate, _ in first.hidden]
    second = plan_release(
        cells,
        places,
        values=values,
        already=first.shown,
        withheld=withheld,
        prefer=prefer,  # type: ignore[arg-type]
    )
    published = published_sums([*first.shown, *second.shown], satisfied)
    assert recover(published, too_few([*first.hidden, *second.hidden]), most=cells) == ()


def test_without_complements_the_attacker_gets_at_withheld_figures() -> None:
    found: list[Recovered] = []
    for seed in range(40):
        rng = random.Random(seed)
        cells, places = province(rng)
        satisfied = satisfied_in(cells, 0.9, rng)
        figures = release_aggregates(cells, places, release=2)
        reasons = primary_reasons(figures, cells)
        shown = [aggregate for aggregate in figures if aggregate not in reasons]
        for one in recover(published_sums(shown, satisfied), too_few(reasons.items()), most=cells):
            assert one.value == sum(satisfied[cell] for cell in one.cells if isinstance(cell, Cell))
            found.append(one)
    assert {one.how for one in found} == {"sum", "bounds"}
    assert len(found) > 30


def test_a_second_release_planned_alone_gives_away_what_it_has_gained() -> None:
    cells = {Cell("A", "", 1): 30, Cell("A", "", 2): 4}
    satisfied = {Cell("A", "", 1): 20, Cell("A", "", 2): 3}
    first, alone = plan_release(first_release(cells), {}), plan_release(cells, {})
    gained = [{Cell("A", "", 2)}]
    assert recover(published_sums([*first.shown, *alone.shown], satisfied), gained, most=cells)[0].value == 3
    beside = plan_release(cells, {}, already=first.shown)
    assert recover(published_sums([*first.shown, *beside.shown], satisfied), gained, most=cells) == ()


def schools_of(rng: random.Random, share: float, missing: float) -> list[UnitSums]:
    schools = []
    for number in range(rng.randint(1, 5)):
        size = rng.choice([1, 4, 6, 9, 9, 10, 12, 30])
        forms = random_forms(QUESTIONNAIRE, rng, {"": size}, satisfied=share, missing=missing)
        schools.append(unit_sums(QUESTIONNAIRE, f"S{number}", forms, rng.choice([None, size, size + 3, 60])))
    return schools


def reports_of(schools: Sequence[UnitSums], thresholds: Thresholds) -> tuple[list[UnitReport], list[DepartmentReport]]:
    units = [
        build_unit_report(
            QUESTIONNAIRE,
            school.cells,
            unit_code=school.code,
            unit_name=school.name,
            eligible=school.eligible,
            frame=FRAME,
            target=0.9,
            thresholds=thresholds,
        )
        for school in schools
    ]
    departments = [
        build_department_report(QUESTIONNAIRE, schools, target=0.9, measure_code=code, frame=FRAME, thresholds=thresholds)
        for code in ("", "A")
    ]
    return units, departments


def counts_of(schools: Sequence[UnitSums]) -> dict[Answers, int]:
    """The true answers, in no report."""
    counts = {}
    for school in schools:
        (stratum,) = design_unit(QUESTIONNAIRE, school.cells, school.eligible).strata
        for k, item in enumerate(rated_items(QUESTIONNAIRE)):
            counts |= {Answers(school.code, item.code, level): int(stratum.counts[k, level]) for level in range(1, 6)}
    return counts


def numbers_of_answers(counts: Mapping[Answers, int]) -> tuple[dict[Answers, int], list[Equation]]:
    """The attacker knows how many people answered each item of each unit, though not what."""
    answers: dict[tuple[str, str], int] = {}
    for cell, count in counts.items():
        answers[cell[:2]] = answers.get(cell[:2], 0) + count
    known = [Equation({Answers(*at, level): 1 for level in range(1, 6)}, number) for at, number in answers.items()]
    return {cell: answers[cell[:2]] for cell in counts}, known


@settings(max_examples=40, deadline=None)
@given(RANDOM, st.sampled_from([0.02, 0.3, 0.7, 0.95, 1.0]), st.sampled_from([0.0, 0.1, 0.6]))
def test_shares_scores_and_distributions_of_real_reports_give_no_withheld_share(
    rng: random.Random, share: float, missing: float
) -> None:
    schools = schools_of(rng, share, missing)
    units, departments = reports_of(schools, NARROW)
    most, known = numbers_of_answers(counts_of(schools))
    published = [*published_from_reports(units, departments), *known]
    assert recover(published, withheld_in_reports(units).values(), most=most) == ()


@settings(max_examples=25, deadline=None)
@given(RANDOM, st.sampled_from([0.3, 0.95]))
def test_equations_of_reports_hold_for_the_true_answers(rng: random.Random, share: float) -> None:
    schools = schools_of(rng, share, 0.2)
    counts = counts_of(schools)
    for thresholds in (NARROW, OPEN_GATE):
        units, departments = reports_of(schools, thresholds)
        for equation in published_from_reports(units, departments, numbers=thresholds.numbers):
            assert sum(n * counts[cell] for cell, n in equation.terms.items() if isinstance(cell, Answers)) == equation.total


def test_a_total_over_a_single_small_school_would_be_found() -> None:
    """The gate is opened for the department only: its figures then cover the small school, and give it away."""
    schools = [
        unit_sums(QUESTIONNAIRE, "A", forms_of(["5344231", "2433451"], 40), 60),
        unit_sums(QUESTIONNAIRE, "B", forms_of(["5344231", "2433451"], 9), 60),
    ]
    units, _ = reports_of(schools, NARROW)
    _, departments = reports_of(schools, OPEN_GATE)
    most, known = numbers_of_answers(counts_of(schools))
    hidden = withheld_in_reports(units)
    found = recover([*published_from_reports(units, departments), *known], hidden.values(), most=most)
    assert {one.cells for one in found} == set(hidden.values())


def test_a_department_without_the_reports_of_its_units_cannot_be_read() -> None:
    schools = [unit_sums(QUESTIONNAIRE, code, forms_of(["5344231", "2433451"], 40), 60) for code in "AB"]
    units, departments = reports_of(schools, NARROW)
    with pytest.raises(ValueError, match="no report of 'B'"):
        published_from_reports(units[:1], departments)


def test_under_other_conventions_only_counts_are_read() -> None:
    units, departments = reports_of([unit_sums(QUESTIONNAIRE, "A", forms_of(["5344231", "2433451"], 40), 60)], NARROW)
    weighed = [replace(report, convention="mean") for report in units]
    read = published_from_reports(weighed, [replace(report, convention="mean") for report in departments])
    assert len(read) == 6 * 5  # items and levels
    assert all(len(equation.terms) == 1 for equation in read)
