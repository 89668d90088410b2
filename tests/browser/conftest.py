"""Chromium against the demo department on a real server. One department and one browser serve the whole run."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import axe_playwright_python
import pytest
from bs4 import BeautifulSoup
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from tests.browser.demo_server import Demo, serve_demo
from tests.browser.own_server import OwnServer
from tests.conftest import MakeDatabase
from tests.factories import make_campaign, make_department

AXE = next(Path(axe_playwright_python.__file__).parent.rglob("axe*.js")).read_text("utf-8")
expect.set_options(timeout=15_000)  # longer than the longest first pause before a retry, on a busy machine too
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# the faults alone: all that axe has looked at is longer than the page, and slower to hand over than to find
FIND_FAULTS = """async rules => {
    const found = await axe.run({runOnly: rules, resultTypes: ["violations"]});
    return found.violations.map(fault => `${fault.id}: ${fault.nodes[0].html.slice(0, 160)}`);
}"""
FLAGS = [
    "--no-sandbox",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-gpu",
    "--no-first-run",
    "--disable-dev-shm-usage",
]


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    """The demo department, served on loopback."""
    with serve_demo(tmp_path_factory.mktemp("demo")) as demo:
        yield demo


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Debian's Chromium, without the windows that nobody sees where that build is there; nothing is ever downloaded."""
    executable = shutil.which("chromium-headless-shell") or shutil.which("chromium")
    if executable is None:
        if os.environ.get("CI") == "true":
            pytest.fail("Chromium is missing: apt-get install chromium")
        pytest.skip("Chromium is not installed (apt-get install chromium)")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(params=[360, 1280], ids=["phone", "desk"])
def page(request: pytest.FixtureRequest, browser: Browser) -> Iterator[Page]:
    """A fresh page without scripts of its own switched off, on a phone and on a desk; console errors fail the test."""
    context = browser.new_context(locale="vi-VN", viewport={"width": request.param, "height": 740})
    context.set_default_navigation_timeout(120_000)  # a report is reckoned at its first look
    page = context.new_page()
    faults: list[str] = []
    page.on("console", lambda message: faults.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: faults.append(str(error)))
    yield page
    context.close()
    allowed = ("status of 422", "status of 404", "status of 403", "status of 410")
    assert not [fault for fault in faults if not any(words in fault for words in allowed)]


@pytest.fixture
def own(tmp_path: Path, make_database: MakeDatabase) -> Iterator[OwnServer]:
    """A server that the test may stop and trouble, with two schools that ask parents of primary pupils."""
    with make_database("sqlite", tmp_path) as url:
        yield from _serve_two_schools(tmp_path, url)


@pytest.fixture
def own_on_postgresql(tmp_path: Path, make_database: MakeDatabase) -> Iterator[OwnServer]:
    """The same on PostgreSQL."""
    with make_database("postgresql", tmp_path) as url:
        yield from _serve_two_schools(tmp_path, url)


def _serve_two_schools(folder: Path, url: str) -> Iterator[OwnServer]:
    server = OwnServer(folder, url)
    with server.database.writing() as session:
        units = make_department(session)
        make_campaign(session)
        server.token, server.other_token = units["TH1"].link_token, units["TH2"].link_token
    yield server
    server.stop()


@pytest.fixture
def phone(browser: Browser) -> Iterator[BrowserContext]:
    """A phone with a storage of its own, shared by its tabs, set to another language; a script that fails fails the test."""
    context = browser.new_context(locale="en-US", viewport={"width": 360, "height": 740})
    faults: list[str] = []
    context.on("weberror", lambda fault: faults.append(str(fault.error)))
    yield context
    context.close()
    assert not faults


def check(page: Page) -> None:
    """No accessibility fault that axe can find, and nothing wider than the screen, once the page is there whole.

    A click returns when the next page's first byte has come; a script sent then finds a window without a document.
    """
    page.wait_for_load_state()
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate(AXE)
    faults = page.evaluate(FIND_FAULTS, RULES)
    assert not faults, faults
    width = page.evaluate("document.documentElement.scrollWidth")
    assert width <= page.viewport_size["width"], f"{width} px wide: {page.url}"


def check_without_script(page: Page) -> None:
    """The same for a page without script, in which axe cannot run: what it shows is laid before a browser that has scripts."""
    soup = BeautifulSoup(page.content(), "html.parser")
    for script in soup.select("script"):
        script.decompose()
    for shown in soup.select("noscript"):
        shown.name = "div"
    assert page.context.browser is not None
    assert page.viewport_size is not None
    context = page.context.browser.new_context(locale="vi-VN", viewport=page.viewport_size)
    copy = context.new_page()
    copy.route(page.url, lambda route: route.fulfill(body=str(soup), content_type="text/html; charset=utf-8"))
    copy.goto(page.url)
    check(copy)
    context.close()


def unfold(page: Page) -> None:
    """Open the fields that a phone folds under a line with the present choice; a desk shows them."""
    summary = page.locator(".fold > summary")
    expect(summary).to_be_attached()
    if summary.is_visible():
        summary.click()
