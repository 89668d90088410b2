"""What a unit says it has changed: on its page, in the audit log, and before the respondent's form."""

import datetime as dt

import pytest
from flask import Flask
from sqlalchemy import select

from survey_app.db import Database
from survey_app.improvement import actions
from survey_app.models import Action, AuditEntry, Unit
from tests.conftest import Clock
from tests.factories import fill
from tests.pages import Page, PageClient
from tests.staff import sign_in

TODAY = dt.date(2026, 5, 12)
TAPS = "Sửa 12 vòi nước ở khu vệ sinh."


@pytest.fixture
def clerk(database: Database, client: PageClient) -> PageClient:
    fill(database, answers=0)
    return sign_in(client, "th1")


def do(clerk: PageClient, deed: str, *, status: int = 302, **fields: object) -> Page:
    token = clerk.get("/unit/actions").form_data("main form")["csrf_token"]
    return clerk.post("/unit/actions", {"csrf_token": token, "deed": deed, "state": "done", **fields}, status=status)


def stored(database: Database) -> list[tuple[str, dt.date | None]]:
    with database.reading() as session:
        return [(action.text, action.published_on) for action in session.scalars(select(Action).order_by(Action.id))]


def number_of(database: Database, text: str) -> int:
    with database.reading() as session:
        return session.scalars(select(Action.id).where(Action.text == text)).one()


def published(database: Database, code: str = "TH1", *, today: dt.date = TODAY) -> tuple[str, ...]:
    with database.reading() as session:
        unit_id = session.scalars(select(Unit.id).where(Unit.code == code)).one()
        return actions.find_published(session, unit_id, today=today)


def test_a_sentence_is_a_draft_until_it_is_published_and_again_when_withdrawn(clerk: PageClient, database: Database) -> None:
    do(clerk, "write", text=f"  {TAPS}\r\n ")
    assert (stored(database), published(database)) == ([(TAPS, None)], ())
    number = number_of(database, TAPS)
    do(clerk, "publish", action_id=number)
    assert (stored(database), published(database)) == ([(TAPS, TODAY)], (TAPS,))
    assert "Công bố ngày 12/05/2026, đang hiện ở đầu phiếu." in clerk.get("/unit/actions").text
    do(clerk, "withdraw", action_id=number)
    assert (stored(database), published(database)) == ([(TAPS, None)], ())
    do(clerk, "delete", action_id=number)
    assert stored(database) == []


def test_a_published_sentence_that_is_edited_stays_published_since_its_day(
    clerk: PageClient, database: Database, clock: Clock
) -> None:
    do(clerk, "write-and-publish", text=TAPS)
    clock.set(2026, 5, 20)
    do(clerk, "rewrite", action_id=number_of(database, TAPS), text="Sửa 14 vòi nước.")
    do(clerk, "publish", action_id=number_of(database, "Sửa 14 vòi nước."))
    assert stored(database) == [("Sửa 14 vòi nước.", TODAY)]


def test_the_same_sentence_sent_twice_is_written_once(clerk: PageClient, database: Database) -> None:
    do(clerk, "write", text=TAPS)
    do(clerk, "write-and-publish", text=f"{TAPS} ")
    assert stored(database) == [(TAPS, TODAY)]


def test_a_sentence_that_is_empty_or_too_long_comes_back_with_what_was_typed(clerk: PageClient, database: Database) -> None:
    page = do(clerk, "write", text=" \u200b\n ", status=422)
    assert "Hãy viết việc đã làm bằng một câu ngắn." in page.text
    page = do(clerk, "write", text="ă" * 301, status=422)
    assert "Câu dài 301 ký tự, tối đa 300." in page.soup.select_one("[role=alert]").text
    assert page.soup.select_one("#viec-0").get_text() == "ă" * 301
    assert stored(database) == []
    do(clerk, "write", text="ă" * 300)
    number = number_of(database, "ă" * 300)
    page = do(clerk, "rewrite", action_id=number, text="b" * 301, status=422)
    assert page.soup.select_one(f"#viec-{number}").get_text() == "b" * 301
    assert page.soup.select_one("#viec-0").get_text() == ""
    assert stored(database) == [("ă" * 300, None)]


