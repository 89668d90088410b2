"""Signing in and out, through HTTP with CSRF on."""

import datetime as dt
from collections.abc import Callable
from unittest.mock import patch

import pytest
from flask import Flask
from sqlalchemy import func, select

from survey_app.accounts import sign_in as sign_in_room
from survey_app.accounts.accounts import close_account, find_account, set_password
from survey_app.accounts.attempts import FAILURES_ALLOWED
from survey_app.db import Database
from survey_app.models import SignInAttempt
from tests.conftest import Clock
from tests.factories import CHEAP, PASSWORD, make_account, make_department
from tests.pages import Page, PageClient
from tests.staff import sign_in


@pytest.fixture(autouse=True)
def staff(app: Flask, database: Database) -> None:
    app.config["PASSWORD_METHOD"] = CHEAP
    with database.writing() as session:
        units = make_department(session)
        make_account(session, "so.gddt", units["SO"])
        make_account(session, "th1", units["TH1"])


def try_password(client: PageClient, username: str, password: str, status: int) -> Page:
    data = client.get("/sign-in").form_data() | {"username": username, "password": password}
    return client.post("/sign-in", data, status=status)


@pytest.mark.parametrize(("username", "home"), [("th1", "/unit"), ("so.gddt", "/department"), (" TH1 ", "/unit")])
def test_everybody_lands_on_their_own_first_page(client: PageClient, username: str, home: str) -> None:
    page = try_password(client, username, PASSWORD, 302)
    assert page.headers["Location"] == home
    assert client.get(home).status == 200
    assert client.get("/sign-in", status=302).headers["Location"] == home


def test_a_wrong_name_and_a_wrong_password_read_the_same(client: PageClient) -> None:
    wrong_password = try_password(client, "th1", "không phải", 422)
    wrong_name = try_password(client, "nobody", PASSWORD, 422)
    assert wrong_password.soup.select_one(".notice").text == wrong_name.soup.select_one(".notice").text
    assert wrong_password.soup.select_one("#username")["value"] == "th1"
    assert not wrong_password.soup.select_one("#password").get("value")


def test_an_unknown_name_costs_one_hash_like_a_known_one(client: PageClient) -> None:
    for username in ("nobody", "th1"):
        with patch.object(sign_in_room, "is_password", wraps=sign_in_room.is_password) as checked:
            try_password(client, username, "không phải", 422)
        assert checked.call_count == 1


def test_empty_fields_are_named_and_linked(client: PageClient) -> None:
    page = try_password(client, "", "", 422)
    assert {link["href"] for link in page.soup.select(".notice a")} == {"#username", "#password"}


def test_guessing_is_slowed_before_any_hash_and_says_until_when(client: PageClient, clock: Clock) -> None:
    for _ in range(FAILURES_ALLOWED):
        try_password(client, "th1", "không phải", 422)
    with patch.object(sign_in_room, "is_password", side_effect=AssertionError):
        page = try_password(client, "th1", PASSWORD, 429)
    assert "Hãy thử lại từ 09 giờ 15" in page.text
    assert page.headers["Retry-After"] == "900"
    assert try_password(client, "so.gddt", PASSWORD, 302)
    client.post("/sign-out", client.get("/department").form_data("form.sign-out"), status=302)
    clock.set(2026, 5, 12, 9, 16)
    try_password(client, "th1", PASSWORD, 302)


def test_a_right_password_forgets_the_failures(database: Database, client: PageClient) -> None:
    for _ in range(FAILURES_ALLOWED - 1):
        try_password(client, "th1", "không phải", 422)
    try_password(client, "th1", PASSWORD, 302)
    with database.reading() as session:
        assert session.scalar(select(func.count()).select_from(SignInAttempt)) == 0


