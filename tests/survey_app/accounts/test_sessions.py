"""Sessions of staff: how long they last, who ends them, what the cookie and the database hold."""

import datetime as dt
from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import func, select

from survey_app import create_app
from survey_app.accounts.accounts import close_account, find_account, set_password
from survey_app.config import load_config
from survey_app.db import Database
from survey_app.models import Account, AccountSession, AuditEntry
from tests.conftest import Clock
from tests.factories import CHEAP, PASSWORD, make_account, make_department
from tests.pages import PageClient
from tests.staff import sign_in


@pytest.fixture(autouse=True)
def staff(app: Flask, database: Database) -> None:
    app.config["PASSWORD_METHOD"] = CHEAP
    with database.writing() as session:
        units = make_department(session)
        for username, code in (("so.gddt", "SO"), ("th1", "TH1"), ("xa1", "X1")):
            make_account(session, username, units[code])


def is_in(client: PageClient, home: str = "/unit") -> bool:
    return client.client.get(home).status_code == 200


def count(database: Database) -> int:
    with database.reading() as session:
        return session.scalar(select(func.count()).select_from(AccountSession)) or 0


def test_a_session_is_over_after_a_working_day_and_after_lying_unused(app: Flask, client: PageClient, clock: Clock) -> None:
    app.config["PERMANENT_SESSION_LIFETIME"], app.config["SESSION_IDLE"] = dt.timedelta(hours=12), dt.timedelta(hours=4)
    sign_in(client, "th1")
    for hours in (3, 3, 3):  # used again and again, it lasts
        clock.moment += dt.timedelta(hours=hours)
        assert is_in(client)
    clock.moment += dt.timedelta(hours=3, minutes=1)
    assert not is_in(client)
    sign_in(client, "th1")
    clock.moment += dt.timedelta(hours=4, minutes=1)
    assert not is_in(client)


def test_the_use_of_a_session_is_noted_in_steps(database: Database, client: PageClient, clock: Clock) -> None:
    sign_in(client, "th1")

    def used() -> dt.datetime:
        with database.reading() as session:
            return session.scalars(select(AccountSession.used_at)).one().replace(tzinfo=dt.UTC)

    begun = clock.moment
    clock.moment += dt.timedelta(minutes=4)
    assert is_in(client)
    assert used() == begun
    clock.moment += dt.timedelta(minutes=1)
    assert is_in(client)
    assert used() == clock.moment


def test_the_database_holds_no_cookie_and_the_cookie_of_a_row_that_is_gone_opens_nothing(
    app: Flask, database: Database, client: PageClient
) -> None:
    sign_in(client, "th1")
    with client.client.session_transaction() as cookie:
        token = cookie["token"]
    with database.writing() as session:
        row = session.scalars(select(AccountSession)).one()
        assert token not in repr(vars(row))
        assert {column.name for column in AccountSession.__table__.columns} == {
            *("id", "token_hash", "account_id", "version", "way", "created_at", "used_at")  # no address, no device
        }
        session.delete(row)
    assert not is_in(client)


def test_a_token_from_before_signing_in_is_worth_nothing_afterwards(new_client: Callable[[], PageClient]) -> None:
    """Session fixation: what an attacker has planted in the browser is not what the victim signs in with."""
    victim, attacker = new_client(), new_client()
    with victim.client.session_transaction() as cookie:
        cookie["token"] = "planted-by-an-attacker"
    with attacker.client.session_transaction() as cookie:
        cookie["token"] = "planted-by-an-attacker"
    sign_in(victim, "th1")
    assert is_in(victim)
    assert not is_in(attacker)
    with victim.client.session_transaction() as cookie:
        first = cookie["token"]
    victim.post("/sign-out", victim.get("/unit").form_data("form.sign-out"), status=302)
    with attacker.client.session_transaction() as cookie:
        cookie["token"] = first  # a copy of a cookie ends with the session it was copied from
    assert not is_in(attacker)


@pytest.mark.parametrize("change", [lambda a: set_password(a, "một mật khẩu khác", method=CHEAP), close_account])
def test_a_new_password_or_a_closed_account_ends_every_browser(
    database: Database, new_client: Callable[[], PageClient], change: Callable[[Account], None]
) -> None:
    browsers = [sign_in(new_client(), "th1") for _ in range(2)]
    with database.writing() as session:
        account = find_account(session, "th1")
        assert account is not None
        change(account)
    assert not any(is_in(browser) for browser in browsers)


def test_one_sees_ones_sessions_and_ends_them_one_by_one_or_all(
    database: Database, new_client: Callable[[], PageClient], clock: Clock
) -> None:
    first, second, third = (sign_in(new_client(), "th1") for _ in range(3))
    stranger = sign_in(new_client(), "xa1")
    page = first.get("/account")
    assert page.text.count("Đăng nhập ngày 12/05/2026") == 3
    assert page.text.count("(máy này)") == 1
    newest = page.form_data("ul.deeds form") | {"deed": "end-own-session"}
    own = stranger.get("/account").form_data("form.sign-out")
    stranger.post("/account", own | newest | {"csrf_token": own["csrf_token"]}, status=404)  # not theirs to end
    first.post("/account", newest, status=302)
    assert [is_in(one) for one in (first, second, third)] == [True, True, False]
    first.post("/account", first.get("/account").form_data() | {"deed": "end-other-sessions"}, status=302)
    assert "Đã đăng xuất ở mọi nơi khác" in first.get("/account").text
    assert [is_in(one) for one in (first, second, third)] == [True, False, False]
    assert is_in(stranger, "/department")
    for data in ({"deed": "end-own-session", "session": "x"}, {"deed": "burn-everything"}, {}):
        first.post("/account", first.get("/account").form_data("form.sign-out") | data, status=400)
    with database.reading() as session:
        deeds = session.scalars(select(AuditEntry.action).order_by(AuditEntry.id)).all()
    assert deeds == ["end-own-session", "end-other-sessions"]


