"""Early warnings through HTTP: nothing leaks, the states are kept and logged, the scope holds, the thresholds can be set."""

import pytest
from flask import Flask
from sqlalchemy import select, text, update

from survey_app.cli.campaigns import close_campaigns
from survey_app.db import Database
from survey_app.improvement.self_assessments import write_due_day
from survey_app.models import Account, AuditEntry, Campaign, StoredWarning, SumsState, Unit, WarningRule
from tests.conftest import Clock
from tests.factories import answer, fill, find_participation
from tests.pages import Page, PageClient
from tests.staff import sign_in, sign_in_again

WARNINGS = "/department/warnings"
RESULTS = ("missed", "leaning", "fall", "straight", "fast", "identical", "burst")


def titles(page: Page) -> list[str]:
    return [heading.get_text() for heading in page.soup.select(".warn-line h3")]


def rules(database: Database) -> set[str]:
    with database.reading() as session:
        return set(session.scalars(select(StoredWarning.rule).where(StoredWarning.ended_on.is_(None))))


@pytest.fixture
def low(database: Database, clock: Clock) -> dict[str, int]:
    """TH1 has 60 answers of which too few are satisfied, TH2 40 of which nearly all are; nobody sees results before closing."""
    ids = fill(database, answers=0)
    with database.writing() as session:
        answer(session, find_participation(session, "TH1"), 60, satisfied=0.6, seed=3)
        answer(session, find_participation(session, "TH2"), 40, satisfied=0.99, seed=4)
    clock.set(2026, 5, 20)
    return ids


def check(app: Flask) -> None:
    outcome = app.test_cli_runner().invoke(args=["check-warnings"])
    assert outcome.exit_code == 0, outcome.output


def test_no_result_of_an_open_campaign_comes_out_by_a_warning(
    app: Flask, database: Database, client: PageClient, clock: Clock, low: dict[str, int]
) -> None:
    check(app)
    assert not rules(database) & set(RESULTS)
    page = sign_in(client, "so.gddt").get(WARNINGS)
    assert "Tỷ lệ hài lòng" not in page.text
    clock.set(2026, 6, 2)
    page = client.get(WARNINGS)
    assert [title for title in titles(page) if title.startswith("Không đạt chỉ tiêu")] == [
        "Không đạt chỉ tiêu: Sở Giáo dục và Đào tạo",
        "Không đạt chỉ tiêu: Trường Tiểu học Ngọk Bay 1",
    ]
    assert "60 phiếu" in page.text
    with database.writing() as session:  # its last day is put off: what was found must not be shown any more
        session.execute(update(Campaign).values(closes_on=clock().date()))
    page = client.get(WARNINGS)
    assert "Tỷ lệ hài lòng" not in page.text
    assert "Tỷ lệ hài lòng" not in sign_in_again(client, "th1").get("/unit").text


def test_a_form_spoilt_in_the_database_keeps_no_other_warning_from_being_looked_at(
    app: Flask, database: Database, client: PageClient, clock: Clock, low: dict[str, int]
) -> None:
    with database.writing() as session:
        session.execute(text("UPDATE response SET sheet = 'xyz' WHERE participation_id = :id"), {"id": low["TH1"]})
    clock.set(2026, 6, 2)
    page = sign_in(client, "so.gddt").get(WARNINGS)
    assert "Kết thúc mà thiếu phiếu" in page.text
    assert "có phiếu không đọc được" in page.text
    outcome = app.test_cli_runner().invoke(args=["check-warnings"])
    assert outcome.exit_code == 0, outcome.output
    assert "có phiếu không đọc được" in outcome.stderr
    assert "xyz" not in page.text + outcome.output
    assert not rules(database) & set(RESULTS)


def test_what_was_warned_of_stays_where_its_forms_cannot_be_read_any_more(
    app: Flask, database: Database, clock: Clock, low: dict[str, int]
) -> None:
    clock.set(2026, 6, 2)
    check(app)
    before = rules(database)
    assert before & set(RESULTS)
    with database.writing() as session:
        session.execute(text("UPDATE response SET sheet = 'xyz' WHERE participation_id = :id"), {"id": low["TH1"]})
        session.execute(update(Campaign).values(target=0.05))  # which everybody reaches
        session.execute(update(SumsState).values(version=0))  # an earlier release's, to be counted anew
    outcome = app.test_cli_runner().invoke(args=["check-warnings"])
    assert "có phiếu không đọc được" in outcome.stderr
    assert rules(database) == before


