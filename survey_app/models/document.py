"""What units write for their official documents: names and signatures, the plan, the quarter's self-assessment."""

import datetime as dt

from sqlalchemy import CheckConstraint, DateTime, ForeignKey, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from survey_app.models.base import Base


class StoredSettings(Base):
    """What a unit has put in place of what the software suggests for its documents; "" leaves the suggestion.

    `posts`, `addressees` and `recipients` hold a line each per line of text. `contact_name` and `contact_phone` say whom the
    department may ring up about the survey; they stand in no document.
    """

    __tablename__ = "unit_settings"

    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id", ondelete="CASCADE"), primary_key=True)
    official_name: Mapped[str] = mapped_column(String(200), default="")
    superior: Mapped[str] = mapped_column(String(200), default="")
    symbol: Mapped[str] = mapped_column(String(40), default="")
    place: Mapped[str] = mapped_column(String(80), default="")
    posts: Mapped[str] = mapped_column(Text, default="")
    signer: Mapped[str] = mapped_column(String(80), default="")
    addressees: Mapped[str] = mapped_column(Text, default="")
    recipients: Mapped[str] = mapped_column(Text, default="")
    archive: Mapped[str] = mapped_column(String(80), default="")
    contact_name: Mapped[str] = mapped_column(String(80), default="", server_default="")
    contact_phone: Mapped[str] = mapped_column(String(20), default="", server_default="")


class UnitLogo(Base):
    """A unit's logo as the server has drawn it anew (PNG), never the file that was sent. `digest` tells versions apart."""

    __tablename__ = "unit_logo"

    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id", ondelete="CASCADE"), primary_key=True)
    picture: Mapped[bytes] = mapped_column(LargeBinary)
    digest: Mapped[str] = mapped_column(String(16))


class UnitPlan(Base):
    """What a unit has filled in of its survey plan for a campaign, and the document that it published (JSON, frozen)."""

    __tablename__ = "unit_plan"

    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id", ondelete="CASCADE"), primary_key=True)
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaign.id", ondelete="CASCADE"), primary_key=True)
    number: Mapped[int | None]
    issued_on: Mapped[dt.date | None]
    bases: Mapped[str] = mapped_column(Text, default="")
    in_charge: Mapped[str] = mapped_column(String(200), default="")
    published_on: Mapped[dt.date | None]
    published: Mapped[str | None] = mapped_column(Text)


class SelfAssessment(Base):
    """A unit's self-assessment of one quarter.

    `content` is JSON: texts by section, ratings and explanations by target. `document` is what was sent (JSON, frozen),
    `due_on` the day it was due when it was sent; both are empty while it is a draft. `first_sent_on` outlives a return by the
    department, so that a correction makes nothing late. `returned_reason` is what the department asks to correct.
    """

    __tablename__ = "self_assessment"
    __table_args__ = (
        UniqueConstraint("unit_id", "year", "quarter"),
        CheckConstraint("quarter BETWEEN 1 AND 4", name="quarter"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id", ondelete="CASCADE"))
    year: Mapped[int]
    quarter: Mapped[int]
    content: Mapped[str] = mapped_column(Text, default="{}")
    document: Mapped[str | None] = mapped_column(Text)
    sent_at: Mapped[dt.datetime | None] = mapped_column(DateTime(timezone=True))
    first_sent_on: Mapped[dt.date | None]
    due_on: Mapped[dt.date | None]
    returned_on: Mapped[dt.date | None]
    returned_reason: Mapped[str] = mapped_column(String(500), default="")


class SelfAssessmentRule(Base):
    """On which day of a quarter's last month the units of a department owe it their self-assessment."""

    __tablename__ = "self_assessment_rule"
    __table_args__ = (CheckConstraint("day BETWEEN 1 AND 28", name="day"),)

    department_id: Mapped[int] = mapped_column(ForeignKey("unit.id", ondelete="CASCADE"), primary_key=True)
    day: Mapped[int]
