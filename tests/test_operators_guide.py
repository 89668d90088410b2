"""The operator's guide cannot rot: what it names exists, and a shell types one whole life of an installation out of its pages.

The shell is real, and so are the settings file, the database and the backup. Only what belongs to the machine (systemd, owners
of files) is passed by, and `thuoc-do` hands its words to this process, which has the program loaded already; `deploy/thuoc-do`
itself is tried below.
"""

import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import AbstractContextManager
from pathlib import Path

import click
import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from survey_app import cli, create_app
from survey_app.db import Database
from survey_app.models import Account, AuditEntry, Unit
from tests.test_documents import OPERATIONS

ROOT = Path(__file__).resolve().parent.parent
GUIDE = ROOT / "docs" / "huong-dan-van-hanh.md"
DOCUMENTS = [GUIDE, *OPERATIONS, ROOT / "README.md", ROOT / "docs" / "huong-dan-so.md"]
CALL = re.compile(r"(?:flask --app wsgi |(?:^|`|&& |; )thuoc-do )([a-z][a-z-]*)([^;|&>'`#\n]*)", re.MULTILINE)
PASSWORD = "một mật khẩu đủ dài"
# a machine without systemd and without the service's user; the commands go to the process that runs the tests
MACHINE = """
trap ': > calls' EXIT
set -euo pipefail
systemctl() { :; }
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


def calls_in(document: Path) -> Iterator[tuple[str, list[str]]]:
    for name, words in CALL.findall(document.read_text().replace("\\\n", " ")):
        yield name, shlex.split(words)


def slug(heading: str) -> str:
    """What a heading is called in an address, as GitHub makes it."""
    return re.sub(r"[^\w\- ]", "", heading.strip().lower()).replace(" ", "-")


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_every_command_exists_and_takes_what_is_typed(document: Path) -> None:
    app = Flask("commands")
    cli.register(app)
    number = 0
    for name, words in calls_in(document):
        number += 1
        command = app.cli.commands.get(name)
        assert command is not None, name
        if words == ["--help"] or "…" in words:
            continue
        given, left, _order = command.make_parser(click.Context(command)).parse_args(words)
        assert not left, f"{name}: {left}"
        missing = [one.name for one in command.params if one.required and given.get(one.name or "") is None]
        assert not missing or not words, f"{name} needs {missing}"
    assert number


def test_every_target_file_unit_and_setting_of_the_guide_exists() -> None:
    text, makefile = GUIDE.read_text(), (ROOT / "Makefile").read_text()
    targets = set(re.findall(r"(?:^|`)make (?:-C \S+ )?([a-z][a-z-]*)", text, re.MULTILINE))
    assert targets
    assert not {name for name in targets if not re.search(rf"^{name}:", makefile, re.MULTILINE)}
    for path in re.findall(r"\bdeploy/[\w./-]*\w", text):
        assert (ROOT / path).exists(), path
    units = {path.name for path in (ROOT / "deploy" / "systemd").iterdir()}
    named = set(re.findall(r"\bthuoc-do[a-z-]*\.(?:service|timer)\b", text))
    named |= {f"{name}.service" for name in re.findall(r"-u (thuoc-do[a-z-]*)", text)}
    assert named
    assert named <= units
    manual = "\n".join(path.read_text() for path in OPERATIONS)
    settings = set(re.findall(r"(?:^|`)([A-Z]+_[A-Z_]+|CONTACT)(?:=|`)", text, re.MULTILINE)) - {"MPLCONFIGDIR"}
    assert {"INSTANCE_FOLDER", "BACKUP_PASSPHRASE", "CONTACT"} <= settings
    assert not {name for name in settings if f"`{name}`" not in manual}


def test_the_guide_links_to_headings_that_there_are_and_to_sections_of_its_own() -> None:
    text = GUIDE.read_text()
    links = re.findall(r"\]\(([^)#]+\.md)#([^)]+)\)", text)
    assert links
    for path, heading in links:
        headings = re.findall(r"^#+ (.*)$", (GUIDE.parent / path).read_text(), re.MULTILINE)
        assert heading in map(slug, headings), f"{path}#{heading}"
    sections = set(re.findall(r"^## (\d+)\.", text, re.MULTILINE))
    assert set(re.findall(r"mục (\d+)", text, re.IGNORECASE)) <= sections


def test_whatever_asks_stands_at_the_end_of_its_block() -> None:
    """Blocks are pasted whole: the line after a question would be taken for the answer."""
    asking = re.compile(r"^(?:certbot certonly|thuoc-do (?:create-account|set-password|erase-campaign)|apt install (?!-y))")
    found = 0
    for block in re.findall(r"^```\n(.*?)^```", GUIDE.read_text(), re.MULTILINE | re.DOTALL):
        lines = block.replace("\\\n", " ").splitlines()
        found += bool(asking.search(lines[-1]))
        assert not any(asking.search(line) for line in lines[:-1]), block
    assert found == 3


def test_the_nginx_of_the_guide_has_the_site_s_name_everywhere() -> None:
    (line,) = [line for line in blocks("7")[2].splitlines() if line.startswith("sed ")]
    command = line.replace("/srv/thuoc-do/app/", "").partition(" > ")[0]
    site = {"SITE": "khaosat.tinh.vn"}
    made = subprocess.run(["bash", "-c", command], cwd=ROOT, env=os.environ | site, capture_output=True, text=True, check=True)
    assert "example" not in made.stdout
    assert made.stdout.count("server_name khaosat.tinh.vn;") == 2
    assert line in blocks("10")[0], "an update makes it in the same way"


class Machine:
    """A folder that stands for a server: a shell types in it, and commands are run with the settings that lie there."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.folder, self._monkeypatch = folder, monkeypatch
        self.commands: list[str] = []
        (folder / "usb").mkdir()
        for name in ("calls", "replies"):
            os.mkfifo(folder / name)

    def type(self, *typed: str) -> str:
        """Type blocks of the guide; what was said. Places of a real server are moved into the folder, others refused."""
        text = "".join(typed)
        moved = text.replace("/srv/thuoc-do", f"{self.folder}/srv").replace("/etc/thuoc-do", f"{self.folder}/etc")
        assert not re.findall(r"(?<![\w.:/])/(?!dev/null|tmp/|srv/thuoc-do|etc/thuoc-do)[a-z]\S*", text)
        machine = MACHINE.replace(" calls", f" {self.folder}/calls").replace(" replies", f" {self.folder}/replies")
        with (self.folder / "said").open("w+") as said:
            script = machine.replace("cd usb", f"cd {self.folder}/usb") + moved
            shell = subprocess.Popen(["bash", "-c", script], stdin=subprocess.DEVNULL, stdout=said, stderr=said)
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


