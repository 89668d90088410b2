"""Every staff page in a real browser: on a phone and on a desk, in light and dark, with axe; and on paper."""

import pytest
from playwright.sync_api import Browser, Page, expect

from survey_app.demo.fill import DEPARTMENT_PASSWORD, SCHOOL_PASSWORD
from tests.browser.conftest import Demo, check, unfold

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_department_goes_from_progress_to_a_report(page: Page, demo: Demo, scheme: str) -> None:
    page.emulate_media(color_scheme=scheme)
    sign_in(page, demo, demo.access.department_username, DEPARTMENT_PASSWORD)
    check(page)
    page.get_by_role("link", name="Tiến độ các đơn vị").first.click()
    check(page)
    page.get_by_label("Tên đơn vị").fill("hoa ban")
    page.get_by_role("button", name="Lọc").click()
    expect(page.locator("table.coverage tbody tr")).to_have_count(1)
    check(page)
    page.get_by_role("link", name="So sánh").click()
    unfold(page)
    page.get_by_label("Phiếu").select_option("TH-PH")
    page.get_by_label("Lĩnh vực").select_option("B")
    page.get_by_role("button", name="Xem").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Hài lòng về cơ sở vật chất")
    check(page)
    page.get_by_role("link", name="Trường Tiểu học Hoa Ban").first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Hoa Ban")
    check(page)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_school_reads_its_report_and_copies_its_link(page: Page, demo: Demo, scheme: str) -> None:
    page.emulate_media(color_scheme=scheme)
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    sign_in(page, demo, demo.access.school_username, SCHOOL_PASSWORD)
    check(page)
    page.get_by_role("button", name="Sao chép", exact=True).click()
    expect(page.get_by_role("status").last).to_have_text("Đã sao chép.")
    assert page.evaluate("navigator.clipboard.readText()").endswith(demo.access.link_token)
    page.get_by_role("link", name="Xem kết quả").last.click()
    page.get_by_text("Bảng số liệu từng câu").click()
    check(page)
    page.get_by_role("button", name="Đăng xuất").click()
    expect(page.get_by_role("link", name="Đăng nhập").first).to_be_visible()
    check(page)


def test_a_wrong_password_and_a_page_that_is_not_there(page: Page, demo: Demo) -> None:
    sign_in(page, demo, "so-mau", "không phải mật khẩu")
    expect(page.get_by_role("alert")).to_contain_text("không đúng")
    check(page)
    page.goto(demo.url + "/nowhere")
    check(page)


def test_a_report_prints_on_paper_without_navigation(browser: Browser, demo: Demo) -> None:
    page = browser.new_context(locale="vi-VN").new_page()
    sign_in(page, demo, demo.access.school_username, SCHOOL_PASSWORD)
    page.get_by_role("link", name="Xem kết quả").last.click()
    page.emulate_media(media="print")
    expect(page.get_by_role("navigation")).to_be_hidden()
    expect(page.get_by_text("Tải về")).to_be_hidden()
    assert page.evaluate("document.querySelector('details table').checkVisibility({contentVisibilityAuto: true})")
    assert page.pdf(format="A4").startswith(b"%PDF")
    page.context.close()


@pytest.mark.parametrize("width", [360, 640])
def test_pages_fit_at_twice_the_letter_size(browser: Browser, demo: Demo, width: int) -> None:
    page = browser.new_context(locale="vi-VN", viewport={"width": width, "height": 900}).new_page()
    sign_in(page, demo, demo.access.department_username, DEPARTMENT_PASSWORD)
    for path in ("/department", "/department/campaigns/2026", "/department/campaigns/2026/comparison"):
        page.goto(demo.url + path)
        page.evaluate("document.documentElement.style.fontSize = '200%'")
        check(page)
    page.locator("tbody a").last.click()
    page.get_by_text("Bảng số liệu từng câu").click()
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    check(page)
    page.context.close()


def sign_in(page: Page, demo: Demo, username: str, password: str) -> None:
    page.goto(demo.url + "/sign-in")
    page.get_by_label("Tên đăng nhập").fill(username)
    page.get_by_label("Mật khẩu").fill(password)
    page.get_by_role("button", name="Đăng nhập").click()
