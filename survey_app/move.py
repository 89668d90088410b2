"""Moves an installation that began on SQLite into an empty PostgreSQL: all of it or nothing; the old file is left as it was.

Nobody else may have the file meanwhile: a response recorded after the copy would stay behind. So SQLite is asked for the file
alone, which it refuses as long as any other process has it open, and what is copied is a snapshot made under that lock. Every
table is copied in the order of its keys by one COPY, all in one transaction: rows lie in an order that means nothing and bear
one mark, as after a night. Then both sides are read: rows are compared by a digest, reports by their fingerprints.

Must not know what the tables mean: it takes them as the models list them, answers among them, and shows nothing but counts.
"""

import datetime as dt
import hashlib
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Connection, Table, func, inspect, select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from survey_app.campaigns.answer_views import create_answer_views
from survey_app.db import Database
from survey_app.migrate import find_state, upgrade
from survey_app.models import Base, Campaign, Instrument
from survey_app.results.reports import NotShown, compared_kinds, find_department_report

CHUNK: Final = 5_000  # rows in memory at a time
TABLES: Final = tuple(Base.metadata.sorted_tables)  # what a table points at comes before it


class MoveRefusedError(Exception):
    """Why nothing was moved, in words for the operator."""


# what has rows of its own, and not the tables above partitions: statistics hold samples, and those go with a partition
_STORED: Final = text(
    "SELECT oid::regclass::text FROM pg_class WHERE relkind = 'r' AND relnamespace IN"
    " (SELECT oid FROM pg_namespace WHERE nspname IN ('public', 'parts')) ORDER BY 1"
)


@dataclass(frozen=True)
class Content:
    """How many rows a table has, and a digest of all of them that knows no order."""

    rows: int
    digest: str


@dataclass(frozen=True)
class ReportLine:
    """A report of the department: of which campaign, instrument and kind of unit, and its fingerprint or why there is none."""

    campaign_code: str
    instrument_code: str
    kind: str
    fingerprint: str


@contextmanager
def taken_snapshot(path: Path) -> Iterator[Database]:
    """A copy of an SQLite file that nobody else has open until the end; raises MoveRefusedError while somebody has."""
    folder = Path(
        tempfile.mkdtemp(prefix="chuyen-", dir=path.parent)
    )  # beside it: readable by its owner only, on a disk with room
    try:
        with closing(sqlite3.connect(path, isolation_level=None, timeout=0)) as held:
            _take_alone(held)
            with closing(sqlite3.connect(folder / path.name)) as copy:
                held.backup(copy)
            snapshot = Database(f"sqlite:///{folder / path.name}")
            try:
                yield snapshot
            finally:
                snapshot.engine.dispose()
    finally:
        shutil.rmtree(folder)


def _take_alone(held: sqlite3.Connection) -> None:
    """Lock the file for this connection. With write-ahead log every open connection of another process stands in the way."""
    try:
        held.execute("PRAGMA locking_mode = EXCLUSIVE")
        held.execute("BEGIN EXCLUSIVE")
        held.execute("COMMIT")  # the lock stays, and a copy can be made
    except sqlite3.OperationalError:
        raise MoveRefusedError(
            "Dịch vụ hoặc một lệnh khác đang mở tệp SQLite: phiếu gửi trong lúc chuyển sẽ bị bỏ lại. "
            "Hãy dừng dịch vụ và các lệnh hẹn giờ rồi chạy lại."
        ) from None


def prepare_target(target: Database) -> None:
    """Bring an empty PostgreSQL to this release, or refuse what is not empty, not PostgreSQL or not to be reached."""
    if target.engine.dialect.name != "postgresql":
        raise MoveRefusedError("Nơi chuyển đến phải là PostgreSQL, ví dụ postgresql://thuocdo@localhost/thuocdo.")
    state = find_state(target.engine)
    if state == "away":
        raise MoveRefusedError("Không kết nối được với PostgreSQL. Hãy kiểm tra địa chỉ, tên cơ sở dữ liệu và mật khẩu.")
    if state == "empty" and not inspect(target.engine).get_table_names():
        try:
            upgrade(target.engine)
        except DBAPIError as error:
            raise MoveRefusedError(
                f"PostgreSQL không cho tạo bảng ({_said_by(error.orig)}). Tài khoản cần là chủ của cơ sở dữ liệu: "
                "createdb thuocdo --owner thuocdo"
            ) from None
    elif state != "current":
        raise MoveRefusedError(_NOT_EMPTY)
    with target.engine.connect() as connection:
        if any(connection.execute(select(1).select_from(table).limit(1)).first() for table in TABLES):
            raise MoveRefusedError(_NOT_EMPTY)


