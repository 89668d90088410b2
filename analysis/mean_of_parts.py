"""One official figure over several instruments: the plain mean of their shares, a named convention (docs/methods.md section 1).

Takes figures that have passed the gate and nothing else. Like is not mixed with like by weighing answers: each instrument is
one part whatever the number of its answers, as published by HCMC for parents and pupils.
"""

import math
from collections.abc import Sequence

from analysis.change import MATERIAL, judge_changes
from analysis.comparison_figures import Change
from analysis.differences import compare_estimates
from analysis.disclosure import DEFAULTS, Thresholds
from analysis.estimates import Estimate, IntervalKind, Result, Suppressed, Verdict
from analysis.verdicts import verdict_of

CERTAIN = ("census", "bounds")  # everybody was asked: chance has no part in it


def mean_of_parts(parts: Sequence[Result], *, thresholds: Thresholds = DEFAULTS) -> Result:
    """The plain mean of shares that rest on different people.

    Parameters
    ----------
    parts : sequence of Result
        Shares of independent samples, one for each instrument.
    thresholds : Thresholds

    Returns
    -------
    Result
        Limits by square and add from those of the parts (MOVER), which near 1 keep the skewness of each. The effective base
        is that of the variances, never more than for equal shares. Suppressed "incomplete" where a part is withheld or missing:
        a mean of the others would be another figure; "too wide" as everywhere. A single part is itself.

    References
    ----------
    docs/methods.md section 1, conventions; Zou and Donner (2008), Statistics in Medicine 27, 1693-1702.

    Examples
    --------
    >>> parents = Estimate(0.97, 0.96, 0.98, 0.962, 0.978, 0.005, 900, 900, None, 900.0, 1.0, 899)
    >>> pupils = Estimate(0.95, 0.92, 0.97, 0.925, 0.967, 0.012, 300, 300, None, 300.0, 1.0, 299)
    >>> both = mean_of_parts([parents, pupils])
    >>> round(both.value, 3), round(both.low, 4), round(both.high, 4), both.n
    (0.96, 0.9442, 0.9712, 1200)
    """
    shown = [part for part in parts if isinstance(part, Estimate)]
    if not parts:
        return Suppressed("no responses", 0)
    if len(parts) == 1:
        return parts[0]
    if len(shown) < len(parts):
        return Suppressed("incomplete")
    k = len(shown)
    value = round(math.fsum(part.value for part in shown) / k, 15)
    kind = _kind(shown)
    low, high = _limits(value, shown, is_90=False)
    low90, high90 = _limits(value, shown, is_90=True)
    if low is not None and high is not None and high - low > thresholds.width:
        return Suppressed("too wide")
    numbers = [part.eligible for part in shown]
    known = [number for number in numbers if number is not None]
    errors = [part.se for part in shown if part.se is not None]
    return Estimate(
        value=value,
        low=low,
        high=high,
        low90=low90,
        high90=high90,
        se=math.hypot(*errors) / k if len(errors) == k else None,
        base=sum(part.base for part in shown),
        n=sum(part.n for part in shown),
        eligible=sum(known) if len(known) == k else None,
        effective_base=_effective_base(value, shown),
        design_effect=1.0,
        degrees_of_freedom=sum(part.degrees_of_freedom for part in shown),
        interval_kind=kind,
    )


def _kind(parts: Sequence[Estimate]) -> IntervalKind:
    kinds = {part.interval_kind for part in parts}
    if "none" in kinds:
        return "none"
    if kinds == {"census"}:
        return "census"
    return "bounds" if kinds <= set(CERTAIN) else "interval"


def _limits(value: float, parts: Sequence[Estimate], *, is_90: bool) -> tuple[float, float] | tuple[None, None]:
    """Square and add over samples; what is bounded by missing answers only is added in full, for chance has no part in it."""
    chance: tuple[list[float], list[float]] = ([], [])
    certain = [0.0, 0.0]
    for part in parts:
        low, high = (part.low90, part.high90) if is_90 else (part.low, part.high)
        if low is None or high is None:
            return None, None
        for end, distance in enumerate((part.value - low, high - part.value)):
            if part.interval_kind in CERTAIN:
                certain[end] += distance / len(parts)
            else:
                chance[end].append(distance / len(parts))
    below, above = (certain[end] + math.hypot(*chance[end]) for end in (0, 1))
    return max(value - below, 0.0), min(value + above, 1.0)


def _effective_base(value: float, parts: Sequence[Estimate]) -> float:
    k = len(parts)
    equal = k**2 / math.fsum(1 / part.effective_base for part in parts)
    variance = math.fsum(part.value * (1 - part.value) / part.effective_base for part in parts) / k**2
    return min(equal, value * (1 - value) / variance) if variance else equal


def change_of_mean(earlier: Result, later: Result) -> Change | None:
    """What has become of a mean of parts, one test that stands alone.

    Parameters
    ----------
    earlier, later : Result
        Of the same instruments in two campaigns.

    Returns
    -------
    Change or None
        None where one of the two is withheld or without limits.

    References
    ----------
    docs/methods.md section 7.
    """
    if not isinstance(earlier, Estimate) or not isinstance(later, Estimate):
        return None
    return judge_changes([compare_estimates(earlier, later, kind="share")], material=MATERIAL["share"])[0]


def verdicts_against(
    share: Result, targets: Sequence[float], *, thresholds: Thresholds = DEFAULTS
) -> tuple[Verdict | None, ...]:
    """The verdict of one share against several targets.

    Parameters
    ----------
    share : Result
    targets : sequence of float
        In [0, 1].
    thresholds : Thresholds

    Returns
    -------
    tuple of Verdict or None
        In the order of the targets; None where the share is withheld.

    References
    ----------
    docs/methods.md section 8.
    """
    if not isinstance(share, Estimate):
        return (None,) * len(targets)
    return tuple(verdict_of(share, target, tiers=thresholds.tiers) for target in targets)
