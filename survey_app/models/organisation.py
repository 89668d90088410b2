"""Units: one table for the department, its one-stop desk, communes and schools; a level of government is a kind."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import CheckConstraint, DateTime, ForeignKey, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from survey_app.models.base import Base

UNIT_KINDS = ("department", "desk", "commune", "school")
LEVEL_NAMES = {"MN": "Mầm non", "TH": "Tiểu học", "THCS": "THCS", "THPT": "THPT", "GDTX": "GDTX"}
SCHOOL_LEVELS = tuple(LEVEL_NAMES)


class Unit(Base):
    """An organisation that is rated or groups others.

    `levels` is a comma-separated list in the order of `SCHOOL_LEVELS`, empty for other kinds; `link_token` the unit's one
    permanent public code. `closed_on` is the first day on which it does not exist any more; its results stay.
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
    closed_on: Mapped[dt.date | None]

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


class UnitPredecessor(Base):
    """That a unit carries on, wholly or in part, what another unit was before `since`: a merger, a split, a new code.

    A merged unit has several predecessors; a unit that was split is the predecessor of several. What follows from it for
    series is decided in `results.lineage`.
    """

    __tablename__ = "unit_predecessor"
    __table_args__ = (CheckConstraint("unit_id <> predecessor_id", name="another"),)

    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), primary_key=True)
    predecessor_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), primary_key=True, index=True)
    since: Mapped[dt.date]


class UnitsDraft(Base):
    """A list of units that somebody has sent and not yet confirmed, as it was sent; one of each account.

    It lies here and not in the page, so that what is taken over is what was looked at. `version` names this file.
    """

    __tablename__ = "units_draft"

    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), primary_key=True)
    version: Mapped[str] = mapped_column(String(16))
    made_at: Mapped[dt.datetime] = mapped_column(DateTime(timezone=True))
    filename: Mapped[str] = mapped_column(String(120))
    content: Mapped[bytes] = mapped_column(LargeBinary)
