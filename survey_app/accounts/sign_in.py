"""Signing in: slow for whoever guesses, the same for a wrong name and a wrong password."""

import datetime as dt
from dataclasses import dataclass
from functools import cache

from sqlalchemy import select
from sqlalchemy.orm import Session

from survey_app.accounts.accounts import USERNAME_PATTERN, find_account, to_username
from survey_app.accounts.attempts import Refused, forget_tries, record_try
from survey_app.accounts.passwords import HASH_METHOD, NOT_SET, hash_password, is_password
from survey_app.accounts.second_factor import has_second_factor
from survey_app.db import Database
from survey_app.models import Account, AccountLink


@dataclass(frozen=True)
class SignedIn:
    """The account that may come in, the version that its session must carry, and whether it owes a code first."""

    account_id: int
    session_version: int
    owes_code: bool = False


def sign_in(
    database: Database,
    *,
    username: str,
    password: str,
    now: dt.datetime,
    method: str = HASH_METHOD,
    device: str | None = None,
) -> SignedIn | Refused:
    """Check a username and a password. `device` is the number of a browser in which this account has been before."""
    username = to_username(username)
    if not USERNAME_PATTERN.fullmatch(username):  # no account can have it: not asked for, not kept, but it costs the same
        is_password(password, hashed=_hash_of_nobody(method))
        return Refused()
    counted_as = f"device:{device}" if device else username  # no username has a colon
    retry_at = record_try(database, counted_as, now=now)
    if retry_at is not None:
        return Refused(retry_at)
    with database.reading() as session:
        account = find_account(session, username)
        link = session.get(AccountLink, account.id) if account else None
        has_password = account and account.password_hash != NOT_SET and not (link and link.password_off)
        hashed = account.password_hash if account and has_password else None
        signed_in = _to_signed_in(session, account) if account and account.is_active else None
    # a name without a password costs the same hashing, or the time of the reply would tell which names exist
    is_right = is_password(password, hashed=hashed or _hash_of_nobody(method))
    if hashed is None or not is_right or signed_in is None:
        return Refused()
    forget_tries(database, counted_as)
    return signed_in


def is_own_password(database: Database, account_id: int, *, password: str, now: dt.datetime) -> Refused | None:
    """None if it is the password of an account that is signed in; wrong ones are counted apart from those at the door."""
    name = f"own:{account_id}"
    retry_at = record_try(database, name, now=now)
    if retry_at is not None:
        return Refused(retry_at)
    with database.reading() as session:
        hashed = session.get_one(Account, account_id).password_hash
    if not is_password(password, hashed=hashed):
        return Refused()
    forget_tries(database, name)
    return None


def find_linked(session: Session, outside_name: str) -> SignedIn | None:
    """The account that the sign-on service knows by this name; nobody is made an account here."""
    account = session.scalar(
        select(Account)
        .join(AccountLink, AccountLink.account_id == Account.id)
        .where(AccountLink.outside_name == outside_name, Account.is_active)
    )
    return _to_signed_in(session, account) if account else None


def _to_signed_in(session: Session, account: Account) -> SignedIn:
    return SignedIn(account.id, account.session_version, owes_code=has_second_factor(session, account.id))


@cache
def _hash_of_nobody(method: str) -> str:
    return hash_password("nobody's password", method=method)
