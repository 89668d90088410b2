"""All that the page behind a link token rests on, in one statement, as plain values.

Written out by hand, because it runs twice for every response: as text it costs a third of what building it anew does, and
one statement sees one state. The values come back as the driver hands them over (SQLite has no dates), hashable, so that what
was made of the same values before is found again (`participations.link_of`): nobody has to tell a cache that something has
changed, for then the values are others.
"""

from collections.abc import Callable, Hashable, Iterable, Mapping
from typing import Any, Final, NamedTuple

from sqlalchemy import TextClause, text

_BETWEEN: Final = "\x1f"  # no sentence holds such a sign (`improvement.actions.to_sentence`)

_LINK: Final = """
WITH asked AS MATERIALIZED (
  SELECT unit.id, unit.name, 'own' AS collection,
    EXISTS (SELECT 1 FROM unit_plan WHERE unit_plan.unit_id = unit.id AND published IS NOT NULL) AS has_plan
  FROM unit WHERE link_token = :token
  UNION ALL
  SELECT unit.id, unit.name, collection_token.collection, FALSE
  FROM collection_token JOIN unit ON unit.id = collection_token.unit_id WHERE token = :token
)
SELECT asked.id AS unit_id, asked.name AS unit_name, asked.collection, asked.has_plan,
  (SELECT name FROM unit WHERE kind = 'department' ORDER BY id LIMIT 1) AS owner,
  participation.id AS participation_id, instrument.id AS instrument_id, instrument.digest,
  campaign.id AS campaign_id, campaign.name AS campaign_name, campaign.opens_on, campaign.closes_on, campaign.paper_until,
  campaign.paused_on, campaign.grace_minutes, campaign.opened, campaign.access
  {further}
FROM asked
LEFT JOIN participation ON participation.unit_id = asked.id AND participation.collection = asked.collection
LEFT JOIN campaign ON campaign.id = participation.campaign_id
LEFT JOIN instrument ON instrument.id = participation.instrument_id
ORDER BY campaign.opens_on DESC, instrument.id
"""
# what the unit has done since the last survey, for the introduction of a form
_SENTENCES: Final = """,
  (SELECT {joined} FROM (
    SELECT CAST(published_on AS VARCHAR(10)) || ' ' || id AS place, text FROM action
    WHERE action.unit_id = asked.id AND state = 'done' AND published_on > :since
    ORDER BY published_on DESC, id DESC LIMIT :shown
  ) AS latest) AS sentences
"""
# of what is being sent: whether it is in, and how many came in this ten-minute slot and the one before
_ARRIVALS: Final = """,
  CASE WHEN participation.id = :participation THEN EXISTS (
    SELECT 1 FROM sending WHERE sending.campaign_id = participation.campaign_id AND sending.unit_id = participation.unit_id
    AND sending.participation_id = participation.id AND key_hash = :key_hash) END AS known,
  CASE WHEN participation.id = :participation THEN (
    SELECT count(*) FROM sending WHERE sending.campaign_id = participation.campaign_id
    AND sending.unit_id = participation.unit_id AND sending.participation_id = participation.id AND slot = :slot - 1)
    END AS came_before,
  CASE WHEN participation.id = :participation THEN (
    SELECT count(*) FROM sending WHERE sending.campaign_id = participation.campaign_id
    AND sending.unit_id = participation.unit_id AND sending.participation_id = participation.id AND slot = :slot)
    END AS came_now
"""
_JOINED: Final = {
    "sqlite": "group_concat(place || ' ' || text, char(31))",
    "postgresql": "string_agg(place || ' ' || text, chr(31))",
}
_STATEMENTS: Final[Mapping[tuple[str, str], TextClause]] = {
    (dialect, purpose): text(_LINK.format(further=further.format(joined=joined)))
    for dialect, joined in _JOINED.items()
    for purpose, further in (("link", ""), ("form", _SENTENCES), ("sending", _ARRIVALS))
}


class LinkRow(NamedTuple):
    """One participation of what a token leads to; all but the first five are None where there is none."""

    unit_id: int
    unit_name: str
    collection: str
    has_plan: bool
    owner: str | None
    participation_id: int | None
    instrument_id: int
    digest: str
    campaign_id: int
    campaign_name: str
    opens_on: Any
    closes_on: Any
    paper_until: Any
    paused_on: Any
    grace_minutes: int | None
    opened: bool
    access: str


class Arrivals(NamedTuple):
    """What is known of a sending: whether its key is in; how many rows its participation has in the slot before and in this."""

    known: bool
    before: int
    now: int


_WIDTH: Final = len(LinkRow._fields)
Rows = tuple[LinkRow, ...]
Ask = Callable[[TextClause, Mapping[str, Any]], Iterable[Any]]  # a statement and its values, to rows


def read_rows(ask: Ask, dialect: str, token: str) -> Rows:
    """What a normalised token leads to; nothing for one that leads nowhere. `dialect` is the database that is asked."""
    return tuple(LinkRow(*row) for row in ask(_STATEMENTS[dialect, "link"], {"token": token}))


def read_rows_and_sentences(ask: Ask, dialect: str, token: str, *, since: Any, shown: int) -> tuple[Rows, tuple[str, ...]]:
    """The same with what the unit has published since `since` of what it has done, the latest first."""
    found = list(ask(_STATEMENTS[dialect, "form"], {"token": token, "since": since, "shown": shown}))
    told = found[0][_WIDTH] if found else None
    return tuple(LinkRow(*row[:_WIDTH]) for row in found), _in_order(told) if told else ()


def read_rows_and_arrivals(
    ask: Ask, dialect: str, token: str, *, participation_id: int, key_hash: bytes, slot: int
) -> tuple[Rows, Arrivals]:
    """The same with what the limits and the question "is it in already?" need to know of a participation."""
    asked: dict[str, Hashable] = {"token": token, "participation": participation_id, "key_hash": key_hash, "slot": slot}
    found = list(ask(_STATEMENTS[dialect, "sending"], asked))
    arrivals = next((Arrivals(bool(row[_WIDTH]), row[-2], row[-1]) for row in found if row[5] == participation_id), None)
    return tuple(LinkRow(*row[:_WIDTH]) for row in found), arrivals or Arrivals(known=False, before=0, now=0)


def _in_order(told: str) -> tuple[str, ...]:
    """The sentences, latest first: an aggregate keeps no order, so each comes with its day and number."""
    parts = [one.split(" ", 2) for one in told.split(_BETWEEN)]
    return tuple(text for _day, _number, text in sorted(parts, key=lambda one: (one[0], int(one[1])), reverse=True))
