"""The department's reports through HTTP: who reads what, which files there are, and nothing before sealing."""

import io

import pypdf
import pytest
from python_calamine import CalamineWorkbook
from sqlalchemy import delete, select

from survey_app.cli.department_reports import store_report_pages
from survey_app.db import Database
from survey_app.models import AuditEntry, Campaign, StoredReportFile, StoredReportPage, Unit
from tests.conftest import Clock
from tests.department_reports import NOW, fill_department
from tests.pages import PageClient
from tests.staff import sign_in

REPORT, CAUSES = "/department/campaigns/2026/report", "/department/campaigns/2026/causes"


@pytest.fixture
def filled(database: Database, clock: Clock) -> Database:
    with database.writing() as session:
        fill_department(session)
    clock.set(2026, 6, 2)
    return database


def test_the_whole_department_reads_its_report_with_all_files_beside_it(filled: Database, client: PageClient) -> None:
    sign_in(client, "so.gddt")
    page = client.get(REPORT)
    assert "Của toàn Sở" in page.text
    assert "II. KẾT QUẢ THỰC HIỆN" in page.text
    assert "Chỉ số hài lòng chung" in page.text
    assert page.soup.select_one("nav.tabs [aria-current]").get_text() == "Báo cáo"
    addresses = {link["href"] for link in page.soup.select("ul.downloads a")}
    files = {f"{REPORT}/{form}" for form in ("docx", "pdf", "xlsx", "html")}
    files |= {f"{CAUSES}/{form}" for form in ("docx", "pdf", "xlsx")}
    files |= {f"/department/campaigns/2026/infographic.{form}" for form in ("pdf", "png")}
    assert addresses == {*files, CAUSES}
    alternative = page.soup.select_one("section[aria-labelledby=hinh] details p").get_text()
    assert "phiếu" in alternative
    for address in sorted(files):
        assert client.client.get(address).status_code == 200, address
    assert "III. MẤT ĐIỂM Ở ĐÂU" in client.get(CAUSES).text
    with filled.reading() as session:
        taken = session.scalars(select(AuditEntry.action).where(AuditEntry.action.like("download-%"))).all()
    assert sorted(taken) == sorted(
        ["download-department-report"] * 4 + ["download-causes-report"] * 3 + ["download-infographic"] * 2
    )


@pytest.mark.parametrize(
    ("name", "code", "its_own", "not_its"),
    [
        ("xa1", "X1", "Nghĩa Lộ 2", "Ngọk Bay 1"),
        ("so.thcs", "SO-THCS", "Trường THCS Ba Gia", "Ngọk Bay 1"),
    ],
)
def test_a_scope_reads_its_own_part_beside_the_whole(
    filled: Database, client: PageClient, name: str, code: str, its_own: str, not_its: str
) -> None:
    sign_in(client, name)
    page = client.get(REPORT)
    assert "đặt cạnh kết quả của toàn Sở" in page.text
    assert its_own in page.text
    assert not_its not in page.text
    assert "toàn Sở" in page.soup.select_one("article.document").get_text()
    workbook = client.client.get(f"{REPORT}/xlsx")
    assert workbook.headers["Content-Disposition"] == f'attachment; filename="bao-cao-2026-{code}.xlsx"'
    book = CalamineWorkbook.from_filelike(io.BytesIO(workbook.data))
    cells = {str(value) for sheet in book.sheet_names for row in book.get_sheet_by_name(sheet).to_python() for value in row}
    assert any(its_own in cell for cell in cells)
    assert not any(not_its in cell for cell in cells)
    text = "".join(one.extract_text() for one in pypdf.PdfReader(io.BytesIO(client.client.get(f"{CAUSES}/pdf").data)).pages)
    assert not_its not in " ".join(text.split())


def test_before_sealing_the_pages_say_when_and_there_is_no_file(filled: Database, client: PageClient) -> None:
    with filled.writing() as session:
        session.scalars(select(Campaign).where(Campaign.code == "2026")).one().sealed_on = None
    sign_in(client, "so.gddt")
    for address in (REPORT, CAUSES):
        page = client.get(address)
        assert "sau khi đợt khảo sát khóa sổ" in page.text
        assert not page.soup.select("ul.downloads")
    for address in (f"{REPORT}/docx", f"{CAUSES}/pdf", "/department/campaigns/2026/infographic.png"):
        client.get(address, status=404)
    client.get("/department/campaigns/1999/report", status=404)


def test_a_renamed_school_is_read_under_its_new_name_at_once(filled: Database, client: PageClient) -> None:
    sign_in(client, "so.gddt")
    assert "Trường Tiểu học Sông Trà" not in client.get(REPORT).text
    with filled.writing() as session:
        session.scalars(select(Unit).where(Unit.code == "TH1")).one().name = "Trường Tiểu học Sông Trà"
    assert "Trường Tiểu học Sông Trà" in client.get(REPORT).text


def test_what_the_night_has_made_is_read_and_is_what_a_first_look_makes(
    filled: Database, client: PageClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    sign_in(client, "so.gddt")
    addresses = [
        f"{REPORT}/docx",
        f"{REPORT}/xlsx",
        f"{REPORT}/html",
        f"{CAUSES}/pdf",
        "/department/campaigns/2026/infographic.png",
    ]
    pages = [str(client.get(address).soup.select_one("article.document")) for address in (REPORT, CAUSES)]
    made = [client.client.get(address).data for address in addresses]
    with filled.writing() as session:
        for table in (StoredReportFile, StoredReportPage):
            session.execute(delete(table))
    monkeypatch.setattr("survey_app.cli.department_reports.MANY_UNITS", 1)
    store_report_pages(filled, now=NOW, grace_minutes=60)

    def compute(*_: object, **__: object) -> None:
        raise AssertionError("a reader computes what the night has made")

    monkeypatch.setattr("survey_app.views.department_report._figures", compute)
    assert [str(client.get(address).soup.select_one("article.document")) for address in (REPORT, CAUSES)] == pages
    assert [client.client.get(address).data for address in addresses] == made
    with filled.writing() as session:
        session.scalars(select(Unit).where(Unit.code == "TH1")).one().name = "Trường Tiểu học Sông Trà"
    with pytest.raises(AssertionError, match="the night has made"):
        client.client.get(f"{REPORT}/docx")
