"""Answers on a bad network: each test breaks something, and the database holds exactly what was sent, once."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect

from survey_app.collecting.answers import offered_values, sheet_from
from tests.browser.conftest import check
from tests.browser.own_server import OwnServer, cut_before, lose_reply, reply_with
from tests.respondents import PARENTS

pytestmark = pytest.mark.browser

COMMENT = 'Cô giáo tận tâm; sân chơi & nhà "vệ sinh" chưa sạch.\n50% đồ chơi đã hỏng + cũ.'


def open_form(phone: BrowserContext, own: OwnServer, token: str = "") -> Page:
    page = phone.new_page()
    page.goto(own.address(token))
    return page


def tick(page: Page, value: str) -> str:
    """Answer every choice with `value`; the sheet that must be stored."""
    page.evaluate(
        """value => document.querySelectorAll(`#phieu [type=radio][value="${value}"]`).forEach((radio) => radio.click())""",
        value,
    )
    page.evaluate("document.querySelector('#phieu [name=F02]').value = '85'")
    return sheet_of(value)


def sheet_of(value: str) -> str:
    """The sheet of somebody who chose `value` wherever it is offered."""
    offering = (item.code for item in PARENTS.closed_items if value in offered_values(PARENTS, item.code))
    return sheet_from(PARENTS, dict.fromkeys(offering, value))


def press_send(page: Page) -> None:
    page.get_by_role("button", name="Gửi phiếu", exact=True).click()


def expect_thanks(page: Page) -> str:
    expect(page.get_by_role("heading", level=1)).to_have_text("Đã nhận phiếu")
    expect(page).to_have_title(re.compile("Đã nhận phiếu"))
    return page.locator("[data-receipt]").inner_text()


def expect_waiting(page: Page) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text("Đã lưu trên máy, chưa gửi")


def remains(page: Page) -> dict[str, object]:
    """What of the answers is left in any storage of the phone."""
    found: dict[str, object] = page.evaluate(
        """async () => {
            const request = indexedDB.open("phieu", 1);
            const database = await new Promise((resolve) => { request.onsuccess = () => resolve(request.result); });
            const all = database.transaction("waiting").objectStore("waiting").getAll();
            const waiting = await new Promise((resolve) => { all.onsuccess = () => resolve(all.result.length); });
            database.close();
            return {waiting, session: {...sessionStorage}, local: {...localStorage}, cookies: document.cookie};
        }"""
    )
    return found


def wait_until(page: Page, is_so: Callable[[], bool]) -> None:
    for _ in range(200):
        if is_so():
            return
        page.wait_for_timeout(25)
    raise AssertionError("it never came to be")


def seconds_until(page: Page, is_so: Callable[[], bool]) -> int:
    """How many seconds of the page's own clock pass before something is so."""
    for seconds in range(200):
        if is_so():
            return seconds
        page.clock.fast_forward(1000)
        page.wait_for_timeout(40)
    raise AssertionError("it never came to be")


NOTHING = {"waiting": 0, "session": {}, "local": {}, "cookies": ""}


def test_what_is_sent_is_stored_once_and_nothing_of_it_stays_on_the_phone(phone: BrowserContext, own: OwnServer) -> None:
    page = open_form(phone, own)
    sheet = tick(page, "4")
    page.locator("#phieu textarea").first.fill(COMMENT)
    press_send(page)
    receipt = expect_thanks(page)
    expect(page.get_by_role("heading", level=1)).to_be_focused()
    check(page)
    assert own.sheets() == [sheet]
    assert own.comments() == [COMMENT]
    assert remains(page) == NOTHING
    page.reload()
    assert expect_thanks(page) == receipt
    assert own.sheets() == [sheet]


@pytest.mark.parametrize("name", ["before", "during", "after the commit"])
def test_a_network_lost_on_the_way_keeps_the_answers_until_they_are_sent(
    phone: BrowserContext, own: OwnServer, name: str
) -> None:
    page = open_form(phone, own)
    sheet = tick(page, "5")
    page.locator("#phieu textarea").first.fill(COMMENT)
    if when == "before":
        phone.set_offline(True)
    else:
        own.troubles.append(cut_before if when == "during" else lose_reply)
    press_send(page)
    expect_waiting(page)
    expect(page.get_by_role("heading", level=1)).to_be_focused()
    check(page)
    assert own.sheets() == ([sheet] if when == "after the commit" else [])
    assert remains(page) == NOTHING | {"waiting": 1}
    phone.set_offline(False)
    if when != "before":  # the network that comes back is noticed
        page.get_by_role("button", name="Thử gửi lại ngay").click()
    expect_thanks(page)
    assert own.sheets() == [sheet]
    assert own.comments() == [COMMENT]
    assert remains(page) == NOTHING


