"""The dates of the year as the department sets them, and the ticks by which it keeps its own list."""

from typing import Final

from flask import abort, current_app, redirect, render_template, request, url_for
from flask import session as web_session
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from survey_app import clock
from survey_app.accounts.audit import record_action
from survey_app.accounts.guard import current_account
from survey_app.campaigns import calendar
from survey_app.campaigns.year import find_steps
from survey_app.db import get_database
from survey_app.improvement import self_assessments
from survey_app.views.campaign_fields import Typed, read_typed
from survey_app.views.management import blueprint

KINDS: Final = {
    "plan": ("Kế hoạch khảo sát", "Hạn ban hành kế hoạch. Đơn vị cũng được nhắc theo ngày này."),
    "analysis": ("Báo cáo nguyên nhân mất điểm, giải pháp", "Đơn vị cũng được nhắc theo ngày này."),
    "results": ("Báo cáo kết quả cả năm", "Thường là 20/11 hoặc 10/12. Đơn vị cũng được nhắc theo ngày này."),
    "publication": ("Công bố kết quả", "Chỉ trên trang của Sở."),
    "dialogue": ("Đối thoại với cha mẹ và học sinh", "Ít nhất hai lần mỗi năm. Đơn vị cũng được nhắc theo ngày này."),
    "quarter-report": ("Báo cáo quý của Sở", "Chỉ trên trang của Sở; nên sau hạn tự đánh giá của đơn vị."),
}
DAYS: Final = range(1, 29)  # of a quarter's last month: every month has them


@blueprint.route("/calendar", methods=["GET", "POST"], endpoint="calendar")
def show() -> ResponseReturnValue:
    """The dates by kind; an empty field reminds nobody, and what was refused comes back as typed."""
    if request.method == "GET":
        return _page(None)
    typed = read_typed(request.form)
    day = typed.text("day")
    if not (day.isascii() and day.isdecimal() and int(day[:3]) in DAYS):
        typed.faults["day"] = "Ngày của tháng cuối quý: ghi một số từ 1 đến 28."
    try:
        with get_database().writing() as session:
            _write(session, typed, day)
    except calendar.CalendarRefusedError:
        return _page(typed), 422
    web_session["done"] = "calendar"
    return redirect(url_for("management.calendar"))


def _write(session: Session, typed: Typed, day: str) -> None:
    """Keep all dates, or note every fault and raise CalendarRefusedError, so that none is kept."""
    for kind, (name, _) in KINDS.items():
        try:
            calendar.set_days(session, kind, typed.text(kind).replace(",", " ").split())
        except calendar.CalendarRefusedError as refused:
            typed.faults[kind] = f"{name}: {refused}"
    if typed.faults:
        raise calendar.CalendarRefusedError
    self_assessments.write_due_day(session, current_account().unit_id, int(day))
    _note(session, "set-calendar", "")


@blueprint.post("/year/tick", endpoint="tick_year")
def tick() -> ResponseReturnValue:
    """Tick a date off the department's own list, or put it back."""
    deed, kind, now = request.form.get("deed"), request.form.get("kind", ""), clock.now()
    year = request.form.get("year", 0, type=int)
    if deed not in ("tick-deadline", "untick-deadline") or not 2000 <= year <= 2100:
        abort(400)
    department_id = current_account().unit_id
    with get_database().writing() as session:
        steps = find_steps(
            session, department_id, year, today=now.date(), now=now, grace_minutes=current_app.config["GRACE_MINUTES"]
        )
        wanted = (kind, request.form.get("due_on", ""))
        step = next((one for one in steps if one.may_tick and (one.kind, one.due_on.isoformat()) == wanted), None)
        if step is None:
            abort(404)
        calendar.tick(session, department_id, kind, step.due_on, is_done=deed == "tick-deadline")
        _note(session, deed, f"{kind} {step.due_on.isoformat()}")
    return redirect(url_for("department.home", year=None if year == now.year else year, _anchor="nam"))


def _page(typed: Typed | None) -> str:
    with get_database().reading() as session:
        days = calendar.find_days(session) | calendar.find_department_days(session)
        day = self_assessments.find_due_day(session)
    kept = Typed({kind: ", ".join(f"{one}/{month}" for one, month in days[kind]) for kind in KINDS} | {"day": f"{day}"})
    return render_template(
        "management/calendar.html",
        typed=typed or kept,
        kinds=KINDS,
        faulty=typed.faults if typed else {},
        done="Đã lưu lịch năm." if typed is None and web_session.pop("done", "") == "calendar" else "",
    )


def _note(session: Session, action: str, subject: str) -> None:
    record_action(session, action, subject=subject, account_id=current_account().account_id, now=clock.now())
