"""The three commands as an operator types them: what they say, what they refuse, what they leave."""

import os
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import text

from survey_app.backups.envelope import DAMAGED, NOT_DECRYPTED
from survey_app.db import UNFINISHED_RESTORE, Database
from survey_app.migrate import find_state
from tests.conftest import Clock
from tests.factories import fill
from tests.survey_app.backups.installations import MakeUrl, empty_databases, installation, rows_of

ROOT = Path(__file__).resolve().parent.parent.parent.parent
PASSPHRASE = "một câu đủ dài để thử"
SECRET = "a secret of more than thirty-two signs"


@pytest.fixture
def new_url(database: Database, tmp_path: Path) -> Iterator[MakeUrl]:
    with empty_databases(database, tmp_path) as make:
        yield make


@pytest.fixture(autouse=True)
def folder(app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in ("BACKUP_PASSPHRASE", "SECRET_KEY"):
        monkeypatch.delenv(name, raising=False)
    app.config["BACKUP_FOLDER"] = tmp_path / "backups"
    return tmp_path / "backups"


def run(app: Flask, *args: str | Path, typed: str = "") -> tuple[int, str]:
    result = app.test_cli_runner().invoke(args=[str(one) for one in args], input=typed)
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result.exit_code, result.output


def flask(url: str, folder: Path, *args: str | Path, **settings: str) -> list[str | Path]:
    """A command in a process of its own, with its settings before it."""
    values = {"DATABASE_URL": url, "INSTANCE_FOLDER": str(folder), **settings}
    return [
        "env",
        *(f"{name}={value}" for name, value in values.items()),
        sys.executable,
        "-m",
        "flask",
        "--app",
        "wsgi",
        *args,
    ]


def test_an_encrypted_backup_carries_the_secret_and_an_installation_moves_with_it(
    app: Flask, database: Database, folder: Path, tmp_path: Path, new_url: MakeUrl
) -> None:
    fill(database, answers=3)
    before = rows_of(database)
    code, output = run(app, "backup", "--encrypt", typed=f"{PASSPHRASE}\n{PASSPHRASE}\n")
    assert (code, "kèm khóa bí mật" in output) == (0, True)
    (file,) = folder.iterdir()
    assert file.name == "thuoc-do-20260512-090000.backup"
    assert (file.stat().st_mode & 0o777, f"Đã sao lưu 6 phiếu và mọi dữ liệu khác vào {file}." in output) == (0o600, True)
    assert [row[3:] for row in rows_of(database)["audit_entry"]] == [("make-backup", file.name)]
    code, output = run(app, "backup", "--encrypt", typed=f"{PASSPHRASE}\n{PASSPHRASE}\n")
    assert (code, "Không ghi đè" in output) == (1, True)
    key = tmp_path / "passphrase"
    key.write_text(f"{PASSPHRASE}\n")
    key.chmod(0o600)
    code, output = run(app, "verify-backup", file, "--passphrase-file", key)
    assert (code, output.splitlines()[-1]) == (0, "Bản sao lưu dùng được.")
    assert "6 phiếu" in output
    assert run(app, "verify-backup", file, typed="\n")[0] == 1
    code, output = run(app, "verify-backup", file, typed="một câu khác cũng dài\n")
    assert (code, NOT_DECRYPTED in output) == (1, True)
    with installation(new_url(), tmp_path / "second", SECRET_KEY=SECRET) as other:
        (tmp_path / "second").mkdir()
        (tmp_path / "second" / "secret-key").write_text("made by mistake")
        code, output = run(other, "restore", file, "--passphrase-file", key)
        assert (code, "đã được đặt vào tệp secret-key" in output) == (0, True)
        secret = tmp_path / "second" / "secret-key"
        assert (secret.read_text(), secret.stat().st_mode & 0o777) == ("a test's secret", 0o600)
        restored: Database = other.extensions["database"]
        assert rows_of(restored)["response"] == before["response"]
        code, output = run(other, "restore", file, "--passphrase-file", key)
        assert (code, "đã có dữ liệu" in output) == (1, True)
        assert other.test_client().get("/").status_code == 200


def test_an_open_backup_says_what_it_is_and_keeps_the_secret_out(
    app: Flask, database: Database, folder: Path, tmp_path: Path, new_url: MakeUrl, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(database, answers=1)
    code, output = run(app, "backup", "-o", tmp_path / "mine.backup")
    assert (code, "KHÔNG mã hóa" in output, "secret-key" in output) == (0, True, True)
    assert not folder.exists()
    assert run(app, "backup", "-o", tmp_path / "mine.backup")[0] == 1
    with installation(new_url(), tmp_path / "second", SECRET_KEY=SECRET) as other:
        code, output = run(other, "restore", tmp_path / "mine.backup")
        assert (code, "CHÚ Ý" in output) == (0, True)
        assert not (tmp_path / "second" / "secret-key").exists()
    monkeypatch.setenv("BACKUP_PASSPHRASE", PASSPHRASE)
    code, output = run(app, "backup", "--without-secret")
    assert (code, "không kèm khóa bí mật" in output) == (0, True)


def test_old_backups_are_thinned_out_after_a_new_one_is_there(app: Flask, clock: Clock, folder: Path) -> None:
    for day in (1, 2, 3, 4):
        clock.set(2026, 6, day, 2)
        code, output = run(app, "backup", "--keep-daily", "2")
        assert code == 0
    assert "Đã xóa bản sao lưu cũ thuoc-do-20260602-020000.backup." in output
    assert sorted(path.name[9:17] for path in folder.iterdir()) == ["20260603", "20260604"]


def test_passphrases_that_are_none_are_refused(
    app: Flask, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    code, output = run(app, "backup", "--encrypt", typed="ngắn\nngắn\n")
    assert (code, "quá ngắn" in output) == (1, True)
    code, output = run(app, "backup", "--encrypt")
    assert (code, "--passphrase-file" in output) == (1, True)
    monkeypatch.setenv("BACKUP_PASSPHRASE", "short")
    assert run(app, "backup")[0] == 1
    open_to_all = tmp_path / "passphrase"
    open_to_all.write_text("")
    open_to_all.chmod(0o644)
    code, output = run(app, "backup", "--passphrase-file", open_to_all)
    assert (code, "chmod 600" in output) == (1, True)
    assert not folder.exists()


def test_a_damaged_file_is_refused_in_words(app: Flask, folder: Path, tmp_path: Path, new_url: MakeUrl) -> None:
    assert run(app, "backup")[0] == 0
    (file,) = folder.iterdir()
    content = file.read_bytes()
    url = new_url()
    for broken in (content[: len(content) // 2], content[:-1], content[:3000] + b"?" + content[3001:]):
        file.write_bytes(broken)
        code, output = run(app, "verify-backup", file)
        assert (code, output.strip()) == (1, f"Lỗi: {DAMAGED}")
        with installation(url, tmp_path / "second") as other:
            code, output = run(other, "restore", file)
            assert (code, output.strip()) == (1, f"Lỗi: {DAMAGED}")
            assert find_state(other.extensions["database"].engine) == "empty"
    code, output = run(app, "verify-backup", ROOT / "setup.cfg")
    assert (code, "không phải bản sao lưu" in output) == (1, True)


def test_a_full_disk_leaves_no_half_file(database: Database, folder: Path) -> None:
    fill(database, answers=300)
    url = database.engine.url.render_as_string(hide_password=False)
    folder.mkdir()

    def let_files_end_early() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (8_192, 8_192))
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)  # the kernel then answers EFBIG, as a full disk answers ENOSPC

    call = flask(url, folder.parent / "instance", "backup", SECRET_KEY=SECRET, BACKUP_FOLDER=str(folder))
    done = subprocess.run(call, cwd=ROOT, preexec_fn=let_files_end_early, capture_output=True, text=True)
    assert done.returncode == 1, done.stdout + done.stderr
    assert "Chưa có bản sao lưu nào được tạo" in done.stderr
    assert list(folder.iterdir()) == []


def test_a_restore_that_is_killed_leaves_an_installation_that_says_so_and_can_be_restored_again(
    app: Flask, database: Database, folder: Path, tmp_path: Path, new_url: MakeUrl
) -> None:
    fill(database, answers=20)
    assert run(app, "backup")[0] == 0
    (file,) = folder.iterdir()
    url, second = new_url(), tmp_path / "second"
    call = flask(url, second, "restore", file, SECRET_KEY=SECRET)
    process = subprocess.Popen(call, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    watching = Database(url, is_restoring=True)
    while not _is_marked(watching):
        assert process.poll() is None, process.communicate()
        time.sleep(0.005)
    os.kill(process.pid, signal.SIGKILL)
    process.communicate()
    assert _is_marked(watching), "killed before its end"
    watching.engine.dispose()
    with installation(url, second) as other:
        for command in (["upgrade-database"], ["close-campaigns"], ["backup"]):
            code, output = run(other, *command)
            assert (code, "bị ngắt giữa chừng" in output) == (1, True), output
        page = other.test_client().get("/")
        assert (page.status_code, "chưa sẵn sàng" in page.get_data(as_text=True)) == (503, True)
        assert run(other, "restore", file)[0] == 0
        restored: Database = other.extensions["database"]
        assert rows_of(restored)["response"] == rows_of(database)["response"]
        assert other.test_client().get("/").status_code == 200


def _is_marked(database: Database) -> bool:
    with database.reading() as session:
        if database.is_sqlite:
            found = session.execute(text("SELECT name FROM sqlite_master WHERE name = :name"), {"name": UNFINISHED_RESTORE})
        else:
            found = session.execute(text("SELECT to_regclass(:name)"), {"name": UNFINISHED_RESTORE})
        return found.scalar() is not None
