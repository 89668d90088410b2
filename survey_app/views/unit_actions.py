"""The unit's page on what it changes: one page, one form for each measure, and what respondents will see of it."""

import datetime as dt
from typing import Final

from flask import abort, current_app, redirect, render_template, request, url_for
from flask import session as web_session
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from survey_app import clock
from survey_app.accounts.audit import record_action
from survey_app.accounts.guard import current_account
from survey_app.db import get_database
from survey_app.improvement import actions
from survey_app.improvement.asked_items import asked_items, describe_item
from survey_app.models import Unit
from survey_app.results.progress import unit_campaigns
from survey_app.views.unit import blueprint

# what the buttons say → how the audit log calls it; the log names the number and never the words, which may name a person
DEEDS: Final = {
    "write": "write-action",
    "write-and-publish": "publish-action",
    "rewrite": "edit-action",
    "publish": "publish-action",
    "withdraw": "withdraw-action",
    "delete": "delete-action",
}

# what the page says afterwards
DONE: Final = {
    "write": "Đã lưu nháp. Chưa ai thấy việc này.",
    "write-and-publish": "Đã công bố. Việc đã xong hiện ở đầu phiếu từ bây giờ.",
    "rewrite": "Đã lưu việc đã sửa.",
    "publish": "Đã công bố. Việc đã xong hiện ở đầu phiếu từ bây giờ.",
    "withdraw": "Đã ngừng công bố. Việc này không còn hiện ở đầu phiếu.",
    "delete": "Đã xóa hẳn.",
}

LARGEST_NUMBER: Final = 2**31 - 1  # that a column holds


@blueprint.route("/actions", methods=["GET", "POST"], endpoint="actions")
def show() -> ResponseReturnValue:
    """The unit's measures and what respondents see today; a button does its deed, and a refused one keeps what was typed."""
    if request.method == "GET":
        return _page()
    deed = request.form.get("deed", "")
    number = request.form.get("action_id", 0, type=int)
    if deed not in DEEDS:
        abort(400)
    if not 0 <= number <= LARGEST_NUMBER:
        abort(404)
    now = clock.now()
    try:
        with get_database().writing() as session:
            number = _do(session, deed, number=number, today=now.date())
            record_action(session, DEEDS[deed], subject=f"{number}", account_id=current_account().account_id, now=now)
    except actions.ActionRefusedError as refused:
        return _page(problem=str(refused), number=number), 422
    web_session["done"] = deed  # said once, and never because an address says so
    return redirect(url_for("unit.actions"))


def _do(session: Session, deed: str, *, number: int, today: dt.date) -> int:
    """Carry the deed out and return the number of the measure."""
    unit_id, text = current_account().unit_id, request.form.get("text", "")
    if deed.startswith("write"):
        action = actions.write_action(session, unit_id, text, plan=_read_plan(session, unit_id))
    else:
        action = actions.find_action(session, unit_id, number) or abort(404)
    match deed:
        case "rewrite":
            actions.rewrite_action(action, text, plan=_read_plan(session, unit_id))
        case "publish" | "write-and-publish":
            actions.publish_action(action, today=today)
        case "withdraw":
            actions.withdraw_action(action)
        case "delete":
            session.delete(action)
    return action.id


def _read_plan(session: Session, unit_id: int) -> actions.Plan:
    """What was typed beside the sentence; refused where a day or an item is none."""
    typed = request.form.get("due_on", "").strip()
    try:
        due_on = dt.date.fromisoformat(typed) if typed else None
    except ValueError:
        raise actions.ActionRefusedError("Hạn hoàn thành phải là một ngày, ví dụ 30/09/2026.") from None
    instrument_code, _, item_code = request.form.get("item", "").partition(":")
    known = {(one.code, code) for one in asked_items(session, unit_id) for code, _ in one.items}
    kept = {actions.plan_of(action).item for action in actions.find_actions(session, unit_id)}
    if (instrument_code, item_code) not in {("", ""), *known, *kept}:
        raise actions.ActionRefusedError("Câu khảo sát này không có trong phiếu của đơn vị. Hãy chọn câu khác.")
    return actions.Plan(
        request.form.get("responsible", ""), due_on, (instrument_code, item_code), request.form.get("state", "")
    )


def _page(*, problem: str = "", number: int = 0) -> str:
    """The page; `problem` and what was typed belong to the measure `number`, 0 being the new one."""
    unit_id, now = current_account().unit_id, clock.now()
    with get_database().reading() as session:
        unit = session.get_one(Unit, unit_id)
        campaigns = unit_campaigns(session, unit_id, now=now, grace_minutes=current_app.config["GRACE_MINUTES"])
        asked, found = asked_items(session, unit_id), actions.find_actions(session, unit_id)
        return render_template(
            "unit/actions.html",
            actions=found,
            items={action.id: describe_item(asked, actions.plan_of(action).item) for action in found},
            asked=asked,
            reported=next((one for one in campaigns if one.phase == "closed" and one.collection == "own"), None),
            states=actions.STATES,
            shown=actions.find_published(session, unit_id, today=now.date()),
            whose="trung tâm" if unit.levels == "GDTX" else "nhà trường" if unit.kind == "school" else "cơ quan",
            longest=actions.LONGEST,
            longest_name=actions.LONGEST_NAME,
            problem=problem,
            done="" if problem else DONE.get(web_session.pop("done", ""), ""),
            number=number,
            typed=request.form if problem else {},
        )
