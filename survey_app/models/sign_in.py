"""How staff come in: their sessions, the second factor, the name under which another service vouches for them."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import Boolean, CheckConstraint, Date, DateTime, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from survey_app.models.account import Account
from survey_app.models.base import Base

WAYS = ("password", "sso")


class AccountSession(Base):
    """A browser in which an account is signed in. No address and no device: only since when, and when it was last used.

    The cookie holds a random token, the row its hash: whoever reads the database cannot come in with what they read.
    `used_at` moves in steps of minutes. A row counts only while `version` is the account's `session_version`.
    """

    __tablename__ = "account_session"
    __table_args__ = (CheckConstraint("way IN ('password', 'sso')", name="way"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), index=True)
    version: Mapped[int]
    way: Mapped[str] = mapped_column(String(8))
    created_at: Mapped[dt.datetime] = mapped_column(DateTime(timezone=True))
    used_at: Mapped[dt.datetime] = mapped_column(DateTime(timezone=True))

    account: Mapped[Account] = relationship()


class SecondFactor(Base):
    """An account's authenticator app. The shared key is made from `nonce` and the installation's secret, and stored nowhere.

    The row is made with the first right code. `last_step` is the newest time step whose code was used: none is taken twice.
    """

    __tablename__ = "second_factor"

    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), primary_key=True)
    nonce: Mapped[str] = mapped_column(String(32))
    confirmed_on: Mapped[dt.date] = mapped_column(Date)
    last_step: Mapped[int]


class RecoveryCode(Base):
    """A code on paper that stands for the authenticator app once; only its hash is kept, and the row goes with its use."""

    __tablename__ = "recovery_code"

    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), primary_key=True)
    code_hash: Mapped[str] = mapped_column(String(64), primary_key=True)


class AccountLink(Base):
    """The name by which the department's sign-on service knows an account; with `password_off` it comes in that way only."""

    __tablename__ = "account_link"

    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), primary_key=True)
    outside_name: Mapped[str] = mapped_column(String(200), unique=True)
    password_off: Mapped[bool] = mapped_column(Boolean, default=False)
