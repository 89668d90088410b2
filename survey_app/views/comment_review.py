"""Reviewing the comments of one participation: by its unit, or by the department where the department collected them.

Whose participation it may be is said by whoever asks (`find`, which aborts); what is shown and kept is the same for both.
"""

from collections.abc import Callable
from typing import Final

from flask import abort, current_app, redirect, render_template, request, url_for
from flask import session as web_session
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from survey_app import clock
from survey_app.accounts.audit import record_action
from survey_app.accounts.guard import current_account
from survey_app.campaigns.collections import OWN, name_part
from survey_app.campaigns.participations import get_questionnaire
from survey_app.db import get_database
from survey_app.models import Participation
from survey_app.results import comments
from survey_app.results.comment_decisions import LONGEST_WORDS, REASONS
from survey_app.views import comments_page
from survey_app.views.comments_page import Typed, WantedComments

Find = Callable[[Session, int], Participation]

# what the two buttons decide about the comments of which nothing was said
REST: Final = {"save": "", "release-rest": "released"}


def show_page(participation_id: int, *, find: Find, endpoint: str) -> ResponseReturnValue:
    """The comments that the reader asked for."""
    with get_database().reading() as session:
        return _page(session, find(session, participation_id), endpoint)


def decide_page(participation_id: int, *, find: Find, endpoint: str) -> ResponseReturnValue:
    """Carry out all decisions of the page, or none of them: then it comes back with everything that was typed."""
    if request.form.get("deed") not in REST:
        abort(400)
    keys = request.form.getlist("key")[: comments_page.PAGE]
    decisions = comments_page.read_decisions(request.form, keys, rest=REST[request.form["deed"]])
    now = clock.now()
    try:
        with get_database().writing() as session:
            participation = find(session, participation_id)
            grace = current_app.config["GRACE_MINUTES"]
            if isinstance(comments.find_comments(session, participation, now=now, grace_minutes=grace), comments.CommentReview):
                meant = {key: decision for key, decision in decisions.items() if not decision.is_nothing}
                changed = comments.decide_comments(session, participation, meant)
                web_session["reviewed"] = changed  # said once, and never because an address says so
                if changed:  # that somebody reviewed, never which words
                    subject = f"{participation.unit.name}, {_title(session, participation)}, {participation.campaign.name}"
                    account = current_account().account_id
                    record_action(session, "review-comments", subject=subject, account_id=account, now=now)
    except comments.DecisionsRefusedError as refused:
        with get_database().reading() as session:
            participation = find(session, participation_id)
            return _page(session, participation, endpoint, Typed(decisions, refused.faults)), 422
    query = WantedComments.of(request.args).query()
    return redirect(url_for(endpoint, participation_id=participation_id, **query))  # type: ignore[arg-type]


def _page(session: Session, participation: Participation, endpoint: str, typed: Typed | None = None) -> str:
    grace = current_app.config["GRACE_MINUTES"]
    found = comments.find_comments(session, participation, now=clock.now(), grace_minutes=grace)
    wanted = WantedComments.of(request.args)
    shown = found if isinstance(found, comments.CommentReview) else None
    return render_template(
        "unit/comments.html",
        endpoint=endpoint,
        is_own=participation.collection == OWN,
        unit_name=participation.unit.name,
        participation_id=participation.id,
        campaign_name=participation.campaign.name,
        instrument_title=_title(session, participation),
        not_shown=None if shown else found,
        review=shown,
        threshold=comments.THRESHOLD,
        step=comments.STEP,
        wanted=wanted,
        questions=shown and [(one.item_code, one.question) for one in shown.questions if one.comments],
        tabs=shown and comments_page.tabs_of(shown.counts),
        list=shown and comments_page.build_page(shown, wanted, typed),
        problem=len(typed.faults) if typed else 0,
        changed=None if typed else web_session.pop("reviewed", None),
        choices=comments_page.DECISIONS,
        reasons=REASONS,
        longest=LONGEST_WORDS,
    )


def _title(session: Session, participation: Participation) -> str:
    instrument = participation.instrument
    title = get_questionnaire(session, instrument.id, instrument.digest).short_title
    return name_part(title, participation.collection)
