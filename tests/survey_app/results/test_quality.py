"""The quality of forms: counted when a campaign is sealed, shown from what was stored, through the gate."""

import datetime as dt
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, text, update
from sqlalchemy.orm import Session

from analysis.bursts import find_bursts
from analysis.estimates import Estimate, Suppressed
from analysis.insight_figures import QualityReport
from questionnaires import Questionnaire
from survey_app.campaigns.sealing import seal_campaign
from survey_app.collecting.answers import NewResponse
from survey_app.collecting.responses import SLOT_SECONDS, Destination, record
from survey_app.config import TIMEZONE
from survey_app.db import Database
from survey_app.documents.quality_words import describe_channels
from survey_app.models import Campaign, CellSums, FlaggedSums, Participation, Sending, StoredBurst, StoredQuality
from survey_app.results.quality import describe_slot, needs_quality, store_quality
from survey_app.results.reports import UnitReports, find_unit_reports
from survey_app.results.store import count_arrivals
from tests.conftest import Clock
from tests.factories import answer, fill, find_participation
from tests.pages import PageClient
from tests.staff import sign_in
from tests.statements import statements_of

EVENING = dt.datetime(2026, 5, 14, 19, 23, tzinfo=TIMEZONE)
AFTER = dt.datetime(2026, 6, 2, 9, tzinfo=TIMEZONE)


def send_straight(session: Session, number: int, *, moment: dt.datetime = EVENING, unit: str = "TH1", **marks: Any) -> None:
    """Forms of nothing but "satisfied", each from a phone with a receipt unless `marks` say otherwise."""
    participation = find_participation(session, unit)
    items = Questionnaire.from_json(participation.instrument.content).closed_items
    sheet = "".join("4" if item.kind == "rating" else "1" for item in items)
    forms = [
        NewResponse(
            f"straight-{unit}-{moment}-{marks.get('channel')}-{i}",
            sheet,
            (),
            "1",
            **{"receipt_mark": i.to_bytes(8), "pace": 3} | marks,
        )
        for i in range(number)
    ]
    assert record(session, Destination.of(participation), forms, now=moment) == number


def seal(session: Session) -> Campaign:
    campaign = session.scalars(select(Campaign)).one()
    store_quality(session, campaign)
    seal_campaign(session, campaign, today=AFTER.date())
    return campaign


def quality_of(database: Database, participation_id: int) -> QualityReport | None:
    with database.reading() as session:
        found = find_unit_reports(session, participation_id, now=AFTER, grace_minutes=60)
        assert isinstance(found, UnitReports)
        return found.quality


def test_flags_are_counted_at_sealing_and_figures_given_with_and_without(database: Database) -> None:
    ids = fill(database, answers=60)
    with database.writing() as session:
        send_straight(session, 20)
        send_straight(session, 12, moment=EVENING + dt.timedelta(hours=1), pace=1, honeypot=True)
    assert quality_of(database, ids["TH1"]) is None, "nothing before sealing"
    with database.writing() as session:
        seal(session)
    report = quality_of(database, ids["TH1"])
    assert report is not None
    counts = {count.flag: count.forms for count in report.flags}
    assert report.forms == 92
    assert counts["fast"] == counts["honeypot"] == 12
    assert counts["straight"] is not None
    assert counts["straight"] >= 32
    assert report.flagged == report.left_out == counts["straight"]
    assert isinstance(report.index_share, Estimate)
    assert isinstance(report.index_share_without, Estimate)
    assert report.index_share.n == 92
    assert report.index_share_without.n == 92 - report.left_out
    assert report.index_share_without.value < report.index_share.value
    other = quality_of(database, ids["TH2"])
    assert other is not None
    assert other.forms == 60


def test_a_few_flagged_forms_are_not_counted_out_loud(database: Database) -> None:
    ids = fill(database, answers=60)
    with database.writing() as session:
        send_straight(session, 4, honeypot=True)
        seal(session)
    report = quality_of(database, ids["TH1"])
    assert report is not None
    assert {count.flag: count.forms for count in report.flags}["honeypot"] is None
    assert report.flagged is None
    assert isinstance(report.index_share_without, Suppressed)
    assert report.left_out == 0


