"""Administrative procedures have a target of their own, and every way out judges by it: one verdict wherever one looks."""

import datetime as dt
import json

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from analysis.estimates import Estimate
from analysis.reports import DepartmentReport
from questionnaires import load_shipped
from survey_app.campaigns.opening import create_campaign, open_campaign
from survey_app.campaigns.sealing import seal_campaign
from survey_app.db import Database
from survey_app.documents.department_tables import communes_table, summary_table, units_table
from survey_app.improvement.warning_facts import Moment, result_facts
from survey_app.models import Campaign, Participation, ReleasePlace, Unit
from survey_app.releases.check import check_release
from survey_app.releases.frozen import target_of_instrument
from survey_app.releases.sign_off import find_current
from survey_app.results.annual import find_annual_report
from survey_app.results.annual_figures import AnnualReport
from survey_app.results.comparison import Asked, find_comparison, find_grid
from survey_app.results.reports import find_unit_report
from tests.conftest import Clock
from tests.department_reports import gather
from tests.factories import answer, make_account, make_department
from tests.pages import PageClient
from tests.staff import sign_in
from tests.survey_app.releases.samples import SECRET, release_sample

NOW = Clock()
NOW.set(2026, 6, 20)
SIPAS = "SIPAS-TTHC"


@pytest.fixture
def department(database: Database) -> Database:
    """Schools at about 92 % on both instruments: that is enough for the service of schools, and not for procedures."""
    with database.writing() as session:
        units = make_department(session, schools=4)
        make_account(session, "so.gddt", units["SO"])
        make_account(session, "th1", units["TH1"])
        shipped = load_shipped()
        campaign = create_campaign(
            session,
            code="2026",
            name="Khảo sát năm 2026",
            opens_on=dt.date(2026, 5, 4),
            closes_on=dt.date(2026, 5, 29),
            questionnaires=[shipped["TH-PH"], shipped[SIPAS]],
        )
        open_campaign(session, campaign, assigned={SIPAS: ["school"]})
        for one in session.scalars(select(Participation).where(Participation.campaign_id == campaign.id)):
            answer(session, one, 200, satisfied=0.97, seed=one.id)
    with database.writing() as session:
        seal_campaign(session, session.scalars(select(Campaign)).one(), today=dt.date(2026, 6, 2))
    return database


def verdicts(session: Session) -> dict[str, dict[str, str | None]]:
    """The verdict on TH1 by instrument, as every way out gives it."""
    campaign = session.scalars(select(Campaign)).one()
    unit = session.scalars(select(Unit).where(Unit.code == "TH1")).one()
    found: dict[str, dict[str, str | None]] = {}
    for instrument in campaign.instruments:
        own = found[instrument.code] = {}
        participation = session.scalars(
            select(Participation).where(Participation.unit_id == unit.id, Participation.instrument_id == instrument.id)
        ).one()
        own["unit's page"] = find_unit_report(session, participation.id, now=NOW(), grace_minutes=60).verdict  # type: ignore[union-attr]
        asked = Asked(session, campaign, instrument, "school", NOW(), 60)
        compared = find_comparison(asked)
        assert isinstance(compared, DepartmentReport)
        own["comparison"] = next(one.verdict for one in compared.units if one.code == "TH1")
        assert find_grid(asked).target == compared.target  # type: ignore[union-attr]
        facts = result_facts(session, instrument, Moment(NOW(), 60), collection="own")
        fact = next(one for one in facts if one.unit_id == unit.id)
        assert fact.target == compared.target
        own["warnings"] = fact.verdict
    annual = find_annual_report(session, unit.id, "2026", now=NOW(), grace_minutes=60)
    assert isinstance(annual, AnnualReport)
    for part in annual.parts:
        found[part.questionnaire.code]["unit's report"] = part.report.verdict
    department, _ = gather(session)
    for one in department.parts:
        units = one.found.groups.department.units
        found[one.code]["department's report"] = next(unit.verdict for unit in units if unit.code == "TH1")
        assert [target.value for target in one.targets if target.is_in_force] == [one.part.report.target]
    place = session.scalars(select(ReleasePlace).where(ReleasePlace.kind == "unit", ReleasePlace.code == "TH1")).one()
    for figure in json.loads(place.content)["figures"]:
        found[figure["instrument"]]["public"] = figure["verdict"]
    return found


def test_every_way_out_gives_the_same_verdict(department: Database) -> None:
    with department.writing() as session:
        release = release_sample(session)
        found = verdicts(session)
        assert {len(ways) for ways in found.values()} == {6}
        assert set(found["TH-PH"].values()) == {"met"}
        assert set(found[SIPAS].values()) == {"missed"}
        content = json.loads(release.content)
        assert [target_of_instrument(content, code) for code in ("TH-PH", SIPAS)] == [0.9, 0.95]
        del content["targets"]
        assert target_of_instrument(content, SIPAS) == 0.9, "the first releases had one target for all"
        assert check_release(session, release, secret=SECRET) == ()
        session.scalars(select(Campaign)).one().procedures_target = 0.9
        session.flush()
        assert not find_current(session, release, secret=SECRET), "a draft under the old target may not be signed"
        assert check_release(session, release, secret=SECRET) == (), "what was published stays as it was"


def test_a_table_over_both_says_which_target_a_verdict_is_of(department: Database) -> None:
    with department.reading() as session:
        report, _ = gather(session)
    assert all(isinstance(one.part.report.index_share, Estimate) for one in report.parts)
    assert {"90%, năm 2026", "95%, thủ tục hành chính"} <= {column.title for column in summary_table(report).columns}
    for table in (communes_table(report.parts), units_table(report.parts)):
        (place,) = [k for k, column in enumerate(table.columns) if column.title == "So với chỉ tiêu"]
        said = {str(row.cells[place]) for row in table.rows}
        assert {"Đạt (90%)", "Không đạt (95%)"} <= said
    (alone,) = [one for one in report.parts if one.code == SIPAS]
    assert "So với chỉ tiêu 95%" in {column.title for column in units_table((alone,)).columns}


def test_pages_name_the_target_that_judged(department: Database, client: PageClient, clock: Clock) -> None:
    with department.writing() as session:
        release_sample(session)
    clock.set(2026, 6, 20)
    public = client.get("/ket-qua/2026/truong/TH1").text.replace("\N{NO-BREAK SPACE}", " ")
    assert "chỉ tiêu 90%" in public
    assert "chỉ tiêu 95%" in public
    sign_in(client, "so.gddt")
    page = client.get(f"/department/campaigns/2026/comparison?instrument={SIPAS}").text.replace("\N{NO-BREAK SPACE}", " ")
    assert "đạt chỉ tiêu 95%" in page
    assert "thủ tục hành chính so với 95%" in client.get("/management/campaigns/2026").text.replace("\N{NO-BREAK SPACE}", " ")
