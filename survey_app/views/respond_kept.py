"""The pages of a journey as everybody gets them: the choice, the blank form, the thanks. Made once for each state of a link.

Their keys hold `Link.state`: all that the database says of what stands behind the token, read anew for every request, and the
phase of each campaign at this moment. So a page that is kept cannot outlive a closing, a pause, another token, another name.
"""

import datetime as dt
import secrets

from flask import Response, current_app, render_template, request
from werkzeug.datastructures import MultiDict

from questionnaires import Questionnaire
from survey_app.campaigns.participations import Link, Offer
from survey_app.collecting.responses import receipt_for
from survey_app.languages import current_language, settle_language
from survey_app.views.kept_pages import kept_reply, place_for
from survey_app.views.respond_pages import answer_form, blank_sections, channel, form_page


def choice_page(found: Link) -> Response:
    """Which of several questionnaires that are open."""
    by = channel()
    key = ("choice", found.state, by, current_language())
    return kept_reply(key, lambda: render_template("respond/link.html", link=found, channel=by), {})


def blank_page(found: Link, offer: Offer, sentences: tuple[str, ...], *, now: dt.datetime) -> Response:
    """The form as it is handed out, with a sending key of its own."""
    by = channel()
    on_one_page = bool(request.args.get("mot-trang"))
    key = ("form", found.state, offer.participation_id, sentences, by, on_one_page, current_language())

    def render() -> str:
        places = {name: place_for(name) for name in ("sending_key", "began")}
        form = answer_form(found, offer, MultiDict(places | {"channel": by}))
        return form_page(found, offer, form, sections=place_for("sections"), changes=sentences)

    values = {"sending_key": secrets.token_urlsafe(24).encode(), "began": b"%d" % now.timestamp()}
    return kept_reply(key, render, values, shared=lambda: {"sections": _sections(settle_language(offer.questionnaire))})


def thanks_page(found: Link, offer: Offer, *, sending_key: str, channel: str, again: bool) -> Response:
    """The receipt. `again`: perhaps for other answers under a key that has been used, which were not taken."""
    scanned = "qr" if channel == "qr" else "link"
    key = ("thanks", found.state, offer.participation_id, scanned, again, current_language())

    def render() -> str:
        return render_template(
            "respond/thanks.html", link=found, offer=offer, receipt=place_for("receipt"), channel=scanned, again=again
        )

    return kept_reply(key, render, {"receipt": receipt_for(sending_key, secret=current_app.config["SECRET_KEY"]).encode()})


def _sections(questionnaire: Questionnaire) -> bytes:
    """The cards of all items, the bulk of a form: one text for all units."""
    key = (questionnaire.digest, current_language())
    if key not in _sections_of:
        _sections_of[key] = blank_sections(questionnaire).encode()
    return _sections_of[key]


_sections_of: dict[tuple[str, str], bytes] = {}
