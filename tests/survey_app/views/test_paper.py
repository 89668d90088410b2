"""The pages on which a unit prints forms, types them, compares two entries and closes a batch."""

import datetime as dt
import json
from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select

from survey_app.collecting.paper_entry import typed_from
from survey_app.db import Database
from survey_app.models import AuditEntry, Campaign, PaperBatch, PaperDraft, Response
from tests.conftest import Clock
from tests.factories import fill
from tests.pages import Page, PageClient
from tests.paper_forms import (
    PARENTS,
    compare,
    entry_of,
    open_batch,
    ready_batch,
    slips_of,
    state_of,
    type_forms,
    type_sample,
    typed_form,
)
from tests.respondents import stored
from tests.staff import sign_in

LIST = "/unit/paper"


@pytest.fixture
def school(database: Database, client: PageClient) -> int:
    """The participation of a school that has signed in."""
    participation_id = fill(database, answers=0)["TH1"]
    sign_in(client, "th1")
    return participation_id


def batch_at(batch_id: int, rest: str = "") -> str:
    return f"{LIST}/batches/{batch_id}{rest}"


def save(client: PageClient, url: str, typed: dict[str, str], *, status: int = 302) -> Page:
    page = client.get(url)
    return client.post(url, page.form_data("#entry") | typed, status=status)


def deed(client: PageClient, batch_id: int, name: str, *, status: int = 302, **fields: str) -> Page:
    token = client.get(batch_at(batch_id)).form_data(".sign-out")["csrf_token"]
    return client.post(batch_at(batch_id), {"csrf_token": token, "deed": name, **fields}, status=status)


def test_a_unit_opens_a_batch_types_it_twice_and_closes_it(client: PageClient, database: Database, school: int) -> None:
    page = client.get(LIST)
    assert "Mở xấp 1" in page.text
    location = client.post(LIST, page.form_data(".open-batch") | {"declared": "6"}, status=302).headers["Location"]
    batch_id = int(location.rpartition("/")[2])
    assert "Đã nhập 0 trên 6 phiếu" in client.get(location).text
    address = batch_at(batch_id, "/forms/1")
    for position in range(1, 7):
        assert f"Phiếu {position}/6" in client.get(address).heading
        assert f"Đã nhập {position - 1} / 6 phiếu" in client.get(address).text
        address = save(client, address, typed_form(position, G01=f"Ý kiến {position}")).headers["Location"]
    page = client.get(address)
    sample = state_of(database, batch_id).sample
    assert "Nhập lần hai 5 phiếu do máy chọn" in page.text
    for position in sample:
        again = batch_at(batch_id, f"/second/{position}")
        assert not any(field.get("value") for field in client.get(again).soup.select("#entry input[data-number]")), "blind"
        slips = slips_of(position) if position == sample[0] else {}
        address = save(client, again, typed_form(position, **slips)).headers["Location"]
    assert "So sánh hai lần nhập" in client.get(address).text
    deed(client, batch_id, "compare")
    page = client.get(batch_at(batch_id, "/comparison"))
    assert "2 / 205" in page.text
    assert "1,0% " in page.text
    assert "(0,1 – 3,5)" in page.text
    assert "5 phiếu" in page.text
    choices = page.form_data("main section form") | {"choose-A01": "1", "choose-F02": "1"}
    client.post(batch_at(batch_id, "/comparison"), choices, status=302)
    assert "Không còn chỗ nào khác nhau" in client.get(batch_at(batch_id, "/comparison")).text
    assert stored(database, Response) == 0
    deed(client, batch_id, "close")
    assert "6 phiếu đã được ghi nhận" in client.get(batch_at(batch_id)).text
    with database.reading() as session:
        rows = session.scalars(select(Response)).all()
        assert sorted(row.sheet for row in rows) == sorted(entry_of(number).sheet for number in range(1, 7))
        assert {row.channel for row in rows} == {"paper"}
        entries = {entry.action: entry.subject for entry in session.scalars(select(AuditEntry))}
    assert entries["open-paper-batch"] == "2026 TH-PH batch 1: 6 forms"
    assert entries["close-paper-batch"] == "2026 TH-PH batch 1: 6 forms"
    assert not set(json.dumps(entries)) & {"ề"}, "the log holds no answer"
    page = client.get(LIST)
    assert "Đã đóng ngày 12/05/2026" in page.text
    assert "Mở xấp 2" in page.text


def test_closing_twice_says_that_it_is_closed_and_records_once(client: PageClient, database: Database, school: int) -> None:
    batch_id = ready_batch(database, school, 6)
    deed(client, batch_id, "close")
    page = deed(client, batch_id, "close", status=409)
    assert "đã đóng ngày 12/05/2026" in page.text
    assert stored(database, Response) == 6


