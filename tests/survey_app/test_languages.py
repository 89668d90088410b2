"""A respondent's journey in English, through HTTP; staff and whoever asks for nothing read Vietnamese."""

import datetime as dt
from collections.abc import Iterator

import pytest
from bs4 import BeautifulSoup, Comment
from flask import Flask, render_template_string
from sqlalchemy import select, update

from questionnaires import Questionnaire, translated
from survey_app.db import Database
from survey_app.languages import languages
from survey_app.models import Instrument, Response, Sending
from tests.conftest import Clock
from tests.factories import make_account, make_department
from tests.pages import Page, PageClient
from tests.respondents import PARENTS, PUPILS, TOKEN, School, add_school, answered, stored
from tests.staff import sign_in

ENGLISH = translated(PARENTS, "en")
LETTERS = set("ăâđêôơưàáảãạằắẳẵặầấẩẫậèéẻẽẹềếểễệìíỉĩịòóỏõọồốổỗộờớởỡợùúủũụừứửữựỳýỷỹỵ")
# what is called so in every language
NAMES = ("Trường Tiểu học Hoa Ban", "Sở Giáo dục và Đào tạo", "Khảo sát năm 2026", "Thước Đo", "Điểm trả lời", "QĐ-BNV")
SPOKEN_ATTRIBUTES = ("aria-label", "title", "placeholder", "alt", "value", "content")


def find_vietnamese(page: Page) -> list[str]:
    """Every text of a page that a reader of English would stumble over, wherever it stands."""
    return [text for text in _texts(page.soup) if LETTERS & set(_without_names(text).casefold())]


def _texts(soup: BeautifulSoup) -> Iterator[str]:
    for text in soup.find_all(string=True):
        if not isinstance(text, Comment) and text.find_parent(lang="vi") is None:
            yield str(text)
    for tag in soup.find_all(True):
        for name, value in tag.attrs.items():
            if name in SPOKEN_ATTRIBUTES or name.startswith("data-"):
                yield str(value)


def _without_names(text: str) -> str:
    for name in NAMES:
        text = text.replace(name, "")
    return text


def language_of(page: Page) -> str:
    assert page.soup.html is not None
    return str(page.soup.html["lang"])


def test_a_parent_answers_in_english_from_the_poster_to_the_receipt(
    client: PageClient, school: School, database: Database
) -> None:
    form = client.get(f"{school.path}?lang=en")
    assert language_of(form) == "en"
    assert form.heading == "Satisfaction survey for parents of primary school pupils"
    labels = [label.get_text(strip=True) for label in form.soup.select("fieldset#A01 label")]
    assert labels == [
        "Very satisfied",
        "Satisfied",
        "Neutral",
        "Dissatisfied",
        "Very dissatisfied",
        "Does not apply / I don’t know",
    ]
    assert [legend.get_text(strip=True) for legend in form.soup.select("fieldset legend")][:2] == [
        ENGLISH.dimension_items[0].text,
        ENGLISH.dimension_items[1].text,
    ]
    assert "A draft written by Thước Đo" in form.text
    assert not find_vietnamese(form)
    address = form.soup.select_one("form#phieu")["action"]
    assert address == f"{school.campaign_path}?lang=en"

    faulty = client.post(address, answered(form.form_data(), F02="150"), status=422)
    assert language_of(faulty) == "en"
    assert "Your answers have not been sent" in faulty.text
    assert faulty.soup.select_one("#F02-loi").get_text() == "Please write a whole number from 0 to 100."
    assert not find_vietnamese(faulty)

    reminded = client.post(address, answered(faulty.form_data(), A01=""), status=422)
    assert "Questions not answered yet: 1" in reminded.text
    assert not find_vietnamese(reminded)

    thanks = client.post(address, answered(reminded.form_data()))
    assert thanks.heading == "Your answers have been received"
    assert thanks.soup.select_one("[data-receipt]") is not None
    assert not find_vietnamese(thanks)
    with database.reading() as session:
        assert session.scalars(select(Sending.language)).all() == ["en"]


