"""Where the person of an account sets the password, from a link that works once. Opening the page uses nothing up.

The person then signs in as always. A link that does not work says what to do and nothing about any account.
"""

from flask import current_app, redirect, render_template, request, url_for
from flask import session as web_session
from flask.typing import ResponseReturnValue

from survey_app import clock
from survey_app.accounts.audit import record_action
from survey_app.accounts.first_sign_in import LinkRefusedError, find_holder, use_link
from survey_app.accounts.guard import end_session
from survey_app.accounts.passwords import SHORTEST_PASSWORD, PasswordRefusedError
from survey_app.db import get_database
from survey_app.views.sign_in import blueprint


@blueprint.route("/first-sign-in/<token>", methods=["GET", "POST"])
def first_sign_in(token: str) -> ResponseReturnValue:
    """Whose account it is, and two fields for a password."""
    if request.method == "GET":
        return _page(token)
    password, again = request.form.get("password", ""), request.form.get("again", "")
    if password != again:
        return _page(token, fault="Hai lần gõ không giống nhau. Hãy gõ lại cả hai.", status=422)
    now = clock.now()
    try:
        with get_database().writing() as session:
            account = use_link(session, token, password, now=now, method=current_app.config["PASSWORD_METHOD"])
            record_action(session, "first-sign-in", subject=account.username, account_id=account.id, now=now)
    except PasswordRefusedError as refused:
        return _page(token, fault=str(refused), status=422)
    except LinkRefusedError:
        return _page(token)
    end_session()
    web_session["done"] = "password-set"
    return redirect(url_for("sign_in.sign_in"))


def _page(token: str, *, fault: str = "", status: int = 200) -> ResponseReturnValue:
    with get_database().reading() as session:
        account = find_holder(session, token, now=clock.now())
        if account is None:
            return render_template("sign_in/link_gone.html"), 410
        return (
            render_template(
                "sign_in/first_sign_in.html",
                token=token,
                username=account.username,
                unit_name=account.unit.name,
                shortest=SHORTEST_PASSWORD,
                fault=fault,
            ),
            status,
        )