def test_old_failures_are_swept_away(database: Database, client: PageClient, clock: Clock) -> None:
    try_password(client, "th1", "không phải", 422)
    clock.moment += dt.timedelta(hours=1)
    try_password(client, "so.gddt", "không phải", 422)
    with database.reading() as session:
        assert session.scalars(select(SignInAttempt.username)).all() == ["so.gddt"]


def test_the_session_of_a_stranger_does_not_survive_signing_in(client: PageClient) -> None:
    with client.client.session_transaction() as session:
        session["planted"] = "by somebody else"
    sign_in(client, "th1")
    with client.client.session_transaction() as session:
        assert set(session) <= {"_permanent", "token", "csrf_token"}


@pytest.mark.parametrize("change", [lambda a: set_password(a, "một mật khẩu khác", method=CHEAP), close_account])
def test_a_new_password_or_a_closed_account_ends_every_session(
    database: Database, client: PageClient, change: Callable[..., None]
) -> None:
    sign_in(client, "th1")
    with database.writing() as session:
        change(find_account(session, "th1"))
    assert client.get("/unit", status=302).headers["Location"].startswith("/sign-in")


def test_a_closed_account_does_not_come_in(database: Database, client: PageClient) -> None:
    with database.writing() as session:
        close_account(find_account(session, "th1"))
    try_password(client, "th1", PASSWORD, 422)


def test_signing_out_needs_a_post_with_a_token(client: PageClient) -> None:
    sign_in(client, "th1")
    client.get("/sign-out", status=405)
    client.post("/sign-out", {}, status=400)
    client.get("/unit")
    client.post("/sign-out", client.get("/unit").form_data("form.sign-out"), status=302)
    client.get("/unit", status=302)


def test_signing_in_leads_back_to_the_page_that_was_asked_for(client: PageClient) -> None:
    there = client.get("/department?x=1", status=302).headers["Location"]
    data = client.get(there).form_data() | {"username": "so.gddt", "password": PASSWORD}
    assert client.post(there, data, status=302).headers["Location"] == "/department?x=1"


@pytest.mark.parametrize(
    "target",
    [
        "https://evil.example",
        "//evil.example",
        "/\\evil.example",
        "\\/evil.example",
        "evil",
        "/\t/evil.example",
        "javascript:1",
    ],
)
def test_signing_in_never_leads_elsewhere(client: PageClient, target: str) -> None:
    data = client.get("/sign-in").form_data() | {"username": "th1", "password": PASSWORD}
    response = client.client.post("/sign-in", query_string={"next": target}, data=data)
    assert response.headers["Location"] == "/unit"


def test_a_stale_sign_in_page_comes_back_with_the_username(client: PageClient) -> None:
    page = client.post("/sign-in", {"username": "th1", "password": PASSWORD, "csrf_token": "old"}, status=422)
    assert "Trang đã mở quá lâu" in page.text
    assert page.soup.select_one("#username")["value"] == "th1"
    client.post("/sign-in", page.form_data() | {"password": PASSWORD}, status=302)


def test_the_cookie_is_guarded(client: PageClient) -> None:
    data = client.get("/sign-in").form_data() | {"username": "th1", "password": PASSWORD}
    cookies = client.post("/sign-in", data, status=302).headers.getlist("Set-Cookie")
    assert len(cookies) == 2  # the session, and the mark of a browser that has been in
    assert all("HttpOnly" in cookie and "SameSite=Lax" in cookie for cookie in cookies)


def test_a_name_that_no_account_can_have_is_refused_like_any_other(database: Database, client: PageClient) -> None:
    page = client.get("/sign-in")
    wrong = client.post("/sign-in", page.form_data() | {"username": "khong.co", "password": "x" * 12}, status=422)
    for name in ("ab\x00c", "'; DROP TABLE"):
        page = client.get("/sign-in")
        impossible = client.post("/sign-in", page.form_data() | {"username": name, "password": "x" * 12}, status=422)
        assert impossible.heading == wrong.heading
        assert impossible.soup.select_one("[role=alert]") == wrong.soup.select_one("[role=alert]")
