"""The year on one page: what is done, due and late, for the department that runs it and for those who only see it."""

import datetime as dt

from sqlalchemy import select

from survey_app.config import TIMEZONE
from survey_app.db import Database
from survey_app.models import AuditEntry, CalendarEntry, Release, UnitPlan
from tests.conftest import Clock
from tests.factories import find_participation, make_account, make_campaign, make_department
from tests.pages import Page, PageClient
from tests.staff import sign_in


def fill_year(database: Database, *, since: dt.date = dt.date(2025, 5, 5)) -> None:
    """A department that has worked with the system since a day."""
    with database.writing() as session:
        session.add(AuditEntry(at=dt.datetime.combine(since, dt.time(8), TIMEZONE), action="create-account", subject="so.gddt"))
        units = make_department(session)
        make_campaign(session)
        for name, code in (("so.gddt", "SO"), ("xa1", "X1"), ("phong", "SO")):
            account = make_account(session, name, units[code])
            account.levels = "TH" if name == "phong" else ""


def lines(page: Page) -> dict[str, list[str]]:
    """State words by title, in the order of the page."""
    found: dict[str, list[str]] = {}
    for line in page.soup.select(".year-list > li"):
        _, word, title = (part.get_text(" ", strip=True) for part in line.select("p"))
        found.setdefault(title, []).append(word)
    return found


def token(page: Page) -> str:
    field = page.soup.select_one("[name=csrf_token]")
    assert field is not None
    return str(field["value"])


def test_the_year_says_what_is_done_due_and_late(database: Database, client: PageClient, clock: Clock) -> None:
    fill_year(database)
    clock.set(2026, 5, 12)
    sign_in(client, "so.gddt")
    page = client.get("/department")
    assert page.heading == "Khảo sát năm 2026"
    name = "Khảo sát sự hài lòng năm 2026"
    assert lines(page) == {
        "Báo cáo quý của Sở": ["Quá hạn", "Chưa đến hạn", "Chưa đến hạn", "Chưa đến hạn"],
        "Báo cáo nguyên nhân mất điểm năm trước, giải pháp": ["Quá hạn"],
        f"Kế hoạch khảo sát: {name}": ["Quá hạn"],
        f"Thu phiếu: {name}": ["Đang diễn ra"],
        "Đối thoại với cha mẹ và học sinh": ["Sắp đến hạn", "Chưa đến hạn"],
        "Báo cáo kết quả năm": ["Chưa đến hạn"],
        "Công bố kết quả": ["Chưa đến hạn"],
    }
    assert "3 việc quá hạn, 1 việc đến hạn trong 30 ngày" in page.text
    tick = {"csrf_token": token(page), "year": "2026", "kind": "analysis", "due_on": "2026-03-30"}
    client.post("/management/year/tick", tick | {"deed": "tick-deadline"}, status=302)
    with database.writing() as session:
        campaign, unit = find_participation(session, "TH1").campaign, find_participation(session, "TH1").unit
        department_id = unit.parent.parent_id if unit.parent else None
        clock.set(2026, 5, 12)
        session.add(UnitPlan(unit_id=department_id, campaign_id=campaign.id, number=3, issued_on=clock().date()))
    page = client.get("/department")
    assert lines(page)["Báo cáo nguyên nhân mất điểm năm trước, giải pháp"] == ["Đã xong"]
    assert lines(page)[f"Kế hoạch khảo sát: {name}"] == ["Đã xong"]
    client.post("/management/year/tick", tick | {"deed": "untick-deadline"}, status=302)
    assert lines(client.get("/department"))["Báo cáo nguyên nhân mất điểm năm trước, giải pháp"] == ["Quá hạn"]
    for wrong in ({"kind": "plan"}, {"due_on": "2026-03-29"}, {"kind": "fieldwork"}):
        client.post("/management/year/tick", tick | {"deed": "tick-deadline"} | wrong, status=404)
    assert lines(client.get("/department?year=2027"))["Kế hoạch khảo sát"] == ["Chưa đến hạn"]
    client.get("/department?year=1999", status=404)


def test_results_that_are_published_are_done_and_withdrawn_ones_are_not(
    database: Database, client: PageClient, clock: Clock
) -> None:
    fill_year(database)
    clock.set(2026, 12, 1)
    sign_in(client, "so.gddt")
    with database.writing() as session:
        campaign = find_participation(session, "TH1").campaign
        release = Release(campaign=campaign, number=1, built_at=clock(), content="{}", memory="{}", picture=b"")
        release.fingerprint = release.data_mark = "0" * 64
        session.add(release)
    title = "Công bố kết quả"
    for state, word in (("draft", "Sắp đến hạn"), ("published", "Đã xong"), ("withdrawn", "Sắp đến hạn")):
        with database.writing() as session:
            session.scalars(select(Release)).one().state = state
        page = client.get("/department")
        assert lines(page)[title] == [word]
        may_tick = page.soup.select(f"[aria-label^='Đánh dấu xong: {title}']")
        assert bool(may_tick) == (state != "published"), "what the system knows needs no tick"


