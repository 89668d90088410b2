"""The department's accounts: who has one, one more, closed and open again, links for the first sign-in, of one or of all."""

from collections.abc import Mapping
from typing import Final

from flask import Response, abort, current_app, redirect, render_template, request, url_for
from flask import session as web_session
from flask.typing import ResponseReturnValue
from sqlalchemy import select
from sqlalchemy.orm import Session

from analysis.vietnamese import sort_key
from survey_app import clock
from survey_app.accounts.accounts import (
    AccountRefusedError,
    close_account,
    create_account,
    has_no_password_here,
    reopen_account,
    role_of,
    to_username,
)
from survey_app.accounts.audit import record_action
from survey_app.accounts.first_sign_in import AGAIN_VALID_FOR, VALID_FOR, end_links, make_links
from survey_app.accounts.guard import current_account
from survey_app.accounts.passwords import NOT_SET
from survey_app.accounts.unit_accounts import issue_links, propose_username
from survey_app.campaigns.unit_list import load_units
from survey_app.db import get_database
from survey_app.exports.account_links import link_address, links_to_csv, links_to_rows, links_to_xlsx
from survey_app.models import Account, Unit
from survey_app.models.organisation import LEVEL_NAMES
from survey_app.views.account_words import STATE_NAMES, AccountLine, find_accounts
from survey_app.views.downloads import MIMETYPES
from survey_app.views.management import blueprint
from survey_app.views.selection import is_named

DONE: Final = {"close": "Đã khóa tài khoản và đăng xuất ở mọi nơi.", "reopen": "Tài khoản dùng lại được, với mật khẩu cũ."}
NO_LINK: Final = "Tài khoản này đã khóa hoặc chỉ đăng nhập bằng dịch vụ của Sở, nên không có đường dẫn đặt mật khẩu."
SCOPES: Final = {
    "department": "Sở",
    "level": "Phòng theo cấp học",
    "commune": "Xã, phường",
    "school": "Trường",
    "desk": "Bộ phận một cửa",
}


@blueprint.get("/accounts")
def accounts() -> ResponseReturnValue:
    """All accounts, filtered; and the file with links for everybody who has not signed in yet."""
    name, scope, state = (request.args.get(one, "").strip()[:200] for one in ("name", "scope", "state"))
    now = clock.now()
    with get_database().reading() as session:
        found = find_accounts(session, now=now)
        lines = load_units(session, today=now.date())
    rows = [
        row
        for row in found
        if (is_named(row.unit_name, name) or name.lower() in row.username)
        and (scope not in SCOPES or _scope_of(row) == scope)
        and (state not in STATE_NAMES or row.state == state)
    ]
    rows.sort(key=lambda row: (list(SCOPES).index(_scope_of(row)), sort_key(row.unit_name), row.username))
    having = {row.unit_code for row in found}
    without = [line for line in lines if not line.is_closed and line.code not in having and line.kind != "department"]
    return render_template(
        "management/accounts.html",
        rows=rows,
        total=len(found),
        active=sum(row.state == "active" for row in found),
        waiting=sum(row.state in ("waiting", "expired") for row in found),
        without=len(without),
        name=name,
        scope=scope,
        state=state,
        scopes=tuple(SCOPES.items()),
        states=tuple(STATE_NAMES.items()),
        is_narrow=bool(name or scope in SCOPES or state in STATE_NAMES),
        days=VALID_FOR.days,
    )


@blueprint.post("/accounts/links/<any(xlsx, csv):form>")
def account_links(form: str) -> Response:
    """Accounts for all units that have none, and new links for all who have not signed in, in one file."""
    now = clock.now()
    with get_database().writing() as session:
        issued = issue_links(session, now=now, today=now.date())
        subject = f"{len(issued.links)} links, {issued.created} new accounts"
        record_action(session, "issue-links", subject=subject, account_id=current_account().account_id, now=now)
    until = (now + VALID_FOR).date()
    rows = links_to_rows(issued.links, public_url=current_app.config["PUBLIC_URL"], until=until)
    data = links_to_xlsx(rows) if form == "xlsx" else links_to_csv(rows)
    response = Response(data, mimetype=MIMETYPES[form])
    response.headers["Content-Disposition"] = f'attachment; filename="tai-khoan-{now:%Y-%m-%d}.{form}"'
    return response


