"""The unit's annual report and its proposal of improvements: read on the page, taken away in every form."""

from collections.abc import Callable
from typing import Final

from flask import Response, abort, current_app, render_template
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from survey_app import clock
from survey_app.accounts.guard import current_account
from survey_app.db import get_database
from survey_app.documents.annual_document import build_annual_document
from survey_app.documents.improvement_document import build_improvement_document
from survey_app.documents.model import Document
from survey_app.documents.settings import UnitSettings, find_settings
from survey_app.exports.annual_files import build_annual_file, file_name
from survey_app.exports.table_workbook import build_table_workbook
from survey_app.results.annual import find_annual_report
from survey_app.results.annual_figures import AnnualReport
from survey_app.results.drivers import find_unit_drivers
from survey_app.results.reports import NotShown
from survey_app.views.document_files import BUILDERS
from survey_app.views.downloads import send_download
from survey_app.views.unit import blueprint

_FORMS: Final = (("docx", "Word, để ký"), ("pdf", "PDF"), ("xlsx", "Excel"), ("html", "Trang web, một tệp"))
_IMPROVEMENT_FORMS: Final[dict[str, Callable[[Document], bytes]]] = {**BUILDERS, "xlsx": build_table_workbook}


@blueprint.get("/annual-reports/<campaign_code>")
def annual_report(campaign_code: str) -> str:
    """The report as it will be printed, with the files; before closing, the page that says when there will be one."""
    with get_database().reading() as session:
        found, settings = _find(session, campaign_code)
    if isinstance(found, NotShown):
        return render_template("unit/annual_report.html", report=None, not_shown=found)
    document = build_annual_document(found, settings)
    return render_template("unit/annual_report.html", report=found, document=document, forms=_FORMS)


@blueprint.get("/annual-reports/<campaign_code>/<any(docx, pdf, xlsx, html):form>")
def annual_report_file(campaign_code: str, form: str) -> Response:
    """The report as a file."""
    with get_database().reading() as session:
        report, settings = _get(session, campaign_code)
    name = f"{file_name(report)}.{form}"
    return send_download(build_annual_file(report, settings, form), name, action="download-annual-report", subject=name)


@blueprint.get("/improvement-reports/<campaign_code>")
def improvement_report(campaign_code: str) -> ResponseReturnValue:
    """The proposal as it will be printed, with the files."""
    with get_database().reading() as session:
        found, settings = _find(session, campaign_code)
        if isinstance(found, NotShown):
            heading = "Báo cáo đề xuất giải pháp cải thiện"
            return render_template("unit/annual_report.html", heading=heading, report=None, not_shown=found)
        document = _improvement(session, found, settings)
    forms = tuple((form, name) for form, name in _FORMS if form in _IMPROVEMENT_FORMS)
    return render_template("unit/improvement_report.html", report=found, document=document, forms=forms)


@blueprint.get("/improvement-reports/<campaign_code>/<any(docx, pdf, xlsx):form>")
def improvement_report_file(campaign_code: str, form: str) -> Response:
    """The proposal as a file."""
    with get_database().reading() as session:
        document = _improvement(session, *_get(session, campaign_code))
    name = f"de-xuat-{campaign_code}.{form}"
    return send_download(_IMPROVEMENT_FORMS[form](document), name, action="download-improvement-report", subject=name)


def _improvement(session: Session, report: AnnualReport, settings: UnitSettings) -> Document:
    drivers = find_unit_drivers(session, report, now=clock.now(), grace_minutes=current_app.config["GRACE_MINUTES"])
    return build_improvement_document(report, settings, drivers)


def _find(session: Session, campaign_code: str) -> tuple[AnnualReport | NotShown, UnitSettings]:
    unit_id, grace = current_account().unit_id, current_app.config["GRACE_MINUTES"]
    found = find_annual_report(session, unit_id, campaign_code, now=clock.now(), grace_minutes=grace)
    if isinstance(found, NotShown) and found.reason == "unknown":
        abort(404)
    return found, find_settings(session, [unit_id])[unit_id]


def _get(session: Session, campaign_code: str) -> tuple[AnnualReport, UnitSettings]:
    found, settings = _find(session, campaign_code)
    return (abort(404) if isinstance(found, NotShown) else found), settings
