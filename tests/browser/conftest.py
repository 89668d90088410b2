"""Chromium against the demo department on a real server. One department and one browser serve the whole run."""

import datetime as dt
import os
import shutil
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import axe_playwright_python
import pytest
from bs4 import BeautifulSoup
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright
from werkzeug.serving import WSGIRequestHandler, make_server

from survey_app import create_app
from survey_app.demo.fill import DemoAccess, fill_demo
from survey_app.migrate import upgrade
from tests.browser.own_server import OwnServer
from tests.factories import make_campaign, make_department

AXE = next(Path(axe_playwright_python.__file__).parent.rglob("axe*.js")).read_text("utf-8")
expect.set_options(timeout=15_000)  # longer than the longest first pause before a retry, on a busy machine too
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
FLAGS = [
    "--no-sandbox",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-gpu",
    "--no-first-run",
    "--disable-dev-shm-usage",
]


class QuietHandler(WSGIRequestHandler):
    """Logs nothing."""

    def log_request(self, *_details: object) -> None:
        """Not even the path: it holds a token."""


@dataclass(frozen=True)
class Demo:
    """The running demo."""

    url: str
    access: DemoAccess
    app: Flask


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    """The demo department, served on loopback."""
    folder = tmp_path_factory.mktemp("demo")
    app = create_app(
        {
            "DATABASE_URL": f"sqlite:///{folder / 'demo.sqlite3'}",
            "INSTANCE_FOLDER": folder,
            "SECRET_KEY": "a test's secret",
            "PASSWORD_METHOD": "scrypt:1024:8:1",
        }
    )
    database = app.extensions["database"]
    upgrade(database.engine)
    access = fill_demo(database, today=dt.datetime.now(dt.UTC).date(), password_method="scrypt:1024:8:1")
    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=QuietHandler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield Demo(f"http://127.0.0.1:{server.server_port}", access, app)
    server.shutdown()
    thread.join()
    server.server_close()
    database.engine.dispose()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Debian's Chromium; nothing is ever downloaded."""
    executable = shutil.which("chromium")
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
    page = context.new_page()
    faults: list[str] = []
    page.on("console", lambda message: faults.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: faults.append(str(error)))
    yield page
    context.close()
    allowed = ("status of 422", "status of 404", "status of 403", "status of 410")
    assert not [fault for fault in faults if not any(words in fault for words in allowed)]


@pytest.fixture
def own(tmp_path: Path, sqlite_template: Path) -> Iterator[OwnServer]:
    """A server that the test may stop and trouble, with two schools that ask parents of primary pupils."""
    server = OwnServer(tmp_path, sqlite_template)
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
    """No accessibility fault that axe can find, and nothing wider than the screen."""
    page.evaluate(AXE)
    found = page.evaluate("rules => axe.run({runOnly: rules})", RULES)
    faults = [f"{fault['id']}: {fault['nodes'][0]['html'][:160]}" for fault in found["violations"]]
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