def test_the_language_of_the_page_makes_no_difference_to_what_is_stored(
    client: PageClient, school: School, database: Database
) -> None:
    choices = {item.code: str(number % 5 + 1) for number, item in enumerate(PARENTS.dimension_items)}
    for query in ("", "?lang=en"):
        page = client.get(school.path + query)
        data = answered(page.form_data(), **choices, H01="2", grade="3", F02="70")
        client.post(page.soup.select_one("form#phieu")["action"], data)
    with database.reading() as session:
        rows = session.execute(select(Response.sheet, Response.percents, Response.grade)).all()
        assert len(rows) == 2
        assert rows[0] == rows[1]
        assert sorted(session.scalars(select(Sending.language))) == ["en", "vi"]


def test_changing_the_language_keeps_every_answer_and_stores_nothing(
    client: PageClient, school: School, database: Database
) -> None:
    page = client.get(school.path)
    switch = page.soup.select_one("button[name=switch_to]")
    assert (switch["value"], switch.get_text(strip=True), switch["lang"]) == ("en", "English", "en")
    data = answered(page.form_data(), A02="", F02="70", G01="Thầy cô tận tâm", H01="1", grade="2", switch_to="en")
    english = client.post(school.campaign_path, data)
    assert language_of(english) == "en"
    kept = english.form_data()
    assert kept == {name: value for name, value in data.items() if name != "switch_to" and value} | {"G02": "", "G03": ""} | {
        name: kept[name] for name in kept if not data.get(name)
    }
    assert "A02" not in kept
    assert stored(database, Response) == 0
    back = client.post(english.soup.select_one("form#phieu")["action"], kept | {"switch_to": "vi"})
    assert language_of(back) == "vi"
    assert back.form_data() == kept
    assert back.soup.select_one("form#phieu")["action"] == school.campaign_path
    client.post(school.campaign_path, back.form_data() | {"A02": "5"})
    assert stored(database, Response) == 1


def test_pages_in_two_languages_do_not_mix(client: PageClient, school: School) -> None:
    """Blank cards are rendered once and kept: for each language its own."""
    for _ in range(2):
        assert client.get(f"{school.path}?lang=en").soup.select_one("fieldset#A01 legend").get_text() == ENGLISH.items[0].text
        assert client.get(school.path).soup.select_one("fieldset#A01 legend").get_text() == PARENTS.items[0].text


@pytest.mark.parametrize("asked", ["xx", "", "vi", "EN", "../en", "en%00", "<script>"])
def test_an_unknown_language_is_answered_in_vietnamese(asked: str, client: PageClient, school: School) -> None:
    page = client.get(f"{school.path}?lang={asked}")
    assert language_of(page) == "vi"
    assert page.heading == PARENTS.title
    assert page.soup.select_one("form#phieu")["action"] == school.campaign_path


def test_where_the_questionnaire_is_not_translated_the_whole_page_is_vietnamese(
    client: PageClient, school: School, database: Database
) -> None:
    """An older instrument asked otherwise: neither its English words nor an English frame around Vietnamese questions."""
    older = Questionnaire.model_validate(PARENTS.model_dump() | {"title": "Phiếu hỏi ý kiến cha mẹ học sinh tiểu học"})
    with database.writing() as session:
        instrument = session.scalars(select(Instrument).where(Instrument.code == PARENTS.code)).one()
        session.execute(
            update(Instrument).where(Instrument.id == instrument.id).values(digest=older.digest, content=older.to_json())
        )
    page = client.get(f"{school.path}?lang=en")
    assert language_of(page) == "vi"
    assert page.heading == older.title
    assert "English" not in page.text
    faulty = client.post(f"{school.campaign_path}?lang=en", answered(page.form_data(), F02="150"), status=422)
    assert "Xin ghi một số nguyên từ 0 đến 100." in faulty.text
    client.post(f"{school.campaign_path}?lang=en", answered(faulty.form_data()))
    with database.reading() as session:
        assert session.scalars(select(Sending.language)).all() == ["vi"]


