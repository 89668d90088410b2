"""What the server may say to a sending, and what the page then tells and keeps: crowded, closed, gone, wrong code, a repeat."""

import datetime as dt
import re

import pytest
from playwright.sync_api import BrowserContext, Page, expect
from sqlalchemy import select

from survey_app.campaigns.codes import issue_codes
from survey_app.config import TIMEZONE
from survey_app.models import Campaign, Unit
from tests.browser.answering import (
    NOTHING,
    expect_thanks,
    expect_waiting,
    open_form,
    press_send,
    remains,
    seconds_until,
    tick,
    wait_until,
)
from tests.browser.conftest import check
from tests.browser.own_server import SECRET, OwnServer, cut_before, reply_with
from tests.factories import find_participation

pytestmark = pytest.mark.browser

AFTER_THE_END = dt.datetime(2026, 6, 3, 9, tzinfo=TIMEZONE)


def set_access(own: OwnServer, access: str) -> None:
    with own.database.writing() as session:
        session.scalars(select(Campaign)).one().access = access


def state(page: Page) -> str:
    return page.locator("#trang-thai").inner_text()


def test_a_crowd_is_told_and_waited_for_as_long_as_the_server_asks(phone: BrowserContext, own: OwnServer) -> None:
    page = phone.new_page()
    page.clock.install()
    page.goto(own.address())
    sheet = tick(page, "4")
    own.troubles.append(reply_with("429 Too Many Requests", ("Retry-After", "60")))
    press_send(page)
    expect_waiting(page)
    told = page.locator("main [data-told]").inner_text()
    seconds = re.fullmatch(
        r"Đang có nhiều người gửi cùng lúc; phiếu đã lưu trên máy và sẽ tự gửi sau khoảng (\d+) giây\.", told
    )
    assert seconds, told
    check(page)
    assert seconds[1] in ("60", "70", "80")
    page.evaluate("window.dispatchEvent(new Event('online'))")
    assert 55 <= seconds_until(page, lambda: own.sheets() == [sheet]) <= 75
    expect_thanks(page)


def test_after_a_crowd_the_button_sends_at_once(phone: BrowserContext, own: OwnServer) -> None:
    page = open_form(phone, own)
    sheet = tick(page, "4")
    own.troubles.append(reply_with("429 Too Many Requests", ("Retry-After", "600")))
    press_send(page)
    expect(page.locator("main [data-told]")).to_contain_text("phút")
    page.get_by_role("button", name="Thử gửi lại ngay").click()
    expect_thanks(page)
    assert own.sheets() == [sheet]


def test_a_try_in_vain_is_said_again_and_the_page_keeps_its_foot(phone: BrowserContext, own: OwnServer) -> None:
    page = open_form(phone, own)
    tick(page, "4")
    own.troubles.extend([cut_before, cut_before])
    press_send(page)
    expect_waiting(page)
    expect(page.locator("footer").get_by_role("link", name="Phiếu khảo sát giữ kín những gì")).to_be_visible()
    page.locator("main [data-told]").evaluate(
        """line => { window.said = [];
        new MutationObserver(() => window.said.push(line.textContent)).observe(line, {childList: true}); }"""
    )
    page.get_by_role("button", name="Thử gửi lại ngay").click()
    wait_until(page, lambda: len(page.evaluate("window.said")) == 2)
    emptied, told = page.evaluate("window.said")
    assert emptied == ""
    assert re.match(r"Lúc \d\d:\d\d chưa gửi được", told)
    expect(page.get_by_role("button", name="Thử gửi lại ngay")).to_be_focused()
    check(page)


