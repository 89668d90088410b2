"""One unit by hand: add it, change it, close it, say what it was before. The same checks as for a file."""

from collections.abc import Mapping

from flask import abort, redirect, render_template, request, url_for
from flask import session as web_session
from flask.typing import ResponseReturnValue
from sqlalchemy import select
from sqlalchemy.orm import Session

from analysis.vietnamese import sort_key
from survey_app import clock
from survey_app.accounts.audit import record_action
from survey_app.accounts.guard import current_account
from survey_app.campaigns.grades import grade_labels
from survey_app.campaigns.unit_changes import find_day
from survey_app.campaigns.unit_columns import KIND_LABELS, TOTAL_HEADER
from survey_app.campaigns.unit_fate import (
    FateRefusedError,
    add_predecessor,
    close_unit,
    remove_predecessor,
    reopen_unit,
)
from survey_app.campaigns.unit_rows import read_values
from survey_app.campaigns.units import write_unit
from survey_app.campaigns.units_file import RowFault, UnitsFileError, clean_text
from survey_app.db import get_database
from survey_app.models import Unit
from survey_app.models.organisation import LEVEL_NAMES
from survey_app.views.management import blueprint
from survey_app.views.units_page import get_unit, unit_page

FIELDS = ("code", "name", "kind", "parent")
NO_DAY = "Hãy ghi ngày, ví dụ 01/09/2026."


@blueprint.route("/units/add", methods=["GET", "POST"])
def add_unit() -> ResponseReturnValue:
    """A new unit."""
    if request.method == "GET":
        return _form_page({"parent": request.args.get("parent", "")[:40]}, unit=None)
    return _save(None)


@blueprint.route("/units/<unit_code>/edit", methods=["GET", "POST"])
def edit_unit(unit_code: str) -> ResponseReturnValue:
    """Another name, level, parent or other numbers; code and kind stay."""
    with get_database().reading() as session:
        unit = get_unit(session, unit_code)
        stored = {"code": unit.code, "name": unit.name, "kind": KIND_LABELS[unit.kind], "levels": unit.levels}
        stored["parent"] = unit.parent.code if unit.parent else ""
        stored |= {f"grade:{one.grade}": str(one.number) for one in unit.enrolments}
    return _form_page(stored, unit=unit) if request.method == "GET" else _save(unit)


@blueprint.post("/units/<unit_code>")
def change_unit(unit_code: str) -> ResponseReturnValue:
    """Close a unit, let it exist again, connect it with what it was before, or take that back."""
    deed, now = request.form.get("deed", ""), clock.now()
    deeds = {"close": _close, "reopen": _reopen, "link": _link, "unlink": _unlink}
    if deed not in deeds:
        abort(400)
    try:
        with get_database().writing() as session:
            unit = get_unit(session, unit_code)
            subject, done = deeds[deed](session, unit)
            account_id = current_account().account_id
            record_action(session, f"{deed}-unit", subject=f"{unit.code}{subject}", account_id=account_id, now=now)
    except FateRefusedError as refused:
        with get_database().reading() as session:
            return unit_page(session, get_unit(session, unit_code), problem=str(refused), typed=request.form), 422
    web_session["done"] = done
    return redirect(url_for("management.unit", unit_code=unit_code))


def _close(_session: Session, unit: Unit) -> tuple[str, str]:
    day = find_day(request.form.get("closed_on", ""))
    if day is None:
        raise FateRefusedError(NO_DAY)
    close_unit(unit, day)
    return f" {day:%d/%m/%Y}", "closed"


def _reopen(_session: Session, unit: Unit) -> tuple[str, str]:
    reopen_unit(unit)
    return "", "reopened"


def _link(session: Session, unit: Unit) -> tuple[str, str]:
    since, how = find_day(request.form.get("since", "")), request.form.get("how", "")
    if how not in ("whole", "part"):
        raise FateRefusedError("Hãy chọn đơn vị trước đây đã nhập hẳn vào đơn vị này, hay vẫn hoạt động.")
    if since is None:
        raise FateRefusedError(NO_DAY)
    other = add_predecessor(session, unit, request.form.get("predecessor", ""), since=since, is_whole=how == "whole")
    return f" {other.code} {since:%d/%m/%Y} {how}", "linked"


def _unlink(session: Session, unit: Unit) -> tuple[str, str]:
    code = request.form.get("predecessor", "")[:40]
    if not remove_predecessor(session, unit, code):
        raise FateRefusedError("Hai đơn vị ấy không còn nối với nhau.")
    return f" {code}", "unlinked"


def _save(unit: Unit | None) -> ResponseReturnValue:
    typed = {name: clean_text(request.form.get(name, "")[:400]) for name in FIELDS}
    levels = request.form.getlist("levels")[:10]
    typed["levels"] = ",".join(level for level in LEVEL_NAMES if level in levels)
    typed |= {f"grade:{code}": clean_text(request.form.get(f"grade:{code}", "")[:40]) for code in (*grade_labels(), "")}
    if unit is not None:
        typed |= {"code": unit.code, "kind": KIND_LABELS[unit.kind]}
    row, faults = read_values(0, typed)
    now = clock.now()
    try:
        if faults:
            raise UnitsFileError(faults)
        with get_database().writing() as session:
            if unit is None and session.scalar(select(Unit.id).where(Unit.code == row.code)) is not None:
                raise UnitsFileError([RowFault(0, f"Mã {row.code} đã có đơn vị dùng", "chọn mã khác, hoặc sửa đơn vị ấy")])
            write_unit(session, row)
            deed = "edit-unit" if unit is not None else "add-unit"
            record_action(session, deed, subject=row.code, account_id=current_account().account_id, now=now)
    except UnitsFileError as refused:
        return _form_page(typed, unit=unit, faults=refused.faults), 422
    web_session["done"] = "saved" if unit is not None else "added"
    return redirect(url_for("management.unit", unit_code=row.code))


def _form_page(typed: Mapping[str, str], *, unit: Unit | None, faults: tuple[RowFault, ...] = ()) -> str:
    with get_database().reading() as session:
        parents = session.execute(select(Unit.code, Unit.name).where(Unit.kind.in_(("department", "commune")))).all()
    return render_template(
        "management/unit_form.html",
        unit=unit,
        typed=typed,
        chosen_levels=typed.get("levels", "").split(","),
        faults=faults,
        kinds=[(label, label) for label in KIND_LABELS.values()],
        levels=tuple(LEVEL_NAMES.items()),
        parents=sorted(((code, f"{name} ({code})") for code, name in parents), key=lambda pair: sort_key(pair[1])),
        grades=[(f"grade:{code}", label) for code, label in (grade_labels() | {"": TOTAL_HEADER}).items()],
    )
