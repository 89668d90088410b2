"""Paper forms on their way in: batches, and drafts that live until their batch is closed."""

import datetime as dt

from sqlalchemy import CheckConstraint, ForeignKey, SmallInteger, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from survey_app.models.base import Base


class PaperBatch(Base):
    """A bundle of paper forms of one participation. `number` is written on the bundle, `declared` how many forms it holds.

    `compared` and `differing` count the answers of the sample that was entered twice; they are kept after the drafts are gone.
    """

    __tablename__ = "paper_batch"
    __table_args__ = (
        UniqueConstraint("participation_id", "number"),
        CheckConstraint("declared > 0", name="declared"),
        CheckConstraint("differing BETWEEN 0 AND compared", name="compared"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaign.id"))
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    participation_id: Mapped[int] = mapped_column(ForeignKey("participation.id"))
    number: Mapped[int]
    declared: Mapped[int]
    closed_on: Mapped[dt.date | None]
    compared: Mapped[int] = mapped_column(default=0)
    differing: Mapped[int] = mapped_column(default=0)


class PaperDraft(Base):
    """One form of an open batch, entered for the first or the second time. Deleted when the batch is closed.

    `comments` is JSON, text by item code.
    """

    __tablename__ = "paper_draft"
    __table_args__ = (CheckConstraint("entry IN (1, 2)", name="entry"),)

    batch_id: Mapped[int] = mapped_column(ForeignKey("paper_batch.id", ondelete="CASCADE"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    entry: Mapped[int] = mapped_column(SmallInteger, primary_key=True)
    sheet: Mapped[str] = mapped_column(String(200))
    percents: Mapped[str] = mapped_column(String(64), default="")
    grade: Mapped[str] = mapped_column(String(8), default="")
    comments: Mapped[str] = mapped_column(Text, default="{}")