def test_changing_ones_password_asks_the_old_one_and_leaves_this_browser_alone_signed_in(
    database: Database, new_client: Callable[[], PageClient]
) -> None:
    here, elsewhere = sign_in(new_client(), "th1"), sign_in(new_client(), "th1")
    form = here.get("/account").form_data() | {"deed": "change-own-password"}
    new = "xe đạp xanh leo dốc"
    for data, fault in (
        ({"current": "không phải", "new": new, "again": new}, "Mật khẩu hiện nay không đúng"),
        ({"current": PASSWORD, "new": new, "again": "khác"}, "chưa giống nhau"),
        ({"current": PASSWORD, "new": "ngắn", "again": "ngắn"}, "ít nhất 10 ký tự"),
        ({"current": PASSWORD, "new": "matkhau2026", "again": "matkhau2026"}, "dễ đoán nhất"),
        ({"current": PASSWORD, "new": "Trường Tiểu học Ngọk Bay 1", "again": "Trường Tiểu học Ngọk Bay 1"}, "dễ đoán nhất"),
    ):
        page = here.post("/account", form | data, status=422)
        assert fault in page.soup.select_one(".notice").text
        assert not any(field.get("value") for field in page.soup.select("input[type=password]"))
    here.post("/account", form | {"current": PASSWORD, "new": new, "again": new}, status=302)
    assert "Đã đổi mật khẩu" in here.get("/account").text
    assert not is_in(elsewhere)
    sign_in(new_client(), "th1", PASSWORD, status=422)
    sign_in(new_client(), "th1", new)
    assert count(database) == 2


def test_guessing_the_old_password_in_an_open_browser_is_slowed(client: PageClient) -> None:
    sign_in(client, "th1")
    form = client.get("/account").form_data() | {"deed": "change-own-password", "new": "a" * 12, "again": "a" * 12}
    for _ in range(10):
        client.post("/account", form | {"current": "không phải"}, status=422)
    assert "09 giờ 15" in client.post("/account", form | {"current": PASSWORD}, status=429).text


def test_the_office_signs_another_account_out_everywhere(database: Database, new_client: Callable[[], PageClient]) -> None:
    office, school = sign_in(new_client(), "so.gddt"), sign_in(new_client(), "th1")
    page = office.get("/management/security?name=ngok+bay")
    assert "1 nơi, dùng lần cuối 12/05/2026" in page.text
    assert "so.gddt" not in page.soup.select_one("table").text
    office.post("/management/security", page.form_data("table form") | {"deed": "end-sessions"}, status=302)
    assert "Đã đăng xuất tài khoản th1 ở mọi nơi" in office.get("/management/security").text
    assert not is_in(school)
    assert is_in(office, "/management")
    for data, status in (({"account": "99"}, 404), ({"account": "x"}, 400), ({"deed": "close"}, 400)):
        office.post("/management/security", page.form_data("table form") | {"deed": "end-sessions"} | data, status=status)
    with database.reading() as session:
        assert session.execute(select(AuditEntry.action, AuditEntry.subject)).all() == [("end-sessions", "th1: 1")]


def test_sessions_that_are_over_are_swept_away(app: Flask, database: Database, client: PageClient, clock: Clock) -> None:
    app.config["PERMANENT_SESSION_LIFETIME"] = dt.timedelta(hours=12)
    sign_in(client, "th1")
    clock.moment += dt.timedelta(hours=13)
    sign_in(client, "so.gddt")
    assert count(database) == 1


def test_the_cookie_is_bound_to_this_host_wherever_there_is_https(monkeypatch: pytest.MonkeyPatch, database_url: str) -> None:
    monkeypatch.setenv("PUBLIC_URL", "https://khaosat.example.vn")
    config = load_config()
    app = create_app(config | {"DATABASE_URL": database_url, "SECRET_KEY": "a test's secret", "PASSWORD_METHOD": CHEAP})
    with app.app_context():
        database: Database = app.extensions["database"]
        with database.writing() as session:
            account = find_account(session, "th1")
            assert account is not None
        client = PageClient(app.test_client())
        data = client.get("/sign-in", base_url="https://khaosat.example.vn").form_data()
        reply = client.client.post(
            "/sign-in",
            data=data | {"username": "th1", "password": PASSWORD},
            base_url="https://khaosat.example.vn",
            headers={"Referer": "https://khaosat.example.vn/sign-in"},
        )
        database.engine.dispose()
    own, device = sorted(reply.headers.getlist("Set-Cookie"), key=lambda cookie: "device" in cookie)
    assert own.startswith("__Host-thuoc-do=")
    assert "Domain" not in own
    assert "Path=/;" in f"{own};"
    assert device.startswith("__Secure-thuoc-do-device=")
    assert "Path=/sign-in" in device
    for cookie in (own, device):
        assert all(word in cookie for word in ("Secure", "HttpOnly", "SameSite=Lax"))


@pytest.mark.parametrize(
    ("setting", "value"), [("SESSION_HOURS", "0"), ("SESSION_HOURS", "twelve"), ("SESSION_IDLE_MINUTES", "-5")]
)
def test_a_mistyped_setting_stops_the_start(monkeypatch: pytest.MonkeyPatch, setting: str, value: str) -> None:
    monkeypatch.setenv(setting, value)
    with pytest.raises(SystemExit, match=setting):
        load_config()
