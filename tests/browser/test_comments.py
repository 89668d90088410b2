"""A clerk reviews comments with the keyboard, masks a name, is told what is missing; on a phone and on a desk, with axe."""

import datetime as dt

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from survey_app.config import TIMEZONE
from survey_app.demo.fill import DEPARTMENT_PASSWORD, SCHOOL_PASSWORD
from survey_app.models import Campaign, Participation, Unit
from survey_app.results.comment_decisions import Decision
from survey_app.results.comments import decide_comments, find_comments
from tests.browser.conftest import Demo, check, unfold
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


def test_the_department_reads_across_units(page: Page, demo: Demo) -> None:
    """Another school than the one above reviews all it has; axe on every state, at a desk and on a phone."""
    with demo.app.extensions["database"].writing() as session:
        closed = session.scalars(select(Campaign).where(Campaign.sealed_on.is_not(None)).order_by(Campaign.code.desc())).first()
        place = session.scalars(
            select(Participation).join(Unit).where(Unit.code == "TH02", Participation.campaign_id == closed.id)
        ).one()
        review = find_comments(session, place, now=dt.datetime.now(TIMEZONE), grace_minutes=0)
        keys = [comment.key for question in review.questions for comment in question.comments]
        decide_comments(session, place, dict.fromkeys(keys, Decision("released")))
        code, name = closed.code, place.unit.name
    sign_in(page, demo, demo.access.department_username, DEPARTMENT_PASSWORD)
    page.goto(f"{demo.url}/department/campaigns/{code}/comments")
    expect(page.get_by_role("link", name=name).first).to_be_visible()
    for width in (1280, 360):
        page.set_viewport_size({"width": width, "height": 900})
        check(page)
    unfold(page)
    page.get_by_label("Tìm trong ý kiến").fill("khong co gi nhu the")
    page.get_by_role("button", name="Tìm").click()
    expect(page.get_by_text("Không có ý kiến nào khớp")).to_be_visible()
    check(page)
    page.get_by_role("link", name="Đơn vị đã xem xét đến đâu").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Đơn vị đã xem xét ý kiến đến đâu")
    check(page)
