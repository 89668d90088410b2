"""Points, standard errors and intervals equal slow second implementations: 1e-9 and 1e-7."""

import random
from collections.abc import Sequence
from fractions import Fraction

import pytest

from analysis.estimates import Convention, Estimate, Result
from analysis.reports import Frame, UnitReport, build_department_report, build_frame, build_unit_report
from analysis.strata import Eligible, design_unit
from questionnaires import Questionnaire
from tests import oracle_limits, oracles
from tests.analysis.invented import (
    OPEN_GATE,
    cells_of,
    make_questionnaire,
    random_forms,
    score_pickers,
    share_pickers,
    unit_sums,
)
from tests.oracles import Figure, Form, Unit

CONVENTIONS: tuple[Convention, ...] = ("answers", "mean", "eligible")
ELIGIBLE: dict[str, Eligible] = {
    "unknown": None,
    "whole unit": 90,
    "by grade": {"1": 40, "2": 30, "3": 20},
    "a grade too small": {"1": 5, "2": 40, "3": 40},
    "too many answers": 11,
    "an empty grade first": {"0": 12, "1": 40, "2": 30, "3": 20},
    "an empty grade last": {"1": 40, "2": 30, "3": 20, "4": 7},
}
GRADES: dict[str, dict[str, int]] = {
    "all stated": {"1": 12, "2": 8, "3": 5},
    "one form in a grade": {"1": 1, "2": 9, "3": 4},
    "some not stated": {"1": 12, "2": 8, "3": 5, "": 4},
    "another grade": {"1": 12, "2": 8, "3": 5, "9": 3},
    "many not stated": {"1": 6, "2": 6, "": 9},
}


def index_of(units: Sequence[Unit], pickers: Sequence[oracles.Picker], convention: Convention) -> Figure | None:
    """The index of section 1 under a convention."""
    if convention != "answers":
        return oracles.mean_of_ratios(units, pickers, weighted=True)
    if not all(oracles.ratio(units, pick, weighted=False) for pick in pickers):
        return None
    return oracles.ratio(units, pooled(pickers), weighted=False)


def pooled(pickers: Sequence[oracles.Picker]) -> oracles.Picker:
    """All dimensions as one."""

    def pick(sheet: str) -> tuple[int, int]:
        parts = [one(sheet) for one in pickers]
        return sum(y for y, _ in parts), sum(m for _, m in parts)

    return pick


def check_share(result: Result, figure: Figure | None, rho: float, units: Sequence[Unit], *, is_single: bool = False) -> None:
    """A published share against its oracle."""
    if figure is None:
        assert not isinstance(result, Estimate)
        return
    assert isinstance(result, Estimate)
    check_point(result, figure, units)
    if oracles.is_census(figure, units):
        return
    base, bounds = oracles.effective_base(figure, rho), (0.0, 1.0)
    is_exact = is_single and oracles.has_one_answer_each(figure, units)
    if is_exact and figure.weight_factor != 1:
        bounds = figure.total / figure.eligible, 1 - (figure.base - figure.total) / figure.eligible
    for tail, low, high in ((0.025, result.low, result.high), (0.05, result.low90, result.high90)):
        if is_exact and figure.weight_factor == 1:
            limits = oracle_limits.hypergeometric(figure.total, figure.base, figure.eligible, Fraction(str(tail)))
            expected = float(limits[0]), float(limits[1])
        else:
            assert result.effective_base == pytest.approx(base, rel=1e-9)
            below, above = oracle_limits.korn_graubard(float(figure.value), base, tail)
            expected = max(below, bounds[0]), min(above, bounds[1])
        assert (low, high) == pytest.approx(expected, abs=1e-7)


def check_score(result: Result, figure: Figure | None, units: Sequence[Unit]) -> None:
    """A published score against its oracle."""
    if figure is None:
        assert not isinstance(result, Estimate)
        return
    assert isinstance(result, Estimate)
    check_point(result, figure, units)
    if result.interval_kind == "interval":
        reach = oracle_limits.student_quantile(0.975, figure.df) * float(figure.variance) ** 0.5
        expected = max(1.0, float(figure.value) - reach), min(5.0, float(figure.value) + reach)
        assert (result.low, result.high) == pytest.approx(expected, abs=1e-7)


