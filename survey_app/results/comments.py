"""The door out for comments, and the one place where what a unit decides about them is written.

It touches the table of comments because nothing else may: what leaves has passed the gate, and is masked. Comments hang on the
participation, so nothing here can lead from words to ratings, and no function takes or gives a time.

The gate. Words are shown once results may be shown at all (by default after closing), and from twenty responses on.

The snapshot. While a campaign is open, two looks must not give away what one person wrote in between. So a comment waits until
at least five of its question have come since the last look: one response has at most one comment to a question, so five are of
five people, which five comments of any questions would not be. After closing everything is shown that waits, unless some of the
question was shown before and fewer than five came after it: these stay out, and the page says how many (as `sums` does). A
campaign that shows nothing before closing never meets this case.

The order is that of the words in Vietnamese: it tells nothing of arrival, the same short answers stand together and are read at
once. No date of a decision is kept. Decisions stand in the row of the comment, so that sealing rewrites them along with it.
"""

import datetime as dt
from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal

from sqlalchemy import and_, func, select, update
from sqlalchemy.orm import Session

from analysis.disclosure import Thresholds
from analysis.vietnamese import sort_key
from questionnaires import Questionnaire
from survey_app.campaigns.participations import get_questionnaire
from survey_app.campaigns.schedule import phase_of
from survey_app.models import Comment, Instrument, Participation
from survey_app.results.annual_figures import CommentCounts, ReleasedComments
from survey_app.results.comment_decisions import Decision, DecisionRefusedError, Standing, decided, shown_text
from survey_app.results.progress import shows_results
from survey_app.results.store import count_responses
from survey_app.results.sums import writing_beside

STEP: Final = 5  # comments to a question, so people, between two looks
THRESHOLD: Final = Thresholds().comments
_SORTED_BY: Final = 60  # characters; what is alike so far is put in order by its code points

_IS_ITS_COMMENT = and_(
    Comment.campaign_id == Participation.campaign_id,
    Comment.unit_id == Participation.unit_id,
    Comment.participation_id == Participation.id,
)


@dataclass(frozen=True)
class ReviewedComment:
    """One comment as the unit reads it, masked. `key` names the row to forms of the unit and leads to nothing else."""

    key: str
    item_code: str
    text: str
    state: str
    reason: str
    is_masked_by_hand: bool


@dataclass(frozen=True)
class QuestionComments:
    """The comments to one question, in an order that tells nothing."""

    item_code: str
    question: str
    comments: tuple[ReviewedComment, ...]


@dataclass(frozen=True)
class CommentReview:
    """What a unit may read of its comments now; `left_out` came after the last look of an open campaign and stay unseen."""

    questions: tuple[QuestionComments, ...]
    counts: CommentCounts
    left_out: int
    is_open: bool


@dataclass(frozen=True)
class CommentsNotShown:
    """No comment may be shown, and why: results are not shown yet, or fewer than twenty responses have come."""

    reason: Literal["not open yet", "after closing", "few responses"]
    shown_from: dt.date | None = None


def find_comments(
    session: Session, participation: Participation, *, now: dt.datetime, grace_minutes: int
) -> CommentReview | CommentsNotShown:
    """The comments of a participation that may be shown now, by question.

    What moves into the snapshot is stored, in a transaction of its own if `session` only reads.
    """
    campaign = participation.campaign
    phase = phase_of(campaign, now=now, grace_minutes=grace_minutes)
    if not shows_results(campaign, phase):
        if phase == "planned" and campaign.results_while_open:
            return CommentsNotShown("not open yet", campaign.opens_on)
        return CommentsNotShown("after closing", (campaign.paper_until or campaign.closes_on) + dt.timedelta(days=1))
    if count_responses(session, [participation.id]).get(participation.id, 0) < THRESHOLD:
        return CommentsNotShown("few responses")
    place = _place(participation)
    is_open = phase != "closed"
    if _find_movable(_count_states(session, *place), is_open=is_open):
        with writing_beside(session) as writer:  # a reading session on SQLite would not see what another one has moved
            _move(writer, participation.id, place, is_open=is_open)
            rows = writer.execute(select(*_COLUMNS).where(*place)).all()
    else:
        rows = session.execute(select(*_COLUMNS).where(*place)).all()
    found = [_reviewed(row) for row in rows if row.state != "waiting"]
    found.sort(key=lambda comment: _order(comment.text))
    questionnaire = get_questionnaire(session, participation.instrument.id, participation.instrument.digest)
    return CommentReview(
        questions=tuple(
            QuestionComments(item.code, item.text, tuple(one for one in found if one.item_code == item.code))
            for item in questionnaire.text_items
        ),
        counts=_counts(Counter(comment.state for comment in found)),
        left_out=0 if is_open else len(rows) - len(found),
        is_open=is_open,
    )


