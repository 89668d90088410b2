"""Processor time of a backup, its check and a restore, and the size of the file: 100,000 responses of 200 schools, SQLite.

PYTHONPATH=. .venv/bin/python bench/backups.py [RESPONSES]
"""

import random
import resource
import sys
import tempfile
import time
from pathlib import Path

from sqlalchemy import insert, select

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
    number = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    with tempfile.TemporaryDirectory() as folder:
        database = Database(f"sqlite:///{folder}/from.sqlite3")
        fill(database, number)
        file = Path(folder) / "a.backup"
        began = time.process_time()
        with file.open("wb") as opened:
            write_backup(database, opened, now=DURING, secret="s" * 32, passphrase=PASSPHRASE, with_secret=True)
        made = time.process_time()
        with file.open("rb") as opened:
            check_backup(opened, PASSPHRASE, folder=Path(folder))
            checked = time.process_time()
            opened.seek(0)
            target = Database(f"sqlite:///{folder}/to.sqlite3", is_restoring=True)
            restore_backup(target, opened, PASSPHRASE, name=file.name, now=DURING)
        restored = time.process_time()
        size = Path(folder, "from.sqlite3").stat().st_size
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(f"{number} responses, database {size / 1e6:.1f} MB, backup {file.stat().st_size / 1e6:.1f} MB")
        print(f"processor seconds: backup {made - began:.1f}, verify {checked - made:.1f}, restore {restored - checked:.1f}")
        print(f"most memory {memory:.0f} MB")


if __name__ == "__main__":
    main()
