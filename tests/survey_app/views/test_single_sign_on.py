"""Signing in by the department's sign-on service, against a real one on loopback that can be made to lie."""

import datetime as dt
from collections.abc import Callable, Iterator
from typing import Any
from unittest.mock import patch
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from flask import Flask
from joserfc import jwt
from joserfc.jwk import OctKey
from sqlalchemy import select

from survey_app.accounts import sign_in as sign_in_room
from survey_app.accounts.accounts import close_account, find_account
from survey_app.accounts.single_sign_on import Provider, check_settings
from survey_app.db import Database
from survey_app.models import Account, AccountSession
from tests.conftest import Clock
from tests.factories import CHEAP, PASSWORD, make_account, make_department
from tests.pages import Page, PageClient
from tests.sign_on_provider import CLIENT, CLIENT_SECRET, SignOnProvider, make_key, run_provider, unsigned
from tests.staff import sign_in

DESCRIPTION = "/.well-known/openid-configuration"


@pytest.fixture
def provider(clock: Clock) -> Iterator[SignOnProvider]:
    with run_provider(lambda: clock.moment.timestamp()) as running:
        yield running


@pytest.fixture(autouse=True)
def staff(app: Flask, database: Database, provider: SignOnProvider) -> None:
    app.config.update(
        PASSWORD_METHOD=CHEAP, OIDC_ISSUER=provider.issuer, OIDC_CLIENT_ID=CLIENT, OIDC_CLIENT_SECRET=CLIENT_SECRET
    )
    with database.writing() as session:
        units = make_department(session)
        make_account(session, "so.gddt", units["SO"])
        make_account(session, "th1", units["TH1"])
    link(app, "so.gddt", "an.nguyen")


def link(app: Flask, *arguments: str) -> str:
    result = app.test_cli_runner().invoke(args=["link-account", *arguments])
    return result.output


def go(client: PageClient, url: str = "/sign-in/sso") -> str:
    """Out to the service and as far as the address to which it sends the browser back."""
    there = client.get(url, status=302).headers["Location"]
    return requests.get(there, allow_redirects=False, timeout=10).headers["Location"]


def come_back(client: PageClient, address: str, status: int) -> Page:
    parts = urlsplit(address)
    assert f"{parts.scheme}://{parts.netloc}{parts.path}" == "http://localhost/sign-in/sso/return"
    return client.get(f"{parts.path}?{parts.query}", status=status)


def is_in(client: PageClient) -> bool:
    return client.client.get("/department").status_code == 200


def test_a_linked_account_comes_in_and_nobody_else_is_made_one(
    app: Flask, database: Database, provider: SignOnProvider, new_client: Callable[[], PageClient]
) -> None:
    client = new_client()
    assert client.get("/sign-in").soup.select_one("a[href='/sign-in/sso']").text == "Đăng nhập bằng tài khoản của Sở"
    assert come_back(client, go(client), 302).headers["Location"] == "/department"
    assert is_in(client)
    assert client.get("/sign-in/sso", status=302).headers["Location"] == "/department"
    with database.reading() as session:
        assert session.scalars(select(AccountSession.way)).all() == ["sso"]
    asked = provider.asked[0]
    assert len(asked["state"]) >= 43
    assert len(asked["nonce"]) >= 43
    provider.sub = "somebody.else"
    stranger = new_client()
    assert "chưa tài khoản nào ở đây được gắn" in come_back(stranger, go(stranger), 403).text
    assert not is_in(stranger)
    with database.writing() as session:
        assert len(session.scalars(select(Account)).all()) == 2
        provider.sub = "an.nguyen"
        account = find_account(session, "so.gddt")
        assert account is not None
        close_account(account)
    closed = new_client()
    come_back(closed, go(closed), 403)


LIES: dict[str, Callable[[dict[str, Any]], dict[str, Any]]] = {
    "a nonce of another sign-in": lambda claims: claims | {"nonce": "of-another"},
    "no nonce": lambda claims: {name: value for name, value in claims.items() if name != "nonce"},
    "for another client": lambda claims: claims | {"aud": "another-client"},
    "for two, another one in front": lambda claims: claims | {"aud": ["another", CLIENT], "azp": "another"},
    "expired": lambda claims: claims | {"iat": claims["iat"] - 900, "exp": claims["iat"] - 300},
    "without an end": lambda claims: {name: value for name, value in claims.items() if name != "exp"},
    "from another issuer": lambda claims: claims | {"iss": "https://evil.example"},
    "without a subject": lambda claims: {name: value for name, value in claims.items() if name != "sub"},
    "a subject that is no text": lambda claims: claims | {"sub": ["an.nguyen"]},
}


