"""A sealed campaign of a small department: schools that are shown, one that is too small, one without answers."""

import datetime as dt
from collections.abc import Sequence

from sqlalchemy.orm import Session

from survey_app.campaigns.opening import find_campaign
from survey_app.campaigns.sealing import seal_campaign
from survey_app.db import Database
from survey_app.models import Campaign, Release
from survey_app.releases.build import build_draft, store_draft
from survey_app.releases.sign_off import SignOff, find_current, publish_release
from tests.conftest import Clock
from tests.factories import answer, find_participation, make_account, make_campaign, make_department

SECRET = "a test's secret"
LICENCE = {"name": "CC BY 4.0", "url": "https://creativecommons.org/licenses/by/4.0/deed.vi"}
SIZES = (60, 45, 9, 120, 9, 0)
AFTER = Clock()
AFTER.set(2026, 6, 20)


def seal_sample(database: Database, *, sizes: Sequence[int] = SIZES) -> None:
    """A department of schools TH1, TH2, ... in two communes by turns, with accounts, and the sealed campaign "2026"."""
    with database.writing() as session:
        units = make_department(session, schools=len(sizes))
        campaign = make_campaign(session)
        for code, name in (("SO", "so.gddt"), ("X1", "xa1"), ("TH1", "th1")):
            make_account(session, name, units[code])
        make_account(session, "so.tieu-hoc", units["SO"]).levels = "TH"  # a level department
        for number, size in enumerate(sizes, start=1):
            if size:
                answer(session, find_participation(session, f"TH{number}"), size, satisfied=0.84 + 0.03 * number, seed=number)
    with database.writing() as session:
        campaign = get_campaign(session)
        seal_campaign(session, campaign, today=dt.date(2026, 6, 2))


def get_campaign(session: Session) -> Campaign:
    """The sealed campaign."""
    campaign = find_campaign(session, "2026")
    assert campaign is not None
    return campaign


def release_sample(session: Session, *, note: str = "") -> Release:
    """A release of the sealed campaign, signed."""
    draft = store_draft(session, build_draft(session, get_campaign(session), secret=SECRET, licence=LICENCE), now=AFTER())
    signed = SignOff("Trần Văn Bình", "Giám đốc", dt.date(2026, 6, 20), note)
    publish_release(
        session,
        draft,
        signed,
        today=dt.date(2026, 6, 20),
        account_id=None,
        is_current=find_current(session, draft, secret=SECRET),
    )
    return draft
