"""Comments of many units on one page: released ones alone, masked, found without diacritics, in files as text."""

import io
from collections.abc import Callable

import pytest
from python_calamine import CalamineWorkbook
from sqlalchemy import select

from survey_app.accounts.scope import find_scope
from survey_app.db import Database
from survey_app.models import AuditEntry, Campaign, Unit
from survey_app.results.comment_decisions import Decision
from survey_app.results.comment_reading import PAGE, find_places, read_all, read_page, sum_counts
from survey_app.results.comments import counts_by_question
from tests.conftest import Clock
from tests.factories import fill
from tests.pages import Page, PageClient
from tests.staff import sign_in
from tests.survey_app.results.comment_samples import decide, key_of, look, write

URL = "/department/campaigns/2026/comments"
FIRST = [
    {"G01": "Thầy cô tận tình", "G02": "Nhà vệ sinh còn hôi"},
    {"G01": "=HYPERLINK(1) gọi 0905 123 456", "G02": "Cô Lan hay mắng"},
    {"G02": "Chưa ai đọc điều này"},
]
SECOND = [{"G01": "Đồ chơi đẹp", "G02": "Nhà vệ sinh sạch"}]
DECISIONS = {
    "tận tình": Decision("released"),
    "còn hôi": Decision("released"),
    "HYPERLINK": Decision("released"),
    "Cô Lan": Decision("released", words="Lan"),
    "Đồ chơi": Decision("released"),
    "sạch": Decision("inside"),
}


@pytest.fixture
def schools(database: Database, clock: Clock) -> dict[str, int]:
    """Two schools in two communes; both have reviewed, the first all but one comment."""
    found = fill(database, schools=2, answers=20)
    for code, comments in (("TH1", FIRST), ("TH2", SECOND)):
        write(database, found[code], comments)
        review = look(database, found[code])
        decide(
            database,
            found[code],
            {key_of(review, words): decision for words, decision in DECISIONS.items() if words in str(review)},
        )
    clock.set(2026, 6, 2)
    return found


def words(page: Page) -> list[str]:
    return [" ".join(words.get_text().split()) for words in page.soup.select(".words")]


def test_the_department_reads_what_units_have_released_and_nothing_else(client: PageClient, schools: dict[str, int]) -> None:
    sign_in(client, "so.gddt")
    page = client.get(URL)
    assert words(page) == [
        "Đồ chơi đẹp",
        "=HYPERLINK(1) gọi [số điện thoại]",
        "Thầy cô tận tình",
        "Cô […] hay mắng",
        "Nhà vệ sinh còn hôi",
    ], "by the name of the unit, then by question, then by the letters of the words"
    assert "Ý kiến" in [link.get_text() for link in page.soup.select(".tabs a")]
    for wanted, number in (
        ("words=nha+ve+sinh", 1),
        ("words=l%E1%BA%A1n", 0),
        ("words=lan", 0),  # masked by hand: not even a search says that it is there
        ("words=0905", 0),
        ("question=G02", 2),
        ("name=nghia+lo", 1),
        ("level=TH", 5),
        ("level=THPT", 0),
        ("instrument=TH-PH&question=G01", 3),
        ("commune=-", 0),
        ("words=do&name=nghia", 1),
    ):
        assert len(words(client.get(f"{URL}?{wanted}"))) == number, wanted
    for odd in ("page=99999999999999999999", "page=-3", "page=x", "words=%00", "question=ZZZ", "commune=%F0%9F%98%80"):
        client.get(f"{URL}?{odd}")


def test_who_has_reviewed_how_much_stands_beside(client: PageClient, schools: dict[str, int]) -> None:
    sign_in(client, "so.gddt")
    page = client.get(f"{URL}/units")
    rows = [[cell.get_text().strip() for cell in row.select("th, td")] for row in page.soup.select("tbody tr")]
    assert [(row[0], *(cell.split()[0] for cell in row[3:])) for row in rows] == [
        ("Trường Tiểu học Ngọk Bay 1", "1", "4", "0", "0"),
        ("Trường Tiểu học Nghĩa Lộ 2", "0", "1", "1", "0"),
    ], "the most left to do comes first"
    assert len(client.get(f"{URL}/units?name=ngok").soup.select("tbody tr")) == 1
    assert not client.get(f"{URL}/units?level=MN").soup.select("tbody tr")


