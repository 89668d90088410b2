"""A service and a PostgreSQL that may be killed and come back: each at its own address, started again by hand as systemd would.

Only processes that were started here are ever ended: the family of a process that we hold, or of the one whose number our own
data folder names and whose command line names our data folder.
"""

import http.client
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from contextlib import closing, suppress
from pathlib import Path

from _servers import ROOT, family

from tests.postgresql import find_server_binaries

STARTING = 240.0  # seconds that a busy machine may take
START_TRIES = 6
OWNER = "nobody" if os.geteuid() == 0 else None  # PostgreSQL refuses root


class Service:
    """gunicorn on a port of the loopback that stays the same through all its lives."""

    def __init__(self, options: tuple[str, ...], port: int, environment: Mapping[str, str], log: Path) -> None:
        self.port = port
        self._command = [sys.executable, "-m", "gunicorn", "--bind", f"127.0.0.1:{port}", *options]
        self._environment = os.environ | {"PORT": str(port)} | dict(environment)
        self._log = log
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it, unless it runs."""
        if self._process is None or self._process.poll() is not None:
            with self._log.open("ab") as log:
                self._process = subprocess.Popen(self._command, cwd=ROOT, env=self._environment, stdout=log, stderr=log)

    def await_reply(self) -> None:
        """Wait until it answers."""
        end = time.monotonic() + STARTING
        while time.monotonic() < end:
            line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
            with suppress(OSError, http.client.HTTPException), closing(line):
                line.request("GET", "/health")
                if line.getresponse().status == 200:
                    return
            time.sleep(0.1)
        raise SystemExit("the service did not start: " + self.log())

    def log(self) -> str:
        """The end of what it has said."""
        return self._log.read_text()[-2000:]

    def members(self) -> list[int]:
        """The first process and its workers."""
        return family(self._process.pid) if self._process and self._process.poll() is None else []

    def kill(self, *, first_alone: bool = False) -> None:
        """kill -9 of everything, or of the first process: its workers then finish what they have and go by themselves."""
        _kill(self.members()[: 1 if first_alone else None])
        if self._process:
            self._process.wait()

    def reload(self) -> None:
        """HUP: new workers with the code of the day, then the old ones finish and go."""
        if self._process:
            self._process.send_signal(signal.SIGHUP)

    def command(self, name: str) -> "subprocess.Popen[bytes]":
        """Begin one of our commands beside it, as gently as the units of systemd do."""
        call = ["nice", "-n", "10", sys.executable, "-m", "flask", "--app", "wsgi", name]
        with self._log.open("ab") as log:
            return subprocess.Popen(call, cwd=ROOT, env=self._environment, stdout=log, stderr=log)

    def stop(self) -> None:
        """Let it finish and end."""
        if self._process and self._process.poll() is None:
            self._process.terminate()
            try:
                self._process.wait(timeout=45)
            except subprocess.TimeoutExpired:
                self.kill()


class PostgreSQL:
    """A server with its own defaults (fsync and synchronous_commit on), reached by a local socket only."""

    def __init__(self, folder: Path, environment: Mapping[str, str]) -> None:
        found = find_server_binaries()
        if found is None:
            raise SystemExit("PostgreSQL is missing: apt-get install postgresql")
        self._programs = found
        self._sockets, self._data, self._log = folder / "sockets", folder / "data", folder / "log"
        self._environment = {"LC_ALL": "C.UTF-8"} | dict(environment)
        for place in (self._sockets, self._data):
            place.mkdir(mode=0o700)
            if OWNER:
                shutil.chown(place, OWNER)
        self._log.touch()
        if OWNER:
            shutil.chown(self._log, OWNER)
        self._run("initdb", "-D", str(self._data), "-U", "thuocdo", "-A", "trust", "-E", "UTF8")
        self.url = f"postgresql+psycopg://thuocdo@/postgres?host={self._sockets}"

    def start(self) -> None:
        """Start it, unless it runs, and wait until it has put right what a crash has left."""
        options = f"-k {self._sockets} -c listen_addresses='' -c max_wal_size=96MB"  # a small disk holds it
        for turn in range(START_TRIES):  # a process that outlived the crash for a moment is in the way
            try:
                if not self.members():
                    self._run("pg_ctl", "-D", str(self._data), "-w", "-l", str(self._log), "-o", options, "start")
                return
            except RuntimeError:
                if turn == START_TRIES - 1:
                    raise
                time.sleep(0.5)

    def members(self) -> list[int]:
        """The first process and those that serve connections."""
        with suppress(OSError, ValueError, IndexError):
            first = int((self._data / "postmaster.pid").read_text().split()[0])
            if os.fsencode(self._data) in Path(f"/proc/{first}/cmdline").read_bytes().split(b"\0"):
                return family(first)
        return []

    def kill(self, number: int | None = None) -> None:
        """kill -9 of everything, or of so many processes that serve connections."""
        members = self.members()
        serving = [one for one in members if b"[local]" in _command_line(one)]
        _kill(members if number is None else serving[:number])

    def stop(self, mode: str = "fast") -> None:
        """Stop it: "fast" breaks off what runs, "immediate" leaves the rest to the next start."""
        if self.members():
            self._run("pg_ctl", "-D", str(self._data), "-w", "-m", mode, "stop")

    def _run(self, program: str, *arguments: str) -> None:
        command = (str(self._programs / program), *arguments)
        done = subprocess.run(
            command,
            user=OWNER,
            cwd=self._sockets,
            env=self._environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            check=False,
        )
        if done.returncode:
            raise RuntimeError(f"{program} {arguments[-1]}: {done.stdout.decode()[-300:]} {done.stderr.decode()[-300:]}")


def _command_line(process: int) -> bytes:
    with suppress(OSError):
        return Path(f"/proc/{process}/cmdline").read_bytes()
    return b""


def _kill(processes: list[int]) -> None:
    for process in processes:
        with suppress(ProcessLookupError):
            os.kill(process, signal.SIGKILL)
