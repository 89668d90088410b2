"""Every view of the comparison on a phone and on a desk: no fault of access, nothing wider than the screen, all by keyboard."""

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from survey_app.demo.fill import DEPARTMENT_PASSWORD
from survey_app.models import Campaign
from tests.browser.conftest import Demo, check, unfold

pytestmark = pytest.mark.browser
VIEWS = ("", "/target", "/intervals", "/ranks", "/dimensions", "/change", "/drivers", "/benchmark")


def test_every_view_can_be_read_and_a_school_found_in_it(page: Page, demo: Demo) -> None:
    with demo.app.extensions["database"].reading() as session:
        sealed = select(Campaign.code).where(Campaign.sealed_on.is_not(None))
        code = session.scalars(sealed.order_by(Campaign.closes_on.desc())).first()
    page.goto(demo.url + "/sign-in")
    page.get_by_label("Tên đăng nhập").fill(demo.access.department_username)
    page.get_by_label("Mật khẩu").fill(DEPARTMENT_PASSWORD)
    page.get_by_role("button", name="Đăng nhập").click()
    for view in VIEWS:
        page.goto(f"{demo.url}/department/campaigns/{code}/comparison{view}?instrument=TH-PH")
        check(page)
        # what a person came for is on the first screen: the finding, and whatever stands below it begins there
        box = page.locator(".finding-sentence").first.bounding_box()
        assert box is not None
        assert box["y"] < 700
        page.goto(f"{demo.url}/department/campaigns/{code}/comparison{view}?instrument=TH-PH&name=hoa+ban")
        expect(page.locator(".picks li")).to_have_count(1)
        check(page)
    # by keyboard alone: from the tabs, which a phone folds, to the next view, and to the mark of the school that is sought
    unfold(page)
    tab = page.get_by_role("link", name="Phễu", exact=True)
    tab.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".views a[aria-current]")).to_have_text("Phễu")
    mark = page.locator(".chart-named")
    expect(mark.locator(".chart-tip")).to_be_visible()
    mark.focus()
    expect(mark.locator(".chart-tip")).to_contain_text("Hoa Ban")
