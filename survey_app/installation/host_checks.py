"""What several hosts before one database must have in common, and how much of the database they take together."""

from collections.abc import Iterator
from typing import Final

from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from survey_app.collecting.responses import count_signed
from survey_app.db import Database, RestoreUnfinishedError
from survey_app.installation.findings import Finding, fault, good, look
from survey_app.replica import Replica

SAMPLE: Final = 1000  # sendings, which lie by unit: a host that has signed with another secret shows among so many
CONNECTIONS: Final = 2  # that one thread may hold: one to read, and for moments one to write beside it
SPARE: Final = 10  # for commands, the night, and whoever looks


def check_common_secret(session: Session, *, secret: str) -> Iterator[Finding]:
    """Whether the receipts that were given out are those that this host's secret makes."""
    subject = "Khóa bí mật chung"
    ours, others = count_signed(session, secret=secret, most=SAMPLE)
    same = "Đặt cùng một SECRET_KEY trên mọi máy (docs/operations/many-hosts.md), rồi khởi động lại dịch vụ trên máy khác khóa."
    if ours and others:
        yield look(
            subject, f"{others} trong {ours + others} phiếu xem thử được ký bằng khóa khác: có máy dùng khóa khác.", same
        )
    elif others:
        yield fault(subject, "Các phiếu đã nhận được ký bằng khóa khác với khóa của máy này.", same)
    elif ours:
        yield good(subject, "Các phiếu đã nhận được ký bằng khóa của máy này.")


def check_connections(database: Database, session: Session, *, workers: int, threads: int) -> Iterator[Finding]:
    """Whether all hosts that are connected now, each with as many threads as this one, find room in PostgreSQL."""
    if database.is_sqlite:
        return
    connected = (
        "SELECT count(DISTINCT coalesce(host(client_addr), '')) FROM pg_stat_activity WHERE datname = current_database()"
    )
    hosts = session.scalar(text(f"{connected} AND usename = current_user")) or 1
    most = int(session.scalar(text("SELECT current_setting('max_connections')")) or 0)
    wanted = hosts * workers * threads * CONNECTIONS
    if most < wanted + SPARE:
        yield fault(
            "Kết nối PostgreSQL",
            f"max_connections = {most}, trong khi {hosts} máy, mỗi máy {workers} tiến trình, có thể mở {wanted} kết nối.",
            f"Đặt max_connections ít nhất {wanted + SPARE}, hoặc giảm WORKERS hay THREADS.",
        )
    else:
        yield good("Kết nối PostgreSQL", f"max_connections = {most} là đủ cho {hosts} máy.")


def check_replica(replica: Replica | None) -> Iterator[Finding]:
    """Whether the replica, if there is one, can be reached, is one, and keeps up. Pages do without it."""
    subject = "Bản sao chỉ đọc"
    if replica is None:
        return
    remedy = "Các trang công bố đang đọc thẳng từ cơ sở dữ liệu chính. Xem docs/operations/many-hosts.md, mục “A replica”."
    try:
        found = replica.ask()
    except (SQLAlchemyError, RestoreUnfinishedError):
        yield look(subject, "READ_DATABASE_URL: không kết nối được.", remedy)
        return
    if not found.is_copy:
        yield fault(subject, "READ_DATABASE_URL không trỏ đến một bản sao (standby) của PostgreSQL.", remedy)
    elif not found.is_fed:
        yield look(subject, "Bản sao không còn nhận dữ liệu từ máy chính.", remedy)
    elif not found.is_close:
        yield look(subject, f"Bản sao chậm {found.behind:.0f} giây.", remedy)
    else:
        yield good(subject, f"Theo kịp máy chính (chậm {found.behind:.0f} giây).")
