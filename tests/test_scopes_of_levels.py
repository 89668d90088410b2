"""A level department learns nothing of what its schools are asked about other levels: by no report, warning or digest."""

import datetime as dt

from sqlalchemy import select, update

from survey_app.db import Database
from survey_app.improvement.digest import build_digest
from survey_app.improvement.warning_facts import Moment
from survey_app.models import Account, Campaign, Participation, StoredWarning
from tests.conftest import Clock
from tests.pages import PageClient
from tests.staff import sign_in
from tests.test_scopes import Filled, filled

__all__ = ["filled"]

OWN, OTHER = "Cha mẹ học sinh tiểu học", "Cha mẹ học sinh trung học cơ sở"


def test_what_is_asked_about_other_levels_is_nowhere(
    database: Database, filled: Filled, client: PageClient, clock: Clock
) -> None:
    with database.writing() as session:
        session.execute(update(Campaign).values(sealed_on=dt.date(2026, 6, 20)))
        for number in (filled.participations["LC1", "TH-PH"], filled.participations["LC1", "THCS-PH"]):
            place = session.get_one(Participation, number)
            session.add(
                StoredWarning(
                    rule="missed",
                    unit_id=place.unit_id,
                    campaign_code="2026",
                    subject=place.instrument.code,
                    collection="own",
                    part="test",
                    figures='{"share": 0.6, "low": 0.5, "high": 0.7, "forms": 24, "target": 0.9}',
                    weight=1,
                    since=dt.date(2026, 6, 20),
                )
            )
    sign_in(client, "mam.non.tieu.hoc")
    for url in ("/department/campaigns/2026/report", "/department/campaigns/2026/causes", "/department/campaigns/2026"):
        page = client.get(url)
        assert OWN in page.text, url
        assert OTHER not in page.text, url
    with database.reading() as session:
        stored = session.scalars(select(StoredWarning).where(StoredWarning.part == "test")).all()
        numbers = {one.subject: one.id for one in stored}
        account_id = session.scalars(select(Account.id).where(Account.username == "mam.non.tieu.hoc")).one()
        digest = build_digest(session, account_id, Moment(clock(), 60))
    client.get(f"/department/warnings/{numbers['TH-PH']}")
    client.get(f"/department/warnings/{numbers['THCS-PH']}", status=404)
    missed = [heap for heap in digest.heaps if "hỉ tiêu" in heap.title]
    assert [heap.open_ones for heap in missed] == [1]
    assert not any(heap.new_names for heap in missed), "a mail names no school beside a verdict"
