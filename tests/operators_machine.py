"""A folder that stands for a server: a real shell types the blocks of the operator's guide in it.

The shell is real, and so are the settings file, the database and the backup. Only what belongs to the machine (systemd, owners
of files, who somebody is) is passed by, and `thuoc-do` hands its words to this process, which has the program loaded already.
"""

import os
import re
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from survey_app import create_app
from survey_app.db import Database
from tests.postgresql import find_server_binaries

GUIDE = Path(__file__).resolve().parent.parent / "docs" / "huong-dan-van-hanh.md"
PASSWORD = "một mật khẩu đủ dài"
# a machine without systemd and without the service's user; the commands go to the process that runs the tests
MACHINE = """
trap ': > calls' EXIT
set -euo pipefail
systemctl() { :; }
runuser() { shift 3 && command "$@"; }
install() {
  local words=()
  while (($#)); do case $1 in -o | -g) shift 2 ;; *) words+=("$1") && shift ;; esac; done
  command install "${words[@]}"
}
thuoc-do() { printf '%s\\0' "$@" > calls; read -r status < replies; return "$status"; }
export SITE=khaosat.example.vn
cd usb
exec 3>&1
"""


def blocks(section: str) -> list[str]:
    """The code blocks of the section with this number."""
    found = re.search(rf"^## {section}\. .*?(?=^## |\Z)", GUIDE.read_text(), re.MULTILINE | re.DOTALL)
    assert found is not None
    return re.findall(r"^```\n(.*?)^```", found[0], re.MULTILINE | re.DOTALL)


class Machine:
    """A folder that stands for a server: a shell types in it, and commands are run with the settings that lie there."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.folder, self._monkeypatch = folder, monkeypatch
        self.commands: list[str] = []
        self.sockets = Path("/nonexistent")  # of PostgreSQL
        (folder / "usb").mkdir()
        for name in ("calls", "replies"):
            os.mkfifo(folder / name)

    def type(self, *typed: str) -> str:
        """Type blocks of the guide; what was said. Places of a real server are moved into the folder, others refused."""
        text = "".join(typed)
        moved = text.replace("/srv/thuoc-do", f"{self.folder}/srv").replace("/etc/thuoc-do", f"{self.folder}/etc")
        moved = moved.replace("/var/run/postgresql", str(self.sockets))
        assert not re.findall(r"(?<![\w.:/=])/(?!dev/null|tmp/|srv/thuoc-do|etc/thuoc-do|thuoc_do\?)[a-z]\S*", text)
        machine = MACHINE.replace(" calls", f" {self.folder}/calls").replace(" replies", f" {self.folder}/replies")
        with (self.folder / "said").open("w+") as said:
            script = machine.replace("cd usb", f"cd {self.folder}/usb") + moved
            programs = f"{find_server_binaries()}:{os.environ['PATH']}"
            owner = {
                "PATH": programs,
                "PGHOST": str(self.sockets),
                "PGUSER": "thuocdo",
                "PGDATABASE": "postgres",
            }  # who owns the server
            shell = subprocess.Popen(
                ["bash", "-c", script], stdin=subprocess.DEVNULL, stdout=said, stderr=said, env=os.environ | owner
            )
            try:
                while call := (self.folder / "calls").read_bytes():
                    status, words = self._run(call.decode().rstrip("\0").split("\0"))
                    said.write(words)
                    said.flush()
                    (self.folder / "replies").write_text(f"{status}\n")
                status = shell.wait()
            finally:
                shell.kill()
            said.seek(0)
            told = said.read()
        assert status == 0, told
        return told

    def open_app(self) -> Flask:
        """The application as its settings file says."""
        for line in (self.folder / "etc" / "environment").read_text().splitlines():
            name, _, value = line.partition("=")
            self._monkeypatch.setenv(name, value)
        return create_app()

    def _run(self, words: list[str]) -> tuple[int, str]:
        self.commands.append(words[0])
        app = self.open_app()
        result = app.test_cli_runner().invoke(args=words, input=f"{PASSWORD}\n" * 2)
        app.extensions["database"].engine.dispose()
        assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
        return result.exit_code, result.output


@contextmanager
def opened(machine: Machine) -> Iterator[Session]:
    """What the machine's database holds now; nobody holds it open afterwards."""
    database: Database = machine.open_app().extensions["database"]
    try:
        with database.reading() as session:
            yield session
    finally:
        database.engine.dispose()
