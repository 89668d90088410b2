"""The department's year in a browser: its pages pass axe on phone and desk, and a paused survey takes what a phone has kept."""

import datetime as dt

import pytest
from playwright.sync_api import BrowserContext, Page, expect
from sqlalchemy import select

from survey_app.demo.fill import DEPARTMENT_PASSWORD, DEPARTMENT_USERNAME
from survey_app.models import Campaign
from tests.browser.answering import expect_thanks, expect_waiting, open_form, press_send, tick
from tests.browser.conftest import Demo, check
from tests.browser.own_server import OwnServer

pytestmark = pytest.mark.browser


def pause(own: OwnServer, day: dt.date | None) -> None:
    with own.database.writing() as session:
        session.scalars(select(Campaign)).one().paused_on = day


def test_a_paused_survey_is_said_to_be_paused_and_takes_what_the_phone_kept(phone: BrowserContext, own: OwnServer) -> None:
    page = open_form(phone, own)
    sheet = tick(page, "4")
    pause(own, own.now.date())
    press_send(page)
    expect_waiting(page)
    expect(page.locator("main [data-told]")).to_contain_text("khảo sát đang tạm dừng")
    check(page)
    late = phone.new_page()
    late.goto(own.address())
    expect(late.get_by_role("heading", name="Đợt khảo sát đang tạm dừng")).to_be_visible()
    check(late)
    late.close()
    pause(own, None)
    page.get_by_role("button", name="Thử gửi lại ngay").click()
    expect_thanks(page)
    assert own.sheets() == [sheet]


def test_the_pages_of_the_year_pass_axe(page: Page, demo: Demo) -> None:
    year = dt.datetime.now(dt.UTC).year
    page.goto(f"{demo.url}/sign-in")
    page.get_by_label("Tên đăng nhập").fill(DEPARTMENT_USERNAME)
    page.get_by_label("Mật khẩu").fill(DEPARTMENT_PASSWORD)
    page.get_by_role("main").get_by_role("button").click()
    expect(page.get_by_role("heading", name=f"Khảo sát năm {year}")).to_be_visible()
    check(page)
    page.goto(f"{demo.url}/management/campaigns")
    check(page)
    page.get_by_label("Mã đợt").fill("THU-1")
    page.get_by_role("button", name="Lập đợt").click()
    expect(page.get_by_role("heading", name="Kiểm tra trước khi mở")).to_be_visible()
    check(page)
    page.get_by_label("Ngày mở").fill("hôm nay")
    page.get_by_role("button", name="Lưu cài đặt").click()
    expect(page.locator("#loi")).to_be_focused()
    check(page)
    page.goto(f"{demo.url}/management/campaigns/THU-1")
    page.get_by_label("Xóa hẳn đợt này.").check()
    page.get_by_role("button", name="Xóa đợt").click()
    for path in (f"campaigns/{year}", f"campaigns/{year}/preview/TH-PH", f"campaigns/{year}/plan", "calendar", "letterhead"):
        page.goto(f"{demo.url}/management/{path}")
        check(page)
