"""Signing in, from the command line: `reset-second-factor`, `link-account`, `unlink-account`; and `audit-digest`."""

import datetime as dt

import click
from flask.cli import with_appcontext
from sqlalchemy import select
from sqlalchemy.orm import Session

from analysis.charts.numbers import format_count
from survey_app import clock
from survey_app.accounts import accounts, second_factor
from survey_app.accounts.audit import record_action
from survey_app.accounts.audit_log import build_digest
from survey_app.accounts.first_sign_in import end_links
from survey_app.accounts.single_sign_on import LONGEST_NAME
from survey_app.cli.command import CommandError, OperatorCommand
from survey_app.config import TIMEZONE
from survey_app.db import get_database
from survey_app.models import Account, AccountLink


@click.command("reset-second-factor", cls=OperatorCommand)
@click.argument("username")
@with_appcontext
def reset_second_factor(username: str) -> None:
    """Tắt ứng dụng xác thực của một tài khoản đã mất điện thoại và mã dự phòng; tài khoản bị đăng xuất ở mọi nơi."""
    with get_database().writing() as session:
        account = _get_account(session, username)
        if not second_factor.remove(session, account.id):
            raise CommandError(f"Tài khoản {account.username} chưa bật ứng dụng xác thực.")
        account.session_version += 1
        record_action(session, "reset-second-factor", subject=account.username, account_id=None, now=clock.now())
        click.echo(f"Đã tắt ứng dụng xác thực của {account.username}. Hãy chắc chắn rằng người xin tắt đúng là người ấy.")


@click.command("link-account", cls=OperatorCommand)
@click.argument("username")
@click.argument("outside_name")
@click.option("--no-password", is_flag=True, help="Từ nay chỉ đăng nhập qua dịch vụ của Sở, không dùng mật khẩu ở đây.")
@with_appcontext
def link_account(username: str, outside_name: str, no_password: bool) -> None:
    """Gắn một tài khoản với tên mà dịch vụ đăng nhập của Sở gọi người ấy (giá trị của OIDC_CLAIM)."""
    if not outside_name or len(outside_name) > LONGEST_NAME:
        raise CommandError(f"Tên ở dịch vụ đăng nhập dài từ 1 đến {LONGEST_NAME} ký tự.")
    with get_database().writing() as session:
        account = _get_account(session, username)
        taken = session.scalar(select(AccountLink).where(AccountLink.outside_name == outside_name))
        if taken is not None and taken.account_id != account.id:
            other = session.get_one(Account, taken.account_id)
            raise CommandError(f"Tên này đã gắn với tài khoản {other.username}. Một tên chỉ gắn với một tài khoản.")
        link = session.get(AccountLink, account.id)
        if link is None:
            session.add(AccountLink(account_id=account.id, outside_name=outside_name, password_off=no_password))
        else:
            link.outside_name, link.password_off = outside_name, no_password
        if no_password:
            end_links(session, [account.id])  # else whoever has the link sets a password that counts once the account is untied
        account.session_version += 1
        record_action(session, "tie-account", subject=account.username, account_id=None, now=clock.now())
        click.echo(f"Đã gắn {account.username}{', không dùng mật khẩu ở đây nữa' if no_password else ''}.")


@click.command("unlink-account", cls=OperatorCommand)
@click.argument("username")
@with_appcontext
def unlink_account(username: str) -> None:
    """Bỏ gắn một tài khoản với dịch vụ đăng nhập của Sở; tài khoản bị đăng xuất ở mọi nơi và đăng nhập bằng mật khẩu."""
    with get_database().writing() as session:
        account = _get_account(session, username)
        link = session.get(AccountLink, account.id)
        if link is None:
            raise CommandError(f"Tài khoản {account.username} chưa gắn với dịch vụ đăng nhập.")
        session.delete(link)
        account.session_version += 1
        record_action(session, "untie-account", subject=account.username, account_id=None, now=clock.now())
        click.echo(f"Đã bỏ gắn {account.username}. Nếu không nhớ mật khẩu, hãy đặt lại bằng set-password.")


@click.command("audit-digest", cls=OperatorCommand)
@click.argument("day", type=click.DateTime(["%d/%m/%Y", "%Y-%m-%d"]), required=False)
@with_appcontext
def audit_digest(day: dt.datetime | None) -> None:
    """In dấu kiểm tra của nhật ký đến hết một ngày (mặc định: hôm qua); chạy lại mà ra dấu khác thì nhật ký đã bị sửa."""
    last = day.date() if day else clock.today() - dt.timedelta(days=1)
    if last >= clock.today():
        raise CommandError("Ngày ấy chưa hết nên dấu còn đổi. Hãy chọn một ngày đã qua.")
    until = dt.datetime.combine(last + dt.timedelta(days=1), dt.time(), TIMEZONE)
    with get_database().reading() as session:
        number, digest = build_digest(session, until=until)
    click.echo(f"Nhật ký đến hết {last:%d/%m/%Y}: {format_count(number)} việc, dấu {digest}")


def _get_account(session: Session, username: str) -> Account:
    account = accounts.find_account(session, username)
    if account is None:
        raise CommandError(f"Không có tài khoản {username}.")
    return account


COMMANDS = (reset_second_factor, link_account, unlink_account, audit_digest)
