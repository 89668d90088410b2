"""Coverage, reminders and warnings in a real browser, with axe: from the silent unit to the warning that is worked off."""

import pytest
from playwright.sync_api import Page, expect

from survey_app.demo.fill import DEPARTMENT_PASSWORD
from tests.browser.conftest import Demo, check
from tests.browser.test_staff import sign_in

pytestmark = pytest.mark.browser


def test_the_department_reminds_who_is_silent_and_works_off_a_warning(page: Page, demo: Demo) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    sign_in(page, demo, demo.access.department_username, DEPARTMENT_PASSWORD)
    page.get_by_role("link", name="Tiến độ các đơn vị").first.click()
    page.wait_for_load_state()
    for summary in page.locator("summary").all():
        summary.click()
    check(page)
    page.get_by_role("link", name="Danh sách cần nhắc").click()
    page.locator("summary:visible").first.click()
    check(page)
    page.get_by_role("link", name="Lời nhắn cho").first.click()
    page.get_by_role("button", name="Sao chép lời nhắn").first.click()
    expect(page.get_by_role("status").filter(has_text="Đã sao chép.")).to_be_visible()
    assert "/k/" in page.evaluate("navigator.clipboard.readText()")
    check(page)
    page.get_by_role("link", name="Cảnh báo").click()
    check(page)
    page.goto(demo.url + "/department/warnings?rule=silent")  # done by the other screen, it is at the end of the list
    page.get_by_role("link", name="Chưa có phiếu nào:").first.click()
    page.get_by_label("Tình trạng").select_option("done")
    page.get_by_role("button", name="Ghi").click()
    expect(page.get_by_role("alert")).to_contain_text("Hãy ghi đã làm gì")
    check(page)
    page.get_by_label("Ghi chú").fill("Đã gọi hiệu trưởng.")
    page.get_by_role("button", name="Ghi").click()
    expect(page.get_by_text("Đã gọi hiệu trưởng.").first).to_be_visible()
    check(page)


def test_thresholds_and_the_digest_are_set(page: Page, demo: Demo) -> None:
    sign_in(page, demo, demo.access.department_username, DEPARTMENT_PASSWORD)
    page.goto(demo.url + "/management/warning-settings")
    page.get_by_label("Ngày (3)").fill("100")
    page.get_by_role("button", name="Lưu").click()
    expect(page.get_by_role("alert")).to_contain_text("từ 1 đến 30")
    check(page)
    page.goto(demo.url + "/department/warnings/digest")
    check(page)