def test_what_came_at_once_from_phones_is_a_burst_and_a_batch_of_paper_is_none(database: Database) -> None:
    ids = fill(database, answers=0)
    slot = int(EVENING.timestamp()) // SLOT_SECONDS
    with database.writing() as session:
        for place in range(12):
            send_straight(session, 2, moment=EVENING - dt.timedelta(hours=5 * place + 3))
        send_straight(session, 130)
        send_straight(session, 300, moment=EVENING + dt.timedelta(days=2), channel="paper", receipt_mark=None)
        send_straight(session, 300, moment=EVENING + dt.timedelta(days=3), channel="import", receipt_mark=None)
        send_straight(session, 30, unit="TH2")
        arrivals = count_arrivals(session, session.scalars(select(Campaign.id)).one())
        assert sum(arrivals[ids["TH1"]].values()) == 12 * 2 + 130
        assert arrivals[ids["TH2"]] == {slot: 30}
        (expected,) = find_bursts(arrivals[ids["TH1"]])
        seal(session)
    with database.reading() as session:
        (row,) = session.scalars(select(StoredBurst)).all()
        assert (row.participation_id, row.slot, row.arrivals, row.expected) == (ids["TH1"], slot, 130, expected.expected)
        assert slot not in set(session.scalars(select(Sending.slot))), "slots are days now"
    report = quality_of(database, ids["TH1"])
    assert report is not None
    assert [(burst.slot, burst.arrivals) for burst in report.bursts] == [("14/05/2026, 19:20 – 19:30", 130)]
    with database.writing() as session:  # counted again after sealing: slots say nothing more, so bursts stay
        store_quality(session, session.scalars(select(Campaign)).one())
    assert quality_of(database, ids["TH1"]) == report


def test_a_slot_is_said_in_local_time() -> None:
    midnight = int(dt.datetime(2026, 5, 31, 23, 50, tzinfo=TIMEZONE).timestamp()) // SLOT_SECONDS
    assert describe_slot(midnight) == "31/05/2026, 23:50 – 00:00"


def test_the_nightly_command_counts_before_it_seals_and_again_after_an_update(
    app: Flask, database: Database, clock: Clock
) -> None:
    ids = fill(database, answers=30)
    with database.writing() as session:
        send_straight(session, 130)
        send_straight(session, 2, moment=EVENING - dt.timedelta(hours=9))
    clock.set(2026, 5, 30, 2)
    run = app.test_cli_runner()
    assert run.invoke(args=["close-campaigns"]).exit_code == 0
    report = quality_of(database, ids["TH1"])
    assert report is not None
    assert len(report.bursts) == 1
    with database.writing() as session:
        assert not needs_quality(session, session.scalars(select(Campaign)).one())
        session.execute(update(StoredQuality).values(version=0))
    assert quality_of(database, ids["TH1"]) is None, "bytes of another layout are not read"
    assert run.invoke(args=["close-campaigns"]).exit_code == 0
    assert quality_of(database, ids["TH1"]) == report


def test_a_campaign_sealed_before_bursts_were_looked_for_does_not_say_that_there_were_none(
    app: Flask, database: Database, client: PageClient, clock: Clock
) -> None:
    ids = fill(database, answers=30)
    url = f"/unit/reports/{ids['TH1']}"
    with database.writing() as session:
        seal_campaign(session, session.scalars(select(Campaign)).one(), today=AFTER.date())
    clock.set(2026, 6, 2)
    sign_in(client, "th1")
    for _night in range(2):  # counted afterwards, and counted again after an update
        assert app.test_cli_runner().invoke(args=["close-campaigns"]).exit_code == 0
        text = client.get(url).soup.select_one(".quality").get_text(" ", strip=True)
        assert "Không rõ có lúc nào phiếu gửi qua mạng đến dồn dập" in text
        assert "Không lúc nào" not in text
        with database.writing() as session:
            session.execute(update(StoredQuality).values(version=0))


def test_a_campaign_that_had_no_burst_says_so_also_when_it_is_counted_again(
    app: Flask, database: Database, client: PageClient, clock: Clock
) -> None:
    ids = fill(database, answers=30)
    clock.set(2026, 6, 2)
    sign_in(client, "th1")
    for _night in range(2):
        assert app.test_cli_runner().invoke(args=["close-campaigns"]).exit_code == 0
        text = client.get(f"/unit/reports/{ids['TH1']}").soup.select_one(".quality").get_text(" ", strip=True)
        assert "Không lúc nào phiếu gửi qua mạng đến dồn dập" in text
        with database.writing() as session:
            session.execute(update(StoredQuality).values(version=0))


