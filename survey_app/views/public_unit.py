"""The page that everybody may read of a unit: what it has published, and where to answer. It sets no cookie and asks nobody."""

from flask import Response, abort, render_template
from flask.typing import ResponseReturnValue
from sqlalchemy import select
from sqlalchemy.orm import Session

from survey_app.campaigns.tokens import normalise_token
from survey_app.db import get_database
from survey_app.documents import logo
from survey_app.documents.plans import find_published
from survey_app.exports.official_pdf import build_kept_pdf
from survey_app.models import Unit
from survey_app.releases.reading import published_of_unit
from survey_app.views.public import blueprint


@blueprint.get("/d/<token>")
@blueprint.get("/d/<token>/<campaign_code>", endpoint="unit_plan")
def unit(token: str, campaign_code: str = "") -> ResponseReturnValue:
    """The unit's plan for the latest campaign, or for the one that the address names."""
    with get_database().reading() as session:
        found = _get_unit(session, token)
        plans = find_published(session, found.id)
        digest = logo.find_logo_digest(session, found.id)
        results = [one for one in published_of_unit(session, found.code) if not one.is_withdrawn]
    shown = next((one for one in plans if campaign_code in ("", one.campaign_code)), None)
    if campaign_code and shown is None:
        abort(404)
    return render_template(
        "public/unit.html",
        unit_name=found.name,
        token=found.link_token,
        shown=shown,
        others=[one for one in plans if one is not shown],
        logo_digest=digest,
        unit_code=found.code,
        results=results,
    )


@blueprint.get("/d/<token>/<campaign_code>.pdf")
def unit_plan_file(token: str, campaign_code: str) -> Response:
    """The published plan for one campaign, to print."""
    with get_database().reading() as session:
        plans = find_published(session, _get_unit(session, token).id)
    shown = next((one for one in plans if one.campaign_code == campaign_code), None) or abort(404)
    reply = Response(build_kept_pdf(shown.document), mimetype="application/pdf")
    reply.headers["Content-Disposition"] = f'inline; filename="ke-hoach-khao-sat-{shown.campaign_code}.pdf"'
    return reply


@blueprint.get("/d/<token>/logo.png")
def unit_logo(token: str) -> Response:
    """The unit's logo."""
    with get_database().reading() as session:
        picture = logo.find_logo(session, _get_unit(session, token).id) or abort(404)
    return Response(picture, mimetype="image/png")


def _get_unit(session: Session, token: str) -> Unit:
    normal = normalise_token(token)
    found = session.scalar(select(Unit).where(Unit.link_token == normal)) if normal else None
    return found or abort(404)
