"""The plain mean of the instruments of one level: public beside its parts, with forms and limits, as in the report."""

import datetime as dt
import json
from dataclasses import replace

from sqlalchemy import select

from analysis.estimates import Estimate
from analysis.mean_of_parts import mean_of_parts
from questionnaires import load_shipped
from survey_app.campaigns.opening import create_campaign, open_campaign
from survey_app.campaigns.sealing import seal_campaign
from survey_app.db import Database
from survey_app.models import Participation, ReleasePlace
from survey_app.releases.build import build_release
from survey_app.releases.check import check_release, terms_of
from survey_app.results.group_reports import find_group_reports
from tests.factories import answer, make_department, make_unit
from tests.pages import PageClient
from tests.survey_app.releases.samples import LICENCE, SECRET, get_campaign, release_sample


def test_a_level_has_the_mean_of_its_instruments_with_forms_and_limits(database: Database, client: PageClient) -> None:
    shipped = load_shipped()
    with database.writing() as session:
        units = make_department(session, schools=3)
        for number in range(1, 4):
            make_unit(session, f"C{number}", f"Trường THCS {number}", levels="THCS", parent=units["X1"], pupils=300)
        campaign = create_campaign(
            session,
            code="2026",
            name="Khảo sát năm 2026",
            opens_on=dt.date(2026, 5, 4),
            closes_on=dt.date(2026, 5, 29),
            questionnaires=[shipped[code] for code in ("TH-PH", "THCS-PH", "THCS-HS")],
        )
        open_campaign(session, campaign)
        for one in session.scalars(select(Participation).where(Participation.campaign_id == campaign.id)):
            answer(session, one, 60, satisfied=0.95 if one.instrument.code == "THCS-PH" else 0.85, seed=one.id)
    with database.writing() as session:
        seal_campaign(session, get_campaign(session), today=dt.date(2026, 6, 2))
    with database.writing() as session:
        release = release_sample(session)
        rows = session.scalars(select(ReleasePlace).where(ReleasePlace.kind == "level")).all()
        levels = {row.code: json.loads(row.content) for row in rows}
        found = find_group_reports(session, get_campaign(session))
        shares = [one.groups.whole.report.index_share for one in found if one.questionnaire.levels == ("THCS",)]  # type: ignore[union-attr]
        mean = mean_of_parts(shares)
        assert isinstance(mean, Estimate)
        told = levels["THCS"]["official"]
        assert told["share"]["value"] == round(100 * mean.value)
        assert told["share"]["n"] == 360
        assert told["share"]["low"] <= 100 * mean.low <= 100 * mean.high <= told["share"]["high"]  # type: ignore[operator]
        assert "official" not in levels["TH"], "one instrument is no mean"
        assert check_release(session, release, secret=SECRET) == ()
        first = replace(terms_of(session, release), format=1)
        older = build_release(session, release.campaign, first, earlier=[], secret=SECRET, licence=LICENCE)
        assert all("official" not in place.content for place in older.places if place.kind == "level"), "as it was published"
    page = client.get("/ket-qua/2026/cap/THCS")
    headline = page.soup.select_one(".headlines").get_text(" ", strip=True)
    assert f"{told['share']['value']}%" in headline
    assert "360 phiếu" in headline.replace("\N{NO-BREAK SPACE}", " ")
    assert "Trung bình cộng các phiếu" not in client.get("/ket-qua/2026/cap/TH").text