def test_what_no_box_offers_comes_back_with_everything_that_was_typed(
    client: PageClient, database: Database, school: int
) -> None:
    batch_id = open_batch(database, school, 3)
    typed = typed_form(1, A02="7", F02="101", G02="Sân chơi <b>hẹp</b>")
    page = save(client, batch_at(batch_id, "/forms/1"), typed, status=422)
    assert "Phiếu 1 chưa được lưu" in page.text
    assert {link["href"] for link in page.soup.select(".notice a")} == {"#A02", "#F02"}
    assert page.soup.select_one("#A02")["aria-invalid"] == "true"
    sent = page.form_data("#entry")
    assert {name: sent[name] for name in typed} == typed
    assert stored(database, PaperDraft) == 0


def test_a_form_is_corrected_until_the_batch_is_closed(client: PageClient, database: Database, school: int) -> None:
    batch_id = open_batch(database, school, 3)
    type_forms(database, batch_id, [1, 2])
    page = client.get(batch_at(batch_id, "/forms/1"))
    shown = page.form_data("#entry")
    expected = typed_from_entry(1)
    assert {name: shown[name] for name in expected} == expected
    save(client, batch_at(batch_id, "/forms/1"), {"A01": "", "A02": "0"})
    assert state_of(database, batch_id).first[1].sheet[:2] == "-0"
    assert "trống 1 câu" in client.get(batch_at(batch_id)).text
    token = page.form_data("details form")
    client.post(batch_at(batch_id, "/forms/2"), token, status=302)
    assert set(state_of(database, batch_id).first) == {1}


def test_two_clerks_at_one_form_are_told_and_nothing_is_overwritten_unread(
    client: PageClient, new_client: Callable[[], PageClient], database: Database, school: int
) -> None:
    batch_id = open_batch(database, school, 3)
    url = batch_at(batch_id, "/forms/1")
    other = sign_in(new_client(), "th1")
    ours, theirs = client.get(url).form_data("#entry"), other.get(url).form_data("#entry")
    client.post(url, ours | typed_form(1), status=302)
    other.post(url, theirs | typed_form(1), status=302)  # the same form typed by both alike: nothing to ask
    page = other.post(url, theirs | typed_form(1, A01=slips_of(1)["A01"], G01="Khác"), status=409)
    assert "vừa có người khác lưu" in page.text
    assert "Phần ý kiến cũng khác nhau" in page.text
    assert state_of(database, batch_id).first[1] == entry_of(1)
    button = page.soup.select_one("button[formaction]")
    location = other.post(button["formaction"], page.form_data("#entry") | {"deed": button["value"]}, status=302).headers
    assert location["Location"] == batch_at(batch_id, "/forms/3?saved=2"), "two sheets that bear one number"
    assert state_of(database, batch_id).first[2] == entry_of(1, A01=slips_of(1)["A01"], G01="Khác")
    other.post(url, page.form_data("#entry"), status=302)  # having read it, they may
    assert state_of(database, batch_id).first[1] == entry_of(1, A01=slips_of(1)["A01"], G01="Khác")


def test_the_number_declared_is_corrected_and_a_batch_thrown_away_only_on_purpose(
    client: PageClient, database: Database, school: int
) -> None:
    batch_id = open_batch(database, school, 4)
    type_forms(database, batch_id, [1, 2, 3])
    assert "Đã nhập 3 phiếu, nhiều hơn 2" in deed(client, batch_id, "correct-declared", declared="2", status=409).text
    deed(client, batch_id, "correct-declared", declared="3")
    assert state_of(database, batch_id).stage == "second"
    assert "Chưa xóa gì" in deed(client, batch_id, "discard", status=409).text
    deed(client, batch_id, "discard", sure="1")
    assert stored(database, PaperBatch) == stored(database, PaperDraft) == 0
    with database.reading() as session:
        assert "discard-paper-batch" in set(session.scalars(select(AuditEntry.action)))


@pytest.mark.parametrize("number", ["", "0", "501", "ba", "-3", "9" * 30])
def test_a_batch_of_no_number_is_not_opened(client: PageClient, database: Database, school: int, number: str) -> None:
    data = client.get(LIST).form_data(".open-batch") | {"declared": number}
    assert "từ 1 đến 500" in client.post(LIST, data, status=422).text
    assert stored(database, PaperBatch) == 0


def test_another_units_batches_and_forms_do_not_exist(
    client: PageClient, new_client: Callable[[], PageClient], database: Database, school: int
) -> None:
    batch_id = open_batch(database, school, 3)
    type_forms(database, batch_id, [1])
    other = sign_in(new_client(), "th2")
    token = other.get(LIST).form_data(".sign-out")["csrf_token"]
    for rest in ("", "/forms/1", "/second/1", "/comparison", "/go?position=1"):
        other.get(batch_at(batch_id, rest), status=404)
    for rest, data in (
        ("", {"deed": "discard", "sure": "1"}),
        ("", {"deed": "correct-declared", "declared": "1"}),
        ("/forms/1", {"deed": "delete"}),
        ("/forms/1", typed_form(9)),
        ("/second/1", typed_form(9)),
        ("/comparison", {"position": "1"}),
    ):
        other.post(batch_at(batch_id, rest), data | {"csrf_token": token}, status=404)
    other.post(LIST, {"csrf_token": token, "participation_id": str(school), "declared": "3", "number": "1"}, status=404)
    other.get(f"{LIST}/forms/{school}.pdf", status=404)
    assert state_of(database, batch_id).first == {1: entry_of(1)}


