"""What a school and the department do, through HTTP with CSRF on."""

import csv
import datetime as dt
import io
import re

import pytest
from flask import Flask
from sqlalchemy import select

from questionnaires import Questionnaire, load_shipped
from survey_app.collecting.answers import NewResponse
from survey_app.collecting.responses import Destination, record
from survey_app.db import Database
from survey_app.models import AuditEntry
from tests.conftest import Clock
from tests.factories import DURING, answer, fill, find_participation, make_account, make_campaign, make_department, make_unit
from tests.pages import PageClient
from tests.staff import sign_in


def test_a_school_follows_its_open_survey_and_sees_no_result_yet(database: Database, client: PageClient) -> None:
    participations = fill(database, answers=40)
    page = sign_in(client, "th1").get("/unit")
    assert "Đang mở, còn 17 ngày" in page.text
    assert re.search(r"40 / \d+ phiếu", page.text)
    assert re.fullmatch(r"40 trong \d+ phiếu cần có", page.soup.select_one(".chart-outlook title").text)
    address = page.soup.select_one("#address")["value"]
    assert client.client.get(address.removeprefix("http://localhost")).status_code == 200
    assert "Xem kết quả" not in page.text
    page = client.get(f"/unit/reports/{participations['TH1']}")
    assert "từ ngày 30/05/2026" in page.text
    assert "%" not in page.text
    for file in ("dimensions.png", ".csv"):
        client.get(f"/unit/reports/{participations['TH1']}{'/' if file[0] != '.' else ''}{file}", status=404)


def test_a_school_reads_its_report_and_takes_it_away(database: Database, client: PageClient, clock: Clock) -> None:
    fill(database, answers=60)
    clock.set(2026, 6, 2)
    home = sign_in(client, "th1").get("/unit")
    address = home.soup.find("a", string="Xem kết quả")["href"]
    page = client.get(address)
    assert page.heading == "Kết quả khảo sát: Trường Tiểu học Ngọk Bay 1"
    finding = page.soup.select_one(".finding-sentence").text
    value = r"trong số người đã trả lời, \d\d,\d% câu trả lời .+ \(\d\d,\d\s–\s\d\d,\d\), 60\sphiếu"
    assert re.search(rf"^Không đạt chỉ tiêu 90%: {value}; với độ tin cậy 95%, nhiều nhất 8\d,\d%\.$", finding)
    assert load_shipped()["TH-PH"].wording.note in page.text
    for words in (
        "Khoảng nhất quán",
        "60 phiếu trên 210 người được hỏi",
        "Không áp dụng",
        "Hài lòng chung (câu F01)",
        "Phương pháp",
    ):
        assert words in page.text
    assert len(page.soup.select("table")) == 2
    assert not re.search(r"\bnan\b|None|Estimate|Suppressed", page.text)
    table = list(csv.reader(io.StringIO(client.download(f"{address}.csv", mimetype="text/csv").decode("utf-8-sig"))))
    assert len(table) > 30
    for chart in ("dimensions", "items"):
        assert f"{address}/{chart}.png" in {link["href"] for link in page.soup.select(".downloads a")}
        assert client.download(f"{address}/{chart}.png", mimetype="image/png").startswith(b"\x89PNG")
    for path, mimetype, start in (
        ("poster.pdf", "application/pdf", b"%PDF"),
        ("cards.pdf", "application/pdf", b"%PDF"),
        ("qr.png", "image/png", b"\x89PNG"),
        ("qr.svg", "image/svg+xml", b"<svg"),
    ):
        assert client.download(f"/unit/{path}", mimetype=mimetype).startswith(start)
    with database.reading() as session:
        entries = session.execute(select(AuditEntry.action, AuditEntry.subject).order_by(AuditEntry.id)).all()
    assert [entry.action for entry in entries] == [
        "download-report",
        "download-chart",
        "download-chart",
        "download-poster",
        "download-poster",
        "download-qr",
        "download-qr",
    ]