def decide_comments(session: Session, participation: Participation, decisions: Mapping[str, Decision]) -> int:
    """Carry out what was decided about comments of a participation, by key, and return how many changed. The caller commits.

    All or nothing: raises DecisionsRefusedError with every fault by key. To be called after `find_comments` has shown them, for
    what is not shown cannot be decided about.
    """
    keys = sorted(bytes.fromhex(key) for key in decisions)
    asked = select(*_COLUMNS).where(*_place(participation), Comment.key.in_(keys), Comment.state != "waiting")
    asked = asked.order_by(Comment.key).with_for_update()
    rows = session.execute(asked).all()
    if len(rows) < len(keys):  # the rewriting of the night has put other copies in their place while we waited for it
        rows = session.execute(asked).all()
    faults = dict.fromkeys(set(decisions) - {row.key.hex() for row in rows}, "Ý kiến này không còn ở đây. Hãy tải lại trang.")
    changed = []
    for row in rows:
        before = Standing(row.state, row.reason, row.masks)
        try:
            after = decided(row.text, before, decisions[row.key.hex()])
        except DecisionRefusedError as refused:
            faults[row.key.hex()] = str(refused)
            continue
        if after != before:
            changed.append((row.key, after))
    if faults:
        raise DecisionsRefusedError(faults)
    for key, after in changed:
        session.execute(update(Comment).where(*_place(participation), Comment.key == key).values(**vars(after)))
    return len(changed)


class DecisionsRefusedError(Exception):
    """Nothing was decided; `faults` says by key what is wrong and what to do."""

    def __init__(self, faults: Mapping[str, str]) -> None:
        super().__init__("; ".join(faults.values()))
        self.faults = faults


def released_comments(session: Session, participation_ids: Collection[int]) -> dict[int, tuple[ReleasedComments, ...]]:
    """What may leave the unit, by participation and question in the order of the form; () where there is nothing."""
    found: dict[int, dict[str, list[str]]] = {}
    for participation_id, item_code, text in read_released(session, participation_ids):
        found.setdefault(participation_id, {}).setdefault(item_code, []).append(text)
    questionnaires = _questionnaires(session, found)
    return {i: _by_question(questionnaires[i], found[i]) if i in found else () for i in participation_ids}


def comment_counts(session: Session, participation_ids: Collection[int]) -> dict[int, CommentCounts]:
    """How many comments each participation of a closed campaign has by what was decided; what nobody has looked at is open."""
    found: dict[int, Counter[str]] = {}
    for (participation_id, _item_code), states in _count_settled(session, participation_ids).items():
        found.setdefault(participation_id, Counter()).update(states)
    return {i: _counts(found.get(i, Counter())) for i in participation_ids}


def counts_by_question(session: Session, participation_ids: Collection[int]) -> dict[tuple[int, str], CommentCounts]:
    """The same by participation and question; what has none, or too few responses, is left out."""
    return {cell: _counts(states) for cell, states in _count_settled(session, participation_ids).items()}


def read_released(session: Session, participation_ids: Collection[int]) -> Iterator[tuple[int, str, str]]:
    """Every comment that may leave its unit: participation, question and words, in no order."""
    rows = session.connection().execute(  # a search reads tens of thousands: plain rows take half the time
        select(Participation.id, Comment.item_code, Comment.text, Comment.masks)
        .join(Comment, _IS_ITS_COMMENT)
        .where(Participation.id.in_(_above_threshold(session, participation_ids)), Comment.state == "released")
    )
    return ((participation_id, item_code, shown_text(text, masks)) for participation_id, item_code, text, masks in rows)


