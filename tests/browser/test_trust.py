"""What lets people trust the form, in a real browser: the notice, what is kept, the receipt, what the school has changed."""

import datetime as dt

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import select

from survey_app import clock
from survey_app.demo.fill import SCHOOL_PASSWORD
from survey_app.improvement import actions
from survey_app.models import Action, Unit
from tests.browser.conftest import Demo, check

pytestmark = pytest.mark.browser

SENTENCE = "Sửa 12 vòi nước và để xà phòng ở khu vệ sinh."


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", ["/", "/tro-giup", "/rieng-tu", "/bien-nhan"])
def test_pages_for_everybody_have_no_fault(page: Page, demo: Demo, path: str, scheme: str) -> None:
    page.emulate_media(color_scheme=scheme)
    page.goto(demo.url + path)
    open_all(page)
    check(page)
    assert not page.context.cookies()


def test_every_table_of_what_is_kept_can_be_opened_by_keyboard(page: Page, demo: Demo) -> None:
    page.goto(demo.url + "/rieng-tu")
    summary = page.locator("summary", has_text="Phiếu trả lời")
    expect(page.get_by_role("table")).to_have_count(0)
    summary.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("table", name="Phiếu trả lời")).to_be_visible()
    expect(page.get_by_role("rowheader", name="Các câu chọn mức")).to_be_visible()


def test_pages_for_everybody_fit_at_twice_the_letter_size_and_on_the_narrowest_phone(browser: Browser, demo: Demo) -> None:
    for width, size in ((360, "200%"), (320, "100%")):
        page = browser.new_context(locale="vi-VN", viewport={"width": width, "height": 740}).new_page()
        for path in ("/", "/tro-giup", "/rieng-tu", "/bien-nhan"):
            page.goto(demo.url + path)
            page.evaluate("size => document.documentElement.style.fontSize = size", size)
            open_all(page)
            check(page)
        page.context.close()


def test_a_receipt_is_looked_up_and_stands_in_no_address(page: Page, demo: Demo) -> None:
    open_form(page, demo)
    page.locator("#phieu input[type=radio]").first.check()
    page.evaluate("document.querySelector('#phieu').elements.reminded.value = '1'")
    with page.expect_response(lambda reply: reply.request.method == "POST"):
        page.evaluate("document.querySelector('#phieu').requestSubmit(document.querySelector('[data-send]'))")
    receipt = page.locator("[data-receipt]").inner_text()
    page.goto(demo.url + "/bien-nhan")
    look_up(page, "0000 000 000")
    expect(page.get_by_role("alert")).to_contain_text("Không tìm thấy mã này")
    check(page)
    look_up(page, receipt)
    expect(page.get_by_role("status")).to_contain_text("Phiếu mang mã này đã được ghi nhận")
    check(page)
    assert page.url == demo.url + "/bien-nhan"
    assert receipt not in page.content()


def test_the_first_card_is_near_and_the_notice_one_touch_away(page: Page, demo: Demo) -> None:
    open_form(page, demo)
    card = page.locator("#phieu fieldset.card").first.bounding_box()
    assert card
    assert card["y"] < 640, "less than a hand's breadth of the first card is on the screen"
    notice = page.locator("details.more", has_text="Ai xem")
    summary = notice.locator("summary").bounding_box()
    assert summary
    assert summary["height"] >= 44
    expect(notice.get_by_text("địa chỉ mạng")).to_be_hidden()
    notice.locator("summary").click()
    expect(notice.get_by_text("địa chỉ mạng")).to_be_visible()
    expect(page.locator(":checked")).to_have_count(0)
    check(page)
    with page.context.expect_page() as opened:
        notice.get_by_role("link").click()
    expect(opened.value.get_by_role("heading", level=1)).to_have_text("Phiếu khảo sát giữ kín những gì")


def test_a_school_says_what_it_has_changed_and_respondents_read_it(page: Page, demo: Demo) -> None:
    forget_actions(demo)
    page.goto(demo.url + "/sign-in")
    page.get_by_label("Tên đăng nhập").fill(demo.access.school_username)
    page.get_by_label("Mật khẩu").fill(SCHOOL_PASSWORD)
    page.get_by_role("button", name="Đăng nhập").click()
    page.get_by_role("link", name="Ghi việc", exact=True).first.click()
    check(page)
    page.get_by_label("Việc", exact=True).fill(SENTENCE)
    page.locator("#trang-thai-0").select_option("done")
    page.get_by_role("button", name="Công bố", exact=True).click()
    expect(page.locator(".seen")).to_contain_text(SENTENCE)
    page.get_by_text("Sửa hoặc xóa").click()
    check(page)
    page.get_by_label("Sửa việc này").fill(" ")
    page.get_by_role("button", name="Lưu việc đã sửa").click()
    expect(page.get_by_role("alert")).to_contain_text("Hãy viết việc đã làm")
    check(page)
    page.context.clear_cookies()
    open_form(page, demo)
    expect(page.locator(".changed")).to_contain_text(f"Từ lần khảo sát trước, nhà trường đã: {SENTENCE}")
    check(page)
    forget_actions(demo)


def test_three_long_sentences_leave_the_form_in_reach(page: Page, demo: Demo) -> None:
    forget_actions(demo)
    database = demo.app.extensions["database"]
    with database.writing() as session:
        unit = session.scalars(select(Unit).where(Unit.link_token == demo.access.link_token)).one()
        for number in range(3):
            words = f"{number} " + "Họp với cha mẹ học sinh vào buổi tối. " * 8
            action = actions.write_action(session, unit.id, words[: actions.LONGEST])
            actions.publish_action(action, today=today(demo))
    open_form(page, demo)
    check(page)
    page.locator(".changed summary").click()
    expect(page.locator(".changed li")).to_have_count(3)
    check(page)
    forget_actions(demo)


def look_up(page: Page, receipt: str) -> None:
    page.get_by_label("Mã biên nhận").fill(receipt)
    page.get_by_role("button", name="Tra mã").click()


def open_form(page: Page, demo: Demo) -> None:
    page.goto(f"{demo.url}/q/{demo.access.link_token}")
    if page.locator(".choices a").count():
        page.locator(".choices a").first.click()
        page.wait_for_load_state()
    expect(page.locator("#phieu")).to_be_visible()


def open_all(page: Page) -> None:
    page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")


def forget_actions(demo: Demo) -> None:
    with demo.app.extensions["database"].writing() as session:
        for action in session.scalars(select(Action)):
            session.delete(action)


def today(demo: Demo) -> dt.date:
    with demo.app.app_context():
        return clock.now().date()