def test_where_results_are_shown_early_the_snapshot_is_warned_of_from_ten_answers_on(
    app: Flask, database: Database, client: PageClient, clock: Clock
) -> None:
    fill(database, answers=9, results_while_open=True)
    clock.set(2026, 5, 20)
    check(app)
    assert not rules(database) & set(RESULTS)
    with database.writing() as session:
        answer(session, find_participation(session, "TH1"), 40, satisfied=0.3, seed=5)
    clock.set(2026, 5, 21)
    check(app)
    assert "missed" in rules(database)


def test_a_warning_is_worked_off_with_a_note_and_the_log_says_by_whom(
    app: Flask, database: Database, client: PageClient, clock: Clock, low: dict[str, int]
) -> None:
    clock.set(2026, 6, 2)
    sign_in(client, "so.gddt").get(WARNINGS)
    page = client.get(f"{WARNINGS}?rule=missed&name=ngok")
    address = page.soup.select_one(".warn-line h3 a")["href"]
    form = client.get(address).form_data()
    refused = client.post(address, form | {"state": "done", "note": ""}, status=422)
    assert "Hãy ghi đã làm gì" in refused.text
    assert refused.soup.select_one("#state option[selected]")["value"] == "done"
    client.post(address, form | {"state": "done", "note": "Đã họp với trường."}, status=302)
    page = client.get(address)
    assert "Đã họp với trường." in page.text
    assert "so.gddt" in page.soup.select_one(".history").text
    with database.reading() as session:
        entry = session.scalars(select(AuditEntry).where(AuditEntry.action == "change-warning")).one()
        who = session.scalars(select(Account.id).where(Account.username == "so.gddt")).one()
    assert (entry.account_id, entry.subject) == (who, "missed TH1 2026 TH-PH: done")
    assert "Đã xong" in client.get(f"{WARNINGS}?state=done").text
    assert titles(client.get(f"{WARNINGS}?state=open&rule=missed&name=ngok")) == []


def test_many_are_marked_at_once_and_what_was_typed_comes_back(
    database: Database, client: PageClient, clock: Clock, low: dict[str, int]
) -> None:
    clock.set(2026, 6, 2)
    sign_in(client, "so.gddt")
    page = client.get(WARNINGS)
    ids = [box["value"] for box in page.soup.select("[name=warning]")]
    assert len(ids) >= 3
    form = page.form_data("form[method=post][action='/department/warnings']")
    form = {name: value for name, value in form.items() if name != "warning"}
    nothing = client.post(WARNINGS, form | {"change": "handling", "note": "Đang gọi"}, status=422)
    assert "Chưa chọn cảnh báo nào" in nothing.text
    refused = client.post(WARNINGS, form | {"change": "done", "note": "", "warning": ids[0]}, status=422)
    assert refused.soup.select_one(f"[name=warning][value='{ids[0]}']").has_attr("checked")
    client.post(WARNINGS, form | {"change": "handling", "note": "Đang gọi", "warning": ids}, status=302)
    assert f"Đã ghi {len(ids)} cảnh báo: Đang xử lý." in client.get(WARNINGS).text
    client.post(WARNINGS, form | {"change": "seen", "warning": "999999"}, status=404)


def test_a_commune_sees_and_marks_the_warnings_of_its_own_units_only(
    database: Database, client: PageClient, clock: Clock, low: dict[str, int]
) -> None:
    clock.set(2026, 6, 2)
    sign_in(client, "so.gddt").get(WARNINGS)
    with database.reading() as session:
        other = session.scalars(select(StoredWarning.id).join(Unit).where(Unit.code == "TH1")).first()
    page = sign_in_again(client, "xa1").get(WARNINGS)
    assert "Nghĩa Lộ 2" in page.text
    assert "Ngọk Bay 1" not in page.text
    assert "Đặt ngưỡng" not in page.text
    client.get(f"{WARNINGS}/{other}", status=404)
    form = page.form_data("form[method=post][action='/department/warnings']")
    client.post(f"{WARNINGS}/{other}", {"csrf_token": form["csrf_token"], "state": "seen"}, status=404)
    client.post(WARNINGS, {"csrf_token": form["csrf_token"], "change": "seen", "warning": f"{other}"}, status=404)
    client.get("/management/warning-settings", status=403)


