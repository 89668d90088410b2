"""Accounts of all units in one file of links, used once; one account by hand; level departments; nothing secret in clear."""

import csv
import datetime as dt
import io
import re

import pytest
from flask import Flask
from python_calamine import CalamineWorkbook
from sqlalchemy import select, text

from survey_app.accounts.accounts import create_account, find_account
from survey_app.accounts.first_sign_in import delete_expired
from survey_app.accounts.passwords import NOT_SET
from survey_app.accounts.unit_accounts import propose_username
from survey_app.db import Database
from survey_app.models import Account, AuditEntry, FirstSignIn, Unit
from tests.conftest import Clock
from tests.factories import CHEAP, PASSWORD, make_department, make_unit
from tests.pages import PageClient
from tests.staff import sign_in

URL = "/management/accounts"
NEW_PASSWORD = "hoa sen nở giữa hồ"


@pytest.fixture
def staff(app: Flask, database: Database, client: PageClient) -> PageClient:
    """A department of two communes and two schools; only it and th1 have accounts, and one school is closed."""
    app.config["PASSWORD_METHOD"] = CHEAP
    with database.writing() as session:
        units = make_department(session)
        units["OLD"] = make_unit(session, "OLD", "Trường cũ", levels="TH", parent=units["X1"])
        units["OLD"].closed_on = dt.date(2026, 1, 1)
        for username, code, role in (("so.gddt", "SO", "department"), ("th1", "TH1", "unit")):
            create_account(session, username=username, password=PASSWORD, role=role, unit=units[code], method=CHEAP)
    return sign_in(client, "so.gddt")


def make_file(staff: PageClient, form: str = "csv") -> list[list[str]]:
    token = staff.get(URL).form_data("form.sign-out")["csrf_token"]
    response = staff.client.post(f"{URL}/links/{form}", data={"csrf_token": token})
    assert response.status_code == 200
    assert response.headers["Cache-Control"] == "no-store"
    if form == "csv":
        return list(csv.reader(io.StringIO(response.data.decode("utf-8-sig"))))[1:]
    return CalamineWorkbook.from_filelike(io.BytesIO(response.data)).get_sheet_by_index(0).to_python()[1:]


def path_of(row: list[str]) -> str:
    return row[4].removeprefix("http://localhost")


def set_password(
    client: PageClient, path: str, password: str = NEW_PASSWORD, again: str | None = None, status: int = 302
) -> str:
    data = client.get(path).form_data("main form") | {"password": password, "again": password if again is None else again}
    return client.post(path, data, status=status).text


def test_one_file_gives_every_unit_an_account_and_nobody_is_disturbed(staff: PageClient, database: Database) -> None:
    rows = make_file(staff)
    assert [row[:4] for row in rows] == [
        ["X2", "Phường Nghĩa Lộ", "Phường Nghĩa Lộ", "dv-x2"],
        ["X1", "Xã Đăk Rơ Wa", "Xã Đăk Rơ Wa", "dv-x1"],
        ["TH2", "Trường Tiểu học Nghĩa Lộ 2", "Xã Đăk Rơ Wa", "th2"],
    ]
    assert all(re.fullmatch(r"/first-sign-in/[\w-]{32}", path_of(row)) and row[5] == "11/06/2026" for row in rows)
    with database.reading() as session:
        roles = {one.username: (one.role, one.password_hash == NOT_SET) for one in session.scalars(select(Account))}
        dump = repr(
            [session.execute(text(f"SELECT * FROM {table}")).all() for table in ("account", "first_sign_in", "audit_entry")]
        )
    assert roles == {
        "so.gddt": ("department", False),
        "th1": ("unit", False),
        "dv-x1": ("department", True),
        "dv-x2": ("department", True),
        "th2": ("unit", True),
    }
    assert not any(path_of(row).rpartition("/")[2] in dump for row in rows), "nothing secret lies in the database"
    assert "3 tài khoản chưa đăng nhập lần đầu" in staff.get(URL).text


def test_making_the_file_again_replaces_only_what_nobody_has_used(
    staff: PageClient, new_client: object, database: Database
) -> None:
    first = {row[3]: path_of(row) for row in make_file(staff)}
    person = new_client()  # type: ignore[operator]
    set_password(person, first["th2"])
    second = {row[3]: path_of(row) for row in make_file(staff, "xlsx")}
    assert second.keys() == {"dv-x1", "dv-x2"}
    assert first["dv-x1"] != second["dv-x1"]
    assert "không dùng được nữa" in person.get(first["dv-x1"], status=410).text
    assert "Tên đăng nhập: dv-x1" in person.get(second["dv-x1"]).text
    assert "Đã đặt mật khẩu." in person.get("/sign-in").text
    sign_in(person, "th2", NEW_PASSWORD)
    assert person.get("/unit").status == 200
    with database.reading() as session:
        actions = session.scalars(select(AuditEntry.action).order_by(AuditEntry.id)).all()
    assert actions == ["issue-links", "first-sign-in", "issue-links"]