def test_the_choice_between_questionnaires_is_in_english(client: PageClient, database: Database) -> None:
    add_school(database, levels="TH,THCS", name="Trường Tiểu học Hoa Ban")
    page = client.get(f"/k/{TOKEN}?lang=en")
    assert page.heading == "Choose your questionnaire"
    links = page.soup.select("ul.choices a")
    assert len(links) == 3
    assert all("lang=en" in link["href"] for link in links)
    assert not find_vietnamese(page)
    pupils = next(link for link in links if "I am a lower secondary school pupil" in link.get_text())
    form = client.get(pupils["href"])
    assert form.heading == translated(PUPILS, "en").title
    assert not find_vietnamese(form)


def test_days_are_written_as_english_readers_write_them(client: PageClient, school: School, clock: Clock) -> None:
    clock.set(2026, 5, 1)
    planned = client.get(f"{school.path}?lang=en", status=403)
    assert "10 May 2026" in planned.text
    assert not find_vietnamese(planned)
    assert "10/05/2026" in client.get(school.path, status=403).text
    clock.set(2026, 6, 20)
    closed = client.get(f"{school.path}?lang=en", status=410)
    assert "31 May 2026" in closed.text
    assert not find_vietnamese(closed)


def test_answers_that_come_too_late_are_told_so_in_english(client: PageClient, school: School, clock: Clock) -> None:
    form = client.get(f"{school.path}?lang=en")
    clock.set(2026, 6, 20)
    unsent = client.post(f"{school.campaign_path}?lang=en", answered(form.form_data(), G01="Good teachers"), status=410)
    assert "31 May 2026" in unsent.text
    assert "Good teachers" in unsent.text
    assert not find_vietnamese(unsent)


@pytest.mark.parametrize(("query", "words"), [("", "12.345 – 05/06/2026"), ("?lang=en", "12,345 – 5 June 2026")])
def test_counts_and_days_follow_the_language_of_the_page(query: str, words: str, app: Flask) -> None:
    with app.test_request_context(f"/{query}"):
        assert render_template_string("{{ 12345 | count }} – {{ day | date }}", day=dt.date(2026, 6, 5)) == words


@pytest.mark.parametrize("path", ["/", "/?code=ZZZZZZZZ", "/?code=ZZZZZZZZZZZZ", "/tro-giup", "/rieng-tu", "/bien-nhan"])
def test_pages_for_everybody_are_in_english(path: str, client: PageClient, school: School) -> None:
    page = client.get(f"{path}{'&' if '?' in path else '?'}lang=en", status=422 if "code" in path else 200)
    assert language_of(page) == "en"
    assert not find_vietnamese(page)


def test_the_page_that_turns_a_kiosk_on_is_in_english(client: PageClient, school: School) -> None:
    page = client.get(f"/kiosk/{TOKEN}?lang=en")
    assert page.heading == "Turn on the answering point"
    assert not find_vietnamese(page)


def test_a_typed_code_leads_on_in_the_same_language(client: PageClient, school: School) -> None:
    home = client.get("/?lang=en")
    assert home.form_data(".code-form") == {"code": ""}
    found = client.post(home.soup.select_one(".code-form")["action"], {"code": TOKEN}, status=303)
    assert found.headers["Location"] == f"{school.path}?lang=en"


def test_errors_on_respondents_pages_are_in_their_language(client: PageClient, school: School) -> None:
    missing = client.get("/k/ZZZZZZZZ?lang=en", status=404)
    assert missing.heading == "This page was not found"
    assert language_of(missing) == "en"
    assert not find_vietnamese(missing)
    assert client.get("/k/ZZZZZZZZ", status=404).heading == "Không tìm thấy trang này"


def test_staff_pages_stay_vietnamese(client: PageClient, database: Database) -> None:
    with database.writing() as session:
        make_account(session, "van-phong", make_department(session)["SO"])
    assert language_of(client.get("/sign-in?lang=en")) == "vi"
    sign_in(client, "van-phong")
    page = client.get("/department?lang=en")
    assert language_of(page) == "vi"
    assert "lang=en" not in str(page.soup)


def test_no_language_is_kept_between_pages(client: PageClient, school: School) -> None:
    page = client.get(f"{school.path}?lang=en")
    assert "Set-Cookie" not in page.headers
    assert language_of(client.get(school.path)) == "vi"
    assert "Vary" not in page.headers or "Accept-Language" not in page.headers["Vary"]


def test_english_is_offered() -> None:
    assert languages() == ("vi", "en")
