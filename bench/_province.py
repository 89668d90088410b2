"""A department of many schools with an open campaign for parents, for measuring; and what came in afterwards."""

import datetime as dt
import os
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from sqlalchemy import func, select

from questionnaires.loader import load_shipped
from survey_app.campaigns.opening import create_campaign, open_campaign
from survey_app.campaigns.tokens import make_link_token
from survey_app.collecting.responses import receipt_mark
from survey_app.db import Database
from survey_app.migrate import upgrade
from survey_app.models import Response, Sending, Unit

SECRET = "a secret for measuring, nothing else"


def fill(url: str, *, schools: int, today: dt.date) -> list[str]:
    """Make tables, schools and a campaign of this month; returns the paths of the schools' posters."""
    database = Database(url)
    upgrade(database.engine)
    tokens: set[str] = set()
    while len(tokens) <= schools:
        tokens.add(make_link_token())
    first, *others = sorted(tokens)
    with database.writing() as session:
        department = Unit(code="SO", name="Sở Giáo dục và Đào tạo", kind="department", link_token=first)
        session.add(department)
        session.flush()
        session.add_all(
            Unit(
                code=f"T{number}",
                kind="school",
                levels="TH",
                parent_id=department.id,
                link_token=token,
                name=f"Trường Tiểu học số {number}",
            )
            for number, token in enumerate(others, start=1)
        )
        session.flush()
        campaign = create_campaign(
            session,
            code="DO-TAI",
            name="Đợt đo tải",
            opens_on=today - dt.timedelta(days=1),
            closes_on=today + dt.timedelta(days=20),
            questionnaires=[load_shipped()["TH-PH"]],
        )
        open_campaign(session, campaign)
    database.engine.dispose()
    return [f"/q/{token}" for token in others]


def environment(url: str, folder: Path) -> dict[str, str]:
    """What the service is started with."""
    return {"DATABASE_URL": url, "INSTANCE_FOLDER": str(folder), "SECRET_KEY": SECRET} | {
        name: os.environ[name] for name in ("SENDINGS_PER_SLOT",) if name in os.environ
    }


def check_receipts(url: str, receipts: Sequence[str]) -> str:
    """That every receipt that was shown is in exactly once, and nothing else: what is wrong, or "" ."""
    database = Database(url)
    with database.reading() as session:
        marks = Counter(session.scalars(select(Sending.receipt_mark)))
        responses = session.scalar(select(func.count()).select_from(Response)) or 0
    database.engine.dispose()
    shown = Counter(receipt_mark(receipt, secret=SECRET) for receipt in receipts)
    if shown == marks and responses == len(receipts) and set(shown.values()) <= {1}:
        return ""
    return f"{len(receipts)} receipts, {marks.total()} sendings, {responses} responses, {len(shown - marks)} not found"
