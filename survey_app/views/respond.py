"""The respondent's pages: the poster's link, the questionnaire, the thanks. No cookie is set and nobody is recognised.

The POST itself answers with the receipt: a redirect would carry it into a URL and a log. A reload sends the same key again and
gets the same page.
"""

import dataclasses
import datetime as dt
from typing import Any, Final
from urllib.parse import urlsplit

from flask import Blueprint, Response, abort, current_app, request
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import SQLAlchemyError

from survey_app import clock
from survey_app.accounts import kiosk
from survey_app.campaigns.codes import CodeUnknownError, CodeUsedError, code_hash, normalise_code
from survey_app.campaigns.link_rows import Arrivals, Rows, read_rows_and_arrivals, read_rows_and_sentences
from survey_app.campaigns.participations import Link, Offer, link_of
from survey_app.campaigns.tokens import normalise_token
from survey_app.collecting.answers import NewResponse
from survey_app.collecting.form import AnswerForm, find_strange_fields, find_unanswered, response_from
from survey_app.collecting.limits import find_wait, seconds_to_wait
from survey_app.collecting.plain_form import plain_response
from survey_app.collecting.responses import (
    SLOT_SECONDS,
    CampaignSealedError,
    Destination,
    key_hash,
    receipt_for,
    receipt_mark,
    record,
    record_one,
)
from survey_app.db import get_database
from survey_app.improvement.actions import SHOWN, SHOWN_FOR
from survey_app.languages import gettext, settle_language
from survey_app.views.respond_kept import blank_page, choice_page, thanks_page
from survey_app.views.respond_pages import answer_form, form_page, nothing_open, switched_form
from survey_app.views.respond_refusals import (
    code_missing,
    code_refused,
    log_failure,
    not_from_here,
    not_taken,
    not_written,
    paused,
    too_many,
)

HIGHEST_NUMBER: Final = 2**31 - 1  # that a database gives to a participation

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
def link(token: str) -> ResponseReturnValue:
    """The page behind a unit's permanent link: the questionnaire that is open, a choice of several, or when the next opens."""
    found, sentences, now = _get_link_with_sentences(token)
    if len(found.open_offers) == 1:
        return blank_page(found, found.open_offers[0], sentences, now=now)
    if found.open_offers:  # what is paused beside them comes back by itself
        return choice_page(found)
    return nothing_open(found)


@blueprint.get("/k/<token>/<int:number>", **_WITH_OR_WITHOUT_SLASH)
@blueprint.get("/q/<token>/<int:number>", **_WITH_OR_WITHOUT_SLASH, endpoint="scanned_questionnaire")
def questionnaire(token: str, number: int) -> ResponseReturnValue:
    """One questionnaire of a link, where several are open."""
    found, sentences, now = _get_link_with_sentences(token)
    offer = found.find_offer(number) or abort(404)
    return blank_page(found, offer, sentences, now=now) if offer.phase == "open" else nothing_open(found, offer)


@blueprint.post("/k/<token>/<int:number>", **_WITH_OR_WITHOUT_SLASH)
def send(token: str, number: int) -> ResponseReturnValue:
    """Take the answers: thanks with a receipt, or a page that has every answer and says what is wrong."""
    try:
        return _take(token, number)
    except SQLAlchemyError as error:
        log_failure(error)
        return abort(503) if _comes_from_elsewhere() else not_written(token)


def _take(token: str, number: int) -> ResponseReturnValue:
    """One sending, from the question whether it is known to the thanks. The order of the questions is the promise.

    What another website has made the browser send is looked at no further: neither its ticks nor its key may come to stand in
    a page of ours. Whoever has sent hears so again, whatever has happened since. A form begun in time is taken through the
    grace period, and when it was begun is not asked: only the phone could say, a wrong clock would lose an honest form and a
    liar would write another number; and a queue that waited for the network to come back sends what was finished in time.
    """
    now = clock.now()
    sending_key = "" if _comes_from_elsewhere() else request.form.get("sending_key", "")
    found, arrivals = _get_link_with_arrivals(token, number, sending_key, now=now)
    offer = found.find_offer(number) or abort(404)
    if _comes_from_elsewhere():
        return not_from_here(found, offer)
    settle_language(offer.questionnaire)
    place = Destination(offer.campaign_id, offer.unit_id, offer.participation_id)
    if arrivals.known or _is_taken_at_once(found, offer, place, arrivals, now=now):
        again = arrivals.known and not _is_fetched()
        return thanks_page(found, offer, sending_key=sending_key, channel=request.form.get("channel", ""), again=again)
    form = answer_form(found, offer, request.form)
    if form.switch_to.data:
        return switched_form(found, offer, form)
    if offer.phase == "paused":
        return paused(found, offer, form)
    if offer.phase not in ("open", "grace"):
        return not_taken(found, offer, form)
    if faults := _find_faults(offer, form):
        return form_page(found, offer, form, faults=faults), 422
    if not form.reminded.data and find_unanswered(offer.questionnaire, form):
        return form_page(found, offer, form, remind=True), 422
    wait = _find_wait(place, arrivals, now=now)
    if wait:
        return form_page(found, offer, form, faults={"": too_many(wait)}), 429, {"Retry-After": str(wait)}
    try:
        with get_database().writing() as session:
            record(session, place, [_response_from(offer, form, now=now.timestamp())], now=now)
    except (CodeUnknownError, CodeUsedError) as error:
        return form_page(found, offer, form, faults={"code": code_refused(error)}), 422
    except CampaignSealedError:  # the grace period ended while this request waited
        return not_taken(found, offer, form)
    return thanks_page(found, offer, sending_key=sending_key, channel=form.channel.data or "", again=False)


