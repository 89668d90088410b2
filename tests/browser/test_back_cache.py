"""Without script: browsers keep pages for their Back button whatever we ask, so the last person's form comes back with its key.

The browser of the other tests has that cache switched off.
"""

import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.answering import press_send, sheet_of
from tests.browser.conftest import FLAGS
from tests.browser.own_server import OwnServer

pytestmark = pytest.mark.browser


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A phone without script whose browser keeps pages for Back."""
    keeping = browser.browser_type.launch(
        executable_path=shutil.which("chromium"), args=FLAGS, ignore_default_args=["--disable-back-forward-cache"]
    )
    yield keeping.new_page(java_script_enabled=False, viewport={"width": 360, "height": 740})
    keeping.close()


def choose(page: Page, value: str) -> None:
    for radio in page.locator(f"#phieu [type=radio][value='{value}']").all():
        radio.check()
    page.locator("[name=F02]").fill("85")


def send(page: Page) -> None:
    press_send(page)
    if page.get_by_role("button", name="Gửi luôn").count():
        page.get_by_role("button", name="Gửi luôn").click()
    expect(page.locator("h1")).to_have_text("Đã nhận phiếu")


def test_who_goes_back_to_the_last_persons_form_is_not_told_that_other_answers_are_in(page: Page, own: OwnServer) -> None:
    page.goto(own.address())
    choose(page, "4")
    send(page)
    receipt = page.locator("[data-receipt]").inner_text()
    page.go_back(wait_until="commit")
    expect(page.locator("#A01 input[value='4']")).to_be_checked()  # what this test is about: no header prevents it
    choose(page, "1")
    press_send(page)
    expect(page.locator("h1")).to_have_text("Phiếu này đã được ghi nhận từ trước")
    expect(page.locator("main")).to_contain_text("Lần gửi này không ghi thêm gì")
    expect(page.locator("[data-receipt]")).to_have_text(receipt)
    assert own.sheets() == [sheet_of("4")]
    page.get_by_role("link", name="Mở phiếu mới cho người khác").click()
    expect(page.locator("#phieu :checked")).to_have_count(0)
    page.goto(own.address())
    choose(page, "1")
    send(page)
    assert own.sheets() == sorted([sheet_of("4"), sheet_of("1")])