@pytest.mark.parametrize("lie", LIES)
def test_a_token_that_does_not_fit_is_not_believed(client: PageClient, provider: SignOnProvider, lie: str) -> None:
    provider.claims = LIES[lie]
    page = come_back(client, go(client), 422)
    assert "Chưa đăng nhập được qua dịch vụ đăng nhập của Sở" in page.text
    assert not is_in(client)


def with_stranger_key(claims: dict[str, Any]) -> str:
    return jwt.encode({"alg": "RS256", "kid": "one"}, claims, make_key("another"))


def with_client_secret(claims: dict[str, Any]) -> str:
    return jwt.encode({"alg": "HS256"}, claims, OctKey.import_key(CLIENT_SECRET.ljust(32)))


@pytest.mark.parametrize(
    "sign", [unsigned, with_stranger_key, with_client_secret, lambda claims: "no.token.atall", lambda _: ""]
)
def test_a_token_that_the_service_has_not_signed_is_not_believed(
    client: PageClient, provider: SignOnProvider, sign: Callable[[dict[str, Any]], str]
) -> None:
    provider.sign = sign
    come_back(client, go(client), 422)
    assert not is_in(client)


def test_the_public_key_is_no_secret_to_sign_with(client: PageClient, provider: SignOnProvider) -> None:
    """RS256 taken for HS256: whoever has the public key would write tokens."""
    pem = provider.key.as_pem(private=False)
    provider.sign = lambda claims: jwt.encode({"alg": "HS256", "kid": "one"}, claims, OctKey.import_key(pem.hex()))
    come_back(client, go(client), 422)
    assert not is_in(client)


def test_a_reply_counts_in_the_browser_that_asked_and_once(new_client: Callable[[], PageClient], clock: Clock) -> None:
    victim, attacker = new_client(), new_client()
    address = go(attacker)
    come_back(victim, address, 422)  # login by somebody else's link: nothing was asked here
    go(victim)
    come_back(victim, address, 422)  # another state
    come_back(attacker, address, 302)
    come_back(attacker, address, 422)  # and only once
    late = new_client()
    address = go(late)
    clock.moment += dt.timedelta(minutes=11)
    come_back(late, address, 422)
    assert not is_in(victim)
    assert not is_in(late)


def test_another_code_another_issuer_and_a_refusal_end_at_the_sign_in_page(
    client: PageClient, provider: SignOnProvider, clock: Clock
) -> None:
    address = go(client)
    come_back(client, address.replace("code=", "code=x"), 422)
    come_back(client, go(client) + "&iss=https://evil.example", 422)
    come_back(client, go(client).split("?")[0] + f"?error=access_denied&state={provider.asked[-1]['state']}", 422)
    for lie in ({"issuer": "https://evil.example"}, {"token_endpoint": "http://evil.example/token"}):
        clock.moment += dt.timedelta(minutes=1)
        provider.metadata = lie  # in the second the code would go in the clear
        assert "xin báo người quản trị" in client.get("/sign-in/sso", status=422).text
    provider.metadata = {}
    clock.moment += dt.timedelta(minutes=1)
    go(client)


def test_the_service_is_asked_for_its_addresses_and_keys_once_in_a_minute(
    new_client: Callable[[], PageClient], provider: SignOnProvider, clock: Clock
) -> None:
    for _ in range(3):
        client = new_client()
        come_back(client, go(client), 302)
    assert sorted(provider.heard) == sorted([DESCRIPTION, "/jwks", *["/authorize", "/token"] * 3])
    clock.moment += dt.timedelta(minutes=1)
    client = new_client()
    come_back(client, go(client), 302)
    assert (provider.heard.count(DESCRIPTION), provider.heard.count("/jwks")) == (2, 2)


def test_a_changed_key_counts_at_once_and_the_old_one_no_more(
    new_client: Callable[[], PageClient], provider: SignOnProvider
) -> None:
    client = new_client()
    come_back(client, go(client), 302)
    provider.key = make_key("two")
    client = new_client()
    come_back(client, go(client), 302)
    provider.sign = lambda claims: jwt.encode({"alg": "RS256", "kid": "one"}, claims, make_key("one"))
    client = new_client()
    come_back(client, go(client), 422)
    assert not is_in(client)


