"""The unit's own comments: read, searched, and decided on one by one, every decision of a page or none."""

from flask import abort
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from survey_app.accounts.guard import current_account
from survey_app.campaigns.collections import OWN
from survey_app.models import Participation
from survey_app.views.comment_review import decide_page, show_page
from survey_app.views.unit import blueprint


@blueprint.get("/reports/<int(max=2147483647):participation_id>/comments", endpoint="comments")
def show(participation_id: int) -> ResponseReturnValue:
    """The comments that the reader asked for: without a choice, those that nobody has looked at yet."""
    return show_page(participation_id, find=_get_participation, endpoint="unit.comments")


@blueprint.post("/reports/<int(max=2147483647):participation_id>/comments")
def decide_comments(participation_id: int) -> ResponseReturnValue:
    """Carry out all decisions of the page, or none of them: then it comes back with everything that was typed."""
    return decide_page(participation_id, find=_get_participation, endpoint="unit.comments")


def _get_participation(session: Session, participation_id: int) -> Participation:
    """The unit's own participation: what people wrote to the department about the unit is not for the unit to release."""
    participation = session.get(Participation, participation_id)
    if participation is None or (participation.unit_id, participation.collection) != (current_account().unit_id, OWN):
        abort(404)
    return participation
