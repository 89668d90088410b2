"""The department's yearly dates from the command line: `set-calendar`."""

import click
from flask.cli import with_appcontext
from sqlalchemy.orm import Session

from survey_app import clock
from survey_app.accounts.audit import record_action
from survey_app.campaigns import calendar
from survey_app.cli.command import CommandError, OperatorCommand
from survey_app.db import get_database

NAMES = {
    "plan": "Kế hoạch khảo sát",
    "analysis": "Phân tích nguyên nhân, giải pháp",
    "results": "Kết quả cả năm",
    "dialogue": "Đối thoại",
}


@click.command("set-calendar", cls=OperatorCommand)
@click.argument("kind", type=click.Choice(list(calendar.DEFAULT_DAYS)), required=False)
@click.argument("days", nargs=-1)
@click.option("--default", "is_default", is_flag=True, help="Trả lại ngày mặc định của việc này.")
@click.option("--none", "is_none", is_flag=True, help="Không nhắc các đơn vị việc này nữa.")
@with_appcontext
def set_calendar(kind: str | None, days: tuple[str, ...], is_default: bool, is_none: bool) -> None:
    """Đặt những ngày trong năm mà trang của đơn vị nhắc: ngày/tháng, ví dụ set-calendar results 20/11.

    Không ghi gì thì in lịch hiện có. Hạn tự đánh giá quý không ở đây:
    Sở đặt trên trang Tự đánh giá của các đơn vị.
    """
    if kind is None:
        with get_database().reading() as session:
            _print_calendar(session)
        return
    if (bool(days) + is_default + is_none) != 1:
        raise CommandError("Hãy ghi các ngày, hoặc --default, hoặc --none: chỉ một trong ba.")
    with get_database().writing() as session:
        try:
            if is_default:
                calendar.reset_days(session, kind)
            else:
                calendar.set_days(session, kind, days)
        except calendar.CalendarRefusedError as refused:
            raise CommandError(str(refused)) from None
        record_action(session, "set-calendar", subject=kind, account_id=None, now=clock.now())
        session.flush()
        _print_calendar(session)


def _print_calendar(session: Session) -> None:
    for kind, days in calendar.find_days(session).items():
        words = ", ".join(f"{day:02}/{month:02}" for day, month in days) or "không nhắc"
        click.echo(f"{NAMES[kind]} ({kind}): {words}")


COMMANDS = (set_calendar,)
