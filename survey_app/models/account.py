"""Staff accounts. Respondents have none."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import CheckConstraint, DateTime, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from survey_app.models.base import Base
from survey_app.models.organisation import Unit

ROLES = ("unit", "department")


class Account(Base):
    """Who may sign in for a unit. Raising `session_version` signs the account out everywhere."""

    __tablename__ = "account"
    __table_args__ = (CheckConstraint("role IN ('unit', 'department')", name="role"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    username: Mapped[str] = mapped_column(String(64), unique=True)
    password_hash: Mapped[str] = mapped_column(String(255))
    role: Mapped[str] = mapped_column(String(16))
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    session_version: Mapped[int] = mapped_column(default=1)
    is_active: Mapped[bool] = mapped_column(default=True)

    unit: Mapped[Unit] = relationship()


class SignInAttempt(Base):
    """A failed sign-in, kept only to slow guessing; `username` as it was typed, normalised."""

    __tablename__ = "sign_in_attempt"
    __table_args__ = (Index(None, "username", "at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    username: Mapped[str] = mapped_column(String(64))
    at: Mapped[dt.datetime] = mapped_column(DateTime(timezone=True))
