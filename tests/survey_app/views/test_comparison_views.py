"""The comparison through HTTP: every view, its figures and files, who sees what, and what is nowhere to be seen."""

import csv
import datetime as dt
import io
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from python_calamine import CalamineWorkbook
from sqlalchemy import select, update

from analysis.charts import format_share
from analysis.estimates import Estimate
from analysis.reports import ChangeReport, DepartmentReport
from survey_app.config import TIMEZONE
from survey_app.db import Database
from survey_app.models import Account, AuditEntry, Campaign, EligibleNumber, Participation
from survey_app.results.comparison import Asked, find_change, find_comparison, find_ranked
from survey_app.results.drivers import store_pairs
from tests.conftest import Clock
from tests.factories import answer, fill, find_participation, make_campaign
from tests.pages import Page, PageClient
from tests.staff import sign_in

AFTER = dt.datetime(2026, 6, 2, 8, tzinfo=TIMEZONE)
PATH = "/department/campaigns/2026/comparison"
VIEWS = ("", "/target", "/intervals", "/ranks", "/dimensions", "/change", "/drivers", "/benchmark")


@pytest.fixture
def two_years(database: Database, clock: Clock) -> Database:
    """Fourteen schools in two sealed campaigns; the last two have nine answers, which nobody may see the result of."""
    fill(database, schools=14, answers=0)
    with database.writing() as session:
        session.execute(update(Campaign).values(code="2025", opens_on=dt.date(2025, 5, 5), closes_on=dt.date(2025, 5, 30)))
        make_campaign(session)
        for year, shift in (("2025", 0), ("2026", 100)):
            campaign = session.scalars(select(Campaign).where(Campaign.code == year)).one()
            for place in session.scalars(select(Participation).where(Participation.campaign_id == campaign.id)).all():
                number = int(place.unit.code[2:])
                place.eligible_numbers = [
                    EligibleNumber(grade=grade, position=position, number=60) for position, grade in enumerate("12345")
                ]
                satisfied = 0.4 if (number, year) == (3, "2026") else 0.6 + 0.08 * (number % 5)
                number_of_forms = (5, 4) if number > 12 else (35, 35)
                for mood, forms in zip((0.3, -0.3), number_of_forms, strict=True):  # people differ, so that something explains
                    answer(session, place, forms, satisfied=satisfied + mood, seed=number + shift)
            store_pairs(session, campaign)
            campaign.sealed_on = dt.date(2026, 6, 1)
    clock.set(2026, 6, 2)
    return database


@contextmanager
def asking(database: Database) -> Iterator[Asked]:
    with database.reading() as session:
        campaign = session.scalars(select(Campaign).where(Campaign.code == "2026")).one()
        yield Asked(session, campaign, campaign.instruments[0], "school", AFTER, 60)


def rows_of(page: Page) -> dict[str, str]:
    """What each row of the units' table says, with single spaces."""
    rows = {}
    for row in page.soup.select("main table tbody tr"):
        name = row.select_one("th")
        if name is not None:
            rows[" ".join(name.get_text(" ").split())] = " ".join(row.get_text(" ").split())
    return rows


def test_every_view_says_what_the_report_says(two_years: Database, client: PageClient) -> None:
    sign_in(client, "so.gddt")
    with asking(two_years) as asked:
        report, ranked, change = find_comparison(asked), find_ranked(asked), find_change(asked)
        assert isinstance(report, DepartmentReport)
        assert isinstance(ranked, DepartmentReport)
        assert isinstance(change, ChangeReport)
    pages = {view: client.get(PATH + view) for view in VIEWS}
    assert len({page.heading for page in pages.values()}) == len(VIEWS)
    for view, page in pages.items():
        current = page.soup.select(".views a[aria-current]")
        assert len(current) == 1, view
        assert not re.search(r"\bnan\b|None|Estimate|Suppressed", page.text), view
    for unit in report.units:
        if not isinstance(unit.result, Estimate):
            assert "chưa đủ 10 phiếu" in rows_of(pages["/intervals"])[unit.name]
            continue
        for view in ("", "/target", "/intervals", "/ranks", "/benchmark"):
            assert format_share(unit.result.value) in rows_of(pages[view])[unit.name], view
    for unit in ranked.units:
        if unit.rank is not None:
            low, high = unit.rank.low, unit.rank.high
            assert (f"{low} – {high}" if low != high else str(low)) in rows_of(pages["/ranks"])[unit.name]
    assert "10.000 lần mô phỏng" in pages["/ranks"].text
    fallen = {row.label for row in change.rows if row.change and row.change.word == "fallen"}
    assert {name for name, said in rows_of(pages["/change"]).items() if said.endswith("Giảm")} == fallen
    assert any(name.endswith(" 3") for name in fallen)
    assert "không phải nguyên nhân" in pages["/drivers"].text
    for page in pages.values():  # a reader may look for a school by name, and by nothing else put it in order
        assert {field["name"] for field in page.soup.select("main form [name]")} <= {
            *("instrument", "measure", "kind", "commune", "group", "name")
        }


