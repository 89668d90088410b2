"""A kiosk's tablet taken to another page: what people before have answered there is sent, and neither read nor deleted."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from survey_app.campaigns.codes import issue_codes
from tests.browser.answering import press_send, remains, tick, wait_until
from tests.browser.conftest import check
from tests.browser.kiosk import Kiosk, turn_on
from tests.browser.own_server import SECRET, OwnServer, cut_before
from tests.factories import find_participation

pytestmark = pytest.mark.browser

COMMENT = "Điều chỉ người này được biết."


@pytest.fixture
def tablet(browser: Browser) -> Iterator[BrowserContext]:
    """A tablet in strangers' hands; a script that fails fails the test."""
    context = browser.new_context(locale="vi-VN", viewport={"width": 768, "height": 1024})
    faults: list[str] = []
    context.on("weberror", lambda fault: faults.append(str(fault.error)))
    yield context
    context.close()
    assert not faults


def leave_one_refused(page: Page, own: OwnServer) -> tuple[Kiosk, str]:
    """A kiosk on which a response waits that the server refused: its code is none. Also a code that would do."""
    with own.database.writing() as session:
        participation = find_participation(session, "TH1")
        participation.campaign.access = "codes"
        [code] = issue_codes(session, participation, numbers={"": 1}, secret=SECRET)[""]
    kiosk = turn_on(page, own)
    page.context.set_offline(True)
    kiosk.begin()
    page.locator("#code").fill("2222-2222-2222")
    tick(page, "2")
    page.evaluate("text => { document.querySelector('#phieu textarea').value = text; }", COMMENT)
    kiosk.send()
    kiosk.expect_screen("kept")
    kiosk.next_person()
    page.context.set_offline(False)
    kiosk.open_staff_screen()
    page.get_by_role("button", name="Thử gửi ngay").click()
    expect(page.locator("[data-stopped]")).to_contain_text("Không có mã này")
    return kiosk, code


def test_the_next_visitor_reads_and_deletes_nothing_of_what_the_server_refused(tablet: BrowserContext, own: OwnServer) -> None:
    kiosk, code = leave_one_refused(tablet.new_page(), own)
    other = tablet.new_page()
    for address in (own.address(), f"{own.url}/kiosk/{own.token}?lang=vi"):
        other.goto(address)
        other.wait_for_timeout(700)
        expect(other.locator("[data-mend], [data-discard]")).to_have_count(0)
        assert COMMENT not in other.content()
    other.goto(own.address())
    expect(other.locator("#trang-thai")).to_be_empty()
    other.locator("#code").fill(code)
    sheet = tick(other, "5")
    press_send(other)
    expect(other.get_by_role("heading", level=1)).to_have_text("Đã nhận phiếu")
    assert own.sheets() == [sheet]
    assert remains(other)["waiting"] == 1
    kiosk.page.close()


def test_a_button_made_by_hand_deletes_and_opens_nothing_of_a_kiosk(tablet: BrowserContext, own: OwnServer) -> None:
    kiosk, _ = leave_one_refused(tablet.new_page(), own)
    key = kiosk.page.evaluate(
        """() => new Promise((resolve) => {
            indexedDB.open("phieu", 1).onsuccess = ({ target: { result } }) => {
                result.transaction("waiting").objectStore("waiting").getAllKeys().onsuccess = ({ target }) => {
                    result.close();
                    resolve(target.result[0]);
                };
            };
        })"""
    )
    other = tablet.new_page()
    other.goto(own.address())
    other.evaluate(
        """key => {
            const action = document.getElementById("phieu").getAttribute("action");
            const discard = `<button data-discard="${key}" data-sure="yes">x</button>`;
            const mend = `<a data-mend="${key}" data-action="${action}">y</a>`;
            document.querySelector("main").insertAdjacentHTML("beforeend", discard + mend);
        }""",
        key,
    )
    other.locator("main > [data-discard]").click()
    other.locator("main > [data-mend]").click()
    other.wait_for_timeout(500)
    assert other.locator("#phieu textarea").first.input_value() == ""
    assert other.locator("#phieu :checked").count() == 0
    assert remains(other)["waiting"] == 1


def test_the_page_that_asks_for_the_pin_tells_a_number_and_no_more(tablet: BrowserContext, own: OwnServer) -> None:
    kiosk = turn_on(tablet.new_page(), own)
    own.troubles += [cut_before] * 9
    sheet = kiosk.answer("4")
    kiosk.expect_screen("kept")
    kiosk.next_person()
    kiosk.open_staff_screen()
    kiosk.page.locator("#pin").fill(kiosk.pin)
    own.troubles.clear()
    kiosk.page.route("**/k/**", lambda route: route.abort())
    kiosk.page.locator("#tat-diem button").click()
    state = kiosk.page.locator("#trang-thai")
    expect(state).to_contain_text("Có 1 phiếu trên máy này chưa gửi")
    expect(state).not_to_contain_text("Trường")
    expect(kiosk.page.locator("[data-mend], [data-discard], #trang-thai li")).to_have_count(0)
    check(kiosk.page)
    kiosk.page.unroute("**/k/**")
    other = tablet.new_page()
    other.goto(own.address(own.other_token))  # an ordinary page sends it, and says nothing of it
    wait_until(other, lambda: own.sheets() == [sheet])
    other.wait_for_timeout(300)
    expect(other.locator("#trang-thai")).to_be_empty()
    assert kiosk.channels() == {"kiosk"}


def test_staff_delete_with_the_pin_what_the_server_refused(tablet: BrowserContext, own: OwnServer) -> None:
    kiosk, _ = leave_one_refused(tablet.new_page(), own)
    page = kiosk.page
    delete = page.get_by_role("button", name="để xóa hẳn các phiếu máy chủ không nhận")
    check(page)
    for typed, told in (("", "Xin nhập mã PIN"), (f"{(int(kiosk.pin) + 1) % 10**6:06}", "Mã PIN không đúng")):
        page.locator("#pin").fill(typed)
        delete.click()
        expect(page.locator("#pin-loi")).to_contain_text(told)
    assert remains(page)["waiting"] == 1
    page.locator("#pin").fill(kiosk.pin)
    delete.click()
    expect(page.locator("[data-stopped]")).to_be_hidden()
    expect(delete).to_be_hidden()
    expect(page.locator("#pin")).to_have_value("")
    kiosk.expect_screen("staff")
    assert remains(page)["waiting"] == 0
    assert own.sheets() == []
