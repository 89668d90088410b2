"""Campaigns as the whole department runs them: made, settled, opened; then paused, extended, closed. Every deed is in the log.

A deed that cannot be taken back asks to be confirmed on the page, so that no slip of the finger opens or closes a campaign.
"""

import datetime as dt
from collections.abc import Callable
from typing import Final

from flask import abort, current_app, redirect, render_template, request, url_for
from flask import session as web_session
from flask.typing import ResponseReturnValue
from sqlalchemy import select
from sqlalchemy.orm import Session

from survey_app import clock
from survey_app.accounts.audit import record_action
from survey_app.accounts.guard import current_account
from survey_app.campaigns import opening, planning, readiness, steering, targets
from survey_app.campaigns.opening import CODE_PATTERN, CampaignRefusedError
from survey_app.campaigns.schedule import Phase, phase_of
from survey_app.db import get_database
from survey_app.models import Campaign
from survey_app.views.campaign_fields import Typed, find_code_fault, read_typed, to_settings, typed_from
from survey_app.views.campaign_page import render_campaign
from survey_app.views.campaign_rounds import describe_timing
from survey_app.views.management import blueprint
from survey_app.views.unit_plan import find_day

DONE: Final = {
    "create-campaign": "Đã lập đợt. Chưa ai trả lời được cho đến khi bấm “Mở đợt” ở trang này.",
    "edit-campaign": "Đã lưu cài đặt.",
    "open-campaign": "Đã mở đợt. Từ bây giờ phiếu và cách nhận phiếu không đổi nữa. Tiếp theo: in áp phích ở trang Tiến độ.",
    "refresh-campaign": "Đã cập nhật đơn vị và số người được hỏi theo danh sách hiện nay.",
    "pause-campaign": "Đã tạm dừng. Người mở mã lúc này đọc được là khảo sát đang tạm dừng.",
    "resume-campaign": "Đã mở lại. Phiếu lưu trên máy người trả lời sẽ tự gửi về.",
    "extend-campaign": "Đã kéo dài đợt khảo sát.",
    "end-campaign": "Đã kết thúc sớm: đợt nhận phiếu đến hết hôm nay.",
    "set-paper-until": "Đã đổi hạn nhập phiếu giấy.",
    "delete-campaign": "Đã xóa đợt chưa mở.",
}
NOT_CONFIRMED: Final = "Hãy đánh dấu vào ô xác nhận rồi bấm lại. Chưa thay đổi gì."
_FOR_NEW: Final = dt.timedelta(days=14), dt.timedelta(days=39)  # opens in two weeks, for 26 days

Deed = Callable[[Session, Campaign, dt.datetime], None]


@blueprint.get("/campaigns")
def campaigns() -> ResponseReturnValue:
    """All campaigns, and a form for the next."""
    today = clock.today()
    year = (today + _FOR_NEW[1]).year  # of the last day: by it the campaign is called and held against the targets
    days = {name: f"{today + ahead:%d/%m/%Y}" for name, ahead in zip(("opens_on", "closes_on"), _FOR_NEW, strict=True)}
    return _list(Typed(days | {"code": _free_code(year), "name": f"Khảo sát sự hài lòng năm {year}"}))


@blueprint.post("/campaigns", endpoint="create_campaign")
def create() -> ResponseReturnValue:
    """Make a campaign, empty or like an earlier one; a refused form comes back with what was typed."""
    typed = read_typed(request.form)
    code, days = typed.text("code").upper(), {name: find_day(typed.text(name)) for name in ("opens_on", "closes_on")}
    if fault := find_code_fault(code):
        typed.faults["code"] = fault
    if not 0 < len(typed.text("name")) <= opening.NAME_LENGTH:
        typed.faults["name"] = f"Tên đợt phải có và dài nhiều nhất {opening.NAME_LENGTH} ký tự."
    typed.faults |= {name: "Ghi ngày/tháng/năm, thí dụ 05/05/2026." for name, day in days.items() if day is None}
    opens_on, closes_on = days["opens_on"], days["closes_on"]
    if typed.faults or opens_on is None or closes_on is None:
        return _list(typed), 422
    try:
        with get_database().writing() as session:
            like = opening.find_campaign(session, typed.text("like")) if typed.text("like") else None
            planning.plan_campaign(
                session, code=code, name=typed.text("name"), opens_on=opens_on, closes_on=closes_on, like=like
            )
            _note(session, "create-campaign", code)
    except CampaignRefusedError as refused:
        return _list(typed, problem=str(refused)), 422
    return _done("create-campaign", code)


@blueprint.route("/campaigns/<campaign_code>", methods=["GET", "POST"])
def campaign(campaign_code: str) -> ResponseReturnValue:
    """The settings of a campaign with its check-list, or what may still be done with it once it is open."""
    if request.method == "GET":
        with get_database().reading() as session:
            found = get_campaign(session, campaign_code)
            typed = typed_from(planning.read_settings(session, found))
            return render_campaign(session, found, typed, done=DONE.get(web_session.pop("done", ""), ""))
    name = request.form.get("deed", "")
    if name == "edit-campaign":
        return _save(campaign_code)
    if name not in _DEEDS:
        abort(400)
    if request.form.get("sure") != name:
        return _refused(campaign_code, NOT_CONFIRMED)
    try:
        with get_database().writing() as session:
            found = _take_campaign(session, campaign_code)
            _DEEDS[name](session, found, clock.now())
            last_day = "" if name == "delete-campaign" else f" {found.closes_on.isoformat()}"
            _note(session, name, f"{campaign_code}{last_day}")
    except CampaignRefusedError as refused:
        return _refused(campaign_code, str(refused))
    return _done(name, campaign_code)


