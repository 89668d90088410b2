"""A school whose parents write, and what its clerk then reads and decides."""

import datetime as dt
import itertools
from collections.abc import Mapping, Sequence

from sqlalchemy import select, text

from survey_app.collecting.answers import NewResponse
from survey_app.collecting.responses import Destination, record
from survey_app.config import TIMEZONE
from survey_app.db import Database
from survey_app.models import Participation
from survey_app.results.comment_decisions import Decision
from survey_app.results.comments import CommentReview, CommentsNotShown, decide_comments, find_comments
from tests.factories import fill
from tests.respondents import PARENTS

DURING = dt.datetime(2026, 5, 12, 9, tzinfo=TIMEZONE)
AFTER = dt.datetime(2026, 6, 2, 9, tzinfo=TIMEZONE)
_keys = itertools.count()


def write(database: Database, participation_id: int, comments: Sequence[Mapping[str, str]]) -> None:
    """One response for each, an hour apart, each in a transaction of its own."""
    for hour, one in enumerate(comments):
        with database.writing() as session:
            destination = Destination.of(session.get_one(Participation, participation_id))
            response = NewResponse(f"comment-key-{next(_keys)}", "4" * len(PARENTS.closed_items), comments=one)
            record(session, destination, [response], now=DURING + dt.timedelta(hours=hour))


def school_that_writes(
    database: Database, comments: Sequence[Mapping[str, str]], *, answers: int = 20, results_while_open: bool = False
) -> int:
    """The participation of the school TH1: `answers` silent responses and these that say something."""
    participation_id = fill(database, schools=2, answers=answers, results_while_open=results_while_open)["TH1"]
    write(database, participation_id, comments)
    return participation_id


def look(database: Database, participation_id: int, *, now: dt.datetime = AFTER) -> CommentReview | CommentsNotShown:
    with database.reading() as session:
        participation = session.scalars(select(Participation).where(Participation.id == participation_id)).one()
        return find_comments(session, participation, now=now, grace_minutes=60)


def texts(found: CommentReview | CommentsNotShown) -> list[str]:
    """What is read, question by question."""
    assert isinstance(found, CommentReview), found
    return [comment.text for question in found.questions for comment in question.comments]


def key_of(found: CommentReview | CommentsNotShown, words: str) -> str:
    assert isinstance(found, CommentReview), found
    return next(c.key for question in found.questions for c in question.comments if words in c.text)


def decide(database: Database, participation_id: int, decisions: Mapping[str, Decision]) -> int:
    with database.writing() as session:
        return decide_comments(session, session.get_one(Participation, participation_id), decisions)


def stored_states(database: Database) -> list[str]:
    with database.reading() as session:
        return sorted(session.scalars(text("SELECT state FROM comment")))
