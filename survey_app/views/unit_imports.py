"""The unit's pages for answers collected elsewhere: upload, matching columns and words, dry run, recording all or nothing."""

import random
from dataclasses import dataclass
from typing import Any

from flask import abort, current_app, redirect, render_template, request, url_for
from flask import session as web_session
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from questionnaires import Questionnaire
from survey_app import clock
from survey_app.accounts.audit import record_action
from survey_app.accounts.guard import current_account, find_account
from survey_app.campaigns.participations import get_questionnaire
from survey_app.campaigns.units_file import MAX_BYTES, MAX_ROWS, RowFault, UnitsFileError
from survey_app.collecting import import_draft
from survey_app.collecting.answer_file_reading import read_answer_file
from survey_app.collecting.import_draft import DraftMovedError, ImportRefusedHereError
from survey_app.collecting.import_plan import Plan, build_plan, to_responses
from survey_app.collecting.import_record import EarlierImport, find_import, find_imports
from survey_app.collecting.responses import Destination
from survey_app.db import get_database
from survey_app.models import Participation
from survey_app.results.progress import UnitCampaign, unit_campaigns
from survey_app.views import import_page
from survey_app.views.paper_desk import read_number
from survey_app.views.unit import blueprint
from survey_app.views.uploads import ONE_FILE_AT_A_TIME, allow_upload

MOVED = "Tệp đang chờ đã thay đổi, đã nhập hoặc đã bỏ. Chưa làm gì thêm; hãy xem lại rồi làm tiếp."


@dataclass(frozen=True)
class Door:
    """One questionnaire of the unit: why it takes no import now ("" if it does), what waits, what came before."""

    found: UnitCampaign
    why_closed: str
    waiting_rows: int
    imports: tuple[EarlierImport, ...]


@blueprint.url_value_preprocessor
def make_room(endpoint: str | None, _values: dict[str, Any] | None) -> None:
    """Let a signed-in account of a unit send a file; everybody else keeps the small limit."""
    staff = find_account() if endpoint == "unit.upload_import" and request.method == "POST" else None
    if staff is not None and staff.role == "unit":
        allow_upload()


@blueprint.get("/import", endpoint="imports")
def show() -> ResponseReturnValue:
    """What takes answers from elsewhere, and what waits."""
    return _list_page()


@blueprint.post("/import", endpoint="upload_import")
def upload() -> ResponseReturnValue:
    """Read a file; what may be kept of it waits until its columns have been looked at."""
    participation_id = read_number(request.form.get("participation_id"))
    now = clock.now()
    with get_database().reading() as session:
        participation, questionnaire = _get(session, participation_id)
        closed = _why_closed(participation)
    sent = request.files.get("file")
    content = sent.read() if sent is not None else b""
    try:
        if closed:
            raise UnitsFileError([RowFault(0, closed.rstrip("."), "liên hệ Sở nếu cần")])
        if sent is None or not sent.filename:
            raise UnitsFileError([RowFault(0, "Chưa chọn tệp nào", "bấm vào ô chọn tệp, chọn tệp .xlsx hoặc .csv")])
        with ONE_FILE_AT_A_TIME:
            file = read_answer_file(content, questionnaire, rng=random.SystemRandom())
    except UnitsFileError as refused:
        return _list_page(problem=[str(fault) for fault in refused.faults], problem_at=participation_id), 422
    with get_database().writing() as session:
        participation, _ = _get(session, participation_id)
        import_draft.keep_draft(session, participation, file, now=now)
        _note(session, "upload-import", participation, f"{len(file.lines)} rows")
    return redirect(url_for("unit.import_columns", participation_id=participation_id))


@blueprint.get("/import/<int(max=2147483647):participation_id>", endpoint="import_columns")
def show_columns(participation_id: int) -> ResponseReturnValue:
    """Which column is which question, and what the words in them mean."""
    return _columns_page(participation_id)


