"""How predictors go with an outcome over many units, and how surely: from sums of pairs (docs/methods.md section 10).

Forms count alike, whatever grade or unit they come from. Limits come from drawing whole units again, never rows, so they hold
for units of which these are a sample. Must not know what the variables are called nor what may be shown.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy import special

from analysis.importance import (
    MOST_FOR_LMG,
    Floats,
    correlations_from_moments,
    explained_part,
    lmg_importance,
    relative_weights,
    standardised_weights,
)
from analysis.layout import Integers
from analysis.pair_sums import WholeNumbers, centred_products

FEWEST_UNITS = 10  # that limits are drawn from
_USABLE_DRAWS = 0.9  # the part of the draws in which something must be explained, else there are no limits
_NOTHING = 1e-9  # R squared that counts as none


@dataclass(frozen=True)
class Relation:
    """Correlations of k predictors and an outcome, the outcome last, over all forms and in every draw of units.

    `forms` is their number, `varies` says which of the predictors have a spread, `correlations` has shape (k + 1, k + 1),
    `drawn` (draws, k + 1, k + 1) or is None without draws; these come from `units` units.
    """

    forms: int
    varies: tuple[bool, ...]
    correlations: Floats
    drawn: Floats | None = None
    units: int = 0

    @property
    def r_squared(self) -> float:
        """The part of the outcome's variance that all predictors explain together."""
        return float(explained_part(self.correlations))


@dataclass(frozen=True)
class Parts:
    """What each of k predictors explains of what all explain.

    `importance` and `johnson` have shape (k,) and sum to 1, `beta` are the standardised regression weights; `drawn` is the
    importance in every draw of `units` units, shape (draws, k), all 0 in a draw where nothing is explained, or None.
    """

    importance: Floats
    johnson: Floats
    beta: Floats
    drawn: Floats | None = None
    units: int = 0

    def limits(self) -> list[tuple[float, float] | tuple[None, None]]:
        """Limits of each importance in [0, 1]; None without enough usable draws.

        The middle 95 % of the draws, their distance from the importance multiplied by t / z with one degree of freedom fewer
        than there are units: without it limits from few units are too narrow.
        """
        drawn = np.empty((0, len(self.importance))) if self.drawn is None else self.drawn
        usable = drawn[drawn.sum(axis=1) > 0]
        if not len(usable) or len(usable) < _USABLE_DRAWS * len(drawn):
            return [(None, None)] * len(self.importance)
        low, high = np.quantile(usable, [0.025, 0.975], axis=0)
        wider = special.stdtrit(self.units - 1, 0.975) / special.ndtri(0.975)
        below = np.maximum(self.importance - wider * np.maximum(self.importance - low, 0), 0)
        above = np.minimum(self.importance + wider * np.maximum(high - self.importance, 0), 1)
        return [(float(a), float(b)) for a, b in zip(below, above, strict=True)]


def draw_units(units: int, *, seed: int, draws: int) -> Floats | None:
    """How often each unit stands in each draw; each draw has one unit fewer than there are.

    Parameters
    ----------
    units : int
    seed, draws : int

    Returns
    -------
    ndarray of float, shape (draws, units), or None
        None where there are fewer than 10 units: too few to say how units differ.

    Raises
    ------
    ValueError
        No draw.

    References
    ----------
    Rao and Wu 1988, Journal of the American Statistical Association 83: n - 1 of n clusters, so that the spread of the draws is
    not too small. docs/methods.md section 10.

    Examples
    --------
    >>> draw_units(10, seed=1, draws=3).sum(axis=1).tolist()
    [9.0, 9.0, 9.0]
    """
    if draws < 1:
        raise ValueError("limits need at least one draw")
    if units < FEWEST_UNITS:
        return None
    return np.random.default_rng(seed).multinomial(units - 1, np.full(units, 1 / units), size=draws).astype(np.float64)


