"""What is shipped for servers and containers: systemd reads its units, every step of the container file can be carried out."""

import configparser
import json
import os
import re
import runpy
import shutil
import subprocess
import sys
import threading
from pathlib import Path
from types import SimpleNamespace

import pytest
import yaml
from flask import Flask

from bench._container_steps import SAID_ONLY, read_steps

ROOT = Path(__file__).resolve().parent.parent
DEPLOY = ROOT / "deploy"
UNITS = sorted((DEPLOY / "systemd").iterdir())
SERVICES = [path for path in UNITS if path.suffix == ".service"]
STEPS = list(read_steps(DEPLOY / "Dockerfile"))
COMPOSE = yaml.safe_load((DEPLOY / "compose.yaml").read_text())
PLACE = "/srv/thuoc-do/app"
MOST_EXPOSED = 20  # tenths; systemd calls a service OK up to 49


def systemd_analyze() -> str:
    program = shutil.which("systemd-analyze")
    if program is None:
        if os.environ.get("CI") == "true":
            pytest.fail("systemd-analyze is missing: apt-get install systemd")
        pytest.skip("systemd-analyze is not installed (apt-get install systemd)")
    return program


def test_systemd_understands_every_unit(tmp_path: Path) -> None:
    program = systemd_analyze()
    (tmp_path / "app").mkdir()
    (tmp_path / "app" / ".venv").symlink_to(sys.prefix)
    for unit in UNITS:
        (tmp_path / unit.name).write_text(unit.read_text().replace(PLACE, f"{tmp_path}/app"))
    call = [program, "verify", *(str(tmp_path / unit.name) for unit in UNITS)]
    run = subprocess.run(call, capture_output=True, text=True, env=os.environ | {"SYSTEMD_LOG_LEVEL": "warning"})
    assert (run.returncode, run.stdout + run.stderr) == (0, "")


@pytest.mark.parametrize("unit", SERVICES, ids=lambda path: path.stem)
def test_a_unit_may_do_little(unit: Path) -> None:
    call = [systemd_analyze(), "security", "--offline=yes", f"--threshold={MOST_EXPOSED}", str(unit)]
    run = subprocess.run(call, capture_output=True, text=True)
    assert run.returncode == 0, run.stdout.splitlines()[-1:]


def test_units_call_commands_that_there_are_and_files_that_there_are(app: Flask) -> None:
    called = set()
    for unit in SERVICES:
        for line in unit.read_text().splitlines():
            if line.startswith("Exec"):
                called |= set(re.findall(r"--app wsgi ([a-z-]+)", line))
                for path in re.findall(r"--config (\S+)", line):
                    assert (ROOT / path).is_file()
    assert {
        "upgrade-database",
        "close-campaigns",
        "check-warnings",
        "send-digest",
        "audit-digest",
        "backup",
        "doctor",
    } == called
    assert called <= set(app.cli.commands)


def test_every_timer_has_its_service() -> None:
    for timer in (path for path in UNITS if path.suffix == ".timer"):
        read = configparser.ConfigParser(interpolation=None)
        read.optionxform = str  # type: ignore[assignment,method-assign]
        read.read(timer)
        wakes = read["Timer"].get("Unit", f"{timer.stem}.service")
        assert (timer.parent / wakes).is_file(), timer.name
        assert "Asia/Ho_Chi_Minh" in read["Timer"]["OnCalendar"]


def test_every_step_of_the_container_can_be_carried_out() -> None:
    known = SAID_ONLY | {"RUN", "WORKDIR", "COPY", "ENV", "USER", "CMD"}
    assert {name for name, _words in STEPS} <= known
    assert STEPS[0] == ("FROM", "debian:bookworm-slim")
    for name, words in STEPS:
        if name == "RUN":
            subprocess.run(["sh", "-n", "-c", words], check=True)
        elif name == "COPY":
            for source in words.split()[:-1]:
                assert (ROOT / source).exists(), source
    command = json.loads(dict(STEPS)["CMD"])
    assert command == [".venv/bin/gunicorn", "--config", "deploy/gunicorn.conf.py"]
    question = json.loads(dict(STEPS)["HEALTHCHECK"].partition("CMD")[2])
    compile(question[-1], "HEALTHCHECK", "exec")
    assert [words for name, words in STEPS if name == "USER"] == ["thuoc-do"], "it does not run as root"


