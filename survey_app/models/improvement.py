"""What units change because of what they were told."""

import datetime as dt

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from survey_app.models.base import Base


class Action(Base):
    """Something that a unit has changed, in a sentence. Respondents see it once it is published."""

    __tablename__ = "action"

    id: Mapped[int] = mapped_column(primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id", ondelete="CASCADE"), index=True)
    text: Mapped[str] = mapped_column(String(300))
    published_on: Mapped[dt.date | None]
