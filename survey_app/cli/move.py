"""`move-to-postgresql`: an installation that began on SQLite goes on, on PostgreSQL."""

from pathlib import Path
from typing import Final

import click
from flask import current_app
from flask.cli import with_appcontext

from survey_app import clock, move
from survey_app.accounts.audit import record_action
from survey_app.cli.command import CommandError, OperatorCommand
from survey_app.config import CALL
from survey_app.db import Database, get_database
from survey_app.migrate import find_state

KINDS: Final = {"school": "trường", "desk": "bộ phận một cửa", "commune": "xã, phường", "department": "Sở"}
NOT_SHOWN: Final = {
    "unknown": "không có",
    "not open yet": "đợt chưa mở",
    "after closing": "chỉ xem được sau khi đóng",
    "first answers": "còn ít phiếu",
}
NEXT: Final = f"""
Đã chuyển xong. Tệp SQLite giữ nguyên: {{path}}
Việc tiếp theo:
  1. Đặt DATABASE_URL bằng địa chỉ vừa dùng, cho dịch vụ và cho mọi lệnh hẹn giờ. Giữ nguyên INSTANCE_FOLDER và SECRET_KEY:
     mã biên nhận, mã trên phiếu mời và nơi đang đăng nhập dựa vào khóa này.
  2. Khởi động lại dịch vụ rồi mở một phiếu và một báo cáo để xem.
  3. Sao lưu ngay: {CALL} backup. Đêm nay close-campaigns và backup chạy như mọi đêm.
  4. Khi đã yên tâm, xóa tệp SQLite: trong đó có câu trả lời, và ai mở nhầm nó sẽ nhận phiếu vào chỗ cũ."""


@click.command("move-to-postgresql", cls=OperatorCommand)
@click.argument("target", metavar="ĐỊA_CHỈ")
@with_appcontext
def move_to_postgresql(target: str) -> None:
    """Chép toàn bộ dữ liệu từ SQLite sang một cơ sở dữ liệu PostgreSQL trống, so từng bảng và từng báo cáo. Dừng dịch vụ trước.

    ĐỊA_CHỈ có dạng postgresql://người_dùng@máy/tên; mật khẩu nên để trong tệp ~/.pgpass.
    """
    source = get_database()
    path = _path_of(source)
    arrived = _open(target)
    try:
        move.prepare_target(arrived)
        source.engine.dispose()  # our own connections would stand in the way of having the file alone
        with move.taken_snapshot(path) as snapshot:
            _move(snapshot, arrived, path)
    except move.MoveRefusedError as error:
        raise CommandError(str(error)) from None
    finally:
        arrived.engine.dispose()


def _path_of(source: Database) -> Path:
    if not source.is_sqlite:
        raise CommandError("Dữ liệu đang ở PostgreSQL rồi. Để chuyển từ SQLite, bỏ DATABASE_URL khi chạy lệnh này.")
    path = Path(source.engine.url.database or "")
    if not path.is_file() or find_state(source.engine) != "current":
        raise CommandError(f"Chưa có dữ liệu để chuyển, hoặc dữ liệu ở phiên bản trước. Chạy trước: {CALL} upgrade-database")
    return path


def _open(address: str) -> Database:
    if not address.startswith(("postgresql", "postgres:")):
        raise CommandError("Nơi chuyển đến phải là PostgreSQL, ví dụ postgresql://thuocdo@localhost/thuocdo.")
    try:
        return Database(address)
    except (ValueError, ImportError):
        raise CommandError(
            "Không đọc được địa chỉ, hoặc thiếu psycopg. Cài đặt: .venv/bin/python -m pip install '.[pg]'"
        ) from None


def _move(snapshot: Database, arrived: Database, path: Path) -> None:
    copied = move.copy_all(snapshot, arrived)
    click.echo("Số dòng của từng bảng ở hai nơi, nội dung đã so và giống hệt:")
    for name, content in copied.items():
        if content.rows:
            click.echo(f"  {name:<24}{content.rows:>10}")
    terms = {"now": clock.now(), "grace_minutes": current_app.config["GRACE_MINUTES"]}
    before, after = (move.find_reports(database, **terms) for database in (snapshot, arrived))
    click.echo("Báo cáo của Sở, tính lại ở hai nơi (mã kiểm tra):")
    for line in after:
        mark = NOT_SHOWN.get(line.fingerprint, line.fingerprint[:12])
        same = "giống hệt" if line in before else "KHÁC"
        click.echo(f"  {line.campaign_code} {line.instrument_code}, {KINDS[line.kind]}: {mark}, {same}")
    if before != after:
        raise CommandError(
            "Có báo cáo khác nhau. Hãy dùng tiếp tệp SQLite, xóa cơ sở dữ liệu PostgreSQL này và báo cho chúng tôi."
        )
    with arrived.writing() as session:
        rows = sum(content.rows for content in copied.values())
        record_action(session, "move-database", subject=f"{rows} dòng", account_id=None, now=clock.now())
    click.echo(NEXT.format(path=path))


COMMANDS = (move_to_postgresql,)
