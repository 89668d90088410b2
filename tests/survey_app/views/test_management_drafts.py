"""A draft as it will be read, through HTTP: the same pages as after signing, for nobody but the whole department."""

import re
from collections.abc import Callable, Iterator

import pytest

from survey_app.db import Database
from survey_app.views import results_list
from tests.conftest import Clock
from tests.pages import Page, PageClient
from tests.staff import sign_in
from tests.survey_app.releases.samples import seal_sample
from tests.survey_app.views.test_releases import prepare, sign

SAID = "Bản chuẩn bị số 1, chưa công bố. Chỉ Sở xem được."
PATHS = ("", "/cap/TH", "/xa", "/xa/X1", "/xa/X2", "/truong", *(f"/truong/TH{number}" for number in range(1, 7)))
SEARCHES = ("/truong?ten=ngok+bay", "/truong?xa=X2&cap=TH&phieu=TH-PH", "/truong?ten=xyz", "/xa?ten=nghia", "/truong?trang=9")


@pytest.fixture
def officer(database: Database, client: PageClient, clock: Clock) -> PageClient:
    seal_sample(database)
    clock.set(2026, 6, 20)
    return sign_in(client, "so.gddt")


def content_of(page: Page, start: str) -> str:
    """What a page says of places, its links without their beginning; what it says of itself is left out."""
    main = page.soup.select_one("main")
    assert main is not None
    for aside in main.select(".unsigned, .trail, .release-facts"):
        aside.decompose()
    return re.sub(rf'(href|action)="{start}(?=["/?])', r'\1="', " ".join(str(main).split()))


def followed(officer: PageClient, start: str) -> Iterator[tuple[str, Page]]:
    """Every page that links and forms of the draft's pages lead to, each once."""
    waiting, seen = [start], {start}
    while waiting:
        url = waiting.pop()
        page = officer.get(url)
        yield url, page
        for tag in page.soup.select("main a[href], main form[action]"):
            found = str(tag.get("href") or tag.get("action")).partition("#")[0]
            if found.startswith(start) and found not in seen:
                seen.add(found)
                waiting.append(found)


def test_what_is_looked_at_is_what_everybody_reads_after_signing(
    officer: PageClient, new_client: Callable[[], PageClient]
) -> None:
    address = prepare(officer)
    link = officer.get(address).soup.find("a", string="Xem trước các trang sẽ công bố")
    start = str(link["href"])  # type: ignore[index]
    assert start == f"{address}/xem"
    drafts = {path: officer.get(start + path) for path in PATHS + SEARCHES}
    assert re.search(r"\d\d% \(\d\d – \d+\)", drafts["/truong/TH1"].text)
    assert "dưới 10 phiếu" in drafts["/truong/TH3"].text
    assert "9 phiếu" not in drafts["/truong/TH3"].text
    for path, page in drafts.items():
        notice = page.soup.select_one("main > .unsigned")
        assert notice is not None, path
        assert SAID in notice.get_text(), path
        assert [tag["href"] for tag in notice.select("a")] == [address]
        assert page.headers["Cache-Control"] == "no-store"
        assert "ETag" not in page.headers
        assert page.soup.select_one("meta[name=robots]")["content"] == "noindex"  # type: ignore[index]
        assert not page.soup.select("meta[property^='og:'], meta[name^=twitter], meta[name=description], link[rel=canonical]")
    sign(officer, address)
    reader = new_client()
    for path, page in drafts.items():
        public = reader.get(f"/ket-qua/2026{path}")
        assert SAID not in public.text
        assert not public.soup.select("meta[name=robots]")
        assert page.heading == public.heading
        assert content_of(page, start) == content_of(public, "/ket-qua/2026"), path


def test_links_search_and_pages_of_lists_stay_in_the_draft(officer: PageClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(results_list, "ROWS", 1)
    address = prepare(officer)
    start = f"{address}/xem"
    outside = {address, "/management/releases", "/ket-qua/cach-doc"}
    reached = set()
    for url, page in followed(officer, start):
        reached.add(url)
        for tag in page.soup.select("main a[href], main form[action]"):
            found = str(tag.get("href") or tag.get("action"))
            is_inside = found == start or found.startswith((f"{start}/", f"{start}?", "#"))
            assert is_inside or found in outside, (url, found)
    assert {start + path for path in PATHS} <= reached
    assert {
        f"{start}/truong?trang=2",
        f"{start}/truong?trang=6",
        f"{start}/truong?cap=TH",
        f"{start}/xa?phieu=TH-PH&trang=2",
    } <= reached
    found = officer.get(f"{start}/truong?ten=ngok+bay&xa=X2")
    second = found.soup.select_one("a[rel=next]")
    assert second is not None
    assert str(second["href"]) == f"{start}/truong?ten=ngok+bay&xa=X2&trang=2"
    assert "Ngọk Bay 3" in officer.get(str(second["href"])).text


def test_nobody_but_the_whole_department_sees_a_draft(officer: PageClient, new_client: Callable[[], PageClient]) -> None:
    address = prepare(officer)
    stranger = new_client()
    for path in PATHS:
        officer.get(f"/ket-qua/2026{path}", status=404)
        stranger.get(f"/ket-qua/2026{path}", status=404)
        stranger.get(f"/ket-qua/2026/ban/1{path}", status=404)
        reply = stranger.client.get(f"{address}/xem{path}")
        assert (reply.status_code, reply.headers["Location"].startswith("/sign-in")) == (302, True), path
    for url in ("/api/v1/releases/2026/1", "/api/v1/releases/2026/1/places/unit/TH1", "/ket-qua/2026/ban/1/so-lieu.csv"):
        assert officer.client.get(url).status_code == 404
    for username in ("xa1", "so.tieu-hoc", "th1"):
        client = sign_in(new_client(), username)
        for path in PATHS:
            refused = client.get(f"{address}/xem{path}", status=403)
            assert "Ngọk Bay 1" not in refused.text or username == "th1", path  # the school's own name stands above its pages


def test_there_is_nothing_to_preview_once_it_is_out_or_where_there_is_no_place(officer: PageClient) -> None:
    first = prepare(officer)
    for path in ("/cap/XX", "/xa/X9", "/truong/TH9", "/truong/X1", "/truong/%00", f"/truong/{'A' * 40}", "/du-lieu"):
        officer.get(f"{first}/xem{path}", status=404)
    officer.get("/management/releases/999/xem", status=404)
    sign(officer, first)
    assert "Xem trước" not in officer.get(first).text
    for path in PATHS:
        officer.get(f"{first}/xem{path}", status=404)
    second = prepare(officer)
    page = officer.get(f"{second}/xem/truong/TH1")
    assert "Bản chuẩn bị số 2, chưa công bố." in page.text
    assert "đã có bản mới hơn" not in page.text
    sign(officer, second, note="Sửa tên.")
    officer.get(f"{second}/xem", status=404)
    sure = {"because": "Sai dữ liệu.", "confirm_withdrawal": "1"}
    officer.post(f"{second}/withdraw", officer.get(second).form_data("details form") | sure, status=303)
    officer.get(f"{second}/xem", status=404)