def test_nothing_is_called_done_that_the_clerk_has_not_called_so(clerk: PageClient, database: Database) -> None:
    page = do(clerk, "write-and-publish", text=TAPS, state="", status=422)
    assert "Hãy chọn trạng thái của việc" in page.soup.select_one("[role=alert]").text
    assert page.soup.select_one("#viec-0").get_text() == TAPS
    assert not page.soup.select("#trang-thai-0 option[selected]")
    assert stored(database) == []


def test_letters_are_composed_before_they_are_counted(clerk: PageClient, database: Database) -> None:
    do(clerk, "write", text="a\u0306" * 300)
    assert stored(database) == [("ă" * 300, None)]


def test_there_is_room_for_thirty_sentences(clerk: PageClient, database: Database) -> None:
    with database.writing() as session:
        unit_id = session.scalars(select(Unit.id).where(Unit.code == "TH1")).one()
        for number in range(actions.MOST):
            actions.write_action(session, unit_id, f"Việc {number}")
    assert "Hãy xóa bớt việc cũ" in do(clerk, "write", text=TAPS, status=422).text


def test_respondents_are_shown_the_latest_three_and_none_older_than_a_year_and_a_half(database: Database) -> None:
    fill(database, answers=0)
    with database.writing() as session:
        unit_id = session.scalars(select(Unit.id).where(Unit.code == "TH1")).one()
        for month in (1, 4, 2, 3):
            action = actions.write_action(session, unit_id, f"Việc tháng {month}")
            actions.publish_action(action, today=dt.date(2026, month, 1))
        actions.write_action(session, unit_id, "Bản nháp")
    assert published(database) == ("Việc tháng 4", "Việc tháng 3", "Việc tháng 2")
    assert published(database, "TH2") == ()
    assert published(database, today=dt.date(2027, 9, 30)) == ("Việc tháng 4",)
    assert published(database, today=dt.date(2027, 10, 1)) == ()


def test_a_unit_cannot_touch_what_another_has_written(clerk: PageClient, database: Database) -> None:
    with database.writing() as session:
        other = session.scalars(select(Unit).where(Unit.code == "TH2")).one()
        number = actions.write_action(session, other.id, TAPS).id
    for deed in ("rewrite", "publish", "withdraw", "delete"):
        do(clerk, deed, action_id=number, text="Khác", status=404)
    do(clerk, "publish", action_id=2**40, status=404)
    do(clerk, "burn", action_id=number, status=400)
    assert stored(database) == [(TAPS, None)]


def test_without_the_token_of_the_page_nothing_is_done(clerk: PageClient, database: Database) -> None:
    clerk.post("/unit/actions", {"deed": "write-and-publish", "text": TAPS}, status=400)
    assert stored(database) == []


def test_the_audit_log_says_who_did_what_and_never_quotes_the_sentence(clerk: PageClient, database: Database) -> None:
    do(clerk, "write-and-publish", text=TAPS)
    number = number_of(database, TAPS)
    do(clerk, "withdraw", action_id=number)
    do(clerk, "delete", action_id=number)
    with database.reading() as session:
        entries = session.scalars(select(AuditEntry).order_by(AuditEntry.id)).all()
    assert [entry.action for entry in entries if entry.action.endswith("-action")] == [
        "publish-action",
        "withdraw-action",
        "delete-action",
    ]
    assert {entry.subject for entry in entries if entry.action.endswith("-action")} == {str(number)}


def test_respondents_read_it_before_the_form_as_text_in_the_language_of_its_writer(
    app: Flask, database: Database, clerk: PageClient
) -> None:
    with database.reading() as session:
        token = session.scalars(select(Unit.link_token).where(Unit.code == "TH1")).one()
        other = session.scalars(select(Unit.link_token).where(Unit.code == "TH2")).one()
    assert "Từ lần khảo sát trước" not in clerk.get(f"/k/{token}").text
    do(clerk, "write-and-publish", text="Sửa <b>mái</b> & {{ 7 * 7 }} {% raw %} phòng 100%(n)s.")
    page = clerk.get(f"/k/{token}")
    assert "Từ lần khảo sát trước, nhà trường đã:" in page.text
    [said] = page.soup.select(".changed li")
    assert said.get_text() == "Sửa <b>mái</b> & {{ 7 * 7 }} {% raw %} phòng 100%(n)s."
    assert said.get("lang") == "vi" or page.soup.html["lang"] == "vi"
    assert "Từ lần khảo sát trước" not in clerk.get(f"/k/{other}").text
