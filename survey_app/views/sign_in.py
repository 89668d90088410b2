"""Signing in and out."""

import datetime as dt
from math import ceil
from urllib.parse import urlsplit

from flask import Blueprint, current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm
from flask_wtf.csrf import CSRFError
from wtforms import PasswordField, StringField
from wtforms.validators import InputRequired

from survey_app import clock
from survey_app.accounts.attempts import Refused
from survey_app.accounts.guard import begin_session, end_session, find_account
from survey_app.accounts.sign_in import sign_in as check_sign_in
from survey_app.db import get_database
from survey_app.views import errors

blueprint = Blueprint("sign_in", __name__)

WRONG = "Tên đăng nhập hoặc mật khẩu không đúng. Hãy kiểm tra phím Caps Lock và bộ gõ tiếng Việt rồi thử lại."
EXPIRED = "Trang đã mở quá lâu nên chưa đăng nhập. Hãy nhập lại mật khẩu."
HOMES = {"unit": "unit.home", "department": "department.home"}


class SignInForm(FlaskForm):  # type: ignore[misc]
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
    now = clock.now()
    outcome = check_sign_in(
        get_database(),
        username=form.username.data or "",
        password=form.password.data or "",
        now=now,
        method=current_app.config["PASSWORD_METHOD"],
    )
    if not isinstance(outcome, Refused):
        begin_session(outcome)
        staff = find_account()
        return redirect(_local_path(request.args.get("next")) or url_for(HOMES[staff.role] if staff else "sign_in.sign_in"))
    if outcome.retry_at is None:
        return _page(form, problem=WRONG), 422
    problem = f"Tên đăng nhập này đã sai quá nhiều lần. Hãy thử lại từ {_at_minute(outcome.retry_at):%H giờ %M}."
    return _page(form, problem=problem), 429, {"Retry-After": str(ceil((outcome.retry_at - now).total_seconds()))}


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
    return render_template("sign_in/sign_in.html", form=form, problem=problem, next=_local_path(request.args.get("next")))


def _local_path(target: str | None) -> str | None:
    """The target if it is a path on this site, else None. Backslashes and control signs are what browsers stumble over."""
    if not target or not target.startswith("/") or target.startswith("//") or "\\" in target:
        return None
    if any(ord(sign) < 32 or ord(sign) == 127 for sign in target):
        return None
    parts = urlsplit(target)
    return None if parts.scheme or parts.netloc else target


def _at_minute(moment: dt.datetime) -> dt.datetime:
    """The first full minute at which the moment has passed."""
    return (moment + dt.timedelta(seconds=59)).replace(second=0, microsecond=0)
