"""Accounts as the department's pages show them: whose they are, what they may see, how far their people have come."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from survey_app.accounts.passwords import NOT_SET
from survey_app.models import Account, AccountLink, FirstSignIn, Unit
from survey_app.models.organisation import LEVEL_NAMES
from survey_app.results.progress import commune_name

State = Literal["active", "waiting", "expired", "closed"]
STATE_NAMES: Final[dict[State, str]] = {
    "active": "Đang dùng",
    "waiting": "Chưa đăng nhập lần đầu",
    "expired": "Chưa có đường dẫn dùng được",
    "closed": "Đã khóa",
}


@dataclass(frozen=True)
class AccountLine:
    """An account in a list. `link_until` is the day until which a link of it works, None where none does."""

    account_id: int
    username: str
    unit_code: str
    unit_name: str
    unit_kind: str
    commune: str
    scope: str
    state: State
    link_until: dt.date | None

    @property
    def state_words(self) -> str:
        """The state, with the last day of a link that waits."""
        until = f", đường dẫn dùng được đến {self.link_until:%d/%m/%Y}" if self.link_until else ""
        return f"{STATE_NAMES[self.state]}{until}"


def find_accounts(
    session: Session, *, now: dt.datetime, unit_id: int | None = None, account_id: int | None = None
) -> tuple[AccountLine, ...]:
    """The accounts of one unit, or one account, or all; by unit name as the database sorts them, then by username."""
    parent = aliased(Unit)
    wanted = [Account.unit_id == unit_id] if unit_id is not None else []
    wanted += [Account.id == account_id] if account_id is not None else []
    rows = session.execute(
        select(Account, Unit.code, Unit.name, Unit.kind, parent.kind, parent.name)
        .add_columns(FirstSignIn.expires_at, AccountLink.account_id)
        .join(Unit, Account.unit_id == Unit.id)
        .outerjoin(parent, Unit.parent_id == parent.id)
        .outerjoin(FirstSignIn, FirstSignIn.account_id == Account.id)
        .outerjoin(AccountLink, AccountLink.account_id == Account.id)
        .where(*wanted)
        .order_by(Unit.code, Account.username)
    )
    found = []
    for account, code, name, kind, above_kind, above, expires_at, linked in rows:
        until = _last_day(expires_at, now)
        levels = account.levels.split(",") if account.levels else []
        found.append(
            AccountLine(
                account_id=account.id,
                username=account.username,
                unit_code=code,
                unit_name=name,
                unit_kind=kind,
                commune=name if kind == "commune" else commune_name(above_kind, above),
                scope=scope_words(kind, levels),
                state=_state(account, until, is_linked=linked is not None),
                link_until=until if account.is_active else None,
            )
        )
    return tuple(found)


def scope_words(kind: str, levels: Sequence[str]) -> str:
    """What an account of a unit of this kind may see."""
    if kind == "department":
        return f"Các trường {', '.join(LEVEL_NAMES[level] for level in levels)}" if levels else "Toàn Sở"
    return "Các trường của xã, phường" if kind == "commune" else "Đơn vị của mình"


def _state(account: Account, until: dt.date | None, *, is_linked: bool) -> State:
    if not account.is_active:
        return "closed"
    if account.password_hash != NOT_SET or is_linked:  # by a password, or by the department's sign-on service
        return "active"
    return "waiting" if until else "expired"


def _last_day(expires_at: dt.datetime | None, now: dt.datetime) -> dt.date | None:
    if expires_at is None:
        return None
    moment = expires_at.replace(tzinfo=dt.UTC) if expires_at.tzinfo is None else expires_at
    return (moment - dt.timedelta(seconds=1)).astimezone(now.tzinfo).date() if moment > now else None
