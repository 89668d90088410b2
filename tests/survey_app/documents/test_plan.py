"""The survey plan: written from the campaign, with gaps for what only the unit knows, frozen when published."""

import datetime as dt
import re

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from questionnaires import load_shipped
from survey_app.db import Database
from survey_app.documents import plans
from survey_app.documents.frozen import document_from_json, document_to_json
from survey_app.documents.model import Chart, Document, Number, Paragraph, Table
from survey_app.documents.plan import PlanEntries, build_plan
from survey_app.documents.plan_figures import describe_targets, find_planned_survey
from survey_app.documents.settings import find_settings
from survey_app.models import Campaign, Enrolment, Unit
from tests.factories import make_campaign, make_department, make_unit

ADDRESS = "https://khaosat.example.vn/k/ABCD2345"
ENTRIES = PlanEntries(5, dt.date(2026, 2, 3), ("Công văn số 12/SGDĐT-VP ngày 05/01/2026 của Sở",), "bà Y Lan, Phó Hiệu trưởng")


def text_of(document: Document) -> str:
    parts = []
    for block in document.body:
        if isinstance(block, Paragraph):
            parts.append("".join(run.text for run in block.runs))
        elif isinstance(block, Table):
            parts += [str(getattr(cell, "text", cell)) for row in block.rows for cell in row.cells]
        else:
            parts.append(block.text)
    return "\n".join(parts)


def gaps_of(document: Document) -> list[str]:
    return [run.text for block in document.body if isinstance(block, Paragraph) for run in block.runs if run.is_blank]


def plan_of(
    database: Database, *, codes: tuple[str, ...] = ("TH-PH",), entries: PlanEntries = ENTRIES, **options: bool
) -> Document:
    with database.writing() as session:
        unit = make_department(session)["TH1"]
        unit.enrolments = [Enrolment(grade=grade, position=place, number=40) for place, grade in enumerate("12345")]
        make_campaign(session, codes=codes)
        unit_id = unit.id
    with database.reading() as session:
        survey, settings = find_planned_survey(session, unit_id, "2026"), find_settings(session, [unit_id])[unit_id]
    assert survey is not None
    return build_plan(settings, survey, entries, address=ADDRESS, **options)


def test_the_plan_says_who_is_asked_when_and_how_many_answers_are_needed(database: Database) -> None:
    plan = plan_of(database)
    assert (plan.kind, plan.abbreviation, plan.addressees) == ("KẾ HOẠCH", "KH", ())
    assert plan.title == "Kế hoạch khảo sát sự hài lòng của cha mẹ học sinh năm 2026"
    asked, steps = plan.tables()
    whole, *grades = asked.rows
    assert whole.cells == ("Cha mẹ học sinh tiểu học", Number(200, "200", "count"), Number(134, "134", "count"))
    assert [row.cells[:2] for row in grades] == [(f"Khối {n}", Number(40, "40", "count")) for n in range(1, 6)]
    assert "Từ ngày 04/05/2026 đến hết ngày 29/05/2026" in [row.cells[2] for row in steps.rows]
    text = text_of(plan)
    for heading in ("I. MỤC ĐÍCH", "II. NỘI DUNG", "III. PHƯƠNG PHÁP", "IV. THỜI GIAN", "V. TỔ CHỨC"):
        assert heading in text
    assert "tỷ lệ hài lòng từ 90% trở lên" in text
    assert ADDRESS in text
    assert text.endswith("./.")
    assert gaps_of(plan) == []


def test_no_law_is_named_but_those_with_a_source(database: Database) -> None:
    plan = plan_of(database, codes=("TH-PH", "SIPAS-TTHC"), entries=PlanEntries())
    numbers = set(re.findall(r"\d+/[0-9A-ZĐ/-]*[A-ZĐ][0-9A-ZĐ-]*", text_of(plan)))
    assert numbers <= {"91/2025/QH15", "356/2025/NĐ-CP", "2034/QĐ-BGDĐT", "1001/QĐ-BNV"}
    assert "2034/QĐ-BGDĐT" in numbers


