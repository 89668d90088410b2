"""Coverage of a campaign through HTTP: states, prints, whom to ring up, messages, files, collections; on both databases."""

import csv
import datetime as dt
import io
import re

import pytest
from python_calamine import CalamineWorkbook
from sqlalchemy import select

from survey_app.campaigns.tokens import link_url
from survey_app.db import Database
from survey_app.models import AuditEntry, Participation, StoredSettings, Unit
from tests.conftest import Clock
from tests.factories import fill, find_participation
from tests.pages import Page, PageClient
from tests.staff import sign_in, sign_in_again
from tests.survey_app.results.test_arrivals import send

CAMPAIGN = "/department/campaigns/2026"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@pytest.fixture
def course(database: Database, clock: Clock) -> dict[str, int]:
    """Half-way through: TH1 has enough, TH2 gets two a day, TH3 is silent, of TH4 nobody knows how many could answer."""
    ids = fill(database, schools=4, answers=0)
    for day in range(4, 15):
        moment = dt.datetime(2026, 5, day, 9, tzinfo=clock().tzinfo)
        send(database, "TH1", 14, moment)
        send(database, "TH2", 2, moment)
    send(database, "TH4", 12, moment)
    with database.writing() as session:
        find_participation(session, "TH4").eligible_numbers = []
    clock.set(2026, 5, 15)
    return ids


def states(page: Page) -> dict[str, str]:
    """By unit what its row says of its state."""
    rows = page.soup.select("table.coverage tbody tr")
    return {row.select_one("th").contents[0].strip()[-1]: row.select_one("[class^=state-]").get_text() for row in rows}


def test_every_state_is_said_counted_and_forecast(database: Database, client: PageClient, course: dict[str, int]) -> None:
    page = sign_in(client, "so.gddt").get(CAMPAIGN)
    assert states(page) == {"1": "Đã đủ", "2": "Nhiều khả năng thiếu", "3": "Chưa có phiếu", "4": "Chưa rõ số cần có"}
    assert "1 / 3 đơn vị đã đủ số phiếu cần có" in page.text
    assert re.search(r"dự báo \d+ đến \d+", page.text)
    narrow = client.get(f"{CAMPAIGN}?state=silent")
    assert states(narrow) == {"3": "Chưa có phiếu"}
    ordered = client.get(f"{CAMPAIGN}?sort=state")
    assert list(states(ordered)) == ["3", "2", "4", "1"]
    (communes,) = [table for table in page.soup.select("table.groups-by-state") if "Xã, phường" in table.get_text()]
    assert [row.get_text(" ").split()[-1] for row in communes.select("tbody tr")] == ["154", "34"]


def test_a_commune_counts_its_own_units_only(database: Database, client: PageClient, course: dict[str, int]) -> None:
    page = sign_in(client, "xa1").get(CAMPAIGN)
    assert set(states(page)) == {"2", "4"}
    assert "0 / 1 đơn vị đã đủ số phiếu cần có" in page.text
    listed = client.get(f"{CAMPAIGN}/reminders")
    assert set(states(listed)) == {"2"}
    stranger = client.get(f"{CAMPAIGN}/reminders?unit={course['TH3']}")
    assert not stranger.soup.select("#message")


def test_what_was_taken_to_print_is_said_and_no_more(
    database: Database, client: PageClient, course: dict[str, int], clock: Clock
) -> None:
    clock.set(2026, 5, 6)
    sign_in(client, "th3")
    client.download("/unit/poster.pdf", mimetype="application/pdf")
    client.download("/unit/cards.pdf", mimetype="application/pdf")
    clock.set(2026, 5, 15)
    page = sign_in_again(client, "so.gddt").get(CAMPAIGN)
    assert "Áp phích, thẻ, 06/05/2026" in page.text
    assert page.soup.select_one("table.coverage.compact").get_text().count("chưa tải") == 3
    assert "đã in, đã dán hay chưa thì hệ thống không biết" in page.text


def test_units_are_found_by_whether_they_took_something_to_print(
    database: Database, client: PageClient, course: dict[str, int]
) -> None:
    sign_in(client, "th2")
    client.download("/unit/poster.pdf", mimetype="application/pdf")
    page = sign_in_again(client, "so.gddt").get(CAMPAIGN)
    assert "tài khoản của 1 trong 4 đơn vị đã tải" in page.text
    assert set(states(client.get(f"{CAMPAIGN}?printed=yes"))) == {"2"}
    assert set(states(client.get(f"{CAMPAIGN}?printed=no"))) == {"1", "3", "4"}
    assert set(states(client.get(f"{CAMPAIGN}?printed=never"))) == {"1", "2", "3", "4"}
    narrow = client.get(f"{CAMPAIGN}?printed=no&level=TH")
    (onward,) = [link for link in narrow.soup.select("a.button") if "Danh sách cần nhắc" in link.get_text()]
    listed = client.get(str(onward["href"]))
    assert set(states(listed)) == {"3"}, "the list to ring up keeps what was chosen"
    assert "Tiểu học; bản in: chưa tải" in listed.text


