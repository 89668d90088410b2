"""The department's survey plan: written from a campaign, before and after it is opened, with the days of the calendar."""

import datetime as dt

import pytest
from sqlalchemy import select

from questionnaires import load_shipped
from survey_app.campaigns.calendar import set_days
from survey_app.campaigns.collections import write_collections
from survey_app.campaigns.opening import create_campaign, open_campaign
from survey_app.db import Database
from survey_app.documents.department_plan import build_department_plan
from survey_app.documents.department_plan_figures import days_after, find_department_survey
from survey_app.documents.model import Absent, Document, Table
from survey_app.documents.plan import PlanEntries
from survey_app.documents.settings import find_settings
from survey_app.models import Campaign, Enrolment, Unit
from tests.factories import make_department, make_unit
from tests.survey_app.documents.test_plan import gaps_of, text_of

ADDRESS = "https://khaosat.example.vn"
ENTRIES = PlanEntries(7, dt.date(2026, 3, 2), ("Công văn số 15/UBND-VX ngày 05/01/2026 của UBND tỉnh",), "Phòng Khảo thí")


def plan_of(
    database: Database,
    *,
    codes: tuple[str, ...] = ("TH-PH",),
    closes_on: dt.date = dt.date(2026, 5, 29),
    is_opened: bool = False,
    collections: dict[str, tuple[str, ...]] | None = None,
    calendar: dict[str, list[str]] | None = None,
    entries: PlanEntries = ENTRIES,
    directly: bool = False,
) -> Document:
    """The plan of two schools, of which one has told how many pupils it has; `directly`: a third stands under no commune."""
    with database.writing() as session:
        units = make_department(session)
        units["TH1"].enrolments = [Enrolment(grade=grade, position=k, number=40) for k, grade in enumerate("12345")]
        units["TH2"].enrolments = []
        if directly:
            make_unit(session, "TH9", "Trường Tiểu học Thực hành", levels="TH", parent=units["SO"], pupils=100)
        questionnaires = [load_shipped()[code] for code in codes]
        campaign = create_campaign(
            session,
            code="2026",
            name="Khảo sát năm 2026",
            opens_on=dt.date(2026, 5, 4),
            closes_on=closes_on,
            questionnaires=questionnaires,
        )
        write_collections(session, campaign.id, collections or {})
        for kind, days in (calendar or {}).items():
            set_days(session, kind, days)
        if is_opened:
            open_campaign(session, campaign)
            units["TH1"].enrolments[0].number = 400  # what has been frozen stays
        unit_id, campaign_id = units["SO"].id, campaign.id
    with database.reading() as session:
        found = session.get(Campaign, campaign_id)
        assert found is not None
        survey, settings = find_department_survey(session, found), find_settings(session, [unit_id])[unit_id]
    return build_department_plan(settings, survey, entries, address=ADDRESS)


def steps_of(plan: Document) -> dict[str, str]:
    """When, by what."""
    (table,) = (one for one in plan.tables() if one.code == "thoi-gian")
    return {str(row.cells[1]): str(row.cells[3]) for row in table.rows}


def cells_of(table: Table) -> list[list[str]]:
    return [[str(getattr(cell, "text", cell)) for cell in row.cells] for row in table.rows]


@pytest.mark.parametrize("is_opened", [False, True])
def test_it_counts_units_people_and_answers_before_and_after_opening(database: Database, is_opened: bool) -> None:
    plan = plan_of(database, is_opened=is_opened)
    assert (plan.kind, plan.abbreviation, plan.addressees) == ("KẾ HOẠCH", "KH", ())
    assert plan.title == "Kế hoạch khảo sát sự hài lòng về dịch vụ giáo dục năm 2026"
    said = text_of(plan)
    assert "Thực hiện Công văn số 15/UBND-VX ngày 05/01/2026 của UBND tỉnh." in said
    assert "Khảo sát ở 2 trường, trung tâm, thuộc 2 xã, phường. Mời tất cả" in said, "nothing stands directly under the Sở"
    (sizes,) = (one for one in plan.tables() if one.code == "co-mau")
    assert cells_of(sizes) == [["Cha mẹ học sinh tiểu học", "2", "200", "134"]]  # 200 / (1 + 200 × 0.0025), rounded up
    assert any("1 lượt đơn vị chưa có số người được hỏi" in note for note in sizes.notes)
    (annex,) = plan.annexes
    (table,) = (block for block in annex.blocks if isinstance(block, Table))
    assert [(row[1], row[3], row[4]) for row in cells_of(table)] == [
        ("Trường Tiểu học Ngọk Bay 1", "200", "134"),
        ("Trường Tiểu học Nghĩa Lộ 2", "chưa có", "chưa có"),
        ("Cộng", "200", "134"),
    ]
    assert any(isinstance(cell, Absent) for row in table.rows for cell in row.cells)


