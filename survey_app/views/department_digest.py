"""Where an account of the department has its daily digest sent. Each account asks for its own, and ends it here."""

from flask import current_app, redirect, render_template, request, url_for
from flask import session as web_session
from flask.typing import ResponseReturnValue

from survey_app import clock, mail
from survey_app.accounts.audit import record_action
from survey_app.accounts.guard import current_account
from survey_app.db import get_database
from survey_app.improvement.digest import find_address, write_address
from survey_app.views.department import blueprint


@blueprint.route("/warnings/digest", methods=["GET", "POST"])
def digest() -> ResponseReturnValue:
    """The address, to set or to take away; what cannot be an address comes back as it was typed."""
    account_id = current_account().account_id
    if request.method == "GET":
        with get_database().reading() as session:
            return _page(find_address(session, account_id))
    is_ended = request.form.get("deed") == "end"
    address = "" if is_ended else request.form.get("address", "").strip()[:500]
    if not is_ended and not mail.is_address(address):
        return _page(address, problem="Hãy ghi một địa chỉ thư điện tử, thí dụ van-phong@so.example.vn."), 422
    with get_database().writing() as session:
        write_address(session, account_id, address)
        action = "end-digest" if is_ended else "begin-digest"
        record_action(session, action, subject="digest", account_id=account_id, now=clock.now())
    web_session["done"] = "Đã ngừng gửi bản tin." if is_ended else "Đã lưu. Bản tin gửi mỗi ngày nhiều nhất một lần."
    return redirect(url_for("department.digest"))


def _page(address: str, *, problem: str = "") -> str:
    with get_database().reading() as session:
        is_subscribed = bool(find_address(session, current_account().account_id))
    return render_template(
        "department/digest.html",
        address=address,
        is_subscribed=is_subscribed,
        has_server=bool(current_app.config["SMTP_HOST"]),
        problem=problem,
        done="" if problem else web_session.pop("done", ""),
    )