def test_a_page_that_waits_tries_again_by_itself_with_growing_pauses(phone: BrowserContext, own: OwnServer) -> None:
    page = phone.new_page()
    page.clock.install()
    page.goto(own.address())
    sheet = tick(page, "3")
    own.troubles += [cut_before] * 3
    press_send(page)
    expect_waiting(page)
    pauses = [seconds_until(page, lambda left=left: len(own.troubles) == left) for left in (1, 0)]
    pauses.append(seconds_until(page, lambda: own.sheets() == [sheet]))
    expect_thanks(page)
    assert 4 <= pauses[0] <= 8, pauses
    assert 12 <= pauses[1] <= 20, pauses
    assert 36 <= pauses[2] <= 57, pauses


def test_the_network_coming_back_sends_at_once(phone: BrowserContext, own: OwnServer) -> None:
    page = open_form(phone, own)
    sheet = tick(page, "2")
    phone.set_offline(True)
    press_send(page)
    expect_waiting(page)
    phone.set_offline(False)
    expect_thanks(page)
    assert own.sheets() == [sheet]


@pytest.mark.parametrize("reload_only", [True, False])
def test_a_page_closed_or_reloaded_while_it_waits_sends_when_it_is_opened_again(
    phone: BrowserContext, own: OwnServer, reload_only: bool
) -> None:
    page = open_form(phone, own)
    sheet = tick(page, "4")
    own.troubles.append(lose_reply)
    press_send(page)
    expect_waiting(page)
    if reload_only:
        page.reload()
    else:
        page.close()
        page = open_form(phone, own)
    expect(page.get_by_role("status").filter(has_text="đã gửi, mã biên nhận")).to_be_visible()
    assert page.locator("#phieu :checked").count() == 0
    assert own.sheets() == [sheet]
    assert remains(page)["waiting"] == 0
    own_sheet = tick(page, "1")
    press_send(page)
    expect_thanks(page)
    assert own.sheets() == sorted([sheet, own_sheet])


def test_a_server_started_anew_between_opening_and_sending_takes_the_answers(phone: BrowserContext, own: OwnServer) -> None:
    page = open_form(phone, own)
    sheet = tick(page, "4")
    own.stop()
    press_send(page)
    expect_waiting(page)
    own.start()
    page.get_by_role("button", name="Thử gửi lại ngay").click()
    expect_thanks(page)
    assert own.sheets() == [sheet]


def test_a_token_gone_stale_is_renewed_without_a_word(phone: BrowserContext, own: OwnServer) -> None:
    page = open_form(phone, own)
    sheet = tick(page, "4")
    own.stop()
    own.start(secret="another secret, for the server was set up anew")
    press_send(page)
    expect_thanks(page)
    assert own.sheets() == [sheet]


def test_a_double_tap_sends_once(phone: BrowserContext, own: OwnServer) -> None:
    page = open_form(phone, own)
    sheet = tick(page, "4")
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.url) if request.method == "POST" else None)
    page.get_by_role("button", name="Gửi phiếu", exact=True).dblclick()
    expect_thanks(page)
    assert len(sent) == 1
    assert own.sheets() == [sheet]


def test_the_button_says_that_it_is_sending_and_takes_no_further_touch(phone: BrowserContext, own: OwnServer) -> None:
    page = open_form(phone, own)
    sheet = tick(page, "4")
    held: list[Route] = []
    page.route("**/k/**", lambda route: held.append(route) if route.request.method == "POST" else route.continue_())
    press_send(page)
    button = page.get_by_role("button", name="Đang gửi…")
    expect(button).to_have_attribute("aria-disabled", "true")
    expect(button).to_be_focused()
    expect(page.locator("#phieu")).to_have_attribute("aria-busy", "true")
    button.click(force=True)
    check(page)
    assert len(held) == 1
    held[0].continue_()
    expect_thanks(page)
    assert own.sheets() == [sheet]


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
    assert remains(page) == NOTHING


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
    assert expect_thanks(page) == receipt
    assert own.sheets() == [sheet]
    assert page.evaluate("sessionStorage.length") == 0


def test_storage_that_never_answers_does_not_hold_the_form(phone: BrowserContext, own: OwnServer) -> None:
    phone.add_init_script("indexedDB.open = () => ({});")
    page = open_form(phone, own)
    sheet = tick(page, "4")
    press_send(page)
    expect_thanks(page)
    assert own.sheets() == [sheet]


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
    assert expect_thanks(page) == receipt
    assert own.sheets() == [sheet_of("4")]
    context.close()


def test_an_error_of_the_server_is_not_taken_for_an_answer(phone: BrowserContext, own: OwnServer) -> None:
    page = open_form(phone, own)
    sheet = tick(page, "4")
    own.troubles += [reply_with("502 Bad Gateway"), reply_with("200 OK"), reply_with("302 Found", ("Location", "/"))]
    press_send(page)
    for _ in range(3):
        expect_waiting(page)
        page.get_by_role("button", name="Thử gửi lại ngay").click()
        expect(page.get_by_role("button", name="Đang gửi…")).to_have_count(0)
    expect_thanks(page)
    assert own.sheets() == [sheet]
