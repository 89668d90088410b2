"""The department's list of its units' self-assessments of a quarter: who is late first, each to read or to return."""

from typing import Final

from flask import Response, abort, redirect, render_template, request, url_for
from flask import session as web_session
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from analysis.vietnamese import sort_key
from survey_app import clock
from survey_app.accounts.audit import record_action
from survey_app.accounts.guard import current_account
from survey_app.db import get_database
from survey_app.documents.frozen import document_from_json
from survey_app.documents.typed_text import clean_line
from survey_app.improvement import self_assessments
from survey_app.improvement.quarters import Quarter, find_quarter
from survey_app.improvement.self_assessments import UnitStanding
from survey_app.models import SelfAssessment, Unit
from survey_app.paging import paginate, read_page
from survey_app.views.department import blueprint
from survey_app.views.document_files import BUILDERS, FORM_NAMES, send_document
from survey_app.views.own_scope import own_scope
from survey_app.views.selection import NO_COMMUNE, communes_of_names, is_named
from survey_app.views.standing_words import NAMES, describe_standing

PER_PAGE: Final = 100
DAYS: Final = (5, 10, 15, 20, 25)
DONE: Final = {"day": "Đã đổi hạn gửi. Bản đã gửi giữ hạn cũ.", "return": "Đã trả lại. Đơn vị thấy lý do và sửa rồi gửi lại."}


@blueprint.route("/self-assessments", methods=["GET", "POST"], endpoint="self_assessments")
def show_all() -> ResponseReturnValue:
    """All units of the scope with where they stand; the department itself also sets the day on which they are due."""
    if request.method == "POST":
        return _set_day()
    today = clock.now().date()
    with get_database().reading() as session:
        units = _unit_ids(session)
        quarters = self_assessments.find_quarters(session, units, today=today)
        quarter = _wanted_quarter(quarters)
        day = self_assessments.find_due_day(session)
        rows = self_assessments.find_standings(session, units, quarter, due_on=quarter.due_on(day), today=today)
    name, commune, state = (request.args.get(one, "").strip()[:200] for one in ("name", "commune", "state"))
    chosen = [row for row in rows if _is_wanted(row, name=name, commune=commune, state=state)]
    order = {one: place for place, one in enumerate(NAMES)}
    chosen.sort(key=lambda row: (order[row.standing.state], -row.standing.days, sort_key(row.unit_name), row.unit_code))
    shown, pager = paginate(chosen, read_page(request.args), size=PER_PAGE)
    kept = {"quarter": quarter.code, "name": name, "commune": commune, "state": state}
    return render_template(
        "department/self_assessments.html",
        quarter=quarter,
        quarters=[(one.code, f"{one.name[:1].upper()}{one.name[1:]}") for one in quarters],
        due_on=quarter.due_on(day),
        day=day,
        days=sorted({*DAYS, day}),
        may_set=current_account().is_whole,
        total=len(rows),
        sent=sum(row.standing.is_sent for row in rows),
        late=sum(row.standing.state == "late" for row in rows),
        overdue=sum(row.standing.state == "overdue" for row in rows),
        rows=[(row, describe_standing(row.standing)) for row in shown],
        pager=pager,
        kept={key: value for key, value in kept.items() if value},
        name=name,
        commune=commune,
        state=state,
        states=tuple(NAMES.items()),
        communes=communes_of_names(row.commune for row in rows),
        is_narrow=bool(name or commune or state),
        done=DONE.get(web_session.pop("done", ""), ""),
    )


@blueprint.route("/self-assessments/<int(max=2147483647):assessment_id>", methods=["GET", "POST"])
def self_assessment(assessment_id: int) -> ResponseReturnValue:
    """What a unit has sent, as it sent it; POST returns it with a reason."""
    if request.method == "GET":
        return _page(assessment_id)
    reason, now = clean_line(request.form.get("reason", "")), clock.now()
    try:
        with get_database().writing() as session:
            record = _get_record(session, assessment_id, to_change=True)
            self_assessments.return_assessment(record, reason, today=now.date())
            quarter = Quarter(record.year, record.quarter).code
            subject = f"{session.get_one(Unit, record.unit_id).code} {quarter}"
            account_id = current_account().account_id
            record_action(session, "return-self-assessment", subject=subject, account_id=account_id, now=now)
    except self_assessments.AssessmentRefusedError as refused:
        return _page(assessment_id, problem=str(refused), reason=reason), 422
    web_session["done"] = "return"
    return redirect(url_for("department.self_assessments", quarter=quarter))


@blueprint.get("/self-assessments/<int(max=2147483647):assessment_id>/<any(docx, pdf):form>")
def self_assessment_file(assessment_id: int, form: str) -> Response:
    """What a unit has sent, as a file."""
    with get_database().reading() as session:
        record = _get_record(session, assessment_id)
        document = document_from_json(record.document or abort(404))
        code = session.get_one(Unit, record.unit_id).code
        name = f"tu-danh-gia-{Quarter(record.year, record.quarter).code}-{code}"
    return send_document(document, name, form, action="download-self-assessment")


def _set_day() -> ResponseReturnValue:
    day, now = request.form.get("day", 0, type=int), clock.now()
    if not 1 <= day <= 28:
        abort(400)
    staff = current_account()
    if not staff.is_whole:
        abort(403)
    with get_database().writing() as session:
        self_assessments.write_due_day(session, staff.unit_id, day)
        record_action(session, "set-self-assessment-day", subject=f"{day}", account_id=staff.account_id, now=now)
    web_session["done"] = "day"
    return redirect(url_for("department.self_assessments"))


def _page(assessment_id: int, *, problem: str = "", reason: str = "") -> str:
    with get_database().reading() as session:
        record = _get_record(session, assessment_id)
        quarter = Quarter(record.year, record.quarter)
        due_on = quarter.due_on(self_assessments.find_due_day(session))
        standing = self_assessments.standing_of(record, due_on=due_on, today=clock.now().date())
        return render_template(
            "department/self_assessment.html",
            unit_name=session.get_one(Unit, record.unit_id).name,
            assessment_id=record.id,
            quarter=quarter,
            standing=standing,
            state=describe_standing(standing),
            document=document_from_json(record.document) if record.document else None,
            files=[(name, FORM_NAMES[name]) for name in BUILDERS],
            problem=problem,
            reason=reason,
        )


def _get_record(session: Session, assessment_id: int, *, to_change: bool = False) -> SelfAssessment:
    """What a unit of the scope has; nothing of it is shown before it was sent."""
    record = session.get(SelfAssessment, assessment_id, with_for_update=to_change)
    if record is None or record.unit_id not in _unit_ids(session) or not (record.sent_at or to_change or record.first_sent_on):
        abort(404)
    return record


def _unit_ids(session: Session) -> set[int]:
    return {unit.unit_id for unit in own_scope(session).values()}


def _wanted_quarter(quarters: tuple[Quarter, ...]) -> Quarter:
    """The quarter of the address, without one the present; one that nobody owes is not there."""
    code = request.args.get("quarter", "")
    if not code:
        return quarters[0]
    wanted = find_quarter(code)
    return wanted if wanted in quarters and wanted is not None else abort(404)


def _is_wanted(row: UnitStanding, *, name: str, commune: str, state: str) -> bool:
    return (
        is_named(row.unit_name, name)
        and (not commune or row.commune == ("" if commune == NO_COMMUNE else commune))
        and (state not in NAMES or row.standing.state == state)
    )
