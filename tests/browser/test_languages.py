"""Changing the language in a browser: every answer stays, and English pages are as good as Vietnamese ones."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Demo, check
from tests.browser.respondent import go_to_last_part, open_form, satisfied, send

pytestmark = pytest.mark.browser


def test_a_change_of_language_half_way_keeps_the_answers_and_the_sending(page: Page, demo: Demo) -> None:
    open_form(page, demo)
    satisfied(page, "A01").check()
    page.locator("#A02 input[value='0']").check()
    key = page.locator("input[name=sending_key]").input_value()
    page.get_by_role("button", name="English").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(satisfied(page, "A01")).to_be_checked()
    expect(page.locator("#A02 input[value='0']")).to_be_checked()
    assert page.locator("input[name=sending_key]").input_value() == key
    check(page)
    page.reload()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(satisfied(page, "A01")).to_be_checked()
    page.get_by_role("button", name="Tiếng Việt").click()
    expect(page.locator("html")).to_have_attribute("lang", "vi")
    expect(satisfied(page, "A01")).to_be_checked()


def test_answers_are_sent_and_thanked_for_in_english(page: Page, demo: Demo) -> None:
    open_form(page, demo, "?lang=en")
    satisfied(page, "A01").check()
    go_to_last_part(page)
    page.locator("#F02").fill("150")
    send(page)
    expect(page.get_by_role("heading", name="Your answers have not been sent")).to_be_visible()
    check(page)
    page.locator("#F02").fill("80")
    send(page)
    expect(page.get_by_role("heading", name="Questions not answered yet")).to_be_visible()
    page.get_by_role("button", name="Send as it is").click()
    expect(page.locator("h1")).to_have_text("Your answers have been received")
    expect(page.locator("[data-receipt]")).to_be_visible()
    check(page)