def test_fewer_than_ten_answers_show_nothing_but_the_reason(database: Database, client: PageClient, clock: Clock) -> None:
    participations = fill(database, answers=9)
    clock.set(2026, 6, 2)
    page = sign_in(client, "th1").get(f"/unit/reports/{participations['TH1']}")
    assert "chưa đủ 10 phiếu, không hiển thị" in page.text
    assert not page.soup.select("table, svg, .headline")
    labels = [label.text for label in page.soup.select(".notes dt")]
    assert labels == ["Cách nhận phiếu", "Lời văn của phiếu", "Mã kiểm tra"]
    page = sign_in_elsewhere(client).get("/department/campaigns/2026/comparison")
    assert "2 trường chưa đủ 10 phiếu" in page.text


def test_a_school_without_answers_is_not_told_zero_per_cent(database: Database, client: PageClient, clock: Clock) -> None:
    participations = fill(database, answers=0)
    clock.set(2026, 6, 2)
    page = sign_in(client, "th1").get(f"/unit/reports/{participations['TH1']}")
    assert "chưa có số liệu" in page.text
    assert "0,0%" not in page.text


def test_an_open_survey_with_results_shows_a_snapshot_and_says_so(database: Database, client: PageClient) -> None:
    participations = fill(database, answers=40, results_while_open=True)
    page = sign_in(client, "th1").get(f"/unit/reports/{participations['TH1']}")
    assert re.search(r"Kết quả tạm thời, tính trên 40 phiếu\s?: đợt khảo sát còn mở", page.text)
    before = page.soup.select_one(".finding-sentence").text
    with database.writing() as session:
        answer(session, find_participation(session, "TH1"), 9, satisfied=0.1, seed=9)
    page = client.get(f"/unit/reports/{participations['TH1']}")
    assert re.search("Đã nhận 49 phiếu ?, kết quả dưới đây tính trên 40 phiếu", page.text)
    assert page.soup.select_one(".finding-sentence").text == before


def test_the_first_answers_of_an_open_survey_show_nothing(database: Database, client: PageClient) -> None:
    participations = fill(database, answers=9, results_while_open=True)
    page = sign_in(client, "th1").get(f"/unit/reports/{participations['TH1']}")
    assert "Chưa đủ 10 phiếu nên chưa có kết quả" in page.text
    page = sign_in_elsewhere(client).get("/department/campaigns/2026/comparison")
    assert "Chưa đủ 10 phiếu" in page.text


def test_the_department_finds_who_lags_and_prints_their_posters(database: Database, client: PageClient) -> None:
    fill(database, schools=4, answers=20)
    with database.writing() as session:
        answer(session, find_participation(session, "TH2"), 5)
    page = sign_in(client, "so.gddt").get("/department")
    assert "85 phiếu đã nhận" in page.text
    page = client.get("/department/campaigns/2026")
    assert len(page.soup.select("table.coverage tbody tr")) == 4
    page = client.get("/department/campaigns/2026?name=nghia+lo&sort=received")
    names = [cell.contents[0] for cell in page.soup.select("table.coverage tbody th")]
    assert names == ["Trường Tiểu học Nghĩa Lộ 4", "Trường Tiểu học Nghĩa Lộ 2"]
    posters = page.soup.find("a", string=re.compile("Áp phích"))["href"]
    assert client.download(posters, mimetype="application/pdf").startswith(b"%PDF")
    table = page.soup.find("a", string=re.compile("CSV"))["href"]
    rows = list(csv.reader(io.StringIO(client.download(table, mimetype="text/csv").decode("utf-8-sig"))))
    assert [row[1] for row in rows[1:]] == names
    assert "Không có đơn vị nào khớp" in client.get("/department/campaigns/2026?name=zzz").text
    client.get("/department/campaigns/2026/posters.pdf?name=zzz", status=404)


