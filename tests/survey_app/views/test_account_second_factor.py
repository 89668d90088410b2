"""The authenticator app of an account of the department: set up, asked for, lost, turned off, required."""

import datetime as dt
import re
from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import func, select

from survey_app.accounts import totp
from survey_app.accounts.attempts import FAILURES_ALLOWED
from survey_app.db import Database
from survey_app.models import AuditEntry, RecoveryCode, SecondFactor
from tests.conftest import Clock
from tests.factories import CHEAP, PASSWORD, make_account, make_department
from tests.pages import Page, PageClient
from tests.staff import sign_in

HERE = "/account/second-factor"
CONFIRM = {"password": PASSWORD, "deed": "confirm-second-factor"}


@pytest.fixture(autouse=True)
def staff(app: Flask, database: Database) -> None:
    app.config["PASSWORD_METHOD"] = CHEAP
    with database.writing() as session:
        units = make_department(session)
        for username, code in (("so.gddt", "SO"), ("th1", "TH1"), ("xa1", "X1")):
            make_account(session, username, units[code])


class Phone:
    """An authenticator app that has read the key from the page."""

    def __init__(self, page: Page, clock: Clock) -> None:
        import base64

        letters = page.soup.select_one("main code").text.replace(" ", "")
        self.key, self.clock = base64.b32decode(letters + "=" * (-len(letters) % 8)), clock

    def code(self) -> str:
        return totp.build_code(self.key, totp.to_step(self.clock.moment))


def set_up(client: PageClient, clock: Clock, username: str = "so.gddt") -> tuple[Phone, list[str]]:
    page = sign_in(client, username).get(HERE)
    phone = Phone(page, clock)
    shown = client.post(HERE, page.form_data() | {"code": phone.code(), **CONFIRM})
    clock.moment += dt.timedelta(seconds=30)
    return phone, [code.text for code in shown.soup.select("ol code")]


def give(client: PageClient, code: str, status: int) -> Page:
    return client.post("/sign-in/code", client.get("/sign-in/code").form_data() | {"code": code}, status=status)


def test_signing_in_asks_for_a_code_and_takes_each_once(
    database: Database, new_client: Callable[[], PageClient], clock: Clock
) -> None:
    phone, codes = set_up(new_client(), clock)
    assert len(set(codes)) == 10
    assert all(re.fullmatch(r"([2-9a-z]{4}-){3}[2-9a-z]{4}", code) for code in codes)
    client = sign_in(new_client(), "so.gddt", url="/sign-in?next=/department?x=1")
    client.get("/department", status=302)  # the password alone opens nothing
    give(client, "000000" if phone.code() != "000000" else "111111", 422)
    page = client.get("/sign-in/code?next=/department?x=1")
    code = phone.code()
    there = client.post("/sign-in/code?next=/department?x=1", page.form_data() | {"code": code}, status=302)
    assert there.headers["Location"] == "/department?x=1"
    client.get("/department")
    again = sign_in(new_client(), "so.gddt")  # somebody looked over the shoulder
    assert "đã dùng" in give(again, code, 422).text
    clock.moment += dt.timedelta(seconds=30)
    give(again, f" {phone.code()[:3]} {phone.code()[3:]} ", 302)
    again.get("/department")
    with database.reading() as session:
        assert session.scalars(select(AuditEntry.action)).all() == ["confirm-second-factor"]


def test_a_recovery_code_stands_for_the_phone_once(
    database: Database, new_client: Callable[[], PageClient], clock: Clock
) -> None:
    _, codes = set_up(new_client(), clock)
    give(sign_in(new_client(), "so.gddt"), codes[3].upper().replace("-", " "), 302)
    give(sign_in(new_client(), "so.gddt"), codes[3], 422)
    client = sign_in(new_client(), "so.gddt")
    give(client, codes[4], 302)
    assert "Còn 8 mã dự phòng" in client.get("/account").text
    with database.reading() as session:
        stored = session.scalars(select(RecoveryCode.code_hash)).all()
        assert len(stored) == 8
        assert not any(code.replace("-", "") in hashed for code in codes for hashed in stored)


def test_a_stolen_database_makes_no_codes(app: Flask, database: Database, client: PageClient, clock: Clock) -> None:
    phone, _ = set_up(client, clock)
    with database.reading() as session:
        row = session.scalars(select(SecondFactor)).one()
        assert phone.key.hex() not in repr(vars(row))
        assert row.nonce.encode() not in phone.key
    app.config["SECRET_KEY"] = "another secret of the installation"
    thief = sign_in(PageClient(app.test_client()), "so.gddt")
    give(thief, phone.code(), 422)


