"""An official document on screens: as a file opened by a double click without any network, and as a part of a staff page."""

import io
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, Route, expect
from pypdf import PdfReader

from survey_app.exports.official_html import build_official_html
from tests.browser.conftest import check
from tests.sample_document import rich_document
from tests.sample_page import ADDRESS, make_application

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("document") / "Báo cáo năm 2026.html"
    path.write_bytes(build_official_html(rich_document(rows=6)))
    return path


@pytest.fixture(scope="module")
def offline(browser: Browser) -> Iterator[Page]:
    """A page without network; whatever it asks for beside the file itself fails the test, and so does an error."""
    context = browser.new_context(locale="vi-VN", offline=True)
    page = context.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: asked.append(message.text) if message.type == "error" else None)
    yield page
    context.close()
    assert {urlsplit(url).path.rpartition(".")[2] for url in asked} == {"html"}, asked
    assert all(url.startswith("file:") for url in asked)


def test_the_file_opens_without_network_and_is_sound_on_every_screen(offline: Page, file: Path) -> None:
    offline.goto(file.as_uri())
    expect(offline.get_by_role("heading", level=1)).to_contain_text("BÁO CÁO")
    expect(offline.get_by_role("table")).to_have_count(3)
    offline.set_viewport_size({"width": 320, "height": 740})
    assert offline.evaluate("document.documentElement.scrollWidth") <= 320
    for width in (360, 1280):
        offline.set_viewport_size({"width": width, "height": 740})
        check(offline)
    offline.emulate_media(color_scheme="dark")
    check(offline)
    offline.emulate_media(color_scheme="light")


def test_on_a_phone_a_figure_stands_behind_the_head_of_its_column(offline: Page, file: Path) -> None:
    offline.set_viewport_size({"width": 360, "height": 740})
    offline.goto(file.as_uri())
    cell = offline.get_by_role("cell", name="90,6 – 95,6")
    assert cell.evaluate("cell => getComputedStyle(cell, '::before').content") == '"Khoảng nhất quán: "'
    expect(offline.get_by_role("rowheader", name="A. Tiếp cận dịch vụ giáo dục")).to_be_visible()


def test_the_file_is_printed_on_a4_with_the_head_on_one_page_and_the_wide_table_on_its_side(offline: Page, file: Path) -> None:
    offline.goto(file.as_uri())
    pages = PdfReader(io.BytesIO(offline.pdf(prefer_css_page_size=True))).pages
    sizes = [tuple(round(float(side) / 72 * 25.4) for side in page.mediabox[2:]) for page in pages]
    assert sizes.count((297, 210)) == 1
    assert set(sizes) == {(210, 297), (297, 210)}
    first = " ".join(pages[0].extract_text().split())
    assert "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM" in first
    assert "[họ tên, chức vụ" in first


def test_in_a_staff_page_it_is_sound_under_the_policy_of_the_site(page: Page, tmp_path: Path) -> None:
    client = make_application(tmp_path, rich_document(rows=6)).test_client()

    def serve(route: Route) -> None:
        parts = urlsplit(route.request.url)
        with client.get(f"{parts.path}?{parts.query}") as reply:
            route.fulfill(status=reply.status_code, headers=dict(reply.headers), body=reply.data)

    page.route("**/*", serve)
    page.goto(f"http://site.test{ADDRESS}")
    expect(page.get_by_role("heading", level=2).first).to_be_visible()
    check(page)
    assert page.viewport_size is not None
    page.emulate_media(**({"color_scheme": "dark"} if page.viewport_size["width"] == 360 else {"forced_colors": "active"}))  # type: ignore[arg-type]
    check(page)
