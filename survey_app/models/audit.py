"""The audit log of staff actions that change or export data. Nothing about respondents is ever in it."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import DateTime, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from survey_app.models.base import Base


class AuditEntry(Base):
    """Who did what to what, when. `account_id` is None for a command typed by an operator.

    Rows are added and never changed: a trigger of the database refuses UPDATE and DELETE (migration 0016).
    """

    __tablename__ = "audit_entry"
    __table_args__ = (Index(None, "at"), Index(None, "account_id", "at"))

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[dt.datetime] = mapped_column(DateTime(timezone=True))
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    action: Mapped[str] = mapped_column(String(40))
    subject: Mapped[str] = mapped_column(String(200))
