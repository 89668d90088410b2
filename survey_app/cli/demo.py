"""`fill-demo`: fictional schools with answers, for a first look."""

import click
from flask import current_app
from flask.cli import with_appcontext

from survey_app import clock
from survey_app.campaigns.tokens import link_url
from survey_app.cli.command import CommandError, OperatorCommand
from survey_app.db import get_database
from survey_app.demo import fill


@click.command("fill-demo", cls=OperatorCommand)
@click.option("--large", is_flag=True, help="Một Sở có 1.000 trường và khoảng 300.000 phiếu, nạp trong vài phút.")
@with_appcontext
def fill_demo(large: bool) -> None:
    """Nạp 60 trường mẫu với câu trả lời giả vào cơ sở dữ liệu trống; chạy lại thì chỉ in lại cách xem."""
    try:
        access = fill.fill_demo(
            get_database(), today=clock.today(), password_method=current_app.config["PASSWORD_METHOD"], large=large
        )
    except fill.DemoRefusedError as error:
        raise CommandError(str(error)) from None
    public_url = current_app.config["PUBLIC_URL"]
    click.echo(
        "Dữ liệu mẫu, không có thật.\n"
        f"  Phiếu của {access.school_name}: {link_url(public_url, access.link_token)}\n"
        f"  Trang nội bộ: {public_url}/sign-in\n"
        f"    {access.school_name}: {access.school_username} / {fill.SCHOOL_PASSWORD}\n"
        f"    {access.department_name}: {access.department_username} / {fill.DEPARTMENT_PASSWORD}"
    )


COMMANDS = (fill_demo,)
