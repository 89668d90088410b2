"""Answers on a bad network: each test breaks something, and the database holds exactly what was sent, once."""

import pytest
from playwright.sync_api import BrowserContext, Route, expect

from tests.browser.answering import (
    NOTHING,
    expect_thanks,
    expect_waiting,
    open_form,
    press_send,
    remains,
    seconds_until,
    tick,
)
from tests.browser.conftest import check
from tests.browser.own_server import OwnServer, cut_before, lose_reply, reply_with

pytestmark = pytest.mark.browser

COMMENT = 'Cô giáo tận tâm; sân chơi & nhà "vệ sinh" chưa sạch.\n50% đồ chơi đã hỏng + cũ.'


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


@pytest.mark.parametrize("when", ["before", "during", "after the commit"])
def test_a_network_lost_on_the_way_keeps_the_answers_until_sent(phone: BrowserContext, own: OwnServer, when: str) -> None:
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
