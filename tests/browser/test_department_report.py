"""The department's report on a phone in a real browser with axe, its long annexes folded until asked for."""

import datetime as dt

import pytest
from playwright.sync_api import Page, expect

from survey_app.demo.fill import DEPARTMENT_PASSWORD, DEPARTMENT_USERNAME
from tests.browser.conftest import Demo, check
from tests.browser.test_staff import sign_in

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("page", [360], indirect=True)  # the narrowest is the hardest, and one look at so long a page is enough
def test_the_department_reads_its_reports_with_annexes_folded(page: Page, demo: Demo) -> None:
    sign_in(page, demo, DEPARTMENT_USERNAME, DEPARTMENT_PASSWORD)
    code = str(dt.datetime.now(tz=dt.UTC).year - 1)
    page.goto(f"{demo.url}/department/campaigns/{code}/report")
    expect(page.get_by_role("heading", level=1)).to_have_text("Báo cáo kết quả khảo sát")
    annexes = page.locator(".document-annex > details")
    assert annexes.count() > 5
    assert page.locator(".document-annex > details[open]").count() == 0
    check(page)
    annexes.nth(1).locator("summary").click()
    expect(annexes.nth(1).locator("table").first).to_be_visible()
    page.get_by_role("link", name="Đọc trên trang").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Phân tích nguyên nhân mất điểm")
    folds = page.locator(".document-fold")
    assert folds.count() > 0
    expect(page.locator(".document-fold table:visible")).to_have_count(0)
    check(page)
    folds.first.locator("summary").click()
    expect(folds.first.locator("table")).to_be_visible()
    check(page)