def test_an_installation_is_set_up_backed_up_lost_and_restored_as_the_guide_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("SECRET_KEY", "DATABASE_URL"):
        monkeypatch.delenv(name, raising=False)
    machine = Machine(tmp_path, monkeypatch)
    folders, settings = blocks("1")[1], blocks("2")[0]
    small = re.sub(r"^DATABASE_URL=.*\n", "", settings, flags=re.MULTILINE)  # as section 3 says of a small installation
    assert small != settings
    told = machine.type(folders, small)
    passphrase = re.search(r"^BACKUP_PASSPHRASE=([0-9a-f]{40})$", told, re.MULTILINE)
    assert passphrase is not None
    assert (tmp_path / "etc" / "environment").stat().st_mode & 0o777 == 0o600
    told = machine.type(*blocks("4"), *blocks("5"))
    assert "Đã tạo tài khoản van-phong cho Sở Giáo dục và Đào tạo." in told
    assert "Tệp đã mã hóa và có kèm khóa bí mật" in told
    assert re.search(r"^0 lỗi, ", told, re.MULTILINE), told
    assert "Bản sao lưu dùng được." in machine.type(blocks("11")[1])
    secret = (tmp_path / "srv" / "data" / "secret-key").read_text()
    with opened(machine) as session:
        before = session.execute(select(Account.username, Account.password_hash)).all()
        assert session.scalars(select(Unit.code)).all() == ["SGD"]

    (backup,) = (tmp_path / "srv" / "backups").iterdir()
    shutil.move(backup, tmp_path / "usb")
    shutil.rmtree(tmp_path / "srv")
    told = machine.type(folders, blocks("12")[0])
    assert "Đã khôi phục xong." in told
    assert re.search(r"^0 lỗi, ", told, re.MULTILINE), told
    assert (tmp_path / "srv" / "data" / "secret-key").read_text() == secret
    with opened(machine) as session:
        assert session.execute(select(Account.username, Account.password_hash)).all() == before
        deeds = session.scalars(select(AuditEntry.action).order_by(AuditEntry.id)).all()
    assert deeds == ["import-units", "create-account", "restore-backup"]
    first = ["upgrade-database", "import-units", "create-account", "backup", "doctor", "verify-backup"]
    assert machine.commands == [*first, "restore", "doctor"]


