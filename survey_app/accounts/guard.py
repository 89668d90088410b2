"""Who is there, and who may come in: one line per blueprint, so a new view is protected by being where it is.

Only this module reads the session. The cookie holds an account's number and a version; raising the version in the database
signs the account out everywhere.
"""

from dataclasses import dataclass

from flask import Blueprint, abort, redirect, request, session, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import joinedload

from survey_app.accounts.sign_in import SignedIn
from survey_app.db import get_database
from survey_app.models import Account

_PLACE = "thuoc_do.staff"  # where one request keeps what it found


@dataclass(frozen=True)
class Staff:
    """The signed-in account as plain values."""

    account_id: int
    username: str
    role: str
    unit_id: int
    unit_name: str


def guard(blueprint: Blueprint, role: str) -> None:
    """Let nobody but accounts of `role` into the views of `blueprint`."""

    @blueprint.before_request
    def require_role() -> ResponseReturnValue | None:
        staff = find_account()
        if staff is None:
            here = request.full_path.removesuffix("?") if request.method == "GET" else None
            return redirect(url_for("sign_in.sign_in", next=here))
        if staff.role != role:
            abort(403)
        return None


def current_account() -> Staff:
    """The signed-in account; only for views behind a guard."""
    return find_account() or abort(403)


def find_account() -> Staff | None:
    """The signed-in account of this request, looked up once."""
    if _PLACE not in request.environ:
        request.environ[_PLACE] = _load_account()
    staff: Staff | None = request.environ[_PLACE]
    return staff


def ask_no_more() -> None:
    """Treat the reader of this page as a stranger: the fault may be the database itself."""
    request.environ[_PLACE] = None


def begin_session(signed_in: SignedIn) -> None:
    """Start a new session: nothing that was in the cookie before survives."""
    session.clear()
    session.permanent = True
    session["account"] = signed_in.account_id
    session["version"] = signed_in.session_version
    request.environ.pop(_PLACE, None)


def end_session() -> None:
    """Forget who was there."""
    session.clear()
    request.environ.pop(_PLACE, None)


def _load_account() -> Staff | None:
    account_id = session.get("account")
    if not isinstance(account_id, int):
        return None
    with get_database().reading() as database:
        account = database.get(Account, account_id, options=[joinedload(Account.unit)])
        if account is None or not account.is_active or account.session_version != session.get("version"):
            return None
        return Staff(account.id, account.username, account.role, account.unit_id, account.unit.name)