def test_the_department_compares_schools_by_name_and_opens_a_report(
    database: Database, client: PageClient, clock: Clock
) -> None:
    participations = fill(database, schools=12, answers=40)
    clock.set(2026, 6, 2)
    page = sign_in(client, "so.gddt").get("/department/campaigns/2026/comparison")
    assert page.heading == "Tỷ lệ hài lòng: cha mẹ học sinh tiểu học, 12 trường"
    assert "Đã kết thúc ngày 29/05/2026" in page.text
    assert "tạm thời" not in page.text
    assert "trường đủ căn cứ để nói đạt chỉ tiêu 90%" in page.text
    assert "Chưa xét" not in page.text
    assert "Cỡ mẫu hiệu dụng" in page.text
    assert page.soup.select_one("#measure option[selected]").text == "Tỷ lệ hài lòng toàn phiếu"
    names = [cell.text for cell in page.soup.select("tbody th")]
    assert names == sorted(names, key=lambda name: ("Ngọk" in name, int(name.split()[-1])))
    assert "Hạng" not in page.soup.select_one(".funnel-row").text + page.soup.select_one("table").text
    page = client.get("/department/campaigns/2026/comparison?instrument=TH-PH&measure=B&name=ngok+bay+1")
    assert re.fullmatch("Hài lòng về cơ sở vật chất.*: cha mẹ học sinh tiểu học, 12 trường", page.heading)
    assert len(page.soup.select("tbody tr")) == 2
    report = client.get(page.soup.select_one("tbody a")["href"])
    assert report.heading.endswith("Ngọk Bay 1")
    assert client.get(f"/department/reports/{participations['TH2']}").heading.endswith("Nghĩa Lộ 2")
    table = client.download("/department/campaigns/2026/comparison.csv?instrument=TH-PH&measure=B", mimetype="text/csv")
    assert len(list(csv.reader(io.StringIO(table.decode("utf-8-sig"))))) == 14
    (chart,) = [link["href"] for link in page.soup.select(".downloads a") if ".png" in link["href"]]
    assert client.download(chart, mimetype="image/png").startswith(b"\x89PNG")
    with database.reading() as session:
        subjects = session.scalars(select(AuditEntry.subject).where(AuditEntry.action == "download-chart")).all()
    assert subjects == ["pheu-2026-TH-PH-B.png"]


def test_addresses_that_lead_nowhere_say_so(database: Database, client: PageClient) -> None:
    fill(database, answers=12)
    sign_in(client, "so.gddt")
    for path in (
        "/department/campaigns/2031",
        "/department/campaigns/2026/comparison?instrument=XX",
        "/department/campaigns/2026/comparison?measure=Z",
        "/department/campaigns/2026/comparison.csv?instrument=XX",
        "/department/campaigns/2026/comparison/funnel.png?measure=Z",
        "/department/campaigns/2026/comparison/league.png",
        "/department/campaigns/2026/comparison/league",
        "/department/reports/99999",
    ):
        client.get(path, status=404)


def test_first_pages_without_any_survey_say_what_to_expect(database: Database, client: PageClient) -> None:
    with database.writing() as session:
        units = make_department(session)
        make_account(session, "th1", units["TH1"])
        make_account(session, "so.gddt", units["SO"])
    assert "Hiện không có đợt khảo sát nào đang mở" in sign_in(client, "th1").get("/unit").text
    assert "Chưa có đợt khảo sát nào" in sign_in_elsewhere(client).get("/department").text


def test_a_commune_without_schools_in_a_survey_is_told_so(database: Database, client: PageClient, clock: Clock) -> None:
    with database.writing() as session:
        units = make_department(session, schools=1)
        make_account(session, "xa3", make_unit(session, "X3", "Xã Ba Tơ", kind="commune", parent=units["SO"]))
        make_campaign(session)
        answer(session, find_participation(session, "TH1"), 12)
    clock.set(2026, 6, 2)
    sign_in(client, "xa3")
    for path, noun in (
        ("/department", "đơn vị"),
        ("/department/campaigns/2026", "đơn vị"),
        ("/department/campaigns/2026/comparison", "trường"),
    ):
        assert f"Không có {noun} nào trong phạm vi" in client.get(path).text


