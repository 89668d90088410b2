"""Slips from the unit's page to the form: printed once, accepted once, withdrawn, and known to nobody but the paper."""

from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from survey_app.campaigns.codes import code_hash
from survey_app.collecting.paper_state import find_paper_participation
from survey_app.db import Database
from survey_app.models import AuditEntry, Campaign, EligibleNumber, OneTimeCode, Participation, Response
from tests.conftest import Clock
from tests.factories import fill
from tests.pages import Page, PageClient
from tests.respondents import answered, stored
from tests.staff import sign_in
from tests.survey_app.exports.test_posters import read_codes

GRADES = {"1": 3, "2": 12}


def prepare(database: Database, *, rung: str = "codes", grades: dict[str, int] | None = None) -> str:
    """TH1 in an open campaign with one-time codes; returns the address of its page on slips."""
    ids = fill(database, answers=0)
    with database.writing() as session:
        session.execute(update(Campaign).values(access=rung))
        participation = session.get_one(Participation, ids["TH1"])
        participation.eligible_numbers = [
            EligibleNumber(grade=grade, position=place, number=number)
            for place, (grade, number) in enumerate((grades or GRADES).items())
        ]
    return f"/unit/slips/{ids['TH1']}"


def issue(client: PageClient, url: str, page: Page, **numbers: str) -> bytes:
    """Press the button with these numbers; the page offers the eligible ones."""
    data = page.form_data("form[data-once]") | {"deed": "issue"} | {f"number-{g[1:]}": n for g, n in numbers.items()}
    reply = client.client.post(url, data=data)
    assert (reply.status_code, reply.mimetype) == (200, "application/pdf")
    assert reply.headers["Cache-Control"] == "no-store"
    return bytes(reply.data)


def refused(client: PageClient, url: str, page: Page, **numbers: str) -> str:
    data = page.form_data("form[data-once]") | {"deed": "issue"} | {f"number-{g[1:]}": n for g, n in numbers.items()}
    return client.post(url, data, status=422).soup.select_one("[role=alert]").get_text(" ", strip=True)


def test_every_code_on_the_paper_sends_one_form_and_no_second(
    database: Database, client: PageClient, new_client: Callable[[], PageClient], tmp_path: Path
) -> None:
    url = prepare(database)
    page = sign_in(client, "th1").get("/unit")
    page = client.get(page.soup.find("a", string="Phiếu mời có mã dùng một lần")["href"])
    pdf = issue(client, url, page)
    printed = [address for codes in read_codes(pdf, tmp_path, resolution=150) for address in codes]
    assert len(set(printed)) == len(printed) == 15
    parent = new_client()
    for number, address in enumerate(printed):
        parts = urlsplit(address)
        assert parts.fragment.startswith("ma-")
        code = parts.fragment.removeprefix("ma-")
        for tries, status in ((1, 200), (2, 422)):
            form = parent.get(parts.path)
            data = answered(form.form_data("#phieu"), code=code, reminded="1", sending_key=f"key-of-{number:04}-{tries:04}")
            parent.post(parts.path.replace("/q/", "/k/"), data, status=status)
        assert stored(database, Response) == number + 1
    text = client.get(url).text
    assert "15 mã đang phát" in text
    assert "15 mã đã dùng" in text
    assert "3 / 3" in text


def test_the_database_and_the_log_hold_hashes_and_counts_only(database: Database, client: PageClient, tmp_path: Path) -> None:
    url = prepare(database)
    pdf = issue(client, url, sign_in(client, "th1").get(url))
    codes = {
        urlsplit(address).fragment.removeprefix("ma-")
        for on_page in read_codes(pdf, tmp_path, resolution=150)
        for address in on_page
    }
    with database.reading() as session:
        kept = {(row.code_hash, row.grade, row.used) for row in session.scalars(select(OneTimeCode))}
        log = session.execute(select(AuditEntry.action, AuditEntry.subject).order_by(AuditEntry.id)).all()
    assert {kept_hash for kept_hash, _, _ in kept} == {code_hash(code, secret="a test's secret") for code in codes}
    assert sorted(grade for _, grade, _ in kept) == ["1"] * 3 + ["2"] * 12
    assert not any(used for _, _, used in kept)
    assert [tuple(entry) for entry in log] == [
        ("issue-codes", "2026 TH-PH: 15"),
        ("download-slips", "phieu-moi-2026-TH-PH-TH1.pdf"),
    ]


def test_a_second_press_on_a_stale_page_prints_nothing_and_says_why(database: Database, client: PageClient) -> None:
    url = prepare(database)
    page = sign_in(client, "th1").get(url)
    issue(client, url, page)
    assert "Trong lúc trang này mở, số phiếu mời đã thay đổi" in refused(client, url, page)
    assert stored(database, OneTimeCode) == 15
    fresh = client.get(url)
    offered = fresh.form_data("form[data-once]")
    assert {name: offered[name] for name in ("number-1", "number-2", "issued")} == {
        "number-1": "0",
        "number-2": "0",
        "issued": "15",
    }
    issue(client, url, fresh, g1="2")
    assert stored(database, OneTimeCode) == 17


