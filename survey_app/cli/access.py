"""Who may answer and until when, from the command line: `set-access`, `set-paper-until`."""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager

import click
from flask.cli import with_appcontext
from sqlalchemy.orm import Session

from survey_app import clock
from survey_app.accounts.audit import record_action
from survey_app.campaigns import opening
from survey_app.cli.command import CommandError, OperatorCommand
from survey_app.db import get_database
from survey_app.models import Campaign
from survey_app.results.access import RUNG_NAMES


@click.command("set-access", cls=OperatorCommand)
@click.argument("code")
@click.argument("access", type=click.Choice(opening.RUNGS))
@with_appcontext
def set_access(code: str, access: str) -> None:
    """Đổi cách nhận phiếu của một đợt chưa mở: đường dẫn mở, đường dẫn mở có đánh dấu máy, hay mã một lần."""
    with _changing(code, action="set-access") as (_, campaign):
        opening.set_access(campaign, access)
    click.echo(f"Đợt {code}: {RUNG_NAMES[access]}.")


@click.command("set-paper-until", cls=OperatorCommand)
@click.argument("code")
@click.argument("day", type=click.DateTime(["%d/%m/%Y", "%Y-%m-%d"]))
@with_appcontext
def set_paper_until(code: str, day: dt.datetime) -> None:
    """Dời ngày cuối nhập phiếu giấy của một đợt; kết quả cuối cùng chỉ có sau ngày ấy."""
    with _changing(code, action="set-paper-until") as (_, campaign):
        opening.set_paper_until(campaign, day.date(), today=clock.today())
    click.echo(f"Đợt {code}: nhập phiếu giấy đến hết {day:%d/%m/%Y}.")


@contextmanager
def _changing(code: str, *, action: str) -> Iterator[tuple[Session, Campaign]]:
    """The campaign in a writing session, with a note in the audit log; a refusal is told in plain words."""
    with get_database().writing() as session:
        campaign = opening.find_campaign(session, code)
        if campaign is None:
            raise CommandError(f"Không có đợt khảo sát mang mã {code}.")
        try:
            yield session, campaign
        except opening.CampaignRefusedError as error:
            raise CommandError(str(error)) from None
        record_action(session, action, subject=code, account_id=None, now=clock.now())


COMMANDS = (set_access, set_paper_until)
