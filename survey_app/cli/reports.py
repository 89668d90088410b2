"""Reports for a whole campaign, as files in a folder."""

import os
from collections import Counter
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import click
from flask import current_app
from flask.cli import with_appcontext
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from survey_app import clock
from survey_app.accounts.audit import record_action
from survey_app.campaigns.opening import find_campaign
from survey_app.cli.command import CommandError, OperatorCommand
from survey_app.db import get_database
from survey_app.documents.settings import find_settings
from survey_app.exports.annual_files import Job, Outcome, export_all
from survey_app.models import Campaign, Participation
from survey_app.results.annual import STRETCH, CampaignNotClosedError, annual_reports
from survey_app.results.annual_figures import AnnualReport


@click.command("export-reports", cls=OperatorCommand)
@click.argument("code")
@click.option("-o", "--output", "folder", required=True, type=click.Path(file_okay=False, path_type=Path))
@click.option("--jobs", type=click.IntRange(1, 64), default=None, help="Số tiến trình cùng làm; mặc định bằng số nhân của máy.")
@with_appcontext
def export_reports(code: str, folder: Path, jobs: int | None) -> None:
    """Ghi báo cáo kết quả của mọi đơn vị trong đợt ra thư mục, mỗi đơn vị bốn tệp: DOCX, PDF, XLSX, HTML.

    Bị ngắt giữa chừng thì chạy lại đúng lệnh này: đơn vị đã xong và không đổi được bỏ qua.
    """
    with get_database().reading() as session:
        campaign = find_campaign(session, code)
        if campaign is None:
            raise CommandError(f"Không có đợt khảo sát mang mã {code}.")
        outcomes: dict[str, Outcome] = {}
        try:
            reports = annual_reports(session, campaign, now=clock.now(), grace_minutes=current_app.config["GRACE_MINUTES"])
            done = export_all(with_settings(session, reports), folder, workers=jobs or os.cpu_count() or 1)
            with click.progressbar(done, length=_count_units(session, campaign), label="Báo cáo") as bar:
                outcomes.update(bar)
        except CampaignNotClosedError:
            raise CommandError(f"Đợt {code} chưa kết thúc nên chưa có báo cáo.") from None
        except OSError as fault:
            again = "Sửa xong thì chạy lại lệnh để làm tiếp."
            raise CommandError(f"Không ghi được vào {folder}: {fault.strerror}. {again}") from None
    with get_database().writing() as session:
        record_action(session, "export-reports", subject=code, account_id=None, now=clock.now())
    counts = Counter(outcomes.values())
    click.echo(f"Đã ghi báo cáo của {counts['written']} đơn vị vào {folder}; {counts['kept']} đơn vị không đổi.")
    if counts["failed"]:
        failed = ", ".join(sorted(unit for unit, outcome in outcomes.items() if outcome == "failed"))
        raise CommandError(f"{counts['failed']} đơn vị chưa có báo cáo: {failed}. Chạy lại lệnh để làm tiếp.")


def with_settings(session: Session, reports: Iterator[AnnualReport]) -> Iterator[Job]:
    """Each report with the settings of its unit, which are read for many at once."""
    while some := list(islice(reports, STRETCH)):
        settings = find_settings(session, [report.unit_id for report in some])
        yield from ((report, settings[report.unit_id]) for report in some)


def _count_units(session: Session, campaign: Campaign) -> int:
    units = select(func.count(Participation.unit_id.distinct()))
    return session.scalar(units.where(Participation.campaign_id == campaign.id, Participation.collection == "own")) or 0


COMMANDS = (export_reports,)