@blueprint.route("/accounts/add", methods=["GET", "POST"])
def add_account() -> ResponseReturnValue:
    """One more account; its link is shown once."""
    if request.method == "GET":
        code = request.args.get("unit", "")[:40]
        with get_database().reading() as session:
            taken = set(session.scalars(select(Account.username)))
        return _form_page({"unit": code, "username": propose_username(code, taken) if code else ""})
    typed = {"unit": request.form.get("unit", "").strip()[:40], "username": request.form.get("username", "").strip()[:80]}
    levels = [level for level in LEVEL_NAMES if level in request.form.getlist("levels")]
    now = clock.now()
    try:
        with get_database().writing() as session:
            unit = session.scalar(select(Unit).where(Unit.code == typed["unit"].upper()))
            if unit is None:
                raise AccountRefusedError("Không có đơn vị mang mã này. Hãy xem mã trong danh sách đơn vị.")
            username = to_username(typed["username"])
            account = create_account(session, username=username, password=None, role=role_of(unit), unit=unit, levels=levels)
            token = make_links(session, [account.id], now=now)[account.id]
            _note(session, "create-account", account)
            account_id = account.id
    except AccountRefusedError as refused:
        return _form_page(typed, levels=levels, problem=str(refused)), 422
    return _account_page(account_id, token=token)


@blueprint.get("/accounts/<int(max=2147483647):account_id>")
def account(account_id: int) -> ResponseReturnValue:
    """One account."""
    return _account_page(account_id)


@blueprint.post("/accounts/<int(max=2147483647):account_id>")
def change_account(account_id: int) -> ResponseReturnValue:
    """Close an account, open it again, or give it a new link, which is shown once."""
    deed, now = request.form.get("deed", ""), clock.now()
    if deed not in ("close", "reopen", "link"):
        abort(400)
    if deed == "close" and account_id == current_account().account_id:
        return _account_page(
            account_id, problem="Không tự khóa tài khoản đang dùng được. Hãy nhờ một tài khoản khác của Sở."
        ), 422
    token = ""  # nosec B105  # no link was made yet
    with get_database().writing() as session:
        found = session.get(Account, account_id) or abort(404)
        if deed == "close":
            close_account(found)
            end_links(session, [account_id])
        elif deed == "reopen":
            reopen_account(found)
        elif not found.is_active or has_no_password_here(session, account_id):
            return _account_page(account_id, problem=NO_LINK), 422
        else:
            valid_for = VALID_FOR if found.password_hash == NOT_SET else AGAIN_VALID_FOR
            token = make_links(session, [account_id], now=now, valid_for=valid_for)[account_id]
        _note(session, f"{deed}-account", found)
    if deed == "link":
        return _account_page(account_id, token=token)
    web_session["done"] = deed
    return redirect(url_for("management.account", account_id=account_id))


def _account_page(account_id: int, *, token: str = "", problem: str = "") -> str:
    with get_database().reading() as session:
        found = find_accounts(session, now=clock.now(), account_id=account_id)
    if not found:
        abort(404)
    return render_template(
        "management/account.html",
        account=found[0],
        is_own=account_id == current_account().account_id,
        address=link_address(current_app.config["PUBLIC_URL"], token) if token else "",
        problem=problem,
        done="" if problem or token else DONE.get(web_session.pop("done", ""), ""),
        days=VALID_FOR.days,
        days_again=AGAIN_VALID_FOR.days,
    )


def _form_page(typed: Mapping[str, str], *, levels: list[str] | None = None, problem: str = "") -> str:
    with get_database().reading() as session:
        department = session.scalar(select(Unit).where(Unit.kind == "department"))
    return render_template(
        "management/account_form.html",
        typed=typed,
        chosen_levels=levels or [],
        levels=tuple(LEVEL_NAMES.items()),
        department=department,
        problem=problem,
    )


def _note(session: Session, action: str, account: Account) -> None:
    record_action(session, action, subject=account.username, account_id=current_account().account_id, now=clock.now())


def _scope_of(row: AccountLine) -> str:
    return "level" if row.unit_kind == "department" and row.scope != "Toàn Sở" else row.unit_kind
