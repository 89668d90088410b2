"""Making and changing accounts. The caller commits."""

import re
from collections.abc import Collection

from sqlalchemy import select
from sqlalchemy.orm import Session

from survey_app.accounts.passwords import HASH_METHOD, NOT_SET, check_password, compose, hash_password
from survey_app.models import Account, AccountLink, Unit
from survey_app.models.account import ROLES
from survey_app.models.organisation import SCHOOL_LEVELS

USERNAME_PATTERN = re.compile(r"[a-z0-9][a-z0-9._-]{2,63}")
KINDS_OF_ROLE = {"department": ("department", "commune"), "unit": ("school", "desk")}  # whose pages a role opens


class AccountRefusedError(ValueError):
    """An account that may not be made; the message says why, in Vietnamese."""


def create_account(
    session: Session,
    *,
    username: str,
    password: str | None,
    role: str,
    unit: Unit,
    levels: Collection[str] = (),
    method: str = HASH_METHOD,
) -> Account:
    """A new account of `role` for `unit`. Raises AccountRefusedError or PasswordRefusedError.

    Without a password nobody can sign in until one is set by a link (`first_sign_in`). `levels` narrows an account of the
    department to schools of these levels.
    """
    username = to_username(username)
    if not USERNAME_PATTERN.fullmatch(username):
        raise AccountRefusedError("Tên đăng nhập gồm 3 đến 64 chữ không dấu, số, dấu chấm, gạch nối hoặc gạch dưới.")
    if password:
        check_password(password, own_words=(username, unit.name, unit.code))
    if role not in ROLES:
        raise AccountRefusedError(f"Vai trò là một trong: {', '.join(ROLES)}.")
    if unit.kind not in KINDS_OF_ROLE[role]:
        other = next(name for name, kinds in KINDS_OF_ROLE.items() if unit.kind in kinds)
        raise AccountRefusedError(f"Tài khoản của {unit.name} có vai trò {other}, không phải {role}.")
    if find_account(session, username) is not None:
        raise AccountRefusedError(f"Tên đăng nhập {username} đã có người dùng.")
    hashed = NOT_SET if password is None else hash_password(password, method=method)
    account = Account(username=username, password_hash=hashed, role=role, unit_id=unit.id, levels=_checked_levels(levels, unit))
    session.add(account)
    session.flush()
    return account


def set_password(account: Account, password: str, *, method: str = HASH_METHOD) -> None:
    """Give an account a new password and sign it out everywhere."""
    check_password(password, own_words=(account.username, account.unit.name, account.unit.code))
    account.password_hash = hash_password(password, method=method)
    account.session_version += 1


def close_account(account: Account) -> None:
    """Let an account in no more, and sign it out everywhere."""
    account.is_active = False
    account.session_version += 1


def reopen_account(account: Account) -> None:
    """Let a closed account in again, with the password that it had."""
    account.is_active = True


def has_no_password_here(session: Session, account_id: int) -> bool:
    """Whether an account comes in by the sign-on service alone."""
    link = session.get(AccountLink, account_id)
    return link is not None and link.password_off


def find_account(session: Session, username: str) -> Account | None:
    """The account of this username, active or not."""
    return session.scalar(select(Account).where(Account.username == to_username(username)))


def role_of(unit: Unit) -> str:
    """The role that opens the pages of a unit."""
    return next(role for role, kinds in KINDS_OF_ROLE.items() if unit.kind in kinds)


def _checked_levels(levels: Collection[str], unit: Unit) -> str:
    unknown = sorted(set(levels) - set(SCHOOL_LEVELS))
    if unknown:
        raise AccountRefusedError(f"Không có cấp học {', '.join(unknown)}; cấp học là một trong: {', '.join(SCHOOL_LEVELS)}.")
    if levels and unit.kind != "department":
        raise AccountRefusedError(f"Chỉ tài khoản của Sở mới giới hạn theo cấp học; {unit.name} không phải Sở.")
    return ",".join(level for level in SCHOOL_LEVELS if level in levels)


def to_username(text: str) -> str:
    """A username as it is kept: composed, without spaces around it, in small letters, no longer than its column."""
    return compose(text[:200]).strip().lower()[:64]
