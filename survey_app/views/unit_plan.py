"""The unit's survey plan for a campaign: what only the unit knows, the plan as it reads now, and publishing it."""

import datetime as dt
import re
from typing import Final

from flask import Response, abort, current_app, redirect, render_template, request, url_for
from flask import session as web_session
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm
from sqlalchemy.orm import Session
from wtforms import Field, StringField, TextAreaField, ValidationError

from survey_app import clock
from survey_app.accounts.audit import record_action
from survey_app.accounts.guard import current_account
from survey_app.campaigns.opening import CODE_PATTERN
from survey_app.campaigns.tokens import link_url
from survey_app.db import get_database
from survey_app.documents import plans
from survey_app.documents.plan import PlanEntries, build_plan
from survey_app.documents.plan_figures import PlannedSurvey, find_planned_survey
from survey_app.documents.settings import find_settings
from survey_app.documents.typed_text import clean_line, clean_list
from survey_app.models import Unit
from survey_app.views.document_files import BUILDERS, FORM_NAMES, send_document
from survey_app.views.filters import format_date
from survey_app.views.typed_form import TypedForm
from survey_app.views.unit import blueprint

DEEDS: Final = {"save": "edit-plan", "publish": "publish-plan", "withdraw": "withdraw-plan"}
DONE: Final = {
    "save": "Đã lưu.",
    "publish": "Đã công bố. Ai có đường dẫn của trang công khai đều đọc được kế hoạch.",
    "withdraw": "Đã ngừng công bố. Trang công khai không còn kế hoạch này.",
}
MOST_BASES, LONGEST_BASIS, LONGEST_NAME = 6, 300, 200
_DAY: Final = re.compile(r"(\d{1,2})[/.\- ](\d{1,2})[/.\- ](\d{4})|(\d{4})-(\d{2})-(\d{2})")


def find_day(text: str) -> dt.date | None:
    """The day that somebody typed as 05/06/2026 (or a browser as 2026-06-05); None where it is none."""
    found = _DAY.fullmatch(text)
    if found is None:
        return None
    day, month, year = (found[1], found[2], found[3]) if found[1] else (found[6], found[5], found[4])
    try:
        return dt.date(int(year), int(month), int(day))
    except ValueError:
        return None


def _check_number(_form: FlaskForm, field: Field) -> None:
    digits = field.data
    if digits and not (digits.isascii() and digits.isdigit() and 0 < int(digits[:9]) <= plans.LARGEST_NUMBER):
        raise ValidationError("Số văn bản: chỉ ghi chữ số, từ 1 đến 9999, thí dụ 15.")


def _check_day(_form: FlaskForm, field: Field) -> None:
    day = find_day(field.data) if field.data else None
    if field.data and (day is None or not 2000 <= day.year <= 2100):
        raise ValidationError("Ngày ban hành: ghi ngày/tháng/năm, thí dụ 05/03/2026.")


def _check_bases(_form: FlaskForm, field: Field) -> None:
    lines = clean_list(field.data)
    if len(lines) > MOST_BASES:
        raise ValidationError(f"Văn bản thực hiện: có {len(lines)} dòng, tối đa {MOST_BASES}.")
    if max((len(line) for line in lines), default=0) > LONGEST_BASIS:
        raise ValidationError(f"Văn bản thực hiện: mỗi dòng tối đa {LONGEST_BASIS} ký tự. Hãy viết ngắn lại.")


def _check_name(_form: FlaskForm, field: Field) -> None:
    if len(field.data) > LONGEST_NAME:
        raise ValidationError(f"Người phụ trách: dài {len(field.data)} ký tự, tối đa {LONGEST_NAME}.")


def _clean(text: str | None) -> str:
    return clean_line(text or "")


class PlanForm(TypedForm):
    """What only the unit knows of its plan."""

    number = StringField("Số văn bản", filters=[_clean], validators=[_check_number])
    issued_on = StringField("Ngày ban hành", filters=[_clean], validators=[_check_day])
    bases = TextAreaField(
        "Văn bản thực hiện", filters=[lambda text: "\n".join(clean_list(text or ""))], validators=[_check_bases]
    )
    in_charge = StringField("Người phụ trách khảo sát", filters=[_clean], validators=[_check_name])


