"""A real PostgreSQL server for the test run: made in a temporary folder, reached by a local socket only, stopped at the end."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


def find_server_binaries() -> Path | None:
    """The folder of the newest installed server programs, or None."""
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda folder: int(folder.parent.name))
    if folders:
        return folders[-1]
    initdb = shutil.which("initdb")
    return Path(initdb).resolve().parent if initdb else None


@contextmanager
def run_server(binaries: Path) -> Iterator[str]:
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
        options = f"-k {folder} -c listen_addresses='' -c fsync=off -c synchronous_commit=off -c full_page_writes=off"
        run(str(binaries / "pg_ctl"), "-D", str(data), "-w", "-l", str(folder / "log"), "-o", options, "start")
        try:
            yield f"postgresql+psycopg://thuocdo@/postgres?host={folder}"
        finally:
            run(str(binaries / "pg_ctl"), "-D", str(data), "-w", "-m", "immediate", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)