def test_guessing_codes_is_slowed_and_waiting_ends(new_client: Callable[[], PageClient], clock: Clock) -> None:
    phone, _ = set_up(new_client(), clock)
    client = sign_in(new_client(), "so.gddt")
    for _ in range(FAILURES_ALLOWED):
        give(client, "12345x", 422)
    refused = give(client, phone.code(), 429)
    assert "Đã nhập sai mã quá nhiều lần" in refused.text
    assert int(refused.headers["Retry-After"]) <= 900
    clock.moment += dt.timedelta(minutes=11)
    assert client.get("/sign-in/code", status=302).headers["Location"] == "/sign-in"
    stranger = new_client()
    stranger.get("/sign-in/code", status=302)
    with stranger.client.session_transaction() as cookie:
        cookie["waiting"] = ["1", 1, "password", 0]
    stranger.get("/sign-in/code", status=302)


def test_turning_it_off_or_renewing_the_paper_asks_for_the_password(
    client: PageClient, clock: Clock, database: Database
) -> None:
    _, old = set_up(client, clock)
    form = client.get(HERE).form_data()
    for deed in ("renew-recovery-codes", "remove-second-factor"):
        page = client.post(HERE, form | {"deed": deed, "password": "không phải"}, status=422)
        assert page.soup.select_one(f"#{deed}-password")["aria-invalid"] == "true"
    new = client.post(HERE, form | {"deed": "renew-recovery-codes", "password": PASSWORD})
    assert not {code.text for code in new.soup.select("ol code")} & set(old)
    client.post(HERE, form | {"deed": "remove-second-factor", "password": PASSWORD}, status=302)
    assert "Chưa bật" in client.get("/account").text
    client.post(HERE, form | {"deed": "remove-second-factor", "password": PASSWORD}, status=302)  # said twice
    client.post(HERE, form | {"deed": "burn"}, status=400)
    with database.reading() as session:
        assert session.scalar(select(func.count()).select_from(RecoveryCode)) == 0


def test_the_key_stays_until_a_right_code_confirms_it_and_no_other_is_taken_then(client: PageClient, clock: Clock) -> None:
    page = sign_in(client, "so.gddt").get(HERE)
    phone = Phone(page, clock)
    wrong = client.post(HERE, page.form_data() | {"code": "abc", **CONFIRM}, status=422)
    assert Phone(wrong, clock).key == phone.key
    stranger = page.form_data() | {"code": phone.code(), "password": "khong-phai-mat-khau", "deed": CONFIRM["deed"]}
    assert client.post(HERE, stranger, status=422).soup.select_one("#confirm-password[aria-invalid]")
    sent = page.form_data() | {"code": phone.code(), **CONFIRM}
    client.post(HERE, sent)
    client.post(HERE, sent, status=302)  # the same button once more


def test_where_it_is_required_the_whole_department_sets_it_up_before_anything_else(
    app: Flask, new_client: Callable[[], PageClient], clock: Clock
) -> None:
    app.config["REQUIRE_SECOND_FACTOR"] = True
    client = sign_in(new_client(), "so.gddt")
    for path in ("/department", "/management", "/management/audit"):
        assert client.get(path, status=302).headers["Location"] == HERE
    assert "phải có ứng dụng xác thực" in client.get("/account").text
    page = client.get(HERE)
    client.post(HERE, page.form_data() | {"code": Phone(page, clock).code(), **CONFIRM})
    client.get("/management")
    sign_in(new_client(), "xa1").get("/department")  # a commune runs nothing: it may, it need not
    sign_in(new_client(), "th1").get("/unit")


def test_an_operator_lets_in_whoever_has_lost_everything(
    app: Flask, database: Database, new_client: Callable[[], PageClient], clock: Clock
) -> None:
    first = new_client()
    set_up(first, clock)
    run = app.test_cli_runner()
    assert run.invoke(args=["reset-second-factor", "so.gddt"]).exit_code == 0
    first.get("/department", status=302)
    sign_in(new_client(), "so.gddt").get("/department")
    assert "chưa bật" in run.invoke(args=["reset-second-factor", "so.gddt"]).output
    assert "Không có tài khoản" in run.invoke(args=["reset-second-factor", "ai"]).output
    with database.reading() as session:
        assert ("reset-second-factor", None) in session.execute(select(AuditEntry.action, AuditEntry.account_id)).all()