def relate_units(units: Sequence[WholeNumbers | Integers], counts: Floats | None, *, fewest: int = 1) -> Relation | None:
    """The correlations over all forms of the units that have enough of them.

    Parameters
    ----------
    units : sequence of ndarray of int, shape (k + 2, k + 2)
        Of each unit a matrix of `PairSums` in which the outcome stands last.
    counts : ndarray of float, shape (draws, units), or None
        From `draw_units`; not used where fewer than 10 units take part.
    fewest : int
        Forms that a unit must have to take part.

    Returns
    -------
    Relation or None
        None without forms, or where the outcome does not vary. A predictor that does not vary has no correlation.

    Raises
    ------
    ValueError
        No unit.

    References
    ----------
    docs/methods.md section 10.

    Examples
    --------
    >>> relate_units([np.array([[2, 3, 9], [3, 5, 14], [9, 14, 41]])], None).correlations.tolist()
    [[1.0, 1.0], [1.0, 1.0]]
    """
    used = np.stack([moments.astype(object) * int(moments[0, 0] >= fewest) for moments in units])
    pooled: WholeNumbers = used.sum(axis=0)
    forms, products = int(pooled[0, 0]), centred_products(pooled)
    spreads = np.array([float(spread) for spread in products.diagonal()])
    if not spreads[-1] > 0:
        return None
    # Means 0 and variances 1 over all forms, from whole numbers: what a draw then subtracts is small, and no digit is lost.
    varies = tuple((spreads[:-1] > 0).tolist())
    scales = np.where(spreads > 0, np.sqrt(spreads) / forms, 1.0)
    whole = np.diag(np.array([forms, *np.zeros(len(scales))]))
    whole[1:, 1:] = (products / forms).astype(np.float64) / np.outer(scales, scales)
    correlations = correlations_from_moments(whole)
    enough = int((used[:, 0, 0] > 0).sum())
    if counts is None or enough < FEWEST_UNITS:
        return Relation(forms, varies, correlations)
    standardise = np.diag(np.array([1.0, *1 / scales]))
    standardise[0, 1:] = -(pooled[0, 1:] / forms).astype(np.float64) / scales
    blocks = standardise.T @ used.astype(np.float64) @ standardise
    sums = (counts @ blocks.reshape(len(blocks), -1)).reshape(-1, *pooled.shape)
    return Relation(forms, varies, correlations, correlations_from_moments(sums), enough)


def divide_relation(relation: Relation, *, by_johnson: bool = False) -> Parts:
    """Divides what is explained among the predictors.

    Parameters
    ----------
    relation : Relation
    by_johnson : bool
        By relative weights; else by LMG up to 12 predictors.

    Returns
    -------
    Parts

    References
    ----------
    docs/methods.md section 10.

    Examples
    --------
    >>> even = np.array([[1.0, 0.0, 0.5], [0.0, 1.0, 0.5], [0.5, 0.5, 1.0]])
    >>> divide_relation(Relation(100, (True, True), even)).importance.tolist()
    [0.5, 0.5]
    """
    is_lmg = not by_johnson and relation.correlations.shape[-1] - 1 <= MOST_FOR_LMG
    divide = lmg_importance if is_lmg else relative_weights
    return Parts(
        importance=_normed(divide(relation.correlations)),
        johnson=_normed(relative_weights(relation.correlations)),
        beta=standardised_weights(relation.correlations),
        drawn=None if relation.drawn is None else _normed(divide(relation.drawn)),
        units=relation.units,
    )


def parts_inside(whole: Parts, place: int, inner: Parts) -> Parts:
    """The parts that items have in the whole: that of their dimension times theirs inside it.

    Parameters
    ----------
    whole : Parts
        Of the dimensions.
    place : int
        Of their dimension.
    inner : Parts
        Of the items, from the same draws.

    Returns
    -------
    Parts

    References
    ----------
    docs/methods.md section 10.

    Examples
    --------
    >>> halves = Parts(np.array([0.5, 0.5]), np.array([0.5, 0.5]), np.array([0.5, 0.5]))
    >>> parts_inside(halves, 0, halves).importance.tolist()
    [0.25, 0.25]
    """
    drawn = None
    if whole.drawn is not None and inner.drawn is not None:
        drawn = whole.drawn[:, place : place + 1] * inner.drawn
    return Parts(
        importance=whole.importance[place] * inner.importance,
        johnson=whole.johnson[place] * inner.johnson,
        beta=inner.beta,
        drawn=drawn,
        units=min(whole.units, inner.units),
    )


def _normed(parts: Floats) -> Floats:
    """Parts of a sum of 1; all 0 where the sum is nothing."""
    sums = parts.sum(axis=-1, keepdims=True)
    is_some = sums > _NOTHING
    normed: Floats = np.where(is_some, parts / np.where(is_some, sums, 1.0), 0.0)
    return normed
