"""Slips in a real browser: the unit's page, and the way of a code from the paper into the form past every log."""

import shutil
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import ClassVar
from urllib.parse import urlsplit

import pytest
from flask import Flask
from playwright.sync_api import Page, expect
from sqlalchemy import update
from werkzeug.serving import WSGIRequestHandler, make_server

from survey_app import create_app
from survey_app.models import Campaign, EligibleNumber, Participation
from tests.browser.conftest import check
from tests.conftest import Clock
from tests.factories import PASSWORD, fill
from tests.survey_app.exports.test_posters import read_codes

pytestmark = pytest.mark.browser


class LoggingHandler(WSGIRequestHandler):
    """Keeps what a web server's log would hold."""

    lines: ClassVar[list[str]] = []

    def log_request(self, *_details: object) -> None:
        """The request line with what else logs like to keep."""
        self.lines.append(f"{self.requestline} {self.headers.get('Referer')} {self.headers.get('User-Agent')}")


@pytest.fixture
def served(sqlite_template: Path, tmp_path: Path) -> Iterator[tuple[str, int, Flask]]:
    """A school in a campaign with one-time codes: the server's address and the participation."""
    shutil.copy(sqlite_template, tmp_path / "codes.sqlite3")
    settings = {"DATABASE_URL": f"sqlite:///{tmp_path / 'codes.sqlite3'}", "INSTANCE_FOLDER": tmp_path, "CLOCK": Clock()}
    app = create_app(settings | {"SECRET_KEY": "a test's secret"})
    database = app.extensions["database"]
    ids = fill(database, answers=0)
    with database.writing() as session:
        session.execute(update(Campaign).values(access="codes"))
        numbers = [EligibleNumber(grade=f"{grade}", position=grade, number=2 * grade) for grade in range(1, 4)]
        session.get_one(Participation, ids["TH1"]).eligible_numbers = numbers
    LoggingHandler.lines.clear()
    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=LoggingHandler)
    app.config["PUBLIC_URL"] = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield app.config["PUBLIC_URL"], ids["TH1"], app
    server.shutdown()
    thread.join()
    server.server_close()
    database.engine.dispose()


def test_a_code_goes_from_the_page_to_the_paper_to_the_form_and_into_no_log(
    page: Page, served: tuple[str, int, Flask], tmp_path: Path
) -> None:
    url, participation_id, _ = served
    page.goto(f"{url}/sign-in")
    page.get_by_label("Tên đăng nhập").fill("th1")
    page.get_by_label("Mật khẩu").fill(PASSWORD)
    page.get_by_role("button", name="Đăng nhập").click()
    page.get_by_role("link", name="Phiếu mời có mã dùng một lần").click()
    check(page)
    page.clock.install()
    posts: list[str] = []
    page.on("request", lambda request: posts.append(request.url) if request.method == "POST" else None)
    with page.expect_download() as download:
        page.get_by_role("button", name="Tạo và tải tệp PDF").click()
    resting = page.get_by_role("button", name="Đang tạo tệp…")
    expect(resting).to_have_attribute("aria-disabled", "true")
    expect(resting).to_be_focused()
    resting.press("Enter")
    check(page)
    page.clock.fast_forward(10_000)
    expect(page.get_by_role("status").filter(has_text="Đã tạo tệp. Hãy kiểm tra")).to_be_visible()
    expect(page.get_by_role("button", name="Tạo và tải tệp PDF")).to_be_focused()
    assert len(posts) == 1
    check(page)
    pdf = Path(download.value.path()).read_bytes()
    printed = [address for codes in read_codes(pdf, tmp_path, resolution=150) for address in codes]
    assert len(printed) == 2 + 4 + 6
    page.goto(f"{url}/unit/slips/{participation_id}")
    expect(page.get_by_text("0 / 6")).to_be_visible()
    check(page)
    page.get_by_role("button", name="Thu hồi các mã chưa dùng").click()
    expect(page.get_by_label("Tôi hiểu")).to_be_focused()  # the browser itself asks for the tick

    page.context.clear_cookies()
    address = printed[0]
    code = urlsplit(address).fragment.removeprefix("ma-")
    page.goto(address)
    expect(page.locator("[name=code]")).to_have_value(code)
    assert LoggingHandler.lines
    assert not [line for line in LoggingHandler.lines if code.casefold() in line.casefold()]
