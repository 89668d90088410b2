"""Keeps stored sums up to date: a page counts responses, and reads only those of participations whose count has moved.

The snapshot rule. While a campaign is open, two looks at its results must not give away what came between them if that is a
handful of people. So stored sums move only when at least ten further responses have come for the unit as a whole, and when
every published cell, a set of grades for which figures are shown, has gained none or at least ten. This version shows figures
for whole units only, so no further cell is given; whoever publishes figures per grade passes the grades in `published`. The
first snapshot is a move from nothing and needs ten as well. A department's total is made of the same snapshots.

After closing, sums take in all responses, unless a snapshot has been shown and fewer than ten came after it: then it stays, and
the report says how many it does not cover. A campaign that shows nothing before closing never meets this case. Only sums of
another layout are then counted again as a whole: which responses the old ones covered is, by design, not known.

Two refreshes at once. Sums are made outside the writing transaction, which is short and stores them only if nobody has moved
the state meanwhile; whoever comes second takes what the first one stored. Both show the same.
"""

from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from typing import NamedTuple

from sqlalchemy import Engine, delete, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from analysis.disclosure import Thresholds
from analysis.layout import LAYOUT_VERSION
from analysis.sums import Sums
from questionnaires import Questionnaire
from survey_app.models import CellSums, SumsState
from survey_app.results.store import Cells, count_responses, read_cells

STEP = Thresholds().numbers  # no figure rests on fewer people, so no difference of two figures may either

GradeSet = frozenset[str]


class _State(NamedTuple):
    """What the stored sums of a participation cover, and in which layout."""

    recorded: int
    version: int

    @property
    def was_shown(self) -> bool:
        """Whether figures may have been published from these sums: below the threshold none were."""
        return self.recorded >= STEP

    @property
    def is_readable(self) -> bool:
        return not self.recorded or self.version == LAYOUT_VERSION


_NOTHING = _State(0, 0)
_NO_CELLS: Cells = {}


def current_sums(
    session: Session,
    questionnaire: Questionnaire,
    *,
    participation_ids: Collection[int],
    is_open: bool,
    published: Collection[GradeSet] = (),
) -> dict[int, Cells]:
    """The sums that may be shown now, by participation of one instrument and grade; {} where there are none.

    What has moved is stored, in a transaction of its own if `session` only reads.
    """
    states = _load_states(session, participation_ids)
    moved = _find_moved(session, states, participation_ids, is_open=is_open)
    readable = [i for i in participation_ids if states.get(i, _NOTHING).is_readable]
    shown = dict.fromkeys(participation_ids, _NO_CELLS)
    shown |= _load_cells(session, readable if published else [i for i in readable if i not in moved])
    fresh = _read_moved(session, questionnaire, moved)
    fresh = {
        i: cells
        for i, cells in fresh.items()
        if not (is_open or states.get(i, _NOTHING).was_shown) or _may_show(shown[i], cells, published)
    }
    if not fresh:
        return shown
    with writing_beside(session) as writer:
        return shown | _store(writer, fresh, seen=states)


def are_at_rest(session: Session, *, participation_ids: Collection[int], is_open: bool) -> bool:
    """Whether `current_sums` would give what is stored now, and read no response."""
    states = _load_states(session, participation_ids)
    return not _find_moved(session, states, participation_ids, is_open=is_open)


def _find_moved(
    session: Session, states: Mapping[int, _State], participation_ids: Collection[int], *, is_open: bool
) -> set[int]:
    counts = count_responses(session, participation_ids)
    return {i for i in participation_ids if _has_moved(states.get(i, _NOTHING), counts.get(i, 0), is_open=is_open)}


def _read_moved(session: Session, questionnaire: Questionnaire, moved: Collection[int]) -> dict[int, Cells]:
    if not moved:
        return {}
    return dict.fromkeys(moved, _NO_CELLS) | dict(read_cells(session, questionnaire, participation_ids=moved))


def _has_moved(state: _State, live: int, *, is_open: bool) -> bool:
    """Whether the responses must be read again. Sums of another layout are counted again under the same rule."""
    if live == state.recorded:
        return not state.is_readable
    if live - state.recorded >= STEP:
        return True
    return not is_open and not (state.was_shown and state.is_readable)


def _may_show(before: Cells, after: Cells, published: Collection[GradeSet]) -> bool:
    """Whether every published cell has gained nobody, or enough people not to be told apart."""
    gains = (_forms(after, grades) - _forms(before, grades) for grades in published)
    return all(gain == 0 or gain >= STEP for gain in gains)


def _forms(cells: Cells, grades: Collection[str] | None = None) -> int:
    return sum(sums.forms for grade, sums in cells.items() if grades is None or grade in grades)


def _store(session: Session, fresh: Mapping[int, Cells], *, seen: Mapping[int, _State]) -> dict[int, Cells]:
    """Store the sums whose state is still the one seen; return what is stored now, ours or another's."""
    ids = sorted(fresh)
    dialect = sqlite if session.get_bind().dialect.name == "sqlite" else postgresql
    session.execute(
        dialect.insert(SumsState).on_conflict_do_nothing(),
        [{"participation_id": i, "recorded": 0, "removed": 0, "version": 0} for i in ids],
    )
    locked = _load_states(session, ids, lock=True)
    ours = [i for i in ids if locked[i] == seen.get(i, _NOTHING)]
    if ours:
        session.execute(delete(CellSums).where(CellSums.participation_id.in_(ours)))
        rows = [
            {"participation_id": i, "grade": grade, "data": sums.to_bytes()}
            for i in ours
            for grade, sums in sorted(fresh[i].items())
        ]
        if rows:
            session.execute(insert(CellSums), rows)
        session.execute(
            update(SumsState),
            [{"participation_id": i, "recorded": _forms(fresh[i]), "version": LAYOUT_VERSION} for i in ours],
        )
    others = _load_cells(session, [i for i in ids if i not in set(ours)])
    return {i: fresh[i] for i in ours} | others


def _load_states(session: Session, ids: Collection[int], *, lock: bool = False) -> dict[int, _State]:
    statement = (
        select(SumsState.participation_id, SumsState.recorded, SumsState.version)
        .where(SumsState.participation_id.in_(ids))
        .order_by(SumsState.participation_id)
    )
    rows = session.execute(statement.with_for_update() if lock else statement)
    return {participation_id: _State(recorded, version) for participation_id, recorded, version in rows}


def _load_cells(session: Session, ids: Collection[int]) -> dict[int, Cells]:
    found: dict[int, dict[str, Sums]] = {}
    if ids:
        statement = (
            select(CellSums.participation_id, CellSums.grade, CellSums.data)
            .where(CellSums.participation_id.in_(ids))
            .order_by(CellSums.participation_id, CellSums.grade)
        )
        for participation_id, grade, data in session.execute(statement):
            found.setdefault(participation_id, {})[grade] = Sums.from_bytes(data)
    return dict(found)


@contextmanager
def writing_beside(session: Session) -> Iterator[Session]:
    """`session` itself if it writes anyway (a second writer would wait for it forever), else a short one beside it."""
    engine = session.get_bind()
    assert isinstance(engine, Engine)
    if engine.get_execution_options().get("writes"):
        yield session
        return
    with Session(engine.execution_options(writes=True)) as writer, writer.begin():
        yield writer
