"""Who is there, and who may come in: one line per blueprint, so a new view is protected by being where it is.

Only this module reads who is in the cookie. It holds a random token; its session is a row of the database, so that it can be
ended from elsewhere (`sessions.py`). Raising an account's version in the database ends all of them.
"""

import datetime as dt
from contextlib import suppress
from dataclasses import dataclass

from flask import Blueprint, abort, current_app, redirect, request, session, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import OperationalError

from survey_app import clock
from survey_app.accounts import sessions
from survey_app.accounts.sessions import Limits
from survey_app.accounts.sign_in import SignedIn
from survey_app.db import get_database

_PLACE = "thuoc_do.staff"  # where one request keeps what it found
_WAITING = dt.timedelta(minutes=10)  # to find the phone
_FOREVER = dt.timedelta(days=36500)
SET_UP = "account.second_factor"  # where an account goes that must have a second factor and has none


@dataclass(frozen=True)
class Staff:
    """The signed-in account as plain values."""

    account_id: int
    username: str
    role: str
    unit_id: int
    unit_name: str
    unit_kind: str = ""
    levels: tuple[str, ...] = ()
    session_id: int = 0
    has_second_factor: bool = False
    came_by_sso: bool = False

    @property
    def is_whole(self) -> bool:
        """Whether the whole department is this account's to run: no commune, no level department."""
        return self.role == "department" and self.unit_kind == "department" and not self.levels


def guard(blueprint: Blueprint, role: str | None, *, whole: bool = False) -> None:
    """Let nobody but accounts of `role` (None: of either) into the views of `blueprint`; with `whole`, of those that run the
    whole department. Where these must have a second factor, they set it up before anything else.
    """

    @blueprint.before_request
    def require_role() -> ResponseReturnValue | None:
        staff = find_account()
        if staff is None:
            here = request.full_path.removesuffix("?") if request.method == "GET" else None
            return redirect(url_for("sign_in.sign_in", next=here))
        if (role is not None and staff.role != role) or (whole and not staff.is_whole):
            abort(403)
        if role is not None and lacks_second_factor(staff):  # the pages of one's own account are where it is set up
            return redirect(url_for(SET_UP))
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


def lacks_second_factor(staff: Staff) -> bool:
    """Whether this account must set up a second factor now. Whoever came by the sign-on service has proved it there."""
    is_asked = current_app.config["REQUIRE_SECOND_FACTOR"] and staff.is_whole
    return bool(is_asked and not staff.has_second_factor and not staff.came_by_sso)


def get_limits() -> Limits:
    """How long sessions last here."""
    lifetime, idle = current_app.config["PERMANENT_SESSION_LIFETIME"], current_app.config["SESSION_IDLE"]
    return Limits(lifetime=lifetime, idle=idle or _FOREVER)


def begin_session(signed_in: SignedIn, *, way: str = "password") -> None:
    """Start a new session: nothing that was in the cookie before survives. To be called outside any transaction."""
    _forget()
    lifetime, version = get_limits().lifetime, signed_in.session_version
    with get_database().writing() as database:
        token = sessions.open_session(
            database, signed_in.account_id, version=version, way=way, lifetime=lifetime, now=clock.now()
        )
    session.permanent = True
    session["token"] = token


def begin_waiting(signed_in: SignedIn, *, way: str = "password") -> None:
    """Let an account that owes a code wait for it: it is nobody until then."""
    _forget()
    waiting = [signed_in.account_id, signed_in.session_version, way, int(clock.now().timestamp())]
    session["waiting"] = waiting


def find_waiting() -> tuple[SignedIn, str] | None:
    """The account that has shown its password in this browser a moment ago and owes a code, and the way in which it came."""
    match session.get("waiting"):
        case [int() as account_id, int() as version, str() as way, int() as since]:
            is_fresh = 0 <= clock.now().timestamp() - since < _WAITING.total_seconds()
            return (SignedIn(account_id, version, owes_code=True), way) if is_fresh else None
    return None


def end_session() -> None:
    """Forget who was there, here and in the database."""
    staff = find_account()
    if staff is not None:
        with get_database().writing() as database:
            sessions.end_session(database, staff.account_id, staff.session_id)
    _forget()


def _forget() -> None:
    session.clear()
    request.environ.pop(_PLACE, None)


def _load_account() -> Staff | None:
    token, now = session.get("token"), clock.now()
    if not isinstance(token, str):
        return None
    with get_database().reading() as database:
        found = sessions.find_session(database, token, limits=get_limits(), now=now)
        if found is None:
            return None
        account = found.account
        staff = Staff(
            account.id,
            account.username,
            account.role,
            account.unit_id,
            account.unit.name,
            account.unit.kind,
            tuple(account.levels.split(",")) if account.levels else (),
            session_id=found.session_id,
            has_second_factor=found.has_second_factor,
            came_by_sso=found.way == "sso",
        )
    if found.is_due:
        with suppress(OperationalError), get_database().writing() as database:  # a page is not refused for the sake of a note
            sessions.note_use(database, found.session_id, now=now)
    return staff
