"""What a respondent does in a browser, and what an operator may change about the demo's campaign meanwhile."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from playwright.sync_api import Page, expect
from sqlalchemy import func, select, update

from survey_app.models import Campaign, Participation, Unit
from tests.browser.conftest import Demo

BIG_TEXT = "document.documentElement.style.fontSize = '200%'"


def address_of(demo: Demo) -> str:
    """The address that the QR code of the demo's school holds."""
    return f"{demo.url}/q/{demo.access.link_token}"


def open_form(page: Page, demo: Demo, after: str = "") -> None:
    """Open the school's questionnaire; `after` is what follows the address."""
    page.goto(address_of(demo) + after)
    expect(page.locator("#phieu")).to_be_attached()


def satisfied(page: Page, code: str) -> Any:
    """The option "satisfied" of an item, in whatever language."""
    return page.locator(f"#{code} input[value='4']")


def go_on(page: Page, times: int = 1) -> None:
    """Open the next part, and the next."""
    for _ in range(times):
        page.locator("[data-step='1']").click()


def go_to_last_part(page: Page) -> None:
    """Go on until the form can be sent."""
    go_on(page, page.locator("#phieu section").count() - 1)


def send(page: Page) -> None:
    """Touch the button at the end of the form."""
    page.locator("[data-send]").click()


def expect_thanks(page: Page) -> None:
    """The server has spoken."""
    expect(page.locator("h1")).to_have_text("Đã nhận phiếu")


@contextmanager
def campaign_with(demo: Demo, **values: Any) -> Iterator[None]:
    """The campaign that the demo's school is answering, otherwise for a while."""
    database = demo.app.extensions["database"]
    columns = [getattr(Campaign, name) for name in values]
    with database.writing() as session:
        unit = session.scalars(select(Unit).where(Unit.link_token == demo.access.link_token)).one()
        ids = list(session.scalars(select(Participation.campaign_id).where(Participation.unit_id == unit.id)))
        before = {row[0]: row[1:] for row in session.execute(select(Campaign.id, *columns).where(Campaign.id.in_(ids)))}
        session.execute(update(Campaign).where(Campaign.id.in_(ids)).values(**values))
    try:
        yield
    finally:
        with database.writing() as session:
            for number, old in before.items():
                session.execute(update(Campaign).where(Campaign.id == number).values(**dict(zip(values, old, strict=True))))


def school_with_choice(demo: Demo) -> str:
    """The address of a school where parents and pupils are asked."""
    with demo.app.extensions["database"].reading() as session:
        open_now = select(Campaign.id).where(Campaign.opened, Campaign.sealed_on.is_(None)).scalar_subquery()
        units = select(Participation.unit_id).where(Participation.campaign_id.in_(open_now)).group_by(Participation.unit_id)
        token = session.scalars(
            select(Unit.link_token).where(Unit.kind == "school", Unit.id.in_(units.having(func.count() > 1)))
        ).first()
    return f"{demo.url}/q/{token}"


def other_school(demo: Demo) -> str:
    """The address of another school's questionnaire."""
    with demo.app.extensions["database"].reading() as session:
        own = select(Unit.levels).where(Unit.link_token == demo.access.link_token).scalar_subquery()
        tokens = select(Unit.link_token).where(Unit.kind == "school", Unit.levels == own)
        token = session.scalars(tokens.where(Unit.link_token != demo.access.link_token)).first()
    return f"{demo.url}/q/{token}"
