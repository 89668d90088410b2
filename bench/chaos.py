"""Crashes: both set-ups are broken on purpose under load, and no answer that was acknowledged may be missing or doubled.

Run: make chaos (loopback only; ends only what it has started; ten minutes). Prints each round with its seed, then the table of
docs/benchmarks.md. `--only postgresql --fault "full disk" --again 7-13` plays one round again.
"""

import argparse
import asyncio
import datetime as dt
import random
import signal
import statistics
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from itertools import chain, pairwise
from pathlib import Path

from _faults import FAULTS, SetUp, can_play, movable_clock, move_clock
from _ledger import Balance, balance
from _phones import Form, Phones, Told
from _province import environment, fill
from _servers import EMBEDDED, PRODUCTION
from _small_disk import small_disk
from _supervised import PostgreSQL, Service

from survey_app.config import TIMEZONE
from tests.front import free_ports

SCHOOLS = 40
DELIVERY = 60.0  # seconds after a fault in which everything that was filled in must have its receipt
COLUMNS = (
    "| database | fault | rounds | acknowledged | sent again | missing | doubled |"
    " longest time of a round without service, s, median (range) |"
    " told instead: broken connection | 503 | not open |"
)


@dataclass
class Line:
    """What the rounds of one kind add up to."""

    rounds: int = 0
    received: int = 0
    sent_again: int = 0
    missing: int = 0
    doubled: int = 0
    silences: list[float] = field(default_factory=list)
    instead: Counter[str] = field(default_factory=Counter)

    def add(self, told: Told, silence: float) -> None:
        """One round more."""
        self.rounds += 1
        self.received += told.received
        self.sent_again += told.sent_again
        self.silences.append(silence)
        self.instead += told.instead

    def row(self, kind: str, name: str) -> str:
        """The line of the table."""
        refused = sum(self.instead[status] for status in ("403", "410"))
        counts = (self.rounds, self.received, self.sent_again, self.missing, self.doubled)
        told = (self.instead["broken"], self.instead["503"], refused)
        silence = f"{statistics.median(self.silences):.1f} ({min(self.silences):.1f}-{max(self.silences):.1f})"
        whole = [*(f"{number:,}" for number in counts), silence, *(f"{number:,}" for number in told)]
        return f"| {kind} | {name} | " + " | ".join(whole) + " |"


class Chaos:
    """The rounds on one set-up, and everything that the phones were told in all of them."""

    def __init__(self, kind: str, folder: Path, *, workers: int = 3, phones: int = 12, is_whole: bool = True) -> None:
        """Where not everything is wanted, there are no clock that can be moved and no disk that can be full."""
        self.kind, self._folder, self._workers, self._phones, self._is_whole = kind, folder, workers, phones, is_whole
        self.forms: list[Form] = []
        self.lines: dict[str, Line] = {}
        self.complaints: list[str] = []

    @contextmanager
    def standing(self) -> Iterator[SetUp]:
        """Everything started: a department with an open campaign, on a disk of its own."""
        self._folder.chmod(0o711)  # the way to what PostgreSQL's owner may read
        clock, moved = movable_clock(self._folder) if self._is_whole else (None, {})
        with small_disk(self._folder) if self._is_whole else nullcontext((self._folder, None)) as (place, disk):
            database = PostgreSQL(place, moved) if self.kind == "postgresql" else None
            file = None if database else place / "chaos.sqlite3"
            self.url = database.url if database else f"sqlite:///{file}"
            service = self._make_service(moved)
            try:
                if database:
                    database.start()
                self._paths = fill(self.url, schools=SCHOOLS, today=dt.datetime.now(TIMEZONE).date())
                service.start()
                service.await_reply()
                yield SetUp(service, disk, clock, database, file)
            finally:
                service.stop()
                if database:
                    database.stop()

    def _make_service(self, moved: dict[str, str]) -> Service:
        """As `make run` and as `make serve` start it."""
        settings = environment(self.url, self._folder) | moved
        settings |= {"WORKERS": str(self._workers), "RUNTIME_DIRECTORY": str(self._folder)}
        options = (*EMBEDDED, "wsgi:app") if self.kind == "sqlite" else PRODUCTION
        [port] = free_ports(1)
        return Service(options, port, settings, self._folder / "service.log")

    def play(self, setup: SetUp, name: str, seed: str) -> Balance:
        """One round, told and counted. What is wrong stands in `complaints`."""
        started = time.monotonic()
        told = asyncio.run(self._play(setup, name, seed))
        silence = max(b - a for a, b in pairwise([started, *told.served, time.monotonic()]))
        self.forms += told.forms
        found = balance(self.url, self.forms)
        line = self.lines.setdefault(name, Line())
        line.add(told, silence)
        line.missing += len(found.missing)
        line.doubled += len(found.doubled)
        wrong = [f"missing: {one}" for one in found.missing] + [f"doubled: {one}" for one in found.doubled] + found.other
        wrong += [f"{number} times told {what}" for what, number in Counter(told.faults).items()]
        self.complaints += [f"{self.kind}, {name}, seed {seed}: {one}" for one in wrong]
        print(
            f"{seed}: {name}: {time.monotonic() - started:.1f} s, {told.received} acknowledged, {told.sent_again} sent again, "
            f"{silence:.1f} s without service, instead {dict(told.instead)}{'; WRONG' if wrong else ''}",
            flush=True,
        )
        return found

    async def _play(self, setup: SetUp, name: str, seed: str) -> Told:
        fault, rng = FAULTS[self.kind][name], random.Random(seed)
        chance = random.Random(f"{seed}-phones")
        phones = Phones(setup.service.port, self._paths, rng=chance, is_clock_moved=fault is move_clock)
        running = asyncio.create_task(phones.run(self._phones))
        try:
            await asyncio.to_thread(fault, setup, rng)
        finally:
            phones.stop(within=DELIVERY)
        return await running