@blueprint.post("/import/<int(max=2147483647):participation_id>", endpoint="save_import_columns")
def save_columns(participation_id: int) -> ResponseReturnValue:
    """Keep what the clerk says about columns and words, and go on to the dry run."""
    now = clock.now()
    try:
        with get_database().writing() as session:
            participation, questionnaire = _get(session, participation_id)
            draft = import_draft.find_draft(session, participation_id, now=now)
            if draft is None or draft.version != request.form.get("seen"):
                raise DraftMovedError  # before the fields are read: they may be those of another file
            grades = import_draft.frame_grades(participation, questionnaire)
            choices = import_page.read_choices(request.form, draft.file, questionnaire, draft.choices, grades=grades)
            import_draft.change_choices(session, participation_id, choices, seen=request.form.get("seen", ""), now=now)
            _note(session, "match-import", participation, "columns and words")
    except DraftMovedError:
        return _columns_page(participation_id, problem=MOVED), 409
    except ValueError:
        abort(400)
    return redirect(url_for("unit.import_check", participation_id=participation_id))


@blueprint.get("/import/<int(max=2147483647):participation_id>/check", endpoint="import_check")
def show_check(participation_id: int) -> ResponseReturnValue:
    """The dry run: how rows are read, and every row that cannot be."""
    return _check_page(participation_id)


@blueprint.post("/import/<int(max=2147483647):participation_id>/check", endpoint="record_import")
def record(participation_id: int) -> ResponseReturnValue:
    """Record every row of the waiting file, or throw the file away."""
    deed, now = request.form.get("deed", ""), clock.now()
    if deed not in ("record", "discard"):
        abort(400)
    try:
        with get_database().writing() as session:
            participation, questionnaire = _get(session, participation_id)
            if deed == "discard":
                if import_draft.discard_draft(session, participation_id):
                    _note(session, "discard-import", participation, "not recorded")
                web_session["done"] = "import-discarded"
            else:
                closed = _why_closed(participation)
                if closed:
                    raise ImportRefusedHereError(closed)
                recorded = import_draft.record_draft(
                    session,
                    participation,
                    questionnaire,
                    seen=request.form.get("seen", ""),
                    are_others=request.form.get("others") == "1",
                    grades=import_draft.frame_grades(participation, questionnaire),
                    secret=current_app.config["SECRET_KEY"],
                    rng=random.SystemRandom(),
                    now=now,
                )
                _note(session, "record-import", participation, f"{recorded} responses")
                web_session["done"] = f"import-recorded:{recorded}"
    except DraftMovedError:
        return _check_page(participation_id, problem=MOVED), 409
    except ImportRefusedHereError as refused:
        return _check_page(participation_id, problem=str(refused)), 409
    return redirect(url_for("unit.imports"))


def _list_page(*, problem: list[str] | None = None, problem_at: int = 0) -> str:
    unit_id, now, grace = current_account().unit_id, clock.now(), current_app.config["GRACE_MINUTES"]
    with get_database().reading() as session:
        doors = [_door(session, found) for found in unit_campaigns(session, unit_id, now=now, grace_minutes=grace)]
    done = "" if problem else str(web_session.pop("done", ""))
    deed, _, number = done.partition(":")
    return render_template(
        "unit/imports.html",
        doors=[door for door in doors if not door.why_closed or door.found.phase != "closed" or door.waiting_rows],
        past=[door for door in doors if door.why_closed and door.found.phase == "closed" and door.imports],
        problem=problem,
        problem_at=problem_at,
        recorded=read_number(number) if deed == "import-recorded" else 0,
        is_discarded=deed == "import-discarded",
        most_rows=MAX_ROWS,
        most_megabytes=MAX_BYTES // 2**20,
    )


def _door(session: Session, found: UnitCampaign) -> Door:
    participation = session.get_one(Participation, found.participation_id)
    draft = import_draft.find_draft(session, found.participation_id, now=clock.now())
    return Door(
        found=found,
        why_closed=_why_closed(participation),
        waiting_rows=len(draft.file.lines) if draft else 0,
        imports=find_imports(session, found.participation_id),
    )