def test_the_unit_reads_the_same_words_and_is_told_whose_they_are(
    app: Flask, database: Database, client: PageClient, clock: Clock, low: dict[str, int]
) -> None:
    clock.set(2026, 6, 2)
    check(app)
    page = sign_in(client, "th1").get("/unit")
    section = page.soup.select_one("[aria-labelledby=canh-bao]")
    assert "Không đạt chỉ tiêu: Cha mẹ học sinh tiểu học" in " ".join(section.get_text(" ").split())
    assert section.select_one(f"a[href='/unit/reports/{low['TH1']}']")
    assert "Cấp trên cũng thấy" in section.text
    assert "Không đạt chỉ tiêu" not in sign_in_again(client, "th2").get("/unit").text


def test_an_overdue_self_assessment_is_told_since_the_day_after_it_was_due(
    database: Database, client: PageClient, clock: Clock, low: dict[str, int]
) -> None:
    with database.writing() as session:
        write_due_day(session, session.scalars(select(Unit.id).where(Unit.code == "SO")).one(), 20)
    clock.set(2026, 6, 20)
    sign_in(client, "so.gddt")
    assert "Quá hạn tự đánh giá quý" not in client.get(WARNINGS).text
    clock.set(2026, 6, 25)
    page = client.get(f"{WARNINGS}?rule=assessment")
    assert len(titles(page)) == 2
    assert "Từ 21/06/2026" in page.text
    assert "Hạn 20/06/2026, quá 5 ngày" in page.text


def test_thresholds_are_set_logged_and_hold_at_the_next_look(
    database: Database, client: PageClient, clock: Clock, low: dict[str, int]
) -> None:
    sign_in(client, "so.gddt")
    settings = "/management/warning-settings"
    form = client.get(settings).form_data()
    assert form["level-leaning"] == "20"
    for wrong in ("", "4", "51", "năm", "1e1"):
        page = client.post(settings, form | {"level-leaning": wrong}, status=422)
        assert page.soup.select_one("#level-leaning")["value"] == wrong
        assert "từ 5 đến 50" in page.text
    form.pop("on-behind")
    client.post(settings, form | {"level-silent": "5"}, status=302)
    with database.reading() as session:
        kept = {row.rule: (row.is_on, row.level) for row in session.scalars(select(WarningRule))}
        logged = session.scalars(select(AuditEntry.subject).where(AuditEntry.action == "set-warning-rule")).all()
    assert kept == {"behind": (False, 3), "silent": (True, 5)}
    assert sorted(logged) == ["behind: off 3", "silent: on 5"]
    assert not client.get(settings).soup.select_one("#on-behind").has_attr("checked")
    client.get(WARNINGS)
    assert "behind" not in rules(database)


def test_without_anything_to_say_the_page_says_so(database: Database, client: PageClient) -> None:
    fill(database, answers=0)
    page = sign_in(client, "so.gddt").get("/department/warnings")
    assert "Chưa có phiếu nào" in page.text  # eight days without an answer
    with database.writing() as session:
        session.execute(update(Campaign).values(opened=False))
    assert "Hiện không có cảnh báo nào" in client.get("/department/warnings").text


def test_the_quality_of_sealed_forms_is_warned_of(app: Flask, database: Database, clock: Clock) -> None:
    ids = fill(database, answers=0)
    with database.writing() as session:
        answer(session, find_participation(session, "TH1"), 30, satisfied=0.9, seed=3)
    from tests.survey_app.results.test_arrivals import send

    send(database, "TH1", 40, clock.moment)  # one value for every item
    clock.set(2026, 6, 2)
    assert app.test_cli_runner().invoke(close_campaigns).exit_code == 0
    check(app)
    assert "straight" in rules(database)
    assert ids
