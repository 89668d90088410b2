"""How many answers are needed, and how wide the interval will be that they give (docs/methods.md section 8).

Knows no answers, only numbers of people; the design effect of section 3 is an argument.
"""

from collections.abc import Sequence
from fractions import Fraction
from functools import lru_cache
from math import ceil, inf

import numpy as np

from analysis.intervals import TAIL, korn_graubard_limits

ERROR = "0.05"  # e of the guides
MOST_FORMS = 1_000_000  # beyond this nobody asks


@lru_cache(maxsize=8192)  # a table of a thousand schools asks for the same numbers on every page
def needed_answers(eligible: int, *, error: str = ERROR) -> int:
    """The number of answers that the guides ask for: N / (1 + N e^2), rounded up.

    Parameters
    ----------
    eligible : int
        N, at least 0.
    error : str
        e as a decimal number, so that rounding up is exact.

    Returns
    -------
    int
        At most N.

    Raises
    ------
    ValueError
        A negative N.

    References
    ----------
    Yamane (1967), Statistics: An Introductory Analysis.

    Examples
    --------
    >>> [needed_answers(n) for n in (100, 300, 500, 800, 1000, 1500)]
    [80, 172, 223, 267, 286, 316]
    """
    if eligible < 0:
        raise ValueError(f"eligible number below zero: {eligible}")
    return ceil(Fraction(eligible) / (1 + eligible * Fraction(error) ** 2))


def share_out(number: int, sizes: Sequence[int]) -> list[int]:
    """Shares a number out over groups in proportion to their sizes: whole numbers that add up to it, by largest remainders.

    Parameters
    ----------
    number : int
        What is shared out, at least 0.
    sizes : sequence of int
        Sizes of the groups, none below 0 and one above.

    Returns
    -------
    list of int
        One for each group, each less than 1 away from its exact share; of equal remainders the earlier group's is rounded up.

    Raises
    ------
    ValueError
        A negative number, or no group with a size.

    References
    ----------
    docs/methods.md section 8; Balinski and Young (2001), Fair Representation, on the method of Hamilton.

    Examples
    --------
    >>> share_out(100, [130, 120, 50])
    [43, 40, 17]
    """
    whole = sum(sizes)
    if number < 0 or whole <= 0 or min(sizes) < 0:
        raise ValueError(f"a number of at least 0 and groups with sizes: {number}, {list(sizes)}")
    shares = [divmod(number * size, whole) for size in sizes]
    left = number - sum(share for share, _ in shares)
    first = sorted(range(len(sizes)), key=lambda place: -shares[place][1])[:left]
    return [share + (place in first) for place, (share, _) in enumerate(shares)]


def answers_for_width(
    width: float, *, share: float, eligible: int | None = None, answers_per_form: float = 1.0, rho: float = 1.0
) -> int | None:
    """The smallest number of forms whose 95 % interval is expected to be no wider than wanted.

    Parameters
    ----------
    width : float
        Full width of the interval, in (0, 1].
    share : float
        Expected share, in [0, 1].
    eligible : int, optional
        N; all of them are always enough.
    answers_per_form : float
        Answers that a form gives to the figure, at least 1.
    rho : float
        Correlation of the answers within a form, in [0, 1].

    Returns
    -------
    int or None
        Forms; None where more than a million would be needed.

    Raises
    ------
    ValueError
        An argument outside its range.

    References
    ----------
    docs/methods.md section 3 with deff = 1 + (answers_per_form - 1) rho, and section 8.

    Examples
    --------
    >>> answers_for_width(0.10, share=0.9)
    158
    >>> answers_for_width(0.10, share=0.9, eligible=300)
    104
    """
    if not 0 < width <= 1:
        raise ValueError(f"width must be in (0, 1]: {width}")

    def is_enough(forms: int) -> bool:
        expected = expected_width(forms, share=share, eligible=eligible, answers_per_form=answers_per_form, rho=rho)
        return expected <= width

    most = MOST_FORMS if eligible is None else eligible
    if not is_enough(most):
        return None
    low, high = 0, most  # not enough, enough
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if is_enough(middle) else (middle, high)
    return high


def expected_width(
    forms: int, *, share: float, eligible: int | None = None, answers_per_form: float = 1.0, rho: float = 1.0
) -> float:
    """How wide the 95 % interval will be that so many forms give.

    Parameters
    ----------
    forms : int
        At least 0, not more than N.
    share, eligible, answers_per_form, rho
        As in `answers_for_width`.

    Returns
    -------
    float
        Full width in [0, 1]: 1 without forms, 0 where everybody answers.

    Raises
    ------
    ValueError
        An argument outside its range.

    References
    ----------
    docs/methods.md sections 3 and 8.

    Examples
    --------
    >>> [round(expected_width(needed_answers(n), share=0.5, eligible=n), 3) for n in (100, 500, 1500)]
    [0.101, 0.1, 0.1]
    >>> round(expected_width(223, share=0.9, eligible=500), 3)
    0.061
    """
    if not (0 <= share <= 1 and 1 <= answers_per_form < inf and 0 <= rho <= 1):
        raise ValueError("share and rho in [0, 1], at least one answer per form")
    if eligible is not None and eligible < 0:
        raise ValueError(f"eligible number below zero: {eligible}")
    if forms < 0 or (eligible is not None and forms > eligible):
        raise ValueError(f"from 0 forms to the eligible number: {forms}")
    if forms == eligible:
        return 0.0
    if forms == 0:
        return 1.0
    factor = 1.0 if eligible is None else (eligible - forms) / (eligible - 1)
    base = forms * answers_per_form / (1 + (answers_per_form - 1) * rho) / factor
    limits = korn_graubard_limits(np.array([share]), np.array([base]), TAIL)
    return float(limits.high[0] - limits.low[0])
