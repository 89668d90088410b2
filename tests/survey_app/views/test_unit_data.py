"""The analyst's page: what there is to take, why something is missing, and what a download says and leaves behind."""

import csv
import io
import re
import zipfile
from collections import Counter

import pytest
from python_calamine import CalamineWorkbook
from sqlalchemy import select, update

from survey_app.collecting.answers import NewResponse
from survey_app.db import Database
from survey_app.models import AuditEntry, Campaign, Participation, Response
from tests.conftest import Clock
from tests.pages import PageClient
from tests.staff import sign_in
from tests.survey_app.results.row_samples import fill_school, forms, seal

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MIMETYPES = {"zip": "application/zip", "xlsx": XLSX, "sav": "application/x-spss-sav"}


def enter(database: Database, client: PageClient, clock: Clock, answered: list[NewResponse], *, sealed: bool = True) -> str:
    """TH1 signed in some days after closing; the address of its page."""
    participation_id = fill_school(database, answered, sealed=sealed)
    clock.set(2026, 6, 2)
    sign_in(client, "th1")
    return f"/unit/reports/{participation_id}/data"


def rows_of(data: bytes) -> list[list[str]]:
    text = zipfile.ZipFile(io.BytesIO(data)).read("phieu.csv").decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text, newline="")))[1:]


def test_a_sealed_campaign_gives_three_forms_of_the_same_rows(database: Database, client: PageClient, clock: Clock) -> None:
    url = enter(database, client, clock, forms(40))
    report = client.get(url.removesuffix("/data"))
    assert report.soup.select_one(f'a[href="{url}"]') is not None
    page = client.get(url)
    links = [link["href"] for link in page.soup.select(".downloads a")]
    assert links == [
        f"{url}/figures.xlsx",
        url.replace("/data", ".csv"),
        *(f"{url}/rows.{form}" for form in ("xlsx", "sav", "zip")),
    ]
    assert "40 phiếu" in page.text
    assert "Không tìm cách biết dòng nào là của ai" in page.text
    files = {form: client.download(f"{url}/rows.{form}", mimetype=kind) for form, kind in MIMETYPES.items()}
    sheet = CalamineWorkbook.from_object(io.BytesIO(files["xlsx"])).get_sheet_by_name("Phiếu").to_python()[1:]
    written = Counter(tuple("" if cell == "" else f"{cell:.0f}" for cell in row) for row in sheet)
    assert written == Counter(map(tuple, rows_of(files["zip"])))
    client.download(f"{url}/figures.xlsx", mimetype=XLSX)
    with database.reading() as session:
        taken = session.execute(select(AuditEntry.action, AuditEntry.subject).order_by(AuditEntry.id)).all()
    assert [tuple(entry) for entry in taken if entry.action.startswith("download")] == [
        *(("download-rows", f"tung-phieu-2026-TH-PH-TH1.{form}") for form in MIMETYPES),
        ("download-report", "ket-qua-2026-TH-PH-TH1.xlsx"),
    ]


def test_two_downloads_differ_in_order_and_in_nothing_else(database: Database, client: PageClient, clock: Clock) -> None:
    url = enter(database, client, clock, forms(60))
    first, second = (rows_of(client.download(f"{url}/rows.zip", mimetype="application/zip")) for _ in range(2))
    assert first != second
    assert Counter(map(tuple, first)) == Counter(map(tuple, second))


def test_no_file_tells_a_key_a_channel_a_pace_or_a_comment(database: Database, client: PageClient, clock: Clock) -> None:
    url = enter(database, client, clock, forms(40))
    with database.reading() as session:
        keys = [bytes(key) for key in session.scalars(select(Response.key))]
    archive = zipfile.ZipFile(io.BytesIO(client.download(f"{url}/rows.zip", mimetype="application/zip")))
    workbook = zipfile.ZipFile(io.BytesIO(client.download(f"{url}/rows.xlsx", mimetype=XLSX)))
    sav = client.download(f"{url}/rows.sav", mimetype="application/x-spss-sav")
    members = [file.read(name) for file in (archive, workbook) for name in file.namelist()]
    for data in (*members, sav):
        for key in keys:
            assert key not in data
            assert key.hex().encode() not in data
        for word in ("kiosk", "row-", "Cô giáo Lan", "honeypot", "pace"):
            assert word.encode() not in data
    told = b"".join(members[:3]).decode()
    assert not re.search(r"\d{1,2}:\d{2}", told), "no time of day"
    assert set(re.findall(r"\d{2}/\d{2}/\d{4}", told)) == {"04/05/2026", "29/05/2026", "30/05/2026"}
    marks = re.findall(r"2\d{3}-\d{2}-\d{2}T[\d:]+Z", workbook.read("docProps/core.xml").decode())
    assert set(marks) == {"2026-05-30T00:00:00Z"}


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({}, "đang chờ khóa sổ"),
        ({"results_while_open": True}, "cho xem kết quả tạm"),
    ],
)
def test_before_sealing_the_page_says_when_there_will_be_rows(
    database: Database, client: PageClient, clock: Clock, change: dict[str, bool], told: str
) -> None:
    url = enter(database, client, clock, forms(40), sealed=False)
    if change:
        with database.writing() as session:
            session.execute(update(Campaign).values(**change))
    page = client.get(url)
    assert told in page.text
    assert not page.soup.select('a[href*="/rows."]')
    assert page.soup.select('a[href$="/figures.xlsx"]'), "the report is there"
    assert told in client.get(f"{url}/rows.sav", status=409).text


