"""What is done to a running service, one kind a round. Each takes some seconds and leaves everything running again."""

import os
import random
import shutil
import signal
import sqlite3
import struct
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from _small_disk import LoopDisk, WriteLimit
from _supervised import PostgreSQL, Service
from sqlalchemy import func, select

from survey_app.db import Database
from survey_app.models import Response

NIGHT = "close-campaigns"
RESTART = 0.5  # seconds until a supervisor starts again what has died
RELOADING = 25.0  # seconds that new workers may take on a busy machine
HOURS, DAYS = 3600, 86_400
JUMPS = (-2 * HOURS, 11 * 60, 3 * DAYS, -30 * DAYS, 60 * DAYS)  # the last two: before the opening, after the end


@dataclass(frozen=True)
class SetUp:
    """What can be broken. `file` is the embedded database, `database` the server."""

    service: Service
    disk: LoopDisk | WriteLimit | None
    clock: Path | None
    database: PostgreSQL | None = None
    file: Path | None = None

    def members(self) -> list[int]:
        """All processes of it."""
        return self.service.members() + (self.database.members() if self.database else [])

    def writers(self) -> list[int]:
        """Those that write the data."""
        return self.database.members() if self.database else self.service.members()

    @contextmanager
    def reader(self) -> Iterator[None]:
        """Somebody who reads all answers, as a backup does, and does not end."""
        url = self.database.url if self.database else f"sqlite:///{self.file}"
        database = Database(url)
        try:
            with database.engine.connect().execution_options(isolation_level="SERIALIZABLE") as connection:
                connection.execute(select(func.count()).select_from(Response))
                yield
        finally:
            database.engine.dispose()

    def revive(self) -> None:
        """Start again what has died, as a supervisor does."""
        if self.database:
            self.database.start()
        self.service.start()


Fault = Callable[[SetUp, random.Random], None]


def kill_workers(setup: SetUp, rng: random.Random) -> None:
    """kill -9 of a worker, twice; gunicorn replaces it."""
    for _ in range(2):
        time.sleep(rng.uniform(0.5, 2.0))
        workers = setup.service.members()[1:]
        if workers:
            with suppress(ProcessLookupError):
                os.kill(rng.choice(workers), signal.SIGKILL)
    time.sleep(1)


def kill_service(setup: SetUp, rng: random.Random) -> None:
    """kill -9 of gunicorn with all its workers at once, or of its first process alone."""
    time.sleep(rng.uniform(0.5, 2.0))
    setup.service.kill(first_alone=rng.random() < 0.5)
    time.sleep(RESTART)
    setup.revive()
    setup.service.await_reply()
    time.sleep(1)


def kill_database(setup: SetUp, rng: random.Random) -> None:
    """kill -9 of two processes of PostgreSQL that serve connections (it then restarts by itself), or of all its processes."""
    assert setup.database
    for number in rng.sample((2, None), 2):
        time.sleep(rng.uniform(0.5, 1.5))
        setup.database.kill(number)
        time.sleep(RESTART)
        setup.revive()
    time.sleep(1)


def take_database_away(setup: SetUp, rng: random.Random) -> None:
    """PostgreSQL is stopped and comes back after some seconds."""
    assert setup.database
    time.sleep(rng.uniform(0.3, 1.0))
    setup.database.stop(rng.choice(("fast", "immediate")))
    time.sleep(rng.uniform(2.0, 3.0))
    setup.revive()
    time.sleep(1.5)


def hold_database(setup: SetUp, rng: random.Random) -> None:
    """Another program holds the SQLite file for itself: nobody can write meanwhile."""
    time.sleep(rng.uniform(0.3, 1.0))
    with closing(sqlite3.connect(setup.file or "", isolation_level=None, timeout=10)) as other:
        other.execute("BEGIN EXCLUSIVE")
        time.sleep(rng.uniform(2.0, 4.0))
        other.execute("ROLLBACK")
    time.sleep(1)


def fill_disk(setup: SetUp, rng: random.Random) -> None:
    """The disk of the data is full for some seconds."""
    assert setup.disk
    time.sleep(rng.uniform(0.3, 1.0))
    if setup.file:  # the room that SQLite has reserved is given back first, or it would not notice for a while
        with closing(sqlite3.connect(setup.file, timeout=5)) as other:
            other.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    setup.disk.fill(setup.writers())
    time.sleep(rng.uniform(2.0, 3.0))
    setup.disk.free(setup.writers())
    setup.revive()
    time.sleep(1.5)


