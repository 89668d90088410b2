"""Restoring a backup into an empty installation, and checking one without touching any.

All of it is one transaction: tables of the backup's own release, rows, a second reading of every row, the step to this
release. Around it stands a table of its own (`db.UNFINISHED_RESTORE`), committed before and removed by the last statement:
while it is there nobody gets a connection, so an installation whose restore was cut off says so, and nothing else can be done
with it than to restore again.
"""

import datetime as dt
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import IO, Any

from sqlalchemy import Column, Connection, MetaData, String, Table, delete, inspect, select, text
from sqlalchemy.orm import Session

from analysis import METHOD_VERSION
from survey_app.accounts.audit import record_action
from survey_app.backups.dump import END, Manifest, read_trailer
from survey_app.backups.envelope import DAMAGED, BackupFaultError, check_digest, read_envelope
from survey_app.backups.fingerprints import find_differing, find_fingerprints
from survey_app.backups.rows import CountedLines, TableShape, count_rows, read_lines, write_rows
from survey_app.campaigns.answer_views import create_answer_views, drop_answer_views
from survey_app.db import UNFINISHED_RESTORE, Database
from survey_app.migrate import downgrade_within, find_revision, is_known, upgrade_within
from survey_app.models import AccountSession, FirstSignIn, SignInAttempt

NEWER = "Bản sao lưu do phiên bản mới hơn lập (bước {}). Hãy cài phiên bản ấy của phần mềm rồi làm lại."
_MARKER = Table(UNFINISHED_RESTORE, MetaData(), Column("file", String(200)), Column("begun_at", String(40)))
# who signed out, and which links were used, since the backup was made is not known any more: all of them end
ENDED_BY_RESTORE = (AccountSession, FirstSignIn, SignInAttempt)


class NotEmptyError(BackupFaultError):
    """The installation has content, which a restore must not touch."""


@dataclass(frozen=True)
class Checked:
    """What a backup came to: its manifest, the digest of the file, and which reports differ from those of its day.

    `is_compared` is False where reports are computed by another method now, so that they must differ.
    """

    manifest: Manifest
    digest: str
    differing: tuple[str, ...]
    is_compared: bool


def read_manifest(file: IO[bytes], passphrase: str | None) -> Manifest:
    """What a backup says of itself; the file ends at its beginning."""
    lines = read_envelope(file, passphrase)
    manifest = Manifest.from_line(next(lines, b""))
    file.seek(0)
    return manifest


def check_backup(file: IO[bytes], passphrase: str | None, *, folder: Path | None = None) -> Checked:
    """Restore into a temporary SQLite database in `folder` and compare rows and reports; no installation is touched."""
    digest = check_digest(file)
    manifest = read_manifest(file, passphrase)
    with tempfile.TemporaryDirectory(prefix="thuoc-do-kiem-tra-", dir=folder) as place:  # readable by its owner alone
        database = Database(f"sqlite:///{Path(place) / 'restored.sqlite3'}", is_restoring=True)
        try:
            with _writing(database) as connection:
                _fill(connection, file, passphrase)
            return _compare(database, manifest, digest)
        finally:
            database.engine.dispose()


def restore_backup(
    database: Database,
    file: IO[bytes],
    passphrase: str | None,
    *,
    name: str,
    now: dt.datetime,
    place_secret: Callable[[Manifest], None] = lambda _manifest: None,
) -> Checked:
    """Fill an empty installation; `database` was opened for restoring. All or nothing.

    `place_secret` is called when all rows are in and nothing is committed yet.
    """
    digest = check_digest(file)
    manifest = read_manifest(file, passphrase)
    with _writing(database) as connection:
        refuse_content(connection)
        if not is_known(connection, manifest.migration):
            raise BackupFaultError(NEWER.format(manifest.migration))
        _put_marker(connection, name, now)
    try:
        with _writing(database) as connection:
            if find_revision(connection) is not None:
                downgrade_within(connection, "base")  # empty tables, of whatever release
            _fill(connection, file, passphrase)
            for table in ENDED_BY_RESTORE:
                connection.execute(delete(table))
            with Session(bind=connection, join_transaction_mode="create_savepoint") as session, session.begin():
                record_action(session, "restore-backup", subject=name, account_id=None, now=now)
            place_secret(manifest)
            _MARKER.drop(connection)
    except Exception:
        with _writing(database) as connection:  # nothing of it was committed: the installation is as empty as before
            _MARKER.drop(connection)
        raise
    return _compare(database, manifest, digest)


