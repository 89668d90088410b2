"""A unit's single responses as files: reading them out of the database, then each form, with time and memory.

Run: PYTHONPATH=. .venv/bin/python bench/row_files.py [100000 ...] (numbers of responses). Each work runs in a process of its
own, so that memory is its own peak: for a form, that of reading the rows included. Seconds of
the processor, once.
"""

import datetime as dt
import resource
import secrets
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from random import Random

from sqlalchemy import insert

from questionnaires import load_shipped
from survey_app.campaigns.opening import create_campaign, open_campaign
from survey_app.campaigns.tokens import make_link_token
from survey_app.config import TIMEZONE
from survey_app.db import Database
from survey_app.exports.rows_csv import row_file_to_zip
from survey_app.exports.rows_spss import row_file_to_sav
from survey_app.exports.rows_xlsx import row_file_to_xlsx
from survey_app.exports.xlsx_tables import TooManyCellsError
from survey_app.migrate import upgrade
from survey_app.models import Response, Unit
from survey_app.results.row_files import RowFile, RowPlan, find_row_plan, read_row_file

SIZES = (1_000, 20_000, 100_000)
NOW = dt.datetime(2026, 6, 2, 9, tzinfo=TIMEZONE)
QUESTIONNAIRE = load_shipped()["TH-PH"]
CHUNK = 10_000
FORMS: dict[str, Callable[[RowFile], bytes]] = {
    "csv": row_file_to_zip,
    "xlsx": row_file_to_xlsx,
    "sav": row_file_to_sav,
}
WORKS = ("plan", "rows", *FORMS)


def main(sizes: tuple[int, ...]) -> None:
    """Print a table: a row for each size."""
    print("| responses | plan (the page) | rows read | .zip | .xlsx | .sav | sizes |\n|---|---|---|---|---|---|---|")
    for size in sizes:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "bench.sqlite3"
            fill(path, size)
            works = [subprocess.check_output([sys.executable, __file__, "--one", name, str(path)], text=True) for name in WORKS]
        cells, bytes_of = zip(*(work.strip().split("|") for work in works), strict=True)
        print(f"| {size:,} | {' | '.join(cells)} | {', '.join(filter(None, bytes_of))} |", flush=True)


def fill(path: Path, size: int) -> None:
    """One school with so many responses, sealed. Written as plain rows: the door is measured elsewhere."""
    database = Database(f"sqlite:///{path}")
    upgrade(database.engine)
    with database.writing() as session:
        session.add(Unit(code="TH1", name="Trường Tiểu học", kind="school", levels="TH", link_token=make_link_token()))
        session.flush()
        days = {"opens_on": dt.date(2026, 5, 4), "closes_on": dt.date(2026, 5, 29)}
        campaign = create_campaign(session, code="2026", name="Khảo sát", questionnaires=[QUESTIONNAIRE], **days)
        open_campaign(session, campaign)
        campaign.sealed_on = dt.date(2026, 5, 30)
        session.flush()
        place = {"campaign_id": campaign.id, "unit_id": 1, "participation_id": 1}
        rng = Random(size)
        for start in range(0, size, CHUNK):
            session.execute(insert(Response), [place | make_row(rng) for _ in range(min(CHUNK, size - start))])


def make_row(rng: Random) -> dict[str, object]:
    """A response of mixed answers."""
    ratings = "".join(rng.choice("0123444455-") for item in QUESTIONNAIRE.closed_items if item.kind == "rating")
    return {
        "key": rng.randbytes(16),
        "channel": "link",
        "grade": rng.choice("12345"),
        "sheet": ratings + rng.choice("1112"),
        "percents": str(rng.randrange(101)),
    }


def one(name: str, path: str) -> None:
    """One work, its seconds and the most memory that the process ever took beyond what it began with."""
    database = Database(f"sqlite:///{path}")
    with database.reading() as session:
        started, before = time.process_time(), peak_megabytes()
        plan = find_row_plan(session, 1, unit_id=1, now=NOW, grace_minutes=60)
        assert isinstance(plan, RowPlan)
        if name != "plan":
            started = time.process_time()
            file = read_row_file(session, 1, plan, rng=secrets.SystemRandom())
    size = ""
    if name in FORMS:
        started = time.process_time()
        try:
            size = f"{len(FORMS[name](file)) / 1e6:.1f} MB"
        except TooManyCellsError:
            print("refused", "", sep="|")
            return
    print(f"{time.process_time() - started:.2f} s, {peak_megabytes() - before:.0f} MB", size, sep="|")


def peak_megabytes() -> float:
    """The most memory that this process has had."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    if sys.argv[1:2] == ["--one"]:
        one(*sys.argv[2:4])
    else:
        main(tuple(int(size) for size in sys.argv[1:]) or SIZES)
