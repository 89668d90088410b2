"""The database: there, of this release, and such that a receipt is a promise and no log of its own tells who answered what."""

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from sqlalchemy import text
from sqlalchemy.orm import Session

from survey_app.campaigns.sealing import find_campaigns_to_seal
from survey_app.config import CALL
from survey_app.db import Database
from survey_app.demo.fill import find_demo
from survey_app.installation.findings import Finding, fault, good, look
from survey_app.migrate import find_state

UPGRADE: Final = f"{CALL} upgrade-database"
LARGEST_FOR_SQLITE: Final = 200  # units; above it several hundred people send in one minute
MOST_DRIFT: Final = 30  # seconds, half a step of an authenticator app
AWAY: Final = ("nfs", "cifs", "smb", "fuse.sshfs", "9p", "glusterfs", "ceph")  # locks of files over a network are no locks
# PostgreSQL's setting → what it must be, and why
DURABLE: Final[dict[str, tuple[set[str], str]]] = {
    "fsync": ({"on"}, "máy mất điện là mất phiếu đã báo nhận"),
    "full_page_writes": ({"on"}, "máy mất điện có thể làm hỏng cơ sở dữ liệu"),
    "synchronous_commit": ({"on", "remote_write", "remote_apply"}, "máy mất điện là mất phiếu đã báo nhận"),
}
SILENT: Final[dict[str, set[str]]] = {
    "log_statement": {"none", "ddl"},
    "log_min_duration_statement": {"-1"},
    "log_min_duration_sample": {"-1"},
    "log_transaction_sample_rate": {"0"},
    "log_parameter_max_length_on_error": {"0"},
    "auto_explain.log_min_duration": {"-1", ""},
}


def check_tables(database: Database) -> Iterator[Finding]:
    """Whether the database can be reached and has the tables of this release."""
    subject = "Cơ sở dữ liệu"
    match find_state(database.engine):
        case "current":
            yield good(subject, "Kết nối được, các bảng đúng phiên bản.")
        case "away":
            yield fault(
                subject, "Không kết nối được.", "Kiểm tra DATABASE_URL, INSTANCE_FOLDER và xem PostgreSQL có đang chạy không."
            )
        case "empty":
            yield fault(subject, "Chưa có bảng.", f"Chạy: {UPGRADE}")
        case "older":
            yield fault(
                subject, "Các bảng thuộc phiên bản khác.", f"Chạy: {UPGRADE}. Nếu vẫn vậy: cơ sở dữ liệu mới hơn phần mềm."
            )


def check_durability(database: Database, session: Session, *, mounts: str | None = None) -> Iterator[Finding]:
    """Whether what was written is there after a power cut."""
    if database.is_sqlite:
        yield from _check_file(Path(database.engine.url.database or ""), session, mounts)
    else:
        yield from _check_server(session)


def _check_file(file: Path, session: Session, mounts: str | None) -> Iterator[Finding]:
    subject = "Ghi bền"
    journal, synchronous = (session.scalar(text(f"PRAGMA {name}")) for name in ("journal_mode", "synchronous"))
    kind = kind_of_disk(file, Path("/proc/self/mounts").read_text() if mounts is None else mounts)
    if kind.startswith(AWAY):
        yield fault(
            subject,
            f"Tệp SQLite nằm trên ổ mạng ({kind}).",
            "Chuyển INSTANCE_FOLDER về ổ đĩa của chính máy này, hoặc dùng PostgreSQL.",
        )
    elif (journal, synchronous) != ("wal", 2):
        yield fault(subject, f"SQLite chạy kiểu {journal}, {synchronous}.", "Kiểm tra ổ đĩa và quyền ghi của thư mục dữ liệu.")
    elif file.stat().st_mode & 0o077:
        yield fault(subject, f"Người khác trên máy đọc được {file}.", f"Chạy: chmod 600 {file}")
    else:
        yield good(subject, "SQLite: mỗi phiếu nằm trên đĩa trước khi hiện mã biên nhận.")
    units = session.scalar(text("SELECT count(*) FROM unit")) or 0
    if units > LARGEST_FOR_SQLITE:
        yield look(
            subject, f"SQLite với {units} đơn vị.", "Nên chuyển sang PostgreSQL trước đợt khảo sát sau (docs/operations.md)."
        )


