"""The respondent's pages: the poster's link, the questionnaire, the thanks. No cookie is set and nobody is recognised.

The POST itself answers with the receipt: a redirect would carry it into a URL and a log. A reload sends the same key again and
gets the same page.
"""

import secrets
from typing import Any
from urllib.parse import urlsplit

from flask import Blueprint, Response, abort, current_app, render_template, request, url_for
from werkzeug.datastructures import MultiDict

from questionnaires import Item, Questionnaire
from survey_app import clock
from survey_app.campaigns.participations import Link, Offer, find_link
from survey_app.collecting.form import (
    STALE_PAGE,
    AnswerForm,
    find_strange_fields,
    find_unanswered,
    form_class,
    form_class_fields,
    response_from,
)
from survey_app.collecting.responses import Destination, receipt_for, record
from survey_app.db import get_database

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
        return _blank_form(found, found.open_offers[0])
    if found.open_offers:
        return render_template("respond/link.html", link=found, channel=_channel()), 200
    return _nothing_open(found)


@blueprint.get("/k/<token>/<int:number>", **_WITH_OR_WITHOUT_SLASH)
@blueprint.get("/q/<token>/<int:number>", **_WITH_OR_WITHOUT_SLASH, endpoint="scanned_questionnaire")
def questionnaire(token: str, number: int) -> tuple[str, int]:
    """One questionnaire of a link, where several are open."""
    found = _get_link(token)
    offer = found.find_offer(number) or abort(404)
    return _blank_form(found, offer) if offer.phase == "open" else _nothing_open(found, offer)


@blueprint.post("/k/<token>/<int:number>", **_WITH_OR_WITHOUT_SLASH)
def send(token: str, number: int) -> tuple[str, int]:
    """Take the answers: thanks with a receipt, or the page again with every answer kept."""
    found = _get_link(token)
    offer = found.find_offer(number) or abort(404)
    if offer.phase not in ("open", "grace"):
        return _nothing_open(found, offer)
    form = _form(found, offer, request.form)
    faults = _find_faults(offer, form)
    if faults:
        return _form_page(found, offer, form, faults=faults), 422
    if not form.reminded.data and find_unanswered(offer.questionnaire, form):
        return _form_page(found, offer, form, remind=True), 422
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


def _channel() -> str:
    """Posters print /q/ in their QR code and /k/ in letters, so the channel needs no parameter and no guess."""
    return "qr" if request.path.startswith("/q/") else "link"


def _form(found: Link, offer: Offer, sent: Any = None) -> AnswerForm:
    return form_class(offer.questionnaire)(
        formdata=sent,
        meta={"csrf_context": found.token, "csrf_secret": current_app.config["SECRET_KEY"]},
    )


def _blank_form(found: Link, offer: Offer) -> tuple[str, int]:
    began = str(int(clock.now().timestamp()))
    form = _form(found, offer, MultiDict({"sending_key": secrets.token_urlsafe(24), "began": began, "channel": _channel()}))
    return _form_page(found, offer, form), 200


def _form_page(
    found: Link, offer: Offer, form: AnswerForm, *, faults: dict[str, str] | None = None, remind: bool = False
) -> str:
    missing = find_unanswered(offer.questionnaire, form) if remind else ()
    if faults and {"", "csrf_token", "sending_key"} & set(faults):
        form.csrf_token.process_data(None)
        if "sending_key" in faults:
            form.sending_key.data = secrets.token_urlsafe(24)
    return render_template(
        "respond/form.html",
        link=found,
        offer=offer,
        questionnaire=offer.questionnaire,
        form=form,
        faults=faults or {},
        missing=missing,
        sections=_sections(offer.questionnaire, form, faults or {}, missing),
        action=url_for("respond.send", token=found.token, number=offer.participation_id),
    )


def _sections(questionnaire: Questionnaire, form: AnswerForm, faults: dict[str, str], missing: tuple[Item, ...]) -> str:
    """The cards of all items. Blank ones are the same for everybody, so they are rendered once for each instrument."""
    sent = {name: form[name].data for name in form_class_fields(questionnaire) if form[name].data}
    codes = {item.code for item in missing}
    if sent or faults or codes:
        return _render_sections(questionnaire, sent, faults, codes)
    if questionnaire.digest not in _blank_sections:
        _blank_sections[questionnaire.digest] = _render_sections(questionnaire, {}, {}, set())
    return _blank_sections[questionnaire.digest]


_blank_sections: dict[str, str] = {}


def _render_sections(questionnaire: Questionnaire, sent: dict[str, str], faults: dict[str, str], missing: set[str]) -> str:
    return render_template("respond/_sections.html", questionnaire=questionnaire, sent=sent, faults=faults, missing=missing)


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


def _nothing_open(found: Link, offer: Offer | None = None) -> tuple[str, int]:
    """Not yet open: 403, come again. Closed: 410, it will not come back under this number."""
    planned = offer.phase == "planned" if offer else found.next_opening is not None
    opens_on = offer.opens_on if offer and planned else found.next_opening
    closed = max((o for o in found.offers if o.phase in ("grace", "closed")), key=lambda o: o.closes_on, default=None)
    page = render_template(
        "respond/not_open.html", link=found, opens_on=opens_on, closed=offer if offer else closed, planned=planned
    )
    return page, 403 if planned else 410
