"""Takes the pictures of the guides from the demo, small enough to be kept: `python -m tests.pictures`, or only those named.

They show fictional units. Look at each before it is committed; `tests/test_pictures.py` holds them to the guides.
"""

import io
import shutil
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from PIL import Image
from playwright.sync_api import Page, sync_playwright

from survey_app.demo.fill import DEPARTMENT_PASSWORD, SCHOOL_PASSWORD
from tests.browser.conftest import FLAGS
from tests.browser.demo_server import Demo, serve_demo

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "docs" / "images"
PROXY_PAGES = ROOT / "deploy" / "nginx" / "pages"
COLOURS = 48
DESK, PHONE = 1000, 390


@dataclass(frozen=True)
class Picture:
    """A page as somebody sees it: who, where they click, from which element on, how much of it."""

    who: str  # a respondent, a unit, the department, or nobody where the proxy answers
    links: tuple[str, ...]  # the beginnings of the addresses that are followed, one after the other; after "*" their ends
    height: int
    width: int = DESK
    path: str = ""  # an address of the frame, which no link of the page leads to
    begins_at: str = ""  # what stands at the top of the picture, if not the page's own


PICTURES = {
    "respondent": Picture("respondent", (), 760, width=PHONE),
    "report": Picture("unit", ("/unit/reports/",), 1300),
    "unit-home": Picture("unit", (), 1100),
    "unit-comments": Picture("unit", ("/unit/reports/", "/unit/reports/*/comments"), 1100),
    "department-home": Picture("department", (), 900),
    "department-progress": Picture("department", ("/department/campaigns/",), 900),
    "department-comparison": Picture("department", ("/department/campaigns/*/comparison",), 820, begins_at=".finding-sentence"),
    "operator-account": Picture("department", (), 560, path="/account", begins_at="h2:has-text('xác thực')"),
    "operator-away": Picture("nobody", (), 330),
}


def main(names: list[str]) -> None:
    """Take them all, or those named."""
    with tempfile.TemporaryDirectory() as folder, serve_demo(Path(folder)) as demo, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
        for name in names or PICTURES:
            picture = PICTURES[name]
            context = browser.new_context(locale="vi-VN", viewport={"width": picture.width, "height": picture.height})
            page = context.new_page()
            open_page(page, demo, picture)
            page.wait_for_load_state("networkidle")
            (FOLDER / f"{name}.png").write_bytes(smaller(take(page, picture)))
            print(f"{name}: {(FOLDER / f'{name}.png').stat().st_size / 1000:.0f} kB, {page.title()}", flush=True)
            context.close()
        browser.close()


def open_page(page: Page, demo: Demo, picture: Picture) -> None:
    """Go where the picture is taken, as somebody who clicks."""
    if picture.who == "nobody":
        page.route(
            "**/*",
            lambda route: route.fulfill(path=PROXY_PAGES / (urlsplit(route.request.url).path.split("/")[-1] or "502.html")),
        )
        page.goto(demo.url)
    elif picture.who == "respondent":
        page.goto(f"{demo.url}/k/{demo.access.link_token}")
        if page.locator(".choices a").count():
            page.locator(".choices a").first.click()
    else:
        is_unit = picture.who == "unit"
        page.goto(f"{demo.url}/sign-in")
        page.get_by_label("Tên đăng nhập").fill(demo.access.school_username if is_unit else demo.access.department_username)
        page.get_by_label("Mật khẩu").fill(SCHOOL_PASSWORD if is_unit else DEPARTMENT_PASSWORD)
        page.get_by_role("button", name="Đăng nhập").click()
    for begin in picture.links:
        page.wait_for_load_state()
        first, _, last = begin.partition("*")
        page.locator(f"main a[href^='{first}']" + (f"[href$='{last}']" if last else "")).first.click()
    page.wait_for_load_state()
    if picture.path:
        page.goto(demo.url + picture.path)


def take(page: Page, picture: Picture) -> bytes:
    """As much as is wanted of the page, however long it is."""
    place = page.locator(picture.begins_at).first.bounding_box() if picture.begins_at else None
    top = place["y"] - 24 if place else 0
    return page.screenshot(full_page=True, clip={"x": 0, "y": top, "width": picture.width, "height": picture.height})


def smaller(png: bytes) -> bytes:
    """The same in few colours, which letters and bars do not miss."""
    image = Image.open(io.BytesIO(png)).convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)
    packed = io.BytesIO()
    image.save(packed, "PNG", optimize=True)
    return packed.getvalue()


if __name__ == "__main__":
    main(sys.argv[1:])
