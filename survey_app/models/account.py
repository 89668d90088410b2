"""Staff accounts. Respondents have none."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import CheckConstraint, DateTime, ForeignKey, Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from survey_app.models.base import Base
from survey_app.models.organisation import Unit

ROLES = ("unit", "department")


class Account(Base):
    """Who may sign in for a unit. Raising `session_version` signs the account out everywhere.

    `levels` narrows what an account of the department sees to schools of these levels, as a comma-separated list in the order
    of `SCHOOL_LEVELS` (a level department: "MN,TH" of the Sở); empty: all that stands under its unit. `password_hash` is
    "!" until the person has set a password by a first-sign-in link.
    """

    __tablename__ = "account"
    __table_args__ = (CheckConstraint("role IN ('unit', 'department')", name="role"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    username: Mapped[str] = mapped_column(String(64), unique=True)
    password_hash: Mapped[str] = mapped_column(String(255))
    role: Mapped[str] = mapped_column(String(16))
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    levels: Mapped[str] = mapped_column(String(32), default="", server_default="")
    session_version: Mapped[int] = mapped_column(default=1)
    is_active: Mapped[bool] = mapped_column(default=True)

    unit: Mapped[Unit] = relationship()


class FirstSignIn(Base):
    """A link by which the person of an account sets a password, once, until it expires. Only its hash is kept."""

    __tablename__ = "first_sign_in"

    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), primary_key=True)
    token_hash: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)
    expires_at: Mapped[dt.datetime] = mapped_column(DateTime(timezone=True))


class SignInAttempt(Base):
    """A failed sign-in, kept only to slow guessing; `username` as it was typed, normalised."""

    __tablename__ = "sign_in_attempt"
    __table_args__ = (Index(None, "username", "at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    username: Mapped[str] = mapped_column(String(64))
    at: Mapped[dt.datetime] = mapped_column(DateTime(timezone=True))
