"""A tablet at a parents' meeting: people one after the other, a network that comes and goes, staff who turn it on and off."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.answering import remains, seconds_until, tick, wait_until
from tests.browser.conftest import check
from tests.browser.kiosk import Kiosk, expect_worker, make_pin, turn_on
from tests.browser.own_server import OwnServer, reply_with

pytestmark = pytest.mark.browser

SIZES = {"tablet": (768, 1024), "phone": (360, 740)}


@pytest.fixture(params=SIZES)
def tablet(request: pytest.FixtureRequest, browser: Browser) -> Iterator[BrowserContext]:
    """A device with a touch screen and a storage of its own; a script that fails fails the test."""
    width, height = SIZES[request.param]
    context = browser.new_context(locale="vi-VN", viewport={"width": width, "height": height}, has_touch=True)
    faults: list[str] = []
    context.on("weberror", lambda fault: faults.append(str(fault.error)))
    yield context
    context.close()
    assert not faults


@pytest.fixture
def page(tablet: BrowserContext) -> Page:
    return tablet.new_page()


@pytest.fixture
def kiosk(page: Page, own: OwnServer) -> Kiosk:
    return turn_on(page, own)


def test_staff_turn_it_on_with_the_pin_and_not_without(page: Page, own: OwnServer) -> None:
    pin = make_pin(own)
    page.goto(f"{own.url}/kiosk/{own.token}")
    check(page)
    page.locator("#pin").fill(f"{(int(pin) + 1) % 10**6:06}")
    page.locator("main form button").click()
    expect(page.locator("#pin")).to_have_accessible_description("Mã PIN không đúng. Xin kiểm tra sáu chữ số rồi nhập lại.")
    check(page)
    page.locator("#pin").fill(pin)
    page.locator("main form button").click()
    kiosk = Kiosk(page, own, pin)
    kiosk.expect_screen("welcome")
    check(page)
    page.goto(f"{own.url}/kiosk/{own.token}")  # Back from the kiosk, or its bookmark, leads into it again
    kiosk.expect_screen("welcome")


def test_whoever_has_no_ticket_is_led_to_the_pin(page: Page, own: OwnServer) -> None:
    kiosk = turn_on(page, own)
    address = page.url
    other = page.context.browser.new_page()
    other.goto(address)
    expect(other.get_by_role("heading", level=1)).to_have_text("Bật điểm trả lời")
    other.close()
    kiosk.expect_screen("welcome")


def test_three_people_in_a_row_store_what_each_ticked_and_leave_nothing(kiosk: Kiosk) -> None:
    sheets, receipts = [], set()
    for value in ("5", "3", "1"):
        kiosk.begin()
        assert kiosk.page.locator("#phieu :checked").count() == 0
        check(kiosk.page)
        sheets.append(tick(kiosk.page, value))
        kiosk.page.evaluate("text => { document.querySelector('#phieu textarea').value = text; }", f"Lời của {value}")
        kiosk.send()
        kiosk.expect_screen("sent")
        check(kiosk.page)
        receipts.add(kiosk.page.locator("[data-told=receipt]").inner_text())
        assert kiosk.page.locator("#phieu :checked").count() == 0
        kiosk.next_person()
    assert kiosk.own.sheets() == sorted(sheets)
    assert kiosk.own.comments() == [f"Lời của {value}" for value in ("1", "3", "5")]
    assert kiosk.channels() == {"kiosk"}
    assert len(receipts) == 3
    kiosk.expect_counter(sent=3, waiting=0)
    left = remains(kiosk.page)
    assert (left["waiting"], left["session"], left["cookies"]) == (0, {}, "")
    assert list(left["local"]) == [f"diem:{kiosk.own.token}"]  # type: ignore[call-overload]
    assert "Lời của" not in str(left)


def test_without_a_network_two_people_answer_and_both_are_sent_once_when_it_is_back(kiosk: Kiosk) -> None:
    page = kiosk.page
    expect_worker(page)
    page.context.set_offline(True)
    kiosk.own.stop()  # what a page sends while it is being left does not heed the switch
    sheets = []
    for value in ("5", "2"):
        sheets.append(kiosk.answer(value))
        kiosk.expect_screen("kept")
        check(page)
        kiosk.next_person()
        page.reload()  # from what the worker kept
        kiosk.expect_screen("welcome")
    kiosk.expect_counter(sent=0, waiting=2)
    expect(page.locator("[data-screen=welcome] [data-offline]")).to_be_visible()
    check(page)
    kiosk.open_staff_screen()
    check(page)
    page.locator("#pin").fill(kiosk.pin)
    page.locator("#tat-diem button").click()
    expect(page.locator("#pin")).to_have_accessible_description("Cần có mạng để kiểm tra mã PIN. Xin thử lại khi máy có mạng.")
    assert kiosk.own.sheets() == []
    page.get_by_role("button", name="Trở về màn hình chờ").click()
    kiosk.own.start()
    page.context.set_offline(False)
    kiosk.expect_counter(sent=2, waiting=0)
    assert kiosk.own.sheets() == sorted(sheets)
    assert kiosk.channels() == {"kiosk"}
    assert remains(page)["waiting"] == 0


def test_a_server_that_is_gone_is_no_other_than_a_network_that_is_gone(kiosk: Kiosk) -> None:
    expect_worker(kiosk.page)
    kiosk.own.stop()
    sheet = kiosk.answer("4")
    kiosk.expect_screen("kept")
    kiosk.next_person()
    kiosk.page.reload()
    kiosk.open_staff_screen()
    kiosk.own.start()
    kiosk.page.get_by_role("button", name="Thử gửi ngay").click()
    wait_until(kiosk.page, lambda: kiosk.own.sheets() == [sheet])


def test_the_worker_keeps_the_shell_and_nothing_else(kiosk: Kiosk) -> None:
    page = kiosk.page
    expect_worker(page)
    kiosk.answer("5")
    kiosk.expect_screen("sent")
    kept = page.evaluate(
        """async () => {
            const names = await caches.keys();
            const store = await caches.open(names[0]);
            const requests = await store.keys();
            const texts = await Promise.all(requests.map(async (one) => (await store.match(one)).text()));
            const urls = requests.map((one) => one.method + new URL(one.url).pathname);
            return {names: names.length, urls, texts: texts.join("")};
        }"""
    )
    assert kept["names"] == 1
    number = page.url.rpartition("/")[2]
    shell = {f"GET/kiosk/{kiosk.own.token}/{number}", "GET/static/style.css", "GET/static/kiosk/kiosk.css"}
    assert set(kept["urls"]) == shell | {"GET/kiosk/kiosk.js", "GET/static/icon.svg"}
    assert page.evaluate("Object.values(localStorage).map(JSON.parse)[0].ticket") not in kept["texts"]
    page.goto(f"{kiosk.own.url}/k/{kiosk.own.other_token}")
    assert page.evaluate("navigator.serviceWorker.controller") is None


def test_whoever_walks_away_is_asked_for_then_cleared_and_nothing_is_sent(page: Page, own: OwnServer) -> None:
    page.clock.install()
    kiosk = turn_on(page, own)
    kiosk.begin()
    sheet = tick(page, "5")
    assert 85 <= seconds_until(page, page.locator("[data-screen=idle]").is_visible, first=80) <= 92
    dialog = page.get_by_role("alertdialog", name="Ông/Bà còn đó không?")
    left = re.compile(r"^Các câu trả lời sẽ được xóa và không gửi đi sau: (60|5\d) giây$")
    expect(dialog).to_have_accessible_description(left)
    expect(dialog.get_by_role("button", name="Còn, trả lời tiếp")).to_be_focused()
    check(page)
    assert not page.locator("#phieu").is_visible()
    page.get_by_role("button", name="Còn, trả lời tiếp").click()
    kiosk.expect_screen("form")
    seconds_until(page, page.locator("[data-screen=idle]").is_visible, first=80)
    assert 55 <= seconds_until(page, page.locator("[data-screen=welcome]").is_visible, first=50) <= 62
    kiosk.begin()
    assert page.locator("#phieu :checked").count() == 0
    assert page.locator("[name=F02]").input_value() == ""
    assert own.sheets() == []
    sheet = tick(page, "2")
    kiosk.send()
    kiosk.expect_screen("sent")
    assert own.sheets() == [sheet]
    page.clock.fast_forward(50_000)
    page.locator("[data-screen=sent]").get_by_text("Chạm màn hình để xem lâu hơn").click()
    assert 55 <= seconds_until(page, page.locator("[data-screen=welcome]").is_visible, first=50) <= 62


def test_whoever_gives_up_clears_the_form_in_two_touches(kiosk: Kiosk) -> None:
    page = kiosk.page
    kiosk.begin()
    tick(page, "1")
    page.get_by_role("button", name="Thôi, xóa các câu đã trả lời").click()
    kiosk.expect_screen("restart")
    check(page)
    page.get_by_role("button", name="Không xóa, trả lời tiếp").click()
    kiosk.expect_screen("form")
    assert page.locator("#phieu :checked").count() > 30
    page.get_by_role("button", name="Thôi, xóa các câu đã trả lời").click()
    page.get_by_role("button", name="Xóa và về màn hình đầu").click()
    kiosk.begin()
    assert page.locator("#phieu :checked").count() == 0
    assert kiosk.own.sheets() == []


def test_back_shows_nothing_of_the_person_before(kiosk: Kiosk) -> None:
    page = kiosk.page
    kiosk.begin()
    tick(page, "5")
    page.locator("[data-step='1']").click()
    page.locator("[data-step='1']").click()
    page.evaluate("history.back()")
    expect(page.locator("#phan-2")).to_be_visible()  # within the form it goes one part back
    kiosk.send()
    kiosk.expect_screen("sent")
    kiosk.next_person()
    for _ in range(4):
        page.evaluate("history.back()")
        page.wait_for_timeout(100)
        kiosk.expect_screen("welcome")
        assert page.locator("#phieu :checked").count() == 0
    assert len(kiosk.own.sheets()) == 1


def test_a_crowd_at_the_server_is_waited_for_without_anybody_waiting(kiosk: Kiosk) -> None:
    kiosk.begin()
    sheet = tick(kiosk.page, "4")
    kiosk.own.troubles.append(reply_with("429 Too Many Requests", ("Retry-After", "1")))
    kiosk.send()
    kiosk.expect_screen("kept")
    expect(kiosk.page.locator("[data-screen=kept]")).to_contain_text("máy chủ đang bận")
    expect(kiosk.page.locator("[data-screen=sent]")).to_be_visible(timeout=15_000)  # whoever is still there is told
    assert kiosk.own.sheets() == [sheet]


@pytest.mark.parametrize("tablet", ["tablet"], indirect=True)
def test_everything_is_large_enough_for_a_finger_in_a_hurry(kiosk: Kiosk) -> None:
    page = kiosk.page
    targets = "[data-screen]:not([hidden]) :is(button, label.option, a, summary, input.pin)"

    def expect_large() -> None:
        heights = page.locator(targets).evaluate_all(
            "all => all.filter(one => one.checkVisibility()).map(one => one.getBoundingClientRect().height)"
        )
        assert heights
        assert min(heights) >= 60

    expect_large()
    kiosk.begin()
    triangles = page.locator("#phieu summary").evaluate_all("all => all.map(one => getComputedStyle(one).display)")
    assert set(triangles) == {"list-item"}
    while page.locator("[data-step='1']").is_visible():
        expect_large()
        page.locator("[data-step='1']").click()
    expect_large()
    page.locator("[data-send]").click()
    expect(page.locator(".notice")).to_be_visible()
    expect_large()
    check(page)
