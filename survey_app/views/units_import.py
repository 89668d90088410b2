"""The list of units from a file: upload, dry run, confirmation of exactly what was shown. The same door as the command."""

from typing import Any, Final

from flask import Response, abort, redirect, render_template, request, url_for
from flask import session as web_session
from flask.typing import ResponseReturnValue
from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from survey_app import clock
from survey_app.accounts.audit import record_action
from survey_app.accounts.guard import current_account, find_account
from survey_app.campaigns.unit_columns import KIND_LABELS
from survey_app.campaigns.unit_rows import read_unit_rows
from survey_app.campaigns.units import PlanMovedError, import_units
from survey_app.campaigns.units_draft import discard_draft, find_draft, keep_draft
from survey_app.campaigns.units_file import MAX_BYTES, MAX_ROWS, RowFault, UnitsFileError
from survey_app.campaigns.units_plan import plan_file
from survey_app.campaigns.units_template import build_units_template
from survey_app.db import get_database
from survey_app.models import Unit, UnitPredecessor
from survey_app.views.downloads import send_download
from survey_app.views.management import blueprint
from survey_app.views.uploads import ONE_FILE_AT_A_TIME, allow_upload

MOVED: Final = (
    "Danh sách đơn vị hoặc tệp đang chờ vừa thay đổi, nên chưa nhập gì. "
    "Dưới đây là kết quả kiểm tra mới; hãy xem lại rồi xác nhận."
)


@blueprint.url_value_preprocessor
def make_room(endpoint: str | None, _values: dict[str, Any] | None) -> None:
    """Let an account of the whole department send a file; everybody else keeps the small limit."""
    staff = find_account() if endpoint == "management.upload_units" and request.method == "POST" else None
    if staff is not None and staff.is_whole:
        allow_upload()


@blueprint.get("/units/import")
def units_import() -> ResponseReturnValue:
    """Where a file is sent, and what waits."""
    return _upload_page()


@blueprint.post("/units/import")
def upload_units() -> ResponseReturnValue:
    """Keep the file until it is confirmed; one that cannot be read at all is refused at once."""
    sent = request.files.get("file")
    content = sent.read() if sent is not None else b""
    try:
        if sent is None or not sent.filename:
            raise UnitsFileError([RowFault(0, "Chưa chọn tệp nào", "bấm vào ô chọn tệp, chọn tệp .xlsx hoặc .csv")])
        with ONE_FILE_AT_A_TIME:
            read_unit_rows(content)
    except UnitsFileError as refused:
        return _upload_page(refused.faults), 422
    with get_database().writing() as session:
        account_id, now = current_account().account_id, clock.now()
        keep_draft(session, account_id, content, filename=sent.filename, now=now)
        record_action(session, "upload-units", subject=sent.filename, account_id=account_id, now=now)
    return redirect(url_for("management.units_check"))


@blueprint.get("/units/import/check")
def units_check() -> ResponseReturnValue:
    """The dry run: what is new, changed, unchanged, refused."""
    return _check_page()


@blueprint.post("/units/import/check")
def confirm_units() -> ResponseReturnValue:
    """Import all of the waiting file as it was shown, or throw it away."""
    deed, now, account_id = request.form.get("deed", ""), clock.now(), current_account().account_id
    if deed not in ("import", "discard"):
        abort(400)
    if deed == "discard":
        with get_database().writing() as session:
            if discard_draft(session, account_id):
                record_action(session, "discard-units", subject="not imported", account_id=account_id, now=now)
        web_session["done"] = "units-discarded"
        return redirect(url_for("management.units_import"))
    version, _, mark = request.form.get("seen", "").partition(".")
    try:
        with get_database().writing() as session:
            draft = find_draft(session, account_id, now=now)
            if draft is None or draft.version != version:
                return _check_page(problem=MOVED), 409
            with ONE_FILE_AT_A_TIME:
                done = import_units(session, draft.content, seen=mark)
            discard_draft(session, account_id)
            counts = f"{len(done.added)} added, {len(done.updated)} updated, {len(done.unchanged)} unchanged"
            record_action(session, "import-units", subject=f"{draft.filename}: {counts}", account_id=account_id, now=now)
    except (PlanMovedError, UnitsFileError):
        return _check_page(problem=MOVED), 409
    web_session["done"] = f"units-imported:{len(done.added)}:{len(done.updated)}:{len(done.unchanged)}"
    return redirect(url_for("management.units_import"))


@blueprint.get("/units/template.xlsx")
def units_template() -> Response:
    """The empty file with instructions and an example."""
    return send_download(build_units_template(), "mau-don-vi.xlsx", action="download-units-template", subject="units")


@blueprint.get("/units/list.xlsx")
def units_list() -> Response:
    """All units as they are now, in the form of the template: to change and to send back."""
    with get_database().reading() as session:
        data = _build_list(session)
    return send_download(data, "danh-sach-don-vi.xlsx", action="download-units", subject="units")


def _build_list(session: Session) -> bytes:
    units = session.scalars(select(Unit).options(selectinload(Unit.enrolments)).order_by(Unit.code)).all()
    codes = {unit.id: unit.code for unit in units}
    ordered = sorted(units, key=lambda unit: (list(KIND_LABELS).index(unit.kind), unit.code))
    before: dict[int, list[UnitPredecessor]] = {}
    for link in session.scalars(select(UnitPredecessor).order_by(UnitPredecessor.since)):
        before.setdefault(link.unit_id, []).append(link)
    changes: dict[str, tuple[str, str, str]] = {}
    for unit in ordered:
        links = before.get(unit.id, [])
        latest = [link for link in links if link.since == links[-1].since]  # a line holds one day
        closed = f"{unit.closed_on:%d/%m/%Y}" if unit.closed_on else ""
        since = f"{latest[0].since:%d/%m/%Y}" if latest else ""
        changes[unit.code] = (closed, ", ".join(codes[link.predecessor_id] for link in latest), since)
    rows = [
        (
            unit.code,
            unit.name,
            KIND_LABELS[unit.kind],
            unit.levels.replace(",", ", "),
            codes.get(unit.parent_id or 0, ""),
            {one.grade: one.number for one in unit.enrolments},
        )
        for unit in ordered
    ]
    return build_units_template(rows, changes=changes)


def _upload_page(faults: tuple[RowFault, ...] = ()) -> str:
    with get_database().reading() as session:
        draft = find_draft(session, current_account().account_id, now=clock.now())
    done = "" if faults else str(web_session.pop("done", ""))
    deed, *counts = done.split(":")
    return render_template(
        "management/units_import.html",
        faults=faults,
        waiting=draft.filename if draft else "",
        imported=[int(count) for count in counts] if deed == "units-imported" else [],
        is_discarded=deed == "units-discarded",
        most_rows=MAX_ROWS,
        most_megabytes=MAX_BYTES // 2**20,
    )


def _check_page(*, problem: str = "") -> str:
    with get_database().reading() as session:
        draft = find_draft(session, current_account().account_id, now=clock.now())
        if draft is None:
            return render_template("management/units_check.html", draft=None, plan=None, problem=problem)
        with ONE_FILE_AT_A_TIME:
            plan = plan_file(session, draft.content)
        names = dict(session.execute(select(Unit.code, Unit.name)).all())
    names |= {one.row.code: one.row.name for one in plan.added}
    return render_template(
        "management/units_check.html",
        draft=draft,
        plan=plan,
        seen=f"{draft.version}.{plan.mark}",
        names=names,
        kind_labels=KIND_LABELS,
        problem=problem,
    )
