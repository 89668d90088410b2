"""What holds for any forms at all."""

import dataclasses
import math
import random
from collections.abc import Iterator
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.estimates import Convention, Estimate
from analysis.reports import Thresholds, UnitReport, build_department_report, build_frame, build_unit_report
from analysis.strata import UnitSums
from analysis.verdicts import verdict_of
from tests.analysis.invented import OPEN_GATE, RANDOM, make_questionnaire, random_forms, unit_sums

QUESTIONNAIRE = make_questionnaire()
EPSILON = 1e-12


def schools(rng: random.Random) -> list[UnitSums]:
    """Schools of any size with eligible numbers that fit, or do not."""
    made = []
    for number in range(rng.randint(1, 14)):
        sizes = {grade: rng.choice([0, 0, 1, 2, 5, 20]) for grade in ("1", "2", "")}
        forms = random_forms(
            QUESTIONNAIRE, rng, sizes, satisfied=rng.choice([0, 0.5, 0.97, 1]), missing=rng.choice([0, 0.1, 0.9])
        )
        n = len(forms)
        eligible = rng.choice(
            [None, 0, 1, n, n + 1, 3 * n, {"1": n, "2": 7}, {"1": 0, "2": n}, {"1": sizes["1"], "2": sizes["2"]}, {}]
        )
        made.append(unit_sums(QUESTIONNAIRE, f"S{number}", forms, eligible))
    return made


def estimates_in(value: object) -> Iterator[Estimate]:
    """Every estimate anywhere in a report."""
    if isinstance(value, Estimate):
        yield value
    elif dataclasses.is_dataclass(value):
        for part in dataclasses.fields(value):
            yield from estimates_in(getattr(value, part.name))
    elif isinstance(value, tuple):
        for part in value:
            yield from estimates_in(part)


def check(estimate: Estimate) -> None:
    """Finite numbers in their order and range."""
    numbers = [value for value in dataclasses.astuple(estimate) if isinstance(value, float)]
    assert all(math.isfinite(number) for number in numbers)
    assert estimate.base >= estimate.n >= 1
    assert estimate.effective_base > 0
    if estimate.low is None:
        assert estimate.interval_kind == "none"
        assert (estimate.high, estimate.low90, estimate.high90) == (None, None, None)
        return
    assert estimate.high is not None
    assert estimate.low90 is not None
    assert estimate.high90 is not None
    order = [estimate.low, estimate.low90, estimate.value, estimate.high90, estimate.high]
    assert all(a <= b + EPSILON for a, b in pairwise(order))


@settings(max_examples=200, deadline=None)
@given(RANDOM, st.sampled_from(["answers", "mean", "eligible"]), st.booleans(), st.floats(0, 1))
def test_no_report_holds_an_impossible_number(rng: random.Random, convention: Convention, is_open: bool, target: float) -> None:
    units = schools(rng)
    thresholds = OPEN_GATE if is_open else Thresholds()
    department = build_department_report(
        QUESTIONNAIRE,
        units,
        target=target,
        convention=convention,
        measure_code=rng.choice(["", "A", "B"]),
        thresholds=thresholds,
    )
    report = unit_report(units[0], units, target=target, convention=convention, thresholds=thresholds)
    shares = [department.total, *(unit.result for unit in department.units), report.index_share]
    for dimension in (*department.dimensions, *report.dimensions):
        shares += [dimension.share, *(item.share for item in dimension.items)]
    for share in shares:
        if isinstance(share, Estimate):
            assert share.low is not None
            assert share.high is not None
            assert 0 <= share.low <= share.high <= 1
            verdict = verdict_of(share, target)
            least = target - EPSILON if share.interval_kind in ("census", "bounds") else target
            assert (verdict == "met") == (share.low90 is not None and share.low90 >= least)
    for estimate in (*estimates_in(department), *estimates_in(report)):
        check(estimate)


def unit_report(
    unit: UnitSums, units: list[UnitSums], *, target: float, convention: Convention, thresholds: Thresholds
) -> UnitReport:
    return build_unit_report(
        QUESTIONNAIRE,
        unit.cells,
        unit_code=unit.code,
        unit_name=unit.name,
        eligible=unit.eligible,
        frame=build_frame(QUESTIONNAIRE, units),
        target=target,
        convention=convention,
        thresholds=thresholds,
    )


@settings(max_examples=200, deadline=None)
@given(RANDOM)
def test_the_order_of_units_and_cells_changes_nothing(rng: random.Random) -> None:
    units = schools(rng)
    mixed = [dataclasses.replace(unit, cells=dict(reversed(unit.cells.items()))) for unit in units]
    rng.shuffle(mixed)
    assert build_department_report(QUESTIONNAIRE, units, target=0.9) == build_department_report(
        QUESTIONNAIRE, mixed, target=0.9
    )


def test_a_unit_sees_the_same_interval_on_its_page_and_in_the_table() -> None:
    rng = random.Random(3)
    sizes = {"1": 20, "2": 15}
    units = [unit_sums(QUESTIONNAIRE, f"S{i}", random_forms(QUESTIONNAIRE, rng, sizes), {"1": 50, "2": 60}) for i in range(12)]
    table = build_department_report(QUESTIONNAIRE, units, target=0.8, convention="eligible")
    frame = build_frame(QUESTIONNAIRE, units)
    part = build_department_report(QUESTIONNAIRE, units[:3], target=0.8, convention="eligible", frame=frame)
    for row in (*table.units, *part.units):
        own = unit_report(units[int(row.code[1:])], units, target=0.8, convention="eligible", thresholds=Thresholds())
        assert (own.index_share, own.verdict) == (row.result, row.verdict)


def test_the_fingerprint_follows_all_that_is_shown() -> None:
    rng = random.Random(4)
    unit = unit_sums(QUESTIONNAIRE, "S", random_forms(QUESTIONNAIRE, rng, {"1": 20}), {"1": 50, "2": 60})
    other = dataclasses.replace(unit, eligible={"1": 50, "2": 61})
    first, again, judged, changed = (
        unit_report(school, [unit], target=target, convention="answers", thresholds=Thresholds()).fingerprint
        for school, target in ((unit, 0.8), (unit, 0.8), (unit, 0.9), (other, 0.8))
    )
    assert first == again
    assert len({first, judged, changed}) == 3
    tables = [build_department_report(QUESTIONNAIRE, [unit], target=target).fingerprint for target in (0.8, 0.8, 0.9)]
    assert tables[0] == tables[1] != tables[2]


@pytest.mark.parametrize("convention", ["answers", "mean", "eligible"])
def test_the_index_of_one_dimension_is_that_dimension(convention: Convention) -> None:
    questionnaire = make_questionnaire([4])
    rng = random.Random(8)
    unit = unit_sums(questionnaire, "S", random_forms(questionnaire, rng, {"1": 20, "2": 20}), {"1": 50, "2": 90})
    frame = build_frame(questionnaire, [unit])
    report = build_unit_report(
        questionnaire,
        unit.cells,
        unit_code="S",
        unit_name="S",
        eligible=unit.eligible,
        frame=frame,
        target=0.9,
        convention=convention,
    )
    share, own = report.index_share, report.dimensions[0].share
    assert isinstance(share, Estimate)
    assert isinstance(own, Estimate)
    assert dataclasses.astuple(share)[:5] == pytest.approx(dataclasses.astuple(own)[:5], abs=1e-12)
