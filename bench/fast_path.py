"""A complete journey (form, answers, thanks) beside a bare Flask app: pages of the same size and one durable insert.

Run: PYTHONPATH=. .venv/bin/python bench/fast_path.py (loopback only). Both stand under the same gunicorn on the same database
server. They take turns, the ratio is that of a turn, so what else the machine does meets both. The bare app does not gzip.
"""

import argparse
import asyncio
import datetime as dt
import os
import signal
import statistics
import subprocess
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path
from urllib.parse import urlencode

from _journeys import Address, Outcome, Reply, ask, fill_in, run_journeys
from _province import check_receipts, environment, fill
from _servers import EMBEDDED, ROOT, cpu_seconds, durable_postgresql, gunicorn, wake
from sqlalchemy import create_engine, make_url, text

from survey_app.config import TIMEZONE

COLUMNS = "| | clients | ours, median (range) | bare, median (range) | ratio of a turn |\n|---|---|---|---|---|"


def main() -> None:
    """Both databases, one after the other."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--turns", type=int, default=9)
    parser.add_argument("--journeys", type=int, default=150, help="in each turn")
    options = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # the servers are stopped on the way out
    os.environ["SENDINGS_PER_SLOT"] = "100000"
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "journey.sqlite3"
        measure("SQLite", f"sqlite:///{file}", f"sqlite:///{file}-bare", Path(folder), (), options)
    with tempfile.TemporaryDirectory() as folder, durable_postgresql() as (url, process):
        measure("PostgreSQL", url, "", Path(folder), (process,), options)


def measure(
    name: str,
    url: str,
    bare_url: str,
    folder: Path,
    processes: tuple[int, ...],
    options: argparse.Namespace,
    bare_table: str = "",
) -> None:
    """The lines of one database."""
    if not bare_url:  # a database of its own on the same server
        engine = create_engine(url, isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.execute(text("CREATE DATABASE bare"))
        engine.dispose()
        bare_url = make_url(url).set(database="bare").render_as_string(hide_password=False)
    paths = fill(url, schools=1, today=dt.datetime.now(TIMEZONE).date())
    bare = {"DATABASE_URL": bare_url}
    receipts: list[str] = []
    with gunicorn(EMBEDDED, "wsgi:app", environment(url, folder)) as (our_port, ours), ExitStack() as stack:
        wake(our_port)
        form, thanks = asyncio.run(walk_once(our_port, paths[0]))
        receipts.append(thanks.receipt)
        bare |= {"FORM_BYTES": str(len(form.text)), "THANKS_BYTES": str(len(thanks.text))}
        subprocess.run([sys.executable, ROOT / "bench" / "bare_app.py"], env=os.environ | bare, check=True)
        bare_port, other = stack.enter_context(gunicorn(EMBEDDED, "bare_app:app", bare))
        sizes = [[len(page.text) for page in pages] for pages in ((form, thanks), asyncio.run(walk_once(bare_port, "/")))]
        print(f"Bytes of the form and of the thanks: ours {sizes[0]}, bare {sizes[1]}\n\n{COLUMNS}", flush=True)
        sides = ((our_port, (ours, *processes), paths[0]), (bare_port, (other, *processes), "/"))
        for port, _family, path in sides:
            first = run_journeys(Address("127.0.0.1", port), [path] * 30, clients=8)
            receipts += first.receipts if path != "/" else []
        for clients in (1, 8):
            turns: list[list[tuple[float, float, float]]] = [[], []]
            for turn in range(options.turns):
                for side in (0, 1) if turn % 2 else (1, 0):
                    port, family, path = sides[side]
                    before = cpu_seconds(*family)
                    outcome = run_journeys(Address("127.0.0.1", port), [path] * options.journeys, clients=clients)
                    turns[side].append(figures(outcome, cpu_seconds(*family) - before))
                    receipts += outcome.receipts if side == 0 else []
                    assert not outcome.errors, outcome.errors[:3]
            for number, (what, unit) in enumerate((("journey", "ms"), ("journeys", "/s"), ("CPU of a journey", "ms"))):
                mine, theirs = ([one[number] for one in side] for side in turns)
                ratios = [a / b for a, b in zip(mine, theirs, strict=True)]
                print(
                    f"| {name}, {what} | {clients} | {told(mine, unit)} | {told(theirs, unit)} | {told(ratios, '')} |",
                    flush=True,
                )
    assert not check_receipts(url, receipts)


async def walk_once(port: int, path: str) -> tuple[Reply, Reply]:
    """The form and the thanks."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    page = await ask(reader, writer, "GET", path)
    action, sent = fill_in(path, page.text)
    thanks = await ask(reader, writer, "POST", action, urlencode(sent).encode())
    writer.close()
    return page, thanks


def figures(outcome: Outcome, cpu: float) -> tuple[float, float, float]:
    """Median of a journey, journeys a second, CPU of a journey; milliseconds."""
    number = len(outcome.times)
    return 1000 * statistics.median(outcome.times), number / outcome.seconds, 1000 * cpu / number


def told(values: list[float], unit: str) -> str:
    """Median and range."""
    return f"{statistics.median(values):.2f} ({min(values):.2f}-{max(values):.2f}) {unit}".strip()


if __name__ == "__main__":
    main()
