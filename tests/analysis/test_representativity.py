"""Who took part, and how far those who did not could move the result."""

import math
import random
from fractions import Fraction
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.estimates import Estimate, Suppressed
from analysis.insight_figures import Representativity
from analysis.representativity import build_representativity, find_propensities
from analysis.sheets import sums_from_sheets
from analysis.strata import Eligible, UnitSums
from tests.analysis.invented import RANDOM, make_questionnaire

QUESTIONNAIRE = make_questionnaire([1], overall=False, percent=False)
HIDDEN = Suppressed("too wide")
SHEET = "51"


def unit(forms: dict[str, int], eligible: Eligible, code: str = "a") -> UnitSums:
    cells = {grade: sums_from_sheets(QUESTIONNAIRE, [SHEET] * n) for grade, n in forms.items()}
    return UnitSums(code, code, "", cells, eligible)


def share(value: float, n: int = 60) -> Estimate:
    return Estimate(value, value, value, value, value, 0.0, n, n, None, float(n), 1.0, n - 1)


def found(units: list[UnitSums], figure: Estimate | Suppressed = HIDDEN, gap: float | None = None) -> Representativity:
    answer = build_representativity(units, share=figure, gap=gap)
    assert answer is not None
    return answer


# R 4.2.2: one row per eligible person, glm(y ~ unit:grade, binomial), S^2 = var(fitted) with n - 1, less the noise
# sum_k w_k (1 - w_k) var(y_k) / N_k with w_k = N_k / N, in units of the mean square; partials the same over one margin.
R_UNITS = [
    unit({"1": 60, "2": 20, "3": 45}, {"1": 100, "2": 80, "3": 90}, "a"),
    unit({"1": 10, "3": 33}, {"1": 40, "2": 25, "3": 35}, "b"),
    unit({"1": 7, "2": 12, "3": 50}, {"1": 70, "2": 60, "3": 55}, "c"),
]


def test_indicators_equal_those_of_r_from_rows() -> None:
    parts = [0.6, 0.25, 0.5, 0.25, 0, 0.942857142857, 0.1, 0.2, 0.909090909091]
    assert find_propensities(R_UNITS).part.tolist() == pytest.approx(parts, abs=1e-11)
    department = found(R_UNITS)
    assert department.r_indicator == pytest.approx(0.440479777353, abs=1e-11)
    assert department.cv == pytest.approx(0.655134437909, abs=1e-11)
    assert dict(department.partials) == pytest.approx({"grade": 0.207347311130, "unit": 0.026920879592}, abs=1e-11)
    alone = found(R_UNITS[:1])
    assert alone.r_indicator == pytest.approx(0.722602691481, abs=1e-11)
    assert alone.cv == pytest.approx(0.299589093201, abs=1e-11)
    assert dict(alone.partials) == pytest.approx({"grade": 0.138441566635}, abs=1e-11)


def spread(taken: list[Fraction], numbers: list[int]) -> Fraction:
    everyone = sum(numbers)
    mean = sum(t * n for t, n in zip(taken, numbers, strict=True)) / everyone
    return sum((t - mean) ** 2 * n for t, n in zip(taken, numbers, strict=True)) / everyone


def simple_noise(taken: list[Fraction], numbers: list[int]) -> Fraction:
    return sum(t * (1 - t) / n * Fraction(n, sum(numbers)) for t, n in zip(taken, numbers, strict=True))


def own_noise(taken: list[Fraction], numbers: list[int]) -> Fraction:
    parts = [Fraction(n, sum(numbers)) for n in numbers]
    return sum(p * (1 - p) * t * (1 - t) / (n - 1) for p, t, n in zip(parts, taken, numbers, strict=True))


