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
import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import Any

from sqlalchemy import func, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from survey_app.campaigns.codes import use_code
from survey_app.campaigns.tokens import SEPARATORS
from survey_app.collecting.answers import NewResponse, write_percents
from survey_app.collecting.masking import mask
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


def is_recorded(session: Session, destination: Destination, sending_key: str | None) -> bool:
    """Whether what was sent under this key is in. Asked before anything else: whoever has sent hears so even after closing."""
    known = select(Sending.key_hash).where(*_at(destination), Sending.key_hash == key_hash(sending_key or ""))
    return session.scalar(known) is not None


def key_hash(sending_key: str) -> bytes:
    """SHA-256 of a sending key: what is stored in its place."""
    return hashlib.sha256(sending_key.encode()).digest()


def receipt_for(sending_key: str, *, secret: str) -> str:
    """The receipt of a sending, ten digits: the same for a repeat, stored nowhere, leading to no sheet, easy to read out."""
    mac = hmac.new(secret.encode(), b"receipt:" + key_hash(sending_key), hashlib.sha256).digest()
    digits = f"{int.from_bytes(mac) % 10**10:010}"
    return f"{digits[:4]} {digits[4:7]} {digits[7:]}"


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
