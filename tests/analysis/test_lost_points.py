"""What items take from an index adds up to what it lacks, and a withheld item takes part in nothing."""

import random

import pytest

from analysis.build_unit import build_unit_report
from analysis.estimates import Convention, Estimate
from analysis.figures import UnitReport
from analysis.frame import Frame
from analysis.lost_points import build_loss_report, gap_to_target
from tests.analysis.invented import cells_of, make_questionnaire, random_forms

QUESTIONNAIRE = make_questionnaire()
FRAME = Frame(QUESTIONNAIRE.digest, (0.4, 0.4), 0.3)


def report(forms: int, *, satisfied: float = 0.8, convention: Convention = "answers") -> UnitReport:
    drawn = random_forms(QUESTIONNAIRE, random.Random(3), {"": forms}, satisfied=satisfied)
    return build_unit_report(
        QUESTIONNAIRE,
        cells_of(QUESTIONNAIRE, drawn),
        unit_code="S",
        unit_name="S",
        eligible=4 * forms,
        frame=FRAME,
        target=0.9,
        convention=convention,
    )


def test_the_parts_of_all_items_add_up_to_what_the_index_lacks() -> None:
    made = report(300)
    found = build_loss_report(made)
    assert isinstance(made.index_share, Estimate)
    assert found.lost == pytest.approx(1 - made.index_share.value)
    assert found.told == pytest.approx(found.lost)
    points = [part.points or 0 for part in found.parts]
    assert points == sorted(points, reverse=True)
    assert len(points) == 5
    for part in found.parts:
        assert part.low is not None
        assert part.high is not None
        assert part.points is not None
        assert part.low <= part.points <= part.high
        assert part.verdict == ("missed" if part.gap.high90 is not None and part.gap.high90 < 0 else part.verdict)


def test_a_gap_is_the_share_less_the_target_between_its_limits() -> None:
    share = report(300).index_share
    gap = gap_to_target(share, 0.9)
    assert isinstance(share, Estimate)
    assert gap is not None
    assert (gap.value, gap.low, gap.high) == (share.value - 0.9, (share.low or 0) - 0.9, (share.high or 0) - 0.9)


def test_withheld_figures_lose_nothing_and_other_conventions_have_no_parts() -> None:
    none = build_loss_report(report(6))
    assert (none.lost, none.told, none.parts) == (None, None, ())
    assert gap_to_target(report(6).index_share, 0.9) is None
    weighted = build_loss_report(report(300, convention="mean"))
    assert weighted.told is None
    values = [part.gap.value for part in weighted.parts]
    assert values == sorted(values)
