"""Sending e-mail through the server that the settings name: encrypted, or only to this machine. Knows no message's meaning."""

import ipaddress
import re
import smtplib
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from email.message import EmailMessage
from typing import Any, Final

SECURITIES: Final = {"starttls": 587, "tls": 465, "none": 25}  # how the line is encrypted → the usual port
TIMEOUT: Final = 30  # seconds; a server that says nothing for so long is not there
ADDRESS: Final = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+")
LONGEST_ADDRESS: Final = 254


class MailSettingsError(ValueError):
    """The settings do not say how to send; the message says what to set."""


class NotSentError(Exception):
    """The server did not take the message; the message says what happened, and holds no password and no address."""


@dataclass(frozen=True)
class MailServer:
    """How messages leave."""

    host: str
    port: int
    security: str
    user: str
    password: str
    sender: str


def read_server(settings: Mapping[str, Any]) -> MailServer | None:
    """The server that the settings name; None where they name none."""
    host, security = settings.get("SMTP_HOST", ""), settings.get("SMTP_SECURITY", "starttls")
    if not host:
        return None
    if security not in SECURITIES:
        raise MailSettingsError("SMTP_SECURITY là một trong: starttls, tls, none.")
    port = settings.get("SMTP_PORT", "") or str(SECURITIES[security])
    if not (port.isascii() and port.isdecimal() and 0 < int(port) < 65536):
        raise MailSettingsError("SMTP_PORT là một số từ 1 đến 65535.")
    sender = settings.get("MAIL_FROM", "")
    if not is_address(sender):
        raise MailSettingsError("MAIL_FROM là địa chỉ gửi đi, ví dụ khao-sat@so.example.vn.")
    if security == "none" and not _is_this_machine(host):
        raise MailSettingsError("SMTP_SECURITY=none chỉ dùng được với máy chủ thư trên chính máy này.")
    user, password = settings.get("SMTP_USER", ""), settings.get("SMTP_PASSWORD", "")
    if not (user.isascii() and password.isascii()):
        raise MailSettingsError("SMTP_USER và SMTP_PASSWORD chỉ có chữ không dấu: máy chủ thư không nhận chữ khác.")
    return MailServer(host, int(port), security, user, password, sender)


def is_address(text: str) -> bool:
    """Whether a text has the shape of one e-mail address."""
    return len(text) <= LONGEST_ADDRESS and ADDRESS.fullmatch(text) is not None


def send(server: MailServer, message: EmailMessage) -> None:
    """Hand a message over, or raise NotSentError."""
    context = ssl.create_default_context()
    try:
        if server.security == "tls":
            with smtplib.SMTP_SSL(server.host, server.port, timeout=TIMEOUT, context=context) as line:
                _hand_over(line, server, message)
            return
        with smtplib.SMTP(server.host, server.port, timeout=TIMEOUT) as line:
            if server.security == "starttls":
                line.starttls(context=context)
            _hand_over(line, server, message)
    except smtplib.SMTPAuthenticationError:
        raise NotSentError("máy chủ thư không nhận SMTP_USER, SMTP_PASSWORD") from None
    except smtplib.SMTPRecipientsRefused:
        raise NotSentError("máy chủ thư không nhận địa chỉ người nhận") from None
    except (smtplib.SMTPException, OSError) as fault:
        raise NotSentError(f"máy chủ thư {server.host}:{server.port} không nhận thư ({type(fault).__name__})") from None


def _hand_over(line: smtplib.SMTP, server: MailServer, message: EmailMessage) -> None:
    if server.user:
        line.login(server.user, server.password)
    line.send_message(message)


def _is_this_machine(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
