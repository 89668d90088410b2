"""The office and one's own account, phone and desk, with axe: the log, who is signed in, an app set up and turned off."""

import base64
import datetime as dt
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import delete

from survey_app.accounts import totp
from survey_app.demo.fill import DEPARTMENT_PASSWORD
from survey_app.models import RecoveryCode, SecondFactor
from tests.browser.conftest import Demo, check
from tests.browser.test_staff import sign_in

pytestmark = pytest.mark.browser


@pytest.fixture(autouse=True)
def without_app(demo: Demo) -> Iterator[None]:
    """The demo is shared, and nobody else has this phone."""
    yield
    with demo.app.extensions["database"].writing() as session:
        session.execute(delete(RecoveryCode))
        session.execute(delete(SecondFactor))


def test_the_office_and_an_authenticator_app(page: Page, demo: Demo) -> None:
    sign_in(page, demo, demo.access.department_username, DEPARTMENT_PASSWORD)
    page.get_by_role("link", name="Quản trị").click()
    check(page)
    page.get_by_role("link", name="Đăng nhập và bảo mật").click()
    check(page)
    page.goto(demo.url + "/management/audit?text=khong+co+gi")
    expect(page.get_by_text("Không có việc nào khớp")).to_be_visible()
    check(page)
    page.get_by_role("link", name="Tài khoản của tôi").click()
    check(page)
    page.get_by_role("button", name="Đổi mật khẩu").click()
    expect(page.get_by_role("alert")).to_contain_text("Hãy nhập mật khẩu hiện nay")
    check(page)
    page.get_by_role("link", name="Cài ứng dụng xác thực").click()
    check(page)
    letters = page.locator("main code").inner_text().replace(" ", "")
    key = base64.b32decode(letters + "=" * (-len(letters) % 8))
    page.get_by_label("Mã sáu chữ số").fill(totp.build_code(key, totp.to_step(dt.datetime.now(dt.UTC))))
    page.get_by_label("Mật khẩu hiện nay").fill(DEPARTMENT_PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Mười mã dự phòng")
    check(page)
    spare = page.locator("ol code").first.inner_text()
    page.get_by_role("button", name="Đăng xuất").click()
    expect(page.get_by_role("link", name="Đăng nhập")).to_be_visible()
    page.goto(demo.url + "/sign-in")
    page.get_by_label("Tên đăng nhập").fill(demo.access.department_username)
    page.get_by_label("Mật khẩu").fill(DEPARTMENT_PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Mã xác thực")
    check(page)
    page.get_by_label("Mã xác thực").fill("000000x")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("Mã không đúng")
    check(page)
    page.get_by_label("Mã xác thực").fill(spare)
    page.keyboard.press("Enter")
    page.wait_for_url(demo.url + "/department")
    page.goto(demo.url + "/management/audit?username=" + demo.access.department_username)
    expect(page.get_by_text("Bật ứng dụng xác thực của mình").first).to_be_visible()
    check(page)
    page.goto(demo.url + "/account/second-factor")
    check(page)
    off = page.locator("section", has_text="Tắt rồi cài lại")
    off.get_by_label("Mật khẩu hiện nay").fill(DEPARTMENT_PASSWORD)
    off.get_by_role("button", name="Tắt").click()
    expect(page.get_by_role("status")).to_contain_text("Đã tắt ứng dụng xác thực")
