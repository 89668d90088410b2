"""The department's survey plan of a campaign: what only the department knows, the plan as it reads now, and its files."""

from dataclasses import replace

from flask import Response, current_app, redirect, render_template, request, url_for
from flask import session as web_session
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from survey_app import clock
from survey_app.accounts.audit import record_action
from survey_app.accounts.guard import current_account
from survey_app.db import get_database
from survey_app.documents import plans
from survey_app.documents.department_plan import build_department_plan
from survey_app.documents.department_plan_figures import find_department_survey
from survey_app.documents.model import Document
from survey_app.documents.plan import PlanEntries
from survey_app.documents.settings import find_settings
from survey_app.documents.typed_text import clean_list
from survey_app.views.document_files import BUILDERS, FORM_NAMES, send_document
from survey_app.views.management import blueprint
from survey_app.views.management_campaigns import get_campaign
from survey_app.views.unit_plan import PlanForm, filled_form, find_day


@blueprint.route("/campaigns/<campaign_code>/plan", methods=["GET", "POST"])
def plan(campaign_code: str) -> ResponseReturnValue:
    """The plan and its form; refused entries come back as typed."""
    if request.method == "GET":
        return _page(campaign_code, None)
    form = PlanForm()
    if not form.validate():
        return _page(campaign_code, form), 422
    staff = current_account()
    entries = PlanEntries(
        number=int(form.number.data) if form.number.data else None,
        issued_on=find_day(form.issued_on.data),
        bases=clean_list(form.bases.data),
        in_charge=form.in_charge.data,
    )
    with get_database().writing() as session:
        campaign = get_campaign(session, campaign_code)
        plans.write_entries(session, staff.unit_id, campaign.id, entries)
        record_action(session, "edit-plan", subject=campaign.code, account_id=staff.account_id, now=clock.now())
    web_session["done"] = "plan"
    return redirect(url_for("management.plan", campaign_code=campaign_code))


@blueprint.get("/campaigns/<campaign_code>/plan/<any(docx, pdf):form>")
def plan_file(campaign_code: str, form: str) -> Response:
    """The plan as it reads now, with marked gaps while something is missing."""
    with get_database().reading() as session:
        document, _ = _build(session, campaign_code)
    return send_document(document, f"ke-hoach-khao-sat-so-{campaign_code}", form, action="download-plan")


def _page(campaign_code: str, form: PlanForm | None) -> str:
    with get_database().reading() as session:
        campaign = get_campaign(session, campaign_code)
        document, entries = _build(session, campaign_code)
        settings = find_settings(session, [current_account().unit_id])[current_account().unit_id]
    return render_template(
        "management/plan.html",
        campaign=campaign,
        form=form or filled_form(entries),
        document=replace(document, annexes=()),
        annexes=[annex.title for annex in document.annexes],
        missing=plans.find_gaps(settings, entries),
        files=[(name, FORM_NAMES[name]) for name in BUILDERS],
        done="Đã lưu." if form is None and web_session.pop("done", "") == "plan" else "",
    )


def _build(session: Session, campaign_code: str) -> tuple[Document, PlanEntries]:
    unit_id = current_account().unit_id
    campaign = get_campaign(session, campaign_code)
    entries = plans.find_entries(session, unit_id, campaign.id)
    settings = find_settings(session, [unit_id])[unit_id]
    survey = find_department_survey(session, campaign)
    return build_department_plan(settings, survey, entries, address=current_app.config["PUBLIC_URL"]), entries
