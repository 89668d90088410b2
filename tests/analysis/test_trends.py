"""The slope over several campaigns: base R, exact fractions, censuses, reports."""

import dataclasses
import json
import math
import random
from collections.abc import Sequence
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.comparison_figures import Trend
from analysis.estimates import Estimate, Result, Suppressed
from analysis.moments import Kind
from analysis.reports import DepartmentReport, UnitReport, build_department_report, build_frame, build_unit_report
from analysis.slopes import Point, fit_line
from analysis.trends import fit_trend, panel_trend, unit_trend
from tests.analysis.campaign_figures import bounds, census, no_spread, random_figure, score
from tests.analysis.chart_reports import share
from tests.analysis.invented import RANDOM, random_forms, unit_sums
from tests.analysis.versions import QUESTIONNAIRE, reworded

REFERENCE = json.loads((Path(__file__).parent.parent / "references" / "change.json").read_text())
YEARS = (2024.0, 2025.0, 2026.5)


def fitted(times: Sequence[float], results: Sequence[Result], kind: Kind = "share") -> Trend:
    found = fit_trend(times, results, kind=kind)
    assert isinstance(found, Trend)
    return found


def test_a_line_with_known_variances_is_that_of_r() -> None:
    stored = REFERENCE["line"]
    figures = [score(value, v**0.5) for value, v in zip(stored["figure"], stored["v"], strict=True)]
    found = fitted(stored["t"], figures, "score")
    assert found.slope.value == pytest.approx(stored["slope"], abs=1e-9)
    assert found.slope.se == pytest.approx(stored["se"], abs=1e-9)
    assert found.lack_of_fit == pytest.approx(stored["lack_of_fit"], abs=1e-7)
    assert found.lack_of_fit_p == pytest.approx(stored["lack_of_fit_p"], abs=1e-9)


def test_censuses_have_the_plain_slope_of_r_without_an_interval_of_their_own() -> None:
    stored = REFERENCE["line"]
    found = fitted(stored["t"], [census(value) for value in stored["figure"]], "score")
    slope = found.slope
    assert slope.value == pytest.approx(REFERENCE["plain"]["slope"], abs=1e-12)
    assert (slope.low, slope.high, slope.low90, slope.high90, slope.se) == (*(slope.value,) * 4, 0.0)
    assert (found.p_value, found.lack_of_fit, found.lack_of_fit_p) == (0.0, None, None)
    assert fitted(YEARS, [census(0.9)] * 3).p_value == 1.0


def exact_line(times: list[Fraction], values: list[Fraction], weights: list[Fraction]) -> tuple[Fraction, Fraction, Fraction]:
    """Slope, its variance for weights 1/v, and the weighted sum of squares about the line."""
    total = sum(weights)
    t0 = sum(w * t for w, t in zip(weights, times, strict=True)) / total
    y0 = sum(w * y for w, y in zip(weights, values, strict=True)) / total
    spread = sum(w * (t - t0) ** 2 for w, t in zip(weights, times, strict=True))
    slope = sum(w * (t - t0) * (y - y0) for w, t, y in zip(weights, times, values, strict=True)) / spread
    rest = sum(w * (y - y0 - slope * (t - t0)) ** 2 for w, t, y in zip(weights, times, values, strict=True))
    return slope, 1 / spread, rest


@settings(max_examples=100, deadline=None)
@given(st.lists(st.tuples(st.integers(1, 30), st.integers(10, 500), st.integers(0, 500)), min_size=3, max_size=7))
def test_shares_are_weighted_by_their_bases_with_the_pooled_share(campaigns: list[tuple[int, int, int]]) -> None:
    times, figures, values, bases = [Fraction(2000)], [], [], []
    for gap, n, hits in campaigns:
        times.append(times[-1] + Fraction(gap, 10))
        hits = min(hits, n)
        figures.append(share(hits / n, n))
        values.append(Fraction(hits, n))
        bases.append(n)
    pooled = (sum(n * p for n, p in zip(bases, values, strict=True)) + Fraction(3, 8)) / (sum(bases) + Fraction(3, 4))
    weights = [n / (pooled * (1 - pooled)) for n in bases]
    slope, variance, rest = exact_line(times[1:], values, weights)
    found = fitted([float(time) for time in times[1:]], figures)
    assert found.slope.value == pytest.approx(float(slope), abs=1e-9)
    assert found.slope.se == pytest.approx(float(variance) ** 0.5, rel=1e-7)
    assert found.slope.high == pytest.approx(float(slope) + 1.959963984540054 * float(variance) ** 0.5, abs=1e-9)
    assert found.lack_of_fit == pytest.approx(float(rest), rel=1e-6, abs=1e-7)
    if len(campaigns) == 4:  # chi-squared with 2 degrees of freedom is exponential
        assert found.lack_of_fit_p == pytest.approx(math.exp(-float(rest) / 2), abs=1e-7)


