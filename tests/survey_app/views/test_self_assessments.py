"""A quarter's self-assessment from the first draft to the department's list: sent, late, recalled, returned."""

import io
from collections.abc import Callable

import docx
import pytest
from sqlalchemy import select

from survey_app.db import Database
from survey_app.improvement.assessment import TARGETS
from survey_app.models import Action, AuditEntry, SelfAssessment, Unit
from tests.conftest import Clock
from tests.factories import fill, make_unit
from tests.pages import Page, PageClient
from tests.staff import sign_in

ALL, URL = "/unit/self-assessments", "/unit/self-assessments/2026-2"
DEPARTMENT = "/department/self-assessments"
WRITTEN = {"text-done": "Sửa 12 vòi nước.\r\n\r\nHọp cha mẹ ngày 5/6.", "text-next": "Đối thoại lần hai."}
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
COMPLETE = WRITTEN | {f"rating-{code}": "met" for code in TARGETS}


@pytest.fixture
def clerk(database: Database, client: PageClient) -> PageClient:
    fill(database, answers=12)
    return sign_in(client, "th1")


@pytest.fixture
def department(clerk: PageClient, new_client: Callable[[], PageClient]) -> PageClient:
    assert clerk
    return sign_in(new_client(), "so.gddt")


def send(clerk: PageClient, deed: str, *, status: int = 302, **fields: str) -> Page:
    data = {"csrf_token": clerk.get(URL).form_data("main form")["csrf_token"], "deed": deed} | fields
    return clerk.post(URL, data, status=status)


def stages(page: Page) -> list[str]:
    return [stage.get_text() for stage in page.soup.select("td .stage")]


def return_it(department: PageClient, address: str, reason: str, *, status: int = 302) -> Page:
    token = department.get(address).form_data("main form")["csrf_token"]
    return department.post(address, {"csrf_token": token, "reason": reason}, status=status)


def test_it_begins_with_what_the_system_knows(clerk: PageClient, database: Database) -> None:
    with database.writing() as session:
        unit_id = session.scalars(select(Unit.id).where(Unit.code == "TH1")).one()
        session.add(Action(unit_id=unit_id, text="Làm mái che sân.", published_on=Clock().moment.date()))
        session.add(Action(unit_id=unit_id, text="Một bản nháp."))
    assert stages(clerk.get(ALL)) == ["Chưa viết"]
    text = clerk.get(URL).text
    for words in (
        "Tự đánh giá công tác nâng cao sự hài lòng quý II năm 2026",
        "Khảo sát sự hài lòng năm 2026: Cha mẹ học sinh tiểu học 04/05 – 29/05/2026 210 138 12",
        "đã công bố với người trả lời 1 việc làm theo góp ý:",
        "Làm mái che sân.",
        "đã trả lời đúng hạn: chưa có trong hệ thống.",
    ):
        assert words in text, words
    assert "Một bản nháp." not in text


def test_a_draft_is_kept_and_nobody_else_sees_it(clerk: PageClient, department: PageClient) -> None:
    send(clerk, "save", **WRITTEN)
    page = clerk.get(URL)
    assert "Đã lưu nháp." in page.text
    assert page.form_data("#assessment")["text-done"] == "Sửa 12 vòi nước.\nHọp cha mẹ ngày 5/6."
    assert stages(clerk.get(ALL)) == ["Bản nháp"]
    listed = department.get(DEPARTMENT)
    assert "vòi nước" not in listed.text
    assert not listed.soup.select(f"a[href^='{DEPARTMENT}/']")


