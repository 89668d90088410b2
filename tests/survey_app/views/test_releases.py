"""From a sealed campaign to figures that everybody reads, through HTTP: prepare, look, sign, correct, withdraw."""

import json
import re
from collections.abc import Callable

import pytest
from sqlalchemy import select

from survey_app.db import Database
from survey_app.models import AuditEntry, Release, Unit
from tests.conftest import Clock
from tests.pages import Page, PageClient
from tests.staff import sign_in
from tests.survey_app.releases.samples import seal_sample

SIGNED = {"signer": "Trần Văn Bình", "post": "Giám đốc", "signed_on": "2026-06-20", "note": "", "confirm": "1"}


@pytest.fixture
def officer(database: Database, client: PageClient, clock: Clock) -> PageClient:
    seal_sample(database)
    clock.set(2026, 6, 20)
    return sign_in(client, "so.gddt")


def prepare(officer: PageClient) -> str:
    data = officer.get("/management/releases").form_data()
    answer = officer.post("/management/releases", data, status=303)
    return str(answer.headers["Location"])


def sign(officer: PageClient, address: str, *, status: int = 303, **typed: str) -> Page:
    data = officer.get(address).form_data()
    return officer.post(f"{address}/publish", data | SIGNED | typed, status=status)


def test_what_is_signed_is_what_was_looked_at_and_only_then_public(
    database: Database, officer: PageClient, new_client: Callable[[], PageClient]
) -> None:
    reader = new_client()
    assert "Chưa có kết quả nào" in reader.get("/ket-qua").text
    assert "kết quả khảo sát đã công bố" not in reader.get("/").text
    address = prepare(officer)
    draft = officer.get(address)
    assert "Chưa ai ngoài Sở xem được" in draft.text
    assert "dưới 10 phiếu" in draft.text
    reader.get("/ket-qua/2026", status=404)
    faulty = sign(officer, address, status=422, signer="", confirm="")
    assert "Họ và tên người ký" in faulty.text
    assert faulty.soup.select_one("#post")["value"] == "Giám đốc"  # type: ignore[index]  # nothing typed is lost
    sign(officer, address, status=422, signed_on="2026-06-21")
    sign(officer, address)
    page = reader.get("/ket-qua/2026")
    assert "Giám đốc Trần Văn Bình" in page.text
    assert "Set-Cookie" not in page.headers
    assert page.headers["Cache-Control"] == "public, max-age=300"
    assert "Xem kết quả khảo sát đã công bố" in reader.get("/").text
    with database.reading() as session:
        token = session.scalars(select(Unit.link_token).where(Unit.code == "TH1")).one()
        actions = session.scalars(select(AuditEntry.action).order_by(AuditEntry.id)).all()
    assert actions == ["prepare-release", "publish-release"]
    linked = reader.get(f"/d/{token}").soup.select_one("#ket-qua + ul a")
    assert linked is not None
    assert "TH1" in str(linked["href"])
    sign(officer, address, status=422)


def test_everybody_finds_a_school_by_name_and_reads_its_interval(
    officer: PageClient, new_client: Callable[[], PageClient]
) -> None:
    sign(officer, prepare(officer))
    reader = new_client()
    found = reader.get("/ket-qua/2026/truong?ten=ngok+bay+1")
    (link,) = found.soup.select("tbody th a")
    assert link.get_text() == "Trường Tiểu học Ngọk Bay 1"
    school = reader.get(str(link["href"]))
    assert re.search(r"\d\d% \(\d\d – \d+\)", school.text)
    assert "60 phiếu" in school.text
    card = {tag["property"]: tag["content"] for tag in school.soup.select("meta[property^='og:']")}
    assert card["og:url"].endswith("/ket-qua/2026/truong/TH1")
    assert "phiếu" in card["og:description"]
    assert reader.download(card["og:image"].removeprefix("http://localhost"), mimetype="image/png").startswith(b"\x89PNG")
    small = reader.get("/ket-qua/2026/truong/TH3")
    assert "dưới 10 phiếu" in small.text
    assert "9 phiếu" not in small.text
    assert "của 2/3 đơn vị" in reader.get("/ket-qua/2026/xa/X1").text
    assert "Không có đơn vị nào khớp" in reader.get("/ket-qua/2026/truong?ten=xyz&trang=99999999").text
    names = [tag.get_text() for tag in reader.get("/ket-qua/2026/truong").soup.select("tbody th a")]
    assert names == [f"Trường Tiểu học Nghĩa Lộ {n}" for n in (2, 4, 6)] + [f"Trường Tiểu học Ngọk Bay {n}" for n in (1, 3, 5)]
    for url in ("/ket-qua/2026/cap/TH", "/ket-qua/2026/xa", "/ket-qua/2026/du-lieu", "/ket-qua/cach-doc", "/api/v1/"):
        reader.get(url)
    for url in ("/ket-qua/2027", "/ket-qua/2026/ban/2", "/ket-qua/2026/truong/%00", "/ket-qua/2026/cap/XX", "/ket-qua/x%00"):
        reader.get(url, status=404)


