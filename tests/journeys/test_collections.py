"""What the department collects beside a unit: codes, posters and slips of its own, and no figure that pools the two."""

import datetime as dt
import re

import pytest
from sqlalchemy import select

from questionnaires import load_shipped
from survey_app.campaigns import collections, opening, planning
from survey_app.campaigns.posters import find_poster, posters_for
from survey_app.collecting.answers import NewResponse
from survey_app.collecting.responses import Destination, record
from survey_app.db import Database
from survey_app.models import Campaign, CollectionToken, OneTimeCode, Participation, Response, Unit
from survey_app.results.access import access_by_participation
from survey_app.results.progress import campaign_progress, unit_campaigns
from survey_app.views.coverage_words import COLLECTIONS
from tests.conftest import Clock
from tests.factories import make_account, make_campaign, make_department
from tests.pages import PageClient
from tests.respondents import answered
from tests.staff import sign_in

PUBLIC_URL = "https://khaosat.example.vn"


@pytest.fixture
def tokens(database: Database) -> dict[str, str]:
    """A campaign with both collections of the department about TH1 alone; its codes by collection."""
    with database.writing() as session:
        units = make_department(session)
        make_account(session, "so.gddt", units["SO"])
        make_account(session, "th1", units["TH1"])
        campaign = make_campaign(session)
        collections.write_collections(session, campaign.id, {"independent": ("TH1",), "sample": ("TH1",)})
        opening.open_campaign(session, campaign)
        found = dict(session.execute(select(CollectionToken.collection, CollectionToken.token)).all())
        return found | {"own": units["TH1"].link_token}


def numbers(database: Database) -> dict[str, int]:
    with database.reading() as session:
        rows = session.execute(select(Participation.collection, Participation.id).join(Unit).where(Unit.code == "TH1"))
        return dict(rows.all())


def test_each_code_leads_to_its_collection_and_to_no_other(
    database: Database, client: PageClient, tokens: dict[str, str]
) -> None:
    assert len(set(tokens.values())) == 3
    ids = numbers(database)
    page = client.get(f"/q/{tokens['independent']}")
    assert "khảo sát độc lập" in page.text
    assert "người của đơn vị đọc" not in page.text
    sent = client.post(f"/k/{tokens['independent']}/{ids['independent']}", answered(page.form_data("#phieu"), reminded="1"))
    assert sent.soup.select_one("[data-receipt]")
    own = client.get(f"/k/{tokens['own']}")
    assert "khảo sát độc lập" not in own.text
    for one, other in (("own", "independent"), ("independent", "own"), ("independent", "sample"), ("sample", "own")):
        client.get(f"/k/{tokens[one]}/{ids[other]}", status=404)
        client.post(f"/k/{tokens[one]}/{ids[other]}", answered(own.form_data("#phieu")), status=404)
    client.get(f"/kiosk/{tokens['independent']}", status=404)  # never on a device of the unit
    assert client.client.get(f"/k/{tokens['independent']}/preview.png").status_code == 200
    with database.reading() as session:
        assert session.scalars(select(Response.participation_id)).all() == [ids["independent"]]
        assert find_poster(session, tokens["independent"], public_url=PUBLIC_URL) in posters_for(
            session, session.scalars(select(Campaign)).one(), public_url=PUBLIC_URL, collection="independent"
        )


def test_lists_and_counts_never_mix_collections(
    database: Database, client: PageClient, tokens: dict[str, str], clock: Clock
) -> None:
    ids = numbers(database)
    form = client.get(f"/k/{tokens['independent']}").form_data("#phieu")
    client.post(f"/k/{tokens['independent']}/{ids['independent']}", answered(form, reminded="1"))
    with database.reading() as session:
        campaign = session.scalars(select(Campaign)).one()
        received = {
            one: {row.participation_id: row.received for row in campaign_progress(session, campaign, collection=one)}
            for one in ("own", "independent", "sample")
        }
        assert sum(received["own"].values()) == 0
        assert (received["independent"], received["sample"]) == ({ids["independent"]: 1}, {ids["sample"]: 0})
        unit_id = session.scalars(select(Unit.id).where(Unit.code == "TH1")).one()
        seen = unit_campaigns(session, unit_id, now=clock(), grace_minutes=60)
        assert {one.collection: one.access for one in seen} == {"own": "open", "independent": "open", "sample": "codes"}
        rungs = access_by_participation(session, campaign, participation_ids=ids.values())
        assert {name: rungs[number].rung for name, number in ids.items()} == {
            "own": "open",
            "independent": "open",
            "sample": "codes",
        }
    sign_in(client, "so.gddt")
    rows = client.get("/department/campaigns/2026").soup.select("table.coverage tbody tr")
    assert len(rows) == 4
    named = {name: sum(name in row.select("td")[0].get_text() for row in rows) for name in COLLECTIONS.values()}
    assert sorted(named.values()) == [1, 1, 2]  # two schools, and one of them twice more, each line under its collection
    assert "0 phiếu đã nhận" in client.get("/department").text