def test_a_commune_is_offered_only_the_questionnaires_of_its_schools(
    database: Database, client: PageClient, clock: Clock
) -> None:
    with database.writing() as session:
        units = make_department(session, schools=1)
        make_unit(session, "C2", "Trường THCS Nghĩa Lộ", levels="THCS", parent=units["X1"])
        make_account(session, "xa1", units["X1"])
        make_account(session, "so.gddt", units["SO"])
        make_campaign(session, codes=("TH-PH", "THCS-PH"))
    clock.set(2026, 6, 2)
    paths = ("/department/campaigns/2026", "/department/campaigns/2026/comparison")
    sign_in(client, "xa1")
    for path in paths:
        page = client.get(path)
        assert [option["value"] for option in page.soup.select("#instrument option")] in ([], ["THCS-PH"])
        assert "tiểu học" not in page.text
    both = sign_in_elsewhere(client).get(paths[1])
    assert [option["value"] for option in both.soup.select("#instrument option")] == ["TH-PH", "THCS-PH"]


def test_running_surveys_come_first_on_the_first_page(database: Database, client: PageClient, clock: Clock) -> None:
    with database.writing() as session:
        units = make_department(session)
        make_account(session, "so.gddt", units["SO"])
        make_campaign(session)
        later = make_campaign(session, code="2027")
        later.name, later.opens_on, later.closes_on = "Đợt sau", dt.date(2026, 9, 1), dt.date(2026, 9, 30)
    sign_in(client, "so.gddt")
    for month, names in ((5, ["Khảo sát sự hài lòng năm 2026", "Cả năm 2026"]), (7, ["Cả năm 2026", "Đợt sau"])):
        clock.set(2026, month, 12)
        assert [heading.text for heading in client.get("/department").soup.select("h2")][:2] == names


def test_imported_answers_are_said_to_be_imported(database: Database, client: PageClient, clock: Clock) -> None:
    participations = fill(database, answers=0)
    clock.set(2026, 6, 2)
    with database.writing() as session:
        participation = find_participation(session, "TH1")
        items = Questionnaire.from_json(participation.instrument.content).closed_items
        sheet = "".join("4" if item.kind == "rating" else "1" for item in items)
        forms = [NewResponse(f"imported-{number}", sheet, (), "1", channel="import") for number in range(20)]
        record(session, Destination.of(participation), forms, now=DURING)
    address = f"/unit/reports/{participations['TH1']}"
    text = sign_in(client, "th1").get(address).text
    assert "Câu trả lời thu ở nơi khác và được nhập vào hệ thống." in text
    assert "đường dẫn mở" not in text
    assert "thu ở nơi khác và được nhập" in client.download(f"{address}.csv", mimetype="text/csv").decode()
    with database.writing() as session:
        answer(session, find_participation(session, "TH1"), 12)
    assert "Đường dẫn mở, ai có đường dẫn cũng trả lời được." in client.get(address).text


def test_few_schools_are_not_called_alike(database: Database, client: PageClient) -> None:
    fill(database, schools=4, answers=40, results_while_open=True)
    page = sign_in(client, "so.gddt").get("/department/campaigns/2026/comparison")
    assert [cell.text for cell in page.soup.select("td.place")] == ["Chưa xét"] * 4
    assert "khác mức chung" not in " ".join(cell.text for cell in page.soup.select("tbody td"))
    assert "Kết quả tạm thời: đợt khảo sát còn mở" in page.text
    assert "Đang mở, còn 17 ngày" in page.text


@pytest.mark.parametrize(
    ("address", "warned"),
    [
        ("http://127.0.0.1:8000", True),
        ("http://localhost", True),
        ("http://[::1]:8000", True),
        ("https://khaosat.example.vn", False),
        ("http://192.168.1.20", False),
    ],
)
def test_posters_that_would_lead_nowhere_are_announced(
    app: Flask, database: Database, client: PageClient, address: str, warned: bool
) -> None:
    fill(database, answers=0)
    app.config["PUBLIC_URL"] = address
    for page in (sign_in(client, "th1").get("/unit"), sign_in_elsewhere(client).get("/department/campaigns/2026")):
        assert ("Địa chỉ công khai chưa được đặt" in page.text) == warned


def sign_in_elsewhere(client: PageClient) -> PageClient:
    """The department in another browser."""
    return sign_in(PageClient(client.client.application.test_client()), "so.gddt")
