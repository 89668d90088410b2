"""Where the parts of a bar stand: from least to most satisfied, around the middle of the neutral answer."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import accumulate, pairwise

from analysis.charts.scale import Scale, diverging_scale
from analysis.charts.wording import overall_name
from analysis.reports import Distribution, ItemFigures, UnitReport


@dataclass(frozen=True)
class Segment:
    """The part of a bar that one option takes. `left` and `right` are shares counted from the centre of the neutral answer."""

    level: int
    share: float
    left: float
    right: float


def item_groups(report: UnitReport) -> tuple[tuple[str, tuple[ItemFigures, ...]], ...]:
    """Return the items under the titles of their dimensions, the overall item last.

    Parameters
    ----------
    report : UnitReport
        The report.

    Returns
    -------
    tuple of (str, tuple of ItemFigures)
        Titles and items; a dimension without items is left out.
    """
    groups = [(f"{part.code}. {part.title}", part.items) for part in report.dimensions if part.items]
    if report.overall is not None:
        groups.append((overall_name(report.overall.code), (report.overall,)))
    return tuple(groups)


def segments(distribution: Distribution) -> tuple[Segment, ...]:
    """Return the segments of one bar, from least to most satisfied.

    Parameters
    ----------
    distribution : Distribution
        Counts of an odd number of options, the middle one neutral.

    Returns
    -------
    tuple of Segment
        One for each option, also where nobody chose it.
    """
    base = sum(distribution.counts)
    shares = [count / base for count in distribution.counts]
    middle = len(shares) // 2
    start = -sum(shares[:middle]) - shares[middle] / 2
    edges = pairwise(accumulate(shares, initial=start))
    return tuple(
        Segment(level, share, left, right)
        for level, (share, (left, right)) in enumerate(zip(shares, edges, strict=True), start=1)
    )


def distributions_scale(report: UnitReport) -> Scale:
    """Return the one scale of all bars of a report.

    Parameters
    ----------
    report : UnitReport
        The report.

    Returns
    -------
    Scale
        Wide enough for the longest bar on each side.
    """
    bars = [segments(distribution) for distribution in shown_distributions(report)]
    return diverging_scale(
        max((-bar[0].left for bar in bars), default=0.0),
        max((bar[-1].right for bar in bars), default=0.0),
    )


def shown_distributions(report: UnitReport) -> Iterator[Distribution]:
    """Yield the distributions that may be drawn.

    Parameters
    ----------
    report : UnitReport
        The report.

    Yields
    ------
    Distribution
        In the order of the items, none without answers.
    """
    for _, items in item_groups(report):
        for item in items:
            if isinstance(item.distribution, Distribution) and any(item.distribution.counts):
                yield item.distribution
