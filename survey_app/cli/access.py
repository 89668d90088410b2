"""Who may answer and until when, from the command line: `set-access`, `set-paper-until`, `write-slips`."""

import datetime as dt
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click
from flask import current_app
from flask.cli import with_appcontext
from sqlalchemy import select
from sqlalchemy.orm import Session

from analysis.charts.numbers import format_count
from survey_app import clock
from survey_app.accounts.audit import record_action
from survey_app.campaigns import opening, slips
from survey_app.cli.command import CommandError, OperatorCommand
from survey_app.config import CALL
from survey_app.db import get_database
from survey_app.exports.slips import build_slips_pdf
from survey_app.models import Campaign, Instrument, Participation, Unit
from survey_app.results.access import RUNG_NAMES


@click.command("set-access", cls=OperatorCommand)
@click.argument("code")
@click.argument("access", type=click.Choice(opening.RUNGS))
@with_appcontext
def set_access(code: str, access: str) -> None:
    """Đổi cách nhận phiếu của một đợt chưa mở: đường dẫn mở, đường dẫn mở có đánh dấu máy, hay mã dùng một lần."""
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


@click.command("write-slips", cls=OperatorCommand)
@click.argument("code")
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@click.option("--add", is_flag=True, help="Tạo thêm cho cả những đơn vị đã có phiếu mời.")
@with_appcontext
def write_slips(code: str, folder: Path, add: bool) -> None:
    """Tạo phiếu mời có mã dùng một lần cho mọi đơn vị của đợt, mỗi đơn vị và mỗi phiếu một tệp PDF trong FOLDER.

    Mỗi khối được số phiếu mời bằng số người được hỏi. Mã chỉ có trong tệp: mất tệp thì thu hồi trên trang của đơn vị rồi tạo
    lại. Chạy lại thì chỉ tạo cho đơn vị chưa có phiếu mời, trừ khi thêm --add.
    """
    with get_database().reading() as session:
        campaign = opening.find_campaign(session, code)
        if campaign is None:
            raise CommandError(f"Không có đợt khảo sát mang mã {code}.")
        if campaign.access != "codes":
            raise CommandError(f"Đợt {code} không dùng mã dùng một lần nên không có phiếu mời.")
        chosen = session.execute(
            select(Participation.id, Unit.code, Instrument.code)
            .join(Unit, Unit.id == Participation.unit_id)
            .join(Instrument, Instrument.id == Participation.instrument_id)
            .where(Participation.campaign_id == campaign.id, Participation.collection == "own")
            .order_by(Unit.code, Instrument.id)
        ).all()
    if not chosen:
        raise CommandError(f"Đợt {code} chưa có đơn vị nào. Hãy mở đợt trước: {CALL} open-campaign {code}")
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    written = printed = 0
    without_number: list[str] = []
    refusals: list[str] = []
    with click.progressbar(chosen, label="Đang tạo phiếu mời", file=sys.stderr) as bar:
        for participation_id, unit_code, instrument_code in bar:
            name = f"phieu-moi-{code}-{instrument_code}-{unit_code}.pdf"
            try:
                number = _write_slips_of(participation_id, folder / name, add=add)
            except slips.SlipsRefusedError as error:  # the other units get theirs
                refusals.append(f"{unit_code} ({instrument_code}): {error}")
                continue
            if number is None:
                without_number.append(f"{unit_code} ({instrument_code})")
            elif number:
                written, printed = written + 1, printed + number
    click.echo(f"Đã ghi {format_count(printed)} phiếu mời vào {format_count(written)} tệp trong {folder}.")
    skipped = len(chosen) - written - len(without_number) - len(refusals)
    if skipped:
        click.echo(f"{skipped} tệp không ghi vì đơn vị đã có phiếu mời; muốn thêm thì dùng --add.")
    if without_number:
        click.echo(f"Chưa có số người được hỏi nên chưa tạo phiếu mời: {', '.join(without_number)}.", err=True)
    if refusals:
        raise CommandError("\n".join(refusals))


def _write_slips_of(participation_id: int, file: Path, *, add: bool) -> int | None:
    """Issue and print the slips of one participation; return their number, None where nobody knows how many are needed.

    The codes are on disk in the file and stored before the next unit begins: a power cut costs one unit's slips at most.
    """
    database = get_database()
    with database.writing() as session:
        participation = session.get_one(Participation, participation_id)
        bundles, secret = slips.find_slips(session, participation), current_app.config["SECRET_KEY"]
        numbers = {bundle.grade: bundle.eligible for bundle in bundles if bundle.eligible}
        if not numbers:
            return None
        if not add and any(bundle.issued for bundle in bundles):
            return 0
        codes = slips.issue_slips(session, participation, numbers=numbers, secret=secret, today=clock.today())
        total = sum(numbers.values())
        subject = f"{participation.campaign.code} {participation.instrument.code} {participation.unit.code}: {total}"
        record_action(session, "issue-codes", subject=subject, account_id=None, now=clock.now())
    try:
        with database.reading() as session:
            participation = session.get_one(Participation, participation_id)
            sheets = slips.slips_for(session, participation, codes, public_url=current_app.config["PUBLIC_URL"])
        _write_whole(file, build_slips_pdf(sheets))
    except BaseException as error:
        with database.writing() as session:
            slips.discard_codes(session, participation_id, codes, secret=secret)
        if isinstance(error, OSError):
            raise CommandError(f"Không ghi được tệp {file}: {error.strerror}. Mã của tệp này đã được thu hồi.") from None
        raise
    return total


def _write_whole(file: Path, content: bytes) -> None:
    """Put the file there as a whole, for its owner only, beside any of the same name: that one holds codes in use."""
    place, number = file, 2
    while place.exists():
        place, number = file.with_stem(f"{file.stem}-{number}"), number + 1
    draft = place.with_suffix(".part")
    draft.touch(mode=0o600)
    draft.write_bytes(content)
    draft.replace(place)


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


COMMANDS = (set_access, set_paper_until, write_slips)
