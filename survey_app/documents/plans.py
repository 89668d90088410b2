"""The survey plans that units fill in and publish: what is a draft, what is missing, what everybody may read.

A published plan is kept as the document it was; what is typed afterwards is a draft until it is published again.
"""

import datetime as dt
from dataclasses import dataclass
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from survey_app.documents.frozen import document_from_json, document_to_json
from survey_app.documents.model import Document
from survey_app.documents.plan import PlanEntries
from survey_app.documents.settings import UnitSettings
from survey_app.models import Campaign, UnitPlan

LARGEST_NUMBER: Final = 9999


@dataclass(frozen=True)
class PublishedPlan:
    """A plan as everybody may read it."""

    campaign_code: str
    campaign_name: str
    opens_on: dt.date
    closes_on: dt.date
    published_on: dt.date
    document: Document


def find_entries(session: Session, unit_id: int, campaign_id: int) -> PlanEntries:
    """What the unit has filled in so far."""
    plan = session.get(UnitPlan, (unit_id, campaign_id))
    if plan is None:
        return PlanEntries()
    return PlanEntries(plan.number, plan.issued_on, tuple(plan.bases.split("\n")) if plan.bases else (), plan.in_charge)


def write_entries(session: Session, unit_id: int, campaign_id: int, entries: PlanEntries) -> UnitPlan:
    """Keep what the unit has filled in; a published plan stays as it is. The caller commits."""
    plan = session.get(UnitPlan, (unit_id, campaign_id)) or UnitPlan(unit_id=unit_id, campaign_id=campaign_id)
    plan.number, plan.issued_on = entries.number, entries.issued_on
    plan.bases, plan.in_charge = "\n".join(entries.bases), entries.in_charge
    session.add(plan)
    return plan


def find_gaps(settings: UnitSettings, entries: PlanEntries) -> tuple[str, ...]:
    """What a plan still lacks before everybody reads it, in words."""
    asked = {
        "số văn bản": entries.number,
        "ngày ban hành": entries.issued_on,
        "người phụ trách khảo sát": entries.in_charge,
        "địa danh (trang Thông tin trên văn bản)": settings.place,
        "họ tên người ký (trang Thông tin trên văn bản)": settings.signer,
    }
    return tuple(name for name, value in asked.items() if not value)


def publish_plan(plan: UnitPlan, document: Document, *, today: dt.date) -> None:
    """Let everybody read this document from today; it replaces what was published before."""
    plan.published, plan.published_on = document_to_json(document), today


def withdraw_plan(session: Session, unit_id: int, campaign_id: int) -> bool:
    """Let nobody read it any more; False where nothing was published. The caller commits."""
    plan = session.get(UnitPlan, (unit_id, campaign_id))
    if plan is None or plan.published is None:
        return False
    plan.published, plan.published_on = None, None
    return True


def find_published(session: Session, unit_id: int) -> tuple[PublishedPlan, ...]:
    """All published plans of a unit, that of the latest campaign first."""
    rows = session.execute(
        select(UnitPlan, Campaign)
        .join(Campaign, UnitPlan.campaign_id == Campaign.id)
        .where(UnitPlan.unit_id == unit_id, UnitPlan.published.is_not(None))
        .order_by(Campaign.opens_on.desc(), Campaign.id.desc())
    )
    return tuple(
        PublishedPlan(
            campaign_code=campaign.code,
            campaign_name=campaign.name,
            opens_on=campaign.opens_on,
            closes_on=campaign.closes_on,
            published_on=plan.published_on,
            document=document_from_json(plan.published),
        )
        for plan, campaign in rows
        if plan.published is not None and plan.published_on is not None
    )
