"""Several tabs, schools and parents on one phone, and phones that keep nothing: each response is stored once as it was sent."""

import pytest
from playwright.sync_api import Browser, BrowserContext, expect

from tests.browser.answering import (
    NOTHING,
    expect_thanks,
    expect_waiting,
    open_form,
    press_send,
    remains,
    seconds_until,
    sheet_of,
    tick,
    wait_until,
)
from tests.browser.conftest import check
from tests.browser.own_server import OwnServer, cut_before

pytestmark = pytest.mark.browser


def test_two_tabs_with_the_same_waiting_response_store_it_once(phone: BrowserContext, own: OwnServer) -> None:
    first = open_form(phone, own)
    sheet = tick(first, "4")
    own.troubles += [cut_before, cut_before]
    press_send(first)
    expect_waiting(first)
    second = open_form(phone, own)
    second.get_by_role("button", name="Thử gửi lại ngay").click()
    expect(second.get_by_role("status").filter(has_text="đã gửi, mã biên nhận")).to_be_visible()
    first.get_by_role("button", name="Thử gửi lại ngay").click()
    expect(first.get_by_role("heading", level=1)).to_have_text("Phiếu không còn chờ trên máy này")
    check(first)
    assert own.sheets() == [sheet]


def test_two_tabs_that_send_the_same_response_at_the_same_moment_store_it_once(phone: BrowserContext, own: OwnServer) -> None:
    first = open_form(phone, own)
    sheet = tick(first, "4")
    phone.set_offline(True)
    press_send(first)
    expect_waiting(first)
    phone.set_offline(False)
    second = open_form(phone, own)
    expect_thanks(first)
    expect(second.get_by_role("status")).not_to_contain_text("chưa gửi")
    assert own.sheets() == [sheet]


def test_two_schools_on_one_phone_each_get_their_own_answers(phone: BrowserContext, own: OwnServer) -> None:
    first, second = open_form(phone, own), open_form(phone, own, own.other_token)
    one, other = tick(first, "5"), tick(second, "2")
    phone.set_offline(True)
    press_send(first)
    expect_waiting(first)
    press_send(second)
    expect_waiting(second)
    first.close()
    expect(second.get_by_role("status").filter(has_text="Trường Tiểu học Ngọk Bay 1")).to_be_visible()
    check(second)
    phone.set_offline(False)
    expect_thanks(second)
    expect(second.get_by_role("status").filter(has_text="Trường Tiểu học Ngọk Bay 1: đã gửi")).to_be_visible()
    assert own.sheets(own.token) == [one]
    assert own.sheets(own.other_token) == [other]


@pytest.mark.parametrize("online", [True, False])
def test_two_parents_one_after_the_other_on_one_phone_are_two_responses(
    phone: BrowserContext, own: OwnServer, online: bool
) -> None:
    page = open_form(phone, own)
    one = tick(page, "5")
    phone.set_offline(not online)
    press_send(page)
    if online:
        expect_thanks(page)
        page.get_by_role("link", name="Mở phiếu mới cho người khác").click()
    else:
        expect_waiting(page)
        page.get_by_role("button", name="Gửi phiếu cho người khác").click()
    assert page.locator("#phieu :checked").count() == 0
    other = tick(page, "1")
    press_send(page)
    if not online:
        expect_waiting(page)
        phone.set_offline(False)
    expect_thanks(page)
    wait_until(page, lambda: own.sheets() == sorted([one, other]))
    wait_until(page, lambda: remains(page) == NOTHING)  # the receipt of what is stored may still be on its way


def test_back_after_the_thanks_brings_no_filled_form(phone: BrowserContext, own: OwnServer) -> None:
    page = phone.new_page()
    page.goto(f"{own.url}/k/{own.token}")
    for _ in range(2):
        page.get_by_role("button", name="Tiếp tục").click()
    sheet = tick(page, "4")
    while page.get_by_role("button", name="Tiếp tục").is_visible():
        page.get_by_role("button", name="Tiếp tục").click()
    press_send(page)
    expect_thanks(page)
    page.go_back()
    expect(page.locator("#phieu")).to_be_visible()
    assert page.locator("#phieu :checked").count() == 0
    other = tick(page, "2")
    while page.get_by_role("button", name="Tiếp tục").is_visible():
        page.get_by_role("button", name="Tiếp tục").click()
    press_send(page)
    expect_thanks(page)
    assert own.sheets() == sorted([sheet, other])


def test_a_form_of_which_storage_is_refused_is_sent_by_the_browser_itself(phone: BrowserContext, own: OwnServer) -> None:
    phone.add_init_script("indexedDB.open = () => { throw new DOMException('refused', 'SecurityError'); };")
    page = open_form(phone, own)
    sheet = tick(page, "4")
    press_send(page)
    receipt = expect_thanks(page)
    page.reload()
    expect(page.get_by_role("heading", level=1)).to_have_text("Phiếu này đã được ghi nhận từ trước")
    expect(page.locator("[data-receipt]")).to_have_text(receipt)
    assert own.sheets() == [sheet]
    assert page.evaluate("sessionStorage.length") == 0


def test_storage_that_never_answers_does_not_hold_the_form(phone: BrowserContext, own: OwnServer) -> None:
    phone.add_init_script("indexedDB.open = () => ({});")
    page = open_form(phone, own)
    sheet = tick(page, "4")
    press_send(page)
    expect_thanks(page)
    assert own.sheets() == [sheet]


def test_storage_that_is_late_once_stops_no_later_try(phone: BrowserContext, own: OwnServer) -> None:
    phone.add_init_script(
        "const open = indexedDB.open; indexedDB.open = (...of) => window.late ? {} : open.apply(indexedDB, of);"
    )
    page = phone.new_page()
    page.clock.install()
    page.goto(own.address())
    sheet = tick(page, "4")
    own.stop()
    press_send(page)
    expect_waiting(page)
    page.evaluate("window.late = true; window.dispatchEvent(new Event('online'))")
    page.clock.run_for(12_000)
    expect_waiting(page)
    page.evaluate("window.late = false")
    own.start()
    seconds_until(page, lambda: own.sheets() == [sheet])
    expect_thanks(page)
    assert own.sheets() == [sheet]
    assert remains(page) == NOTHING


def test_without_script_the_form_is_sent_and_a_reload_stores_nothing_more(browser: Browser, own: OwnServer) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(own.address())
    for card in page.locator("fieldset.card").all():
        card.locator("[type=radio][value='4']").check()
    page.locator("[name=F02]").fill("85")
    press_send(page)
    receipt = expect_thanks(page)
    page.reload()
    expect(page.get_by_role("heading", level=1)).to_have_text("Phiếu này đã được ghi nhận từ trước")
    expect(page.locator("[data-receipt]")).to_have_text(receipt)
    assert own.sheets() == [sheet_of("4")]
    context.close()
