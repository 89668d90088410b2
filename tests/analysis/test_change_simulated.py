"""How often change is called that is none, and how often intervals hold the truth, as docs/methods.md section 7 claims it.

Forms of 12 items are drawn for every unit and campaign, and everything runs through the reports. With pytest -s the numbers are
printed.
"""

import numpy as np
import pytest

from analysis.build_change import build_department_change
from analysis.change import judge_changes
from analysis.comparison_figures import ChangeReport, Trend
from analysis.differences import compare_estimates
from analysis.estimates import Estimate, Result
from analysis.figures import DepartmentReport
from analysis.reports import build_department_report
from analysis.sheets import sums_from_matrix
from analysis.strata import UnitSums
from analysis.trends import fit_trend
from tests.analysis.campaign_figures import census
from tests.analysis.chart_reports import share
from tests.analysis.invented import OPEN_GATE
from tests.analysis.test_coverage_simulated import QUESTIONNAIRE, draw_matrix

UNITS = 40
RUNS = 100  # of a department: 4,000 units
DEPARTMENTS = 300  # where whole departments are counted
CORRELATION = 0.3
ERROR = 0.008  # units of one department share their pooled correlation


def three_errors(count: int) -> float:
    """Three times the Monte-Carlo error of a part of .05."""
    return 3 * (0.05 * 0.95 / count) ** 0.5


def draw_department(rng: np.random.Generator, forms: int, satisfied: float, units: int = UNITS) -> DepartmentReport:
    """A campaign in which all units have the same true share."""
    drawn = [
        UnitSums(f"S{u}", f"S{u}", "", {"": sums_from_matrix(QUESTIONNAIRE, matrix)}, None)
        for u, matrix in enumerate(draw_matrix(rng, forms, satisfied, CORRELATION) for _ in range(units))
    ]
    return build_department_report(QUESTIONNAIRE, drawn, target=0.9, thresholds=OPEN_GATE)


def draw_change(rng: np.random.Generator, forms: int, before: float, after: float, units: int = UNITS) -> ChangeReport:
    reports = draw_department(rng, forms, before, units), draw_department(rng, forms, after, units)
    return build_department_change(*reports, questionnaires=(QUESTIONNAIRE, QUESTIONNAIRE), labels=("1", "2"))


@pytest.mark.slow
@pytest.mark.parametrize("satisfied", [0.90, 0.94, 0.96, 0.98])
@pytest.mark.parametrize("forms", [30, 100, 300])
def test_without_change_hardly_any_is_called_and_intervals_hold_zero(forms: int, satisfied: float) -> None:
    rng = np.random.default_rng([7, forms, int(100 * satisfied)])
    held, held90, small, departments, panel = 0, 0, 0, 0, 0
    for _ in range(DEPARTMENTS):
        report = draw_change(rng, forms, satisfied, satisfied)
        for row in report.rows:
            assert row.change is not None
            d = row.change.difference
            held += (d.low or 0) <= 0 <= (d.high or 0)
            held90 += (d.low90 or 0) <= 0 <= (d.high90 or 0)
            small += row.change.p_value <= 0.05
        departments += any(row.change and row.change.word in ("risen", "fallen") for row in report.rows)
        assert report.panel is not None
        panel += (report.panel.low or 0) <= 0 <= (report.panel.high or 0)
    count = DEPARTMENTS * UNITS
    print(
        f"n={forms} P={satisfied}", held / count, held90 / count, small / count, departments / DEPARTMENTS, panel / DEPARTMENTS
    )
    assert held / count >= 0.95 - ERROR
    assert held90 / count >= 0.90 - ERROR
    assert small / count <= 0.05 + ERROR
    assert departments / DEPARTMENTS <= 0.05 + three_errors(DEPARTMENTS)
    assert panel / DEPARTMENTS >= 0.95 - three_errors(DEPARTMENTS)


@pytest.mark.slow
@pytest.mark.parametrize(("before", "after"), [(0.90, 0.95), (0.96, 0.90), (0.98, 0.93), (0.95, 0.99)])
@pytest.mark.parametrize("forms", [30, 100, 300])
def test_a_true_change_lies_in_the_interval(forms: int, before: float, after: float) -> None:
    rng = np.random.default_rng([8, forms, int(100 * before)])
    held, wrong = 0, 0
    for _ in range(RUNS):
        for row in draw_change(rng, forms, before, after).rows:
            assert row.change is not None
            d = row.change.difference
            held += (d.low or 0) <= after - before <= (d.high or 0)
            wrong += row.change.word == ("fallen" if after > before else "risen")
    print(f"n={forms} {before}->{after}", held / RUNS / UNITS, wrong)
    assert held / RUNS / UNITS >= 0.95 - ERROR
    assert wrong == 0


