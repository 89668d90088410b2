"""What is kept of an answered questionnaire. Anonymity is decided here: what has no column cannot be stored.

Three tables are written in one transaction and joined to nothing but the participation: the response (a random key, no date),
the sending (when, roughly, and under which hashed key: the proof that nothing is counted twice) and the comments (words cannot
be joined to ratings). No name, address, device, user agent, referrer, date or time stands beside an answer. Rows lie in the
order of their random keys: by WITHOUT ROWID on SQLite, by rewriting on PostgreSQL (`campaigns.sealing`). All keys begin with
(campaign, unit); on PostgreSQL each campaign has a partition of its own (migration 0019), and the tables can be distributed by
unit as they are.
"""

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, SmallInteger, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from survey_app.models.base import Base

CHANNELS = ("qr", "link", "kiosk", "paper", "import")
COMMENT_STATES = ("waiting", "open", "released", "inside", "hidden")
HIDING_REASONS = ("person", "insult", "unrelated", "empty")
PARTED = {"sqlite_with_rowid": False, "postgresql_partition_by": "LIST (campaign_id)"}


class Response(Base):
    """One returned questionnaire: the sheet (one character per closed item) and the percent answers ("85" or "-", by comma).

    `pace` is the coarse class of time taken, 1 (under a second an item) to 5; 0 where nobody measured. `grade` is "" if not
    stated.
    """

    __tablename__ = "response"
    __table_args__ = (
        CheckConstraint("channel IN ('qr', 'link', 'kiosk', 'paper', 'import')", name="channel"),
        CheckConstraint("pace BETWEEN 0 AND 5", name="pace"),
        PARTED,
    )

    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaign.id"), primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), primary_key=True)
    participation_id: Mapped[int] = mapped_column(ForeignKey("participation.id"), primary_key=True)
    key: Mapped[bytes] = mapped_column(LargeBinary(16), primary_key=True)
    channel: Mapped[str] = mapped_column(String(8))
    pace: Mapped[int] = mapped_column(SmallInteger, default=0)
    honeypot: Mapped[bool] = mapped_column(default=False)
    grade: Mapped[str] = mapped_column(String(8), default="")
    sheet: Mapped[str] = mapped_column(String(200))
    percents: Mapped[str] = mapped_column(String(64), default="")


class Sending(Base):
    """That something was sent, never what: the SHA-256 of the sending key and a ten-minute slot (days after closing).

    `receipt_mark` finds a receipt again without storing it: a keyed hash, None for what was imported. The index over the slot
    lets each sending count those just before it (`collecting.limits`) without reading all.
    """

    __tablename__ = "sending"
    __table_args__ = (Index(None, "participation_id", "slot"), PARTED)

    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaign.id"), primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), primary_key=True)
    participation_id: Mapped[int] = mapped_column(ForeignKey("participation.id"), primary_key=True)
    key_hash: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    slot: Mapped[int]
    language: Mapped[str] = mapped_column(String(8), default="vi")
    receipt_mark: Mapped[bytes | None] = mapped_column(LargeBinary(8), index=True)


class Comment(Base):
    """One comment. It hangs on the participation, not on the response.

    What the unit has decided stands in the row itself, so that the row is rewritten in key order with it; no date stands beside
    it and nobody's name. `state` is "waiting" until the comment may be shown at all, then "open" until somebody has read it.
    `reason` says why it is hidden. `masks` are the stretches that a person masked beyond the rules: "12-17,40-44".
    """

    __tablename__ = "comment"
    __table_args__ = (
        CheckConstraint("state IN ('waiting', 'open', 'released', 'inside', 'hidden')", name="state"),
        CheckConstraint("reason IN ('', 'person', 'insult', 'unrelated', 'empty')", name="reason"),
        PARTED,
    )

    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaign.id"), primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), primary_key=True)
    participation_id: Mapped[int] = mapped_column(ForeignKey("participation.id"), primary_key=True)
    key: Mapped[bytes] = mapped_column(LargeBinary(16), primary_key=True)
    item_code: Mapped[str] = mapped_column(String(3))
    text: Mapped[str] = mapped_column(Text)
    state: Mapped[str] = mapped_column(String(8), default="waiting", server_default="waiting")
    reason: Mapped[str] = mapped_column(String(10), default="", server_default="")
    masks: Mapped[str] = mapped_column(Text, default="", server_default="")
