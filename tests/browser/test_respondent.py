"""A parent's way through the questionnaire in a real browser, with and without scripts, by keyboard, with large text."""

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import Demo, check

pytestmark = pytest.mark.browser


def open_form(page: Page, demo: Demo) -> None:
    page.goto(f"{demo.url}/q/{demo.access.link_token}")
    choice = page.locator(".choices a")
    if choice.count():
        check(page)
        choice.first.click()


def test_a_parent_answers_and_gets_a_receipt(page: Page, demo: Demo) -> None:
    open_form(page, demo)
    check(page)
    for card in page.locator("fieldset.card").all():
        card.get_by_role("radio").first.check()
    page.get_by_label("bao nhiêu phần trăm").fill("95")
    page.get_by_role("button", name="Gửi phiếu").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Đã nhận phiếu")
    check(page)
    receipt = page.locator(".receipt strong").inner_text()
    page.reload()
    expect(page.locator(".receipt strong")).to_have_text(receipt)


def test_blank_items_are_listed_with_links_that_lead_to_them(page: Page, demo: Demo) -> None:
    open_form(page, demo)
    page.locator("#A01").get_by_label("Hài lòng", exact=True).check()
    page.get_by_role("button", name="Gửi phiếu").click()
    expect(page.locator(".notice")).to_be_focused()
    check(page)
    page.get_by_text("Xem các câu chưa trả lời").click()
    link = page.locator(".notice a").first
    target = link.get_attribute("href") or ""
    link.click()
    expect(page.locator(target)).to_be_in_viewport()
    expect(page.locator("#A01").get_by_label("Hài lòng", exact=True)).to_be_checked()
    page.get_by_role("button", name="Gửi phiếu").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Đã nhận phiếu")


def test_a_fault_is_summed_up_and_stands_at_its_field(page: Page, demo: Demo) -> None:
    open_form(page, demo)
    page.get_by_label("bao nhiêu phần trăm").fill("chín mươi"[:5])
    page.get_by_role("button", name="Gửi phiếu").click()
    assert page.title().startswith("Lỗi:")
    check(page)
    expect(page.get_by_label("bao nhiêu phần trăm")).to_have_accessible_description("Xin ghi một số nguyên từ 0 đến 100.")


def test_everything_is_reached_by_keyboard(page: Page, demo: Demo) -> None:
    open_form(page, demo)
    page.locator("#A01").get_by_role("radio").first.focus()
    page.keyboard.press("Space")
    page.keyboard.press("ArrowDown")
    expect(page.locator("#A01").get_by_label("Hài lòng", exact=True)).to_be_checked()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.name") == "A02"


def test_targets_are_large_enough_for_a_thumb(page: Page, demo: Demo) -> None:
    open_form(page, demo)
    for target in (page.locator("#A01 label"), page.get_by_role("button", name="Gửi phiếu"), page.locator(".parts a")):
        for box in (one.bounding_box() for one in target.all()):
            assert box
            assert box["height"] >= 44


@pytest.mark.parametrize("path", ["/k/22222222", "/khong-co-trang-nay"])
def test_pages_for_lost_readers_are_whole_pages(page: Page, demo: Demo, path: str) -> None:
    page.goto(demo.url + path)
    check(page)


def test_without_scripts_at_320_pixels(browser: Browser, demo: Demo) -> None:
    context = browser.new_context(java_script_enabled=False, viewport={"width": 320, "height": 640}, device_scale_factor=2)
    page = context.new_page()
    page.goto(f"{demo.url}/q/{demo.access.link_token}")
    if page.locator(".choices a").count():
        page.locator(".choices a").first.click()
    page.locator("#A01").get_by_label("Rất hài lòng").check()
    page.get_by_role("button", name="Gửi phiếu").click()
    page.get_by_role("button", name="Gửi phiếu").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Đã nhận phiếu")
    context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_dark_mode_keeps_its_contrast(browser: Browser, demo: Demo, scheme: str) -> None:
    context = browser.new_context(viewport={"width": 360, "height": 740}, color_scheme=scheme)  # type: ignore[arg-type]
    page = context.new_page()
    open_form(page, demo)
    page.locator("#A01").get_by_role("radio").first.check()
    check(page)
    context.close()
