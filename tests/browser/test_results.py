"""Publishing in the browser, and what everybody then reads, on a phone and on a desk, with axe, and on paper."""

import io

import pytest
from playwright.sync_api import Page, expect
from pypdf import PdfReader

from survey_app.demo.fill import DEPARTMENT_PASSWORD
from tests.browser.conftest import Demo, check
from tests.browser.test_staff import sign_in

pytestmark = pytest.mark.browser
CODE = "/ket-qua/2025"


def look_at_the_draft(page: Page) -> None:
    """From the page of the draft through the pages that everybody will read, and back."""
    start = f"{page.url}/xem"
    page.get_by_role("link", name="Xem trước các trang sẽ công bố").click()
    notice = page.get_by_text("chưa công bố. Chỉ Sở xem được.")
    expect(notice).to_be_in_viewport()
    check(page)
    page.get_by_label("Tìm trường theo tên, không cần dấu").fill("hoa ban")
    page.get_by_role("button", name="Tìm").click()
    expect(notice).to_be_visible()
    check(page)
    page.locator("tbody").get_by_role("link", name="Trường Tiểu học Hoa Ban").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Trường Tiểu học Hoa Ban")
    expect(notice).to_be_visible()
    check(page)
    page.locator(".lead a").first.click()
    expect(page.get_by_role("heading", level=2, name="Các đơn vị")).to_be_visible()
    assert page.url.startswith(f"{start}/xa/")
    check(page)
    for path in ("/xa", "/cap/TH", "/truong?trang=2"):
        page.goto(start + path)
        expect(notice).to_be_visible()
        check(page)
    page.get_by_role("link", name="Quay lại trang ký và công bố").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Bản chuẩn bị số")


def test_the_department_signs_and_everybody_reads(page: Page, demo: Demo) -> None:
    sign_in(page, demo, demo.access.department_username, DEPARTMENT_PASSWORD)
    page.get_by_role("navigation", name="Chính").get_by_role("link", name="Công bố").click()
    check(page)
    page.get_by_role("button", name="cho đợt 2025").click(timeout=180_000)  # it computes everything, on a busy machine too
    expect(page.get_by_role("heading", level=1)).to_contain_text("Bản chuẩn bị số")
    check(page)
    look_at_the_draft(page)
    page.get_by_role("button", name="Công bố").click()
    alert = page.get_by_role("alert")
    expect(alert).to_contain_text("Họ và tên người ký")
    alert.get_by_role("link").first.click()
    expect(page.get_by_label("Họ và tên người ký")).to_be_focused()
    check(page)
    page.get_by_label("Họ và tên người ký").fill("Trần Văn Bình")
    page.get_by_label("Chức vụ").fill("Giám đốc")
    if page.get_by_label("Điều đã sửa và lý do").count():  # the other size of screen has published before
        page.get_by_label("Điều đã sửa và lý do").fill("Công bố lại.")
    page.get_by_label("Đã xem những gì sẽ công bố").check()
    page.get_by_role("button", name="Công bố").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Bản công bố số")
    check(page)
    page.context.clear_cookies()
    page.goto(demo.url + "/ket-qua")
    check(page)
    page.get_by_role("link", name="Khảo sát sự hài lòng năm 2025").first.click()
    check(page)
    page.get_by_text("Từng câu hỏi: cha mẹ trẻ mầm non").click()
    check(page)
    page.get_by_label("Tìm trường theo tên, không cần dấu").fill("hoa ban")
    page.get_by_role("button", name="Tìm").click()
    check(page)
    page.locator("tbody").get_by_role("link", name="Trường Tiểu học Hoa Ban").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Trường Tiểu học Hoa Ban")
    check(page)
    assert page.context.cookies() == []
    paper = " ".join(sheet.extract_text() for sheet in PdfReader(io.BytesIO(page.pdf())).pages)
    assert "Trường Tiểu học Hoa Ban" in paper
    assert "Về bản công bố này" in paper
    for path in (f"{CODE}/xa", f"{CODE}/cap/TH", f"{CODE}/truong", f"{CODE}/du-lieu", "/ket-qua/cach-doc", "/api/v1/"):
        page.goto(demo.url + path)
        check(page)