def test_a_service_that_is_down_is_said_to_be_down_and_not_asked_for_every_visitor(
    app: Flask, new_client: Callable[[], PageClient], provider: SignOnProvider, clock: Clock
) -> None:
    provider.is_down = True
    for _ in range(3):
        page = new_client().get("/sign-in/sso?next=/management/audit", status=503)
        assert "hiện không trả lời" in page.text
        assert page.headers["Retry-After"] == "10"
        assert "next=/management/audit" in str(page.soup.select_one("a[href^='/sign-in/sso']"))
    assert provider.heard == [DESCRIPTION]
    sign_in(new_client(), "so.gddt")  # the other door stays open
    provider.is_down = False
    clock.moment += dt.timedelta(seconds=10)
    client = new_client()
    address = go(client)
    provider.is_down = True  # between going and coming back
    assert "hiện không trả lời" in come_back(client, address, 503).text
    provider.is_down = False
    come_back(client, go(client), 302)
    app.config["OIDC_ISSUER"] = "http://127.0.0.1:9"  # nobody there at all
    assert "hiện không trả lời" in new_client().get("/sign-in/sso", status=503).text


@pytest.mark.parametrize("target", ["https://evil.example", "//evil.example", "/\\evil.example", "javascript:1"])
def test_coming_back_never_leads_elsewhere(client: PageClient, target: str) -> None:
    address = go(client, f"/sign-in/sso?next={target}")
    assert "evil" not in str(parse_qs(urlsplit(address).query))
    assert come_back(client, address, 302).headers["Location"] == "/department"


def test_coming_back_leads_to_the_page_that_was_asked_for(client: PageClient) -> None:
    assert come_back(client, go(client, "/sign-in/sso?next=/management/audit"), 302).headers["Location"] == "/management/audit"


def test_the_password_of_a_linked_account_can_be_turned_off(app: Flask, new_client: Callable[[], PageClient]) -> None:
    sign_in(new_client(), "so.gddt")
    assert "không dùng mật khẩu" in link(app, "so.gddt", "an.nguyen", "--no-password")
    with patch.object(sign_in_room, "is_password", wraps=sign_in_room.is_password) as checked:
        sign_in(new_client(), "so.gddt", status=422)
    assert checked.call_count == 1  # it costs the same and reads the same as a wrong password
    client = new_client()
    come_back(client, go(client), 302)
    page = client.get("/account")
    assert page.soup.select_one("input[type=password]") is None
    data = page.form_data("form.sign-out") | {
        "deed": "change-own-password",
        "current": PASSWORD,
        "new": "x" * 12,
        "again": "x" * 12,
    }
    client.post("/account", data, status=403)
    client.get("/account/second-factor", status=403)  # it could not be turned off again without a password
    assert "đã gắn với tài khoản so.gddt" in link(app, "th1", "an.nguyen")
    assert app.test_cli_runner().invoke(args=["unlink-account", "so.gddt"]).exit_code == 0
    assert not is_in(client)
    sign_in(new_client(), "so.gddt")


def test_an_address_counts_only_where_the_service_has_verified_it(
    app: Flask, provider: SignOnProvider, new_client: Callable[[], PageClient]
) -> None:
    app.config["OIDC_CLAIM"] = "email"
    link(app, "so.gddt", "an@example.vn")
    for verified, status in ((False, 422), ("true", 422), (True, 302)):
        provider.claims = lambda claims, told=verified: claims | {"email": "an@example.vn", "email_verified": told}
        client = new_client()
        come_back(client, go(client), status)


def test_whoever_must_have_an_app_has_proved_it_at_the_service(app: Flask, client: PageClient) -> None:
    app.config["REQUIRE_SECOND_FACTOR"] = True
    come_back(client, go(client), 302)
    assert is_in(client)


def test_without_settings_there_is_no_such_door(app: Flask, client: PageClient) -> None:
    app.config["OIDC_ISSUER"] = ""
    assert not client.get("/sign-in").soup.select("a[href*=sso]")
    client.get("/sign-in/sso", status=404)
    client.get("/sign-in/sso/return?code=x&state=y", status=404)


@pytest.mark.parametrize(("issuer", "secret"), [("http://sso.example.vn", "secret"), ("https://sso.example.vn", "")])
def test_settings_that_cannot_be_safe_stop_the_start(issuer: str, secret: str) -> None:
    with pytest.raises(SystemExit, match="OIDC_"):
        check_settings(Provider(issuer, CLIENT, secret, "sub", "Đăng nhập"))