def _is_taken_at_once(found: Link, offer: Offer, place: Destination, arrivals: Arrivals, *, now: dt.datetime) -> bool:
    """Record what nearly everybody sends by the short way. False: nothing has been written, and the long way says why."""
    if offer.phase not in ("open", "grace") or offer.access == "codes" or request.files:
        return False
    secret = current_app.config["SECRET_KEY"]
    sent = request.form.items(multi=True)
    response = plain_response(offer.questionnaire, sent, link_token=found.token, secret=secret, now=now.timestamp())
    if response is None or (response.repeat and offer.access == "marked") or _find_wait(place, arrivals, now=now):
        return False
    mark = receipt_mark(receipt_for(response.sending_key, secret=secret), secret=secret)
    return record_one(get_database(), place, dataclasses.replace(response, receipt_mark=mark, repeat=False), now=now)


def _find_wait(place: Destination, arrivals: Arrivals, *, now: dt.datetime) -> int:
    """How long to wait. What has arrived at all is known already and hardly ever too much; only then is counted exactly."""
    allowed = current_app.config["SENDINGS_PER_SLOT"]
    if not seconds_to_wait(arrivals.before, arrivals.now, elapsed=now.timestamp() % SLOT_SECONDS, allowed=allowed):
        return 0
    with get_database().reading() as session:
        return find_wait(session, place, now=now, allowed=allowed)


def _response_from(offer: Offer, form: AnswerForm, *, now: float) -> NewResponse:
    """The response with what the door needs to know beside the answers: code, receipt, channel, repeat."""
    secret = current_app.config["SECRET_KEY"]
    response = response_from(offer.questionnaire, form, now=now)
    is_kiosk = bool(form.kiosk.data) and offer.is_own and _is_ticket(form.kiosk.data, offer.unit_id, secret=secret)
    return dataclasses.replace(
        response,
        channel="kiosk" if is_kiosk else response.channel,
        code_hash=code_hash(form.code.data, secret=secret) if offer.access == "codes" else None,
        receipt_mark=receipt_mark(receipt_for(response.sending_key, secret=secret), secret=secret),
        repeat=offer.access == "marked" and form.repeat.data == "1" and not is_kiosk,
    )


def _is_ticket(sent: str, unit_id: int, *, secret: str) -> bool:
    with get_database().reading() as session:
        return kiosk.is_ticket(sent, unit_id=unit_id, version=kiosk.find_version(session, unit_id), secret=secret)


def _get_link_with_sentences(token: str) -> tuple[Link, tuple[str, ...], dt.datetime]:
    """The link as it is at this moment, and what its unit says it has changed."""
    now = clock.now()
    normal = normalise_token(token) or abort(404)
    since = (now.date() - SHOWN_FOR).isoformat()
    database = get_database()
    rows, sentences = read_rows_and_sentences(database.ask, database.dialect, normal, since=since, shown=SHOWN)
    return _link_of(normal, rows, now=now), sentences, now


def _get_link_with_arrivals(token: str, number: int, sending_key: str, *, now: dt.datetime) -> tuple[Link, Arrivals]:
    """The link as it is at this moment, and what has arrived of the questionnaire with this number."""
    normal = normalise_token(token) if number <= HIGHEST_NUMBER else None
    if normal is None:
        abort(404)
    asked: dict[str, Any] = {"key_hash": key_hash(sending_key), "slot": int(now.timestamp()) // SLOT_SECONDS}
    database = get_database()
    rows, arrivals = read_rows_and_arrivals(database.ask, database.dialect, normal, participation_id=number, **asked)
    return _link_of(normal, rows, now=now), arrivals


def _link_of(token: str, rows: Rows, *, now: dt.datetime) -> Link:
    grace = current_app.config["GRACE_MINUTES"]
    return link_of(get_database().reading, token, rows, now=now.timestamp(), grace_minutes=grace) or abort(404)


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
    return origin != "null" and origin.partition("://")[2] not in own  # scheme and host, no path: nothing that could be misread


def _is_fetched() -> bool:
    """Whether our script tries again, with the very answers of its first attempt. That one, and a plain form, ask for HTML."""
    return request.headers.get("Accept") == "*/*"
