"""The unit's self-assessments: one a quarter, begun from what the system knows, sent to the department inside the system."""

import datetime as dt
from typing import Final

from flask import Response, abort, current_app, redirect, render_template, request, url_for
from flask import session as web_session
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from survey_app import clock
from survey_app.accounts.audit import record_action
from survey_app.accounts.guard import current_account
from survey_app.db import get_database
from survey_app.documents.frozen import document_from_json
from survey_app.documents.model import Document
from survey_app.documents.quarter_facts import find_quarter_facts
from survey_app.documents.self_assessment import build_self_assessment
from survey_app.documents.settings import find_settings
from survey_app.improvement import self_assessments
from survey_app.improvement.assessment import (
    LONGEST_TEXT,
    NEEDED,
    RATINGS,
    SECTIONS,
    TARGETS,
    Assessment,
    find_faults,
    find_missing,
)
from survey_app.improvement.quarters import Quarter, find_quarter
from survey_app.models import Unit
from survey_app.views.document_files import BUILDERS, FORM_NAMES, send_document
from survey_app.views.standing_words import describe_standing
from survey_app.views.unit import blueprint

DEEDS: Final = {"save": "edit-self-assessment", "send": "send-self-assessment", "recall": "recall-self-assessment"}
DONE: Final = {
    "save": "Đã lưu nháp. Sở chưa thấy bản này.",
    "send": "Đã gửi. Sở và xã, phường quản lý đơn vị đọc được bản này.",
    "recall": "Đã rút lại. Hãy sửa rồi gửi lại trước khi hết hạn.",
}


@blueprint.get("/self-assessments", endpoint="self_assessments")
def show_all() -> ResponseReturnValue:
    """The quarters that the unit owes or has sent, the latest first."""
    unit_id, today = current_account().unit_id, clock.now().date()
    with get_database().reading() as session:
        day = self_assessments.find_due_day(session)
        quarters = self_assessments.find_quarters(session, [unit_id], today=today)
        rows = []
        for quarter in quarters:
            record = self_assessments.find_record(session, unit_id, quarter)
            standing = self_assessments.standing_of(record, due_on=quarter.due_on(day), today=today)
            rows.append((quarter, standing, describe_standing(standing)))
    return render_template("unit/self_assessments.html", rows=rows)


@blueprint.route("/self-assessments/<quarter>", methods=["GET", "POST"])
def self_assessment(quarter: str) -> ResponseReturnValue:
    """One quarter: a form and the report that it makes; once sent, the report alone. What is refused comes back as typed."""
    now = clock.now()
    with get_database().reading() as session:
        wanted = find_quarter(quarter)
        owed = self_assessments.find_quarters(session, [current_account().unit_id], today=now.date())
        if wanted is None or wanted not in owed:
            abort(404)
    if request.method == "GET":
        return _page(wanted, now=now)
    deed = request.form.get("deed", "")
    if deed not in DEEDS:
        abort(400)
    assessment = Assessment.of(request.form)
    faults = {} if deed == "recall" else find_faults(assessment)
    if faults:
        return _page(wanted, now=now, typed=assessment, faults=faults), 422
    missing = find_missing(assessment) if deed == "send" else {}
    try:
        with get_database().writing() as session:
            _do(session, "save" if missing else deed, wanted, assessment, now=now)
    except self_assessments.AssessmentRefusedError as refused:
        return _page(wanted, now=now, problem=str(refused)), 422
    if missing:
        return _page(wanted, now=now, typed=assessment, faults=missing, problem="Đã lưu nháp nhưng chưa gửi được:"), 422
    web_session["done"] = deed  # said once, and never because an address says so
    return redirect(url_for("unit.self_assessment", quarter=wanted.code))


@blueprint.get("/self-assessments/<quarter>/<any(docx, pdf):form>")
def self_assessment_file(quarter: str, form: str) -> Response:
    """The report of one quarter: as it was sent, before that as it reads now."""
    now, unit_id = clock.now(), current_account().unit_id
    with get_database().reading() as session:
        wanted = find_quarter(quarter)
        if wanted is None or wanted not in self_assessments.find_quarters(session, [unit_id], today=now.date()):
            abort(404)
        document = _current_document(session, wanted, now=now)
    return send_document(document, f"tu-danh-gia-{wanted.code}", form, action="download-self-assessment")


def _do(session: Session, deed: str, quarter: Quarter, assessment: Assessment, *, now: dt.datetime) -> None:
    unit_id = current_account().unit_id
    if deed == "recall":
        record = self_assessments.find_record(session, unit_id, quarter, to_change=True)
        self_assessments.recall_assessment(record, today=now.date())
    else:
        record = self_assessments.write_draft(session, unit_id, quarter, assessment)
        if deed == "send":
            due_on = quarter.due_on(self_assessments.find_due_day(session))
            document = _document(session, quarter, assessment, now=now, date=now.date())
            self_assessments.send_assessment(record, document, now=now, due_on=due_on)
    record_action(session, DEEDS[deed], subject=quarter.code, account_id=current_account().account_id, now=now)


def _page(
    quarter: Quarter,
    *,
    now: dt.datetime,
    typed: Assessment | None = None,
    faults: dict[str, str] | None = None,
    problem: str = "",
) -> str:
    unit_id = current_account().unit_id
    with get_database().reading() as session:
        record = self_assessments.find_record(session, unit_id, quarter)
        kept = Assessment.from_json(record.content) if record else Assessment()
        due_on = quarter.due_on(self_assessments.find_due_day(session))
        standing = self_assessments.standing_of(record, due_on=due_on, today=now.date())
        document = _current_document(session, quarter, now=now)
        reason = record.returned_reason if record else ""
        unit = session.get_one(Unit, unit_id)
        above = "Sở" if unit.parent is None or unit.parent.kind != "commune" else "Sở và xã, phường"
    return render_template(
        "unit/self_assessment.html",
        quarter=quarter,
        standing=standing,
        state=describe_standing(standing),
        reason=reason,
        may_recall=standing.is_sent and now.date() <= standing.due_on,
        shown=typed or kept,
        sections=SECTIONS,
        needed=NEEDED,
        targets=TARGETS,
        ratings=RATINGS,
        longest=LONGEST_TEXT,
        faults=faults or {},
        problem=problem,
        document=document,
        files=[(name, FORM_NAMES[name]) for name in BUILDERS],
        above=above,
        done="" if faults or problem else DONE.get(web_session.pop("done", ""), ""),
    )


def _current_document(session: Session, quarter: Quarter, *, now: dt.datetime) -> Document:
    """What was sent, word for word; before that, what would be."""
    record = self_assessments.find_record(session, current_account().unit_id, quarter)
    if record is not None and record.document:
        return document_from_json(record.document)
    kept = Assessment.from_json(record.content) if record else Assessment()
    return _document(session, quarter, kept, now=now, date=None)


def _document(
    session: Session, quarter: Quarter, assessment: Assessment, *, now: dt.datetime, date: dt.date | None
) -> Document:
    unit_id = current_account().unit_id
    facts = find_quarter_facts(session, unit_id, quarter, now=now, grace_minutes=current_app.config["GRACE_MINUTES"])
    return build_self_assessment(find_settings(session, [unit_id])[unit_id], quarter, facts, assessment, date=date)
