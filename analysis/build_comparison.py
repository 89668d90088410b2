"""What a comparison says of its units together: funnels, spread, shrunk values, rank sets (docs/methods.md sections 5 and 6).

A function of the shares that are shown and of nothing else, so it can give nothing away.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

from analysis.build_figures import Rules
from analysis.comparison_figures import Ranking, RankSet, Shrunk, Spread
from analysis.estimates import Estimate, Position, Result
from analysis.figures import Funnel
from analysis.funnel import build_funnel, find_positions, find_target_positions
from analysis.ranks import rank_sets, share_places
from analysis.shrinkage import estimate_spread, shrink

LEAST_RELIABILITY = 0.5  # below it a rank is not printed

Said = TypeVar("Said")


@dataclass(frozen=True)
class Comparison:
    """What is said of each unit, each tuple as long as the results that were given, and of all together."""

    positions: tuple[Position | None, ...]
    target_positions: tuple[Position | None, ...]
    ranks: tuple[RankSet | None, ...]
    shrunk: tuple[Shrunk | None, ...]
    funnel: Funnel | None
    target_funnel: Funnel | None
    spread: Spread | None
    ranking: Ranking | None


def compare_units(
    results: Sequence[Result], total: Result, *, rules: Rules, rank_draws: int = 0, seed: int = 0, tau: int | None = None
) -> Comparison:
    """Compares the units that are shown.

    Parameters
    ----------
    results : sequence of Result
        The share of each unit.
    total : Result
        The department's share. Where it is withheld nothing is said that rests on it: positions, spread, shrunk values.
    rules : Rules
    rank_draws : int
        Simulated sets of errors; 0 for no ranks.
    seed : int
    tau : int, optional
        By default a tenth of the units shown; at least 1 and never more than the units shown.

    Returns
    -------
    Comparison
        A rank is None where the effective base is below `thresholds.tiers` (a census apart) or the reliability below .5 or
        unknown; the unit is ranked all the same. No ranks for fewer than two units.

    Raises
    ------
    ValueError
        Ranks wanted with tau below 1, a seed below 0 or fewer draws than a quantile needs.

    References
    ----------
    docs/methods.md sections 5 and 6.
    """
    places = [u for u, result in enumerate(results) if isinstance(result, Estimate)]
    shown = [result for result in results if isinstance(result, Estimate)]
    shares, bases = [result.value for result in shown], [result.effective_base for result in shown]
    census = [result.interval_kind in ("census", "bounds") for result in shown]
    positions: list[Position | None] = [None] * len(shown)
    shrunk: list[Shrunk | None] = [None] * len(shown)
    funnel = spread = ranking = None
    if isinstance(total, Estimate):
        positions = find_positions(shares, bases, census, centre=total.value)
        funnel = build_funnel(shares, bases, census, centre=total.value)
        spread = estimate_spread(shown, share=total.value)
        shrunk = shrink(shown, spread, share=total.value)
    at_target = find_target_positions(shares, bases, census, target=rules.target)
    ranks: list[RankSet | None] = [None] * len(shown)
    if rank_draws and len(shown) > 1:
        wanted = max(1, len(shown) // 10) if tau is None else min(tau, len(shown))
        sets, ranking = rank_sets(share_places(shown), tau=wanted, draws=rank_draws, seed=seed)
        ranks = [
            rank if _is_printed(result, reliable, rules.thresholds.tiers) else None
            for rank, result, reliable in zip(sets, shown, shrunk, strict=True)
        ]
    return Comparison(
        positions=_spread_out(positions, places, len(results)),
        target_positions=_spread_out(at_target, places, len(results)),
        ranks=_spread_out(ranks, places, len(results)),
        shrunk=_spread_out(shrunk, places, len(results)),
        funnel=funnel,
        target_funnel=build_funnel(shares, bases, census, centre=rules.target, is_target=True),
        spread=spread,
        ranking=ranking,
    )


def _is_printed(result: Estimate, shrunk: Shrunk | None, tiers: int) -> bool:
    """Whether a rank says enough to be printed."""
    is_large = result.effective_base >= tiers or result.interval_kind in ("census", "bounds")
    return is_large and shrunk is not None and shrunk.reliability >= LEAST_RELIABILITY


def _spread_out(said: Sequence[Said | None], places: Sequence[int], length: int) -> tuple[Said | None, ...]:
    """What is said of the shown units at their places among all."""
    everywhere: list[Said | None] = [None] * length
    for place, value in zip(places, said, strict=True):
        everywhere[place] = value
    return tuple(everywhere)
