"""The target against the interval: met, missed, not shown, and how many more answers would show it (docs/methods.md section 8).

Nothing but the printed limits decides, so a verdict can never contradict its chart.
"""

import numpy as np

from analysis.estimates import Estimate, Verdict
from analysis.intervals import TAIL90, korn_graubard_limits

MOST_FURTHER = 1_000_000  # more than this is no advice


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
        "met" exactly if low90 >= target.

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
    if estimate.low90 >= target:
        return "met"
    exact = estimate.interval_kind in ("census", "bounds")
    if estimate.high90 < target and (exact or estimate.effective_base >= tiers):
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
    """
    if estimate.low90 is not None and estimate.low90 >= target:
        return 0
    if estimate.value <= target or estimate.interval_kind != "interval":
        return None
    eligible = estimate.eligible if estimate.eligible is not None and forms <= estimate.eligible else None

    def population_factor(n: int) -> float:
        return 1.0 if eligible is None else (eligible - n) / (eligible - 1)

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
