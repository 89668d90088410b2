"""What everybody may read of a report: figures rounded once, as plain values that JSON can hold (docs/methods.md, releases).

There is one precision for all that is public. Pages, files and the interface print these values and no others, so that none
contradicts another and nobody gets closer to a group by reading two of them: shares and their limits in whole percent, means to
one decimal, numbers of responses rounded to five, distributions in whole percent. Limits are rounded outwards, so that no
printed interval is narrower than the computed one; a share is never rounded across the target, nor to 0 or 100, so that a
verdict and its figure agree and 100 means everybody. Of a group that is too small not even the number of its responses is said,
and reasons that protect people read the same.

Knows reports that have passed the gate; must not know who reads them.
"""

import math
from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, Final

from analysis.charts.numbers import percent
from analysis.disclosure import DEFAULTS
from analysis.estimates import Estimate, Reason, Result, Suppressed
from analysis.figures import DimensionFigures, Distribution, ItemFigures, UnitReport

Plain = dict[str, Any]

STEP: Final = 5  # numbers of people are multiples of it
ROUNDING: Final = 1e-9  # of a percent: a limit that is whole but for the arithmetic stays
REASONS: Final[dict[Reason, str]] = {
    "no responses": "none",
    "too few": "few",
    "too wide": "wide",
    "everyone": "protected",
    "incomplete": "incomplete",
    "protects another": "protected",
}


def open_count(number: int) -> int:
    """A number of people, to the nearest five.

    Parameters
    ----------
    number : int

    Returns
    -------
    int
        Halves do not occur: no whole number lies half-way between two multiples of five.

    References
    ----------
    docs/methods.md, releases: public precision.

    Examples
    --------
    >>> [open_count(number) for number in (10, 12, 13, 18412)]
    [10, 10, 15, 18410]
    """
    return (number + STEP // 2) // STEP * STEP


def open_percent(share: float, *, target: float | None = None) -> int:
    """A share in whole percent, on the side of the target on which it lies; 100 and 0 only where it is exactly that.

    Parameters
    ----------
    share : float
        In [0, 1].
    target : float, optional
        Share that the rounded value must not reach from below, nor leave from above. Without it this is plain rounding.

    Returns
    -------
    int

    References
    ----------
    docs/methods.md, releases: public precision.

    Examples
    --------
    >>> open_percent(0.926), open_percent(0.8962), open_percent(0.8962, target=0.9), open_percent(0.996, target=0.9)
    (93, 90, 89, 99)
    """
    exact = percent(share)
    rounded = int(Decimal(repr(exact)).quantize(Decimal(1), rounding=ROUND_HALF_UP))
    if target is None:
        return rounded
    limit = percent(target)
    if exact < limit <= rounded:
        rounded = math.floor(exact)
    elif rounded < limit <= exact:
        rounded = math.ceil(exact)
    return 99 if rounded == 100 > exact else 1 if rounded == 0 < exact else rounded


def open_figure(result: Result, kind: str, *, target: float | None = None) -> Plain:
    """A figure as everybody may read it.

    Parameters
    ----------
    result : Estimate or Suppressed
    kind : "share", "mean" or "percent"
        A share in [0, 1] becomes whole percent; a mean of options or of percents has one decimal.
    target : float, optional
        Of a share.

    Returns
    -------
    dict
        "value", "low", "high" (None where there is no interval), "n", "interval"; or "withheld" with the reason.

    References
    ----------
    docs/methods.md, releases: public precision.

    Examples
    --------
    >>> open_figure(Suppressed("everyone", None), "share")
    {'withheld': 'protected'}
    """
    if isinstance(result, Suppressed):
        return {"withheld": REASONS[result.reason]}
    scale = 100 if kind == "share" else 10
    low, high = (None if limit is None else limit * scale for limit in (result.low, result.high))
    ends: list[float | None] = [
        None if low is None else math.floor(low + ROUNDING),
        None if high is None else math.ceil(high - ROUNDING),
    ]
    value: float
    if kind == "share":
        value = open_percent(result.value, target=target)
    else:
        value = float(Decimal(repr(result.value)).quantize(Decimal("0.1"), rounding=ROUND_HALF_UP))
        ends = [None if end is None else end / 10 for end in ends]
    return {
        "value": value,
        "low": ends[0],
        "high": ends[1],
        "n": open_count(result.n),
        "interval": result.interval_kind,
    }


def open_report(report: UnitReport) -> Plain:
    """All figures of a report, of a unit or of a group in the shape of one, as everybody may read them.

    Parameters
    ----------
    report : UnitReport

    Returns
    -------
    dict
        Numbers of responses and of people asked, index, overall item, expectation met, dimensions with their items. Texts are
        not in it: they belong to the instrument.

    References
    ----------
    docs/methods.md, releases: public precision.
    """
    is_told = report.forms >= DEFAULTS.numbers
    eligible = None if report.eligible is None else open_count(report.eligible)
    return {
        "forms": open_count(report.forms) if is_told else None,
        "eligible": eligible,
        "participation": open_percent(min(report.participation, 1.0)) if is_told and report.participation else None,
        "share": open_figure(report.index_share, "share", target=report.target),
        "mean": open_figure(report.index_score, "mean"),
        "verdict": report.verdict,
        "overall": None if report.overall is None else _item(report.overall, target=report.target),
        "expectation": None if report.expectation is None else open_figure(report.expectation, "percent"),
        "dimensions": [_dimension(part, target=report.target) for part in report.dimensions],
    }


def as_estimate(figure: Plain) -> Result:
    """A public share as a result again, for the mark of a row: it holds no more than what is printed beside it.

    Parameters
    ----------
    figure : dict
        From `open_figure`, of a share.

    Returns
    -------
    Estimate or Suppressed

    References
    ----------
    docs/methods.md, releases: public precision.
    """
    if "withheld" in figure:
        return Suppressed("too few", None)
    low, high = (None if figure[end] is None else figure[end] / 100 for end in ("low", "high"))
    n = figure["n"]
    return Estimate(
        value=figure["value"] / 100,
        low=low,
        high=high,
        low90=None,
        high90=None,
        se=None,
        base=n,
        n=n,
        eligible=None,
        effective_base=float(n),
        design_effect=1.0,
        degrees_of_freedom=n,
        interval_kind=figure["interval"],
    )


def _dimension(part: DimensionFigures, *, target: float) -> Plain:
    return {
        "code": part.code,
        "share": open_figure(part.share, "share", target=target),
        "mean": open_figure(part.score, "mean"),
        "verdict": part.verdict,
        "items": [_item(item, target=target) for item in part.items],
    }


def _item(item: ItemFigures, *, target: float) -> Plain:
    return {
        "code": item.code,
        "share": open_figure(item.share, "share", target=target),
        "mean": open_figure(item.score, "mean"),
        "answers": None if isinstance(item.distribution, Suppressed) else _percents(item.distribution),
    }


def _percents(distribution: Distribution) -> Sequence[int] | None:
    """Whole percents of the answers per option; each is rounded by itself, so they may add up to 99 or 101."""
    total = sum(distribution.counts)
    return [open_percent(count / total) for count in distribution.counts] if total else None
