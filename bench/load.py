"""Load: real journeys at 1, 8, 32 and 128 clients, a Monday at seven, a school hall; on the embedded and the production set-up.

Run: make load (loopback only, some minutes). Prints the tables of docs/benchmarks.md. `--parts 10` takes a tenth.
"""

import argparse
import datetime as dt
import random
import signal
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from _journeys import Outcome, run_journeys
from _province import check_receipts, environment, fill
from _servers import EMBEDDED, PRODUCTION, cpu_seconds, durable_postgresql, gunicorn, memory_megabytes, wake

from survey_app.config import TIMEZONE

SCHOOLS = 1000
CLIENTS = (1, 8, 32, 128)
HALL, MONDAY = 500, 2000
COLUMNS = "| | journeys | a second | p50 ms | p95 ms | p99 ms | CPU ms a journey | memory MB | errors |"


def main() -> None:
    """Both set-ups, one after the other."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--parts", type=int, default=1, help="4: a fourth of the journeys")
    parser.add_argument("--only", choices=("sqlite", "postgresql"), help="one set-up alone")
    options = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # the servers are stopped on the way out
    for name, setting in (("sqlite", embedded), ("postgresql", production)):
        if options.only in (None, name):
            print(f"\n{name}: gunicorn {' '.join(EMBEDDED if name == 'sqlite' else PRODUCTION)}\n", flush=True)
            with tempfile.TemporaryDirectory() as folder, setting(Path(folder)) as (url, processes):
                measure(url, Path(folder), name, processes, parts=options.parts)


@contextmanager
def embedded(folder: Path) -> Iterator[tuple[str, tuple[int, ...]]]:
    """The SQLite file."""
    yield f"sqlite:///{folder / 'load.sqlite3'}", ()


@contextmanager
def production(_folder: Path) -> Iterator[tuple[str, tuple[int, ...]]]:
    """The PostgreSQL server."""
    with durable_postgresql() as (url, process):
        yield url, (process,)


def measure(url: str, folder: Path, name: str, processes: tuple[int, ...], *, parts: int) -> None:
    """All scenarios on one set-up; ends the program with an error if a receipt is missing or double."""
    paths = fill(url, schools=SCHOOLS, today=dt.datetime.now(TIMEZONE).date())
    rng = random.Random(7)
    options = EMBEDDED if name == "sqlite" else PRODUCTION
    receipts: list[str] = []
    print(COLUMNS + "\n" + "|---" * COLUMNS[1:].count("|") + "|", flush=True)
    with gunicorn(options, "wsgi:app", environment(url, folder)) as (port, server):
        family = (server, *processes)
        wake(port)

        def walk(label: str, chosen: list[str], clients: int) -> None:
            before = cpu_seconds(*family)
            outcome = run_journeys("127.0.0.1", port, chosen, clients=clients)
            print(row(label, outcome, cpu=cpu_seconds(*family) - before, memory=memory_megabytes(*family)), flush=True)
            for error in outcome.errors[:3]:
                print("   ", error)
            receipts.extend(outcome.receipts)

        walk("Monday 7:00: every school's link for the first time, 128 at once", paths[: SCHOOLS // parts], 128)
        walk("Monday 7:00, going on", rng.choices(paths, k=MONDAY // parts), 128)
        walk(f"a hall: {HALL // parts} parents of one school at once", [paths[0]] * (HALL // parts), HALL // parts)
        for clients in CLIENTS:
            walk(f"{clients} clients", rng.choices(paths[1:], k=(400 if clients == 1 else MONDAY) // parts), clients)
    wrong = check_receipts(url, receipts)
    print(f"\n{len(receipts)} receipts shown; in the database exactly once: {wrong or 'all'}", flush=True)
    if wrong:
        raise SystemExit(1)


def row(label: str, outcome: Outcome, *, cpu: float, memory: float) -> str:
    """One line of the table."""
    number = len(outcome.times) or 1
    times = " | ".join(f"{outcome.percentile(share):.0f}" for share in (0.5, 0.95, 0.99)) if outcome.times else "- | - | -"
    pace = number / outcome.seconds
    return f"| {label} | {number:,} | {pace:.0f} | {times} | {1000 * cpu / number:.1f} | {memory:.0f} | {len(outcome.errors)} |"


if __name__ == "__main__":
    main()
