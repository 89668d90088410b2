"""Part by part, back and forth, in two languages, on a shared phone: no answer is lost and none appears where it should not."""

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import Demo, check
from tests.browser.respondent import (
    address_of,
    campaign_with,
    expect_thanks,
    go_on,
    go_to_last_part,
    open_form,
    other_school,
    satisfied,
    send,
)

pytestmark = pytest.mark.browser


def test_one_part_is_shown_at_a_time_and_says_which(page: Page, demo: Demo) -> None:
    open_form(page, demo)
    expect(page.locator(".opening")).to_be_visible()
    expect(page.get_by_role("button", name="Quay lại")).to_be_hidden()
    total = page.locator("#phieu section").count()
    for number in range(1, total + 1):
        expect(page.locator("#phieu section:visible")).to_have_count(1)
        assert page.title().startswith(f"Phần {number}/{total}")
        expect(page.locator("#tien-do")).to_have_attribute("value", str(number - 0.5))
        expect(page.get_by_role("button", name="Gửi phiếu")).to_be_visible(visible=number == total)
        check(page)
        if number < total:
            go_on(page)
            expect(page.locator(f"#phan-{number + 1}")).to_be_focused()
            expect(page.locator(".opening")).to_be_hidden()
            assert page.evaluate("scrollY") == 0


def test_back_and_forward_turn_the_parts_and_keep_the_answers(page: Page, demo: Demo) -> None:
    open_form(page, demo)
    satisfied(page, "A01").check()
    go_on(page)
    satisfied(page, "B02").check()
    page.go_back()
    expect(page.locator("#phan-1")).to_be_focused()
    expect(satisfied(page, "A01")).to_be_checked()
    page.go_forward()
    expect(page.locator("#phan-2")).to_be_focused()
    expect(satisfied(page, "B02")).to_be_checked()
    page.get_by_role("button", name="Quay lại").click()
    expect(page.locator("#phan-1")).to_be_focused()
    assert re.fullmatch(r"(#phan-1)?", page.evaluate("location.hash"))


def test_reload_and_coming_back_keep_part_answers_and_sending_key(page: Page, demo: Demo) -> None:
    open_form(page, demo)
    satisfied(page, "A01").check()
    go_to_last_part(page)
    page.locator("#F02").fill("85")
    page.locator("#G01").fill("Cô giáo tận tình")
    key = page.locator("[name=sending_key]").input_value()
    for leave in (lambda: page.reload(), lambda: (page.goto(f"{demo.url}/rieng-tu"), page.go_back())):
        leave()
        expect(page.locator("#G01")).to_be_visible()
        expect(page.locator("#G01")).to_have_value("Cô giáo tận tình")
        expect(page.locator("#F02")).to_have_value("85")
        expect(satisfied(page, "A01")).to_be_checked()
        expect(page.locator("[name=sending_key]")).to_have_value(key)


def test_no_answer_stands_in_an_address_or_a_cookie(page: Page, demo: Demo) -> None:
    addresses: list[str] = []
    page.on("framenavigated", lambda frame: addresses.append(frame.url))
    open_form(page, demo)
    satisfied(page, "A01").check()
    go_to_last_part(page)
    page.locator("#F02").fill("85")
    send(page)
    send(page)
    expect_thanks(page)
    assert addresses
    assert all(re.fullmatch(r"[^?#]*(#phan-\d)?", address) for address in addresses), addresses
    assert not page.context.cookies()


def test_after_sending_the_draft_is_gone_and_the_next_person_begins_blank(page: Page, demo: Demo) -> None:
    open_form(page, demo)
    satisfied(page, "A01").check()
    first = page.locator("[name=sending_key]").input_value()
    go_to_last_part(page)
    send(page)
    send(page)
    expect_thanks(page)
    assert page.evaluate("Object.values(sessionStorage).filter(text => text.includes('A01'))") == []
    page.get_by_text("Mở phiếu mới cho người khác").click()
    expect(page.locator("#phan-1")).to_be_visible()
    expect(page.locator("#phieu :checked")).to_have_count(0)
    assert page.locator("[name=sending_key]").input_value() != first


