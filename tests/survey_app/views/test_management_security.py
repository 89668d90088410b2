"""What the office says of how each account comes in, and which accounts a stolen password would open."""

import datetime as dt

import pytest
from flask import Flask
from sqlalchemy import select

from survey_app.accounts.accounts import create_account
from survey_app.accounts.first_sign_in import make_links
from survey_app.accounts.unit_accounts import issue_links
from survey_app.db import Database
from survey_app.models import AccountLink, SecondFactor
from tests.conftest import Clock
from tests.factories import CHEAP, PASSWORD, make_account, make_department
from tests.pages import PageClient
from tests.staff import sign_in

HERE = "/management/security"
UNSET, SSO, CODE = "Chưa đặt mật khẩu (chờ lần đăng nhập đầu)", "Chỉ đăng nhập một lần (SSO)", " và mã 6 số"
# by username: has a password of its own, is tied to the service (None: not; True: by it alone), has an app → what is said
WAYS: dict[str, tuple[bool, bool | None, bool, str]] = {
    "so.gddt": (True, None, False, "Mật khẩu"),
    "so.app": (True, None, True, "Mật khẩu" + CODE),
    "so.moi": (False, None, False, UNSET),
    "so.gan": (True, False, False, "Mật khẩu; hoặc đăng nhập một lần (SSO)"),
    "so.gan-moi": (False, False, False, SSO),
    "so.sso": (True, True, False, SSO),
    "so.sso-app": (True, True, True, SSO + CODE),
}


@pytest.fixture(autouse=True)
def staff(app: Flask, database: Database) -> None:
    app.config["PASSWORD_METHOD"] = CHEAP
    with database.writing() as session:
        units = make_department(session)
        for name, (has_password, tied, has_app, _) in WAYS.items():
            password = PASSWORD if has_password else None
            account = create_account(
                session, username=name, password=password, role="department", unit=units["SO"], method=CHEAP
            )
            if tied is not None:
                session.add(AccountLink(account_id=account.id, outside_name=name, password_off=tied))
            if has_app:
                factor = SecondFactor(account_id=account.id, nonce="0", confirmed_on=dt.date(2026, 5, 1), last_step=0)
                session.add(factor)
        make_account(session, "th1", units["TH1"])


def listed(client: PageClient, query: str = "") -> dict[str, str]:
    rows = client.get(HERE + query).soup.select("tbody tr")
    return {row.select_one("th").text: row.select("td")[2].get_text(" ", strip=True) for row in rows}


def test_each_account_is_said_to_come_in_the_way_it_does(client: PageClient) -> None:
    sign_in(client, "so.gddt")
    assert listed(client) == {name: said for name, (*_, said) in WAYS.items()} | {"th1": "Mật khẩu"}
    assert set(listed(client, "?state=unset")) == {"so.moi"}
    bare = {"so.gddt", "so.gan"}  # a password alone opens these; a school's account is not asked for an app
    assert set(listed(client, "?state=bare")) == bare
    assert "2 tài khoản của Sở, xã, phường vào được chỉ bằng mật khẩu" in " ".join(client.get(HERE).text.split())


def test_only_who_cannot_come_in_yet_waits_for_a_link(client: PageClient, database: Database, clock: Clock) -> None:
    sign_in(client, "so.gddt")
    rows = client.get("/management/accounts").soup.select("tbody tr")
    states = {row.select_one("th").text: row.select("td")[2].text for row in rows}
    assert {name for name, state in states.items() if state != "Đang dùng"} == {"so.moi"}
    with database.writing() as session:
        issued = issue_links(session, now=clock(), today=clock().date())
    waiting = {link.username for link in issued.links}
    assert "so.moi" in waiting
    assert not waiting & {"so.gan-moi", "so.sso", "so.gddt"}


def test_the_link_of_an_account_dies_when_only_the_service_opens_it(
    app: Flask, client: PageClient, database: Database, clock: Clock
) -> None:
    with database.writing() as session:
        tied = session.scalars(select(AccountLink.account_id).where(AccountLink.outside_name == "so.gan-moi")).one()
        token = make_links(session, [tied], now=clock())[tied]
    path = f"/first-sign-in/{token}"
    run = app.test_cli_runner()
    assert run.invoke(args=["link-account", "so.gan-moi", "an"]).exit_code == 0
    client.get(path)  # tied, and a password may still be set
    assert run.invoke(args=["link-account", "so.gan-moi", "an", "--no-password"]).exit_code == 0
    client.get(path, status=410)


def test_a_log_without_a_line_does_not_say_that_nothing_matches(client: PageClient) -> None:
    sign_in(client, "so.gddt")
    page = client.get("/management/audit")
    assert "Chưa có việc nào được ghi" in page.text
    assert "Không có việc nào khớp" not in page.text
    assert "Không có việc nào khớp" in client.get("/management/audit?who=operator").text
