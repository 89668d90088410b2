"""The door for strangers: what this is, where a respondent types the code of a poster, what is kept, whether a form arrived.

Nobody is recognised here. Looking up a receipt is a POST, so that the receipt stands in no address and no log. It has no token
against forged requests: that would need a cookie, and there is nothing to forge, for it changes nothing and another site cannot
read the reply. Found or not, the status is the same, so that not even a log that somebody switches on can tell.
"""

from ipaddress import ip_address
from pathlib import Path
from urllib.parse import urlsplit

from flask import Blueprint, current_app, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select

import analysis.charts
from survey_app import clock
from survey_app.campaigns.participations import find_link
from survey_app.collecting.responses import find_receipt
from survey_app.db import get_database
from survey_app.languages import gettext
from survey_app.models import Unit

blueprint = Blueprint("public", __name__)

CHART_STYLE = Path(analysis.charts.__file__).parent / "chart.css"


@blueprint.app_template_test("loopback")
def is_loopback(address: str) -> bool:
    """Whether an address leads back to the machine that opens it, so that it is of no use on paper."""
    host = urlsplit(address).hostname or ""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


@blueprint.get("/")
def home() -> ResponseReturnValue:
    """The first page; with `code` it leads to the questionnaire of that code."""
    code = request.args.get("code", "").strip()
    if not code:
        return render_template("public/home.html", code="", problem="")
    with get_database().reading() as session:
        link = find_link(session, code, now=clock.now(), grace_minutes=current_app.config["GRACE_MINUTES"])
    if link is not None:
        return redirect(url_for("respond.link", token=link.token))
    problem = gettext("Không có mã này. Mã gồm tám chữ và số, in cạnh mã QR trên áp phích; xin so lại từng chữ.")
    return render_template("public/home.html", code=code[:20], problem=problem), 422


@blueprint.get("/rieng-tu")
def privacy() -> ResponseReturnValue:
    """What is kept of an answer, why, until when, and who sees it: in words first, then column by column."""
    with get_database().reading() as session:
        department = session.scalar(select(Unit.name).where(Unit.kind == "department")) or ""
    return render_template("public/privacy.html", department=department, contact=current_app.config["CONTACT"])


@blueprint.route("/bien-nhan", methods=["GET", "POST"])
def receipt() -> ResponseReturnValue:
    """Whether a response with this receipt was recorded, and nothing else."""
    if request.method == "GET":
        return render_template("public/receipt.html", asked=False, found=False, typed="")
    typed = request.form.get("receipt", "")[:64]
    with get_database().reading() as session:
        found = find_receipt(session, typed, secret=current_app.config["SECRET_KEY"])
    page = render_template("public/receipt.html", asked=True, found=found, typed="" if found else typed[:24])
    return page, {"Cache-Control": "no-store"}


@blueprint.get("/chart.css")
def chart_style() -> ResponseReturnValue:
    """The rules of the charts, which live beside the code that draws them."""
    return send_file(CHART_STYLE, mimetype="text/css")
