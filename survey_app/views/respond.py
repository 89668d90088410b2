"""The respondent's pages: the poster's link, the questionnaire, the thanks. No cookie is set and nobody is recognised.

The POST itself answers with the receipt: a redirect would carry it into a URL and a log. A reload sends the same key again and
gets the same page.
"""

import dataclasses
from typing import Any
from urllib.parse import urlsplit

from flask import Blueprint, Response, abort, current_app, render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from survey_app import clock
from survey_app.accounts import kiosk
from survey_app.campaigns.codes import CodeUnknownError, CodeUsedError, code_hash, normalise_code
from survey_app.campaigns.participations import Link, Offer, find_link
from survey_app.collecting.answers import NewResponse
from survey_app.collecting.form import AnswerForm, find_strange_fields, find_unanswered, response_from
from survey_app.collecting.limits import find_wait
from survey_app.collecting.responses import CampaignSealedError, Destination, is_recorded, receipt_for, receipt_mark, record
from survey_app.db import get_database
from survey_app.languages import gettext
from survey_app.views.respond_pages import answer_form, blank_form, channel, form_page, nothing_open, switched_form
from survey_app.views.respond_refusals import (
    code_missing,
    code_refused,
    log_failure,
    not_from_here,
    not_taken,
    not_written,
    too_many,
)

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
def send(token: str, number: int) -> ResponseReturnValue:
    """Take the answers: thanks with a receipt, or a page that has every answer and says what is wrong."""
    try:
        return _take(_get_link(token), number)
    except SQLAlchemyError as error:
        log_failure(error)
        return abort(503) if _comes_from_elsewhere() else not_written(token)


def _take(found: Link, number: int) -> ResponseReturnValue:
    """One sending, from the question whether it is known to the thanks. The order of the questions is the promise.

    What another website has made the browser send is looked at no further: neither its ticks nor its key may come to stand in
    a page of ours. Whoever has sent hears so again, whatever has happened since. A form begun in time is taken through the
    grace period, and when it was begun is not asked: only the phone could say, a wrong clock would lose an honest form and a
    liar would write another number; and a queue that waited for the network to come back sends what was finished in time.
    """
    offer = found.find_offer(number) or abort(404)
    if _comes_from_elsewhere():
        return not_from_here(found, offer)
    form = answer_form(found, offer, request.form)
    place = Destination(offer.campaign_id, offer.unit_id, offer.participation_id)
    with get_database().reading() as session:
        is_known = is_recorded(session, place, form.sending_key.data)
    if is_known:
        return _thanks(found, offer, form, again=not _is_fetched())
    if form.switch_to.data:
        return switched_form(found, offer, form)
    if offer.phase not in ("open", "grace"):
        return not_taken(found, offer, form)
    if faults := _find_faults(offer, form):
        return form_page(found, offer, form, faults=faults), 422
    if not form.reminded.data and find_unanswered(offer.questionnaire, form):
        return form_page(found, offer, form, remind=True), 422
    now = clock.now()
    with get_database().reading() as session:
        wait = find_wait(session, place, now=now, allowed=current_app.config["SENDINGS_PER_SLOT"])
        response = _response_from(session, offer, form, now=now.timestamp())
    if wait:
        return form_page(found, offer, form, faults={"": too_many(wait)}), 429, {"Retry-After": str(wait)}
    try:
        with get_database().writing() as session:
            record(session, place, [response], now=now)
    except (CodeUnknownError, CodeUsedError) as error:
        return form_page(found, offer, form, faults={"code": code_refused(error)}), 422
    except CampaignSealedError:  # the grace period ended while this request waited
        return not_taken(found, offer, form)
    return _thanks(found, offer, form)


def _thanks(found: Link, offer: Offer, form: AnswerForm, *, again: bool = False) -> ResponseReturnValue:
    """The receipt. `again`: perhaps for other answers under a key that has been used, which were not taken."""
    receipt = receipt_for(form.sending_key.data or "", secret=current_app.config["SECRET_KEY"])
    page = render_template(
        "respond/thanks.html", link=found, offer=offer, receipt=receipt, channel=form.channel.data, again=again
    )
    return page, 200


def _response_from(session: Session, offer: Offer, form: AnswerForm, *, now: float) -> NewResponse:
    """The response with what the door needs to know beside the answers: code, receipt, channel, repeat."""
    secret = current_app.config["SECRET_KEY"]
    response = response_from(offer.questionnaire, form, now=now)
    is_kiosk = bool(form.kiosk.data) and kiosk.is_ticket(
        form.kiosk.data, unit_id=offer.unit_id, version=kiosk.find_version(session, offer.unit_id), secret=secret
    )
    return dataclasses.replace(
        response,
        channel="kiosk" if is_kiosk else response.channel,
        code_hash=code_hash(form.code.data, secret=secret) if offer.access == "codes" else None,
        receipt_mark=receipt_mark(receipt_for(response.sending_key, secret=secret), secret=secret),
        repeat=offer.access == "marked" and form.repeat.data == "1" and not is_kiosk,
    )


def _get_link(token: str) -> Link:
    with get_database().reading() as session:
        grace = current_app.config["GRACE_MINUTES"]
        return find_link(session, token, now=clock.now(), grace_minutes=grace) or abort(404)


def _find_faults(offer: Offer, form: AnswerForm) -> dict[str, str]:
    """What is wrong, by field name; "" stands for the sending as a whole."""
    faults: dict[str, str] = {}
    names = [name for name, _ in request.form.items(multi=True)] + list(request.files)
    if find_strange_fields(offer.questionnaire, names):
        faults[""] = gettext("Phiếu gửi lên có ô không thuộc mẫu này nên chưa được ghi nhận. Xin kiểm tra rồi gửi lại.")
    if not request.form:
        faults[""] = gettext("Không đọc được phiếu gửi lên nên chưa ghi nhận gì. Xin trả lời trên trang này rồi gửi lại.")
    if offer.access == "codes" and normalise_code(form.code.data) is None:
        faults["code"] = code_missing(form.code.data)
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


def _is_fetched() -> bool:
    """Whether our script tries again, with the very answers of its first attempt. That one, and a plain form, ask for HTML."""
    return request.headers.get("Accept") == "*/*"
