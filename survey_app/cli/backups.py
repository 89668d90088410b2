"""`backup`, `verify-backup`, `restore`: everything in one file, a file looked through, a file put back."""

import datetime as dt
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any, Final

import click
from flask import current_app
from flask.cli import with_appcontext

from survey_app import clock
from survey_app.accounts.audit import record_action
from survey_app.backups import files
from survey_app.backups.dump import Made, Manifest, mark_secret, write_backup
from survey_app.backups.envelope import BackupFaultError, check_passphrase, is_encrypted
from survey_app.backups.restore import Checked, check_backup, restore_backup
from survey_app.cli.command import CommandError, OperatorCommand
from survey_app.config import CALL, replace_stored_secret
from survey_app.db import Database, get_database

PLAIN: Final = (
    "Tệp KHÔNG mã hóa: ai có tệp đều đọc được mọi phiếu trả lời (không kèm tên người). Khóa bí mật không nằm trong tệp; hãy "
    "cất riêng tệp secret-key (hoặc SECRET_KEY): thiếu nó thì sau khi khôi phục không tra được mã biên nhận cũ, phiếu mời đã "
    "in hết giá trị và ứng dụng xác thực phải cài lại."
)
KEY_INSIDE: Final = (
    "Tệp đã mã hóa và có kèm khóa bí mật của hệ thống. Hãy cất mật khẩu ở nơi khác với tệp: mất mật khẩu là mất bản sao lưu."
)
KEY_APART: Final = "Tệp đã mã hóa, không kèm khóa bí mật: hãy cất riêng tệp secret-key (hoặc SECRET_KEY)."
_passphrase_file = click.option(
    "--passphrase-file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Tệp có mật khẩu ở dòng đầu; chỉ chủ tệp được đọc. Cũng nhận từ biến BACKUP_PASSPHRASE.",
)
_file = click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
_number = click.IntRange(0, 1000)


@click.command("backup", cls=OperatorCommand)
@click.option("-o", "--output", type=click.Path(dir_okay=False, path_type=Path), help="Tệp; mặc định đặt tên theo giờ.")
@click.option("--encrypt", is_flag=True, help="Mã hóa và hỏi mật khẩu, nếu không cho bằng tệp hay BACKUP_PASSPHRASE.")
@_passphrase_file
@click.option("--without-secret", is_flag=True, help="Không đưa khóa bí mật vào bản sao lưu mã hóa.")
@click.option("--keep-daily", type=_number, default=0, help="Giữ bản mới nhất của bao nhiêu ngày; xóa bản thừa.")
@click.option("--keep-weekly", type=_number, default=0, help="... của bao nhiêu tuần.")
@click.option("--keep-monthly", type=_number, default=0, help="... của bao nhiêu tháng.")
@with_appcontext
def backup(
    output: Path | None,
    encrypt: bool,
    passphrase_file: Path | None,
    without_secret: bool,
    keep_daily: int,
    keep_weekly: int,
    keep_monthly: int,
) -> None:
    """Sao lưu toàn bộ dữ liệu vào một tệp trong lúc hệ thống vẫn chạy."""
    passphrase = _find_passphrase(passphrase_file)
    if passphrase is None and encrypt:
        passphrase = _ask_passphrase(confirm=True)
    folder: Path = current_app.config["BACKUP_FOLDER"]
    path = output or folder / files.name_for(clock.now())
    made = _write(path, passphrase, with_secret=not without_secret)
    with get_database().writing() as session:
        record_action(session, "make-backup", subject=path.name, account_id=None, now=clock.now())
    click.echo(f"Đã sao lưu {made.manifest.responses} phiếu và mọi dữ liệu khác vào {path}.")
    click.echo(f"Mã kiểm tra SHA-256: {made.digest}")
    click.echo(PLAIN if passphrase is None else KEY_INSIDE if made.manifest.secret else KEY_APART)
    files.remove_drafts(folder, older_than=clock.now() - dt.timedelta(days=1))
    for old in files.thin_out(folder, daily=keep_daily, weekly=keep_weekly, monthly=keep_monthly):
        click.echo(f"Đã xóa bản sao lưu cũ {old.name}.")
    click.echo(f"Nên kiểm tra: {CALL} verify-backup {path}")


@click.command("verify-backup", cls=OperatorCommand)
@_file
@_passphrase_file
@click.option(
    "--folder",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Nơi đặt cơ sở dữ liệu tạm (không mã hóa, bị xóa khi xong); mặc định là thư mục tạm của máy.",
)
@with_appcontext
def verify_backup(file: Path, passphrase_file: Path | None, folder: Path | None) -> None:
    """Kiểm tra một bản sao lưu bằng cách khôi phục vào cơ sở dữ liệu tạm; không đụng đến hệ thống."""
    with _reading(file) as opened:
        checked = check_backup(opened, _find_passphrase(passphrase_file, needed=is_encrypted(opened)), folder=folder)
    _tell(checked)
    if checked.manifest.secret_mark != mark_secret(current_app.config["SECRET_KEY"]) and not checked.manifest.secret:
        click.echo("Lưu ý: bản này dùng khóa bí mật khác với máy này, và khóa không nằm trong tệp.")
    click.echo("Bản sao lưu dùng được.")