def _columns_page(participation_id: int, *, problem: str = "") -> str:
    with get_database().reading() as session:
        participation, questionnaire = _get(session, participation_id)
        draft = import_draft.find_draft(session, participation_id, now=clock.now())
        grades = import_draft.frame_grades(participation, questionnaire)
        name = participation.campaign.name
    if draft is None:
        return _nothing_waits(questionnaire, name, problem)
    columns = import_page.column_choices(draft.file, questionnaire, draft.choices)
    groups, further_words = import_page.word_groups(draft.file, questionnaire, draft.choices, grades=grades)
    taken = {column.chosen for column in columns}
    return render_template(
        "unit/import_columns.html",
        participation_id=participation_id,
        questionnaire=questionnaire,
        campaign_name=name,
        draft=draft,
        columns=columns,
        matched=[column for column in columns if column.chosen],
        to_look_at=[column for column in columns if column.needs_look],
        settled=[column for column in columns if not column.needs_look],
        groups=groups,
        unclear=sum(choice.needs_look for group in groups for choice in group.words),
        further_words=further_words,
        unanswered=[item for item in questionnaire.items if item.code not in taken],
        problem=problem,
    )


def _check_page(participation_id: int, *, problem: str = "") -> str:
    with get_database().reading() as session:
        participation, questionnaire = _get(session, participation_id)
        draft = import_draft.find_draft(session, participation_id, now=clock.now())
        name = participation.campaign.name
        if draft is None:
            return _nothing_waits(questionnaire, name, problem)
        grades = import_draft.frame_grades(participation, questionnaire)
        plan = build_plan(draft.file, questionnaire, draft.choices, grades=grades)
        same = _find_same(session, participation, plan)
        earlier = find_imports(session, participation_id)
        closed = _why_closed(participation)
    lines, preview = import_page.preview(plan, questionnaire)
    told, further = import_page.shown_faults(plan.faults)
    return render_template(
        "unit/import_check.html",
        participation_id=participation_id,
        questionnaire=questionnaire,
        campaign_name=name,
        draft=draft,
        plan=plan,
        rows=len(draft.file.lines),
        rejected=import_page.count_rows(plan.faults),
        told=told,
        further=further,
        preview_lines=lines,
        preview=preview,
        comments=sum(len(texts) for _, texts in plan.comments),
        same=same,
        earlier=earlier,
        closed=closed,
        problem=problem,
    )


def _find_same(session: Session, participation: Participation, plan: Plan) -> EarlierImport | None:
    """The import of exactly these answers, if there was one; the order by chance that responses get here is thrown away."""
    if not plan.is_ready:
        return None
    responses = to_responses(plan, rng=random.SystemRandom())
    return find_import(session, Destination.of(participation), responses, secret=current_app.config["SECRET_KEY"])


def _nothing_waits(questionnaire: Questionnaire, campaign_name: str, problem: str) -> str:
    return render_template("unit/import_none.html", questionnaire=questionnaire, campaign_name=campaign_name, problem=problem)


def _why_closed(participation: Participation) -> str:
    grace = current_app.config["GRACE_MINUTES"]
    campaign, collection = participation.campaign, participation.collection
    return import_draft.why_closed(campaign, collection, now=clock.now(), grace_minutes=grace)


def _get(session: Session, participation_id: int) -> tuple[Participation, Questionnaire]:
    """The unit's own participation with its questionnaire; 404 for any other."""
    found = import_draft.find_own_participation(session, participation_id, unit_id=current_account().unit_id) or abort(404)
    return found, get_questionnaire(session, found.instrument_id, found.instrument.digest)


def _note(session: Session, action: str, participation: Participation, what: str) -> None:
    """Put a deed into the audit log: which questionnaire and how many rows, never the file's name nor what stands in it."""
    subject = f"{participation.campaign.code} {participation.instrument.code}: {what}"
    record_action(session, action, subject=subject, account_id=current_account().account_id, now=clock.now())