@pytest.mark.parametrize(
    ("numbers", "words"),
    [
        ({"g1": "0", "g2": ""}, "ít nhất 1 phiếu"),
        ({"g1": "-1"}, "Số phiếu mời phải là số nguyên"),
        ({"g1": "ba"}, "Số phiếu mời phải là số nguyên"),
        ({"g1": "5.001", "g2": "0"}, "Mỗi lần tạo nhiều nhất 5.000 phiếu mời"),
        ({"g1": "81", "g2": "0"}, "Chỉ còn tạo được 80 phiếu mời"),
        ({"g9": "4"}, "không có khối 9"),
    ],
)
def test_what_cannot_be_printed_is_refused_and_nothing_is_issued(
    database: Database, client: PageClient, numbers: dict[str, str], words: str
) -> None:
    url = prepare(database)
    page = sign_in(client, "th1").get(url)
    assert words in refused(client, url, page, **numbers)
    assert stored(database, OneTimeCode) == 0
    assert stored(database, AuditEntry) == 0


def test_withdrawn_slips_are_worthless_and_used_ones_stay(database: Database, client: PageClient) -> None:
    url = prepare(database)
    issue(client, url, sign_in(client, "th1").get(url))
    with database.writing() as session:
        session.scalars(select(OneTimeCode).where(OneTimeCode.grade == "1").limit(1)).one().used = True
    page = client.get(url)
    data = page.form_data("form:not([data-once]):not(.sign-out)") | {"deed": "withdraw"}
    assert "Hãy đánh dấu vào ô xác nhận" in client.post(url, data, status=422).text
    assert stored(database, OneTimeCode) == 15
    place = client.post(url, data | {"sure": "1"}, status=302).headers["Location"]
    assert "withdrawn" not in place
    assert "Đã thu hồi 14 mã chưa dùng." in client.get(place).text
    for address in (place, f"{place}?withdrawn=500"):
        assert "Đã thu hồi" not in client.get(address).text, "it is said once, and never because an address says so"
    assert stored(database, OneTimeCode) == 1
    with database.reading() as session:
        assert (
            session.scalars(select(AuditEntry.subject).where(AuditEntry.action == "withdraw-codes")).one() == "2026 TH-PH: 14"
        )


@pytest.mark.parametrize("rung", ["open", "marked"])
def test_a_campaign_without_codes_says_so_and_prints_none(database: Database, client: PageClient, rung: str) -> None:
    url = prepare(database, rung=rung)
    page = sign_in(client, "th1").get(url)
    assert "Đợt khảo sát này không dùng mã dùng một lần" in page.text
    assert not page.soup.select("main form")
    assert page.soup.find("a", string="Phiếu mời có mã dùng một lần") is None
    token = client.get("/unit/actions").form_data()["csrf_token"]
    data = {"csrf_token": token, "deed": "issue", "issued": "0", "number-1": "2"}
    assert "không dùng mã dùng một lần" in client.post(url, data, status=422).text
    assert stored(database, OneTimeCode) == 0


def test_after_the_last_day_slips_are_counted_but_not_printed(database: Database, client: PageClient, clock: Clock) -> None:
    url = prepare(database)
    page = sign_in(client, "th1").get(url)
    issue(client, url, page)
    clock.set(2026, 5, 30)
    closed = client.get(url)
    assert "Tạo và tải tệp PDF" not in closed.text
    assert "0 / 12" in closed.text
    data = page.form_data("form[data-once]") | closed.form_data("form[data-once]") | {"deed": "issue", "number-1": "1"}
    assert "không còn nhận phiếu trả lời" in client.post(url, data, status=422).text


def test_a_unit_without_numbers_by_grade_has_one_bundle(database: Database, client: PageClient) -> None:
    url = prepare(database, grades={"": 4})
    page = sign_in(client, "th1").get(url)
    assert "Cả đơn vị" in page.text
    issue(client, url, page)
    with database.reading() as session:
        assert grades_of(session) == {"": 4}


def test_slips_of_another_school_are_not_there(database: Database, client: PageClient) -> None:
    url = prepare(database)
    token = sign_in(client, "th2").get("/unit/actions").form_data()["csrf_token"]
    client.get(url, status=404)
    for deed in ("issue", "withdraw"):
        client.post(url, {"csrf_token": token, "deed": deed, "sure": "1", "number-1": "1", "issued": "0"}, status=404)
    client.post(url, {"csrf_token": token, "deed": "burn"}, status=400)
    client.post(url, {"deed": "issue"}, status=400)


def test_what_others_collect_about_a_school_has_no_slips_and_no_paper(database: Database, client: PageClient) -> None:
    own = int(prepare(database).rsplit("/", 1)[1])
    with database.writing() as session:
        school = session.get_one(Participation, own)
        place = {name: getattr(school, name) for name in ("campaign_id", "unit_id", "instrument_id")}
        others = Participation(**place, collection="independent")
        session.add(others)
        session.flush()
        number = others.id
    sign_in(client, "th1").get(f"/unit/slips/{own}")
    client.get(f"/unit/slips/{number}", status=404)
    with database.reading() as session:
        assert find_paper_participation(session, own, unit_id=place["unit_id"]) is not None
        assert find_paper_participation(session, number, unit_id=place["unit_id"]) is None


def grades_of(session: Session) -> dict[str, int]:
    return dict(session.execute(select(OneTimeCode.grade, func.count()).group_by(OneTimeCode.grade)).all())
