"""Campaigns, the instruments frozen into them, and who takes part."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from survey_app.models.base import Base
from survey_app.models.organisation import Unit


class Campaign(Base):
    """One round of data collection. Open from the start of `opens_on` to the end of `closes_on`, local time.

    `opened` says that instruments and participations are frozen; `sealed_on` that it was closed and its order rewritten.
    `target` is a share in [0, 1]; `convention` the named convention of aggregation. `access` is the rung of the ladder against
    stuffing: an open link, an open link with a marker on the device, or one-time codes. Paper forms may be entered to the end
    of `paper_until` (None: of `closes_on`). `grace_minutes` None is the installation's. `target` is the one of this campaign's
    year; those of other years stand in `CampaignTarget`; instruments on administrative procedures have `procedures_target`.
    From `paused_on` on nothing is taken until the department says so; pauses that are over stand in `CampaignPause`. Of a
    campaign that was erased on `erased_on` nothing is left but this row, for the releases that are out; it is not `opened`.
    """

    __tablename__ = "campaign"
    __table_args__ = (
        CheckConstraint("opens_on <= closes_on", name="dates"),
        CheckConstraint("convention IN ('mean', 'answers', 'eligible')", name="convention"),
        CheckConstraint("target > 0 AND target < 1", name="target"),
        CheckConstraint("procedures_target > 0 AND procedures_target < 1", name="procedures_target"),
        CheckConstraint("access IN ('open', 'marked', 'codes')", name="access"),
        CheckConstraint("paper_until IS NULL OR paper_until >= closes_on", name="paper_until"),
        CheckConstraint("grace_minutes IS NULL OR grace_minutes >= 0", name="grace_minutes"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(16), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    opens_on: Mapped[dt.date]
    closes_on: Mapped[dt.date]
    target: Mapped[float] = mapped_column(default=0.9)
    procedures_target: Mapped[float] = mapped_column(default=0.95, server_default="0.95")
    convention: Mapped[str] = mapped_column(String(16), default="answers")
    results_while_open: Mapped[bool] = mapped_column(default=False)
    access: Mapped[str] = mapped_column(String(8), default="open", server_default="open")
    paper_until: Mapped[dt.date | None]
    grace_minutes: Mapped[int | None]
    paused_on: Mapped[dt.date | None]
    opened: Mapped[bool] = mapped_column(default=False)
    sealed_on: Mapped[dt.date | None]
    erased_on: Mapped[dt.date | None]

    instruments: Mapped[list[Instrument]] = relationship(order_by="Instrument.id", back_populates="campaign")


class CampaignTarget(Base):
    """What share of satisfied is to be reached by which year, as the plans set it; a campaign has one or several."""

    __tablename__ = "campaign_target"
    __table_args__ = (CheckConstraint("share > 0 AND share < 1", name="share"),)

    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaign.id", ondelete="CASCADE"), primary_key=True)
    by_year: Mapped[int] = mapped_column(primary_key=True)
    share: Mapped[float]


class CampaignPause(Base):
    """A pause that is over: nothing was taken from `paused_on` to `resumed_on`, the day on which the campaign went on."""

    __tablename__ = "campaign_pause"
    __table_args__ = (CheckConstraint("paused_on <= resumed_on", name="dates"),)

    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaign.id", ondelete="CASCADE"), primary_key=True)
    paused_on: Mapped[dt.date] = mapped_column(primary_key=True)
    resumed_on: Mapped[dt.date]


class CampaignCollection(Base):
    """A collection that the department runs beside the units' own: of these units, by code, or of all ("")."""

    __tablename__ = "campaign_collection"
    __table_args__ = (CheckConstraint("collection IN ('independent', 'sample')", name="collection"),)

    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaign.id", ondelete="CASCADE"), primary_key=True)
    collection: Mapped[str] = mapped_column(String(16), primary_key=True)
    unit_codes: Mapped[str] = mapped_column(Text, default="")


class CollectionToken(Base):
    """The code that leads to what the department collects about a unit: never the unit's own link token."""

    __tablename__ = "collection_token"
    __table_args__ = (CheckConstraint("collection IN ('independent', 'sample')", name="collection"),)

    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id", ondelete="CASCADE"), primary_key=True)
    collection: Mapped[str] = mapped_column(String(16), primary_key=True)
    token: Mapped[str] = mapped_column(String(16), unique=True)


class Instrument(Base):
    """A questionnaire as frozen into a campaign: a report of 2026 reads the same in 2030.

    `assigned` names the kinds and the codes of the units that answer it, separated by commas; empty where nobody chose.
    """

    __tablename__ = "instrument"
    __table_args__ = (UniqueConstraint("campaign_id", "code"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaign.id"))
    code: Mapped[str] = mapped_column(String(24))
    digest: Mapped[str] = mapped_column(String(64))
    content: Mapped[str] = mapped_column(Text)
    assigned: Mapped[str] = mapped_column(Text, default="", server_default="")

    campaign: Mapped[Campaign] = relationship(back_populates="instruments")


class Participation(Base):
    """One unit answering one instrument in one campaign in one collection.

    `repeats` counts the responses that came from a device which said that it had sent one before.
    """

    __tablename__ = "participation"
    __table_args__ = (
        UniqueConstraint("campaign_id", "unit_id", "instrument_id", "collection"),
        CheckConstraint("collection IN ('own', 'independent', 'sample')", name="collection"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaign.id"))
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    instrument_id: Mapped[int] = mapped_column(ForeignKey("instrument.id"), index=True)
    collection: Mapped[str] = mapped_column(String(16), default="own")
    repeats: Mapped[int] = mapped_column(default=0, server_default="0")

    campaign: Mapped[Campaign] = relationship()
    unit: Mapped[Unit] = relationship()
    instrument: Mapped[Instrument] = relationship()
    eligible_numbers: Mapped[list[EligibleNumber]] = relationship(
        cascade="all, delete-orphan", order_by="EligibleNumber.position"
    )


class EligibleNumber(Base):
    """How many answers could be given to a participation, by grade in the order of the frame; grade "" is the whole."""

    __tablename__ = "eligible_number"
    __table_args__ = (CheckConstraint("number >= 0", name="number"),)

    participation_id: Mapped[int] = mapped_column(ForeignKey("participation.id", ondelete="CASCADE"), primary_key=True)
    grade: Mapped[str] = mapped_column(String(8), primary_key=True)
    position: Mapped[int]
    number: Mapped[int]
