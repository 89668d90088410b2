"""Servers for a measurement: gunicorn as we start it, a durable PostgreSQL, and what their processes use."""

import http.client
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from tests.postgresql import find_server_binaries

ROOT = Path(__file__).resolve().parent.parent
# the one place that says how the service is started for measuring: as `make run` and as `make serve` do
EMBEDDED = ("--worker-class", "gthread", "--threads", "8", "--log-level", "error")
PRODUCTION = ("--config", str(ROOT / "deploy" / "gunicorn.conf.py"))
TICKS = os.sysconf("SC_CLK_TCK")


@contextmanager
def gunicorn(options: tuple[str, ...], application: str, environment: Mapping[str, str]) -> Iterator[tuple[int, int]]:
    """Start it on a free port of the loopback; yields port and process."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    program = [sys.executable, "-m", "gunicorn", "--bind", f"127.0.0.1:{port}", *options, application]
    whole = os.environ | {"PYTHONPATH": f"{ROOT}:{ROOT / 'bench'}", "PORT": str(port)} | dict(environment)
    process = subprocess.Popen(program, cwd=ROOT, env=whole)
    try:
        for _ in range(300):
            with socket.socket() as probe:
                if not probe.connect_ex(("127.0.0.1", port)):
                    break
            time.sleep(0.1)
        else:
            raise SystemExit("the server did not start")
        yield port, process.pid
    finally:
        process.terminate()
        process.wait()


def wake(port: int) -> None:
    """Ask until every worker has started: none is counted as a visitor's wait."""
    connections = [http.client.HTTPConnection("127.0.0.1", port) for _ in range(32)]
    for connection in connections:
        connection.request("GET", "/rieng-tu")
    for connection in connections:
        connection.getresponse().read()
        connection.close()


@contextmanager
def durable_postgresql() -> Iterator[tuple[str, int]]:
    """A server with its own defaults (fsync and synchronous_commit on); yields its address and process."""
    binaries = find_server_binaries()
    if binaries is None:
        raise SystemExit("PostgreSQL is missing: apt-get install postgresql")
    folder = Path(tempfile.mkdtemp(prefix="thuoc-do-load-"))
    user = "nobody" if os.geteuid() == 0 else None
    if user:
        shutil.chown(folder, user)

    def run(*command: str) -> None:
        subprocess.run(command, check=True, user=user, cwd=folder, stdout=subprocess.DEVNULL, env={"LC_ALL": "C.UTF-8"})

    data = folder / "data"
    control = (str(binaries / "pg_ctl"), "-D", str(data), "-w")
    try:
        run(str(binaries / "initdb"), "-D", str(data), "-U", "thuocdo", "-A", "trust", "-E", "UTF8")
        run(*control, "-l", str(folder / "log"), "-o", f"-k {folder} -c listen_addresses=''", "start")
        try:
            first = int((data / "postmaster.pid").read_text().split()[0])
            yield f"postgresql+psycopg://thuocdo@/postgres?host={folder}", first
        finally:
            run(*control, "-m", "fast", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def cpu_seconds(*firsts: int) -> float:
    """What these processes and all that they have started have computed so far, those that are over included."""
    spent = 0
    for process in family(*firsts):
        try:
            fields = Path(f"/proc/{process}/stat").read_text().rsplit(")", 1)[1].split()
        except OSError:  # it has just ended
            continue
        spent += sum(int(number) for number in fields[11:15])
    return spent / TICKS


def memory_megabytes(*firsts: int) -> float:
    """What they hold in memory, what they share counted once."""
    total = 0
    for process in family(*firsts):
        for line in Path(f"/proc/{process}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                total += int(line.split()[1])
    return total / 1024


def family(*firsts: int) -> list[int]:
    """These processes and all that they have started and that still run."""
    children: dict[int, list[int]] = {}
    for entry in Path("/proc").iterdir():
        try:
            parent = int((entry / "stat").read_text().rsplit(")", 1)[1].split()[1]) if entry.name.isdigit() else None
        except OSError:  # it has just ended
            continue
        if parent is not None:
            children.setdefault(parent, []).append(int(entry.name))
    found = list(firsts)
    for process in found:
        found += children.get(process, [])
    return found
