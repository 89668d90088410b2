"""How often typing paper forms goes wrong, judged by forms that were typed twice. Knows two counts and nothing of forms."""

import numpy as np

from analysis.estimates import Estimate, Result, Suppressed
from analysis.intervals import TAIL, TAIL90, korn_graubard_limits


def entry_error_rate(differing: int, compared: int, *, forms: int) -> Result:
    """Estimate the share of answers that differ between two entries of the same forms.

    A difference is a mistake of either entry, so the rate is about twice that of one entry, and a mistake that both made alike
    is not seen. Answers are taken as independent: a clerk who slips by a line makes several mistakes at once, so the interval
    is the least that the counts allow.

    Parameters
    ----------
    differing, compared : int
        Answers that differ, and answers compared; 0 <= differing <= compared.
    forms : int
        How many forms were entered twice.

    Returns
    -------
    Estimate or Suppressed
        The share in [0, 1] with Clopper-Pearson limits; "no responses" where nothing was compared.

    References
    ----------
    Clopper and Pearson (1934), Biometrika 26, 404-413, as `korn_graubard_limits` with a whole base (docs/methods.md section 3).

    Examples
    --------
    >>> rate = entry_error_rate(3, 480, forms=12)
    >>> print(f"{rate.value:.4f} {rate.low:.4f} {rate.high:.4f}")
    0.0063 0.0013 0.0182
    """
    if compared == 0:
        return Suppressed("no responses", 0)
    share, base = np.array([differing / compared]), np.array([float(compared)])
    limits, limits90 = (korn_graubard_limits(share, base, tail) for tail in (TAIL, TAIL90))
    return Estimate(
        value=differing / compared,
        low=float(limits.low[0]),
        high=float(limits.high[0]),
        low90=float(limits90.low[0]),
        high90=float(limits90.high[0]),
        se=float(np.sqrt(share * (1 - share) / base)[0]),
        base=compared,
        n=forms,
        eligible=None,
        effective_base=float(compared),
        design_effect=1.0,
        degrees_of_freedom=compared - 1,
    )
