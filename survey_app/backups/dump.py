"""Making a backup: all tables in one consistent view, line by line into an envelope, while the service goes on.

On SQLite a reading transaction sees one state of the write-ahead log, and writers do not wait for it; on PostgreSQL it is
REPEATABLE READ. Lines: a manifest; of each table its rows and a line with their number and digest; a last line.
"""

import configparser
import datetime as dt
import hashlib
import hmac
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import IO, Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from analysis import METHOD_VERSION
from survey_app.backups.envelope import NOT_OURS, BackupFaultError, EnvelopeWriter
from survey_app.backups.fingerprints import find_fingerprints
from survey_app.backups.rows import CountedLines, TableShape, count_rows, read_lines, shapes_of_models
from survey_app.config import PROJECT_FOLDER
from survey_app.db import Database
from survey_app.migrate import find_revision
from survey_app.models import Campaign

FORMAT: Final = 1
END: Final = b'{"end":true}'


@dataclass(frozen=True)
class Manifest:
    """What a backup says of itself. `rows` by table; `secret` is the installation's, or "" where it is kept elsewhere.

    `secret_mark` tells whether another secret is the same one; nothing can be made from it.
    """

    made_at: dt.datetime
    version: str
    method_version: str
    migration: str
    database: str
    tables: Sequence[TableShape]
    rows: Mapping[str, int]
    fingerprints: Mapping[str, str]
    secret_mark: str
    secret: str

    def to_line(self) -> bytes:
        """As it stands in the file."""
        plain = {
            "format": FORMAT,
            "made_at": self.made_at.isoformat(),
            "version": self.version,
            "method_version": self.method_version,
            "migration": self.migration,
            "database": self.database,
            "tables": [shape.to_plain() for shape in self.tables],
            "rows": dict(self.rows),
            "fingerprints": dict(self.fingerprints),
            "secret_mark": self.secret_mark,
            "secret": self.secret,
        }
        return json.dumps(plain, ensure_ascii=False).encode()

    @classmethod
    def from_line(cls, line: bytes) -> "Manifest":
        """As it was read."""
        try:
            plain = json.loads(line)
            if plain.pop("format") != FORMAT:
                raise BackupFaultError(NOT_OURS)
            tables = [TableShape.from_plain(one) for one in plain.pop("tables")]
            made_at = dt.datetime.fromisoformat(plain.pop("made_at"))
            manifest = cls(made_at=made_at, tables=tables, **plain)
        except (ValueError, KeyError, TypeError, AttributeError):
            raise BackupFaultError(NOT_OURS) from None
        if {shape.name for shape in tables} != manifest.rows.keys():
            raise BackupFaultError(NOT_OURS)
        return manifest

    @property
    def responses(self) -> int:
        """How many responses are in it."""
        return self.rows.get("response", 0)


@dataclass(frozen=True)
class Made:
    """A backup that was written: its manifest and the digest of the whole file."""

    manifest: Manifest
    digest: str


def write_backup(
    database: Database, file: IO[bytes], *, now: dt.datetime, secret: str, passphrase: str | None, with_secret: bool
) -> Made:
    """Write everything into `file`. The secret goes along only into an encrypted backup."""
    with database.reading() as session:
        find_fingerprints(session)  # brings stored sums up to date beside us, so that nothing is written during the reading
    with snapshot(database) as session:
        connection = session.connection()
        session.execute(select(Campaign.id).limit(1))  # from here on the view stands still
        shapes = shapes_of_models()
        manifest = Manifest(
            made_at=now,
            version=find_version(),
            method_version=METHOD_VERSION,
            migration=find_revision(connection) or "",
            database=connection.dialect.name,
            tables=shapes,
            rows={shape.name: count_rows(connection, shape) for shape in shapes},
            fingerprints=find_fingerprints(session),
            secret_mark=mark_secret(secret),
            secret=secret if passphrase is not None and with_secret else "",
        )
        envelope = EnvelopeWriter(file, passphrase)
        envelope.write(manifest.to_line() + b"\n")
        for shape in shapes:
            lines = CountedLines(read_lines(connection, shape))
            for line in lines:
                envelope.write(line + b"\n")
            envelope.write(_trailer(shape.name, lines) + b"\n")
        envelope.write(END + b"\n")
    return Made(manifest, envelope.close())


def read_trailer(line: bytes) -> dict[str, Any]:
    """What stands behind the rows of a table."""
    found: dict[str, Any] = json.loads(line)
    return found


def mark_secret(secret: str) -> str:
    """Tells one secret from another."""
    return hmac.new(secret.encode(), b"backup", hashlib.sha256).hexdigest()[:16]


def find_version() -> str:
    """The version of this program, as setup.cfg has it; empty where that is not beside it."""
    settings = configparser.ConfigParser(interpolation=None)
    settings.read(PROJECT_FOLDER / "setup.cfg")
    return settings.get("metadata", "version", fallback="")


def snapshot(database: Database) -> Session:
    """A session that sees one state from its first question to its last."""
    if database.is_sqlite:
        return Session(database.engine)
    return Session(database.engine.execution_options(isolation_level="REPEATABLE READ"))


def _trailer(name: str, lines: CountedLines) -> bytes:
    return json.dumps({"table": name, "rows": lines.number, "sha256": lines.digest}).encode()
