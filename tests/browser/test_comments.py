"""A clerk reviews comments with the keyboard, masks a name, is told what is missing; on a phone and on a desk, with axe."""

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from survey_app.demo.fill import SCHOOL_PASSWORD
from survey_app.models import Campaign, Participation, Unit
from tests.browser.conftest import Demo, check
from tests.browser.test_staff import sign_in

pytestmark = pytest.mark.browser


def path_of(demo: Demo) -> str:
    """The page of the demo school in the campaign that has closed."""
    with demo.app.extensions["database"].reading() as session:
        shown = select(Participation.id).join(Campaign).join(Unit, Participation.unit_id == Unit.id)
        number = session.scalars(
            shown.where(Unit.link_token == demo.access.link_token, Campaign.sealed_on.is_not(None))
        ).first()
    return f"/unit/reports/{number}/comments"


def test_a_clerk_reviews_a_page_of_comments(page: Page, demo: Demo) -> None:
    sign_in(page, demo, demo.access.school_username, SCHOOL_PASSWORD)
    page.goto(demo.url + path_of(demo))
    check(page)
    items = page.locator(".comments > li")
    number = items.count()
    first, second, third = (items.nth(place) for place in range(3))
    first.get_by_label("Công bố").focus()
    page.keyboard.press("1")
    expect(first.get_by_label("Công bố")).to_be_checked()
    expect(second.get_by_label("Công bố")).to_be_focused()
    expect(second.get_by_label("Lý do ẩn")).to_be_hidden()
    page.keyboard.press("3")
    expect(second.get_by_label("Lý do ẩn")).to_be_focused()
    word = third.locator(".words").inner_text().split()[0].strip("[]().,:-+=>@")
    third.locator(".words").evaluate(
        "(place, n) => getSelection().setBaseAndExtent(place.firstChild, 0, place.firstChild, n)", len(word)
    )
    third.get_by_role("button", name=f"Che “{word}”").click()
    expect(third.get_by_label("Từ cần che, cách nhau bằng dấu phẩy")).to_have_value(word)
    check(page)
    page.get_by_role("button", name="Lưu các quyết định").click()
    expect(page.get_by_role("alert")).to_contain_text("Chọn lý do ẩn")
    assert page.locator(".comments > li").count() == number
    check(page)
    page.locator("li.faulty").get_by_label("Lý do ẩn").select_option("empty")
    page.get_by_role("button", name="Lưu các quyết định").click()
    expect(page.get_by_role("status")).to_have_text("Đã lưu quyết định về 3 ý kiến.")
    page.get_by_role("link", name="Đã ẩn").click()
    expect(page.get_by_label("Lý do ẩn").first).to_have_value("empty")
    check(page)
    page.get_by_label("Tìm trong ý kiến").fill("khong co gi nhu the")
    page.get_by_role("button", name="Tìm").click()
    expect(page.get_by_text("Không có ý kiến nào khớp")).to_be_visible()
    check(page)
