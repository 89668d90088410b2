"""The audit log as the department reads it: filters, pages, files; and that it only grows."""

import datetime as dt
import io
from collections.abc import Callable

import pytest
from flask import Flask
from python_calamine import CalamineWorkbook
from sqlalchemy import select, text
from sqlalchemy.exc import DatabaseError

from survey_app.accounts.audit import record_action
from survey_app.accounts.audit_log import Wanted, build_digest, find_lines
from survey_app.accounts.audit_words import describe_subject
from survey_app.config import TIMEZONE
from survey_app.db import Database
from survey_app.models import Account, AuditEntry
from tests.conftest import Clock
from tests.factories import make_account, make_department
from tests.pages import Page, PageClient
from tests.staff import sign_in

HERE = "/management/audit"


@pytest.fixture(autouse=True)
def log(database: Database) -> None:
    """Sixty downloads by a school on as many days, a kiosk of another school, deeds of an operator and of the department."""
    with database.writing() as session:
        units = make_department(session)
        ids = {
            name: make_account(session, name, units[code]).id
            for name, code in (("so.gddt", "SO"), ("th1", "TH1"), ("th2", "TH2"))
        }
        begun = dt.datetime(2026, 3, 1, 7, 30, tzinfo=TIMEZONE)
        for number in range(60):
            now = begun + dt.timedelta(days=number)
            record_action(session, "download-rows", subject=f"tung-phieu-{number}.csv", account_id=ids["th1"], now=now)
        for action, subject, who, hour in (
            ("make-kiosk-pin", "kiosk", "th2", 8),
            ("create-campaign", "2026", "", 9),
            ("set-password", "th1", "", 10),
            ("set-self-assessment-day", "15", "so.gddt", 23),
        ):
            now = dt.datetime(2026, 5, 11, hour, 59, tzinfo=TIMEZONE)
            record_action(session, action, subject=subject, account_id=ids.get(who), now=now)


def shown(page: Page) -> list[str]:
    return [" ".join(row.get_text(" ").split()) for row in page.soup.select("tbody tr")]


def test_the_newest_deeds_come_first_in_words(client: PageClient) -> None:
    page = sign_in(client, "so.gddt").get(HERE)
    assert shown(page)[:4] == [
        "Đổi hạn tự đánh giá quý ngày 15 so.gddt, Sở Giáo dục và Đào tạo 23:59 11/05/2026",
        "Đặt lại mật khẩu của tài khoản th1 Người vận hành (lệnh) 10:59 11/05/2026",
        "Tạo đợt khảo sát 2026 Người vận hành (lệnh) 09:59 11/05/2026",
        "Tạo mã PIN của điểm trả lời điểm trả lời th2, Trường Tiểu học Nghĩa Lộ 2 08:59 11/05/2026",
    ]
    assert len(shown(page)) == 50
    assert "64 việc, mới nhất ở trên" in page.text
    second = client.get(page.soup.select_one("a[rel=next]")["href"])
    assert len(shown(second)) == 14
    assert second.soup.select_one("a[rel=next]") is None
    assert client.get(f"{HERE}?page=99999").text == second.text


@pytest.mark.parametrize(
    ("query", "number", "first"),
    [
        ("who=operator", 2, "Đặt lại mật khẩu"),
        ("who=unit", 61, "Tạo mã PIN"),
        ("who=department", 1, "Đổi hạn"),
        ("username=TH2", 1, "Tạo mã PIN"),
        ("group=campaigns", 2, "Đổi hạn"),
        ("group=downloads&since=2026-03-02&until=2026-03-04", 3, "Tải câu trả lời từng phiếu"),
        ("since=2026-05-11&until=2026-05-11", 4, "Đổi hạn"),  # the whole of a local day
        ("until=2026-03-01", 1, "Tải câu trả lời"),
        ("text=nghia+lo", 1, "Tạo mã PIN"),  # a unit, without marks
        ("text=PHIEU-5", 11, "Tải câu trả lời"),  # a subject, in any case
        ("text=100%25", 0, ""),
        ("who=x&group=y&page=z", 64, "Đổi hạn"),
    ],
)
def test_filters(client: PageClient, query: str, number: int, first: str) -> None:
    page = sign_in(client, "so.gddt").get(f"{HERE}?{query}")
    assert f"{number} việc" in page.text
    assert not number or shown(page)[0].startswith(first)
    assert number or "Không có việc nào khớp" in page.text


def test_a_day_that_cannot_be_read_is_said(client: PageClient) -> None:
    page = sign_in(client, "so.gddt").get(f"{HERE}?since=31/02/2026")
    assert "Ngày chưa đọc được" in page.soup.select_one("[role=alert]").text


