"""Campaigns from the command line: `create-campaign`, `open-campaign`, `close-campaigns`, `write-posters`."""

import datetime as dt
from collections.abc import Iterable
from pathlib import Path

import click
from flask import current_app
from flask.cli import with_appcontext
from sqlalchemy import select
from sqlalchemy.orm import Session

from questionnaires import shipped_codes
from survey_app import clock
from survey_app.accounts.audit import record_action
from survey_app.accounts.first_sign_in import delete_expired
from survey_app.campaigns import opening, posters, sealing
from survey_app.campaigns.units_draft import purge_units_drafts
from survey_app.cli.command import CommandError, OperatorCommand, on_one_host_at_a_time
from survey_app.cli.department_reports import store_report_pages
from survey_app.cli.erasure import erase_expired
from survey_app.cli.paper import warn_of_open_batches
from survey_app.cli.questionnaires import get_questionnaire
from survey_app.collecting.import_draft import purge_drafts
from survey_app.config import CALL
from survey_app.db import Database, get_database
from survey_app.exports.posters import build_posters_pdf
from survey_app.models import Campaign
from survey_app.models.organisation import UNIT_KINDS
from survey_app.results.comments import settle_comments
from survey_app.results.comparison import store_comparisons, store_sums
from survey_app.results.sealed_counts import SealedCounts, count_for_sealing, needs_counts, store_for_sealing

_date = click.DateTime(formats=["%d/%m/%Y", "%Y-%m-%d"])


@click.command("create-campaign", cls=OperatorCommand)
@click.argument("code")
@click.argument("name")
@click.option("--opens", type=_date, required=True, help="Ngày mở, ví dụ 04/05/2026.")
@click.option("--closes", type=_date, required=True, help="Ngày cuối nhận phiếu, ví dụ 29/05/2026.")
@click.option(
    "--questionnaire",
    "codes",
    multiple=True,
    required=True,
    help=f"Một tệp phiếu, hoặc mã một phiếu có sẵn: {', '.join(shipped_codes())}; lặp lại cho mỗi phiếu.",
)
@click.option("--target", type=float, default=90, show_default=True, help="Chỉ tiêu hài lòng, tính bằng phần trăm.")
@click.option(
    "--convention",
    type=click.Choice(["answers", "mean", "eligible"]),
    default="answers",
    show_default=True,
    help="Cách gộp: gộp câu trả lời, trung bình các lĩnh vực, hay theo số người được hỏi.",
)
@click.option("--results-while-open", is_flag=True, help="Cho xem kết quả tạm khi đợt còn mở.")
@click.option(
    "--access",
    type=click.Choice(opening.RUNGS),
    default="open",
    show_default=True,
    help="Cách nhận phiếu: đường dẫn mở (open), đường dẫn mở có đếm phiếu gửi lặp từ cùng một máy (marked), hay phiếu mời có "
    "mã dùng một lần (codes). Không đổi được sau khi mở đợt.",
)
@click.option("--paper-until", type=_date, help="Ngày cuối nhập phiếu giấy; mặc định là ngày cuối nhận phiếu.")
@with_appcontext
def create_campaign(
    code: str,
    name: str,
    opens: dt.datetime,
    closes: dt.datetime,
    codes: tuple[str, ...],
    target: float,
    convention: str,
    results_while_open: bool,
    access: str,
    paper_until: dt.datetime | None,
) -> None:
    """Lập một đợt khảo sát và chốt các phiếu của đợt; chưa ai trả lời được cho đến khi mở."""
    chosen = [get_questionnaire(one) for one in codes]
    with get_database().writing() as session:
        try:
            campaign = opening.create_campaign(
                session,
                code=code,
                name=name,
                opens_on=opens.date(),
                closes_on=closes.date(),
                questionnaires=chosen,
                target=target / 100,
                convention=convention,
                results_while_open=results_while_open,
                access=access,
                paper_until=paper_until.date() if paper_until else None,
            )
        except opening.CampaignRefusedError as error:
            raise CommandError(str(error)) from None
        record_action(session, "create-campaign", subject=campaign.code, account_id=None, now=clock.now())
    click.echo(f"Đã lập đợt {code} với {len(codes)} phiếu. Bước tiếp theo: {CALL} open-campaign {code}")


