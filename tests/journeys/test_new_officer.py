"""The department's guide (docs/huong-dan-so.md) as a test: from an empty database to posters, then a campaign steered.

What the operator does once (tables, the department itself, first account) is done through the functions that its commands call.
"""

import datetime as dt
import io
import re
from pathlib import Path
from zipfile import ZipFile

from flask import Flask
from pypdf import PdfReader
from sqlalchemy import func, select

from survey_app.campaigns.units import import_units
from survey_app.db import Database
from survey_app.models import AuditEntry, Campaign, Participation, Response, Unit
from tests.conftest import Clock
from tests.factories import make_account
from tests.pages import Page, PageClient
from tests.respondents import answered, stored
from tests.staff import sign_in
from tests.survey_app.views.test_unit_imports import MULTIPART, multipart

ROOT = Path(__file__).resolve().parent.parent.parent
SCHOOLS = 100
HERE = "/management/campaigns/2027"


def units_file() -> bytes:
    """A department with two communes and a hundred primary schools, as the template has them."""
    rows = ["Mã đơn vị,Tên đơn vị,Loại,Cấp học,Mã đơn vị cấp trên,Khối 1,Khối 2,Khối 3,Khối 4,Khối 5"]
    rows += [
        "SGD,Sở Giáo dục và Đào tạo Quảng Ngãi,Sở,,,,,,,",
        "X1,Xã Đăk Rơ Wa,Xã,,SGD,,,,,",
        "X2,Phường Nghĩa Lộ,Xã,,SGD,,,,,",
    ]
    rows += [f"TH{n:03},Trường Tiểu học số {n},Trường,TH,X{n % 2 + 1},60,62,58,61,59" for n in range(1, SCHOOLS + 1)]
    return "\n".join(rows).encode("utf-8-sig")


def prepare(database: Database, units: bytes = b"") -> None:
    """The first account, and the department alone or these units."""
    with database.writing() as session:
        import_units(session, units or b"\n".join(units_file().splitlines()[:2]))
        make_account(session, "van-phong", session.scalars(select(Unit).where(Unit.code == "SGD")).one())


def import_schools(client: PageClient) -> None:
    """The whole list through the page: sent, looked at, taken."""
    token = client.get("/management/units/import").form_data()["csrf_token"]
    client.post(
        "/management/units/import", multipart(units_file(), "don-vi.csv", csrf_token=token), status=302, content_type=MULTIPART
    )
    page = client.get("/management/units/import/check")
    assert "102 đơn vị" in page.text
    client.post("/management/units/import/check", page.form_data("main form") | {"deed": "import"}, status=302)


def fill_in(page: Page, selector: str, **changes: object) -> dict[str, object]:
    """The form as a browser sends it: every chosen box of a name, then what was changed."""
    form = page.soup.select_one(selector)
    assert form is not None
    boxes: dict[str, list[str]] = {}
    for box in form.select("input[type=checkbox]"):
        if box.has_attr("checked"):
            boxes.setdefault(str(box["name"]), []).append(str(box["value"]))
    return page.form_data(selector) | boxes | changes


def do(client: PageClient, deed: str, *, status: int = 302, url: str = HERE, **fields: object) -> Page:
    """Press the button of a deed on the campaign's page, its box ticked."""
    token = client.get(url).soup.select_one("[name=csrf_token]")
    assert token is not None
    return client.post(url, {"csrf_token": token["value"], "deed": deed, "sure": deed} | fields, status=status)


def create(client: PageClient) -> None:
    page = client.get("/management/campaigns")
    typed = fill_in(page, "form.campaign-form", code="2027", opens_on="03/05/2027", closes_on="28/05/2027")
    client.post("/management/campaigns", typed, status=302)


def open_campaign(client: PageClient) -> None:
    """All that lies between signing in and posters."""
    create(client)
    page = client.get(HERE)
    chosen = {"instruments": ["TH-PH"], "year-2": "2030", "share-2": "95", "deed": "edit-campaign"}
    client.post(HERE, fill_in(page, "form.campaign-form", **chosen), status=302)
    do(client, "open-campaign")


