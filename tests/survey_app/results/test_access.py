"""How answers were taken is said on every page and in every file with figures."""

import csv
import datetime as dt
import io

import pytest
from sqlalchemy import insert, update
from sqlalchemy.orm import Session

from survey_app.db import Database
from survey_app.models import Campaign, OneTimeCode, Participation
from survey_app.results.access import Access, access_by_participation, describe_access, describe_all
from tests.conftest import Clock
from tests.factories import fill
from tests.pages import PageClient
from tests.staff import sign_in


@pytest.mark.parametrize(
    ("access", "words"),
    [
        (Access("open", repeats=3), "đường dẫn mở, ai có đường dẫn cũng trả lời được"),
        (Access("marked", repeats=1234), "đường dẫn mở, máy đã gửi được đánh dấu; 1.234 phiếu gửi lặp từ máy đã gửi"),
        (Access("codes", issued=1200, used=80), "mã dùng một lần, mỗi mã gửi được một phiếu; đã phát 1.200 mã, đã dùng 80"),
        (Access("elsewhere"), "thu ở nơi khác và được nhập vào hệ thống"),
    ],
)
def test_a_rung_is_said_with_what_is_counted_on_it(access: Access, words: str) -> None:
    assert describe_access(access).replace("\N{NO-BREAK SPACE}", " ") == words


def put_on(session: Session, rung: str, ids: dict[str, int]) -> None:
    """Put the campaign on a rung, with 2 and 3 repeats and with 5 and 4 codes of which 3 and 0 are used."""
    session.execute(update(Campaign).values(access=rung))
    for place, (unit, repeats, codes, used) in enumerate((("TH1", 2, 5, 3), ("TH2", 3, 4, 0))):
        participation = session.get_one(Participation, ids[unit])
        participation.repeats = repeats
        rows = [
            {
                "campaign_id": participation.campaign_id,
                "unit_id": participation.unit_id,
                "participation_id": participation.id,
                "code_hash": bytes([place, number]) * 16,
                "used": number < used,
            }
            for number in range(codes)
        ]
        session.execute(insert(OneTimeCode), rows)


def test_counts_are_those_of_the_participations_asked_for(database: Database) -> None:
    ids = fill(database, answers=0)
    for rung, apart, together in (
        ("marked", {ids["TH1"]: Access("marked", repeats=2)}, "5 phiếu gửi lặp"),
        ("codes", {ids["TH1"]: Access("codes", issued=5, used=3)}, "đã phát 9 mã, đã dùng 3"),
    ):
        with database.writing() as session:
            session.execute(OneTimeCode.__table__.delete())
            put_on(session, rung, ids)
        with database.reading() as session:
            campaign = session.get_one(Participation, ids["TH1"]).campaign
            assert access_by_participation(session, campaign, participation_ids=[ids["TH1"]]) == apart
            said = describe_all(session, campaign, participation_ids=ids.values())
            assert together in said.replace("\N{NO-BREAK SPACE}", " ")
            assert access_by_participation(session, campaign, participation_ids=[]) == {}
            assert describe_all(session, campaign, participation_ids=[])


def test_a_participation_without_codes_has_none(database: Database) -> None:
    ids = fill(database, answers=0)
    with database.writing() as session:
        session.execute(update(Campaign).values(access="codes"))
        campaign = session.get_one(Participation, ids["TH1"]).campaign
        assert access_by_participation(session, campaign, participation_ids=[ids["TH2"]]) == {ids["TH2"]: Access("codes")}


def test_every_page_and_file_with_figures_says_how_answers_were_taken(
    database: Database, client: PageClient, clock: Clock
) -> None:
    ids = fill(database, answers=40)
    with database.writing() as session:
        put_on(session, "codes", ids)
    clock.set(2026, 6, 2)
    sign_in(client, "so.gddt")
    both, one = "đã phát 9 mã, đã dùng 3", "đã phát 5 mã, đã dùng 3"
    for path, counts in (
        ("/department/campaigns/2026", both),
        ("/department/campaigns/2026/comparison", both),
        (f"/department/reports/{ids['TH1']}", one),
    ):
        text = client.get(path).text
        assert "Cách nhận phiếu" in text, path
        assert counts in text, path
    for path, counts_of_rows in (
        ("/department/campaigns/2026/progress.csv", [one, "đã phát 4 mã, đã dùng 0"]),
        ("/department/campaigns/2026/comparison.csv?instrument=TH-PH", [both]),
        (f"/department/reports/{ids['TH1']}.csv", [one]),
    ):
        table = client.download(path, mimetype="text/csv").decode("utf-8-sig").replace("\N{NO-BREAK SPACE}", " ")
        said = {row["Cách nhận phiếu"].split("; ")[1] for row in csv.DictReader(io.StringIO(table))}
        assert said == set(counts_of_rows), path


def test_results_wait_for_the_paper_forms(database: Database, client: PageClient, clock: Clock) -> None:
    ids = fill(database, answers=40)
    with database.writing() as session:
        session.execute(update(Campaign).values(paper_until=dt.date(2026, 6, 5)))
    clock.set(2026, 6, 2)
    assert "từ ngày 06/06/2026" in sign_in(client, "th1").get(f"/unit/reports/{ids['TH1']}").text
    clock.set(2026, 6, 6)
    assert client.get(f"/unit/reports/{ids['TH1']}").soup.select_one(".finding-sentence")
