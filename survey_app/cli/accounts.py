"""Accounts from the command line: `create-account`, `set-password`, `close-account`."""

import click
from flask import current_app
from flask.cli import with_appcontext
from sqlalchemy import select

from survey_app import clock
from survey_app.accounts import accounts
from survey_app.accounts.audit import record_action
from survey_app.accounts.first_sign_in import end_links
from survey_app.accounts.passwords import PasswordRefusedError
from survey_app.cli.command import CommandError, OperatorCommand
from survey_app.db import get_database
from survey_app.models import Unit
from survey_app.models.account import ROLES

_password = click.option("--password", prompt="Mật khẩu", hide_input=True, confirmation_prompt="Gõ lại mật khẩu")


@click.command("create-account", cls=OperatorCommand)
@click.argument("username")
@click.option(
    "--role", type=click.Choice(ROLES), required=True, help="unit: trường, bộ phận một cửa; department: Sở, xã, phường."
)
@click.option("--unit", "unit_code", required=True, help="Mã đơn vị, như trong danh sách đã nhập.")
@click.option("--levels", default="", help="Chỉ cho Sở: phòng theo cấp học, ví dụ MN,TH. Bỏ trống: toàn Sở.")
@_password
@with_appcontext
def create_account(username: str, role: str, unit_code: str, levels: str, password: str) -> None:
    """Tạo tài khoản cho một đơn vị; mật khẩu được hỏi, không hiện trên màn hình."""
    with get_database().writing() as session:
        unit = session.scalar(select(Unit).where(Unit.code == unit_code))
        if unit is None:
            raise CommandError(f"Không có đơn vị mang mã {unit_code}.")
        method = current_app.config["PASSWORD_METHOD"]
        try:
            account = accounts.create_account(
                session,
                username=username,
                password=password,
                role=role,
                unit=unit,
                levels=[level.strip().upper() for level in levels.split(",") if level.strip()],
                method=method,
            )
        except (accounts.AccountRefusedError, PasswordRefusedError) as error:
            raise CommandError(str(error)) from None
        record_action(session, "create-account", subject=account.username, account_id=None, now=clock.now())
        scope = f", cấp học {account.levels}" if account.levels else ""
        click.echo(f"Đã tạo tài khoản {account.username} cho {unit.name}{scope}.")


@click.command("set-password", cls=OperatorCommand)
@click.argument("username")
@_password
@with_appcontext
def set_password(username: str, password: str) -> None:
    """Đặt mật khẩu mới; tài khoản bị đăng xuất ở mọi nơi."""
    with get_database().writing() as session:
        account = accounts.find_account(session, username)
        if account is None:
            raise CommandError(f"Không có tài khoản {username}.")
        try:
            accounts.set_password(account, password, method=current_app.config["PASSWORD_METHOD"])
        except PasswordRefusedError as error:
            raise CommandError(str(error)) from None
        end_links(session, [account.id])
        record_action(session, "set-password", subject=account.username, account_id=None, now=clock.now())
        click.echo(f"Đã đặt mật khẩu mới cho {account.username}.")


@click.command("close-account", cls=OperatorCommand)
@click.argument("username")
@with_appcontext
def close_account(username: str) -> None:
    """Khóa một tài khoản và đăng xuất ở mọi nơi."""
    with get_database().writing() as session:
        account = accounts.find_account(session, username)
        if account is None:
            raise CommandError(f"Không có tài khoản {username}.")
        accounts.close_account(account)
        end_links(session, [account.id])
        record_action(session, "close-account", subject=account.username, account_id=None, now=clock.now())
        click.echo(f"Đã khóa tài khoản {account.username}.")


COMMANDS = (create_account, set_password, close_account)
