"""The target against the interval: met, missed, not shown, and how many more answers would show it (docs/methods.md section 8).

Nothing but the printed limits decides, so a verdict can never contradict its chart.
"""

from collections.abc import Sequence

import numpy as np
from scipy import special, stats

from analysis.estimates import Estimate, Verdict
from analysis.intervals import TAIL, TAIL90, TIE, korn_graubard_limits
from analysis.layout import Integers
from analysis.raw_figures import Floats

MOST_FURTHER = 1_000_000  # more than this is no advice
ROUNDING = 1e-12  # a mean of shares of a census may miss its target by so much and have reached it
CERTAIN = ("census", "bounds")  # everybody was asked: chance has no part in it
MOST_TRIED = 10_000  # eligible people for whom every number of forms is tried
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
    is_census = estimate.interval_kind in CERTAIN
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
    Where the limits are the hypergeometric ones, so are these, with whole satisfied forms, not above the present share; of
    more than 10,000 eligible people Korn and Graubard's, which differ from them by less than two people.
    """
    if verdict_of(estimate, target) == "met":
        return 0
    if estimate.value <= target or estimate.interval_kind != "interval":
        return None
    eligible = estimate.eligible if estimate.eligible is not None and forms <= estimate.eligible else None

    def population_factor(n: int) -> float:
        return 1.0 if eligible is None else (eligible - n) / (eligible - 1)

    if estimate.is_exact and eligible is not None and eligible <= MOST_TRIED:
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
        passes = (satisfied / n >= target) & (_exact_p_values(satisfied, n, eligible, target) <= TAIL90)
        enough = np.flatnonzero(passes)
        if enough.size:
            return int(n[enough[0]]) - estimate.n
    return eligible - estimate.n


def target_p_value(estimate: Estimate, target: float) -> float:
    """The p-value of the one-sided test that the share is below its target.

    Parameters
    ----------
    estimate : Estimate
        A share that may be shown.
    target : float
        In [0, 1].

    Returns
    -------
    float
        The smallest error at which a lower limit of the printed kind reaches the target: at most .05 exactly where the verdict
        is "met". 0 or 1 where chance has no part in it; 1 where the share is below the target.

    References
    ----------
    docs/methods.md section 8. Korn-Graubard: the incomplete beta function at the target; hypergeometric: the probability of as
    many satisfied if the most people were satisfied that are still below the target.

    Examples
    --------
    >>> share = Estimate(1.0, 0.88, 1.0, 0.90, 1.0, 0.0, 29, 29, None, 29.0, 1.0, 28)
    >>> round(target_p_value(share, 0.9), 4), round(0.9**29, 4)
    (0.0471, 0.0471)
    """
    if estimate.interval_kind in CERTAIN:
        return 0.0 if verdict_of(estimate, target) == "met" else 1.0
    if estimate.low is None or estimate.value < target:
        return 1.0
    if target == 0:
        return 0.0
    if estimate.is_exact and estimate.eligible is not None:
        hits = np.array([round(estimate.value * estimate.n)])
        return float(_exact_p_values(hits, np.array([estimate.n]), estimate.eligible, target)[0])
    by_beta = korn_graubard_limits(np.array([estimate.value]), np.array([estimate.effective_base]), TAIL).low[0]
    if estimate.low >= target and estimate.low > by_beta + ROUNDING:
        return 0.0  # so many have said that they are satisfied
    answers = estimate.value * estimate.effective_base
    return float(special.betainc(answers, estimate.effective_base - answers + 1, target))


def _exact_p_values(hits: Integers, base: Integers, eligible: int, target: float) -> Floats:
    """The probability of as many satisfied, or more, if the most people were satisfied that are still below the target."""
    most = int(target * eligible) + 1
    while most / eligible >= target:
        most -= 1
    return np.asarray(stats.hypergeom.sf(hits - 1, eligible, most, base) / (1 + TIE), dtype=float)


def units_meeting(estimates: Sequence[Estimate], target: float) -> int:
    """How many units at least meet the target, with 95 % confidence in this number.

    Parameters
    ----------
    estimates : sequence of Estimate
        The shares of the units that are shown.
    target : float
        In [0, 1].

    Returns
    -------
    int
        The units whose test is rejected by Holm's procedure, and those that asked everybody and reached it. Never more than
        the units with the verdict "met".

    References
    ----------
    Holm (1979), Scandinavian Journal of Statistics 6, 65-70; docs/methods.md section 8.

    Examples
    --------
    >>> shares = [
    ...     Estimate(1.0, 0.025 ** (1 / n), 1.0, 0.05 ** (1 / n), 1.0, 0.0, n, n, None, n, 1.0, n - 1)
    ...     for n in (29, 40, 60)
    ... ]
    >>> [verdict_of(share, 0.9) for share in shares], units_meeting(shares, 0.9), units_meeting(shares[:1] * 3, 0.9)
    (['met', 'met', 'met'], 3, 0)
    """
    certain = sum(estimate.interval_kind in CERTAIN and verdict_of(estimate, target) == "met" for estimate in estimates)
    p_values = sorted(target_p_value(e, target) for e in estimates if e.interval_kind not in CERTAIN)
    for rejected, p_value in enumerate(p_values):
        if p_value > TAIL90 / (len(p_values) - rejected):
            return certain + rejected
    return certain + len(p_values)