def refuse_content(connection: Connection) -> None:
    """Refuse a database in which anybody has done anything."""
    names = set(inspect(connection).get_table_names()) - {"alembic_version", UNFINISHED_RESTORE}
    tables = [Table(name, MetaData()) for name in sorted(names)]
    full = [table.name for table in tables if connection.execute(select(text("1")).select_from(table).limit(1)).first()]
    if full:
        raise NotEmptyError(
            f"Cơ sở dữ liệu này đã có dữ liệu ({', '.join(full[:5])}), nên không khôi phục vào đây; chưa thay đổi gì. Hãy "
            "tạo một cơ sở dữ liệu mới, đặt DATABASE_URL hoặc INSTANCE_FOLDER trỏ đến đó, rồi chạy lại. Cơ sở dữ liệu cũ cứ "
            "giữ cho đến khi bản khôi phục đã chạy tốt."
        )


def _fill(connection: Connection, file: IO[bytes], passphrase: str | None) -> None:
    """Make the tables as they were, put every row in, read every row again, and bring the tables to this release."""
    lines = read_envelope(file, passphrase)
    manifest = Manifest.from_line(next(lines, b""))
    if not is_known(connection, manifest.migration):
        raise BackupFaultError(NEWER.format(manifest.migration))
    upgrade_within(connection, manifest.migration)
    digests = {shape.name: _fill_table(connection, shape, lines, manifest.rows[shape.name]) for shape in manifest.tables}
    if next(lines, b"") != END or next(lines, None) is not None:
        raise BackupFaultError(DAMAGED)
    for shape in manifest.tables:
        again = CountedLines(read_lines(connection, shape))
        for _line in again:
            pass
        if again.digest != digests[shape.name] or count_rows(connection, shape) != manifest.rows[shape.name]:
            raise BackupFaultError(
                f"Bảng {shape.name} sau khi ghi không giống bản sao lưu, nên đã bỏ toàn bộ. Xin báo cho người phát triển."
            )
    if connection.dialect.name == "postgresql":
        _set_sequences(connection, manifest)
    upgrade_within(connection)
    session = Session(bind=connection)  # the tables may have been of this release before there were any instruments
    drop_answer_views(session)
    create_answer_views(session)


def _fill_table(connection: Connection, shape: TableShape, lines: Iterator[bytes], number: int) -> str:
    counted = CountedLines(islice(lines, number))
    write_rows(connection, shape, counted)
    try:
        said = read_trailer(next(lines, b""))
    except ValueError:
        raise BackupFaultError(DAMAGED) from None
    if said != {"table": shape.name, "rows": number, "sha256": counted.digest}:
        raise BackupFaultError(DAMAGED)
    return counted.digest


def _set_sequences(connection: Connection, manifest: Manifest) -> None:
    """Let numbers go on behind the last one."""
    for shape in manifest.tables:
        if list(shape.key) != ["id"]:
            continue
        sequence = connection.execute(text("SELECT pg_get_serial_sequence(:table, 'id')"), {"table": shape.name}).scalar()
        table = shape.to_table()
        last = connection.execute(select(table.c.id).order_by(table.c.id.desc()).limit(1)).scalar()
        if sequence and last:
            connection.execute(text("SELECT setval(CAST(:sequence AS regclass), :last)"), {"sequence": sequence, "last": last})


def _compare(database: Database, manifest: Manifest, digest: str) -> Checked:
    """The reports of a restored database beside those of the backup."""
    is_compared = manifest.method_version == METHOD_VERSION
    with database.reading() as session:
        found = find_fingerprints(session)
    return Checked(manifest, digest, find_differing(manifest.fingerprints, found) if is_compared else (), is_compared)


def _put_marker(connection: Connection, name: str, now: dt.datetime) -> None:
    _MARKER.create(connection, checkfirst=True)
    connection.execute(delete(_MARKER))
    connection.execute(_MARKER.insert().values(file=name[:200], begun_at=now.isoformat()))


def _writing(database: Database) -> Any:
    """One transaction that is committed at its end or not at all."""
    return database.engine.execution_options(writes=True).begin()
