"""Signing in and out."""

import datetime as dt
from dataclasses import replace
from math import ceil

from flask import Blueprint, current_app, redirect, render_template, request, url_for
from flask import session as web_session
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError
from werkzeug.wrappers import Response
from wtforms import PasswordField, StringField
from wtforms.validators import InputRequired

from survey_app import clock
from survey_app.accounts.accounts import to_username
from survey_app.accounts.attempts import Refused
from survey_app.accounts.devices import KEPT, find_device, make_device
from survey_app.accounts.guard import begin_session, begin_waiting, end_session, find_account, find_waiting
from survey_app.accounts.second_factor import check_code
from survey_app.accounts.sign_in import SignedIn
from survey_app.accounts.sign_in import sign_in as check_sign_in
from survey_app.accounts.single_sign_on import find_provider
from survey_app.db import get_database
from survey_app.views import errors
from survey_app.views.local_path import local_path
from survey_app.views.typed_form import TypedForm

blueprint = Blueprint("sign_in", __name__)

WRONG = "Tên đăng nhập hoặc mật khẩu không đúng. Hãy kiểm tra phím Caps Lock và bộ gõ tiếng Việt rồi thử lại."
EXPIRED = "Trang đã mở quá lâu nên chưa đăng nhập. Hãy nhập lại mật khẩu."
WRONG_CODE = (
    "Mã không đúng hoặc đã dùng. Hãy chờ ứng dụng đổi sang mã mới rồi nhập lại, và kiểm tra giờ của điện thoại; "
    "mất điện thoại thì nhập một mã dự phòng."
)
HOMES = {"unit": "unit.home", "department": "department.home"}


class SignInForm(TypedForm):
    """A username and a password."""

    username = StringField("Tên đăng nhập", validators=[InputRequired("Hãy nhập tên đăng nhập.")])
    password = PasswordField("Mật khẩu", validators=[InputRequired("Hãy nhập mật khẩu.")])


@blueprint.route("/sign-in", methods=["GET", "POST"])
def sign_in() -> ResponseReturnValue:
    """The sign-in page; whoever is signed in already goes on to their own pages."""
    form = SignInForm()
    if request.method == "GET":
        staff = find_account()
        return redirect(url_for(HOMES[staff.role])) if staff else _page(form)
    if not form.validate():
        return _page(form), 422
    now, username = clock.now(), to_username(form.username.data or "")
    secret = current_app.config["SECRET_KEY"]
    outcome = check_sign_in(
        get_database(),
        username=username,
        password=form.password.data or "",
        now=now,
        method=current_app.config["PASSWORD_METHOD"],
        device=find_device(request.cookies.get(current_app.config["DEVICE_COOKIE_NAME"], ""), username, secret=secret),
    )
    if not isinstance(outcome, Refused):
        reply = let_in(outcome, next_path=local_path(request.args.get("next")))
        _remember_device(reply, make_device(username, secret=secret))
        return reply
    if outcome.retry_at is None:
        return _page(form, problem=WRONG), 422
    problem = f"Tên đăng nhập này đã sai quá nhiều lần. Hãy thử lại từ {at_minute(outcome.retry_at):%H giờ %M}."
    return _page(form, problem=problem), 429, _wait(outcome.retry_at, now=now)


def let_in(signed_in: SignedIn, *, next_path: str | None, way: str = "password") -> Response:
    """Begin a session and go on; an account with a second factor goes on to the page that asks for its code."""
    if signed_in.owes_code:
        begin_waiting(signed_in, way=way)
        return redirect(url_for("sign_in.code", next=next_path))
    begin_session(signed_in, way=way)
    staff = find_account()
    return redirect(next_path or url_for(HOMES[staff.role] if staff else "sign_in.sign_in"))


@blueprint.route("/sign-in/code", methods=["GET", "POST"])
def code() -> ResponseReturnValue:
    """The second half of signing in: the code of an authenticator app, or one from the paper."""
    waiting = find_waiting()
    next_path = local_path(request.args.get("next"))
    if waiting is None:
        return redirect(url_for("sign_in.sign_in", next=next_path))
    if request.method == "GET":
        return _code_page()
    signed_in, way = waiting
    now = clock.now()
    outcome = check_code(
        get_database(),
        signed_in.account_id,
        code=request.form.get("code", "")[:60],
        secret=current_app.config["SECRET_KEY"],
        now=now,
    )
    if outcome is None:
        return let_in(replace(signed_in, owes_code=False), next_path=next_path, way=way)
    if outcome.retry_at is None:
        return _code_page(problem=WRONG_CODE), 422
    problem = f"Đã nhập sai mã quá nhiều lần. Hãy thử lại từ {at_minute(outcome.retry_at):%H giờ %M}."
    return _code_page(problem=problem), 429, _wait(outcome.retry_at, now=now)


@blueprint.post("/sign-out")
def sign_out() -> ResponseReturnValue:
    """Forget who was there."""
    end_session()
    return redirect(url_for("public.home"))


@blueprint.errorhandler(CSRFError)
def show_expired(error: CSRFError) -> ResponseReturnValue:
    """The page again, with the username kept: a form that lay open over lunch is not an error of the clerk."""
    if request.endpoint != "sign_in.sign_in":
        return errors.show_expired(error)
    return _page(SignInForm(), problem=EXPIRED), 422


def _page(form: SignInForm, *, problem: str = "") -> str:
    is_set = not problem and request.method == "GET" and web_session.pop("done", "") == "password-set"
    return render_template(
        "sign_in/sign_in.html",
        form=form,
        problem=problem,
        next=local_path(request.args.get("next")),
        is_password_set=is_set,
        provider=find_provider(current_app.config),
    )


def show_again(problem: str) -> str:
    """The sign-in page, with what went wrong on another way in."""
    return _page(SignInForm(formdata=None), problem=problem)


def _code_page(*, problem: str = "") -> str:
    return render_template("sign_in/code.html", problem=problem, next=local_path(request.args.get("next")))


def _remember_device(reply: Response, device: str) -> None:
    """Keep a mark in this browser, sent to the sign-in page alone: strangers' wrong tries will not keep it out."""
    reply.set_cookie(
        current_app.config["DEVICE_COOKIE_NAME"],
        device,
        max_age=KEPT,
        path=url_for("sign_in.sign_in"),
        secure=current_app.config["SESSION_COOKIE_SECURE"],
        httponly=True,
        samesite="Lax",
    )


def _wait(until: dt.datetime, *, now: dt.datetime) -> dict[str, str]:
    return {"Retry-After": str(ceil((until - now).total_seconds()))}


def at_minute(moment: dt.datetime) -> dt.datetime:
    """The first full minute at which the moment has passed."""
    return (moment + dt.timedelta(seconds=59)).replace(second=0, microsecond=0)