def test_the_list_to_ring_up_has_what_is_missing_the_contact_and_a_message(
    database: Database, client: PageClient, course: dict[str, int]
) -> None:
    sign_in(client, "th2")
    form = client.get("/unit/settings").form_data("#settings")
    wrong = client.post("/unit/settings", form | {"contact_phone": "gọi tôi", "deed": "save"}, status=422)
    assert wrong.soup.select_one("#contact_phone")["value"] == "gọi tôi"
    client.post(
        "/unit/settings", form | {"contact_phone": "+84 255 382 2000", "contact_name": "Cô Mai", "deed": "save"}, status=302
    )
    page = sign_in_again(client, "so.gddt").get(f"{CAMPAIGN}/reminders")
    assert list(states(page)) == ["3", "2"]
    assert page.soup.select_one("a[href='tel:+842553822000']").get_text() == "+84 255 382 2000"
    groups = [area.get_text() for area in page.soup.select("textarea")]
    assert "1 trong 3 đơn vị đã đủ số phiếu" in groups[0]
    assert "Ngọk Bay 3" in groups[0]
    picked = client.get(f"{CAMPAIGN}/reminders?unit={course['TH2']}").soup.select_one("#message").get_text()
    with database.reading() as session:
        token = session.scalars(select(Unit.link_token).where(Unit.code == "TH2")).one()
    assert link_url("http://localhost", token) in picked
    assert "đã nhận 22 trong 142 phiếu cần có, còn thiếu 120" in picked
    assert "29/05/2026" in picked


def test_a_long_list_is_paged_and_its_messages_and_files_stay_whole(
    client: PageClient, course: dict[str, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("survey_app.views.department_reminders.PAGE_ROWS", 1)
    sign_in(client, "so.gddt")
    first, second = client.get(f"{CAMPAIGN}/reminders"), client.get(f"{CAMPAIGN}/reminders?page=2")
    assert [list(states(page)) for page in (first, second)] == [["3"], ["2"]]
    assert "2 dòng. Trang này: dòng 1 – 1" in " ".join(first.text.split())
    for page in (first, second):
        words = " ".join(area.get_text() for area in page.soup.select("textarea"))
        assert [re.search(rf": Trường [^;.]* {number}\.", words) is not None for number in (2, 3)] == [True, True]
    assert second.soup.select_one("table.coverage td a[href*='unit=']")["href"].count("page=2") == 1
    text = client.download(f"{CAMPAIGN}/reminders.csv", mimetype="text/csv").decode("utf-8-sig")
    assert len(list(csv.DictReader(io.StringIO(text)))) == 2


def test_the_files_hold_the_same_rows_and_a_message_each(
    database: Database, client: PageClient, course: dict[str, int]
) -> None:
    with database.writing() as session:
        unit_id = session.scalars(select(Unit.id).where(Unit.code == "TH3")).one()
        session.add(StoredSettings(unit_id=unit_id, contact_phone="0255 111", contact_name="=1+1"))
    sign_in(client, "so.gddt")
    text = client.download(f"{CAMPAIGN}/progress.csv", mimetype="text/csv").decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert [row["Tình trạng"] for row in rows] == ["Nhiều khả năng thiếu", "Chưa rõ số cần có", "Đã đủ", "Chưa có phiếu"]
    assert {row["Cách thu"] for row in rows} == {"Đơn vị tự khảo sát"}
    assert (rows[3]["Điện thoại"], rows[3]["Người liên hệ"]) == ("0255 111", "'=1+1")
    assert rows[0]["Còn thiếu"] == "120"
    for name, number in (("progress", 4), ("reminders", 2)):
        data = client.download(f"{CAMPAIGN}/{name}.xlsx", mimetype=XLSX)
        sheet = CalamineWorkbook.from_object(io.BytesIO(data)).get_sheet_by_name("Tiến độ").to_python()
        assert len(sheet) == number + 1
        assert (sheet[0][-1] == "Tin nhắn") == (name == "reminders")
    with database.reading() as session:
        actions = session.scalars(select(AuditEntry.action).order_by(AuditEntry.id)).all()
    assert actions == ["download-progress", "download-progress", "download-reminders"]


def test_collections_stand_side_by_side_and_add_no_unit(database: Database, client: PageClient, course: dict[str, int]) -> None:
    with database.writing() as session:
        own = find_participation(session, "TH1")
        session.add(
            Participation(
                campaign_id=own.campaign_id, unit_id=own.unit_id, instrument_id=own.instrument_id, collection="independent"
            )
        )
    page = sign_in(client, "so.gddt").get(CAMPAIGN)
    assert "1 / 3 đơn vị đã đủ số phiếu cần có" in page.text
    (table,) = [one for one in page.soup.select("table.groups-by-state") if "Sở khảo sát độc lập" in one.get_text()]
    assert "Đơn vị tự khảo sát" in table.get_text()
    assert "Sở khảo sát độc lập: 0 phiếu" in page.text
    only = client.get(f"{CAMPAIGN}?collection=independent")
    assert states(only) == {"1": "Chưa có phiếu"}
    assert list(states(client.get(f"{CAMPAIGN}/reminders"))) == ["3", "2"]


def test_before_the_opening_and_after_the_end_the_states_are_others(
    database: Database, client: PageClient, course: dict[str, int], clock: Clock
) -> None:
    clock.set(2026, 5, 1)
    assert set(states(sign_in(client, "so.gddt").get(CAMPAIGN)).values()) == {"Chưa mở"}
    assert "Không có đơn vị nào cần nhắc" in client.get(f"{CAMPAIGN}/reminders").text
    clock.set(2026, 6, 2)
    page = sign_in_again(client, "so.gddt").get(CAMPAIGN)
    assert states(page)["2"] == "Thiếu phiếu"
    message = client.get(f"{CAMPAIGN}/reminders?unit={course['TH2']}").soup.select_one("#message").get_text()
    assert "đã hết hạn trả lời" in message
    assert "/k/" not in message
