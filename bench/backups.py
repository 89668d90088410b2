"""Processor time of a backup, its check and a restore, and the size of the file: 100,000 responses of 200 schools.

PYTHONPATH=. .venv/bin/python bench/backups.py [RESPONSES]. Both databases; PostgreSQL's own work is counted with ours.
"""

import random
import resource
import sys
import tempfile
import time
from pathlib import Path

from _servers import cpu_seconds, durable_postgresql
from sqlalchemy import create_engine, insert, make_url, select, text

from survey_app.backups.dump import write_backup
from survey_app.backups.restore import check_backup, restore_backup
from survey_app.db import Database
from survey_app.migrate import upgrade
from survey_app.models import Base, Participation
from tests.factories import DURING, make_campaign, make_department

SCHOOLS, BATCH = 200, 10_000
PASSPHRASE = "a passphrase of a benchmark"


def fill(database: Database, number: int) -> None:
    """A campaign whose responses are random ticks; a sending for each."""
    rng = random.Random(1)
    upgrade(database.engine)
    with database.writing() as session:
        make_department(session, schools=SCHOOLS)
        make_campaign(session)
        places = session.execute(select(Participation.campaign_id, Participation.unit_id, Participation.id)).all()
    tables = Base.metadata.tables
    for start in range(0, number, BATCH):
        keys = [
            dict(zip(("campaign_id", "unit_id", "participation_id"), rng.choice(places), strict=True))
            for _ in range(min(BATCH, number - start))
        ]
        with database.writing() as session:
            values = {"channel": "qr", "pace": 3, "honeypot": False, "grade": "3", "percents": "85"}
            sheets = [{**key, **values, "key": rng.randbytes(16), "sheet": "".join(rng.choices("12345", k=25))} for key in keys]
            sent = [{**key, "key_hash": rng.randbytes(32), "slot": 1, "language": "vi"} for key in keys]
            session.execute(insert(tables["response"]), sheets)
            session.execute(insert(tables["sending"]), sent)


def main() -> None:
    """Both databases, one after the other."""
    number = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    with tempfile.TemporaryDirectory() as folder:
        measure(f"sqlite:///{folder}/from.sqlite3", f"sqlite:///{folder}/to.sqlite3", folder, number)
        print(f"database {Path(folder, 'from.sqlite3').stat().st_size / 1e6:.1f} MB")
    with tempfile.TemporaryDirectory() as folder, durable_postgresql() as (url, server):
        engine = create_engine(url, isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.execute(text("CREATE DATABASE other"))
        other = make_url(url).set(database="other").render_as_string(hide_password=False)
        measure(url, other, folder, number, server=server)
        with engine.connect() as connection:
            size = connection.scalar(text("SELECT pg_database_size('postgres')")) or 0
        engine.dispose()
        print(f"database {size / 1e6:.1f} MB")


def measure(url: str, other: str, folder: str, number: int, *, server: int = 0) -> None:
    """Fill one database, back it up, check the file and restore it into the other."""

    def spent() -> float:
        return time.process_time() + (cpu_seconds(server) if server else 0.0)

    database, target = Database(url), Database(other, is_restoring=True)
    fill(database, number)
    file = Path(folder) / "a.backup"
    began = spent()
    with file.open("wb") as written:
        write_backup(database, written, now=DURING, secret="s" * 32, passphrase=PASSPHRASE, with_secret=True)
    made = spent()
    with file.open("rb") as opened:
        check_backup(opened, PASSPHRASE, folder=Path(folder))
        checked = spent()
        opened.seek(0)
        restore_backup(target, opened, PASSPHRASE, name=file.name, now=DURING)
    restored = spent()
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    packed = file.stat().st_size / 1e6
    print(f"\n{database.dialect}: {number} responses, backup {packed:.1f} MB, most memory so far {memory:.0f} MB")
    print(f"processor seconds: backup {made - began:.1f}, verify {checked - made:.1f}, restore {restored - checked:.1f}")
    for one in (database, target):
        one.engine.dispose()


if __name__ == "__main__":
    main()
