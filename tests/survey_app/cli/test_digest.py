"""The daily digest against a real mail server on loopback: encrypted, once a day, tried again after a failure."""

import datetime as dt
import email
import shutil
import socket
import ssl
import subprocess
from collections.abc import Iterator
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, LoginPassword
from flask import Flask
from sqlalchemy import select, update

from survey_app import mail
from survey_app.db import Database
from survey_app.improvement.digest import give_back, take
from survey_app.models import Account, AuditEntry, DigestSubscription
from tests.conftest import Clock
from tests.factories import answer, fill, find_participation
from tests.pages import PageClient
from tests.staff import sign_in

USER, PASSWORD = "thuoc-do", "a secret of the mail server"


class Postbox:
    """What the server has taken; `reply` is what it says to the next message."""

    def __init__(self) -> None:
        self.messages: list[EmailMessage] = []
        self.recipients: list[str] = []
        self.reply = "250 OK"

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802 - the name that the server calls
        if self.reply.startswith("250"):
            self.messages.append(email.message_from_bytes(envelope.content, policy=default))  # type: ignore[arg-type]
            self.recipients += envelope.rcpt_tos
        return self.reply


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A certificate of its own for localhost, with its key."""
    if shutil.which("openssl") is None:
        pytest.skip("openssl is not installed")
    folder = tmp_path_factory.mktemp("certificate")
    names = ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1"]
    files = ["-keyout", str(folder / "key.pem"), "-out", str(folder / "certificate.pem")]
    command = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2"]
    subprocess.run([*command, *names, *files], check=True, capture_output=True)
    return folder / "certificate.pem", folder / "key.pem"


@pytest.fixture
def postbox(app: Flask, certificate: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch) -> Iterator[Postbox]:
    """A server that wants STARTTLS and a password, and the settings that lead to it."""
    box, context = Postbox(), ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*certificate)

    def knows(_server: Any, _session: Any, _envelope: Any, _mechanism: str, login: LoginPassword) -> AuthResult:
        return AuthResult(success=login == LoginPassword(USER.encode(), PASSWORD.encode()), handled=False)

    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    server = Controller(
        box,
        hostname="127.0.0.1",
        port=port,
        tls_context=context,
        require_starttls=True,
        authenticator=knows,
        auth_required=True,
    )
    server.start()
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate[0]))
    app.config |= {"SMTP_HOST": "localhost", "SMTP_PORT": str(port), "SMTP_USER": USER, "SMTP_PASSWORD": PASSWORD}
    app.config |= {"MAIL_FROM": "khao-sat@so.example.vn", "SMTP_SECURITY": "starttls"}
    yield box
    server.stop()


def subscribe(database: Database, username: str, address: str) -> None:
    with database.writing() as session:
        account_id = session.scalars(select(Account.id).where(Account.username == username)).one()
        session.add(DigestSubscription(account_id=account_id, address=address))


def send(app: Flask) -> tuple[int, str]:
    outcome = app.test_cli_runner().invoke(args=["send-digest"])
    return outcome.exit_code, outcome.output


@pytest.fixture
def subscribed(database: Database, clock: Clock) -> None:
    """The department and a commune get the digest; one school has results that miss the target, the campaign is over."""
    fill(database, answers=0)
    with database.writing() as session:
        answer(session, find_participation(session, "TH1"), 60, satisfied=0.6, seed=3)
    subscribe(database, "so.gddt", "van-phong@so.example.vn")
    subscribe(database, "xa1", "xa@so.example.vn")
    clock.set(2026, 6, 2)


def test_each_reader_gets_one_digest_a_day_of_the_own_scope_and_no_figure_of_answers(
    app: Flask, database: Database, clock: Clock, postbox: Postbox, subscribed: None
) -> None:
    assert send(app) == (0, "Đã gửi 2 bản tin.\n")
    assert send(app) == (0, "Đã gửi 0 bản tin.\n")
    assert postbox.recipients == ["van-phong@so.example.vn", "xa@so.example.vn"]
    whole, commune = postbox.messages
    assert whole["Subject"].startswith("Thước Đo 02/06/2026: ")
    assert whole["Message-ID"] != commune["Message-ID"]
    text = whole.get_body(("plain",)).get_content()  # type: ignore[union-attr]
    html = whole.get_body(("html",)).get_content()  # type: ignore[union-attr]
    for part in (text, html):
        assert "Không đạt chỉ tiêu: 2" in part
        assert "Ngọk Bay 1" in part
        assert "/department/warnings" in part
        assert "%" not in part
        assert "60" not in part
    assert "Ngọk Bay 1" not in commune.get_body(("plain",)).get_content()  # type: ignore[union-attr]
    clock.set(2026, 6, 3)
    assert send(app) == (0, "Đã gửi 2 bản tin.\n")
    assert postbox.messages[2]["Message-ID"] != whole["Message-ID"]


def test_a_failure_is_said_and_the_next_run_sends(
    app: Flask, database: Database, clock: Clock, postbox: Postbox, subscribed: None
) -> None:
    postbox.reply = "451 later"
    code, said = send(app)
    assert (code, "so.gddt" in said, "xa1" in said) == (1, True, True)
    assert "van-phong" not in said
    assert PASSWORD not in said
    postbox.reply = "250 OK"
    assert send(app) == (0, "Đã gửi 2 bản tin.\n")
    app.config["SMTP_PASSWORD"] = "sai"
    clock.set(2026, 6, 3)
    code, said = send(app)
    assert (code, "không nhận SMTP_USER, SMTP_PASSWORD" in said) == (1, True)


def test_a_sending_that_died_is_taken_up_after_a_while_and_never_two_at_once(
    database: Database, clock: Clock, subscribed: None
) -> None:
    with database.writing() as session:
        account_id = session.scalars(select(DigestSubscription.account_id)).first() or 0
        assert take(session, account_id, now=clock.moment)
    with database.writing() as session:
        assert not take(session, account_id, now=clock.moment + dt.timedelta(minutes=14))
        assert take(session, account_id, now=clock.moment + dt.timedelta(minutes=16))
        give_back(session, account_id, sent_on=clock.moment.date())
        assert not take(session, account_id, now=clock.moment + dt.timedelta(hours=5))
        assert take(session, account_id, now=clock.moment + dt.timedelta(days=1))


def test_a_server_that_nobody_vouches_for_gets_nothing(
    app: Flask, postbox: Postbox, subscribed: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SSL_CERT_FILE")
    code, said = send(app)
    assert (code, "SSLCertVerificationError" in said, postbox.messages) == (1, True, [])


def test_who_may_not_sign_in_any_more_gets_no_digest(
    app: Flask, database: Database, postbox: Postbox, subscribed: None
) -> None:
    with database.writing() as session:
        session.execute(update(Account).where(Account.username == "xa1").values(is_active=False))
    assert send(app) == (0, "Đã gửi 1 bản tin.\n")
    assert postbox.recipients == ["van-phong@so.example.vn"]


def test_without_a_server_nothing_is_sent_and_that_is_no_fault(app: Flask, database: Database) -> None:
    fill(database, answers=0)
    code, said = send(app)
    assert (code, "Chưa đặt SMTP_HOST" in said) == (0, True)


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"SMTP_SECURITY": "ssl"}, "starttls, tls, none"),
        ({"SMTP_PORT": "70000"}, "SMTP_PORT"),
        ({"MAIL_FROM": "Sở"}, "MAIL_FROM"),
        ({"SMTP_SECURITY": "none"}, "trên chính máy này"),
        ({"SMTP_PASSWORD": "mật khẩu"}, "không dấu"),
    ],
)
def test_settings_that_cannot_be_are_refused(settings: dict[str, str], said: str) -> None:
    full = {"SMTP_HOST": "mail.example.vn", "MAIL_FROM": "a@example.vn", "SMTP_SECURITY": "starttls"}
    assert mail.read_server(full) == mail.MailServer("mail.example.vn", 587, "starttls", "", "", "a@example.vn")
    with pytest.raises(mail.MailSettingsError, match=said):
        mail.read_server(full | settings)


def test_an_account_asks_for_the_digest_and_ends_it_itself(database: Database, client: PageClient) -> None:
    fill(database, answers=0)
    address = "/department/warnings/digest"
    page = sign_in(client, "so.gddt").get(address)
    assert "chưa đặt máy chủ thư" in page.text
    form = page.form_data()
    for wrong in ("", "van phong@so.vn", "a@b", "a@so.vn\nBcc: b@so.vn", "a@so.vn,b@so.vn"):
        refused = client.post(address, form | {"address": wrong, "deed": "begin"}, status=422)
        assert "Hãy ghi một địa chỉ" in refused.text
    client.post(address, form | {"address": "van-phong@so.example.vn", "deed": "begin"}, status=302)
    page = client.get(address)
    assert page.soup.select_one("#address")["value"] == "van-phong@so.example.vn"
    client.post(address, form | {"deed": "end"}, status=302)
    with database.reading() as session:
        assert session.scalars(select(DigestSubscription)).all() == []
        entries = session.execute(select(AuditEntry.action, AuditEntry.subject).order_by(AuditEntry.id)).all()
    assert [tuple(entry) for entry in entries] == [("begin-digest", "digest"), ("end-digest", "digest")]