def test_what_is_missing_is_said_at_the_fields_and_nothing_typed_is_lost(clerk: PageClient, database: Database) -> None:
    page = send(clerk, "send", status=422, **(COMPLETE | {"text-next": " ", "rating-survey": "missed", "rating-dialogue": "x"}))
    alert = page.soup.select_one("[role=alert]")
    assert [link["href"] for link in alert.select("a")] == ["#text-next", "#explanation-survey", "#rating-dialogue"]
    assert "Việc làm trong quý tới: hãy viết ít nhất một câu." in page.soup.select_one("#text-next-loi").get_text()
    for form in (page.form_data("#assessment"), clerk.get(URL).form_data("#assessment")):
        assert (form["text-done"], form["rating-survey"]) == ("Sửa 12 vòi nước.\nHọp cha mẹ ngày 5/6.", "missed")
    with database.reading() as session:
        assert session.scalars(select(SelfAssessment)).one().sent_at is None


def test_what_is_too_long_is_refused_with_what_was_typed(clerk: PageClient, database: Database) -> None:
    long = {"text-done": "ă" * 2001, "explanation-survey": "x" * 401}
    page = send(clerk, "save", status=422, **long)
    assert "dài 2001 ký tự, tối đa 2000" in page.soup.select_one("[role=alert]").get_text()
    assert page.form_data("#assessment")["text-done"] == "ă" * 2001
    with database.reading() as session:
        assert session.scalars(select(SelfAssessment)).all() == []


def test_what_was_sent_stays_as_it_was(clerk: PageClient, department: PageClient, database: Database) -> None:
    send(clerk, "send", **COMPLETE)
    assert stages(clerk.get(ALL)) == ["Đã gửi 12/05/2026"]
    listed = department.get(DEPARTMENT)
    assert sorted(stages(listed)) == ["Chưa viết", "Đã gửi 12/05/2026"]
    assert "1 / 2 đơn vị đã gửi" in listed.text
    [link] = listed.soup.select(f"a[href^='{DEPARTMENT}/']")
    with database.writing() as session:
        session.scalars(select(Unit).where(Unit.code == "TH1")).one().name = "Tên mới"
    for text in (department.get(link["href"]).soup.select_one("article.document").text, clerk.get(URL).text):
        assert "TRƯỜNG TIỂU HỌC NGỌK BAY 1" in text
        assert "Nghĩa Lộ, ngày 12 tháng 5 năm 2026" in text
    page = clerk.get(URL)
    token = page.form_data("main form")["csrf_token"]
    refused = clerk.post(URL, COMPLETE | {"csrf_token": token, "deed": "save", "text-done": "Khác"}, status=422)
    assert "Bản này đã gửi nên không sửa được." in refused.text
    assert "Khác" not in clerk.get(URL).text


def test_it_can_be_taken_back_until_it_is_due(clerk: PageClient, department: PageClient, clock: Clock) -> None:
    send(clerk, "send", **COMPLETE)
    [link] = department.get(DEPARTMENT).soup.select(f"a[href^='{DEPARTMENT}/']")
    clock.set(2026, 6, 15, 23, 59)
    send(clerk, "recall")
    department.get(link["href"], status=404)
    send(clerk, "send", **COMPLETE)
    assert stages(clerk.get(ALL)) == ["Đã gửi 15/06/2026"]
    clock.set(2026, 6, 16)
    assert not clerk.get(URL).soup.select("main form")
    token = clerk.get("/unit/actions").form_data("main form")["csrf_token"]
    refused = clerk.post(URL, {"csrf_token": token, "deed": "recall"}, status=422)
    assert "Đã hết hạn nên không rút lại được." in refused.text


def test_who_is_late_is_seen_by_both(clerk: PageClient, department: PageClient, clock: Clock) -> None:
    clock.set(2026, 6, 18, 9)
    send(clerk, "send", **COMPLETE)
    assert stages(clerk.get(ALL)) == ["Gửi muộn 3 ngày"]
    listed = department.get(DEPARTMENT)
    assert stages(listed) == ["Quá hạn 3 ngày", "Gửi muộn 3 ngày"]
    for query, names in (
        ("state=late", ["Bay 1"]),
        ("name=nghia+lo", ["Lộ 2"]),
        ("commune=Phường+Nghĩa+Lộ", ["Bay 1"]),
        ("state=sent", []),
    ):
        rows = department.get(f"{DEPARTMENT}?{query}").soup.select("tbody th")
        assert [row.get_text()[-len(name) :] for row, name in zip(rows, names, strict=True)] == names, query