def opened(machine: Machine) -> AbstractContextManager[Session]:
    """What the machine's database holds now."""
    database: Database = machine.open_app().extensions["database"]
    return database.reading()


@pytest.fixture
def program(tmp_path: Path) -> Path:
    """`deploy/thuoc-do` as it lies on a server, called by the link in the path."""
    app = tmp_path / "app"
    (app / "deploy").mkdir(parents=True)
    shutil.copy(ROOT / "deploy" / "thuoc-do", app / "deploy")
    (app / ".venv").symlink_to(sys.prefix)
    (app / "wsgi.py").symlink_to(ROOT / "wsgi.py")
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "thuoc-do").symlink_to(app / "deploy" / "thuoc-do")
    return tmp_path / "bin" / "thuoc-do"


def call(program: Path, *words: str, **settings: str) -> subprocess.CompletedProcess[str]:
    surroundings = {"PATH": f"{program.parent}:{os.environ['PATH']}", "THUOC_DO_SETTINGS": str(program.parent / "settings")}
    return subprocess.run([program, *words], cwd=program.parent, env=surroundings | settings, capture_output=True, text=True)


def test_the_service_s_command_takes_the_service_s_settings(program: Path, tmp_path: Path) -> None:
    me = subprocess.run(["id", "-un"], capture_output=True, text=True, check=True).stdout.strip()
    lines = ["# lời ghi", "", f'INSTANCE_FOLDER="{tmp_path / "thư mục dữ liệu"}"  ', "CONTACT=Phòng Khảo thí; điện thoại $1 #2"]
    (tmp_path / "bin" / "settings").write_text("\n".join(lines))
    done = call(program, "upgrade-database", THUOC_DO_USER=me)
    assert (done.returncode, done.stderr, "phiên bản mới nhất" in done.stdout) == (0, "", True)
    made = {path.name: path.stat().st_mode & 0o777 for path in (tmp_path / "thư mục dữ liệu").iterdir()}
    assert made == {"secret-key": 0o600, "thuoc-do.sqlite3": 0o600}


def test_the_service_s_command_becomes_the_service_s_user(program: Path, tmp_path: Path) -> None:
    (tmp_path / "bin" / "settings").write_text("CONTACT=Phòng Khảo thí\n")
    (tmp_path / "bin" / "runuser").write_text('#!/bin/sh\nprintf "%s|" "$CONTACT" "$(umask)" "$@"\n')
    (tmp_path / "bin" / "runuser").chmod(0o755)
    app = tmp_path / "app"
    words = ["-u", "thuoc-do", "--", f"{app}/.venv/bin/flask", "--app", f"{app}/wsgi.py", "import-units", "đơn vị.csv"]
    assert call(program, "import-units", "đơn vị.csv").stdout.split("|")[:-1] == ["Phòng Khảo thí", "0077", *words]


def test_the_service_s_command_says_that_it_has_no_settings(program: Path) -> None:
    done = call(program, "doctor")
    assert (done.returncode, "Hãy chạy bằng root" in done.stderr) == (1, True)
