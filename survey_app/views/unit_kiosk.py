"""The unit's page on its kiosk: what it is, the PIN that turns devices into one, its address, how to end it."""

from dataclasses import dataclass

from flask import abort, current_app, render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from survey_app import clock
from survey_app.accounts.audit import record_action
from survey_app.accounts.guard import current_account
from survey_app.accounts.kiosk import end_kiosks, find_version, set_pin
from survey_app.campaigns.collections import OWN
from survey_app.campaigns.qr import qr_svg
from survey_app.campaigns.tokens import kiosk_url
from survey_app.db import get_database
from survey_app.documents.quality_words import FEWEST
from survey_app.models import Participation, Unit
from survey_app.results.progress import unit_campaigns
from survey_app.results.store import count_channels
from survey_app.views.unit import blueprint


@dataclass(frozen=True)
class Returned:
    """How many of a running questionnaire's responses came by a kiosk; None where either side of the number is too small."""

    title: str
    campaign_name: str
    by_kiosk: int | None
    received: int


@blueprint.get("/kiosk", endpoint="kiosk")
def show() -> ResponseReturnValue:
    """The page as it stands."""
    return _page()


@blueprint.post("/kiosk", endpoint="change_kiosk")
def change() -> ResponseReturnValue:
    """Make a PIN or end all kiosks. The reply itself shows the PIN: it must not enter a URL, a cookie or a log."""
    deed = request.form.get("deed")
    if deed not in ("make-kiosk-pin", "end-kiosks"):
        abort(400)
    staff, pin = current_account(), ""
    with get_database().writing() as session:
        if deed == "make-kiosk-pin":
            pin = set_pin(session, staff.unit_id, method=current_app.config["PASSWORD_METHOD"])
        else:
            end_kiosks(session, staff.unit_id)
        record_action(session, deed, subject="kiosk", account_id=staff.account_id, now=clock.now())
    return _page(pin=pin, ended=deed == "end-kiosks")


def _page(*, pin: str = "", ended: bool = False) -> str:
    with get_database().reading() as session:
        unit = session.get_one(Unit, current_account().unit_id)
        address = kiosk_url(current_app.config["PUBLIC_URL"], unit.link_token)
        return render_template(
            "unit/kiosk.html",
            pin=f"{pin[:3]} {pin[3:]}" if pin else "",
            ended=ended,
            has_pin=find_version(session, unit.id) is not None,
            address=address,
            picture=qr_svg(address, label="Mã QR mở điểm trả lời trên máy của đơn vị"),
            returned=_find_returned(session, unit.id),
            idle_seconds=current_app.config["KIOSK_IDLE_SECONDS"],
        )


def _find_returned(session: Session, unit_id: int) -> list[Returned]:
    """The counts of the questionnaires that can be answered now."""
    campaigns = unit_campaigns(session, unit_id, now=clock.now(), grace_minutes=current_app.config["GRACE_MINUTES"])
    return [
        Returned(
            title=found.instrument_title,
            campaign_name=found.campaign_name,
            by_kiosk=_count_by_kiosk(session, found.participation_id),
            received=found.received,
        )
        for found in campaigns
        if found.phase in ("open", "paused", "grace") and found.collection == OWN
    ]


def _count_by_kiosk(session: Session, participation_id: int) -> int | None:
    """The number, where neither it nor the rest is about so few people that one of them could be meant."""
    channels = count_channels(session, session.get_one(Participation, participation_id))
    by_kiosk = channels.pop("kiosk", 0)
    return by_kiosk if min(by_kiosk, sum(channels.values())) >= FEWEST else None
