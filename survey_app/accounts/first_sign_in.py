"""Links by which people set the first password of an account: made in bulk, used once, worthless after a month.

A link is 192 random bits, so nobody guesses one and a plain hash of it is enough. Only the hash is stored: whoever reads the
database can open nothing, and a lost file of links is made again. Setting a password ends the link; the person then signs in as
always, so whatever sign-in asks for besides a password is asked here too. Must not know a request.
"""

import datetime as dt
import hashlib
import secrets
from collections.abc import Collection, Sequence
from typing import Final

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session, joinedload

from survey_app.accounts.accounts import set_password
from survey_app.accounts.passwords import HASH_METHOD
from survey_app.models import Account, FirstSignIn

VALID_FOR: Final = dt.timedelta(days=30)  # a file goes out by post and through an office; a year would outlive the people
AGAIN_VALID_FOR: Final = dt.timedelta(days=3)  # for somebody who waits for it, having forgotten a password
_BYTES: Final = 24
_TOGETHER: Final = 500  # below every database's limit of bound values


class LinkRefusedError(Exception):
    """No link that opens anything now: used, replaced, expired, or never made."""


def make_links(
    session: Session, account_ids: Collection[int], *, now: dt.datetime, valid_for: dt.timedelta = VALID_FOR
) -> dict[int, str]:
    """New tokens by account, in place of those that were there. They can be shown this once. The caller commits.

    They work to the end of the last day, as the file and the page say it.
    """
    tokens = {account_id: secrets.token_urlsafe(_BYTES) for account_id in account_ids}
    ids = sorted(tokens)
    end_links(session, ids)
    after = (now + valid_for).date() + dt.timedelta(days=1)
    expires_at = dt.datetime.combine(after, dt.time.min, tzinfo=now.tzinfo).astimezone(dt.UTC)
    rows = [{"account_id": i, "token_hash": _hash(tokens[i]), "expires_at": expires_at} for i in ids]
    if rows:
        session.execute(insert(FirstSignIn), rows)
    return tokens


def end_links(session: Session, account_ids: Sequence[int]) -> None:
    """Make the links of accounts worthless. The caller commits."""
    for start in range(0, len(account_ids), _TOGETHER):
        session.execute(delete(FirstSignIn).where(FirstSignIn.account_id.in_(account_ids[start : start + _TOGETHER])))


def find_holder(session: Session, token: str, *, now: dt.datetime) -> Account | None:
    """The account whose password this link may set now."""
    found = session.execute(
        select(FirstSignIn.account_id, FirstSignIn.expires_at).where(FirstSignIn.token_hash == _hash(token))
    ).one_or_none()
    if found is None or _in_utc(found.expires_at) <= now:
        return None
    account = session.get(Account, found.account_id, options=[joinedload(Account.unit)])
    return account if account is not None and account.is_active else None


def use_link(session: Session, token: str, password: str, *, now: dt.datetime, method: str = HASH_METHOD) -> Account:
    """Set the password of the link's account and end the link.

    Raises LinkRefusedError, or PasswordRefusedError, after which the link still works. The caller commits.
    """
    account = find_holder(session, token, now=now)
    if account is None:
        raise LinkRefusedError
    set_password(account, password, method=method)
    used = session.execute(delete(FirstSignIn).where(FirstSignIn.token_hash == _hash(token)))
    if used.rowcount != 1:  # type: ignore[attr-defined]
        raise LinkRefusedError  # somebody else was faster with the same link: theirs counts
    return account


def delete_expired(session: Session, *, now: dt.datetime) -> int:
    """Forget links that open nothing any more. The caller commits."""
    return session.execute(delete(FirstSignIn).where(FirstSignIn.expires_at <= now.astimezone(dt.UTC))).rowcount  # type: ignore[attr-defined, no-any-return]


def _hash(token: str) -> bytes:
    return hashlib.sha256(token[:200].encode(errors="replace")).digest()


def _in_utc(moment: dt.datetime) -> dt.datetime:
    return moment.replace(tzinfo=dt.UTC) if moment.tzinfo is None else moment
