"""The page that `python -m analysis --format html` writes: on a phone and on a desk, in light and dark, with axe, on paper."""

import random
from itertools import pairwise
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.analysis.desk.survey_files import answer_rows, random_survey, run, unit_rows, write_csv
from tests.browser.conftest import check

pytestmark = pytest.mark.browser

LONG = "Trường Phổ thông Dân tộc bán trú Tiểu học và Trung học cơ sở Nguyễn Thị Minh Khai số 2 Mù Cang Chải"


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """A department of units of all kinds, and a unit alone."""
    folder = tmp_path_factory.mktemp("desk")
    names = [LONG, *(f"Trường {number}" for number in range(1, 14))]
    sizes = {name: {"1": 15 + 9 * place, "2": 10} for place, name in enumerate(names)} | {"<b>Ít & hiếm</b>": {"1": 4}}
    rows = answer_rows(random_survey(random.Random(4), sizes))
    units = write_csv(folder / "don-vi.csv", unit_rows({name: {"1": 160, "2": 25} for name in [*sizes, "Chưa có phiếu"]}))
    written = {"department": folder / "so.html", "all": folder / "tat-ca.html", "unit": folder / "truong.html"}
    answers = write_csv(folder / "phieu.csv", rows)
    alone = write_csv(folder / "mot.csv", [row for row in rows if row[0] in ("unit", "Trường 9")])
    assert run("PVNT", answers, "--units", units, "-o", written["department"]).returncode == 0
    assert run("PVNT", answers, "--units", units, "--all", "-o", written["all"]).returncode == 0
    assert run("PVNT", alone, "-o", written["unit"]).returncode == 0
    return written


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", ["department", "all", "unit"])
def test_the_page_can_be_read_by_everybody(page: Page, pages: dict[str, Path], name: str, scheme: str) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    page.goto(pages[name].as_uri())
    expect(page.get_by_role("heading", level=1)).to_have_count(1)
    expect(page.locator("script, link, img")).to_have_count(0)
    check(page)
    assert asked == [pages[name].as_uri()]
    assert page.get_by_text("Không che số liệu").count() == (name == "all")


@pytest.mark.parametrize("name", ["department", "all", "unit"])
def test_a_narrow_phone_scrolls_down_only_and_keeps_columns_in_one_line(page: Page, pages: dict[str, Path], name: str) -> None:
    page.set_viewport_size({"width": 320, "height": 640})
    page.goto(pages[name].as_uri())
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    wide = "[...document.querySelectorAll('.scroll')].filter(part => part.scrollWidth > part.clientWidth).length"
    assert page.evaluate(wide) == 0
    expect(page.locator(".scroll th[scope=row]").first).to_be_visible()
    for head in page.locator(".chart-table thead tr").all():
        tops = head.locator("th:not(.chart-name)").evaluate_all("heads => heads.map(head => head.offsetTop)")
        assert len(set(tops)) == 1


def test_headings_go_down_one_step_at_a_time(page: Page, pages: dict[str, Path]) -> None:
    page.goto(pages["department"].as_uri())
    levels = page.locator("h1, h2, h3, h4").evaluate_all("headings => headings.map(heading => Number(heading.tagName[1]))")
    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))


def test_the_page_fits_on_paper(page: Page, pages: dict[str, Path]) -> None:
    page.goto(pages["department"].as_uri())
    page.emulate_media(media="print")
    page.set_viewport_size({"width": 680, "height": 900})
    expect(page.get_by_role("table").first).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 680
