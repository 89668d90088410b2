"""Answering, through HTTP, as a phone without scripts does it."""

import secrets
import unicodedata
from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import func, select

from questionnaires.loader import load_shipped
from survey_app.db import Database
from survey_app.models import Comment, Response, Sending
from tests.conftest import Clock
from tests.pages import PageClient
from tests.respondents import PARENTS, PUPILS, TOKEN, School, add_school, answered, stored


def test_the_link_of_a_poster_opens_the_questionnaire_at_once(client: PageClient, school: School) -> None:
    page = client.get(school.path)
    assert page.heading == PARENTS.title
    assert "Trường Tiểu học Hoa Ban" in page.text
    assert "ẩn danh" in page.text
    assert f"khoảng {PARENTS.minutes} phút" in page.text
    assert page.text.count("dự thảo") == 1, "own wording must be shown as a draft"
    assert not page.soup.select("input[checked]"), "nothing may be chosen beforehand"
    assert (
        "Các câu hỏi sau chỉ để biết nhóm nào đã trả lời và tính kết quả cho đúng tỷ lệ, không để biết ai trả lời" in page.text
    )
    assert "Các ô dưới đây có thể bỏ trống. Để giữ ẩn danh, xin đừng ghi tên người" in page.text
    for item in PARENTS.dimension_items:
        labels = [label.get_text(strip=True) for label in page.soup.select(f"fieldset#{item.code} label")]
        assert labels == [
            "Rất hài lòng",
            "Hài lòng",
            "Bình thường",
            "Không hài lòng",
            "Rất không hài lòng",
            "Không áp dụng / không biết",
        ]


def test_a_typed_code_may_be_lower_case_with_a_hyphen(client: PageClient, school: School) -> None:
    assert client.get("/k/k4m7-p2q9").heading == PARENTS.title


def test_a_slash_after_the_code_changes_nothing(client: PageClient, school: School, database: Database) -> None:
    for path in (school.path, school.campaign_path):
        for way in (path, path.replace("/k/", "/q/")):
            assert client.get(f"{way}/").heading == PARENTS.title
    data = answered(client.get(f"{school.path}/").form_data())
    assert client.post(f"{school.campaign_path}/", data).heading == "Đã nhận phiếu"
    with database.reading() as session:
        assert session.scalar(select(func.count()).select_from(Response)) == 1


def test_an_answered_questionnaire_is_stored_once_and_thanked_for(
    client: PageClient, school: School, database: Database
) -> None:
    page = client.get(school.path)
    data = answered(page.form_data(), F02="90 %", G01="Cô giáo tận tình", grade="3", H01="1", B04="0")
    thanks = client.post(school.campaign_path, data)
    assert thanks.heading == "Đã nhận phiếu"
    with database.reading() as session:
        response = session.scalars(select(Response)).one()
        comment = session.scalars(select(Comment)).one()
    position = [item.code for item in PARENTS.closed_items].index("B04")
    assert response.sheet[position] == "0"
    assert response.sheet.count("4") == len(PARENTS.dimension_items)  # all but B04, and F01
    assert response.percents == "90"
    assert response.grade == "3"
    assert (comment.item_code, comment.text) == ("G01", "Cô giáo tận tình")


def test_sending_twice_stores_once_and_shows_the_same_receipt(client: PageClient, school: School, database: Database) -> None:
    data = answered(client.get(school.path).form_data(), G03="Cảm ơn nhà trường")
    first, second = client.post(school.campaign_path, data), client.post(school.campaign_path, data)
    assert first.soup.select_one("[data-receipt]").text == second.soup.select_one("[data-receipt]").text
    assert [stored(database, table) for table in (Response, Sending, Comment)] == [1, 1, 1]


def test_another_parent_on_the_same_phone_gets_another_receipt(client: PageClient, school: School, database: Database) -> None:
    receipts = {
        client.post(school.campaign_path, answered(client.get(school.path).form_data())).soup.select_one(".receipt strong").text
        for _ in range(2)
    }
    assert len(receipts) == 2
    assert stored(database, Response) == 2


def test_blank_items_are_asked_for_once_and_then_accepted(client: PageClient, school: School, database: Database) -> None:
    data = answered(client.get(school.path).form_data(), A02="", F02="")
    del data["A02"]
    reminder = client.post(school.campaign_path, data, status=422)
    assert "Còn 2 câu chưa trả lời" in reminder.text
    assert [link["href"] for link in reminder.soup.select(".notice a")] == ["#A02", "#F02"]
    assert stored(database, Response) == 0
    kept = reminder.form_data()
    assert kept["A01"] == "4"
    assert client.post(school.campaign_path, kept).heading == "Đã nhận phiếu"
    assert stored(database, Response) == 1