def test_during_the_campaign_there_is_nothing_yet_and_the_page_names_the_day(
    database: Database, client: PageClient, clock: Clock
) -> None:
    url = enter(database, client, clock, forms(40), sealed=False)
    clock.set(2026, 5, 20)
    page = client.get(url)
    assert "sớm nhất là ngày sau 29/05/2026" in page.text
    assert "Có ở đây khi báo cáo kết quả hiện số liệu" in page.text
    assert not page.soup.select(".downloads")
    client.get(f"{url}/figures.xlsx", status=404)
    client.get(f"{url}/rows.xlsx", status=409)


def test_29_responses_are_too_few(database: Database, client: PageClient, clock: Clock) -> None:
    url = enter(database, client, clock, forms(29))
    assert "nhận 29 phiếu , tệp từng phiếu chỉ có từ 30 phiếu" in client.get(url).text
    client.get(f"{url}/rows.zip", status=409)
    with database.reading() as session:
        assert "download-rows" not in session.scalars(select(AuditEntry.action)).all()


def test_a_column_left_out_is_named_with_its_reason(database: Database, client: PageClient, clock: Clock) -> None:
    url = enter(database, client, clock, [*forms(41, grades="1"), *forms(9, grades="2", seed=2)])
    page = client.get(url)
    assert "KHOI (Con của Ông/Bà học khối nào?): có nhóm dưới 10 phiếu" in page.text
    archive = zipfile.ZipFile(io.BytesIO(client.download(f"{url}/rows.zip", mimetype="application/zip")))
    header = archive.read("phieu.csv").decode("utf-8-sig").splitlines()[0]
    assert not {"KHOI", "H01"} & set(header.split(","))
    assert "không: có nhóm dưới 10 phiếu" in archive.read("tu-dien.csv").decode()
    assert "Không có cột KHOI" in archive.read("ghi-chu.csv").decode()


def test_rows_that_do_not_add_up_are_not_given_away(
    database: Database, client: PageClient, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    url = enter(database, client, clock, forms(40))
    client.get(url)  # the report's sums are stored
    with database.writing() as session:
        key = session.scalars(select(Response.key)).first()
        session.execute(update(Response).where(Response.key == key).values(sheet="1" * 39))
    for form in MIMETYPES:
        page = client.get(f"{url}/rows.{form}", status=500)
        assert "không có gì được gửi đi" in page.text
    assert "is not what the report counts" in caplog.text
    with database.reading() as session:
        assert "download-rows" not in session.scalars(select(AuditEntry.action)).all()


def test_what_is_not_the_units_own_is_not_found(database: Database, client: PageClient, clock: Clock) -> None:
    url = enter(database, client, clock, forms(40))
    for place in ("", "/rows.zip", "/figures.xlsx"):
        client.get(f"/unit/reports/999999/data{place}", status=404)
    client.get(f"{url}/rows.csv", status=404)
    with database.writing() as session:
        session.execute(update(Participation).values(collection="independent"))
    assert "do chính mình thu" in client.get(url).text
    client.get(f"{url}/rows.zip", status=409)


def test_a_campaign_that_is_sealed_later_gets_its_rows(database: Database, client: PageClient, clock: Clock) -> None:
    url = enter(database, client, clock, forms(40), sealed=False)
    client.get(f"{url}/rows.zip", status=409)
    seal(database)
    assert len(rows_of(client.download(f"{url}/rows.zip", mimetype="application/zip"))) == 40
