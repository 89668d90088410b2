"""The one door through which answers enter the database: web, kiosk, paper and import all come here.

It takes a list, so that a batch of paper sheets or an import is one transaction; a single response is a list of one. What was
sent before under the same key is left alone: a double tap, a reload and the offline queue cost nothing.
"""

import datetime as dt
import hashlib
import hmac
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from survey_app.collecting.answers import NewResponse, write_percents
from survey_app.models import Comment, Participation, Response, Sending

SLOT_SECONDS = 600  # how exactly a sending's time is kept; days after closing
_BY_KEY = itemgetter("key")  # rows of one transaction are written in the order of their random keys


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

    The caller commits. Nothing ties a response to its sending or its comments but the transaction, and `campaigns.sealing`
    removes even that mark.
    """
    place = vars(destination)
    new_hashes = _record_sendings(session, place, responses, slot=int(now.timestamp()) // SLOT_SECONDS)
    fresh = {key_hash(response.sending_key): response for response in responses}
    fresh = {hashed: response for hashed, response in fresh.items() if hashed in new_hashes}
    if not fresh:
        return 0
    session.execute(insert(Response), sorted((_response_row(place, r) for r in fresh.values()), key=_BY_KEY))
    comments = [_comment_row(place, code, text) for r in fresh.values() for code, text in r.comments.items() if text]
    if comments:
        session.execute(insert(Comment), sorted(comments, key=_BY_KEY))
    return len(fresh)


def find_unrecorded(session: Session, destination: Destination, responses: Sequence[NewResponse]) -> list[NewResponse]:
    """Those of the responses whose sending key has not been recorded at this destination."""
    known = set(
        session.scalars(
            select(Sending.key_hash).where(
                Sending.campaign_id == destination.campaign_id,
                Sending.unit_id == destination.unit_id,
                Sending.participation_id == destination.participation_id,
            )
        )
    )
    return [response for response in responses if key_hash(response.sending_key) not in known]


def key_hash(sending_key: str) -> bytes:
    """SHA-256 of a sending key: what is stored in its place."""
    return hashlib.sha256(sending_key.encode()).digest()


def receipt_for(sending_key: str, *, secret: str) -> str:
    """The receipt of a sending, ten digits: the same for a repeat, stored nowhere, leading to no sheet, easy to read out."""
    mac = hmac.new(secret.encode(), b"receipt:" + key_hash(sending_key), hashlib.sha256).digest()
    digits = f"{int.from_bytes(mac) % 10**10:010}"
    return f"{digits[:4]} {digits[4:7]} {digits[7:]}"


def _record_sendings(session: Session, place: dict[str, int], responses: Sequence[NewResponse], *, slot: int) -> set[bytes]:
    """Claim the sending keys and return the hashes that were not there before, whoever else is writing at the moment."""
    dialect = sqlite if session.get_bind().dialect.name == "sqlite" else postgresql
    rows = {
        hashed: {**place, "key_hash": hashed, "slot": slot, "language": response.language}
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
    return {**place, "key": secrets.token_bytes(16), "item_code": item_code, "text": text}