def test_the_container_holds_the_project_and_no_data() -> None:
    copied = {source for name, words in STEPS if name == "COPY" for source in words.split()[:-1]}
    packages = configparser.ConfigParser()
    packages.read(ROOT / "setup.cfg")
    needed = {line.rstrip("*") for line in packages["options.packages.find"]["include"].split()}
    assert needed | {"wsgi.py", "templates", "deploy", "requirements-server.lock", "setup.cfg"} <= copied
    lines = (ROOT / ".dockerignore").read_text().splitlines()
    assert "*" in lines, "nothing goes to the builder unless it is named"
    assert {line[1:] for line in lines if line.startswith("!")} == copied
    assert lines.index("!deploy") < lines.index("deploy/.env"), "the last line that fits decides: the passwords stay outside"
    assert "deploy/.env" in (ROOT / ".gitignore").read_text().splitlines()


def test_compose_names_only_what_there_is(app: Flask) -> None:
    services, manual = COMPOSE["services"], operations()
    assert set(services) == {"database", "upgrade", "service"}
    for service in services.values():
        assert set(service.get("depends_on", {})) <= set(services)
        for volume in service.get("volumes", []):
            assert volume.partition(":")[0] in COMPOSE["volumes"]
    for name in ("upgrade", "service"):
        for setting in services[name]["environment"]:
            assert f"`{setting}`" in manual, setting
        assert services[name]["env_file"] == ".env", "every setting can be given, above all the passphrase of backups"
    assert services["upgrade"]["command"][:3] == [".venv/bin/flask", "--app", "wsgi"]
    assert services["upgrade"]["command"][3] in app.cli.commands
    assert services["service"]["ports"] == ["127.0.0.1:8000:8000"], "only the host's own proxy may come in"
    secrets = {name for name in services["service"]["environment"] if name in ("SECRET_KEY", "PUBLIC_URL", "DATABASE_URL")}
    for name in secrets:
        assert ":?}" in services["service"]["environment"][name], "without it nothing starts"


def test_the_database_of_compose_is_silent_as_doctor_wants_it() -> None:
    from survey_app.installation.database_checks import SILENT

    given = dict(word.split("=") for word in COMPOSE["services"]["database"]["command"] if "=" in word)
    assert given["log_error_verbosity"] == "terse"
    for name, right in SILENT.items():
        assert given.get(name, min(right)) in right


def test_a_reload_makes_the_next_worker_when_the_one_before_stands() -> None:
    """With three workers: when gunicorn has made the last and ends the old ones, two new ones serve."""
    settings = runpy.run_path(str(DEPLOY / "gunicorn.conf.py"))
    new, pre_fork = settings["NewWorkers"], settings["pre_fork"]
    pre_fork(None, None)
    assert new.telling == -1, "one that is replaced by itself is not waited for"
    settings["on_reload"](SimpleNamespace(cfg=SimpleNamespace(workers=3)))
    for _number in (2, 3):
        pre_fork(None, None)
        worker = os.dup(new.telling)  # as a process that has been forked here has it
        waiting = threading.Thread(target=new.await_newest)
        waiting.start()
        waiting.join(0.3)
        assert waiting.is_alive(), "made before the other one stood"
        new.telling = worker
        settings["post_worker_init"](None)
        waiting.join()
    pre_fork(None, None)
    assert (new.left, new.told, new.telling) == (0, -1, -1)


def operations() -> str:
    return "\n".join(path.read_text() for path in [ROOT / "docs/operations.md", *(ROOT / "docs/operations").glob("*.md")])
