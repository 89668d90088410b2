"""How a browser test answers the questionnaire, and what it looks at afterwards."""

import re
from collections.abc import Callable
from contextlib import suppress

from playwright.sync_api import BrowserContext, Error, Page, Request, expect

from survey_app.collecting.answers import offered_values, sheet_from
from tests.browser.own_server import OwnServer
from tests.respondents import PARENTS


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
    for _ in range(1200):
        if is_so():
            return
        page.wait_for_timeout(25)
    raise AssertionError("it never came to be")


HOPS = 4  # questions to the storage, at most, between a try of the page's and the clock that it sets for the next


def seconds_until(page: Page, is_so: Callable[[], bool], *, first: int = 3) -> int:
    """How many seconds of the page's own clock pass before something is so; it stands still while we look, not before `first`.

    It goes on only once the phone's storage has answered and no request is under way: however slow the machine is, the
    page waits no longer for either than a real one would, and no second passes before it has set its own clock.
    """
    under_way: set[Request] = set()
    page.on("request", lambda request: under_way.add(request))
    page.on("requestfinished", lambda request: under_way.discard(request))
    page.on("requestfailed", lambda request: under_way.discard(request))

    def settle() -> None:
        for _ in range(HOPS):
            with suppress(Error):  # a page that is being left has no storage to wait for
                remains(page)  # storage answers in order, so what the page asked before us it knows by now
            wait_until(page, lambda: not under_way)

    settle()
    page.clock.pause_at(page.evaluate("Date.now() / 1000") + first)
    for seconds in range(first, first + 200):
        page.wait_for_timeout(20)
        settle()
        if is_so():
            page.clock.resume()
            return seconds
        page.clock.fast_forward(1000)
    raise AssertionError("it never came to be")


NOTHING = {"waiting": 0, "session": {}, "local": {}, "cookies": ""}
