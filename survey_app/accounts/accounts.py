"""Making and changing accounts. The caller commits."""

import re

from sqlalchemy import select
from sqlalchemy.orm import Session

from survey_app.accounts.passwords import HASH_METHOD, compose, hash_password
from survey_app.models import Account, Unit
from survey_app.models.account import ROLES

USERNAME_PATTERN = re.compile(r"[a-z0-9][a-z0-9._-]{2,63}")
KINDS_OF_ROLE = {"department": ("department", "commune"), "unit": ("school", "desk")}  # whose pages a role opens


class AccountRefusedError(ValueError):
    """An account that may not be made; the message says why, in Vietnamese."""


def create_account(
    session: Session, *, username: str, password: str, role: str, unit: Unit, method: str = HASH_METHOD
) -> Account:
    """A new account of `role` for `unit`. Raises AccountRefusedError or PasswordRefusedError."""
    username = to_username(username)
    if not USERNAME_PATTERN.fullmatch(username):
        raise AccountRefusedError("Tên đăng nhập gồm 3 đến 64 chữ không dấu, số, dấu chấm, gạch nối hoặc gạch dưới.")
    if role not in ROLES:
        raise AccountRefusedError(f"Vai trò là một trong: {', '.join(ROLES)}.")
    if unit.kind not in KINDS_OF_ROLE[role]:
        other = next(name for name, kinds in KINDS_OF_ROLE.items() if unit.kind in kinds)
        raise AccountRefusedError(f"Tài khoản của {unit.name} có vai trò {other}, không phải {role}.")
    if find_account(session, username) is not None:
        raise AccountRefusedError(f"Tên đăng nhập {username} đã có người dùng.")
    account = Account(username=username, password_hash=hash_password(password, method=method), role=role, unit_id=unit.id)
    session.add(account)
    session.flush()
    return account


def set_password(account: Account, password: str, *, method: str = HASH_METHOD) -> None:
    """Give an account a new password and sign it out everywhere."""
    account.password_hash = hash_password(password, method=method)
    account.session_version += 1


def close_account(account: Account) -> None:
    """Let an account in no more, and sign it out everywhere."""
    account.is_active = False
    account.session_version += 1


def find_account(session: Session, username: str) -> Account | None:
    """The account of this username, active or not."""
    return session.scalar(select(Account).where(Account.username == to_username(username)))


def to_username(text: str) -> str:
    """A username as it is kept: composed, without spaces around it, in small letters, no longer than its column."""
    return compose(text[:200]).strip().lower()[:64]
