"""What make says when something stands in its way, before it prints links or deletes anything."""

import os
import shutil
import socket
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
READY = Path(sys.prefix) / ".ready"  # of the environment that runs these tests; taken to be made


def make(*arguments: str, **settings: str) -> subprocess.CompletedProcess[str]:
    environment = {name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "INSTANCE_FOLDER", "PORT")}
    environment |= {"MAKEFLAGS": "", "MAKELEVEL": ""} | settings
    command = ["make", f"VENV={sys.prefix}", "-o", str(READY), *arguments]
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=60)


def test_a_port_in_use_is_said_before_anything_starts() -> None:
    with socket.socket() as busy:
        busy.bind(("127.0.0.1", 0))
        busy.listen()
        port = busy.getsockname()[1]
        run = make("run", f"PORT={port}")
    assert run.returncode != 0
    assert f"Cổng {port} đang được dùng. Thử: make run PORT={port % 65535 + 1}\n" in run.stderr
    assert "http://" not in run.stdout


@pytest.mark.parametrize("port", ["tám", "80 80", "", "0", "65536", "123456"])
def test_a_port_that_is_none_is_refused(port: str) -> None:
    run = make("run", f"PORT={port}")
    assert run.returncode != 0
    assert "PORT là một số từ 1 đến 65535" in run.stdout + run.stderr
    assert "Traceback" not in run.stderr


def test_a_python_that_is_not_there_is_named(tmp_path: Path) -> None:
    run = make("install", f"VENV={tmp_path / 'venv'}", "PYTHON=nopython")
    assert run.returncode != 0
    assert "Không có lệnh nopython." in run.stdout
    assert not (tmp_path / "venv").exists()


@pytest.mark.parametrize("demo", ["demo", "demo-large"])
def test_the_demo_is_not_made_anew_where_another_database_is_chosen(demo: str, tmp_path: Path) -> None:
    kept = tmp_path / "thuoc-do.sqlite3"
    kept.write_text("anything")
    run = make(demo, DATABASE_URL="postgresql://localhost/real", INSTANCE_FOLDER=str(tmp_path))
    assert run.returncode != 0
    assert "unset DATABASE_URL" in run.stdout
    assert kept.read_text() == "anything"


@pytest.mark.parametrize("demo", ["demo", "demo-large"])
def test_the_demo_throws_no_real_units_away(demo: str, tmp_path: Path) -> None:
    settings = {"INSTANCE_FOLDER": str(tmp_path)}
    units = tmp_path / "don-vi.csv"
    units.write_text("Mã,Tên,Loại,Cấp học,Cấp trên\nSO,Sở,Sở,,\n")
    for arguments in (["upgrade-database"], ["import-units", str(units)]):
        flask = [sys.executable, "-m", "flask", "--app", "wsgi", *arguments]
        subprocess.run(flask, cwd=ROOT, env=os.environ | settings, check=True, capture_output=True)
    before = shutil.copy(tmp_path / "thuoc-do.sqlite3", tmp_path / "before").read_bytes()
    run = make(demo, **settings)
    assert run.returncode != 0
    assert "Chưa xóa gì" in run.stdout
    assert (tmp_path / "thuoc-do.sqlite3").read_bytes() == before


def test_the_large_demo_has_a_database_of_its_own() -> None:
    planned = make("-n", "demo-large").stdout
    assert 'rm -f "instance/large/thuoc-do.sqlite3"' in planned
    assert "fill-demo --large" in planned
    assert "--large" not in make("-n", "demo").stdout


def test_production_is_served_as_the_tests_serve_it() -> None:
    planned = make("-n", "serve", "PORT=8010").stdout
    assert "gunicorn --config deploy/gunicorn.conf.py" in planned
    assert "upgrade-database" in planned
    assert "fill-demo" not in planned


def test_help_names_every_command() -> None:
    assert {"run", "serve", "test", "install", "demo", "demo-large"} <= {
        line.split()[0] for line in make("help").stdout.splitlines()
    }


def test_the_benchmarks_find_the_project_where_nothing_is_installed() -> None:
    """`make install` installs what the project needs, not the project: a script elsewhere must be told where it is."""
    planned = subprocess.run(["make", "-n", "bench"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert "PYTHONPATH=. " in planned
    assert "|| exit 1" in planned
