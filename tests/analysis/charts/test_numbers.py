"""Numbers read as a Vietnamese clerk writes them."""

import pytest

from analysis.charts import format_count, format_number, format_share, format_share_range, format_target
from analysis.charts.numbers import format_share_against


@pytest.mark.parametrize(
    ("share", "text"),
    [(0.9264, "92,6%"), (1.0, "100,0%"), (0.0, "0,0%"), (0.8125, "81,3%"), (0.57, "57,0%"), (0.9265, "92,7%")],
)
def test_a_share_has_a_decimal_comma_and_halves_are_rounded_up(share: float, text: str) -> None:
    assert format_share(share) == text


def test_a_share_without_decimals_is_whole() -> None:
    assert format_share(0.645, 0) == "65%"


def test_a_range_has_a_dash_between_spaces_and_no_sign() -> None:
    assert format_share_range(0.921, 0.93) == "92,1 – 93,0"


@pytest.mark.parametrize(("count", "text"), [(0, "0"), (999, "999"), (18412, "18.412"), (1234567, "1.234.567")])
def test_a_count_has_points_between_thousands(count: int, text: str) -> None:
    assert format_count(count) == text


def test_a_negative_number_has_a_true_minus_and_zero_has_none() -> None:
    assert format_number(-2.14, 1) == "−2,1"
    assert format_number(-0.04, 1) == "0,0"


def test_a_score_keeps_the_decimals_asked_for() -> None:
    assert format_number(4.2, 2) == "4,20"


def test_a_target_has_a_decimal_only_where_it_needs_one() -> None:
    assert format_target(0.9) == "90%"
    assert format_target(0.925) == "92,5%"


@pytest.mark.parametrize(
    ("share", "text"), [(0.8996, "89,96%"), (0.89999, "89,999%"), (0.9, "90,0%"), (0.9 - 1e-12, "90,0%"), (0.91, "91,0%")]
)
def test_rounding_does_not_hide_that_a_share_misses_its_target(share: float, text: str) -> None:
    assert format_share_against(share, 0.9) == text
