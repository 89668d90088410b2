"""The department's reports on sealed campaigns: as files in a folder, and set as pages at night before somebody asks."""

import datetime as dt
from pathlib import Path
from typing import Final

import click
from flask import current_app
from flask.cli import with_appcontext
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from survey_app import clock
from survey_app.accounts.audit import record_action
from survey_app.campaigns.opening import find_campaign
from survey_app.campaigns.sealing import find_sealed
from survey_app.cli.command import CommandError, OperatorCommand
from survey_app.db import Database, get_database
from survey_app.documents.infographic import build_infographic
from survey_app.documents.report_readers import Reader, each_part, find_reader
from survey_app.documents.settings import find_settings
from survey_app.exports.department_files import FILES, build_named_file, write_whole
from survey_app.exports.department_pages import build_department_pages
from survey_app.models import Campaign, Unit
from survey_app.results.department_annual import find_department_annual
from survey_app.results.report_pages import find_file, find_pages, store_file, store_pages
from survey_app.results.reports import NotShown

MANY_UNITS: Final = 200  # from here on a reader would wait seconds for a file; below it is made on request
PRIVATE = 0o700  # what a department has not published yet


@click.command("export-department-report", cls=OperatorCommand)
@click.argument("code")
@click.option("-o", "--output", "folder", required=True, type=click.Path(file_okay=False, path_type=Path))
@with_appcontext
def export_department_report(code: str, folder: Path) -> None:
    """Ghi báo cáo của Sở về một đợt đã khóa sổ ra thư mục: báo cáo kết quả, phân tích nguyên nhân mất điểm, hình công khai."""
    with get_database().reading() as session:
        campaign = find_campaign(session, code)
        if campaign is None:
            raise CommandError(f"Không có đợt khảo sát mang mã {code}.")
        unit_id = _find_department(session)
        if unit_id is None:
            raise CommandError("Chưa có Sở trong danh sách đơn vị.")
        grace = current_app.config["GRACE_MINUTES"]
        figures = find_department_annual(session, campaign, unit_id, now=clock.now(), grace_minutes=grace)
        if isinstance(figures, NotShown):
            raise CommandError(f"Đợt {code} chưa khóa sổ nên chưa có báo cáo.")
        settings = find_settings(session, [unit_id])[unit_id]
    files = {name.replace(".", f"-{code}."): build_named_file(figures, settings, name) for name in FILES}
    files[f"ket-qua-{code}.txt"] = build_infographic(figures, settings.official_name).alt.encode()
    try:
        folder.mkdir(mode=PRIVATE, parents=True, exist_ok=True)
        for name, content in files.items():
            write_whole(folder / name, content)
    except OSError as fault:
        raise CommandError(f"Không ghi được vào {folder}: {fault.strerror}. Sửa xong thì chạy lại lệnh.") from None
    with get_database().writing() as session:
        record_action(session, "export-department-report", subject=code, account_id=None, now=clock.now())
    click.echo(f"Đã ghi {len(files)} tệp vào {folder}.")


def store_report_pages(database: Database, *, now: dt.datetime, grace_minutes: int) -> None:
    """Make what is not there yet: pages and files of sealed campaigns for the whole, of the newest for every part, too."""
    with database.reading() as session:
        codes = [campaign.code for campaign in sorted(find_sealed(session), key=lambda one: (one.closes_on, one.id))]
        unit_id = _find_department(session)
    if unit_id is None:
        return
    for code in codes:
        with database.reading() as session:
            campaign = session.scalars(select(Campaign).where(Campaign.code == code)).one()
            try:
                _store(session, find_reader(session, campaign, unit_id), now=now, grace_minutes=grace_minutes)
                for reader in each_part(session, campaign, unit_id) if code == codes[-1] else ():
                    _store(session, reader, now=now, grace_minutes=grace_minutes)
            except ValueError:  # its words might quote a sheet
                click.echo(f"Đợt {code} có phiếu không đọc được trong cơ sở dữ liệu nên chưa soạn báo cáo.", err=True)


def _store(session: Session, reader: Reader, *, now: dt.datetime, grace_minutes: int) -> None:
    campaign, place, state = reader.campaign, reader.place, reader.state(session)
    has_pages = find_pages(session, campaign, place, state=state) is not None
    units = len(reader.scope) if reader.scope is not None else session.scalar(select(func.count()).select_from(Unit)) or 0
    wanted = FILES if units >= MANY_UNITS else ()
    missing = [name for name in wanted if find_file(session, campaign, place, name, state=state) is None]
    if has_pages and not missing:
        return
    figures = find_department_annual(
        session,
        campaign,
        reader.unit_id,
        now=now,
        grace_minutes=grace_minutes,
        scope=reader.scope,
        scope_name=reader.scope_name,
        hidden=reader.hidden,
    )
    if isinstance(figures, NotShown):
        return
    if not has_pages:
        store_pages(session, campaign, place, build_department_pages(figures, reader.settings), state=state)
    for name in missing:
        store_file(session, campaign, place, name, build_named_file(figures, reader.settings, name), state=state)


def _find_department(session: Session) -> int | None:
    return session.scalar(select(Unit.id).where(Unit.kind == "department").order_by(Unit.id).limit(1))


COMMANDS = (export_department_report,)
