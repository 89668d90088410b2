"""The second factor of an account: an authenticator app, and ten codes on paper for the day on which the phone is gone.

The key of the app is made from the installation's secret and a random nonce, so a stolen database or backup makes no codes. A
code is taken once, and wrong ones are counted as at sign-in. Must not know a request.
"""

import datetime as dt
import hashlib
import hmac
import secrets
from dataclasses import dataclass
from typing import Final

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from survey_app.accounts import totp
from survey_app.accounts.attempts import Refused, forget_tries, record_try
from survey_app.db import Database
from survey_app.models import RecoveryCode, SecondFactor

ISSUER: Final = "Thước Đo"
RECOVERY_CODES: Final = 10
_LETTERS: Final = "23456789abcdefghjkmnpqrstuvwxyz"  # none that is taken for another on paper
_LENGTH: Final = 16  # 79 bits: nobody tries them all, so a plain hash keeps them


@dataclass(frozen=True)
class SetUp:
    """An app that is being set up: what its QR code holds, and the key in groups of four for whoever types it."""

    address: str
    key: str


def make_nonce() -> str:
    """What a new app's key is made from; it tells nothing without the installation's secret."""
    return secrets.token_hex(16)


def describe_set_up(account_id: int, nonce: str, *, username: str, secret: str) -> SetUp:
    """What to show to the account until it sends a right code."""
    key = _key(account_id, nonce, secret)
    letters = totp.to_base32(key)
    groups = " ".join(letters[place : place + 4] for place in range(0, len(letters), 4))
    return SetUp(totp.to_address(key, issuer=ISSUER, username=username), groups)


def confirm(session: Session, account_id: int, nonce: str, *, code: str, secret: str, now: dt.datetime) -> list[str] | None:
    """Take the app into use if `code` is one of its: the recovery codes, shown this once; else None. The caller commits."""
    step = totp.find_step(_key(account_id, nonce, secret), "".join(code.split()), now=now)
    if step is None or session.get(SecondFactor, account_id) is not None:
        return None
    session.add(SecondFactor(account_id=account_id, nonce=nonce, confirmed_on=now.date(), last_step=step))
    session.flush()
    return make_recovery_codes(session, account_id)


def make_recovery_codes(session: Session, account_id: int) -> list[str]:
    """Ten new codes; the old ones are worth nothing from now on. The caller commits."""
    session.execute(delete(RecoveryCode).where(RecoveryCode.account_id == account_id))
    codes = ["".join(secrets.choice(_LETTERS) for _ in range(_LENGTH)) for _ in range(RECOVERY_CODES)]
    session.add_all(RecoveryCode(account_id=account_id, code_hash=_hash(account_id, code)) for code in codes)
    return ["-".join(code[place : place + 4] for place in range(0, _LENGTH, 4)) for code in codes]


def check_code(database: Database, account_id: int, *, code: str, secret: str, now: dt.datetime) -> Refused | None:
    """None if `code` is the app's of now, or a recovery code, and was never taken; it counts as taken from here on."""
    name = f"code:{account_id}"  # no username has a colon
    retry_at = record_try(database, name, now=now)
    if retry_at is not None:
        return Refused(retry_at)
    with database.writing() as session:
        row = session.get(SecondFactor, account_id)
        if row is None:
            return Refused()
        is_right = _use_step(session, row, code, secret=secret, now=now) or _use_recovery_code(session, account_id, code)
    if not is_right:
        return Refused()
    forget_tries(database, name)
    return None


def has_second_factor(session: Session, account_id: int) -> bool:
    """Whether an account is asked for a code when it signs in."""
    return session.get(SecondFactor, account_id) is not None


def count_recovery_codes(session: Session, account_id: int) -> int:
    """How many codes are left on the paper."""
    return session.scalar(select(func.count()).where(RecoveryCode.account_id == account_id)) or 0


def remove(session: Session, account_id: int) -> bool:
    """Ask an account for no code any more; False if it was asked for none. The caller commits."""
    session.execute(delete(RecoveryCode).where(RecoveryCode.account_id == account_id))
    statement = delete(SecondFactor).where(SecondFactor.account_id == account_id).returning(SecondFactor.account_id)
    return session.execute(statement).first() is not None


def _use_step(session: Session, row: SecondFactor, code: str, *, secret: str, now: dt.datetime) -> bool:
    """Whether `code` is the app's and newer than the last one taken; two that send it at once cannot both be right."""
    step = totp.find_step(_key(row.account_id, row.nonce, secret), "".join(code.split()), now=now)
    if step is None:
        return False
    newer = SecondFactor.account_id == row.account_id, SecondFactor.last_step < step
    statement = update(SecondFactor).where(*newer).values(last_step=step).returning(SecondFactor.account_id)
    return session.execute(statement, execution_options={"synchronize_session": False}).first() is not None


def _use_recovery_code(session: Session, account_id: int, code: str) -> bool:
    letters = "".join(sign for sign in code.lower() if sign.isalnum())
    if len(letters) != _LENGTH:
        return False
    own = RecoveryCode.account_id == account_id, RecoveryCode.code_hash == _hash(account_id, letters)
    return session.execute(delete(RecoveryCode).where(*own).returning(RecoveryCode.account_id)).first() is not None


def _key(account_id: int, nonce: str, secret: str) -> bytes:
    """The app's key: 160 bits, as RFC 4226 recommends."""
    return hmac.new(secret.encode(), f"totp:{account_id}:{nonce}".encode(), hashlib.sha256).digest()[:20]


def _hash(account_id: int, code: str) -> str:
    return hashlib.sha256(f"recovery:{account_id}:{code}".encode()).hexdigest()
