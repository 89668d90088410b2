"""Comparisons that were reckoned once and are read again, each with the state that it rests on, so that none is ever stale.

A comparison of a thousand units costs a third of a second and its rank sets many seconds; a page must not. What is stored is a
report of `analysis`, which has passed the gate; the state beside it is a digest of what the report is made from: the sums of
every unit of the instrument, names, eligible numbers, the terms of the campaign, the version of the method. A report whose
state is not that of now counts for nothing. Sums never move but with their counts (`sums`), so counts stand for them here.
"""

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session, aliased

from analysis import METHOD_VERSION
from survey_app.models import Campaign, EligibleNumber, Instrument, Participation, StoredComparison, SumsState, Unit
from survey_app.results.report_bytes import from_bytes, signature_of, to_bytes
from survey_app.results.sums import are_at_rest, writing_beside

Shape = TypeVar("Shape")


@dataclass(frozen=True)
class ComparisonKey:
    """Which comparison: of which instrument, collection and kind of unit; what is said of them, on which figure."""

    instrument_id: int
    collection: str
    kind: str
    subject: str
    measure_code: str = ""


def find_state(session: Session, campaign: Campaign, instrument: Instrument, *, collection: str, is_open: bool) -> str | None:
    """The digest of everything that comparisons of an instrument rest on; None while sums have to be made anew first."""
    parent = aliased(Unit)
    rows = session.execute(
        select(
            *(Participation.id, Unit.code, Unit.kind, Unit.name, parent.kind, parent.name),
            *(SumsState.recorded, SumsState.removed, SumsState.version),
        )
        .join(Unit, Participation.unit_id == Unit.id)
        .outerjoin(parent, Unit.parent_id == parent.id)
        .outerjoin(SumsState, SumsState.participation_id == Participation.id)
        .where(Participation.instrument_id == instrument.id, Participation.collection == collection)
        .order_by(Participation.id)
    ).all()
    ids = [row[0] for row in rows]
    if not are_at_rest(session, participation_ids=ids, is_open=is_open):
        return None
    eligible = session.execute(
        select(EligibleNumber.participation_id, EligibleNumber.grade, EligibleNumber.number)
        .join(Participation, EligibleNumber.participation_id == Participation.id)
        .where(Participation.instrument_id == instrument.id, Participation.collection == collection)
        .order_by(EligibleNumber.participation_id, EligibleNumber.position)
    ).all()
    terms = [METHOD_VERSION, instrument.digest, campaign.target, campaign.procedures_target, campaign.convention, is_open]
    said = json.dumps([terms, [list(row) for row in rows], [list(row) for row in eligible]], ensure_ascii=False)
    return hashlib.sha256(said.encode()).hexdigest()


def find_stored(session: Session, key: ComparisonKey, shape: type[Shape], *, state: str) -> Shape | None:
    """The stored comparison, if it was made in this state and its shape is still that of today."""
    row = session.execute(
        select(StoredComparison.state, StoredComparison.data).where(
            StoredComparison.instrument_id == key.instrument_id,
            StoredComparison.collection == key.collection,
            StoredComparison.kind == key.kind,
            StoredComparison.subject == key.subject,
            StoredComparison.measure_code == key.measure_code,
        )
    ).one_or_none()
    if row is None or row.state != _sealed_state(state, shape):
        return None
    found: Shape = from_bytes(row.data, shape)
    return found


def store(session: Session, key: ComparisonKey, value: object, *, state: str) -> None:
    """Keep a comparison in place of the one that was there, in a transaction of its own if `session` only reads."""
    fresh = {"state": _sealed_state(state, type(value)), "data": to_bytes(value)}
    with writing_beside(session) as writer:
        dialect = sqlite if writer.get_bind().dialect.name == "sqlite" else postgresql
        statement = dialect.insert(StoredComparison).values(**vars(key), **fresh)
        writer.execute(statement.on_conflict_do_update(index_elements=list(vars(key)), set_=fresh))


def read_or_make(
    session: Session,
    key: ComparisonKey,
    shape: type[Shape],
    make: Callable[[], object],
    *,
    state: str | None,
    state_now: Callable[[], str | None],
) -> object:
    """What is stored in this state, else what `make` gives; kept where it has the shape and nothing moved meanwhile."""
    found = None if state is None else find_stored(session, key, shape, state=state)
    if found is not None:
        return found
    made = make()
    if isinstance(made, shape) and state is not None and state_now() == state:
        store(session, key, made, state=state)
    return made


def joined_state(state: str | None, besides: tuple[str | None, ...]) -> str | None:
    """A state together with further ones; None where one of them is."""
    if state is None or None in besides:
        return None
    return hashlib.sha256("\n".join([state, *map(str, besides)]).encode()).hexdigest()


def _sealed_state(state: str, shape: type) -> str:
    """The state together with the shape: a report of an earlier release is not read as one of this."""
    return hashlib.sha256(f"{state}:{signature_of(shape)}".encode()).hexdigest()
