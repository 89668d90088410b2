"""The kiosk seen by those who look after it: turning off, ending from afar, the end of a campaign, codes, languages, limits."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import select

from survey_app.accounts.kiosk import end_kiosks
from survey_app.campaigns.codes import issue_codes
from survey_app.models import Participation
from tests.browser.answering import seconds_until, tick, wait_until
from tests.browser.conftest import check
from tests.browser.kiosk import Kiosk, expect_worker, make_pin, turn_on, unit_id_of
from tests.browser.own_server import SECRET, OwnServer, reply_with

pytestmark = pytest.mark.browser


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A tablet that lies on its side."""
    context = browser.new_context(locale="vi-VN", viewport={"width": 1280, "height": 800}, has_touch=True)
    faults: list[str] = []
    context.on("weberror", lambda fault: faults.append(str(fault.error)))
    yield context.new_page()
    context.close()
    assert not faults


@pytest.fixture
def kiosk(page: Page, own: OwnServer) -> Kiosk:
    return turn_on(page, own)


def test_it_is_turned_off_with_the_pin_and_not_without(kiosk: Kiosk) -> None:
    page, address = kiosk.page, kiosk.page.url
    kiosk.open_staff_screen()
    check(page)
    field, button = page.locator("#pin"), page.locator("#tat-diem button")
    for typed, told in (("12", "Xin nhập mã PIN"), (f"{(int(kiosk.pin) + 1) % 10**6:06}", "Mã PIN không đúng")):
        field.fill(typed)
        button.click()
        expect(page.locator("#pin-loi")).to_contain_text(told)
        kiosk.expect_screen("staff")
    check(page)
    field.fill(kiosk.pin)
    button.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Bật điểm trả lời")
    page.goto(address)
    expect(page.get_by_role("heading", level=1)).to_have_text("Bật điểm trả lời")


def test_a_pin_left_on_the_screen_of_staff_is_gone_for_the_next(kiosk: Kiosk) -> None:
    kiosk.open_staff_screen()
    kiosk.page.locator("#pin").fill(kiosk.pin)
    kiosk.page.get_by_role("button", name="Trở về màn hình chờ").click()
    kiosk.open_staff_screen()
    expect(kiosk.page.locator("#pin")).to_have_value("")


def test_kiosks_ended_from_afar_stop_before_the_next_person(kiosk: Kiosk) -> None:
    kiosk.begin()
    sheet = tick(kiosk.page, "4")
    with kiosk.own.database.writing() as session:
        end_kiosks(session, unit_id_of(kiosk.own))
    kiosk.send()
    kiosk.expect_screen("sent")  # whoever was in the middle loses nothing
    assert kiosk.own.sheets() == [sheet]
    assert kiosk.channels() == {"link"}
    kiosk.page.locator("[data-next-person]:visible").click()
    kiosk.expect_screen("ended")
    check(kiosk.page)
    kiosk.page.get_by_role("link", name="Bật lại bằng mã PIN").click()
    kiosk.page.locator("main form #pin").fill(make_pin(kiosk.own))
    kiosk.page.locator("main form button").click()
    kiosk.answer("4")
    kiosk.expect_screen("sent")
    assert kiosk.channels() == {"link", "kiosk"}


def test_at_the_end_of_the_campaign_nobody_begins_and_staff_learn_what_still_waits(kiosk: Kiosk) -> None:
    page = kiosk.page
    page.context.set_offline(True)
    kiosk.answer("3")
    kiosk.expect_screen("kept")
    kiosk.next_person()
    kiosk.own.now = kiosk.own.now.replace(month=6, day=2)  # past the grace period too
    page.context.set_offline(False)
    page.reload()
    page.get_by_role("button", name="Dành cho nhân viên").click()
    expect(page.locator("[data-stopped]")).to_be_visible()
    page.reload()  # now nothing is tried any more, and it is told all the same
    kiosk.expect_screen("closed")
    expect(page.locator("[data-screen=closed] .caution")).to_contain_text("phiếu còn chờ gửi trên máy này: 1")
    check(page)
    page.get_by_role("button", name="Dành cho nhân viên").click()
    expect(page.locator("[data-stopped]")).to_contain_text("không được ghi nhận")
    check(page)
    assert kiosk.own.sheets() == []


def test_a_wrong_code_comes_back_to_whoever_typed_it_with_every_answer(page: Page, own: OwnServer) -> None:
    with own.database.writing() as session:
        participation = session.scalars(select(Participation).where(Participation.unit_id == unit_id_of(own))).one()
        participation.campaign.access = "codes"
        [code] = issue_codes(session, participation, numbers={"": 1}, secret=SECRET)[""]
    kiosk = turn_on(page, own)
    kiosk.begin()
    page.get_by_label("Mã trên phiếu mời").fill("CCCC-2222-CCCC")
    sheet = tick(page, "5")
    kiosk.send()
    expect(page.locator(".notice")).to_contain_text("Không có mã này")
    expect(page.get_by_label("Mã trên phiếu mời")).to_be_visible()
    check(page)
    page.get_by_label("Mã trên phiếu mời").fill(code)
    kiosk.send()
    kiosk.expect_screen("sent")
    assert own.sheets() == [sheet]


def test_another_language_lasts_for_one_person(page: Page, own: OwnServer) -> None:
    page.clock.install()
    kiosk = turn_on(page, own)
    expect_worker(page)
    page.context.set_offline(True)
    page.get_by_role("link", name="English").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    kiosk.expect_screen("welcome")
    check(page)
    seconds_until(page, lambda: page.locator("html").get_attribute("lang") == "vi")
    kiosk.expect_screen("welcome")


def test_a_browser_that_keeps_nothing_is_no_kiosk(page: Page, own: OwnServer) -> None:
    page.add_init_script("IDBFactory.prototype.open = () => { throw new DOMException('no', 'SecurityError'); };")
    page.goto(f"{own.url}/kiosk/{own.token}")
    expect(page.locator("[data-refused]")).to_contain_text("không làm điểm trả lời được")
    expect(page.locator("main form")).to_have_count(0)
    check(page)


def test_what_waits_after_turning_off_is_shown_and_sent_from_the_page_that_turns_on(kiosk: Kiosk) -> None:
    page = kiosk.page
    kiosk.begin()
    sheet = tick(page, "4")
    kiosk.own.troubles.append(reply_with("502 Bad Gateway"))
    kiosk.send()
    kiosk.expect_screen("kept")
    kiosk.own.troubles.append(reply_with("502 Bad Gateway"))
    kiosk.next_person()
    kiosk.open_staff_screen()
    expect(page.locator("#tat-diem .hint")).to_contain_text("Còn phiếu chưa gửi")
    page.locator("#pin").fill(kiosk.pin)
    page.locator("#tat-diem button").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Bật điểm trả lời")
    wait_until(page, lambda: kiosk.own.sheets() == [sheet])
    assert kiosk.channels() == {"kiosk"}
