"""Benchmarks by mix of grades against a second computation form by form, and what they must not give away."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

import pytest

from analysis.comparison_figures import Benchmark
from analysis.estimates import Convention, Estimate
from analysis.reports import DepartmentReport, Thresholds, UnitSums, build_department_report
from analysis.strata import Eligible
from questionnaires import Questionnaire
from tests import oracles
from tests.analysis.invented import make_questionnaire, random_forms, share_pickers, unit_sums
from tests.oracles import Form

QUESTIONNAIRE = make_questionnaire()
NARROW = Thresholds(width=9.0)
CONVENTIONS: list[Convention] = ["answers", "mean", "eligible"]


@dataclass
class School:
    """Forms and eligible numbers of a unit."""

    code: str
    forms: list[Form]
    eligible: Eligible


def schools(seed: int) -> list[School]:
    """Schools of every kind: grades put together, grades not stated, no numbers, a census, too few forms."""
    rng = random.Random(seed)
    plans: list[tuple[dict[str, int], Eligible]] = [
        ({"1": 30, "2": 25, "3": 14}, {"1": 60, "2": 80, "3": 40}),
        ({"1": 12, "2": 40, "3": 22, "": 3}, {"1": 50, "2": 60, "3": 70}),
        ({"1": 20, "2": 6, "3": 18}, {"1": 60, "2": 31, "3": 40}),
        ({"1": 20, "2": 20, "3": 20}, None),
        ({"1": 15, "2": 16, "3": 17}, {"1": 15, "2": 16, "3": 17}),
        ({"1": 4, "3": 4}, {"1": 20, "2": 0, "3": 9}),
        ({"2": 31, "3": 22, "": 11}, {"1": 10, "2": 70, "3": 40}),
        ({"1": 25, "2": 30, "3": 12}, {"1": 20, "2": 80, "3": 40}),
        ({"1": 14, "": 14}, {"1": 20, "2": 80}),
    ]
    return [
        School(
            f"S{i}", random_forms(QUESTIONNAIRE, rng, sizes, satisfied=rng.choice([0.7, 0.9]), missing=0.1 * (i != 4)), eligible
        )
        for i, (sizes, eligible) in enumerate(plans)
    ]


def report_of(
    units: Sequence[School],
    convention: Convention,
    measure: str = "",
    *,
    thresholds: Thresholds = NARROW,
    questionnaire: Questionnaire = QUESTIONNAIRE,
) -> DepartmentReport:
    made: list[UnitSums] = [unit_sums(questionnaire, unit.code, unit.forms, unit.eligible) for unit in units]
    return build_department_report(
        questionnaire, made, target=0.9, convention=convention, measure_code=measure, thresholds=thresholds
    )


def benchmarks_of(report: DepartmentReport) -> dict[str, Benchmark | None]:
    return {unit.code: unit.benchmark for unit in report.units}


def pickers_of(convention: Convention, measure: str) -> list[oracles.Picker]:
    each = share_pickers(QUESTIONNAIRE)
    if measure:
        return [each["AB".index(measure)]]
    if convention == "answers":
        return [lambda sheet: (sum(pick(sheet)[0] for pick in each), sum(pick(sheet)[1] for pick in each))]
    return each


def grade_of(stratum: oracles.Stratum, school: School) -> str:
    """The one grade of a stratum beside forms without a grade, "" where there are several or none of the frame."""
    grades = {grade for grade, _ in stratum.forms} - {""}
    is_split = isinstance(school.eligible, dict) and len(grades) == 1 and grades <= set(school.eligible)
    return grades.pop() if is_split else ""


def slow_benchmark(units: Sequence[School], code: str, convention: Convention, measure: str) -> tuple[Fraction, Fraction]:
    """The benchmark of one unit and the variance of its share minus it, by linearising form by form."""
    picks = pickers_of(convention, measure)
    place = next(i for i, unit in enumerate(units) if unit.code == code)
    split = [oracles.unit_of(unit.forms, unit.eligible, fewest=10) for unit in units]  # type: ignore[arg-type]
    whole = [
        len(s.strata) == 1 and isinstance(u.eligible, dict) and len(u.eligible) > 1 for s, u in zip(split, units, strict=True)
    ]
    enters = [len(u.forms) >= 10 and not s.has_too_many and not w for u, s, w in zip(units, split, whole, strict=True)]

    def weight(unit: oracles.Unit, stratum: oracles.Stratum) -> Fraction:
        return Fraction(1) if convention == "answers" else unit.weight(stratum)

    mine = split[place]
    school = units[place]
    by_number = convention != "answers" and isinstance(school.eligible, dict) and not mine.has_too_many and not whole[place]
    variance, expected = Fraction(0), Fraction(0)
    z: dict[tuple[int, int], list[Fraction]] = {
        (u, h): [Fraction(0)] * len(stratum.forms) for u, unit in enumerate(split) for h, stratum in enumerate(unit.strata)
    }
    for pick in picks:
        own_m = sum(weight(mine, s) * pick(sheet)[1] for s in mine.strata for _, sheet in s.forms)
        own_y = sum(weight(mine, s) * pick(sheet)[0] for s in mine.strata for _, sheet in s.forms)
        for h, stratum in enumerate(mine.strata):
            for i, (_, sheet) in enumerate(stratum.forms):
                y, m = pick(sheet)
                z[place, h][i] += weight(mine, stratum) * (y - own_y / own_m * m) / own_m / len(picks)
        grades = sorted({grade for grade, _ in school.forms if grade} | set(school.eligible if by_number else {}))  # type: ignore[arg-type]
        answers = {g: sum(pick(sheet)[1] for grade, sheet in school.forms if grade == g) for g in grades}
        for g in grades:
            if by_number:
                assert isinstance(school.eligible, dict)
                q = Fraction(school.eligible.get(g, 0), sum(school.eligible.values()))
            else:
                q = Fraction(answers[g], sum(answers.values()))
            if not q:
                continue
            there = [
                (u, h, stratum)
                for u, unit in enumerate(split)
                if enters[u]
                for h, stratum in enumerate(unit.strata)
                if grade_of(stratum, units[u]) == g
            ]
            assert len({u for u, _, _ in there} - {place}) >= 2
            m_g = sum(weight(split[u], s) * pick(sheet)[1] for u, _, s in there for _, sheet in s.forms)
            y_g = sum(weight(split[u], s) * pick(sheet)[0] for u, _, s in there for _, sheet in s.forms)
            expected += q * y_g / m_g / len(picks)
            for u, h, stratum in there:
                for i, (_, sheet) in enumerate(stratum.forms):
                    y, m = pick(sheet)
                    z[u, h][i] -= q * weight(split[u], stratum) * (y - y_g / m_g * m) / m_g / len(picks)
    for (u, h), values in z.items():
        n = len(values)
        fraction = Fraction(0) if split[u].has_too_many else split[u].strata[h].fraction
        spread = sum(x * x for x in values) - sum(values) ** 2 / n if n > 1 else values[0] ** 2
        variance += (1 - fraction) * Fraction(n, max(n - 1, 1)) * spread
    return expected, variance


@pytest.mark.parametrize("measure", ["", "B"])
@pytest.mark.parametrize("convention", CONVENTIONS)
@pytest.mark.parametrize("seed", [1, 2])
def test_benchmarks_equal_those_of_a_computation_form_by_form(seed: int, convention: Convention, measure: str) -> None:
    units = schools(seed)
    report = report_of(units, convention, measure)
    found = {code: benchmark for code, benchmark in benchmarks_of(report).items() if benchmark}
    # S5 has too few forms, S8 states too few grades; without numbers S3 has no figure under `eligible` only in the total.
    assert set(found) == {f"S{i}" for i in (0, 1, 2, 3, 4, 6, 7)}
    for code, benchmark in found.items():
        expected, variance = slow_benchmark(units, code, convention, measure)
        share = next(unit.result for unit in report.units if unit.code == code)
        assert isinstance(share, Estimate)
        assert benchmark.expected == pytest.approx(float(expected), abs=1e-12)
        assert benchmark.difference.value == pytest.approx(share.value - float(expected), abs=1e-12)
        assert benchmark.difference.se == pytest.approx(float(variance) ** 0.5, abs=1e-9)


def flat_schools(count: int, size: int, number: dict[str, int]) -> list[School]:
    """Schools where grade 1 is satisfied with 19 of 20 items answers, grade 2 with 17 of 20, whatever the school."""
    made = []
    for i in range(count):
        forms = [("1", "4" if k % 20 else "3") for k in range(size)] + [("2", "4" if k % 20 > 2 else "3") for k in range(size)]
        made.append(School(f"L{i}", [(grade, sheet + "1") for grade, sheet in forms], number))
    return made


def test_a_school_that_is_average_in_each_grade_is_at_its_benchmark_whoever_has_answered() -> None:
    questionnaire = make_questionnaire([1], overall=False, percent=False)
    others = flat_schools(4, 100, {"1": 200, "2": 200})
    forms = flat_schools(1, 160, {})[0].forms[:160] + flat_schools(1, 40, {})[0].forms[40:]
    school = School("A", forms, {"1": 200, "2": 200})
    for convention in CONVENTIONS:
        report = report_of([*others, school], convention, questionnaire=questionnaire)
        benchmark = benchmarks_of(report)["A"]
        assert benchmark is not None
        assert benchmark.difference.value == pytest.approx(0, abs=1e-12)
        share = next(unit.result for unit in report.units if unit.code == "A")
        assert isinstance(share, Estimate)
        by_number = 0.5 * 0.95 + 0.5 * 0.85
        # Eligible numbers beside a share that is not weighted by them would put the school 3 points above.
        assert share.value - by_number == pytest.approx(0.03 if convention == "answers" else 0)


def test_limits_are_never_nearer_than_those_of_the_unit_itself() -> None:
    questionnaire = make_questionnaire([1], overall=False, percent=False)
    glad = School("A", [("1", "41")] * 10 + [("2", "41")] * 10, {"1": 200, "2": 200})
    report = report_of([*flat_schools(4, 100, {"1": 200, "2": 200}), glad], "answers", questionnaire=questionnaire)
    share, benchmark = next((unit.result, unit.benchmark) for unit in report.units if unit.code == "A")
    assert isinstance(share, Estimate)
    assert benchmark is not None
    assert benchmark.difference.se is not None
    assert share.low is not None
    # All 20 satisfied: the linearised error knows nothing of the school's own chance, so z alone would call it different.
    assert benchmark.difference.value > 0.03
    assert benchmark.difference.value / benchmark.difference.se > 1.96
    assert benchmark.difference.low == pytest.approx(share.low - benchmark.expected)
    assert not benchmark.is_different


def test_a_school_far_from_its_benchmark_is_different() -> None:
    questionnaire = make_questionnaire([1], overall=False, percent=False)
    harsh = School("A", [("1", "41"), ("1", "31"), ("2", "41"), ("2", "31")] * 20, {"1": 200, "2": 200})
    report = report_of([*flat_schools(20, 100, {"1": 200, "2": 200}), harsh], "eligible", questionnaire=questionnaire)
    found = benchmarks_of(report)
    assert found["A"] is not None
    assert found["A"].is_different
    assert found["A"].difference.high is not None
    assert found["A"].difference.high < 0
    assert not any(benchmark.is_different for code, benchmark in found.items() if benchmark and code != "A")


def test_no_benchmark_rests_on_fewer_than_two_other_units() -> None:
    units = schools(1)
    assert benchmarks_of(report_of([units[0], units[4]], "eligible")) == {"S0": None, "S4": None}
    three = benchmarks_of(report_of([units[0], units[4], units[2]], "eligible"))
    assert (three["S0"], three["S4"]) == (None, None)  # grades 2 and 3 of S2 are put together and stand for neither
    assert three["S2"] is not None


@pytest.mark.parametrize("convention", CONVENTIONS)
def test_answers_may_move_inside_what_is_put_together_and_change_no_benchmark(convention: Convention) -> None:
    """Grades 2 and 3 of S2 are one stratum: who of them answered what is in no figure."""
    units = schools(1)
    units = [School(u.code, [(g, s.replace("-", "4").replace("0", "4")) for g, s in u.forms], u.eligible) for u in units]
    before = report_of(units, convention)
    turned = [sheet for grade, sheet in units[2].forms if grade in ("2", "3")]
    turned.reverse()
    assert turned != turned[::-1]
    units[2].forms = [(grade, turned.pop(0) if grade in ("2", "3") else sheet) for grade, sheet in units[2].forms]
    assert report_of(units, convention) == before


@pytest.mark.parametrize("convention", CONVENTIONS)
def test_answers_may_move_between_small_units_and_change_no_benchmark(convention: Convention) -> None:
    units = schools(2)
    rng = random.Random(3)
    small = [School(f"K{i}", random_forms(QUESTIONNAIRE, rng, {"1": 7}, missing=0), {"1": 20, "2": 9}) for i in range(2)]
    before = benchmarks_of(report_of([*units, *small], convention))
    assert any(before.values())
    small[0].forms, small[1].forms = small[1].forms, small[0].forms
    assert benchmarks_of(report_of([*units, *small], convention)) == before


@pytest.mark.parametrize("sheets", [["1111111"], ["555--51", "555--51", "5551151"]], ids=["everyone", "few respondents"])
def test_a_unit_with_a_stratum_that_could_not_be_shown_takes_no_part(sheets: list[str]) -> None:
    """Twelve of twelve with nobody satisfied, or four respondents to the second dimension: no other benchmark may tell."""
    found = []
    for extra in ("5555551", "1115551", "5551111"):  # the other grade of this unit shows that nothing of it enters
        units = schools(1)
        hidden = [("1", sheets[k % len(sheets)]) for k in range(12)]
        units.append(School("H", hidden + [("2", extra)] * 15 + [("2", "4334431")] * 15, {"1": 12, "2": 60}))
        report = benchmarks_of(report_of(units, "eligible"))
        found.append({code: benchmark and benchmark.expected for code, benchmark in report.items() if code != "H"})
    assert found[0] == found[1] == found[2]
    assert any(found[0].values())


def test_numbers_that_belong_to_no_grade_give_no_benchmark() -> None:
    units = [School(f"S{i}", [("", "5545431"), ("", "4454211")] * 10, {"": 90}) for i in range(4)]
    assert set(benchmarks_of(report_of(units, "eligible")).values()) == {None}


@pytest.mark.slow
def test_schools_at_their_benchmark_are_rarely_called_different() -> None:
    """Twelve schools with 20 answers each and the same share of .95; by the linearised error alone many would be."""
    questionnaire = make_questionnaire([1], overall=False, percent=False)
    rng = random.Random(11)
    different = by_error = runs = 0
    for _ in range(300):
        units = [
            School(
                f"S{i:02d}",
                [("12"[k % 2], ("4" if rng.random() < 0.95 else "3") + "1") for k in range(20)],
                {"1": 500, "2": 500},
            )
            for i in range(12)
        ]
        for benchmark in benchmarks_of(report_of(units, "answers", questionnaire=questionnaire)).values():
            assert benchmark is not None
            assert benchmark.difference.se is not None
            runs += 1
            different += benchmark.is_different
            by_error += abs(benchmark.difference.value) > max(0.03, 1.96 * benchmark.difference.se)
    print(f"RATE guard {different / runs:.3f} error alone {by_error / runs:.3f}")
    assert different / runs <= 0.05
    assert by_error / runs > 0.2
