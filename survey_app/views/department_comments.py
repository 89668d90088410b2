"""What the department may read of the comments of its units: those that the unit has let out, and how many it has not.

After closing only: while people still write, a count that moves by one would say that somebody has just written.
"""

from flask import abort, current_app, render_template
from flask.typing import ResponseReturnValue

from survey_app import clock
from survey_app.accounts.guard import current_account
from survey_app.accounts.scope import find_scope
from survey_app.campaigns.participations import get_questionnaire
from survey_app.campaigns.schedule import phase_of
from survey_app.db import get_database
from survey_app.models import Participation
from survey_app.results.comments import THRESHOLD, comment_counts, released_comments
from survey_app.views.comments_page import tabs_of
from survey_app.views.department import blueprint


@blueprint.get("/reports/<int(max=2147483647):participation_id>/comments")
def unit_comments(participation_id: int) -> ResponseReturnValue:
    """The released comments of a unit in the scope, by question."""
    with get_database().reading() as session:
        participation = session.get(Participation, participation_id)
        if participation is None or participation.unit.code not in find_scope(session, current_account().unit_id):
            abort(404)
        instrument, campaign = participation.instrument, participation.campaign
        phase = phase_of(campaign, now=clock.now(), grace_minutes=current_app.config["GRACE_MINUTES"])
        counts = comment_counts(session, [participation_id])[participation_id]
        return render_template(
            "department/comments.html",
            participation_id=participation_id,
            unit_name=participation.unit.name,
            campaign_name=campaign.name,
            is_closed=phase == "closed",
            threshold=THRESHOLD,
            instrument_title=get_questionnaire(session, instrument.id, instrument.digest).short_title,
            questions=released_comments(session, [participation_id])[participation_id],
            tabs=tabs_of(counts),
        )
