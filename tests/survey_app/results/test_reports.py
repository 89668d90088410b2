"""What pages may ask: whose report, when, and at what cost."""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import event, select

from analysis.estimates import Estimate, Suppressed
from analysis.reports import DepartmentReport, UnitReport
from survey_app.campaigns.opening import open_campaign
from survey_app.config import TIMEZONE
from survey_app.db import Database
from survey_app.models import Campaign, Unit
from survey_app.results.progress import campaign_progress, unit_campaigns
from survey_app.results.reports import NotShown, compared_kinds, find_department_report, find_unit_report
from tests.survey_app.campaigns.samples import add_campaign, add_department, add_unit
from tests.survey_app.results.samples import CLOSED, GRACE, OPEN, add_open_campaign, answer, participation_of

BEFORE = dt.datetime(2026, 5, 3, 9, tzinfo=TIMEZONE)
IN_GRACE = dt.datetime(2026, 5, 30, 0, 30, tzinfo=TIMEZONE)


@pytest.fixture
def campaign_id(database: Database) -> int:
    """An open campaign that shows no results before it is closed, with 12 and 30 forms in two schools."""
    with database.writing() as session:
        campaign = add_open_campaign(session, results_while_open=False)
        answer(session, participation_of(session, "TH1"), 12, value="5")
        answer(session, participation_of(session, "LT1"), 30, value="3", grade="2")
        return campaign.id


def unit_report(
    database: Database, unit_code: str, *, now: dt.datetime = CLOSED, of: str | None = None
) -> UnitReport | NotShown:
    with database.reading() as session:
        participation = participation_of(session, unit_code)
        unit_id = participation_of(session, of).unit_id if of else None
        return find_unit_report(session, participation.id, now=now, grace_minutes=GRACE, unit_id=unit_id)


def department_report(
    database: Database, campaign_id: int, *, now: dt.datetime = CLOSED, code: str = "TH-PH", measure: str = ""
) -> DepartmentReport | NotShown:
    with database.reading() as session:
        campaign = session.get_one(Campaign, campaign_id)
        return find_department_report(session, campaign, code, measure_code=measure, now=now, grace_minutes=GRACE)


def show_while_open(database: Database, campaign_id: int) -> None:
    with database.writing() as session:
        session.get_one(Campaign, campaign_id).results_while_open = True


@contextmanager
def statements(database: Database) -> Iterator[list[str]]:
    """Everything that is sent to the database meanwhile."""
    sent: list[str] = []

    def note(connection, cursor, statement, parameters, context, many):  # type: ignore[no-untyped-def]
        if not statement.startswith("BEGIN"):
            sent.append(statement)

    event.listen(database.engine, "before_cursor_execute", note)
    yield sent
    event.remove(database.engine, "before_cursor_execute", note)


def test_results_wait_for_the_end_unless_the_campaign_says_otherwise(database: Database, campaign_id: int) -> None:
    waiting = NotShown("after closing", shown_from=dt.date(2026, 5, 30))
    for now in (OPEN, IN_GRACE):
        assert unit_report(database, "TH1", now=now) == waiting
        assert department_report(database, campaign_id, now=now) == waiting
    assert unit_report(database, "TH1", now=BEFORE) == NotShown("not open yet")
    assert isinstance(unit_report(database, "TH1"), UnitReport)
    assert isinstance(department_report(database, campaign_id), DepartmentReport)


def test_what_is_not_there_is_unknown(database: Database, campaign_id: int) -> None:
    with database.reading() as session:
        assert find_unit_report(session, 9999, now=CLOSED, grace_minutes=GRACE) == NotShown("unknown")
    assert department_report(database, campaign_id, code="XX-XX") == NotShown("unknown")
    assert department_report(database, campaign_id, measure="Z") == NotShown("unknown")


def test_a_unit_gets_no_report_but_its_own(database: Database, campaign_id: int) -> None:
    assert unit_report(database, "TH1", of="LT1") == NotShown("unknown")
    assert isinstance(unit_report(database, "TH1", of="TH1"), UnitReport)


def test_a_unit_report_holds_its_forms_numbers_and_terms(database: Database, campaign_id: int) -> None:
    report = unit_report(database, "TH1")
    assert isinstance(report, UnitReport)
    assert (report.unit_code, report.forms, report.eligible, report.needed) == ("TH1", 12, 400, 200)
    assert (report.target, report.convention) == (0.9, "answers")
    assert isinstance(report.index_share, Estimate)
    assert report.index_share.value == 1


def test_the_department_and_the_unit_see_the_same_figure(database: Database, campaign_id: int) -> None:
    report = department_report(database, campaign_id)
    assert isinstance(report, DepartmentReport)
    for unit in report.units:
        own = unit_report(database, unit.code)
        assert isinstance(own, UnitReport)
        assert own.index_share == unit.result
        assert own.forms == unit.forms
    groups = {unit.code: unit.group for unit in report.units}
    assert set(groups) == {"TH1", "LT1"}
    assert set(groups.values()) == {"Đơn vị XA"}


def test_while_open_all_pages_show_the_same_snapshot(database: Database, campaign_id: int) -> None:
    show_while_open(database, campaign_id)
    assert isinstance(unit_report(database, "TH1", now=OPEN), UnitReport)
    with database.writing() as session:
        answer(session, participation_of(session, "TH1"), 9, value="1")
        answer(session, participation_of(session, "LT1"), 10, value="1")
    department = department_report(database, campaign_id, now=OPEN)
    unit = unit_report(database, "TH1", now=OPEN)
    assert isinstance(department, DepartmentReport)
    assert isinstance(unit, UnitReport)
    assert {found.code: found.forms for found in department.units} == {"TH1": 12, "LT1": 40}
    assert unit.forms == 12
    with database.reading() as session:
        progress = campaign_progress(session, session.get_one(Campaign, campaign_id), instrument_code="TH-PH")
    live = {p.unit_code: p.received for p in progress}
    assert live["TH1"] == 21
    final = department_report(database, campaign_id, now=CLOSED)
    assert isinstance(final, DepartmentReport)
    assert {found.code: found.forms for found in final.units} == {"TH1": 12, "LT1": 40}, "nine late answers would stand alone"


