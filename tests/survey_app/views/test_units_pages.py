"""The department's units: the tree and the list, one unit by hand, a list from a file with its dry run."""

import datetime as dt
import io

import pytest
from python_calamine import CalamineWorkbook
from sqlalchemy import select
from werkzeug.datastructures import FileStorage

from survey_app.campaigns.units_template import build_units_template
from survey_app.db import Database
from survey_app.models import AuditEntry, Unit, UnitPredecessor, UnitsDraft
from tests.conftest import Clock
from tests.factories import fill
from tests.pages import Page, PageClient
from tests.staff import sign_in
from tests.survey_app.campaigns.unit_sheets import csv_file

URL = "/management/units"
WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
HEADER = "Mã đơn vị,Tên đơn vị,Loại,Cấp học,Mã đơn vị cấp trên,Khối 1,Tổng số"
CHANGED = "TH1,Trường Tiểu học Ngọk Bay,Trường,TH,X2,,210"
NEW = "TH9,Trường Tiểu học Ya Ly,Trường,TH,X1,25,"


@pytest.fixture
def staff(database: Database, client: PageClient) -> PageClient:
    fill(database, answers=12)
    return sign_in(client, "so.gddt")


def upload(staff: PageClient, content: bytes, *, name: str = "don-vi.csv", status: int = 302) -> Page:
    data = {"csrf_token": staff.get(f"{URL}/import").form_data("main form")["csrf_token"]}
    file = FileStorage(io.BytesIO(content), filename=name)
    return staff.post(f"{URL}/import", data | {"file": file}, status=status, content_type="multipart/form-data")


def names(page: Page) -> list[str]:
    return [cell.get_text(strip=True) for cell in page.soup.select("table.units tbody th")]


def audited(database: Database) -> list[tuple[str, str]]:
    with database.reading() as session:
        return [(one.action, one.subject) for one in session.scalars(select(AuditEntry).order_by(AuditEntry.id))]


def test_the_tree_holds_every_unit_and_the_list_what_was_asked_for(staff: PageClient, database: Database) -> None:
    page = staff.get(URL)
    assert [" ".join(one.get_text(" ").split()) for one in page.soup.select("details.branch summary")] == [
        "Phường Nghĩa Lộ 1 đơn vị, 210 học sinh",
        "Xã Đăk Rơ Wa 1 đơn vị, 220 học sinh",
    ]
    assert names(page) == ["Trường Tiểu học Ngọk Bay 1", "Trường Tiểu học Nghĩa Lộ 2"]
    assert names(staff.get(f"{URL}?name=ngok+bay")) == ["Trường Tiểu học Ngọk Bay 1"]
    assert names(staff.get(f"{URL}?name=th2")) == ["Trường Tiểu học Nghĩa Lộ 2"]
    assert names(staff.get(f"{URL}?commune=X2")) == ["Phường Nghĩa Lộ", "Trường Tiểu học Ngọk Bay 1"]
    assert names(staff.get(f"{URL}?level=THCS&state=all")) == []
    assert "Không có đơn vị nào khớp." in staff.get(f"{URL}?level=THCS").text
    with database.writing() as session:
        session.scalars(select(Unit).where(Unit.code == "TH1")).one().closed_on = dt.date(2026, 5, 1)
    assert names(staff.get(URL)) == ["Trường Tiểu học Nghĩa Lộ 2"]
    assert names(staff.get(f"{URL}?state=closed")) == ["Trường Tiểu học Ngọk Bay 1"]


def test_one_unit_shows_what_it_is_and_a_code_that_none_has_is_not_there(staff: PageClient) -> None:
    page = staff.get(f"{URL}/TH1")
    for words in ("Phường Nghĩa Lộ", "Số học sinh 210", "th1 Đơn vị của mình. Đang dùng.", "Khảo sát sự hài lòng năm 2026"):
        assert words in page.text, words
    assert staff.download(f"{URL}/TH1/poster.pdf", mimetype="application/pdf").startswith(b"%PDF")
    for code in ("TH77", "th1", "%00", "Ngọk"):
        staff.get(f"{URL}/{code}", status=404)


