"""What units change because of what they were told."""

import datetime as dt

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from survey_app.models.base import Base

ACTION_STATES = ("planned", "under way", "done", "dropped")


class Action(Base):
    """A measure of a unit, in a sentence: what, who, by when, and which item it answers ("" where none).

    Whoever reads the unit's pages sees it once it is published; respondents read before the form what is published and done.
    """

    __tablename__ = "action"
    __table_args__ = (CheckConstraint("state IN ('planned', 'under way', 'done', 'dropped')", name="state"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id", ondelete="CASCADE"), index=True)
    text: Mapped[str] = mapped_column(String(300))
    published_on: Mapped[dt.date | None]
    responsible: Mapped[str] = mapped_column(String(120), default="", server_default="")
    due_on: Mapped[dt.date | None]
    instrument_code: Mapped[str] = mapped_column(String(24), default="", server_default="")
    item_code: Mapped[str] = mapped_column(String(3), default="", server_default="")
    state: Mapped[str] = mapped_column(String(12), default="done", server_default="done")
