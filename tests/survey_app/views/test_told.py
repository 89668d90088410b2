"""What went wrong and what was done is heard: in the title, by the focus, at the field; and what looks alike is told apart."""

import pytest
from sqlalchemy import select, update

from survey_app.campaigns.slips import slips_for
from survey_app.db import Database
from survey_app.models import Campaign, Participation, Unit
from tests.factories import fill, make_campaign
from tests.pages import Page, PageClient
from tests.staff import sign_in


def notice_of(page: Page) -> str:
    """The words that take the focus; there is one such place on a page."""
    (focused,) = page.soup.select("main [autofocus]")
    assert (focused.get("role"), focused.get("tabindex")) in (("alert", "-1"), ("status", "-1"))
    return str(focused.get_text(" ", strip=True))


def test_a_wrong_code_and_a_wrong_password_are_told_in_the_title_and_at_the_field(
    database: Database, client: PageClient
) -> None:
    fill(database, answers=0)
    wrong_code = client.post("/", {"code": "2222-2222"}, status=422)
    data = client.get("/sign-in").form_data() | {"username": "th1", "password": "sai"}
    wrong_password = client.post("/sign-in", data, status=422)
    for page, field in ((wrong_code, "#code"), (wrong_password, "#username"), (wrong_password, "#password")):
        assert page.soup.title.text.startswith("Lỗi: ")
        described = page.soup.select_one(field)["aria-describedby"].split()[0]
        assert page.soup.select_one(f"#{described}").get_text(" ", strip=True) == notice_of(page)
    for path in ("/", "/sign-in"):
        assert "Lỗi" not in client.get(path).soup.title.text


def test_a_refused_number_of_slips_and_a_missing_tick_are_marked_where_they_are(database: Database, client: PageClient) -> None:
    url = f"/unit/slips/{fill(database, answers=0)['TH1']}"
    with database.writing() as session:
        session.execute(update(Campaign).values(access="codes"))
    token = sign_in(client, "th1").get(url).form_data("form[data-once]")
    page = client.post(url, token | {"deed": "issue", "number-": "mười"}, status=422)
    assert page.soup.title.text.startswith("Lỗi: ")
    assert page.soup.select_one("[name='number-']")["aria-invalid"] == "true"
    assert "số nguyên" in notice_of(page)
    client.client.post(url, data=token | {"deed": "issue", "number-": "3"})
    page = client.post(url, token | {"deed": "withdraw"}, status=422)
    assert page.soup.select_one("#sure")["aria-invalid"] == "true"
    assert not page.soup.select("[name='number-'][aria-invalid]")


@pytest.mark.parametrize(
    ("deed", "words"),
    [("write", "Đã lưu nháp."), ("write-and-publish", "Việc đã xong hiện ở đầu phiếu từ bây giờ.")],
)
def test_a_deed_that_was_done_is_told_once_on_the_page_that_follows(
    database: Database, client: PageClient, deed: str, words: str
) -> None:
    fill(database, answers=0)
    token = sign_in(client, "th1").get("/unit/actions").form_data()["csrf_token"]
    data = {"csrf_token": token, "deed": deed, "text": "Sửa 12 vòi nước.", "state": "done"}
    place = client.post("/unit/actions", data, status=302).headers["Location"]
    assert words in notice_of(client.get(place))
    for address in (place, f"{place}?done={deed}"):
        assert not client.get(address).soup.select("[autofocus]"), "not again, and never because an address says so"


def test_two_campaigns_with_one_questionnaire_are_told_apart_on_the_page_and_on_slips(
    database: Database, client: PageClient
) -> None:
    number = fill(database, answers=0)["TH1"]
    with database.reading() as session:
        token = session.scalars(select(Unit.link_token).where(Unit.code == "TH1")).one()
        sheets = slips_for(session, session.get_one(Participation, number), {}, public_url="http://localhost")
    assert sheets.choice == "", "nothing else is open"
    with database.writing() as session:
        make_campaign(session, code="2026B").name = "Khảo sát lần hai"
        session.execute(update(Campaign).where(Campaign.code == "2026").values(access="codes"))
    choices = [link.get_text(" ", strip=True) for link in client.get(f"/k/{token}").soup.select(".choices a")]
    assert len(choices) == 2
    (second,) = (words for words in choices if "Khảo sát lần hai" in words)
    (first,) = (words for words in choices if "Khảo sát sự hài lòng năm 2026." in words)
    assert ("có mã" in first, "có mã" in second) == (True, False)
    with database.reading() as session:
        sheets = slips_for(session, session.get_one(Participation, number), {}, public_url="http://localhost")
    assert sheets.choice.endswith(", Khảo sát sự hài lòng năm 2026")