def test_files_hold_every_matching_line_and_are_lines_themselves(client: PageClient, database: Database) -> None:
    page = sign_in(client, "so.gddt").get(f"{HERE}?who=unit")
    xlsx, csv = (link["href"] for link in page.soup.select(".downloads a"))
    text_ = client.download(csv, mimetype="text/csv").decode("utf-8-sig")
    assert len(text_.splitlines()) == 62
    assert text_.splitlines()[1].endswith(
        "2026-03-01 07:30:00,th1,Trường Tiểu học Ngọk Bay 1,Tải câu trả lời từng phiếu,tung-phieu-0.csv"
    )
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    rows = CalamineWorkbook.from_filelike(io.BytesIO(client.download(xlsx, mimetype=kind))).get_sheet_by_index(0).to_python()
    assert len(rows) == 62
    assert rows[61][2:5] == ["th2", "Trường Tiểu học Nghĩa Lộ 2", "Tạo mã PIN của điểm trả lời"]
    with database.reading() as session:
        taken = session.scalars(select(AuditEntry.subject).where(AuditEntry.action == "download-audit")).all()
    assert taken == ["nhat-ky-20260512.csv: 61", "nhat-ky-20260512.xlsx: 61"]


def test_a_workbook_that_would_be_too_long_is_refused_with_a_way_on(
    client: PageClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("survey_app.views.management_audit.MOST_IN_WORKBOOK", 60)
    sign_in(client, "so.gddt")
    assert "khoảng ngày ngắn hơn, hoặc tải tệp CSV" in client.get("/management/audit.xlsx", status=409).text
    assert client.client.get("/management/audit.xlsx?who=operator").status_code == 200


@pytest.mark.parametrize("statement", ["UPDATE audit_entry SET subject = 'x'", "DELETE FROM audit_entry"])
def test_the_database_refuses_to_change_or_delete_a_line(database: Database, statement: str) -> None:
    with pytest.raises(DatabaseError, match="only grows"), database.writing() as session:
        session.execute(text(statement))
    with database.reading() as session:
        assert len(find_lines(session, Wanted(), zone=TIMEZONE, limit=100)) == 64


def test_the_digest_stays_while_nothing_is_changed_and_shows_what_was(app: Flask, database: Database, clock: Clock) -> None:
    run = app.test_cli_runner()
    until = dt.datetime(2026, 5, 12, tzinfo=TIMEZONE)
    with database.reading() as session:
        before = build_digest(session, until=until)
    output = run.invoke(args=["audit-digest"]).output
    assert output.strip() == f"Nhật ký đến hết 11/05/2026: 64 việc, dấu {before[1]}"
    with database.writing() as session:  # what comes later moves nothing
        record_action(session, "set-password", subject="th1", account_id=None, now=clock.moment)
    assert run.invoke(args=["audit-digest", "11/05/2026"]).output == output
    assert "chưa hết" in run.invoke(args=["audit-digest", "2026-05-12"]).output
    with database.writing() as session:
        if database.is_sqlite:
            session.execute(text("DROP TRIGGER audit_entry_no_update"))
        else:
            session.execute(text("ALTER TABLE audit_entry DISABLE TRIGGER ALL"))
        session.execute(text("UPDATE audit_entry SET account_id = NULL WHERE subject = 'kiosk'"))
    with database.reading() as session:
        assert build_digest(session, until=until)[0] == 64
        assert build_digest(session, until=until) != before


def test_three_thousand_lines_are_counted_and_fifty_shown(client: PageClient, database: Database) -> None:
    with database.writing() as session:
        account = session.scalars(select(Account.id).where(Account.username == "th1")).one()
        at = dt.datetime(2026, 4, 1, tzinfo=dt.UTC)
        values = [{"at": at, "account_id": account, "action": "tick-deadline", "subject": "plan"} for _ in range(3000)]
        session.execute(AuditEntry.__table__.insert(), values)
    page = sign_in(client, "so.gddt").get(f"{HERE}?text=ngok+bay&group=documents")
    assert "3.000 việc khớp" in page.text
    assert len(shown(page)) == 50


@pytest.mark.parametrize(
    ("action", "subject", "words"),
    [
        ("close-paper-batch", "2026 TH-PH batch 3: 30 forms", "2026 TH-PH xấp 3: 30 phiếu"),
        ("record-import", "2026 TH-PH: 40 responses", "2026 TH-PH: 40 phiếu"),
        ("discard-import", "2026 TH-PH: not recorded", "2026 TH-PH: chưa ghi"),
        ("publish-action", "7", "việc số 7"),
        ("erase-files", "12", "đến lần xóa ở dòng nhật ký số 12"),
        ("download-qr", "png", "tệp PNG"),
        ("download-report", "ket-qua-forms.png", "ket-qua-forms.png"),  # the name of a file stays
    ],
)
def test_subjects_are_said_in_vietnamese(action: str, subject: str, words: str) -> None:
    assert describe_subject(action, subject) == words


def test_the_office_leads_to_what_there_is(new_client: Callable[[], PageClient]) -> None:
    client = sign_in(new_client(), "so.gddt")
    assert "Quản trị" in client.get("/department").soup.select_one("nav").text
    page = client.get("/management")
    links = [link["href"] for link in page.soup.select("main a")]
    assert {"/management/audit", "/management/security", "/account"} <= set(links)
    for link in links:
        client.get(link)
