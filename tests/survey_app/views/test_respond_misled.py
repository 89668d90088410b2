"""Sendings that are not what they seem: a used key under other answers, another website's form, more fields than a form has."""

import pytest
from flask import Flask
from sqlalchemy import text

from survey_app.db import Database
from survey_app.models import Response
from tests.conftest import Clock
from tests.pages import PageClient
from tests.respondents import School, answered, stored

ELSEWHERE = [{"Sec-Fetch-Site": "cross-site", "Origin": "https://evil.example"}, {"Origin": "https://evil.example"}]
NO_SITE = (
    "http://[",
    "http://[::1",
    "//",
    "http://",
    "x",
    "http://localhost:99999999",
    "\u00e9://\u00e9",
    "http://localhost.evil.example",
)
KNOWN_KEY = "a-key-that-the-other-site-knows"


@pytest.mark.parametrize("query", ["", "?lang=en"])
def test_other_answers_under_a_used_key_are_not_said_to_be_taken(
    client: PageClient, school: School, database: Database, query: str
) -> None:
    data = answered(client.get(school.path).form_data())
    first = client.post(school.campaign_path + query, data)
    second = client.post(school.campaign_path + query, data | {"A01": "1", "G01": "Người thứ hai"})
    assert stored(database, Response) == 1
    assert second.heading != first.heading
    assert second.heading == ("These answers were already recorded" if query else "Phiếu này đã được ghi nhận từ trước")
    assert "Cảm ơn" not in second.text
    assert second.soup.select_one("[data-receipt]").text == first.soup.select_one("[data-receipt]").text
    main_button = second.soup.select_one("main .button")
    assert "wide" in main_button["class"]
    fresh = client.get(main_button["href"]).form_data()
    assert fresh["sending_key"] != data["sending_key"]
    client.post(school.campaign_path, answered(fresh))
    assert stored(database, Response) == 2


def test_the_script_that_sends_the_same_again_after_a_lost_reply_hears_the_usual_thanks(
    client: PageClient, school: School, database: Database
) -> None:
    data = answered(client.get(school.path).form_data())
    for _ in range(2):
        assert client.post(school.campaign_path, data, headers={"Accept": "*/*"}).heading == "Đã nhận phiếu"
    assert stored(database, Response) == 1


@pytest.mark.parametrize("origin", NO_SITE)
def test_an_origin_that_is_none_is_not_ours(client: PageClient, school: School, database: Database, origin: str) -> None:
    data = answered(client.get(school.path).form_data())
    client.post(school.campaign_path, data, status=422, headers={"Origin": origin})
    assert stored(database, Response) == 0


@pytest.mark.parametrize("headers", ELSEWHERE, ids=["new browser", "old browser"])
@pytest.mark.parametrize("wish", [{}, {"switch_to": "en"}, {"csrf_token": ""}], ids=["send", "switch", "no token"])
def test_another_site_cannot_put_ticks_or_a_key_into_our_page(
    client: PageClient, school: School, database: Database, headers: dict[str, str], wish: dict[str, str]
) -> None:
    data = answered(client.get(school.path).form_data(), sending_key=KNOWN_KEY, G01="lời của kẻ khác") | wish
    page = client.post(school.campaign_path, data, status=422, headers=headers)
    assert page.soup.title.text.startswith("Lỗi:")
    assert "do một trang web khác gửi đến" in page.text
    assert "vẫn còn nguyên" not in page.soup.select_one("main > .notice").text
    assert not page.soup.select("#phieu input[checked]")
    assert "kẻ khác" not in str(page.soup)
    kept = page.form_data("#phieu")
    assert kept["sending_key"] not in ("", KNOWN_KEY)
    client.post(school.campaign_path, answered(kept))
    assert stored(database, Response) == 1


@pytest.mark.parametrize("headers", ELSEWHERE, ids=["new browser", "old browser"])
def test_another_site_does_not_learn_whether_a_key_was_used(
    client: PageClient, school: School, headers: dict[str, str]
) -> None:
    data = answered(client.get(school.path).form_data())
    client.post(school.campaign_path, data)
    page = client.post(school.campaign_path, data, status=422, headers=headers)
    assert not page.soup.select("[data-receipt]")


def test_what_another_site_sends_after_the_end_is_not_offered_for_sending_again(
    client: PageClient, school: School, clock: Clock
) -> None:
    data = answered(client.get(school.path).form_data(), sending_key=KNOWN_KEY)
    clock.set(2026, 6, 2)
    assert KNOWN_KEY not in str(client.post(school.campaign_path, data, status=410, headers=ELSEWHERE[0]).soup)
    assert KNOWN_KEY in str(client.post(school.campaign_path, data, status=410).soup)


def test_a_page_of_answers_not_taken_holds_the_form_and_nothing_else(
    app: Flask, client: PageClient, school: School, clock: Clock
) -> None:
    data = answered(client.get(school.path).form_data(), G01="Cô giáo tận tình")
    noise = "&".join(["a="] * 60_000)
    body = "&".join(f"{name}={value}" for name, value in data.items()) + "&" + noise
    clock.set(2026, 6, 2)
    page = client.post(school.campaign_path, body, status=410, content_type="application/x-www-form-urlencoded")
    assert page.form_data("#gui-lai") == data
    assert len(page.soup.select("#gui-lai input")) == len(data)


def test_where_the_form_is_not_known_few_fields_come_back_and_none_of_giant_size(
    client: PageClient, school: School, database: Database
) -> None:
    data = answered(client.get(school.path).form_data(), G01="Cô giáo tận tình")
    noise = {f"x{number}": "" for number in range(20_000)} | {"G02": "x" * 50_000}
    del data["G02"]
    with database.writing() as session:
        session.execute(text("ALTER TABLE sending RENAME TO gone"))
    page = client.post(school.campaign_path, data | noise, status=503)
    sent = page.form_data("#gui-lai")
    assert len(page.soup.select("#gui-lai input")) == 400
    assert data.items() <= sent.items()
    assert "G02" not in sent