def test_all_satisfied_in_every_year_is_a_flat_line_with_an_interval() -> None:
    found = fitted(YEARS, [share(1.0, 30), share(1.0, 200), share(1.0, 12)])
    assert found.slope.value == pytest.approx(0, abs=1e-12)
    assert found.slope.low is not None
    assert found.slope.low < -1e-4
    assert found.p_value == pytest.approx(1)


def test_a_census_among_samples_does_not_decide_the_slope_alone() -> None:
    figures = [share(0.90, 200), census(0.95), share(0.93, 100), share(0.97, 400)]
    found = fitted([0.0, 1.0, 2.0, 3.0], figures)
    c = (-0.3, -0.1, 0.1, 0.3)
    assert found.slope.value == pytest.approx(sum(a * e.value for a, e in zip(c, figures, strict=True)))
    pooled = (200 * 0.9 + 100 * 0.93 + 400 * 0.97 + 0.375) / 700.75
    variance = pooled * (1 - pooled) * (0.09 / 200 + 0.01 / 100 + 0.09 / 400)
    assert found.slope.se == pytest.approx(variance**0.5)
    assert found.lack_of_fit is not None
    # a line held at the census: weighted least squares of the others about it
    v = [pooled * (1 - pooled) / n for n in (200, 100, 400)]
    t, y = (-1.0, 1.0, 2.0), (-0.05, -0.02, 0.02)
    b = sum(s * d / w for s, d, w in zip(t, y, v, strict=True)) / sum(s * s / w for s, w in zip(t, v, strict=True))
    assert found.lack_of_fit == pytest.approx(sum((d - b * s) ** 2 / w for s, d, w in zip(t, y, v, strict=True)))


def test_two_censuses_fix_the_line_against_which_the_fit_is_judged() -> None:
    found = fitted(YEARS, [census(0.90), census(0.92), share(0.93, 100)])
    pooled = (93 + 0.375) / 100.75
    assert found.lack_of_fit == pytest.approx((0.93 - 0.95) ** 2 / (pooled * (1 - pooled) / 100))
    with_third = fitted((*YEARS, 2027.0), [census(0.90), census(0.92), share(0.93, 100), census(0.9)])
    assert (with_third.lack_of_fit, with_third.lack_of_fit_p) == (None, None)


def test_missing_answers_of_a_census_widen_the_slope_as_far_as_they_can() -> None:
    figures = [bounds(0.90, 0.88, 0.91), census(0.93), bounds(0.96, 0.95, 0.99)]
    found = fitted([0.0, 1.0, 2.0], figures)
    slope = found.slope
    assert (slope.low, slope.high, slope.low90, slope.high90) == pytest.approx((0.02, 0.055, 0.02, 0.055))
    assert (slope.se, found.p_value, found.lack_of_fit) == (None, 0.0, None)
    level = [bounds(0.90, 0.88, 0.95), census(0.93), bounds(0.96, 0.94, 0.99)]
    assert fitted([0.0, 1.0, 2.0], level).p_value == 1.0
    beside = fitted([0.0, 1.0, 2.0], [*figures[:2], share(0.96, 100)]).slope
    sample = fitted([0.0, 1.0, 2.0], [census(0.91), census(0.93), share(0.96, 100)]).slope
    assert beside.low == pytest.approx(sample.low)


def test_withheld_campaigns_are_left_out_and_two_are_too_few() -> None:
    gone = Suppressed("too few")
    figures: list[Result] = [share(0.9, 100), gone, share(0.92, 100), share(0.95, 100)]
    found = fitted([2020.0, 2021.0, 2022.0, 2023.0], figures)
    assert found.times == (2020.0, 2022.0, 2023.0)
    assert found.figures == (figures[0], *figures[2:])
    assert fit_trend(YEARS, figures[:3], kind="share") == "fewer than three"
    assert fit_trend([], [], kind="share") == "fewer than three"
    assert fit_trend(YEARS, [score(4.0, 0.1), no_spread(4.1), score(4.2, 0.1)], kind="score") == "no spread"