@click.command("restore", cls=OperatorCommand)
@_file
@_passphrase_file
@with_appcontext
def restore(file: Path, passphrase_file: Path | None) -> None:
    """Khôi phục một bản sao lưu vào một cơ sở dữ liệu còn trống; dừng dịch vụ trước khi chạy."""
    current_app.config["INSTANCE_FOLDER"].mkdir(mode=0o700, parents=True, exist_ok=True)
    database = Database(current_app.config["DATABASE_URL"], is_restoring=True)
    try:
        with _reading(file) as opened:
            passphrase = _find_passphrase(passphrase_file, needed=is_encrypted(opened))
            checked = restore_backup(database, opened, passphrase, name=file.name, now=clock.now(), place_secret=_place_secret)
    finally:
        database.engine.dispose()
    _tell(checked)
    click.echo("Đã khôi phục xong. Mọi người phải đăng nhập lại; đường dẫn đăng nhập lần đầu phải cấp lại.")
    click.echo(_words_of_secret(checked.manifest))
    click.echo("Đợt nào đã xóa số liệu sau ngày sao lưu thì nay có lại: hãy xóa lại bằng erase-campaign.")
    click.echo("Bây giờ hãy khởi động lại dịch vụ.")


def _write(path: Path, passphrase: str | None, *, with_secret: bool) -> Made:
    config = current_app.config
    try:
        with files.write_whole(path) as file:
            return write_backup(
                get_database(),
                file,
                now=clock.now(),
                secret=config["SECRET_KEY"],
                passphrase=passphrase,
                with_secret=with_secret,
            )
    except FileExistsError:
        raise CommandError(f"Đã có tệp {path}. Không ghi đè bản sao lưu: hãy chọn tên khác.") from None
    except OSError as error:
        raise CommandError(
            f"Không ghi được {path}: {error.strerror}. Chưa có bản sao lưu nào được tạo. Hãy xem còn chỗ trống trên đĩa và "
            "quyền ghi vào thư mục."
        ) from None


def _tell(checked: Checked) -> None:
    manifest = checked.manifest
    click.echo(
        f"Sao lưu lúc {manifest.made_at:%H:%M ngày %d/%m/%Y}, phiên bản {manifest.version} (bước {manifest.migration}), từ "
        f"{manifest.database}: {manifest.responses} phiếu, {sum(manifest.rows.values())} dòng trong {len(manifest.rows)} bảng, "
        "mọi dòng giống hệt."
    )
    click.echo(f"Mã kiểm tra SHA-256: {checked.digest}")
    if not checked.is_compared:
        click.echo("Không so báo cáo: phiên bản này tính theo phương pháp khác với lúc sao lưu.")
    elif checked.differing:
        raise CommandError(f"Báo cáo tính lại khác với lúc sao lưu: {'; '.join(checked.differing[:10])}.")
    else:
        click.echo(f"{len(manifest.fingerprints)} dấu báo cáo của các đợt đã khóa sổ: giống hệt.")


def _place_secret(manifest: Manifest) -> None:
    if manifest.secret and not os.environ.get("SECRET_KEY"):
        replace_stored_secret(current_app.config["INSTANCE_FOLDER"], manifest.secret)


def _words_of_secret(manifest: Manifest) -> str:
    is_set = bool(os.environ.get("SECRET_KEY"))
    if manifest.secret and not is_set:
        return "Khóa bí mật trong bản sao lưu đã được đặt vào tệp secret-key: mã biên nhận và phiếu mời cũ vẫn dùng được."
    if manifest.secret_mark == mark_secret(current_app.config["SECRET_KEY"]):
        return "Khóa bí mật của máy này đúng là khóa lúc sao lưu."
    place = "biến SECRET_KEY" if is_set else "tệp secret-key trong thư mục dữ liệu"
    return (
        f"CHÚ Ý: {place} khác với khóa lúc sao lưu. Trước khi mở dịch vụ hãy đặt lại khóa cũ vào đó; nếu không, mã biên nhận "
        "đã phát không tra được, phiếu mời đã in hết giá trị và ứng dụng xác thực phải cài lại."
    )


@contextmanager
def _reading(path: Path) -> Iterator[IO[Any]]:
    """The file, and every fault of it in words."""
    try:
        with path.open("rb") as file:
            yield file
    except BackupFaultError as fault:
        raise CommandError(str(fault)) from None
    except OSError as error:
        raise CommandError(f"{path}: {error.strerror}. Chưa thay đổi gì.") from None


def _find_passphrase(file: Path | None, *, needed: bool = False) -> str | None:
    """The passphrase from a file, the environment or, where it is needed, the keyboard; never from the command line."""
    try:
        if file is not None:
            if file.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
                click.echo(f"Nên để một mình chủ tệp đọc được mật khẩu: chmod 600 {file}", err=True)
            lines = file.read_text("utf-8").splitlines()
            return check_passphrase(lines[0] if lines else "")
        if os.environ.get("BACKUP_PASSPHRASE"):
            return check_passphrase(os.environ["BACKUP_PASSPHRASE"])
        return _ask_passphrase(confirm=False) if needed else None
    except BackupFaultError as fault:
        raise CommandError(str(fault)) from None


def _ask_passphrase(*, confirm: bool) -> str:
    try:
        typed: str = click.prompt("Mật khẩu sao lưu", hide_input=True, confirmation_prompt="Gõ lại" if confirm else False)
        return check_passphrase(typed)
    except click.Abort:  # nobody sits at a keyboard
        raise CommandError("Cần mật khẩu: dùng --passphrase-file, hoặc biến BACKUP_PASSPHRASE.") from None
    except BackupFaultError as fault:
        raise CommandError(str(fault)) from None


COMMANDS = (backup, verify_backup, restore)
