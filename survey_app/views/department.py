"""The department's blueprint, and the report of a unit of its scope, as the unit itself reads it."""

from flask import Blueprint, Response, abort
from flask.typing import ResponseReturnValue

from survey_app import clock
from survey_app.accounts.guard import guard
from survey_app.db import get_database
from survey_app.views.own_scope import is_own_instrument, own_scope
from survey_app.views.report_page import ReportPage, find_report_page, render_report, send_chart, send_figures

blueprint = Blueprint("department", __name__, url_prefix="/department")
guard(blueprint, "department")


@blueprint.get("/reports/<int(max=2147483647):participation_id>")
def unit_report(participation_id: int) -> ResponseReturnValue:
    """The report of a unit in the scope, as the unit itself reads it."""
    return render_report(_get_page(participation_id), template="department/unit_report.html")


@blueprint.get("/reports/<int(max=2147483647):participation_id>/dimensions.png")
def unit_report_chart(participation_id: int) -> Response:
    """The chart of dimensions as a picture for a document."""
    return send_chart(_get_page(participation_id), "dimensions")


@blueprint.get("/reports/<int(max=2147483647):participation_id>/items.png")
def unit_report_items_chart(participation_id: int) -> Response:
    """The chart of items as a picture for a document."""
    return send_chart(_get_page(participation_id), "items")


@blueprint.get("/reports/<int(max=2147483647):participation_id>.csv")
def unit_report_csv(participation_id: int) -> Response:
    """The figures of the report for a spreadsheet."""
    return send_figures(_get_page(participation_id))


def _get_page(participation_id: int) -> ReportPage:
    with get_database().reading() as session:
        page = find_report_page(session, participation_id, unit_id=None, now=clock.now())
        if page is None or page.unit_code not in own_scope(session) or not is_own_instrument(page.questionnaire.levels):
            abort(404)
    return page