@pytest.mark.parametrize("chances", [[Fraction(1, 2)] * 3, [Fraction(1, 4), Fraction(1, 2), Fraction(4, 5)]])
def test_the_noise_taken_off_is_right_on_average_and_the_simpler_term_is_not(chances: list[Fraction]) -> None:
    """Every outcome of three grades of 6, 4 and 5 people, in exact fractions; and the function gives those very numbers."""
    numbers = [6, 4, 5]
    mean_own = mean_simple = Fraction(0)
    for outcome in product(*(range(n + 1) for n in numbers)):
        probability = Fraction(1)
        for k, n, p in zip(outcome, numbers, chances, strict=True):
            probability *= math.comb(n, k) * p**k * (1 - p) ** (n - k)
        taken = [Fraction(k, n) for k, n in zip(outcome, numbers, strict=True)]
        value = spread(taken, numbers) - own_noise(taken, numbers)
        mean_own += probability * value
        mean_simple += probability * (spread(taken, numbers) - simple_noise(taken, numbers))
        if any(outcome):
            school = unit(dict(zip("123", outcome, strict=True)), dict(zip("123", numbers, strict=True)))
            expected = 1 - 2 * math.sqrt(max(value, 0) * Fraction(15, 14))
            assert found([school]).r_indicator == pytest.approx(max(expected, 0), abs=1e-12)
    truth = spread(chances, numbers)
    assert mean_own == truth
    assert mean_simple < truth - Fraction(1, 250)


def test_all_grades_alike_give_one_and_a_silent_grade_less() -> None:
    assert found([unit({"1": 30, "2": 30}, {"1": 60, "2": 60})]).r_indicator == 1
    skewed = found([unit({"1": 60}, {"1": 60, "2": 60})])
    assert skewed.r_indicator == 0  # half of the people certainly, half never: S is a half, and a little more with n - 1
    assert skewed.participation == 0.5


def test_a_census_resembles_itself_and_leaves_no_doubt() -> None:
    everybody = found([unit({"1": 40, "2": 20}, {"1": 40, "2": 20})], share(0.9), gap=1.0)
    assert (everybody.r_indicator, everybody.cv, everybody.participation) == (1, 0, 1)
    assert everybody.bias_low == everybody.bias_high == everybody.worst_low == everybody.worst_high == 0.9


@pytest.mark.parametrize("eligible", [None, {}, 0])
def test_without_eligible_numbers_there_is_nothing_to_compare(eligible: Eligible) -> None:
    assert build_representativity([unit({"1": 40}, eligible)], share=share(0.9)) is None
    assert build_representativity([unit({"1": 40}, 50, "b"), unit({"1": 40}, eligible)], share=share(0.9)) is None
    assert build_representativity([], share=share(0.9)) is None


def test_a_unit_without_people_and_without_forms_is_no_hindrance() -> None:
    assert found([unit({}, 0), unit({"1": 10, "2": 20}, {"1": 20, "2": 30}, "b")]).eligible == 50


def test_nobody_answering_is_not_called_representative() -> None:
    nobody = found([unit({}, {"1": 40, "2": 20})], Suppressed("no responses", 0))
    assert (nobody.r_indicator, nobody.cv, nobody.partials, nobody.participation) == (None, None, (), 0)
    assert nobody.worst_low is None


@pytest.mark.parametrize(
    ("forms", "eligible"),
    [
        ({"": 30}, 50),  # only the whole number is known
        ({"1": 21, "2": 9}, {"1": 20, "2": 30}),  # more forms than people in a grade
        ({"1": 14, "2": 9, "": 7}, {"1": 20, "2": 30}),  # more than a fifth without a grade
        ({"1": 14, "2": 9, "9": 7}, {"1": 20, "2": 30}),  # or in a grade that the unit does not have
        ({"1": 20, "2": 9, "": 1}, {"1": 20, "2": 30}),  # the form without a grade would be the 21st of a grade of 20
    ],
)
def test_a_unit_whose_grades_cannot_be_told_apart_is_one_group(forms: dict[str, int], eligible: Eligible) -> None:
    school = unit(forms, eligible)
    assert find_propensities([school]).part.tolist() == [0.6]
    assert found([school]).r_indicator is None
    assert found([school]).partials == ()
    assert found([school]).participation == 0.6


