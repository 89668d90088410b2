"""How much was asked for of late: one number for each account, kind of work and ten minutes. No address, no page, no moment."""

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from survey_app.models.base import Base


class RequestCount(Base):
    """How often `subject` ("documents:12": account 12) asked for a kind of work in a slot of ten minutes since 1970."""

    __tablename__ = "request_count"

    subject: Mapped[str] = mapped_column(String(40), primary_key=True)
    slot: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[int]
