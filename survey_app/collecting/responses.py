"""The one door through which answers enter the database: web, kiosk, paper and import all come here.

It takes a list, so that a batch of paper sheets or an import is one transaction; a single response is a list of one. What was
sent before under the same key is left alone: a double tap, a reload and the offline queue cost nothing.

The receipt. Ten digits, a keyed hash of the sending key's hash, so a repeat shows the same ones. To find a receipt again the
sending keeps its mark, a keyed hash of the digits: ten digits can be tried in seconds, so a plain hash would hand the thief of
a database every receipt that was ever shown, and with a receipt that somebody showed around he would know that this person was
among those who answered. Eight bytes are enough not to meet by chance and too few to be worth more. The mark leads to the
sending only, and a sending to no sheet. Imports and paper forms have no receipt and no mark.

Comments are masked here (`collecting.masking`), before they are stored: the form promises that no telephone number is kept.

The count of repeats. It is raised in the transaction of the response, as its last statement, and not in one of its own after
it: so it is exact (a repeat that is sent twice counts once, a power cut loses nothing), and the transaction after it would
give as much away, for its number is the next one. On PostgreSQL the row of the participation then bears the mark of the last
such response until the night, when `campaigns.sealing` rewrites these rows too. Nobody waits long: responses lock the row only
against deletion (FOR KEY SHARE), which a change of a count (FOR NO KEY UPDATE) does not meet; one repeat waits for another as
long as a commit takes.
"""

import datetime as dt
import hashlib
import hmac
import json
import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import Any, Final

from sqlalchemy import func, insert, select, update
from sqlalchemy import text as sql
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from survey_app.campaigns.codes import use_code
from survey_app.campaigns.tokens import SEPARATORS
from survey_app.collecting.answers import NewResponse, write_percents
from survey_app.collecting.masking import mask
from survey_app.db import Database
from survey_app.gathering import Write
from survey_app.models import Campaign, Comment, Participation, Response, Sending

SLOT_SECONDS = 600  # how exactly a sending's time is kept; days after closing
MARK_BYTES = 8
_BY_KEY = itemgetter("key")  # rows of one transaction are written in the order of their random keys


class CampaignSealedError(Exception):
    """The campaign has been sealed: a row of today would bear its time and its place."""


@dataclass(frozen=True)
class Destination:
    """Where a response goes: the participation and the two numbers that every key begins with."""

    campaign_id: int
    unit_id: int
    participation_id: int

    @classmethod
    def of(cls, participation: Participation) -> "Destination":
        """The destination that stands for `participation`."""
        return cls(participation.campaign_id, participation.unit_id, participation.id)


