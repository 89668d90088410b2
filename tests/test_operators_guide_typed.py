"""A shell types whole lives of an installation out of the operator's guide, on both databases."""

import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import select

from survey_app.models import Account, AuditEntry, Unit
from tests.operators_machine import Machine, blocks, opened
from tests.postgresql import find_server_binaries, run_server


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Machine:
    for name in ("SECRET_KEY", "DATABASE_URL"):
        monkeypatch.delenv(name, raising=False)
    return Machine(tmp_path, monkeypatch)


def small_settings() -> str:
    """As section 3 says of a small installation."""
    settings = blocks("2")[0]
    small = re.sub(r"^DATABASE_URL=.*\n", "", settings, flags=re.MULTILINE)
    assert small != settings
    return small


def test_an_installation_is_set_up_backed_up_lost_and_restored_as_the_guide_says(machine: Machine, tmp_path: Path) -> None:
    folders = blocks("1")[1]
    told = machine.type(folders, small_settings())
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


@contextmanager
def server(machine: Machine) -> Iterator[None]:
    """A PostgreSQL as Debian starts it, with nothing in it; its programs in the path."""
    binaries = find_server_binaries()
    if binaries is None:
        (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)("PostgreSQL is missing: apt-get install postgresql")
    with run_server(binaries, is_durable=True) as url:
        machine.sockets = Path(url.partition("host=")[2])
        yield


def test_with_postgresql_too_it_is_set_up_lost_and_restored(machine: Machine, tmp_path: Path) -> None:
    folders = blocks("1")[1]
    with server(machine):
        machine.type(folders, *blocks("2"), *blocks("3"))
        told = machine.type(*blocks("4"), *blocks("5"))
        assert re.search(r"^0 lỗi, ", told, re.MULTILINE), told
        with opened(machine) as session:
            assert session.get_bind().dialect.name == "postgresql"
            before = session.execute(select(Account.username, Account.password_hash)).all()
            assert len(before) == 1
    (backup,) = (tmp_path / "srv" / "backups").iterdir()
    shutil.move(backup, tmp_path / "usb")
    shutil.rmtree(tmp_path / "srv")
    with server(machine):  # another machine; its settings hold the old passphrase
        settings = tmp_path / "etc" / "environment"
        settings.write_text(re.sub(r"host=\S+", f"host={machine.sockets}", settings.read_text()))
        told = machine.type(folders, *blocks("3"), blocks("12")[0])
        assert "Đã khôi phục xong." in told
        assert re.search(r"^0 lỗi, ", told, re.MULTILINE), told
        with opened(machine) as session:
            assert session.execute(select(Account.username, Account.password_hash)).all() == before


def test_a_small_installation_moves_to_postgresql_as_the_guide_says(machine: Machine) -> None:
    machine.type(blocks("1")[1], small_settings(), *blocks("4"))
    with opened(machine) as session:
        assert session.get_bind().dialect.name == "sqlite"
        before = session.execute(select(Account.username, Account.password_hash)).all()
    there, after = blocks("13")
    with server(machine):
        assert "Đã chuyển xong" in machine.type(*blocks("3"), there)
        told = machine.type(after.replace("thuoc-do doctor\n", "thuoc-do doctor --offline\n"))  # no mail, no nginx here
        assert re.search(r"^0 lỗi, ", told, re.MULTILINE), told
        with opened(machine) as session:
            assert session.get_bind().dialect.name == "postgresql"
            assert session.execute(select(Account.username, Account.password_hash)).all() == before
