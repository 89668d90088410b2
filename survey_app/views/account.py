"""The pages of one's own account: its password, where it is signed in. Every account of the staff has them."""

from typing import Final

from flask import Blueprint, abort, current_app, redirect, render_template, request, url_for
from flask import session as web_session
from flask.typing import ResponseReturnValue
from wtforms import PasswordField
from wtforms.validators import EqualTo, InputRequired

from survey_app import clock
from survey_app.accounts import accounts, sessions
from survey_app.accounts.audit import record_action
from survey_app.accounts.first_sign_in import end_links
from survey_app.accounts.guard import (
    Staff,
    begin_session,
    current_account,
    get_limits,
    guard,
    lacks_second_factor,
)
from survey_app.accounts.passwords import NOT_SET, SHORTEST_PASSWORD, PasswordRefusedError
from survey_app.accounts.second_factor import count_recovery_codes
from survey_app.accounts.sign_in import SignedIn, is_own_password
from survey_app.db import get_database
from survey_app.models import Account
from survey_app.views.sign_in import HOMES, at_minute
from survey_app.views.typed_form import TypedForm

blueprint = Blueprint("account", __name__, url_prefix="/account")
guard(blueprint, None)

DONE: Final = {
    "change-own-password": "Đã đổi mật khẩu. Tài khoản đã được đăng xuất ở mọi nơi khác.",
    "end-own-session": "Đã đăng xuất ở nơi đó.",
    "end-other-sessions": "Đã đăng xuất ở mọi nơi khác.",
    "remove-second-factor": "Đã tắt ứng dụng xác thực. Đăng nhập chỉ còn hỏi mật khẩu.",
}
NOT_THIS_ONE: Final = "Mật khẩu hiện nay không đúng. Hãy kiểm tra phím Caps Lock và bộ gõ tiếng Việt rồi nhập lại."


class PasswordForm(TypedForm):
    """The old password, and the new one twice."""

    current = PasswordField("Mật khẩu hiện nay", validators=[InputRequired("Hãy nhập mật khẩu hiện nay.")])
    new = PasswordField("Mật khẩu mới", validators=[InputRequired("Hãy nhập mật khẩu mới.")])
    again = PasswordField(
        "Nhập lại mật khẩu mới",
        validators=[EqualTo("new", "Hai lần nhập mật khẩu mới chưa giống nhau. Hãy nhập lại cả hai.")],
    )


@blueprint.route("", methods=["GET", "POST"], endpoint="home")
def show() -> ResponseReturnValue:
    """The account as it stands; POST changes its password or ends sessions."""
    if request.method == "GET":
        return _page(PasswordForm(formdata=None))
    return _change_password() if request.form.get("deed") == "change-own-password" else _end_sessions()


def _change_password() -> ResponseReturnValue:
    """Set a new password; whoever else is signed in with the old one is out, and this browser has a session of its own."""
    form, staff, now = PasswordForm(), current_account(), clock.now()
    if not form.validate():
        return _page(form), 422
    if is_password_off(staff):
        abort(403)
    refused = is_own_password(get_database(), staff.account_id, password=form.current.data or "", now=now)
    if refused is not None:
        wait = f"Đã nhập sai quá nhiều lần. Hãy thử lại từ {at_minute(refused.retry_at):%H giờ %M}." if refused.retry_at else ""
        form.current.errors = [wait or NOT_THIS_ONE]
        return _page(form), 429 if wait else 422
    with get_database().writing() as session:
        account = session.get_one(Account, staff.account_id)
        try:
            accounts.set_password(account, form.new.data or "", method=current_app.config["PASSWORD_METHOD"])
        except PasswordRefusedError as error:
            form.new.errors = [str(error)]
            return _page(form), 422
        end_links(session, [account.id])  # a link that went round by messenger opens nothing any more
        version = account.session_version
        sessions.end_sessions(session, staff.account_id)
        record_action(session, "change-own-password", subject=staff.username, account_id=staff.account_id, now=now)
    begin_session(SignedIn(staff.account_id, version), way="sso" if staff.came_by_sso else "password")
    return _go_home("change-own-password")


def _end_sessions() -> ResponseReturnValue:
    """Sign this account out in one other browser, or in all others."""
    deed, staff, number = request.form.get("deed", ""), current_account(), request.form.get("session", "")
    with get_database().writing() as session:
        if deed == "end-own-session" and number.isascii() and number.isdigit() and len(number) < 10:
            if not sessions.end_session(session, staff.account_id, int(number)):
                abort(404)
        elif deed == "end-other-sessions":
            sessions.end_sessions(session, staff.account_id, besides=staff.session_id)
        else:
            abort(400)
        record_action(session, deed, subject=staff.username, account_id=staff.account_id, now=clock.now())
    return _go_home(deed)


def _go_home(deed: str) -> ResponseReturnValue:
    web_session["done"] = deed
    return redirect(url_for("account.home"))


def _page(form: PasswordForm) -> str:
    staff = current_account()
    with get_database().reading() as session:
        own = sessions.list_sessions(session, staff.account_id, limits=get_limits(), now=clock.now())
        codes_left = count_recovery_codes(session, staff.account_id)
    return render_template(
        "account/home.html",
        form=form,
        home=HOMES[staff.role],
        sessions=own,
        is_password_off=is_password_off(staff),
        may_have_second_factor=may_have_second_factor(staff),
        must_set_up=lacks_second_factor(staff),
        codes_left=codes_left,
        shortest=SHORTEST_PASSWORD,
        done="" if form.errors else DONE.get(web_session.pop("done", ""), ""),
    )


def is_password_off(staff: Staff) -> bool:
    """Whether this account comes in by the sign-on service alone."""
    with get_database().reading() as session:
        is_set = session.get_one(Account, staff.account_id).password_hash != NOT_SET
        return not is_set or accounts.has_no_password_here(session, staff.account_id)


def may_have_second_factor(staff: Staff) -> bool:
    """Schools share their accounts, and whoever has no password here proves more at the sign-on service."""
    return staff.role == "department" and not is_password_off(staff)
