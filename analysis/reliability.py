"""How well the items of a dimension measure one thing: alpha, omega, item-rest correlations (docs/methods.md section 9).

From sums over complete forms; omega comes from `common_factor`. The functions of matrices give all digits; a report has three
decimals, for the reason given in `drivers`. Must not know where the sums come from.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import special

from analysis.common_factor import omega_total
from analysis.insight_figures import ItemRest, NoReliability, ScaleReliability
from analysis.layout import Integers
from analysis.pair_sums import DECIMALS, PairSums, centred_products
from questionnaires import Dimension, Questionnaire

Floats = NDArray[np.float64]

FEWEST_FORMS = 10
_NOTHING = 1e-12  # of the sum of variances that counts as none


class _Coefficients(NamedTuple):
    """Of a scale with two or more items that vary."""

    alpha: float | None
    low: float | None
    high: float | None
    omega: float | None


def cronbach_alpha(covariances: Floats) -> float | None:
    """Coefficient alpha of a sum of items.

    Parameters
    ----------
    covariances : ndarray of float, shape (k, k), k >= 2

    Returns
    -------
    float or None
        At most 1, possibly negative; None where the sum of the items does not vary.

    Raises
    ------
    ValueError
        Fewer than two items.

    References
    ----------
    Cronbach 1951, Psychometrika 16. docs/methods.md section 9.

    Examples
    --------
    >>> round(cronbach_alpha(np.array([[1.0, 0.5], [0.5, 1.0]])), 9)
    0.666666667
    """
    count = len(covariances)
    if count < 2:
        raise ValueError("alpha needs two items")
    total, own = float(covariances.sum()), float(np.trace(covariances))
    return None if total <= _NOTHING * own else count / (count - 1) * (1 - own / total)


def feldt_limits(alpha: float, *, forms: int, items: int, error: float = 0.05) -> tuple[float, float]:
    """Limits of coefficient alpha.

    Parameters
    ----------
    alpha : float
    forms, items : int
        Each at least two.
    error : float
        Both tails together.

    Returns
    -------
    low, high : float
        At most 1.

    Raises
    ------
    ValueError
        Fewer than two forms or items.

    References
    ----------
    Feldt, Woodruff and Salih 1987, Applied Psychological Measurement 11: (1 - alpha) / (1 - sample alpha) has an F distribution
    where items have equal variances and covariances. docs/methods.md section 9.

    Examples
    --------
    >>> [round(limit, 4) for limit in feldt_limits(0.8, forms=41, items=26)]
    [0.7001, 0.8787]
    """
    if min(forms, items) < 2:
        raise ValueError("limits of alpha need two forms and two items")
    between, within = forms - 1, (forms - 1) * (items - 1)
    low, high = (1 - (1 - alpha) * float(special.fdtri(between, within, p)) for p in (1 - error / 2, error / 2))
    return low, high


def spearman_brown(correlation: float) -> float | None:
    """The reliability of the sum of two items that are alike but for error.

    Parameters
    ----------
    correlation : float
        Between the two.

    Returns
    -------
    float or None
        None where the correlation is -1.

    References
    ----------
    Eisinga, te Grotenhuis and Pelzer 2013, International Journal of Public Health 58. docs/methods.md section 9.

    Examples
    --------
    >>> spearman_brown(0.6)
    0.7499999999999999
    """
    return None if correlation <= _NOTHING - 1 else 2 * correlation / (1 + correlation)


def item_rest_correlations(covariances: Floats) -> list[float | None]:
    """The correlation of each item with the sum of the others.

    Parameters
    ----------
    covariances : ndarray of float, shape (k, k), k >= 2

    Returns
    -------
    list of float or None
        In [-1, 1]; None where the item or the sum of the others does not vary.

    Raises
    ------
    ValueError
        Fewer than two items.

    References
    ----------
    docs/methods.md section 9.

    Examples
    --------
    >>> item_rest_correlations(np.array([[1.0, 0.5], [0.5, 1.0]]))
    [0.5, 0.5]
    """
    if len(covariances) < 2:
        raise ValueError("a rest needs two items")
    own, sums = np.diagonal(covariances), covariances.sum(axis=0)
    rest = sums.sum() - 2 * sums + own
    varies = np.minimum(own, rest) > _NOTHING * own.sum()
    correlations = (sums - own) / np.sqrt(np.where(varies, own * rest, 1.0))
    return [float(np.clip(r, -1, 1)) if has else None for r, has in zip(correlations, varies, strict=True)]


def build_reliability(questionnaire: Questionnaire, pairs: PairSums | Sequence[PairSums]) -> tuple[ScaleReliability, ...]:
    """The reliability of every dimension over the forms that are complete in it.

    Parameters
    ----------
    questionnaire : Questionnaire
    pairs : PairSums or sequence of PairSums
        Of one unit, or of each of many. Of many those take part in a dimension that have 10 or more forms complete in it: with
        fewer, their answers could be had from the department's coefficients and those of the others.

    Returns
    -------
    tuple of ScaleReliability
        One per dimension, to three decimals.

    Raises
    ------
    ValueError
        Sums of another questionnaire.

    References
    ----------
    docs/methods.md section 9.
    """
    many = [pairs] if isinstance(pairs, PairSums) else list(pairs)
    items = tuple(len(dimension.items) for dimension in questionnaire.dimensions)
    if any(each.shape.items != items for each in many):
        raise ValueError(f"the sums of pairs are not those of {questionnaire.code}")
    return tuple(
        _scale(dimension, _moments(many, d, len(dimension.items))) for d, dimension in enumerate(questionnaire.dimensions)
    )


def _moments(pairs: Sequence[PairSums], d: int, items: int) -> Integers:
    """The sums over the complete forms of those units that have enough of them, or of the only unit."""
    scales = [each.scale(d) for each in pairs]
    used = [scale for scale in scales if len(scales) == 1 or scale[0, 0] >= FEWEST_FORMS]
    nothing = np.zeros((items + 1, items + 1), dtype=np.int64)
    return np.asarray(sum(used, nothing))


def _scale(dimension: Dimension, moments: Integers) -> ScaleReliability:
    forms, products = int(moments[0, 0]), centred_products(moments)
    varies = [bool(spread > 0) for spread in products.diagonal()]
    reason: NoReliability | None = None
    dropped: tuple[str, ...] = ()
    if len(varies) == 1:
        reason = "one item"
    elif forms < max(FEWEST_FORMS, len(varies) + 1):
        reason = "too few forms"
    else:
        dropped = tuple(item.code for item, has in zip(dimension.items, varies, strict=True) if not has)
        if sum(varies) < 2:
            reason = "one item" if any(varies) else "no spread"
    found = _Coefficients(None, None, None, None)
    items: tuple[ItemRest, ...] = ()
    if reason is None:
        covariances = (products[np.ix_(varies, varies)] / (forms * (forms - 1))).astype(np.float64)
        found = _coefficients(covariances, forms)
        reason = "no spread" if found.alpha is None else None
        left = iter(item_rest_correlations(covariances))
        rest = [_rounded(next(left)) if has else None for has in varies]  # reversed is what is printed below 0
        items = tuple(
            ItemRest(item.code, item.text, r, is_reversed=r is not None and r < 0)
            for item, r in zip(dimension.items, rest, strict=True)
        )
    return ScaleReliability(
        code=dimension.code,
        title=dimension.title,
        forms=forms,
        alpha=_rounded(found.alpha),
        low=_rounded(found.low),
        high=_rounded(found.high),
        omega=_rounded(found.omega),
        items=items,
        dropped=dropped,
        reason=reason,
    )


def _coefficients(covariances: Floats, forms: int) -> _Coefficients:
    """Alpha with limits and omega; the coefficient of Spearman and Brown, without limits, where there are two items."""
    if len(covariances) == 2:
        correlation = float(covariances[0, 1] / np.sqrt(covariances[0, 0] * covariances[1, 1]))
        return _Coefficients(spearman_brown(correlation), None, None, None)
    alpha = cronbach_alpha(covariances)
    if alpha is None:
        return _Coefficients(None, None, None, None)
    return _Coefficients(alpha, *feldt_limits(alpha, forms=forms, items=len(covariances)), omega_total(covariances))


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, DECIMALS) + 0.0  # not -0.0
