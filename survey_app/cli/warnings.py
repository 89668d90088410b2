"""`check-warnings` and `send-digest`: what runs every night and every morning."""

import click
from flask import current_app
from flask.cli import with_appcontext

from survey_app import clock, mail
from survey_app.cli.command import CommandError, OperatorCommand, on_one_host_at_a_time
from survey_app.db import get_database
from survey_app.exports.digest_message import build_digest_message
from survey_app.improvement import digest
from survey_app.improvement.warning_checks import Looked, check_warnings
from survey_app.improvement.warning_facts import Moment
from survey_app.mail import MailServer


@click.command("check-warnings", cls=OperatorCommand)
@with_appcontext
@on_one_host_at_a_time
def check() -> None:
    """Xét lại mọi cảnh báo. Đặt lịch chạy mỗi đêm, sau close-campaigns."""
    with get_database().reading() as session:
        looked = check_warnings(session, _moment(), looks="all")
    click.echo(f"Đã xét lại {looked.parts} phần cảnh báo.")
    _tell_unreadable(looked)


@click.command("send-digest", cls=OperatorCommand)
@with_appcontext
def send() -> None:
    """Gửi bản tin cảnh báo hằng ngày qua thư điện tử cho những tài khoản đã đăng ký. Đặt lịch chạy mỗi sáng.

    Mỗi người nhiều nhất một thư một ngày: chạy lại chỉ gửi cho người chưa nhận.
    """
    try:
        server = mail.read_server(current_app.config)
    except mail.MailSettingsError as error:
        raise CommandError(str(error)) from None
    if server is None:
        click.echo("Chưa đặt SMTP_HOST nên không gửi thư. Cảnh báo vẫn có đủ trên trang.")
        return
    with get_database().reading() as session:
        looked = check_warnings(session, _moment(), looks="moved")
        recipients = digest.find_recipients(session)
    _tell_unreadable(looked)
    sent, failed = 0, []
    for recipient in recipients:
        try:
            sent += _send_one(server, recipient)
        except mail.NotSentError as fault:
            failed.append(f"{recipient.username} ({fault})")
    click.echo(f"Đã gửi {sent} bản tin.")
    if failed:
        raise CommandError(f"Chưa gửi được cho {', '.join(failed)}. Chạy lại lệnh để gửi lại.")


def _tell_unreadable(looked: Looked) -> None:
    for code in looked.unreadable:
        words = f"Đợt {code} có phiếu không đọc được trong cơ sở dữ liệu nên chưa xét lại cảnh báo về kết quả."
        click.echo(words, err=True)


def _send_one(server: MailServer, recipient: digest.Recipient) -> bool:
    """Send today's digest to one reader; False where it has left already or there is nothing to say."""
    database, moment = get_database(), _moment()
    with database.writing() as session:
        if not digest.take(session, recipient.account_id, now=moment.now):
            return False
    has_left = False
    try:
        with database.reading() as session:
            said = digest.build_digest(session, recipient.account_id, moment)
        if said.is_empty:
            return False
        message = build_digest_message(
            said,
            account_id=recipient.account_id,
            sender=server.sender,
            address=recipient.address,
            public_url=current_app.config["PUBLIC_URL"],
            now=moment.now,
        )
        mail.send(server, message)
        has_left = True
    finally:
        with database.writing() as session:
            digest.give_back(session, recipient.account_id, sent_on=moment.today if has_left else None)
    return True


def _moment() -> Moment:
    return Moment(clock.now(), current_app.config["GRACE_MINUTES"])


COMMANDS = (check, send)