@pytest.mark.slow
@pytest.mark.parametrize(("before", "after"), [(0.92, 0.90), (0.95, 0.97), (0.96, 0.98)])
@pytest.mark.parametrize("forms", [300, 1000, 3000])
def test_a_change_of_two_points_is_rarely_called_stable(forms: int, before: float, after: float) -> None:
    rng = np.random.default_rng([9, forms, int(100 * before)])
    stable = sum(
        row.change is not None and row.change.word == "stable"
        for _ in range(RUNS // 2)
        for row in draw_change(rng, forms, before, after).rows
    )
    print(f"n={forms} {before}->{after} stable", stable / (RUNS // 2) / UNITS)
    assert stable / (RUNS // 2) / UNITS <= 0.05 + three_errors(RUNS // 2 * UNITS)


@pytest.mark.slow
@pytest.mark.parametrize("campaigns", [3, 5, 8])
@pytest.mark.parametrize("satisfied", [0.90, 0.97])
@pytest.mark.parametrize("forms", [30, 100, 300])
def test_a_slope_holds_the_truth_where_weights_from_own_shares_would_not(forms: int, satisfied: float, campaigns: int) -> None:
    rng = np.random.default_rng([10, forms, int(100 * satisfied), campaigns])
    times, held, naive, misfit, count = np.arange(campaigns, dtype=float), 0, 0, 0, 0
    for _ in range(RUNS // 2):
        tables = [draw_department(rng, forms, satisfied) for _ in times]
        for figures in zip(*([unit.result for unit in table.units] for table in tables), strict=True):
            found = fit_trend(times.tolist(), figures, kind="share")
            assert isinstance(found, Trend)
            assert found.lack_of_fit_p is not None
            held += (found.slope.low or 0) <= 0 <= (found.slope.high or 0)
            naive += holds_zero_with_own_weights(times, figures)
            misfit += found.lack_of_fit_p <= 0.05
            count += 1
    print(f"T={campaigns} n={forms} P={satisfied}", held / count, naive / count, misfit / count)
    assert held / count >= 0.95 - three_errors(count)
    assert misfit / count <= 0.05 + three_errors(count)
    assert naive < held


def holds_zero_with_own_weights(times: np.ndarray, figures: tuple[Result, ...]) -> bool:
    """The plain rule: each year's own variance as its weight."""
    shown = [figure for figure in figures if isinstance(figure, Estimate)]
    p = np.array([figure.value for figure in shown])
    w = np.array([figure.se or 1e-6 for figure in shown]) ** -2.0
    centred = times - (w @ times) / w.sum()
    return bool(abs(w @ (centred * p)) <= 1.96 * (w @ centred**2) ** 0.5)


@pytest.mark.slow
@pytest.mark.parametrize("units", [2, 5])
@pytest.mark.parametrize("satisfied", [0.90, 0.97])
@pytest.mark.parametrize("forms", [10, 30, 100])
def test_the_panel_of_a_few_units_holds_the_truth(forms: int, satisfied: float, units: int) -> None:
    rng = np.random.default_rng([11, forms, int(100 * satisfied), units])
    runs, held = 1000, 0
    for _ in range(runs):
        panel = draw_change(rng, forms, satisfied, satisfied, units).panel
        assert panel is not None
        held += (panel.low or 0) <= 0 <= (panel.high or 0)
    print(f"K={units} n={forms} P={satisfied} panel", held / runs)
    assert held / runs >= 0.94 - three_errors(runs)


@pytest.mark.slow
def test_known_changes_among_the_tests_would_hide_false_words() -> None:
    """Five unchanged samples among 95 exact changes: handing the p-values of 0 over as tests would let far more through."""
    rng = np.random.default_rng(12)
    known = compare_estimates(census(0.7), census(0.8), kind="share")
    runs, false, naive = 2000, 0, 0
    for _ in range(runs):
        hits = rng.binomial(200, 0.93, size=(5, 2)) / 200
        found = [compare_estimates(share(float(a), 200), share(float(b), 200), kind="share") for a, b in hits]
        changes = judge_changes([known] * 95 + found, material=0.0)[95:]
        false += any(change and change.adjusted_p <= 0.05 for change in changes)
        naive += any(one and one.p_value <= 0.05 * 96 / 100 for one in found)
    print("false with exact changes left out, counted in", false / runs, naive / runs)
    assert false / runs <= 0.05 + three_errors(runs)
    assert naive / runs > 0.15
