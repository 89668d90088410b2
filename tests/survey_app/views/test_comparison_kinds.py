"""Where an instrument is answered by units of several kinds, the reader chooses which of them to compare."""

import datetime as dt

from sqlalchemy import select

from questionnaires import load_shipped
from survey_app.campaigns.opening import create_campaign, open_campaign
from survey_app.db import Database
from survey_app.models import Participation, Unit
from tests.conftest import Clock
from tests.factories import answer, fill
from tests.pages import PageClient
from tests.staff import sign_in


def test_schools_and_communes_are_compared_apart(database: Database, client: PageClient, clock: Clock) -> None:
    fill(database, answers=0)
    with database.writing() as session:
        campaign = create_campaign(
            session,
            code="SIPAS",
            name="Khảo sát thủ tục hành chính",
            opens_on=dt.date(2026, 5, 1),
            closes_on=dt.date(2026, 5, 20),
            questionnaires=[load_shipped()["SIPAS-TTHC"]],
        )
        open_campaign(session, campaign, assigned={"SIPAS-TTHC": ["school", "commune"]})
        chosen = select(Participation).where(Participation.campaign_id == campaign.id)
        for participation in session.scalars(chosen):
            answer(session, participation, 20, satisfied=0.9, seed=participation.id)
        names = {kind: set(session.scalars(select(Unit.name).where(Unit.kind == kind))) for kind in ("school", "commune")}
    clock.set(2026, 6, 2)
    sign_in(client, "so.gddt")
    path = "/department/campaigns/SIPAS/comparison"
    for url, kind in ((path, "school"), (f"{path}?kind=commune", "commune")):
        page = client.get(url)
        rows = {row.get_text(strip=True) for row in page.soup.select("tbody th")}
        assert rows == names[kind]
        assert page.soup.select_one("select[name=kind] option[selected]")["value"] == kind
        assert f"kind={kind}" in page.soup.select_one(".downloads a")["href"]
    client.get(f"{path}?kind=desk", status=404)
