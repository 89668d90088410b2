"""The funnel's limits and the units that stand outside it."""

import math
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.funnel import (
    adjusted_limits,
    anscombe,
    anscombe_back,
    build_funnel,
    estimate_dispersion,
    exact_limits,
    find_positions,
    find_target_positions,
)
from analysis.reports import build_department_report
from tests import oracle_limits
from tests.analysis.invented import make_questionnaire, unit_sums
from tests.analysis.test_edge_cases import forms_of


@given(st.integers(1, 199), st.integers(1, 120), st.sampled_from([Fraction(1, 40), Fraction(1, 1000)]))
def test_exact_limits_equal_exact_binomial_sums(centre: int, n: int, probability: Fraction) -> None:
    t = Fraction(centre, 200)
    low, high = exact_limits(float(t), np.array([n]), float(probability))
    assert low[0] == pytest.approx(oracle_limits.funnel_lower_limit(t, n, probability), abs=1e-9)
    assert high[0] == pytest.approx(1 - oracle_limits.funnel_lower_limit(1 - t, n, probability), abs=1e-9)


def test_all_satisfied_is_not_outside_a_target_near_one() -> None:
    assert exact_limits(0.95, np.array([20]), 0.025)[1][0] == 1.0
    assert exact_limits(1.0, np.array([20]), 0.025)[1][0] == 1.0
    assert exact_limits(0.0, np.array([20]), 0.025)[0][0] == 0.0


@given(st.floats(0, 1), st.one_of(st.floats(0.5, 1e6), st.just(float("inf"))))
def test_the_arcsine_scale_leads_back(share: float, base: float) -> None:
    angle = anscombe(np.array([share]), np.array([base]))
    assert anscombe_back(angle, np.array([base]))[0] == pytest.approx(share, abs=1e-9)


def test_over_dispersion_is_that_of_the_formula() -> None:
    rng = np.random.default_rng(1)
    bases = rng.uniform(40, 400, 30)
    shares = np.clip(rng.normal(0.9, 0.04, 30), 0, 1)
    found = estimate_dispersion(shares, bases, 0.9)
    assert found is not None
    z = sorted(
        (np.arcsin(np.sqrt((p * n + 0.375) / (n + 0.75))) - np.arcsin(np.sqrt(0.9))) * np.sqrt(4 * n + 2)
        for p, n in zip(shares, bases, strict=True)
    )
    low, high = z[2] + 0.9 * (z[3] - z[2]), z[26] + 0.1 * (z[27] - z[26])  # tenth part of 29 steps on each side
    phi = sum(min(max(value, low), high) ** 2 for value in z) / 30
    weights = [4 * n + 2 for n in bases]
    between = (30 * phi - 29) / (sum(weights) - sum(w * w for w in weights) / sum(weights))
    assert (found.phi, found.between) == pytest.approx((phi, between))
    assert estimate_dispersion(shares[:9], bases[:9], 0.9) is None


def test_units_that_differ_less_than_by_chance_get_no_extra_spread() -> None:
    found = estimate_dispersion(np.full(12, 0.9), np.full(12, 100.0), 0.9)
    assert found is not None
    assert found.between == 0


def test_a_position_is_where_the_drawn_adjusted_limits_put_it() -> None:
    rng = np.random.default_rng(2)
    bases = rng.integers(30, 300, 40).astype(float)
    shares = np.clip(rng.normal(0.9, 0.03, 40), 0, 1)
    shares[0], bases[0] = 0.5, 300.0
    positions = find_positions(shares.tolist(), bases.tolist(), [False] * 40, centre=0.9)
    dispersion = estimate_dispersion(shares, bases, 0.9)
    assert dispersion is not None
    low, high = adjusted_limits(0.9, bases, dispersion)
    assert positions[0] == "below"
    for position, share, lower, upper in zip(positions, shares, low, high, strict=True):
        assert position == ("below" if share < lower else "above" if share > upper else "within")


def test_a_census_is_judged_by_the_spread_between_units_alone() -> None:
    shares, bases = [0.9] * 12 + [0.5, 0.9], [100.0] * 14
    quiet = find_positions(shares, bases, [False] * 12 + [True, True], centre=0.9)
    assert quiet[12:] == [None, None]  # no spread between units was found, so none can be exceeded
    lively = find_positions([0.8, 0.99] * 6 + [0.5, 0.9], bases, [False] * 12 + [True, True], centre=0.9)
    assert lively[12:] == ["below", "within"]


