"""What takes long to make of a sealed campaign is made once in a process, for its answers do not change any more.

A convenience and no store: another process makes the same again, and so does this one after a restart.
"""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Any, Final, TypeVar

from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from survey_app.models import Campaign, Instrument, Participation, SumsState

Value = TypeVar("Value")
MOST: Final = 64  # values, some hundred kilobytes each at a thousand schools
_made: OrderedDict[Hashable, Any] = OrderedDict()
_lock = Lock()


def made_once(session: Session, instrument_id: int, what: Hashable, make: Callable[[], Value]) -> Value:
    """What `make` gives for an instrument; kept where its campaign is sealed, for as long as its sums are the same.

    `what` tells values of one instrument apart. Nothing that shows the name of a unit may be kept: names can change.
    """
    state = _state_of(session, instrument_id)
    if state is None:
        return make()
    key = (state, what)
    with _lock:
        if key in _made:
            _made.move_to_end(key)
            found: Value = _made[key]
            return found
    value = make()
    if _state_of(session, instrument_id) == state:  # a first look stores sums
        with _lock:
            _made[key] = value
            while len(_made) > MOST:
                _made.popitem(last=False)
    return value


def _state_of(session: Session, instrument_id: int) -> Hashable | None:
    """The database, the instrument and what its stored sums cover; None while its campaign is not sealed."""
    engine = session.get_bind()
    assert isinstance(engine, Engine)
    row = session.execute(
        select(Campaign.sealed_on, Instrument.digest, func.count(SumsState.version), func.sum(SumsState.recorded))
        .add_columns(func.sum(SumsState.removed), func.min(SumsState.version))
        .select_from(Instrument)
        .join(Campaign, Instrument.campaign_id == Campaign.id)
        .outerjoin(Participation, Participation.instrument_id == Instrument.id)
        .outerjoin(SumsState, SumsState.participation_id == Participation.id)
        .where(Instrument.id == instrument_id)
        .group_by(Campaign.sealed_on, Instrument.digest)
    ).one()
    return (engine.url.render_as_string(), instrument_id, *row) if row.sealed_on is not None else None