def test_text_that_looks_like_a_formula_stays_text_in_files(
    database: Database, client: PageClient, schools: dict[str, int]
) -> None:
    sign_in(client, "so.gddt")
    table = client.download(f"{URL}.csv?question=G01", mimetype="text/csv").decode("utf-8-sig")
    assert "'=HYPERLINK(1) gọi [số điện thoại]" in table
    assert "0905" not in table
    assert len(table.strip().splitlines()) == 4
    xlsx = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    workbook = CalamineWorkbook.from_object(io.BytesIO(client.download(f"{URL}.xlsx?question=G01", mimetype=xlsx)))
    rows = workbook.get_sheet_by_index(0).to_python()
    assert [row[-1] for row in rows] == ["Ý kiến", "Đồ chơi đẹp", "=HYPERLINK(1) gọi [số điện thoại]", "Thầy cô tận tình"]
    with database.reading() as session:
        log = session.execute(
            select(AuditEntry.action, AuditEntry.subject).where(AuditEntry.action == "download-comments")
        ).all()
    assert [tuple(entry) for entry in log] == [("download-comments", "2026: 3")] * 2


def test_a_commune_reads_its_own_schools(new_client: Callable[[], PageClient], schools: dict[str, int]) -> None:
    for username, expected in (("xa1", ["Đồ chơi đẹp"]), ("xa2", 4)):
        client = sign_in(new_client(), username)
        found = words(client.get(URL))
        assert found == expected or len(found) == expected
        table = client.download(f"{URL}.csv", mimetype="text/csv").decode()
        assert ("Nghĩa Lộ 2" in table, "Ngọk Bay 1" in table) == (username == "xa1", username == "xa2")


def test_nothing_is_read_while_the_campaign_is_open_and_nothing_of_a_few(
    database: Database, client: PageClient, clock: Clock, schools: dict[str, int]
) -> None:
    sign_in(client, "so.gddt")
    clock.set(2026, 5, 12)
    for url in (URL, f"{URL}/units"):
        assert not words(client.get(url))
        assert "sau khi đợt khảo sát kết thúc" in client.get(url).text
    client.get(f"{URL}.csv", status=404)
    client.get("/department/campaigns/1999/comments", status=404)


def test_pages_hold_every_comment_once(database: Database, schools: dict[str, int], clock: Clock) -> None:
    many = [{"G01": f"Ý kiến thứ {number:03}", "G03": f"Thêm {number:03}"} for number in range(2 * PAGE)]
    write(database, schools["TH2"], many)
    review = look(database, schools["TH2"])
    keys = [comment.key for question in review.questions for comment in question.comments]  # type: ignore[union-attr]
    decide(database, schools["TH2"], dict.fromkeys(keys, Decision("released")))
    with database.reading() as session:
        campaign = session.scalars(select(Campaign)).one()
        department = session.scalars(select(Unit).where(Unit.kind == "department")).one()
        units = {unit.unit_id for unit in find_scope(session, department.id).values()}
        places = find_places(session, campaign, unit_ids=units)
        counts = counts_by_question(session, [place.participation_id for place in places])
        everything = [(place.unit_code, question, text) for place, question, text in read_all(session, places)]
        for matches in (None, lambda text: "thứ" in text):
            expected = [one for one in everything if matches is None or matches(one[2])]
            first = read_page(session, places, counts, page=1, matches=matches)
            pages = [
                read_page(session, places, counts, page=number + 1, matches=matches) for number in range(first.pager.pages)
            ]
            shown = [
                (one.place.unit_code, question, text)
                for page in pages
                for one in page.places
                for question, texts in one.questions
                for text in texts
            ]
            assert shown == expected
            assert [page.pager.rows for page in pages] == [len(expected)] * len(pages)
            assert (pages[0].pager.first, pages[-1].pager.last) == (1, len(expected))
        assert sum(one.released for one in sum_counts(places, counts).values()) == len(everything)
