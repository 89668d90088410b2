"""What it costs to write the annual reports of a whole campaign as files: time, memory of every process, bytes by form.

Run: PYTHONPATH=. .venv/bin/python bench/report_files.py [UNITS] (SQLite and files in a temporary folder). It is the work of
`flask export-reports`, with as many processes as there are cores, and once more when everything is done already.
"""

import os
import resource
import sys
import tempfile
import threading
import time
from collections import Counter
from pathlib import Path
from random import Random

from sqlalchemy import select
from sqlalchemy.orm import Session

from bench.annual_reports import NOW, YEARS, fill
from survey_app.cli.reports import with_settings
from survey_app.db import Database
from survey_app.exports.annual_files import ALL_FORMS, export_all
from survey_app.migrate import upgrade
from survey_app.models import Campaign
from survey_app.results.annual import annual_reports


def main() -> None:
    """Fill two campaigns, write the files of the later one, and run once more over what is done."""
    units = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
    workers = os.cpu_count() or 1
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        database = Database(f"sqlite:///{folder / 'bench.sqlite3'}")
        upgrade(database.engine)
        with database.writing() as session:
            fill(session, Random(1), units)
        for label in ("all written", "nothing changed"):
            started = time.perf_counter()
            with database.reading() as session, Peak() as peak:
                outcomes = Counter(outcome for _unit, outcome in export_all(_jobs(session), folder / "out", workers=workers))
            used = resource.getrusage(resource.RUSAGE_CHILDREN)
            print(
                f"{label}: {dict(outcomes)}, {time.perf_counter() - started:.0f} s with {workers} processes, "
                f"{used.ru_utime + used.ru_stime:.0f} s of CPU in them; most memory together {peak.most / 2**20:.0f} MB, "
                f"in the first minute {peak.early / 2**20:.0f} MB"
            )
        for form in ALL_FORMS:
            sizes = [path.stat().st_size for path in (folder / "out").glob(f"*/*.{form}")]
            print(f"  {form}: {len(sizes)} files, {sum(sizes) / len(sizes) / 1024:.0f} KB each")
        database.engine.dispose()


def _jobs(session: Session):  # type: ignore[no-untyped-def]
    campaign = session.scalars(select(Campaign).where(Campaign.code == str(YEARS[-1]))).one()
    return with_settings(session, annual_reports(session, campaign, now=NOW, grace_minutes=60))


class Peak:
    """The most memory that this process and its children held together, looked at four times a second."""

    def __enter__(self) -> "Peak":
        """Begin to look."""
        self.most = self.early = 0
        self._stop = threading.Event()
        self._started = time.monotonic()
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_fault: object) -> None:
        """Stop looking."""
        self._stop.set()
        self._thread.join()

    def _watch(self) -> None:
        while not self._stop.wait(0.25):
            held = _resident(os.getpid())
            self.most = max(self.most, held)
            if time.monotonic() - self._started < 60:
                self.early = self.most


def _resident(pid: int) -> int:
    """Bytes in memory of a process and its children."""
    try:
        own = int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except (OSError, IndexError):
        return 0
    return own + sum(_resident(int(child)) for child in children)


if __name__ == "__main__":
    main()
