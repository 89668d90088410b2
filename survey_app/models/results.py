"""Stored sums: what pages read instead of responses. While a campaign is open they are its snapshot."""

import datetime as dt

from sqlalchemy import ForeignKey, LargeBinary, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from survey_app.models.base import Base


class SumsState(Base):
    """Which responses the stored sums of a participation cover: two counts, no hot row. `version` is that of the bytes."""

    __tablename__ = "sums_state"

    participation_id: Mapped[int] = mapped_column(ForeignKey("participation.id", ondelete="CASCADE"), primary_key=True)
    recorded: Mapped[int] = mapped_column(default=0)
    removed: Mapped[int] = mapped_column(default=0)
    version: Mapped[int] = mapped_column(default=0)


class CellSums(Base):
    """The integer statistics of one cell (participation × grade) as bytes of `analysis.sums`."""

    __tablename__ = "cell_sums"

    participation_id: Mapped[int] = mapped_column(ForeignKey("participation.id", ondelete="CASCADE"), primary_key=True)
    grade: Mapped[str] = mapped_column(String(8), primary_key=True)
    data: Mapped[bytes] = mapped_column(LargeBinary)


class StoredQuality(Base):
    """What the flags of a participation's forms come to, counted at sealing over `forms` forms; gated before it is shown.

    `tally` is JSON: forms by flag, straight forms by value, pairs of identical sheets, and whether bursts were looked for,
    which a campaign sealed by an early release lacks for good. `version` is that of the bytes in `flagged_sums`.
    """

    __tablename__ = "stored_quality"

    participation_id: Mapped[int] = mapped_column(ForeignKey("participation.id", ondelete="CASCADE"), primary_key=True)
    version: Mapped[int]
    forms: Mapped[int]
    tally: Mapped[str] = mapped_column(Text)


class FlaggedSums(Base):
    """The integer statistics of the flagged forms of one cell (participation × grade), a part of its `CellSums`."""

    __tablename__ = "flagged_sums"

    participation_id: Mapped[int] = mapped_column(ForeignKey("participation.id", ondelete="CASCADE"), primary_key=True)
    grade: Mapped[str] = mapped_column(String(8), primary_key=True)
    data: Mapped[bytes] = mapped_column(LargeBinary)


class StoredBurst(Base):
    """Ten minutes with more arrivals than usual, reckoned at sealing, before the slots of sendings become days."""

    __tablename__ = "stored_burst"

    participation_id: Mapped[int] = mapped_column(ForeignKey("participation.id", ondelete="CASCADE"), primary_key=True)
    slot: Mapped[int] = mapped_column(primary_key=True)
    arrivals: Mapped[int]
    expected: Mapped[float]
    p_value: Mapped[float]


class StoredPairs(Base):
    """The integer sums of pairs of items over all forms of a participation, as bytes of `analysis.pair_sums`."""

    __tablename__ = "stored_pairs"

    participation_id: Mapped[int] = mapped_column(ForeignKey("participation.id", ondelete="CASCADE"), primary_key=True)
    version: Mapped[int]
    data: Mapped[bytes] = mapped_column(LargeBinary)


class StoredBreakdown(Base):
    """How many responses of a participation came from which grade and by which channel, when last counted for its unit.

    `counts` is JSON: two objects of numbers, over `responses` responses. It moves seldom (`results.breakdown`), so that two
    looks say little of those who came between them.
    """

    __tablename__ = "stored_breakdown"

    participation_id: Mapped[int] = mapped_column(ForeignKey("participation.id", ondelete="CASCADE"), primary_key=True)
    responses: Mapped[int]
    counted_on: Mapped[dt.date]
    counts: Mapped[str] = mapped_column(Text)


class StoredComparison(Base):
    """A comparison that was reckoned once: a report of `analysis.reports` that has passed the gate, with no sums behind it.

    `subject` says which ("report", "ranks", "dimensions", "change", "drivers"), `kind` is that of its units, `measure_code` ""
    for the whole questionnaire. `state` is a digest of everything the report rests on: where it differs from that of now, the
    row counts for nothing and is written anew.
    """

    __tablename__ = "stored_comparison"

    instrument_id: Mapped[int] = mapped_column(ForeignKey("instrument.id", ondelete="CASCADE"), primary_key=True)
    collection: Mapped[str] = mapped_column(String(16), primary_key=True)
    kind: Mapped[str] = mapped_column(String(16), primary_key=True)
    subject: Mapped[str] = mapped_column(String(16), primary_key=True)
    measure_code: Mapped[str] = mapped_column(String(8), primary_key=True)
    state: Mapped[str] = mapped_column(String(64))
    data: Mapped[bytes] = mapped_column(LargeBinary)


class StoredArrivals(Base):
    """How many responses a participation got on each full day from the first day of its campaign to the day before `until`.

    `counts` is a number per day, by comma. A day that is over gets no further responses, so it is counted once.
    """

    __tablename__ = "stored_arrivals"

    participation_id: Mapped[int] = mapped_column(ForeignKey("participation.id", ondelete="CASCADE"), primary_key=True)
    until: Mapped[dt.date]
    counts: Mapped[str] = mapped_column(Text)


class StoredReportPage(Base):
    """The department's reports on a sealed campaign as pages, set once for a reader: a unit with the levels it is narrowed to.

    `state` is a digest of all that the pages rest on; `data` compressed JSON. Only what has passed the gate is in it.
    """

    __tablename__ = "stored_report_page"

    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaign.id", ondelete="CASCADE"), primary_key=True)
    reader: Mapped[str] = mapped_column(String(64), primary_key=True)
    state: Mapped[str] = mapped_column(String(64))
    data: Mapped[bytes] = mapped_column(LargeBinary)


class StoredReportFile(Base):
    """A file of the department's reports on a sealed campaign, made once for a reader; `name` says which report in which form.

    `state` is that of the pages. Only what has passed the gate is in it.
    """

    __tablename__ = "stored_report_file"

    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaign.id", ondelete="CASCADE"), primary_key=True)
    reader: Mapped[str] = mapped_column(String(64), primary_key=True)
    name: Mapped[str] = mapped_column(String(32), primary_key=True)
    state: Mapped[str] = mapped_column(String(64))
    data: Mapped[bytes] = mapped_column(LargeBinary)
