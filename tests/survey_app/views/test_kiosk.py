"""The kiosk through HTTP: the pages on the device, and what a response by kiosk stores."""

import datetime as dt
import re
from collections import Counter
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from survey_app.accounts.attempts import FAILURES_ALLOWED
from survey_app.accounts.kiosk import end_kiosks, set_pin
from survey_app.db import Database
from survey_app.models import Response, SignInAttempt, Unit
from survey_app.views import kiosk_files
from tests.conftest import Clock
from tests.factories import CHEAP, fill
from tests.pages import Page, PageClient, check_page
from tests.respondents import TOKEN, School, add_school, answered, stored
from tests.staff import sign_in
from tests.survey_app.views.test_unit_kiosk import press

KIOSK = f"/kiosk/{TOKEN}"


@pytest.fixture
def pin(database: Database, school: School) -> str:
    with database.writing() as session:
        return set_pin(session, unit_of(database), method=CHEAP)


def unit_of(database: Database) -> int:
    with database.reading() as session:
        return session.scalars(select(Unit.id).where(Unit.link_token == TOKEN)).one()


def number_of(school: School) -> str:
    return school.campaign_path.rpartition("/")[2]


def wrong(pin: str) -> str:
    return f"{(int(pin) + 1) % 10**6:06}"


def ticket_from(page: Page) -> str:
    ticket: str = page.soup.main["data-ticket"]
    return ticket


def laid_out(page: Page) -> Page:
    """The page with its template as the script lays it out; selectors do not reach into a template."""
    page.soup.find(id="mau-phieu").name = "div"
    check_page(page.soup)
    return page


def form_of(page: Page) -> dict[str, str]:
    """What the script sends of a form that nobody has filled in, but for its key and its ticket."""
    return laid_out(page).form_data("#phieu") | {"sending_key": "a-key-made-on-the-tablet", "reminded": "1"}


def channels(database: Database) -> list[str]:
    with database.reading() as session:
        return sorted(session.scalars(select(Response.channel)).all())


# turning it on


def test_the_right_pin_hands_over_a_ticket_and_sets_no_cookie(client: PageClient, school: School, pin: str) -> None:
    start = client.get(KIOSK)
    assert "Set-Cookie" not in start.headers
    page = client.post(KIOSK, {"pin": f"{pin[:3]} {pin[3:]}"})
    assert re.fullmatch(r"[0-9a-f]{32}", ticket_from(page))
    assert "Set-Cookie" not in page.headers
    assert page.headers["Cache-Control"] == "no-store"
    assert [link["href"] for link in page.soup.select("a[data-home]")] == [f"{KIOSK}/{number_of(school)}"]


def test_a_wrong_pin_is_told_and_counted_until_the_door_is_shut(
    database: Database, client: PageClient, school: School, pin: str, clock: Clock
) -> None:
    for number in range(FAILURES_ALLOWED):
        page = client.post(KIOSK, {"pin": wrong(pin)}, status=422)
        assert "Mã PIN không đúng" in page.text
        assert page.soup.title.text.startswith("Lỗi:")
        assert wrong(pin) not in str(page.soup)
        assert stored(database, SignInAttempt) == number + 1
    refused = client.post(KIOSK, {"pin": pin}, status=429)
    assert 0 < int(refused.headers["Retry-After"]) <= 900
    assert not refused.soup.select("[data-ticket]")
    clock.moment += dt.timedelta(minutes=16)
    client.post(KIOSK, {"pin": pin})


def test_a_unit_without_a_pin_is_told_where_to_make_one(client: PageClient, school: School) -> None:
    assert "Đơn vị chưa có mã PIN" in client.post(KIOSK, {"pin": "123456"}, status=422).text
    assert "Mã PIN" in client.get(KIOSK).text


def test_turning_it_on_signs_the_unit_out_on_that_device(database: Database, client: PageClient) -> None:
    fill(database, answers=0)
    sign_in(client, "th1")
    with database.reading() as session:
        token = session.scalars(select(Unit.link_token).where(Unit.code == "TH1")).one()
    pin = press(client, "make-kiosk-pin").soup.select_one(".pin").text
    client.post(f"/kiosk/{token}", {"pin": "000000" if pin != "000 000" else "111111"}, status=422)
    client.get("/unit")  # a stranger's guess signs nobody out
    assert "đã được đăng xuất" in client.post(f"/kiosk/{token}", {"pin": pin}).text
    client.get("/unit", status=302)


def test_before_and_after_a_campaign_no_kiosk_begins(client: PageClient, school: School, pin: str, clock: Clock) -> None:
    page = f"{KIOSK}/{number_of(school)}"
    clock.set(2026, 5, 9)
    client.get(KIOSK, status=403)
    client.get(page, status=403)
    clock.set(2026, 6, 2)
    client.get(KIOSK, status=410)
    assert client.get(page).soup.main["data-phase"] == "closed"  # what waits on the device must still be told about
    assert "hiện không có phiếu nào đang mở" in client.post(KIOSK, {"pin": pin}).text  # staff can still leave it


@pytest.mark.parametrize("url", ["/kiosk/22222222", "/kiosk/22222222/1", f"{KIOSK}/999999"])
def test_an_unknown_kiosk_is_not_found(client: PageClient, school: School, url: str) -> None:
    client.get(url, status=404)


# the page on the device


