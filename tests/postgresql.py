"""A real PostgreSQL server for the test run: made in a temporary folder, reached by a local socket only, stopped at the end."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path


def find_server_binaries() -> Path | None:
    """The folder of the newest installed server programs, or None."""
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda folder: int(folder.parent.name))
    if folders:
        return folders[-1]
    initdb = shutil.which("initdb")
    return Path(initdb).resolve().parent if initdb else None


class StandBy:
    """A streaming replica of a server of ours, made by pg_basebackup; reached by a local socket only."""

    def __init__(self, binaries: Path, primary: Path, folder: Path) -> None:
        self._binaries, self._folder, self._data = binaries, folder, folder / "data"
        self.url = f"postgresql+psycopg://thuocdo@/postgres?host={folder}"
        source = f"host={primary} user=thuocdo"
        self._run("pg_basebackup", "-D", str(self._data), "-d", source, "-R", "-X", "stream", "-c", "fast", "--no-sync")

    def start(self) -> None:
        """Start it and wait until it takes questions."""
        options = f"-k {self._folder} -c listen_addresses='' -c fsync=off -c wal_retrieve_retry_interval=100ms"
        self._run("pg_ctl", "-D", str(self._data), "-w", "-l", str(self._folder / "log"), "-o", options, "start")

    def stop(self) -> None:
        """End it at once, as if its machine had gone."""
        self._run("pg_ctl", "-D", str(self._data), "-w", "-m", "immediate", "stop")

    def promote(self) -> None:
        """Make it a server of its own, which follows nobody any more."""
        self._run("pg_ctl", "-D", str(self._data), "-w", "promote")

    def _run(self, program: str, *words: str) -> None:
        user = "nobody" if os.geteuid() == 0 else None
        command = (str(self._binaries / program), *words)
        subprocess.run(command, check=True, user=user, cwd=self._folder, stdout=subprocess.DEVNULL, env={"LC_ALL": "C.UTF-8"})


@contextmanager
def run_standby(binaries: Path, primary_url: str) -> Iterator[StandBy]:
    """A replica of the server of `primary_url`, started."""
    folder = Path(tempfile.mkdtemp(prefix="thuoc-do-standby-"))
    if os.geteuid() == 0:
        shutil.chown(folder, "nobody")
    try:
        standby = StandBy(binaries, Path(primary_url.partition("host=")[2]), folder)
        standby.start()
        yield standby
        with suppress(subprocess.CalledProcessError):  # a test may have ended it
            standby.stop()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def run_server(binaries: Path, *, is_durable: bool = False) -> Iterator[str]:
    """Start a server and yield the URL of its maintenance database. The server refuses root, so root lends it to `nobody`."""
    folder = Path(tempfile.mkdtemp(prefix="thuoc-do-pg-"))
    user = "nobody" if os.geteuid() == 0 else None
    if user:
        shutil.chown(folder, user)
    data = folder / "data"

    def run(*command: str) -> None:
        subprocess.run(command, check=True, user=user, cwd=folder, stdout=subprocess.DEVNULL, env={"LC_ALL": "C.UTF-8"})

    try:
        run(str(binaries / "initdb"), "-D", str(data), "-U", "thuocdo", "-A", "trust", "-E", "UTF8", "--no-sync")
        # durability is tested elsewhere; here the disk may lie so that hundreds of databases can be made
        options = f"-k {folder} -c listen_addresses=''"
        options += "" if is_durable else " -c fsync=off -c synchronous_commit=off -c full_page_writes=off"
        run(str(binaries / "pg_ctl"), "-D", str(data), "-w", "-l", str(folder / "log"), "-o", options, "start")
        try:
            yield f"postgresql+psycopg://thuocdo@/postgres?host={folder}"
        finally:
            run(str(binaries / "pg_ctl"), "-D", str(data), "-w", "-m", "immediate", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)
