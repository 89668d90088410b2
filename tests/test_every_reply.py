"""Every endpoint, asked by whom it is for and by a stranger, under TLS: policy, transport, cookies, nothing inline.

Pages, documents in the form of HTML, drawings, files, the interface for programs, and the page of every error.
"""

import re
from collections.abc import Iterator

import pytest
from bs4 import BeautifulSoup
from flask import Flask
from werkzeug.exceptions import HTTPException, default_exceptions
from werkzeug.routing import Rule

from survey_app.db import Database
from survey_app.views.errors import show_error
from tests.conftest import Clock
from tests.endpoints import DEPARTMENT, EVERYBODY, ROLES, STAFF, UNIT, WHOLE
from tests.factories import CHEAP, PASSWORD
from tests.fuzzing.asking import Ask, Reply, send
from tests.fuzzing.forms import forms_of
from tests.fuzzing.scene import Scene, build_scene
from tests.fuzzing.staff import Staff
from tests.pages import check_nothing_inline, check_page

PEOPLE = {UNIT: "th1", DEPARTMENT: "so.gddt", WHOLE: "so.gddt", STAFF: "th1"}
POLICY = {
    "default-src": "'self'",
    "object-src": "'none'",
    "base-uri": "'none'",
    "form-action": "'self'",
    "frame-ancestors": "'none'",
    "img-src": "'self' data:",
}
SLOW_FORMS = ("pdf", "docx", "png", "zip", "sav")  # their headers are those of the other forms


@pytest.fixture
def scene(app: Flask, database: Database, clock: Clock) -> Scene:
    clock.set(2026, 6, 20)
    app.config |= {
        "PASSWORD_METHOD": CHEAP,
        "PUBLIC_URL": "https://khaosat.example.vn",
        "SESSION_COOKIE_NAME": "__Host-thuoc-do",
        "SESSION_COOKIE_SECURE": True,
        "DEVICE_COOKIE_NAME": "__Secure-thuoc-do-device",
    }
    return build_scene(database)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)  # nothing here depends on the database
def test_every_reply_brings_the_headers_and_nothing_inline(app: Flask, scene: Scene) -> None:
    people = {username: Staff(app, username).sign_in() for username in set(PEOPLE.values())}
    kinds: set[str] = set()
    for rule in app.url_map.iter_rules():
        role = ROLES[rule.endpoint]
        for path in addresses(rule, scene):
            for cookie in {"", people[PEOPLE[role]].cookie if role != EVERYBODY else ""}:
                reply = send(app, Ask("GET" if "GET" in (rule.methods or ()) else "POST", path), cookie=cookie)
                check_headers(reply, path)
                check_cookies(reply, path)
                kinds.add(check_content(reply, path))
    assert {"text/html", "text/html as a file", "image/svg+xml", "application/json", "text/css", "text/javascript"} <= kinds


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_signing_in_sets_cookies_that_no_script_reads_and_no_other_site_sends(app: Flask, scene: Scene) -> None:
    asked = send(app, Ask("GET", "/sign-in"))
    cookie = asked.header("Set-Cookie").partition(";")[0]
    [form] = forms_of(asked.body, "/sign-in")
    fields = tuple({**dict(form.fields), "username": "th1", "password": PASSWORD}.items())
    reply = send(app, Ask("POST", "/sign-in", fields=fields), cookie=cookie)
    assert reply.status == 302
    names = [check_cookies(one, "/sign-in") for one in (asked, reply)]
    assert names == [{"__Host-thuoc-do"}, {"__Host-thuoc-do", "__Secure-thuoc-do-device"}]


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("path", ["/loi", "/api/v1/loi", "/k/K4M7P2Q9/loi", "/ket-qua/loi"])
def test_every_error_is_a_page_of_that_kind(app: Flask, scene: Scene, path: str) -> None:
    assert scene
    for status in sorted(default_exceptions):
        with app.test_request_context(path):
            reply = app.process_response(app.make_response(show_error(default_exceptions[status]())))
        shown = Reply(reply.status_code, tuple(reply.headers), reply.data)
        check_headers(shown, path)
        assert shown.status == status
        assert check_content(shown, path) == ("application/problem+json" if "/api/" in path else "text/html")


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_errors_that_come_before_any_view_bring_them_too(app: Flask, scene: Scene) -> None:
    token = scene.values["token"][0]
    asks = {
        400: Ask("POST", "/unit/paper"),  # no token of the session
        404: Ask("GET", "/khong-co"),
        405: Ask("DELETE", "/rieng-tu"),
        413: Ask("POST", "/bien-nhan", body=b"a=" + b"x" * 300_000),
        422: Ask("POST", f"/k/{token}/{scene.values['number'][-3]}"),
    }
    for status, ask in asks.items():
        reply = send(app, ask)
        assert reply.status == status, ask
        check_headers(reply, ask.path)
        assert check_content(reply, ask.path) == "text/html"
    refused = send(app, Ask("GET", "/", headers=(("Host", "a" * 300),)))
    assert refused.status == 400
    check_headers(refused, "a host that is none")
    check_page(BeautifulSoup(refused.body.decode(), "html.parser"))


