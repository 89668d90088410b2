"""What the nightly command says of paper forms that were typed and whose batch nobody has closed."""

import click
from flask import current_app

from survey_app import clock
from survey_app.campaigns.schedule import phase_of
from survey_app.collecting.paper_state import campaigns_with_open_batches, open_batches
from survey_app.db import Database


def warn_of_open_batches(database: Database) -> None:
    """Name the units whose drafts wait, from the last day of answering on, every night until they are closed or deleted."""
    with database.reading() as session:
        for campaign in campaigns_with_open_batches(session):
            phase = phase_of(campaign, now=clock.now(), grace_minutes=current_app.config["GRACE_MINUTES"])
            if phase not in ("entry", "closed"):
                continue
            waiting = open_batches(session, campaign.id)
            last = campaign.paper_until or campaign.closes_on
            click.echo(
                f"Đợt {campaign.code} còn phiếu giấy chưa đóng xấp, hạn nhập đến hết ngày {last:%d/%m/%Y}:"
                if phase == "entry"
                else f"Đợt {campaign.code} đã hết hạn nhập mà còn phiếu giấy chưa đóng xấp, không được tính vào kết quả:",
                err=True,
            )
            for unit in waiting:
                click.echo(f"  {unit.unit_code} {unit.unit_name}: {unit.batches} xấp, {unit.forms} phiếu đã gõ.", err=True)
