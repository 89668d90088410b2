"""Drivers: against R, against rows drawn unit by unit, and the guards."""

import dataclasses
import random
from collections.abc import Callable
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from scipy import stats

from analysis.drivers import build_drivers_report
from analysis.importance import correlations_from_moments, lmg_importance, relative_weights
from analysis.pair_sheets import pair_sums_from_sheets
from analysis.relations import Parts, Relation, divide_relation, draw_units, relate_units
from tests.analysis import scale_forms
from tests.analysis.driver_schools import DRAWS, QUESTIONNAIRE, related_sheet, report_on, report_on_reference, school, schools
from tests.analysis.invented import RANDOM, make_questionnaire
from tests.analysis.scale_forms import reference


def test_the_report_holds_what_r_finds_in_the_rows() -> None:
    report = report_on_reference()
    expected = reference()["drivers"]
    share = np.array(expected["lmg"]) / expected["r_squared"]
    johnson = np.array(expected["johnson"]) / expected["r_squared"]
    assert (report.forms, report.units, report.reason) == (expected["forms"], 13, None)
    assert report.r_squared == round(expected["r_squared"], 3)
    assert [driver.importance for driver in report.drivers] == share.round(3).tolist()
    assert [driver.johnson for driver in report.drivers] == johnson.round(3).tolist()
    assert [driver.beta for driver in report.drivers] == np.round(expected["beta"], 3).tolist()
    parts = []
    for d, letter in enumerate("ABCD"):
        inside = reference()["inside"][letter]
        parts += (share[d] * np.array(inside["johnson"]) / inside["r_squared"]).round(3).tolist()
    assert [item.importance for item in report.items] == parts
    assert [item.code for item in report.items] == [item.code for item in scale_forms.questionnaire().dimension_items]


def test_limits_are_those_of_rows_drawn_unit_by_unit() -> None:
    report = report_on_reference()
    by_unit: dict[str, list[list[float]]] = {}
    inside: dict[str, list[list[float]]] = {}
    bounds = [0, 4, 7, 9, 14]
    for unit, sheet in scale_forms.forms():
        given = [int(c) if c in "12345" else 0 for c in sheet]
        answers = [[x for x in given[a:b] if x] for a, b in pairwise(bounds)]
        if all(answers) and given[14]:
            by_unit.setdefault(unit, []).append([*(sum(part) / len(part) for part in answers), given[14]])
        if all(given[:4]) and given[14]:
            inside.setdefault(unit, []).append([*given[:4], given[14]])
    codes = sorted(by_unit)
    counts = np.random.default_rng(7).multinomial(12, np.full(13, 1 / 13), size=DRAWS)
    shares, items = [], []
    for draw in counts:
        rows = [row for code, times in zip(codes, draw, strict=True) for row in by_unit[code] * times]
        lmg = lmg_importance(np.corrcoef(np.array(rows).T))
        shares.append(lmg / lmg.sum())
        rows = [row for code, times in zip(codes, draw, strict=True) for row in inside[code] * times]
        johnson = relative_weights(np.corrcoef(np.array(rows).T))
        items.append(shares[-1][0] * johnson / johnson.sum())
    wider = stats.t.ppf(0.975, 12) / stats.norm.ppf(0.975)
    for drivers, drawn in ((report.drivers, shares), (report.items[:4], items)):
        low, high = np.quantile(drawn, [0.025, 0.975], axis=0)
        for driver, a, b in zip(drivers, low, high, strict=True):
            assert driver.low == pytest.approx(max(driver.importance - wider * (driver.importance - a), 0), abs=0.002)
            assert driver.high == pytest.approx(driver.importance + wider * (b - driver.importance), abs=0.002)
    assert all(driver.low is not None and driver.high is not None for driver in report.items)


