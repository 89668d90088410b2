"""The unit's first page in its states, on both databases: what it says, where it leads, what it keeps to itself."""

import datetime as dt

import pytest
from sqlalchemy import select, update

from survey_app.accounts.audit import record_action
from survey_app.config import TIMEZONE
from survey_app.db import Database
from survey_app.improvement.self_assessments import write_due_day
from survey_app.models import (
    AuditEntry,
    CalendarTick,
    Campaign,
    EligibleNumber,
    Participation,
    SelfAssessment,
    StoredBreakdown,
    Unit,
)
from tests.conftest import Clock
from tests.factories import fill, find_participation, make_account, make_department
from tests.pages import Page, PageClient
from tests.respondents import PARENTS, stored
from tests.staff import sign_in
from tests.statements import traced
from tests.survey_app.results.test_breakdown import send


def titles(page: Page) -> list[str]:
    return [heading.get_text() for heading in page.soup.select(".todo-line h3")]


def grades(database: Database) -> None:
    """60 pupils in each grade of the first school."""
    with database.writing() as session:
        find_participation(session, "TH1").eligible_numbers = [
            EligibleNumber(grade=grade.code, position=place, number=60) for place, grade in enumerate(PARENTS.grades)
        ]


def test_without_a_campaign_the_page_still_has_the_link_and_the_dates(
    database: Database, client: PageClient, clock: Clock
) -> None:
    with database.writing() as session:
        make_account(session, "th1", make_department(session)["TH1"])
        # in use since then: what was due before would not be called late
        begun = dt.datetime(2026, 1, 5, tzinfo=dt.UTC)
        record_action(session, "create-account", subject="th1", account_id=None, now=begun)
    clock.set(2026, 3, 20)
    page = sign_in(client, "th1").get("/unit")
    assert "Hiện không có đợt khảo sát nào đang mở" in page.text
    assert titles(page) == ["Tự đánh giá quý I năm 2026", "Phân tích kết quả năm 2025", "Kế hoạch khảo sát năm 2026"]
    assert "Hạn 15/03/2026, đã qua 5 ngày" in page.text.replace("\N{NO-BREAK SPACE}", " ")
    clock.set(2026, 2, 1)
    assert "Hiện không có việc nào phải làm ngay." in client.get("/unit").text


def test_before_the_opening_there_is_something_to_print_and_nothing_to_read(
    database: Database, client: PageClient, clock: Clock
) -> None:
    fill(database, answers=0)
    clock.set(2026, 4, 24)
    page = sign_in(client, "th1").get("/unit")
    assert "Chuẩn bị cho Khảo sát sự hài lòng năm 2026" in titles(page)
    assert "còn 10 ngày" in page.text.replace("\N{NO-BREAK SPACE}", " ")
    assert not page.soup.select(".running, .chart")


def test_on_the_first_day_nothing_is_forecast_and_people_are_to_be_told(
    database: Database, client: PageClient, clock: Clock
) -> None:
    fill(database, answers=0)
    clock.set(2026, 5, 4)
    page = sign_in(client, "th1").get("/unit")
    assert "Chưa đủ căn cứ để dự báo" in page.text
    assert "Phiếu đầu tiên sẽ hiện ở đây." in page.text
    assert titles(page)[0] == "Báo cho người được hỏi: Cha mẹ học sinh tiểu học"


def test_behind_the_page_says_so_calmly_with_what_is_missing_and_what_helps(
    database: Database, client: PageClient, clock: Clock
) -> None:
    fill(database, answers=0)
    for day in (5, 8, 13):
        send(database, *["1"] * 5, now=dt.datetime(2026, 5, day, 19, tzinfo=TIMEZONE))
    clock.set(2026, 5, 20)
    page = sign_in(client, "th1").get("/unit")
    words = page.text.replace("\N{NO-BREAK SPACE}", " ")
    assert titles(page)[0] == "Nhắc trả lời: Cha mẹ học sinh tiểu học"
    assert "Đã nhận 15 trong 138 phiếu cần có, còn 9 ngày, mỗi ngày cần khoảng 13 phiếu." in words
    assert "nhiều khả năng không đủ 138 phiếu cần có" in words
    links = {link["href"] for link in page.soup.select(".todo-line.pressing a")}
    assert links == {"#loi-moi", "/unit/cards.pdf", "/unit/paper"}
    assert page.soup.select_one("#loi-moi") is not None
    table = [row.get_text(" ", strip=True) for row in page.soup.select(".by-day tbody tr")]
    assert table[0] == "20/05/2026 (chưa hết ngày) 0"
    assert "05/05/2026 5" in table
    assert len(table) == 17