def test_what_only_the_unit_knows_is_a_gap_in_a_draft_and_never_in_what_is_published(database: Database) -> None:
    draft = plan_of(database, entries=PlanEntries())
    assert gaps_of(draft) == ["số, ngày văn bản của Sở Giáo dục và Đào tạo", "họ tên, chức vụ người phụ trách"]
    assert (draft.letterhead.number, draft.letterhead.date) == (None, None)


def test_a_basis_that_nobody_gave_is_left_out_of_what_is_published(database: Database) -> None:
    final = plan_of(database, entries=PlanEntries(5, dt.date(2026, 2, 3), (), "bà Y Lan"), is_draft=False)
    assert gaps_of(final) == []
    assert "Thực hiện" not in text_of(final)


def test_a_unit_whose_numbers_are_unknown_has_a_plan_that_says_so(database: Database) -> None:
    with database.writing() as session:
        units = make_department(session, schools=0)
        unit_id = make_unit(session, "TH9", "Trường Tiểu học Đăk Pxi", levels="TH", parent=units["X1"]).id
        make_campaign(session)
        commune_id = units["X1"].id
    with database.reading() as session:
        survey = find_planned_survey(session, unit_id, "2026")
        assert survey is not None
        plan = build_plan(find_settings(session, [unit_id])[unit_id], survey, PlanEntries(), address=ADDRESS)
        assert find_planned_survey(session, commune_id, "2026") is None
        assert find_planned_survey(session, unit_id, "2030") is None
    assert [getattr(cell, "text", cell) for cell in plan.tables()[0].rows[0].cells] == [
        "Cha mẹ học sinh tiểu học",
        "chưa có",
        "chưa có",
    ]


def test_a_document_comes_back_from_the_database_as_it_was(database: Database) -> None:
    plan = plan_of(database)
    assert document_from_json(document_to_json(plan)) == plan
    chart = Chart("", "", lambda: b"", lambda: "")
    with pytest.raises(ValueError, match="chart"):
        document_to_json(Document(**(vars(plan) | {"body": (chart,)})))


def test_what_is_published_stays_as_it_was(database: Database) -> None:
    plan = plan_of(database)
    with database.writing() as session:
        unit_id = find_unit_id(session)
        survey = find_planned_survey(session, unit_id, "2026")
        assert survey is not None
        stored = plans.write_entries(session, unit_id, survey.campaign_id, ENTRIES)
        plans.publish_plan(stored, plan, today=dt.date(2026, 2, 4))
        plans.write_entries(session, unit_id, survey.campaign_id, PlanEntries(6))
    with database.reading() as session:
        [published] = plans.find_published(session, unit_id)
        assert plans.find_entries(session, unit_id, survey.campaign_id) == PlanEntries(6)
    assert (published.document, published.published_on) == (plan, dt.date(2026, 2, 4))
    with database.writing() as session:
        assert plans.withdraw_plan(session, unit_id, survey.campaign_id)
        assert not plans.withdraw_plan(session, unit_id, survey.campaign_id)
        assert plans.find_published(session, unit_id) == ()


def find_unit_id(session: Session) -> int:
    return session.scalars(select(Unit.id).where(Unit.code == "TH1")).one()


def test_a_plan_names_the_target_that_will_judge() -> None:
    shipped = load_shipped()
    campaign = Campaign(target=0.9, procedures_target=0.95)
    school, desk = shipped["TH-PH"], shipped["SIPAS-TTHC"]
    assert describe_targets(campaign, [school]) == "từ 90% trở lên"
    assert describe_targets(campaign, [desk]) == "từ 95% trở lên"
    assert describe_targets(campaign, [school, desk]) == "từ 90% trở lên, riêng thủ tục hành chính từ 95% trở lên"
