"""The door for strangers: what this is, where a respondent types the code of a poster, where staff sign in."""

from ipaddress import ip_address
from pathlib import Path
from urllib.parse import urlsplit

from flask import Blueprint, current_app, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue

import analysis.charts
from survey_app import clock
from survey_app.campaigns.participations import find_link
from survey_app.db import get_database

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
    problem = "Không có mã này. Mã gồm tám chữ và số, in cạnh mã QR trên áp phích; xin so lại từng chữ."
    return render_template("public/home.html", code=code[:20], problem=problem), 422


@blueprint.get("/chart.css")
def chart_style() -> ResponseReturnValue:
    """The rules of the charts, which live beside the code that draws them."""
    return send_file(CHART_STYLE, mimetype="text/css")
