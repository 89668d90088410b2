"""The pages for everybody: the first page, what is kept, and whether a form arrived."""

import io
import logging

import pytest
from flask import Flask
from sqlalchemy import text

from survey_app.db import Database
from survey_app.models import Base
from tests.conftest import Clock
from tests.factories import fill
from tests.pages import Page, PageClient
from tests.respondents import School, answered
from tests.staff import sign_in

RECORDED = "Phiếu mang mã này đã được ghi nhận"
NOT_FOUND = "Không tìm thấy mã này"


def send(client: PageClient, school: School) -> str:
    """Answer the form and return the receipt."""
    form = client.get(school.path)
    page = client.post(school.campaign_path, answered(form.form_data("#phieu")))
    return str(page.soup.select_one("[data-receipt], .receipt strong").get_text(strip=True))


def look_up(client: PageClient, receipt: str) -> Page:
    return client.post("/bien-nhan", {"receipt": receipt})


@pytest.mark.parametrize("path", ["/", "/tro-giup", "/rieng-tu", "/bien-nhan"])
def test_pages_for_everybody_set_no_cookie_and_come_before_any_unit_exists(client: PageClient, path: str) -> None:
    page = client.get(path)
    assert "Set-Cookie" not in page.headers
    assert page.soup.select_one("a[href='/rieng-tu']")
    assert page.soup.select_one("a[href='/bien-nhan']")


def test_the_first_page_still_leads_from_a_code_to_its_questionnaire(client: PageClient, school: School) -> None:
    page = client.get("/?code=k4m7-p2q9", status=302)
    assert page.headers["Location"] == school.path
    assert "Không có mã này" in client.get("/?code=22222222", status=422).text


def test_a_typed_code_stands_in_no_address(client: PageClient, school: School) -> None:
    form = client.get("/").soup.select_one(".code-form")
    assert (form["method"], form["action"]) == ("post", "/")
    page = client.post("/", {"code": "k4m7-p2q9"}, status=303)
    assert page.headers["Location"] == school.path
    wrong = client.post("/", {"code": "2222-2222"}, status=422)
    assert "Không có mã này" in wrong.text
    assert wrong.soup.select_one("#code")["value"] == "2222-2222"
    assert "Set-Cookie" not in wrong.headers


@pytest.mark.parametrize("typed", ["QXRT-47HM-Z9K2", "qxrt 47hm z9k2", "QXRT47HMZ9K"])
def test_the_code_of_a_slip_is_told_its_place_and_is_not_repeated(client: PageClient, school: School, typed: str) -> None:
    for page in (client.post("/", {"code": typed}, status=422), client.get("/", query_string={"code": typed}, status=422)):
        assert "mã trên phiếu mời, không nhập ở ô này" in page.text
        assert "47" not in str(page.soup).upper().split("<MAIN", 1)[1]
        assert page.headers["Cache-Control"] == "no-store"


def test_the_first_page_leads_staff_to_their_pages(database: Database, client: PageClient) -> None:
    fill(database, answers=0)
    assert client.get("/").soup.select_one("a[href='/sign-in']")
    sign_in(client, "th1")
    assert client.get("/").soup.select_one("main a[href='/unit']")


def test_a_receipt_is_found_however_it_is_typed(client: PageClient, school: School) -> None:
    receipt = send(client, school)
    digits = "".join(filter(str.isdigit, receipt))
    assert len(digits) == 10
    for typed in (receipt, digits, f" {digits[:4]}.{digits[4:7]}.{digits[7:]} ", "-".join(digits)):
        page = look_up(client, typed)
        assert RECORDED in page.text
        assert NOT_FOUND not in page.text


@pytest.mark.parametrize("typed", ["", "12345", "0000000000", "0000 000 000 0", "mười chữ số", "' OR 1=1 --", "9" * 5000])
def test_whatever_is_no_receipt_of_ours_gets_the_same_answer(client: PageClient, school: School, typed: str) -> None:
    send(client, school)
    page, unknown = look_up(client, typed), look_up(client, "0000 000 001")
    assert (page.status, page.soup.select_one("[role=alert]").text) == (
        unknown.status,
        unknown.soup.select_one("[role=alert]").text,
    )
    assert RECORDED not in page.text


def test_a_part_of_a_receipt_tells_nothing(client: PageClient, school: School) -> None:
    digits = "".join(filter(str.isdigit, send(client, school)))
    for part in (digits[:9], digits[1:], digits + "0", f"{digits[:9]}%", f"{digits[:9]}_"):
        assert NOT_FOUND in look_up(client, part).text


def test_a_receipt_leads_to_nothing_but_that_a_form_was_sent(client: PageClient, school: School, clock: Clock) -> None:
    receipt = send(client, school)
    clock.set(2026, 9, 1)  # long after closing
    page = look_up(client, receipt)
    assert RECORDED in page.text
    for telling in ("Hoa Ban", "2026", "tháng", "K4M7P2Q9", "".join(filter(str.isdigit, receipt)), receipt):
        assert telling not in str(page.soup)


def test_the_look_up_leaves_no_trace(app: Flask, client: PageClient, school: School, database: Database) -> None:
    receipt = send(client, school)
    digits = "".join(filter(str.isdigit, receipt))
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    root = logging.getLogger()
    root.addHandler(handler)
    previous, root.level = root.level, logging.DEBUG
    before = everything(database)
    try:
        page = look_up(client, receipt)
    finally:
        root.removeHandler(handler)
        root.setLevel(previous)
    assert everything(database) == before
    for spelling in (digits, receipt, digits[:4] + " " + digits[4:7]):
        assert spelling not in before
        assert spelling not in stream.getvalue()
    assert "Set-Cookie" not in page.headers
    assert "Location" not in page.headers
    assert page.headers["Cache-Control"] == "no-store"


def test_found_and_not_found_have_the_same_status_and_a_question_in_the_address_is_none(
    client: PageClient, school: School
) -> None:
    receipt = send(client, school)
    assert look_up(client, receipt).status == look_up(client, "0000000001").status == 200
    page = client.get(f"/bien-nhan?receipt={receipt.replace(' ', '')}")
    assert RECORDED not in page.text
    assert NOT_FOUND not in page.text


def test_what_was_typed_comes_back_as_text_where_it_was_not_found(client: PageClient) -> None:
    page = look_up(client, '"><b>1234')
    assert page.soup.select_one("#ma")["value"] == '"><b>1234'


def test_the_privacy_page_names_the_department_and_its_contact(app: Flask, client: PageClient, school: School) -> None:
    assert "xin hỏi nhà trường hoặc Sở Giáo dục và Đào tạo" in client.get("/rieng-tu").text
    app.config["CONTACT"] = "điện thoại <0260> 386 2000"
    assert "Sở Giáo dục và Đào tạo, điện thoại <0260> 386 2000" in client.get("/rieng-tu").text


def test_every_page_of_a_respondent_leads_to_what_is_kept(client: PageClient, school: School, clock: Clock) -> None:
    pages = [client.get(school.path)]
    pages.append(client.post(school.campaign_path, answered(pages[0].form_data("#phieu"))))
    clock.set(2026, 6, 20)
    pages.append(client.get(school.path, status=410))
    for page in pages:
        assert page.soup.select_one("a[href='/rieng-tu']"), page.heading


def everything(database: Database) -> str:
    with database.reading() as session:
        session.execute(text("SELECT 1"))
        return " ".join(repr(row) for table in Base.metadata.sorted_tables for row in session.execute(table.select()))
