"""What the department collects itself in a campaign: the units asked, their own codes, posters, and slips of a drawn sample.

Kept apart from what units collect: nothing here leads to a unit's own link, and no figure of the two is added up.
"""

from collections.abc import Mapping
from typing import Final

from flask import Response, abort, current_app, render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from analysis.sample_size import share_out
from survey_app import clock
from survey_app.accounts.audit import record_action
from survey_app.accounts.guard import current_account
from survey_app.campaigns import slips
from survey_app.campaigns.collections import NAMES, access_of, find_tokens
from survey_app.campaigns.participations import get_questionnaire
from survey_app.campaigns.posters import posters_for
from survey_app.campaigns.tokens import print_token
from survey_app.db import get_database
from survey_app.exports.posters import build_posters_pdf
from survey_app.exports.slips import build_slips_pdf
from survey_app.models import Campaign, Participation
from survey_app.results.access import count_issued
from survey_app.results.progress import campaign_progress
from survey_app.views.downloads import send_download
from survey_app.views.management import blueprint
from survey_app.views.management_campaigns import get_campaign
from survey_app.views.own_scope import own_scope

FILE_WORDS: Final = {"independent": "doc-lap", "sample": "mau"}


@blueprint.get("/campaigns/<campaign_code>/collections/<any(independent, sample):collection>")
def collection(campaign_code: str, collection: str) -> str:
    """The units of a collection with their codes and how many have answered."""
    return _page(campaign_code, collection)


@blueprint.get("/campaigns/<campaign_code>/collections/<any(independent, sample):collection>/posters.pdf")
def collection_posters(campaign_code: str, collection: str) -> Response:
    """The posters of a collection, whose codes lead to it alone."""
    with get_database().reading() as session:
        campaign = _get_opened(session, campaign_code)
        chosen = posters_for(session, campaign, public_url=current_app.config["PUBLIC_URL"], collection=collection)
    name = f"ap-phich-{FILE_WORDS[collection]}-{campaign_code}.pdf"
    data = build_posters_pdf(chosen or abort(404))
    return send_download(data, name, action="download-posters", subject=f"{campaign_code} {collection}: {len(chosen)}")


@blueprint.post("/campaigns/<campaign_code>/collections/<any(independent, sample):collection>/slips.pdf")
def collection_slips(campaign_code: str, collection: str) -> ResponseReturnValue:
    """New slips with one-time codes for one unit, shared out over its grades; the codes stand in this file and nowhere else."""
    number, secret = request.form.get("number", "").strip().replace(".", ""), current_app.config["SECRET_KEY"]
    participation_id = request.form.get("participation", 0, type=int)
    try:
        if not (number.isascii() and number.isdecimal() and len(number) <= 6):
            raise slips.SlipsRefusedError("Số phiếu mời phải là số nguyên, từ 1 trở lên.")
        with get_database().writing() as session:
            found = _get_participation(session, campaign_code, collection, participation_id)
            sizes = {bundle.grade: bundle.eligible or 1 for bundle in slips.find_slips(session, found)}
            numbers = dict(zip(sizes, share_out(int(number), list(sizes.values())), strict=True))
            codes = slips.issue_slips(session, found, numbers=numbers, secret=secret, today=clock.today())
            subject = f"{campaign_code} {collection} {found.unit.code}: {number}"
            record_action(session, "issue-codes", subject=subject, account_id=current_account().account_id, now=clock.now())
    except slips.SlipsRefusedError as refused:
        return _page(campaign_code, collection, problem=str(refused)), 422
    try:
        return _send(campaign_code, collection, participation_id, codes)
    except Exception:
        with get_database().writing() as session:
            slips.discard_codes(session, participation_id, codes, secret=secret)
        raise


def _send(campaign_code: str, collection: str, participation_id: int, codes: Mapping[str, list[str]]) -> ResponseReturnValue:
    with get_database().reading() as session:
        found = _get_participation(session, campaign_code, collection, participation_id)
        sheets = slips.slips_for(session, found, codes, public_url=current_app.config["PUBLIC_URL"])
        parts = ("phieu-moi", FILE_WORDS[collection], campaign_code, found.instrument.code, found.unit.code)
    return send_download(build_slips_pdf(sheets), f"{'-'.join(parts)}.pdf", action="download-slips", subject="-".join(parts))


def _page(campaign_code: str, collection: str, *, problem: str = "") -> str:
    with get_database().reading() as session:
        campaign = _get_opened(session, campaign_code)
        rows = campaign_progress(session, campaign, collection=collection)
        if not rows:
            abort(404)
        tokens, units = find_tokens(session, collection), own_scope(session)
        needs_codes = access_of(campaign, collection) == "codes"
        issued = count_issued(session, [row.participation_id for row in rows]) if needs_codes else {}
        titles = {one.code: get_questionnaire(session, one.id, one.digest).short_title for one in campaign.instruments}
    return render_template(
        "management/collection.html",
        campaign=campaign,
        collection=collection,
        name=NAMES[collection],
        rows=rows,
        codes={row.unit_code: print_token(tokens[units[row.unit_code].unit_id]) for row in rows},
        received=sum(row.received for row in rows),
        units=len({row.unit_code for row in rows}),
        silent=sum(not row.received for row in rows),
        titles=titles,
        needs_codes=needs_codes,
        issued=issued,
        takes_answers=clock.today() <= campaign.closes_on,
        asked=request.form.get("participation", 0, type=int),
        number=request.form.get("number", ""),
        problem=problem,
    )


def _get_opened(session: Session, code: str) -> Campaign:
    campaign = get_campaign(session, code)
    return campaign if campaign.opened else abort(404)


def _get_participation(session: Session, campaign_code: str, collection: str, participation_id: int) -> Participation:
    campaign = _get_opened(session, campaign_code)
    found = session.get(Participation, participation_id) if 0 < participation_id <= 2**31 - 1 else None
    if found is None or (found.campaign_id, found.collection) != (campaign.id, collection):
        abort(404)
    return found