_NOT_EMPTY: Final = (
    "Cơ sở dữ liệu PostgreSQL không trống nên không chép gì vào đó. Hãy tạo một cơ sở dữ liệu mới: createdb thuocdo"
)


def copy_all(source: Database, target: Database) -> dict[str, Content]:
    """Copy every table in one transaction and compare it before the commit; what was copied, by table."""
    with source.engine.connect() as reader, target.engine.begin() as writer:
        copied = {table.name: _copy_table(reader, writer, table) for table in TABLES}
        differing = [table.name for table in TABLES if _content(writer, table) != copied[table.name]]
        if differing:
            raise MoveRefusedError(f"Sau khi chép, nội dung khác nhau ở: {', '.join(differing)}. Chưa chuyển gì.")
        _set_sequences(writer)
        create_answer_views(Session(bind=writer))
    with target.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        for name in connection.scalars(_STORED).all():
            connection.exec_driver_sql(f"ANALYZE {name}")  # a fresh database plans as if its tables were empty
    return copied


def _copy_table(reader: Connection, writer: Connection, table: Table) -> Content:
    name = writer.dialect.identifier_preparer.format_table(table)
    columns = ", ".join(writer.dialect.identifier_preparer.format_column(column) for column in table.columns)
    cursor = writer.connection.cursor()
    count = _Count()
    try:
        with cursor.copy(f"COPY {name} ({columns}) FROM STDIN") as copy:
            for row in _rows(reader, table):
                copy.write_row(row)
                count.add(row)
    except writer.dialect.loaded_dbapi.Error as error:
        raise MoveRefusedError(f"PostgreSQL không nhận bảng {table.name}: {_said_by(error)}. Chưa chuyển gì.") from None
    finally:
        cursor.close()
    return count.content()


def _said_by(error: BaseException | None) -> str:
    """The server's words alone: what it adds as context quotes the row."""
    return getattr(getattr(error, "diag", None), "message_primary", None) or type(error).__name__


def _content(connection: Connection, table: Table) -> Content:
    count = _Count()
    for row in _rows(connection, table):
        count.add(row)
    return count.content()


def _rows(connection: Connection, table: Table) -> Iterator[list[Any]]:
    """The rows in the order of their keys, with moments in UTC: SQLite keeps no zone, and all moments are stored so."""
    statement = select(table).order_by(*table.primary_key.columns).execution_options(yield_per=CHUNK)
    with connection.execute(statement) as found:
        for row in found:
            yield [_plain(value) for value in row]


def _plain(value: Any) -> Any:
    if isinstance(value, dt.datetime):
        return value.replace(tzinfo=dt.UTC) if value.tzinfo is None else value.astimezone(dt.UTC)
    return bytes(value) if isinstance(value, memoryview) else value


class _Count:
    """Counts rows and adds up their digests, so that no order of either database matters."""

    def __init__(self) -> None:
        self.rows, self._sum = 0, 0

    def add(self, row: list[Any]) -> None:
        self.rows += 1
        self._sum += int.from_bytes(hashlib.sha256(repr(row).encode()).digest())

    def content(self) -> Content:
        return Content(self.rows, f"{self._sum % 2**256:064x}")


def _set_sequences(writer: Connection) -> None:
    """Let the next number of each table come after the highest that was copied."""
    for table in TABLES:
        column = table.autoincrement_column
        if column is None:
            continue
        name = writer.dialect.identifier_preparer.format_table(table)
        sequence = writer.scalar(text("SELECT pg_get_serial_sequence(:name, :column)"), {"name": name, "column": column.name})
        highest = writer.scalar(select(func.max(column)))
        if sequence is not None and highest is not None:
            writer.execute(text("SELECT setval(:sequence, :highest)"), {"sequence": sequence, "highest": highest})


def find_reports(database: Database, *, now: dt.datetime, grace_minutes: int) -> list[ReportLine]:
    """The department's reports on every campaign, computed here and now."""
    found = []
    with database.reading() as session:
        instruments = select(Instrument).join(Campaign).where(Campaign.opened).order_by(Campaign.code, Instrument.code)
        for instrument in session.scalars(instruments).all():
            for kind in compared_kinds(session, instrument):
                report = find_department_report(
                    session, instrument.campaign, instrument.code, now=now, grace_minutes=grace_minutes, kind=kind
                )
                mark = report.reason if isinstance(report, NotShown) else report.fingerprint
                found.append(ReportLine(instrument.campaign.code, instrument.code, kind, mark))
    return found
