"""Browsers in which an account has signed in before: wrong tries of strangers do not keep these out.

Tries are counted per name, so whoever sends ten wrong passwords every quarter of an hour would keep a clerk out for good. A
browser that has once known the password carries a signed cookie with a random number, and its tries are counted by that number.
It opens nothing: without the password it is worth ten more tries. Must not know a password.
"""

import datetime as dt
import secrets
from typing import Final

from itsdangerous import BadSignature, URLSafeTimedSerializer

KEPT: Final = dt.timedelta(days=180)
_SALT: Final = "thuoc-do.device"


def make_device(username: str, *, secret: str) -> str:
    """What the cookie of a browser holds after an account has signed in there."""
    return str(URLSafeTimedSerializer(secret, salt=_SALT).dumps([username, secrets.token_hex(16)]))


def find_device(cookie: str, username: str, *, secret: str) -> str | None:
    """The number of a browser in which this account has signed in before; None for every other."""
    try:
        known, number = URLSafeTimedSerializer(secret, salt=_SALT).loads(cookie[:500], max_age=int(KEPT.total_seconds()))
    except (BadSignature, ValueError, TypeError):
        return None
    return number if known == username and isinstance(number, str) else None