def move_clock(setup: SetUp, rng: random.Random) -> None:
    """The wall clock of all processes jumps about, beyond the days of the campaign too, and is put right."""
    assert setup.clock
    for jump in rng.sample(JUMPS, 3):
        set_clock(setup.clock, jump)
        time.sleep(rng.uniform(1.0, 1.5))
    set_clock(setup.clock, 0)
    time.sleep(1.5)


def deploy(setup: SetUp, rng: random.Random) -> None:
    """HUP: new workers start, the old ones finish what they have and go."""
    time.sleep(rng.uniform(0.5, 1.5))
    old = set(setup.service.members()[1:])
    setup.service.reload()
    end = time.monotonic() + RELOADING
    while old & set(setup.service.members()) and time.monotonic() < end:
        time.sleep(0.2)
    time.sleep(1)


def work_at_night(setup: SetUp, rng: random.Random) -> None:
    """The night's work while answers come in: killed on the way, then once more while somebody reads the answers."""
    broken_off = setup.service.command(NIGHT)
    _await_database(broken_off)
    time.sleep(rng.uniform(0.0, 1.0))
    broken_off.kill()
    broken_off.wait()
    with setup.reader():
        whole = setup.service.command(NIGHT)
        _await_database(whole)
        time.sleep(rng.uniform(2.0, 4.0))
    if whole.wait():
        raise SystemExit("the night's work did not come to its end")
    time.sleep(1)


def _await_database(process: "subprocess.Popen[bytes]") -> None:
    """Until a command has loaded its program and opened the database: a file of SQLite, a socket of PostgreSQL."""
    while process.poll() is None:
        with suppress(OSError):
            opened = [os.readlink(one) for one in Path(f"/proc/{process.pid}/fd").iterdir()]
            if any(one.startswith("socket:") or one.endswith(".sqlite3") for one in opened):
                return
        time.sleep(0.05)


def cut_power(setup: SetUp, rng: random.Random) -> None:
    """The power goes: what has been handed to the disk is there afterwards, and nothing that only the system has remembered."""
    assert isinstance(setup.disk, LoopDisk)
    time.sleep(rng.uniform(1.0, 3.0))
    running = setup.members()
    for process in running:
        with suppress(ProcessLookupError):
            os.kill(process, signal.SIGSTOP)
    setup.disk.note_what_is_on_it()
    setup.service.kill()
    if setup.database:
        setup.database.kill()
    setup.disk.forget_the_rest()
    time.sleep(RESTART)
    setup.revive()
    setup.service.await_reply()
    time.sleep(1)


FAULTS: dict[str, dict[str, Fault]] = {
    "sqlite": {
        "kill -9 of workers": kill_workers,
        "kill -9 of the whole service": kill_service,
        "power cut": cut_power,
        "full disk": fill_disk,
        "database held by another program": hold_database,
        "clock jumps": move_clock,
        "deploy (HUP)": deploy,
        "the night's work": work_at_night,
    },
    "postgresql": {
        "kill -9 of workers": kill_workers,
        "kill -9 of the whole service": kill_service,
        "kill -9 of PostgreSQL": kill_database,
        "power cut": cut_power,
        "full disk": fill_disk,
        "database gone and back": take_database_away,
        "clock jumps": move_clock,
        "deploy (HUP)": deploy,
        "the night's work": work_at_night,
    },
}


def can_play(setup: SetUp, name: str) -> bool:
    """Whether this machine has what the fault needs."""
    if name == "full disk":
        return setup.disk is not None and setup.disk.can_fill(setup.writers())
    return (name != "clock jumps" or setup.clock is not None) and (name != "power cut" or isinstance(setup.disk, LoopDisk))


def movable_clock(folder: Path) -> tuple[Path | None, dict[str, str]]:
    """A file that says by how much the clock is moved, and what programs are started with so that they heed it.

    Made with a C compiler; nothing where there is none.
    """
    compiler, library, clock = shutil.which("cc"), folder / "moved_clock.so", folder / "clock"
    if compiler is None:
        return None, {}
    source = Path(__file__).with_name("_moved_clock.c")
    subprocess.run([compiler, "-shared", "-fPIC", "-O2", "-o", str(library), str(source)], check=True)
    clock.write_bytes(struct.pack("=q", 0))
    return clock, {"LD_PRELOAD": str(library), "MOVED_CLOCK": str(clock)}


def set_clock(clock: Path, seconds: int) -> None:
    """Move the clock of whoever heeds the file; written in place, for the file is mapped."""
    with clock.open("r+b") as file:
        file.write(struct.pack("=q", seconds))
