"""`erase-campaign`: what a campaign has collected goes for good, from tables and files."""

import unicodedata

import click
from flask import current_app
from flask.cli import with_appcontext
from sqlalchemy.orm import Session

from survey_app import clock
from survey_app.accounts.audit import record_action
from survey_app.backups.files import find_backups
from survey_app.campaigns.erasure import (
    EraseRefusedError,
    count_releases,
    erase_campaign,
    erase_files,
    find_campaigns_to_erase,
    find_last_erasure,
    has_files_to_erase,
)
from survey_app.campaigns.opening import find_campaign
from survey_app.campaigns.sealing import count_rows
from survey_app.cli.command import CommandError, OperatorCommand
from survey_app.config import CALL
from survey_app.db import Database, get_database
from survey_app.models import Campaign

STAYS = (
    "Giữ lại: {releases} bản đã công bố (các con số đã làm tròn, như đã ký), nhật ký, đơn vị, tài khoản, văn bản tự đánh giá "
    "và việc cải thiện của đơn vị."
)


@click.command("erase-campaign", cls=OperatorCommand)
@click.argument("code")
@click.option("--yes", is_flag=True, help="Không hỏi lại; dùng cho lệnh đặt lịch.")
@with_appcontext
def erase(code: str, yes: bool) -> None:
    """Xóa hẳn số liệu của một đợt đã khóa sổ: phiếu, lời góp ý, mã, và mọi con số tính từ đó. Không lấy lại được."""
    database = get_database()
    with database.reading() as session:
        campaign = find_campaign(session, code, erased=True)
        if campaign is None:
            raise CommandError(f"Không có đợt khảo sát mang mã {code}.")
        if campaign.erased_on is not None:
            raise CommandError(f"Số liệu của đợt {code} đã xóa ngày {campaign.erased_on:%d/%m/%Y}.")
        campaign_id, name = campaign.id, campaign.name
        responses, sendings, comments, codes = count_rows(session, campaign_id)
        click.echo(
            f"Sẽ xóa hẳn số liệu của “{name}” ({code}): {responses} phiếu, {sendings} lượt gửi, {comments} lời góp ý, {codes} "
            "mã, mọi xấp phiếu giấy, bản nháp, con số và báo cáo của đợt, kế hoạch khảo sát và cảnh báo của đợt."
        )
        click.echo(STAYS.format(releases=count_releases(session, campaign_id)))
    if not yes and _plain(click.prompt("Gõ đúng tên đợt để xác nhận")) != _plain(name):
        raise CommandError("Tên đợt không đúng. Chưa xóa gì.")
    with database.writing() as session:
        erased = _erase_and_note(session, session.get_one(Campaign, campaign_id))
    click.echo(f"Đã xóa {erased}.")
    click.echo("Hãy khởi động lại dịch vụ: bộ nhớ của tiến trình đang chạy có thể còn giữ lời góp ý và con số của đợt.")
    _name_backups()
    if not finish_erasures(database):  # minutes, if somebody is reading: everything has been said by then
        raise CommandError(
            "Cơ sở dữ liệu đang bận nên chưa xóa hết dấu vết trong tệp. Dòng đã xóa rồi; việc mỗi đêm làm tiếp cho đến khi "
            f"xong. Muốn xong ngay thì chạy lúc vắng người: {CALL} close-campaigns"
        )


def erase_expired(database: Database) -> bool:
    """Erase what was kept for ERASE_AFTER_YEARS, and finish what a reader kept an erasure from; False if one still does."""
    years, today = current_app.config["ERASE_AFTER_YEARS"], clock.today()
    with database.reading() as session:
        expired = [one.id for one in find_campaigns_to_erase(session, today=today, years=years)]
    for campaign_id in expired:
        with database.writing() as session:
            erased = _erase_and_note(session, session.get_one(Campaign, campaign_id))
        click.echo(f"Quá {years} năm từ ngày khóa sổ: đã xóa {erased}.")
    with database.reading() as session:
        is_done = not has_files_to_erase(session)
    return is_done or finish_erasures(database)


def finish_erasures(database: Database) -> bool:
    """Write the files anew, and note up to which erasure; False if a reader kept us from it."""
    with database.reading() as session:
        last = find_last_erasure(session)
    if not erase_files(database):
        return False
    with database.writing() as session:
        record_action(session, "erase-files", subject=str(last), account_id=None, now=clock.now())
    return True


def _erase_and_note(session: Session, campaign: Campaign) -> str:
    """Erase and say what; a line of the audit log says how many, and nothing else of it."""
    code = campaign.code
    try:
        erased = erase_campaign(session, campaign, today=clock.today())
    except EraseRefusedError as refused:
        raise CommandError(str(refused)) from None
    subject = f"{code}: {erased.responses} responses"
    record_action(session, "erase-campaign", subject=subject, account_id=None, now=clock.now())
    return f"{erased.responses} phiếu và {erased.comments} lời góp ý của đợt {code}"


def _name_backups() -> None:
    """Whoever erases must know where a copy is still lying."""
    folder = current_app.config["BACKUP_FOLDER"]
    older = find_backups(folder)
    if older:
        click.echo(
            f"{len(older)} bản sao lưu trong {folder} còn chứa số liệu này: từ {older[-1].name} đến {older[0].name}. "
            "Hãy xóa chúng, hoặc để chúng hết hạn giữ; cả bản cất ở nơi khác."
        )


def _plain(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).split())


COMMANDS = (erase,)