def test_ahead_nobody_is_reminded(database: Database, client: PageClient, clock: Clock) -> None:
    fill(database, answers=0)
    for day in range(4, 14):
        send(database, *["1"] * 12, now=dt.datetime(2026, 5, day, 19, tzinfo=TIMEZONE))
    clock.set(2026, 5, 14)
    page = sign_in(client, "th1").get("/unit")
    assert not page.soup.select(".pressing, .behind")
    assert "nhiều khả năng đủ 138" in page.text.replace("\N{NO-BREAK SPACE}", " ")


def test_counts_by_grade_and_channel_stay_while_the_number_of_all_moves(
    database: Database, client: PageClient, clock: Clock
) -> None:
    fill(database, answers=0)
    grades(database)
    send(database, *["1"] * 20, *["4"] * 12)
    send(database, *["5"] * 11, channel="paper")
    before = group_rows(sign_in(client, "th1").get("/unit"))
    assert before == ["Khối 1 20 / 60", "Khối 2, Khối 3, Khối 4 12 / 180", "Khối 5 11 / 60", "Mã QR 32", "Phiếu giấy 11"]
    send(database, "1")
    page = client.get("/unit")
    assert "44 / 172 phiếu" in page.text
    assert group_rows(page) == before
    clock.set(2026, 5, 13)
    assert group_rows(client.get("/unit")) == before
    send(database, *["1"] * 9)
    assert group_rows(client.get("/unit"))[0] == "Khối 1 30 / 60"
    assert stored(database, StoredBreakdown) == 1


def test_a_look_that_moves_nothing_writes_nothing(database: Database, client: PageClient) -> None:
    fill(database, answers=9)
    sign_in(client, "th1").get("/unit")
    assert stored(database, StoredBreakdown) == 0
    assert "hiện khi có ít nhất hai nhóm từ 10 phiếu" in client.get("/unit").text


@pytest.mark.parametrize("while_open", [False, True])
def test_results_are_linked_before_closing_only_if_the_department_decided_so(
    database: Database, client: PageClient, while_open: bool
) -> None:
    number = fill(database, answers=9, results_while_open=while_open)["TH1"]
    page = sign_in(client, "th1").get("/unit")
    assert bool(page.soup.find("a", string="Xem kết quả")) == while_open
    assert ("Kết quả hiện ở đây sau khi đợt khảo sát kết thúc" in page.text) != while_open
    assert "%" not in page.text
    report = client.get(f"/unit/reports/{number}")
    assert "%" not in report.text, "nine answers are no figure"


def test_after_closing_there_is_a_report_to_read_and_something_to_act_upon(
    database: Database, client: PageClient, clock: Clock
) -> None:
    number = fill(database, answers=40)["TH1"]
    clock.set(2026, 6, 20)
    page = sign_in(client, "th1").get("/unit")
    assert titles(page)[1:] == ["Đọc kết quả: Khảo sát sự hài lòng năm 2026", "Làm theo góp ý và ghi lại việc đã làm"]
    assert f"/unit/reports/{number}" in {link["href"] for link in page.soup.select(".todo-links a")}
    assert not page.soup.select(".running")


def test_paper_has_a_day_of_its_own(database: Database, client: PageClient, clock: Clock) -> None:
    fill(database, answers=12)
    with database.writing() as session:
        session.execute(update(Campaign).values(paper_until=dt.date(2026, 6, 5)))
    clock.set(2026, 6, 2)
    page = sign_in(client, "th1").get("/unit")
    assert "Phiếu giấy còn nhập và khóa xấp được đến hết 05/06/2026." in page.text
    assert "Nếu những ngày tới" not in page.text


def test_a_deadline_is_ticked_off_put_back_and_noted(database: Database, client: PageClient, clock: Clock) -> None:
    fill(database, answers=0)
    clock.set(2026, 3, 28)
    page = sign_in(client, "th1").get("/unit")
    plan = next(form for form in page.soup.select(".todo-line form") if form.select_one("[value=plan]"))
    data = {field["name"]: field.get("value", "") for field in plan.select("input")}
    for deed, shown in (("tick-deadline", False), ("tick-deadline", False), ("untick-deadline", True)):
        client.post("/unit", data | {"deed": deed}, status=302)
        page = client.get("/unit")
        assert ("Kế hoạch khảo sát năm 2026" in titles(page)) == shown
        assert ("Đã đánh dấu xong" in page.text) != shown
    assert stored(database, CalendarTick) == 0
    with database.reading() as session:
        deeds = session.scalars(select(AuditEntry.action).where(AuditEntry.subject == "plan 2026-03-31")).all()
    assert deeds == ["tick-deadline", "tick-deadline", "untick-deadline"]
    client.post("/unit", data | {"deed": "burn"}, status=400)
    client.post("/unit", data | {"deed": "tick-deadline", "due_on": "2031-03-31"}, status=404)
    client.post("/unit", data | {"deed": "tick-deadline", "csrf_token": ""}, status=400)
    assert stored(database, CalendarTick) == 0