def addresses(rule: Rule, scene: Scene) -> Iterator[str]:
    """One address of a rule; of a file in several forms, each that is quickly made."""
    path = rule.rule
    for name, values in scene.values.items():
        path = re.sub(rf"<(?:int(?:\([^)]*\))?:)?{name}>", values[0], path)
    path = path.replace("<path:filename>", "style.css")
    yield from _with_choices(path)


def _with_choices(path: str) -> Iterator[str]:
    choice = re.search(r"<any\(([^)]*)\):\w+>", path)
    if choice is None:
        assert "<" not in path, path
        yield path
        return
    words = [one.strip().strip("'\"") for one in choice[1].split(",")]
    for word in [word for word in words if word not in SLOW_FORMS] or words[:1]:
        yield from _with_choices(path.replace(choice[0], word))


def check_headers(reply: Reply, path: str) -> None:
    policy = dict(part.strip().split(" ", 1) for part in reply.header("Content-Security-Policy").split(";"))
    assert policy.items() <= POLICY.items(), (path, policy)
    assert set(POLICY) - set(policy) <= {"img-src"}, (path, policy)
    assert reply.header("Strict-Transport-Security") == "max-age=31536000", path
    assert reply.header("X-Content-Type-Options") == "nosniff", path
    assert reply.header("Referrer-Policy") in ("no-referrer", "same-origin", "origin"), path
    if reply.header("Content-Type").startswith("text/html"):
        assert "camera=()" in reply.header("Permissions-Policy"), path
    assert reply.header("Cross-Origin-Opener-Policy") == "same-origin", path
    assert reply.header("Cache-Control"), path
    assert not reply.header("Server"), path


def check_cookies(reply: Reply, path: str) -> set[str]:
    """The names of the cookies that a reply sets, each with all that keeps it safe."""
    names = set()
    for name, value in reply.headers:
        if name.lower() == "set-cookie":
            names.add(value.partition("=")[0])
            words = {word.strip().partition("=")[0] for word in value.split(";")[1:]}
            assert {"Secure", "HttpOnly", "SameSite", "Path"} <= words, (path, value)
            assert "Domain" not in words, (path, value)
            assert value.startswith(("__Host-", "__Secure-")), (path, value)
            assert not value.startswith("__Host-") or "Path=/;" in f"{value};", (path, value)
    return names


def check_content(reply: Reply, path: str) -> str:
    """What kind of reply it is; a page has nothing inline, a document to take away loads nothing from anywhere."""
    kind = reply.header("Content-Type").partition(";")[0]
    is_file = reply.header("Content-Disposition").startswith("attachment")
    if kind == "text/html" and reply.status < 500 and reply.body:
        soup = BeautifulSoup(reply.body.decode(), "html.parser")
        if is_file:
            policy = soup.select_one("meta[http-equiv='Content-Security-Policy']")
            assert policy is not None, path
            assert policy["content"] == "default-src 'none'; style-src 'unsafe-inline'", path
            assert not soup.select("script, link[rel=stylesheet], iframe, object, img[src^=http], base, form"), path
            return "text/html as a file"
        if reply.status not in (301, 302, 303, 308):
            check_page(soup)
    elif kind == "image/svg+xml":
        drawing = BeautifulSoup(reply.body.decode(), "xml")
        check_nothing_inline(drawing.find_all(True))
        assert not drawing.select("script, foreignObject, image, use"), path
    return kind


def test_an_error_that_no_page_knows_is_one_of_ours(app: Flask) -> None:
    class TeapotError(HTTPException):
        code = 418

    with app.test_request_context("/"):
        page, status, _ = show_error(TeapotError())
    assert status == 418
    assert "Không đọc được yêu cầu này" in page
