"""A probability sample and an open link in one unit: which to publish, what their difference says (docs/methods.md section 2).

An open link is answered by whoever likes to; a drawn sample is not. Where a unit has both, the difference is the one
measurement of the open link's bias that there is. Takes figures that have passed the gate; must not know forms.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from scipy import stats

from analysis.comparison_figures import Difference
from analysis.differences import compare_estimates, sampling_variance
from analysis.estimates import Estimate, Result
from analysis.moments import Kind

Mode = Literal["probability", "open link"]

ENOUGH = 30  # respondents of a probability sample that is published instead of the open link


@dataclass(frozen=True)
class ModeBias:
    """The open link minus the probability sample over units that have both, in the figure's own measure.

    `mean` is the bias that open links have on average, with its standard error and 95% limits over units; `spread` how much
    the bias differs between units, sampling error taken off. None where one unit cannot say.
    """

    units: int
    mean: float
    se: float | None
    low: float | None
    high: float | None
    spread: float | None


def published_mode(probability: Result, open_link: Result) -> Mode:
    """Which of the two a unit publishes; they are never pooled.

    Parameters
    ----------
    probability, open_link : Result

    Returns
    -------
    "probability" or "open link"
        The probability sample where it may be shown and has 30 respondents or more, or where the open link may not be shown.

    References
    ----------
    docs/methods.md section 2.

    Examples
    --------
    >>> from analysis.estimates import Suppressed
    >>> published_mode(Suppressed("too few", 4), Suppressed("too few", 4))
    'open link'
    """
    if not isinstance(probability, Estimate):
        return "open link"
    return "probability" if probability.n >= ENOUGH or not isinstance(open_link, Estimate) else "open link"


def mode_difference(probability: Result, open_link: Result, *, kind: Kind = "share") -> Difference | None:
    """The open link minus the probability sample, with the limits of two independent samples.

    Parameters
    ----------
    probability, open_link : Result
        The same figure of the same unit.
    kind : "share" or "score"
        Shares get Newcombe's limits, scores Welch's.

    Returns
    -------
    Difference or None
        None where either is withheld or a score without spread. No standard error where either has none.

    References
    ----------
    docs/methods.md sections 2 and 7; `differences.compare_estimates`.

    Examples
    --------
    >>> def share(p, low, high, low90, high90):
    ...     return Estimate(p, low, high, low90, high90, 0.02, 100, 100, None, 100.0, 1.0, 99)
    >>> found = mode_difference(share(0.8, 0.7, 0.88, 0.72, 0.87), share(0.9, 0.82, 0.95, 0.84, 0.94))
    >>> round(found.value, 3), round(found.low, 3), round(found.high, 3), round(found.se, 4)
    (0.1, -0.013, 0.212, 0.0283)
    """
    if not isinstance(probability, Estimate) or not isinstance(open_link, Estimate):
        return None
    compared = compare_estimates(probability, open_link, kind=kind)
    return None if compared is None else compared.difference


def mode_bias(pairs: Sequence[tuple[Result, Result]], *, kind: Kind = "share") -> ModeBias | None:
    """What open links are off by on average, and how much this differs between units.

    Parameters
    ----------
    pairs : sequence of (Result, Result)
        Probability sample and open link of each unit, the same figure throughout. Units where either is withheld, or a score
        without spread, are left out.
    kind : "share" or "score"

    Returns
    -------
    ModeBias or None
        None where no unit is left.

    References
    ----------
    docs/methods.md section 2; for the spread Hedges and Olkin (1985), Statistical Methods for Meta-Analysis, chapter 9.

    Examples
    --------
    >>> def share(p):
    ...     return Estimate(p, p - 0.04, p + 0.04, p - 0.03, p + 0.03, 0.02, 100, 100, None, 100.0, 1.0, 99)
    >>> found = mode_bias([(share(0.8), share(0.9)), (share(0.85), share(0.87)), (share(0.7), share(0.82))])
    >>> found.units, round(found.mean, 3), round(found.se, 4), round(found.spread, 4)
    (3, 0.08, 0.0306, 0.0447)
    """
    both = [pair for pair in pairs if all(isinstance(part, Estimate) and part.interval_kind != "none" for part in pair)]
    used = [(first, second) for first, second in both if isinstance(first, Estimate) and isinstance(second, Estimate)]
    k = len(used)
    if not k:
        return None
    values = np.array([second.value - first.value for first, second in used])
    mean = float(values.mean())
    if k == 1:
        return ModeBias(1, mean, None, None, None, None)
    variance = float(values.var(ddof=1))
    noise = sum(sampling_variance(estimate, kind=kind) for pair in used for estimate in pair) / k
    se = (variance / k) ** 0.5
    reach = float(stats.t.isf(0.025, k - 1)) * se
    return ModeBias(k, mean, se, mean - reach, mean + reach, max(0.0, variance - noise) ** 0.5)


def answerer_gap(bias: float, participation: float) -> float | None:
    """How far those who did not answer differ from those who did, from the bias of the open link.

    The open link is off by (1 - r) D, where D is the gap and r the part that answered: the measured difference between an open
    link and a probability sample is not the gap itself.

    Parameters
    ----------
    bias : float
        Of a share, from `mode_bias` or `mode_difference`.
    participation : float
        r, in [0, 1], of the open links that the bias was measured on.

    Returns
    -------
    float or None
        In [0, 1], for `representativity.build_representativity`; None where everybody answered and no gap can be.

    Raises
    ------
    ValueError
        A participation outside [0, 1].

    References
    ----------
    Bethlehem (2010), International Statistical Review 78, 161-188; docs/methods.md section 2.

    Examples
    --------
    >>> answerer_gap(0.1, 0.5)
    0.2
    """
    if not 0 <= participation <= 1:
        raise ValueError(f"a participation of {participation} is not in [0, 1]")
    return None if participation == 1 else min(abs(bias) / (1 - participation), 1.0)
