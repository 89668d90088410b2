"""What a comparison says of its units together: funnels, spread, shrunk values, rank sets (docs/methods.md sections 5 and 6).

A function of the shares that are shown and of nothing else, so it can give nothing away.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from analysis.build_figures import Rules
from analysis.comparison_figures import Ranking, RankSet, Shrunk, Spread
from analysis.disclosure import DEFAULTS, Thresholds
from analysis.estimates import Estimate, Position, Result
from analysis.figures import DepartmentReport, Funnel
from analysis.fingerprints import fingerprint_of
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
        Position and rank of a unit are None where its effective base is below `thresholds.tiers` (a census apart): it is drawn
        and ranked with the others, and not said to be high or low. A rank is None too where the reliability is below .5 or
        unknown. No ranks for fewer than two units.

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
    large = [_is_large(result, rules.thresholds.tiers) for result in shown]
    positions, at_target = (
        [position if is_large else None for position, is_large in zip(found, large, strict=True)]
        for found in (positions, at_target)
    )
    ranks: Sequence[RankSet | None] = [None] * len(shown)
    if rank_draws and len(shown) > 1:
        ranks, ranking = _rank(shown, shrunk, rules.thresholds, draws=rank_draws, seed=seed, tau=tau)
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


def add_ranks(
    report: DepartmentReport, *, draws: int, seed: int = 0, tau: int | None = None, thresholds: Thresholds = DEFAULTS
) -> DepartmentReport:
    """Adds rank sets to a report that was made without: they cost more than all the rest, and not every reader wants them.

    Parameters
    ----------
    report : DepartmentReport
        Of all units that are compared, made with `rank_draws` 0.
    draws, seed, tau : int
        As in `build_department_report`.
    thresholds : Thresholds
        Those of the report.

    Returns
    -------
    DepartmentReport
        What `build_department_report` gives with these draws, to the last digit of the fingerprint.

    Raises
    ------
    ValueError
        As in `build_department_report`.

    References
    ----------
    docs/methods.md section 6.
    """
    shown = [unit for unit in report.units if isinstance(unit.result, Estimate)]
    if len(shown) < 2:
        return report
    results = [unit.result for unit in shown if isinstance(unit.result, Estimate)]
    ranks, ranking = _rank(results, [unit.shrunk for unit in shown], thresholds, draws=draws, seed=seed, tau=tau)
    found = {unit.code: rank for unit, rank in zip(shown, ranks, strict=True)}
    units = tuple(replace(unit, rank=found.get(unit.code)) for unit in report.units)
    ranked = replace(report, units=units, ranking=ranking)
    return replace(ranked, fingerprint=fingerprint_of(ranked))


def _rank(
    shown: Sequence[Estimate],
    shrunk: Sequence[Shrunk | None],
    thresholds: Thresholds,
    *,
    draws: int,
    seed: int,
    tau: int | None,
) -> tuple[list[RankSet | None], Ranking]:
    """The sets of the units shown, None where a rank says too little to be printed, and how they were made."""
    wanted = max(1, len(shown) // 10) if tau is None else min(tau, len(shown))
    sets, ranking = rank_sets(share_places(shown), tau=wanted, draws=draws, seed=seed)
    printed = [
        rank if _is_printed(result, reliable, thresholds.tiers) else None
        for rank, result, reliable in zip(sets, shown, shrunk, strict=True)
    ]
    return printed, ranking


def _is_printed(result: Estimate, shrunk: Shrunk | None, tiers: int) -> bool:
    """Whether a rank says enough to be printed."""
    return _is_large(result, tiers) and shrunk is not None and shrunk.reliability >= LEAST_RELIABILITY


def _is_large(result: Estimate, tiers: int) -> bool:
    return result.effective_base >= tiers or result.interval_kind in ("census", "bounds")


def _spread_out(said: Sequence[Said | None], places: Sequence[int], length: int) -> tuple[Said | None, ...]:
    """What is said of the shown units at their places among all."""
    everywhere: list[Said | None] = [None] * length
    for place, value in zip(places, said, strict=True):
        everywhere[place] = value
    return tuple(everywhere)
