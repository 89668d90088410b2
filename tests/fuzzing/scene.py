"""A department in which every page has something to show: published, open with and without codes, a kiosk, a plan, links."""

import datetime as dt
from dataclasses import dataclass

from flask import Flask
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from questionnaires import load_shipped
from survey_app.accounts.first_sign_in import make_links
from survey_app.accounts.kiosk import set_pin
from survey_app.campaigns.opening import create_campaign, open_campaign
from survey_app.db import Database
from survey_app.models import Account, Base, Participation, Unit
from tests.factories import CHEAP
from tests.survey_app.releases.samples import AFTER, release_sample, seal_sample

SIZES = (30, 24, 9, 0)


@dataclass(frozen=True)
class Scene:
    """What an address may name, by the name of the argument."""

    values: dict[str, tuple[str, ...]]


def build_scene(database: Database) -> Scene:
    """Four schools; the campaign of 2026 sealed and published twice, two further ones open on 20 June 2026."""
    seal_sample(database, sizes=SIZES)
    with database.writing() as session:
        release_sample(session)
        release_sample(session, note="Sửa tên.")
        for code, access, instrument in (("2027", "open", "TH-PH"), ("2028", "codes", "TH-PH")):
            campaign = create_campaign(
                session,
                code=code,
                name=f"Đợt {code}",
                opens_on=dt.date(2026, 6, 10),
                closes_on=dt.date(2026, 6, 30),
                questionnaires=[load_shipped()[instrument]],
                access=access,
            )
            open_campaign(session, campaign)
        schools = session.scalars(select(Unit).where(Unit.kind == "school").order_by(Unit.code)).all()
        set_pin(session, schools[0].id, method=CHEAP)
        holder = session.scalars(select(Account).where(Account.username == "xa1")).one()
        [link] = make_links(session, [holder.id], now=AFTER()).values()
        return Scene(_values(session, schools[0], link))


def _values(session: Session, school: Unit, link: str) -> dict[str, tuple[str, ...]]:
    numbers = tuple(str(one) for one in session.scalars(select(Participation.id).where(Participation.unit_id == school.id)))
    return {
        "token": (school.link_token, link),
        "number": (*numbers, "1", "2"),
        "campaign_code": ("2026", "2027", "2028"),
        "level": ("TH", "THCS"),
        "commune_code": ("X1", "X2"),
        "unit_code": ("TH1", "TH3", "SO"),
        "kind": ("unit", "whole", "commune", "level"),
        "code": ("TH1", "X1", "TH", "all"),
        "filename": ("style.css", "respond/check.js"),
        "participation_id": numbers,
        "instrument_code": ("TH-PH",),
        "batch_id": ("1", "2"),
        "position": ("1", "2"),
        "quarter": ("2026-2", "2026-1"),
        "assessment_id": ("1",),
        "account_id": ("1", "2"),
        "warning_id": ("1", "2"),
        "release_id": ("1", "2"),
    }


def count_rows(app: Flask) -> dict[str, int]:
    """How many rows each table has."""
    database: Database = app.extensions["database"]
    counts = " UNION ALL ".join(f"SELECT '{name}', count(*) FROM \"{name}\"" for name in Base.metadata.tables)
    with database.reading() as session:
        return {name: int(number) for name, number in session.execute(text(counts))}