def get_campaign(session: Session, code: str) -> Campaign:
    """The campaign with this code, opened or not; 404 without."""
    if not CODE_PATTERN.fullmatch(code):
        abort(404)
    return opening.find_campaign(session, code) or abort(404)


def _take_campaign(session: Session, code: str) -> Campaign:
    """The campaign, held until the transaction ends: of two who open or change it the second meets what the first has done."""
    found = get_campaign(session, code)
    session.refresh(found, with_for_update=True)
    return found


def phase(campaign: Campaign) -> Phase:
    """Where a campaign stands now."""
    return phase_of(campaign, now=clock.now(), grace_minutes=_grace())


def _open(session: Session, found: Campaign, now: dt.datetime) -> None:
    if found.opened:
        raise CampaignRefusedError("Đợt này đã mở rồi.")
    checks = readiness.build_checks(session, found, public_url=current_app.config["PUBLIC_URL"], today=now.date())
    stops = [check.title for check in checks if check.state == "stop"]
    if stops:
        raise CampaignRefusedError(f"Chưa mở được: {'; '.join(stops)}.")
    opening.open_campaign(session, found)


def _refresh(session: Session, found: Campaign, now: dt.datetime) -> None:
    if phase_of(found, now=now, grace_minutes=_grace()) == "closed":
        raise CampaignRefusedError("Đợt này đã kết thúc nên không cập nhật đơn vị nữa.")
    opening.open_campaign(session, found)


def _pause(session: Session, found: Campaign, now: dt.datetime) -> None:
    steering.pause(session, found, now=now, grace_minutes=_grace())


def _resume(session: Session, found: Campaign, now: dt.datetime) -> None:
    steering.resume(session, found, now=now, grace_minutes=_grace(), closes_on=_read_day("closes_on", needed=False))


def _extend(session: Session, found: Campaign, now: dt.datetime) -> None:
    steering.extend(session, found, _read_day("closes_on") or found.closes_on, now=now, grace_minutes=_grace())


def _end(session: Session, found: Campaign, now: dt.datetime) -> None:
    steering.close_early(session, found, now=now, grace_minutes=_grace())


def _move_paper(session: Session, found: Campaign, now: dt.datetime) -> None:
    session.refresh(found, with_for_update=True)
    opening.set_paper_until(found, _read_day("paper_until") or found.closes_on, today=now.date())


def _delete(session: Session, found: Campaign, _now: dt.datetime) -> None:
    planning.remove_campaign(session, found)


_DEEDS: Final[dict[str, Deed]] = {
    "open-campaign": _open,
    "refresh-campaign": _refresh,
    "pause-campaign": _pause,
    "resume-campaign": _resume,
    "extend-campaign": _extend,
    "end-campaign": _end,
    "set-paper-until": _move_paper,
    "delete-campaign": _delete,
}


def _save(code: str) -> ResponseReturnValue:
    typed = read_typed(request.form)
    try:
        with get_database().writing() as session:
            found = _take_campaign(session, code)
            offered = planning.offered_questionnaires(session, found)
            settings = to_settings(typed, offered)
            if settings is not None:
                planning.write_settings(session, found, settings, offered=offered)
                _note(session, "edit-campaign", code)
    except CampaignRefusedError as refused:
        return _refused(code, str(refused), typed)
    return _done("edit-campaign", code) if settings is not None else _refused(code, "", typed)


def _refused(code: str, problem: str, typed: Typed | None = None) -> ResponseReturnValue:
    with get_database().reading() as session:
        found = get_campaign(session, code)
        typed = typed or typed_from(planning.read_settings(session, found))
        for name in ("closes_on", "paper_until"):
            if found.opened and name in request.form:
                typed.texts[f"new_{name}"] = request.form[name][:40]
        return render_campaign(session, found, typed, problem=problem, deed=request.form.get("deed", "")), 422


def _list(typed: Typed, *, problem: str = "") -> str:
    today = clock.today()
    with get_database().reading() as session:
        found = session.scalars(select(Campaign).order_by(Campaign.opens_on.desc(), Campaign.id.desc())).all()
        erased = [one for one in found if one.erased_on is not None]
        rows = [
            (
                one,
                describe_timing(phase(one), opens_on=one.opens_on, closes_on=one.closes_on, today=today)
                if one.opened
                else f"Đang soạn, dự kiến mở {one.opens_on:%d/%m/%Y}",
                targets.target_of(targets.find_targets(session, one), one.closes_on.year),
            )
            for one in found
            if one.erased_on is None
        ]
    done = "" if typed.faults or problem else DONE.get(web_session.pop("done", ""), "")
    return render_template(
        "management/campaigns.html", rows=rows, erased=erased, typed=typed, problem=problem, faulty=typed.faults, done=done
    )


def _done(deed: str, code: str) -> ResponseReturnValue:
    web_session["done"] = deed  # said once, and never because an address says so
    if deed == "delete-campaign":
        return redirect(url_for("management.campaigns"))
    return redirect(url_for("management.campaign", campaign_code=code))


def _read_day(name: str, *, needed: bool = True) -> dt.date | None:
    text = request.form.get(name, "").strip()
    day = find_day(text) if text else None
    if day is None and (text or needed):
        raise CampaignRefusedError("Ghi ngày/tháng/năm, thí dụ 05/06/2026.")
    return day


def _free_code(year: int) -> str:
    with get_database().reading() as session:
        taken = set(session.scalars(select(Campaign.code)))
    return next(code for code in (f"{year}", *(f"{year}-{number}" for number in range(2, 1000))) if code not in taken)


def _note(session: Session, action: str, subject: str) -> None:
    record_action(session, action, subject=subject, account_id=current_account().account_id, now=clock.now())


def _grace() -> int:
    minutes: int = current_app.config["GRACE_MINUTES"]
    return minutes