def test_a_blank_questionnaire_is_accepted_after_the_reminder(client: PageClient, school: School, database: Database) -> None:
    reminder = client.post(school.campaign_path, client.get(school.path).form_data(), status=422)
    client.post(school.campaign_path, reminder.form_data())
    with database.reading() as session:
        assert set(session.scalars(select(Response)).one().sheet) == {"-"}


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("A01", "6", "không có trong các lựa chọn"),
        ("A01", "4 ' OR 1=1", "không có trong các lựa chọn"),
        ("H01", "0", "không có trong các lựa chọn"),
        ("grade", "12", "không có trong các lựa chọn"),
        ("F02", "101", "từ 0 đến 100"),
        ("F02", "-5", "từ 0 đến 100"),
        ("F02", "٨٥", "từ 0 đến 100"),
        ("G01", "x" * 2001, "dài quá 2000 ký tự"),
        ("G01", "a\x00b", "không đọc được"),
        ("csrf_token", "wrong", "bấm “Gửi phiếu” lần nữa"),
        ("sending_key", "short", "bấm “Gửi phiếu” lần nữa"),
        ("email", "a@b.vn", "ô không thuộc mẫu này"),
    ],
)
def test_bad_input_is_explained_keeps_every_answer_and_stores_nothing(
    client: PageClient, school: School, database: Database, field: str, value: str, message: str
) -> None:
    data = answered(client.get(school.path).form_data(), G02="Nhà vệ sinh") | {field: value}
    page = client.post(school.campaign_path, data, status=422)
    assert message in page.text
    assert page.soup.title.text.startswith("Lỗi:")
    assert stored(database, Response) + stored(database, Sending) + stored(database, Comment) == 0
    kept = page.form_data()
    assert kept["D01"] == "4"
    assert kept["G02"] == "Nhà vệ sinh"


def test_a_stale_page_goes_through_at_the_second_try(client: PageClient, school: School, database: Database) -> None:
    data = answered(client.get(school.path).form_data()) | {"csrf_token": "old", "sending_key": "!"}
    again = client.post(school.campaign_path, data, status=422)
    assert client.post(school.campaign_path, again.form_data()).heading == "Đã nhận phiếu"
    assert stored(database, Response) == 1


@pytest.mark.parametrize("headers", [{"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://evil.example"}])
def test_another_site_cannot_send(client: PageClient, school: School, database: Database, headers: dict[str, str]) -> None:
    client.post(school.campaign_path, answered(client.get(school.path).form_data()), status=422, headers=headers)
    assert stored(database, Response) == 0


@pytest.mark.parametrize("headers", [{"Origin": "null"}, {"Origin": "http://localhost"}, {"Sec-Fetch-Site": "same-origin"}])
def test_browsers_of_all_kinds_can_send(
    client: PageClient, school: School, database: Database, headers: dict[str, str]
) -> None:
    client.post(school.campaign_path, answered(client.get(school.path).form_data()), headers=headers)
    assert stored(database, Response) == 1


def test_a_token_of_one_school_does_not_open_anothers_form(
    client: PageClient, school: School, database: Database, clock: Clock
) -> None:
    stolen = answered(client.get(school.path).form_data())
    add_school(database, token="M2N3P4Q5", code="S2")
    number = school.campaign_path.rsplit("/", 1)[1]
    client.get(f"/k/M2N3P4Q5/{number}", status=404)
    client.post(f"/k/M2N3P4Q5/{number}", stolen, status=404)
    assert stored(database, Response) == 0


@pytest.mark.parametrize("body", [b"\x00\xff\xfe" * 100, b"", b"%PDF-1.7"])
def test_binary_and_empty_bodies_are_refused(client: PageClient, school: School, database: Database, body: bytes) -> None:
    for content_type in ("application/x-www-form-urlencoded", "application/octet-stream", "multipart/form-data; boundary=x"):
        client.post(school.campaign_path, body, status=422, content_type=content_type)
    assert stored(database, Response) == 0


def test_five_megabytes_are_refused(client: PageClient, school: School, database: Database) -> None:
    client.post(school.campaign_path, {"G01": "x" * 5_000_000}, status=413)
    assert stored(database, Response) == 0


def test_an_answer_given_twice_is_refused(client: PageClient, school: School, database: Database) -> None:
    data = [*answered(client.get(school.path).form_data()).items(), ("A01", "1")]
    body = "&".join(f"{name}={value}" for name, value in data)
    client.post(school.campaign_path, body, status=422, content_type="application/x-www-form-urlencoded")
    assert stored(database, Response) == 0


def test_unknown_query_parameters_are_ignored(client: PageClient, school: School) -> None:
    assert client.get(f"{school.path}?utm_source=zalo&x=1").heading == PARENTS.title