def test_a_form_spoilt_in_the_database_does_not_keep_the_campaign_from_being_sealed(
    app: Flask, database: Database, clock: Clock
) -> None:
    fill(database, answers=30)
    with database.writing() as session:
        session.execute(text("UPDATE response SET sheet = 'xyz'"))
    clock.set(2026, 6, 2, 2)
    result = app.test_cli_runner().invoke(args=["close-campaigns"])
    assert result.exit_code == 0
    assert "không đọc được" in result.stderr
    assert "xyz" not in result.stderr
    with database.reading() as session:
        assert session.scalars(select(Campaign)).one().sealed_on == dt.date(2026, 6, 2)
        assert session.scalars(select(StoredBurst)).all() == []


def test_the_page_shows_it_from_what_was_stored(database: Database, client: PageClient, clock: Clock) -> None:
    ids = fill(database, answers=60)
    with database.writing() as session:
        send_straight(session, 130)
        send_straight(session, 2, moment=EVENING - dt.timedelta(hours=9), channel="paper")
        session.execute(update(Campaign).values(access="marked"))
        find_participation(session, "TH1").repeats = 7
    clock.set(2026, 6, 2)
    url = f"/unit/reports/{ids['TH1']}"
    page = sign_in(client, "th1").get(url)
    assert "Phần này được tính khi khóa sổ" in page.text
    with database.writing() as session:
        seal(session)
    with statements_of(database) as said:
        page = client.get(url)
    assert not [one for one in said if "response.sheet" in one], "no sheet is read for a page"
    text = page.soup.select_one(".quality").get_text(" ", strip=True).replace("\N{NO-BREAK SPACE}", " ")
    for words in (
        "trong 192 phiếu có dấu hiệu cần xem lại. Không phiếu nào bị loại",
        "Nếu không tính",
        "7 phiếu gửi từ máy đã gửi một phiếu trước đó.",
        "14/05/2026, 19:20 – 19:30 130",
    ):
        assert words in text, text
    notes = {row.dt.get_text(): row.dd.get_text() for row in page.soup.select(".notes > div")}
    assert notes["Phiếu đến qua"].replace("\N{NO-BREAK SPACE}", " ") == "Phiếu giấy, đường dẫn: 192 phiếu."
    with database.reading() as session:
        assert session.scalars(select(FlaggedSums.grade).where(FlaggedSums.participation_id == ids["TH1"])).first() is not None


def test_nothing_is_said_where_the_figures_rest_on_fewer_forms(database: Database, client: PageClient, clock: Clock) -> None:
    ids = fill(database, answers=40, results_while_open=True)
    sign_in(client, "th1").get(f"/unit/reports/{ids['TH1']}")  # a snapshot of 40
    with database.writing() as session:
        answer(session, find_participation(session, "TH1"), 3, seed=9)
        seal(session)
    clock.set(2026, 6, 2)
    page = client.get(f"/unit/reports/{ids['TH1']}")
    assert "Không hiển thị: kết quả ở trên không tính 3 phiếu đến sau" in page.text
    with database.reading() as session:
        assert session.scalar(select(CellSums.grade).where(CellSums.participation_id == ids["TH1"]).limit(1)) is not None


@pytest.mark.parametrize("number", [0, 9])
def test_few_forms_have_no_such_section(database: Database, client: PageClient, clock: Clock, number: int) -> None:
    ids = fill(database, answers=number)
    with database.writing() as session:
        seal(session)
        assert session.get(Participation, ids["TH1"]) is not None
    clock.set(2026, 6, 2)
    page = sign_in(client, "th1").get(f"/unit/reports/{ids['TH1']}")
    assert page.soup.select_one(".quality") is None
    assert "Phiếu đến qua" not in page.text


@pytest.mark.parametrize(
    ("counts", "words"),
    [
        ({"qr": 110, "link": 35}, "Mã QR: 110 phiếu; đường dẫn: 35 phiếu."),
        ({"qr": 110, "link": 35, "paper": 3}, "Mã QR: 110 phiếu; phiếu giấy, đường dẫn: 38 phiếu."),
        ({"paper": 9, "qr": 12, "kiosk": 1}, "Điểm trả lời, phiếu giấy: 10 phiếu; mã QR: 12 phiếu."),
        ({"qr": 9, "link": 3}, "Đường dẫn, mã QR: 12 phiếu."),
        ({"qr": 9}, ""),
        ({}, ""),
    ],
)
def test_a_channel_of_a_few_forms_is_not_told_apart(counts: dict[str, int], words: str) -> None:
    said = describe_channels(counts).replace("\N{NO-BREAK SPACE}", " ")
    assert sorted(said.strip(".").lower().split("; ")) == sorted(words.strip(".").lower().split("; "))
    assert said[:1] == said[:1].upper()