def test_a_page_that_has_not_changed_is_not_sent_again(officer: PageClient, new_client: Callable[[], PageClient]) -> None:
    sign(officer, prepare(officer))
    reader = new_client().client
    for url in ("/ket-qua/2026", "/ket-qua/2026/ban/1/so-lieu.csv", "/api/v1/releases/2026/1/places"):
        for encoding in ("gzip", "identity"):
            first = reader.get(url, headers={"Accept-Encoding": encoding})
            asked = {"Accept-Encoding": encoding, "If-None-Match": first.headers["ETag"]}
            again = reader.get(url, headers=asked)
            assert (first.status_code, again.status_code, again.data) == (200, 304, b""), url


def test_a_correction_keeps_the_old_release_and_a_withdrawal_says_why(
    database: Database, officer: PageClient, new_client: Callable[[], PageClient]
) -> None:
    sign(officer, prepare(officer))
    with database.writing() as session:
        school = session.scalars(select(Unit).where(Unit.code == "TH1")).one()
        school.name = "Trường Tiểu học Bờ Y"
    second = prepare(officer)
    assert "Bờ Y" in officer.get(second).text
    assert "điều đã sửa" in sign(officer, second, status=422).text
    sign(officer, second, note="Sửa tên trường TH1.")
    reader = new_client()
    assert reader.get("/ket-qua/2026/truong/TH1").heading == "Trường Tiểu học Bờ Y"
    old = reader.get("/ket-qua/2026/ban/1/truong/TH1")
    assert old.heading == "Trường Tiểu học Ngọk Bay 1"
    assert "đã có bản mới hơn" in old.text
    data = officer.get(second).form_data("details form") | {"because": ""}
    officer.post(f"{second}/withdraw", data | {"confirm_withdrawal": "1"}, status=422)
    officer.post(f"{second}/withdraw", data | {"because": "Sai dữ liệu."}, status=422)
    officer.post(f"{second}/withdraw", data | {"because": "Sai dữ liệu.", "confirm_withdrawal": "1"}, status=303)
    gone = reader.get("/ket-qua/2026", status=410)
    assert "Sai dữ liệu." in gone.text
    assert "%" not in gone.text
    reader.get("/ket-qua/2026/ban/2/so-lieu.csv", status=410)
    reader.get("/ket-qua/2026/ban/1")
    assert "Đã rút ngày 20/06/2026" in reader.get("/ket-qua").text
    answer = reader.client.get("/api/v1/releases/2026/2/places")
    assert (answer.status_code, json.loads(answer.data)["detail"]) == (410, "Rút ngày 20/06/2026: Sai dữ liệu.")


def test_a_draft_is_thrown_away_and_a_changed_target_must_be_looked_at_again(database: Database, officer: PageClient) -> None:
    first = prepare(officer)
    officer.post(f"{first}/discard", officer.get(first).form_data("form[action$=discard]"), status=303)
    officer.get(first, status=404)
    second = prepare(officer)
    with database.writing() as session:
        release = session.scalars(select(Release)).one()
        release.campaign.target = 0.95
    assert "Hãy lập lại" in sign(officer, second, status=422).text


def test_pages_and_open_data_say_the_same(officer: PageClient, new_client: Callable[[], PageClient]) -> None:
    sign(officer, prepare(officer))
    reader = new_client()
    whole = json.loads(reader.download("/ket-qua/2026/ban/1/so-lieu.json", mimetype="application/json"))
    rows = reader.download("/ket-qua/2026/ban/1/so-lieu.csv", mimetype="text/csv").decode("utf-8-sig").splitlines()
    for place in whole["places"]:
        if place["kind"] == "unit":
            answer = reader.client.get(f"/api/v1/releases/2026/1/places/unit/{place['code']}").get_json()
            assert answer == place
            share = place["figures"][0]["share"]
            page = reader.get(f"/ket-qua/2026/truong/{place['code']}")
            row = next(one for one in rows if one.startswith(f"unit,{place['code']},") and ",index," in one)
            if "withheld" in share:
                assert f",{share['withheld']}," in row
                assert "% (" not in page.text
            else:
                assert f"{share['value']}% ({share['low']}\N{NO-BREAK SPACE}– {share['high']})" in page.soup.get_text()
                assert f",index,,{share['value']},{share['low']},{share['high']}," in row


def test_nobody_but_the_whole_department_publishes(
    database: Database, officer: PageClient, new_client: Callable[[], PageClient]
) -> None:
    address = prepare(officer)
    posts = ("/management/releases", *(f"{address}/{deed}" for deed in ("publish", "discard", "withdraw")))
    for username in ("xa1", "so.tieu-hoc", "th1"):
        client = sign_in(new_client(), username)
        token = client.get("/unit" if username == "th1" else "/department").form_data("form.sign-out")
        for url in ("/management/releases", address):
            client.get(url, status=403)
        for url in posts:
            client.post(url, token | SIGNED | {"campaign": "2026"}, status=403)
    stranger = new_client().client
    assert stranger.get(address).headers["Location"].startswith("/sign-in")
    assert {stranger.post(url).status_code for url in posts} == {400}  # without a token nothing is posted at all
    with database.reading() as session:
        assert session.scalars(select(Release.state)).all() == ["draft"]
