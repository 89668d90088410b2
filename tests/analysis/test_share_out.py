"""Sharing a sample out over grades: whole invitations that add up, none a whole one away from its exact share."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.sample_size import share_out

sizes = st.lists(st.integers(0, 2000), min_size=1, max_size=12).filter(any)


@given(number=st.integers(0, 5000), sizes=sizes)
def test_what_is_shared_out_adds_up_and_is_fair(number: int, sizes: list[int]) -> None:
    shares = share_out(number, sizes)
    assert sum(shares) == number
    exact = [Fraction(number * size, sum(sizes)) for size in sizes]
    assert all(abs(share - fair) < 1 for share, fair in zip(shares, exact, strict=True))
    assert all(share == 0 for share, size in zip(shares, sizes, strict=True) if not size)


@pytest.mark.parametrize(("number", "sizes"), [(-1, [1]), (1, []), (1, [0, 0]), (1, [2, -1])])
def test_what_cannot_be_shared_out_is_refused(number: int, sizes: list[int]) -> None:
    with pytest.raises(ValueError, match="groups with sizes"):
        share_out(number, sizes)
