"""The unit's own pages: its reports, what to hang up. The unit is the account's, never the URL's."""

from flask import Blueprint, Response, abort, current_app
from flask.typing import ResponseReturnValue

from survey_app import clock
from survey_app.accounts.guard import current_account, guard
from survey_app.campaigns.posters import posters_for
from survey_app.campaigns.qr import qr_png, qr_svg
from survey_app.campaigns.tokens import scan_url
from survey_app.db import get_database
from survey_app.exports.posters import Poster, build_cards_pdf, build_posters_pdf
from survey_app.models import Unit
from survey_app.views.downloads import send_download
from survey_app.views.report_page import ReportPage, find_report_page, render_report, send_chart, send_figures

blueprint = Blueprint("unit", __name__, url_prefix="/unit")
guard(blueprint, "unit")


@blueprint.get("/reports/<int(max=2147483647):participation_id>")
def report(participation_id: int) -> ResponseReturnValue:
    """The unit's report on one instrument of one campaign."""
    return render_report(_get_page(participation_id), template="unit/report.html")


@blueprint.get("/reports/<int(max=2147483647):participation_id>/dimensions.png")
def report_chart(participation_id: int) -> Response:
    """The chart of dimensions as a picture for a document."""
    return send_chart(_get_page(participation_id), "dimensions")


@blueprint.get("/reports/<int(max=2147483647):participation_id>/items.png")
def report_items_chart(participation_id: int) -> Response:
    """The chart of items as a picture for a document."""
    return send_chart(_get_page(participation_id), "items")


@blueprint.get("/reports/<int(max=2147483647):participation_id>.csv")
def report_csv(participation_id: int) -> Response:
    """The figures of the report for a spreadsheet."""
    return send_figures(_get_page(participation_id))


@blueprint.get("/poster.pdf")
def poster() -> Response:
    """The unit's poster, A4."""
    return send_download(build_posters_pdf([_poster()]), "ap-phich.pdf", action="download-poster", subject="poster")


@blueprint.get("/cards.pdf")
def cards() -> Response:
    """A sheet of small cards to cut out."""
    return send_download(build_cards_pdf(_poster()), "the-khao-sat.pdf", action="download-poster", subject="cards")


@blueprint.get("/qr.svg")
def qr_drawing() -> Response:
    """The unit's QR code as a drawing, sharp at any size."""
    return send_download(qr_svg(_scanned_address()).encode(), "ma-qr.svg", action="download-qr", subject="svg")


@blueprint.get("/qr.png")
def qr_picture() -> Response:
    """The unit's QR code as a picture, for a message or a document."""
    return send_download(qr_png(_scanned_address()), "ma-qr.png", action="download-qr", subject="png")


def _poster() -> Poster:
    with get_database().reading() as session:
        unit = session.get_one(Unit, current_account().unit_id)
        return posters_for(session, unit, public_url=current_app.config["PUBLIC_URL"])[0]


def _scanned_address() -> str:
    with get_database().reading() as session:
        token = session.get_one(Unit, current_account().unit_id).link_token
    return scan_url(current_app.config["PUBLIC_URL"], token)


def _get_page(participation_id: int) -> ReportPage:
    with get_database().reading() as session:
        return find_report_page(session, participation_id, unit_id=current_account().unit_id, now=clock.now()) or abort(404)