@click.command("open-campaign", cls=OperatorCommand)
@click.argument("code")
@click.option(
    "--assign",
    "assignments",
    multiple=True,
    metavar="PHIẾU=ĐƠN_VỊ",
    help="Giao một phiếu không theo cấp học cho những đơn vị này: mã đơn vị, hoặc cả một loại (school, commune, department, "
    "desk), cách nhau bằng dấu phẩy; lặp lại cho mỗi phiếu. Không ghi thì phiếu ấy đến các bộ phận một cửa.",
)
@with_appcontext
def open_campaign(code: str, assignments: tuple[str, ...]) -> None:
    """Giao phiếu của đợt cho các đơn vị; chạy lại sau khi nhập thêm đơn vị hoặc sửa số học sinh.

    Phiếu theo cấp học tự đến các trường của cấp ấy. Chạy lại không bỏ đơn vị nào đã được giao.
    """
    assigned = _read_assignments(assignments)
    with get_database().writing() as session:
        campaign = _get_campaign(session, code)
        if campaign.closes_on < clock.today():
            raise CommandError(f"Đợt {code} đã hết hạn ngày {campaign.closes_on:%d/%m/%Y}.")
        try:
            added = opening.open_campaign(session, campaign, assigned=assigned)
        except opening.CampaignRefusedError as error:
            raise CommandError(str(error)) from None
        record_action(session, "open-campaign", subject=campaign.code, account_id=None, now=clock.now())
        click.echo(
            f"Đã giao thêm {added} phiếu cho các đơn vị. "
            f"Nhận trả lời từ {campaign.opens_on:%d/%m/%Y} đến hết {campaign.closes_on:%d/%m/%Y}."
        )


@click.command("close-campaigns", cls=OperatorCommand)
@with_appcontext
@on_one_host_at_a_time
def close_campaigns() -> None:
    """Khóa sổ các đợt đã hết hạn và xóa dấu vết thứ tự gửi; đợt còn mở được sắp lại. Đặt lịch chạy mỗi đêm."""
    database, grace = get_database(), current_app.config["GRACE_MINUTES"]
    with database.reading() as session:
        opened = session.scalars(select(Campaign.code).where(Campaign.opened, Campaign.sealed_on.is_(None)))
        codes = sorted(opened)
        over = {one.code for one in sealing.find_campaigns_to_seal(session, now=clock.now(), grace_minutes=grace)}
    for code in codes:
        counts = _count(database, code) if code in over else None
        with database.writing() as session:
            campaign = _get_campaign(session, code)
            if campaign.paused_on is not None and campaign.closes_on < clock.today():
                click.echo(
                    f"Đợt {code} đang tạm dừng quá ngày kết thúc nên chưa khóa sổ: Sở cần mở lại hoặc kết thúc.", err=True
                )
            if code not in over:
                sealing.rewrite_in_key_order(session, campaign.id)
                continue
            if not sealing.take_campaign(session, campaign, now=clock.now(), grace_minutes=grace):
                continue  # while we waited somebody moved its last day, or sealed it
            _store_counts(session, campaign, counts)  # before the slots of arrivals become days
            settle_comments(session, campaign.id)  # before its rows are rewritten
            sealing.seal_campaign(session, campaign, today=clock.today())
            record_action(session, "close-campaign", subject=code, account_id=None, now=clock.now())
            responses, sendings, comments, _codes = sealing.count_rows(session, campaign.id)
            click.echo(f"Đã khóa sổ đợt {code}: {responses} phiếu, {comments} ý kiến.")
            if responses != sendings:
                click.echo(f"Cần kiểm tra đợt {code}: {responses} phiếu nhưng {sendings} lượt gửi.", err=True)
    are_erased = erase_expired(database)
    warn_of_open_batches(database)
    with database.writing() as session:
        purge_drafts(session, now=clock.now())  # files that somebody uploaded and never recorded
        purge_units_drafts(session, now=clock.now())
        delete_expired(session, now=clock.now())  # first-sign-in links
    _count_again(database)
    _store_comparisons(database, grace)
    store_report_pages(database, now=clock.now(), grace_minutes=grace)
    with database.reading() as session:
        unsettled = sealing.find_unsettled(session, today=clock.today())
    if not sealing.erase_traces(database, campaign_ids=unsettled):
        raise CommandError("Cơ sở dữ liệu đang bận nên chưa xóa hết dấu vết thứ tự gửi. Hãy chạy lại lệnh này.")
    if not are_erased:
        raise CommandError(
            "Cơ sở dữ liệu đang bận nên số liệu đã xóa của một đợt còn dấu vết trong tệp. Hãy chạy lại lệnh này."
        )