def test_while_open_nothing_is_shown_of_fewer_than_ten(database: Database, campaign_id: int) -> None:
    show_while_open(database, campaign_id)
    with database.writing() as session:
        answer(session, participation_of(session, "LT1", "THCS-PH"), 9, grade="6")
        participation_id = participation_of(session, "LT1", "THCS-PH").id
    with database.reading() as session:
        found = find_unit_report(session, participation_id, now=OPEN, grace_minutes=GRACE)
    assert found == NotShown("first answers")
    assert department_report(database, campaign_id, now=OPEN, code="THCS-PH") == NotShown("first answers")


def test_after_closing_a_unit_without_answers_has_a_report_that_says_so(database: Database, campaign_id: int) -> None:
    report = department_report(database, campaign_id, code="MN-PH")
    assert isinstance(report, DepartmentReport)
    assert [unit.result for unit in report.units] == [Suppressed("no responses", n=0)]


def test_a_page_costs_the_same_whatever_has_been_answered(database: Database, campaign_id: int) -> None:
    """Seven statements for a department page at rest, twelve when something has moved, however much that is."""

    def cost() -> int:
        with statements(database) as sent:
            department_report(database, campaign_id)
        return len(sent)

    moved, at_rest = cost(), cost()
    assert (moved, at_rest) == (12, 7)
    with database.writing() as session:
        answer(session, participation_of(session, "TH1"), 400)
        answer(session, participation_of(session, "LT1"), 300, grade="5")
    assert (cost(), cost()) == (moved, at_rest)
    with statements(database) as sent:
        department_report(database, campaign_id)
    assert not any("sheet" in statement for statement in sent), "at rest no response is read"


def test_progress_is_two_statements_in_vietnamese_order(database: Database, campaign_id: int) -> None:
    with database.writing() as session:
        campaign = session.get_one(Campaign, campaign_id)
        for code in ("TH1", "LT1"):
            participation_of(session, code).unit.name = {"TH1": "Trường Đăk Bla", "LT1": "Trường Dục Nông"}[code]
    with database.reading() as session:
        campaign = session.get_one(Campaign, campaign_id)
        with statements(database) as sent:
            progress = campaign_progress(session, campaign, instrument_code="TH-PH")
    assert len(sent) == 2
    assert [(p.unit_code, p.received, p.eligible, p.needed, p.commune) for p in progress] == [
        ("LT1", 30, 89, 73, "Đơn vị XA"),
        ("TH1", 12, 400, 200, "Đơn vị XA"),
    ]
    with database.reading() as session:
        everything = campaign_progress(session, session.get_one(Campaign, campaign_id))
    assert {(p.unit_code, p.instrument_code) for p in everything} >= {("LT1", "THCS-HS"), ("BPMC", "SIPAS-TTHC")}
    assert {p.commune for p in everything if p.unit_code in ("THPT1", "BPMC")} == {""}
    assert {(p.eligible, p.needed) for p in everything if p.unit_code == "BPMC"} == {(None, None)}


def test_a_unit_sees_its_own_participations(database: Database, campaign_id: int) -> None:
    with database.reading() as session:
        unit_id = participation_of(session, "LT1").unit_id
        found = unit_campaigns(session, unit_id, now=OPEN, grace_minutes=GRACE)
        later = unit_campaigns(session, unit_id, now=CLOSED, grace_minutes=GRACE)
    assert {c.instrument_code: (c.received, c.eligible) for c in found} == {
        "TH-PH": (30, 89),
        "THCS-PH": (0, 73),
        "THCS-HS": (0, 73),
        "PVNT": (0, 162),
    }
    assert {(c.phase, c.shows_results) for c in found} == {("open", False)}
    assert {(c.phase, c.shows_results) for c in later} == {("closed", True)}


def test_a_unit_that_takes_no_part_sees_nothing(database: Database, campaign_id: int) -> None:
    with database.writing() as session:
        unit_id = add_unit(session, "MOI", levels="TH").id
    with database.reading() as session:
        assert unit_campaigns(session, unit_id, now=OPEN, grace_minutes=GRACE) == ()


def test_only_units_of_one_kind_meet(database: Database) -> None:
    with database.writing() as session:
        add_department(session)
        campaign = add_campaign(session, "SIPAS-TTHC")
        open_campaign(session, campaign, assigned={"SIPAS-TTHC": ["desk", "school"]})
        for unit_code in ("BPMC", "TH1", "MN1"):
            answer(session, participation_of(session, unit_code, "SIPAS-TTHC"), 12, grade="")
    with database.reading() as session:
        campaign = session.scalars(select(Campaign)).one()
        assert compared_kinds(session, campaign.instruments[0])[0] == "school"
        schools = set(session.scalars(select(Unit.code).where(Unit.kind == "school")))
        for kind, codes in (("", schools), ("school", schools), ("desk", {"BPMC"})):
            report = find_department_report(session, campaign, "SIPAS-TTHC", now=CLOSED, grace_minutes=GRACE, kind=kind)
            assert isinstance(report, DepartmentReport)
            assert {unit.code for unit in report.units} == codes
        nobody = find_department_report(session, campaign, "SIPAS-TTHC", now=CLOSED, grace_minutes=GRACE, kind="commune")
        assert isinstance(nobody, NotShown)
