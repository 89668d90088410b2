"""The unit's annual report and its proposal: on the page, as files, and before there is anything to report."""

import io

import docx
import pypdf
import pytest
from python_calamine import CalamineWorkbook
from sqlalchemy import select

from survey_app.db import Database
from survey_app.improvement.actions import Plan, write_action
from survey_app.models import AuditEntry, Campaign, Unit
from survey_app.results.drivers import store_pairs
from tests.conftest import Clock
from tests.factories import fill
from tests.pages import PageClient
from tests.staff import sign_in

FORMS = ("docx", "pdf", "xlsx", "html")


@pytest.fixture
def clerk(database: Database, client: PageClient, clock: Clock) -> PageClient:
    fill(database, schools=4, answers=40)
    clock.set(2026, 6, 2)
    return sign_in(client, "th1")


def test_the_report_is_read_on_the_page_with_its_files_beside_it(clerk: PageClient) -> None:
    page = clerk.get("/unit/annual-reports/2026")
    assert "Trường Tiểu học Ngọk Bay 1" in page.text
    assert "II. KẾT QUẢ THỰC HIỆN" in page.text
    assert "Đã nhận 40" in page.text.replace("\N{NO-BREAK SPACE}", " ")
    addresses = {link["href"] for link in page.soup.select("ul.downloads a")}
    assert addresses == {f"/unit/annual-reports/2026/{form}" for form in FORMS}


def test_each_form_is_a_real_file_that_names_the_unit_and_the_audit_log_has_who_took_it(
    clerk: PageClient, database: Database
) -> None:
    files = {form: clerk.client.get(f"/unit/annual-reports/2026/{form}") for form in FORMS}
    assert {reply.status_code for reply in files.values()} == {200}
    for form, reply in files.items():
        assert reply.headers["Content-Disposition"] == f'attachment; filename="bao-cao-2026-TH1.{form}"'
        assert reply.headers["Cache-Control"] == "no-store"
    word = docx.Document(io.BytesIO(files["docx"].data))
    assert any("TRƯỜNG TIỂU HỌC NGỌK BAY 1" in cell.text for row in word.tables[0].rows for cell in row.cells)
    assert "TRƯỜNGTIỂUHỌCNGỌKBAY1" in "".join(pypdf.PdfReader(io.BytesIO(files["pdf"].data)).pages[0].extract_text().split())
    assert "Tóm tắt" in CalamineWorkbook.from_filelike(io.BytesIO(files["xlsx"].data)).sheet_names
    assert "Ngọk Bay 1".upper() in files["html"].data.decode()
    with database.reading() as session:
        taken = session.scalars(select(AuditEntry.subject).where(AuditEntry.action == "download-annual-report")).all()
    assert sorted(taken) == sorted(f"bao-cao-2026-TH1.{form}" for form in FORMS)


def test_before_closing_the_page_says_when_and_there_is_no_file(database: Database, client: PageClient, clock: Clock) -> None:
    fill(database, schools=1, answers=40)
    clock.set(2026, 5, 20)
    sign_in(client, "th1")
    assert "từ ngày 30/05/2026" in client.get("/unit/annual-reports/2026").text
    assert "từ ngày 30/05/2026" in client.get("/unit/improvement-reports/2026").text
    for kind in ("annual", "improvement"):
        client.get(f"/unit/{kind}-reports/2026/docx", status=404)


def test_another_campaign_and_another_form_are_not_found(clerk: PageClient) -> None:
    for address in (
        "annual-reports/2031",
        "improvement-reports/2031",
        "annual-reports/2026/exe",
        "improvement-reports/2026/html",
    ):
        clerk.get(f"/unit/{address}", status=404)


def test_a_department_has_no_annual_report_of_its_own(database: Database, client: PageClient, clock: Clock) -> None:
    fill(database, schools=1, answers=12)
    clock.set(2026, 6, 2)
    sign_in(client, "so.gddt")
    client.get("/unit/annual-reports/2026", status=403)


def test_the_proposal_has_the_plan_of_the_unit_and_nobody_else_s(clerk: PageClient, database: Database) -> None:
    with database.writing() as session:
        campaign = session.scalars(select(Campaign)).one()
        store_pairs(session, campaign)
        campaign.sealed_on = campaign.closes_on
        ids = {unit.code: unit.id for unit in session.scalars(select(Unit))}
        for code, words in (("TH1", "Mua thêm sách cho thư viện."), ("TH2", "Việc của trường khác.")):
            write_action(session, ids[code], words, plan=Plan("Thư viện", None, ("TH-PH", "B04"), "planned"))
    page = clerk.get("/unit/improvement-reports/2026")
    assert "Mua thêm sách cho thư viện." in page.text
    assert "Việc của trường khác." not in page.text
    assert "B04 Thư viện" in page.text
    for form in ("docx", "pdf", "xlsx"):
        reply = clerk.client.get(f"/unit/improvement-reports/2026/{form}")
        assert reply.status_code == 200
        assert reply.headers["Content-Disposition"] == f'attachment; filename="de-xuat-2026.{form}"'
    assert "Mua thêm sách" in clerk.get("/unit/annual-reports/2026").text


def test_a_school_nobody_answered_has_a_report_that_says_so(database: Database, client: PageClient, clock: Clock) -> None:
    fill(database, schools=1, answers=0)
    clock.set(2026, 6, 2)
    sign_in(client, "th1")
    page = client.get("/unit/annual-reports/2026")
    assert "Không nhận được phiếu nào." in page.text
    for form in FORMS:
        assert client.client.get(f"/unit/annual-reports/2026/{form}").status_code == 200
