"""Every state of a respondent's page, in every way of looking at it that people need: no fault that axe can find."""

import datetime as dt
import re
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import select, update

from survey_app.models import Unit
from tests.browser.conftest import Demo, check, check_without_script
from tests.browser.respondent import (
    BIG_TEXT,
    address_of,
    campaign_with,
    expect_thanks,
    go_on,
    open_form,
    satisfied,
    school_with_choice,
    send,
)

pytestmark = pytest.mark.browser

PHONE, NARROW = {"width": 360, "height": 740}, {"width": 320, "height": 640}
WAYS = {
    "light": {},
    "dark": {"color_scheme": "dark"},
    "forced colours": {"forced_colors": "active"},
    "forced colours, dark": {"forced_colors": "active", "color_scheme": "dark"},
    "reduced motion": {"reduced_motion": "reduce"},
    "narrow": {"viewport": NARROW},
}
LONG_NAME = "Trường Phổ thông Dân tộc Bán trú Tiểu học và Trung học cơ sở Võ Thị Sáu, xã Măng Đen, Kon Plông"


@pytest.mark.parametrize("way", WAYS)
def test_a_journey_has_no_fault_in_any_way_of_looking(browser: Browser, demo: Demo, way: str) -> None:
    page = new_page(browser, **WAYS[way])
    look_at_journey(page, demo)
    page.context.close()


def test_a_journey_at_twice_the_letter_size(browser: Browser, demo: Demo) -> None:
    page = new_page(browser)
    page.add_init_script(f"document.addEventListener('DOMContentLoaded', () => {{ {BIG_TEXT} }})")
    look_at_journey(page, demo)
    page.context.close()


@pytest.mark.parametrize("width", [320, 360, 1280])
def test_a_journey_without_script_has_no_fault(browser: Browser, demo: Demo, width: int) -> None:
    page = new_page(browser, java_script_enabled=False, viewport={"width": width, "height": 740})
    page.goto(school_with_choice(demo))
    check_without_script(page)
    open_form(page, demo)
    check_without_script(page)
    page.get_by_label("bao nhiêu phần trăm").fill("nhiều")
    page.get_by_role("button", name="Gửi phiếu").click()
    expect(page).to_have_title(re.compile("^Lỗi:"))
    check_without_script(page)
    page.get_by_label("bao nhiêu phần trăm").fill("95")
    page.get_by_role("button", name="Gửi phiếu").click()
    expect(page.locator(".notice")).to_contain_text("chưa trả lời")
    check_without_script(page)
    page.get_by_role("button", name="Gửi luôn").click()
    expect_thanks(page)
    check_without_script(page)
    page.context.close()


@pytest.mark.parametrize("script", [True, False])
def test_pages_that_offer_no_form_say_what_to_do(browser: Browser, demo: Demo, script: bool) -> None:
    page = new_page(browser, java_script_enabled=script)
    today = dt.datetime.now(dt.UTC).date()
    far, near = dt.timedelta(days=40), dt.timedelta(days=20)
    for heading, opens, closes in (
        ("Chưa đến đợt khảo sát", today + near, today + far),
        ("Đợt khảo sát đã kết thúc", today - far, today - near),
    ):
        with campaign_with(demo, opens_on=opens, closes_on=closes, paper_until=None):
            page.goto(address_of(demo))
            expect(page.locator("h1")).to_have_text(heading)
            check(page) if script else check_without_script(page)
    page.context.close()


def test_a_school_with_several_questionnaires_offers_a_choice_in_two_languages(page: Page, demo: Demo) -> None:
    page.goto(school_with_choice(demo) + "#ma-ab2c-d3ef-g4hj")
    expect(page.locator(".choices a").nth(1)).to_be_visible()
    check(page)
    for link in page.locator(".choices a, .tongues a").all():
        assert (link.get_attribute("href") or "").endswith("#ma-ab2c-d3ef-g4hj")
    page.get_by_role("link", name="English").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    check(page)
    page.locator(".choices a").last.click()
    expect(page.locator("#phieu")).to_be_visible()
    expect(page.locator("html")).to_have_attribute("lang", "en")