def test_from_an_empty_database_to_posters_of_a_hundred_schools(database: Database, client: PageClient, clock: Clock) -> None:
    clock.set(2027, 4, 1)
    prepare(database)
    sign_in(client, "van-phong")
    page = client.get("/department")  # no school is there: a campaign is not what comes next
    assert page.soup.select_one(".actions a").get_text() == "Nhập danh sách đơn vị"
    assert "hãy nhập danh sách đơn vị trước" in page.text
    import_schools(client)
    page = client.get("/department")
    assert not page.soup.select("a[href='/management/units/import']")
    assert "Chưa có đợt khảo sát nào mở" in page.text
    assert page.soup.select_one("a[href='/management/campaigns#lap']")

    typed = fill_in(client.get("/management/letterhead"), "#settings", signer="Nguyễn Thị Lan", deed="save")
    client.post("/management/letterhead", typed, status=302)

    page = client.get("/management/campaigns")
    refused = client.post(
        "/management/campaigns", fill_in(page, "form.campaign-form", code="năm nay", closes_on="31/02/2027"), status=422
    )
    assert "năm nay" in str(refused.soup)
    assert "Mã đợt gồm chữ in hoa" in refused.text
    create(client)

    page = client.get(HERE)
    assert "Đã lập đợt" in page.text
    assert "100 đơn vị chưa có tài khoản" in page.text
    wrong = fill_in(page, "form.campaign-form", instruments=["TH-PH"], deed="edit-campaign", **{"share-1": "100"})
    page = client.post(HERE, wrong, status=422)
    assert "nhỏ hơn 100" in page.text
    assert page.form_data("form.campaign-form")["share-1"] == "100"
    right = {"share-1": "90", "year-2": "2030", "share-2": "95", "deed": "edit-campaign"}
    client.post(HERE, fill_in(page, "form.campaign-form", **right), status=302)

    preview = client.get(f"{HERE}/preview/TH-PH")
    assert "Bản xem thử, không gửi được" in preview.text
    assert not preview.soup.select("form, script")
    assert "Trường Tiểu học số 1" in preview.text

    plan = client.get(f"{HERE}/plan")
    assert "SỞ GIÁO DỤC VÀ ĐÀO TẠO QUẢNG NGÃI" in plan.text
    typed = fill_in(plan, "#plan", number="15", issued_on="05/03/2027", in_charge="Văn phòng Sở")
    client.post(f"{HERE}/plan", typed, status=302)
    word = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    with ZipFile(io.BytesIO(client.download(f"{HERE}/plan/docx", mimetype=word))) as docx:
        text = re.sub("<[^>]+>", "", docx.read("word/document.xml").decode())
    for words in (
        "Số: 15/KH-SGDĐT",
        "ghi ở Phụ lục, ",
        "Trường Tiểu học số 100",
        "95% vào năm 2030",
        "Nguyễn Thị Lan",
        "17.200",
    ):
        assert words in text.replace("\N{NO-BREAK SPACE}", " "), words
    assert client.download(f"{HERE}/plan/pdf", mimetype="application/pdf").startswith(b"%PDF")

    assert "Hãy đánh dấu vào ô xác nhận" in do(client, "open-campaign", status=422, sure="").text
    do(client, "open-campaign")
    assert "Đã mở đợt" in client.get(HERE).text
    posters = client.download("/department/campaigns/2027/posters.pdf", mimetype="application/pdf")
    assert len(PdfReader(io.BytesIO(posters)).pages) == SCHOOLS

    clock.set(2027, 5, 4)
    with database.reading() as session:
        token = session.scalars(select(Unit.link_token).where(Unit.code == "TH007")).one()
        number = session.scalars(select(Participation.id).join(Unit).where(Unit.code == "TH007")).one()
        assert session.scalars(select(Campaign.target)).one() == 0.9
    form = client.get(f"/q/{token}").form_data("#phieu")
    assert "Đã nhận" in client.post(f"/k/{token}/{number}", answered(form, reminded="1")).text
    with database.reading() as session:
        log = session.scalars(select(AuditEntry.action).order_by(AuditEntry.id)).all()
    assert [one for one in log if one.endswith("campaign")] == ["create-campaign", "edit-campaign", "open-campaign"]
    assert {"edit-settings", "edit-plan", "download-plan", "download-posters"} <= set(log)