@pytest.mark.parametrize(
    ("times", "message"),
    [((2024.0, 2025.0), "2 times for 3"), ((2024.0, 2024.0, 2025.0), "do not rise"), ((1.0, math.nan, 3.0), "do not rise")],
)
def test_times_must_rise(times: tuple[float, ...], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        fit_trend(times, [share(0.9, 100)] * 3, kind="share")


@settings(max_examples=200, deadline=None)
@given(RANDOM, st.sampled_from(["share", "score"]), st.integers(3, 8))
def test_any_figures_have_a_trend_with_limits_in_order(rng: random.Random, kind: Kind, count: int) -> None:
    times = [2000 + k + rng.random() / 2 for k in range(count)]
    figures = [random_figure(rng, kind) for _ in times]
    found = fit_trend(times, figures, kind=kind)
    if not isinstance(found, Trend):
        assert (found, kind) == ("no spread", "score")
        return
    numbers = [value for value in dataclasses.astuple(found.slope) if value is not None]
    assert all(math.isfinite(number) for number in (*numbers, found.p_value))
    slope = found.slope
    assert slope.low is not None
    assert slope.high is not None
    assert slope.low90 is not None
    assert slope.high90 is not None
    assert all(a <= b + 1e-12 for a, b in pairwise((slope.low, slope.low90, slope.value, slope.high90, slope.high)))
    assert 0 <= found.p_value <= 1
    if found.lack_of_fit is not None:
        assert found.lack_of_fit >= 0
        assert found.lack_of_fit_p is not None
        assert 0 <= found.lack_of_fit_p <= 1
    if abs(found.p_value - 0.05) > 1e-9:
        assert (found.p_value < 0.05) == (slope.low > 1e-12 or slope.high < -1e-12)


def reports_of(rng: random.Random, shares: Sequence[float], forms: int = 200) -> list[UnitReport]:
    made = []
    for satisfied in shares:
        unit = unit_sums(QUESTIONNAIRE, "S", random_forms(QUESTIONNAIRE, rng, {"": forms}, satisfied=satisfied), None)
        frame = build_frame(QUESTIONNAIRE, [unit])
        made.append(
            build_unit_report(QUESTIONNAIRE, unit.cells, unit_code="S", unit_name="S", eligible=None, frame=frame, target=0.9)
        )
    return made


def test_a_unit_is_followed_on_any_figure_whose_words_survive() -> None:
    reports = reports_of(random.Random(1), (0.7, 0.8, 0.9))
    later = reworded("A02", text="Câu viết lại")
    last = dataclasses.replace(reports[2], questionnaire_digest=later.digest)
    versions = (QUESTIONNAIRE, QUESTIONNAIRE, later)
    for code in ("", "A", "A02"):
        assert unit_trend(YEARS, [*reports[:2], last], questionnaires=versions, code=code) == "reworded"
        found = unit_trend(YEARS, reports, questionnaires=versions[:1] * 3, code=code)
        assert isinstance(found, Trend)
        assert found.p_value < 0.01
    for kind in ("share", "score"):
        found = unit_trend(YEARS, [*reports[:2], last], questionnaires=versions, code="B", kind=kind)
        assert isinstance(found, Trend)
        figures = [getattr(report.dimensions[1], kind) for report in reports]
        assert found == fit_trend(YEARS, figures, kind=kind)
    for wrong in ("Z", "F02"):
        with pytest.raises(ValueError, match="no figure"):
            unit_trend(YEARS, reports, questionnaires=versions[:1] * 3, code=wrong)
    other = dataclasses.replace(reports[2], unit_code="T")
    with pytest.raises(ValueError, match="several units"):
        unit_trend(YEARS, [*reports[:2], other], questionnaires=versions[:1] * 3)


def table(rng: random.Random, sizes: dict[str, int], satisfied: float, measure: str = "") -> DepartmentReport:
    units = [
        unit_sums(QUESTIONNAIRE, code, random_forms(QUESTIONNAIRE, rng, {"": n}, satisfied=satisfied), None)
        for code, n in sizes.items()
    ]
    return build_department_report(QUESTIONNAIRE, units, target=0.9, measure_code=measure)


def test_the_panel_is_the_mean_of_the_units_that_are_shown_each_time() -> None:
    rng = random.Random(2)
    sizes = {"S1": 100, "S2": 40, "S3": 60, "S4": 80}
    tables = [table(rng, sizes, 0.75), table(rng, sizes | {"S3": 5, "S9": 90}, 0.85), table(rng, sizes, 0.93)]
    versions = (QUESTIONNAIRE,) * 3
    found = panel_trend(YEARS, tables, questionnaires=versions)
    assert isinstance(found, Trend)
    assert found.units == 3
    for figure, report in zip(found.figures, tables, strict=True):
        row = [unit.result for unit in report.units if unit.code in ("S1", "S2", "S4")]
        shown = [result for result in row if isinstance(result, Estimate)]
        assert figure.value == pytest.approx(sum(result.value for result in shown) / 3)
        assert figure.effective_base == pytest.approx(9 / sum(1 / result.effective_base for result in shown))
        assert figure.se == pytest.approx(sum((result.se or 0) ** 2 for result in shown) ** 0.5 / 3)
        assert figure.low is not None
        assert figure.high is not None
        assert figure.low < figure.value < figure.high
    assert found == dataclasses.replace(fitted(YEARS, found.figures), units=3)
    assert panel_trend(YEARS, [*tables[:2], table(rng, {"T": 50}, 0.9)], questionnaires=versions) == "no common unit"
    assert panel_trend(YEARS[:2], tables[:2], questionnaires=versions[:2]) == "fewer than three"
    with pytest.raises(ValueError, match="measures"):
        panel_trend(YEARS, [*tables[:2], table(rng, sizes, 0.9, "A")], questionnaires=versions)


def test_a_panel_of_censuses_is_exact_and_one_unit_is_itself() -> None:
    rng = random.Random(3)
    tables = [table(rng, {"S1": 60, "S2": 50}, 0.9) for _ in range(3)]

    def with_results(report: DepartmentReport, *results: Result) -> DepartmentReport:
        units = tuple(dataclasses.replace(u, result=r) for u, r in zip(report.units, results, strict=True))
        return dataclasses.replace(report, units=units)

    versions = (QUESTIONNAIRE,) * 3
    exact = [with_results(t, census(0.9 + k / 50), census(0.8)) for k, t in enumerate(tables)]
    found = panel_trend((0.0, 1.0, 2.0), exact, questionnaires=versions)
    assert isinstance(found, Trend)
    assert {figure.interval_kind for figure in found.figures} == {"census"}
    assert (found.slope.value, found.slope.se) == (pytest.approx(0.01), 0.0)
    bounded = [with_results(t, census(0.9), bounds(0.8, 0.78, 0.84)) for t in tables]
    found = panel_trend((0.0, 1.0, 2.0), bounded, questionnaires=versions)
    assert isinstance(found, Trend)
    figure = found.figures[0]
    assert (figure.interval_kind, figure.low, figure.high, figure.se) == (
        "bounds",
        pytest.approx(0.84),
        pytest.approx(0.87),
        None,
    )
    alone = [with_results(t, share(0.9, 60), Suppressed("too few")) for t in tables]
    found = panel_trend(YEARS, alone, questionnaires=versions)
    assert isinstance(found, Trend)
    assert (found.figures, found.units) == ((share(0.9, 60),) * 3, 1)


def test_a_line_through_one_all_but_certain_point_is_as_exact_as_any() -> None:
    times, values, variances = (2019.25, 2021.5, 2024.75, 2026.0), (4.0, 4.25, 3.5, 4.5), (0.25, 1e-12, 0.0625, 0.125)
    points = [Point(x, x, x, 0.0, v, 99, False) for x, v in zip(values, variances, strict=True)]
    t, w = [Fraction(time) for time in times], [1 / Fraction(v) for v in variances]
    middle = sum((a * b for a, b in zip(w, t, strict=True)), Fraction(0)) / sum(w)
    c = [a * (b - middle) for a, b in zip(w, t, strict=True)]
    slope = sum((a * Fraction(x) for a, x in zip(c, values, strict=True)), Fraction(0))
    slope /= sum((a * (b - middle) for a, b in zip(c, t, strict=True)), Fraction(0))
    assert fit_line(times, points, kind="score").slope.value == pytest.approx(float(slope), rel=1e-12)
