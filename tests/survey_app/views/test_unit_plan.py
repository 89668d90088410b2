"""The page of the survey plan, and what everybody reads once it is published."""

import datetime as dt
import io
from collections.abc import Callable

import docx
import pytest
from sqlalchemy import select

from survey_app.db import Database
from survey_app.models import AuditEntry, Unit
from survey_app.views.unit_plan import find_day
from tests.conftest import Clock
from tests.factories import fill
from tests.pages import Page, PageClient
from tests.staff import sign_in

URL = "/unit/plans/2026"
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
FILLED = {"number": "5", "issued_on": "3/2/2026", "bases": "- Công văn số 12 của Sở;", "in_charge": "bà Y Lan"}


@pytest.fixture
def clerk(database: Database, client: PageClient) -> PageClient:
    fill(database, answers=0)
    return sign_in(client, "th1")


def send(clerk: PageClient, deed: str, *, status: int = 302, url: str = URL, **fields: str) -> Page:
    return clerk.post(url, clerk.get(URL).form_data("#plan") | {"deed": deed} | fields, status=status)


def name_signer(clerk: PageClient) -> None:
    data = clerk.get("/unit/settings").form_data("#settings") | {"deed": "save", "signer": "Nguyễn Thị Lan"}
    clerk.post("/unit/settings", data, status=302)


def token_of(database: Database, code: str = "TH1") -> str:
    with database.reading() as session:
        return session.scalars(select(Unit.link_token).where(Unit.code == code)).one()


def test_from_the_first_page_to_a_published_plan(
    clerk: PageClient, database: Database, new_client: Callable[[], PageClient]
) -> None:
    assert clerk.get("/unit").soup.select_one(f"a[href='{URL}']") is not None
    visitor, token = new_client(), token_of(database)
    assert "Đơn vị chưa công bố kế hoạch khảo sát nào." in visitor.get(f"/d/{token}").text
    assert f"/d/{token}" not in str(visitor.get(f"/k/{token}").soup)
    name_signer(clerk)
    send(clerk, "publish", **FILLED)
    page = clerk.get(URL)
    assert "Đã công bố." in page.text
    assert "Bản đang công bố khác" not in page.text
    shown = visitor.get(f"/d/{token.lower()}")
    assert shown.heading == "Trường Tiểu học Ngọk Bay 1"
    for words in (
        "Số: 05/KH-THNB1",
        "Nghĩa Lộ, ngày 03 tháng 02 năm 2026",
        "Thực hiện Công văn số 12 của Sở.",
        "Nguyễn Thị Lan",
        "bà Y Lan",
        "Công bố ngày 12/05/2026",
    ):
        assert words in shown.text, words
    assert not shown.soup.select(".gap")
    assert shown.soup.select_one("main [lang=vi]") is not None
    assert not visitor.client._cookies
    [link] = visitor.get(f"/k/{token}").soup.select(f"footer a[href='/d/{token}']")
    assert link.get_text() == "Kế hoạch khảo sát (mở trang mới)"
    visitor.get(f"/d/{token}/2026")
    visitor.get(f"/d/{token}/2025", status=404)
    visitor.get("/d/AAAAAAAA", status=404)
    visitor.get("/d/%00", status=404)


def test_what_is_typed_later_changes_nothing_published_until_it_is_published_again(
    clerk: PageClient, database: Database, new_client: Callable[[], PageClient], clock: Clock
) -> None:
    name_signer(clerk)
    send(clerk, "publish", **FILLED)
    clock.set(2026, 5, 20)
    send(clerk, "save", **(FILLED | {"in_charge": "ông A Blun"}))
    assert "Bản đang công bố khác với bản bên cạnh." in clerk.get(URL).text
    visitor, address = new_client(), f"/d/{token_of(database)}"
    assert "bà Y Lan" in visitor.get(address).text
    send(clerk, "publish")
    assert "ông A Blun" in visitor.get(address).text
    send(clerk, "withdraw")
    assert "chưa công bố kế hoạch" in visitor.get(address).text
    visitor.get(f"{address}/2026", status=404)
    send(clerk, "withdraw", status=404)
    with database.reading() as session:
        log = session.execute(select(AuditEntry.action, AuditEntry.subject).order_by(AuditEntry.id)).all()
    assert [action for action, _ in log] == ["edit-settings", "publish-plan", "edit-plan", "publish-plan", "withdraw-plan"]
    assert {subject for _, subject in log[1:]} == {"2026"}


