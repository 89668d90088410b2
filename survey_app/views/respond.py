"""The respondent's pages: the poster's link, the questionnaire, the thanks. No cookie is set and nobody is recognised.

The POST itself answers with the receipt: a redirect would carry it into a URL and a log. A reload sends the same key again and
gets the same page.
"""

from typing import Any
from urllib.parse import urlsplit

from flask import Blueprint, Response, abort, current_app, render_template, request

from survey_app import clock
from survey_app.campaigns.participations import Link, Offer, find_link
from survey_app.collecting.form import (
    STALE_PAGE,
    AnswerForm,
    find_strange_fields,
    find_unanswered,
    response_from,
)
from survey_app.collecting.responses import Destination, receipt_for, record
from survey_app.db import get_database
from survey_app.views.respond_pages import answer_form, blank_form, channel, form_page, nothing_open

blueprint = Blueprint("respond", __name__)

# a slash typed or pasted after the code changes nothing; answered as it is, for a redirect would lose what was sent
_WITH_OR_WITHOUT_SLASH: dict[str, Any] = {"strict_slashes": False}


@blueprint.after_request
def keep_nowhere(reply: Response) -> Response:
    """No copy in any cache: a form fetched again has a new sending key, and a closed page opens again next year."""
    reply.headers["Cache-Control"] = "no-store"
    return reply


@blueprint.get("/k/<token>", **_WITH_OR_WITHOUT_SLASH)
@blueprint.get("/q/<token>", **_WITH_OR_WITHOUT_SLASH, endpoint="scanned")
def link(token: str) -> tuple[str, int]:
    """The page behind a unit's permanent link: the questionnaire that is open, a choice of several, or when the next opens."""
    found = _get_link(token)
    if len(found.open_offers) == 1:
        return blank_form(found, found.open_offers[0])
    if found.open_offers:
        return render_template("respond/link.html", link=found, channel=channel()), 200
    return nothing_open(found)


@blueprint.get("/k/<token>/<int:number>", **_WITH_OR_WITHOUT_SLASH)
@blueprint.get("/q/<token>/<int:number>", **_WITH_OR_WITHOUT_SLASH, endpoint="scanned_questionnaire")
def questionnaire(token: str, number: int) -> tuple[str, int]:
    """One questionnaire of a link, where several are open."""
    found = _get_link(token)
    offer = found.find_offer(number) or abort(404)
    return blank_form(found, offer) if offer.phase == "open" else nothing_open(found, offer)


@blueprint.post("/k/<token>/<int:number>", **_WITH_OR_WITHOUT_SLASH)
def send(token: str, number: int) -> tuple[str, int]:
    """Take the answers: thanks with a receipt, or the page again with every answer kept."""
    found = _get_link(token)
    offer = found.find_offer(number) or abort(404)
    if offer.phase not in ("open", "grace"):
        return nothing_open(found, offer)
    form = answer_form(found, offer, request.form)
    faults = _find_faults(offer, form)
    if faults:
        return form_page(found, offer, form, faults=faults), 422
    if not form.reminded.data and find_unanswered(offer.questionnaire, form):
        return form_page(found, offer, form, remind=True), 422
    now = clock.now()
    response = response_from(offer.questionnaire, form, now=now.timestamp())
    with get_database().writing() as session:
        record(session, Destination(offer.campaign_id, offer.unit_id, offer.participation_id), [response], now=now)
    receipt = receipt_for(response.sending_key, secret=current_app.config["SECRET_KEY"])
    return render_template("respond/thanks.html", link=found, offer=offer, receipt=receipt, channel=response.channel), 200


def _get_link(token: str) -> Link:
    with get_database().reading() as session:
        grace = current_app.config["GRACE_MINUTES"]
        return find_link(session, token, now=clock.now(), grace_minutes=grace) or abort(404)


def _find_faults(offer: Offer, form: AnswerForm) -> dict[str, str]:
    """What is wrong, by field name; "" stands for the sending as a whole."""
    faults: dict[str, str] = {}
    if _comes_from_elsewhere():
        faults[""] = STALE_PAGE
    names = [name for name, _ in request.form.items(multi=True)] + list(request.files)
    if find_strange_fields(offer.questionnaire, names):
        faults[""] = "Phiếu gửi lên có ô không thuộc mẫu này nên chưa được ghi nhận. Xin kiểm tra rồi gửi lại."
    if not request.form:
        faults[""] = "Không đọc được phiếu gửi lên nên chưa ghi nhận gì. Xin trả lời trên trang này rồi gửi lại."
    form.validate()
    return faults | {name: messages[0] for name, messages in form.errors.items() if name and messages}


def _comes_from_elsewhere() -> bool:
    """Whether the browser says that another site made it send this. Absent headers accuse nobody."""
    site = request.headers.get("Sec-Fetch-Site")
    if site:
        return site == "cross-site"
    origin = request.headers.get("Origin", "null")
    own = {request.host, urlsplit(current_app.config["PUBLIC_URL"]).netloc}
    return origin != "null" and urlsplit(origin).netloc not in own
