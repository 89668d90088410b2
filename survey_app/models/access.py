"""What lets somebody answer beside the open link: one-time codes on slips of paper, and the PIN of a unit's kiosk."""

from sqlalchemy import ForeignKey, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from survey_app.models.base import Base
from survey_app.models.response import PARTED


class OneTimeCode(Base):
    """A code that was printed on a slip, as a keyed hash. `used` is set in the transaction of its response and says no more.

    `grade` is that of the bundle of slips, "" for a unit without grades.
    """

    __tablename__ = "one_time_code"
    __table_args__ = (PARTED,)

    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaign.id"), primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), primary_key=True)
    participation_id: Mapped[int] = mapped_column(ForeignKey("participation.id"), primary_key=True)
    code_hash: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    grade: Mapped[str] = mapped_column(String(8), default="")
    used: Mapped[bool] = mapped_column(default=False)


class KioskPin(Base):
    """The PIN with which staff turn a device into their unit's kiosk. A new PIN has a new `version` and ends old kiosks."""

    __tablename__ = "kiosk_pin"

    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id", ondelete="CASCADE"), primary_key=True)
    pin_hash: Mapped[str] = mapped_column(String(256))
    version: Mapped[int] = mapped_column(default=1)
