"""The target against the interval: met, missed, not shown, and how many more answers would show it (docs/methods.md section 8).

Nothing but the printed limits decides, so a verdict can never contradict its chart.
"""

import numpy as np

from analysis.estimates import Estimate, Verdict
from analysis.intervals import TAIL90, hypergeometric_limits, korn_graubard_limits

MOST_FURTHER = 1_000_000  # more than this is no advice
ROUNDING = 1e-12  # a mean of shares of a census may miss its target by so much and have reached it
BLOCK = 512  # numbers of further forms that are tried at once


def verdict_of(estimate: Estimate, target: float, *, tiers: int = 30) -> Verdict:
    """Compares a share with its target.

    Parameters
    ----------
    estimate : Estimate
        A share that may be shown.
    target : float
        In [0, 1].
    tiers : int
        Effective base below which "missed" is printed as "not shown"; does not apply to a census.

    Returns
    -------
    "met", "missed" or "not shown"
        "met" exactly if low90 >= target, where a census may fall short of it by rounding only.

    References
    ----------
    docs/methods.md section 8.

    Examples
    --------
    >>> limits = korn_graubard_limits(np.array([1.0, 1.0]), np.array([28.0, 29.0]), 0.05)
    >>> print(limits.low >= 0.9)
    [False  True]
    """
    if estimate.low90 is None or estimate.high90 is None:
        return "not shown"
    is_census = estimate.interval_kind in ("census", "bounds")
    least = target - ROUNDING if is_census else target
    if estimate.low90 >= least:
        return "met"
    if estimate.high90 < least and (is_census or estimate.effective_base >= tiers):
        return "missed"
    return "not shown"


def further_answers(estimate: Estimate, target: float, *, forms: int) -> int | None:
    """The smallest number of further forms of the same kind for which the target would be shown as met.

    Parameters
    ----------
    estimate : Estimate
        A share that may be shown, from a sample.
    target : float
        In [0, 1].
    forms : int
        All valid forms so far.

    Returns
    -------
    int or None
        0 where it is met already; None where the share is not above the target, for a census, or beyond a million forms.

    References
    ----------
    docs/methods.md section 8: the present share, answers per form and design effect; fp taken anew; everybody is enough.
    Where the limits are the hypergeometric ones, so are these, with whole satisfied forms, not above the present share.
    """
    if verdict_of(estimate, target) == "met":
        return 0
    if estimate.value <= target or estimate.interval_kind != "interval":
        return None
    eligible = estimate.eligible if estimate.eligible is not None and forms <= estimate.eligible else None

    def population_factor(n: int) -> float:
        return 1.0 if eligible is None else (eligible - n) / (eligible - 1)

    if estimate.is_exact and eligible is not None:
        return _further_exact(estimate, target, eligible)
    base_per_form = estimate.effective_base * population_factor(estimate.n) / estimate.n

    def passes(further: int) -> bool:
        if eligible is not None and forms + further >= eligible:
            return True
        n = estimate.n + further
        base = base_per_form * n / population_factor(n)
        return bool(korn_graubard_limits(np.array([estimate.value]), np.array([base]), TAIL90).low[0] >= target)

    most = MOST_FURTHER if eligible is None else eligible - forms
    if not passes(most):
        return None
    low, high = 0, most  # not enough, enough
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if passes(middle) else (middle, high)
    return high


def _further_exact(estimate: Estimate, target: float, eligible: int) -> int:
    """One form after the other: with whole forms the limit does not always rise, so nothing may be skipped."""
    hits = round(estimate.value * estimate.n)
    for start in range(estimate.n + 1, eligible, BLOCK):
        n = np.arange(start, min(start + BLOCK, eligible))
        satisfied = hits * n // estimate.n
        low = hypergeometric_limits(satisfied, n, np.full_like(n, eligible), TAIL90).low
        enough = np.flatnonzero(np.minimum(low, satisfied / n) >= target)
        if enough.size:
            return int(n[enough[0]]) - estimate.n
    return eligible - estimate.n
