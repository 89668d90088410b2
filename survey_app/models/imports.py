"""Answers collected elsewhere on their way in: what of an uploaded file waits to be looked at, and which files are in."""

import datetime as dt

from sqlalchemy import CheckConstraint, DateTime, ForeignKey, LargeBinary, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from survey_app.models.base import Base


class ImportDraft(Base):
    """The answers of an uploaded file, until they are recorded, thrown away or a day old; one of each participation.

    `content` is JSON of what may be kept: never a time, an address or a name; comments apart from the rows they came from.
    `choices` is JSON of what the clerk has said about columns and words. `version` changes with every change of either.
    """

    __tablename__ = "import_draft"

    participation_id: Mapped[int] = mapped_column(ForeignKey("participation.id", ondelete="CASCADE"), primary_key=True)
    version: Mapped[str] = mapped_column(String(16))
    made_at: Mapped[dt.datetime] = mapped_column(DateTime(timezone=True))
    content: Mapped[str] = mapped_column(Text)
    choices: Mapped[str] = mapped_column(Text, default="{}")


class ImportedFile(Base):
    """That a file was imported into a participation, on which day and with how many responses.

    `mark` is a keyed hash of the answers as they were recorded. It says nothing that the responses themselves do not say:
    times, addresses and names of the file are not in it, and it covers all rows together, so no single one can be tried.
    """

    __tablename__ = "imported_file"
    __table_args__ = (CheckConstraint("responses > 0", name="responses"), {"sqlite_with_rowid": False})

    participation_id: Mapped[int] = mapped_column(ForeignKey("participation.id", ondelete="CASCADE"), primary_key=True)
    mark: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    responses: Mapped[int]
    imported_on: Mapped[dt.date]
