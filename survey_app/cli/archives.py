"""`archive-campaign`, `analyse-archive`: a sealed campaign into a folder of its own, and its figures from there."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import click
from flask.cli import with_appcontext

from analysis.charts.wording import VERDICTS, value_phrase
from survey_app import clock
from survey_app.accounts.audit import record_action
from survey_app.archives.figures import PartFigures, is_comparable, part_figures
from survey_app.archives.manifest import ArchiveFaultError
from survey_app.archives.read import open_archive
from survey_app.archives.tables import open_engine
from survey_app.archives.write import write_archive
from survey_app.campaigns.opening import find_campaign
from survey_app.cli.command import CommandError, OperatorCommand
from survey_app.config import CALL
from survey_app.db import get_database
from survey_app.exports.archive_files import write_part

PATTERN_SIGNS: Final = frozenset("*?[]{}")  # to the reader of the files they stand for other names
COLLECTIONS: Final = {"own": "đơn vị tự khảo sát", "independent": "Sở khảo sát độc lập", "sample": "Sở khảo sát theo mẫu"}


@click.command("archive-campaign", cls=OperatorCommand)
@click.argument("code")
@click.argument("folder", type=click.Path(path_type=Path))
@with_appcontext
def archive_campaign(code: str, folder: Path) -> None:
    """Lưu trữ một đợt đã khóa sổ vào một thư mục mới gồm các tệp Parquet, để tính lại mọi con số mà không cần cơ sở dữ liệu."""
    _check_name(folder)
    database = get_database()
    with database.reading() as session:
        campaign = find_campaign(session, code)
        if campaign is None:
            raise CommandError(f"Không có đợt khảo sát mang mã {code}, hoặc số liệu của đợt đã xóa.")
        campaign_id = campaign.id
    with _faults(folder), write_archive(database, campaign_id, folder, now=clock.now()) as made, database.writing() as session:
        subject = f"{code}: {made.manifest.responses} responses"
        record_action(session, "archive-campaign", subject=subject, account_id=None, now=clock.now())
    manifest = made.manifest
    click.echo(
        f"Đã lưu trữ đợt {code} vào {folder}: {manifest.responses} phiếu, {len(manifest.instruments)} bộ câu hỏi. "
        "Số liệu tính lại từ thư mục giống hệt báo cáo của đợt."
    )
    if manifest.rows < manifest.responses:
        click.echo(
            f"{manifest.responses - manifest.rows} phiếu chỉ lưu dưới dạng số đã gộp, vì kết quả đã cho xem khi phiếu còn đến."
        )
    click.echo(f"Mã kiểm tra SHA-256 của manifest.json: {made.digest}")
    click.echo(
        "Thư mục KHÔNG mã hóa: ai đọc được thì thấy từng phiếu (không kèm tên người, ngày giờ). Hãy cất như một bản sao lưu. "
        f"Kiểm tra: {CALL} analyse-archive {folder}"
    )


@click.command("analyse-archive", cls=OperatorCommand)
@click.argument("folder", type=click.Path(path_type=Path))
@click.option(
    "-o",
    "--output",
    type=click.Path(file_okay=False, path_type=Path),
    help="Thư mục để ghi số liệu của Sở và của từng đơn vị, mỗi phiếu hai tệp CSV.",
)
def analyse_archive(folder: Path, output: Path | None) -> None:
    """Tính lại số liệu của một đợt từ thư mục lưu trữ, không cần cơ sở dữ liệu, và so với báo cáo lúc lưu trữ."""
    _check_name(folder)
    differing = []
    with _faults(folder), tempfile.TemporaryDirectory() as scratch, open_engine(Path(scratch)) as engine:
        archive = open_archive(engine, folder)
        manifest, campaign = archive.manifest, archive.manifest.campaign
        click.echo(
            f"Đợt {campaign.code}: {campaign.name}, khóa sổ {campaign.sealed_on:%d/%m/%Y}. {manifest.responses} phiếu, "
            f"lưu trữ ngày {manifest.made_on:%d/%m/%Y} bằng phiên bản {manifest.version}."
        )
        click.echo(f"Mã kiểm tra SHA-256 của manifest.json: {archive.digest}")
        for found in part_figures(engine, archive):
            _tell(found)
            if output is not None:
                write_part(found, output)
            if not found.is_same:
                differing.append(f"{found.part.instrument} ({COLLECTIONS[found.part.collection]})")
    if not is_comparable(archive):
        click.echo(f"Không so với báo cáo cũ: lúc lưu trữ tính theo phương pháp phiên bản {manifest.method_version}.")
    elif differing:
        raise CommandError(f"Số liệu tính lại khác với lúc lưu trữ: {'; '.join(differing)}.")
    else:
        click.echo("Mã kiểm tra của mọi báo cáo giống hệt lúc lưu trữ.")


def _tell(found: PartFigures) -> None:
    department = found.groups.department
    verdict = f", {VERDICTS[department.verdict]}" if department.verdict else ""
    click.echo(
        f"{found.part.instrument}, {COLLECTIONS[found.part.collection]}: {len(found.units)} đơn vị; tỷ lệ hài lòng "
        f"{value_phrase(department.total)}{verdict}. Mã kiểm tra: {department.fingerprint}"
    )


def _check_name(folder: Path) -> None:
    if PATTERN_SIGNS & set(str(folder)):
        raise CommandError(f"Tên thư mục {folder} có một trong các dấu * ? [ ] {{ }}. Hãy chọn tên khác.")


@contextmanager
def _faults(folder: Path) -> Iterator[None]:
    """Every fault of an archive in words."""
    try:
        yield
    except ArchiveFaultError as fault:
        raise CommandError(str(fault)) from None
    except FileExistsError as fault:
        raise CommandError(f"Đã có {fault.filename or folder}. Không ghi đè: hãy chọn tên khác.") from None
    except OSError as error:
        raise CommandError(
            f"Không đọc hoặc ghi được {error.filename or folder}: {error.strerror}. Hãy xem chỗ trống trên đĩa và quyền."
        ) from None


COMMANDS = (archive_campaign, analyse_archive)
