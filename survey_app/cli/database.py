"""`upgrade-database`: bring the tables to this release."""

import click
from flask import current_app
from flask.cli import with_appcontext

from survey_app.cli.command import OperatorCommand
from survey_app.db import get_database
from survey_app.migrate import upgrade


@click.command("upgrade-database", cls=OperatorCommand)
@with_appcontext
def upgrade_database() -> None:
    """Tạo hoặc nâng cấp các bảng của cơ sở dữ liệu."""
    current_app.config["INSTANCE_FOLDER"].mkdir(mode=0o700, parents=True, exist_ok=True)
    upgrade(get_database().engine)
    click.echo("Cơ sở dữ liệu đã ở phiên bản mới nhất.")


COMMANDS = (upgrade_database,)
