"""Which units of an earlier year together were what a unit is now: mergers, splits, new codes, closures.

Pure but for `load_lineage`. A link counts between two days if it was made after the first and not after the second, so that a
split of next year changes no comparison of this year with the last. Knows units; no campaign, no answer.
"""

import datetime as dt
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from survey_app.models import Unit, UnitPredecessor


@dataclass(frozen=True)
class Link:
    """`unit_id` carries on, wholly or in part, what `predecessor_id` was before `since`."""

    unit_id: int
    predecessor_id: int
    since: dt.date


@dataclass(frozen=True)
class Ancestry:
    """The units of an earlier day whose people a unit has taken over, itself among them.

    `founded` are those of them that were made out of others since that day, so they need not have existed then. `is_split`:
    one of them has given a part of its people to somebody else, so that no sum of units of then is this unit.
    """

    unit_ids: frozenset[int]
    founded: frozenset[int] = frozenset()
    is_split: bool = False


class Lineage:
    """All links between units, with the days on which units were closed."""

    def __init__(self, links: Iterable[Link] = (), closed_on: Mapping[int, dt.date] | None = None) -> None:
        self._closed_on = dict(closed_on or {})
        self._before: dict[int, list[Link]] = {}
        self._after: dict[int, list[Link]] = {}
        for link in links:
            self._before.setdefault(link.unit_id, []).append(link)
            self._after.setdefault(link.predecessor_id, []).append(link)

    def trace(self, unit_id: int, *, then: dt.date, now: dt.date) -> Ancestry:
        """What a unit of `now` was at `then`, an earlier day."""
        return self._trace({unit_id}, then=then, now=now)

    def trace_group(self, unit_ids: Iterable[int], *, then: dt.date, now: dt.date) -> Ancestry:
        """What all units of a group together were; whoever gave all its people to others belongs where these are.

        A unit of the group that was split is whole again where all its parts are in the group.
        """
        parted = {link.predecessor_id for links in self._after.values() for link in links if then < link.since <= now}
        return self._trace({one for one in unit_ids if one not in parted or not self._is_closed(one, now)}, then=then, now=now)

    def _trace(self, unit_ids: Collection[int], *, then: dt.date, now: dt.date) -> Ancestry:
        def between(links: Mapping[int, list[Link]], one: int) -> list[Link]:
            return [link for link in links.get(one, ()) if then < link.since <= now]

        found, waiting = set(unit_ids), list(unit_ids)
        while waiting:
            above = {link.predecessor_id for link in between(self._before, waiting.pop())} - found
            found |= above
            waiting += above
        return Ancestry(
            unit_ids=frozenset(found),
            founded=frozenset(one for one in found if between(self._before, one)),
            is_split=any(
                any(link.unit_id not in found for link in between(self._after, one))
                or (one not in unit_ids and not self._is_closed(one, now))
                for one in found
            ),
        )

    def _is_closed(self, unit_id: int, day: dt.date) -> bool:
        closed_on = self._closed_on.get(unit_id)
        return closed_on is not None and closed_on <= day


def load_lineage(session: Session) -> Lineage:
    """All links that have been recorded: a few hundred in a year of mergers."""
    links = session.execute(select(UnitPredecessor.unit_id, UnitPredecessor.predecessor_id, UnitPredecessor.since))
    closed = session.execute(select(Unit.id, Unit.closed_on).where(Unit.closed_on.is_not(None)))
    return Lineage((Link(*row) for row in links), {unit_id: day for unit_id, day in closed if day is not None})
