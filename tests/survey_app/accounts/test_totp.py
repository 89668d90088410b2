"""Codes of an authenticator app against the vectors of RFC 4226 (appendix D) and RFC 6238 (appendix B)."""

import datetime as dt
from urllib.parse import parse_qs, urlsplit

import pytest

from survey_app.accounts.totp import build_code, find_step, to_address, to_base32, to_step

KEY = b"12345678901234567890"
HOTP = ("755224", "287082", "359152", "969429", "338314", "254676", "287922", "162583", "399871", "520489")
TOTP = {
    59: "94287082",
    1111111109: "07081804",
    1111111111: "14050471",
    1234567890: "89005924",
    2000000000: "69279037",
    20000000000: "65353130",
}


@pytest.mark.parametrize(("counter", "code"), [*enumerate(HOTP)])
def test_codes_by_counter(counter: int, code: str) -> None:
    assert build_code(KEY, counter) == code


@pytest.mark.parametrize(("seconds", "code"), [*TOTP.items()])
def test_codes_by_time(seconds: int, code: str) -> None:
    moment = dt.datetime.fromtimestamp(seconds, dt.UTC)
    assert build_code(KEY, to_step(moment), digits=8) == code
    assert find_step(KEY, build_code(KEY, to_step(moment)), now=moment) == to_step(moment)


def test_a_clock_may_be_half_a_minute_wrong_and_no_more() -> None:
    now = dt.datetime(2026, 5, 12, 9, 0, 0, tzinfo=dt.UTC)
    step = to_step(now)
    for off, found in ((-2, None), (-1, step - 1), (0, step), (1, step + 1), (2, None)):
        assert find_step(KEY, build_code(KEY, step + off), now=now) == found
    for typed in ("", "12345", "1234567", "٣٣٣٣٣٣", "abcdef"):
        assert find_step(KEY, typed, now=now) is None


def test_the_address_is_what_apps_read() -> None:
    address = to_address(KEY, issuer="Thước Đo", username="so.gddt")
    assert address.startswith("otpauth://totp/Th%C6%B0%E1%BB%9Bc%20%C4%90o:so.gddt?")
    assert parse_qs(urlsplit(address).query) == {"secret": [to_base32(KEY)], "issuer": ["Thước Đo"]}
    assert to_base32(KEY) == "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
