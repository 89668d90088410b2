"""The door for strangers: what this is, where a respondent types the code of a poster, what is kept, whether a form arrived.

Nobody is recognised here. Typing a code and looking up a receipt are POSTs, so that neither stands in an address, a history or
a log. They have no token against forged requests: that would need a cookie, and there is nothing to forge, for they change
nothing and another site cannot read the reply. A receipt found or not has the same status, so that not even a log that
somebody switches on can tell.
"""

from pathlib import Path

from flask import Blueprint, Response, abort, current_app, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select

import analysis.charts
from survey_app import clock
from survey_app.campaigns.participations import find_link
from survey_app.campaigns.posters import find_poster
from survey_app.campaigns.readiness import is_loopback
from survey_app.campaigns.tokens import SEPARATORS, TOKEN_LENGTH
from survey_app.collecting.responses import find_receipt
from survey_app.db import get_database
from survey_app.exports.preview import build_preview_png
from survey_app.languages import gettext
from survey_app.models import Unit
from survey_app.releases.reading import has_published

blueprint = Blueprint("public", __name__)

LONGEST_TYPED = TOKEN_LENGTH + 2  # the code of a poster with a sign too many; what is longer was copied from a slip
CHART_STYLE = Path(analysis.charts.__file__).parent / "chart.css"


blueprint.add_app_template_test(is_loopback, "loopback")


@blueprint.get("/k/<token>/preview.png")
def preview(token: str) -> Response:
    """The picture that messengers show beside a unit's link: the same for everybody, and nothing is noted of who fetches it."""
    with get_database().reading() as session:
        poster = find_poster(session, token, public_url=current_app.config["PUBLIC_URL"]) or abort(404)
    reply = Response(build_preview_png(poster), mimetype="image/png")
    reply.headers["Cache-Control"] = "public, max-age=86400"
    return reply


@blueprint.route("/", methods=["GET", "POST"])
def home() -> ResponseReturnValue:
    """The first page; with `code` it leads to the questionnaire of that code. An address with a code in it is an old link."""
    code = request.values.get("code", "").strip()[:64]
    if not code:
        with get_database().reading() as session:
            return render_template("public/home.html", code="", problem="", has_results=has_published(session))
    with get_database().reading() as session:
        link = find_link(session, code, now=clock.now(), grace_minutes=current_app.config["GRACE_MINUTES"])
    if link is not None:
        return redirect(url_for("respond.link", token=link.token), code=303 if request.method == "POST" else 302)
    # who types a slip's code here should not find it on a page that is printed or left open
    is_slip = len(code.translate(SEPARATORS)) > LONGEST_TYPED
    if is_slip:
        problem = gettext(
            "Mã mười hai chữ và số là mã trên phiếu mời, không nhập ở ô này. Xin quét mã QR in trên phiếu mời; hoặc nhập ở đây "
            "mã khảo sát gồm tám chữ và số, cũng in trên phiếu mời, rồi nhập mã trên phiếu mời khi phiếu khảo sát hỏi."
        )
    else:
        problem = gettext("Không có mã này. Mã khảo sát gồm tám chữ và số, in cạnh mã QR trên áp phích; xin so lại từng chữ.")
    page = render_template("public/home.html", code="" if is_slip else code[:20], problem=problem)
    return page, 422, {"Cache-Control": "no-store"}


@blueprint.get("/rieng-tu")
def privacy() -> ResponseReturnValue:
    """What is kept of an answer, why, until when, and who sees it: in words first, then column by column."""
    return render_template("public/privacy.html", **_whom_to_ask(), erase_after_years=current_app.config["ERASE_AFTER_YEARS"])


@blueprint.get("/tro-giup")
def answering_help() -> ResponseReturnValue:
    """How to scan, answer, send without a network and look up a receipt: for who answers."""
    return render_template("public/answering_help.html", **_whom_to_ask())


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


def _whom_to_ask() -> dict[str, str]:
    with get_database().reading() as session:
        department = session.scalar(select(Unit.name).where(Unit.kind == "department")) or ""
    return {"department": department, "contact": current_app.config["CONTACT"]}


@blueprint.get("/chart.css")
def chart_style() -> ResponseReturnValue:
    """The rules of the charts, which live beside the code that draws them."""
    return send_file(CHART_STYLE, mimetype="text/css")