def settle_comments(session: Session, campaign_id: int) -> None:
    """Let what waits be shown, so that a sealed campaign's rows do not say what came last. The caller seals and commits."""
    states = _count_states(session, Participation.campaign_id == campaign_id)
    movable = {participation_id for participation_id, _ in _find_movable(states, is_open=False)}
    of_campaign = select(Participation).where(Participation.campaign_id == campaign_id).order_by(Participation.id)
    for participation in session.scalars(of_campaign).all():
        if participation.id in movable:
            _move(session, participation.id, _place(participation), is_open=False)


# columns and not objects: what another clerk has decided a moment ago is read, not what the session remembers
_COLUMNS: Final = (Comment.key, Comment.item_code, Comment.text, Comment.state, Comment.reason, Comment.masks)


def _place(participation: Participation) -> tuple[Any, ...]:
    return (
        Comment.campaign_id == participation.campaign_id,
        Comment.unit_id == participation.unit_id,
        Comment.participation_id == participation.id,
    )


def _count_states(session: Session, *where: Any) -> dict[tuple[int, str], Counter[str]]:
    """How many comments stand where, by participation and question."""
    found: dict[tuple[int, str], Counter[str]] = {}
    for participation_id, item_code, state, number in session.execute(
        select(Participation.id, Comment.item_code, Comment.state, func.count())
        .join(Comment, _IS_ITS_COMMENT)
        .where(*where)
        .group_by(Participation.id, Comment.item_code, Comment.state)
    ):
        found.setdefault((participation_id, item_code), Counter())[state] = number
    return found


def _count_settled(session: Session, participation_ids: Collection[int]) -> dict[tuple[int, str], Counter[str]]:
    """How many comments stand where after closing, of participations with enough responses."""
    found = _count_states(session, Participation.id.in_(_above_threshold(session, participation_ids)))
    for states in found.values():
        if _may_move(states, is_open=False):
            states["open"] += states["waiting"]
    return found


def _may_move(states: Counter[str], *, is_open: bool) -> bool:
    """Whether what waits for a question may be shown now: enough of it, or after closing the first look at this question."""
    waiting = states["waiting"]
    return waiting >= STEP or bool(waiting and not is_open and waiting == states.total())


def _find_movable(states: Mapping[tuple[int, str], Counter[str]], *, is_open: bool) -> list[tuple[int, str]]:
    return [cell for cell, counts in states.items() if _may_move(counts, is_open=is_open)]


def _move(session: Session, participation_id: int, place: tuple[Any, ...], *, is_open: bool) -> None:
    """Let what waits be shown. Counted again behind a lock: of two looks at once, the second moves nothing more."""
    locked = select(Participation.id).where(Participation.id == participation_id)
    session.execute(locked.with_for_update(key_share=True))
    cells = _find_movable(_count_states(session, *place), is_open=is_open)
    waiting = (*place, Comment.item_code.in_([item_code for _, item_code in cells]), Comment.state == "waiting")
    session.execute(update(Comment).where(*waiting).values(state="open"), execution_options={"synchronize_session": False})


def _above_threshold(session: Session, participation_ids: Collection[int]) -> list[int]:
    return [i for i, number in count_responses(session, participation_ids).items() if number >= THRESHOLD]


def _questionnaires(session: Session, participation_ids: Collection[int]) -> dict[int, Questionnaire]:
    rows = session.execute(
        select(Participation.id, Instrument.id, Instrument.digest)
        .join(Instrument, Participation.instrument_id == Instrument.id)
        .where(Participation.id.in_(participation_ids))
    )
    return {i: get_questionnaire(session, instrument_id, digest) for i, instrument_id, digest in rows.all()}


def _by_question(questionnaire: Questionnaire, texts: Mapping[str, list[str]]) -> tuple[ReleasedComments, ...]:
    return tuple(
        ReleasedComments(item.code, item.text, tuple(sorted(texts[item.code], key=_order)))
        for item in questionnaire.text_items
        if item.code in texts
    )


def _reviewed(row: Any) -> ReviewedComment:
    return ReviewedComment(
        row.key.hex(), row.item_code, shown_text(row.text, row.masks), row.state, row.reason, bool(row.masks)
    )


def _order(text: str) -> tuple[Any, str]:
    return sort_key(text[:_SORTED_BY]), text


def _counts(states: Mapping[str, int]) -> CommentCounts:
    return CommentCounts(
        released=states.get("released", 0),
        kept_inside=states.get("inside", 0),
        hidden=states.get("hidden", 0),
        open=states.get("open", 0),
    )