def test_units_directly_under_the_department_are_named_where_there_are_some(database: Database) -> None:
    assert "3 trường, trung tâm, thuộc 2 xã, phường và trực thuộc Sở." in text_of(plan_of(database, directly=True))


def test_the_days_after_the_survey_are_those_of_the_calendar(database: Database) -> None:
    steps = steps_of(plan_of(database))
    assert steps["Thu phiếu; theo dõi tiến độ, nhắc đơn vị chậm"] == "Từ ngày 04/05/2026 đến hết ngày 29/05/2026"
    assert steps["Đối thoại với cha mẹ và học sinh về kết quả"] == "Chậm nhất ngày 31/05/2026 và 30/11/2026"
    assert steps["Báo cáo kết quả của Sở"] == "Chậm nhất ngày 10/12/2026"
    assert steps["Công bố kết quả"] == "Chậm nhất ngày 31/12/2026"
    assert steps["Phân tích nguyên nhân mất điểm, gửi Giám đốc Sở"] == "Chậm nhất ngày 30/03/2027"


def test_nothing_about_results_is_due_before_they_are_there(database: Database) -> None:
    calendar = {"publication": ["20/12"], "results": ["15/9", "10/12"]}
    steps = steps_of(plan_of(database, closes_on=dt.date(2026, 10, 30), calendar=calendar))
    assert steps["Đối thoại với cha mẹ và học sinh về kết quả"] == "Chậm nhất ngày 30/11/2026"
    assert steps["Báo cáo kết quả của Sở"] == "Chậm nhất ngày 10/12/2026"
    assert steps["Công bố kết quả"] == "Chậm nhất ngày 20/12/2026"
    assert days_after([(1, 3)], dt.date(2026, 12, 20)) == (dt.date(2027, 3, 1),)
    assert days_after([], dt.date(2026, 12, 20)) == ()


def test_a_kind_without_days_has_no_line(database: Database) -> None:
    assert "Công bố kết quả" not in steps_of(plan_of(database, calendar={"publication": []}))


def test_what_the_department_collects_itself_is_said_and_listed(database: Database) -> None:
    plan = plan_of(database, collections={"independent": ("TH1",), "sample": ("TH1", "TH2")})
    assert "Sở khảo sát độc lập bằng áp phích có mã riêng của Sở" in text_of(plan)
    assert "Sở chọn mẫu, phát phiếu mời có mã dùng một lần" in text_of(plan)
    assert [annex.title for annex in plan.annexes] == [
        "Số người được hỏi và số phiếu cần có của từng đơn vị",
        "Đơn vị Sở khảo sát độc lập",
        "Đơn vị Sở khảo sát mẫu",
    ]
    assert "ghi ở Phụ lục I," in text_of(plan)
    tables = [block for annex in plan.annexes for block in annex.blocks if isinstance(block, Table)]
    assert [len(table.rows) for table in tables[-2:]] == [1, 2]


def test_procedures_have_their_law_and_their_name(database: Database) -> None:
    plan = plan_of(database, codes=("TH-PH", "SIPAS-TTHC"))
    assert plan.title == "Kế hoạch khảo sát sự hài lòng về dịch vụ giáo dục và thủ tục hành chính năm 2026"
    assert "Quyết định số 1001/QĐ-BNV" in text_of(plan)


def test_what_only_the_department_knows_is_a_marked_gap(database: Database) -> None:
    assert gaps_of(plan_of(database)) == []
    empty = plan_of_again(database)
    assert gaps_of(empty) == ["số, ngày văn bản của UBND tỉnh, của Bộ", "phòng, người phụ trách"]


def plan_of_again(database: Database) -> Document:
    """The plan of the campaign that is there, with nothing filled in."""
    with database.reading() as session:
        campaign = session.scalars(select(Campaign)).one()
        department = session.scalars(select(Unit).where(Unit.kind == "department")).one()
        survey, settings = find_department_survey(session, campaign), find_settings(session, [department.id])[department.id]
    return build_department_plan(settings, survey, PlanEntries(None, None, (), ""), address=ADDRESS)