def test_the_order_of_units_changes_nothing_and_the_seed_only_the_limits() -> None:
    units = schools([20] * 12, missing=0.03)
    report = report_on(units)
    assert report_on(units[::-1]) == report
    other = report_on(units, seed=2)
    assert [driver.low for driver in other.drivers] != [driver.low for driver in report.drivers]
    assert [driver.importance for driver in other.drivers] == [driver.importance for driver in report.drivers]


def test_one_unit_has_drivers_without_limits_or_quadrants() -> None:
    report = report_on(schools([120]))
    assert (report.reason, report.units, len(report.drivers)) == (None, 1, 2)
    for driver in (*report.drivers, *report.items):
        assert (driver.low, driver.high, driver.quadrant) == (None, None, None)


@pytest.mark.parametrize(("count", "has_limits"), [(9, False), (10, True)])
def test_limits_need_ten_units(count: int, has_limits: bool) -> None:
    report = report_on(schools([20] * count))
    assert report.reason is None
    assert all((driver.low is not None) == has_limits for driver in (*report.drivers, *report.items))


def independent(rng: random.Random) -> str:
    return "".join(rng.choice("12345") for _ in range(6)) + "-"


def contrary(rng: random.Random) -> str:
    """The overall answer rises with the first dimension and, that given, falls with the second."""
    a = rng.randint(2, 4)
    b = a + rng.choice([-1, 0, 1])
    return f"{a}{a}{a}{b}{b}{3 + 2 * (a - b) if a != b else a}-"


def without_overall(rng: random.Random) -> str:
    return "".join(rng.choice("2345") for _ in range(5)) + "--"


def always_the_same_overall(rng: random.Random) -> str:
    return "".join(rng.choice("2345") for _ in range(5)) + "5-"


def always_the_same_dimension(rng: random.Random) -> str:
    a = rng.choice("2345")
    return f"{a}{a}{a}44{a}-"


@pytest.mark.parametrize(
    ("make", "sizes", "reason"),
    [
        (independent, [200], "weak relation"),
        (contrary, [200], "negative weight"),
        (without_overall, [200], "too few forms"),
        (always_the_same_overall, [200], "no spread"),
        (always_the_same_dimension, [200], "no spread"),
        (contrary, [99], "too few forms"),
        (contrary, [9] * 40, "too few forms"),
        (contrary, [], "too few forms"),
    ],
)
def test_where_there_are_no_drivers_the_reason_is_said(
    make: Callable[[random.Random], str], sizes: list[int], reason: str
) -> None:
    rng = random.Random(5)
    units = [school(f"S{u}", [make(rng) for _ in range(size)], questionnaire=QUESTIONNAIRE) for u, size in enumerate(sizes)]
    report = report_on(units)
    assert (report.reason, report.drivers, report.items, report.without_flagged) == (reason, (), (), None)
    assert (report.importance_line, report.share_line) == (None, None)


def test_a_questionnaire_without_an_overall_item_has_none() -> None:
    questionnaire = make_questionnaire(overall=False)
    rng = random.Random(6)
    sheets = [related_sheet(rng)[1:] for _ in range(120)]
    report = report_on([school("S1", sheets, questionnaire=questionnaire)], questionnaire=questionnaire)
    assert (report.reason, report.outcome_code, report.outcome_text) == ("no overall item", "", "")


def test_figures_of_something_else_and_no_draws_are_refused() -> None:
    units = scale_forms.units()
    figures = scale_forms.figures()
    with pytest.raises(ValueError, match="no figures of dimension D"):
        build_drivers_report(scale_forms.questionnaire(), units, subject="", figures=figures[:3], seed=1)
    other = [dataclasses.replace(figures[0], items=()), *figures[1:]]
    with pytest.raises(ValueError, match="no figures of dimension A"):
        build_drivers_report(scale_forms.questionnaire(), units, subject="", figures=other, seed=1)
    stranger = dataclasses.replace(units[0], pairs=pair_sums_from_sheets(QUESTIONNAIRE, []))
    with pytest.raises(ValueError, match="not those of THU-PH"):
        build_drivers_report(scale_forms.questionnaire(), [stranger], subject="", figures=figures, seed=1)
    with pytest.raises(ValueError, match="at least one draw"):
        build_drivers_report(scale_forms.questionnaire(), units, subject="", figures=figures, seed=1, draws=0)


