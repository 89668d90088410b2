"""The department's yearly dates, and what a unit has said it has done by them."""

import datetime as dt

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from survey_app.models.base import Base


class CalendarEntry(Base):
    """The days of one kind of deadline where the department has set them: "20/3,20/6", "" for none at all.

    A kind without a row has the days of `campaigns.calendar`.
    """

    __tablename__ = "calendar_entry"

    kind: Mapped[str] = mapped_column(String(24), primary_key=True)
    days: Mapped[str] = mapped_column(String(80))


class CalendarTick(Base):
    """That a unit has ticked off a deadline. It proves nothing; it only takes a line from the unit's own list."""

    __tablename__ = "calendar_tick"

    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id", ondelete="CASCADE"), primary_key=True)
    kind: Mapped[str] = mapped_column(String(24), primary_key=True)
    due_on: Mapped[dt.date] = mapped_column(primary_key=True)
