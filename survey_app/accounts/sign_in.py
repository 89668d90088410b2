"""Signing in: slow for whoever guesses, the same for a wrong name and a wrong password."""

import datetime as dt
from dataclasses import dataclass
from functools import cache

from survey_app.accounts.accounts import USERNAME_PATTERN, find_account, to_username
from survey_app.accounts.attempts import Refused, forget_tries, record_try
from survey_app.accounts.passwords import HASH_METHOD, hash_password, is_password
from survey_app.db import Database


@dataclass(frozen=True)
class SignedIn:
    """The account that may come in, and the version that its session must carry."""

    account_id: int
    session_version: int


def sign_in(
    database: Database, *, username: str, password: str, now: dt.datetime, method: str = HASH_METHOD
) -> SignedIn | Refused:
    """Check a username and a password."""
    username = to_username(username)
    if not USERNAME_PATTERN.fullmatch(username):  # no account can have it: not asked for, not kept, but it costs the same
        is_password(password, hashed=_hash_of_nobody(method))
        return Refused()
    retry_at = record_try(database, username, now=now)
    if retry_at is not None:
        return Refused(retry_at)
    with database.reading() as session:
        account = find_account(session, username)
        hashed = account.password_hash if account else None
        signed_in = SignedIn(account.id, account.session_version) if account and account.is_active else None
    # an unknown name costs the same hashing, or the time of the reply would tell which names exist
    is_right = is_password(password, hashed=hashed or _hash_of_nobody(method))
    if hashed is None or not is_right or signed_in is None:
        return Refused()
    forget_tries(database, username)
    return signed_in


@cache
def _hash_of_nobody(method: str) -> str:
    return hash_password("nobody's password", method=method)
