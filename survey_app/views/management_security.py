"""Signing in, seen from the office: which accounts are signed in, how they are protected, and the deed that ends it all."""

from typing import Final

from flask import abort, current_app, redirect, render_template, request, url_for
from flask import session as web_session
from flask.typing import ResponseReturnValue

from survey_app import clock
from survey_app.accounts import sessions
from survey_app.accounts.audit import record_action
from survey_app.accounts.guard import current_account, get_limits
from survey_app.accounts.overview import Guarded, list_accounts
from survey_app.accounts.single_sign_on import find_provider
from survey_app.db import get_database
from survey_app.models import Account
from survey_app.paging import paginate, read_page
from survey_app.views.management import blueprint
from survey_app.views.selection import is_named

ACCOUNTS_ON_PAGE: Final = 50
STATES: Final = {
    "open": "Đang đăng nhập",
    "bare": "Tài khoản của Sở, xã, phường vào được chỉ bằng mật khẩu",
    "unset": "Chưa đặt mật khẩu",
    "tried": "Đang bị thử sai mật khẩu nhiều lần",
}
WAYS: Final = {
    "password": "Mật khẩu",  # nosec B105  # a word of the page
    "sso": "Chỉ đăng nhập một lần (SSO)",
    "unset": "Chưa đặt mật khẩu (chờ lần đăng nhập đầu)",
}


@blueprint.route("/security", methods=["GET", "POST"], endpoint="security")
def show() -> ResponseReturnValue:
    """The accounts that were asked for; POST signs one of them out everywhere."""
    if request.method == "POST":
        return _sign_out()
    name, state = request.args.get("name", "").strip()[:80], request.args.get("state", "")
    with get_database().reading() as session:
        accounts = list_accounts(session, limits=get_limits(), now=clock.now())
    wanted = [one for one in accounts if _is_wanted(one, name=name, state=state)]
    shown, pager = paginate(wanted, read_page(request.args), size=ACCOUNTS_ON_PAGE)
    limits = get_limits()
    return render_template(
        "management/security.html",
        accounts=[(one, _protection(one)) for one in shown],
        pager=pager,
        name=name,
        state=state if state in STATES else "",
        states=list(STATES.items()),
        chosen={key: value for key, value in (("name", name), ("state", state if state in STATES else "")) if value},
        signed_in=sum(one.sessions > 0 for one in accounts),
        bare=sum(one.is_bare for one in accounts),
        tried=sum(one.is_tried for one in accounts),
        hours=limits.lifetime.total_seconds() / 3600,
        minutes=current_app.config["SESSION_IDLE"].total_seconds() / 60,
        is_required=current_app.config["REQUIRE_SECOND_FACTOR"],
        provider=find_provider(current_app.config),
        done=web_session.pop("done", ""),
    )


def _sign_out() -> ResponseReturnValue:
    """Sign an account out everywhere: for a lost device, a clerk who has left, a password that was seen."""
    number = request.form.get("account", "")
    if request.form.get("deed") != "end-sessions" or not number.isascii() or not number.isdigit() or len(number) > 9:
        abort(400)
    staff = current_account()
    with get_database().writing() as session:
        account = session.get(Account, int(number)) or abort(404)
        ended = sessions.end_sessions(session, account.id, besides=staff.session_id)
        subject = f"{account.username}: {ended}"
        record_action(session, "end-sessions", subject=subject, account_id=staff.account_id, now=clock.now())
        web_session["done"] = f"Đã đăng xuất tài khoản {account.username} ở mọi nơi."
    return redirect(url_for("management.security"))


def _is_wanted(one: Guarded, *, name: str, state: str) -> bool:
    if name and not (is_named(one.unit_name, name) or name.lower() in one.username):
        return False
    match state:
        case "open":
            return one.sessions > 0
        case "bare":
            return one.is_bare
        case "unset":
            return one.way == "unset"
        case "tried":
            return one.is_tried
    return True


def _protection(one: Guarded) -> str:
    """What somebody needs to come in as this account."""
    code = " và mã 6 số" if one.has_second_factor else ""
    other = "; hoặc đăng nhập một lần (SSO)" if one.way == "password" and one.is_linked else ""
    return f"{WAYS[one.way]}{code}{other}"
