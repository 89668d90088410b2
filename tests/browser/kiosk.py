"""How a browser test turns a tablet into a kiosk and answers on it, one person after the other."""

from dataclasses import dataclass

from playwright.sync_api import Page, expect
from sqlalchemy import select

from survey_app.accounts.kiosk import set_pin
from survey_app.models import Response, Unit
from tests.browser.answering import tick, wait_until
from tests.browser.own_server import OwnServer
from tests.factories import CHEAP

# how many files the worker keeps
KEPT = """async () => {
    const names = await caches.keys();
    return names.length ? (await (await caches.open(names[0])).keys()).length : 0;
}"""


@dataclass(frozen=True)
class Kiosk:
    """A kiosk that was turned on, its PIN and its server."""

    page: Page
    own: OwnServer
    pin: str

    @property
    def start_url(self) -> str:
        return f"{self.own.url}/kiosk/{self.own.token}"

    def expect_screen(self, name: str) -> None:
        expect(self.page.locator(f"[data-screen={name}]")).to_be_visible()
        expect(self.page.locator("[data-screen]:visible")).to_have_count(1)

    def expect_counter(self, *, sent: int, waiting: int) -> None:
        counter = self.page.locator("[data-screen=welcome] .desk")
        expect(counter.locator("[data-number=sent]")).to_have_text(str(sent))
        expect(counter.locator("[data-number=waiting]")).to_have_text(str(waiting))

    def begin(self) -> None:
        self.expect_screen("welcome")
        self.page.get_by_role("button", name="Chạm để bắt đầu").click()
        self.expect_screen("form")

    def answer(self, value: str) -> str:
        """Begin, choose `value` everywhere and send; the sheet that must be stored."""
        self.begin()
        sheet = tick(self.page, value)
        self.send()
        return sheet

    def send(self) -> None:
        """Leaf to the last part and send, whether or not something was left blank."""
        send, on = self.page.locator("[data-send]"), self.page.locator("[data-step='1']")
        while not send.is_visible():
            on.click()
        send.click()
        anyway = self.page.get_by_role("button", name="Gửi luôn")
        if anyway.is_visible():  # not any notice: the server's may be there already, or still from the time before
            anyway.click()

    def next_person(self) -> None:
        self.page.locator("[data-next-person]:visible").click()
        self.expect_screen("welcome")

    def open_staff_screen(self) -> None:
        self.page.locator("[data-screen=welcome]").get_by_role("button", name="Dành cho nhân viên").click()
        self.expect_screen("staff")

    def channels(self) -> set[str]:
        with self.own.database.reading() as session:
            return set(session.scalars(select(Response.channel)))


def make_pin(own: OwnServer) -> str:
    with own.database.writing() as session:
        return set_pin(session, unit_id_of(own), method=CHEAP)


def unit_id_of(own: OwnServer) -> int:
    with own.database.reading() as session:
        return session.scalars(select(Unit.id).where(Unit.link_token == own.token)).one()


def turn_on(page: Page, own: OwnServer, *, language: str = "") -> Kiosk:
    """Type the PIN; the unit asks one group of people only, so the kiosk opens at once."""
    kiosk = Kiosk(page, own, make_pin(own))
    page.goto(kiosk.start_url + (f"?lang={language}" if language else ""))
    page.locator("#pin").fill(kiosk.pin)
    page.locator("main form button").click()
    kiosk.expect_screen("welcome")
    return kiosk


def expect_worker(page: Page) -> None:
    """Wait until the worker has everything that a reload needs."""
    wait_until(page, lambda: page.evaluate(KEPT) >= 5)
