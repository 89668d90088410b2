"""A scale holds what must be seen, in round steps."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.charts.scale import count_scale, diverging_scale, share_scale

shares = st.floats(0, 1)


@given(st.lists(shares, max_size=8))
def test_a_scale_of_shares_holds_them_all_and_stays_within_0_and_100_percent(values: list[float]) -> None:
    scale = share_scale(values)
    assert 0 <= scale.low < scale.high <= 1
    assert scale.high - scale.low >= 0.1 - 1e-9
    assert all(scale.low - 1e-9 <= value <= scale.high + 1e-9 for value in values)
    assert 2 <= len(scale.ticks) <= 7
    assert (scale.ticks[0], scale.ticks[-1]) == (scale.low, scale.high)


@given(shares, shares)
def test_a_diverging_scale_holds_both_sides_and_has_a_tick_at_the_centre(left: float, right: float) -> None:
    scale = diverging_scale(left, right)
    assert scale.low <= -left + 1e-9
    assert scale.high >= right - 1e-9
    assert 0 in scale.ticks
    assert all(scale.low <= tick <= scale.high for tick in scale.ticks)


@given(st.floats(0, 1e6))
def test_a_scale_of_counts_begins_at_0_and_holds_the_largest_at_whole_steps(largest: float) -> None:
    scale = count_scale(largest)
    assert scale.low == 0
    assert scale.high >= largest
    assert len(scale.ticks) <= 7
    assert all(tick == math.floor(tick) for tick in scale.ticks)


@pytest.mark.parametrize(("value", "place"), [(0.8, 0.0), (0.9, 0.5), (1.0, 1.0), (0.1, 0.0)])
def test_a_value_beyond_the_scale_is_placed_at_its_end(value: float, place: float) -> None:
    assert share_scale([0.8, 1.0]).place(value) == place