def test_what_is_stored_is_composed(client: PageClient, school: School, database: Database) -> None:
    data = answered(client.get(school.path).form_data(), G01=unicodedata.normalize("NFD", "Ổn, tiếng Việt đủ dấu"))
    client.post(school.campaign_path, data)
    with database.reading() as session:
        assert session.scalars(select(Comment.text)).one() == "Ổn, tiếng Việt đủ dấu"


def test_closed_not_yet_open_and_unknown_links_say_so(client: PageClient, school: School, clock: Clock) -> None:
    form = answered(client.get(school.path).form_data())
    clock.set(2026, 5, 1)
    page = client.get(school.path, status=403)
    assert page.heading == "Chưa đến đợt khảo sát"
    assert "10/05/2026" in page.text
    client.post(school.campaign_path, form, status=403)
    clock.set(2026, 6, 2)
    page = client.get(school.path, status=410)
    assert page.heading == "Đợt khảo sát đã kết thúc"
    assert "31/05/2026" in page.text
    client.post(school.campaign_path, form, status=410)
    client.get("/k/ZZZZZZZZ", status=404)
    client.get("/k/22222222", status=404)


def test_who_was_answering_at_midnight_is_still_heard(
    client: PageClient, school: School, database: Database, clock: Clock
) -> None:
    clock.set(2026, 5, 31, 23, 58)
    form = answered(client.get(school.path).form_data())
    clock.set(2026, 6, 1, 0, 50)
    client.get(school.path, status=410)
    client.post(school.campaign_path, form)
    assert stored(database, Response) == 1
    clock.set(2026, 6, 1, 1, 1)
    client.post(school.campaign_path, form | {"sending_key": "of-somebody-who-came-later"}, status=410)
    assert stored(database, Response) == 1


def test_a_school_of_two_kinds_of_respondent_offers_a_choice(client: PageClient, database: Database, clock: Clock) -> None:
    add_school(database, name="Trường THCS Măng Đen", levels="THCS")
    page = client.get(f"/k/{TOKEN}")
    assert page.heading == "Chọn phiếu khảo sát"
    links = page.soup.select(".choices a")
    assert [link.strong.text for link in links] == [load_shipped()[c].audience_label for c in ("THCS-PH", "THCS-HS")]
    form = client.get(links[1]["href"])
    assert form.heading == PUPILS.title
    assert "Không ai biết phiếu nào là của em" in form.text
    assert "Để giữ ẩn danh, em đừng ghi tên người" in form.text
    assert "Câu hỏi sau chỉ để tính kết quả cho đúng tỷ lệ giữa các khối; có thể bỏ qua." in form.text
    assert client.post(form.soup.form["action"], answered(form.form_data(), PUPILS)).heading == "Đã nhận phiếu"


def test_the_channel_is_told_by_the_address_alone(client: PageClient, school: School, database: Database) -> None:
    for path in (school.path.replace("/k/", "/q/"), school.path):
        client.post(school.campaign_path, answered(client.get(path).form_data()))
    with database.reading() as session:
        assert sorted(session.scalars(select(Response.channel))) == ["link", "qr"]


def test_the_honeypot_marks_and_never_refuses(client: PageClient, school: School, database: Database) -> None:
    client.post(school.campaign_path, answered(client.get(school.path).form_data(), website="http://spam.example"))
    with database.reading() as session:
        assert session.scalars(select(Response.honeypot)).one() is True


def test_pace_is_kept_as_one_of_five_classes(client: PageClient, school: School, database: Database, clock: Clock) -> None:
    quick = answered(client.get(school.path).form_data())
    client.post(school.campaign_path, quick)
    slow = answered(client.get(school.path).form_data())
    clock.set(2026, 5, 12, 9, 5)
    client.post(school.campaign_path, slow)
    forged = answered(client.get(school.path).form_data(), began="99999999999")
    client.post(school.campaign_path, forged)
    with database.reading() as session:
        assert sorted(session.scalars(select(Response.pace))) == [0, 1, 3]


def test_respondents_get_no_cookie(app: Flask, school: School) -> None:
    browser = app.test_client()
    page = browser.get(school.path)
    assert "Set-Cookie" not in page.headers
    assert "Set-Cookie" not in browser.post(school.campaign_path, data={"A01": "4"}).headers
    assert "Cookie" not in page.headers.get("Vary", "")


def test_a_respondents_page_is_found_in_no_cache(client: PageClient, school: School) -> None:
    assert client.get(school.path).headers["Cache-Control"] == "no-store"


def test_a_hall_of_parents_behind_one_address_is_counted_whole(
    app: Flask, school: School, database: Database, new_client: Callable[[], PageClient]
) -> None:
    """A hall of parents behind one address: nobody is refused."""
    data = answered(new_client().get(school.path).form_data())
    browser = app.test_client()
    for _ in range(100):
        assert browser.post(school.campaign_path, data=data | {"sending_key": secrets.token_urlsafe(24)}).status_code == 200
    assert stored(database, Response) == stored(database, Sending) == 100