def kind_of_disk(file: Path, mounts: str) -> str:
    """The kind of file system that holds a file, as the system lists what is mounted."""
    found = ("", "")
    for line in mounts.splitlines():
        _device, place, kind = line.split()[:3]
        if file.resolve().is_relative_to(place.replace("\\040", " ")) and len(place) >= len(found[0]):
            found = (place, kind)
    return found[1]


def _check_server(session: Session) -> Iterator[Finding]:
    values = {name: session.scalar(text("SELECT current_setting(:name, true)"), {"name": name}) for name in (*DURABLE, *SILENT)}
    wrong = [name for name, (right, _why) in DURABLE.items() if values[name] not in right]
    for name in wrong:
        yield fault(
            "Ghi bền", f"PostgreSQL: {name} = {values[name]}; {DURABLE[name][1]}.", f"Đặt {name} = on rồi khởi động lại."
        )
    if not wrong:
        yield good("Ghi bền", "PostgreSQL: mỗi phiếu nằm trên đĩa trước khi hiện mã biên nhận.")
    telling = [name for name, right in SILENT.items() if values[name] is not None and values[name] not in right]
    for name in telling:
        yield fault(
            "Nhật ký của PostgreSQL",
            f"{name} = {values[name]}: nhật ký giữ câu lệnh kèm câu trả lời và giờ gửi.",
            f"Đặt lại {name} như mặc định, xóa các tệp nhật ký đã có.",
        )
    if not telling:
        yield good("Nhật ký của PostgreSQL", "Không giữ câu lệnh nào kèm nội dung.")
    if session.scalar(text("SELECT current_setting('log_error_verbosity')")) != "terse":
        yield look(
            "Nhật ký của PostgreSQL",
            "log_error_verbosity không phải terse: khi một dòng bị từ chối, nhật ký chép cả dòng ấy.",
            "Đặt log_error_verbosity = terse (docs/operations/serving.md).",
        )
    if session.scalar(text("SELECT current_setting('archive_mode')")) != "off":
        yield look(
            "Nhật ký của PostgreSQL",
            "archive_mode đang bật: tệp lưu trữ cho biết thứ tự các phiếu.",
            "Chỉ giữ các tệp ấy đúng thời gian cần để khôi phục (docs/operations.md, Backup).",
        )


def check_clock(database: Database, session: Session, *, now: dt.datetime) -> Iterator[Finding]:
    """Whether the clock of the database's machine agrees with ours."""
    if database.is_sqlite:
        return
    there: dt.datetime = session.scalar(text("SELECT clock_timestamp()")) or now
    drift = abs((there - now).total_seconds())
    if drift > MOST_DRIFT:
        yield fault("Đồng hồ", f"Lệch {drift:.0f} giây với máy chạy PostgreSQL.", "Bật đồng bộ giờ (NTP) trên cả hai máy.")
    else:
        yield good("Đồng hồ", "Trùng với máy chạy PostgreSQL.")


def check_content(session: Session, *, now: dt.datetime, grace_minutes: int, is_public: bool) -> Iterator[Finding]:
    """No published password where the network can come, and no campaign that waits to be sealed."""
    if find_demo(session) is not None and is_public:
        yield fault(
            "Dữ liệu mẫu",
            "Cơ sở dữ liệu này là Sở mẫu, mật khẩu của nó ai cũng biết.",
            "Đặt INSTANCE_FOLDER hoặc DATABASE_URL sang một cơ sở dữ liệu trống. Không đưa dữ liệu mẫu ra mạng.",
        )
    a_night_ago = now - dt.timedelta(days=1)
    waiting = find_campaigns_to_seal(session, now=a_night_ago, grace_minutes=grace_minutes)
    if waiting:
        codes = ", ".join(campaign.code for campaign in waiting)
        yield fault(
            "Việc mỗi đêm",
            f"Đã quá một đêm mà chưa khóa sổ: {codes}.",
            "Đặt lịch cho close-campaigns (deploy/systemd/thuoc-do-nightly.timer), hoặc chạy tay một lần và đọc lời báo.",
        )
    else:
        yield good("Việc mỗi đêm", "Không đợt nào chờ khóa sổ.")
