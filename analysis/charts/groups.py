"""Lists that are too long for one look: rows under headings that open and close, what matters most open.

`details` needs no script, works by keyboard, and is opened by a search within the page. Knows headings and rows only.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from analysis.charts.markup import element, escape
from analysis.charts.numbers import format_count

MOST_FLAT: Final = 100  # rows; so many are scrolled through, more are sought in
MOST_OPEN: Final = 12  # rows of a group that stands open though others are closed
MOST_WITHOUT_HEAD: Final = 12  # rows; of more, the foot with its scale is out of sight where the list begins


@dataclass(frozen=True)
class Group:
    """Rows, list items already written, under a heading. `is_finding` marks what a reader came for."""

    title: str
    rows: tuple[str, ...]
    is_finding: bool = False


def grouped(groups: Iterable[Group], *, head: str, foot: str) -> list[str]:
    """Return a long list as groups that open and close, a short one as one list without headings.

    Parameters
    ----------
    groups : iterable of Group
        In the order in which they stand.
    head : str
        The axis above rows, without an id of its own.
    foot : str
        The axis whose lines all rows use.

    Returns
    -------
    list of str
        Elements of a chart. A group stands open if it is a finding of at most 12 rows.
    """
    filled = [group for group in groups if group.rows]
    rows = [row for group in filled for row in group.rows]
    if len(rows) <= MOST_FLAT:
        return [head if len(rows) > MOST_WITHOUT_HEAD else "", listing(rows) if rows else "", foot]
    parts = []
    for group in filled:
        count = element("span", format_count(len(group.rows)), class_="chart-n")
        summary = element("summary", f"{escape(group.title)} {count}", class_="chart-summary")
        is_open = group.is_finding and len(group.rows) <= MOST_OPEN
        parts.append(
            element("details", [summary, head, listing(group.rows)], class_="chart-group", open="" if is_open else None)
        )
    return [*parts, foot]


def listing(rows: Sequence[str]) -> str:
    """Return rows as a list.

    Parameters
    ----------
    rows : sequence of str
        List items.

    Returns
    -------
    str
        An `ul`.
    """
    return element("ul", rows, class_="chart-rows")