def test_limits_are_not_given_where_draws_explain_nothing() -> None:
    whole = np.array([[1.0, 0.5], [0.5, 1.0]])
    half = np.array([whole, np.eye(2)])
    assert divide_relation(Relation(100, (True,), whole, half, units=10)).limits() == [(None, None)]
    assert divide_relation(Relation(100, (True,), whole, half[:1], units=10)).limits() == [(1.0, 1.0)]
    assert Parts(np.ones(1), np.ones(1), np.ones(1)).limits() == [(None, None)]


def test_more_than_twelve_predictors_are_divided_by_johnson() -> None:
    rows = np.random.default_rng(2).normal(size=(60, 14)) + np.random.default_rng(3).normal(size=(60, 1))
    relation = Relation(60, (True,) * 13, np.corrcoef(rows.T))
    parts = divide_relation(relation)
    assert parts.importance.tolist() == parts.johnson.tolist()


def test_a_draw_keeps_its_digits_where_nearly_everybody_answers_the_same() -> None:
    units = [np.array([[m, 5 * m - 1, 5 * m - 1], [5 * m - 1, 25 * m - 9, 25 * m - 9], [5 * m - 1, 25 * m - 9, 25 * m - 9]])
             for m in (10**6, 10**6 + 1) * 5]  # fmt: skip
    relation = relate_units(units, draw_units(10, seed=1, draws=50))
    assert relation is not None
    assert relation.drawn is not None
    assert relation.drawn == pytest.approx(np.ones((50, 2, 2)), abs=1e-6)
    assert correlations_from_moments(np.zeros((3, 3))).tolist() == np.eye(2).tolist()


@settings(max_examples=60, deadline=None)
@given(RANDOM)
def test_no_forms_give_an_impossible_driver(rng: random.Random) -> None:
    sizes = [rng.choice([0, 5, 10, 30]) for _ in range(rng.randint(1, 16))]
    units = schools([*sizes, rng.choice([0, 150])], seed=rng.randint(0, 10**6), missing=rng.choice([0, 0.1, 0.4]))
    report = report_on(units, draws=50)
    assert (report.reason is None) == bool(report.drivers)
    for drivers in (report.drivers, report.items):
        for driver in drivers:
            numbers = (driver.importance, driver.low, driver.high, driver.johnson)
            assert all(number is None or 0 <= number <= 1 for number in numbers)
            assert driver.low is None or driver.high is None or driver.low <= driver.importance <= driver.high
    if report.drivers:
        assert sum(driver.importance for driver in report.drivers) == pytest.approx(1, abs=0.002)
        assert sum(item.importance for item in report.items) <= 1.01


def test_items_come_from_units_with_ten_forms_complete_in_their_dimension() -> None:
    rng = random.Random(8)
    sheets = [related_sheet(rng) for _ in range(240)]
    gaps = [sheet[0] + "-" + sheet[2:] if place % 20 > 8 else sheet for place, sheet in enumerate(sheets)]
    units = [school(f"S{u:02d}", gaps[20 * u : 20 * u + 20], questionnaire=QUESTIONNAIRE) for u in range(12)]
    report = report_on(units)  # every unit has 9 forms complete in A, 20 in B
    assert [driver.code for driver in report.drivers] == ["A", "B"]
    assert [item.code for item in report.items] == ["B01", "B02"]


def test_an_item_without_spread_is_no_driver() -> None:
    rng = random.Random(9)
    sheets = [sheet[:1] + "4" + sheet[2:] for sheet in (related_sheet(rng) for _ in range(200))]
    report = report_on([school("S1", sheets, questionnaire=QUESTIONNAIRE)])
    assert [item.code for item in report.items] == ["A01", "A03", "B01", "B02"]