def test_a_correction_that_was_asked_for_is_not_late(clerk: PageClient, department: PageClient, clock: Clock) -> None:
    send(clerk, "send", **COMPLETE)
    [link] = department.get(DEPARTMENT).soup.select(f"a[href^='{DEPARTMENT}/']")
    assert "Hãy ghi lý do trả lại" in return_it(department, link["href"], " ", status=422).text
    long = return_it(department, link["href"], "x" * 501, status=422)
    assert "Lý do dài 501 ký tự" in long.text
    assert long.soup.select_one("#reason").get_text() == "x" * 501
    clock.set(2026, 6, 20)
    return_it(department, link["href"], "Bổ sung số buổi đối thoại.")
    assert "Đã trả lại." in department.get(DEPARTMENT).text
    assert "đã trả lại để đơn vị sửa" in department.get(link["href"]).text
    page = clerk.get(URL)
    assert "Bổ sung số buổi đối thoại." in page.text
    assert page.form_data("#assessment")["text-next"] == "Đối thoại lần hai."
    clock.set(2026, 6, 25)
    send(clerk, "send", **COMPLETE)
    assert stages(clerk.get(ALL)) == ["Đã gửi 12/05/2026"]


def test_the_department_sets_the_day_and_what_was_sent_keeps_its_own(
    clerk: PageClient, department: PageClient, new_client: Callable[[], PageClient], clock: Clock
) -> None:
    clock.set(2026, 6, 12)
    send(clerk, "send", **COMPLETE)
    token = department.get(DEPARTMENT).form_data("main form[method=post]")["csrf_token"]
    department.post(DEPARTMENT, {"csrf_token": token, "day": "31"}, status=400)
    department.post(DEPARTMENT, {"csrf_token": token, "day": "10"}, status=302)
    listed = department.get(DEPARTMENT)
    assert "hạn gửi 10/06/2026" in listed.text
    assert stages(listed) == ["Quá hạn 2 ngày", "Đã gửi 12/06/2026"]
    commune = sign_in(new_client(), "xa1")
    assert not commune.get(DEPARTMENT).soup.select("main form[method=post]")
    commune.post(DEPARTMENT, {"csrf_token": commune_token(commune), "day": "20"}, status=403)


def test_another_commune_and_another_quarter_are_not_there(
    clerk: PageClient, department: PageClient, new_client: Callable[[], PageClient]
) -> None:
    send(clerk, "send", **COMPLETE)
    [link] = department.get(DEPARTMENT).soup.select(f"a[href^='{DEPARTMENT}/']")
    stranger = sign_in(new_client(), "xa1")  # TH1 lies in the other commune
    stranger.get(link["href"], status=404)
    stranger.post(link["href"], {"csrf_token": commune_token(stranger), "reason": "x"}, status=404)
    assert "Bay 1" not in stranger.get(DEPARTMENT).text
    assert "Bay 1" in sign_in(new_client(), "xa2").get(DEPARTMENT).text
    for quarter in ("2026-3", "2025-4", "2026-9", "x"):
        clerk.get(f"{ALL}/{quarter}", status=404)
        department.get(f"{DEPARTMENT}?quarter={quarter}", status=404)


def test_the_log_says_who_did_what_and_no_word_of_it(clerk: PageClient, department: PageClient, database: Database) -> None:
    send(clerk, "save", **WRITTEN)
    send(clerk, "send", **COMPLETE)
    [link] = department.get(DEPARTMENT).soup.select(f"a[href^='{DEPARTMENT}/']")
    return_it(department, link["href"], "Thiếu số liệu.")
    with database.reading() as session:
        log = session.execute(select(AuditEntry.action, AuditEntry.subject).order_by(AuditEntry.id)).all()
    assert [tuple(entry) for entry in log] == [
        ("edit-self-assessment", "2026-2"),
        ("send-self-assessment", "2026-2"),
        ("return-self-assessment", "TH1 2026-2"),
    ]