def test_whatever_the_guide_names_stands_on_the_pages(database: Database, client: PageClient, clock: Clock) -> None:
    """Each word in bold of the guide is a link, a button or a heading somewhere on its way, "…" for what changes."""
    clock.set(2027, 4, 1)
    seen: set[str] = set()

    def look(url: str) -> None:
        for one in client.get(url).soup.select("a, button, summary, legend, h1, h2, h3"):
            seen.add(" ".join(one.get_text(" ").split()))

    def look_at_file(content: bytes) -> None:
        data = multipart(content, "don-vi.csv", csrf_token=client.get("/management/units/import").form_data()["csrf_token"])
        client.post("/management/units/import", data, status=302, content_type=MULTIPART)
        look("/management/units/import/check")

    look("/")
    prepare(database)
    sign_in(client, "van-phong")
    look("/department")
    look_at_file(units_file().replace(b",X1,", b",X9,"))
    look_at_file(units_file())
    import_schools(client)
    for url in ("/management/units", "/management/units/import", "/management/accounts", "/management/letterhead"):
        look(url)
    look("/management/campaigns")
    create(client)
    look(HERE)
    do(client, "open-campaign")
    look("/department/campaigns/2027")
    clock.set(2027, 5, 4)
    look(HERE)
    do(client, "pause-campaign")
    look(HERE)
    named = re.findall(r"\*\*(.+?)\*\*", (ROOT / "docs/huong-dan-so.md").read_text())
    assert len(named) > 25
    missing = [one for one in named if not any(re.fullmatch(re.escape(one).replace("…", ".+"), words) for words in seen)]
    assert not missing


def test_a_pause_keeps_every_answer_and_nothing_that_was_settled_moves(
    app: Flask, database: Database, client: PageClient, clock: Clock
) -> None:
    clock.set(2027, 4, 1)
    prepare(database, units_file())
    sign_in(client, "van-phong")
    open_campaign(client)
    assert client.get(HERE).soup.select_one("[name=instruments]") is None
    changed = {"instruments": ["THCS-PH"], "access": "open", "convention": "mean", "name": "x"}
    days = {"opens_on": "03/05/2027", "closes_on": "28/05/2027", "year-1": "2027", "share-1": "50"}
    assert "đã mở nên cài đặt không đổi" in do(client, "edit-campaign", status=422, **changed, **days).text

    clock.set(2027, 5, 4)
    with database.reading() as session:
        token = session.scalars(select(Unit.link_token).where(Unit.code == "TH001")).one()
        number = session.scalars(select(Participation.id).join(Unit).where(Unit.code == "TH001")).one()
    address = f"/k/{token}/{number}"
    sent, kept = (answered(client.get(f"/k/{token}").form_data("#phieu"), reminded="1") for _ in range(2))
    receipt = client.post(address, sent).soup.select_one("[data-receipt]")
    assert receipt is not None
    do(client, "pause-campaign")
    for page in (client.get(f"/k/{token}", status=503), client.get(address, status=503)):
        assert "tạm dừng" in page.heading
    waiting = client.post(address, kept, status=503)
    assert waiting.headers["Retry-After"]
    assert waiting.soup.select_one("[data-paused]")
    assert {"sending_key", "A01"} <= set(waiting.form_data("#gui-lai"))
    again = client.post(address, sent).soup.select_one("[data-receipt]")  # what was acknowledged stays so
    assert again is not None
    assert again.text == receipt.text
    assert stored(database, Response) == 1
    assert "Đang tạm dừng" in client.get("/department").text

    clock.set(2027, 6, 2)  # the last day has passed meanwhile
    assert "đang tạm dừng quá ngày kết thúc" in app.test_cli_runner().invoke(args=["close-campaigns"]).output
    assert "không còn đủ một ngày" in do(client, "resume-campaign", status=422, closes_on="").text
    assert "ngày/tháng/năm" in do(client, "resume-campaign", status=422, closes_on="mai").text
    do(client, "resume-campaign", closes_on="05/06/2027")
    client.post(address, waiting.form_data("#gui-lai"))
    assert stored(database, Response) == 2
    do(client, "extend-campaign", closes_on="10/06/2027")
    assert "phải sau ngày" in do(client, "extend-campaign", status=422, closes_on="01/06/2027").text
    do(client, "end-campaign")
    assert "hôm nay là ngày cuối" in client.get(HERE).text
    with database.reading() as session:
        found = session.scalars(select(Campaign)).one()
        assert (found.closes_on, found.convention) == (dt.date(2027, 6, 2), "answers")
        log = set(session.scalars(select(AuditEntry.action)))
        assert session.scalar(select(func.count()).select_from(Participation)) == SCHOOLS
    assert {"pause-campaign", "resume-campaign", "extend-campaign", "end-campaign"} <= log


def test_a_campaign_that_was_never_opened_is_deleted_whole(database: Database, client: PageClient, clock: Clock) -> None:
    clock.set(2027, 4, 1)
    prepare(database, units_file())
    sign_in(client, "van-phong")
    create(client)
    do(client, "delete-campaign")
    client.get(HERE, status=404)
    assert "Chưa có đợt khảo sát nào" in client.get("/management/campaigns").text