def test_a_link_works_once_and_looking_uses_nothing_up(staff: PageClient, new_client: object, clock: Clock) -> None:
    path = path_of(make_file(staff)[2])
    person = new_client()  # type: ignore[operator]
    for _ in range(3):
        person.get(path)
    assert "Hai lần gõ không giống nhau" in set_password(person, path, again="khác", status=422)
    assert "ít nhất 10 ký tự" in set_password(person, path, "ngắn", status=422)
    data = person.get(path).form_data("main form") | {"password": NEW_PASSWORD, "again": NEW_PASSWORD}
    person.post(path, data, status=302)
    person.get(path, status=410)
    fresh = {"csrf_token": person.get("/sign-in").form_data("main form")["csrf_token"]}
    person.post(path, fresh | {"password": "mật khẩu của kẻ khác", "again": "mật khẩu của kẻ khác"}, status=410)
    sign_in(person, "th2", NEW_PASSWORD)
    for token in ("x", "%00", "a" * 500, "é"):
        person.get(f"/first-sign-in/{token}", status=410)
    late = path_of(make_file(staff)[0])
    clock.set(2026, 6, 11, 23, 59)
    person.get(late)
    clock.set(2026, 6, 12, 0, 0)
    person.get(late, status=410)


def test_nobody_signs_in_without_having_set_a_password(staff: PageClient, new_client: object) -> None:
    make_file(staff)
    for password in (NOT_SET, "!", "nobody's password", ""):
        sign_in(new_client(), "th2", password, status=422)  # type: ignore[operator]


def test_closing_reopening_and_a_new_link_by_hand(staff: PageClient, new_client: object, database: Database) -> None:
    path = path_of(make_file(staff)[2])
    with database.reading() as session:
        number, old, own = (find_account(session, name).id for name in ("th2", "th1", "so.gddt"))  # type: ignore[union-attr]
    token = staff.get(URL).form_data("form.sign-out")["csrf_token"]

    def change(account: int, deed: str, status: int = 302) -> str:
        page = staff.post(f"{URL}/{account}", {"csrf_token": token, "deed": deed}, status=status)
        field = page.soup.select_one("#address")
        return field["value"].removeprefix("http://localhost") if field else page.text  # type: ignore[union-attr, return-value]

    person = new_client()  # type: ignore[operator]
    change(number, "close")
    person.get(path, status=410)
    change(number, "reopen")
    person.get(path, status=410)
    again = change(number, "link", 200)
    set_password(person, again)
    forgotten = change(old, "link", 200)
    sign_in(new_client(), "th1")  # type: ignore[operator]  # the old password works until a new one is set
    set_password(person, forgotten)
    sign_in(new_client(), "th1", status=422)  # type: ignore[operator]
    sign_in(new_client(), "th1", NEW_PASSWORD)  # type: ignore[operator]
    assert "Không tự khóa" in change(own, "close", 422)
    staff.get(f"{URL}/999", status=404)
    staff.post(f"{URL}/999", {"csrf_token": token, "deed": "close"}, status=404)


def test_a_level_department_is_one_account_with_levels(staff: PageClient, database: Database) -> None:
    data = staff.get(f"{URL}/add?unit=SO").form_data("form.narrow")
    assert data["username"] == "dv-so"
    data |= {"username": "Phong.MN-TH", "levels": ["TH", "MN"]}  # type: ignore[dict-item]
    page = staff.post(f"{URL}/add", data)
    assert "Các trường Mầm non, Tiểu học" in page.text
    assert "/first-sign-in/" in page.soup.select_one("#address")["value"]  # type: ignore[index]
    with database.reading() as session:
        account = find_account(session, "phong.mn-th")
        assert account is not None
        assert (account.levels, account.role) == ("MN,TH", "department")
    assert "đã có người dùng" in staff.post(f"{URL}/add", data, status=422).text
    other = data | {"unit": "TH1", "username": "khac"}
    assert "Chỉ tài khoản của Sở mới giới hạn theo cấp học" in staff.post(f"{URL}/add", other, status=422).text
    assert "Không có đơn vị mang mã này" in staff.post(f"{URL}/add", data | {"unit": "Y9"}, status=422).text
    listed = staff.get(f"{URL}?scope=level").soup.select("table tbody th")
    assert [cell.get_text(strip=True) for cell in listed] == ["phong.mn-th"]


def test_the_command_makes_level_departments_too(app: Flask, database: Database) -> None:
    with database.writing() as session:
        make_department(session)
    run = app.test_cli_runner().invoke
    common = ["create-account", "--role", "department", "--password", PASSWORD]
    made = run(args=[*common, "--unit", "SO", "--levels", "th, mn", "phong-mn"])
    assert made.output == "Đã tạo tài khoản phong-mn cho Sở Giáo dục và Đào tạo, cấp học MN,TH.\n"
    assert "Không có cấp học C3" in run(args=[*common, "--unit", "SO", "--levels", "C3", "khac"]).output
    assert "Chỉ tài khoản của Sở" in run(args=[*common, "--unit", "X1", "--levels", "TH", "khac"]).output


def test_usernames_come_from_codes() -> None:
    assert propose_username("TH-001.A", set()) == "th-001.a"
    assert propose_username("X1", {"dv-x1"}) == "dv-x1-2"
    assert propose_username("TH1", {"th1", "th1-2"}) == "th1-3"


def test_expired_links_are_forgotten(staff: PageClient, database: Database, clock: Clock) -> None:
    make_file(staff)
    with database.writing() as session:
        assert delete_expired(session, now=clock.moment) == 0
        assert delete_expired(session, now=clock.moment + dt.timedelta(days=31)) == 3
        assert session.scalars(select(FirstSignIn)).all() == []
        assert session.scalar(select(Unit.id).where(Unit.code == "OLD")) is not None
