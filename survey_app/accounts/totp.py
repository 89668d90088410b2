"""Codes of an authenticator app: RFC 4226 and RFC 6238 with what every app takes (SHA-1, six digits, thirty seconds).

Twenty lines of arithmetic on `hmac`, held to the vectors of both RFCs, instead of a dependency: what a library leaves to its
caller is the hard part, that no code is taken twice (`second_factor.py`). Must not know an account or a database.
"""

import base64
import datetime as dt
import hashlib
import hmac
from typing import Final
from urllib.parse import quote, urlencode

DIGITS: Final = 6
PERIOD: Final = 30
SLACK: Final = 1  # steps before and after: a phone's clock is seldom right to the second


def to_step(moment: dt.datetime) -> int:
    """The number of the thirty seconds in which a moment lies."""
    return int(moment.timestamp()) // PERIOD


def build_code(key: bytes, step: int, *, digits: int = DIGITS) -> str:
    """The code of a step (HOTP with the step as its counter)."""
    digest = hmac.new(key, step.to_bytes(8, "big"), hashlib.sha1).digest()
    place = digest[-1] & 0x0F
    number = int.from_bytes(digest[place : place + 4], "big") & 0x7FFF_FFFF
    return f"{number % 10**digits:0{digits}}"


def find_step(key: bytes, code: str, *, now: dt.datetime) -> int | None:
    """The step whose code this is, among those that count now. All are tried, so that the time taken says nothing."""
    steps = range(to_step(now) - SLACK, to_step(now) + SLACK + 1)
    found = [step for step in steps if hmac.compare_digest(build_code(key, step).encode(), code.encode())]
    return found[-1] if found else None


def to_base32(key: bytes) -> str:
    """The key as people type it into an app."""
    return base64.b32encode(key).decode().rstrip("=")


def to_address(key: bytes, *, issuer: str, username: str) -> str:
    """The address that an app reads from a QR code."""
    wanted = urlencode({"secret": to_base32(key), "issuer": issuer}, quote_via=quote)
    return f"otpauth://totp/{quote(issuer)}:{quote(username)}?{wanted}"
