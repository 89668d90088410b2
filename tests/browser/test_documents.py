"""What a unit fills in for its documents, on a phone and on a desk, with axe: settings, plan, self-assessment, public page."""

import datetime as dt
import io

import pytest
from playwright.sync_api import Page, expect
from pypdf import PdfReader
from sqlalchemy import select

from survey_app.demo.fill import DEPARTMENT_PASSWORD, SCHOOL_PASSWORD
from survey_app.documents import plans
from survey_app.documents.plan import PlanEntries, build_plan
from survey_app.documents.plan_figures import find_planned_survey
from survey_app.documents.settings import find_settings
from survey_app.models import Unit
from tests.browser.conftest import Demo, check
from tests.browser.own_server import OwnServer
from tests.browser.test_staff import sign_in

pytestmark = pytest.mark.browser


def test_a_clerk_looks_at_the_first_page_and_writes_the_quarter(page: Page, demo: Demo) -> None:
    sign_in(page, demo, demo.access.school_username, SCHOOL_PASSWORD)
    page.get_by_role("link", name="Xem và sửa").click()
    check(page)
    page.get_by_label("Họ và tên người ký").fill("Nguyễn Thị Lan")
    page.get_by_label("Ký hiệu đơn vị").fill("TH HB")
    page.get_by_role("button", name="Xem thử").click()
    alert = page.get_by_role("alert")
    expect(alert).to_contain_text("Ký hiệu: viết liền")
    check(page)
    alert.get_by_role("link").click()
    expect(page.get_by_label("Ký hiệu đơn vị")).to_be_focused()
    page.get_by_label("Ký hiệu đơn vị").fill("TH.HB")
    page.get_by_role("button", name="Xem thử").click()
    expect(page.get_by_role("status")).to_contain_text("chưa lưu gì")
    expect(page.locator(".official")).to_contain_text("/BC-TH.HB")
    expect(page.locator(".official-name")).to_have_text("Nguyễn Thị Lan")
    check(page)

    page.goto(demo.url + "/unit")
    page.get_by_role("link", name="Kế hoạch khảo sát").first.click()
    page.get_by_role("button", name="Công bố kế hoạch").click()
    expect(page.get_by_role("alert")).to_contain_text("Còn thiếu")
    check(page)

    page.goto(demo.url + "/unit/self-assessments")
    check(page)
    page.get_by_role("link", name="Viết").first.click()
    check(page)
    page.get_by_label("Việc đã làm để nâng mức độ hài lòng").fill("Sửa 12 vòi nước.")
    page.get_by_role("button", name="Gửi Sở").click()
    alert = page.get_by_role("alert")
    expect(alert).to_contain_text("Việc làm trong quý tới: hãy viết ít nhất một câu.")
    alert.get_by_role("link").first.click()
    expect(page.get_by_label("Việc làm trong quý tới")).to_be_focused()
    check(page)


def test_the_department_finds_who_has_not_sent(page: Page, demo: Demo) -> None:
    sign_in(page, demo, demo.access.department_username, DEPARTMENT_PASSWORD)
    page.get_by_role("link", name="Các đơn vị đã gửi, gửi muộn, quá hạn").click()
    check(page)
    page.get_by_label("Tên đơn vị").fill("hoa lau")
    page.get_by_role("button", name="Lọc").click()
    expect(page.locator("tbody tr")).to_have_count(1)
    check(page)


def test_everybody_reads_a_published_plan(page: Page, own: OwnServer) -> None:
    with own.database.writing() as session:
        unit_id = session.scalars(select(Unit.id).where(Unit.link_token == own.token)).one()
        survey = find_planned_survey(session, unit_id, "2026")
        assert survey is not None
        entries = PlanEntries(5, dt.date(2026, 2, 3), ("Công văn số 12 của Sở",), "bà Y Lan")
        settings = find_settings(session, [unit_id])[unit_id]
        document = build_plan(settings, survey, entries, address=f"{own.url}/k/{own.token}", is_draft=False)
        draft = plans.write_entries(session, unit_id, survey.campaign_id, entries)
        plans.publish_plan(draft, document, today=dt.date(2026, 2, 4))
    page.goto(f"{own.url}/d/{own.token}")
    expect(page.locator("article.document")).to_contain_text("KẾ HOẠCH")
    check(page)
    page.get_by_role("link", name="Mở phiếu khảo sát").click()
    with page.context.expect_page() as opened:
        page.get_by_role("link", name="Kế hoạch khảo sát (mở trang mới)").click()
    expect(opened.value.locator("article.document")).to_contain_text("Số: 05/KH-")


def test_on_a_phone_annexes_are_folded_until_asked_for_and_paper_has_them_whole(demo: Demo, page: Page) -> None:
    sign_in(page, demo, demo.access.school_username, SCHOOL_PASSWORD)
    page.goto(demo.url + "/unit/annual-reports/2025")
    annexes, is_phone = page.locator(".document-annex > details"), page.viewport_size["width"] < 768
    assert annexes.count() >= 3
    assert page.locator(".document-annex > details[open]").count() == (0 if is_phone else annexes.count())
    page.get_by_text("Mục lục", exact=True).click()
    page.locator(".document-contents a", has_text="Phụ lục II.").click()
    expect(page.locator(".document-annex:has(#document-annex-2) > details")).to_have_attribute("open", "")
    expect(page.locator("#document-annex-2")).to_be_in_viewport()
    check(page)
    text = " ".join(sheet.extract_text() for sheet in PdfReader(io.BytesIO(page.pdf())).pages)
    assert "Cách thu, cách tính và nguồn số liệu" in text, "the last annex is printed, open or not"
    assert "Mục lục" not in text