def test_back_after_sending_leads_to_a_blank_form(page: Page, demo: Demo) -> None:
    open_form(page, demo)
    satisfied(page, "A01").check()
    first = page.locator("[name=sending_key]").input_value()
    go_to_last_part(page)
    send(page)
    send(page)
    expect_thanks(page)
    page.go_back()
    expect(page.locator("#phan-1")).to_be_visible()
    expect(page.locator("#phieu :checked")).to_have_count(0)
    expect(page.locator("[name=sending_key]")).not_to_have_value(first)


def test_two_schools_on_one_phone_never_mix(page: Page, demo: Demo) -> None:
    open_form(page, demo)
    satisfied(page, "A01").check()
    page.goto(other_school(demo))
    expect(page.locator("#phieu :checked")).to_have_count(0)
    page.go_back()
    expect(satisfied(page, "A01")).to_be_checked()


def test_beginning_again_takes_two_touches_and_clears_every_answer(page: Page, demo: Demo) -> None:
    page.clock.install()
    open_form(page, demo)
    satisfied(page, "A01").check()
    go_on(page)
    page.get_by_text("Các phần của phiếu").last.click()
    check(page)
    begin_again, sure = (page.get_by_role("button", name=name) for name in ("làm lại từ đầu", "Bấm lần nữa để xóa hết"))
    begin_again.dblclick()
    page.clock.fast_forward(500)
    expect(page.locator("p[role=status]")).to_have_text("Bấm lần nữa để xóa hết các câu đã trả lời")
    check(page)
    page.clock.fast_forward(10_000)
    begin_again.click()
    page.get_by_role("heading", level=2).first.focus()
    begin_again.click()
    expect(page.locator("#phieu :checked")).to_have_count(1)
    page.clock.fast_forward(1000)
    sure.click()
    expect(page.locator("#phan-1")).to_be_visible()
    expect(page.locator("#phieu :checked")).to_have_count(0)


def test_all_parts_on_one_page_keep_what_was_answered(page: Page, demo: Demo) -> None:
    open_form(page, demo)
    satisfied(page, "A01").check()
    page.get_by_text("Các phần của phiếu").last.click()
    page.get_by_role("link", name="mọi phần trên một trang").click()
    expect(page).to_have_url(re.compile(r"\?mot-trang=1$"))
    sections = page.locator("#phieu section")
    expect(page.locator("#phieu section:visible")).to_have_count(sections.count())
    expect(satisfied(page, "A01")).to_be_checked()
    check(page)
    satisfied(page, "E01").check()
    page.get_by_text("Các phần của phiếu").last.click()
    page.get_by_role("link", name="Hiện từng phần").click()
    expect(page.locator("#phieu section:visible")).to_have_count(1)
    expect(satisfied(page, "E01")).to_be_checked()


def test_another_language_keeps_part_and_answers(page: Page, demo: Demo) -> None:
    open_form(page, demo)
    satisfied(page, "A01").check()
    go_on(page)
    page.get_by_role("button", name="English").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.locator("#phan-2")).to_be_visible()
    check(page)
    go_to = page.get_by_role("button", name="Tiếng Việt")
    page.locator("[data-step='-1']").click()
    expect(satisfied(page, "A01")).to_be_checked()
    go_to.click()
    expect(page.locator("html")).to_have_attribute("lang", "vi")
    expect(satisfied(page, "A01")).to_be_checked()


def test_another_language_without_script_keeps_the_answers_and_records_nothing(browser: Browser, demo: Demo) -> None:
    page = browser.new_context(java_script_enabled=False).new_page()
    open_form(page, demo)
    satisfied(page, "C03").check()
    page.locator("#G02").fill("Nhà vệ sinh")
    page.get_by_role("button", name="English").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(satisfied(page, "C03")).to_be_checked()
    expect(page.locator("#G02")).to_have_value("Nhà vệ sinh")
    expect(page.locator("[data-receipt]")).to_have_count(0)
    page.context.close()


def test_enter_sends_and_never_changes_the_language(browser: Browser, demo: Demo) -> None:
    page = browser.new_context(java_script_enabled=False).new_page()
    open_form(page, demo)
    page.locator("#F02").fill("90")
    page.locator("#F02").press("Enter")
    expect(page.locator(".notice h2")).to_contain_text("câu chưa trả lời")
    page.context.close()


