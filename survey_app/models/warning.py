"""Early warnings: what was found, since when, and what the department has done about it; and who is told of them by e-mail."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import CheckConstraint, DateTime, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from survey_app.models.base import Base

WARNING_STATES = ("new", "seen", "handling", "done")


class StoredWarning(Base):
    """A rule that holds for a unit: in a campaign ("" for none), of a subject (an instrument, a quarter), in a collection.

    `part` names what is looked at together, so that a look ends what it no longer finds (`ended_on`). `figures` is JSON, what
    the sentence prints. `weight` says how bad it is, so that "worse" means more; `done_weight` is what it was when somebody
    marked it done. `since` is the day from which it has held, `is_again` that it came back or got worse after that mark.
    """

    __tablename__ = "warning"
    __table_args__ = (
        UniqueConstraint("rule", "unit_id", "campaign_code", "subject", "collection"),
        CheckConstraint("state IN ('new', 'seen', 'handling', 'done')", name="state"),
        Index(None, "unit_id"),
        Index(None, "part"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    rule: Mapped[str] = mapped_column(String(24))
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id", ondelete="CASCADE"))
    campaign_code: Mapped[str] = mapped_column(String(16))
    subject: Mapped[str] = mapped_column(String(24))
    collection: Mapped[str] = mapped_column(String(16))
    part: Mapped[str] = mapped_column(String(80))
    figures: Mapped[str] = mapped_column(Text)
    weight: Mapped[int]
    since: Mapped[dt.date]
    ended_on: Mapped[dt.date | None]
    state: Mapped[str] = mapped_column(String(8), default="new")
    is_again: Mapped[bool] = mapped_column(default=False)
    done_weight: Mapped[int | None]


class WarningStep(Base):
    """That somebody put a warning into a state, with a note; `account_id` is None where the rule did so itself."""

    __tablename__ = "warning_step"
    __table_args__ = (CheckConstraint("state IN ('new', 'seen', 'handling', 'done')", name="state"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    warning_id: Mapped[int] = mapped_column(ForeignKey("warning.id", ondelete="CASCADE"), index=True)
    at: Mapped[dt.datetime] = mapped_column(DateTime(timezone=True))
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    state: Mapped[str] = mapped_column(String(8))
    note: Mapped[str] = mapped_column(String(500), default="")


class WarningRule(Base):
    """A threshold that the department has set; a rule without a row has its default. `level` is None where a rule has none."""

    __tablename__ = "warning_rule"

    rule: Mapped[str] = mapped_column(String(24), primary_key=True)
    is_on: Mapped[bool]
    level: Mapped[int | None]


class WarningCheck(Base):
    """When a part was last looked at, and the state of the data then: where that is the same, nothing can have changed."""

    __tablename__ = "warning_check"

    part: Mapped[str] = mapped_column(String(80), primary_key=True)
    seen: Mapped[str] = mapped_column(String(64))
    checked_on: Mapped[dt.date]


class DigestSubscription(Base):
    """Where an account of the department wants its daily digest sent.

    `begun_at` is set when a sending begins and emptied when it failed; `sent_on` is the last day whose digest has left.
    """

    __tablename__ = "digest_subscription"

    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), primary_key=True)
    address: Mapped[str] = mapped_column(String(254))
    begun_at: Mapped[dt.datetime | None] = mapped_column(DateTime(timezone=True))
    sent_on: Mapped[dt.date | None]