def test_every_view_gives_its_picture_and_its_table_away_and_the_log_knows(two_years: Database, client: PageClient) -> None:
    sign_in(client, "so.gddt")
    pictures = 0
    for view in VIEWS:
        page = client.get(f"{PATH}{view}?measure=B")
        links = {link.get_text(strip=True): link["href"] for link in page.soup.select(".downloads a")}
        drawn = [url for words, url in links.items() if "PNG" in words]
        assert drawn, view
        pictures += len(drawn)
        for picture in drawn:
            assert client.download(picture, mimetype="image/png").startswith(b"\x89PNG")
        data = client.download(links["Bảng số liệu (CSV)"], mimetype="text/csv")
        rows = list(csv.reader(io.StringIO(data.decode("utf-8-sig"))))
        book = client.client.get(links["Bảng số liệu (Excel)"]).data
        sheet = CalamineWorkbook.from_object(io.BytesIO(book)).get_sheet_by_index(0).to_python()
        assert [len(rows), rows[0]] == [len(sheet), [str(cell) for cell in sheet[0]]], view
        assert len(rows) > 5
    with two_years.reading() as session:
        actions = session.scalars(select(AuditEntry.action)).all()
    assert (actions.count("download-chart"), actions.count("download-comparison")) == (pictures, 2 * len(VIEWS))


def test_a_withheld_unit_is_withheld_in_every_view_file_and_part(two_years: Database, client: PageClient) -> None:
    """Neither its commune, nor its name, nor a file shows more of it than the whole does."""
    sign_in(client, "so.gddt")
    for view in VIEWS[:-2] + VIEWS[-1:]:  # but the drivers, which have no units
        for narrowed in ("", "?commune=Phường+Nghĩa+Lộ", "?name=ngok+bay+13", "?measure=B", "?measure=B04"):
            page = client.get(f"{PATH}{view}{narrowed}")
            row = rows_of(page).get("Trường Tiểu học Ngọk Bay 13", "")
            assert not re.search(r"\d,\d", row), (view, narrowed)
            assert not any("Ngọk Bay 13" in mark.get_text() for mark in page.soup.select(".chart-unit title"))
        table = client.download(f"{PATH}{view or '/funnel'}.csv", mimetype="text/csv").decode("utf-8-sig")
        (line, *_) = [line for line in csv.reader(io.StringIO(table)) if any("Ngọk Bay 13" in cell for cell in line)]
        shares = [cell for cell in line if re.fullmatch(r"0\.\d{6}", cell)]
        assert set(shares) <= {"0.900000", "0.020000"}  # the target, and what a change must reach


