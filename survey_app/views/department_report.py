"""The department's reports on a sealed campaign: the annual report, why points were lost, and a picture for the public.

The whole department reads the whole. A commune or a level department reads its own part beside the whole, under its own name:
it reports on what it runs, and what it may not see is not in its file. Pages and files are kept once they are made
(`report_pages`); the figures behind them are kept in the process for the few reports that were read last.
"""

from collections import OrderedDict
from threading import Lock
from typing import Final

from flask import Response, abort, current_app, render_template
from flask.typing import ResponseReturnValue
from markupsafe import Markup
from sqlalchemy.orm import Session

from survey_app import clock
from survey_app.accounts.guard import current_account
from survey_app.db import get_database
from survey_app.documents.report_readers import Reader, find_reader
from survey_app.exports.department_files import CAUSES as CAUSES_FILE
from survey_app.exports.department_files import PICTURE, build_named_file
from survey_app.exports.department_files import REPORT as REPORT_FILE
from survey_app.exports.department_pages import ALTERNATIVE, CAUSES, REPORT, SCOPE, build_department_pages
from survey_app.results.department_annual import find_department_annual
from survey_app.results.department_figures import DepartmentReportFigures
from survey_app.results.report_pages import find_file, find_pages, store_file, store_pages
from survey_app.results.reports import NotShown, results_from
from survey_app.views.campaign_scope import get_campaign
from survey_app.views.department import blueprint
from survey_app.views.downloads import send_download

_FORMS: Final = (("docx", "Word, để ký"), ("pdf", "PDF"), ("xlsx", "Excel"), ("html", "Trang web, một tệp"))
_CAUSES_FORMS: Final = _FORMS[:3]
MOST_KEPT: Final = 4  # reports whose figures stay in the process: a province's takes some megabytes


_kept: OrderedDict[str, DepartmentReportFigures] = OrderedDict()
_lock = Lock()


@blueprint.get("/campaigns/<campaign_code>/report")
def report(campaign_code: str) -> ResponseReturnValue:
    """The annual report as it will be printed, with all files; before sealing, the page that says when there will be one."""
    return _show("department/report.html", campaign_code, REPORT, forms=_FORMS, causes_forms=_CAUSES_FORMS)


@blueprint.get("/campaigns/<campaign_code>/causes")
def causes(campaign_code: str) -> ResponseReturnValue:
    """The report on why points were lost as it will be printed, with its files."""
    return _show("department/causes.html", campaign_code, CAUSES, forms=_CAUSES_FORMS)


@blueprint.get("/campaigns/<campaign_code>/report/<any(docx, pdf, xlsx, html):form>")
def report_file(campaign_code: str, form: str) -> Response:
    """The annual report as a file."""
    return _send(campaign_code, REPORT_FILE, form, action="download-department-report")


@blueprint.get("/campaigns/<campaign_code>/causes/<any(docx, pdf, xlsx):form>")
def causes_file(campaign_code: str, form: str) -> Response:
    """The report on why points were lost as a file."""
    return _send(campaign_code, CAUSES_FILE, form, action="download-causes-report")


@blueprint.get("/campaigns/<campaign_code>/infographic.<any(pdf, png):form>")
def infographic(campaign_code: str, form: str) -> Response:
    """The main figures on one page to hang up, or in one square picture for messengers."""
    return _send(campaign_code, PICTURE, form, action="download-infographic")


def _show(template: str, campaign_code: str, name: str, **shown: object) -> ResponseReturnValue:
    with get_database().reading() as session:
        reader = _reader(session, campaign_code)
        pages = _pages(session, reader)
    if pages is None:
        return render_template(template, campaign=reader.campaign, shown_from=results_from(reader.campaign), sheet=None)
    return render_template(
        template,
        campaign=reader.campaign,
        scope_name=pages[SCOPE],
        alternative=pages[ALTERNATIVE],
        contents=Markup(pages[f"{name}-contents"]),  # noqa: S704  # nosec B704  # set by our own templates
        sheet=Markup(pages[f"{name}-sheet"]),  # noqa: S704  # nosec B704  # the same
        **shown,
    )


def _pages(session: Session, reader: Reader) -> dict[str, str] | None:
    if reader.campaign.sealed_on is None:
        return None
    pages = find_pages(session, reader.campaign, reader.place, state=reader.state(session))
    if pages is None:
        pages = build_department_pages(_figures(session, reader), reader.settings)
        store_pages(session, reader.campaign, reader.place, pages, state=reader.state(session))
    return pages


def _send(campaign_code: str, word: str, form: str, *, action: str) -> Response:
    with get_database().reading() as session:
        reader = _reader(session, campaign_code)
        if reader.campaign.sealed_on is None:
            abort(404)
        made = f"{word}.{form}"
        data = find_file(session, reader.campaign, reader.place, made, state=reader.state(session))
        if data is None:
            data = build_named_file(_figures(session, reader), reader.settings, made)
            store_file(session, reader.campaign, reader.place, made, data, state=reader.state(session))
    name = f"{word}-{reader.word}.{form}"
    return send_download(data, name, action=action, subject=name)


def _figures(session: Session, reader: Reader) -> DepartmentReportFigures:
    """The figures behind a report, from the process where they were made there already."""
    key = _key(session, reader)
    with _lock:
        if key in _kept:
            _kept.move_to_end(key)
            return _kept[key]
    figures = find_department_annual(
        session,
        reader.campaign,
        reader.unit_id,
        now=clock.now(),
        grace_minutes=current_app.config["GRACE_MINUTES"],
        scope=reader.scope,
        scope_name=reader.scope_name,
        hidden=reader.hidden,
    )
    if isinstance(figures, NotShown):
        abort(404)
    with _lock:
        _kept[_key(session, reader)] = figures
        while len(_kept) > MOST_KEPT:
            _kept.popitem(last=False)
    return figures


def _key(session: Session, reader: Reader) -> str:
    address = session.get_bind().engine.url.render_as_string(hide_password=True)
    return f"{address} {reader.place} {reader.state(session)}"


def _reader(session: Session, campaign_code: str) -> Reader:
    staff = current_account()
    return find_reader(session, get_campaign(session, campaign_code), staff.unit_id, levels=staff.levels)