def test_a_report_is_taken_away_as_it_was_sent(clerk: PageClient, department: PageClient, database: Database) -> None:
    assert "[đơn vị viết" in word_text(clerk.download(f"{URL}/docx", mimetype=WORD))
    send(clerk, "send", **COMPLETE)
    [link] = department.get(DEPARTMENT).soup.select(f"a[href^='{DEPARTMENT}/']")
    assert department.get(link["href"]).soup.select_one(f"a[href='{link['href']}/docx']") is not None
    sent = clerk.download(f"{URL}/docx", mimetype=WORD)
    assert department.download(f"{link['href']}/docx", mimetype=WORD) == sent
    for words in ("Sửa 12 vòi nước.", "quý II năm 2026", "TRƯỜNG TIỂU HỌC NGỌK BAY 1"):
        assert words in word_text(sent)
    with database.reading() as session:
        subjects = session.scalars(select(AuditEntry.subject).where(AuditEntry.action == "download-self-assessment")).all()
    assert subjects == ["tu-danh-gia-2026-2.docx", "tu-danh-gia-2026-2.docx", "tu-danh-gia-2026-2-TH1.docx"]


def word_text(content: bytes) -> str:
    return " ".join("".join(text for text in docx.Document(io.BytesIO(content)).element.body.itertext()).split())


def commune_token(client: PageClient) -> str:
    return client.get(DEPARTMENT).form_data(".sign-out")["csrf_token"]


def test_the_department_s_first_page_says_who_is_overdue_and_leads_to_them(department: PageClient, clock: Clock) -> None:
    assert "quá hạn chưa gửi" not in department.get("/department").text
    clock.set(2026, 6, 20)
    link = department.get("/department").soup.select("section[aria-labelledby=quy] a")[0]
    assert link.get_text().startswith("Quý II năm 2026: ")
    overdue = stages(department.get(link["href"]))
    assert f": {len(overdue)} đơn vị" in link.get_text()
    assert set(overdue) == {"Quá hạn 5 ngày"}


def test_a_unit_that_is_closed_owes_none(department: PageClient, clerk: PageClient, database: Database, clock: Clock) -> None:
    with database.writing() as session:
        session.scalars(select(Unit).where(Unit.code == "TH1")).one().closed_on = clock.moment.date()
    page = department.get(DEPARTMENT)
    assert "Nghĩa Lộ 2" in page.text
    assert "Ngọk Bay 1" not in page.text
    send(clerk, "send", **COMPLETE)  # what was sent stays in the list
    assert "Ngọk Bay 1" in department.get(DEPARTMENT).text


def test_a_province_is_listed_a_page_at_a_time_and_counted_whole(
    department: PageClient, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("survey_app.views.department_self_assessments.PER_PAGE", 2)
    with database.writing() as session:
        parent = session.scalars(select(Unit).where(Unit.kind == "department")).one()
        for number in range(4):
            make_unit(session, f"N{number}", f"Trường Tiểu học Nà Sầm {number}", levels="TH", parent=parent, pupils=90)
    seen: list[str] = []
    page = department.get(f"{DEPARTMENT}?name=na sam")
    assert "4 đơn vị khớp" in page.text
    while True:
        seen += [row.get_text() for row in page.soup.select("tbody th")]
        following = [link["href"] for link in page.soup.select("nav.pages a") if link.get_text() == "Trang sau"]
        if not following:
            break
        page = department.get(str(following[0]))
    assert seen == [f"Trường Tiểu học Nà Sầm {number}" for number in range(4)]
