"""Headers on every reply, error pages in plain words, addresses of static files."""

import pytest
from flask import Flask, abort, url_for
from sqlalchemy import select
from werkzeug.datastructures import Headers

from survey_app.db import Database
from survey_app.models import Unit
from survey_app.views.headers import VERSIONED
from tests.factories import fill
from tests.fuzzing.asking import Ask, send
from tests.pages import PageClient
from tests.staff import sign_in


def test_nothing_inline_and_no_frame_is_allowed(client: PageClient) -> None:
    policy = client.get("/").headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'self';")
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
    assert client.get("/").headers["X-Content-Type-Options"] == "nosniff"


def test_staff_pages_are_not_kept_and_addresses_of_others_not_passed_on(database: Database, client: PageClient) -> None:
    fill(database, answers=0)
    sign_in(client, "th1")
    page = client.get("/unit")
    assert (page.headers["Cache-Control"], page.headers["Referrer-Policy"]) == ("no-store", "same-origin")
    assert client.get("/").headers["Referrer-Policy"] == "no-referrer"


def test_strict_transport_is_asked_for_where_the_public_address_has_tls(app: Flask, client: PageClient) -> None:
    assert "Strict-Transport-Security" not in client.client.get("/").headers
    app.config["PUBLIC_URL"] = "https://khaosat.example.vn"  # a proxy ends TLS, so the request itself is plain
    assert "Strict-Transport-Security" in client.client.get("/").headers


def test_pages_that_greet_staff_are_kept_in_no_cache(database: Database, client: PageClient) -> None:
    fill(database, answers=0)
    assert client.client.get("/").headers["Cache-Control"] == "no-cache"
    sign_in(client, "th1")
    for path in ("/", "/khong-co"):
        assert client.client.get(path).headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("path", ["/unit/reports/99999999999999999999", "/unit/reports/99999999999"])
def test_a_number_that_no_database_holds_is_simply_not_found(database: Database, client: PageClient, path: str) -> None:
    fill(database, answers=0)
    sign_in(client, "th1")
    client.get(path, status=404)


def test_a_campaign_code_that_cannot_be_is_not_asked_for(database: Database, client: PageClient) -> None:
    fill(database, answers=0)
    sign_in(client, "so.gddt")
    client.get("/department/campaigns/%00", status=404)


def test_static_files_are_kept_under_an_address_with_their_digest(client: PageClient) -> None:
    links = [link["href"] for link in client.get("/").soup.select("link[rel=stylesheet]")]
    assert all("?v=" in link for link in links)
    for link in links:
        assert "immutable" in headers_of(client, link)["Cache-Control"]
        assert "immutable" not in headers_of(client, link.partition("?")[0])["Cache-Control"]
        assert "Set-Cookie" not in headers_of(client, link)


@pytest.mark.parametrize("endpoint", VERSIONED)
def test_a_file_under_the_address_of_another_version_is_kept_by_nobody(app: Flask, endpoint: str) -> None:
    with app.test_request_context():
        address = url_for(endpoint, **({"filename": "style.css"} if endpoint == "static" else {}))
    here, _, version = address.partition("?v=")
    browser = app.test_client()
    assert "immutable" in browser.get(address, buffered=True).headers["Cache-Control"]
    for other in ("", "0123456789", version[:-1], f"{version}x"):
        reply = browser.get(
            f"{here}?v={other}", buffered=True
        )  # what an old worker answers while a new version is being put in place
        assert (reply.status_code, reply.headers["Cache-Control"]) == (200, "no-store")


@pytest.mark.own_app
@pytest.mark.parametrize("status", [400, 403, 404, 405, 410, 413, 418, 429, 500, 503])
def test_every_error_has_a_page_that_says_what_to_do(app: Flask, client: PageClient, status: int) -> None:
    add_failing_view(app, lambda: abort(status))
    page = client.get("/failing", status=status)
    assert page.soup.select_one("main .lead").text.startswith(("Hãy", "Trang", "Lỗi"))
    assert "Set-Cookie" not in page.headers


@pytest.mark.own_app
def test_a_fault_of_ours_shows_no_trace(app: Flask, client: PageClient) -> None:
    def fail() -> str:
        raise RuntimeError("secret detail")

    add_failing_view(app, fail)
    app.testing = False
    app.config["PROPAGATE_EXCEPTIONS"] = False
    page = client.get("/failing", status=500)
    assert "secret detail" not in page.text
    assert page.heading == "Hệ thống gặp lỗi"


@pytest.mark.parametrize("path", ["/k/K4M7P2Q9", "/kiosk/K4M7P2Q9"])
def test_the_log_of_a_fault_names_no_school(
    app: Flask, client: PageClient, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    def fail() -> None:
        raise RuntimeError("a fault of ours")

    monkeypatch.setattr("survey_app.clock.now", fail)
    app.testing = False
    app.config["PROPAGATE_EXCEPTIONS"] = False
    client.get(path, status=500)
    assert "a fault of ours" in caplog.text
    assert "K4M7P2Q9" not in caplog.text
    assert f"Exception on {'kiosk.start' if 'kiosk' in path else 'respond.link'} [GET]" in caplog.text


def test_a_stranger_who_types_a_code_is_led_to_the_questionnaire(database: Database, client: PageClient) -> None:
    fill(database, answers=0)
    with database.reading() as session:
        token = session.scalars(select(Unit.link_token).where(Unit.code == "TH1")).one()
    spelled = f"{token[:4]} {token[4:]}".lower()
    assert client.get(f"/?code={spelled}", status=302).headers["Location"] == f"/k/{token}"
    page = client.get("/?code=K4RT-29HM", status=422)
    assert "Không có mã này" in page.text
    assert page.soup.select_one("#code")["value"] == "K4RT-29HM"
    assert "Set-Cookie" not in page.headers


def headers_of(client: PageClient, url: str) -> Headers:
    with client.client.get(url) as response:
        assert response.status_code == 200
        return response.headers


def add_failing_view(app: Flask, view: object) -> None:
    app.add_url_rule("/failing", "failing", view)


@pytest.mark.parametrize("host", ["evil.example", "[::1", "", "localhost"])
@pytest.mark.parametrize(
    ("path", "where"),
    [("/api/v1?page=1", "/api/v1/?page=1"), ("/d/x//logo.png", "/d/x/logo.png")],
)
def test_an_address_put_right_stays_on_this_site_whatever_host_is_named(app: Flask, host: str, path: str, where: str) -> None:
    before, _, query = path.partition("?")
    reply = send(app, Ask("GET", before, query, headers=(("Host", host),)))
    assert (reply.status, reply.header("Location")) == (308, where)
