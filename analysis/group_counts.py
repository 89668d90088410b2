"""Counts of responses by group, such as grade or channel, put together until none is about a handful of people.

Knows labels and counts, no answers. A count is no figure of anybody's answer, but one of a few says who took part.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from analysis.disclosure import Thresholds


@dataclass(frozen=True)
class GroupCount:
    """How many responses one group has, or several put together; `eligible` is None where one of them has no such number."""

    labels: tuple[str, ...]
    responses: int
    eligible: int | None = None


def join_small_groups(groups: Sequence[GroupCount], *, fewest: int = Thresholds().numbers) -> tuple[GroupCount, ...]:
    """Puts groups of fewer responses than `fewest` together with the next, at the end with the previous.

    The numbers still add up to the whole, so nothing hidden is left to subtract.

    Parameters
    ----------
    groups : sequence of GroupCount
        In their order, which decides which are neighbours.
    fewest : int
        Responses that a group must have.

    Returns
    -------
    tuple of GroupCount
        Empty where all of them together have fewer.

    References
    ----------
    docs/methods.md section 4.

    Examples
    --------
    >>> found = join_small_groups([GroupCount(("1",), 4, 30), GroupCount(("2",), 11, 28), GroupCount(("3",), 12, 31)])
    >>> [(group.labels, group.responses, group.eligible) for group in found]
    [(('1', '2'), 15, 58), (('3',), 12, 31)]
    """
    joined: list[GroupCount] = []
    for group in groups:
        if joined and joined[-1].responses < fewest:
            joined.append(_together(joined.pop(), group))
        else:
            joined.append(group)
    if len(joined) > 1 and joined[-1].responses < fewest:
        last = joined.pop()
        joined.append(_together(joined.pop(), last))
    return tuple(joined) if joined and joined[-1].responses >= fewest else ()


def _together(first: GroupCount, second: GroupCount) -> GroupCount:
    known = first.eligible is not None and second.eligible is not None
    return GroupCount(
        labels=first.labels + second.labels,
        responses=first.responses + second.responses,
        eligible=(first.eligible or 0) + (second.eligible or 0) if known else None,
    )
