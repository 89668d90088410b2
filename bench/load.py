"""Load: real journeys at 1, 8, 32 and 128 clients, a Monday at seven, a school hall; on the embedded and the production set-up,
the latter also as it ships, behind nginx with TLS.

Run: make load (loopback only, a quarter of an hour). Prints the tables of docs/benchmarks.md: medians of the runs, their range,
each run on a database of its own. `--parts 10` takes a tenth, `--runs 1` a single run.
"""

import argparse
import datetime as dt
import random
import signal
import ssl
import statistics
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from _journeys import Address, Outcome, run_journeys
from _province import check_receipts, environment, fill
from _servers import EMBEDDED, PRODUCTION, cpu_seconds, durable_postgresql, gunicorn, memory_megabytes, wake

from survey_app.config import TIMEZONE
from tests.front import HERE, NAME, proxy_before

SCHOOLS = 1000
CLIENTS = (1, 8, 32, 128)
HALL, MONDAY = 500, 2000
FIRST = "Monday 7:00: every school's link for the first time, 128 at once"
COLUMNS = "| | journeys | a second | p50 ms | p95 ms | p99 ms | CPU ms a journey | memory MB | errors |"


def main() -> None:
    """Both set-ups, one after the other."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--parts", type=int, default=1, help="4: a fourth of the journeys")
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--only", choices=SETTINGS, help="one set-up alone")
    options = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # the servers are stopped on the way out
    for name, setting in SETTINGS.items():
        if options.only in (None, name):
            print(f"\n{name}\n", flush=True)
            runs = []
            for _ in range(options.runs):
                with tempfile.TemporaryDirectory() as folder, setting(Path(folder)) as service:
                    runs.append(measure(service, parts=options.parts))
            print(COLUMNS + "\n" + "|---" * COLUMNS[1:].count("|") + "|", flush=True)
            for lines in zip(*runs, strict=True):
                print(row(lines), flush=True)


@dataclass(frozen=True)
class Line:
    """What one scenario of one run came to; times in milliseconds."""

    label: str
    journeys: int
    pace: float
    p50: float
    p95: float
    p99: float
    cpu: float
    memory: float
    errors: int


@dataclass(frozen=True)
class Served:
    """A service that runs: its database, where phones ask it, the links of its schools and its first processes."""

    url: str
    address: Address
    paths: list[str]
    processes: tuple[int, ...]


@contextmanager
def embedded(folder: Path) -> Iterator[Served]:
    """As `make run` serves: the SQLite file, one process."""
    url = f"sqlite:///{folder / 'load.sqlite3'}"
    paths = fill(url, schools=SCHOOLS, today=dt.datetime.now(TIMEZONE).date())
    with gunicorn(EMBEDDED, "wsgi:app", environment(url, folder)) as (port, server):
        wake(port)
        yield Served(url, Address("127.0.0.1", port), paths, (server,))


@contextmanager
def production(folder: Path, **settings: str) -> Iterator[Served]:
    """As `make serve` serves: the PostgreSQL server, a process for each core."""
    with durable_postgresql() as (url, database):
        paths = fill(url, schools=SCHOOLS, today=dt.datetime.now(TIMEZONE).date())
        with gunicorn(PRODUCTION, "wsgi:app", environment(url, folder) | settings) as (port, server):
            wake(port)
            yield Served(url, Address("127.0.0.1", port), paths, (server, database))


@contextmanager
def whole(folder: Path) -> Iterator[Served]:
    """The same as people reach it: behind nginx with the shipped file and a certificate, a handshake for each journey."""
    with production(folder, PUBLIC_URL=f"https://{NAME}") as inner:
        places = {place: here.format(inner.address.port) for place, here in HERE.items()}
        with proxy_before(folder, places, None, inner.address.port) as front:
            tls = ssl.create_default_context(cafile=str(folder / "fullchain.pem"))
            proxy = int((folder / "nginx.pid").read_text())
            address = Address("127.0.0.1", front.tls_port, NAME, tls)
            yield Served(inner.url, address, inner.paths, (*inner.processes, proxy))


SETTINGS = {"sqlite": embedded, "postgresql": production, "nginx": whole}


def measure(service: Served, *, parts: int) -> list[Line]:
    """All scenarios once on one set-up; ends the program with an error if a receipt is missing or double."""
    rng, paths, family = random.Random(7), service.paths, service.processes
    receipts: list[str] = []
    lines: list[Line] = []

    def walk(label: str, chosen: list[str], clients: int) -> None:
        before = cpu_seconds(*family)
        outcome = run_journeys(service.address, chosen, clients=clients)
        lines.append(line_of(label, outcome, cpu=cpu_seconds(*family) - before, memory=memory_megabytes(*family)))
        for error in outcome.errors[:3]:
            print("   ", error)
        receipts.extend(outcome.receipts)

    walk(FIRST, paths[: SCHOOLS // parts], 128)
    walk("Monday 7:00, going on", rng.choices(paths, k=MONDAY // parts), 128)
    walk(f"a hall: {HALL // parts} parents of one school at once", [paths[0]] * (HALL // parts), HALL // parts)
    for clients in CLIENTS:
        chosen = rng.choices(paths[1:], k=(400 if clients == 1 else MONDAY) // parts)
        walk(f"{clients} client{'s' if clients > 1 else ''}", chosen, clients)
    wrong = check_receipts(service.url, receipts)
    print(f"{len(receipts)} receipts shown; in the database exactly once: {wrong or 'all'}", flush=True)
    if wrong or any(line.errors for line in lines):
        raise SystemExit("not every journey came to its end")
    return lines


def line_of(label: str, outcome: Outcome, *, cpu: float, memory: float) -> Line:
    """What the journeys of a scenario came to."""
    if not outcome.times:
        raise SystemExit(f"{label}: no journey came to its end: {outcome.errors[:3]}")
    number = len(outcome.times)
    times = (outcome.percentile(share) for share in (0.5, 0.95, 0.99))
    return Line(label, number, number / outcome.seconds, *times, 1000 * cpu / number, memory, len(outcome.errors))


def row(lines: Sequence[Line]) -> str:
    """One line of the table: the same scenario of all runs."""
    cells = [lines[0].label, f"{lines[0].journeys:,}"]
    for name, decimals in (("pace", 0), ("p50", 0), ("p95", 0), ("p99", 0), ("cpu", 1), ("memory", 0)):
        cells.append(median_and_range([getattr(line, name) for line in lines], decimals))
    return f"| {' | '.join(cells)} | {sum(line.errors for line in lines)} |"


def median_and_range(values: Sequence[float], decimals: int) -> str:
    """ "120 (116-131)"; a single value stands alone."""
    middle, low, high = (f"{value:.{decimals}f}" for value in (statistics.median(values), min(values), max(values)))
    return middle if len(values) == 1 else f"{middle} ({low}-{high})"


if __name__ == "__main__":
    main()
