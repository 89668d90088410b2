"""From sign-in to the report in one's hands, in a real browser with axe: three touches, no manual."""

import docx
import pytest
from playwright.sync_api import Page, expect

from survey_app.demo.fill import SCHOOL_PASSWORD
from tests.browser.conftest import Demo, check
from tests.browser.test_staff import sign_in

pytestmark = pytest.mark.browser


def test_a_new_clerk_has_the_report_for_signature_after_three_touches(page: Page, demo: Demo) -> None:
    sign_in(page, demo, demo.access.school_username, SCHOOL_PASSWORD)
    page.get_by_role("link", name="Báo cáo kết quả khảo sát:").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Báo cáo kết quả khảo sát")
    check(page)
    with page.expect_download() as taken:
        page.get_by_role("link", name="Word").click()
    word = docx.Document(str(taken.value.path()))
    assert "BÁO CÁO" in [paragraph.text for paragraph in word.paragraphs]
    page.get_by_role("link", name="Báo cáo đề xuất giải pháp cải thiện").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Báo cáo đề xuất giải pháp cải thiện")
    check(page)