def test_a_census_is_outside_exactly_where_it_is_beyond_the_limits_of_the_edge() -> None:
    bases = [100.0] * 13
    seen = set()
    for share in np.linspace(0.6, 1, 81).tolist():
        shares, census = [0.8, 0.99] * 6 + [share], [False] * 12 + [True]
        funnel = build_funnel(shares, bases, census, centre=0.9)
        assert funnel is not None
        assert funnel.census_low95 is not None
        assert funnel.census_high95 is not None
        position = find_positions(shares, bases, census, centre=0.9)[-1]
        is_below, is_above = share < funnel.census_low95, share > funnel.census_high95
        assert position == ("below" if is_below else "above" if is_above else "within")
        seen.add(position)
    assert seen >= {"below", "within"}
    quiet = build_funnel([0.9] * 13, bases, [False] * 12 + [True], centre=0.9)
    assert quiet is not None
    assert (quiet.census_low95, quiet.census_high95) == (None, None)


def test_few_units_have_exact_limits_and_no_positions() -> None:
    funnel = build_funnel([0.9, 0.8], [50.0, 20.4], [False, False], centre=0.88)
    assert funnel is not None
    assert (funnel.adjusted_low95, funnel.adjusted_high95) == (None, None)
    assert (funnel.effective_bases[0], funnel.effective_bases[-1]) == (20.0, 50.0)
    assert all(a <= b <= c <= d for a, b, c, d in zip(funnel.low998, funnel.low95, funnel.high95, funnel.high998, strict=True))
    assert find_positions([0.9, 0.1], [50.0, 20.4], [False, False], centre=0.88) == [None, None]
    assert build_funnel([], [], [], centre=0.88) is None


def test_a_share_differs_from_the_target_where_score_and_drawn_limit_both_say_so() -> None:
    shares, bases = [0.9, 0.95, 0.84, 1.0, 1.0, 0.8, 0.5], [400.0, 400.0, 400.0, 20.0, 60.0, 15.0, 400.0]
    found = find_target_positions(shares, bases, [False] * 6 + [True], target=0.9)
    assert found == ["within", "above", "below", "within", "above", "within", None]
    assert find_target_positions([], [], [], target=0.9) == []


@given(st.integers(0, 60), st.integers(1, 60), st.floats(0, 0.99), st.integers(0, 20))
def test_a_whole_number_of_answers_differs_only_where_the_binomial_test_says_so(
    hits: int, n: int, part: float, target: int
) -> None:
    t, x = Fraction(target, 20), min(hits, n)
    place = find_target_positions([x / n], [n + part * (x in (0, n))], [False], target=float(t))[0]
    below = sum((math.comb(n, i) * t**i * (1 - t) ** (n - i) for i in range(x + 1)), Fraction(0))
    above = sum((math.comb(n, i) * t**i * (1 - t) ** (n - i) for i in range(x, n + 1)), Fraction(0))
    assert place == "within" or (below if place == "below" else above) < Fraction(1, 40)


def test_a_department_report_names_the_unusual_unit_and_sorts_by_name() -> None:
    questionnaire = make_questionnaire([1], overall=False, percent=False)
    names = ["Đông", "Ân", "An", "Bình", "Ôn", "Dung", "Em", "Giang", "Hà", "Khánh", "Lý", "Mơ"]
    units = []
    for place, name in enumerate(names):
        satisfied = 20 if name == "Hà" else 88 + place % 4
        forms = forms_of("51", satisfied) + forms_of("21", 100 - satisfied)
        units.append(unit_sums(questionnaire, f"U{place:02d}", forms, None))
        units[-1] = type(units[-1])(units[-1].code, name, "", units[-1].cells, None)
    report = build_department_report(questionnaire, units, target=0.8)
    assert [u.name for u in report.units] == [
        "An",
        "Ân",
        "Bình",
        "Dung",
        "Đông",
        "Em",
        "Giang",
        "Hà",
        "Khánh",
        "Lý",
        "Mơ",
        "Ôn",
    ]
    assert {u.name: u.position for u in report.units if u.position != "within"} == {"Hà": "below"}
    by_target = {place: {u.name for u in report.units if u.target_position == place} for place in ("below", "within")}
    assert by_target == {"below": {"Hà"}, "within": {"Đông", "Ôn"}}  # 88 of 100; 89 is above .8 by more than chance
    assert report.funnel is not None
    assert report.funnel.adjusted_low95 is not None