def test_the_unit_reads_no_comment_and_prints_no_slip_of_what_the_department_collects(
    database: Database, client: PageClient, tokens: dict[str, str]
) -> None:
    ids = numbers(database)
    sign_in(client, "th1")
    assert "Sở khảo sát độc lập" in client.get("/unit").text
    for collection in ("independent", "sample"):
        for path in (f"/unit/reports/{ids[collection]}/comments", f"/unit/slips/{ids[collection]}"):
            client.get(path, status=404)
    assert f"/unit/slips/{ids['sample']}" not in str(client.get("/unit").soup)


def test_what_is_written_to_the_department_is_reviewed_by_the_department(
    database: Database, client: PageClient, tokens: dict[str, str], clock: Clock
) -> None:
    ids = numbers(database)
    with database.writing() as session:
        found = session.get_one(Participation, ids["independent"])
        questionnaire = load_shipped()["TH-PH"]
        sheet, item = "4" * len(questionnaire.closed_items), questionnaire.text_items[0].code
        forms = [NewResponse(f"key-{n}", sheet, (), "", comments={item: f"Góp ý số {n:02}"}) for n in range(25)]
        record(session, Destination.of(found), forms, now=clock())
    clock.set(2026, 6, 2)
    sign_in(client, "so.gddt")
    assert "viết cho Sở" in client.get(f"/department/reports/{ids['independent']}").text
    address = f"/management/reports/{ids['independent']}/comments"
    page = client.get(address)
    assert "Góp ý số 03" in page.text
    assert "đơn vị không đọc trang này" in page.text
    data = page.form_data("form[method=post].comments-form, main form[method=post]")
    keys = [field["value"] for field in page.soup.select("main form[method=post] [name=key]")]
    client.post(address, data | {"key": keys, "deed": "release-rest"}, status=302)
    assert "Góp ý số 03" in client.get(f"/department/reports/{ids['independent']}/comments").text
    client.get(f"/management/reports/{ids['own']}/comments", status=404)


def test_the_department_prints_its_posters_and_the_slips_of_its_sample(
    database: Database, client: PageClient, tokens: dict[str, str]
) -> None:
    ids = numbers(database)
    sign_in(client, "so.gddt")
    page = client.get("/management/campaigns/2026/collections/independent")
    assert f"{tokens['independent'][:4]}-{tokens['independent'][4:]}" in page.text
    assert tokens["own"][:4] + "-" + tokens["own"][4:] not in page.text
    address = "/management/campaigns/2026/collections/independent/posters.pdf"
    assert client.download(address, mimetype="application/pdf").startswith(b"%PDF")

    page = client.get("/management/campaigns/2026/collections/sample")
    data = page.form_data("form.filter")
    slips = "/management/campaigns/2026/collections/sample/slips.pdf"
    assert "số nguyên" in client.post(slips, data | {"number": "nhiều"}, status=422).text
    reply = client.client.post(slips, data=data | {"number": "12"})
    assert (reply.status_code, reply.mimetype) == (200, "application/pdf")
    with database.reading() as session:
        issued = session.scalars(select(OneTimeCode.participation_id)).all()
    assert issued == [ids["sample"]] * 12
    client.post(slips, data | {"number": "5", "participation": str(ids["own"])}, status=404)

    form = client.get(f"/k/{tokens['sample']}")
    assert form.soup.select_one("input#code")
    refused = client.post(
        f"/k/{tokens['sample']}/{ids['sample']}", answered(form.form_data("#phieu"), reminded="1"), status=422
    )
    assert re.search("mã in trên phiếu mời", refused.text)


def test_tokens_are_given_once_and_new_units_take_none_of_them(database: Database, tokens: dict[str, str]) -> None:
    with database.writing() as session:
        campaign = planning.plan_campaign(
            session,
            code="2027",
            name="Đợt sau",
            opens_on=dt.date(2027, 5, 3),
            closes_on=dt.date(2027, 5, 28),
            like=session.scalars(select(Campaign)).one(),
        )
        assert [one.digest for one in campaign.instruments] == [load_shipped()["TH-PH"].digest]
        opening.open_campaign(session, campaign)
        found = dict(session.execute(select(CollectionToken.collection, CollectionToken.token)).all())
        assert found == {name: token for name, token in tokens.items() if name != "own"}
        assert set(tokens.values()) <= collections.taken_tokens(session)
