"""A school with an open campaign, and what a respondent who ticks through the form would send."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select

from questionnaires import Questionnaire
from questionnaires.loader import load_shipped
from survey_app.campaigns.opening import create_campaign, open_campaign
from survey_app.db import Database
from survey_app.models import Unit

PARENTS = load_shipped()["TH-PH"]
PUPILS = load_shipped()["THCS-HS"]
TOKEN = "K4M7P2Q9"


@dataclass(frozen=True)
class School:
    """A school with one open campaign (10 to 31 May 2026) for parents."""

    path: str
    campaign_path: str


def add_school(database: Database, *, token: str = TOKEN, code: str = "S1", **unit: Any) -> None:
    with database.writing() as session:
        department = session.scalar(select(Unit).where(Unit.kind == "department"))
        if department is None:
            department = Unit(code="SO", name="Sở Giáo dục và Đào tạo", kind="department", link_token="C2F3G4H5")
            session.add(department)
            session.flush()
        values = {"name": "Trường Tiểu học Hoa Ban", "levels": "TH"} | unit
        session.add(Unit(code=code, kind="school", parent_id=department.id, link_token=token, **values))
        session.flush()
        campaign = create_campaign(
            session,
            code=f"2026-{code}",
            name="Khảo sát năm 2026",
            opens_on=dt.date(2026, 5, 10),
            closes_on=dt.date(2026, 5, 31),
            questionnaires=[load_shipped()[c] for c in ("TH-PH", "THCS-PH", "THCS-HS")],
        )
        open_campaign(session, campaign)


def answered(page_data: dict[str, str], questionnaire: Questionnaire = PARENTS, **changes: str) -> dict[str, str]:
    """The form with every rating "satisfied" and `changes` on top."""
    ratings = {item.code: "4" for item in questionnaire.items if item.kind == "rating"}
    percents = {item.code: "85" for item in questionnaire.percent_items}
    return page_data | ratings | percents | changes


def stored(database: Database, table: Any) -> int:
    with database.reading() as session:
        return session.scalar(select(func.count()).select_from(table)) or 0
