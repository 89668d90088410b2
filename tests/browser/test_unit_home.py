"""The unit's first page in a real browser: its invitation is copied and shared, a date is ticked off, a table opens."""

import pytest
from playwright.sync_api import Browser, Page, expect

from survey_app.demo.fill import SCHOOL_PASSWORD
from tests.browser.conftest import Demo, check
from tests.browser.test_staff import sign_in

pytestmark = pytest.mark.browser

SHARED = "navigator.share = async data => { window.shared = data }"


def test_a_clerk_sends_the_invitation_on_and_looks_how_it_goes(page: Page, demo: Demo) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.add_init_script(SHARED)
    sign_in(page, demo, demo.access.school_username, SCHOOL_PASSWORD)
    expect(page.get_by_role("heading", name="Việc cần làm")).to_be_visible()
    page.get_by_text("Bảng số phiếu theo ngày").click()
    expect(page.locator(".by-day tbody tr").first).to_contain_text("chưa hết ngày")
    check(page)
    field = page.get_by_label("Lời mời để gửi vào nhóm")
    field.fill(field.input_value() + "\nXin cảm ơn.")
    page.get_by_role("button", name="Sao chép lời mời").click()
    expect(page.get_by_role("status").first).to_have_text("Đã sao chép.")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert demo.access.link_token in copied
    assert "mời cha mẹ học sinh cho biết mức độ hài lòng về nhà trường" in copied
    assert copied.endswith("Xin cảm ơn.")
    page.get_by_role("button", name="Chia sẻ qua Zalo").click()
    assert page.evaluate("window.shared") == {"text": copied}
    check(page)


def test_where_the_device_shares_nothing_copying_is_all_there_is_and_nothing_is_asked_of_others(
    browser: Browser, demo: Demo
) -> None:
    page = browser.new_context(locale="vi-VN", viewport={"width": 360, "height": 740}).new_page()
    page.add_init_script("Object.defineProperty(navigator, 'share', {value: undefined})")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    sign_in(page, demo, demo.access.school_username, SCHOOL_PASSWORD)
    expect(page.get_by_role("button", name="Sao chép lời mời")).to_be_visible()
    expect(page.get_by_role("button", name="Chia sẻ qua Zalo")).to_have_count(0)
    assert all(url.startswith((demo.url, "data:")) for url in asked)
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    check(page)
    page.context.close()