def check_point(result: Estimate, figure: Figure, units: Sequence[Unit]) -> None:
    assert result.value == pytest.approx(float(figure.value), abs=1e-9)
    if result.se is not None:
        assert result.se == pytest.approx(float(figure.variance) ** 0.5, abs=1e-9)
    assert (result.base, result.n, result.eligible) == (figure.base, figure.n, figure.eligible)
    assert result.degrees_of_freedom == figure.df
    assert (result.interval_kind in ("census", "bounds")) == oracles.is_census(figure, units)


def oracle_frame(questionnaire: Questionnaire, schools: Sequence[Sequence[Form]]) -> Frame:
    """The pooled correlations of units large enough to be shown, form by form."""
    sheets = [[sheet for _, sheet in forms] for forms in schools]
    pickers = share_pickers(questionnaire)
    *each, whole = (oracles.rounded_up(oracles.pooled_rho(sheets, pick, fewest=10)) for pick in (*pickers, pooled(pickers)))
    return Frame(questionnaire.digest, tuple(each), whole)


@pytest.mark.parametrize("convention", CONVENTIONS)
@pytest.mark.parametrize("grades", GRADES.values(), ids=GRADES)
@pytest.mark.parametrize("eligible", ELIGIBLE.values(), ids=ELIGIBLE)
def test_a_unit_report_equals_loops_over_its_forms(eligible: Eligible, grades: dict[str, int], convention: Convention) -> None:
    questionnaire = make_questionnaire()
    rng = random.Random(f"{eligible}{grades}")
    forms = random_forms(questionnaire, rng, grades, satisfied=rng.choice([0.5, 0.8, 0.95]))
    frame = oracle_frame(questionnaire, [forms])
    report = unit_report(questionnaire, forms, eligible, frame=frame, convention=convention)
    unit = oracles.unit_of(forms, eligible)  # type: ignore[arg-type]
    weighted = convention != "answers"
    shares, scores = share_pickers(questionnaire), score_pickers(questionnaire)
    check_share(report.index_share, index_of([unit], shares, convention), frame.index_rho, [unit])
    check_score(report.index_score, index_of([unit], scores, convention), [unit])
    for d, dimension in enumerate(report.dimensions):
        check_share(dimension.share, oracles.ratio([unit], shares[d], weighted=weighted), frame.dimension_rho[d], [unit])
        check_score(dimension.score, oracles.ratio([unit], scores[d], weighted=weighted), [unit])
    if report.index_weighted_share is not None:
        check_share(report.index_weighted_share, index_of([unit], shares, "eligible"), frame.index_rho, [unit])
    item = report.dimensions[0].items[1]
    check_share(item.share, oracles.ratio([unit], oracles.picker([1], (4, 5)), weighted=weighted), 0.5, [unit], is_single=True)
    check_score(item.score, oracles.ratio([unit], oracles.picker([1], None), weighted=weighted), [unit])


def unit_report(
    questionnaire: Questionnaire, forms: Sequence[Form], eligible: Eligible, *, frame: Frame, convention: Convention
) -> UnitReport:
    """The report of one school with the gate open."""
    return build_unit_report(
        questionnaire,
        unit_sums(questionnaire, "S", forms, eligible).cells,
        unit_code="S",
        unit_name="S",
        eligible=eligible,
        frame=frame,
        target=0.9,
        convention=convention,
        thresholds=OPEN_GATE,
    )


