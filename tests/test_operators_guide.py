"""The operator's guide cannot rot: what it names exists, and `deploy/thuoc-do` does what it says.

`test_operators_guide_typed.py` types whole lives of an installation out of its pages.
"""

import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from flask import Flask

from survey_app import cli
from tests.operators_machine import GUIDE, blocks
from tests.test_documents import OPERATIONS

ROOT = Path(__file__).resolve().parent.parent
DOCUMENTS = [GUIDE, *OPERATIONS, ROOT / "README.md", ROOT / "docs" / "huong-dan-so.md"]
CALL = re.compile(r"(?:flask --app wsgi |(?:^|`|&& |; )thuoc-do )([a-z][a-z-]*)([^;|&>'`#\n]*)", re.MULTILINE)


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
    (line,) = [line for line in blocks("7")[2].splitlines() if line.startswith('sed "s/khaosat')]
    command = line.replace("/srv/thuoc-do/app/", "").partition(" > ")[0]
    site = {"SITE": "khaosat.tinh.vn"}
    made = subprocess.run(["bash", "-c", command], cwd=ROOT, env=os.environ | site, capture_output=True, text=True, check=True)
    assert "example" not in made.stdout
    assert made.stdout.count("server_name khaosat.tinh.vn;") == 2
    assert line in blocks("10")[0], "an update makes it in the same way"


def test_nginx_takes_as_many_phones_as_the_guide_says(tmp_path: Path) -> None:
    """Debian's own file must still have the words that the guide changes, and nginx be content with what comes of it."""
    shipped = Path("/etc/nginx/nginx.conf")
    if not shipped.exists() or os.geteuid():
        pytest.skip("nginx is not installed, or this is not root, whom its test of a configuration wants")
    (change,) = [line for line in blocks("7")[2].splitlines() if line.startswith("sed -i ")]
    (limit,) = [line for line in blocks("7")[2].splitlines() if "worker_rlimit_nofile" in line]
    shutil.copytree("/etc/nginx", tmp_path / "nginx", symlinks=True)
    shutil.rmtree(tmp_path / "nginx" / "sites-enabled", ignore_errors=True)
    typed = f"{change}\n{limit}".replace("/etc/nginx", str(tmp_path / "nginx"))
    subprocess.run(["bash", "-euc", typed], check=True)
    file = tmp_path / "nginx" / "nginx.conf"
    file.write_text(file.read_text().replace("/etc/nginx", str(tmp_path / "nginx")))
    assert "worker_connections 8192;" in file.read_text()
    made = subprocess.run(["nginx", "-T", "-c", file], capture_output=True, text=True, check=False)
    assert made.returncode == 0, made.stderr
    assert "worker_rlimit_nofile 20000;" in made.stdout
    assert "exceed" not in made.stderr


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
