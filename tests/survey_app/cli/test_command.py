"""What every command does when it was typed wrongly or its database is not ready: one plain line, never a traceback."""

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import click
import pytest
from flask import Flask

from survey_app import create_app
from survey_app.cli.command import OperatorCommand
from survey_app.config import PROJECT_FOLDER, find_call
from survey_app.db import Database
from survey_app.migrate import downgrade
from tests.conftest import new_postgresql
from tests.factories import PASSWORD

UPGRADE = "Chạy trước: .venv/bin/flask --app wsgi upgrade-database\n"
OWN = {"run", "shell", "routes", "db"}  # Flask's
NEEDS_TABLES = (
    ["fill-demo"],
    ["close-campaigns"],
    ["open-campaign", "2026"],
    ["write-posters", "2026", "a.pdf"],
    ["create-campaign", "2026", "Năm 2026", "--opens", "04/05/2026", "--closes", "29/05/2026", "--questionnaire", "TH-PH"],
    ["create-account", "th1", "--role", "unit", "--unit", "TH1", "--password", PASSWORD],
    ["set-password", "th1", "--password", PASSWORD],
    ["close-account", "th1"],
    ["import-units", "docs/mau-don-vi.xlsx"],
)


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_app(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Flask]:
    """The application before anybody made tables."""
    with ExitStack() as stack:
        url = f"sqlite:///{tmp_path / 'empty.sqlite3'}"
        if request.param == "postgresql":
            url = stack.enter_context(new_postgresql(request.getfixturevalue("postgresql_url")))
        app = create_app(
            {
                "DATABASE_URL": url,
                "INSTANCE_FOLDER": tmp_path,
                "SECRET_KEY": "a test's secret",
                "PASSWORD_METHOD": "scrypt:1024:8:1",
            }
        )
        yield app
        app.extensions["database"].engine.dispose()


def test_all_our_commands_are_of_one_kind(app: Flask) -> None:
    for name, command in app.cli.commands.items():
        assert name in OWN or isinstance(command, OperatorCommand), name


@pytest.mark.parametrize("arguments", NEEDS_TABLES, ids=lambda arguments: arguments[0])
def test_without_tables_a_command_says_what_to_run_first(empty_app: Flask, arguments: list[str], tmp_path: Path) -> None:
    if arguments[0] == "import-units":
        file = tmp_path / "don-vi.csv"
        file.write_text("Mã,Tên,Loại,Cấp học,Cấp trên\nSO,Sở,Sở,,\n")
        arguments = ["import-units", str(file)]
    result = empty_app.test_cli_runner().invoke(args=arguments)
    assert (result.exit_code, result.output) == (1, f"Lỗi: Cơ sở dữ liệu chưa có bảng. {UPGRADE}")


def test_tables_of_an_older_release_are_said_to_be_so(app: Flask, database: Database) -> None:
    downgrade(database.engine, "0001")
    result = app.test_cli_runner().invoke(args=["fill-demo"])
    assert (result.exit_code, result.output) == (1, f"Lỗi: Cơ sở dữ liệu còn ở phiên bản trước. {UPGRADE}")
    assert app.test_cli_runner().invoke(args=["upgrade-database"]).exit_code == 0
    assert app.test_cli_runner().invoke(args=["close-campaigns"]).exit_code == 0


@pytest.mark.parametrize("url", ["sqlite:///{folder}/nowhere/a.sqlite3", "postgresql://nobody@/none?host={folder}"])
def test_a_database_that_cannot_be_reached_is_said_to_be_so(tmp_path: Path, url: str) -> None:
    app = create_app(
        {"DATABASE_URL": url.format(folder=tmp_path), "INSTANCE_FOLDER": tmp_path, "SECRET_KEY": "a test's secret"}
    )
    result = app.test_cli_runner().invoke(args=["close-campaigns"])
    assert result.exit_code == 1
    assert result.output.startswith("Lỗi: Không kết nối được với cơ sở dữ liệu.")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["create-account", "th1"], "Thiếu --role."),
        (["open-campaign"], "Thiếu CODE."),
        (["open-campaign", "2026", "--wrong"], "Không có --wrong."),
        (["create-account", "th1", "--role", "owner", "--unit", "SO"], "--role là một trong: unit, department."),
        (["create-campaign", "2026", "Năm", "--opens", "31/02/2026"], "--opens là một ngày, ví dụ 29/05/2026."),
        (["import-units", "khong-co.xlsx"], "FILE: không có tệp này, hoặc đó là một thư mục."),
        (["close-account", "th1", "th2"], "Lệnh chưa đúng (Got unexpected extra argument (th2))."),
        (["create-campaign", "2026", "Năm", "--target", "x"], "--target: giá trị không dùng được ('x' is not a valid float.)."),
    ],
)
def test_a_command_typed_wrongly_says_what_is_wrong_and_where_to_look(app: Flask, arguments: list[str], message: str) -> None:
    result = app.test_cli_runner().invoke(args=arguments)
    look = f"Xem cách dùng: .venv/bin/flask --app wsgi {arguments[0]} --help"
    assert (result.exit_code, result.output) == (click.UsageError.exit_code, f"Lỗi: {message} {look}\n")


def test_on_a_server_messages_call_commands_by_the_name_that_the_guide_gives(tmp_path: Path) -> None:
    link = tmp_path / "thuoc-do"
    assert find_call(link) == ".venv/bin/flask --app wsgi"
    link.symlink_to(PROJECT_FOLDER / "deploy" / "thuoc-do")
    assert find_call(link) == "thuoc-do"
    link.unlink()
    link.symlink_to(tmp_path / "another" / "deploy" / "thuoc-do")
    assert find_call(link) == ".venv/bin/flask --app wsgi"
