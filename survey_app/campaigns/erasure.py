"""Erasing what a sealed campaign has collected, for good: answers, and everything that was reckoned from them for staff.

What stays are releases that are or were out, as they were frozen, the row of the campaign that they name, and the audit log. A
campaign without a release goes as a whole. SQL does not reach the bytes: `erase_files` writes the tables anew afterwards.
"""

import datetime as dt
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Table, delete, func, inspect, or_, select, update
from sqlalchemy.orm import Session

from survey_app.campaigns.answer_views import view_name
from survey_app.campaigns.sealing import TABLES, count_rows, erase_traces, find_sealed
from survey_app.db import Database
from survey_app.models import (
    AuditEntry,
    Base,
    Campaign,
    CampaignCollection,
    CampaignTarget,
    Instrument,
    PaperBatch,
    Participation,
    Release,
    StoredReportPage,
    StoredWarning,
    UnitPlan,
    WarningCheck,
)
from survey_app.releases.frozen import to_json

OF_CAMPAIGN: Final = (PaperBatch, Participation, StoredReportPage, UnitPlan, CampaignTarget, CampaignCollection, Instrument)


class EraseRefusedError(Exception):
    """Why nothing was erased, in words for the operator."""


@dataclass(frozen=True)
class Erased:
    """What was erased, and how many releases stay as they were published."""

    responses: int
    comments: int
    releases: int


def count_releases(session: Session, campaign_id: int) -> int:
    """How many releases of a campaign are or were out; these stay."""
    return len(session.scalars(select(Release.id).where(Release.campaign_id == campaign_id, Release.state != "draft")).all())


def find_campaigns_to_erase(session: Session, *, today: dt.date, years: int) -> list[Campaign]:
    """The campaigns that were sealed so many years ago; none where `years` is 0."""
    if not years:
        return []
    return [one for one in find_sealed(session) if one.sealed_on is not None and _anniversary(one.sealed_on, years) <= today]


def erase_campaign(session: Session, campaign: Campaign, *, today: dt.date) -> Erased:
    """Erase what a sealed campaign has collected. The caller commits, and calls `erase_files` afterwards."""
    session.refresh(campaign, with_for_update=True)
    if campaign.sealed_on is None:
        raise EraseRefusedError(
            f"Đợt {campaign.code} chưa khóa sổ nên không xóa số liệu được. Đợt chưa mở thì xóa ở trang cài đặt của đợt; đợt "
            "đang mở thì kết thúc trước, rồi chờ lệnh close-campaigns khóa sổ."
        )
    responses, _sendings, comments, _codes = count_rows(session, campaign.id)
    erased = Erased(responses, comments, count_releases(session, campaign.id))
    _drop_answer_views(session, campaign)
    for table in TABLES:
        session.execute(delete(table).where(table.c.campaign_id == campaign.id))
    for model in OF_CAMPAIGN:  # what hangs on them goes with them: drafts, sums, quality, comparisons
        session.execute(delete(model).where(model.campaign_id == campaign.id))
    session.execute(delete(StoredWarning).where(StoredWarning.campaign_code == campaign.code))
    parts = (WarningCheck.part == f"progress|{campaign.code}", WarningCheck.part.startswith(f"results|{campaign.code}|"))
    session.execute(delete(WarningCheck).where(or_(*parts)))
    session.execute(delete(Release).where(Release.campaign_id == campaign.id, Release.state == "draft"))
    session.expire(campaign, ["instruments"])
    if not erased.releases:
        session.execute(delete(Campaign).where(Campaign.id == campaign.id))
        return erased
    # what a next release would have had to know of withheld units: there will be none
    nothing = to_json({"convention": campaign.convention, "parts": {}})
    session.execute(update(Release).where(Release.campaign_id == campaign.id).values(memory=nothing))
    campaign.opened, campaign.erased_on = False, today
    session.flush()
    return erased


def erase_files(database: Database) -> bool:
    """Write the tables that `erase_campaign` deletes from to new files; False if a reader kept us from it."""
    return erase_traces(database, tables=affected_tables())


def find_last_erasure(session: Session) -> int:
    """The line of the audit log of the last erasure; 0 if there was none."""
    return session.scalar(select(func.max(AuditEntry.id)).where(AuditEntry.action == "erase-campaign")) or 0


def has_files_to_erase(session: Session) -> bool:
    """Whether something was erased after which the files were not written anew; "erase-files" says up to what they were."""
    written = select(AuditEntry.subject).where(AuditEntry.action == "erase-files").order_by(AuditEntry.id.desc()).limit(1)
    return find_last_erasure(session) > int(session.scalar(written) or 0)


def affected_tables() -> list[Table]:
    """Those tables and, through their foreign keys, all from which rows go with theirs."""
    found: list[Any] = [*TABLES, *(model.__table__ for model in (*OF_CAMPAIGN, StoredWarning, WarningCheck, Release, Campaign))]
    for table in Base.metadata.sorted_tables:  # parents first, so one pass is enough
        if table not in found and any(key.ondelete == "CASCADE" and key.column.table in found for key in table.foreign_keys):
            found.append(table)
    return found


def _anniversary(day: dt.date, years: int) -> dt.date:
    """The same day `years` later; of 29 February the day after, where there is none."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return dt.date(day.year + years, 3, 1)


def _drop_answer_views(session: Session, campaign: Campaign) -> None:
    """Only this campaign's: on PostgreSQL a view that is made anew has lost its readers."""
    there = set(inspect(session.connection()).get_view_names())
    for instrument in campaign.instruments:
        name = view_name(campaign.code, instrument.code)
        if name in there:
            session.connection().exec_driver_sql(f"DROP VIEW {name}")
