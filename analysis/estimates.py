"""The two things a figure can be: an `Estimate`, or `Suppressed`. There is no third way to print (docs/methods.md section 4).

Knows the values only; `scores` makes them, `disclosure` withholds them.
"""

from dataclasses import dataclass
from typing import Literal

Reason = Literal["no responses", "too few", "too wide", "everyone", "incomplete", "protects another"]
IntervalKind = Literal["interval", "census", "bounds", "none"]
Flag = Literal["more answers than eligible", "few degrees of freedom", "not weighted by grade", "low participation"]
Verdict = Literal["met", "missed", "not shown"]
Convention = Literal["mean", "answers", "eligible"]
Position = Literal["above", "below", "within"]


@dataclass(frozen=True)
class Estimate:
    """A figure that may be shown, always with what it rests on.

    `value`, `low` and `high` are on the scale of the figure: shares in [0, 1], scores in [1, 5], expectation in [0, 100].
    `low` and `high` are the 95% limits, `low90` and `high90` the one-sided 95% limits that decide the verdict; all None where
    no interval exists (`interval_kind` "none"). `se` is None for logical bounds. `base` counts substantive answers, `n` the
    responses with at least one, `eligible` is None where unknown. `effective_base` is the number of independent answers from an
    endless population that would give this interval, so it may pass `base` where most of the eligible have answered.
    `is_exact` says that the limits are the hypergeometric ones.
    """

    value: float
    low: float | None
    high: float | None
    low90: float | None
    high90: float | None
    se: float | None
    base: int
    n: int
    eligible: int | None
    effective_base: float
    design_effect: float
    degrees_of_freedom: int
    interval_kind: IntervalKind = "interval"
    flags: tuple[Flag, ...] = ()
    is_exact: bool = False


@dataclass(frozen=True)
class Suppressed:
    """A figure that must not be shown, and why. Carries no value, so nothing can leak it; `n` only where n itself is public."""

    reason: Reason
    n: int | None = None


Result = Estimate | Suppressed