def test_a_unit_is_added_and_changed_by_hand_and_nothing_typed_is_lost(staff: PageClient, database: Database) -> None:
    data = staff.get(f"{URL}/add").form_data("form.unit-form") | {"code": "th1", "name": "Trường mới", "kind": "Trường"}
    page = staff.post(f"{URL}/add", data | {"grade:1": "mười"}, status=422)
    faults = [one.get_text() for one in page.soup.select(".notice p")]
    assert [fault.split(".")[0] for fault in faults] == [
        "Thiếu cấp học của trường",
        "Thiếu mã đơn vị cấp trên",
        "Cột “Khối 1”: “mười” không phải số nguyên",
    ]
    assert page.form_data("form.unit-form")["name"] == "Trường mới"
    data |= {"levels": "TH", "parent": "X1", "grade:1": "30"}
    assert "Mã TH1 đã có đơn vị dùng" in staff.post(f"{URL}/add", data, status=422).text
    staff.post(f"{URL}/add", data | {"code": "TH5"}, status=302)
    assert "Đã thêm đơn vị." in staff.get(f"{URL}/TH5").text
    edit = staff.get(f"{URL}/TH5/edit").form_data("form.unit-form")
    assert (edit["name"], edit["parent"], edit["grade:1"]) == ("Trường mới", "X1", "30")
    staff.post(f"{URL}/TH5/edit", edit | {"name": "Trường Tiểu học Sa Thầy", "grade:2": "31"}, status=302)
    page = staff.get(f"{URL}/TH5")
    assert page.heading == "Trường Tiểu học Sa Thầy"
    assert "Số học sinh 61 (Khối 1: 30; Khối 2: 31)" in page.text
    assert audited(database)[-2:] == [("add-unit", "TH5"), ("edit-unit", "TH5")]


def test_closing_and_connecting_by_hand(staff: PageClient, database: Database) -> None:
    token = staff.get(f"{URL}/TH1").form_data("form.sign-out")["csrf_token"]

    def change(code: str, status: int = 302, **fields: str) -> str:
        return staff.post(f"{URL}/{code}", {"csrf_token": token} | fields, status=status).text

    link = {"deed": "link", "since": "01/09/2026"}
    assert "Không có đơn vị mang mã" in change("TH1", 422, predecessor="TH8", how="whole", **link)
    assert "Hãy chọn đơn vị trước đây" in change("TH1", 422, predecessor="TH2", **link)
    assert "chỉ nối các đơn vị cùng loại" in change("TH1", 422, predecessor="X1", how="whole", **link)
    change("TH1", predecessor="th2", how="whole", **link)
    assert "Nối tiếp Trường Tiểu học Nghĩa Lộ 2 TH2, từ 01/09/2026" in staff.get(f"{URL}/TH1").text
    page = staff.get(f"{URL}/TH2").text
    assert "Sẽ ngừng hoạt động từ 01/09/2026" in page
    assert "Được Trường Tiểu học Ngọk Bay 1 nối tiếp từ 01/09/2026." in page
    change("TH2", deed="reopen")
    assert "Đang hoạt động" in staff.get(f"{URL}/TH2").text
    assert "Hãy ghi ngày" in change("TH2", 422, deed="close", closed_on="mai")
    change("TH2", deed="close", closed_on="2026-05-02")
    change("TH1", deed="unlink", predecessor="TH2")
    assert "không còn nối" in change("TH1", 422, deed="unlink", predecessor="TH2")
    assert "Sở không ngừng hoạt động được" in change("SO", 422, deed="close", closed_on="2026-05-02")
    with database.reading() as session:
        assert session.scalars(select(UnitPredecessor)).all() == []
    assert [action for action, _ in audited(database)] == ["link-unit", "reopen-unit", "close-unit", "unlink-unit"]


def test_a_file_is_looked_at_before_it_is_taken_over(staff: PageClient, database: Database) -> None:
    upload(staff, csv_file(CHANGED, NEW, header=HEADER))
    page = staff.get(f"{URL}/import/check")
    assert "Thêm 1, thay đổi 1, giữ nguyên 0 đơn vị." in page.text
    assert "Tên đơn vị: Trường Tiểu học Ngọk Bay 1 → Trường Tiểu học Ngọk Bay" in page.text
    assert "Không có trong tệp, được giữ nguyên: 4" in page.text
    with database.reading() as session:
        assert session.scalar(select(Unit.id).where(Unit.code == "TH9")) is None
    data = page.form_data("main form") | {"deed": "import"}
    staff.post(f"{URL}/import/check", data, status=302)
    assert "Đã nhập: 1 đơn vị mới, 1 đơn vị thay đổi, 0 đơn vị không đổi." in staff.get(f"{URL}/import").text
    assert staff.get(f"{URL}/TH9").heading == "Trường Tiểu học Ya Ly"
    assert audited(database)[-1] == ("import-units", "don-vi.csv: 1 added, 1 updated, 0 unchanged")
    assert "Không có tệp nào đang chờ" in staff.post(f"{URL}/import/check", data, status=409).text


