"""How much units differ beyond chance, and their figures drawn in towards the mean by it (docs/methods.md section 5).

Works on figures that have passed the gate. A shrunk value is for sorting maps and for saying what is typical; verdicts, tables
and ranks take the figure itself.
"""

import math
from collections.abc import Sequence

import numpy as np
from scipy import optimize, stats

from analysis.comparison_figures import Shrunk, Spread
from analysis.estimates import Estimate
from analysis.raw_figures import Booleans, Floats

WANTED_RELIABILITY = 0.70
MOST_FORMS = 1_000_000  # more than this is no advice
ROUNDING = 1e-9
NO_SPREAD = 1e-12  # P is 0 or 1 but for rounding
Z95 = float(stats.norm.ppf(0.975))


def between_variance(values: Floats, variances: Floats) -> float:
    """The variance between units beyond chance, by Paule and Mandel.

    Parameters
    ----------
    values, variances : ndarray of float, shape (K,)
        Figures of units and their variances, each above 0.

    Returns
    -------
    float
        t2 with sum_j (x_j - mu)^2 / (v_j + t2) = K - 1, mu the precision-weighted mean; 0 where the sum is smaller than that
        without any t2, and for fewer than two units.

    References
    ----------
    Paule and Mandel (1982), Journal of Research of the National Bureau of Standards 87, 377-385; docs/methods.md section 5.

    Examples
    --------
    >>> round(between_variance(np.array([0.80, 0.90, 1.00]), np.array([0.001, 0.001, 0.001])), 6)
    0.009
    """
    if len(values) < 2:
        return 0.0

    def excess(between: float) -> float:
        mean, _ = _precision_mean(values, variances + between)
        return float(((values - mean) ** 2 / (variances + between)).sum()) - (len(values) - 1)

    if excess(0.0) <= 0:
        return 0.0
    highest = 2 * float(((values - values.mean()) ** 2).sum())  # there even sum (x - mean)^2 / t2 is at most a half
    if excess(highest) >= 0:
        return 0.0  # values that differ by rounding only, with variances smaller still
    return float(optimize.brentq(excess, 0.0, highest, xtol=1e-16, rtol=1e-14))


def _precision_mean(values: Floats, variances: Floats) -> tuple[float, float]:
    """The mean weighted by 1 / variance, and its standard error."""
    weights = 1 / variances
    return float((weights * values).sum() / weights.sum()), float(weights.sum()) ** -0.5


def estimate_spread(figures: Sequence[Estimate], *, share: float | None) -> Spread | None:
    """How much units differ beyond chance.

    Parameters
    ----------
    figures : sequence of Estimate
        Of the units that are shown.
    share : float or None
        The department's share P, for shares: v_j = P (1 - P) / n_eff_j, so that a unit with all satisfied does not drop out.
        None for scores, which have v_j = se_j^2.

    Returns
    -------
    Spread or None
        Without the units that asked everybody and, for scores, those without a standard error above 0. None where no unit
        is left. Where P is 0 or 1, t2 = 0 and the mean is weighted by effective base. `needed_forms`: the smallest n with
        n >= r / (1 - r) s2 / t2 for r = .70, where s2, the variance of one form, is sum n_j / sum (1 / v_j) with n_j the
        forms with an answer, so that s2 / n is the variance of a unit of n such forms; None also above a million.

    References
    ----------
    docs/methods.md section 5; Spearman-Brown for `needed_forms`.
    """
    values, variances, used = _sampled(figures, share)
    if not used.any():
        return None
    x, v = values[used], variances[used]
    forms = sum(figure.n for figure, is_used in zip(figures, used, strict=True) if is_used)
    if not v.any():
        bases = np.array([figure.effective_base for figure in figures])[used]
        return Spread(float((bases * x).sum() / bases.sum()), 0.0, 0.0, len(x), None)
    between = between_variance(x, v)
    mean, error = _precision_mean(x, v + between)
    needed = None
    if between > 0:
        of_one_form = forms / float((1 / v).sum())
        exact = WANTED_RELIABILITY / (1 - WANTED_RELIABILITY) * of_one_form / between
        needed = max(1, math.ceil(exact - ROUNDING)) if exact <= MOST_FORMS else None
    return Spread(mean, error, between, len(x), needed)


def shrink(
    figures: Sequence[Estimate], spread: Spread | None, *, share: float | None, lowest: float = 0.0, highest: float = 1.0
) -> list[Shrunk | None]:
    """Draws each figure in towards the mean of all, the more the less it can be relied on.

    Parameters
    ----------
    figures : sequence of Estimate
    spread : Spread or None
        Of these figures, from `estimate_spread` with the same `share`.
    share : float or None
        As in `estimate_spread`.
    lowest, highest : float
        Of the scale; the limits are cut there.

    Returns
    -------
    list of Shrunk or None
        Value rel x + (1 - rel) mu with limits of 1.96 sqrt(rel v + (1 - rel)^2 se(mu)^2). A census has reliability 1 and its
        own limits. None for a figure whose error is not known: a score without spread, every share where P is 0 or 1.

    References
    ----------
    docs/methods.md section 5; Morris (1983), Journal of the American Statistical Association 78, 47-55.
    """
    values, variances, used = _sampled(figures, share)
    shrunk: list[Shrunk | None] = []
    for figure, x, v, is_used in zip(figures, values.tolist(), variances.tolist(), used.tolist(), strict=True):
        if figure.interval_kind in ("census", "bounds") and figure.low is not None and figure.high is not None:
            shrunk.append(Shrunk(1.0, x, figure.low, figure.high))
        elif is_used and v > 0 and spread is not None:
            reliability = spread.between / (spread.between + v)
            value = min(max(reliability * x + (1 - reliability) * spread.mean, lowest), highest)
            reach = Z95 * math.sqrt(reliability * v + ((1 - reliability) * spread.mean_se) ** 2)
            shrunk.append(Shrunk(reliability, value, max(value - reach, lowest), min(value + reach, highest)))
        else:
            shrunk.append(None)
    return shrunk


def _sampled(figures: Sequence[Estimate], share: float | None) -> tuple[Floats, Floats, Booleans]:
    """Values, variances, and which figures take part in the estimation."""
    values = np.array([figure.value for figure in figures], dtype=float)
    is_sample = np.array([figure.interval_kind not in ("census", "bounds") for figure in figures], dtype=np.bool_)
    if share is None:
        variances = np.array([(figure.se or 0.0) ** 2 for figure in figures], dtype=float)
        has_spread = np.array([figure.interval_kind == "interval" for figure in figures], dtype=np.bool_)
        return values, variances, is_sample & has_spread & (variances > 0)
    bases = np.array([figure.effective_base for figure in figures], dtype=float)
    spread = share * (1 - share)
    return values, (spread if spread > NO_SPREAD else 0.0) / bases, is_sample
