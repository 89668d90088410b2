"""The comments that people wrote to the department about a unit, in an independent collection or a sample, for it to review."""

from flask import abort
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from survey_app.campaigns.collections import OF_THE_DEPARTMENT
from survey_app.models import Participation
from survey_app.views.comment_review import decide_page, show_page
from survey_app.views.management import blueprint


@blueprint.get("/reports/<int(max=2147483647):participation_id>/comments", endpoint="comments")
def show(participation_id: int) -> ResponseReturnValue:
    """The comments of one participation that the department collected."""
    return show_page(participation_id, find=_get_participation, endpoint="management.comments")


@blueprint.post("/reports/<int(max=2147483647):participation_id>/comments")
def decide_comments(participation_id: int) -> ResponseReturnValue:
    """Carry out all decisions of the page, or none of them."""
    return decide_page(participation_id, find=_get_participation, endpoint="management.comments")


def _get_participation(session: Session, participation_id: int) -> Participation:
    """A participation of the department's own collections; what units collect is reviewed by them alone."""
    participation = session.get(Participation, participation_id)
    if participation is None or participation.collection not in OF_THE_DEPARTMENT or not participation.campaign.opened:
        abort(404)
    return participation
