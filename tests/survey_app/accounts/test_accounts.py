"""Accounts, passwords and the commands that make them."""

import unicodedata

import pytest
from flask import Flask
from sqlalchemy import select

from survey_app.accounts.accounts import AccountRefusedError, create_account, find_account, set_password
from survey_app.accounts.passwords import PasswordRefusedError, hash_password, is_password
from survey_app.accounts.scope import find_scope
from survey_app.db import Database
from survey_app.models import AuditEntry
from tests.factories import CHEAP, PASSWORD, make_account, make_department, make_unit


def test_a_password_is_known_in_composed_and_decomposed_letters() -> None:
    hashed = hash_password(unicodedata.normalize("NFC", PASSWORD), method=CHEAP)
    assert is_password(unicodedata.normalize("NFD", PASSWORD), hashed=hashed)
    assert not is_password("another", hashed=hashed)


def test_the_hash_is_scrypt_by_default() -> None:
    assert hash_password(PASSWORD).startswith("scrypt:32768:8:3$")


@pytest.mark.parametrize("password", ["", "ngắn", "a" * 201])
def test_a_password_too_short_or_too_long_is_refused(password: str) -> None:
    with pytest.raises(PasswordRefusedError):
        hash_password(password, method=CHEAP)


def test_usernames_are_small_and_unique(database: Database) -> None:
    with database.writing() as session:
        unit = make_department(session, schools=0)["SO"]
        make_account(session, "so.gddt", unit)
        for username in ("SO.GDDT ", "có dấu", "x", ""):
            with pytest.raises(AccountRefusedError):
                create_account(session, username=username, password=PASSWORD, role="department", unit=unit, method=CHEAP)
        with pytest.raises(AccountRefusedError):
            create_account(session, username="other", password=PASSWORD, role="owner", unit=unit, method=CHEAP)


@pytest.mark.parametrize(("code", "role"), [("TH1", "department"), ("SO", "unit"), ("X1", "unit")])
def test_a_role_belongs_to_its_kinds_of_units(database: Database, code: str, role: str) -> None:
    with database.writing() as session:
        unit = make_department(session, schools=1)[code]
        with pytest.raises(AccountRefusedError, match=rf"Tài khoản của {unit.name} có vai trò \w+, không phải {role}"):
            create_account(session, username="other", password=PASSWORD, role=role, unit=unit, method=CHEAP)


def test_a_desk_has_a_unit_account(database: Database) -> None:
    with database.writing() as session:
        desk = make_unit(session, "MC", "Bộ phận một cửa", kind="desk")
        assert create_account(session, username="mot-cua", password=PASSWORD, role="unit", unit=desk, method=CHEAP).id


def test_a_new_password_raises_the_session_version(database: Database) -> None:
    with database.writing() as session:
        account = make_account(session, "so.gddt", make_department(session, schools=0)["SO"])
        before = account.session_version
        set_password(account, "một mật khẩu khác", method=CHEAP)
        assert account.session_version == before + 1


def test_a_scope_is_the_subtree(database: Database) -> None:
    with database.writing() as session:
        units = make_department(session, schools=3)
        assert set(find_scope(session, units["SO"].id)) == {"SO", "X1", "X2", "TH1", "TH2", "TH3"}
        assert set(find_scope(session, units["X1"].id)) == {"X1", "TH2"}
        assert set(find_scope(session, units["TH1"].id)) == {"TH1"}


def test_the_commands_make_change_and_close_accounts(app: Flask, database: Database) -> None:
    app.config["PASSWORD_METHOD"] = CHEAP
    with database.writing() as session:
        make_department(session)
    run = app.test_cli_runner().invoke
    made = run(args=["create-account", "TH1", "--role", "unit", "--unit", "TH1", "--password", PASSWORD])
    assert (made.exit_code, "Đã tạo tài khoản th1" in made.output) == (0, True)
    assert run(args=["create-account", "th1", "--role", "unit", "--unit", "TH1", "--password", PASSWORD]).exit_code == 1
    assert run(args=["create-account", "th9", "--role", "unit", "--unit", "??", "--password", PASSWORD]).exit_code == 1
    assert run(args=["create-account", "th9", "--role", "unit", "--unit", "TH1", "--password", "ngắn"]).exit_code == 1
    assert run(args=["set-password", "th1", "--password", "một mật khẩu khác"]).exit_code == 0
    assert run(args=["set-password", "th1", "--password", "ngắn"]).exit_code == 1
    assert run(args=["set-password", "nobody", "--password", PASSWORD]).exit_code == 1
    assert run(args=["close-account", "th1"]).exit_code == 0
    assert run(args=["close-account", "nobody"]).exit_code == 1
    with database.reading() as session:
        account = find_account(session, "th1")
        assert account is not None
        assert (account.is_active, account.session_version) == (False, 3)
        assert is_password("một mật khẩu khác", hashed=account.password_hash)
        entries = session.execute(select(AuditEntry.action, AuditEntry.account_id).order_by(AuditEntry.id)).all()
    assert [tuple(entry) for entry in entries] == [("create-account", None), ("set-password", None), ("close-account", None)]
