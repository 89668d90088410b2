"""Setting up an authenticator app for one's own account of the department, its recovery codes, and turning it off."""

import datetime as dt
from typing import Final

from flask import abort, current_app, redirect, render_template, request, url_for
from flask import session as web_session
from flask.typing import ResponseReturnValue

from survey_app import clock
from survey_app.accounts import second_factor
from survey_app.accounts.audit import record_action
from survey_app.accounts.guard import Staff, current_account, lacks_second_factor
from survey_app.accounts.sign_in import is_own_password
from survey_app.campaigns.qr import qr_svg
from survey_app.db import get_database
from survey_app.views.account import NOT_THIS_ONE, blueprint, may_have_second_factor
from survey_app.views.sign_in import HOMES, at_minute

WRONG_CODE: Final = "Mã này chưa đúng. Hãy chờ ứng dụng đổi sang mã mới rồi nhập lại, và kiểm tra giờ của điện thoại."
_NONCE: Final = "second_factor"


@blueprint.route("/second-factor", methods=["GET", "POST"], endpoint="second_factor")
def show() -> ResponseReturnValue:
    """The QR code until a right code confirms it; afterwards what can be renewed or turned off, each for the password."""
    staff = current_account()
    if not may_have_second_factor(staff):
        abort(403)
    if request.method == "GET":
        return _page(staff)
    deed = request.form.get("deed", "")
    if deed == "confirm-second-factor":
        return _confirm(staff)
    return _change(staff, deed) if deed in ("renew-recovery-codes", "remove-second-factor") else abort(400)


def _confirm(staff: Staff) -> ResponseReturnValue:
    nonce, now = web_session.get(_NONCE), clock.now()
    if not isinstance(nonce, str) or staff.has_second_factor:
        return redirect(url_for("account.second_factor"))
    refused = _refuse_stranger(staff, "confirm-second-factor", now=now)
    if refused is not None:
        return refused
    secret, code = current_app.config["SECRET_KEY"], request.form.get("code", "")[:40]
    with get_database().writing() as session:
        codes = second_factor.confirm(session, staff.account_id, nonce, code=code, secret=secret, now=now)
        if codes is None:
            return _page(staff, problem=WRONG_CODE), 422
        record_action(session, "confirm-second-factor", subject=staff.username, account_id=staff.account_id, now=now)
    web_session.pop(_NONCE, None)
    return _codes_page(staff, codes, is_new=True)


def _change(staff: Staff, deed: str) -> ResponseReturnValue:
    """Renew the paper or turn the app off: for whoever knows the password, not for whoever finds an open browser."""
    if not staff.has_second_factor:
        return redirect(url_for("account.second_factor"))
    now = clock.now()
    refused = _refuse_stranger(staff, deed, now=now)
    if refused is not None:
        return refused
    with get_database().writing() as session:
        record_action(session, deed, subject=staff.username, account_id=staff.account_id, now=now)
        if deed == "renew-recovery-codes":
            return _codes_page(staff, second_factor.make_recovery_codes(session, staff.account_id), is_new=False)
        second_factor.remove(session, staff.account_id)
    web_session["done"] = deed
    return redirect(url_for("account.home"))


def _refuse_stranger(staff: Staff, deed: str, *, now: dt.datetime) -> ResponseReturnValue | None:
    """The page again where the password typed is not this account's: whoever finds an open browser makes no app their own."""
    refused = is_own_password(get_database(), staff.account_id, password=request.form.get("password", ""), now=now)
    if refused is None:
        return None
    if refused.retry_at is None:
        return _page(staff, problem=NOT_THIS_ONE, problem_at=deed), 422
    wait = f"Đã nhập sai quá nhiều lần. Hãy thử lại từ {at_minute(refused.retry_at):%H giờ %M}."
    return _page(staff, problem=wait, problem_at=deed), 429


def _codes_page(staff: Staff, codes: list[str], *, is_new: bool) -> str:
    """The paper, in the reply itself: the codes must not enter an address, a cookie or a log."""
    return render_template("account/recovery_codes.html", codes=codes, is_new=is_new, home=HOMES[staff.role])


def _page(staff: Staff, *, problem: str = "", problem_at: str = "") -> str:
    set_up, picture, codes_left = None, "", 0
    if staff.has_second_factor:
        with get_database().reading() as session:
            codes_left = second_factor.count_recovery_codes(session, staff.account_id)
    else:
        nonce = web_session.setdefault(_NONCE, second_factor.make_nonce())
        secret = current_app.config["SECRET_KEY"]
        set_up = second_factor.describe_set_up(staff.account_id, nonce, username=staff.username, secret=secret)
        picture = qr_svg(set_up.address, label="Mã QR để quét bằng ứng dụng xác thực")
    return render_template(
        "account/second_factor.html",
        set_up=set_up,
        picture=picture,
        codes_left=codes_left,
        problem=problem,
        problem_at=problem_at,
        must_set_up=lacks_second_factor(staff),
    )