def _count_again(database: Database) -> None:
    """Count what is counted at sealing for campaigns that were sealed by an earlier release."""
    with database.reading() as session:
        codes = [campaign.code for campaign in sealing.find_sealed(session) if needs_counts(session, campaign)]
    for code in codes:
        counts = _count(database, code)
        with database.writing() as session:
            _store_counts(session, _get_campaign(session, code), counts)


def _store_comparisons(database: Database, grace: int) -> None:
    """Reckon the comparisons of sealed campaigns that nobody has reckoned yet: rank sets take seconds for a thousand units."""
    with database.reading() as session:
        codes = [campaign.code for campaign in sealing.find_sealed(session)]
    for code in codes:
        try:
            with database.reading() as session:
                store_sums(session, _get_campaign(session, code))
            with database.reading() as session:
                store_comparisons(session, _get_campaign(session, code), now=clock.now(), grace_minutes=grace)
        except ValueError:  # its words might quote a sheet
            click.echo(f"Đợt {code} có phiếu không đọc được trong cơ sở dữ liệu nên chưa tính so sánh.", err=True)


def _count(database: Database, code: str) -> SealedCounts | None:
    """Count flags and pairs; None if a form cannot be read."""
    with database.reading() as session:
        try:
            return count_for_sealing(session, _get_campaign(session, code))
        except ValueError:  # its words might quote a sheet
            return None


def _store_counts(session: Session, campaign: Campaign, counts: SealedCounts | None) -> None:
    """Store flags and pairs; a form that somebody spoilt in the database must not keep the campaign from being sealed."""
    try:
        with session.begin_nested():
            if counts is None:
                raise ValueError
            store_for_sealing(session, campaign, counts)
    except ValueError:
        click.echo(f"Đợt {campaign.code} có phiếu không đọc được trong cơ sở dữ liệu nên chưa tính chất lượng phiếu.", err=True)


@click.command("write-posters", cls=OperatorCommand)
@click.argument("code")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@with_appcontext
def write_posters(code: str, file: Path) -> None:
    """Ghi áp phích có mã QR của mọi đơn vị trong đợt vào một tệp PDF, mỗi đơn vị một trang A4."""
    with get_database().reading() as session:
        chosen = posters.posters_for(session, _get_campaign(session, code), public_url=current_app.config["PUBLIC_URL"])
    if not chosen:
        raise CommandError(f"Đợt {code} chưa có đơn vị nào. Hãy mở đợt trước: {CALL} open-campaign {code}")
    file.write_bytes(build_posters_pdf(chosen))
    click.echo(f"Đã ghi {len(chosen)} áp phích vào {file}.")


def _get_campaign(session: Session, code: str) -> Campaign:
    campaign = opening.find_campaign(session, code)
    if campaign is None:
        raise CommandError(f"Không có đợt khảo sát mang mã {code}.")
    return campaign


def _read_assignments(texts: Iterable[str]) -> dict[str, set[str]]:
    """The kinds and codes of units by instrument code, from "SIPAS-TTHC=school,SO"."""
    found: dict[str, set[str]] = {}
    for text in texts:
        instrument, _, names = text.partition("=")
        chosen = {name.strip() for name in names.split(",") if name.strip()}
        if not instrument.strip() or not chosen:
            raise CommandError(f"--assign: {text} không có dạng mã phiếu=đơn vị, ví dụ SIPAS-TTHC=school.")
        found.setdefault(instrument.strip().upper(), set()).update(
            name if name in UNIT_KINDS else name.upper() for name in chosen
        )
    return found


COMMANDS = (create_campaign, open_campaign, close_campaigns, write_posters)