@pytest.mark.parametrize("convention", CONVENTIONS)
@pytest.mark.parametrize("measure", ["", "B"])
@pytest.mark.parametrize("seed", range(6))
def test_a_department_report_equals_loops_over_all_forms(seed: int, measure: str, convention: Convention) -> None:
    questionnaire = make_questionnaire()
    rng = random.Random(seed)
    schools = [
        random_forms(questionnaire, rng, {g: rng.randint(0, 9) for g in ("1", "2", "3", "")}, satisfied=rng.uniform(0.6, 1))
        for _ in range(8)
    ]
    possible = [*ELIGIBLE.values()] if seed % 2 else [e for e in ELIGIBLE.values() if e is not None]
    eligible = [rng.choice(possible) for _ in schools]
    given = [unit_sums(questionnaire, f"S{i}", s, e) for i, (s, e) in enumerate(zip(schools, eligible, strict=True))]
    frame = build_frame(questionnaire, given)
    expected_frame = oracle_frame(questionnaire, schools)
    assert frame.dimension_rho == pytest.approx(expected_frame.dimension_rho, abs=1e-12)
    assert frame.index_rho == pytest.approx(expected_frame.index_rho, abs=1e-12)
    report = build_department_report(
        questionnaire, given, target=0.9, measure_code=measure, convention=convention, thresholds=OPEN_GATE
    )
    units = [oracles.unit_of(s, e) for s, e in zip(schools, eligible, strict=True)]  # type: ignore[arg-type]
    units = [unit for unit in units if unit.strata]
    if convention == "eligible" and any(unit.eligible for unit in units):
        units = [unit for unit in units if unit.eligible]
    shares = share_pickers(questionnaire)

    def figure(some: Sequence[Unit]) -> Figure | None:
        if measure:
            return oracles.ratio(some, shares[1], weighted=convention != "answers")
        return index_of(some, shares, convention)

    total = oracles.mean_over_units([figure([u]) for u in units], units) if convention == "mean" else figure(units)
    check_share(report.total, total, frame.dimension_rho[1] if measure else frame.index_rho, units)
    for published in report.units:
        own = oracles.unit_of(schools[int(published.code[1:])], eligible[int(published.code[1:])])  # type: ignore[arg-type]
        check_share(
            published.result,
            figure([own]) if own.strata else None,
            frame.dimension_rho[1] if measure else frame.index_rho,
            [own],
        )


@pytest.mark.parametrize(
    ("hits", "base", "size"), [(20, 20, 40), (0, 12, 30), (11, 12, 30), (25, 30, 60), (7, 10, 12), (1, 1, 3)]
)
def test_one_answer_each_from_a_known_number_is_exactly_hypergeometric(hits: int, base: int, size: int) -> None:
    questionnaire = make_questionnaire([1], overall=False, percent=False)
    forms = [("", "5-")] * hits + [("", "2-")] * (base - hits)
    frame = Frame(questionnaire.digest, (1.0,), 1.0)
    share = unit_report(questionnaire, forms, size, frame=frame, convention="answers").index_share
    assert isinstance(share, Estimate)
    for tail, limits in ((Fraction(1, 40), (share.low, share.high)), (Fraction(1, 20), (share.low90, share.high90))):
        assert limits == pytest.approx(tuple(map(float, oracle_limits.hypergeometric(hits, base, size, tail))), abs=1e-12)


@pytest.mark.parametrize("fewest", [1, 5, 10])
@pytest.mark.parametrize("seed", range(30))
def test_strata_with_few_forms_are_put_together_as_by_hand(seed: int, fewest: int) -> None:
    questionnaire = make_questionnaire([1], overall=False, percent=False)
    rng = random.Random(seed)
    forms = [(grade, "51") for grade in ("1", "2", "3", "4", "") for _ in range(rng.choice([0, 1, 3, 7, 12, 30]))]
    eligible = {grade: rng.choice([2, 15, 40, 60]) for grade in "1234"}
    design = design_unit(questionnaire, cells_of(questionnaire, forms), eligible, fewest=fewest)
    expected = oracles.unit_of(forms, eligible, fewest=fewest)
    assert [stratum.forms for stratum in design.strata if stratum.forms] == [len(one.forms) for one in expected.strata]
    assert [weight for weight, stratum in zip(design.weights, design.strata, strict=True) if stratum.forms] == pytest.approx(
        [float(expected.weight(one)) for one in expected.strata]
    )
