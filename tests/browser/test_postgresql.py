"""The whole way of an answer on PostgreSQL: a phone, a network that fails, the service, the database."""

import pytest
from playwright.sync_api import BrowserContext

from tests.browser.answering import NOTHING, expect_thanks, expect_waiting, open_form, press_send, remains, tick
from tests.browser.own_server import OwnServer, cut_before, lose_reply

pytestmark = pytest.mark.browser


def test_what_a_bad_network_keeps_back_is_stored_once_on_postgresql_too(
    phone: BrowserContext, own_on_postgresql: OwnServer
) -> None:
    own = own_on_postgresql
    page = open_form(phone, own)
    sheet = tick(page, "5")
    page.locator("#phieu textarea").first.fill("Sân trường nhiều cây.")
    own.troubles += [cut_before, lose_reply]
    press_send(page)
    expect_waiting(page)
    assert own.sheets() == []
    page.get_by_role("button", name="Thử gửi lại ngay").click()
    expect_thanks(page)
    assert own.sheets() == [sheet]
    assert own.comments() == ["Sân trường nhiều cây."]
    assert remains(page) == NOTHING
