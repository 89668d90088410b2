"""Units: one table for the department, its one-stop desk, communes and schools; a level of government is a kind."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from survey_app.models.base import Base

UNIT_KINDS = ("department", "desk", "commune", "school")
SCHOOL_LEVELS = ("MN", "TH", "THCS", "THPT", "GDTX")


class Unit(Base):
    """An organisation that is rated or groups others.

    `levels` is a comma-separated list in the order of `SCHOOL_LEVELS`, empty for other kinds; `link_token` the unit's one
    permanent public code.
    """

    __tablename__ = "unit"
    __table_args__ = (CheckConstraint("kind IN ('department', 'desk', 'commune', 'school')", name="kind"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(32), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    kind: Mapped[str] = mapped_column(String(16))
    levels: Mapped[str] = mapped_column(String(32), default="")
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"), index=True)
    link_token: Mapped[str] = mapped_column(String(16), unique=True)

    parent: Mapped[Unit | None] = relationship(remote_side=[id])
    enrolments: Mapped[list[Enrolment]] = relationship(cascade="all, delete-orphan", order_by="Enrolment.position")


class Enrolment(Base):
    """How many pupils a unit has now, by grade; grade "" is the whole unit where grades are not known.

    A campaign copies these into its eligible numbers, so next year's import changes no report of this year.
    """

    __tablename__ = "enrolment"
    __table_args__ = (CheckConstraint("number >= 0", name="number"),)

    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id", ondelete="CASCADE"), primary_key=True)
    grade: Mapped[str] = mapped_column(String(8), primary_key=True)
    position: Mapped[int]
    number: Mapped[int]
