"""Where the points of an index are lost: how far each figure lies from the target, and what each item takes from the whole.

Functions of figures that have passed the gate, so they give nothing away; a withheld item has no part, and the rest says so.
"""

from dataclasses import dataclass

from analysis.comparison_figures import Difference
from analysis.estimates import Estimate, Result, Verdict
from analysis.figures import ItemFigures, UnitReport
from analysis.verdicts import verdict_of


@dataclass(frozen=True)
class LostPart:
    """One item of an index.

    `gap` is its share less the target, with limits; `verdict` that of the item against the target. `points` is what its answers
    that are not satisfied take from the index, in [0, 1], with `low` and `high`; None where the index is not of plain counts.
    """

    item: ItemFigures
    dimension_code: str
    gap: Difference
    verdict: Verdict
    points: float | None
    low: float | None
    high: float | None


@dataclass(frozen=True)
class LossReport:
    """What is missing from 100 % of an index: `lost` in all, `told` by the items shown, those that take most first."""

    lost: float | None
    told: float | None
    parts: tuple[LostPart, ...]


def gap_to_target(share: Result, target: float) -> Difference | None:
    """A share less its target, with the limits of the share (docs/methods.md section 8).

    Parameters
    ----------
    share : Result
    target : float
        In [0, 1], known without error.

    Returns
    -------
    Difference or None
        None where the share is withheld.
    """
    if not isinstance(share, Estimate):
        return None

    def less(limit: float | None) -> float | None:
        return None if limit is None else limit - target

    low, high, low90, high90 = map(less, (share.low, share.high, share.low90, share.high90))
    return Difference(share.value - target, low, high, low90, high90, share.se)


def build_loss_report(report: UnitReport, *, tiers: int = 30) -> LossReport:
    """The items of a report by what they take from the index.

    Parameters
    ----------
    report : UnitReport
        Of a unit or of a group of units.
    tiers : int
        As in `verdicts.verdict_of`.

    Returns
    -------
    LossReport
        Under the convention "answers" an index of P loses 1 - P = sum over items of (answers not satisfied) / (all answers), so
        the part of an item is M_i (1 - P_i) / M, its limits from those of P_i with the numbers of answers taken as given. Under
        the others, whose weights an item's own figure does not tell, `points` is None and the lowest shares come first.

    References
    ----------
    docs/methods.md section 1, conventions of aggregation.
    """
    index = report.index_share
    is_counted = isinstance(index, Estimate) and report.convention == "answers" and index.base > 0
    parts = []
    for dimension in report.dimensions:
        for item in dimension.items:
            share, gap = item.share, gap_to_target(item.share, report.target)
            if not isinstance(share, Estimate) or gap is None:
                continue
            points = low = high = None
            if is_counted and isinstance(index, Estimate):
                weight = share.base / index.base
                points = weight * (1 - share.value)
                low = None if share.high is None else weight * (1 - share.high)
                high = None if share.low is None else weight * (1 - share.low)
            verdict = verdict_of(share, report.target, tiers=tiers)
            parts.append(LostPart(item, dimension.code, gap, verdict, points, low, high))
    parts.sort(key=lambda part: (-(part.points or 0.0), part.gap.value))
    known = [part.points for part in parts if part.points is not None]
    return LossReport(
        lost=1 - index.value if isinstance(index, Estimate) else None,
        told=sum(known) if known else None,
        parts=tuple(parts),
    )
