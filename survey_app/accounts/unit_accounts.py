"""Accounts of all units at once: one for each that has none, and a first-sign-in link for whoever has not signed in yet.

An account with a password, or tied to the sign-on service, is never touched: its person comes in already. Must not know a file
or a request.
"""

import datetime as dt
import re
from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

from sqlalchemy import insert, select
from sqlalchemy.orm import Session, aliased

from survey_app.accounts.accounts import KINDS_OF_ROLE
from survey_app.accounts.first_sign_in import make_links
from survey_app.accounts.passwords import NOT_SET
from survey_app.models import Account, AccountLink, Unit

_FOREIGN: Final = re.compile(r"[^a-z0-9._-]")
_PREFIX: Final = "dv-"  # before a code that is too short for a username
_LONGEST: Final = 60
_KIND_ORDER: Final = ("department", "commune", "desk", "school")


@dataclass(frozen=True)
class IssuedLink:
    """One line of the file that is handed out: whose account, and the token that sets its password."""

    unit_code: str
    unit_name: str
    commune: str
    username: str
    token: str


@dataclass(frozen=True)
class Issued:
    """What was made: `links` for everybody without a password, `created` accounts among them, `kept` accounts left alone."""

    links: tuple[IssuedLink, ...]
    created: int
    kept: int


def issue_links(session: Session, *, now: dt.datetime, today: dt.date) -> Issued:
    """Make what is missing: accounts of units without one, and new links for all active accounts without a password.

    Closed units get nothing, and the department itself has its accounts already. The caller commits.
    """
    parent = aliased(Unit)
    units = session.execute(
        select(Unit.id, Unit.code, Unit.name, Unit.kind, parent.name, parent.kind)
        .outerjoin(parent, Unit.parent_id == parent.id)
        .where(Unit.closed_on.is_(None) | (Unit.closed_on > today))
    ).all()
    accounts = session.execute(select(Account.unit_id, Account.username)).all()
    created = _create_missing(session, [row for row in units if row[3] != "department"], accounts)
    open_units = {row[0]: row for row in units}
    waiting = session.execute(
        select(Account.id, Account.username, Account.unit_id)
        .outerjoin(AccountLink, AccountLink.account_id == Account.id)
        .where(Account.is_active, Account.password_hash == NOT_SET, AccountLink.account_id.is_(None))
    ).all()
    waiting = [row for row in waiting if row[2] in open_units]
    tokens = make_links(session, [account_id for account_id, _, _ in waiting], now=now)
    links = []
    for account_id, username, unit_id in waiting:
        _, code, name, kind, above, above_kind = open_units[unit_id]
        commune = above if above_kind == "commune" else name if kind == "commune" else ""
        links.append((_KIND_ORDER.index(kind), IssuedLink(code, name, commune or "", username, tokens[account_id])))
    links.sort(key=lambda pair: (pair[0], pair[1].commune, pair[1].unit_code, pair[1].username))
    return Issued(tuple(link for _, link in links), created, len(accounts) + created - len(waiting))


def _create_missing(
    session: Session,
    units: Collection[tuple[int, str, str, str, str | None, str | None]],
    accounts: Collection[tuple[int, str]],
) -> int:
    having, taken = {unit_id for unit_id, _ in accounts}, {username for _, username in accounts}
    rows = []
    for unit_id, code, _, kind, _, _ in sorted(units, key=lambda row: row[1]):
        if unit_id not in having:
            username = propose_username(code, taken)
            taken.add(username)
            role = next(role for role, kinds in KINDS_OF_ROLE.items() if kind in kinds)
            rows.append({"username": username, "password_hash": NOT_SET, "role": role, "unit_id": unit_id})
    if rows:
        session.execute(insert(Account), rows)
    return len(rows)


def propose_username(code: str, taken: Collection[str]) -> str:
    """A username that nobody has, from the code of a unit."""
    plain = _FOREIGN.sub("-", code.lower())[:_LONGEST]
    base = plain if len(plain) >= 3 and plain[0].isalnum() else f"{_PREFIX}{plain}"
    number, name = 1, base
    while name in taken:
        number += 1
        name = f"{base}-{number}"
    return name