def test_the_introduction_leaves_room_for_the_first_question(browser: Browser, demo: Demo) -> None:
    page = new_page(browser)
    open_form(page, demo)
    expect(page.locator("#A01 legend")).to_be_in_viewport(ratio=1)
    expect(page.locator("#A01").get_by_role("radio").first).to_be_in_viewport()
    page.context.close()


def test_a_long_name_of_a_school_breaks_and_covers_nothing(page: Page, demo: Demo) -> None:
    database = demo.app.extensions["database"]
    ours = Unit.link_token == demo.access.link_token
    with database.writing() as session:
        name = session.scalars(select(Unit.name).where(ours)).one()
        session.execute(update(Unit).where(ours).values(name=LONG_NAME))
    try:
        open_form(page, demo)
        check(page)
        expect(page.locator(".unit")).to_have_text(LONG_NAME)
        expect(page.get_by_role("button", name="English")).to_be_in_viewport(ratio=1)
    finally:
        with database.writing() as session:
            session.execute(update(Unit).where(ours).values(name=name))


def test_the_printed_page_holds_every_question(page: Page, demo: Demo) -> None:
    open_form(page, demo)
    page.emulate_media(media="print")
    sections = page.locator("#phieu section")
    expect(page.locator("#phieu section:visible")).to_have_count(sections.count())
    for screen_only in (page.locator(".steps"), page.get_by_role("progressbar"), page.locator(".tongues")):
        expect(screen_only).to_be_hidden()


def test_a_link_jumps_and_does_not_glide(browser: Browser, demo: Demo) -> None:
    """Motion is not wanted by everybody, and a gliding page misses its aim where cards on the way are not laid out yet."""
    for wish in ("reduce", "no-preference"):
        page = new_page(browser, reduced_motion=wish)
        open_form(page, demo)
        assert page.evaluate("getComputedStyle(document.documentElement).scrollBehavior") == "auto"
        page.context.close()


def test_a_question_is_read_aloud_only_by_a_voice_of_the_device(browser: Browser, demo: Demo) -> None:
    page = browser.new_context().new_page()
    open_form(page, demo)
    expect(page.get_by_role("button", name="Nghe câu hỏi")).to_have_count(0)
    page.add_init_script(
        """const ours = {lang: "vi-VN", localService: true}, far = {lang: "vi_VN", localService: false};
        speechSynthesis.getVoices = () => location.search ? [far] : [far, ours];
        Object.defineProperty(SpeechSynthesisUtterance.prototype, "voice", {writable: true, value: null});
        speechSynthesis.speak = (speech) => { window.spoken = [speech.text, speech.voice === ours]; };"""
    )
    page.reload()
    page.locator("#A01").get_by_role("button", name="Nghe câu hỏi").click()
    words, is_ours = page.evaluate("window.spoken")
    assert is_ours
    assert words.startswith(page.locator("#A01 legend").inner_text())
    assert words.endswith("Rất không hài lòng. Không áp dụng / không biết")
    check(page)
    open_form(page, demo, "?mot-trang=1")
    expect(page.get_by_role("button", name="Nghe câu hỏi")).to_have_count(0)
    page.context.close()


def new_page(browser: Browser, **wishes: Any) -> Page:
    return browser.new_context(**{"locale": "vi-VN", "viewport": PHONE, **wishes}).new_page()


def look_at_journey(page: Page, demo: Demo) -> None:
    """First part, a later part, the parts' list, the last part with faults, the reminder, the thanks."""
    open_form(page, demo)
    satisfied(page, "A01").check()
    for summary in page.locator("summary:visible").all():
        summary.click()
    check(page)
    go_on(page)
    check(page)
    go_on(page, page.locator("#phieu section").count() - 2)
    page.locator("#F02").fill("900")
    send(page)
    expect(page.locator(".notice.faults")).to_be_focused()
    check(page)
    page.locator("#F02").fill("90")
    send(page)
    expect(page.locator(".notice")).to_be_focused()
    assert page.title().startswith(page.locator(".notice h2").inner_text() + " – Phần")
    page.get_by_text("Xem các câu chưa trả lời").click()
    check(page)
    page.get_by_role("button", name="Gửi luôn").click()
    expect_thanks(page)
    check(page)