def test_bad_lines_are_named_and_nothing_is_taken_over(staff: PageClient, database: Database) -> None:
    upload(staff, csv_file(CHANGED, "TH8,Trường lạ,Trường,TH,X9,,", NEW, header=HEADER))
    page = staff.get(f"{URL}/import/check")
    assert "1 dòng bị từ chối, nên chưa đơn vị nào được nhập." in page.text
    assert "Dòng 3 Không có đơn vị cấp trên mang mã “X9” Sửa mã" in page.text
    assert "Mới: 1" in page.text
    with database.reading() as session:
        draft = session.scalars(select(UnitsDraft)).one()
    assert not page.soup.select("button[value=import]")
    token = page.form_data("form.sign-out")["csrf_token"]
    forged = {"csrf_token": token, "deed": "import", "seen": f"{draft.version}.0000000000000000"}
    staff.post(f"{URL}/import/check", forged, status=409)
    with database.reading() as session:
        assert session.scalar(select(Unit.id).where(Unit.code == "TH9")) is None
    staff.post(f"{URL}/import/check", {"csrf_token": token, "deed": "discard"}, status=302)
    assert "Đã bỏ tệp đang chờ." in staff.get(f"{URL}/import").text
    for content, words in (
        (b"", "Tệp trống"),
        (b"PK\x03\x04nothing", "Không đọc được tệp .xlsx"),
        (b"a,b\n1,2", "Không thấy dòng tiêu đề"),
    ):
        assert words in upload(staff, content, status=422).text


def test_what_moved_since_the_preview_is_shown_again(staff: PageClient, database: Database, clock: Clock) -> None:
    upload(staff, csv_file(CHANGED, header=HEADER))
    data = staff.get(f"{URL}/import/check").form_data("main form") | {"deed": "import"}
    with database.writing() as session:
        session.scalars(select(Unit).where(Unit.code == "TH1")).one().name = "Tên của người khác"
    page = staff.post(f"{URL}/import/check", data, status=409)
    assert "vừa thay đổi, nên chưa nhập gì" in page.text
    assert "Tên của người khác → Trường Tiểu học Ngọk Bay" in page.text
    staff.post(f"{URL}/import/check", page.form_data("main form") | {"deed": "import"}, status=302)
    upload(staff, csv_file(NEW, header=HEADER))
    clock.set(2026, 5, 13, 10)
    assert "Không có tệp nào đang chờ" in staff.get(f"{URL}/import/check").text


def test_the_list_that_is_taken_away_comes_back_unchanged(staff: PageClient, database: Database) -> None:
    with database.writing() as session:
        units = {unit.code: unit for unit in session.scalars(select(Unit))}
        units["TH1"].closed_on = dt.date(2026, 9, 1)
        link = {"unit_id": units["TH2"].id, "predecessor_id": units["TH1"].id}
        session.add(UnitPredecessor(**link, since=dt.date(2026, 9, 1)))
    content = staff.download(f"{URL}/list.xlsx", mimetype=WORKBOOK)
    assert CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_name("Đơn vị").to_python()[1][0] == "SO"
    upload(staff, content, name="danh-sach.xlsx")
    assert "Cả 5 đơn vị trong tệp giống hệt danh sách hiện nay." in staff.get(f"{URL}/import/check").text
    assert staff.download(f"{URL}/template.xlsx", mimetype=WORKBOOK) == build_units_template()


def test_a_thousand_units_come_in_and_are_listed(staff: PageClient) -> None:
    rows = [(f"X{i:03}", f"Phòng VH-XH xã {i}", "Xã/phường", "", "SO", {}) for i in range(10, 106)]
    rows += [
        (f"T{i:04}", f"Trường Tiểu học Số {i}", "Trường", "TH", f"X{10 + i % 96:03}", {"1": 30, "2": 31}) for i in range(1000)
    ]
    upload(staff, build_units_template(rows), name="danh-sach.xlsx")
    page = staff.get(f"{URL}/import/check")
    assert "Thêm 1.096, thay đổi 0, giữ nguyên 0 đơn vị." in page.text
    staff.post(f"{URL}/import/check", page.form_data("main form") | {"deed": "import"}, status=302)
    assert len(names(staff.get(URL))) == 1002
    assert len(names(staff.get(f"{URL}?name=so+99"))) == 19
