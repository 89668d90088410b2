"""The audit log for accounts of the whole department: every change and export, to filter, to read, to take away."""

import datetime as dt
from collections.abc import Mapping
from typing import Final

from flask import Response, render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy import select
from sqlalchemy.orm import Session

from survey_app import clock
from survey_app.accounts.audit_log import WHO, Wanted, count_lines, each_line, find_lines
from survey_app.accounts.audit_words import GROUPS
from survey_app.config import TIMEZONE
from survey_app.db import get_database
from survey_app.exports.audit_table import OPERATOR, audit_to_csv, audit_to_xlsx
from survey_app.models import Unit
from survey_app.paging import find_place, read_page
from survey_app.views.downloads import send_download
from survey_app.views.management import blueprint
from survey_app.views.selection import is_named

LINES_ON_PAGE: Final = 50
LONGEST: Final = 80
MOST_IN_WORKBOOK: Final = 50_000  # some seconds of work and memory; a file of CSV holds any number
TOO_MANY: Final = "Có quá nhiều dòng cho một tệp Excel. Hãy chọn khoảng ngày ngắn hơn, hoặc tải tệp CSV."
UNREADABLE: Final = "Ngày chưa đọc được. Hãy chọn lại trong lịch, hoặc gõ như 2026-05-12."


@blueprint.get("/audit", endpoint="audit")
def show() -> ResponseReturnValue:
    """A page of the log, the newest first."""
    return _page()


@blueprint.get("/audit.<any(csv, xlsx):form>")
def audit_file(form: str) -> ResponseReturnValue:
    """All matching entries as a file; that it was taken is an entry itself."""
    with get_database().reading() as session:
        wanted, _ = _read_wanted(session, request.args)
        if form == "xlsx" and count_lines(session, wanted, zone=TIMEZONE) > MOST_IN_WORKBOOK:
            return _page(problem=TOO_MANY), 409
        lines = list(each_line(session, wanted, zone=TIMEZONE))
    data = audit_to_csv(lines) if form == "csv" else audit_to_xlsx(lines, made_on=clock.today())
    name = f"nhat-ky-{clock.today():%Y%m%d}.{form}"
    reply: Response = send_download(data, name, action="download-audit", subject=f"{name}: {len(lines)}")
    return reply


def _page(*, problem: str = "") -> str:
    with get_database().reading() as session:
        wanted, is_readable = _read_wanted(session, request.args)
        total = count_lines(session, wanted, zone=TIMEZONE)
        pager = find_place(total, read_page(request.args), size=LINES_ON_PAGE)
        lines = find_lines(session, wanted, zone=TIMEZONE, limit=LINES_ON_PAGE, skip=pager.skipped)
    chosen = {name: request.args[name] for name in _typed(request.args)}
    return render_template(
        "management/audit.html",
        wanted=wanted,
        chosen=chosen,
        lines=lines,
        pager=pager,
        who=list(WHO.items()),
        groups=list(GROUPS.items()),
        operator=OPERATOR,
        problem=problem or ("" if is_readable else UNREADABLE),
    )


def _read_wanted(session: Session, chosen: Mapping[str, str]) -> tuple[Wanted, bool]:
    """The choice that a query string spells, and whether its dates could be read; what is unknown counts as not chosen."""
    typed = {name: chosen.get(name, "").strip()[:LONGEST] for name in ("who", "username", "group", "since", "until", "text")}
    since, until = _read_day(typed["since"]), _read_day(typed["until"])
    wanted = Wanted(
        who=typed["who"] if typed["who"] in WHO else "",
        username=typed["username"],
        group=typed["group"] if typed["group"] in GROUPS else "",
        since=since,
        until=until,
        text=typed["text"],
        units=_units_named(session, typed["text"]) if typed["text"] else (),
    )
    return wanted, (since is not None or not typed["since"]) and (until is not None or not typed["until"])


def _units_named(session: Session, text: str) -> tuple[int, ...]:
    rows = session.execute(select(Unit.id, Unit.name))
    return tuple(unit_id for unit_id, name in rows if is_named(name, text))


def _typed(chosen: Mapping[str, str]) -> list[str]:
    return [name for name in ("who", "username", "group", "since", "until", "text") if chosen.get(name)]


def _read_day(text: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        return None
