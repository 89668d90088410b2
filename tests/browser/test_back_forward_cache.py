"""Back in a browser that keeps whole pages, answers and all: a form comes back as its draft says, and never with a used key."""

import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.answering import expect_thanks, open_form, press_send, tick
from tests.browser.conftest import FLAGS
from tests.browser.own_server import OwnServer

pytestmark = pytest.mark.browser

COMMENT = "Điều chỉ người này được biết."


@pytest.fixture
def phone(browser: Browser) -> Iterator[BrowserContext]:
    """A phone as people have it: the driver would switch the store of whole pages off."""
    own = browser.browser_type.launch(
        executable_path=shutil.which("chromium"), args=FLAGS, ignore_default_args=["--disable-back-forward-cache"]
    )
    context = own.new_context(locale="vi-VN", viewport={"width": 360, "height": 740})
    context.add_init_script("addEventListener('pageshow', (event) => { window.isFromStore = event.persisted; });")
    faults: list[str] = []
    context.on("weberror", lambda fault: faults.append(str(fault.error)))
    yield context
    own.close()
    assert not faults


def answer(page: Page, value: str) -> str:
    sheet = tick(page, value)
    page.locator("#phieu textarea").first.fill(COMMENT)
    return sheet


def key_of(page: Page) -> str:
    return page.locator("#phieu [name=sending_key]").input_value()


def go_back_to_the_kept_form(page: Page) -> None:
    page.go_back(wait_until="commit")
    expect(page.locator("#phieu")).to_be_visible()
    assert page.evaluate("window.isFromStore"), "the page came over the network: this test shows nothing"


def change_language(page: Page) -> None:
    page.get_by_role("button", name="English").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")


def expect_blank(page: Page, used: str) -> None:
    assert page.locator("#phieu :checked").count() == 0
    assert page.locator("#phieu textarea").first.input_value() == ""
    assert key_of(page) not in ("", used)


def test_after_sending_from_another_page_of_the_form_back_brings_a_blank_one(phone: BrowserContext, own: OwnServer) -> None:
    page = open_form(phone, own)
    one = answer(page, "5")
    used = key_of(page)
    change_language(page)
    assert key_of(page) == used
    page.evaluate("document.getElementById('phieu').requestSubmit()")
    expect(page.locator("[data-receipt]")).to_be_visible()
    go_back_to_the_kept_form(page)
    expect_blank(page, used)
    other = tick(page, "2")
    press_send(page)
    expect_thanks(page)
    assert own.sheets() == sorted([one, other])


def test_what_the_next_person_has_begun_elsewhere_goes_on_under_its_own_key(phone: BrowserContext, own: OwnServer) -> None:
    page = open_form(phone, own)
    one = answer(page, "5")
    change_language(page)
    page.evaluate("document.getElementById('phieu').requestSubmit()")
    expect(page.locator("[data-receipt]")).to_be_visible()
    page.locator("main [data-next]").click()
    expect_blank(page, "")
    other = tick(page, "2")
    page.evaluate("document.querySelector('#A01 [value=\"3\"]').click()")
    page.evaluate("document.querySelector('#A01 [value=\"2\"]').click()")  # the draft is kept with each touch
    key = key_of(page)
    go_back_to_the_kept_form(page)
    expect(page.locator("#A01 :checked")).to_have_value("2")
    assert key_of(page) == key
    assert page.locator("#phieu textarea").first.input_value() == ""
    press_send(page)
    expect_thanks(page)
    assert own.sheets() == sorted([one, other])


def test_what_was_not_sent_comes_back_whole(phone: BrowserContext, own: OwnServer) -> None:
    page = open_form(phone, own)
    answer(page, "5")
    used = key_of(page)
    change_language(page)
    page.locator("#A01 [value='2']").check()
    go_back_to_the_kept_form(page)
    expect(page.locator("#A01 :checked")).to_have_value("2")
    expect(page.locator("#A02 :checked")).to_have_value("5")
    expect(page.locator("#phieu textarea").first).to_have_value(COMMENT)
    assert key_of(page) == used


@pytest.mark.parametrize("keeps_drafts", [True, False])
def test_a_form_that_the_browser_itself_has_sent_comes_back_blank_and_needs_no_network(
    phone: BrowserContext, own: OwnServer, keeps_drafts: bool
) -> None:
    phone.add_init_script("indexedDB.open = () => { throw new DOMException('refused', 'SecurityError'); };")
    if not keeps_drafts:
        phone.add_init_script("Storage.prototype.setItem = () => { throw new DOMException('refused', 'SecurityError'); };")
    page = open_form(phone, own)
    one = answer(page, "5")
    used = key_of(page)
    press_send(page)
    expect_thanks(page)
    phone.set_offline(True)
    go_back_to_the_kept_form(page)
    expect_blank(page, used)
    phone.set_offline(False)
    other = tick(page, "2")
    press_send(page)
    expect_thanks(page)
    assert own.sheets() == sorted([one, other])


def test_other_answers_under_a_used_key_are_not_told_as_received(phone: BrowserContext, own: OwnServer) -> None:
    first, second = open_form(phone, own), open_form(phone, own)
    key = key_of(first)
    second.evaluate("key => { document.querySelector('#phieu [name=sending_key]').value = key; }", key)  # a tab doubled
    sheet = tick(first, "4")
    press_send(first)
    receipt = expect_thanks(first)
    tick(second, "1")
    press_send(second)
    expect(second.get_by_role("heading", level=1)).to_have_text("Phiếu này đã được ghi nhận từ trước")
    expect(second.locator("[data-receipt]")).to_have_text(receipt)
    assert own.sheets() == [sheet]