@blueprint.route("/plans/<campaign_code>", methods=["GET", "POST"])
def plan(campaign_code: str) -> ResponseReturnValue:
    """The plan and its form; refused entries come back as typed, and what is published stays until it is published anew."""
    unit_id = current_account().unit_id
    if request.method == "GET":
        return _page(campaign_code, None)
    deed = request.form.get("deed", "")
    if deed not in DEEDS:
        abort(400)
    form = PlanForm()
    if deed != "withdraw" and not form.validate():
        return _page(campaign_code, form), 422
    entries = PlanEntries(
        number=int(form.number.data) if form.number.data else None,
        issued_on=find_day(form.issued_on.data),
        bases=clean_list(form.bases.data),
        in_charge=form.in_charge.data,
    )
    now = clock.now()
    gaps: tuple[str, ...] = ()
    with get_database().writing() as session:
        survey, settings = _get_survey(session, campaign_code), find_settings(session, [unit_id])[unit_id]
        if deed == "withdraw":
            plans.withdraw_plan(session, unit_id, survey.campaign_id) or abort(404)
        else:
            draft = plans.write_entries(session, unit_id, survey.campaign_id, entries)
        if deed == "publish":
            gaps = plans.find_gaps(settings, entries)
            if not gaps:
                document = build_plan(settings, survey, entries, address=_address(session), is_draft=False)
                plans.publish_plan(draft, document, today=now.date())
        action = DEEDS["save" if gaps else deed]
        record_action(session, action, subject=survey.campaign_code, account_id=current_account().account_id, now=now)
    if gaps:
        return _page(campaign_code, form, gaps=gaps), 422
    web_session["done"] = deed  # said once, and never because an address says so
    return redirect(url_for("unit.plan", campaign_code=campaign_code))


@blueprint.get("/plans/<campaign_code>/<any(docx, pdf):form>")
def plan_file(campaign_code: str, form: str) -> Response:
    """The plan as it reads now: with marked gaps while something is missing, else as it would be published."""
    unit_id = current_account().unit_id
    with get_database().reading() as session:
        survey, settings = _get_survey(session, campaign_code), find_settings(session, [unit_id])[unit_id]
        entries = plans.find_entries(session, unit_id, survey.campaign_id)
        is_draft = bool(plans.find_gaps(settings, entries))
        document = build_plan(settings, survey, entries, address=_address(session), is_draft=is_draft)
    return send_document(document, f"ke-hoach-khao-sat-{survey.campaign_code}", form, action="download-plan")


def _page(campaign_code: str, form: PlanForm | None, *, gaps: tuple[str, ...] = ()) -> str:
    unit_id = current_account().unit_id
    with get_database().reading() as session:
        survey, settings = _get_survey(session, campaign_code), find_settings(session, [unit_id])[unit_id]
        entries = plans.find_entries(session, unit_id, survey.campaign_id)
        published = next(
            (one for one in plans.find_published(session, unit_id) if one.campaign_code == survey.campaign_code), None
        )
        address, token = _address(session), session.get_one(Unit, unit_id).link_token
    missing = plans.find_gaps(settings, entries)
    final = build_plan(settings, survey, entries, address=address, is_draft=False)
    return render_template(
        "unit/plan.html",
        survey=survey,
        form=form or filled_form(entries),
        document=build_plan(settings, survey, entries, address=address) if missing else final,
        published=published,
        is_stale=published is not None and published.document != final,
        missing=missing,
        gaps=gaps,
        token=token,
        files=[(name, FORM_NAMES[name]) for name in BUILDERS],
        done="" if form else DONE.get(web_session.pop("done", ""), ""),
    )


def filled_form(entries: PlanEntries) -> PlanForm:
    """The form with what is kept."""
    return PlanForm(
        formdata=None,
        data={
            "number": "" if entries.number is None else str(entries.number),
            "issued_on": format_date(entries.issued_on) if entries.issued_on else "",
            "bases": "\n".join(entries.bases),
            "in_charge": entries.in_charge,
        },
    )


def _get_survey(session: Session, campaign_code: str) -> PlannedSurvey:
    if not CODE_PATTERN.fullmatch(campaign_code):
        abort(404)
    return find_planned_survey(session, current_account().unit_id, campaign_code) or abort(404)


def _address(session: Session) -> str:
    return link_url(current_app.config["PUBLIC_URL"], session.get_one(Unit, current_account().unit_id).link_token)
