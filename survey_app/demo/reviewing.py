"""What people of made-up units do with a sealed campaign: they look at its results, and some review what was written."""

import datetime as dt
from random import Random
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from survey_app.models import Campaign, Participation
from survey_app.results.comment_decisions import Decision
from survey_app.results.comments import CommentReview, ReviewedComment, decide_comments, find_comments
from survey_app.results.reports import find_department_report

_DILIGENCE: Final = (1.0, 0.5, 0.0)  # how much of its comments a unit has reviewed: all, half, nothing
_HOW_MANY: Final = (45, 25, 30)  # units of a hundred
_SHORTEST: Final = 16  # characters; what is shorter says nothing
_STRANGERS: Final = ("[số điện thoại]", "[đường dẫn]", "[tài khoản mạng]", "[số tài khoản]")


def look_and_review(session: Session, campaign: Campaign, rng: Random, *, now: dt.datetime) -> None:
    """Look at every comparison once, so that sums are stored, and review comments as units do: all, half, none."""
    for instrument in campaign.instruments:
        find_department_report(session, campaign, instrument.code, now=now, grace_minutes=0)
    places = select(Participation).where(Participation.campaign_id == campaign.id).order_by(Participation.id)
    for participation in session.scalars(places).all():
        diligence = rng.choices(_DILIGENCE, _HOW_MANY)[0]
        review = find_comments(session, participation, now=now, grace_minutes=0)
        if isinstance(review, CommentReview) and diligence:
            written = [comment for question in review.questions for comment in question.comments]
            decisions = {one.key: _decide(rng, one) for one in written if rng.random() < diligence}
            decide_comments(session, participation, decisions)


def _decide(rng: Random, comment: ReviewedComment) -> Decision:
    if len(comment.text) < _SHORTEST:
        return Decision("hidden", "empty")
    if any(mark in comment.text for mark in _STRANGERS):
        return Decision("hidden", "unrelated")
    return Decision("inside") if rng.random() < 0.1 else Decision("released")