def test_what_was_due_before_the_system_was_used_is_not_called_late(
    database: Database, client: PageClient, clock: Clock
) -> None:
    fill_year(database, since=dt.date(2026, 4, 2))
    clock.set(2026, 5, 12)
    sign_in(client, "so.gddt")
    page = client.get("/department")
    found = lines(page)
    assert found["Báo cáo quý của Sở"] == ["Không tính hạn", "Chưa đến hạn", "Chưa đến hạn", "Chưa đến hạn"]
    assert found["Báo cáo nguyên nhân mất điểm năm trước, giải pháp"] == ["Không tính hạn"]
    # the plan's own day was over, so it was due when its campaign opened, which this department saw
    assert found["Kế hoạch khảo sát: Khảo sát sự hài lòng năm 2026"] == ["Quá hạn"]
    assert "04/05/2026" in page.text
    assert "1 việc quá hạn, 1 việc đến hạn trong 30 ngày" in page.text
    assert "Hệ thống được dùng từ ngày 02/04/2026" in page.text
    tick = {"csrf_token": token(page), "year": "2026", "kind": "analysis", "due_on": "2026-03-30"}
    client.post("/management/year/tick", tick | {"deed": "tick-deadline"}, status=302)
    assert lines(client.get("/department"))["Báo cáo nguyên nhân mất điểm năm trước, giải pháp"] == ["Đã xong"]


def test_a_new_installation_has_nothing_late(database: Database, client: PageClient, clock: Clock) -> None:
    with database.writing() as session:
        make_account(session, "so.gddt", make_department(session)["SO"])
    clock.set(2026, 11, 29)
    page = sign_in(client, "so.gddt").get("/department")
    assert "0 việc quá hạn" in page.text
    assert "đơn vị quá hạn chưa gửi" not in page.text
    clock.set(2026, 12, 20)  # the day of the fourth quarter is over, and nobody has done anything here before
    page = client.get("/department/self-assessments")
    assert "Quý I năm 2027, hạn gửi 15/03/2027" in page.text
    assert "quá hạn" not in page.soup.select_one("table").get_text()


def test_who_sees_a_part_of_the_department_sees_the_year_and_changes_nothing(
    database: Database, client: PageClient, clock: Clock
) -> None:
    fill_year(database)
    clock.set(2026, 5, 12)
    for name in ("xa1", "phong"):
        sign_in(client, name)
        page = client.get("/department")
        assert len(lines(page)) == 7
        assert not page.soup.select("main form, main a[href^='/management']")
        data = {"csrf_token": token(page), "deed": "tick-deadline", "year": "2026", "kind": "analysis", "due_on": "2026-03-30"}
        client.post("/management/year/tick", data, status=403)
        for path in ("/management/campaigns", "/management/campaigns/2026", "/management/calendar", "/management/letterhead"):
            client.get(path, status=403)
        client.post("/management/campaigns/2026", data | {"deed": "pause-campaign", "sure": "pause-campaign"}, status=403)
        client.client.post("/sign-out", data={"csrf_token": token(page)})


def test_the_dates_are_set_in_the_browser_all_or_none(database: Database, client: PageClient, clock: Clock) -> None:
    fill_year(database)
    clock.set(2026, 5, 12)
    sign_in(client, "so.gddt")
    page = client.get("/management/calendar")
    data = page.form_data("form.campaign-form")
    assert (data["dialogue"], data["quarter-report"], data["day"]) == ("31/5, 30/11", "20/3, 20/6, 20/9, 20/12", "15")
    refused = client.post("/management/calendar", data | {"results": "20/11", "plan": "30/2", "day": "31"}, status=422)
    assert "“30/2” không phải là một ngày trong năm" in refused.text
    assert "từ 1 đến 28" in refused.text
    assert refused.form_data("form.campaign-form")["plan"] == "30/2"
    with database.reading() as session:
        assert session.scalars(select(CalendarEntry)).all() == []
    client.post("/management/calendar", data | {"results": "20/11", "publication": "", "day": "10"}, status=302)
    found = lines(client.get("/department"))
    assert "Công bố kết quả" not in found
    assert "20/11/2026" in client.get("/department").text
    assert client.get("/management/calendar").form_data("form.campaign-form")["day"] == "10"
    with database.reading() as session:
        assert "set-calendar" in session.scalars(select(AuditEntry.action)).all()


def test_the_departments_letterhead_is_tried_kept_and_refused_as_a_units(
    database: Database, client: PageClient, clock: Clock
) -> None:
    fill_year(database)
    sign_in(client, "so.gddt")
    data = client.get("/management/letterhead").form_data("#settings")
    assert data["official_name"] == "Sở Giáo dục và Đào tạo"
    tried = client.post("/management/letterhead", data | {"place": "Quảng Ngãi", "deed": "look"})
    assert "chưa lưu gì" in tried.text
    assert "Quảng Ngãi, ngày" in tried.text
    refused = client.post("/management/letterhead", data | {"symbol": "S GD", "deed": "save"}, status=422)
    assert "viết liền" in refused.text
    client.post("/management/letterhead", data | {"place": "Quảng Ngãi", "deed": "save"}, status=302)
    assert client.get("/management/letterhead").form_data("#settings")["place"] == "Quảng Ngãi"