def record(session: Session, destination: Destination, responses: Sequence[NewResponse], *, now: dt.datetime) -> int:
    """Write the responses whose sending key is new, each with its sending and comments; return how many were new.

    The caller commits. Nothing ties a response to its sending, its comments or its code but the transaction, and
    `campaigns.sealing` removes even that mark. Keys are claimed before codes are looked at, so a repeat never meets "code
    used". Raises CodeUsedError or CodeUnknownError; the caller's transaction must then be rolled back as a whole.
    """
    place = vars(destination)
    new_hashes = _record_sendings(session, place, responses, slot=int(now.timestamp()) // SLOT_SECONDS)
    fresh = {key_hash(response.sending_key): response for response in responses}
    fresh = {hashed: response for hashed, response in fresh.items() if hashed in new_hashes}
    if not fresh:
        return 0
    if session.scalar(select(Campaign.sealed_on).where(Campaign.id == destination.campaign_id)) is not None:
        raise CampaignSealedError
    for response in fresh.values():
        if response.code_hash is not None:
            use_code(session, place, response.code_hash)
    session.execute(insert(Response), sorted((_response_row(place, r) for r in fresh.values()), key=_BY_KEY))
    comments = [_comment_row(place, code, text) for r in fresh.values() for code, text in r.comments.items() if text]
    if comments:
        session.execute(insert(Comment), sorted(comments, key=_BY_KEY))
    repeats = sum(response.repeat for response in fresh.values())
    if repeats:
        raised = update(Participation).where(Participation.id == destination.participation_id)
        session.execute(raised.values(repeats=Participation.repeats + repeats))
    return len(fresh)


def record_one(database: Database, destination: Destination, response: NewResponse, *, now: dt.datetime) -> bool:
    """The same for one response by one statement; on disk when this returns, False if `record` has to say what is in the way.

    For what nearly everybody sends: a response that needs no code and is no repeat. The statement writes sending, response and
    comments, or nothing at all because the key is in or the campaign sealed. On PostgreSQL it holds the campaign's row against
    sealing, as `record` does by its foreign keys.
    """
    assert response.code_hash is None
    assert not response.repeat
    comments = sorted((_comment_row({}, code, words) for code, words in response.comments.items() if words), key=_BY_KEY)
    row = _response_row(vars(destination), response) | {
        "key_hash": key_hash(response.sending_key),
        "slot": int(now.timestamp()) // SLOT_SECONDS,
        "language": response.language,
        "receipt_mark": response.receipt_mark,
    }
    if database.is_sqlite:
        return database.write(_ON_SQLITE, row | {"comments": json.dumps([[one["item_code"], one["text"]] for one in comments])})
    columns = {f"comment_{name}": [one[name] for one in comments] for name in ("key", "item_code", "text")}
    return database.write(_ON_POSTGRESQL, row | columns)


def key_hash(sending_key: str) -> bytes:
    """SHA-256 of a sending key: what is stored in its place."""
    return hashlib.sha256(sending_key.encode()).digest()


def receipt_for(sending_key: str, *, secret: str) -> str:
    """The receipt of a sending, ten digits: the same for a repeat, stored nowhere, leading to no sheet, easy to read out."""
    return _receipt_of(key_hash(sending_key), secret=secret)


def _receipt_of(hashed: bytes, *, secret: str) -> str:
    mac = hmac.new(secret.encode(), b"receipt:" + hashed, hashlib.sha256).digest()
    digits = f"{int.from_bytes(mac) % 10**10:010}"
    return f"{digits[:4]} {digits[4:7]} {digits[7:]}"


def count_signed(session: Session, *, secret: str, most: int) -> tuple[int, int]:
    """Of some sendings of the latest campaign that has any: how many bear the receipt of this secret, and how many do not."""
    campaign_id = session.scalar(select(func.max(Sending.campaign_id)).where(Sending.receipt_mark.is_not(None)))
    chosen = select(Sending.key_hash, Sending.receipt_mark).where(
        Sending.campaign_id == campaign_id, Sending.receipt_mark.is_not(None)
    )
    rows = session.execute(chosen.limit(most)).all()
    ours = sum(row.receipt_mark == receipt_mark(_receipt_of(row.key_hash, secret=secret), secret=secret) for row in rows)
    return ours, len(rows) - ours


def receipt_mark(receipt: str, *, secret: str) -> bytes:
    """What the sending keeps of a receipt so that it can be found again."""
    digits = "".join(filter(str.isdecimal, receipt))
    return hmac.new(secret.encode(), b"receipt-mark:" + digits.encode(), hashlib.sha256).digest()[:MARK_BYTES]


def find_receipt(session: Session, text: str, *, secret: str) -> bool:
    """Whether a response with this receipt was recorded: yes or no, never which, where or when.

    Spaces, dots and hyphens are passed over; anything but ten digits is no receipt, so parts of one cannot be tried.
    """
    digits = text[:64].translate(SEPARATORS)
    if not re.fullmatch(r"[0-9]{10}", digits):
        return False
    marked = select(Sending.receipt_mark).where(Sending.receipt_mark == receipt_mark(digits, secret=secret)).limit(1)
    return session.scalar(marked) is not None


def count_sendings(session: Session, destination: Destination, *, since: int) -> dict[int, int]:
    """How many sendings came from the slot `since` on, by slot. Only what has a receipt counts: not paper, not imports."""
    rows = session.execute(
        select(Sending.slot, func.count().label("number"))
        .where(*_at(destination), Sending.slot >= since, Sending.receipt_mark.is_not(None))
        .group_by(Sending.slot)
    )
    return {row.slot: row.number for row in rows}


def _at(destination: Destination) -> tuple[Any, ...]:
    return tuple(getattr(Sending, name) == value for name, value in vars(destination).items())


def _record_sendings(session: Session, place: dict[str, int], responses: Sequence[NewResponse], *, slot: int) -> set[bytes]:
    """Claim the sending keys and return the hashes that were not there before, whoever else is writing at the moment."""
    dialect = sqlite if session.get_bind().dialect.name == "sqlite" else postgresql
    rows = {
        hashed: {
            **place,
            "key_hash": hashed,
            "slot": slot,
            "language": response.language,
            "receipt_mark": response.receipt_mark,
        }
        for response in responses
        if (hashed := key_hash(response.sending_key))
    }
    if not rows:
        return set()
    statement = dialect.insert(Sending).on_conflict_do_nothing().returning(Sending.key_hash)
    return set(session.scalars(statement, sorted(rows.values(), key=itemgetter("key_hash"))))


def _response_row(place: dict[str, int], response: NewResponse) -> dict[str, Any]:
    return {
        **place,
        "key": secrets.token_bytes(16),
        "channel": response.channel,
        "pace": response.pace,
        "honeypot": response.honeypot,
        "grade": response.grade,
        "sheet": response.sheet,
        "percents": write_percents(response.percents),
    }


def _comment_row(place: dict[str, int], item_code: str, text: str) -> dict[str, Any]:
    return {**place, "key": secrets.token_bytes(16), "item_code": item_code, "text": mask(text)}


def _each(columns: str, pattern: str) -> str:
    """The names of columns, each in a pattern."""
    return ", ".join(pattern.format(name) for name in columns.split(", "))


_SENDING: Final = "campaign_id, unit_id, participation_id, key_hash, slot, language, receipt_mark"
_RESPONSE: Final = "campaign_id, unit_id, participation_id, key, channel, pace, honeypot, grade, sheet, percents"
_COMMENT: Final = "campaign_id, unit_id, participation_id, key, item_code, text"
_ON_POSTGRESQL: Final = Write(
    sql(f"""
WITH taking AS (
  SELECT id FROM campaign WHERE id = :campaign_id AND sealed_on IS NULL FOR KEY SHARE
), sent AS (
  INSERT INTO sending ({_SENDING})
  SELECT id, :unit_id, :participation_id, :key_hash, :slot, :language, CAST(:receipt_mark AS bytea) FROM taking
  ON CONFLICT DO NOTHING RETURNING campaign_id
), told AS (
  INSERT INTO comment ({_COMMENT})
  SELECT campaign_id, :unit_id, :participation_id, one.key, one.item_code, one.text FROM sent, unnest(
    CAST(:comment_key AS bytea[]), CAST(:comment_item_code AS text[]), CAST(:comment_text AS text[])
  ) AS one (key, item_code, text)
)
INSERT INTO response ({_RESPONSE})
SELECT campaign_id, :unit_id, :participation_id, :key, :channel, :pace, :honeypot, :grade, :sheet, :percents FROM sent
""")  # noqa: S608  # nosec B608  # the names put in are those above
)
# SQLite has no statement that writes two tables, but a view of this connection alone can be told what to do instead
_ARRIVAL: Final = f"{_SENDING}, key, channel, pace, honeypot, grade, sheet, percents, comments"
_ON_SQLITE: Final = Write(
    sql(f"INSERT INTO arrival ({_ARRIVAL}) VALUES ({_each(_ARRIVAL, ':{}')})"),  # noqa: S608  # nosec B608  # the names above
    before=(
        f"CREATE TEMP VIEW arrival AS SELECT {_each(_ARRIVAL, 'NULL AS {}')}",
        f"""
CREATE TEMP TRIGGER record_arrival INSTEAD OF INSERT ON arrival BEGIN
  SELECT RAISE(ABORT, 'sealed') FROM campaign WHERE id = NEW.campaign_id AND sealed_on IS NOT NULL;
  INSERT INTO sending ({_SENDING}) VALUES ({_each(_SENDING, "NEW.{}")});
  INSERT INTO response ({_RESPONSE}) VALUES ({_each(_RESPONSE, "NEW.{}")});
  INSERT INTO comment ({_COMMENT})
  SELECT NEW.campaign_id, NEW.unit_id, NEW.participation_id, randomblob(16),
    json_extract(value, '$[0]'), json_extract(value, '$[1]')
  FROM json_each(NEW.comments) ORDER BY random();
END
""",  # noqa: S608  # nosec B608  # the names above
    ),
)
