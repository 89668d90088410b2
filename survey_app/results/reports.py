"""What a page may ask about results: a unit's report, the department's, and how far a campaign has come.

Every function takes a session and says what may be shown now. Nothing is computed here: stored sums go in (`sums`), reports
come out (`analysis.reports`). A function may be called in a reading session: what has to be stored is stored in a short
transaction of its own.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Literal

from sqlalchemy.orm import Session

from analysis.reports import DepartmentReport, UnitReport
from survey_app.campaigns.schedule import Phase
from survey_app.models import Campaign

NotShownReason = Literal["unknown", "not open yet", "after closing", "first answers"]


@dataclass(frozen=True)
class NotShown:
    """There is no report to show, and why.

    "unknown": no such participation, instrument or measure (or not this unit's). "not open yet": the campaign has not begun.
    "after closing": results are shown from `shown_from` on. "first answers": the campaign shows results while it is open, but
    fewer than ten answers have come so far.
    """

    reason: NotShownReason
    shown_from: dt.date | None = None


@dataclass(frozen=True)
class UnitProgress:
    """How far one participation has come. `received` is live; `eligible` and `needed` are None where unknown."""

    participation_id: int
    unit_code: str
    unit_name: str
    commune: str
    instrument_code: str
    received: int
    eligible: int | None
    needed: int | None


@dataclass(frozen=True)
class UnitCampaign:
    """One participation as its unit sees it: the campaign, the instrument, and how far it has come.

    `shows_results` says that `find_unit_report` has something to say now (the first ten answers of an open campaign aside).
    """

    participation_id: int
    campaign_code: str
    campaign_name: str
    opens_on: dt.date
    closes_on: dt.date
    phase: Phase
    shows_results: bool
    instrument_code: str
    instrument_title: str
    collection: str
    received: int
    eligible: int | None
    needed: int | None


def find_unit_report(
    session: Session,
    participation_id: int,
    *,
    now: dt.datetime,
    unit_id: int | None = None,
    grace_minutes: int,
) -> UnitReport | NotShown:
    """The report of one participation; with `unit_id`, a participation of any other unit is "unknown"."""
    raise NotImplementedError


def find_department_report(
    session: Session,
    campaign: Campaign,
    instrument_code: str,
    *,
    now: dt.datetime,
    measure_code: str = "",
    collection: str = "own",
    grace_minutes: int,
) -> DepartmentReport | NotShown:
    """All units that answer one instrument of the campaign, compared on the whole questionnaire ("") or one dimension."""
    raise NotImplementedError


def campaign_progress(session: Session, campaign: Campaign, *, instrument_code: str | None = None) -> tuple[UnitProgress, ...]:
    """Every participation of the campaign (or of one instrument) with its live count, by unit name in Vietnamese order."""
    raise NotImplementedError


def unit_campaigns(session: Session, unit_id: int, *, now: dt.datetime, grace_minutes: int) -> tuple[UnitCampaign, ...]:
    """The participations of a unit in opened campaigns, the newest campaign first."""
    raise NotImplementedError
