"""What one response costs, for docs/capacity.md: bytes with their indexes, write-ahead log, sums of a unit, backup.

Run: PYTHONPATH=. .venv/bin/python bench/constants.py [RESPONSES]. Each response is written as a phone's is, by the short way
and one commit for each; PostgreSQL has its own defaults (fsync on). A comment with every
fourth, as in the demo of 1,000 schools.
"""

import datetime as dt
import io
import os
import random
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from _province import SECRET, fill
from _servers import cpu_seconds, durable_postgresql
from sqlalchemy import select, text

from questionnaires import Questionnaire
from survey_app.backups.dump import write_backup
from survey_app.campaigns.participations import get_questionnaire
from survey_app.campaigns.sealing import erase_traces, rewrite_in_key_order
from survey_app.collecting.answers import NewResponse, offered_values
from survey_app.collecting.responses import Destination, receipt_for, receipt_mark, record_one
from survey_app.config import TIMEZONE
from survey_app.db import Database
from survey_app.models import Participation
from survey_app.results.sums import current_sums

SCHOOLS, COMMENTS_EVERY = 20, 4
TABLES = ("response", "sending", "comment")
SUMS = ("cell_sums", "sums_state")
WORDS = tuple("thầy cô trường lớp con em sân ăn trưa rất tốt cần thêm sạch hơn giờ đón".split())  # noqa: SIM905


def responses(number: int, questionnaire: Questionnaire) -> Iterator[NewResponse]:
    """Forms by chance; no two alike."""
    rng = random.Random(7)
    offered = [offered_values(questionnaire, item.code) for item in questionnaire.closed_items]
    for one in range(number):
        key = f"{rng.getrandbits(192):048x}"[:32]
        words = {"G01": " ".join(rng.choices(WORDS, k=14))} if one % COMMENTS_EVERY == 0 else {}
        sheet = "".join(map(rng.choice, offered))
        mark = receipt_mark(receipt_for(key, secret=SECRET), secret=SECRET)
        yield NewResponse(
            key, sheet, (rng.choice((80, 90, 100)),), rng.choice(questionnaire.grades).code, words, "qr", 3, receipt_mark=mark
        )


def size_of(database: Database, tables: tuple[str, ...]) -> int:
    """Bytes of tables with their indexes; of SQLite what its pages hold of them."""
    if database.is_sqlite:
        question = (
            "SELECT sum(pgsize) FROM dbstat WHERE name IN (SELECT name FROM sqlite_master WHERE tbl_name IN ({}))"
        ).format(", ".join(f"'{table}'" for table in tables))
    else:
        names = ", ".join(f"'{table}'" for table in tables)
        question = (
            "SELECT sum(pg_total_relation_size(c.oid) + (SELECT coalesce(sum(pg_total_relation_size(p.relid)), 0) FROM"
            " pg_partition_tree(c.oid) AS p WHERE p.relid <> c.oid)) FROM pg_class c"
            f" WHERE relname IN ({names}) AND relnamespace = 'public'::regnamespace"
        )
    with database.reading() as session:
        return int(session.scalar(text(question)) or 0)


def log_position(database: Database) -> int:
    """How many bytes of write-ahead log there have been so far."""
    with database.reading() as session:
        return int(session.scalar(text("SELECT pg_current_wal_lsn() - '0/0'::pg_lsn")))


def measure(url: str, number: int, *, server: int = 0) -> None:
    today = dt.datetime.now(TIMEZONE)
    fill(url, schools=SCHOOLS, today=today.date())
    database = Database(url)
    kind = database.engine.dialect.name
    with database.reading() as session:
        rows = session.scalars(select(Participation).order_by(Participation.id)).all()
        places = [Destination.of(row) for row in rows]
        instrument = rows[0].instrument
        questionnaire = get_questionnaire(session, instrument.id, instrument.digest)
    empty, sums_before = size_of(database, TABLES), size_of(database, SUMS)
    logged = 0 if database.is_sqlite else log_position(database)
    forms = list(responses(number, questionnaire))
    began, computed = time.perf_counter(), cpu_seconds(server) if server else 0.0
    for turn, form in enumerate(forms):
        assert record_one(database, places[turn % len(places)], form, now=today)
    spent = time.perf_counter() - began
    if server:
        print(
            f"{kind}: {1000 * (cpu_seconds(server) - computed) / number:.2f} ms of the server's processors a response written"
        )
    if not database.is_sqlite:
        print(f"{kind}: {(log_position(database) - logged) / number:,.0f} bytes of write-ahead log a response, one commit each")
    size = (size_of(database, TABLES) - empty) / number
    print(f"{kind}: {size:,.0f} bytes a response as it came, {1000 * spent / number:.2f} ms")
    logged = 0 if database.is_sqlite else log_position(database)
    with database.writing() as session:
        rewrite_in_key_order(session, places[0].campaign_id)
    erase_traces(database)
    if not database.is_sqlite:
        night = (log_position(database) - logged) / number
        print(f"{kind}: {night:,.0f} bytes of write-ahead log a response for the rewriting of a night")
    print(f"{kind}: {(size_of(database, TABLES) - empty) / number:,.0f} bytes a response after the night")
    for table in TABLES:
        print(f"{kind}:   {table} {size_of(database, (table,)) / number:,.0f}")
    began = time.process_time()
    with database.reading() as session:
        current_sums(session, questionnaire, participation_ids=[place.participation_id for place in places], is_open=False)
    each = 1e6 * (time.process_time() - began) / number
    stored = (size_of(database, SUMS) - sums_before) / SCHOOLS
    print(f"{kind}: sums {stored:,.0f} bytes a unit of {len(questionnaire.grades)} grades, {each:.1f} microseconds a response")
    for passphrase in (None, "a passphrase of a benchmark"):
        packed = io.BytesIO()
        write_backup(database, packed, now=today, secret=SECRET, passphrase=passphrase, with_secret=False)
        print(f"{kind}: backup {len(packed.getvalue()) / number:,.0f} bytes a response{', encrypted' if passphrase else ''}")
    database.engine.dispose()


def main() -> None:
    number = int(sys.argv[1]) if len(sys.argv) > 1 else 20_000
    print(f"{number} responses of {SCHOOLS} schools, a comment with every {COMMENTS_EVERY}th; {os.cpu_count()} cores")
    with tempfile.TemporaryDirectory() as folder:
        measure(f"sqlite:///{Path(folder) / 'constants.sqlite3'}", number)
    with durable_postgresql() as (url, server):
        measure(url, number, server=server)


if __name__ == "__main__":
    main()