def test_a_campaign_that_closed_meanwhile_says_so_and_the_answers_stay_until_they_are_thrown_away(
    phone: BrowserContext, own: OwnServer
) -> None:
    page = open_form(phone, own)
    tick(page, "4")
    comment = page.locator("#phieu textarea").first
    comment.fill("Sân trường cần thêm bóng mát.")
    own.now = AFTER_THE_END
    press_send(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("Phiếu không được ghi nhận")
    expect(page.locator("main")).to_contain_text("29/05/2026")
    expect(page.locator("main")).to_contain_text("Sân trường cần thêm bóng mát.")
    expect(page.locator("#trang-thai")).to_be_empty()  # the page itself is about it
    expect(page.get_by_role("button", name="Xóa khỏi máy này")).to_have_count(1)
    check(page)
    assert own.sheets() == []
    assert remains(page) == NOTHING | {"waiting": 1}
    page.reload()
    expect(page.locator("#trang-thai")).to_contain_text("Có 1 phiếu trên máy này không gửi được")
    expect(page.locator("#trang-thai")).to_contain_text("Phiếu này đến sau nên không được ghi nhận.")
    expect(page.locator("#trang-thai")).to_contain_text(re.compile(r"lưu lúc \d\d:\d\d ngày \d\d/\d\d/\d{4}\."))
    expect(page.get_by_role("button", name="Thử gửi lại ngay")).to_have_count(0)
    check(page)
    throw_away(page)
    expect(page.locator("#trang-thai")).to_be_empty()
    assert remains(page) == NOTHING


def test_what_a_closed_campaign_refused_is_thrown_away_on_the_page_that_says_so(phone: BrowserContext, own: OwnServer) -> None:
    page = open_form(phone, own)
    tick(page, "4")
    own.now = AFTER_THE_END
    press_send(page)
    throw_away(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("Đợt khảo sát đã kết thúc")
    assert remains(page) == NOTHING


def throw_away(page: Page) -> None:
    """A double tap does nothing, nor does one touch more after the button was left; a second one in its own time does."""
    button = page.get_by_role("button", name="Xóa khỏi máy này")
    button.dblclick()
    expect(page.locator("p[role=status]")).to_have_text("Bấm lần nữa để xóa hẳn; phiếu chưa gửi được sẽ mất")
    page.get_by_role("button", name="Bấm lần nữa").blur()
    expect(button).to_be_visible()
    button.click()
    page.wait_for_timeout(900)
    assert remains(page)["waiting"] == 1, "no single touch throws anything away"
    page.get_by_role("button", name="Bấm lần nữa").click()


def test_what_a_closed_campaign_refused_is_sent_when_its_end_is_moved(phone: BrowserContext, own: OwnServer) -> None:
    page = open_form(phone, own)
    sheet = tick(page, "2")
    own.now = AFTER_THE_END
    press_send(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("Phiếu không được ghi nhận")
    with own.database.writing() as session:
        session.scalars(select(Campaign)).one().closes_on = dt.date(2026, 6, 10)
    page.goto(own.address())
    page.get_by_role("button", name="Thử gửi lại ngay").click()
    expect(page.locator("#trang-thai")).to_contain_text("đã gửi, mã biên nhận")
    assert own.sheets() == [sheet]
    assert remains(page)["waiting"] == 0


def test_a_response_for_a_link_that_was_replaced_is_kept_and_told_and_never_tried_unasked(
    phone: BrowserContext, own: OwnServer
) -> None:
    page = open_form(phone, own)
    tick(page, "4")
    own.troubles.append(cut_before)
    press_send(page)
    expect_waiting(page)
    with own.database.writing() as session:
        session.scalars(select(Unit).where(Unit.link_token == own.token)).one().link_token = "N4P5Q6R7"
    other = open_form(phone, own, own.other_token)
    expect(other.locator("#trang-thai")).to_contain_text("Có 1 phiếu trên máy này không gửi được")
    expect(other.locator("#trang-thai")).to_contain_text("Không tìm thấy")
    check(other)
    sent: list[str] = []
    other.on("request", lambda request: sent.append(request.url) if request.method == "POST" else None)
    other.reload()
    expect(other.locator("#trang-thai")).to_contain_text("Không tìm thấy")
    assert not sent
    assert own.sheets() == []
    assert remains(other)["waiting"] == 1


def test_a_response_older_than_thirty_days_waits_for_a_decision(phone: BrowserContext, own: OwnServer) -> None:
    page = open_form(phone, own)
    sheet = tick(page, "4")
    own.troubles.append(cut_before)
    press_send(page)
    expect_waiting(page)
    page.close()
    later = phone.new_page()
    later.clock.install(time=dt.datetime.now(dt.UTC) + dt.timedelta(days=31))
    later.goto(own.address())
    expect(later.locator("#trang-thai")).to_contain_text("Đã quá 30 ngày")
    check(later)
    assert own.sheets() == []
    later.get_by_role("button", name="Thử gửi lại ngay").click()
    expect(later.locator("#trang-thai")).to_contain_text("đã gửi, mã biên nhận")
    assert own.sheets() == [sheet]


def test_a_wrong_code_leads_back_to_the_form_with_every_answer(phone: BrowserContext, own: OwnServer) -> None:
    set_access(own, "codes")
    with own.database.writing() as session:
        codes = issue_codes(session, find_participation(session, "TH1"), numbers={"": 2}, secret=SECRET)[""]
    page = open_form(phone, own)
    sheet = tick(page, "4")
    page.locator("#code").fill("2222-2222-2222")
    press_send(page)
    expect(page.locator("main .notice")).to_be_focused()
    assert page.title().startswith("Lỗi:")
    check(page)
    assert remains(page)["waiting"] == 0, "the answers are on the page again"
    page.locator("#code").fill(codes[0])
    press_send(page)
    expect_thanks(page)
    assert own.sheets() == [sheet]
    page.get_by_role("link", name="Mở phiếu mới cho người khác").click()
    other = tick(page, "5")
    page.locator("#code").fill(codes[0])
    press_send(page)
    expect(page.locator("main .notice")).to_be_visible()
    page.locator("#code").fill(codes[1])
    press_send(page)
    expect_thanks(page)
    assert own.sheets() == sorted([sheet, other])


def test_a_code_refused_while_nobody_was_there_is_put_right_on_its_page(phone: BrowserContext, own: OwnServer) -> None:
    set_access(own, "codes")
    with own.database.writing() as session:
        codes = issue_codes(session, find_participation(session, "TH1"), numbers={"": 1}, secret=SECRET)[""]
    page = open_form(phone, own)
    sheet = tick(page, "3")
    page.locator("#code").fill("2222-2222-2222")
    own.troubles.append(cut_before)
    press_send(page)
    expect_waiting(page)
    page.close()
    page = open_form(phone, own, own.other_token)
    page.get_by_role("link", name="Mở lại phiếu để sửa").click()
    expect(page.locator("header .unit")).to_have_text("Trường Tiểu học Ngọk Bay 1")
    page.get_by_role("link", name="Mở lại phiếu để sửa").click()
    expect(page.locator("#A01 :checked")).to_have_value("3")
    page.locator("#code").fill(codes[0])
    press_send(page)
    expect_thanks(page)
    assert own.sheets() == [sheet]
    assert remains(page)["waiting"] == 0


def test_a_phone_that_has_sent_one_says_so_and_the_next_is_counted_as_a_repeat(phone: BrowserContext, own: OwnServer) -> None:
    set_access(own, "marked")
    page = open_form(phone, own)
    one = tick(page, "5")
    press_send(page)
    expect_thanks(page)
    assert own.repeats() == 0
    page.close()
    page = open_form(phone, own)
    expect(page.locator("#trang-thai")).to_contain_text("Máy này đã gửi một phiếu")
    check(page)
    page.get_by_role("button", name="Gửi phiếu cho người khác").click()
    expect(page.get_by_role("heading", level=1)).to_be_focused()
    other = tick(page, "2")
    press_send(page)
    expect_thanks(page)
    assert own.sheets() == sorted([one, other])
    assert own.repeats() == 1
    assert set(remains(page)) == set(NOTHING)
    school = open_form(phone, own, own.other_token)
    expect(school.locator("#phieu")).to_be_visible()
    assert "Máy này đã gửi" not in state(school), "another school's questionnaire was not sent from here"


def test_two_parents_without_a_network_are_one_repeat(phone: BrowserContext, own: OwnServer) -> None:
    set_access(own, "marked")
    page = open_form(phone, own)
    phone.set_offline(True)
    one = tick(page, "5")
    press_send(page)
    expect_waiting(page)
    page.get_by_role("button", name="Gửi phiếu cho người khác").click()
    other = tick(page, "2")
    press_send(page)
    expect_waiting(page)
    phone.set_offline(False)
    wait_until(page, lambda: own.sheets() == sorted([one, other]))
    assert own.repeats() == 1


def test_a_phone_leaves_no_mark_where_the_campaign_does_not_ask_for_it(phone: BrowserContext, own: OwnServer) -> None:
    page = open_form(phone, own)
    tick(page, "5")
    press_send(page)
    expect_thanks(page)
    assert remains(page)["local"] == {}
