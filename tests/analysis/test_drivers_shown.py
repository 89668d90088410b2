"""What of the drivers may be shown, and in which quadrant."""

import dataclasses
import random

import numpy as np
import pytest

from analysis.drivers import build_drivers_report
from analysis.estimates import Estimate, Suppressed
from analysis.reports import build_department_report
from analysis.sheets import sums_from_sheets
from tests.analysis import scale_forms
from tests.analysis.driver_schools import DRAWS, QUESTIONNAIRE, related_sheet, report_on, report_on_reference, school, schools
from tests.analysis.invented import make_questionnaire


def test_a_unit_with_fewer_than_ten_forms_and_one_that_was_not_counted_leave_no_trace() -> None:
    units = schools([20] * 10)
    more = schools([9, 30], seed=99)
    uncounted = dataclasses.replace(more[1], code="T2", pairs=None)
    figures = build_department_report(QUESTIONNAIRE, units, target=0.8).dimensions
    alone, together = (
        build_drivers_report(QUESTIONNAIRE, some, subject="Xã Thử", figures=figures, seed=1, draws=DRAWS)
        for some in (units, [*units, dataclasses.replace(more[0], code="A0"), uncounted])
    )
    assert alone == together


def test_importance_without_flagged_forms_is_that_of_the_other_forms() -> None:
    rng = random.Random(11)
    sheets = [related_sheet(rng) for _ in range(150)]
    straight = ["5555551", "1111111"] * 10
    flagged = report_on([school("S1", [*sheets, *straight], flagged=straight, questionnaire=QUESTIONNAIRE)])
    clean = report_on([school("S1", sheets, questionnaire=QUESTIONNAIRE)])
    assert flagged.without_flagged == tuple(driver.importance for driver in clean.drivers)
    assert clean.without_flagged is None


@pytest.mark.parametrize(("count", "is_shown"), [(0, True), (1, False), (9, False), (10, True)])
def test_the_difference_that_flagged_forms_make_never_rests_on_fewer_than_ten(count: int, is_shown: bool) -> None:
    rng = random.Random(12)
    sheets = [related_sheet(rng) for _ in range(150)]
    report = report_on([school("S1", sheets, flagged=sheets[:count], questionnaire=QUESTIONNAIRE)])
    assert (report.without_flagged is not None) == is_shown


def test_importance_without_flagged_forms_is_not_given_where_their_pairs_were_not_counted() -> None:
    rng = random.Random(12)
    sheets = [related_sheet(rng) for _ in range(300)]
    known = school("S1", sheets[:150], flagged=sheets[:20], questionnaire=QUESTIONNAIRE)
    other = school("S2", sheets[150:], questionnaire=QUESTIONNAIRE)
    assert report_on([known, other]).without_flagged is not None
    unknown = dataclasses.replace(other, flagged={"": sums_from_sheets(QUESTIONNAIRE, sheets[150:170])})
    assert report_on([known, unknown]).without_flagged is None


def test_quadrants_need_both_intervals_off_their_lines() -> None:
    report = report_on_reference()
    for drivers, importance_line, share_line in (
        (report.drivers, report.importance_line, report.share_line),
        (report.items, report.item_importance_line, report.item_share_line),
    ):
        assert importance_line == np.median([driver.importance for driver in drivers])
        assert share_line == np.median([d.share.value for d in drivers if isinstance(d.share, Estimate)])
        for driver in drivers:
            assert driver.low is not None
            assert driver.high is not None
            share = driver.share
            assert isinstance(share, Estimate)
            assert share.low is not None
            assert share.high is not None
            is_open = driver.low <= importance_line <= driver.high or share.low <= share_line <= share.high
            words = {
                (True, True): "keep up",
                (True, False): "improve first",
                (False, True): "well served",
                (False, False): "less urgent",
            }
            side = (driver.importance > importance_line, share.value > share_line)
            assert driver.quadrant == (None if is_open else words[side])


def test_all_four_quadrants_can_be_reached() -> None:
    """Two dimensions matter and two hardly do; one of each pair satisfies."""
    questionnaire = make_questionnaire((2, 2, 2, 2), percent=False)
    rng = random.Random(13)
    units = []
    for number in range(20):
        sheets = []
        for _ in range(60):
            a, b, c, d = (rng.random() < p for p in (0.9, 0.5, 0.9, 0.5))
            y = 1 + 2 * a + 2 * b if rng.random() < 0.9 else rng.randint(1, 5)
            y = min(5, y + (c and d and rng.random() < 0.3))
            sheets.append("".join(("5" if good else "2") * 2 for good in (a, b, c, d)) + str(y) + "-")
        units.append(school(f"S{number:02d}", sheets, questionnaire=questionnaire))
    found = [driver.quadrant for driver in report_on(units, questionnaire=questionnaire).drivers]
    assert found == ["keep up", "improve first", "well served", "less urgent"]


def test_a_withheld_share_has_no_quadrant_and_no_part_in_the_line() -> None:
    units, figures = scale_forms.units(), list(scale_forms.figures())
    figures[1] = dataclasses.replace(figures[1], share=Suppressed("too few"))
    report = build_drivers_report(scale_forms.questionnaire(), units, subject="", figures=figures, seed=7, draws=DRAWS)
    assert report.drivers[1].quadrant is None
    assert isinstance(report.drivers[1].share, Suppressed)
    left = [d.share.value for d in report.drivers if isinstance(d.share, Estimate)]
    assert len(left) == 3
    assert report.share_line == np.median(left)
    hidden = [dataclasses.replace(figure, share=Suppressed("too few")) for figure in figures]
    report = build_drivers_report(scale_forms.questionnaire(), units, subject="", figures=hidden, seed=7, draws=DRAWS)
    assert report.share_line is None
    assert all(driver.quadrant is None for driver in report.drivers)