def test_the_invitation_says_who_asks_whom_until_when_and_how_without_a_link(database: Database, client: PageClient) -> None:
    fill(database, answers=0)
    page = sign_in(client, "th1").get("/unit")
    words = page.soup.select_one("#invitation").get_text()
    assert words.startswith("Trường Tiểu học Ngọk Bay 1 mời cha mẹ học sinh cho biết mức độ hài lòng về nhà trường.\n")
    address = page.soup.select_one("#address")["value"]
    assert f"Mở phiếu tại: {address}\n" in words
    assert words.endswith("Nhận phiếu đến hết ngày 29/05/2026.")
    assert page.soup.select_one("strong.code").get_text() in words


def test_the_page_asks_no_more_of_five_thousand_responses_than_of_five_hundred(database: Database, client: PageClient) -> None:
    fill(database, answers=0)
    send(database, *["1", "2", "3", "4", "5"] * 100, now=dt.datetime(2026, 5, 4, 19, tzinfo=TIMEZONE))
    sign_in(client, "th1").get("/unit")
    with traced(database) as few:
        client.get("/unit")
    for day in range(5, 9):
        send(database, *["1", "2", "3", "4", "5"] * 225, now=dt.datetime(2026, 5, day, 19, tzinfo=TIMEZONE))
    client.get("/unit")  # what is new is counted once
    with traced(database) as many:
        page = client.get("/unit")
    assert len(many) == len(few)
    assert "5.000 / 138 phiếu" in page.text


def test_another_units_participation_is_in_nobody_elses_page(database: Database, client: PageClient) -> None:
    found = fill(database, answers=12)
    page = sign_in(client, "th1").get("/unit")
    assert page.soup.select_one(f"#phieu-{found['TH1']}") is not None
    assert page.soup.select_one(f"#phieu-{found['TH2']}") is None
    with database.reading() as session:
        assert session.get_one(Participation, found["TH1"]).unit.name in page.heading


def group_rows(page: Page) -> list[str]:
    return [row.get_text(" ", strip=True) for row in page.soup.select(".groups tbody tr")]


def test_a_self_assessment_is_told_of_by_the_one_day_that_the_department_sets_until_it_is_sent(
    database: Database, client: PageClient, clock: Clock
) -> None:
    fill(database, answers=12)
    clock.set(2026, 6, 8)
    page = sign_in(client, "th1").get("/unit")
    line = next(line for line in page.soup.select(".todo-line") if "Tự đánh giá quý II" in line.get_text())
    assert "Hạn 15/06/2026" in line.get_text()
    assert line.select_one("form") is None, "the system knows whether it was sent"
    assert [link["href"] for link in line.select("a")] == ["/unit/self-assessments/2026-2"]
    with database.writing() as session:
        department = session.scalars(select(Unit).where(Unit.kind == "department")).one()
        write_due_day(session, department.id, 25)
    assert "Hạn 25/06/2026" in client.get("/unit").text
    with database.writing() as session:
        unit_id = session.scalars(select(Unit.id).where(Unit.code == "TH1")).one()
        day, kept = dt.date(2026, 6, 8), {"unit_id": unit_id, "year": 2026, "quarter": 2, "content": "{}"}
        record = SelfAssessment(**kept, document="{}", sent_at=clock.moment, first_sent_on=day, due_on=dt.date(2026, 6, 25))
        session.add(record)
    assert "Tự đánh giá quý II năm 2026" not in titles(client.get("/unit"))
    with database.writing() as session:
        session.execute(update(SelfAssessment).values(sent_at=None, document=None, returned_on=day, returned_reason="Thiếu."))
    assert "Sửa bản tự đánh giá quý II năm 2026" in titles(client.get("/unit"))


def test_dates_of_the_year_lead_to_the_pages_on_which_they_are_met(
    database: Database, client: PageClient, clock: Clock
) -> None:
    fill(database, answers=40)
    clock.set(2026, 3, 20)
    sign_in(client, "th1")
    assert "/unit/plans/2026" in {link["href"] for link in client.get("/unit").soup.select(".todo-links a")}
    clock.set(2026, 12, 5)
    assert "/unit/annual-reports/2026" in {link["href"] for link in client.get("/unit").soup.select(".todo-links a")}
    clock.set(2027, 3, 20)
    assert "/unit/improvement-reports/2026" in {link["href"] for link in client.get("/unit").soup.select(".todo-links a")}