def test_the_page_holds_nothing_that_is_not_everybodys(client: PageClient, school: School, pin: str) -> None:
    ticket = ticket_from(client.post(KIOSK, {"pin": pin}))
    page = client.get(f"{KIOSK}/{number_of(school)}")
    again = client.get(f"{KIOSK}/{number_of(school)}")
    assert str(page.soup) == str(again.soup)
    assert ticket not in str(page.soup)
    assert "Set-Cookie" not in page.headers
    assert page.headers["Cache-Control"] == "no-cache"
    data = laid_out(page).form_data("#phieu")
    assert data["sending_key"] == data["kiosk"] == data["began"] == ""


def test_without_script_it_leads_to_the_plain_form(client: PageClient, school: School) -> None:
    link = client.get(f"{KIOSK}/{number_of(school)}").soup.select_one("noscript a")
    assert link is not None
    assert "Phiếu khảo sát" in client.get(link["href"]).heading
    start = client.get(KIOSK).soup.select_one("noscript a")
    assert start is not None
    client.get(start["href"])


def test_a_link_out_of_the_kiosk_is_nowhere_in_its_form(client: PageClient, school: School) -> None:
    page = laid_out(client.get(f"{KIOSK}/{number_of(school)}"))
    outside = [link["href"] for link in page.soup.select("#mau-phieu a") if not link["href"].startswith("#")]
    assert outside == []


def test_the_ticket_makes_the_channel_kiosk(database: Database, client: PageClient, school: School, pin: str) -> None:
    ticket = ticket_from(client.post(KIOSK, {"pin": pin}))
    sent = answered(form_of(client.get(f"{KIOSK}/{number_of(school)}")), kiosk=ticket)
    page = client.post(school.campaign_path, sent)
    assert page.soup.select_one("[data-receipt]") is not None
    client.post(school.campaign_path, sent)
    assert channels(database) == ["kiosk"]


@pytest.mark.parametrize("end", ["renewed", "ended", "invented", "none"])
def test_a_ticket_that_is_worth_nothing_loses_no_answers(
    database: Database, client: PageClient, school: School, pin: str, end: str
) -> None:
    ticket = {"invented": "0" * 32, "none": ""}.get(end) or ticket_from(client.post(KIOSK, {"pin": pin}))
    ticket = "" if end == "none" else ticket
    with database.writing() as session:
        if end == "renewed":
            set_pin(session, unit_of(database), method=CHEAP)
        elif end == "ended":
            end_kiosks(session, unit_of(database))
    client.post(school.campaign_path, answered(form_of(client.get(f"{KIOSK}/{number_of(school)}")), kiosk=ticket))
    assert channels(database) == ["link"]


def test_the_ticket_of_one_school_says_nothing_at_another(
    database: Database, client: PageClient, school: School, pin: str
) -> None:
    add_school(database, token="T4N787Q7", code="S2", name="Trường Tiểu học Nghĩa Lộ")
    ticket = ticket_from(client.post(KIOSK, {"pin": pin}))
    page = client.get("/k/T4N787Q7")
    client.post(page.soup.select_one("#phieu")["action"], answered(page.form_data("#phieu"), kiosk=ticket, reminded="1"))
    assert channels(database) == ["link"]


def test_between_two_people_the_device_learns_whether_it_may_go_on(
    database: Database, client: PageClient, school: School, pin: str, clock: Clock
) -> None:
    url = f"{KIOSK}/{number_of(school)}"
    ticket = ticket_from(client.post(KIOSK, {"pin": pin}))

    def status(**data: str) -> int:
        return client.client.post(url, data=data).status_code

    assert status(ticket=ticket) == 204
    assert status(ticket="0" * 32) == status() == 403
    clock.set(2026, 6, 1, 0, 30)
    assert status(ticket=ticket) == 410
    clock.set(2026, 5, 12)
    with database.writing() as session:
        end_kiosks(session, unit_of(database))
    assert status(ticket=ticket) == 403


# the files


def test_the_worker_is_asked_for_anew_and_rules_below_its_own_address_only(client: PageClient, school: School) -> None:
    reply = client.client.get("/kiosk/sw.js?v=1")
    assert reply.mimetype == "text/javascript"
    assert reply.headers["Cache-Control"] == "no-cache"
    assert "Service-Worker-Allowed" not in reply.headers
    for ordinary in (school.path, school.campaign_path, "/"):
        page = client.get(ordinary)
        assert "sw.js" not in str(page.soup)
        assert "kiosk" not in str(page.soup)


def test_a_changed_file_is_a_new_version_of_what_the_worker_keeps(
    app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = kiosk_files.shell_version()
    assert before == kiosk_files.shell_version()
    changed = tmp_path / "sw.js"
    changed.write_text(kiosk_files.WORKER.read_text() + "// changed\n")
    monkeypatch.setattr(kiosk_files, "WORKER", changed)
    assert kiosk_files.shell_version() != before


def test_no_two_files_of_the_script_name_one_thing_alike(app: Flask) -> None:
    """They share one scope, where the later function would silently take the place of the earlier."""
    texts = [path.read_text() for path in kiosk_files.PATHS]
    names = Counter(name for text in texts for name in re.findall(r"^(?:async function|function|const|let) (\w+)", text, re.M))
    assert names["setUpKiosk"] == names["setUpSending"] == 1
    assert [name for name, times in names.items() if times > 1] == []