def test_forms_without_a_grade_fall_to_the_grades_as_the_others_do() -> None:
    parts = find_propensities([unit({"1": 16, "2": 8, "": 6}, {"1": 40, "2": 40})]).part
    assert parts.tolist() == pytest.approx([0.5, 0.25])


def test_more_forms_than_people_are_said_and_no_bounds_are_drawn() -> None:
    school = found([unit({"": 60}, 50), unit({"": 20}, 50, "b")], share(0.9), gap=0.1)
    assert school.participation == 0.8
    assert find_propensities([unit({"": 60}, 50)]).part.tolist() == [1.0]
    assert (school.worst_low, school.worst_high, school.bias_low, school.bias_high) == (None,) * 4


def test_the_range_follows_the_gap_and_the_worst_case_needs_none() -> None:
    school = unit({"1": 30, "2": 30}, {"1": 60, "2": 60})
    assert found([school], share(0.9)).bias_low is None
    half = found([school], share(0.9), gap=0.1)
    assert (half.bias_low, half.bias_high) == pytest.approx((0.85, 0.95))
    assert (half.worst_low, half.worst_high) == pytest.approx((0.45, 0.95))
    assert found([school], HIDDEN, gap=0.1).worst_low is None


@pytest.mark.parametrize(("figure", "gap"), [(share(0.9), -0.1), (share(0.9), 1.1), (share(4.2), None)])
def test_what_is_not_a_gap_or_a_share_is_refused(figure: Estimate, gap: float | None) -> None:
    with pytest.raises(ValueError, match="is not"):
        build_representativity([unit({"1": 3}, 9)], share=figure, gap=gap)


@settings(max_examples=150, deadline=None)
@given(RANDOM, st.floats(0, 1), st.one_of(st.none(), st.floats(0, 1)))
def test_every_range_holds_its_point_and_every_indicator_its_limits(
    rng: random.Random, value: float, gap: float | None
) -> None:
    units = []
    for code in range(rng.randint(1, 5)):
        eligible = {grade: rng.choice([0, 1, 2, 30]) for grade in "123"}
        forms = {grade: rng.randint(0, n + rng.choice([0, 0, 0, 1])) for grade, n in eligible.items()}
        forms[""] = rng.choice([0, 0, 1, 3])
        units.append(unit(forms, rng.choice([eligible, sum(eligible.values())]), str(code)))
    n = sum(cell.forms for school in units for cell in school.cells.values())
    answer = build_representativity(units, share=share(value, max(n, 1)), gap=gap)
    if answer is None:
        return
    assert answer.r_indicator is None or 0 <= answer.r_indicator <= 1
    assert answer.cv is None or 0 <= answer.cv < math.inf
    assert all(0 <= part <= 0.5 + 1e-12 for _, part in answer.partials)
    assert answer.participation == answer.forms / answer.eligible
    if answer.worst_low is not None and answer.worst_high is not None:
        assert -1e-12 <= answer.worst_low <= value + 1e-12
        assert value - 1e-12 <= answer.worst_high <= 1 + 1e-12
        if answer.bias_low is not None and answer.bias_high is not None:
            assert answer.worst_low - 1e-12 <= answer.bias_low <= value + 1e-12
            assert value - 1e-12 <= answer.bias_high <= answer.worst_high + 1e-12
            assert answer.gap == gap


def test_the_worst_case_holds_the_share_of_everybody_and_can_be_reached() -> None:
    """20 people, 12 asked, 9 of them satisfied; the other 8 may all be satisfied or none."""
    answer = found([unit({"": 12}, 20)], share(9 / 12, 12))
    assert (answer.worst_low, answer.worst_high) == pytest.approx((9 / 20, 17 / 20))


def test_blank_forms_and_units_left_out_of_the_share_count_as_silent() -> None:
    """12 forms of 20 people, but the share rests on 8, of whom 6 are satisfied."""
    answer = found([unit({"": 12}, 20)], share(6 / 8, 8))
    assert (answer.participation, answer.worst_low, answer.worst_high) == pytest.approx((12 / 20, 6 / 20, 18 / 20))
