"""Taking over a file in a real browser, on a phone and on a desk: a word and a column are chosen, the dry run is read."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from survey_app.demo.fill import SCHOOL_PASSWORD
from tests.browser.conftest import Demo, check
from tests.browser.test_staff import sign_in
from tests.form_exports import csv_bytes, form_header, form_rows, with_faults

pytestmark = pytest.mark.browser


def test_a_clerk_matches_columns_and_words_and_reads_the_dry_run(page: Page, demo: Demo, tmp_path: Path) -> None:
    header = form_header()
    header[7] = "Nội dung thứ ba trong phần một của phiếu, hỏi về đường đi và vị trí nơi học" + " rất dài" * 12
    file = tmp_path / "Cau tra loi.csv"
    file.write_bytes(csv_bytes([header, *with_faults(form_rows(50))]))
    sign_in(page, demo, demo.access.school_username, SCHOOL_PASSWORD)
    page.get_by_role("link", name="Nhập câu trả lời").click()
    check(page)
    page.get_by_role("button", name="Đọc tệp").first.click()
    expect(page.get_by_role("alert")).to_contain_text("Chưa chọn tệp nào")
    check(page)
    page.locator("input[type=file]").first.set_input_files(file)
    page.get_by_role("button", name="Đọc tệp").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Ghép cột với câu hỏi")
    page.get_by_label("“Tạm được”").select_option("3 Bình thường")
    page.get_by_label("Nội dung thứ ba").select_option("A03")
    page.get_by_text("Xem hoặc sửa").click()
    check(page)
    page.get_by_role("button", name="Kiểm tra cả tệp").click()
    expect(page.locator("#ket")).to_have_text("4 trên 50 dòng chưa đọc được")
    expect(page.get_by_role("button", name="Nhập")).to_have_count(0)
    page.get_by_text("3 dòng đọc được đầu tiên").click()
    check(page)
    page.goto(page.url.removesuffix("/check"))
    expect(page.get_by_label("“Tạm được”")).to_have_value("3")
    page.get_by_text("Bỏ tệp này").click()
    page.get_by_role("button", name="Bỏ tệp đang chờ").click()
    expect(page.get_by_role("status")).to_contain_text("Đã bỏ tệp đang chờ")
    check(page)
