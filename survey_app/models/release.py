"""Releases: what the department has signed off and shows to everybody, kept as it was but for its sign-off and withdrawal."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import CheckConstraint, DateTime, ForeignKey, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from survey_app.models.base import Base
from survey_app.models.campaign import Campaign


class Release(Base):
    """One release of one sealed campaign. The first has the number 1; a correction is the next one, with a note.

    A draft is complete already: signing it off adds the signature, never a figure. `content` is JSON that everybody may read
    (terms, instruments, counts), `fingerprint` the digest of all that is published. `memory` is JSON for the gate of the next
    release and is shown to nobody; `data_mark` is a keyed digest of the sums behind the figures, so that it can be told later
    whether they are the same without anybody trying guesses against it.
    """

    __tablename__ = "release"
    __table_args__ = (
        UniqueConstraint("campaign_id", "number"),
        CheckConstraint("state IN ('draft', 'published', 'withdrawn')", name="state"),
        CheckConstraint("number >= 1", name="number"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaign.id"))
    number: Mapped[int]
    state: Mapped[str] = mapped_column(String(12), default="draft")
    built_at: Mapped[dt.datetime] = mapped_column(DateTime(timezone=True))
    content: Mapped[str] = mapped_column(Text, deferred=True)
    memory: Mapped[str] = mapped_column(Text, deferred=True)
    fingerprint: Mapped[str] = mapped_column(String(64))
    data_mark: Mapped[str] = mapped_column(String(64))
    picture: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    signer: Mapped[str] = mapped_column(String(80), default="")
    post: Mapped[str] = mapped_column(String(120), default="")
    signed_on: Mapped[dt.date | None]
    published_on: Mapped[dt.date | None]
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    note: Mapped[str] = mapped_column(Text, default="")
    withdrawn_on: Mapped[dt.date | None]
    withdrawn_by: Mapped[str] = mapped_column(String(200), default="")
    withdrawn_because: Mapped[str] = mapped_column(Text, default="")

    campaign: Mapped[Campaign] = relationship()


class ReleasePlace(Base):
    """The figures of one place in a release: the whole, a school level, a commune, a unit.

    `summary` is JSON for lists (headline figures, where the place lies), `content` JSON with everything.
    """

    __tablename__ = "release_place"
    __table_args__ = (CheckConstraint("kind IN ('whole', 'level', 'commune', 'unit')", name="kind"),)

    release_id: Mapped[int] = mapped_column(ForeignKey("release.id", ondelete="CASCADE"), primary_key=True)
    kind: Mapped[str] = mapped_column(String(8), primary_key=True)
    code: Mapped[str] = mapped_column(String(32), primary_key=True)
    position: Mapped[int]
    summary: Mapped[str] = mapped_column(Text)
    content: Mapped[str] = mapped_column(Text)


class ReleaseFile(Base):
    """A file of open data of a release, packed (gzip) once, so that nobody waits for it to be written."""

    __tablename__ = "release_file"

    release_id: Mapped[int] = mapped_column(ForeignKey("release.id", ondelete="CASCADE"), primary_key=True)
    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    digest: Mapped[str] = mapped_column(String(64))
    data: Mapped[bytes] = mapped_column(LargeBinary)
