"""The department's units and accounts in a browser, with axe: the tree, a dry run, a unit, an account and its first sign-in."""

import pytest
from playwright.sync_api import Page, expect

from survey_app.demo.fill import DEPARTMENT_PASSWORD
from tests.browser.conftest import Demo, check
from tests.browser.test_staff import sign_in

pytestmark = pytest.mark.browser

FILE = (
    "Mã đơn vị,Tên đơn vị,Loại,Cấp học,Mã đơn vị cấp trên,Tổng số\n"
    "TH01,Trường Tiểu học Hoa Ban Trắng,Trường,TH,{commune},235\n"
    "TH99,Trường không có cấp trên,Trường,TH,KHONG-CO,10\n"
)


def test_an_officer_looks_at_units_and_tries_a_list(page: Page, demo: Demo) -> None:
    sign_in(page, demo, demo.access.department_username, DEPARTMENT_PASSWORD)
    page.get_by_role("link", name="Đơn vị", exact=True).click()
    check(page)
    page.locator("details.branch summary").nth(1).press("Enter")
    check(page)
    page.get_by_label("Tên hoặc mã").fill("hoa ban")
    page.get_by_role("button", name="Lọc").click()
    expect(page.locator("tbody tr")).to_have_count(1)
    check(page)
    page.get_by_role("link", name="Trường Tiểu học Hoa Ban").click()
    page.get_by_text("Nối với một đơn vị trước đây").click()
    check(page)
    page.get_by_role("link", name="Sửa thông tin").click()
    check(page)
    commune = page.get_by_label("Đơn vị cấp trên").input_value()
    page.goto(demo.url + "/management/units/import")
    check(page)
    content = FILE.format(commune=commune).encode()
    page.get_by_label("Tệp danh sách đơn vị").set_input_files({"name": "don-vi.csv", "mimeType": "text/csv", "buffer": content})
    page.get_by_role("button", name="Kiểm tra tệp").click()
    expect(page.get_by_role("heading", name="Bị từ chối: 1 dòng")).to_be_visible()
    check(page)
    page.get_by_text("Bỏ tệp này").click()
    page.get_by_role("button", name="Bỏ tệp đang chờ").click()
    expect(page.get_by_role("status")).to_contain_text("Danh sách đơn vị không đổi.")


def test_a_new_account_is_handed_over_by_a_link(page: Page, demo: Demo) -> None:
    sign_in(page, demo, demo.access.department_username, DEPARTMENT_PASSWORD)
    page.goto(demo.url + "/management/accounts")
    check(page)
    page.get_by_role("link", name="Thêm một tài khoản").click()
    check(page)
    page.get_by_label("Mã đơn vị").fill("TH01")
    width = page.viewport_size["width"] if page.viewport_size else 0  # phone and desk share a database
    page.get_by_label("Tên đăng nhập").fill(f"hoa-ban-{width}")
    page.get_by_role("button", name="Tạo tài khoản và đường dẫn").click()
    check(page)
    address = page.get_by_label("Gửi riêng cho người dùng tài khoản này").input_value()
    page.goto(demo.url + "/" + address.split("/", 3)[3])
    check(page)
    page.get_by_label("Mật khẩu mới").fill("hoa sen nở giữa hồ")
    page.get_by_label("Gõ lại mật khẩu").fill("hoa sen nở giữa hồ")
    page.get_by_role("button", name="Đặt mật khẩu").click()
    expect(page.get_by_role("status")).to_contain_text("Đã đặt mật khẩu.")
    check(page)
    page.goto(demo.url + "/" + address.split("/", 3)[3])
    expect(page.get_by_role("heading", level=1)).to_have_text("Đường dẫn này không dùng được nữa")
    check(page)
