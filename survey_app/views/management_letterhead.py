"""What the department's own documents say at the top and the bottom: its plan, its report."""

from dataclasses import replace
from typing import Any

from flask import abort, redirect, render_template, request, url_for
from flask import session as web_session
from flask.typing import ResponseReturnValue

from survey_app import clock
from survey_app.accounts.audit import record_action
from survey_app.accounts.guard import current_account
from survey_app.db import get_database
from survey_app.documents.settings import find_settings, suggest_settings, write_settings
from survey_app.views.management import blueprint
from survey_app.views.unit_settings import SettingsForm, filled_form, preview_document, values_of

DONE = "Đã lưu. Các văn bản tạo từ bây giờ dùng thông tin này."


@blueprint.route("/letterhead", methods=["GET", "POST"])
def letterhead() -> ResponseReturnValue:
    """The settings with their suggestions, as a unit has its own; a refused form keeps what was typed."""
    if request.method == "GET":
        return _page(None)
    deed = request.form.get("deed", "")
    if deed not in ("save", "look"):
        abort(400)
    form = SettingsForm()
    if not form.validate():
        return _page(form), 422
    values, staff = values_of(form), current_account()
    if deed == "look":
        return _page(form, tried={name: value for name, value in values.items() if value})
    with get_database().writing() as session:
        write_settings(session, staff.unit_id, values)
        record_action(session, "edit-settings", subject="settings", account_id=staff.account_id, now=clock.now())
    web_session["done"] = "letterhead"
    return redirect(url_for("management.letterhead"))


def _page(form: SettingsForm | None, *, tried: dict[str, Any] | None = None) -> str:
    unit_id = current_account().unit_id
    with get_database().reading() as session:
        current, suggested = find_settings(session, [unit_id])[unit_id], suggest_settings(session, unit_id)
    is_quiet = form is not None
    return render_template(
        "management/letterhead.html",
        form=form or filled_form(current),
        document=preview_document(current if tried is None else replace(suggested, **tried), year=clock.now().year),
        is_tried=tried is not None,
        done=DONE if not is_quiet and web_session.pop("done", "") == "letterhead" else "",
    )