def test_a_plan_with_gaps_is_kept_and_not_published(clerk: PageClient, database: Database) -> None:
    page = send(clerk, "publish", status=422, number="7")
    notice = page.soup.select_one("[role=alert]").get_text(" ", strip=True)
    for missing in ("ngày ban hành", "người phụ trách khảo sát", "họ tên người ký"):
        assert missing in notice
    assert "số văn bản" not in notice
    assert clerk.get(URL).form_data("#plan")["number"] == "7"
    assert "chưa công bố kế hoạch" in clerk.get(f"/d/{token_of(database)}").text


@pytest.mark.parametrize(
    ("name", "typed", "words"),
    [
        ("number", "5/KH", "chỉ ghi chữ số"),
        ("number", "0", "chỉ ghi chữ số"),
        ("number", "99999999999999999999", "chỉ ghi chữ số"),
        ("number", "٥", "chỉ ghi chữ số"),
        ("issued_on", "31/02/2026", "ghi ngày/tháng/năm"),
        ("issued_on", "hôm nay", "ghi ngày/tháng/năm"),
        ("issued_on", "01/01/0001", "ghi ngày/tháng/năm"),
        ("bases", "\n".join("abcdefg"), "có 7 dòng, tối đa 6"),
        ("in_charge", "x" * 201, "dài 201 ký tự, tối đa 200"),
    ],
)
def test_what_does_not_fit_comes_back_as_typed(clerk: PageClient, name: str, typed: str, words: str) -> None:
    page = send(clerk, "save", status=422, **({"in_charge": "bà Y Lan"} | {name: typed}))
    assert words in page.soup.select_one(f"#{name}-loi").get_text()
    assert page.soup.select_one(f"[role=alert] a[href='#{name}']") is not None
    assert page.form_data("#plan")[name] == typed
    if name != "in_charge":
        assert page.form_data("#plan")["in_charge"] == "bà Y Lan"
    assert clerk.get(URL).form_data("#plan")["in_charge"] == ""


def test_the_plan_is_taken_away_with_its_gaps(clerk: PageClient) -> None:
    send(clerk, "save", number="5")
    [link] = clerk.get(URL).soup.select(f"a[href='{URL}/docx']")
    text = "".join(docx.Document(io.BytesIO(clerk.download(link["href"], mimetype=WORD))).element.body.itertext())
    for words in ("Số: 05/KH-THNB1", "V. TỔ CHỨC THỰC HIỆN", "[số, ngày văn bản của Sở Giáo dục và Đào tạo"):
        assert words in text


def test_plans_of_campaigns_without_the_unit_are_not_there(clerk: PageClient) -> None:
    data = clerk.get(URL).form_data("#plan")
    for code in ("2025", "%00", "x" * 60):
        clerk.get(f"/unit/plans/{code}", status=404)
        clerk.post(f"/unit/plans/{code}", data | {"deed": "save"}, status=404)
    clerk.post(URL, data | {"deed": "burn"}, status=400)


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("5/6/2026", dt.date(2026, 6, 5)),
        ("05.06.2026", dt.date(2026, 6, 5)),
        ("2026-06-05", dt.date(2026, 6, 5)),
        ("5/6/26", None),
    ],
)
def test_days_are_read_as_clerks_and_browsers_write_them(typed: str, day: dt.date | None) -> None:
    assert find_day(typed) == day
