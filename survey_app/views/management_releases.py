"""Publishing, step by step: choose a sealed campaign, look at what would be published, sign, and, if it must be, withdraw.

Looking at a draft reads what is frozen; only making one computes. Every step is in the audit log.
"""

import datetime as dt

from flask import abort, current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from survey_app import clock
from survey_app.accounts.audit import record_action
from survey_app.accounts.guard import current_account
from survey_app.campaigns.opening import CODE_PATTERN, find_campaign
from survey_app.db import get_database
from survey_app.models import Campaign, Release
from survey_app.releases.build import ReleaseRefusedError, build_draft, find_draft_and_delete, find_released, store_draft
from survey_app.releases.review import Review, review_release
from survey_app.releases.sign_off import (
    LONGEST_NAME,
    LONGEST_NOTE,
    LONGEST_POST,
    SignOff,
    find_current,
    publish_release,
    withdraw_release,
)
from survey_app.views.management import blueprint

BIGGEST = 2_147_483_647


@blueprint.get("/releases")
def releases() -> ResponseReturnValue:
    """All campaigns with what is out, what is being prepared, and what could be."""
    return _list_page()


@blueprint.post("/releases")
def prepare_release() -> ResponseReturnValue:
    """Make the draft of a campaign's next release, in place of an older draft."""
    code = request.form.get("campaign", "")
    try:
        with get_database().reading() as session:
            campaign = find_campaign(session, code) if CODE_PATTERN.fullmatch(code) else None
            if campaign is None:
                abort(404)
            licence = {"name": current_app.config["OPEN_DATA_LICENCE"], "url": current_app.config["OPEN_DATA_LICENCE_URL"]}
            draft = build_draft(session, campaign, secret=current_app.config["SECRET_KEY"], licence=licence)
        with get_database().writing() as session:
            stored = store_draft(session, draft, now=clock.now())
            _note(session, "prepare-release", f"{code}: {stored.number}, {stored.fingerprint[:12]}")
            release_id = stored.id
    except ReleaseRefusedError as refused:
        return _list_page(problem=str(refused)), 409
    return redirect(url_for("management.release", release_id=release_id), code=303)


@blueprint.get(f"/releases/<int(max={BIGGEST}):release_id>")
def release(release_id: int) -> ResponseReturnValue:
    """A release: what it shows and withholds, what has changed, and the signature or the form to sign."""
    return _release_page(release_id)


@blueprint.post(f"/releases/<int(max={BIGGEST}):release_id>/publish")
def publish(release_id: int) -> ResponseReturnValue:
    """Sign the draft off: from now on everybody reads it."""
    typed = {name: request.form.get(name, "").strip() for name in ("signer", "post", "signed_on", "note", "confirm")}
    faults = _faults_of(typed)
    if faults:
        return _release_page(release_id, typed=typed, faults=faults), 422
    signed = SignOff(typed["signer"], typed["post"], dt.date.fromisoformat(typed["signed_on"]), typed["note"])
    try:
        with get_database().reading() as session:
            is_current = find_current(session, _get_release(session, release_id), secret=current_app.config["SECRET_KEY"])
        with get_database().writing() as session:
            found = _get_release(session, release_id)
            publish_release(
                session,
                found,
                signed,
                today=clock.now().date(),
                account_id=current_account().account_id,
                is_current=is_current,
            )
            _note(session, "publish-release", f"{found.campaign.code}: {found.number}, {found.fingerprint[:12]}")
    except ReleaseRefusedError as refused:
        field = "note" if "điều đã sửa" in str(refused) else ""
        return _release_page(release_id, typed=typed, faults={field: str(refused)}), 422
    return redirect(url_for("management.release", release_id=release_id), code=303)


