"""Arrivals: what a school's life explains, and what it does not."""

import random
import statistics

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.bursts import find_bursts, usual_traffic
from tests.analysis.invented import RANDOM

ARRIVALS = st.dictionaries(st.integers(0, 60), st.integers(0, 300), max_size=25)


def trickle(rng: random.Random, days: int = 14, mean: float = 2.0) -> dict[int, int]:
    """One or a few forms in slots between six in the morning and ten in the evening, ever fewer from day to day."""
    slots: dict[int, int] = {}
    for day in range(days):
        for slot in range(36, 132):
            count = np.random.default_rng(rng.randrange(2**32)).poisson(rng.expovariate(1 / mean) * 0.8**day)
            if count:
                slots[144 * day + slot] = int(count)
    return slots


def slots_of(arrivals: dict[int, int]) -> list[str]:
    return [burst.slot for burst in find_bursts(arrivals)]


def test_no_slot_no_burst() -> None:
    assert find_bursts({}) == ()
    assert find_bursts({5: 0, 7: 0}) == ()


def test_all_in_one_slot_is_a_burst_only_beyond_a_class() -> None:
    assert find_bursts({5: 45}) == ()
    (burst,) = find_bursts({5: 300})
    assert (burst.slot, burst.arrivals, burst.expected) == ("5", 300, 1.0)
    assert burst.p_value < 1e-70


def test_the_tail_is_that_of_a_geometric_distribution_beyond_the_class() -> None:
    """Nothing else came: mean 1, dispersion 1, so P(Y >= k) = 2^-k."""
    (burst,) = find_bursts({5: 65})
    assert burst.p_value == pytest.approx(2.0**-20)


def test_a_class_after_a_meeting_is_no_burst_and_a_stack_of_forms_is() -> None:
    days = trickle(random.Random(1))
    assert slots_of(days) == []
    assert slots_of(days | {1000: 40}) == []
    assert slots_of(days | {1000: 150}) == ["1000"]


def test_a_meeting_of_the_whole_school_explains_itself() -> None:
    evening = {500: 12, 501: 95, 502: 160, 503: 140, 504: 70, 505: 20, 506: 4}
    assert slots_of(trickle(random.Random(2)) | evening) == []


def test_pupils_who_answer_class_by_class_are_no_burst() -> None:
    lessons = {144 * day + slot: random.Random(day * 9 + slot).randint(28, 55) for day in range(5) for slot in range(42, 66, 5)}
    assert slots_of(lessons) == []


def test_the_number_of_a_class_and_the_name_of_a_slot_are_arguments() -> None:
    assert find_bursts({5: 40}) == ()
    (burst,) = find_bursts({5: 40}, together=15, label=lambda slot: f"10:{slot}0")
    assert burst.slot == "10:50"


@pytest.mark.parametrize(("arrivals", "together"), [({1: -1}, 45), ({1: 5}, -1)])
def test_numbers_below_zero_are_refused(arrivals: dict[int, int], together: int) -> None:
    with pytest.raises(ValueError, match="below zero"):
        find_bursts(arrivals, together=together)


@given(ARRIVALS)
def test_the_usual_traffic_is_that_of_the_loops(arrivals: dict[int, int]) -> None:
    filled = {slot: count for slot, count in sorted(arrivals.items()) if count}
    expected = []
    for slot in filled:
        others = [count for other, count in filled.items() if other != slot]
        around = [filled.get(slot + step, 0) for step in (-3, -2, -1, 1, 2, 3)]
        expected.append(max(statistics.median(others) if others else 0, sum(around) / 6, 1))
    slots, counts = (np.array(list(part), dtype=np.int64) for part in (filled.keys(), filled.values()))
    assert usual_traffic(slots, counts).tolist() == pytest.approx(expected)


@given(ARRIVALS, st.integers(1, 5))
def test_order_shift_and_empty_slots_change_nothing(arrivals: dict[int, int], shift: int) -> None:
    found = find_bursts(arrivals)
    moved = {slot + shift: arrivals[slot] for slot in reversed(arrivals)} | {1000: 0}
    assert [(int(b.slot) + shift, b.arrivals, b.p_value) for b in found] == [
        (int(b.slot), b.arrivals, b.p_value) for b in find_bursts(moved)
    ]
    assert all(b.arrivals > 45 and 0 <= b.p_value <= 0.01 and b.expected >= 1 for b in found)


@pytest.mark.slow
def test_false_alarms_are_rare_in_uneven_traffic() -> None:
    alarms = sum(bool(find_bursts(trickle(random.Random(seed), mean=8.0))) for seed in range(400))
    assert alarms <= 4


@settings(max_examples=20, deadline=None)
@given(RANDOM)
def test_two_hundred_forms_by_one_hand_are_found_in_any_trickle(rng: random.Random) -> None:
    assert "1000" in slots_of(trickle(rng) | {1000: 200})
