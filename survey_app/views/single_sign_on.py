"""Signing in by the department's sign-on service: out to it, and back. Not there while the settings name none."""

from dataclasses import asdict
from math import ceil

from flask import abort, current_app, redirect, request, url_for
from flask import session as web_session
from flask.typing import ResponseReturnValue

from survey_app import clock
from survey_app.accounts import single_sign_on
from survey_app.accounts.guard import find_account
from survey_app.accounts.sign_in import find_linked
from survey_app.accounts.sign_on_service import SILENCE_KEPT, Replies, ServiceSilentError, SingleSignOnError
from survey_app.accounts.single_sign_on import Flow, Provider
from survey_app.db import get_database
from survey_app.views.local_path import local_path
from survey_app.views.sign_in import HOMES, blueprint, let_in, show_again

FAILED = "Chưa đăng nhập được qua dịch vụ đăng nhập của Sở. Hãy thử lại; nếu vẫn không được, xin báo người quản trị."
NOT_LINKED = (
    "Dịch vụ đăng nhập của Sở nhận ra người dùng này, nhưng chưa tài khoản nào ở đây được gắn với họ. "
    "Xin báo người quản trị của Sở."
)
SILENT = (
    "Dịch vụ đăng nhập của Sở hiện không trả lời. Việc này không do tài khoản. Hãy thử lại sau một phút; "
    "nếu cần vào ngay và có mật khẩu ở trang này, hãy đăng nhập bằng mật khẩu."
)
_PLACE = "sso"


@blueprint.get("/sign-in/sso", endpoint="single_sign_on")
def go() -> ResponseReturnValue:
    """Send the browser to the service, with a question that only this browser can have answered."""
    provider, staff = _get_provider(), find_account()
    if staff is not None:
        return redirect(url_for(HOMES[staff.role]))
    next_path = local_path(request.args.get("next")) or ""
    try:
        address, flow = single_sign_on.begin(
            provider, _get_replies(), return_address=_return_address(), next_path=next_path, now=clock.now()
        )
    except SingleSignOnError as error:
        return _refuse(error)
    web_session[_PLACE] = asdict(flow)
    return redirect(address)


@blueprint.get("/sign-in/sso/return", endpoint="single_sign_on_return")
def come_back() -> ResponseReturnValue:
    """Take what the service says; the question is forgotten first, so no reply is taken twice."""
    provider = _get_provider()
    asked = web_session.pop(_PLACE, None)
    try:
        if not isinstance(asked, dict):
            raise SingleSignOnError("nothing was asked")
        flow = Flow(**asked)
        reply = request.args.to_dict()
        name = single_sign_on.finish(provider, _get_replies(), flow, reply, return_address=_return_address(), now=clock.now())
    except SingleSignOnError as error:
        return _refuse(error)
    with get_database().reading() as session:
        signed_in = find_linked(session, name)
    if signed_in is None:
        return show_again(NOT_LINKED), 403
    return let_in(signed_in, next_path=local_path(flow.next_path), way="sso")


def _refuse(error: SingleSignOnError) -> ResponseReturnValue:
    """The reason goes to the log; who stands outside learns nothing from it."""
    current_app.logger.warning("Single sign-on refused: %s", error)
    if isinstance(error, ServiceSilentError):
        return show_again(SILENT), 503, {"Retry-After": str(ceil(SILENCE_KEPT.total_seconds()))}
    return show_again(FAILED), 422


def _get_provider() -> Provider:
    return single_sign_on.find_provider(current_app.config) or abort(404)


def _get_replies() -> Replies:
    """What this process remembers of the service for a minute."""
    replies: Replies = current_app.extensions.setdefault("sign_on_replies", {})
    return replies


def _return_address() -> str:
    return f"{current_app.config['PUBLIC_URL']}{url_for('sign_in.single_sign_on_return')}"