def test_no_deed_is_done_without_the_token_of_the_session(client: PageClient, database: Database, school: int) -> None:
    batch_id = ready_batch(database, school, 5)
    client.post(batch_at(batch_id), {"deed": "close"}, status=400)
    client.post(batch_at(batch_id, "/forms/1"), typed_form(9), status=400)
    client.post(LIST, {"participation_id": str(school), "declared": "3"}, status=400)
    assert stored(database, Response) == 0


def test_a_form_that_is_not_in_the_batch_is_not_found(client: PageClient, database: Database, school: int) -> None:
    batch_id = open_batch(database, school, 3)
    assert "không có phiếu mang số ấy" in client.get(batch_at(batch_id, "/go?position=4"), status=404).text
    assert client.get(batch_at(batch_id, "/go?position=3"), status=302).headers["Location"].endswith("/forms/3")
    client.get(batch_at(batch_id, "/forms/4"), status=404)
    client.get(batch_at(batch_id, "/second/1"), status=404)
    client.get(batch_at(99999), status=404)


def test_when_time_is_over_the_page_says_what_to_do_and_nothing_is_taken(
    app: Flask, client: PageClient, database: Database, school: int, clock: Clock
) -> None:
    batch_id = open_batch(database, school, 3)
    type_forms(database, batch_id, [1, 2])
    form = client.get(batch_at(batch_id, "/forms/3")).form_data("#entry")
    clock.set(2026, 5, 30, 2)
    page = client.post(batch_at(batch_id, "/forms/3"), form | typed_form(3), status=409)
    assert "Đã hết hạn nhập phiếu giấy" in page.text
    sent = page.form_data("#entry")
    assert {name: sent[name] for name in typed_form(3)} == typed_form(3)
    assert "báo Sở gia hạn" in client.get(batch_at(batch_id)).text
    assert client.get(batch_at(batch_id, "/forms/3"), status=302).headers["Location"].endswith(batch_at(batch_id))
    app.test_cli_runner().invoke(args=["close-campaigns"])
    page = client.get(batch_at(batch_id))
    assert "2 phiếu đã nhập nhưng chưa được ghi nhận" in page.text
    assert "hãy giữ lại và báo Sở" in page.text
    assert "Xấp chưa đóng khi đã hết hạn nhập" in client.get(LIST).text
    deed(client, batch_id, "discard", sure="1")
    assert stored(database, PaperDraft) == 0


def test_paper_is_typed_while_nobody_answers_any_more(
    client: PageClient, database: Database, school: int, clock: Clock
) -> None:
    with database.writing() as session:
        session.scalars(select(Campaign)).one().paper_until = dt.date(2026, 6, 5)
    clock.set(2026, 6, 5, 22)
    assert "Nhập phiếu giấy đến hết ngày 05/06/2026" in client.get(LIST).text
    assert "đang nhập phiếu giấy" in client.get("/unit").text
    batch_id = open_batch(database, school, 5, now=clock())
    type_forms(database, batch_id, range(1, 6))
    type_sample(database, batch_id)
    compare(database, batch_id)
    deed(client, batch_id, "close")
    assert stored(database, Response) == 5
    assert "Kết quả hiện ở đây sau khi đợt khảo sát kết thúc" in client.get("/unit").text


def test_the_form_is_printed_and_the_log_says_who_took_it(client: PageClient, database: Database, school: int) -> None:
    pdf = client.download(f"{LIST}/forms/{school}.pdf", mimetype="application/pdf")
    assert pdf.startswith(b"%PDF")
    buttons = [link["href"] for link in client.get(LIST).soup.select(".print-links a")]
    assert len(client.download(buttons[0], mimetype="application/pdf")) == len(pdf)
    assert client.download(buttons[1], mimetype="application/pdf") != pdf
    client.get(f"{LIST}/forms/{school}.pdf?lang=xx", status=404)
    with database.reading() as session:
        taken = [entry.subject for entry in session.scalars(select(AuditEntry)) if entry.action == "download-paper-form"]
    assert taken == ["TH-PH", "TH-PH", "TH-PH"]


def test_a_unit_without_a_campaign_is_told_so(client: PageClient, school: int, clock: Clock) -> None:
    clock.set(2027, 1, 10)
    assert "Hiện không có đợt khảo sát nào nhận phiếu giấy" in client.get(LIST).text


def test_no_answer_ever_stands_in_an_address(client: PageClient, database: Database, school: int) -> None:
    batch_id = open_batch(database, school, 3)
    location = save(client, batch_at(batch_id, "/forms/1"), typed_form(1, G01="riêng tư")).headers["Location"]
    assert location == batch_at(batch_id, "/forms/2?saved=1")


def typed_from_entry(number: int) -> dict[str, str]:
    return typed_from(PARENTS, entry_of(number))