@blueprint.post(f"/releases/<int(max={BIGGEST}):release_id>/discard")
def discard_release(release_id: int) -> ResponseReturnValue:
    """Throw a draft away; nobody outside has seen it."""
    with get_database().writing() as session:
        found = _get_release(session, release_id)
        if found.state != "draft":
            abort(404)
        _note(session, "discard-release", f"{found.campaign.code}: {found.number}")
        find_draft_and_delete(session, found.campaign_id)
    return redirect(url_for("management.releases"), code=303)


@blueprint.post(f"/releases/<int(max={BIGGEST}):release_id>/withdraw")
def withdraw(release_id: int) -> ResponseReturnValue:
    """Take the figures off the pages and say there why."""
    because = request.form.get("because", "").strip()[:LONGEST_NOTE]
    is_sure = request.form.get("confirm_withdrawal") == "1"
    try:
        if not is_sure:
            raise ReleaseRefusedError("Hãy đánh dấu ô xác nhận rút.")
        with get_database().writing() as session:
            found = _get_release(session, release_id)
            withdraw_release(session, found, because=because, by=current_account().unit_name, today=clock.now().date())
            _note(session, "withdraw-release", f"{found.campaign.code}: {found.number}")
    except ReleaseRefusedError as refused:
        field = "confirm_withdrawal" if not is_sure else "because"
        return _release_page(release_id, typed={"because": because}, faults={field: str(refused)}), 422
    return redirect(url_for("management.release", release_id=release_id), code=303)


def _list_page(problem: str = "") -> str:
    with get_database().reading() as session:
        campaigns = session.scalars(
            select(Campaign)
            .where(or_(Campaign.opened, Campaign.erased_on.is_not(None)))
            .order_by(Campaign.opens_on.desc(), Campaign.id.desc())
        ).all()
        made = session.scalars(select(Release).order_by(Release.number.desc())).all()
        rounds = [(campaign, [one for one in made if one.campaign_id == campaign.id]) for campaign in campaigns]
        return render_template("management/releases.html", rounds=rounds, problem=problem)


def _release_page(release_id: int, *, typed: dict[str, str] | None = None, faults: dict[str, str] | None = None) -> str:
    with get_database().reading() as session:
        found = _get_release(session, release_id)
        earlier = find_released(session, found.campaign_id, before=found.number)
        review: Review = review_release(session, found, earlier[-1] if earlier else None)
        return render_template(
            "management/release.html",
            release=found,
            campaign=found.campaign,
            earlier=earlier,
            review=review,
            today=clock.now().date(),
            typed=typed or {},
            faults=faults or {},
            problem=bool(faults),
            longest={"signer": LONGEST_NAME, "post": LONGEST_POST, "note": LONGEST_NOTE},
        )


def _faults_of(typed: dict[str, str]) -> dict[str, str]:
    """What is wrong with a sign-off, by field."""
    faults = {}
    if not 0 < len(typed["signer"]) <= LONGEST_NAME:
        faults["signer"] = f"Họ và tên người ký: từ 1 đến {LONGEST_NAME} chữ."
    if not 0 < len(typed["post"]) <= LONGEST_POST:
        faults["post"] = f"Chức vụ người ký: từ 1 đến {LONGEST_POST} chữ."
    if len(typed["note"]) > LONGEST_NOTE:
        faults["note"] = f"Điều đã sửa: nhiều nhất {LONGEST_NOTE} chữ."
    try:
        signed_on = dt.date.fromisoformat(typed["signed_on"])
    except ValueError:
        faults["signed_on"] = "Ngày ký: chọn một ngày, ví dụ 20/06/2026."
    else:
        if signed_on > clock.now().date():
            faults["signed_on"] = "Ngày ký không được sau hôm nay."
    if typed["confirm"] != "1":
        faults["confirm"] = "Hãy đánh dấu ô xác nhận đã xem và đồng ý công bố."
    return faults


def _get_release(session: Session, release_id: int) -> Release:
    return session.get(Release, release_id) or abort(404)


def _note(session: Session, action: str, subject: str) -> None:
    record_action(session, action, subject=subject, account_id=current_account().account_id, now=clock.now())
