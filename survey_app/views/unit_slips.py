"""The unit's page on its slips with one-time codes: how many are out, print more, withdraw what is not used.

A file is made of codes that are stored nowhere else, so it is the reply itself: no file is kept, no second one can be had.
"""

from collections.abc import Collection, Mapping

from flask import abort, current_app, redirect, render_template, request, url_for
from flask import session as web_session
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from survey_app import clock
from survey_app.accounts.audit import record_action
from survey_app.accounts.guard import current_account
from survey_app.campaigns import slips
from survey_app.campaigns.codes import withdraw_unused
from survey_app.campaigns.participations import get_questionnaire
from survey_app.db import get_database
from survey_app.exports.slips import build_slips_pdf
from survey_app.models import Participation
from survey_app.views.downloads import send_download
from survey_app.views.unit import blueprint

STALE = (
    "Trong lúc trang này mở, số phiếu mời đã thay đổi; các số dưới đây là số mới. Nếu bạn vừa bấm hai lần và tệp PDF không tải "
    "về, hãy thu hồi các mã chưa dùng rồi tạo lại."
)
NOT_CONFIRMED = "Hãy đánh dấu vào ô xác nhận trước khi thu hồi: phiếu mời đã phát mà chưa dùng sẽ không gửi được nữa."
NO_NUMBER = "Số phiếu mời phải là số nguyên, từ 0 trở lên."


@blueprint.route("/slips/<int(max=2147483647):participation_id>", methods=["GET", "POST"], endpoint="slips")
def show(participation_id: int) -> ResponseReturnValue:
    """The slips of one questionnaire; a button prints more or withdraws, and a refused one keeps what was typed."""
    if request.method == "GET":
        return _page(participation_id)
    deed = request.form.get("deed")
    if deed not in ("issue", "withdraw"):
        abort(400)
    return _issue(participation_id) if deed == "issue" else _withdraw(participation_id)


def _issue(participation_id: int) -> ResponseReturnValue:
    typed = {name.removeprefix("number-"): text for name, text in request.form.items() if name.startswith("number-")}
    numbers = {grade: _read_number(text) for grade, text in typed.items()}
    wanted = {grade: number for grade, number in numbers.items() if number is not None}
    if len(wanted) < len(numbers):
        faulty = [grade for grade in numbers if grade not in wanted]
        return _page(participation_id, problem=NO_NUMBER, typed=typed, faulty=faulty), 422
    try:
        with get_database().writing() as session:
            participation = _get_participation(session, participation_id)
            issued = sum(bundle.issued for bundle in slips.find_slips(session, participation))
            if request.form.get("issued") != f"{issued}":
                raise slips.SlipsRefusedError(STALE)
            codes = slips.issue_slips(
                session, participation, numbers=wanted, secret=current_app.config["SECRET_KEY"], today=clock.today()
            )
            subject = f"{participation.campaign.code} {participation.instrument.code}: {sum(wanted.values())}"
            record_action(session, "issue-codes", subject=subject, account_id=current_account().account_id, now=clock.now())
    except slips.SlipsRefusedError as refused:
        return _page(participation_id, problem=str(refused), typed=typed), 422
    try:
        return _send(participation_id, codes)
    except Exception:
        with get_database().writing() as session:
            slips.discard_codes(session, participation_id, codes, secret=current_app.config["SECRET_KEY"])
        raise


def _send(participation_id: int, codes: Mapping[str, list[str]]) -> ResponseReturnValue:
    """The file. A thousand pictures take a second, so it is made when the codes are stored: nobody waits for it to write."""
    with get_database().reading() as session:
        participation = _get_participation(session, participation_id)
        sheets = slips.slips_for(session, participation, codes, public_url=current_app.config["PUBLIC_URL"])
        name = f"phieu-moi-{participation.campaign.code}-{participation.instrument.code}-{participation.unit.code}.pdf"
    return send_download(build_slips_pdf(sheets), name, action="download-slips", subject=name)


def _withdraw(participation_id: int) -> ResponseReturnValue:
    if request.form.get("sure") != "1":
        return _page(participation_id, problem=NOT_CONFIRMED), 422
    with get_database().writing() as session:
        participation = _get_participation(session, participation_id)
        number = withdraw_unused(session, participation_id)
        subject = f"{participation.campaign.code} {participation.instrument.code}: {number}"
        record_action(session, "withdraw-codes", subject=subject, account_id=current_account().account_id, now=clock.now())
    web_session["withdrawn"] = number  # in an address anybody could write another number, and a reload would say it again
    return redirect(url_for("unit.slips", participation_id=participation_id))


def _page(
    participation_id: int, *, problem: str = "", typed: Mapping[str, str] | None = None, faulty: Collection[str] = ()
) -> str:
    """The page; after a refusal with what was typed, and `faulty`, the grades whose number cannot be read."""
    with get_database().reading() as session:
        participation = _get_participation(session, participation_id)
        campaign, instrument = participation.campaign, participation.instrument
        bundles = slips.find_slips(session, participation)
        offered = {bundle.grade: f"{max((bundle.eligible or 0) - bundle.issued, 0)}" for bundle in bundles}
        return render_template(
            "unit/slips.html",
            campaign=campaign,
            participation_id=participation_id,
            title=get_questionnaire(session, instrument.id, instrument.digest).short_title,
            bundles=bundles,
            offered=offered | dict(typed or {}),
            issued=sum(bundle.issued for bundle in bundles),
            used=sum(bundle.used for bundle in bundles),
            at_once=slips.AT_ONCE,
            takes_answers=clock.today() <= campaign.closes_on,
            withdrawn=web_session.pop("withdrawn", None),
            problem=problem,
            faulty=faulty,
            unsure=problem == NOT_CONFIRMED,
        )


def _get_participation(session: Session, participation_id: int) -> Participation:
    """The participation, if it is this unit's own in a campaign that was opened; not what others collect about the unit."""
    participation = session.get(Participation, participation_id)
    if participation is None or (participation.unit_id, participation.collection) != (current_account().unit_id, "own"):
        abort(404)
    if not participation.campaign.opened:
        abort(404)
    return participation


def _read_number(text: str) -> int | None:
    bare = text.strip().replace(".", "") or "0"  # 1.200 as people write it
    return int(bare) if bare.isascii() and bare.isdecimal() and len(bare) <= 6 else None