def test_a_commune_and_a_level_see_their_units_against_the_whole(
    two_years: Database, new_client: Callable[[], PageClient]
) -> None:
    with two_years.writing() as session:
        session.execute(update(Account).where(Account.username == "xa2").values(levels="TH"))
    whole, commune = sign_in(new_client(), "so.gddt"), sign_in(new_client(), "xa1")
    for view in VIEWS:
        all_rows, own = rows_of(whole.get(PATH + view)), rows_of(commune.get(PATH + view))
        page = commune.get(PATH + view)
        assert "Ngọk Bay" not in page.text, view  # schools of the other commune
        if view == "/drivers":
            assert own == all_rows  # of the whole department, and said to be
            continue
        assert own
        for name, said in own.items():
            if name != "Mức chung":
                assert said == all_rows[name], (view, name)
        for form, mimetype in (("csv", "text/csv"), ("png", "image/png")):
            reply = commune.client.get(f"{PATH}{view or '/funnel'}.{form}")
            assert (reply.status_code, reply.mimetype) == (200, mimetype)
            assert "Ngọk Bay".encode() not in reply.data
    none = sign_in(new_client(), "xa2").get(f"{PATH}?commune=Xã+khác")
    assert "Không có trường nào của xã, phường này" in none.text


def test_addresses_of_views_lead_to_each_other_and_keep_what_was_chosen(two_years: Database, client: PageClient) -> None:
    sign_in(client, "so.gddt")
    page = client.get(f"{PATH}/intervals?measure=B04&commune=Xã+Đăk+Rơ+Wa&name=nghia+lo&group=met&page=1")
    (line,) = page.soup.select("details.fold > summary")  # what a phone shows in place of the fields
    said = " ".join(line.get_text().split())
    assert said.startswith("Từng đơn vị: cha mẹ học sinh tiểu học; ")
    assert "; Xã Đăk Rơ Wa; tìm “nghia lo”" in said
    assert not line.parent.has_attr("open")
    assert page.soup.select_one("#measure option[selected]")["value"] == "B04"
    links = [link["href"] for link in page.soup.select(".views a")]
    assert len(links) == 7
    for link in links:
        assert "measure=B04" in link
        assert "group=" not in link
        there = client.get(link)
        assert there.soup.select_one("#name")["value"] == "nghia lo"
        assert "khớp với “nghia lo”" in there.text
    assert "không tính cho từng câu hỏi" in client.get(f"{PATH}/benchmark?measure=B04").text
    for wrong in ("?instrument=XX", "?measure=Z", "?measure=G01", "?kind=desk"):
        for view in ("", "/ranks", "/dimensions", ".csv", "/funnel.png"):
            client.get(f"{PATH}{view}{wrong}", status=404)
    for odd in ("?page=0", "?page=-1", "?page=99999999", "?page=²", "?group=zzz"):
        assert len(rows_of(client.get(f"{PATH}/intervals{odd}"))) == 14


def test_an_open_campaign_says_what_is_provisional_and_what_must_wait(database: Database, client: PageClient) -> None:
    fill(database, schools=12, answers=30, results_while_open=True)
    sign_in(client, "so.gddt")
    for view in VIEWS:
        page = client.get(PATH + view)
        assert "Kết quả tạm thời" in page.text, view
    assert "được tính sau khi đợt khảo sát khóa sổ" in client.get(f"{PATH}/drivers").text
    assert "Chưa có đợt trước để so" in client.get(f"{PATH}/change").text
    for view in ("drivers", "change"):
        client.get(f"{PATH}/{view}.csv", status=404)
        client.get(f"{PATH}/{view}.png", status=404)


def test_before_the_end_a_closed_campaign_shows_no_view_at_all(database: Database, client: PageClient) -> None:
    fill(database, schools=12, answers=30)
    sign_in(client, "so.gddt")
    for view in VIEWS:
        page = client.get(PATH + view)
        assert "từ ngày 30/05/2026" in page.text
        assert not page.soup.select("svg, table, .downloads")
        client.get(f"{PATH}{view or '/funnel'}.csv", status=404)


def test_the_snapshot_of_an_open_campaign_is_the_same_in_every_view(database: Database, client: PageClient) -> None:
    fill(database, schools=12, answers=30, results_while_open=True)
    sign_in(client, "so.gddt")
    before = {view: rows_of(client.get(PATH + view)) for view in ("", "/intervals", "/ranks", "/dimensions")}
    with database.writing() as session:
        answer(session, find_participation(session, "TH1"), 9, satisfied=0.0, seed=99)
    for view, rows in before.items():
        assert rows_of(client.get(PATH + view)) == rows, view