@pytest.mark.parametrize("after", ["", "?mot-trang=1"])
def test_enter_in_a_field_sends_nothing(page: Page, demo: Demo, after: str) -> None:
    open_form(page, demo, after)
    satisfied(page, "A01").press("Enter")
    if not after:
        go_to_last_part(page)
    page.locator("#F02").press("Enter")
    page.locator("#F02").fill("90")
    page.locator("#F02").press("Enter")
    expect(page.locator("#F02")).to_be_focused()
    expect(page.locator(".notice")).to_have_count(0)
    page.locator("[data-send]").press("Enter")
    expect(page.locator(".notice")).to_be_focused()


def test_a_code_is_taken_from_the_address_and_leaves_it(page: Page, demo: Demo) -> None:
    with campaign_with(demo, access="codes"):
        open_form(page, demo, "#ma-ab2c-d3ef-g4hj")
        expect(page.locator("#code")).to_have_value("AB2C-D3EF-G4HJ")
        expect(page).to_have_url(address_of(demo))
        check(page)
        satisfied(page, "A01").check()
        page.reload()
        expect(page.locator("#code")).to_have_value("AB2C-D3EF-G4HJ")
        expect(satisfied(page, "A01")).to_be_checked()
        page.goto("about:blank")
        open_form(page, demo, "#ma-ZZZZ-YYYY-XXXX")
        expect(page.locator("#code")).to_have_value("ZZZZ-YYYY-XXXX")
        expect(page.locator("#phieu :checked")).to_have_count(0)


def test_a_missing_code_is_asked_for_in_the_part_where_it_stands(page: Page, demo: Demo) -> None:
    with campaign_with(demo, access="codes"):
        open_form(page, demo)
        for ask in (lambda: go_on(page), lambda: page.locator("#code").press("Enter")):
            ask()
            expect(page.locator("#code")).to_be_focused()
            expect(page.locator("#code")).to_have_accessible_description(re.compile("^Đợt khảo sát này cần mã"))
            expect(page.locator("#code-loi")).to_have_count(1)
            expect(page.locator(".notice")).to_have_count(0)
        check(page)
        page.locator("#code").press_sequentially("ab2c d3ef g4hj")
        go_on(page)
        expect(page.locator("#phan-2")).to_be_focused()
        page.get_by_role("button", name="Quay lại").click()
        expect(page.locator("#code-loi")).to_have_count(0)
        page.locator("#code").fill("")
        page.get_by_text("Các phần của phiếu").last.click()
        page.locator("#muc-luc a", has_text="Đánh giá chung").click()
        send(page)
        assert page.title().startswith("Lỗi: Phần 6/6")
        expect(page.locator(".notice")).to_be_focused()
        page.locator(".notice a").click()
        expect(page.locator("#code")).to_be_focused()
        expect(page.locator("#code")).to_have_accessible_description(re.compile("^Đợt khảo sát này cần mã"))
        check(page)
        page.locator("#code").fill("ab2c d3ef g4hj")
        page.locator("#code").blur()
        expect(page.locator(".notice")).to_have_count(0)


def test_where_storage_is_refused_the_form_still_works(browser: Browser, demo: Demo) -> None:
    page = browser.new_context().new_page()
    page.add_init_script(
        "for (const name of ['sessionStorage', 'localStorage', 'indexedDB'])"
        "  Object.defineProperty(window, name, {get() { throw new DOMException('refused', 'SecurityError'); }});"
    )
    open_form(page, demo)
    satisfied(page, "A01").check()
    page.get_by_role("button", name="English").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(satisfied(page, "A01")).to_be_checked()
    page.get_by_role("button", name="Tiếng Việt").click()
    expect(page.locator("html")).to_have_attribute("lang", "vi")
    go_to_last_part(page)
    send(page)
    send(page)
    expect_thanks(page)
    page.context.close()


def test_a_percent_is_given_by_one_touch(page: Page, demo: Demo) -> None:
    open_form(page, demo)
    go_to_last_part(page)
    tens = page.get_by_role("group", name=page.locator("label[for=F02]").inner_text()).get_by_role("button")
    expect(tens).to_have_count(11)
    pressed = page.locator(".tens [aria-pressed=true]")
    expect(pressed).to_have_count(0)
    page.get_by_role("button", name="90%", exact=True).click()
    expect(page.locator("#F02")).to_have_value("90")
    check(page)
    page.reload()
    expect(page.locator("#F02")).to_have_value("90")
    expect(pressed).to_have_text("90%")
    page.locator("#F02").fill("95")
    expect(pressed).to_have_count(0)
