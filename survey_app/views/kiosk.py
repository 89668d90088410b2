"""A device that the unit lends to respondents, one after the other: turned on with a PIN, then the questionnaire in big type.

Like the respondents' pages it sets no cookie and recognises nobody. Answers go where every respondent's go, `respond.send`;
here nothing is recorded. The pages are the same for everybody and hold no secret, because a service worker keeps them on the
device for hours without a network: keys, the ticket and the time are put in by the script. The PIN needs no CSRF token: whoever
could make a stranger's browser send it would have to know it.
"""

from math import ceil
from typing import Any

from flask import Blueprint, Response, abort, current_app, make_response, render_template, request, url_for
from flask.typing import ResponseReturnValue

from survey_app import clock
from survey_app.accounts.attempts import Refused
from survey_app.accounts.guard import end_session, find_account
from survey_app.accounts.kiosk import check_pin, find_version, is_ticket, make_ticket
from survey_app.campaigns.collections import OWN
from survey_app.campaigns.participations import Link, find_link
from survey_app.db import get_database
from survey_app.improvement.actions import find_published
from survey_app.languages import gettext, settle_language
from survey_app.views import kiosk_files
from survey_app.views.respond_pages import answer_form, blank_sections, nothing_open

blueprint = Blueprint("kiosk", __name__, url_prefix="/kiosk")

_WITH_OR_WITHOUT_SLASH: dict[str, Any] = {"strict_slashes": False}


@blueprint.get("/<token>", **_WITH_OR_WITHOUT_SLASH)
def start(token: str) -> ResponseReturnValue:
    """The page that asks staff for the PIN."""
    found = _get_link(token)
    return render_template("kiosk/start.html", link=found, problem="") if found.open_offers else nothing_open(found)


@blueprint.post("/<token>", **_WITH_OR_WITHOUT_SLASH)
def turn_on(token: str) -> ResponseReturnValue:
    """Hand the ticket to the script of the page in exchange for the PIN; the same PIN lets staff leave the kiosk.

    Whoever is signed in on this device is signed out: it will be in strangers' hands.
    """
    found, now = _get_link(token), clock.now()
    if not found.offers:
        return nothing_open(found)
    unit_id = found.offers[0].unit_id
    outcome = check_pin(get_database(), unit_id, pin=request.form.get("pin", ""), now=now)
    if isinstance(outcome, Refused):
        problem = _describe(outcome, unit_id)
        page = render_template("kiosk/start.html", link=found, problem=problem)
        if outcome.retry_at is None:
            return page, 422
        return page, 429, {"Retry-After": str(ceil((outcome.retry_at - now).total_seconds()))}
    was_signed_in = find_account() is not None
    if was_signed_in:
        end_session()
    ticket = make_ticket(unit_id, outcome, secret=current_app.config["SECRET_KEY"])
    reply = make_response(render_template("kiosk/turned_on.html", link=found, ticket=ticket, was_signed_in=was_signed_in))
    reply.headers["Cache-Control"] = "no-store"
    return reply


@blueprint.get("/<token>/<int:number>", **_WITH_OR_WITHOUT_SLASH)
def questionnaire(token: str, number: int) -> ResponseReturnValue:
    """The kiosk itself: all its screens in one page, so that it goes on when the network is gone.

    It is handed out after closing too, with `phase` saying so: what waits on the device must still be told about.
    """
    found = _get_link(token)
    offer = found.find_offer(number) or abort(404)
    if offer.phase == "planned":
        return nothing_open(found, offer)
    asked = settle_language(offer.questionnaire)
    with get_database().reading() as session:
        changes = find_published(session, offer.unit_id, today=clock.now().date())
    return render_template(
        "kiosk/kiosk.html",
        is_kiosk=True,
        link=found,
        offer=offer,
        questionnaire=asked,
        form=answer_form(found, offer),
        changes=changes,
        faults={},
        sections=blank_sections(asked),
        action=url_for("respond.send", token=found.token, number=number),
        shell_version=kiosk_files.shell_version(),
    )


@blueprint.post("/<token>/<int:number>", **_WITH_OR_WITHOUT_SLASH)
def check(token: str, number: int) -> ResponseReturnValue:
    """Whether a device may go on, asked between two respondents: 204 yes, 403 the PIN was renewed or ended, 410 closed."""
    offer = _get_link(token).find_offer(number) or abort(404)
    if offer.phase not in ("open", "paused"):  # through a pause it goes on: what is answered waits on the device
        return "", 410
    with get_database().reading() as session:
        version = find_version(session, offer.unit_id)
    secret = current_app.config["SECRET_KEY"]
    is_on = is_ticket(request.form.get("ticket"), unit_id=offer.unit_id, version=version, secret=secret)
    return "", 204 if is_on else 403


@blueprint.get("/kiosk.js")
def script() -> Response:
    """The respondent's script and the kiosk's in one scope."""
    return Response(kiosk_files.whole_script(), mimetype="text/javascript")


@blueprint.get("/sw.js")
def worker() -> Response:
    """The service worker. It lies here, for it rules no more than the addresses below its own; asked for anew each time."""
    return Response(kiosk_files.WORKER.read_text("utf-8"), mimetype="text/javascript", headers={"Cache-Control": "no-cache"})


def _get_link(token: str) -> Link:
    with get_database().reading() as session:
        grace = current_app.config["GRACE_MINUTES"]
        found = find_link(session, token, now=clock.now(), grace_minutes=grace)
    # what the department collects about a unit is never answered on a device of the unit
    return found if found is not None and found.collection == OWN else abort(404)


def _describe(refused: Refused, unit_id: int) -> str:
    """Why the kiosk was not turned on, and what to do."""
    if refused.retry_at is not None:
        return gettext("Đã nhập sai mã PIN quá nhiều lần. Xin chờ 15 phút, hoặc tạo mã PIN mới ở trang của đơn vị.")
    with get_database().reading() as session:
        if find_version(session, unit_id) is None:
            return gettext("Đơn vị chưa có mã PIN. Xin đăng nhập trang của đơn vị, mở mục “Điểm trả lời” và tạo mã PIN.")
    return gettext("Mã PIN không đúng. Xin kiểm tra sáu chữ số rồi nhập lại.")
