"""The unit's page on what it has changed: one page, one form for each sentence, and what respondents will see of it."""

import datetime as dt
from typing import Final

from flask import abort, redirect, render_template, request, url_for
from flask import session as web_session
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from survey_app import clock
from survey_app.accounts.audit import record_action
from survey_app.accounts.guard import current_account
from survey_app.db import get_database
from survey_app.improvement import actions
from survey_app.models import Unit
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
    "write": "Đã lưu nháp. Chưa ai thấy câu này.",
    "write-and-publish": "Đã công bố. Câu này hiện ở đầu phiếu từ bây giờ.",
    "rewrite": "Đã lưu câu đã sửa.",
    "publish": "Đã công bố. Câu này hiện ở đầu phiếu từ bây giờ.",
    "withdraw": "Đã ngừng công bố. Câu này không còn hiện ở đầu phiếu.",
    "delete": "Đã xóa hẳn.",
}

LARGEST_NUMBER: Final = 2**31 - 1  # that a column holds


@blueprint.route("/actions", methods=["GET", "POST"], endpoint="actions")
def show() -> ResponseReturnValue:
    """The unit's sentences and what respondents see today; a button does its deed, and a refused one keeps what was typed."""
    if request.method == "GET":
        return _page()
    deed, text = request.form.get("deed", ""), request.form.get("text", "")
    number = request.form.get("action_id", 0, type=int)
    if deed not in DEEDS:
        abort(400)
    if not 0 <= number <= LARGEST_NUMBER:
        abort(404)
    now = clock.now()
    try:
        with get_database().writing() as session:
            number = _do(session, deed, number=number, text=text, today=now.date())
            record_action(session, DEEDS[deed], subject=f"{number}", account_id=current_account().account_id, now=now)
    except actions.ActionRefusedError as refused:
        return _page(problem=str(refused), number=number, text=text), 422
    web_session["done"] = deed  # said once, and never because an address says so
    return redirect(url_for("unit.actions"))


def _do(session: Session, deed: str, *, number: int, text: str, today: dt.date) -> int:
    """Carry the deed out and return the number of the sentence."""
    unit_id = current_account().unit_id
    if deed.startswith("write"):
        action = actions.write_action(session, unit_id, text)
    else:
        action = actions.find_action(session, unit_id, number) or abort(404)
    match deed:
        case "rewrite":
            actions.rewrite_action(action, text)
        case "publish" | "write-and-publish":
            actions.publish_action(action, today=today)
        case "withdraw":
            actions.withdraw_action(action)
        case "delete":
            session.delete(action)
    return action.id


def _page(*, problem: str = "", number: int = 0, text: str = "") -> str:
    """The page; `problem` and `text` belong to the sentence `number`, 0 being the new one."""
    unit_id, today = current_account().unit_id, clock.now().date()
    with get_database().reading() as session:
        unit = session.get_one(Unit, unit_id)
        return render_template(
            "unit/actions.html",
            actions=actions.find_actions(session, unit_id),
            shown=actions.find_published(session, unit_id, today=today),
            whose="trung tâm" if unit.levels == "GDTX" else "nhà trường" if unit.kind == "school" else "cơ quan",
            longest=actions.LONGEST,
            problem=problem,
            done="" if problem else DONE.get(web_session.pop("done", ""), ""),
            number=number,
            text=text,
        )
