"""Ranks with what the answers leave open: confidence sets for all units at once and for one alone (docs/methods.md section 6).

Works on places, that is values with their variances on one scale. Must not know sums, thresholds or which ranks are printed.

The largest studentised difference over all pairs is found without looking at all pairs. With e_j the standard normal draw of
unit j and sigma_j its standard error, |sigma_j e_j - sigma_k e_k| / s_jk > c is possible only where |e_j| or |e_k| is beyond
c s_jk / (sigma_j + sigma_k), and only the draws in the upper twentieth decide the quantile. So pairs are computed from the few
units whose draw is that far out, with a c that is surely not above the quantile; if too few draws pass it, c is lowered. The
result is that of the full pass, bit for bit.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from scipy import stats

from analysis.comparison_figures import Ranking, RankSet
from analysis.estimates import Estimate
from analysis.funnel import anscombe
from analysis.layout import Integers
from analysis.raw_figures import Booleans, Floats

FEWEST_DRAWS = 19  # with fewer there is no 95 % quantile
DRAWS = 10_000
TIE = 1e-12  # two figures nearer than this are one figure but for rounding
FIRST_GUESS, NEXT_GUESS, LOWERING = 0.92, 0.98, 0.92  # of the Bonferroni value, of the last ratio to it, and after a failure
SLACK = 1e-9  # of a bound, for rounding
BLOCK = 1 << 16  # draws that are held at once, times units


@dataclass(frozen=True)
class Places:
    """Where K units stand, arrays of shape (K,), in any order.

    `low` and `high` are the figure on the published scale: equal, but the logical bounds for a census with missing answers and
    infinite where the error of a figure is not known. `scaled_low` and `scaled_high` are the same on the scale of comparison,
    `variance` is the variance there, 0 for a census.
    """

    low: Floats
    high: Floats
    scaled_low: Floats
    scaled_high: Floats
    variance: Floats


def share_places(shares: Sequence[Estimate]) -> Places:
    """Shares on the arcsine scale, where the variance does not depend on the share.

    Parameters
    ----------
    shares : sequence of Estimate, length K

    Returns
    -------
    Places
        Anscombe's form with variance 1 / (4 n + 2), n the effective base; a census at asin sqrt p without variance.

    References
    ----------
    docs/methods.md section 6; Anscombe (1948), Biometrika 35, 246-254.
    """
    sampled = np.array([share.interval_kind == "interval" for share in shares], dtype=np.bool_)
    base = np.where(sampled, [share.effective_base for share in shares], np.inf)
    low, high = _range_of(shares)
    return Places(low, high, anscombe(low, base), anscombe(high, base), 1 / (4 * base + 2))


def score_places(scores: Sequence[Estimate]) -> Places:
    """Scores on their own scale.

    Parameters
    ----------
    scores : sequence of Estimate, length K

    Returns
    -------
    Places
        With the squared standard error; a score without spread is told apart from no other.

    References
    ----------
    docs/methods.md section 6.
    """
    low, high = _range_of(scores)
    return Places(low, high, low, high, np.array([(score.se or 0.0) ** 2 for score in scores]))


def _range_of(figures: Sequence[Estimate]) -> tuple[Floats, Floats]:
    """The figure, or the range that it may be in where it has no sampling error that could be drawn."""
    ranges = []
    for figure in figures:
        has_bounds = figure.interval_kind == "bounds" and figure.low is not None and figure.high is not None
        unknown = (-np.inf, np.inf) if figure.interval_kind == "none" else (figure.value, figure.value)
        ranges.append((figure.low, figure.high) if has_bounds else unknown)
    both = np.array(ranges, dtype=float).reshape(-1, 2)
    return both[:, 0], both[:, 1]


def rank_sets(
    places: Places, *, tau: int, draws: int = DRAWS, seed: int = 0, with_marginal: bool = True
) -> tuple[list[RankSet], Ranking]:
    """The ranks that each unit may have, 1 the highest, by step-down tests of all pairs.

    Parameters
    ----------
    places : Places
        K units. Their order changes nothing: draws go to the units in the order of variance, value and range.
    tau : int
        From 1 to K: a unit "may be best" if it may be among the tau highest.
    draws : int
        Simulated sets of errors, at least 19; 10,000 for what is published.
    seed : int
        At least 0. The same seed gives the same sets on every machine with the same version of numpy.
    with_marginal : bool
        Whether the set of each unit alone is made too, which takes most of the time; else it is the simultaneous one.

    Returns
    -------
    sets : list of RankSet, length K
        Each holds the rank of the point estimate, 1 + the number of higher ones. The set of a unit alone lies inside its set
        among all at once.
    ranking : Ranking
        With the critical value of the last step; 0 where no pair has a sampling error.

    Raises
    ------
    ValueError
        No unit, tau outside 1 to K, fewer than 19 draws, a seed below 0.

    References
    ----------
    Mogstad, Romano, Shaikh and Wilhelm (2024), Review of Economic Studies 91, 476-518; docs/methods.md section 6. The critical
    value is the ceil(.95 (draws + 1))-th smallest of the simulated maxima.

    Examples
    --------
    >>> values = np.array([0.97, 0.9, 0.7])
    >>> sets, ranking = rank_sets(Places(values, values, values, values, np.full(3, 0.0016)), tau=1, draws=1000)
    >>> [(unit.low, unit.high, unit.may_be_best) for unit in sets]
    [(1, 2, True), (1, 2, True), (3, 3, False)]
    """
    k = len(places.variance)
    if not 1 <= tau <= k:
        raise ValueError(f"tau must be from 1 to {k}: {tau}")
    if draws < FEWEST_DRAWS:
        raise ValueError(f"at least {FEWEST_DRAWS} draws are needed: {draws}")
    keys = np.stack([places.scaled_high, places.high, places.low, places.scaled_low, places.variance])
    order = np.lexsort(keys)
    above = _distances_above(places, order)
    variance = places.variance[order]
    s = np.sqrt(variance[:, None] + variance)
    errors = _Errors(np.sqrt(variance), s, draws, seed)
    apart = np.maximum(above, above.T)
    pairs = (s > 0) & ~np.eye(k, dtype=np.bool_)
    (critical,), left = _step_down(pairs, np.zeros(k, dtype=np.int64), apart, s, errors)
    # Pairs told apart among all at once are told apart by each unit alone, too: its critical values are never larger.
    alone = np.full(k, critical)
    if with_marginal:
        found, _ = _step_down(left, np.arange(k), apart, s, errors)
        alone = np.where(left.any(axis=1), found, critical)
    # Units that are equal in all share the largest of their values: they differ by their draws only.
    is_first = np.append(True, np.any(keys[:, order[1:]] != keys[:, order[:-1]], axis=0))
    alone = np.maximum.reduceat(alone, np.flatnonzero(is_first))[np.cumsum(is_first) - 1]
    back = np.argsort(order)
    low, high = _ends(above, critical * s)
    marginal_low, marginal_high = _ends(above, alone[:, None] * s)
    sets = [
        RankSet(first, last, alone_first, alone_last, may_be_best=first <= tau, may_be_lowest=last > k - tau)
        for first, last, alone_first, alone_last in np.stack([low, high, marginal_low, marginal_high], axis=1)[back].tolist()
    ]
    return sets, Ranking(units=k, tau=tau, draws=draws, seed=seed, critical_value=float(critical))


def _distances_above(places: Places, order: Integers) -> Floats:
    """How far unit j stands above unit k on the scale of comparison, shape (K, K); 0 unless it does on both scales."""
    low, high, scaled_low, scaled_high = (
        ends[order] for ends in (places.low, places.high, places.scaled_low, places.scaled_high)
    )
    is_above = low[:, None] > high + TIE
    return np.where(is_above, np.maximum(scaled_low[:, None] - scaled_high, 0.0), 0.0)


def _ends(above: Floats, reach: Floats) -> tuple[Integers, Integers]:
    """Lowest and highest rank of each unit j, told apart from k where they are further apart than `reach[j, k]`."""
    return 1 + (reach < above.T).sum(axis=1), len(above) - (above > reach).sum(axis=1)


def _step_down(pairs: Booleans, family: Integers, apart: Floats, s: Floats, errors: "_Errors") -> tuple[Floats, Booleans]:
    """The last critical value of each family of pairs, and the pairs that are not told apart.

    Pair (j, k) is in the family of j: one family of all pairs, or one of each unit. A family from which pairs have been taken
    is tested anew with those left.
    """
    left = tested = pairs
    families = int(family[-1]) + 1
    critical, ratio = np.zeros(families), np.full(families, FIRST_GUESS)
    while tested.any():
        size = np.bincount(family, weights=tested.sum(axis=1))
        bonferroni = stats.norm.isf(0.025 / np.maximum(size, 1.0))
        found = errors.critical_values(tested, family, ratio * bonferroni)
        critical = np.where(size > 0, found, critical)
        ratio = NEXT_GUESS * critical / bonferroni
        resolved = tested & (apart > critical[family][:, None] * s)
        left = left & ~resolved
        is_new = np.bincount(family, weights=resolved.any(axis=1)) > 0
        tested = left & is_new[family][:, None]
    return critical, left


@dataclass(frozen=True)
class _Errors:
    """Simulated errors of K units in the order of their standard errors, made anew for each pass: they need no memory."""

    sigma: Floats
    s: Floats
    draws: int
    seed: int

    def critical_values(self, pairs: Booleans, family: Integers, guess: Floats) -> Floats:
        """The 95 % quantile of the largest |Z_j - Z_k| / s_jk over the pairs of each family; 0 for a family without pairs."""
        families = len(guess)
        place = self.draws - -(-19 * (self.draws + 1) // 20)  # of the quantile among the maxima from the largest, from 0
        critical = np.zeros(families)
        is_open = np.bincount(family, weights=pairs.any(axis=1)) > 0
        while is_open.any():
            owner, largest = self._maxima(pairs & is_open[family][:, None], family, guess)
            order = np.lexsort((-largest, owner))
            count = np.bincount(owner, minlength=families)
            done = is_open & (count > place)
            critical[done] = largest[order][(np.cumsum(count) - count)[done] + place]
            is_open &= ~done
            guess = guess * LOWERING
        return critical

    def _maxima(self, pairs: Booleans, family: Integers, guess: Floats) -> tuple[Integers, Floats]:
        """All maxima over a family in one set of errors that are above the family's guess: the families, and the values."""
        k, families = len(family), len(guess)
        level = np.where(pairs, guess[family][:, None], np.inf)
        s = np.where(self.s > 0, self.s, 1.0)  # no pair without error is in a family: its level is infinite
        reach = np.minimum(level, level.T) * s
        far = np.min(reach / np.where(self.s > 0, self.sigma[:, None] + self.sigma, 1.0), axis=1)
        rows = pairs.any(axis=1)
        if rows.sum() < 2 * stats.norm.sf(far).sum():  # few families: their pairs are looked at from their side in every draw
            far, reach = np.where(rows, -1.0, np.inf), level * s
        far, reach = far * (1 - SLACK), reach * (1 - SLACK)
        size = max(1, BLOCK // k)
        owners, values = [], []
        for draws in self._blocks(size):
            errors = draws * self.sigma
            draw, unit = np.divmod(np.flatnonzero(np.abs(draws) > far), k)
            largest = np.zeros(len(draws) * families)
            for first in range(0, len(draw), size):
                at, one = draw[first : first + size], unit[first : first + size]
                distance = errors[at]
                distance -= errors[at, one][:, None]
                np.abs(distance, out=distance)
                hit, other = np.divmod(np.flatnonzero(distance > reach[one]), k)
                at, one = at[hit], one[hit]
                studentised = distance[hit, other] / s[one, other]
                for owner, limit in ((one, level[one, other]), (other, level[other, one])):
                    above = studentised > limit
                    np.maximum.at(largest, at[above] * families + family[owner[above]], studentised[above])
            passed = np.flatnonzero(largest)
            owners.append(passed % families)
            values.append(largest[passed])
        return np.concatenate(owners), np.concatenate(values)

    def _blocks(self, size: int) -> Iterator[Floats]:
        """The standard normal draws in blocks of shape (size, K), 0 for units without error; any size gives the same."""
        generator = np.random.Generator(np.random.PCG64(np.random.SeedSequence(self.seed)))
        sampled = self.sigma > 0
        for first in range(0, self.draws, size):
            draws = np.zeros((min(size, self.draws - first), len(self.sigma)))
            draws[:, sampled] = generator.standard_normal((len(draws), int(sampled.sum())))
            yield draws
