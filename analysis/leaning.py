"""Whether a verdict that is not shown yet leans to "missed": the same limits at a weaker level (docs/methods.md section 8).

An early warning has to come before the proof, and must not be one. So nothing new is estimated here: the printed upper limit of
a share is taken at another error, and what comes out says how seldom answers like these come from a unit that meets its target.
Works on figures that have passed the gate. Must not know units, campaigns or whom a warning reaches.
"""

from typing import Final

import numpy as np
from scipy import special, stats

from analysis.estimates import Estimate
from analysis.intervals import TAIL, TIE, korn_graubard_limits
from analysis.verdicts import CERTAIN, ROUNDING, verdict_of

# Four to one against chance. At the verdict's .05 a warning would come with the verdict and be none; at .5 half of the units
# that stand exactly at their target would be warned of. At .20 it is at most one of five of those, and a unit whose true share
# lies one standard error and a half below its target is warned of in about three cases of four.
LEANING: Final = 0.20


def missed_p_value(estimate: Estimate, target: float) -> float:
    """The p-value of the one-sided test that the share reaches its target.

    Parameters
    ----------
    estimate : Estimate
        A share that may be shown.
    target : float
        In [0, 1].

    Returns
    -------
    float
        The smallest error at which an upper limit of the printed kind lies below the target: at most .05 exactly where
        high90 does. 0 or 1 where chance has no part in it; 1 where the share is not below the target.

    References
    ----------
    docs/methods.md section 8; the mirror image of `verdicts.target_p_value`. Korn-Graubard: the incomplete beta function at the
    target; hypergeometric: the probability of as few satisfied if the fewest people were satisfied that reach the target.

    Examples
    --------
    >>> share = Estimate(0.86, 0.80, 0.91, 0.81, 0.90, 0.03, 500, 50, None, 140.0, 3.5, 49)
    >>> round(missed_p_value(share, 0.9), 2)
    0.08
    >>> missed_p_value(share, 0.85)
    1.0
    """
    if estimate.interval_kind in CERTAIN:
        return 0.0 if verdict_of(estimate, target, tiers=0) == "missed" else 1.0
    if estimate.high is None or estimate.high90 is None or estimate.value >= target:
        return 1.0
    if estimate.is_exact and estimate.eligible is not None:
        hits, least = round(estimate.value * estimate.n), int(target * estimate.eligible)
        while least / estimate.eligible < target:
            least += 1
        return float(stats.hypergeom.cdf(hits, estimate.eligible, least, estimate.n) / (1 + TIE))
    base = estimate.effective_base
    by_beta = korn_graubard_limits(np.array([estimate.value]), np.array([base]), TAIL).high[0]
    if estimate.high < target and estimate.high < by_beta - ROUNDING:
        return 0.0  # so many have said that they are not satisfied
    answers = estimate.value * base
    return float(special.betaincc(answers + 1, base - answers, target))


def leans_to_missed(estimate: Estimate, target: float, *, level: float = LEANING) -> bool:
    """Whether a figure gives reason to expect that its target will be missed, without showing it.

    Parameters
    ----------
    estimate : Estimate
        A share that may be shown.
    target : float
        In [0, 1].
    level : float
        Error up to which the figure counts as leaning, from .05 (the verdict's own) to .5.

    Returns
    -------
    bool
        The share is below the target, its upper limit at this error is too, and the verdict is not "missed" already.

    Raises
    ------
    ValueError
        A level outside .05 to .5.

    References
    ----------
    docs/methods.md section 8.

    Examples
    --------
    >>> share = Estimate(0.86, 0.80, 0.91, 0.81, 0.905, 0.03, 500, 50, None, 140.0, 3.5, 49)
    >>> leans_to_missed(share, 0.9), leans_to_missed(share, 0.9, level=0.05), leans_to_missed(share, 0.87)
    (True, False, False)
    """
    if not 0.05 <= level <= 0.5:
        raise ValueError(f"a level from 0.05 to 0.5, not {level}")
    return verdict_of(estimate, target) == "not shown" and missed_p_value(estimate, target) <= level