def plan(rounds: int, seed: int, *, only: str | None, fault: str | None) -> dict[str, list[tuple[str, str]]]:
    """Which faults with which seeds, by set-up: all in turn, in an order by chance."""
    kinds = [(kind, name) for kind, names in FAULTS.items() for name in names if only in (None, kind) and fault in (None, name)]
    if not kinds:
        raise SystemExit(f"no such fault; there are: {', '.join(dict.fromkeys(chain(*FAULTS.values())))}")
    random.Random(seed).shuffle(kinds)
    chosen = [(*kinds[number % len(kinds)], f"{seed}-{number + 1}") for number in range(rounds)]
    return {kind: [(name, one) for its, name, one in chosen if its == kind] for kind in FAULTS}


def play_all(kind: str, rounds: list[tuple[str, str]], *, minutes: float) -> Chaos:
    """The rounds on one set-up, as far as time allows; none after one that does not add up."""
    end = time.monotonic() + 60 * minutes
    with tempfile.TemporaryDirectory(prefix="thuoc-do-chaos-") as folder:
        chaos = Chaos(kind, Path(folder))
        with chaos.standing() as setup:
            assert setup.disk
            print(f"\n{kind}: {setup.disk.kind}{'' if setup.clock else '; no C compiler, no clock jumps'}", flush=True)
            for name, seed in rounds:
                if time.monotonic() > end or not can_play(setup, name):
                    continue
                if chaos.play(setup, name, seed):
                    break
    return chaos


def main() -> None:
    """Both set-ups, one after the other."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=50)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--minutes", type=float, default=15.0, help="on a set-up; then no further round begins")
    parser.add_argument("--only", choices=tuple(FAULTS), help="one set-up alone")
    parser.add_argument("--fault", help="one kind of fault alone")
    parser.add_argument(
        "--again", metavar="SEED", help='one round with its seed as printed, such as "7-13"; with --only and --fault'
    )
    options = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # everything is stopped on the way out
    planned = plan(1 if options.again else options.rounds, options.seed, only=options.only, fault=options.fault)
    if options.again:
        planned = {kind: [(name, options.again) for name, _ in rounds] for kind, rounds in planned.items()}
    ran = [play_all(kind, rounds, minutes=options.minutes) for kind, rounds in planned.items() if rounds]
    print("\n" + COLUMNS + "\n" + "|---" * (COLUMNS.count("|") - 1) + "|")
    for chaos in ran:
        for name in FAULTS[chaos.kind]:
            if name in chaos.lines:
                print(chaos.lines[name].row(chaos.kind, name))
    complaints = [one for chaos in ran for one in chaos.complaints]
    rounds = sum(line.rounds for chaos in ran for line in chaos.lines.values())
    print(f"\n{rounds} rounds, seed {options.seed}", *(complaints or ["nothing wrong"]), sep="\n")
    asked = sum(map(len, planned.values()))
    if complaints or rounds < asked:
        raise SystemExit(f"{asked - rounds} rounds of {asked} were not played" if rounds < asked else 1)


if __name__ == "__main__":
    main()
