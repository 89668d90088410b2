"""A parent's way through the questionnaire in a real browser, with and without scripts, by keyboard, with a fault and a gap."""

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import Demo, check
from tests.browser.respondent import expect_thanks, go_on, go_to_last_part, open_form, satisfied, send

pytestmark = pytest.mark.browser


def test_a_parent_answers_part_by_part_and_gets_a_receipt(page: Page, demo: Demo) -> None:
    open_form(page, demo)
    for section in page.locator("#phieu section").all():
        for card in section.locator("fieldset.card").all():
            card.get_by_role("radio").first.check()
        if page.get_by_role("button", name="Tiếp tục").is_visible():
            go_on(page)
    page.locator("#F02").fill("95")
    check(page)
    send(page)
    expect_thanks(page)
    check(page)
    receipt = page.locator("[data-receipt]").inner_text()
    page.reload()
    expect(page.locator("[data-receipt]")).to_have_text(receipt)


def test_blank_items_are_listed_with_links_that_open_their_part(page: Page, demo: Demo) -> None:
    open_form(page, demo)
    satisfied(page, "A01").check()
    go_to_last_part(page)
    send(page)
    expect(page.locator(".notice")).to_be_focused()
    check(page)
    before = page.locator(".notice li").count()
    page.get_by_text("Xem các câu chưa trả lời").click()
    page.locator(".notice a[href='#B02']").click()
    expect(page.locator("#B02")).to_be_in_viewport()
    assert page.evaluate("document.activeElement.name") == "B02"
    expect(page.locator("#B02")).to_have_accessible_description("Câu này chưa được trả lời.")
    check(page)
    satisfied(page, "B02").check()
    expect(page.locator("#B02 .fault")).to_have_count(0)
    expect(page.locator(".notice h2")).to_have_text(f"Còn {before - 1} câu chưa trả lời")
    page.get_by_role("button", name="Gửi phiếu").click()
    expect_thanks(page)


def test_a_fault_is_summed_up_and_stands_at_its_field(page: Page, demo: Demo) -> None:
    open_form(page, demo)
    go_to_last_part(page)
    page.locator("#F02").fill("101")
    page.locator("#G01").fill("x" * 2001)
    send(page)
    assert page.title().startswith("Lỗi: Phần 6/6")
    expect(page.locator(".notice.faults")).to_be_focused()
    check(page)
    for code, words in (
        ("F02", "Xin ghi một số nguyên từ 0 đến 100."),
        ("G01", "Ý kiến dài quá 2000 ký tự; xin rút ngắn lại."),
    ):
        expect(page.locator(f".notice a[href='#{code}']")).to_be_visible()
        expect(page.locator(f"#{code}")).to_have_attribute("aria-invalid", "true")
        assert words in (page.locator(f"#{code}").evaluate("e => e.closest('.card').querySelector('.fault').textContent"))
    page.locator(".notice a").last.click()
    expect(page.locator("#G01")).to_be_focused()
    page.locator("#G01").fill("x" * 2000)
    page.locator("#F02").fill("100 %")
    page.locator("#F02").blur()
    expect(page.locator(".notice")).to_have_count(0)
    assert page.title().startswith("Phần 6/6")


def test_the_phone_and_the_server_find_the_same_faults_in_the_same_words(browser: Browser, demo: Demo) -> None:
    said = []
    for script in (True, False):
        page = browser.new_context(java_script_enabled=script, viewport={"width": 360, "height": 740}).new_page()
        page.goto(f"{demo.url}/q/{demo.access.link_token}?mot-trang=1")
        page.locator("#F02").fill("chín")
        page.locator("#G03").fill("y" * 2001)
        send(page)
        notices = [" ".join(page.locator(".notice").inner_text().split())]
        page.locator("#F02").fill("90")
        page.locator("#G03").fill("")
        send(page)
        notices.append("".join((page.locator(".notice").text_content() or "").split()))
        said.append(notices)
        page.context.close()
    assert said[0] == said[1]
    assert "Phiếu chưa được gửi" in said[0][0]
    assert said[0][1].startswith("Còn38câuchưatrảlời")


def test_the_whole_form_is_answered_by_keyboard_alone(page: Page, demo: Demo) -> None:
    open_form(page, demo)
    sections = page.locator("#phieu section")
    codes = [section.locator("[data-asked]").evaluate_all("cards => cards.map(c => c.id)") for section in sections.all()]
    for number, names in enumerate(codes):
        for name in filter(None, names):
            tab_until(page, f"document.activeElement.name === '{name}'")
            page.keyboard.press("Space")
            page.keyboard.press("ArrowDown")
            expect(satisfied(page, name)).to_be_checked()
        if number < len(codes) - 1:
            tab_until(page, "document.activeElement.dataset.step === '1'")
            page.keyboard.press("Enter")
            expect(page.locator(f"#phan-{number + 2}")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.type("90")
    tab_until(page, "document.activeElement.dataset.send === ''")
    page.keyboard.press("Enter")
    expect_thanks(page)


def test_targets_are_large_enough_for_a_thumb(page: Page, demo: Demo) -> None:
    open_form(page, demo)
    go_to_last_part(page)
    page.get_by_text("Các phần của phiếu").last.click()
    targets = "#F01 label, #phieu button:visible, #muc-luc a, summary:visible, #F02, textarea, header button:not(.elsewhere)"
    expect_large(page, targets)
    send(page)
    page.get_by_text("Xem các câu chưa trả lời").click()
    expect_large(page, ".notice li a, .notice button, .notice summary")


def expect_large(page: Page, targets: str) -> None:
    assert page.locator(targets).count()
    for target in page.locator(targets).all():
        box = target.bounding_box()
        assert box
        assert box["height"] >= 44, target.evaluate("e => e.outerHTML")


@pytest.mark.parametrize("path", ["/k/22222222", "/khong-co-trang-nay"])
def test_pages_for_lost_readers_are_whole_pages(page: Page, demo: Demo, path: str) -> None:
    page.goto(demo.url + path)
    check(page)


def test_without_scripts_at_320_pixels(browser: Browser, demo: Demo) -> None:
    context = browser.new_context(java_script_enabled=False, viewport={"width": 320, "height": 640}, device_scale_factor=2)
    page = context.new_page()
    open_form(page, demo)
    page.locator("noscript summary").click()
    page.locator(".parts a").nth(2).click()
    expect(page.locator("#phan-3")).to_be_in_viewport()
    satisfied(page, "C01").check()
    expect(page.get_by_role("button", name="Tiếp tục")).to_be_hidden()
    page.get_by_role("button", name="Gửi phiếu").click()
    expect(satisfied(page, "C01")).to_be_checked()
    page.get_by_role("button", name="Gửi phiếu").click()
    expect_thanks(page)
    receipt = page.locator("[data-receipt]").inner_text()
    page.reload()
    expect(page.locator("[data-receipt]")).to_have_text(receipt)
    context.close()


def tab_until(page: Page, reached: str) -> None:
    for _ in range(60):
        if page.evaluate(reached):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"not reached by Tab: {reached}")
